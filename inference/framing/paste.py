"""Bringing a result back into its document, and measuring the seam it leaves."""

from __future__ import annotations

import cv2
import numpy as np

from inference.errors import JobError
from inference.framing.crop import check_picture, check_plane, fit, flatten, mix
from inference.framing.transition import met

KEPT = 2.0  # levels of 255: where the engine changed less than this, the original's own detail stays
FRESH = 12.0  # from this change on, nothing of the original's detail stays
SEAM_FLOOR = 1.0  # levels per pixel, so that flat pictures give a ratio too
SEAM_REACH = 8  # pixels around the mask that are looked at; the blur and the gradient end before
SEAM_BLUR = 1.0  # pixels, sigma; how far from the mask's edge a seam still counts


def paste_back(
    result: np.ndarray,
    original: np.ndarray,
    alpha: np.ndarray,
    *,
    deep: bool = False,
    transition: float = 0.0,
    kept: np.ndarray | None = None,
) -> np.ndarray:
    """The layer for a frame: H×W×4 straight alpha, uint8, or uint16 (0 … 65535) where `deep`.

    `result` is the engine's picture at work size (h×w×3, or h×w×4 straight alpha, uint8); `original` the
    frame's crop of the document (H×W×3 or H×W×4 uint8); `alpha` its composite mask (H×W uint8). The layer's
    alpha is the mask (times the result's own), so it is 0 wherever the mask is, and colour is 0 there too.

    At equal sizes the result is taken as it is. At other sizes resampling would soften even what the engine
    left alone: there, where the result differs from the resampled original by less than 2 levels, only the
    difference is resampled and added to the original, so an engine that changes nothing gives back the exact
    pixels; from 12 levels on the resampled result stands alone.

    With a `transition` (document pixels) an opaque result is bent to meet the pixels that stay; see
    `transition.met`. `kept` (H×W bool) says which stay; None: all where `alpha` is 0.
    """
    check_picture(result)
    check_picture(original)
    check_plane(alpha)
    if alpha.shape != original.shape[:2]:
        raise JobError("The mask to paste through must be as large as the frame.")
    size = alpha.shape[1], alpha.shape[0]
    if result.shape[2] == 4:
        colours, own = _fit_transparent(result, size)
        planes = [*colours, alpha * own]
    else:
        paper = flatten(original)
        colours = _fit_opaque(result, paper, size)
        if transition > 0:
            stays = alpha == 0 if kept is None else kept & (alpha == 0)
            colours = met(colours, paper, stays, transition)
        planes = [*colours, alpha]
    layer = np.empty((*alpha.shape, 4), np.uint16 if deep else np.uint8)
    for channel, plane in enumerate(planes):
        _store(plane, layer[..., channel])
    layer[layer[..., 3] == 0] = 0
    return layer


def _store(plane: np.ndarray, target: np.ndarray) -> None:
    """Write a uint8 or float32 plane of 0 … 255 into a uint8 or uint16 one at that one's full range."""
    most = 257 if target.dtype == np.uint16 else 1
    if plane.dtype == np.uint8:
        np.multiply(plane, target.dtype.type(most), out=target)
    else:
        target[...] = np.rint(plane * np.float32(most))


def _fit_opaque(result: np.ndarray, original: np.ndarray, size: tuple[int, int]) -> list[np.ndarray]:
    """Three H×W channels, 0 … 255, float32 (uint8 if untouched), at frame size; singly to spare memory."""
    if (result.shape[1], result.shape[0]) == size:
        return [result[..., channel] for channel in range(3)]
    sent = fit(original, (result.shape[1], result.shape[0]))
    change = result.astype(np.float32) - sent
    # A pixel next to a changed one is changed too: resampling mixes neighbours.
    most = cv2.dilate(np.abs(change).max(axis=2), np.ones((3, 3), np.uint8))
    fresh = fit(np.clip((most - KEPT) / (FRESH - KEPT), 0.0, 1.0), size, soft=True)
    channels = []
    for channel in range(3):
        kept = fit(np.ascontiguousarray(change[..., channel]), size, soft=True)
        kept += original[..., channel]
        new = fit(result[..., channel].astype(np.float32), size)
        new -= kept
        new *= fresh
        kept += new
        channels.append(np.clip(kept, 0.0, 255.0, out=kept))
    return channels


def _fit_transparent(result: np.ndarray, size: tuple[int, int]) -> tuple[list[np.ndarray], np.ndarray]:
    """As `_fit_opaque`, from straight alpha (resampled premultiplied), and the fitted alpha, 0 … 1."""
    own = result[..., 3].astype(np.float32) / 255.0
    alpha = fit(own, size, soft=True)
    if (result.shape[1], result.shape[0]) == size:
        return [result[..., channel] for channel in range(3)], alpha
    safe = np.maximum(alpha, 1e-6)
    planes = (fit(result[..., channel] * own, size, soft=True) / safe for channel in range(3))
    return [np.clip(plane, 0.0, 255.0) for plane in planes], alpha


def laid_over(layer: np.ndarray, original: np.ndarray) -> np.ndarray:
    """H×W×3 uint8: an 8-bit layer of `paste_back` over the frame's crop of the document, on white paper."""
    check_picture(layer)
    return mix(flatten(original), layer[..., :3], layer[..., 3:])


def seam(original: np.ndarray, composited: np.ndarray, alpha: np.ndarray) -> float:
    """How much more of an edge runs along the mask's rim than before; 1 = none, also without any rim.

    Luma gradient across the rim over gradient along it, each averaged with the mask's own slope as weight, of
    the composited picture, divided by the same ratio of the original (H×W×3 uint8, both; `alpha` H×W uint8).
    Hand over only what lies inside the document: its edge is no seam.
    """
    check_plane(alpha)
    if alpha.min() == alpha.max():
        return 1.0
    x, y, width, height = cv2.boundingRect(alpha)
    rows = slice(max(y - SEAM_REACH, 0), y + height + SEAM_REACH)
    columns = slice(max(x - SEAM_REACH, 0), x + width + SEAM_REACH)
    alpha, original, composited = (picture[rows, columns] for picture in (alpha, original, composited))
    rim = cv2.GaussianBlur(alpha.astype(np.float32), (0, 0), SEAM_BLUR)
    rim_x, rim_y = _gradient(rim)
    total = float(cv2.magnitude(rim_x, rim_y).sum(dtype=np.float64))
    if total == 0.0:
        return 1.0
    return _edge_ratio(composited, rim_x, rim_y, total) / _edge_ratio(original, rim_x, rim_y, total)


def _edge_ratio(picture: np.ndarray, rim_x: np.ndarray, rim_y: np.ndarray, total: float) -> float:
    """Gradient across the rim over gradient along it; the rim's gradient carries direction and weight."""
    luma = cv2.cvtColor(flatten(picture), cv2.COLOR_RGB2GRAY).astype(np.float32)
    slope_x, slope_y = _gradient(luma)
    across = float(np.abs(slope_x * rim_x + slope_y * rim_y).sum(dtype=np.float64)) / total
    along = float(np.abs(slope_y * rim_x - slope_x * rim_y).sum(dtype=np.float64)) / total
    return (across + SEAM_FLOOR) / (along + SEAM_FLOOR)


def _gradient(plane: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Levels per pixel along x and y (Scharr, normalised)."""
    return (
        cv2.Scharr(plane, cv2.CV_32F, 1, 0, scale=1 / 32),
        cv2.Scharr(plane, cv2.CV_32F, 0, 1, scale=1 / 32),
    )
