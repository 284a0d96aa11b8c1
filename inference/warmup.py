"""Compiles the built-in painter's kernels into the cache: `python -m inference.warmup`."""

from __future__ import annotations

import numpy as np

from inference.engines.painterly import PainterlyEngine
from inference.job import Frame, Job, Kind, Painting

SIDE = 96  # pixels; enough for every kernel to have something to do


def warm_up() -> None:
    """Paint a small sketch and a small picture, and fill a small hole, with the types that real work uses."""
    engine = PainterlyEngine()
    ramp = np.linspace(0, 255, SIDE, dtype=np.uint8)
    picture = np.stack(
        [np.tile(ramp, (SIDE, 1)), np.tile(ramp[:, None], (1, SIDE)), np.full((SIDE, SIDE), 90)], 2
    )
    sketch = np.full((SIDE, SIDE, 3), 255, np.uint8)
    sketch[20:76, 30:33] = sketch[48:51, 10:86] = 0
    hole = np.zeros((SIDE, SIDE), np.uint8)
    hole[36:60, 36:60] = 255
    frame = Frame(0, 0, SIDE, SIDE)
    for job in (
        Job(Kind.PAINT, "painterly", frame, image=picture.astype(np.uint8)),
        Job(Kind.PAINT, "painterly", frame, image=sketch),
        Job(Kind.PAINT, "painterly", frame, image=sketch, painting=Painting(medium="watercolour")),
        Job(Kind.INPAINT, "painterly", frame, image=picture.astype(np.uint8), mask=hole),
    ):
        engine.run(job, lambda progress: None, lambda: False)
    engine.close()


if __name__ == "__main__":
    warm_up()
