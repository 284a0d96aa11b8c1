"""The brush editor: every setting of the brush in hand, what drives it, and its stroke as it changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QListWidget,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app import theme
from app.icon_button import icon_button
from app.icons import icon
from app.panels.brush_dynamics import Dynamics, DynamicsPage
from app.panels.brush_rows import MODES, PAGES, STABILISERS, TEXTURE_MODES, TEXTURES, Page, Row, Switch, tr
from app.panels.stroke_preview import StrokePainter, StrokePreview
from app.panels.tip_chooser import TipChooser
from app.panels.value_slider import ValueSlider
from app.studio import Studio
from canvas.brush.dynamics import Setting
from canvas.brush.preset import Brush, Mode, Stabilising, TextureMode
from canvas.brush.tip import Tip

LISTED = f"""
QListWidget {{ background: {theme.WINDOW}; }}
QListWidget::item {{ color: {theme.MUTED}; border-radius: 3px; padding-left: 4px; }}
QListWidget::item:hover {{ color: {theme.TEXT}; }}
QListWidget::item:selected {{ background: {theme.ROW}; color: {theme.TEXT}; }}
"""


class BrushEditor(QWidget):
    """Shows the studio's brush, or its eraser, and changes it."""

    failed = Signal(str)

    def __init__(self, studio: Studio, painter: StrokePainter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._studio = studio
        self._eraser = False
        self.preview = StrokePreview(painter, height=58)
        self.pages = QListWidget()
        self.sliders: dict[str, ValueSlider] = {}
        self.switches: dict[str, QCheckBox] = {}
        self.driven: dict[Setting, QToolButton] = {}
        self.mode, self.stabiliser = QComboBox(), QComboBox()
        self.texture, self.texture_mode = QComboBox(), QComboBox()
        self.steadiness = ValueSlider(self.tr("Amount"), 0, 100, 50, suffix=self.tr(" %"))
        self.catch_up = QCheckBox(self.tr("Catch up at the end"))
        self.tips = TipChooser(studio.compute)
        self.dynamics = DynamicsPage()
        self._rows: dict[str, Row] = {}
        self._stack, self._sheets = QStackedWidget(), QStackedWidget()
        self._build()
        self._connect()

    @property
    def brush(self) -> Brush:
        return self._studio.eraser if self._eraser else self._studio.brush

    def set_target(self, eraser: bool) -> None:
        """Show the eraser or the brush."""
        self._eraser = eraser
        self._show(self.brush)

    def open_dynamics(self, setting: Setting) -> None:
        """Turn to what drives a setting."""
        self.dynamics.show_setting(setting, self.brush)
        self._stack.setCurrentIndex(1)

    def close_dynamics(self) -> None:
        self._stack.setCurrentIndex(0)

    # --- building --------------------------------------------------------------------------------

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.scaled(5))
        layout.addWidget(self.preview)
        settings = QWidget()
        row = QHBoxLayout(settings)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.scaled(6))
        self.pages.setFixedWidth(theme.scaled(70))
        self.pages.setFrameShape(QListWidget.Shape.NoFrame)
        self.pages.setAccessibleName(self.tr("Kinds of settings"))
        self.pages.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.pages.setStyleSheet(LISTED)
        for page in PAGES:
            self.pages.addItem(tr(page.title))
            self.pages.item(self.pages.count() - 1).setSizeHint(QSize(theme.scaled(66), theme.scaled(24)))
            self._sheets.addWidget(self._build_sheet(page))
        row.addWidget(self.pages)
        row.addWidget(self._sheets, 1)
        self._stack.addWidget(settings)
        self._stack.addWidget(self.dynamics)
        layout.addWidget(self._stack, 1)
        self.setMinimumHeight(theme.scaled(200))

    def _build_sheet(self, page: Page) -> QWidget:
        sheet = QWidget()
        column = QVBoxLayout(sheet)
        column.setContentsMargins(0, 0, theme.scaled(2), 0)
        column.setSpacing(theme.scaled(3))
        for widget in self._first_of(page.id):
            column.addWidget(widget)
        for row in page.rows:
            if isinstance(row, Row):
                column.addLayout(self._build_row(row))
            else:
                column.addWidget(self._build_switch(row))
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(sheet)
        return scroll

    def _first_of(self, page_id: str) -> tuple[QWidget, ...]:
        """What a page has above its sliders."""
        match page_id:
            case "tip":
                return (self.tips,)
            case "grain":
                self._fill_box(self.texture, [(name, tr(label)) for name, label in TEXTURES])
                self.texture.setAccessibleName(self.tr("Texture"))
                self.texture.setToolTip(self.tr("The surface that the brush is drawn over"))
                self._fill_box(self.texture_mode, [(mode, tr(label)) for mode, label in TEXTURE_MODES])
                self.texture_mode.setAccessibleName(self.tr("What the texture does to paint"))
                self.texture_mode.setToolTip(self.texture_mode.accessibleName())
                return self.texture, self.texture_mode
            case "mixing":
                self._fill_box(self.mode, [(mode, tr(label)) for mode, label in MODES])
                self.mode.setAccessibleName(self.tr("What the brush does"))
                self.mode.setToolTip(self.mode.accessibleName())
                return (self.mode,)
            case "steady":
                self._fill_box(self.stabiliser, [(kind, tr(label)) for kind, label in STABILISERS])
                self.stabiliser.setAccessibleName(self.tr("How the stroke is made smoother"))
                self.stabiliser.setToolTip(self.stabiliser.accessibleName())
                self.steadiness.setToolTip(self.tr("How much of the hand's unrest is taken away"))
                self.catch_up.setToolTip(self.tr("When the pen leaves, the stroke goes on to where it was"))
                return self.stabiliser, self.steadiness, self.catch_up
        return ()

    def _fill_box(self, box: QComboBox, rows: Sequence[tuple[str, str]]) -> None:
        for value, label in rows:
            box.addItem(label, str(value))  # Qt would make a plain text of an enumeration's value anyway
        box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def _build_row(self, row: Row) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(theme.scaled(2))
        slider = ValueSlider(
            tr(row.label),
            row.minimum,
            row.maximum,
            getattr(self.brush, row.field) * row.factor,
            suffix=tr(row.suffix),
            exponent=row.exponent,
            decimals=row.decimals,
        )
        slider.setToolTip(tr(row.tip))
        slider.changed.connect(lambda value: self._change(row.field, value / row.factor))
        self.sliders[row.field], self._rows[row.field] = slider, row
        line.addWidget(slider, 1)
        setting = row.setting
        if setting is None:
            line.addSpacing(theme.scaled(24))
            return line
        tip = self.tr("What drives it: pressure, tilt, speed …")
        button = icon_button(icon("dynamics"), tip, checkable=True)  # checked where anything drives it
        button.setAccessibleName(f"{tr(row.label)}: {tip}")
        button.clicked.connect(lambda: self._show_dynamics(setting))
        self.driven[setting] = button
        line.addWidget(button)
        return line

    def _build_switch(self, switch: Switch) -> QCheckBox:
        box = QCheckBox(tr(switch.label))
        box.setToolTip(tr(switch.tip))
        box.clicked.connect(lambda on: self._change(switch.field, on))
        self.switches[switch.field] = box
        return box

    def _connect(self) -> None:
        self._studio.brush_changed.connect(self._follow)
        self._studio.shelf.changed.connect(lambda: self.tips.offer(self._studio.shelf.stock.entries))
        self.tips.offer(self._studio.shelf.stock.entries)
        self.pages.currentRowChanged.connect(self._sheets.setCurrentIndex)
        self.pages.setCurrentRow(0)
        self.dynamics.changed.connect(self._change_dynamics)
        self.dynamics.left.connect(self.close_dynamics)
        self.tips.chosen.connect(self._take_tip)
        self.tips.failed.connect(self.failed)
        self.mode.activated.connect(lambda _: self._change("mode", Mode(self.mode.currentData())))
        self.texture.activated.connect(lambda _: self._change("texture", self.texture.currentData()))
        self.texture_mode.activated.connect(
            lambda _: self._change("texture_mode", TextureMode(self.texture_mode.currentData()))
        )
        self.stabiliser.activated.connect(
            lambda _: self._steady(kind=Stabilising(self.stabiliser.currentData()))
        )
        self.steadiness.changed.connect(lambda value: self._steady(amount=value / 100))
        self.catch_up.clicked.connect(lambda on: self._steady(catch_up=on))

    # --- what is shown ---------------------------------------------------------------------------

    def _follow(self, brush: Brush) -> None:
        if brush is self.brush:
            self._show(brush)

    def _show(self, brush: Brush) -> None:
        entry = self._studio.shelf.find(brush.name)
        for name, slider in self.sliders.items():
            factor = self._rows[name].factor
            slider.set_value(getattr(brush, name) * factor)
            if entry is not None:
                slider.default = getattr(entry.brush, name) * factor
        for name, box in self.switches.items():
            box.setChecked(getattr(brush, name))
        for setting, button in self.driven.items():
            button.setChecked(any(one.setting == setting for one in brush.dynamics))
        self.mode.setCurrentIndex(self.mode.findData(str(brush.mode)))
        self.texture.setCurrentIndex(self.texture.findData(brush.texture))
        self.texture_mode.setCurrentIndex(self.texture_mode.findData(str(brush.texture_mode)))
        self._show_steadiness(brush)
        mixes = brush.mode is not Mode.PAINT
        for name in ("smudge", "smudge_length"):
            self.sliders[name].setEnabled(brush.mode is Mode.SMUDGE)
        self.switches["sample_merged"].setEnabled(mixes)
        self.sliders["hardness"].setEnabled(brush.tip is None)
        self.tips.show_tip(brush.tip)
        self.dynamics.show_brush(brush)
        self.preview.show_brush(brush)

    def _show_steadiness(self, brush: Brush) -> None:
        steady = brush.stabiliser
        self.stabiliser.setCurrentIndex(self.stabiliser.findData(str(steady.kind)))
        self.steadiness.set_value(steady.amount * 100)
        self.catch_up.setChecked(steady.catch_up)
        for widget in (self.steadiness, self.catch_up):
            widget.setEnabled(steady.kind != Stabilising.NONE)

    # --- what the artist asks for ----------------------------------------------------------------

    def _change(self, name: str, value: Any) -> None:
        self._studio.set_brush(eraser=self._eraser, **{name: value})

    def _steady(self, **properties: Any) -> None:
        self._change("stabiliser", replace(self.brush.stabiliser, **properties))

    def _take_tip(self, tip: Tip | None) -> None:
        properties: dict[str, Any] = {"tip": tip}
        if tip is not None and tip.spacing is not None:
            properties["spacing"] = tip.spacing
        self._studio.set_brush(eraser=self._eraser, **properties)

    def _change_dynamics(self, dynamics: Dynamics) -> None:
        self._change("dynamics", dynamics)

    def _show_dynamics(self, setting: Setting) -> None:
        self.driven[setting].setChecked(any(one.setting == setting for one in self.brush.dynamics))
        self.open_dynamics(setting)
