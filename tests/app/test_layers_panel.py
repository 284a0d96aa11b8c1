"""The layers panel, driven by mouse and keys over a real session."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from app.layer_deeds import LayerDeeds
from app.panels.blend_box import PASS_THROUGH
from app.panels.layer_model import LOOK, RowLook, Solo
from app.panels.layer_places import Zone, indent, lead
from app.panels.layers import LayersPanel
from app.studio import Studio
from canvas.blend import FAMILIES, BlendMode
from canvas.deeds.set_property import rename_layer
from canvas.document import Document
from canvas.geometry import Rect
from canvas.layer import Group, Layer, Mask, Node
from canvas.tile import solid

Settle = Callable[[], Document]
LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def recipes() -> list[str]:
    """The ids of the layers whose recipe was asked for."""
    return []


@pytest.fixture
def panel(qtbot: QtBot, studio: Studio, recipes: list[str]) -> Iterator[LayersPanel]:
    window = QWidget()
    qtbot.addWidget(window)
    panel = LayersPanel(studio, LayerDeeds(studio, window, recipes.append), window)
    window.resize(270, 560)
    panel.resize(270, 560)
    with qtbot.waitExposed(window):
        window.show()
    yield panel
    window.hide()


@pytest.fixture
def deep(panel: LayersPanel, studio: Studio, settled: Settle) -> Document:
    """From the bottom: Paper, Figure(Body, Face(Skin, Blush clipped, Eyes masked)), folded Sky(Sun)."""
    red = solid((1, 0, 0, 1), Rect(0, 0, 64, 64).tile_keys())
    skin = Layer("Skin", tiles=red)
    eyes = Layer("Eyes", tiles=red, mask=Mask(outside=0))
    face = Group("Face", layers=(skin, Layer("Blush", tiles=red, clip=True), eyes))
    figure = Group("Figure", layers=(Layer("Body", tiles=red), face))
    sky = Group("Sky", layers=(Layer("Sun", tiles=red),), folded=True)
    layers = (Layer("Paper", tiles=solid((1, 1, 1, 1), studio.document.rect.tile_keys())), figure, sky)
    document = replace(studio.document, layers=layers, active=skin.id)
    studio.open(studio.session_of(document))
    return settled()


def index_of(panel: LayersPanel, name: str, parent: QModelIndex | None = None) -> QModelIndex:
    model, parent = panel.list.model(), parent or QModelIndex()
    for row in range(model.rowCount(parent)):
        index = model.index(row, 0, parent)
        if index.data() == name:
            return index
        inner = index_of(panel, name, index)
        if inner.isValid():
            return inner
    return QModelIndex()


def shown(panel: LayersPanel) -> list[str]:
    """The rows in sight with two spaces for each group around them."""
    rows, index = [], panel.list.model().index(0, 0)
    while index.isValid():
        rows.append("  " * look(index).depth + index.data())
        index = panel.list.indexBelow(index)
    return rows


def look(index: QModelIndex) -> RowLook:
    found = index.data(LOOK)
    assert isinstance(found, RowLook)
    return found


def spot(panel: LayersPanel, name: str, zone: Zone = Zone.NAME) -> QPoint:
    place = panel.list.place(index_of(panel, name), zone)
    return QPoint(place.left() + 6, place.center().y()) if zone is Zone.NAME else place.center()


def click(panel: LayersPanel, name: str, zone: Zone = Zone.NAME, keys: Qt.KeyboardModifier = NONE) -> None:
    QTest.mouseClick(panel.list.viewport(), LEFT, keys, spot(panel, name, zone))


def drag(panel: LayersPanel, name: str, to: QPoint, *, zone: Zone = Zone.NAME) -> None:
    carry(panel, name, to, zone=zone)
    QTest.mouseRelease(panel.list.viewport(), LEFT, NONE, to)


def carry(panel: LayersPanel, name: str, to: QPoint, *, zone: Zone = Zone.NAME) -> None:
    view, start = panel.list.viewport(), spot(panel, name, zone)
    QTest.mousePress(view, LEFT, NONE, start)
    for share in (0.3, 0.7, 1.0):
        QTest.mouseMove(view, start + (to - start) * share)
        QApplication.processEvents()


def below(panel: LayersPanel, name: str, depth: int) -> QPoint:
    """Just inside the lower edge of a row, as far right as nodes in `depth` groups."""
    row = panel.list.visualRect(index_of(panel, name))
    return QPoint(lead() + indent(depth) + 10, row.bottom() - 2)


def outline(nodes: tuple[Node, ...]) -> list[object]:
    """Names from the bottom up; a group as its name and what it holds."""
    return [(node.name, outline(node.layers)) if isinstance(node, Group) else node.name for node in nodes]


def named(document: Document, name: str) -> Node:
    return next(node for node in document.nodes() if node.name == name)


# --- showing ---------------------------------------------------------------------------------------


def test_the_top_layer_comes_first_and_the_active_one_is_current(panel: LayersPanel) -> None:
    assert shown(panel) == ["Glow", "Painting", "Sketch", "Paper"]
    assert panel.list.currentIndex().data() == "Sketch"


def test_groups_hold_their_rows_and_folded_ones_hide_them(panel: LayersPanel, deep: Document) -> None:
    assert shown(panel) == [
        "Sky", "Figure", "  Face", "    Eyes", "    Blush", "    Skin", "  Body", "Paper",
    ]  # fmt: skip
    assert look(index_of(panel, "Sun")).depth == 1
    assert panel.list.currentIndex().data() == "Skin"


def test_a_hidden_group_dims_what_it_holds(panel: LayersPanel, deep: Document, settled: Settle) -> None:
    click(panel, "Figure", Zone.EYE)
    settled()
    assert not look(index_of(panel, "Skin")).lit
    assert look(index_of(panel, "Skin")).node.visible
    assert look(index_of(panel, "Paper")).lit


def test_the_model_follows_any_document_without_a_reset(panel: LayersPanel, deep: Document) -> None:
    """Every order, nesting and lack of nodes, one after another, in one and the same model."""
    panel.list.model().modelReset.connect(lambda: pytest.fail("reset"))
    paper, figure, sky = deep.layers
    assert isinstance(figure, Group)
    body, face = figure.layers
    assert isinstance(face, Group)
    skin, blush, eyes = face.layers
    inside_out = replace(face, layers=(replace(figure, layers=(skin, paper)), body))
    for layers in (
        (sky, figure, paper),
        (figure,),
        (skin, blush, eyes),
        (inside_out, sky),
        (replace(sky, layers=(inside_out,)),),
        (eyes, replace(figure, layers=()), skin, replace(sky, layers=(body, blush, paper))),
        (blush, skin, eyes, body, paper),
        (paper, skin, body, blush, eyes),
        deep.layers,
    ):
        document = replace(deep, layers=layers)
        panel._show(document)
        assert model_outline(panel) == outline(layers)
        assert look(panel.list.currentIndex()).node.id == document.active


def model_outline(panel: LayersPanel, parent: QModelIndex | None = None) -> list[object]:
    model, parent = panel.list.model(), parent or QModelIndex()
    rows: list[object] = []
    for row in range(model.rowCount(parent)):
        index = model.index(row, 0, parent)
        assert model.parent(index) == parent
        rows.append((index.data(), model_outline(panel, index)) if model.hasChildren(index) else index.data())
    return rows[::-1]


def test_a_change_elsewhere_keeps_rows_and_tells_only_of_what_differs(
    panel: LayersPanel, studio: Studio, settled: Settle
) -> None:
    changed: list[str] = []
    model = panel.list.model()
    model.dataChanged.connect(lambda first, _last, roles: changed.append(first.data()) if not roles else None)
    layer_id = look(index_of(panel, "Sketch")).node.id
    studio.session.do("paint", lambda document: document.changing(layer_id, tiles={}))
    settled()
    assert changed == []  # only paint is new: the row is told of by its thumbnail
    studio.session.do("lock", lambda document: document.changing(layer_id, locked=True))
    settled()
    assert changed == ["Sketch"]


def test_another_picture_is_shown_whole(panel: LayersPanel, studio: Studio, settled: Settle) -> None:
    document = studio.document
    studio.document_changed.emit(replace(document, layers=document.layers[2:], active=document.layers[3].id))
    assert shown(panel) == ["Glow", "Painting"]
    assert panel.list.currentIndex().data() == "Glow"
    settled()
    assert studio.document is document  # showing is not choosing


def test_what_a_screen_reader_says(panel: LayersPanel, deep: Document) -> None:
    def said(name: str) -> str:
        return index_of(panel, name).data(Qt.ItemDataRole.AccessibleTextRole)

    assert "group of 3" in said("Face")
    assert "clipped to the layer below" in said("Blush")
    assert "with a mask" in said("Eyes")
    assert "100 %" in said("Paper")
    assert all(" " in button.accessibleName() for button in panel.buttons.values())


def test_it_fits_a_narrow_dock(panel: LayersPanel) -> None:
    assert panel.minimumSizeHint().width() <= 270
    for button in panel.buttons.values():
        assert panel.rect().contains(button.geometry())


# --- choosing --------------------------------------------------------------------------------------


def test_a_click_selects(panel: LayersPanel, settled: Settle) -> None:
    click(panel, "Paper")
    document = settled()
    assert document.node(document.active).name == "Paper"


def test_ctrl_and_shift_choose_several_and_a_click_one_again(
    panel: LayersPanel, deep: Document, settled: Settle
) -> None:
    def chosen() -> set[str]:
        return {deep.node(node_id).name for node_id in panel.list.chosen_ids()}

    click(panel, "Body")
    click(panel, "Eyes", keys=CTRL)
    assert chosen() == {"Body", "Eyes"}
    assert settled().active == named(deep, "Eyes").id
    click(panel, "Skin", keys=SHIFT)
    assert chosen() >= {"Eyes", "Blush", "Skin"}
    settled()
    assert "Skin" in chosen()
    click(panel, "Skin", keys=CTRL)  # the current one is taken out: another becomes current
    assert "Skin" not in chosen()
    document = settled()
    assert document.node(document.active).name in chosen()
    click(panel, "Blush")
    settled()
    assert chosen() == {"Blush"}
    click(panel, "Blush", keys=CTRL)
    assert chosen() == {"Blush"}  # one always stays


def test_what_is_chosen_survives_an_edit_and_its_undoing(
    panel: LayersPanel, deep: Document, settled: Settle, studio: Studio
) -> None:
    click(panel, "Body")
    click(panel, "Eyes", keys=CTRL)
    settled()
    body = named(deep, "Body").id
    studio.session.do("Dim", lambda document: document.changing(body, opacity=0.5))
    settled()
    studio.session.undo()
    settled()
    assert set(panel.list.chosen_ids()) == {body, named(deep, "Eyes").id}


def test_keys_walk_the_tree(panel: LayersPanel, deep: Document, settled: Settle, qtbot: QtBot) -> None:
    panel.list.setFocus()

    def press(key: Qt.Key) -> str:
        qtbot.keyClick(panel.list, key)
        document = settled()
        return document.node(document.active).name

    assert press(Qt.Key.Key_Down) == "Body"
    assert press(Qt.Key.Key_Left) == "Figure"
    assert press(Qt.Key.Key_Left) == "Figure"
    assert shown(panel) == ["Sky", "Figure", "Paper"]
    assert press(Qt.Key.Key_Down) == "Paper"
    assert press(Qt.Key.Key_Up) == "Figure"
    press(Qt.Key.Key_Right)
    assert "  Face" in shown(panel)
    press(Qt.Key.Key_Space)
    assert not named(settled(), "Figure").visible


def test_folding_is_kept_by_the_document_but_is_no_step(
    panel: LayersPanel, deep: Document, settled: Settle, studio: Studio
) -> None:
    click(panel, "Sky", Zone.FOLD)
    group = named(settled(), "Sky")
    assert isinstance(group, Group)
    assert not group.folded
    assert shown(panel)[:2] == ["Sky", "  Sun"]
    click(panel, "Figure", Zone.FOLD)
    settled()
    assert shown(panel) == ["Sky", "  Sun", "Figure", "Paper"]
    assert studio.session.history.undo_label is None
    assert not studio.session.modified


# --- the parts of a row ----------------------------------------------------------------------------


def test_the_marks_switch_and_do_not_select(panel: LayersPanel, settled: Settle, studio: Studio) -> None:
    for zone in (Zone.EYE, Zone.LOCK, Zone.ALPHA):
        click(panel, "Painting", zone)
    document = settled()
    layer = document.sheets()[2]
    assert (layer.visible, layer.locked, layer.alpha_lock) == (False, True, True)
    assert document.active == document.sheets()[1].id
    for _ in range(3):
        studio.session.undo()
    layer = settled().sheets()[2]
    assert (layer.visible, layer.locked, layer.alpha_lock) == (True, False, False)


def test_a_drag_over_eyes_hides_them_in_one_step(panel: LayersPanel, settled: Settle, studio: Studio) -> None:
    view = panel.list.viewport()
    QTest.mousePress(view, LEFT, NONE, spot(panel, "Glow", Zone.EYE))
    for name in ("Painting", "Sketch"):
        QTest.mouseMove(view, spot(panel, name, Zone.EYE))
        settled()
    QTest.mouseRelease(view, LEFT, NONE, spot(panel, "Sketch", Zone.EYE))
    assert [layer.visible for layer in settled().layers] == [True, False, False, False]
    studio.session.undo()
    assert all(layer.visible for layer in settled().layers)
    assert studio.session.history.undo_label is None


def test_alt_on_an_eye_shows_it_alone_and_again_all(
    panel: LayersPanel, deep: Document, settled: Settle, studio: Studio, qtbot: QtBot
) -> None:
    click(panel, "Face", Zone.EYE, ALT)
    document = settled()
    assert studio.session.solo == named(deep, "Face").id
    assert all(node.visible for node in document.nodes())
    assert studio.session.history.undo_label is None
    assert look(index_of(panel, "Skin")).solo is Solo.SHOWN
    assert look(index_of(panel, "Body")).solo is Solo.HIDDEN
    assert panel.solo_note.isVisible()
    assert "Face" in panel.solo_note.text()
    click(panel, "Paper", Zone.EYE, ALT)
    assert look(index_of(panel, "Paper")).solo is Solo.SHOWN
    click(panel, "Paper", Zone.EYE, ALT)
    assert studio.session.solo == ""
    click(panel, "Paper", Zone.EYE, ALT)
    qtbot.mouseClick(panel.solo_note, LEFT)
    assert studio.session.solo == ""
    assert panel.solo_note.isHidden()


def test_solo_ends_with_its_layer(panel: LayersPanel, settled: Settle, studio: Studio, qtbot: QtBot) -> None:
    click(panel, "Sketch", Zone.EYE, ALT)
    qtbot.mouseClick(panel.buttons["delete"], LEFT)
    settled()
    assert studio.session.solo == ""
    assert look(index_of(panel, "Paper")).solo is Solo.NONE


def test_mask_and_paint_are_chosen_by_their_thumbnails(
    panel: LayersPanel, deep: Document, settled: Settle, studio: Studio
) -> None:
    click(panel, "Eyes", Zone.MASK)
    document = settled()
    assert (document.active, document.on_mask) == (named(deep, "Eyes").id, True)
    assert look(index_of(panel, "Eyes")).on_mask
    click(panel, "Eyes")  # the name leaves it as it is
    assert settled().on_mask
    click(panel, "Eyes", Zone.THUMBNAIL)
    assert not settled().on_mask
    assert studio.session.history.undo_label is None


def test_shift_on_a_mask_switches_it_off(
    panel: LayersPanel, deep: Document, settled: Settle, studio: Studio
) -> None:
    click(panel, "Eyes", Zone.MASK, SHIFT)
    mask = named(settled(), "Eyes").mask
    assert mask is not None
    assert not mask.enabled
    assert settled().active == deep.active
    studio.session.undo()
    mask = named(settled(), "Eyes").mask
    assert mask is not None
    assert mask.enabled


def test_ctrl_on_a_thumbnail_selects_what_is_painted(
    panel: LayersPanel, deep: Document, settled: Settle
) -> None:
    click(panel, "Skin", Zone.THUMBNAIL, CTRL)
    selection = settled().selection
    assert selection is not None
    assert selection.bounds == Rect(0, 0, 64, 64)
    click(panel, "Paper", Zone.THUMBNAIL, CTRL | SHIFT)
    selection = settled().selection
    assert selection is not None
    assert selection.bounds == deep.rect
    click(panel, "Skin", Zone.THUMBNAIL, CTRL | ALT)
    selection = settled().selection
    assert selection is not None
    assert (0, 0) not in selection.tiles


def test_the_clip_arrow_ends_clipping(panel: LayersPanel, deep: Document, settled: Settle) -> None:
    click(panel, "Blush", Zone.CLIP)
    assert not named(settled(), "Blush").clip


def test_the_recipe_is_asked_for_by_its_mark(panel: LayersPanel, recipes: list[str]) -> None:
    click(panel, "Painting", Zone.RECIPE)
    assert recipes == [look(index_of(panel, "Painting")).node.id]


# --- names -----------------------------------------------------------------------------------------


def test_a_double_click_renames_in_place(panel: LayersPanel, settled: Settle, qtbot: QtBot) -> None:
    click(panel, "Sketch")
    QTest.mouseDClick(panel.list.viewport(), LEFT, NONE, spot(panel, "Sketch"))
    field = panel.list.findChild(QLineEdit)
    assert field is not None
    assert field.text() == "Sketch"
    field.selectAll()
    qtbot.keyClicks(field, "<b>Ink</b>")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert settled().layers[1].name == "<b>Ink</b>"
    assert shown(panel)[2] == "<b>Ink</b>"


def test_an_empty_name_is_not_taken(panel: LayersPanel, settled: Settle, qtbot: QtBot) -> None:
    panel.list.setFocus()
    qtbot.keyClick(panel.list, Qt.Key.Key_F2)
    field = panel.list.findChild(QLineEdit)
    assert field is not None
    field.setText("   ")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert settled().layers[1].name == "Sketch"


# --- dragging --------------------------------------------------------------------------------------


def test_a_drag_reorders_in_one_step(panel: LayersPanel, settled: Settle, studio: Studio) -> None:
    drag(panel, "Glow", below(panel, "Paper", 0))
    assert outline(settled().layers) == ["Glow", "Paper", "Sketch", "Painting"]
    assert shown(panel) == ["Painting", "Sketch", "Paper", "Glow"]
    studio.session.undo()
    assert outline(settled().layers) == ["Paper", "Sketch", "Painting", "Glow"]
    assert studio.session.history.undo_label is None


def test_a_drag_onto_a_group_lands_on_top_of_what_it_holds(
    panel: LayersPanel, deep: Document, settled: Settle, studio: Studio
) -> None:
    drag(panel, "Paper", spot(panel, "Face"), zone=Zone.THUMBNAIL)
    face = ("Face", ["Skin", "Blush", "Eyes", "Paper"])
    assert outline(settled().layers) == [("Figure", ["Body", face]), ("Sky", ["Sun"])]
    studio.session.undo()
    assert outline(settled().layers) == outline(deep.layers)


@pytest.mark.parametrize(
    ("depth", "expected"),
    [
        (2, [("Figure", ["Body", ("Face", ["Paper", "Skin", "Blush", "Eyes"])])]),
        (1, [("Figure", ["Body", "Paper", ("Face", ["Skin", "Blush", "Eyes"])])]),
        (0, [("Figure", ["Body", "Paper", ("Face", ["Skin", "Blush", "Eyes"])])]),  # Body follows, at depth 1
    ],
)
def test_how_far_right_says_in_which_group(
    panel: LayersPanel, deep: Document, settled: Settle, depth: int, expected: list[object]
) -> None:
    drag(panel, "Paper", below(panel, "Skin", depth))
    assert outline(settled().layers) == [*expected, ("Sky", ["Sun"])]


def test_a_drag_below_the_last_of_a_group_goes_out_of_it(
    panel: LayersPanel, deep: Document, settled: Settle
) -> None:
    drag(panel, "Eyes", below(panel, "Body", 0))
    assert outline(settled().layers) == [
        "Paper", "Eyes", ("Figure", ["Body", ("Face", ["Skin", "Blush"])]), ("Sky", ["Sun"]),
    ]  # fmt: skip


def test_several_are_dragged_together(
    panel: LayersPanel, deep: Document, settled: Settle, studio: Studio
) -> None:
    click(panel, "Body")
    click(panel, "Eyes", keys=CTRL)
    settled()
    carry(panel, "Body", spot(panel, "Sky"))
    assert panel.list._drag.label == "2 layer(s)"
    QTest.mouseRelease(panel.list.viewport(), LEFT, NONE, spot(panel, "Sky"))
    assert outline(settled().layers) == [
        "Paper", ("Figure", [("Face", ["Skin", "Blush"])]), ("Sky", ["Sun", "Body", "Eyes"]),
    ]  # fmt: skip
    studio.session.undo()
    assert outline(settled().layers) == outline(deep.layers)


def test_a_group_cannot_be_dropped_into_itself(
    panel: LayersPanel, deep: Document, settled: Settle, studio: Studio
) -> None:
    carry(panel, "Figure", spot(panel, "Face"))
    assert panel.list._drag.drop is None
    assert panel.list.cursor().shape() is Qt.CursorShape.ForbiddenCursor
    QTest.mouseRelease(panel.list.viewport(), LEFT, NONE, spot(panel, "Face"))
    assert settled().layers == deep.layers
    assert studio.session.history.undo_label is None


def test_waiting_over_a_folded_group_opens_it(panel: LayersPanel, deep: Document, qtbot: QtBot) -> None:
    carry(panel, "Paper", spot(panel, "Sky"))
    qtbot.waitUntil(lambda: "  Sun" in shown(panel), timeout=10000)
    qtbot.keyClick(panel.list, Qt.Key.Key_Escape)
    QTest.mouseRelease(panel.list.viewport(), LEFT, NONE, spot(panel, "Sky"))


def test_a_drag_that_ends_where_it_began_or_is_escaped_does_nothing(
    panel: LayersPanel, settled: Settle, studio: Studio, qtbot: QtBot
) -> None:
    drag(panel, "Sketch", spot(panel, "Sketch") + QPoint(30, 4))
    carry(panel, "Paper", QPoint(80, 5))
    qtbot.keyClick(panel.list, Qt.Key.Key_Escape)
    QTest.mouseRelease(panel.list.viewport(), LEFT, NONE, QPoint(80, 5))
    assert outline(settled().layers) == ["Paper", "Sketch", "Painting", "Glow"]
    assert studio.session.history.undo_label is None


# --- the head, the foot and the menu ---------------------------------------------------------------


def test_delete_key_and_the_last_layer(panel: LayersPanel, settled: Settle, qtbot: QtBot) -> None:
    for left in (["Paper", "Painting", "Glow"], ["Painting", "Glow"]):
        panel.list.setFocus()
        qtbot.keyClick(panel.list, Qt.Key.Key_Delete)
        document = settled()
        assert outline(document.layers) == left
        assert panel.list.currentIndex().data() == document.node(document.active).name
    qtbot.keyClick(panel.list, Qt.Key.Key_Delete)
    assert outline(settled().layers) == ["Glow"]
    assert not panel.buttons["delete"].isEnabled()


def test_buttons_add_copy_move_and_merge(panel: LayersPanel, settled: Settle, qtbot: QtBot) -> None:
    for name, layers in (("add", 5), ("duplicate", 6), ("up", 6), ("down", 6), ("merge", 5), ("delete", 4)):
        qtbot.mouseClick(panel.buttons[name], LEFT)
        document = settled()
        assert len(document.layers) == layers, name
        assert len(shown(panel)) == layers
        assert look(panel.list.currentIndex()).node is document.active_node


def test_a_new_layer_goes_into_the_open_group(
    panel: LayersPanel, settled: Settle, qtbot: QtBot, studio: Studio
) -> None:
    qtbot.mouseClick(panel.buttons["add_group"], LEFT)
    qtbot.mouseClick(panel.buttons["add"], LEFT)
    assert outline(settled().layers) == ["Paper", "Sketch", ("Group 1", ["Layer 4"]), "Painting", "Glow"]
    qtbot.mouseClick(panel.buttons["mask"], LEFT)
    document = settled()
    assert document.on_mask
    assert not panel.buttons["mask"].isEnabled()
    for _ in range(3):
        studio.session.undo()
    assert outline(settled().layers) == ["Paper", "Sketch", "Painting", "Glow"]
    assert shown(panel) == ["Glow", "Painting", "Sketch", "Paper"]


def test_buttons_that_would_do_nothing_are_off(panel: LayersPanel, settled: Settle) -> None:
    click(panel, "Paper")
    settled()
    assert [panel.buttons[name].isEnabled() for name in ("up", "down", "merge", "clip")] == [
        True,
        False,
        False,
        False,
    ]
    click(panel, "Glow")
    settled()
    assert [panel.buttons[name].isEnabled() for name in ("up", "down", "merge", "clip")] == [
        False,
        True,
        True,
        True,
    ]


def opacity_drag(panel: LayersPanel, settled: Settle, *stops: int) -> None:
    slider = panel.opacity
    QTest.mousePress(slider, LEFT, NONE, QPoint(stops[0], 10))
    for x in stops:
        QTest.mouseMove(slider, QPoint(x, 10))
        settled()
    QTest.mouseRelease(slider, LEFT, NONE, QPoint(stops[-1], 10))


def test_an_opacity_drag_is_one_step_and_the_next_drag_another(
    panel: LayersPanel, settled: Settle, studio: Studio
) -> None:
    opacity_drag(panel, settled, 200, 170, 140)
    opacity_drag(panel, settled, 100, 80)
    assert settled().layers[1].opacity == pytest.approx(panel.opacity.value() / 100)
    assert panel.opacity.value() < 80
    studio.session.undo()
    assert 0.7 < settled().layers[1].opacity < 0.8
    studio.session.undo()
    assert settled().layers[1].opacity == 1.0
    assert studio.session.history.undo_label is None


def test_an_opacity_drag_on_several_is_one_step(
    panel: LayersPanel, deep: Document, settled: Settle, studio: Studio
) -> None:
    click(panel, "Skin")
    for name in ("Body", "Sky"):
        click(panel, name, keys=CTRL)
    settled()
    opacity_drag(panel, settled, 200, 170, 140)
    document = settled()
    value = panel.opacity.value() / 100
    assert value < 1
    for name in ("Skin", "Body", "Sky"):
        assert named(document, name).opacity == pytest.approx(value)
    assert named(document, "Eyes").opacity == 1
    studio.session.undo()
    assert all(node.opacity == 1 for node in settled().nodes())
    assert studio.session.history.undo_label is None


def test_the_opacity_of_another_layer_is_shown_at_once(panel: LayersPanel, settled: Settle) -> None:
    panel.opacity.set_value(10)
    click(panel, "Glow")
    settled()
    assert panel.opacity.value() == 50
    assert panel.blend.currentData() == BlendMode.SCREEN


def test_the_blend_mode_is_chosen_by_key(panel: LayersPanel, settled: Settle, qtbot: QtBot) -> None:
    panel.blend.setFocus()
    qtbot.keyClick(panel.blend, Qt.Key.Key_Down)
    assert settled().layers[1].blend is BlendMode.DISSOLVE
    count = sum(len(family) for family in FAMILIES)
    assert panel.blend.count() == count + len(FAMILIES) - 1
    assert count == len(BlendMode)


def test_only_groups_are_offered_pass_through(
    panel: LayersPanel, deep: Document, settled: Settle, qtbot: QtBot
) -> None:
    assert panel.blend.findData(PASS_THROUGH) < 0
    click(panel, "Face")
    settled()
    panel.blend.setFocus()
    qtbot.keyClick(panel.blend, Qt.Key.Key_Home)
    face = named(settled(), "Face")
    assert isinstance(face, Group)
    assert face.pass_through
    assert panel.blend.currentData() == PASS_THROUGH
    qtbot.keyClick(panel.blend, Qt.Key.Key_Down)
    face = named(settled(), "Face")
    assert isinstance(face, Group)
    assert not face.pass_through
    click(panel, "Skin")
    settled()
    assert panel.blend.findData(PASS_THROUGH) < 0
    assert panel.blend.currentData() == BlendMode.NORMAL


def test_locks_and_clip_act_on_all_that_is_chosen(
    panel: LayersPanel, deep: Document, settled: Settle, qtbot: QtBot, studio: Studio
) -> None:
    click(panel, "Eyes")
    click(panel, "Skin", keys=CTRL)
    settled()
    for name in ("lock", "alpha_lock"):
        qtbot.mouseClick(panel.buttons[name], LEFT)
        settled()
    document = studio.document
    for name in ("Eyes", "Skin"):
        layer = named(document, name)
        assert isinstance(layer, Layer)
        assert (layer.locked, layer.alpha_lock) == (True, True)
    assert panel.buttons["lock"].isChecked()
    assert studio.session.history.place == 2


def test_the_context_menu_says_and_does(
    panel: LayersPanel, deep: Document, settled: Settle, qtbot: QtBot
) -> None:
    click(panel, "Eyes")
    settled()
    panel.list.menu_wanted.emit(QPoint(10, 10))
    menu = next(menu for menu in panel.findChildren(QMenu) if menu.isVisible())
    texts = {action.text().replace("&", "").split("\t")[0]: action for action in menu.actions()}
    assert texts["Group layers"].text().endswith("\tCtrl+G")
    assert not texts["Paste"].isEnabled()
    tags = texts["Colour tag"].menu()
    assert isinstance(tags, QMenu)
    tags.aboutToShow.emit()
    assert [action.isChecked() for action in tags.actions()] == [True, *([False] * 7)]
    next(action for action in tags.actions() if action.text() == "Violet").trigger()
    qtbot.waitUntil(lambda: named(settled(), "Eyes").tag == "violet")
    masks = texts["Mask"].menu()
    assert isinstance(masks, QMenu)
    next(action for action in masks.actions() if "Delete" in action.text()).trigger()
    qtbot.waitUntil(lambda: named(settled(), "Eyes").mask is None)
    menu.close()


def test_a_name_with_an_ampersand_or_markup_stays_plain(
    panel: LayersPanel, deep: Document, settled: Settle, studio: Studio
) -> None:
    skin = named(deep, "Skin").id
    studio.session.do("Rename", lambda document: rename_layer(document, skin, "<i>A & B</i>"))
    settled()
    click(panel, "<i>A & B</i>", Zone.EYE, ALT)
    assert "A && B" in panel.solo_note.text()
