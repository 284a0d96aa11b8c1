"""The canvas figures beside those of MyPaint and GIMP, taken in the same run."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks import canvas_bench as bench
from benchmarks.figure import Figure, Measure
from benchmarks.peers import MISSING, gimp_flatten, mypaint_composite, mypaint_dabs
from canvas.formats import save_document

MYPAINT, GIMP = "MyPaint", "GIMP"


def dabs() -> dict[str, Figure]:
    """Soft round dabs a second by diameter, against MyPaint's engine."""
    theirs = mypaint_dabs()
    figures: dict[str, Figure] = {}
    sizes: tuple[tuple[int, Callable[[], float]], ...] = (
        (16, bench.dabs_16),
        (64, bench.dabs_64),
        (256, bench.dabs_256),
        (512, bench.dabs_512),
    )
    for size, measure in sizes:
        rate = measure()
        figures[f"dabs_{size}"] = (
            Figure(rate, "/s", note=MISSING)
            if theirs is None
            else Figure(rate, "/s", rate / theirs[size], MYPAINT)
        )
    dynamic, plain = bench.dabs_dynamic_64(), bench.dabs_64()
    figures["dabs_dynamic_64"] = Figure(dynamic, "/s", dynamic / plain, "dabs_64")
    for name, measure in (("dabs_tip_64", bench.dabs_tip_64), ("dabs_jitter_64", bench.dabs_jitter_64)):
        rate = measure()
        figures[name] = Figure(rate, "/s", rate / plain, "dabs_64")
    return figures


def composite() -> dict[str, Figure]:
    """A dirty rectangle and the whole of 20 mixed layers, against MyPaint and GIMP."""
    dirty, whole = bench.dirty_300_ms(), bench.flatten_20x4096_ms()
    with tempfile.TemporaryDirectory() as folder:
        document = bench.mixed_document()
        ora, png = Path(folder) / "mixed.ora", Path(folder) / "one.png"
        save_document(document, ora)
        save_document(document.with_layers(document.layers[:1]), png)
        mypaint, gimp = mypaint_composite(ora), gimp_flatten(png, len(document.layers))
    return {
        "dirty_300_ms": (
            Figure(dirty, "ms", note=MISSING)
            if mypaint is None
            else Figure(dirty, "ms", mypaint["dirty_300"] * 1000 / dirty, MYPAINT)
        ),
        "dirty_300_cached_ms": Figure(
            bench.dirty_300_cached_ms(), "ms", note="under a stroke on the top layer"
        ),
        "flatten_20x4096_ms": (
            Figure(whole, "ms", note="GIMP is not installed: no ratio")
            if gimp is None
            else Figure(whole, "ms", gimp * 1000 / whole, GIMP)
        ),
    }


def others() -> dict[str, Figure]:
    """Opacity drag per frame, and memory of a large sparse document."""
    return {
        "slider_frame_ms": Figure(bench.slider_frame_ms(), "ms"),
        "memory_ratio": Figure(bench.memory_ratio(), "×"),
    }


MEASURES: tuple[Measure, ...] = (dabs, composite, others)
