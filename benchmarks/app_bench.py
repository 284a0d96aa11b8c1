"""The pen, the viewport and the start of the real program."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QSettings, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from app.settings import Settings
from app.start import SWITCH_INTERVAL, Program, make_application
from app.viewport import Viewport
from benchmarks.documents import mixed_document
from benchmarks.figure import Figure, Measure, percentile, seconds
from canvas.document import Document

SIDE, LAYERS = 4096, 20


def pen() -> dict[str, Figure]:
    """Pen event → repainted widget on 20 layers of 4096², 64 px brush, at 100 % and at 37 %, the worse of both."""
    with program(mixed_document(SIDE, LAYERS)) as running:
        times = [latencies(running, zoom) for zoom in (1.0, 0.37)]
    return _worse("pen", times)


def pen_busy() -> dict[str, Figure]:
    """The same while a diffusion job runs in the worker."""
    from benchmarks.tiny_model import long_job

    with program(mixed_document(SIDE, LAYERS)) as running, long_job() as (job, note):
        if job is None:
            return {"pen_busy_p95_ms": Figure(float("nan"), "ms", note=note)}
        ticket = running.assistant.service.submit(job)
        _wait_for_step(running, ticket)
        times = [latencies(running, zoom) for zoom in (1.0, 0.37)]
        running.assistant.service.cancel(ticket)
    return _worse("pen_busy", times, "the worker runs at nice 10 under SCHED_BATCH and rests between steps")


def viewport() -> dict[str, Figure]:
    """Full 1920×1080 repaint at 37 %, rotated by 15°."""
    with program(mixed_document(SIDE, 2)) as running:
        port = running.window.viewport
        port.setParent(None)
        port.resize(1920, 1080)
        port.show()
        view = port.view.zoomed(0.37, QPointF(960, 540)).turned(15)
        port.set_view(view)
        _idle(running)
        value = seconds(port.repaint, 30)
    return {"viewport_ms": Figure(value * 1000, "ms")}


def start() -> dict[str, Figure]:
    """Process start → the window is shown and a first stroke could be painted."""
    warm = [_start(None) for _ in range(5)][1:]
    with tempfile.TemporaryDirectory() as empty:
        first = _start(empty)
    return {
        "start_warm_s": Figure(sorted(warm)[len(warm) // 2], "s"),
        "start_first_s": Figure(first, "s", note="window painted and first dab possible, no kernel cache"),
    }


def worker_ready() -> dict[str, Figure]:
    """Worker start → torch engine ready to load (the probe imports torch and diffusers)."""
    from inference.hardware import probe

    return {"worker_ready_s": Figure(seconds(probe, 3), "s")}


MEASURES: tuple[Measure, ...] = (pen, pen_busy, viewport, start, worker_ready)


@contextmanager
def program(document: Document) -> Iterator[Program]:
    """The real window with a document, outside the screen."""
    from app.session import Session

    application = QApplication.instance() or make_application(["bench"])
    assert isinstance(application, QApplication)
    sys.setswitchinterval(SWITCH_INTERVAL)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(QSettings(str(Path(folder) / "s.ini"), QSettings.Format.IniFormat))
        settings.set("new/width", 64)
        settings.set("new/height", 64)
        running = Program(settings)
        running.window.resize(1920, 1080)
        running.window.show()
        running.studio.open(Session(document, running.compute))
        _idle(running)
        try:
            yield running
        finally:
            running.studio.session.history.mark_saved()
            running.window.close()
            running.close()


def latencies(running: Program, zoom: float, count: int = 400) -> list[float]:
    """Milliseconds from a pen event to the end of the repaint that shows it, at 120 Hz."""
    port = running.window.viewport
    running.studio.set_brush(size=64.0, opacity=0.8)
    port.set_view(port.view.zoomed(zoom, QPointF(port.width() / 2, port.height() / 2)))
    _idle(running)
    watch = PaintWatch(port)
    times: list[float] = []
    middle = QPointF(port.width() / 2, port.height() / 2)
    _mouse(port, QEvent.Type.MouseButtonPress, middle)
    due = time.perf_counter()
    for number in range(count):
        angle = number * 0.11
        point = middle + QPointF(np.cos(angle), np.sin(angle * 0.7)) * min(port.width(), port.height()) * 0.4
        while time.perf_counter() < due:
            QApplication.processEvents()
        sent = time.perf_counter()
        shown = watch.shown
        _mouse(port, QEvent.Type.MouseMove, point)
        while watch.shown == shown and time.perf_counter() - sent < 0.5:
            QApplication.processEvents()
        times.append((time.perf_counter() - sent) * 1000)
        due = max(due + 1 / 120, sent + 0.001)
    _mouse(port, QEvent.Type.MouseButtonRelease, middle)
    watch.stop()
    _idle(running)
    return times[10:]


class PaintWatch:
    """Counts repaints that follow new display pixels (not those of the brush outline alone)."""

    def __init__(self, port: Viewport) -> None:
        self.shown = 0
        self._fresh = False
        self._port = port
        self._paint = port.paintEvent
        port.studio.session.shown.connect(self._note)
        port.paintEvent = self._painted  # type: ignore[method-assign]

    def _note(self, _rects: list) -> None:
        self._fresh = True

    def _painted(self, event) -> None:
        self._paint(event)
        if self._fresh:
            self._fresh = False
            self.shown += 1

    def stop(self) -> None:
        self._port.studio.session.shown.disconnect(self._note)
        del self._port.paintEvent


def _worse(name: str, times: list[list[float]], note: str = "") -> dict[str, Figure]:
    return {
        f"{name}_p50_ms": Figure(max(percentile(run, 0.50) for run in times), "ms", note=note),
        f"{name}_p95_ms": Figure(max(percentile(run, 0.95) for run in times), "ms", note=note),
        f"{name}_p99_ms": Figure(max(percentile(run, 0.99) for run in times), "ms", note=note),
    }


def _mouse(port: Viewport, kind: QEvent.Type, at: QPointF) -> None:
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    moving = kind == QEvent.Type.MouseMove
    held = none if kind == QEvent.Type.MouseButtonRelease else left
    event = QMouseEvent(
        kind, at, port.mapToGlobal(at), none if moving else left, held, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(port, event)


def _idle(running: Program) -> None:
    """Wait until the compute thread has nothing left to do and the screen shows it."""
    done = running.compute.submit(lambda: None)
    while not done.done():
        QApplication.processEvents()
        time.sleep(0.001)
    until = time.perf_counter() + 0.05
    while time.perf_counter() < until:
        QApplication.processEvents()


def _wait_for_step(running: Program, ticket: int) -> None:
    service = running.assistant.service
    until = time.perf_counter() + 120
    while time.perf_counter() < until and not any(
        pending.ticket == ticket and pending.running for pending in service.pending()
    ):
        QApplication.processEvents()
        time.sleep(0.01)
    time.sleep(8)  # torch is imported and the model loaded by now


def _start(cache: str | None) -> float:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    if cache is not None:
        environment["NUMBA_CACHE_DIR"] = cache
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.first_stroke", repr(time.time())],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert time.perf_counter() - started < 300
    return float(done.stdout.split()[-1])
