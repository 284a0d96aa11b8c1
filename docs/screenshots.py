"""Draws the README's pictures from the real program: the window with a painting, and candidates."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QWidget
from qasync import QEventLoop

from app.session import Session
from app.settings import Settings
from app.start import Program, make_application
from canvas.formats import open_document
from inference.job import Kind

OUT = Path(__file__).parent / "images"
SKETCH = Path(__file__).parent.parent / "resources/examples/desert-rock.png"


def main() -> None:
    application = make_application(["scumble"])
    loop = QEventLoop(application, already_running=True)
    asyncio.set_event_loop(loop)
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(QSettings(str(Path(folder) / "s.ini"), QSettings.Format.IniFormat))
        program = Program(settings)
        window = program.window
        window.resize(1366, 768)
        window.show()
        sketch = open_document(Path(sys.argv[1]) if len(sys.argv) > 1 else SKETCH).document
        program.studio.open(Session(sketch, program.compute))
        wait(lambda: bool(program.studio.session.display.levels))
        window.viewport.fit()
        panel = window.assist_panel
        panel.prompt.setPlainText("oil painting, warm evening light")
        panel.set_seed(20260)
        panel.seed_lock.setChecked(True)
        panel.generate()
        wait(lambda: len(program.studio.document.layers) == 2)
        shoot(window, "window")
        panel.kind.buttons()[2].click()
        assert panel.request().kind is Kind.VARY
        panel.count.set_value(4)
        panel.generate()
        wait(lambda: len(program.assistant.candidates) == 4)
        window.candidates.list.setCurrentRow(1)
        shoot(window, "candidates")
        window.leave_at_once()
        program.close()


def wait(until: Callable[[], bool], seconds: float = 120) -> None:
    """Let the program run until something is so, then until the screen has settled."""
    end = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < end, "it takes too long"
        QApplication.processEvents()
        time.sleep(0.005)
    settled = time.monotonic() + 1.0
    while time.monotonic() < settled:
        QApplication.processEvents()
        time.sleep(0.005)


def shoot(window: QWidget, name: str) -> None:
    wait(lambda: True)
    window.grab().save(str(OUT / f"{name}.png"))


if __name__ == "__main__":
    main()
