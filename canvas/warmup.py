"""Makes the process ready to paint: every kernel loaded from the library, or compiled, the brush first.

`python -m canvas.warmup` compiles all kernels and writes the library beside them or into a given folder (see
`canvas.kernels.library`), from where it is installed with the program. NUMBA_CPU_NAME=x86-64-v3 makes one
that runs on other computers too.
"""

from __future__ import annotations

import io
import logging
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from canvas.allocator import keep_freed_memory
from canvas.blend import BlendMode
from canvas.brush.dynamics import Dynamic, Input, Setting, pressed
from canvas.brush.preset import Brush, Mode, Sample
from canvas.brush.replay import StrokeBatch, replay
from canvas.brush.smudge import SmudgeStroke
from canvas.brush.stroke import Stroke
from canvas.brush.tip import Tip
from canvas.composite import FEW, composed, flatten, from_rgba8, from_rgba16, layer8, to_rgba8, to_rgba16
from canvas.display import Display
from canvas.document import Document
from canvas.formats.exact8 import fits_8_bits
from canvas.geometry import Rect
from canvas.kernels.lazy import blender
from canvas.kernels.library import HERE, library
from canvas.layer import Layer
from canvas.packing import pack_tile, tiles_of
from canvas.transform import shifted

_RECT = Rect(0, 0, 64, 64)
_GREY = (0.5, 0.5, 0.5)
PAINTABLE = 2  # stages after which a stroke can be painted and shown


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of the warming up: what it prepares, in a few words, and the work."""

    label: str
    run: Callable[[], object]
    slow: bool = False  # takes seconds and needs no order: run it where nothing waits for it


def stages(keep: Path | None = None) -> tuple[Stage, ...]:
    """All that makes the process ready, in the order in which an artist needs it.

    Each stage runs kernels once on a very small picture, with the types that real work uses. Run them one
    after the other, off the window's thread; other work may come between. keep: a folder for the kernel
    library, which is written there in the last stage if this process had none.
    """
    every = [
        Stage("brush", _brush),
        Stage("screen", lambda: _show(_painted())),
        Stage("pictures", lambda: _pictures(_painted())),
        Stage("smudging", lambda: _smudge(_painted())),
        Stage("brushes of every kind", _brushes),
        Stage("recorded strokes", lambda: _replay(_painted())),
        Stage("files", lambda: _files(_painted())),
    ]
    if library() is None:
        every += [Stage(f"blend mode {mode.name.lower()}", partial(blender, mode)) for mode in BlendMode]
        if keep is not None:
            every.append(Stage("next start", partial(_keep, keep), slow=True))
    return tuple(every)


def warm_up(report: Callable[[str], None] | None = None, keep: Path | None = None) -> None:
    """All stages at once. report: told what comes next, in a few words."""
    for stage in stages(keep):
        if report is not None:
            report(stage.label)
        stage.run()


def _keep(folder: Path) -> None:
    from canvas.kernels.build import save  # needs numba, which is loaded by now

    save(folder)


def _brush() -> None:
    keep_freed_memory()
    _painted()


def _painted() -> Layer:
    stroke = Stroke(Layer("warm-up"), Brush(size=8), (0.5, 0.5, 0.5), clip=_RECT, selection=None)
    stroke.add([Sample(20, 20), Sample(30, 25)])
    stroke.add([Sample(4000, 25)])  # dabs enough for more than one thread
    stroke.finish()
    return stroke.layer


def _show(layer: Layer) -> None:
    Display().show(Document(64, 64, (layer,)))
    many = tuple(Layer(f"{place}", tiles=layer.tiles) for place in range(2 * FEW // 64))
    Display().show(Document(1024, 1024, many))  # enough for more than one thread


def _pictures(layer: Layer) -> None:
    from canvas.formats.xcf_tiles import unpack_runs  # no stroke waits for it

    layer8(layer, _RECT)
    planes = flatten(Document(64, 64, (layer,)))
    from_rgba8(to_rgba8(planes))
    from_rgba16(to_rgba16(planes))
    composed((layer, layer))
    fits_8_bits(layer.tiles.values())
    unpack_runs(
        np.zeros(2, np.uint8), np.zeros(1, np.int64), np.ones(1, np.int64), np.zeros((1, 1, 4096), np.uint8)
    )


def _smudge(layer: Layer) -> None:
    for mode in (Mode.SMUDGE, Mode.BLUR):
        stroke = SmudgeStroke(layer, Brush(size=8, mode=mode), _GREY, clip=_RECT, selection=None)
        stroke.add([Sample(20, 20), Sample(30, 25)])
        stroke.finish()


def _brushes() -> None:
    tip = Tip("warm-up", (np.full((8, 8), 200, np.uint8),))
    driven = (pressed(Setting.SIZE, 0.5), Dynamic(Setting.ANGLE, Input.DIRECTION))
    for brush in (
        Brush(size=8, grain=0.5, dynamics=driven),
        Brush(size=8, hue_jitter=0.5, scatter=0.5),
        Brush(size=8, tip=tip),
        Brush(size=8, tip=tip, value_jitter=0.5, grain=0.5),
    ):
        for samples in ([Sample(20, 20, 0.5), Sample(30, 25)], [Sample(20, 20), Sample(4000, 25)]):
            stroke = Stroke(Layer("warm-up"), brush, _GREY, clip=_RECT, selection=None)
            stroke.add(samples)
            stroke.finish()


def _files(layer: Layer) -> None:
    from canvas.formats.limits import DEFAULT_LIMITS
    from canvas.formats.paint_png import read_paint_png, write_paint_png

    for tile in layer.tiles.values():
        tiles_of([pack_tile(tile)])
    sink = io.BytesIO()
    write_paint_png(sink, layer.tiles, Rect(0, 0, 64, 192))  # more than one strip
    read_paint_png(sink.getvalue(), (0, 0), DEFAULT_LIMITS)


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
    shifted(layer.tiles, 3, 5)


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    _started = time.perf_counter()
    os.environ["SCUMBLE_KERNELS"] = "numba"
    _folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    warm_up(lambda what: logging.info("Preparing kernels: %s", what), _folder)
    logging.info("Kernels are ready after %.1f s", time.perf_counter() - _started)
