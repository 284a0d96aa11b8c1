"""What stays in sight at the end of a long panel."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.panels.sticky import Sticky


class Panel:
    """A field, a button that stays in sight, and a list, in a scroll area of 300 × 200."""

    def __init__(self, above: int) -> None:
        self.area, inside = QScrollArea(), QWidget()
        self.before, self.button, self.hint, self.after = QLineEdit(), QPushButton(), QLabel(), QLineEdit()
        self.hint.setWordWrap(True)
        self.hint.hide()
        self.sticky = Sticky(self.button, self.hint)
        layout = QVBoxLayout(inside)
        filling, rest = QWidget(), QWidget()
        filling.setFixedHeight(above)
        rest.setFixedHeight(150)
        for widget in (filling, self.before, self.sticky, self.after, rest):
            layout.addWidget(widget)
        layout.addStretch(1)
        self.area.setWidgetResizable(True)
        self.area.setWidget(inside)
        self.area.resize(300, 200)

    def top(self) -> int:
        """Of the button, in the area."""
        return self.button.mapTo(self.area, QPoint()).y()

    def in_sight(self) -> bool:
        return 0 <= self.top() <= self.area.viewport().height() - self.button.height()


@pytest.fixture
def panel(qtbot: QtBot, request: pytest.FixtureRequest) -> Panel:
    panel = Panel(request.param)
    qtbot.addWidget(panel.area)
    with qtbot.waitExposed(panel.area):
        panel.area.show()
    return panel


@pytest.mark.parametrize("panel", [400], indirect=True)
def test_it_stays_at_the_edge_until_its_place_comes_into_sight(qtbot: QtBot, panel: Panel) -> None:
    assert panel.sticky.floats
    assert panel.in_sight()
    bar = panel.area.verticalScrollBar()
    bar.setValue(bar.maximum())
    qtbot.waitUntil(lambda: not panel.sticky.floats)
    assert panel.before.mapTo(panel.area, QPoint()).y() < panel.top()
    assert panel.top() < panel.after.mapTo(panel.area, QPoint()).y()
    bar.setValue(0)
    qtbot.waitUntil(lambda: panel.sticky.floats)
    clicked: list[bool] = []
    panel.button.clicked.connect(lambda: clicked.append(True))
    qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    assert clicked


@pytest.mark.parametrize("panel", [20], indirect=True)
def test_where_there_is_room_it_lies_in_its_place(qtbot: QtBot, panel: Panel) -> None:
    assert not panel.sticky.floats
    at = panel.sticky.mapTo(panel.area, QPoint())
    assert panel.button.mapTo(panel.area, QPoint()) == at
    assert panel.button.width() == panel.sticky.width()
    panel.area.resize(260, 60)
    qtbot.waitUntil(lambda: panel.sticky.floats)
    assert panel.in_sight()


@pytest.mark.parametrize("panel", [20], indirect=True)
def test_it_grows_with_what_it_says(qtbot: QtBot, panel: Panel) -> None:
    before = panel.sticky.height()
    panel.hint.setText("Choose a model, or draw something that can be painted: there is nothing here. " * 2)
    panel.hint.show()
    qtbot.waitUntil(lambda: panel.sticky.height() > before + 2 * panel.hint.fontMetrics().height())
    lower = panel.hint.mapTo(panel.area, QPoint(0, panel.hint.height())).y()
    assert lower <= panel.after.mapTo(panel.area, QPoint()).y()
    panel.hint.hide()
    qtbot.waitUntil(lambda: panel.sticky.height() == before)


@pytest.mark.parametrize("panel", [400], indirect=True)
def test_the_tab_key_goes_through_it_in_order(qtbot: QtBot, panel: Panel) -> None:
    panel.before.setFocus()
    for widget in (panel.button, panel.after):
        focused = panel.area.focusWidget()
        assert focused is not None
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
        assert panel.area.focusWidget() is widget


@pytest.mark.parametrize("panel", [400], indirect=True)
def test_a_panel_that_is_taken_out_takes_it_along(qtbot: QtBot, panel: Panel) -> None:
    inside = panel.area.takeWidget()
    assert inside is not None
    qtbot.addWidget(inside)
    with qtbot.waitExposed(inside):
        inside.show()
    assert not panel.sticky.floats
    assert inside.isAncestorOf(panel.button)
    assert panel.button.mapTo(inside, QPoint()) == panel.sticky.mapTo(inside, QPoint())
