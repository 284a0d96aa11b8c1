"""The flood: the region of similar colour around a point, for the fill tool and the magic wand."""

from __future__ import annotations

import cv2
import numpy as np

from canvas.composite import flatten8, layer8
from canvas.document import Document
from canvas.errors import EditError
from canvas.geometry import Rect
from canvas.selecting import Combine, combined
from canvas.selection import Selection


def flood(
    document: Document,
    x: int,
    y: int,
    tolerance: int = 32,
    *,
    contiguous: bool = True,
    sample_merged: bool = True,
    expand: int = 0,
    antialias: bool = True,
    within_selection: bool = True,
) -> Selection | None:
    """The pixels whose colour differs from that at (x, y) by at most `tolerance` (0 … 255) in every channel.

    Looks at what is seen (`sample_merged`) or at the active layer alone; takes the connected region (by
    sides, not corners) or all such pixels of the canvas; grows it by `expand` pixels, to go under the soft
    edge of a line. Cut to the current selection if there is one; None if nothing of it is in there. Raises
    EditError if the point is not on the canvas.
    """
    if not (0 <= x < document.width and 0 <= y < document.height):
        raise EditError("That spot is outside the picture. Click inside it.")
    layer = document.active_layer
    if sample_merged or layer is None:
        pixels = flatten8(document)
    else:
        pixels = layer8(layer, document.rect)
    mask, found = similar(pixels, x, y, tolerance, contiguous)
    area = found.grown(max(expand, 0) + 1).clipped(document.rect)
    mask = mask[area.y : area.bottom, area.x : area.right]
    if expand > 0:
        disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * expand + 1, 2 * expand + 1))
        mask = cv2.dilate(mask, disc)
    if antialias:
        mask = _smoothed(mask)
    region = Selection.of_array(mask, (area.x, area.y))
    if within_selection and document.selection is not None:
        return combined(document.selection, region, Combine.INTERSECT)
    return None if region.empty else region


def similar(
    pixels: np.ndarray, x: int, y: int, tolerance: int, contiguous: bool = True
) -> tuple[np.ndarray, Rect]:
    """Where an H×W×4 uint8 straight RGBA picture is like its pixel (x, y).

    Returns H×W uint8, 0 or 255, and the bounds of what is alike.

    All wholly transparent pixels count as alike, whatever colour they hide.
    """
    seed = pixels[y, x].astype(int)
    lower, upper = np.clip(seed - tolerance, 0, 255), np.clip(seed + tolerance, 0, 255)
    if seed[3] == 0:
        lower[:3], upper[:3] = 0, 255  # hidden, so any colour will do
    alike = cv2.inRange(pixels, lower.astype(np.float64), upper.astype(np.float64))
    if not contiguous:
        return alike, Rect(*cv2.boundingRect(alike))
    height, width = alike.shape
    mask = np.zeros((height + 2, width + 2), np.uint8)  # OpenCV wants a frame of one pixel
    flags = 4 | cv2.FLOODFILL_MASK_ONLY | (255 << 8)
    _area, _image, _mask, found = cv2.floodFill(alike, mask, (x, y), 0, flags=flags)
    return mask[1:-1, 1:-1], Rect(*found)


def _smoothed(mask: np.ndarray) -> np.ndarray:
    """Stairs of a hard edge made smooth; level and upright edges stay as they are.

    A small blur brings those to 1/4 and 3/4, and twice the contrast back to 0 and 1; only what has fewer or
    more neighbours than a straight edge ends up in between.
    """
    blurred = cv2.GaussianBlur(mask, (3, 3), 0, borderType=cv2.BORDER_REPLICATE)
    contrast = np.clip((np.arange(256) - 64) * (255 / 127), 0, 255).astype(np.uint8)  # 191 becomes 255
    return cv2.LUT(blurred, contrast)
