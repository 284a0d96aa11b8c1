"""The real window with its real threads and worker, driven by real events."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPointF, QSettings, Qt
from PySide6.QtGui import QInputDevice, QMouseEvent, QPointingDevice, QTabletEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from qasync import QEventLoop

from app.settings import Settings
from app.start import Program
from app.viewport import Viewport
from canvas.document import Document


@pytest.fixture(scope="session")
def loop(qapp: QApplication) -> QEventLoop:
    """One asyncio loop on Qt's, running as long as Qt handles events."""
    loop = QEventLoop(qapp, already_running=True)
    asyncio.set_event_loop(loop)
    return loop


@pytest.fixture
def program(qtbot: QtBot, loop: QEventLoop, tmp_path: Path) -> Iterator[Program]:
    """A shown window with a 400×300 picture of white paper and an empty layer."""
    settings = Settings(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
    settings.set("new/width", 400)
    settings.set("new/height", 300)
    program = Program(settings)
    with qtbot.waitExposed(program.window):
        program.window.show()
    settle(qtbot, program)
    yield program
    program.window._leaving = True
    program.window.close()
    program.close()
    assert program.compute.close(60.0)  # kernels may be compiling
    program.window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.unfreeze()  # what this program meant to keep for good


def settle(qtbot: QtBot, program: Program) -> Document:
    """Wait until all that was asked for so far is done and shown; the document then."""
    future = program.compute.submit(lambda: None)
    qtbot.waitUntil(future.done, timeout=60000)
    qtbot.wait(20)
    return program.studio.document


class Pen:
    """Draws on the viewport with real events, in document pixels."""

    def __init__(self, qtbot: QtBot, program: Program) -> None:
        self.qtbot = qtbot
        self.viewport: Viewport = program.window.viewport
        self._program = program
        self._device = QPointingDevice(
            "pen",
            7,
            QInputDevice.DeviceType.Stylus,
            QPointingDevice.PointerType.Pen,
            QInputDevice.Capability.Position | QInputDevice.Capability.Pressure,
            1,
            3,
        )

    def drag(
        self, *points: tuple[float, float], modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> Document:
        """A mouse drag with the left button through `points`."""
        left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        self._mouse(QEvent.Type.MouseButtonPress, points[0], left, left, modifiers)
        for point in points:
            self._mouse(QEvent.Type.MouseMove, point, none, left, modifiers)
        self._mouse(QEvent.Type.MouseButtonRelease, points[-1], left, none, modifiers)
        return settle(self.qtbot, self._program)

    def stylus(self, *points: tuple[float, float, float]) -> Document:
        """A pen stroke through (x, y, pressure)."""
        left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        self._tablet(QEvent.Type.TabletPress, points[0], left, left)
        for point in points:
            self._tablet(QEvent.Type.TabletMove, point, none, left)
        self._tablet(QEvent.Type.TabletRelease, points[-1], left, none)
        return settle(self.qtbot, self._program)

    def _mouse(
        self,
        kind: QEvent.Type,
        point: tuple[float, float],
        button: Qt.MouseButton,
        buttons: Qt.MouseButton,
        modifiers: Qt.KeyboardModifier,
    ) -> None:
        at = self.viewport.view.to_view(QPointF(*point))
        event = QMouseEvent(kind, at, self.viewport.mapToGlobal(at), button, buttons, modifiers)
        QApplication.sendEvent(self.viewport, event)

    def _tablet(
        self,
        kind: QEvent.Type,
        point: tuple[float, float, float],
        button: Qt.MouseButton,
        buttons: Qt.MouseButton,
    ) -> None:
        at = self.viewport.view.to_view(QPointF(point[0], point[1]))
        event = QTabletEvent(
            kind,
            self._device,
            at,
            self.viewport.mapToGlobal(at),
            point[2],
            0.0,
            0.0,
            0.0,
            0.0,
            0.0,
            Qt.KeyboardModifier.NoModifier,
            button,
            buttons,
        )
        QApplication.sendEvent(self.viewport, event)


@pytest.fixture
def pen(qtbot: QtBot, program: Program) -> Pen:
    return Pen(qtbot, program)


@pytest.fixture
def sketched(pen: Pen, program: Program) -> Document:
    """A few coloured strokes on the paper."""
    for colour, points in (
        ((0.1, 0.4, 0.8), ((20, 60), (380, 80))),
        ((0.2, 0.6, 0.2), ((20, 220), (200, 180), (380, 240))),
        ((0.8, 0.3, 0.1), ((150, 120), (250, 140))),
    ):
        program.studio.set_colour(colour)
        program.studio.set_brush(size=46.0)
        pen.drag(*points)
    return program.studio.document


@pytest.fixture
def settled(qtbot: QtBot, program: Program) -> Callable[[], Document]:
    return lambda: settle(qtbot, program)
