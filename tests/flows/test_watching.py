"""A painting in stages in the real window: its group, painting it anew, watching it, stopping, reopening."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot
from qasync import QEventLoop

from app.assistant import State
from app.generation import job_of
from app.paintings.film_dialog import FilmDialog
from app.paintings.stages import painting_at
from app.paintings.timelapse import Film
from app.settings import Settings
from app.start import Program
from canvas.composite import flatten, flatten8, layer8
from canvas.document import Document
from canvas.layer import Group, Layer
from inference.job import Kind
from tests.flows.conftest import Pen, settle
from tests.flows.test_assist import LONG, generate
from tests.flows.test_keeping import leave, run

ENGINES = [sys.executable, "-m", "inference.worker", "--engines", "tests.flows.staged_engine:REGISTRY"]
STAGES = ["Ground", "Forms", "Details", "Lines"]


@pytest.fixture
def program(qtbot: QtBot, loop: QEventLoop, tmp_path: Path) -> Iterator[Program]:
    """The window with a quick painter in four stages; see `staged_engine`."""
    settings = Settings(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
    settings.set("new/width", 400)
    settings.set("new/height", 300)
    program = Program(settings, worker=ENGINES)
    with qtbot.waitExposed(program.window):
        program.window.show()
    settle(qtbot, program)
    yield program
    program.window._leaving = True
    program.window.close()
    program.close()
    assert program.compute.close(60.0)
    program.window.deleteLater()


@pytest.fixture
def painted(qtbot: QtBot, program: Program) -> Document:
    """A painting in four stages above the paper and the empty layer."""
    generate(program, Kind.PAINT, prompt="oil", seed=7)
    return done(qtbot, program, 1)


def done(qtbot: QtBot, program: Program, count: int) -> Document:
    """Wait until so many jobs are done and in the picture."""
    assistant = program.assistant
    qtbot.waitUntil(
        lambda: len(assistant.entries) == count and all(one.state.ended for one in assistant.entries),
        timeout=LONG,
    )
    assert all(one.state is State.DONE for one in assistant.entries), assistant.entries[-1].error
    return settle(qtbot, program)


def group_of(document: Document) -> Group:
    return next(node for node in document.layers if isinstance(node, Group))


def shown(program: Program) -> np.ndarray:
    return program.studio.session.display.levels[0].copy()


def wait_at(qtbot: QtBot, program: Program, stroke: int) -> None:
    qtbot.waitUntil(lambda: program.window.player.at == stroke, timeout=LONG)
    settle(qtbot, program)


def test_a_painting_is_a_group_of_named_stages_and_one_undo_step(
    qtbot: QtBot, program: Program, painted: Document
) -> None:
    group = group_of(painted)
    assert [layer.name for layer in group.layers] == STAGES
    assert painted.layer(painted.active).name == "Details"  # paint goes there rather than onto the lines
    recipes = {id(layer.recipe) for layer in group.layers if isinstance(layer, Layer)}
    assert len(recipes) == 1
    found = painting_at(painted, group.id)
    assert found is not None
    assert job_of(found.recipe).seed == 7
    program.studio.session.undo()
    assert len(settle(qtbot, program).layers) == 2
    program.studio.session.redo()
    assert [layer.name for layer in group_of(settle(qtbot, program)).layers] == STAGES


def test_new_details_take_the_painting_s_place_and_leave_the_artist_s_paint(
    qtbot: QtBot, program: Program, painted: Document, pen: Pen
) -> None:
    window = program.window
    group = group_of(painted)
    window.layer_deeds.add()  # a layer of the artist's, above the details and inside the group
    program.studio.set_brush(size=20.0)
    program.studio.set_colour((1.0, 0.0, 0.0))
    over = pen.drag((40, 40), (360, 40))
    own = over.layer(over.active)
    program.studio.session.select_layer(group.layers[0].id)  # and a stroke on a stage itself
    settle(qtbot, program)
    program.studio.set_colour((0.0, 0.0, 1.0))
    pen.drag((40, 250), (360, 250))
    window.actions_by_id["new_details"].trigger()
    document = done(qtbot, program, 2)
    now = group_of(document)
    assert now.id == group.id
    assert [layer.name for layer in now.layers] == [
        "Ground", "Ground by hand", "Forms", "Details", own.name, "Lines",
    ]  # fmt: skip
    assert document.layer(own.id).tiles == own.tiles
    hand = next(layer for layer in now.layers if layer.name == "Ground by hand")
    assert isinstance(hand, Layer)
    pixels = layer8(hand, document.rect)
    assert tuple(pixels[250, 200]) == (0, 0, 255, 255)
    assert not pixels[:200, :, 3].any()
    found = painting_at(document, now.id)
    assert found is not None
    job = job_of(found.recipe)
    assert job.seed != 7
    assert job.painting is not None
    assert job.painting.style_seed == 7
    program.studio.session.undo()
    back = group_of(settle(qtbot, program))
    assert [layer.name for layer in back.layers] == ["Ground", "Forms", "Details", own.name, "Lines"]


def test_one_stage_is_painted_anew_alone(qtbot: QtBot, program: Program, painted: Document) -> None:
    group = group_of(painted)
    program.studio.session.select_layer(group.layers[1].id)
    settle(qtbot, program)
    program.window.actions_by_id["stage_again"].trigger()
    document = done(qtbot, program, 2)
    now = group_of(document)
    same = [
        one.tiles == other.tiles
        for one, other in zip(now.layers, group.layers, strict=True)
        if isinstance(one, Layer) and isinstance(other, Layer)
    ]
    assert same == [True, False, True, True]
    program.window.actions_by_id["watch"].trigger()  # the film is of what is there now
    qtbot.waitUntil(lambda: program.window.player.length > 0, timeout=LONG)
    program.window.player.rest()
    program.window.player.seek(program.window.player.length)
    wait_at(qtbot, program, program.window.player.length)
    film = shown(program)
    program.window.player.close()
    settle(qtbot, program)
    assert np.array_equal(film, shown(program))


def test_it_is_watched_scrubbed_and_stopped(
    qtbot: QtBot, program: Program, painted: Document, tmp_path: Path
) -> None:
    window, player = program.window, program.window.player
    whole = shown(program)
    window.actions_by_id["watch"].trigger()
    bar = window.player_bar
    qtbot.waitUntil(lambda: player.length == 160, timeout=LONG)
    assert bar.isVisible()
    assert player.playing
    qtbot.waitUntil(lambda: player.at > 3, timeout=LONG)  # it goes on by itself
    qtbot.mouseClick(bar.play, Qt.MouseButton.LeftButton)
    assert not player.playing
    place = QPoint(round(bar.scrub._x(50)), round(bar.scrub._groove().center().y()))
    qtbot.mouseClick(bar.scrub, Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(lambda: abs(player.at - 50) <= 2, timeout=LONG)
    assert program.studio.document is painted  # only shown
    qtbot.keyClick(bar.scrub, Qt.Key.Key_PageDown)
    wait_at(qtbot, program, 80)  # where the details begin
    assert not np.array_equal(shown(program), whole)
    qtbot.keyClick(bar.scrub, Qt.Key.Key_End)
    wait_at(qtbot, program, 160)
    assert np.array_equal(shown(program), whole)
    player.seek(85)
    wait_at(qtbot, program, 85)
    seen = shown(program)
    qtbot.mouseClick(bar.stop, Qt.MouseButton.LeftButton)
    document = settle(qtbot, program)
    assert not bar.isVisible()
    assert np.array_equal(shown(program), seen)
    assert [layer.name for layer in group_of(document).layers] == STAGES[:3]
    assert document.layer(document.active).name == "Details"
    program.studio.session.undo()
    assert flatten(settle(qtbot, program)).tobytes() == flatten(painted).tobytes()


def test_a_stroke_on_what_is_shown_goes_on_from_there(
    qtbot: QtBot, program: Program, painted: Document, pen: Pen
) -> None:
    player = program.window.player
    program.window.actions_by_id["watch"].trigger()
    qtbot.waitUntil(lambda: player.length == 160, timeout=LONG)
    player.rest()
    player.seek(60)
    wait_at(qtbot, program, 60)
    program.studio.set_colour((1.0, 0.0, 1.0))
    program.studio.set_brush(size=24.0)
    document = pen.drag((50, 150), (350, 150))
    assert not player.is_open
    assert [layer.name for layer in group_of(document).layers] == STAGES[:2]
    assert tuple(flatten8(document)[150, 200, :3]) == (255, 0, 255)
    assert program.studio.session.standing.labels[-2:] == ("Stop painting here", "Brush stroke")
    player.open(group_of(document).id)  # the rest of the strokes is not lost
    qtbot.waitUntil(lambda: player.length == 160, timeout=LONG)
    player.rest()
    player.seek(160)
    wait_at(qtbot, program, 160)
    player.stop_here()
    again = group_of(settle(qtbot, program))
    assert [layer.name for layer in again.layers] == STAGES


def test_it_can_still_be_watched_after_reopening(
    qtbot: QtBot, program: Program, painted: Document, tmp_path: Path
) -> None:
    path = tmp_path / "watched.scumble"
    run(qtbot, program, program.window.workspace._write(path))
    leave(program)
    settle(qtbot, program)
    run(qtbot, program, program.window.workspace.open(path))
    document = settle(qtbot, program)
    whole = shown(program)
    player = program.window.player
    program.window.actions_by_id["watch"].trigger()
    qtbot.waitUntil(lambda: player.length == 160, timeout=LONG)
    player.rest()
    player.seek(160)
    wait_at(qtbot, program, 160)
    assert np.array_equal(shown(program), whole)
    player.close()
    group = group_of(document)
    program.window.generations.list.setCurrentIndex(program.window.generations.model.index(0))
    program.window.generations.back.click()  # also from the results it comes back stage by stage
    qtbot.waitUntil(lambda: len(program.studio.document.layers) == 4, timeout=LONG)
    back = settle(qtbot, program).layers[-1]
    assert isinstance(back, Group)
    assert [layer.name for layer in back.layers] == STAGES
    for one, other in zip(back.layers, group.layers, strict=True):
        assert isinstance(one, Layer)
        assert isinstance(other, Layer)
        assert one.tiles == other.tiles


def test_a_candidate_in_a_new_style_has_the_same_details(qtbot: QtBot, program: Program) -> None:
    generate(program, Kind.PAINT, count=2, seed=3)
    done(qtbot, program, 2)
    strip, assistant = program.window.candidates, program.assistant
    strip.list.setCurrentRow(0)
    strip.new_style.click()
    qtbot.waitUntil(lambda: len(assistant.candidates) == 3, timeout=LONG)
    first, third = assistant.candidates[0].order.job, assistant.candidates[2].order.job
    assert third.seed == first.seed
    assert third.painting is not None
    assert third.painting.style_seed not in (None, first.seed)
    strip.list.setCurrentRow(2)
    strip.new_details.click()
    qtbot.waitUntil(lambda: len(assistant.candidates) == 4, timeout=LONG)
    fourth = assistant.candidates[3].order.job
    assert fourth.seed != third.seed
    assert fourth.painting == third.painting
    strip.list.setCurrentRow(3)
    strip.keep.click()
    document = settle(qtbot, program)
    assert [layer.name for layer in group_of(document).layers] == STAGES
    assistant.discard_all()


def test_paint_again_from_the_sketch_sees_what_was_changed(
    qtbot: QtBot, program: Program, painted: Document, pen: Pen
) -> None:
    program.studio.session.select_layer(painted.layers[1].id)
    settle(qtbot, program)
    program.studio.set_colour((0.0, 0.0, 0.0))
    program.studio.set_brush(size=30.0)
    changed = pen.drag((100, 100), (300, 200))
    program.studio.session.select_layer(group_of(changed).id)
    settle(qtbot, program)
    program.window.actions_by_id["again"].trigger()
    document = done(qtbot, program, 2)
    found = painting_at(document, group_of(document).id)
    assert found is not None
    job = job_of(found.recipe)
    assert job.image is not None
    sketch = replace(changed, layers=changed.layers[:2], active="")
    assert np.array_equal(job.image, flatten8(sketch)[..., :3])
    assert job.seed == 7


def test_its_making_is_saved_as_a_film(
    qtbot: QtBot, program: Program, painted: Document, tmp_path: Path
) -> None:
    window, path = program.window, tmp_path / "film.webp"
    told: list[float] = []
    window.painting_deeds.export_changed.connect(told.append)
    window.actions_by_id["film"].trigger()
    qtbot.waitUntil(lambda: dialog_of(FilmDialog) is not None, timeout=5000)
    dialog = dialog_of(FilmDialog)
    assert isinstance(dialog, FilmDialog)
    dialog.seconds.set_value(2)
    dialog.rate.choose(12)
    dialog._accept()
    qtbot.waitUntil(lambda: dialog_of(QFileDialog) is not None, timeout=5000)
    files = dialog_of(QFileDialog)
    assert isinstance(files, QFileDialog)
    name = files.findChild(QLineEdit)
    assert isinstance(name, QLineEdit)
    name.setText(str(path))
    files.accept()
    qtbot.waitUntil(lambda: bool(told) and told[-1] < 0.0, timeout=LONG)
    with Image.open(path) as film:
        assert film.size == (400, 300)
    assert told[:-1] == sorted(told[:-1])
    assert program.studio.document is painted


def test_a_film_that_is_stopped_leaves_nothing(
    qtbot: QtBot, program: Program, painted: Document, tmp_path: Path
) -> None:
    window, path, told = program.window, tmp_path / "film.webp", []
    deeds = window.painting_deeds
    deeds.export_changed.connect(told.append)
    found = painting_at(painted, painted.active)
    assert found is not None
    window.tasks.spawn(deeds._write(path, painted, found, Film(seconds=60.0)))
    qtbot.waitUntil(lambda: len(told) > 2, timeout=LONG)
    qtbot.mouseClick(window.status_bar.stop_film, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: told[-1] < 0.0, timeout=LONG)
    assert list(tmp_path.glob("*film*")) == []


def dialog_of(kind: type[QDialog]) -> QDialog | None:
    return next(
        (one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible()), None
    )
