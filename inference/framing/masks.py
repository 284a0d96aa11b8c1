"""The two masks of an inpaint: where the engine repaints, and how much of its result the document takes.

With s the artist's selection (0 … 255), d the distance in document pixels to the nearest pixel with s > 0,
diag the diagonal of the selection's bounds:

    feather = strength · max(10 % diag, 32)       padding = feather + 4 + 6 % diag
    grow    = 4 + feather / 2                     blend   = min(25, grow + feather / 2)

denoise(d)   = 255 for d ≤ 4, falls smoothly through half at d = `grow` to 0 at d = 4 + feather: the same as
               dilating by `grow` and blurring over `feather`, but with an end, and opaque on all of s > 0.
               A mode of `modes.MODES` has its own number for the 4 and a factor on feather.
composite    = s, exactly. It is 0 wherever the selection is 0 and opaque wherever the selection is full, so
               how soft the paste is lies in the artist's hand. The denoise mask is opaque wherever
               composite is above 0, so the soft part mixes the original with finished paint only.

Whoever wants a hard selection pasted softly widens it first with `grow_soft(selection, blend)` and uses the
outcome as *the* selection for both masks (and shows it to the artist).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from inference.errors import JobError
from inference.framing.crop import check_plane, crop, inner
from inference.job import Frame

OPAQUE_MARGIN = 4.0  # document pixels that are fully repainted around the selection
MIN_FEATHER = 32.0  # document pixels, at strength 1
FEATHER_SHARE = 0.10  # of the selection's diagonal
PADDING_SHARE = 0.06
MAX_BLEND = 25.0  # document pixels
MIN_MARGIN = 1.5  # pixels, of the document or of the work picture, whichever are larger; over √2


@dataclass(frozen=True, slots=True)
class MaskSizes:
    """Lengths in document pixels; see the formulas above."""

    feather: float
    grow: float
    blend: float
    padding: float


def mask_sizes(
    width: int, height: int, strength: float, *, margin: float = OPAQUE_MARGIN, feather: float = 1.0
) -> MaskSizes:
    """The mask lengths for a selection whose bounds are `width`×`height`, at a denoise strength of 0 … 1.

    `margin` (document pixels) takes the place of the 4 above, `feather` is a factor; both are a mode's.
    """
    diagonal = math.hypot(width, height)
    feather *= max(FEATHER_SHARE * diagonal, MIN_FEATHER) * strength
    grow = margin + feather / 2
    padding = feather + margin + PADDING_SHARE * diagonal
    return MaskSizes(feather, grow, min(MAX_BLEND, grow + feather / 2), padding)


def bounds_of(mask: np.ndarray) -> Frame | None:
    """The smallest frame around all pixels above 0 of an H×W uint8 mask; None where there are none."""
    check_plane(mask)
    x, y, width, height = cv2.boundingRect(mask)
    return Frame(x, y, width, height) if width and height else None


def denoise_mask(
    selection: np.ndarray | None,
    frame: Frame,
    strength: float,
    scale: float = 1.0,
    *,
    margin: float = OPAQUE_MARGIN,
    feather: float = 1.0,
) -> np.ndarray:
    """Where the engine repaints: frame-sized uint8, 255 = fully.

    `selection` is the document-sized H×W uint8 selection (None = everything); `scale` the plan's work pixels
    per document pixel, so that the opaque margin never shrinks below as many *work* pixels. `margin` and
    `feather` are a mode's; see `mask_sizes`. Beyond the document's edge the mask goes on as at the edge. An
    empty selection gives an empty mask.
    """
    if selection is None:
        return np.full((frame.height, frame.width), 255, np.uint8)
    part = crop(selection, frame)
    bounds = bounds_of(part)
    if bounds is None:
        return part
    # So that resampling does not let what is kept into what is pasted: the work pixel around the centre of a
    # document pixel reaches no further than `touched` document pixels from it.
    touched = math.ceil(1.0 / scale - 0.45)
    opaque = max(margin, MIN_MARGIN) * max(1.0, 1.0 / scale, touched)
    slope = mask_sizes(bounds.width, bounds.height, strength, feather=feather).feather
    return fall(distance_to(part > 0), opaque, opaque + slope)


def composite_mask(selection: np.ndarray | None, frame: Frame, doc_size: tuple[int, int]) -> np.ndarray:
    """How much of the result the document takes: frame-sized uint8 alpha, equal to the selection.

    `selection` is document-sized H×W uint8, or None for everything; `doc_size` is (width, height). Always 0
    beyond the document's edge.
    """
    if selection is not None and selection.shape != (doc_size[1], doc_size[0]):
        raise JobError("The selection must be as large as the document; select again.")
    mask = np.zeros((frame.height, frame.width), np.uint8)
    rows, columns = inner(frame, doc_size)
    if selection is None:
        mask[rows, columns] = 255
    else:
        mask[rows, columns] = crop(selection, frame)[rows, columns]
    return mask


def grow_soft(selection: np.ndarray, pixels: float) -> np.ndarray:
    """Widen an H×W uint8 selection by a soft rim: unchanged or raised, and 0 further out than `pixels`.

    The rim runs outward from all pixels of at least half selection; a weaker selection is left as it is.
    """
    check_plane(selection)
    core = selection >= 128
    if pixels <= 0 or not core.any():
        return selection.copy()
    return np.maximum(selection, fall(distance_to(core), 0.0, pixels))


def distance_to(core: np.ndarray) -> np.ndarray:
    """Distance (float32, pixel centres) of every pixel to the nearest one where the H×W bool `core` holds."""
    outside = np.where(core, np.uint8(0), np.uint8(1))
    return cv2.distanceTransform(outside, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)


def fall(distance: np.ndarray, start: float, end: float) -> np.ndarray:
    """255 up to `start`, 0 beyond `end`, a smoothstep between: uint8."""
    t = distance - np.float32(start)
    t /= np.float32(max(end - start, 1e-3))
    np.clip(t, 0.0, 1.0, out=t)
    return np.rint((1.0 - t * t * (3.0 - 2.0 * t)) * 255.0).astype(np.uint8)
