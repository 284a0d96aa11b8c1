"""What stands under the mask before the engine starts: nothing new, a blur of the surroundings, grey …"""

from __future__ import annotations

from enum import StrEnum

import cv2
import numpy as np

from inference.errors import JobError
from inference.framing.crop import check_picture, check_plane

NEUTRAL = 127  # grey level
TELEA_SIDE = 384  # pixels; the fill is smooth, so a small copy does, and the method is slow
TELEA_RADIUS = 5.0  # pixels of the small copy
EDGE_CALM = 2.0  # pixels, sigma; the edge is smoothed by this before it is spread, so grain makes no stripes
EDGE_REACH = 0.25  # of the picture's diagonal: how far the edge's stripes go before they are half blurred
MUTED = 0.5  # of the colour and of the contrast


class Prefill(StrEnum):
    """What is put under the mask.

    NONE keeps what is there, BLUR spreads the surroundings, TELEA also carries their lines inward, EDGE draws
    the nearest colours outwards and blurs them with distance, MUTED is BLUR with half its colour, NEUTRAL is
    grey.
    """

    NONE = "none"
    BLUR = "blur"
    TELEA = "telea"
    EDGE = "edge"
    MUTED = "muted"
    NEUTRAL = "neutral"


def prefill(
    image: np.ndarray, mask: np.ndarray, mode: Prefill | str, known: np.ndarray | None = None
) -> np.ndarray:
    """A copy of an H×W×3 uint8 picture, filled in proportion to an H×W uint8 mask; unchanged where it is 0.

    `known` (H×W uint8) says which pixels may be spread, 255 = fully; the document's alpha, so that the white
    behind transparency is not. Where nothing at all is unmasked there are no surroundings, and every mode but
    NONE fills with grey. Raises JobError for an unknown mode or a mask of another size.
    """
    check_picture(image)
    check_plane(mask)
    if image.shape[2] != 3 or mask.shape != image.shape[:2]:
        raise JobError("The mask to fill must be as large as its H×W×3 picture.")
    if known is not None and known.shape != mask.shape:
        raise JobError("The mask to fill must be as large as its H×W×3 picture.")
    if mode not in tuple(Prefill):
        raise JobError(
            "'{mode}' is not a way to pre-fill; choose {modes}.", mode=str(mode), modes=", ".join(Prefill)
        )
    if mode == Prefill.NONE or not mask.any():
        return image.copy()
    hole = mask if known is None else np.maximum(mask, 255 - known)
    base = image.astype(np.float32)
    base += (_filled(image, hole, Prefill(mode)) - base) * (mask.astype(np.float32) / 255.0)[..., None]
    return np.clip(np.rint(base), 0, 255).astype(np.uint8)


def _filled(image: np.ndarray, hole: np.ndarray, mode: Prefill) -> np.ndarray:
    """What goes under the mask: H×W×3 float32, 0 … 255."""
    if mode is Prefill.NEUTRAL or hole.min() == 255:
        return np.full(image.shape, NEUTRAL, np.float32)
    if mode is Prefill.TELEA:
        return _telea(image, hole)
    fill = spread(image, hole)
    if mode is Prefill.EDGE:
        return _from_edge(image, hole, fill)
    if mode is Prefill.MUTED:
        grey = fill @ np.array([0.299, 0.587, 0.114], np.float32)
        fill += (0.5 * (grey + NEUTRAL)[..., None] - fill) * MUTED
    return fill


def spread(image: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Surroundings averaged into the hole, the wider the deeper inside: H×W×3 float32, in the image's range.

    `image` is H×W×3 uint8 or float32, `mask` H×W uint8, 255 = not known.
    Push-pull over a 2:1 pyramid of known-weighted colour (Gortler et al., The Lumigraph, 1996).
    """
    weight = 1.0 - mask.astype(np.float32) / 255.0
    levels = [np.dstack((image.astype(np.float32) * weight[..., None], weight))]  # H×W×4, premultiplied
    while max(levels[-1].shape[:2]) > 1:
        height, width = levels[-1].shape[:2]
        half = (width + 1) // 2, (height + 1) // 2
        levels.append(np.asarray(cv2.resize(levels[-1], half, interpolation=cv2.INTER_AREA), np.float32))
    top = levels.pop()
    filled = top[..., :3] / np.maximum(top[..., 3:], 1e-6)
    while levels:
        level = levels.pop()
        height, width = level.shape[:2]
        wider = cv2.resize(filled, (width, height), interpolation=cv2.INTER_LINEAR)
        filled = level[..., :3] + (1.0 - level[..., 3:]) * wider
    return filled


def _from_edge(image: np.ndarray, hole: np.ndarray, smooth: np.ndarray) -> np.ndarray:
    """The nearest known colour, giving way to `smooth` with distance: H×W×3 float32, 0 … 255."""
    # Whoever stands next to the hole was mixed with it when the picture was resampled.
    known = cv2.dilate(hole, np.ones((3, 3), np.uint8)) == 0
    if not known.any():
        return smooth
    unknown = np.where(known, np.uint8(0), np.uint8(1))
    distance, labels = cv2.distanceTransformWithLabels(
        unknown, cv2.DIST_L2, cv2.DIST_MASK_5, labelType=cv2.DIST_LABEL_PIXEL
    )
    nearest = np.asarray(labels, np.int32)
    weight = known.astype(np.float32)
    calm = cv2.GaussianBlur(image.astype(np.float32) * weight[..., None], (0, 0), EDGE_CALM)
    calm /= np.maximum(cv2.GaussianBlur(weight, (0, 0), EDGE_CALM), 1e-3)[..., None]
    colours = np.zeros((int(nearest.max()) + 1, 3), np.float32)
    colours[nearest[known]] = calm[known]
    drawn = colours[nearest]
    reach = EDGE_REACH * float(np.hypot(*hole.shape))
    fade = (1.0 - np.exp2(-distance / np.float32(reach)))[..., None]
    return drawn + (smooth - drawn) * fade


def _telea(image: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Telea's fast-marching inpainting (2004) of a small copy, softened: H×W×3 float32, 0 … 255."""
    height, width = mask.shape
    shrink = min(1.0, TELEA_SIDE / max(width, height))
    size = max(1, round(width * shrink)), max(1, round(height * shrink))
    cover = cv2.resize(mask.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    hole = (cover > 0.0).astype(np.uint8)
    if hole.all():  # the unmasked specks vanished in the small copy
        return spread(image, mask)
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    small = cv2.inpaint(small, hole, TELEA_RADIUS, cv2.INPAINT_TELEA)
    small = cv2.GaussianBlur(small.astype(np.float32), (0, 0), 1.5)
    return cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)
