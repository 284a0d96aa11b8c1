"""What drives one setting of a brush: the pen's inputs, each with a curve of its own."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app import theme
from app.icon_button import icon_button
from app.icons import icon
from app.panels.brush_rows import INPUTS, label_of, tr
from app.panels.curve_editor import CurveEditor, flipped, hard, linear, s_shaped, soft
from app.panels.value_slider import ValueSlider
from canvas.brush.dynamics import Curve, Dynamic, Input, Setting
from canvas.brush.preset import Brush

TOPS = (1.0, 2.0, 4.0)  # highest factors that the editor can show

Dynamics = tuple[Dynamic, ...]


def curve_of(dynamics: Dynamics, setting: Setting, source: Input) -> Curve | None:
    """The curve by which an input drives a setting; None where it does not."""
    found = (one.curve for one in dynamics if (one.setting, one.input) == (setting, source))
    return next(found, None)


def with_curve(dynamics: Dynamics, setting: Setting, source: Input, curve: Curve | None) -> Dynamics:
    """The same with another curve for this input; None: it drives the setting no more."""
    if curve is None:
        return tuple(one for one in dynamics if (one.setting, one.input) != (setting, source))
    if curve_of(dynamics, setting, source) is None:
        return (*dynamics, Dynamic(setting, source, curve))
    return tuple(
        replace(one, curve=curve) if (one.setting, one.input) == (setting, source) else one
        for one in dynamics
    )


def usual(source: Input) -> Curve:
    """The curve with which an input begins: a brush that fades grows less."""
    return flipped(linear()) if source == Input.FADE else linear()


class DynamicsPage(QWidget):
    """Edits the dynamics of one setting; what is changed is told, the brush itself is the studio's."""

    changed = Signal(object)  # Dynamics: all of the brush
    left = Signal()  # back to the settings

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dynamics: Dynamics = ()
        self._setting = Setting.SIZE
        self.title = QLabel()
        self.inputs = QListWidget()
        self.curve = CurveEditor()
        self.x_slider = ValueSlider(self.tr("In"), 0, 100, 0, suffix=self.tr(" %"))
        self.y_slider = ValueSlider(self.tr("Out"), 0, 100, 0, suffix=self.tr(" %"))
        self.top = QComboBox()
        self.buttons: dict[str, QToolButton] = {}
        self._low, self._high = QLabel(), QLabel()
        self._hint = QLabel()
        self._filling = False
        self._build()
        self.inputs.currentRowChanged.connect(lambda _: self._show_curve())
        self.inputs.itemChanged.connect(self._checked)
        self.curve.changed.connect(self._drawn)
        self.curve.chosen.connect(lambda _: self._show_point())
        self.x_slider.changed.connect(lambda value: self.curve.move_point(value / 100, self.curve.point[1]))
        self.y_slider.changed.connect(lambda value: self.curve.move_point(self.curve.point[0], value / 100))
        self.top.activated.connect(lambda _: self._show_range(self.top.currentData()))

    @property
    def source(self) -> Input:
        """The input whose curve is shown."""
        return INPUTS[max(0, self.inputs.currentRow())][0]

    def show_setting(self, setting: Setting, brush: Brush) -> None:
        """Turn to another setting; the first input that drives it is chosen."""
        self._setting = setting
        self.title.setText(label_of(setting))
        self._dynamics = brush.dynamics
        self._fill()
        driving = [at for at, row in enumerate(INPUTS) if curve_of(brush.dynamics, setting, row[0])]
        self.inputs.setCurrentRow(driving[0] if driving else 0)
        self._show_range(None)
        self._show_curve()

    def show_brush(self, brush: Brush) -> None:
        """Follow the brush."""
        if brush.dynamics != self._dynamics:
            self._dynamics = brush.dynamics
            self._fill()
            self._show_curve()

    # --- building --------------------------------------------------------------------------------

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.scaled(4))
        layout.addLayout(self._build_head())
        middle = QHBoxLayout()
        middle.setSpacing(theme.scaled(6))
        middle.addWidget(self._build_inputs())
        right = QVBoxLayout()
        right.setSpacing(theme.scaled(3))
        right.addLayout(self._build_forms())
        right.addWidget(self.curve, 1)
        right.addLayout(self._build_ends())
        right.addLayout(self._build_numbers())
        middle.addLayout(right, 1)
        layout.addLayout(middle, 1)

    def _build_head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(theme.scaled(4))
        back = self._button("back", icon("chevron-left"), self.tr("Back to all settings"))
        back.clicked.connect(self.left)
        self.title.setObjectName("toolTitle")
        head.addWidget(back)
        head.addWidget(self.title, 1)
        self.top.setToolTip(self.tr("The highest value that the curve can reach"))
        self.top.setAccessibleName(self.top.toolTip())
        for top in TOPS:
            self.top.addItem(self.tr("up to {0} %").format(round(top * 100)), top)
        head.addWidget(self.top)
        return head

    def _build_inputs(self) -> QWidget:
        self.inputs.setAccessibleName(self.tr("What drives this setting"))
        self.inputs.setFixedWidth(theme.scaled(94))
        self.inputs.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.inputs.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.inputs.setFrameShape(QListWidget.Shape.NoFrame)
        self.inputs.setStyleSheet(
            f"QListWidget {{ background: {theme.WINDOW}; }}"
            f"QListWidget::item:selected {{ background: {theme.ROW}; color: {theme.TEXT}; }}"
        )
        for _, label, _, _ in INPUTS:
            item = QListWidgetItem(tr(label))
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
            item.setSizeHint(QSize(theme.scaled(90), theme.scaled(22)))
            self.inputs.addItem(item)
        return self.inputs

    def _build_forms(self) -> QHBoxLayout:
        forms = QHBoxLayout()
        forms.setSpacing(theme.scaled(1))
        for name, curve, tip in (
            ("linear", linear(), self.tr("Straight")),
            ("soft", soft(), self.tr("Soft: much at a light touch")),
            ("hard", hard(), self.tr("Hard: little at a light touch")),
            ("s", s_shaped(), self.tr("S: little at both ends")),
        ):
            button = self._button(name, _picture(curve), tip)
            button.clicked.connect(lambda _=False, curve=curve: self._take(self._fitted(curve)))
            forms.addWidget(button)
        flip = self._button("flip", icon("mirror"), self.tr("The other way round"))
        flip.clicked.connect(lambda: self._take(flipped(self.curve.curve())))
        forms.addWidget(flip)
        forms.addStretch(1)
        copy = self._button("copy", icon("layer-duplicate"), self.tr("Copy this curve to …"))
        copy.clicked.connect(self._show_copy_menu)
        forms.addWidget(copy)
        return forms

    def _build_ends(self) -> QHBoxLayout:
        ends = QHBoxLayout()
        for label in (self._low, self._high):
            label.setObjectName("hint")
        ends.addWidget(self._low)
        ends.addStretch(1)
        ends.addWidget(self._high)
        return ends

    def _build_numbers(self) -> QGridLayout:
        numbers = QGridLayout()
        numbers.setSpacing(theme.scaled(4))
        numbers.addWidget(self.x_slider, 0, 0)
        numbers.addWidget(self.y_slider, 0, 1)
        self._hint.setObjectName("hint")
        self._hint.setWordWrap(True)
        numbers.addWidget(self._hint, 1, 0, 1, 2)
        return numbers

    def _button(self, name: str, picture: QIcon, tip: str) -> QToolButton:
        button = self.buttons[name] = icon_button(picture, tip)
        return button

    # --- what is shown ---------------------------------------------------------------------------

    def _fill(self) -> None:
        """Check the inputs that drive the setting."""
        self._filling = True
        for at, row in enumerate(INPUTS):
            on = curve_of(self._dynamics, self._setting, row[0]) is not None
            self.inputs.item(at).setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        self._filling = False

    def _show_curve(self) -> None:
        curve = curve_of(self._dynamics, self._setting, self.source)
        row = INPUTS[max(0, self.inputs.currentRow())]
        self._low.setText(tr(row[2]))
        self._high.setText(tr(row[3]))
        self._show_range(None)
        self.curve.set_curve(curve or usual(self.source))
        for widget in (self.curve, self.x_slider, self.y_slider, self.top):
            widget.setEnabled(curve is not None)
        for name in ("linear", "soft", "hard", "s", "flip", "copy"):
            self.buttons[name].setEnabled(curve is not None)
        self._hint.setText(
            "" if curve is not None else self.tr("Not driven by this. Check it at the left to draw a curve.")
        )
        self._show_point()

    def _show_range(self, top: float | None) -> None:
        """Heights from 0 to `top` times the setting (None: as the curve needs); of an angle, turns."""
        curve = curve_of(self._dynamics, self._setting, self.source)
        heights = [y for _, y in curve.points] if curve is not None else [1.0]
        turns = self._setting == Setting.ANGLE
        least = -1.0 if turns and min(heights) < 0 else min(0.0, min(heights))
        if top is None:
            top = next((one for one in TOPS if one >= max(heights)), max(heights))
        self.top.setCurrentIndex(self.top.findData(top))
        self.top.setVisible(not turns)
        self.curve.set_range(-1.0 if turns and least < 0 else least, 1.0 if turns else top)
        self.y_slider.minimum, self.y_slider.maximum = least * 100, (1.0 if turns else top) * 100
        self.y_slider.update()

    def _show_point(self) -> None:
        x, y = self.curve.point
        self.x_slider.set_value(x * 100)
        self.y_slider.set_value(y * 100)

    def _fitted(self, curve: Curve) -> Curve:
        """A ready-made curve, stretched to the heights between which the present one runs."""
        low, high = min(y for _, y in self.curve.curve().points), max(y for _, y in self.curve.curve().points)
        if high - low < 0.05:
            low, high = 0.0, 1.0
        return Curve(tuple((x, round(low + (high - low) * y, 4)) for x, y in curve.points))

    # --- what the artist asks for ----------------------------------------------------------------

    def _checked(self, item: QListWidgetItem) -> None:
        if self._filling:
            return
        at = self.inputs.row(item)
        source = INPUTS[at][0]
        on = item.checkState() == Qt.CheckState.Checked
        self.inputs.setCurrentRow(at)
        self._put(source, usual(source) if on else None)

    def _drawn(self, curve: Curve) -> None:
        self._show_point()
        self._put(self.source, curve)

    def _take(self, curve: Curve) -> None:
        self._put(self.source, curve)

    def _put(self, source: Input, curve: Curve | None) -> None:
        self._dynamics = with_curve(self._dynamics, self._setting, source, curve)
        self.changed.emit(self._dynamics)
        self._fill()
        self._show_curve()

    def _show_copy_menu(self) -> None:
        button = self.buttons["copy"]
        self.copy_menu().popup(button.mapToGlobal(button.rect().bottomLeft()))

    def copy_menu(self) -> QMenu:
        """Where the curve can be copied to: this setting's other inputs, and the same input elsewhere."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        curve, source = self.curve.curve(), self.source
        menu.addSection(self.tr("Another input"))
        for other, label, _, _ in INPUTS:
            if other != source:
                menu.addAction(tr(label), lambda other=other: self._copy(self._setting, other, curve))
        menu.addSection(self.tr("Another setting"))
        for setting in Setting:
            if setting != self._setting:
                menu.addAction(label_of(setting), lambda setting=setting: self._copy(setting, source, curve))
        return menu

    def _copy(self, setting: Setting, source: Input, curve: Curve) -> None:
        self._dynamics = with_curve(self._dynamics, setting, source, curve)
        self.changed.emit(self._dynamics)
        self._fill()
        self._show_curve()


def _picture(curve: Curve) -> QIcon:
    """A small drawing of a curve."""
    side, ratio = theme.scaled(16), 2
    result = QIcon()
    for mode, colour in ((QIcon.Mode.Normal, theme.TEXT), (QIcon.Mode.Disabled, theme.DISABLED)):
        pixmap = QPixmap(side * ratio, side * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colour), 1.4, c=Qt.PenCapStyle.RoundCap, j=Qt.PenJoinStyle.RoundJoin))
        span = side - 4
        places = [QPointF(2 + x * span, side - 2 - y * span) for x, y in curve.points]
        painter.drawPolyline(QPolygonF(places))
        painter.end()
        result.addPixmap(pixmap, mode)
    return result
