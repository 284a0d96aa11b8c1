"""Draws the README's pictures from the real program: a painting, layers and brushes, candidates."""

from __future__ import annotations

import asyncio
import math
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QDockWidget, QWidget
from qasync import QEventLoop

from app.session import Session
from app.settings import Settings
from app.start import Program, make_application
from canvas.brush.preset import Sample
from canvas.deeds.add_layer import add_layer
from canvas.deeds.group_nodes import group_nodes
from canvas.deeds.set_property import set_clip, set_tag
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
        program = Program(settings, recovery=Path(folder))
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
        before = program.studio.session.standing.place
        paint_over(program)
        show_docks(program, "brush", "layers")
        shoot(window, "painting")
        program.studio.session.go_to(before)
        show_docks(program, "colour", "assist")
        panel.kind.buttons()[2].click()
        assert panel.request().kind is Kind.VARY
        panel.count.set_value(4)
        panel.generate()
        wait(lambda: len(program.assistant.candidates) == 4)
        window.candidates.list.setCurrentRow(1)
        shoot(window, "candidates")
        window.leave_at_once()
        program.close()


def paint_over(program: Program) -> None:
    """Some layers in a group, with a mask and a clipped one, and strokes of a few brushes on them."""
    studio, session = program.studio, program.studio.session
    for name in ("Sky", "Birds", "Light"):
        session.do("", lambda document, name=name: add_layer(document, name))
    session.do("", lambda document: set_clip(document, document.active, True))
    session.do("", lambda document: group_nodes(document, [n.id for n in document.layers[-3:]], "Over it"))
    wait(lambda: session.settled)
    named = {layer.name: layer.id for layer in session.document.sheets()}
    session.do("", lambda document: set_tag(document, named["Sky"], "blue"))
    session.select_layer(named["Sky"])
    wait(lambda: bool(studio.shelf.stock.entries))
    width, height = session.document.width, session.document.height
    strokes = (
        ("dry-brush", (0.98, 0.75, 0.45), 0.12, 0.18, 0.55),
        ("soft-round", (0.99, 0.9, 0.7), 0.5, 0.12, 0.4),
        ("ink", (0.2, 0.12, 0.15), 0.62, 0.25, 0.2),
    )
    for brush, colour, left, top, length in strokes:
        studio.take_brush(brush)
        session.begin_stroke("Stroke", replace(studio.brush, size=studio.brush.size * 0.8), colour)
        steps = [step / 40 for step in range(41)]
        session.extend_stroke(
            Sample(
                width * (left + length * share),
                height * (top + 0.03 * math.sin(7 * share)),
                math.sin(math.pi * share) ** 0.7,
                time=share,
            )
            for share in steps
        )
        session.end_stroke()
    wait(lambda: session.settled, 30)


def show_docks(program: Program, *names: str) -> None:
    for name in names:
        dock = program.window.findChild(QDockWidget, name)
        assert dock is not None
        dock.raise_()


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
