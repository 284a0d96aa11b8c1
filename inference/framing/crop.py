"""Cutting a frame out of a document, on white paper, and resampling it."""

from __future__ import annotations

import cv2
import numpy as np

from inference.errors import JobError
from inference.job import Frame


def check_plane(plane: np.ndarray) -> None:
    """Raise JobError unless `plane` is a non-empty H×W uint8 mask."""
    if plane.dtype != np.uint8 or plane.ndim != 2 or plane.size == 0:
        raise JobError("A mask must be H×W, 8 bits, and not empty.")


def check_picture(picture: np.ndarray) -> None:
    """Raise JobError unless `picture` is a non-empty H×W×3 or H×W×4 uint8 image."""
    if picture.dtype != np.uint8 or picture.ndim != 3 or picture.shape[2] not in (3, 4) or picture.size == 0:
        raise JobError("A picture must be H×W×3 or H×W×4, 8 bits per channel, and not empty.")


def inner(frame: Frame, doc_size: tuple[int, int]) -> tuple[slice, slice]:
    """The rows and columns of a frame-sized array that lie inside the document (width, height)."""
    left, top = max(-frame.x, 0), max(-frame.y, 0)
    right = min(frame.width, doc_size[0] - frame.x)
    bottom = min(frame.height, doc_size[1] - frame.y)
    if right <= left or bottom <= top:
        raise JobError("The frame lies outside the picture; choose another place.")
    return slice(top, bottom), slice(left, right)


def crop(document: np.ndarray, frame: Frame) -> np.ndarray:
    """A fresh copy of the frame's part of an H×W or H×W×C array, edges repeated beyond the document.

    Raises JobError where the frame and the document have no pixel in common.
    """
    height, width = document.shape[:2]
    rows, columns = inner(frame, (width, height))
    part = document[
        frame.y + rows.start : frame.y + rows.stop,
        frame.x + columns.start : frame.x + columns.stop,
    ]
    if part.shape[:2] == (frame.height, frame.width):
        return part.copy()
    return cv2.copyMakeBorder(
        part,
        rows.start,
        frame.height - rows.stop,
        columns.start,
        frame.width - columns.stop,
        cv2.BORDER_REPLICATE,
    )


def flatten(picture: np.ndarray) -> np.ndarray:
    """H×W×3 uint8 of a straight-alpha H×W×4 (or plain H×W×3) uint8 picture on white paper, rounded."""
    check_picture(picture)
    if picture.shape[2] == 3:
        return picture.copy()
    colour, alpha = picture[..., :3], picture[..., 3:]
    if alpha.min() == 255:
        return colour.copy()
    return mix(np.full_like(colour, 255), colour, alpha)


def mix(under: np.ndarray, over: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    """Rounded (over · alpha + under · (255 − alpha)) / 255, all uint8 and broadcastable.

    Equal inputs, alpha 0 and alpha 255 come out exact.
    """
    total = over.astype(np.uint16) * alpha
    total += under.astype(np.uint16) * (255 - alpha)
    total += 127
    return (total // 255).astype(np.uint8)


def fit(image: np.ndarray, size: tuple[int, int], *, soft: bool = False) -> np.ndarray:
    """Resample an H×W or H×W×C array (uint8, uint16 or float32) to `size` (width, height).

    Area averaging down, bicubic up, or bilinear where `soft` (for masks, which must not overshoot); a copy at
    equal size.
    """
    height, width = image.shape[:2]
    if (width, height) == size:
        return image.copy()
    if size[0] * size[1] <= width * height:
        method = cv2.INTER_AREA
    else:
        method = cv2.INTER_LINEAR if soft else cv2.INTER_CUBIC
    return cv2.resize(image, size, interpolation=method)
