"""How long the built-in painter takes for a painting after a sketch, and for filling a hole."""

from __future__ import annotations

import time
from pathlib import Path

import cv2
import numpy as np

from app.placing import replayed
from benchmarks.figure import Figure, Measure, seconds
from canvas.document import Document
from inference.engines.painterly import PainterlyEngine
from inference.job import Frame, Job, Kind, Result

SKETCH = Path(__file__).parent.parent / "resources" / "examples" / "flower-vase.png"
PROMPT = "oil painting"
WARM = 256  # pixels, side of what is painted before it counts
FILLED, HOLE = 2048, 256  # pixels, sides of the picture and of its hole


def painter_1024() -> dict[str, Figure]:
    """Sketch → oil at 1024²: strokes, and their paint on a layer."""
    return _painter(1024, repeats=3)


def painter_4096() -> dict[str, Figure]:
    """The same at 4096²."""
    return _painter(4096, repeats=1)


def painter_fill() -> dict[str, Figure]:
    """A hole of 256² in the middle of 2048², filled from what surrounds it."""
    mask = np.zeros((FILLED, FILLED), np.uint8)
    start, end = (FILLED - HOLE) // 2, (FILLED + HOLE) // 2
    mask[start:end, start:end] = 255
    frame = Frame(0, 0, FILLED, FILLED)
    job = Job(Kind.INPAINT, "painterly", frame, image=_sketch(FILLED), mask=mask, seed=1)
    return {"painter_fill_s": Figure(seconds(lambda: _run(job), 3), "s")}


MEASURES: tuple[Measure, ...] = (painter_1024, painter_4096, painter_fill)


def _painter(side: int, repeats: int) -> dict[str, Figure]:
    _parts(WARM)  # every kernel is compiled and loaded
    runs = sorted(_parts(side) for _ in range(repeats))
    whole, planned, count = runs[repeats // 2]
    note = f"{planned:.2f} s for the strokes, {whole - planned:.2f} s to paint them"
    return {
        f"painter_{side}_s": Figure(whole, "s", note=note),
        f"painter_{side}_strokes": Figure(count / whole, "strokes/s", note=f"{count} strokes"),
    }


def _parts(side: int) -> tuple[float, float, int]:
    """Seconds until the painting is there, and until its strokes are known; how many they are."""
    frame = Frame(0, 0, side, side)
    job = Job(Kind.PAINT, "painterly", frame, image=_sketch(side), prompt=PROMPT, seed=1)
    started = time.perf_counter()
    result = _run(job)
    planned = time.perf_counter() - started
    replayed(result, Document(side, side), lambda: False)
    assert result.strokes is not None
    return time.perf_counter() - started, planned, len(result.strokes)


def _run(job: Job) -> Result:
    return PainterlyEngine().run(job, lambda progress: None, lambda: False)


def _sketch(side: int) -> np.ndarray:
    """A shipped sketch, stretched to a square: side×side×3 uint8."""
    image = cv2.imread(str(SKETCH), cv2.IMREAD_COLOR)
    assert image is not None
    return cv2.resize(image, (side, side), interpolation=cv2.INTER_CUBIC)[..., ::-1].copy()
