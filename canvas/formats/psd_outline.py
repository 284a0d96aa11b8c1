"""Vector masks of Photoshop files as masks of pixels: closed Bézier curves, filled.

Source: Adobe Photoshop File Formats Specification (November 2019), "Path resource format".
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from canvas.formats.psd_source import Source
from canvas.formats.watch import Check, unwatched
from canvas.geometry import Rect

_RECORD = 26  # bytes
_CLOSED, _CLOSED_KNOTS = 0, (1, 2)
_ADDED, _TAKEN, _BOTH = 1, 2, 3  # how a curve is joined to those before; else even–odd
_INITIAL = 8  # a record that says whether all is filled where there is no outline
_STEPS = 24  # straight pieces of a curve
_MOST_KNOTS = 20_000
_SHIFT = 4  # bits after the point in the coordinates that OpenCV is given
_FINER = 4  # samples along each side of a pixel
_BAND = 512  # rows filled at a time
_FAR = 1 << 20  # pixels
_MOST_WORK = 1 << 31  # pixels filled for all curves together


@dataclass(frozen=True, slots=True)
class Outline:
    """Closed curves, each N×2 points (x, y) in pixels, and how each is joined to those before it."""

    curves: tuple[np.ndarray, ...]
    joins: tuple[int, ...]  # 0 even–odd, 1 added, 2 taken away, 3 kept where both are
    inverted: bool
    disabled: bool
    filled: bool  # where there is no outline


def outline_of(block: Source, width: int, height: int) -> Outline | None:
    """The outline in a block, for a picture of this size; None where it makes no sense."""
    block = block.again()
    if block.left < 8:
        return None
    block.skip(4)
    flags = block.u32()
    if block.left > _MOST_KNOTS * _RECORD:
        return None
    records = np.frombuffer(block.take(block.left // _RECORD * _RECORD), np.uint8).reshape(-1, _RECORD)
    curves: list[np.ndarray] = []
    joins: list[int] = []
    filled = False
    place = 0
    while place < len(records):
        kind = int.from_bytes(records[place, :2].tobytes(), "big")
        if kind == _INITIAL:
            filled = records[place, 2:4].any()
        if kind == _CLOSED:
            count, join = np.frombuffer(records[place, 2:6].tobytes(), ">i2").tolist()
            knots = records[place + 1 : place + 1 + max(0, count)]
            if len(knots) >= 2 and np.isin(knots[:, 1], _CLOSED_KNOTS).all():
                curves.append(_flattened(knots, width, height))
                joins.append(_ADDED if join < 0 else join)  # −1: a part of the shape before it
            place += max(0, count)
        place += 1
    canvas = Rect(0, 0, width, height)
    if sum(_work(curve, join, canvas) for curve, join in zip(curves, joins, strict=True)) > _MOST_WORK:
        return None
    return Outline(tuple(curves), tuple(joins), bool(flags & 1), bool(flags & 4), bool(filled))


def _work(curve: np.ndarray, join: int, canvas: Rect) -> int:
    """Pixels that are written to fill a curve."""
    part = canvas if join == _BOTH else _around(curve).clipped(canvas)
    return part.width * part.height


def _around(curve: np.ndarray) -> Rect:
    left, top = curve.min(axis=0).tolist()
    right, bottom = curve.max(axis=0).tolist()
    return Rect.between(left, top, right, bottom).grown(1)


def _flattened(knots: np.ndarray, width: int, height: int) -> np.ndarray:
    """N×26 bytes of knots to points along the curve; a knot is three points, y before x, 8.24 of a side."""
    numbers = np.frombuffer(np.ascontiguousarray(knots[:, 2:]).tobytes(), ">i4").reshape(-1, 3, 2)
    points = numbers[:, :, ::-1].astype(np.float64) / (1 << 24) * (width, height)
    start, after = points[:, 1], points[:, 2]
    before, end = np.roll(points[:, 0], -1, axis=0), np.roll(start, -1, axis=0)
    t = (np.arange(_STEPS) / _STEPS)[None, :, None]
    u = 1 - t
    curve = (
        u**3 * start[:, None]
        + 3 * u * u * t * after[:, None]
        + 3 * u * t * t * before[:, None]
        + t**3 * end[:, None]
    )
    return np.clip(curve.reshape(-1, 2), -_FAR, _FAR)


def drawn(outline: Outline, width: int, height: int, check: Check = unwatched) -> np.ndarray:
    """How much of each pixel lies inside: H×W uint8. check: called for every curve."""
    out = np.empty((height, width), np.uint8)
    for top in range(0, height, _BAND):
        rows = min(_BAND, height - top)
        fine = np.zeros((rows * _FINER, width * _FINER), np.uint8)
        if not outline.curves or outline.filled or outline.joins[0] == _TAKEN:
            fine[:] = 255 if outline.filled or outline.curves else 0
        for curve, join in zip(outline.curves, outline.joins, strict=True):
            check()
            _join(fine, (curve - (0, top)) * _FINER, join)
        out[top : top + rows] = cv2.resize(fine, (width, rows), interpolation=cv2.INTER_AREA)
    return 255 - out if outline.inverted else out


def _join(fine: np.ndarray, curve: np.ndarray, join: int) -> None:
    """Fill a curve (in samples) into what the curves before it made."""
    fixed = np.rint((curve - 0.5) * (1 << _SHIFT)).astype(np.int32)
    if join == _ADDED:
        cv2.fillPoly(fine, [fixed], 255, shift=_SHIFT)
        return
    if join == _TAKEN:
        cv2.fillPoly(fine, [fixed], 0, shift=_SHIFT)
        return
    near = Rect(0, 0, fine.shape[1], fine.shape[0])
    if join != _BOTH:
        near = _around(curve).clipped(near)
    if near.empty:
        return
    part = np.zeros((near.height, near.width), np.uint8)
    corner = np.array([near.x, near.y], np.int32) << _SHIFT
    cv2.fillPoly(part, [fixed - corner], 255, shift=_SHIFT)
    place = fine[near.y : near.bottom, near.x : near.right]
    if join == _BOTH:
        np.bitwise_and(place, part, out=place)
    else:
        np.bitwise_xor(place, part, out=place)
