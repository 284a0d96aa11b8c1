"""The layers panel, driven by mouse and keys over a real session."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QModelIndex, QPoint, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from app.panels.layer_delegate import LAYER, THUMBNAIL, LayerDelegate, Zone
from app.panels.layers import LayersPanel
from app.studio import Studio
from app.thumbnails import thumbnail
from canvas.blend import FAMILIES, BlendMode
from canvas.document import Document
from canvas.geometry import Rect
from canvas.tile import solid

Settle = Callable[[], Document]
LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def panel(qtbot: QtBot, studio: Studio) -> LayersPanel:
    panel = LayersPanel(studio)
    qtbot.addWidget(panel)
    panel.resize(270, 340)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


def shown(panel: LayersPanel) -> list[str]:
    model = panel.list.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def row_of(panel: LayersPanel, name: str) -> QModelIndex:
    return panel.list.model().index(shown(panel).index(name), 0)


def spot(panel: LayersPanel, name: str, zone: Zone = Zone.NAME) -> QPoint:
    delegate = panel.list.itemDelegate()
    assert isinstance(delegate, LayerDelegate)
    return delegate.places(panel.list.visualRect(row_of(panel, name)))[zone].center()


def click(panel: LayersPanel, name: str, zone: Zone = Zone.NAME) -> None:
    QTest.mouseClick(panel.list.viewport(), LEFT, NONE, spot(panel, name, zone))


def drag(panel: LayersPanel, name: str, to: QPoint) -> None:
    view = panel.list.viewport()
    start = spot(panel, name)
    QTest.mousePress(view, LEFT, NONE, start)
    for share in (0.3, 0.7, 1.0):
        QTest.mouseMove(view, start + (to - start) * share)
        QApplication.processEvents()
    QTest.mouseRelease(view, LEFT, NONE, to)


def order(document: Document) -> list[str]:
    return [layer.name for layer in document.sheets()]


def test_the_top_layer_comes_first_and_the_active_one_is_current(panel: LayersPanel) -> None:
    assert shown(panel) == ["Glow", "Painting", "Sketch", "Paper"]
    assert panel.list.currentIndex().data() == "Sketch"


def test_a_click_selects(panel: LayersPanel, settled: Settle) -> None:
    click(panel, "Paper")
    document = settled()
    assert document.layer(document.active).name == "Paper"


def test_the_marks_switch_and_do_not_select(panel: LayersPanel, settled: Settle, studio: Studio) -> None:
    for zone in (Zone.EYE, Zone.LOCK, Zone.ALPHA):
        click(panel, "Painting", zone)
    document = settled()
    layer = document.sheets()[2]
    assert (layer.visible, layer.locked, layer.alpha_lock) == (False, True, True)
    assert document.active == document.sheets()[1].id
    for _ in range(3):
        studio.session.undo()
    layer = settled().layers[2]
    assert (layer.visible, layer.locked, layer.alpha_lock) == (True, False, False)


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


def test_a_drag_reorders_in_one_step(panel: LayersPanel, settled: Settle, studio: Studio) -> None:
    view = panel.list
    drag(panel, "Glow", view.visualRect(row_of(panel, "Paper")).center() + QPoint(0, 15))
    assert order(settled()) == ["Glow", "Paper", "Sketch", "Painting"]
    assert shown(panel) == ["Painting", "Sketch", "Paper", "Glow"]
    studio.session.undo()
    assert order(settled()) == ["Paper", "Sketch", "Painting", "Glow"]
    assert studio.session.history.undo_label is None


def test_a_drag_upwards_lands_in_the_gap(panel: LayersPanel, settled: Settle) -> None:
    top = panel.list.visualRect(row_of(panel, "Painting")).top()
    drag(panel, "Paper", QPoint(120, top + 3))
    assert order(settled()) == ["Sketch", "Painting", "Paper", "Glow"]


def test_a_drag_that_ends_where_it_began_or_is_escaped_does_nothing(
    panel: LayersPanel, settled: Settle, studio: Studio, qtbot: QtBot
) -> None:
    drag(panel, "Sketch", spot(panel, "Sketch") + QPoint(30, 4))
    view = panel.list.viewport()
    start = spot(panel, "Paper")
    QTest.mousePress(view, LEFT, NONE, start)
    for y in (start.y() - 20, 5):
        QTest.mouseMove(view, QPoint(start.x(), y))
        QApplication.processEvents()
    qtbot.keyClick(panel.list, Qt.Key.Key_Escape)
    QTest.mouseRelease(view, LEFT, NONE, QPoint(start.x(), 5))
    assert order(settled()) == ["Paper", "Sketch", "Painting", "Glow"]
    assert studio.session.history.undo_label is None


def test_delete_key_and_the_last_layer(panel: LayersPanel, settled: Settle, qtbot: QtBot) -> None:
    for left in (["Paper", "Painting", "Glow"], ["Painting", "Glow"]):
        panel.list.setFocus()
        qtbot.keyClick(panel.list, Qt.Key.Key_Delete)
        document = settled()
        assert order(document) == left
        assert panel.list.currentIndex().data() == document.layer(document.active).name
    qtbot.keyClick(panel.list, Qt.Key.Key_Delete)
    assert order(settled()) == ["Glow"]
    assert not panel.buttons["delete"].isEnabled()


def test_buttons_add_copy_move_and_merge(panel: LayersPanel, settled: Settle, qtbot: QtBot) -> None:
    for name, layers in (("add", 5), ("duplicate", 6), ("up", 6), ("down", 6), ("merge", 5), ("delete", 4)):
        qtbot.mouseClick(panel.buttons[name], LEFT)
        document = settled()
        assert len(document.layers) == layers, name
        assert len(shown(panel)) == layers
        assert panel.list.currentIndex().data(LAYER) is document.active_layer


def test_buttons_that_would_do_nothing_are_off(panel: LayersPanel, settled: Settle) -> None:
    click(panel, "Paper")
    settled()
    assert [panel.buttons[name].isEnabled() for name in ("up", "down", "merge", "recipe")] == [
        True,
        False,
        False,
        False,
    ]
    click(panel, "Painting")
    settled()
    assert panel.buttons["recipe"].isEnabled()


def test_an_opacity_drag_is_one_step_and_the_next_drag_another(
    panel: LayersPanel, settled: Settle, studio: Studio
) -> None:
    slider = panel.opacity
    for stops in ((200, 170, 140), (100, 80)):
        QTest.mousePress(slider, LEFT, NONE, QPoint(stops[0], 10))
        for x in stops:
            QTest.mouseMove(slider, QPoint(x, 10))
            settled()
        QTest.mouseRelease(slider, LEFT, NONE, QPoint(stops[-1], 10))
    assert settled().layers[1].opacity == pytest.approx(slider.value() / 100)
    assert slider.value() < 80
    studio.session.undo()
    assert 0.7 < settled().layers[1].opacity < 0.8
    studio.session.undo()
    assert settled().layers[1].opacity == 1.0
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


def test_a_change_elsewhere_keeps_rows_and_sends_no_reset(
    panel: LayersPanel, studio: Studio, settled: Settle, qtbot: QtBot
) -> None:
    resets: list[bool] = []
    changed: list[int] = []
    model = panel.list.model()
    model.modelReset.connect(lambda: resets.append(True))
    model.dataChanged.connect(lambda first, _last, roles: changed.append(first.row()) if not roles else None)
    held = row_of(panel, "Sketch")
    layer_id = held.data(LAYER).id
    studio.session.do("paint", lambda document: document.changing(layer_id, tiles={}))
    settled()
    assert changed == []  # only paint is new: the row is told of by its thumbnail
    studio.session.do("lock", lambda document: document.changing(layer_id, locked=True))
    settled()
    assert (resets, changed) == ([], [2])
    assert panel.list.currentIndex().data(LAYER).id == layer_id


def test_thumbnails_come_and_follow_the_paint(panel: LayersPanel, studio: Studio, qtbot: QtBot) -> None:
    index = row_of(panel, "Painting")
    qtbot.waitUntil(lambda: index.data(THUMBNAIL) is not None, timeout=10000)
    first = index.data(THUMBNAIL)
    assert first.pixelColor(5, 5).alpha() == 0
    layer_id = index.data(LAYER).id
    paper = row_of(panel, "Paper").data(THUMBNAIL)
    tiles = solid((1, 0, 0, 1), studio.document.rect.tile_keys())
    studio.session.do("fill", lambda document: document.changing(layer_id, tiles=tiles))
    qtbot.waitUntil(lambda: index.data(THUMBNAIL).cacheKey() != first.cacheKey(), timeout=10000)
    assert index.data(THUMBNAIL).pixelColor(5, 5).getRgb() == (255, 0, 0, 255)
    assert (
        row_of(panel, "Paper").data(THUMBNAIL).cacheKey() == paper.cacheKey()
    )  # its paint is the same: not made again


def test_a_thumbnail_averages_and_leaves_out_what_is_outside() -> None:
    half = solid((1, 0, 0, 1), Rect(0, 0, 1024, 2048).tile_keys())
    image = thumbnail({**half, **solid((0, 1, 0, 1), [(-1, 0), (32, 0)])}, QSize(2048, 2048), QSize(44, 33))
    assert (image.width(), image.height()) == (33, 33)
    assert image.pixelColor(3, 16).getRgb() == (255, 0, 0, 255)
    assert image.pixelColor(30, 0).alpha() == 0
    assert 100 < image.pixelColor(16, 16).alpha() < 155
    tiny = thumbnail(solid((0, 0, 1, 0.5), [(0, 0)]), QSize(3, 2), QSize(44, 33))
    assert (tiny.width(), tiny.height()) == (3, 2)
    assert np.isclose(tiny.pixelColor(1, 1).alphaF(), 0.5, atol=0.01)


def test_the_recipe_is_asked_for_by_mark_button_and_menu(
    panel: LayersPanel, settled: Settle, qtbot: QtBot
) -> None:
    painting = row_of(panel, "Painting").data(LAYER).id
    with qtbot.waitSignal(panel.recipe_wanted) as asked:
        click(panel, "Painting", Zone.RECIPE)
    assert asked.args == [painting]
    click(panel, "Painting")
    settled()
    with qtbot.waitSignal(panel.recipe_wanted) as asked:
        qtbot.mouseClick(panel.buttons["recipe"], LEFT)
    assert asked.args == [painting]
    panel.list.menu_wanted.emit(QPoint(10, 10))
    menu = next(menu for menu in panel.findChildren(QMenu) if menu.isVisible())
    with qtbot.waitSignal(panel.recipe_wanted) as asked:
        menu.actions()[-1].trigger()
    assert asked.args == [painting]
    menu.close()


def test_the_context_menu_acts_on_the_row(panel: LayersPanel, settled: Settle) -> None:
    panel.list.menu_wanted.emit(QPoint(10, 10))
    menu = next(menu for menu in panel.findChildren(QMenu) if menu.isVisible())
    entries = {action.text(): action for action in menu.actions()}
    assert "Recipe…" not in entries
    entries["Visible"].trigger()
    entries["Delete layer"].trigger()
    menu.close()
    assert order(settled()) == ["Paper", "Painting", "Glow"]


def test_another_picture_is_shown_whole(panel: LayersPanel, studio: Studio, settled: Settle) -> None:
    document = studio.document
    studio.document_changed.emit(
        replace(document, layers=document.sheets()[2:], active=document.sheets()[3].id)
    )
    assert shown(panel) == ["Glow", "Painting"]
    assert panel.list.currentIndex().data() == "Glow"
    settled()
    assert studio.document is document  # showing is not choosing


def test_what_a_screen_reader_says(panel: LayersPanel) -> None:
    spoken = row_of(panel, "Glow").data(Qt.ItemDataRole.AccessibleTextRole)
    assert "Glow" in spoken
    assert "Screen" in spoken
    assert "50 %" in spoken
    assert "generated" in row_of(panel, "Painting").data(Qt.ItemDataRole.AccessibleTextRole)
    assert all(" " in button.accessibleName() for button in panel.buttons.values())


def test_it_fits_a_narrow_dock(panel: LayersPanel) -> None:
    assert panel.minimumSizeHint().width() <= 270
    panel.resize(270, panel.minimumSizeHint().height())
    for button in panel.buttons.values():
        assert panel.rect().contains(button.geometry())
