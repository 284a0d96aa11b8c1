"""What the Layer menu does, to one layer and to several, in one picture and from one to another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.action import Action
from app.layer_deeds import LayerDeeds
from app.layer_menu import layer_rows
from app.solo import alone
from app.studio import Studio
from canvas.blend import BlendMode
from canvas.composite import flatten8
from canvas.deeds.set_selection import set_selection
from canvas.document import Document
from canvas.geometry import Rect
from canvas.layer import TAGS, Group, Layer, Mask, Node
from canvas.selecting import rectangle
from canvas.tile import ONE, solid

Settle = Callable[[], Document]


@pytest.fixture
def recipes() -> list[str]:
    return []


@pytest.fixture
def deeds(qtbot: QtBot, studio: Studio, recipes: list[str]) -> LayerDeeds:
    parent = QWidget()
    qtbot.addWidget(parent)
    deeds = LayerDeeds(studio, parent, recipes.append)
    deeds.setParent(studio)
    return deeds


def names(nodes: tuple[Node, ...]) -> list[object]:
    return [(node.name, names(node.layers)) if isinstance(node, Group) else node.name for node in nodes]


def choose(deeds: LayerDeeds, studio: Studio, settled: Settle, *wanted: str) -> None:
    """Choose nodes by their names; the last is the active one."""
    ids = [node.id for name in wanted for node in studio.document.nodes() if node.name == name]
    studio.session.select_layer(ids[-1])
    settled()
    deeds.choice.choose(ids)


def select(studio: Studio, settled: Settle, rect: Rect) -> None:
    studio.session.do("Select", lambda document: set_selection(document, rectangle(rect, document.rect)))
    settled()


def test_grouping_and_ungrouping(deeds: LayerDeeds, studio: Studio, settled: Settle) -> None:
    before = names(studio.document.layers)
    choose(deeds, studio, settled, "Sketch", "Glow")
    deeds.group()
    document = settled()
    assert names(document.layers) == ["Paper", "Painting", ("Group 1", ["Sketch", "Glow"])]
    assert document.node(document.active).name == "Group 1"
    deeds.ungroup()
    assert names(settled().layers) == ["Paper", "Painting", "Sketch", "Glow"]
    studio.session.undo()
    studio.session.undo()
    assert names(settled().layers) == before


def test_several_are_deleted_duplicated_and_moved_together(
    deeds: LayerDeeds, studio: Studio, settled: Settle
) -> None:
    choose(deeds, studio, settled, "Paper", "Painting")
    deeds.up()
    assert names(settled().layers) == ["Sketch", "Glow", "Paper", "Painting"]
    deeds.via_copy()
    assert names(settled().layers) == ["Sketch", "Glow", "Paper", "Painting", "Paper", "Painting"]
    deeds.delete()  # another is active now: it is what is meant
    assert names(settled().layers) == ["Sketch", "Glow", "Paper", "Painting", "Paper"]
    choose(deeds, studio, settled, "Sketch", "Glow")
    deeds.delete()
    assert names(settled().layers) == ["Paper", "Painting", "Paper"]


def test_moving_walks_in_and_out_of_groups(deeds: LayerDeeds, studio: Studio, settled: Settle) -> None:
    choose(deeds, studio, settled, "Painting", "Glow")
    deeds.group()
    settled()
    choose(deeds, studio, settled, "Sketch")
    for expected in (
        ["Paper", ("Group 1", ["Sketch", "Painting", "Glow"])],
        ["Paper", ("Group 1", ["Painting", "Sketch", "Glow"])],
        ["Paper", ("Group 1", ["Painting", "Glow", "Sketch"])],
        ["Paper", ("Group 1", ["Painting", "Glow"]), "Sketch"],
        ["Paper", ("Group 1", ["Painting", "Glow"]), "Sketch"],
    ):
        deeds.up()
        assert names(settled().layers) == expected
    deeds.down()
    assert names(settled().layers) == ["Paper", ("Group 1", ["Painting", "Glow", "Sketch"])]


def test_choosing_the_neighbours_is_no_step(deeds: LayerDeeds, studio: Studio, settled: Settle) -> None:
    for step, expected in (
        (deeds.select_above, "Painting"),
        (deeds.select_above, "Glow"),
        (deeds.select_above, "Glow"),
        (deeds.select_below, "Painting"),
    ):
        step()
        document = settled()
        assert document.node(document.active).name == expected
    assert studio.session.history.undo_label is None


def test_merging_means_what_is_chosen(deeds: LayerDeeds, studio: Studio, settled: Settle) -> None:
    choose(deeds, studio, settled, "Painting", "Glow")
    deeds.merge()
    assert names(settled().layers) == ["Paper", "Sketch", "Painting"]
    deeds.choice.choose([])
    deeds.merge()
    assert names(settled().layers) == ["Paper", "Sketch"]
    deeds.group()
    deeds.merge()
    document = settled()
    assert names(document.layers) == ["Paper", "Group 1"]
    assert isinstance(document.layers[1], Layer)
    pixels = flatten8(document).tobytes()
    deeds.stamp_visible()
    assert names(settled().layers) == ["Paper", "Group 1", "Stamp"]
    deeds.merge_visible()
    deeds.flatten()
    document = settled()
    assert len(document.layers) == 1
    assert flatten8(document).tobytes() == pixels


def test_properties_follow_the_active_one_for_all(deeds: LayerDeeds, studio: Studio, settled: Settle) -> None:
    choose(deeds, studio, settled, "Glow", "Sketch")
    for toggle, state, name in (
        (deeds.toggle_visible, deeds.is_visible, "visible"),
        (deeds.toggle_locked, deeds.is_locked, "locked"),
        (deeds.toggle_alpha_lock, deeds.is_alpha_locked, "alpha_lock"),
        (deeds.toggle_clip, deeds.is_clipped, "clip"),
    ):
        before = state()
        toggle()
        document = settled()
        assert state() is not before
        for layer in document.sheets():
            if layer.name in ("Glow", "Sketch"):
                assert getattr(layer, name) is not before
    deeds.set_tag("blue")
    assert [node.tag for node in settled().layers] == ["", "blue", "", "blue"]
    assert deeds.is_tagged("blue")


def test_a_group_can_pass_through(deeds: LayerDeeds, settled: Settle) -> None:
    deeds.group()
    settled()
    assert not deeds.passes_through()
    deeds.toggle_pass_through()
    settled()
    assert deeds.passes_through()


def test_a_mask_is_made_painted_switched_and_applied(
    deeds: LayerDeeds, studio: Studio, settled: Settle
) -> None:
    masks = deeds.masks
    select(studio, settled, Rect(0, 0, 32, 64))
    masks.add()
    document = settled()
    mask = document.layers[1].mask
    assert mask is not None
    assert (mask.outside, document.on_mask, document.selection) == (0, True, None)
    assert masks.is_painting()
    masks.toggle_painting()
    assert not settled().on_mask
    masks.invert()
    assert settled().layers[1].mask is not None
    masks.toggle_enabled()
    settled()
    assert not masks.is_enabled()
    masks.toggle_enabled()
    masks.select()
    selection = settled().selection
    assert selection is not None
    assert selection.bounds == Rect(0, 0, 256, 192)
    masks.apply()
    layer = settled().layers[1]
    assert isinstance(layer, Layer)
    assert layer.mask is None
    assert not layer.tiles[0, 0].pixels[3, :, :32].any()
    assert (layer.tiles[0, 0].pixels[3, :, 32:] == ONE).all()


def test_a_mask_can_hide_what_is_selected(deeds: LayerDeeds, studio: Studio, settled: Settle) -> None:
    select(studio, settled, Rect(0, 0, 64, 64))
    deeds.masks.hide_selection()
    document = settled()
    mask = document.layers[1].mask
    assert mask is not None
    assert mask.outside == ONE
    assert not mask.tiles[0, 0].pixels.any()
    studio.session.undo()
    document = settled()
    assert document.layers[1].mask is None
    assert document.selection is not None
    deeds.masks.hide_all()
    deeds.masks.delete()
    deeds.masks.add()  # nothing of the selection is gone: it shows that
    mask = settled().layers[1].mask
    assert mask is not None
    assert mask.outside == 0


def test_what_cannot_be_done_is_told(
    deeds: LayerDeeds, studio: Studio, settled: Settle, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(studio.session.failed) as told:
        deeds.masks.apply()
    assert told.args is not None
    assert "has no mask" in told.args[0]
    with qtbot.waitSignal(studio.told) as said:
        deeds.masks.toggle_painting()
    assert said.args is not None
    assert "no mask" in said.args[0]


# --- from one picture to another -------------------------------------------------------------------


def test_layers_are_pasted_above_the_active_one(deeds: LayerDeeds, studio: Studio, settled: Settle) -> None:
    choose(deeds, studio, settled, "Paper", "Glow")
    deeds.copy()
    assert deeds.can_paste
    choose(deeds, studio, settled, "Sketch")
    deeds.paste()
    document = settled()
    assert names(document.layers) == ["Paper", "Sketch", "Paper", "Glow", "Painting", "Glow"]
    assert len({node.id for node in document.nodes()}) == 6
    glow = document.layers[3]
    assert (glow.blend, glow.opacity) == (BlendMode.SCREEN, 0.5)
    studio.session.undo()
    assert names(settled().layers) == ["Paper", "Sketch", "Painting", "Glow"]


def test_cut_layers_go_into_another_picture_opened_later(
    deeds: LayerDeeds, studio: Studio, settled: Settle
) -> None:
    choose(deeds, studio, settled, "Sketch", "Painting")
    deeds.group()
    settled()
    deeds.choice.choose([])
    deeds.cut()
    assert names(settled().layers) == ["Paper", "Glow"]
    studio.open(studio.session_of(Document(128, 128, (Layer("Ground"),))))
    settled()
    deeds.paste()
    document = settled()
    assert names(document.layers) == ["Ground", ("Group 1", ["Sketch", "Painting"])]
    sketch = next(node for node in document.sheets() if node.name == "Sketch")
    assert sketch.tiles  # middle on middle: moved by −64, −32
    assert studio.session.history.undo_label == "Paste layer"


def test_what_is_copied_elsewhere_takes_the_layers_place(deeds: LayerDeeds, settled: Settle) -> None:
    deeds.copy()
    settled()
    assert deeds.can_paste
    QGuiApplication.clipboard().setText("words")
    assert not deeds.can_paste


# --- solo ------------------------------------------------------------------------------------------


def test_alone_shows_one_node_and_leaves_the_document() -> None:
    red, white = solid((1, 0, 0, 1), [(0, 0)]), solid((1, 1, 1, 1), [(0, 0)])
    ink = Layer("Ink", tiles=red, visible=False, clip=True, blend=BlendMode.MULTIPLY)
    group = Group("Group", layers=(Layer("Base"), ink), visible=False)
    document = Document(64, 64, (Layer("Paper", tiles=white), group))
    assert flatten8(document)[5, 5].tolist() == [255, 255, 255, 255]
    assert flatten8(alone(document, ink.id))[5, 5].tolist() == [255, 0, 0, 255]
    assert flatten8(alone(document, document.layers[0].id))[5, 5].tolist() == [255, 255, 255, 255]
    assert not flatten8(alone(document, group.id)).any()  # its layers are as they are
    assert alone(document, "gone") is document
    masked = replace(ink, mask=Mask(outside=0))
    assert not flatten8(alone(document.with_node(masked), ink.id)).any()


def test_solo_changes_the_screen_only(deeds: LayerDeeds, studio: Studio, settled: Settle) -> None:
    def corner() -> list[int]:
        settled()
        return studio.session.display.levels[0][5, 5].tolist()

    paper, sketch = studio.document.layers[:2]
    assert corner() == [0, 0, 0, 255]
    deeds.solo_of(paper.id)
    assert corner() == [255, 255, 255, 255]
    studio.session.do("Dim", lambda document: document.changing(sketch.id, opacity=0.5))
    assert corner() == [255, 255, 255, 255]
    deeds.solo_of(paper.id)
    assert corner() == [128, 128, 128, 255]
    assert studio.session.history.labels == ("Dim",)
    deeds.solo()
    assert deeds.is_solo()
    assert corner() == [0, 0, 0, 128]


# --- the menu --------------------------------------------------------------------------------------


def all_rows(rows: tuple[Action, ...]) -> list[Action]:
    return [inner for row in rows for inner in (all_rows(row.entries) if row.entries else [row]) if inner.id]


def test_every_row_of_the_menu_does_something(deeds: LayerDeeds) -> None:
    rows = all_rows(layer_rows(deeds))
    assert all(row.handler is not None and row.text for row in rows)
    assert sum(row.tag is not None for row in rows) == len(TAGS)
    keys = {row.id: row.shortcut for row in rows}
    assert (keys["layer_group"], keys["layer_clip"], keys["layer_merge"]) == (
        "Ctrl+G",
        "Ctrl+Alt+G",
        "Ctrl+Shift+E",
    )


def test_the_recipe_of_the_active_layer_is_shown(
    deeds: LayerDeeds, studio: Studio, recipes: list[str]
) -> None:
    deeds.show_recipe()
    assert recipes == [studio.document.active]
