"""The bar above the canvas with the options of the tool in hand, built from the tool's own table."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QStackedWidget,
    QWidget,
)

from app import theme
from app.panels.value_slider import ValueSlider
from app.tools.base import Option, Tool


def tr(text: str) -> str:
    return QCoreApplication.translate("Tools", text) if text else ""


class OptionBar(QStackedWidget):
    """Shows one tool's options, on a page that is built when the tool is first taken and then kept."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pages: list[ToolPage] = []
        self.setFixedHeight(36)

    def show_tool(self, tool: Tool, title: str, hint: str) -> None:
        """Replace what is shown by the options of `tool`."""
        page = next((page for page in self._pages if page.tool is tool), None)
        if page is None:
            page = ToolPage(tool, title, hint)
            self._pages.append(page)
            self.addWidget(page)
        self.setCurrentWidget(page)
        page.refresh()

    def refresh(self) -> None:
        """Show values that were changed elsewhere (a key, a panel)."""
        page = self.currentWidget()
        if isinstance(page, ToolPage):
            page.refresh()


class ToolPage(QWidget):
    """The options of one tool; what is chosen goes straight into it."""

    def __init__(self, tool: Tool, title: str, hint: str) -> None:
        super().__init__()
        self.tool = tool
        self._refreshers: list[Callable[[], None]] = []
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 2, 8, 2)
        layout.setSpacing(10)
        name = QLabel(title)
        name.setObjectName("toolTitle")
        layout.addWidget(name)
        for option in tool.options:
            layout.addWidget(self._field(tool, option))
        label = Hint(hint)
        label.setObjectName("hint")
        label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        label.setToolTip(hint)
        layout.addWidget(label, 1)

    def refresh(self) -> None:
        """Show the tool's values."""
        for refresh in self._refreshers:
            refresh()

    def _field(self, tool: Tool, option: Option) -> QWidget:
        if option.choices:
            combo = _choice(tool, option)
            combo.currentIndexChanged.connect(lambda _: self.refresh())
            self._refreshers.append(lambda: _silently(combo, combo.findData(tool.get(option.id))))
            field: QWidget = combo
        elif isinstance(option.default, bool):
            box = QCheckBox(tr(option.label))
            box.setChecked(tool.get(option.id))
            box.toggled.connect(lambda value: tool.put(option.id, value))
            self._refreshers.append(lambda: box.setChecked(bool(tool.get(option.id))))
            field = box
        else:
            slider = ValueSlider(
                tr(option.label),
                option.minimum,
                option.maximum,
                tool.get(option.id),
                suffix=option.suffix,
                exponent=option.exponent,
                default=option.default,
            )
            slider.setMinimumWidth(theme.scaled(84))
            slider.setMaximumWidth(theme.scaled(150))
            slider.changed.connect(lambda value: tool.put(option.id, value))
            self._refreshers.append(lambda: slider.set_value(tool.get(option.id)))
            field = slider
        field.setToolTip(tr(option.tip))
        field.setAccessibleName(tr(option.label))
        if option.only_for is not None:
            other, value = option.only_for
            self._refreshers.append(lambda: field.setVisible(tool.get(other) == value))
        return field


class Hint(QLabel):
    """One line of text that ends in … where there is no room for all of it."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QColor(theme.MUTED))
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), self.alignment(), text)


def _silently(combo: QComboBox, index: int) -> None:
    combo.blockSignals(True)
    combo.setCurrentIndex(index)
    combo.blockSignals(False)


def _choice(tool: Tool, option: Option) -> QComboBox:
    combo = QComboBox()
    for key, label in option.choices:
        combo.addItem(tr(label), key)
    combo.setCurrentIndex(combo.findData(tool.get(option.id)))
    combo.currentIndexChanged.connect(lambda _: tool.put(option.id, combo.currentData()))
    return combo
