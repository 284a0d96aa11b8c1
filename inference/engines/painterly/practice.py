"""Small jobs that use every kernel of the painter once, with the types that real work has."""

from __future__ import annotations

import numpy as np

from inference.job import Frame, Job, Kind, Painting

SIDE = 96  # pixels; enough for every kernel to have something to do
FRAME = Frame(0, 0, SIDE, SIDE)


def a_picture() -> Job:
    """Painted from colours."""
    return Job(Kind.PAINT, "painterly", FRAME, image=_ramps())


def a_sketch(medium: str = "") -> Job:
    """Painted from lines."""
    lines = np.full((SIDE, SIDE, 3), 255, np.uint8)
    lines[20:76, 30:33] = lines[48:51, 10:86] = 0
    painting = Painting(medium=medium) if medium else Painting()
    return Job(Kind.PAINT, "painterly", FRAME, image=lines, painting=painting)


def a_hole() -> Job:
    """Filled from its surroundings."""
    hole = np.zeros((SIDE, SIDE), np.uint8)
    hole[36:60, 36:60] = 255
    return Job(Kind.INPAINT, "painterly", FRAME, image=_ramps(), mask=hole)


def _ramps() -> np.ndarray:
    ramp = np.linspace(0, 255, SIDE, dtype=np.uint8)
    across, down = np.tile(ramp, (SIDE, 1)), np.tile(ramp[:, None], (1, SIDE))
    return np.stack([across, down, np.full((SIDE, SIDE), 90, np.uint8)], axis=2)
