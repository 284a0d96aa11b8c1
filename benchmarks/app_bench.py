"""The pen, the viewport and the start of the real program."""

from __future__ import annotations

import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop, QObject, QPoint, QPointF, QRect, QSettings, Qt, QTimer
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.keeper import Keeper
from app.settings import Settings
from app.start import SWITCH_INTERVAL, Program, make_application
from app.viewport import Viewport
from benchmarks.canvas_bench import mixed_document, sparse_document
from benchmarks.figure import Figure, Measure, percentile, seconds
from canvas.document import Document
from canvas.formats import save_document
from canvas.geometry import Rect


def pen() -> dict[str, Figure]:
    """Pen event → repainted widget on 20 layers of 4096², 64 px brush, at 100 % and 37 %, the worse."""
    with program(mixed_document()) as running:
        times = [latencies(running, zoom) for zoom in (1.0, 0.37)]
        least = bare_latencies()
    return _worse("pen", times, least=least)


def pen_busy() -> dict[str, Figure]:
    """The same while a diffusion job runs in the worker."""
    from benchmarks.tiny_model import long_job

    with program(mixed_document()) as running, long_job() as (job, note):
        if job is None:
            return {"pen_busy_p95_ms": Figure(float("nan"), "ms", note=note)}
        ticket = running.assistant.service.submit(job)
        _wait_for_step(running, ticket)
        times = [latencies(running, zoom) for zoom in (1.0, 0.37)]
        running.assistant.service.cancel(ticket)
    return _worse("pen_busy", times, "the worker runs at nice 10 under SCHED_BATCH and rests between steps")


def pen_saving() -> dict[str, Figure]:
    """The same while the picture is kept in its native file and exported to OpenRaster, over and over."""
    with program(mixed_document()) as running, tempfile.TemporaryDirectory() as folder:
        session = running.studio.session
        keeper = Keeper(session, Path(folder) / "kept.scumble", temporary=False)
        saving = True

        def save() -> None:
            save_document(session.document, Path(folder) / "copy.ora")
            if saving:
                running.compute.errand(save)

        running.compute.errand(save)
        times = [latencies(running, zoom) for zoom in (1.0, 0.37)]
        saving = False
        running.compute.errand(lambda: None).result(120)  # what is being written has its end
        keeper.close().result(120)
    return _worse("pen_saving", times)


def pen_large() -> dict[str, Figure]:
    """The same on 30 layers of 8192², sparsely painted."""
    with program(sparse_document()) as running:
        times = [latencies(running, zoom) for zoom in (1.0, 0.37)]
    return _worse("pen_8192", times)


def viewport() -> dict[str, Figure]:
    """Full 1920×1080 repaint at 37 %, rotated by 15°."""
    with program(mixed_document()) as running:
        port = running.window.viewport
        port.setParent(None)
        port.resize(1920, 1080)
        port.show()
        view = port.view.zoomed(0.37, QPointF(960, 540)).turned(15)
        port.set_view(view)
        _idle(running)
        still = seconds(port.repaint, 15)

        def turn() -> None:
            port.set_view(port.view.turned(15 if port.view.rotation < 14 else 13))
            port.repaint()

        moving = seconds(turn, 31)
    note = f"while the view moves; {still * 1000:.1f} ms for the smooth repaint once it is still"
    return {"viewport_ms": Figure(moving * 1000, "ms", note=note)}


def start() -> dict[str, Figure]:
    """Process start → the window is shown and a first stroke is painted.

    Warm: as from the second start on. First: right after installing, with the kernel library that comes along
    and nothing kept by this computer. Bare: without any library either, as from a source checkout.
    """
    with tempfile.TemporaryDirectory() as folder:
        nothing = Path(folder)
        library = nothing / "library"
        _python(["-m", "canvas.warmup", str(library)], {})
        shipped = {"SCUMBLE_KERNEL_LIBRARY": str(library), "NUMBA_CACHE_DIR": str(nothing / "cache")}
        _start(shipped)  # Python compiles the modules' sources, as installing a package does
        first, *warm = [_start(shipped) for _ in range(6)]
        bare = _start(shipped | {"SCUMBLE_KERNEL_LIBRARY": str(nothing / "none")})
    return {
        "start_warm_s": Figure(sorted(warm)[len(warm) // 2], "s"),
        "start_first_s": Figure(first, "s", note="with the kernel library as installed, no cache"),
        "start_bare_s": Figure(bare, "s", note="neither library nor cache: the brush is compiled"),
    }


MEASURES: tuple[Measure, ...] = (
    pen,
    pen_busy,
    pen_saving,
    pen_large,
    viewport,
    start,
)


@contextmanager
def program(document: Document) -> Iterator[Program]:
    """The real window with a document, outside the screen."""
    from app.session import Session

    _application()
    sys.setswitchinterval(SWITCH_INTERVAL)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(QSettings(str(Path(folder) / "s.ini"), QSettings.Format.IniFormat))
        settings.set("new/width", 64)
        settings.set("new/height", 64)
        running = Program(settings, recovery=Path(folder))
        prepared: list[bool] = []
        running.collector.prepared.connect(lambda: prepared.append(True))
        running.window.resize(1920, 1080)
        running.window.show()
        _wait(lambda: bool(prepared), 120)  # what an artist's first strokes do not wait for
        running.studio.open(Session(document, running.compute))
        _idle(running)
        try:
            yield running
        finally:
            running.window.leave_at_once()
            running.close()


def _application() -> None:
    if QApplication.instance() is None:
        make_application(["bench"])


def latencies(running: Program, zoom: float, count: int = 400) -> list[float]:
    """Milliseconds from a pen event to the end of the repaint that shows it, at 120 Hz."""
    port = running.window.viewport
    running.studio.set_brush(size=64.0, opacity=0.8)
    port.set_view(port.view.zoomed(zoom, QPointF(port.width() / 2, port.height() / 2)))
    _idle(running)
    hand = Hand(port, count)
    hand.run()
    _idle(running)
    return hand.times[10:]


def bare_latencies(count: int = 400) -> list[float]:
    """The same for a widget that only copies 200×200 pixels: what Qt and this computer leave over."""
    _application()
    widget = Bare()
    widget.resize(1200, 900)
    widget.show()
    loop, timer, left = QEventLoop(), QTimer(), count

    def move() -> None:
        nonlocal left
        left -= 1
        if left < 0:
            timer.stop()
            loop.quit()
            return
        widget.sent.append(time.perf_counter())
        _mouse(widget, QEvent.Type.MouseMove, QPointF(200 + left, 300))

    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(move)
    timer.start(8)
    loop.exec()
    widget.close()
    return widget.times[10:]


class Bare(QWidget):
    """A window that shows a piece of a picture where the pen is."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[float] = []  # when the events not yet shown were sent
        self.times: list[float] = []
        self._place = QPoint()
        self._piece = QImage(200, 200, QImage.Format.Format_RGB32)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._place = event.position().toPoint()
        self.update(QRect(self._place, self._piece.size()))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.drawImage(self._place, self._piece)
        painter.end()
        now = time.perf_counter()
        self.times += [(now - sent) * 1000 for sent in self.sent]
        self.sent.clear()


class Hand(QObject):
    """Draws at 120 Hz while Qt's own loop runs, and times each event to the repaint that shows it."""

    def __init__(self, port: Viewport, count: int) -> None:
        super().__init__()
        self.times: list[float] = []
        self._port = port
        self._left = count
        self._sent: list[float] = []  # when the events not yet shown were sent
        self._fresh = False
        self._loop = QEventLoop()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(8)
        self._timer.timeout.connect(self._move)
        self._paint = port.paintEvent

    def run(self) -> None:
        session = self._port.studio.session
        session.shown.disconnect(self._port._show_rects)
        session.shown.connect(self._shown)
        self._port.paintEvent = self._painted  # type: ignore[method-assign]
        _mouse(self._port, QEvent.Type.MouseButtonPress, self._point())
        self._timer.start()
        self._loop.exec()
        _mouse(self._port, QEvent.Type.MouseButtonRelease, self._point())
        session.shown.disconnect(self._shown)
        session.shown.connect(self._port._show_rects)
        del self._port.paintEvent

    def _point(self) -> QPointF:
        angle = self._left * 0.05
        middle = QPointF(self._port.width() / 2, self._port.height() / 2)
        reach = min(self._port.width(), self._port.height()) * 0.4
        return middle + QPointF(math.cos(angle), math.sin(angle * 0.7)) * reach

    def _move(self) -> None:
        if self._left == 0:
            self._timer.stop()
            QTimer.singleShot(200, self._loop.quit)
            return
        self._left -= 1
        self._sent.append(time.perf_counter())
        _mouse(self._port, QEvent.Type.MouseMove, self._point())

    def _shown(self, rects: list[Rect]) -> None:
        """In the viewport's place: told apart from it, this could come after the paint that shows them."""
        self._port._show_rects(rects)
        self._fresh = True

    def _painted(self, event: QPaintEvent) -> None:
        self._paint(event)
        if self._fresh and self._sent:
            now = time.perf_counter()
            self.times += [(now - sent) * 1000 for sent in self._sent]
            self._sent.clear()
        self._fresh = False


def _worse(
    name: str, times: list[list[float]], note: str = "", least: list[float] | None = None
) -> dict[str, Figure]:
    """The worse of several runs; least: what a bare widget takes in the same minute, to compare with."""
    figures: dict[str, Figure] = {}
    for label, share in (("p50", 0.50), ("p95", 0.95), ("p99", 0.99)):
        value = max(percentile(run, share) for run in times)
        ratio = percentile(least, share) / value if least else None
        figures[f"{name}_{label}_ms"] = Figure(value, "ms", ratio, "a bare widget", note)
    return figures


def _mouse(port: QWidget, kind: QEvent.Type, at: QPointF) -> None:
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    moving = kind == QEvent.Type.MouseMove
    held = none if kind == QEvent.Type.MouseButtonRelease else left
    event = QMouseEvent(
        kind, at, port.mapToGlobal(at), none if moving else left, held, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(port, event)


def _wait(there: Callable[[], bool], seconds: float) -> None:
    """Handle events until something is there, at most so long."""
    until = time.perf_counter() + seconds
    while not there() and time.perf_counter() < until:
        QApplication.processEvents()
        time.sleep(0.001)


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


def _start(environment: dict[str, str]) -> float:
    started = repr(time.time())
    return float(_python(["-m", "benchmarks.first_stroke", started], environment).split()[-1])


def _python(arguments: list[str], environment: dict[str, str]) -> str:
    """What another Python prints. It may keep compiled modules, even where this one is told not to."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        [sys.executable, *arguments],
        env={**kept, "QT_QPA_PLATFORM": "offscreen", **environment},
        capture_output=True,
        text=True,
        check=True,
        timeout=600,
    )
    return done.stdout
