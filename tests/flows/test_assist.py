"""Generating in the real window, with the real worker process and the built-in painter."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable

import numpy as np
import psutil
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QPushButton
from pytestqt.qtbot import QtBot

from app.assistant import State
from app.generation import job_of
from app.start import Program
from canvas.composite import flatten, flatten8
from canvas.document import Document
from canvas.layer import Group, Layer
from inference.job import Kind
from tests.flows.conftest import Pen, settle

Settled = Callable[[], Document]
LONG = 60000  # milliseconds


def generate(program: Program, kind: Kind, *, prompt: str = "", count: int = 1, seed: int = 7) -> None:
    """Fill in the panel as a hand would and press Generate."""
    panel = program.window.assist_panel
    for button in panel.kind.buttons():
        if button.property("kind") == str(kind):
            button.click()
    panel.prompt.setPlainText(prompt)
    panel.count.set_value(count)
    panel.set_seed(seed)
    panel.seed_lock.setChecked(True)
    assert panel.generate_button.isEnabled(), panel.hint.text()
    panel.generate_button.click()


def layers_become(qtbot: QtBot, program: Program, count: int) -> Document:
    qtbot.waitUntil(lambda: len(program.studio.document.layers) == count, timeout=LONG)
    return settle(qtbot, program)


def test_sketch_to_painting_is_one_group_one_step_and_a_recipe(
    program: Program, sketched: Document, qtbot: QtBot, settled: Settled
) -> None:
    generate(program, Kind.PAINT, prompt="oil, warm, flibbertigibbet")
    document = layers_become(qtbot, program, 3)
    group = document.layers[2]
    assert isinstance(group, Group)
    assert {layer.name for layer in group.layers} <= {
        "Ground",
        "Block-in",
        "Forms",
        "Details",
        "Accents",
        "Lines",
    }
    assert document.parent(document.active) is group
    layer = document.layer(document.active)
    assert flatten(document).tobytes() != flatten(sketched).tobytes()
    assert layer.recipe is not None
    job = job_of(layer.recipe)
    assert (job.kind, job.seed, job.engine) == (Kind.PAINT, 7, "painterly")
    qtbot.waitUntil(lambda: "flibbertigibbet" in program.window.assist_panel.remark.text(), timeout=5000)
    program.window.actions_by_id["undo"].trigger()
    undone = settled()
    assert [layer.id for layer in undone.sheets()] == [layer.id for layer in sketched.layers]
    assert flatten(undone).tobytes() == flatten(sketched).tobytes()


def test_inpainting_leaves_every_pixel_outside_the_feathered_mask_alone(
    program: Program, sketched: Document, pen: Pen, qtbot: QtBot
) -> None:
    program.window.toolbox.choose("select_ellipse")
    program.window.toolbox.tools["select_ellipse"].values["feather"] = 12
    selected = pen.drag((150, 90), (260, 170))
    assert selected.selection is not None
    mask = selected.selection.array(selected.rect)
    generate(program, Kind.INPAINT)
    document = layers_become(qtbot, program, 3)
    before, after = flatten(sketched), flatten(document)
    assert np.array_equal(before[:, mask == 0], after[:, mask == 0])
    assert not np.array_equal(before[:, mask > 0], after[:, mask > 0])
    alpha = flatten(Document(400, 300, (document.sheets()[2],)))[3]
    assert not alpha[mask == 0].any()
    assert (alpha[mask == 32768] == 32768).all()


def test_variations_are_seen_kept_and_discarded(
    program: Program, sketched: Document, qtbot: QtBot, settled: Settled
) -> None:
    generate(program, Kind.VARY, count=3)
    assistant, strip = program.assistant, program.window.candidates
    qtbot.waitUntil(
        lambda: all(e.state.ended for e in assistant.entries) and bool(assistant.entries), timeout=LONG
    )
    assert len(assistant.candidates) == 3, [(e.state, e.error) for e in assistant.entries]
    assert settled() is sketched
    shown = program.studio.session.display
    plain = shown.levels[0].copy()
    pictures = []
    for row in range(3):
        item = strip.list.item(row)
        qtbot.mouseClick(
            strip.list.viewport(), Qt.MouseButton.LeftButton, pos=strip.list.visualItemRect(item).center()
        )
        settled()
        pictures.append(shown.levels[0].copy())
        assert program.studio.document is sketched
    assert all(not np.array_equal(picture, plain) for picture in pictures)
    assert not np.array_equal(pictures[0], pictures[1])

    strip.keep.click()
    settled()
    strip.list.setCurrentRow(0)
    strip.keep.click()
    document = layers_become(qtbot, program, 4)
    kept = [node.layers[0] for node in document.layers[2:] if isinstance(node, Group)]
    assert [job_of(one.recipe).seed for one in kept if isinstance(one, Layer) and one.recipe] == [9, 7]
    strip.list.setCurrentRow(0)
    strip.discard.click()
    assert not assistant.candidates
    program.window.actions_by_id["undo"].trigger()
    assert len(settled().layers) == 3
    program.window.actions_by_id["undo"].trigger()
    assert flatten(settled()).tobytes() == flatten(sketched).tobytes()


def test_more_like_this_begins_from_the_chosen_one(
    program: Program, sketched: Document, qtbot: QtBot
) -> None:
    generate(program, Kind.VARY, count=2)
    assistant, strip = program.assistant, program.window.candidates
    qtbot.waitUntil(lambda: len(assistant.candidates) == 2, timeout=LONG)
    first = assistant.candidates[0]
    strip.list.setCurrentRow(0)
    strip.vary.click()
    qtbot.waitUntil(lambda: len(assistant.candidates) == 4, timeout=LONG)
    image = assistant.candidates[2].order.job.image
    seen = flatten8(sketched.with_layers((*sketched.layers, first.layer)))[..., :3]
    assert image is not None
    assert np.array_equal(image, seen)
    assistant.discard_all()


def test_the_worker_killed_in_the_middle_of_a_job(
    program: Program, sketched: Document, qtbot: QtBot, settled: Settled
) -> None:
    assistant, notice = program.assistant, program.window.notice
    generate(program, Kind.PAINT)
    qtbot.waitUntil(lambda: any(entry.state is State.RUNNING for entry in assistant.entries), timeout=LONG)
    for child in _workers():
        os.kill(child.pid, signal.SIGKILL)
    qtbot.waitUntil(lambda: assistant.entries[0].state is State.FAILED, timeout=LONG)
    assert settled() is sketched
    assert notice.isVisible()
    assert "untouched" in notice.text.text() or "memory" in notice.text.text()
    retry = notice.findChild(QPushButton)
    assert isinstance(retry, QPushButton)
    assert retry.text() == "Retry"
    retry.click()
    document = layers_become(qtbot, program, 3)
    assert flatten(document).tobytes() != flatten(sketched).tobytes()


def test_a_cancelled_job_leaves_nothing(
    program: Program, sketched: Document, qtbot: QtBot, settled: Settled
) -> None:
    assistant = program.assistant
    generate(program, Kind.PAINT)
    qtbot.waitUntil(lambda: any(entry.state is State.RUNNING for entry in assistant.entries), timeout=LONG)
    program.window.actions_by_id["cancel_jobs"].trigger()
    qtbot.waitUntil(lambda: assistant.entries[0].state is State.CANCELLED, timeout=LONG)
    assert settled() is sketched


def test_painting_goes_on_while_a_job_runs(
    program: Program, sketched: Document, pen: Pen, qtbot: QtBot
) -> None:
    generate(program, Kind.PAINT)
    document = pen.drag((30, 30), (350, 40))
    assert document is not sketched
    done = layers_become(qtbot, program, 3)
    stroke_layer = done.layer(document.active)
    assert stroke_layer.tiles == document.layer(document.active).tiles


def test_use_these_settings_again(
    program: Program, sketched: Document, qtbot: QtBot, settled: Settled
) -> None:
    generate(program, Kind.PAINT, prompt="pastel, cool", seed=4242)
    document = layers_become(qtbot, program, 3)
    panel = program.window.assist_panel
    panel.prompt.setPlainText("something else")
    panel.set_seed(1)
    program.window.side_windows.show_recipe(document.active)
    qtbot.waitUntil(lambda: _dialog(program) is not None, timeout=5000)
    dialog = _dialog(program)
    assert dialog is not None
    again = next(button for button in dialog.findChildren(QPushButton) if "again" in button.text())
    again.click()
    qtbot.waitUntil(lambda: panel.seed_value() == 4242, timeout=5000)
    assert panel.prompt.toPlainText() == "pastel, cool"


def test_closing_ends_everything_within_two_seconds(
    program: Program, sketched: Document, qtbot: QtBot
) -> None:
    generate(program, Kind.PAINT)
    qtbot.waitUntil(
        lambda: any(entry.state is State.RUNNING for entry in program.assistant.entries), timeout=LONG
    )
    workers = _workers()
    assert workers
    began = time.monotonic()
    program.window._leaving = True
    program.window.close()
    program.close()
    assert time.monotonic() - began < 2.0  # a promise to the artist, not a measurement
    assert not [worker for worker in workers if worker.is_running() and worker.status() != "zombie"]


def _workers() -> list[psutil.Process]:
    return [
        child
        for child in psutil.Process().children(recursive=True)
        if "inference.worker" in " ".join(child.cmdline())
    ]


def _dialog(program: Program) -> QDialog | None:
    return next(
        (item for item in QApplication.topLevelWidgets() if isinstance(item, QDialog) and item.isVisible()),
        None,
    )
