"""Framing: which part of a document an engine sees, at what size, and how its result comes back exactly."""

from inference.framing.colour import Match, Way, colour_shift, match_colour, matched
from inference.framing.crop import crop, fit, flatten, inner
from inference.framing.inputs import frame_job_inputs, selection_at_work
from inference.framing.masks import MaskSizes, bounds_of, composite_mask, denoise_mask, grow_soft, mask_sizes
from inference.framing.measure import Measured
from inference.framing.modes import MODES, Mode, ModeTraits, mode_for
from inference.framing.paste import laid_over, paste_back, seam
from inference.framing.plan import FramePlan, WorkRange, plan_frame, work_range
from inference.framing.prefill import Prefill, prefill
from inference.framing.tiles import TilePlan, enlarge, overlap_for, plan_tiles, refine
from inference.framing.transition import transition_mask

__all__ = [
    "MODES",
    "FramePlan",
    "MaskSizes",
    "Match",
    "Measured",
    "Mode",
    "ModeTraits",
    "Prefill",
    "TilePlan",
    "Way",
    "WorkRange",
    "bounds_of",
    "colour_shift",
    "composite_mask",
    "crop",
    "denoise_mask",
    "enlarge",
    "fit",
    "flatten",
    "frame_job_inputs",
    "grow_soft",
    "inner",
    "laid_over",
    "mask_sizes",
    "match_colour",
    "matched",
    "mode_for",
    "overlap_for",
    "paste_back",
    "plan_frame",
    "plan_tiles",
    "prefill",
    "refine",
    "seam",
    "selection_at_work",
    "transition_mask",
    "work_range",
]
