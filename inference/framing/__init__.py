"""Framing: which part of a document an engine sees, at what size, and how its result comes back exactly."""

from inference.framing.colour import colour_shift, match_colour
from inference.framing.crop import crop, fit, flatten, inner
from inference.framing.inputs import frame_job_inputs
from inference.framing.masks import MaskSizes, bounds_of, composite_mask, denoise_mask, grow_soft, mask_sizes
from inference.framing.paste import laid_over, paste_back, seam
from inference.framing.plan import FramePlan, WorkRange, plan_frame, work_range
from inference.framing.prefill import Prefill, prefill

__all__ = [
    "FramePlan",
    "MaskSizes",
    "Prefill",
    "WorkRange",
    "bounds_of",
    "colour_shift",
    "composite_mask",
    "crop",
    "denoise_mask",
    "fit",
    "flatten",
    "frame_job_inputs",
    "grow_soft",
    "inner",
    "laid_over",
    "mask_sizes",
    "match_colour",
    "paste_back",
    "plan_frame",
    "prefill",
    "seam",
    "work_range",
]
