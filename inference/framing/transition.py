"""The zone in which new paint is bent to meet the pixels that stay, so that not one of those need change.

Where a picture goes on past its old edge, nothing of the original may be painted over, so a seam cannot be
hidden by fading across it. Instead the difference that the engine left just inside the kept part is known;
it is carried outwards and added to the new paint, fully at the edge and less with distance. That is the
membrane of Poisson image editing (Pérez et al. 2003), solved approximately by push-pull and made to end.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from inference.framing.masks import distance_to, fall
from inference.framing.prefill import spread

BAND = 6  # document pixels of the kept side, next to the new one, whose difference is carried over
MOST = 64.0  # levels; a larger difference is another content, not another colour
CALM = 2.0  # pixels, sigma; grain is not carried over


def transition_mask(kept: np.ndarray, pixels: float) -> np.ndarray:
    """How much each pixel is bent, H×W uint8: 255 next to the kept ones (H×W bool), 0 from `pixels` on.

    0 on everything kept. This is what to show the artist as the transition zone.
    """
    if pixels <= 0 or not kept.any():
        return np.zeros(kept.shape, np.uint8)
    zone = fall(distance_to(kept), 1.0, pixels + 1.0)
    zone[kept] = 0
    return zone


def met(
    colours: Sequence[np.ndarray], original: np.ndarray, kept: np.ndarray, pixels: float
) -> list[np.ndarray]:
    """The new paint bent to meet the original: three H×W channels, 0 … 255, float32.

    `colours` are the engine's three channels for the whole frame, `original` (H×W×3 uint8) the same frame of
    the document, `kept` (H×W bool) which of its pixels stay. Unchanged more than `pixels` away from those.
    """
    zone = transition_mask(kept, pixels)
    planes = [colour.astype(np.float32) for colour in colours]
    if not zone.any():
        return planes
    x, y, width, height = cv2.boundingRect(zone)
    reach = 2 * BAND  # of what is kept around the zone
    rows, columns = slice(max(y - reach, 0), y + height + reach), slice(max(x - reach, 0), x + width + reach)
    bent = _carried([plane[rows, columns] for plane in planes], original[rows, columns], kept[rows, columns])
    bent *= (zone[rows, columns].astype(np.float32) / 255.0)[..., None]
    for channel, plane in enumerate(planes):
        part = plane[rows, columns]
        np.clip(part + bent[..., channel], 0.0, 255.0, out=part)
    return planes


def _carried(planes: Sequence[np.ndarray], original: np.ndarray, kept: np.ndarray) -> np.ndarray:
    """What would have to be added to the new paint to meet the original: H×W×3 float32, levels."""
    band = kept & (distance_to(~kept) <= BAND)
    weight = cv2.GaussianBlur(band.astype(np.float32), (0, 0), CALM)
    lacking = original.astype(np.float32) - np.dstack(planes)
    np.clip(lacking, -MOST, MOST, out=lacking)
    lacking *= band[..., None]
    calm = cv2.GaussianBlur(lacking, (0, 0), CALM) / np.maximum(weight, 1e-3)[..., None]
    return spread(calm, np.where(band, np.uint8(0), np.uint8(255)))
