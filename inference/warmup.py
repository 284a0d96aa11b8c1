"""Compiles the built-in painter's kernels into the cache: `python -m inference.warmup`."""

from __future__ import annotations

from inference.engines.painterly import PainterlyEngine
from inference.engines.painterly.practice import a_hole, a_picture, a_sketch


def warm_up() -> None:
    """Paint a small sketch and a small picture, and fill a small hole."""
    engine = PainterlyEngine()
    for job in (a_picture(), a_sketch(), a_sketch("watercolour"), a_hole()):
        engine.run(job, lambda progress: None, lambda: False)
    engine.close()


if __name__ == "__main__":
    warm_up()
