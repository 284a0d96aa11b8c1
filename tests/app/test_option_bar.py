"""The bar above the canvas: one field for each option of a tool, both ways."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel
from pytestqt.qtbot import QtBot

from app.actions import TOOLS, ToolRow
from app.option_bar import OptionBar
from app.panels.value_slider import ValueSlider
from app.studio import Studio
from app.tools.base import Tool
from app.view import View
from canvas.geometry import Rect


class NoCanvas:
    """Stands where the canvas would be: tools only ask it to be painted again."""

    view: View

    def set_view(self, view: View) -> None:
        self.view = view

    def update_cursor(self) -> None:
        """There is no cursor."""

    def repaint_overlay(self, view_rect: QRectF | None = None) -> None:
        """There is nothing to paint."""

    def snapped(self, x: float, y: float) -> tuple[float, float]:
        return x, y

    def snapped_move(self, moved: Rect, dx: int, dy: int) -> tuple[int, int]:
        return dx, dy


@pytest.fixture
def bar(qtbot: QtBot) -> OptionBar:
    bar = OptionBar()
    qtbot.addWidget(bar)
    return bar


def shown(bar: OptionBar, kind: type) -> list:
    """The fields of a kind that the present tool shows."""
    page = bar.currentWidget()
    assert page is not None
    return [field for field in page.findChildren(kind) if not field.isHidden()]


@pytest.mark.parametrize("row", TOOLS, ids=lambda row: row.id)
def test_every_option_has_a_field_that_sets_it(row: ToolRow, bar: OptionBar, studio: Studio) -> None:
    tool: Tool = row.make(studio, NoCanvas())
    bar.show_tool(tool, row.text, row.hint)
    sliders, boxes = shown(bar, ValueSlider), shown(bar, QCheckBox)
    combos = shown(bar, QComboBox)
    at_once = [option for option in tool.options if option.only_for is None]
    assert len(sliders) + len(boxes) + len(combos) == len(at_once)
    for field in (*sliders, *boxes, *combos):
        assert field.accessibleName()
    switches = [option for option in at_once if isinstance(option.default, bool)]
    for box, option in zip(boxes, switches, strict=True):
        box.click()
        assert tool.get(option.id) is not option.default
    for combo, option in zip(combos, [o for o in at_once if o.choices], strict=True):
        combo.setCurrentIndex(combo.count() - 1)
        assert tool.get(option.id) == option.choices[-1][0]


def test_another_tool_takes_the_place_of_the_last(bar: OptionBar, studio: Studio, qtbot: QtBot) -> None:
    rows = {row.id: row for row in TOOLS}
    for name in ("brush", "fill", "pan"):
        bar.show_tool(rows[name].make(studio, NoCanvas()), name.title(), "hint")
    assert not shown(bar, ValueSlider)
    assert [label.text() for label in shown(bar, QLabel)] == ["Pan", "hint"]


def test_what_changes_elsewhere_is_shown(bar: OptionBar, studio: Studio) -> None:
    rows = {row.id: row for row in TOOLS}
    tool = rows["brush"].make(studio, NoCanvas())
    bar.show_tool(tool, "Brush", "")
    studio.set_brush(size=123.0, opacity=0.5)
    bar.refresh()
    assert [round(slider.value()) for slider in shown(bar, ValueSlider)][:2] == [123, 50]


def test_the_eraser_has_a_brush_of_its_own(studio: Studio) -> None:
    rows = {row.id: row for row in TOOLS}
    brush, eraser = (rows[name].make(studio, NoCanvas()) for name in ("brush", "eraser"))
    size = brush.get("size")
    eraser.put("size", 77.0)
    eraser.put("opacity", 40.0)
    assert studio.eraser.size == 77.0
    assert studio.eraser.opacity == pytest.approx(0.4)
    assert brush.get("size") == size


def test_what_belongs_to_one_choice_is_shown_with_it(bar: OptionBar, studio: Studio) -> None:
    rows = {row.id: row for row in TOOLS}
    tool = rows["brush"].make(studio, NoCanvas())
    bar.show_tool(tool, "Brush", "")
    combo = shown(bar, QComboBox)[0]
    assert not shown(bar, QCheckBox)
    combo.setCurrentIndex(combo.findData("radial"))
    assert len(shown(bar, QCheckBox)) == 1
    copies = next(slider for slider in shown(bar, ValueSlider) if slider.label == "Copies")
    copies.changed.emit(9.0)
    assert studio.symmetry is not None
    assert studio.symmetry.folds == 9
    combo.setCurrentIndex(0)
    assert not shown(bar, QCheckBox)
    assert studio.symmetry is None
