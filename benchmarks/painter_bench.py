"""How long the built-in painter takes for a painting after a sketch, and for filling a hole."""

from __future__ import annotations

import queue
import time
from pathlib import Path

import cv2
import numpy as np

from app.placing import replayed
from benchmarks.figure import Figure, Measure, seconds
from canvas.document import Document
from inference.engines.painterly import PainterlyEngine
from inference.events import Event, Progressed
from inference.job import Frame, Job, Kind, Result
from inference.service import InferenceService

SKETCH = Path(__file__).parent.parent / "resources" / "examples" / "flower-vase.png"
PROMPT = "oil painting"
IDLE = 8.0  # seconds, more than a worker takes to be ready
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


def painter_first() -> dict[str, Figure]:
    """The very first job of a worker that stood idle: from the request to the first strokes in a preview."""
    seen: queue.SimpleQueue[float] = queue.SimpleQueue()

    def hear(event: Event) -> None:
        if isinstance(event, Progressed) and event.progress.preview is not None:
            seen.put(time.perf_counter())

    frame = Frame(0, 0, 1024, 1024)
    job = Job(Kind.PAINT, "painterly", frame, image=_sketch(1024), prompt=PROMPT, seed=1)
    waits = []
    for _ in range(3):
        with InferenceService(hear) as service:
            service.warm_up("painterly")
            time.sleep(IDLE)
            asked = time.perf_counter()
            ticket = service.submit(job)
            waits.append(seen.get(timeout=60) - asked)
            service.cancel(ticket)
        while not seen.empty():
            seen.get()
    return {"painter_first_ms": Figure(1000 * sorted(waits)[1], "ms", note="1024², the worker's first job")}


MEASURES: tuple[Measure, ...] = (painter_1024, painter_4096, painter_fill, painter_first)


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
