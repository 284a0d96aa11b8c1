"""The brush panel: ready-made brushes, a sample stroke, and the properties of the brush in hand."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app import theme
from app.brush_presets import Preset, presets
from app.icons import icon
from app.panels.stroke_preview import StrokePainter, StrokePreview
from app.panels.value_slider import ValueSlider
from app.studio import Studio
from canvas.brush.preset import Brush

_COLUMNS = 4  # of ready-made brushes


@dataclass(frozen=True, slots=True)
class Row:
    """One slider: a property of the brush, shown `factor` times as large."""

    property: str
    label: str
    tip: str
    minimum: float
    maximum: float
    suffix: str
    factor: float = 1.0
    exponent: float = 1.0
    wide: bool = False  # the whole width of the panel


class BrushPanel(QWidget):
    """Shows the studio's brush, or its eraser, and changes it."""

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._studio = studio
        self._eraser = False
        self._presets = presets()
        self._painter = StrokePainter(studio.compute, self)
        self.preview = StrokePreview(self._painter)
        self.title = QLabel()
        self.sliders: dict[str, ValueSlider] = {}
        self.switches: dict[str, QToolButton] = {}
        self.preset_buttons: dict[str, QToolButton] = {}
        self.reset = QToolButton()
        self._group = QButtonGroup(self)
        self._factors: dict[str, float] = {}
        self._build()
        self._painter.painted.connect(self._show_stroke)
        studio.brush_changed.connect(self._follow)
        self.set_target(False)

    @property
    def brush(self) -> Brush:
        """The brush that the panel shows."""
        return self._studio.eraser if self._eraser else self._studio.brush

    def set_target(self, eraser: bool) -> None:
        """Show the eraser or the brush."""
        self._eraser = eraser
        for preset in self._presets:
            self.preset_buttons[preset.id].setVisible(preset.brush.eraser == eraser)
        self._show(self.brush)

    # --- building --------------------------------------------------------------------------------

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        edge = theme.scaled(6)
        layout.setContentsMargins(edge, edge, edge, edge)
        layout.setSpacing(theme.scaled(4))
        layout.addLayout(self._build_presets())
        layout.addWidget(self.preview)
        layout.addLayout(self._build_head())
        layout.addLayout(self._build_sliders())
        layout.addStretch(1)

    def _build_presets(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(theme.scaled(3))
        self._group.setExclusive(True)
        counts = {False: 0, True: 0}
        for preset in self._presets:
            place = counts[preset.brush.eraser]
            counts[preset.brush.eraser] += 1
            button = QToolButton()
            button.setObjectName("preset")
            button.setCheckable(True)
            button.setIconSize(self._stroke_size())
            button.setToolTip(preset.title)
            button.setAccessibleName(preset.title)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _=False, chosen=preset: self.take(chosen))
            self.preset_buttons[preset.id] = button
            self._group.addButton(button)
            grid.addWidget(button, place // _COLUMNS, place % _COLUMNS)
        self._ask_strokes()
        return grid

    def _build_head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(theme.scaled(2))
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        head.addWidget(self.title, 1)
        for name, picture, tip in (
            ("pressure_size", "pressure-size", self.tr("Pen pressure changes the size")),
            ("pressure_opacity", "pressure-opacity", self.tr("Pen pressure changes the opacity")),
        ):
            button = self._button(picture, tip)
            button.setCheckable(True)
            button.clicked.connect(lambda on, name=name: self._switch(name, on))
            self.switches[name] = button
            head.addWidget(button)
        self.reset = self._button("retry", self.tr("Set this brush back as it came"))
        self.reset.clicked.connect(self._set_back)
        head.addWidget(self.reset)
        return head

    def _button(self, picture: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setIcon(icon(picture))
        button.setIconSize(QSize(theme.scaled(18), theme.scaled(18)))
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _build_sliders(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(theme.scaled(4))
        line, column = 0, 0
        for row in self._rows():
            slider = ValueSlider(
                row.label,
                row.minimum,
                row.maximum,
                getattr(self.brush, row.property) * row.factor,
                suffix=row.suffix,
                exponent=row.exponent,
            )
            slider.setToolTip(row.tip)
            slider.changed.connect(lambda value, row=row: self._change(row.property, value / row.factor))
            self.sliders[row.property] = slider
            self._factors[row.property] = row.factor
            grid.addWidget(slider, line, column, 1, 2 if row.wide else 1)
            column = 0 if row.wide else 1 - column
            line += column == 0
        return grid

    def _rows(self) -> tuple[Row, ...]:
        percent = self.tr(" %")
        return (
            Row(
                "size",
                self.tr("Size"),
                self.tr("Diameter at full pressure ([ and ])"),
                1,
                1000,
                self.tr(" px"),
                exponent=3.0,
                wide=True,
            ),
            Row(
                "opacity",
                self.tr("Opacity"),
                self.tr("What one stroke reaches at most"),
                *(1, 100, percent, 100.0),
            ),
            Row(
                "hardness",
                self.tr("Hardness"),
                self.tr("How much of the brush is solid"),
                *(0, 100, percent, 100.0),
            ),
            Row(
                "flow",
                self.tr("Flow"),
                self.tr("How much each dab of the stroke lays down"),
                *(1, 100, percent, 100.0),
            ),
            Row(
                "spacing",
                self.tr("Spacing"),
                self.tr("Distance between dabs, as a share of the size"),
                *(1, 200, percent, 100.0, 2.0),
            ),
        )

    # --- what is shown ---------------------------------------------------------------------------

    def _follow(self, brush: Brush) -> None:
        if brush is self.brush:
            self._show(brush)

    def _show(self, brush: Brush) -> None:
        preset = self._preset(brush.name)
        self.title.setText(preset.title if preset is not None else brush.name)
        for name, slider in self.sliders.items():
            slider.set_value(getattr(brush, name) * self._factors[name])
            if preset is not None:
                slider.default = getattr(preset.brush, name) * self._factors[name]
        for name, button in self.switches.items():
            button.setChecked(getattr(brush, name) > 0)
        self._check(preset.id if preset is not None else "")
        self.reset.setEnabled(preset is not None and preset.brush != brush)
        self.preview.show_brush(brush)

    def _check(self, preset_id: str) -> None:
        if preset_id in self.preset_buttons:
            self.preset_buttons[preset_id].setChecked(True)
            return
        self._group.setExclusive(False)
        for button in self.preset_buttons.values():
            button.setChecked(False)
        self._group.setExclusive(True)

    def _preset(self, name: str) -> Preset | None:
        """The ready-made brush that the one in hand began as, found by its name."""
        name = name.lower().replace(" ", "-")
        return next(
            (preset for preset in self._presets if preset.id == name and preset.brush.eraser == self._eraser),
            None,
        )

    def _stroke_size(self) -> QSize:
        return QSize(theme.scaled(50), theme.scaled(24))

    def _ask_strokes(self) -> None:
        for preset in self._presets:
            self._painter.ask(preset.id, preset.brush, self._stroke_size(), self.devicePixelRatioF())

    def _show_stroke(self, key: str, image: QImage) -> None:
        if key in self.preset_buttons:
            self.preset_buttons[key].setIcon(QIcon(QPixmap.fromImage(image)))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._ask_strokes()
        super().changeEvent(event)

    # --- what the artist asks for ----------------------------------------------------------------

    def take(self, preset: Preset) -> None:
        """Take a ready-made brush in hand, as it came."""
        self._studio.set_brush(eraser=self._eraser, **preset.properties)

    def _set_back(self) -> None:
        preset = self._preset(self.brush.name)
        if preset is not None:
            self.take(preset)

    def _change(self, name: str, value: float) -> None:
        self._studio.set_brush(eraser=self._eraser, **{name: value})

    def _switch(self, name: str, on: bool) -> None:
        """Pressure works as much as in the ready-made brush, or fully if it does not there."""
        preset = self._preset(self.brush.name)
        usual = getattr(preset.brush, name) if preset is not None else 0.0
        self._change(name, (usual or 1.0) if on else 0.0)
