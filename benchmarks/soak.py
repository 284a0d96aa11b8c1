"""Minutes of synthetic painting in the real window: random tools, brushes, layers and undo.

`python -m benchmarks.soak [minutes] [seed]` drives the window with real pen, mouse and menu events, and
prints how much memory the process held on the way, and every warning that was logged. It fails where one was,
where it holds ever more memory beside the picture's own, or where undoing everything does not lead back to
the picture of the beginning.
"""

from __future__ import annotations

import asyncio
import gc
import hashlib
import logging
import random
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from PySide6.QtCore import QEvent, QEventLoop, QPointF, QSettings, Qt, QTimer, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication, QInputDevice, QMouseEvent, QPointingDevice, QTabletEvent
from PySide6.QtWidgets import QApplication, QDialog
from qasync import QEventLoop as TaskLoop

from app.actions import TOOLS
from app.settings import Settings
from app.start import SWITCH_INTERVAL, Program, make_application
from benchmarks.heap import in_use
from canvas.document import Document

SIDE = 1600  # pixels of the picture
UNDO_BYTES = 96 << 20  # small, so that packing and spilling are part of it
SETTLE_SHARE = 0.4  # of the time: until then caches fill
GROWTH = 1.15  # of memory after that, at most
# Menu entries that leave the picture, ask a question or start a generation.
LEFT_OUT = {"new", "open", "recent", "quit", "save", "place", "generate", "undo_all"}


@dataclass(frozen=True, slots=True)
class Reading:
    """Memory at one time, in bytes."""

    seconds: float
    resident: int
    in_use: int
    painted: int  # the part of `in_use` that is the picture, its undo steps and the display's cache

    @property
    def rest(self) -> int:
        return self.in_use - self.painted


@dataclass(slots=True)
class Report:
    """What a run has seen."""

    deeds: dict[str, int] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)  # sentences to the artist: refusals are no faults
    warnings: list[str] = field(default_factory=list)
    memory: list[Reading] = field(default_factory=list)

    def count(self, deed: str) -> None:
        self.deeds[deed] = self.deeds.get(deed, 0) + 1


class Painter:
    """An artist who does anything at random, but with real events."""

    def __init__(self, program: Program, seed: int, report: Report) -> None:
        self._program = program
        self._random = random.Random(seed)
        self._report = report
        self._viewport = program.window.viewport
        self._pen = QPointingDevice(
            "pen",
            7,
            QInputDevice.DeviceType.Stylus,
            QPointingDevice.PointerType.Pen,
            QInputDevice.Capability.Position | QInputDevice.Capability.Pressure,
            1,
            3,
        )

    def act(self) -> None:
        """One deed, and all that it sets off."""
        kind = self._random.choices(
            ("stroke", "mouse", "tool", "menu", "undo", "brush", "colour", "layer"),
            (40, 8, 6, 14, 14, 6, 6, 6),
        )[0]
        self._report.count(kind)
        {
            "stroke": self._stroke,
            "mouse": self._drag,
            "tool": self._tool,
            "menu": self._menu,
            "undo": self._undo,
            "brush": self._brush,
            "colour": self._colour,
            "layer": self._layer,
        }[kind]()
        self.settle()

    def settle(self) -> None:
        """Handle events until nothing is under way."""
        session = self._program.studio.session
        while True:
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
            if session.settled:
                break
            time.sleep(0.001)
        QApplication.processEvents()
        # Qt deletes what was given up only in a running loop, or when it is asked to.
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def _path(self, steps: int) -> list[QPointF]:
        """A curve through the viewport, sometimes leaving it, in its pixels."""
        width, height = self._viewport.width(), self._viewport.height()
        x, y = self._random.uniform(0, width), self._random.uniform(0, height)
        dx, dy = self._random.uniform(-12, 12), self._random.uniform(-12, 12)
        points = []
        for _ in range(steps):
            points.append(QPointF(x, y))
            dx, dy = dx + self._random.uniform(-4, 4), dy + self._random.uniform(-4, 4)
            x, y = x + dx, y + dy
        return points

    def _stroke(self) -> None:
        self._program.window.toolbox.choose(self._random.choice(("brush", "brush", "brush", "eraser")))
        points = self._path(self._random.randint(2, 40))
        for place, point in enumerate(points):
            last = place == len(points) - 1
            kind = (
                QEvent.Type.TabletPress
                if place == 0
                else QEvent.Type.TabletRelease
                if last
                else QEvent.Type.TabletMove
            )
            self._tablet(kind, point, 0.0 if last else self._random.random())
            if self._random.random() < 0.3:
                QApplication.processEvents()

    def _drag(self) -> None:
        points = self._path(self._random.randint(2, 12))
        left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        held = self._random.choice((Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier))
        self._mouse(QEvent.Type.MouseButtonPress, points[0], left, left, held)
        for point in points[1:]:
            self._mouse(QEvent.Type.MouseMove, point, none, left, held)
        self._mouse(QEvent.Type.MouseButtonRelease, points[-1], left, none, held)

    def _tool(self) -> None:
        self._program.window.toolbox.choose(self._random.choice(TOOLS).id)

    def _menu(self) -> None:
        actions = [
            (name, action)
            for name, action in self._program.window.actions_by_id.items()
            if name not in LEFT_OUT and action.isEnabled() and not action.text().endswith("…")
        ]
        name, action = self._random.choice(actions)
        self._report.count(f"menu: {name}")
        action.trigger()
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, QDialog) and widget.isVisible():
                widget.reject()  # as the artist must, before anything else can be chosen

    def _undo(self) -> None:
        session = self._program.studio.session
        if self._random.random() < 0.1:
            session.go_to(self._random.randint(0, len(session.standing.labels)))
            return
        for _ in range(self._random.randint(1, 6)):
            session.undo() if self._random.random() < 0.6 else session.redo()

    def _brush(self) -> None:
        studio, rand = self._program.studio, self._random
        studio.set_brush(size=rand.choice((3, 12, 30, 64, 180, 500)), opacity=rand.uniform(0.2, 1))
        studio.set_brush(hardness=rand.random(), flow=rand.uniform(0.1, 1), grain=rand.choice((0, 0, 0.7)))

    def _colour(self) -> None:
        rand = self._random
        self._program.studio.set_colour((rand.random(), rand.random(), rand.random()))

    def _layer(self) -> None:
        nodes = list(self._program.studio.document.nodes())
        self._program.studio.session.select_layer(self._random.choice(nodes).id)
        if len(nodes) > 12:
            self._program.window.layer_deeds.delete()

    def _tablet(self, kind: QEvent.Type, at: QPointF, pressure: float) -> None:
        left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        rand = self._random
        event = QTabletEvent(
            *(kind, self._pen, at, self._viewport.mapToGlobal(at), pressure),
            *(rand.uniform(-60, 60), rand.uniform(-60, 60), 0.0, rand.uniform(-180, 180), 0.0),
            *(Qt.KeyboardModifier.NoModifier, left if kind != QEvent.Type.TabletMove else none),
            none if kind == QEvent.Type.TabletRelease else left,
        )
        QApplication.sendEvent(self._viewport, event)

    def _mouse(
        self,
        kind: QEvent.Type,
        at: QPointF,
        button: Qt.MouseButton,
        buttons: Qt.MouseButton,
        held: Qt.KeyboardModifier,
    ) -> None:
        event = QMouseEvent(kind, at, self._viewport.mapToGlobal(at), button, buttons, held)
        QApplication.sendEvent(self._viewport, event)


def soak(seconds: float, seed: int) -> Report:
    """Paint for so long; the report names what went wrong. Needs a QApplication."""
    report = Report()
    handler = _Listener(report)
    logging.getLogger().addHandler(handler)
    before = qInstallMessageHandler(lambda _kind, _where, text: _heard(report, text))
    try:
        with tempfile.TemporaryDirectory() as folder:
            _paint(Path(folder), seconds, seed, report)
    finally:
        qInstallMessageHandler(before)
        logging.getLogger().removeHandler(handler)
    return report


def _heard(report: Report, text: str) -> None:
    """Note what Qt says, but for what it says of having no screen."""
    if "propagateSizeHints" not in text:
        report.warnings.append(f"Qt: {text}")


def _paint(folder: Path, seconds: float, seed: int, report: Report) -> None:
    settings = Settings(QSettings(str(folder / "s.ini"), QSettings.Format.IniFormat))
    settings.set("new/width", SIDE)
    settings.set("new/height", SIDE)
    settings.set("undo/budget_mb", UNDO_BYTES >> 20)
    program = Program(settings, recovery=folder)
    program.studio.told.connect(report.told.append)
    program.window.resize(1366, 768)
    program.window.show()
    painter = Painter(program, seed, report)
    painter.settle()
    start = _digest(program.studio.document)
    began, process = time.monotonic(), psutil.Process()
    while (passed := time.monotonic() - began) < seconds:
        painter.act()
        if not report.memory or passed - report.memory[-1].seconds > seconds / 60:
            QGuiApplication.clipboard().clear()  # it may hold whole layers
            painter.settle()
            gc.collect()
            reading = Reading(passed, process.memory_info().rss, in_use(), _painted(program))
            report.memory.append(reading)
    session = program.studio.session
    session.go_to(0)
    painter.settle()
    if _digest(program.studio.document) != start:
        report.warnings.append("undoing everything did not lead back to the first picture")
    program.window.leave_at_once()
    program.close()


def _painted(program: Program) -> int:
    session = program.studio.session
    layers = list(session.document.sheets())
    tiles = {id(tile): tile for layer in layers for tile in layer.tiles.values()}
    tiles |= {id(tile): tile for layer in layers if layer.mask for tile in layer.mask.tiles.values()}
    return (
        sum(tile.pixels.nbytes for tile in tiles.values())
        + session.history.nbytes
        + session.display.below.nbytes
    )


def growth(report: Report) -> float:
    """Memory beside the picture's at the end, over that once the caches were full (medians of readings)."""
    readings = [reading.rest for reading in report.memory]
    settled = readings[int(len(readings) * SETTLE_SHARE) :]
    third = max(1, len(settled) // 3)
    early, late = sorted(settled[:third]), sorted(settled[-third:])
    return late[len(late) // 2] / early[len(early) // 2]


class _Listener(logging.Handler):
    def __init__(self, report: Report) -> None:
        super().__init__(logging.WARNING)
        self._report = report

    def emit(self, record: logging.LogRecord) -> None:
        self._report.warnings.append(f"{record.name}: {record.getMessage()}")


def _digest(document: Document) -> str:
    """Names the pixels of a document, bit by bit."""
    digest = hashlib.sha256(f"{document.width} {document.height}".encode())
    for layer in document.sheets():
        digest.update(f"{layer.name} {layer.opacity} {layer.blend} {layer.visible}".encode())
        for key, tile in sorted(layer.tiles.items()):
            digest.update(f"{key}".encode() + tile.pixels.tobytes())
    return digest.hexdigest()


def _with_tasks_running(work: Callable[[], Report]) -> Report:
    """Do the work inside the program's own loop: what it awaits (copying, opening …) goes on meanwhile."""
    loop = TaskLoop(make_application(["soak"]))
    asyncio.set_event_loop(loop)
    reports: list[Report] = []

    def run() -> None:
        try:
            reports.append(work())
        finally:
            loop.stop()

    QTimer.singleShot(0, run)
    with loop:
        loop.run_forever()
    return reports[0]


def main() -> int:
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else 10.0
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    sys.setswitchinterval(SWITCH_INTERVAL)
    report = _with_tasks_running(lambda: soak(60 * minutes, seed))
    print("  time  resident    in use   painted      rest")
    for reading in report.memory:
        sizes = (reading.resident, reading.in_use, reading.painted, reading.rest)
        print(f"{reading.seconds:4.0f} s" + "".join(f"{size / (1 << 20):7.0f} MB" for size in sizes))
    print(", ".join(f"{deed} {count}" for deed, count in sorted(report.deeds.items())))
    for sentence in sorted(set(report.told)):
        print(f"told {report.told.count(sentence)}×: {sentence}")
    for warning in report.warnings:
        print("WARNING", warning)
    print(f"memory beside the picture at the end over when settled: {growth(report):.3f}")
    return 1 if report.warnings or growth(report) > GROWTH else 0


if __name__ == "__main__":
    sys.exit(main())
