"""Makes the process ready to paint: every kernel compiled, or loaded from the cache, the brush first.

`python -m canvas.warmup` builds the cache (in NUMBA_CACHE_DIR if that is set, else beside the kernels).
"""

from __future__ import annotations

import gc
import logging
import time
from collections.abc import Callable

import numpy as np

from canvas.allocator import keep_freed_memory
from canvas.blend import BlendMode
from canvas.brush.preset import Brush, Sample
from canvas.brush.replay import StrokeBatch, replay
from canvas.brush.stroke import Stroke
from canvas.composite import flatten, from_rgba8, from_rgba16, layer8, merged, to_rgba8, to_rgba16
from canvas.display import Display
from canvas.document import Document
from canvas.geometry import Rect
from canvas.kernels.blend import blender
from canvas.layer import Layer
from canvas.transform import shifted

_RECT = Rect(0, 0, 64, 64)


def warm_up(report: Callable[[str], None] | None = None) -> None:
    """Run every kernel once on a very small picture, with the types that real work uses.

    Call it once, off the window's thread. report: told what comes next, in a few words.
    """
    tell = report if report is not None else _silent
    keep_freed_memory()
    tell("brush")
    layer = _brush()
    tell("screen")
    Display().show(Document(64, 64, (layer,)))
    tell("pictures")
    _pictures(layer)
    tell("recorded strokes")
    _replay(layer)
    shifted(layer.tiles, 3, 5)
    tell("blend modes")
    for mode in BlendMode:
        blender(mode)
    # What is there by now stays for good: searching it for garbage over and over would make the pen stutter.
    gc.collect()
    gc.freeze()


def _brush() -> Layer:
    stroke = Stroke(Layer("warm-up"), Brush(size=8), (0.5, 0.5, 0.5), clip=_RECT, selection=None)
    stroke.add([Sample(20, 20), Sample(30, 25)])
    stroke.finish()
    return stroke.layer


def _pictures(layer: Layer) -> None:
    layer8(layer, _RECT)
    planes = flatten(Document(64, 64, (layer,)))
    from_rgba8(to_rgba8(planes))
    from_rgba16(to_rgba16(planes))
    merged(layer, layer)


def _replay(layer: Layer) -> None:
    batch = StrokeBatch(
        points=np.array([[20.0, 20.0, 1.0], [30.0, 25.0, 1.0]]),
        offsets=np.array([0, 2]),
        colours=np.array([[0.5, 0.5, 0.5]]),
        sizes=np.array([8.0]),
        opacities=np.array([1.0]),
        brush=np.array([0]),
        brushes=(Brush(),),
    )
    replay(layer, batch, clip=_RECT)


def _silent(_what: str) -> None:
    pass


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    _started = time.perf_counter()
    warm_up(lambda what: logging.info("Preparing kernels: %s", what))
    logging.info("Kernels are ready after %.1f s", time.perf_counter() - _started)
