"""The bar above the canvas with the options of the tool in hand, built from the tool's own table."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QWidget

from app.panels.value_slider import ValueSlider
from app.tools.base import Option, Tool


def tr(text: str) -> str:
    return QCoreApplication.translate("Tools", text) if text else ""


class OptionBar(QWidget):
    """Shows one tool's options; what is chosen goes straight into `tool.values`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(8, 2, 8, 2)
        self._layout.setSpacing(10)
        self.setFixedHeight(36)

    def show_tool(self, tool: Tool, title: str, hint: str) -> None:
        """Replace what is shown by the options of `tool`."""
        while (item := self._layout.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        name = QLabel(title)
        name.setObjectName("toolTitle")
        self._layout.addWidget(name)
        for option in tool.options:
            self._layout.addWidget(self._field(tool, option))
        label = QLabel(hint)
        label.setObjectName("hint")
        self._layout.addStretch(1)
        self._layout.addWidget(label)

    def _field(self, tool: Tool, option: Option) -> QWidget:
        value = tool.values[option.id]

        def put(chosen: object) -> None:
            tool.values[option.id] = chosen

        if option.choices:
            field: QWidget = _choice(option, value, put)
        elif isinstance(value, bool):
            box = QCheckBox(tr(option.label))
            box.setChecked(value)
            box.toggled.connect(put)
            field = box
        else:
            slider = ValueSlider(
                tr(option.label), option.minimum, option.maximum, value, suffix=option.suffix
            )
            slider.setFixedWidth(170)
            slider.changed.connect(put)
            field = slider
        field.setToolTip(tr(option.tip))
        field.setAccessibleName(tr(option.label))
        return field


def _choice(option: Option, value: object, put: Callable[[object], None]) -> QComboBox:
    combo = QComboBox()
    for key, label in option.choices:
        combo.addItem(tr(label), key)
    combo.setCurrentIndex(combo.findData(value))
    combo.currentIndexChanged.connect(lambda _: put(combo.currentData()))
    return combo
