"""The picture and the mask that a job is made of, from the document and the selection."""

from __future__ import annotations

import cv2
import numpy as np

from inference.errors import JobError
from inference.framing.crop import check_picture, crop, fit, flatten
from inference.framing.masks import OPAQUE_MARGIN, denoise_mask
from inference.framing.plan import FramePlan


def selection_at_work(selection: np.ndarray, plan: FramePlan) -> np.ndarray:
    """A selection (H×W uint8, as large as the document) at work size, wide enough for the resampled rim."""
    fitted = fit(crop(selection, plan.frame), (plan.width, plan.height), soft=True)
    return np.asarray(cv2.dilate(fitted, np.ones((3, 3), np.uint8)), np.uint8)


def frame_job_inputs(
    picture: np.ndarray,
    selection: np.ndarray | None,
    plan: FramePlan,
    strength: float = 1.0,
    *,
    margin: float = OPAQUE_MARGIN,
    feather: float = 1.0,
) -> tuple[np.ndarray, np.ndarray | None]:
    """The job's `image` (H×W×3 uint8 on white paper) and `mask` (H×W uint8, 255 = repaint) at work size.

    `picture` is the document's composite, H×W×3 or straight-alpha H×W×4 uint8; `selection` is H×W uint8 of
    the same size, or None, which gives None for the mask. `margin` and `feather`: see
    `masks.denoise_mask`. Raises JobError where sizes disagree.
    """
    check_picture(picture)
    if selection is not None and selection.shape != picture.shape[:2]:
        raise JobError("The selection must be as large as the document; select again.")
    size = plan.width, plan.height
    image = fit(flatten(crop(picture, plan.frame)), size)
    if selection is None:
        return image, None
    mask = denoise_mask(selection, plan.frame, strength, plan.scale, margin=margin, feather=feather)
    return image, fit(mask, size, soft=True)
