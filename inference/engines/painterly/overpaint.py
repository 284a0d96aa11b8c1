"""A filled hole painted over, in strokes as broad as those of the picture around it."""

from __future__ import annotations

import math
from dataclasses import replace

import cv2
import numpy as np

from inference.engines.painterly.brushwork import Tell
from inference.engines.painterly.diffuse import soften
from inference.engines.painterly.raster import render
from inference.engines.painterly.session import paint_job
from inference.engines.painterly.words import Reading
from inference.job import Frame, Job, Kind

MARGIN = 24  # px around the hole that is painted too, so that strokes come in from outside
WINDOWS = (3, 5, 7, 9, 13, 17, 23, 31, 43)  # px, of the medians that marks are measured with
THINNEST, BROADEST = 1.5, 24.0  # px, of the finest strokes


def painted_over(job: Job, filled: np.ndarray, reading: Reading, tell: Tell) -> np.ndarray:
    """`filled` (H×W×3 uint8, an INPAINT job's hole completed) with the hole in strokes; the rest unchanged.

    The medium and the colours are those of the words; without any, the fill keeps its colours and strokes
    are oil. `tell` is called often, and may raise to stop the work.
    """
    assert job.mask is not None
    hole = job.mask > 0
    if not hole.any():
        return filled
    top, bottom, left, right = _box(hole)
    part, inside = np.ascontiguousarray(filled[top:bottom, left:right]), hole[top:bottom, left:right]
    finest = finest_mark(part, ~inside)
    unit = math.sqrt(inside.size)
    loose, size = _handling(finest, unit)
    settings = replace(reading.settings, size=reading.settings.size + size)
    frame = Frame(left, top, right - left, bottom - top)
    work = replace(
        job, kind=Kind.PAINT, image=part, mask=None, strength_map=None, strength=loose, frame=frame, width=0,
        height=0, refine_width=0, refine_height=0, controls=(), regions=(), references=(),
    )  # fmt: skip
    paint = render(paint_job(work, settings, tell), *inside.shape)
    painted = paint[..., :3] + (1.0 - paint[..., 3:]) * (part.astype(np.float32) / np.float32(255))
    painted = np.clip(painted, 0.0, 1.0) * np.float32(255)
    if not reading.known:  # the paints of a medium lean to their own colours; here those around count
        painted += soften(part.astype(np.float32) - painted, max(3.0, 2.0 * finest))
    depth = cv2.distanceTransform(np.pad(inside, 1).astype(np.uint8), cv2.DIST_L2, 5)[1:-1, 1:-1]
    share = np.clip(depth / max(2.0, finest), 0.0, 1.0)[..., None]  # the fill meets the edge, strokes do not
    mixed = part + (painted - part) * share
    out = filled.copy()
    out[top:bottom, left:right][inside] = np.rint(np.clip(mixed, 0, 255)).astype(np.uint8)[inside]
    return out


def finest_mark(picture: np.ndarray, known: np.ndarray) -> float:
    """How broad the finest marks of a picture (H×W×3 uint8) are, in pixels; looks at `known` (H×W bool).

    Medians over ever wider windows wipe out ever broader marks. Where a quarter of all that they wipe out is
    gone, the finest ones are; the factors are measured on paintings of known stroke width.
    """
    if not known.any():
        return THINNEST
    light = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    gone = np.array(
        [float(cv2.absdiff(light, cv2.medianBlur(light, size))[known].mean()) for size in WINDOWS]
    )
    if gone[-1] < 0.5:  # nothing but smooth ground
        return THINNEST
    at = float(np.interp(0.25, np.maximum.accumulate(gone / gone[-1]), WINDOWS))
    return min(max(1.25 * (at - 4.3), THINNEST), BROADEST)


def _handling(finest: float, unit: float) -> tuple[float, float]:
    """Strength of a job and log2 of brush sizes that make `finest` the finest brush (see `plan_passes`)."""
    ratio = finest / (0.003 * unit)
    loose = min(max(math.log(max(ratio, 1.0)) / math.log(16.0 / 3.0), 0.0), 0.7)
    return loose, min(max(2.0 * math.log2(ratio / (16.0 / 3.0) ** loose), -1.0), 1.0)


def _box(hole: np.ndarray) -> tuple[int, int, int, int]:
    rows, columns = np.flatnonzero(hole.any(axis=1)), np.flatnonzero(hole.any(axis=0))
    height, width = hole.shape
    return (
        max(0, int(rows[0]) - MARGIN),
        min(height, int(rows[-1]) + 1 + MARGIN),
        max(0, int(columns[0]) - MARGIN),
        min(width, int(columns[-1]) + 1 + MARGIN),
    )
