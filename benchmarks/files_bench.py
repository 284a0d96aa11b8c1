"""Saving and opening 20 painted layers of 4096²."""

from __future__ import annotations

import gc
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.figure import Figure, Measure, seconds
from benchmarks.painted import painted_document
from canvas.allocator import keep_freed_memory
from canvas.brush.preset import Brush, Sample
from canvas.brush.stroke import Stroke
from canvas.document import Document
from canvas.formats import open_document, save_document
from canvas.formats.native.journal import Journal
from canvas.history import History
from canvas.layer import Layer

SIDE, LAYERS, RUNS = 4096, 20, 5
UNDO_STROKES, UNDO_BUDGET = 10_000, 96 << 20


@contextmanager
def as_the_program() -> Iterator[None]:
    """Memory is looked after as it is while somebody paints: see `app.garbage` and `canvas.allocator`."""
    keep_freed_memory()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@as_the_program()
def openraster() -> dict[str, Figure]:
    """ORA save with the merged picture; ORA open → PNG in all."""
    document = painted_document(SIDE, LAYERS)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "twenty.ora"
        save_document(document.with_layers(document.layers[:2]), path)  # kernels are loaded by now
        saved = seconds(lambda: save_document(document, path), RUNS, 0)
        picture = Path(folder) / "twenty.png"
        converted = seconds(lambda: save_document(open_document(path).document, picture), RUNS, 0)
        size = path.stat().st_size / 1e6
    return {
        "ora_save_s": Figure(saved, "s", note=f"{size:.0f} MB"),
        "ora_to_png_s": Figure(converted, "s"),
    }


@as_the_program()
def native() -> dict[str, Figure]:
    """Opening the native file of the same document; the edit that changes 200 tiles, kept on disk (fsync)."""
    history = History(painted_document(SIDE, LAYERS))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "twenty.scumble"
        journal = Journal.create(path)
        journal.write(history.record())
        times = [_kept(journal, history, seed) for seed in range(9)]
        journal.close()
        size = path.stat().st_size / 1e6
        opened = seconds(lambda: open_document(path), RUNS, 0)
    history.close()
    return {
        "native_open_s": Figure(opened, "s", note=f"{size:.0f} MB"),
        "native_autosave_ms": Figure(statistics.median(times) * 1000, "ms", note="on a thread of its own"),
    }


def _kept(journal: Journal, history: History, seed: int) -> float:
    """Seconds that the journal needs for a stroke that changes some 200 tiles."""
    document = history.document
    layer = document.sheets()[1 + seed]
    stroke = Stroke(layer, Brush(size=300), (0.2, 0.5, 0.3), clip=document.rect, selection=None)
    stroke.add([Sample(400 + 40 * step, 700 + 200 * seed, 1.0) for step in range(48)])
    stroke.finish()
    history.do("Stroke", document.with_node(stroke.layer))
    record = history.record()
    started = time.perf_counter()
    journal.write(record)
    return (time.perf_counter() - started) * 200 / len(stroke.changed)


def undo() -> dict[str, Figure]:
    """10,000 strokes on 4096² within a budget, undone one by one to the first pixel."""
    history = History(Document(SIDE, SIDE, (Layer("Paint"),)), UNDO_BUDGET)
    most, times = 0, []
    for number in range(UNDO_STROKES):
        layer = history.document.sheets()[0]
        brush = Brush(size=24 + number % 60)
        stroke = Stroke(layer, brush, (0.2, 0.5, 0.3), clip=history.document.rect, selection=None)
        x, y = number * 37 % SIDE, number * 91 % SIDE
        stroke.add([Sample(x + 12 * step, y + 5 * step, step / 12) for step in range(12)])
        stroke.finish()
        history.do("Stroke", history.document.with_node(stroke.layer))
        history.trim()
        most = max(most, history.nbytes)
    spilled = history.spilled
    while history.undo_label:
        started = time.perf_counter()
        history.undo()
        times.append(time.perf_counter() - started)
        history.trim()
        most = max(most, history.nbytes)
    first = not any(tile.pixels.any() for tile in history.document.sheets()[0].tiles.values())
    history.close()
    note = (
        f"of {UNDO_STROKES}; at most {most / 2**20:.0f} MB of {UNDO_BUDGET >> 20}, {spilled / 2**20:.0f} MB "
        f"on disk; {'back to the first pixel' if first else 'NOT BACK TO THE FIRST PIXEL'}"
    )
    return {"undo_step_ms": Figure(statistics.median(times) * 1000, "ms", note=note)}


MEASURES: tuple[Measure, ...] = (openraster, native, undo)
