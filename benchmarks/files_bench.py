"""Saving and opening 20 painted layers of 4096²."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from benchmarks.figure import Figure, Measure
from benchmarks.painted import painted_document
from canvas.formats import open_document, save_document

SIDE, LAYERS = 4096, 20


def openraster() -> dict[str, Figure]:
    """ORA save with the merged picture; ORA open → PNG in all."""
    document = painted_document(SIDE, LAYERS)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "twenty.ora"
        save_document(document.with_layers(document.layers[:2]), path)  # kernels are loaded by now
        started = time.perf_counter()
        save_document(document, path)
        saved = time.perf_counter()
        save_document(open_document(path).document, Path(folder) / "twenty.png")
        converted = time.perf_counter()
        size = path.stat().st_size / 1e6
    return {
        "ora_save_s": Figure(saved - started, "s", note=f"{size:.0f} MB"),
        "ora_to_png_s": Figure(converted - saved, "s"),
    }


MEASURES: tuple[Measure, ...] = (openraster,)
