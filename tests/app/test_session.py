"""A session: edits in order, strokes that nothing can take away, and what is only shown."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.compute import Compute
from app.session import Session
from canvas.brush.preset import Brush, Mode, Sample, Stabiliser, Stabilising
from canvas.brush.symmetry import Kind, Symmetry
from canvas.composite import flatten, flatten8
from canvas.deeds.add_layer import add_layer
from canvas.deeds.delete_nodes import delete_nodes
from canvas.deeds.set_property import set_opacity, set_visible
from canvas.document import Document
from canvas.errors import EditError
from canvas.layer import Group, Layer, Mask
from canvas.tile import solid

INK = (0.0, 0.0, 0.0)
BRUSH = Brush(size=12.0, hardness=1.0)
Settle = Callable[[], Document]


@pytest.fixture
def session(qapp: QApplication) -> Iterator[Session]:
    """White paper and an empty, active layer."""
    document = Document(256, 192)
    layers = (Layer("Paper", tiles=solid((1, 1, 1, 1), document.rect.tile_keys())), Layer("Ink"))
    compute = Compute()
    session = Session(document.with_layers(layers, layers[1].id), compute)
    yield session
    session.close()
    assert compute.close(60.0)


@pytest.fixture
def settle(qtbot: QtBot, session: Session) -> Settle:
    def settled() -> Document:
        qtbot.waitUntil(lambda: session.settled, timeout=60000)
        QApplication.processEvents()
        return session.document

    return settled


@contextmanager
def held(compute: Compute) -> Iterator[None]:
    """The compute thread is busy; what is asked for meanwhile waits."""
    free = threading.Event()
    compute.submit(lambda: free.wait(30))
    try:
        yield
    finally:
        free.set()


def line(session: Session, y: float) -> None:
    session.begin_stroke("Stroke", BRUSH, INK)
    session.extend_stroke([Sample(20, y), Sample(120, y), Sample(230, y)])
    session.end_stroke()


def ink_rows(document: Document) -> list[int]:
    """Rows of the picture that are dark in the middle."""
    return np.flatnonzero(flatten8(document)[:, 125, 0] < 128).tolist()


def test_edits_are_made_in_order(session: Session, settle: Settle) -> None:
    with held(session.compute):
        for name in "abc":
            session.do("Add", lambda document, name=name: add_layer(document, name))
        session.undo()
        session.do("Add", lambda document: add_layer(document, "d"))
        assert not session.settled
    assert [layer.name for layer in settle().layers] == ["Paper", "Ink", "a", "b", "d"]
    assert session.undo_label == "Add"
    assert session.redo_label is None
    assert session.modified


def test_waiting_edits_of_one_slider_become_one(session: Session, settle: Settle) -> None:
    active, made = session.document.active, []

    def deed(document: Document, opacity: float) -> Document:
        made.append(opacity)
        return set_opacity(document, active, opacity)

    with held(session.compute):
        for percent in range(100, 40, -1):
            session.do("Opacity", lambda doc, to=percent / 100: deed(doc, to), merge_key="opacity")
    assert settle().layer(active).opacity == 0.41
    assert made == [0.41]
    session.do("Opacity", lambda document: deed(document, 0.3), merge_key="opacity")
    settle()
    session.undo()
    assert settle().layer(active).opacity == 1.0


def test_an_edit_that_is_refused_is_told_and_the_next_is_made(
    session: Session, settle: Settle, qtbot: QtBot
) -> None:
    def refuse(_document: Document) -> Document:
        raise EditError("Not now.")

    told: list[str] = []
    session.failed.connect(told.append)
    session.do("No", refuse)
    session.do("Add", lambda document: add_layer(document, "a"))
    assert len(settle().layers) == 3
    assert told == ["Not now."]


def test_a_surprise_reaches_the_outermost_hook(
    session: Session, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[type[BaseException]] = []
    monkeypatch.setattr("sys.excepthook", lambda kind, _error, _trace: seen.append(kind))

    def broken(_document: Document) -> Document:
        raise ZeroDivisionError

    session.do("Broken", broken)
    assert len(settle().layers) == 2
    assert seen == [ZeroDivisionError]


def test_an_overlay_is_shown_but_not_made(session: Session, settle: Settle) -> None:
    before = settle()
    plain = session.display.levels[0].copy()
    session.overlay(lambda document: set_visible(document, document.sheets()[0].id, False))
    assert settle() is before
    assert not session.display.levels[0].any()
    session.overlay(None)
    settle()
    assert np.array_equal(session.display.levels[0], plain)
    assert session.undo_label is None


def test_only_the_newest_overlay_is_worked_out(session: Session, settle: Settle) -> None:
    made: list[int] = []

    def deed(document: Document, number: int) -> Document:
        made.append(number)
        return document

    with held(session.compute):
        for number in range(50):
            session.overlay(lambda document, number=number: deed(document, number))
    settle()
    assert set(made) == {49}


def test_an_overlay_that_cannot_be_made_ends_with_a_sentence(session: Session, settle: Settle) -> None:
    def refuse(_document: Document) -> Document:
        raise EditError("This layer is locked.")

    told: list[str] = []
    session.failed.connect(told.append)
    session.overlay(refuse)
    settle()
    line(session, 60)
    assert ink_rows(settle())
    assert told == ["This layer is locked."]


def test_an_edit_takes_the_place_of_its_overlay(session: Session, settle: Settle) -> None:
    def hide(document: Document) -> Document:
        return set_visible(document, document.sheets()[0].id, False)

    def watch(_rects: object) -> None:  # called on the compute thread: it misses nothing
        paper_seen.append(bool(session.display.levels[0].any()))

    paper_seen: list[bool] = []
    session.overlay(hide)
    settle()
    session.shown.connect(watch, Qt.ConnectionType.DirectConnection)
    session.do("Hide", hide, ends_overlay=True)
    settle()
    assert not any(paper_seen)
    session.undo()
    settle()
    assert session.display.levels[0].all()
    assert any(paper_seen)


def test_quick_strokes_stay_apart(session: Session, settle: Settle) -> None:
    """The next stroke may begin before the compute thread has got to the last one."""
    with held(session.compute):
        line(session, 40)
        line(session, 120)
    document = settle()
    rows = ink_rows(document)
    assert 40 in rows
    assert 120 in rows
    assert 80 not in rows
    session.undo()
    assert flatten8(settle())[40, 20:230, 0].max() < 128
    assert 120 not in ink_rows(session.document)


def test_a_cancelled_stroke_leaves_nothing(session: Session, settle: Settle) -> None:
    before = settle()
    picture = session.display.levels[0].copy()
    pens: list[bool] = []
    session.pen_changed.connect(pens.append)
    session.begin_stroke("Stroke", BRUSH, INK)
    session.extend_stroke([Sample(20, 50), Sample(200, 50)])
    session.compute.submit(lambda: None).result(30)
    session.end_stroke(cancel=True)
    assert settle() is before
    assert np.array_equal(session.display.levels[0], picture)
    assert pens == [True, False]
    assert session.undo_label is None


def test_edits_wait_for_the_pen(session: Session, settle: Settle) -> None:
    ink = session.document.active
    session.begin_stroke("Stroke", BRUSH, INK)
    session.extend_stroke([Sample(20, 50), Sample(100, 50)])
    session.do("Add", lambda document: add_layer(document, "new"))
    session.do("Opacity", lambda document: set_opacity(document, ink, 0.5), merge_key="opacity")
    session.compute.submit(lambda: None).result(30)
    assert len(session.document.layers) == 2
    session.extend_stroke([Sample(200, 50)])
    session.end_stroke()
    document = settle()
    assert [layer.name for layer in document.sheets()] == ["Paper", "Ink", "new"]
    assert document.layer(ink).opacity == 0.5
    assert document.layer(ink).tiles
    for label in ("Opacity", "Add", "Stroke"):
        assert session.undo_label == label
        session.undo()
        settle()
    assert not session.document.layer(ink).tiles


def test_the_layer_under_the_pen_may_be_deleted(session: Session, settle: Settle) -> None:
    ink = session.document.active
    session.begin_stroke("Stroke", BRUSH, INK)
    session.extend_stroke([Sample(20, 50)])
    session.do("Delete", lambda document: delete_nodes(document, ink))
    session.extend_stroke([Sample(200, 50)])
    session.end_stroke()
    assert not settle().has(ink)
    session.undo()
    assert settle().layer(ink).tiles


def test_undo_does_nothing_while_the_pen_is_down(session: Session, settle: Settle) -> None:
    line(session, 40)
    settle()
    session.begin_stroke("Stroke", BRUSH, INK)
    session.extend_stroke([Sample(20, 120), Sample(100, 120)])
    session.undo()
    session.redo()
    session.extend_stroke([Sample(230, 120)])
    session.end_stroke()
    rows = ink_rows(settle())
    assert 40 in rows
    assert 120 in rows


@pytest.mark.parametrize(
    ("properties", "words"), [({"locked": True}, "locked"), ({"visible": False}, "hidden")]
)
def test_a_layer_that_may_not_be_painted_on_says_so(
    session: Session, settle: Settle, properties: dict[str, bool], words: str
) -> None:
    told: list[str] = []
    session.failed.connect(told.append)
    session.do("Set", lambda document: document.changing(document.active, **properties))
    before = settle()
    line(session, 50)
    line(session, 60)
    assert settle() is before
    assert len(told) == 2
    assert words in told[0]


def test_the_screen_keeps_up_with_undo_held_down(session: Session, settle: Settle) -> None:
    for y in range(20, 180, 20):
        line(session, y)
    painted = settle()
    for step in (session.undo, session.redo):
        with held(session.compute):
            for _ in range(20):
                step()
        document = settle()
        red, green, blue, alpha = np.moveaxis(flatten8(document), 2, 0)
        assert np.array_equal(session.display.levels[0], np.stack([blue, green, red, alpha], axis=2))
    assert flatten(session.document).tobytes() == flatten(painted).tobytes()


def test_saved_is_the_state_that_was_written(session: Session, settle: Settle) -> None:
    line(session, 40)
    _, state = session.snapshot().result(30)
    line(session, 80)
    session.mark_saved(state)
    settle()
    assert session.modified
    session.undo()
    settle()
    assert not session.modified


def test_a_closed_session_says_nothing(session: Session, qtbot: QtBot) -> None:
    told: list[object] = []
    for signal in (session.shown, session.changed, session.history_changed):
        signal.connect(lambda *_: told.append(1))
    qtbot.waitUntil(lambda: session.settled, timeout=60000)
    QApplication.processEvents()
    told.clear()
    with held(session.compute):
        session.do("Add", lambda document: add_layer(document, "late"))
        line(session, 30)
        session.close()
    session.compute.submit(lambda: None).result(30)
    QApplication.processEvents()
    assert not told
    assert len(session.document.layers) == 2


def test_another_size_gives_another_picture(session: Session, settle: Settle, qtbot: QtBot) -> None:
    settle()
    with qtbot.waitSignal(session.resized, timeout=30000):
        session.do("Crop", lambda document: replace(document, width=100, height=70))
    settle()
    assert session.display.levels[0].shape == (70, 100, 4)


def test_a_smudge_too_long_for_a_frame_is_finished(session: Session, settle: Settle) -> None:
    """Where the pen is quicker than the brush, the rest is done in more turns, or at pen up."""
    paper = session.document.sheets()[0].id
    brush = replace(BRUSH, size=90.0, spacing=0.01, mode=Mode.SMUDGE, smudge=0.5)
    way = [Sample(20, 20), Sample(240, 170), Sample(20, 170), Sample(240, 20)]
    pictures = []
    for patient in (True, False):
        session.select_layer(paper)
        session.begin_stroke("Smudge", brush, (0.9, 0.1, 0.2))
        session.extend_stroke(way)
        if patient:
            session.compute.submit(lambda: None).result(30)
        session.end_stroke()
        pictures.append(flatten(settle()).tobytes())
        assert session.undo_label == "Smudge"
        session.undo()
        assert flatten8(settle()).min() == 255
    assert pictures[0] == pictures[1]
    assert len(set(pictures[0])) > 20


def test_a_stroke_may_be_mirrored_and_steadied(session: Session, settle: Settle) -> None:
    brush = replace(BRUSH, stabiliser=Stabiliser(Stabilising.STRING, 0.5))
    session.begin_stroke("Stroke", brush, INK, symmetry=Symmetry(Kind.VERTICAL, (128.0, 0.0)), scale=0.5)
    session.extend_stroke([Sample(20, 60), Sample(60, 60)])
    session.end_stroke()
    picture = flatten(settle())
    assert np.array_equal(picture, picture[:, :, ::-1])
    assert picture[0, 60, 58] == 0
    assert picture[0, 60, 70] > 0


def test_a_mask_is_painted_and_taken_back(session: Session, settle: Settle, qtbot: QtBot) -> None:
    paper = session.document.sheets()[0]
    session.do(
        "Mask",
        lambda document: replace(document.changing(paper.id, mask=Mask()), active=paper.id, on_mask=True),
    )
    before = settle()
    assert before.on_mask
    line(session, 60)
    document = settle()
    assert document.layer(paper.id).tiles is paper.tiles
    assert flatten8(document)[60, 125, 3] == 0
    assert session.display.levels[0][60, 125, 3] == 0
    session.undo()
    assert flatten8(settle())[60, 125, 3] == 255
    assert session.display.levels[0][60, 125, 3] == 255
    assert settle().layer(paper.id).mask is not None


def test_a_group_cannot_be_painted_on(session: Session, settle: Settle) -> None:
    told: list[str] = []
    session.failed.connect(told.append)
    group = Group("Group", layers=(Layer("Inside"),))
    session.do("Group", lambda document: document.with_layers((*document.layers, group), group.id))
    before = settle()
    line(session, 60)
    assert settle() is before
    assert len(told) == 1
    assert "group" in told[0]
