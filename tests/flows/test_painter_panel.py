"""The painter's panel in the real window: the light's handle, greyed words, what is seen while it paints."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, QSettings
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QDockWidget
from pytestqt.qtbot import QtBot
from qasync import QEventLoop

from app import theme
from app.generation import job_of
from app.images import pixels_of
from app.light_guide import LightGuide
from app.paintings.stages import painting_at
from app.progress_veil import ProgressVeil
from app.settings import Settings
from app.start import Program
from canvas.deeds.set_selection import set_selection
from canvas.geometry import Rect
from canvas.selecting import rectangle
from inference.job import Kind
from tests.flows.conftest import Pen, settle
from tests.flows.test_assist import LONG, generate
from tests.flows.test_watching import ENGINES, done


@pytest.fixture
def program(qtbot: QtBot, loop: QEventLoop, tmp_path: Path) -> Iterator[Program]:
    settings = Settings(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
    settings.set("new/width", 400)
    settings.set("new/height", 300)
    program = Program(settings, worker=ENGINES)
    with qtbot.waitExposed(program.window):
        program.window.show()
    dock = program.window.findChild(QDockWidget, "assist")
    assert isinstance(dock, QDockWidget)
    dock.raise_()
    settle(qtbot, program)
    yield program
    program.window._leaving = True
    program.window.close()
    program.close()
    assert program.compute.close(60.0)
    program.window.deleteLater()


def guide_of(program: Program) -> LightGuide:
    (guide,) = program.window.viewport.handles
    assert isinstance(guide, LightGuide)
    return guide


def test_the_light_is_dragged_on_the_canvas(qtbot: QtBot, program: Program, pen: Pen) -> None:
    window, light, guide = program.window, program.window.assist_panel.fields.painter.light, guide_of(program)
    before = program.studio.document
    assert not guide.shown
    program.window.assist_panel.fields.painter.lit.click()
    qtbot.waitUntil(lambda: guide.shown, timeout=5000)
    view = window.viewport.view
    middle, radius = guide.circle()
    start, end = guide.knob(), middle + QPointF(0.6 * radius, 0.0)
    points = [view.to_document(point) for point in (start, (start + end) / 2, end)]
    after = pen.drag(*((point.x(), point.y()) for point in points))
    assert light.angles is not None
    assert light.angles[0] == pytest.approx(0.0, abs=3.0)
    assert light.angles[1] == pytest.approx(53.0, abs=4.0)
    assert after is before  # the brush did not paint
    window.viewport.set_view(view.flipped())  # in a mirrored view the picture's right is at the left
    assert guide.knob().x() < guide.circle()[0].x()
    painted = pen.drag((100.0, 100.0), (140.0, 100.0))  # beside the knob the brush paints as ever
    assert painted is not before
    window.assist_panel.fields.painter.on_canvas.click()
    assert not guide.shown


def test_the_handle_goes_with_the_panel_and_with_the_painter(qtbot: QtBot, program: Program) -> None:
    guide, window = guide_of(program), program.window
    window.assist_panel.fields.painter.light.set((135.0, 45.0))
    qtbot.waitUntil(lambda: guide.shown, timeout=5000)
    layers = window.findChild(QDockWidget, "layers")
    assist = window.findChild(QDockWidget, "assist")
    assert isinstance(layers, QDockWidget)
    assert isinstance(assist, QDockWidget)
    assist.hide()
    qtbot.waitUntil(lambda: not guide.shown, timeout=5000)


def test_what_is_held_reaches_the_job(qtbot: QtBot, program: Program) -> None:
    fields = program.window.assist_panel.fields.painter
    fields.light.set((30.0, 60.0))
    fields.locks["lock_palette"].click()
    fields.medium.choose("pastel")
    fields.lines.choose("off")
    generate(program, Kind.PAINT, seed=5)
    document = done(qtbot, program, 1)
    found = painting_at(document, document.active)
    assert found is not None
    painting = job_of(found.recipe).painting
    assert painting is not None
    assert (painting.light, painting.lines, painting.medium) == ((30.0, 60.0), "off", "pastel")
    assert (painting.lock_palette, painting.lock_values, painting.lock_lines) == (True, False, False)


def test_words_that_the_painter_does_not_know_are_grey(qtbot: QtBot, program: Program) -> None:
    prompt = program.window.assist_panel.prompt
    prompt.setPlainText("oil, flibbertigibbet,\nwarm snark, 油画")
    layouts = [prompt.document().findBlockByNumber(number).layout() for number in (0, 1)]
    grey = QColor(theme.DISABLED).name()

    def faint(number: int) -> list[str]:
        text = prompt.toPlainText().split("\n")[number]
        return [
            text[one.start : one.start + one.length]  # pyright: ignore[reportAttributeAccessIssue]
            for one in layouts[number].formats()
            if one.format.foreground().color().name() == grey  # pyright: ignore[reportAttributeAccessIssue]
        ]

    assert faint(0) == ["flibbertigibbet"]
    assert faint(1) == ["snark"]
    prompt.show_unknown(False)  # a model reads them all
    assert faint(0) == faint(1) == []


def test_the_painting_under_way_is_seen_stage_by_stage(qtbot: QtBot, program: Program) -> None:
    window, seen = program.window, []
    (veil,) = window.viewport.drawings
    assert isinstance(veil, ProgressVeil)
    middle = window.viewport.view.to_view(QPointF(200.0, 150.0)).toPoint()

    def look(_entry: object) -> None:
        if veil.shown:
            seen.append(pixels_of(window.viewport.grab().toImage())[middle.y(), middle.x(), 0])

    program.assistant.entry_changed.connect(look)
    generate(program, Kind.PAINT, seed=5)
    done(qtbot, program, 1)
    qtbot.waitUntil(lambda: not veil.shown, timeout=5000)
    assert seen[0] == 40
    assert set(seen) <= {40, 80, 120, 160}
    assert seen == sorted(seen)


def test_the_preview_stays_inside_the_selection(qtbot: QtBot, program: Program) -> None:
    window, seen = program.window, []
    (veil,) = window.viewport.drawings
    assert isinstance(veil, ProgressVeil)
    chosen = rectangle(Rect(0, 0, 200, 300), Rect(0, 0, 400, 300))
    program.studio.session.do("Select", lambda document: set_selection(document, chosen))
    settle(qtbot, program)
    view = window.viewport.view
    inside, outside = (view.to_view(QPointF(x, 150.0)).toPoint() for x in (100.0, 300.0))

    def look(_entry: object) -> None:
        if veil.shown:
            pixels = pixels_of(window.viewport.grab().toImage())
            seen.append((pixels[inside.y(), inside.x(), 0], pixels[outside.y(), outside.x(), 0]))

    program.assistant.entry_changed.connect(look)
    generate(program, Kind.PAINT, seed=5)
    done(qtbot, program, 1)
    assert seen
    assert all(one < 200 and other == 255 for one, other in seen)


def test_the_pen_sees_what_it_paints_on(qtbot: QtBot, program: Program, pen: Pen) -> None:
    (veil,) = program.window.viewport.drawings
    assert isinstance(veil, ProgressVeil)
    generate(program, Kind.PAINT, seed=5)
    qtbot.waitUntil(lambda: veil.shown or bool(program.studio.document.layers[2:]), timeout=LONG)
    pen.drag((20.0, 20.0), (60.0, 20.0))
    assert not veil.shown
