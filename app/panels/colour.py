"""The colour panel: wheel, sliders, hex field, the two colours in hand and those used lately."""

from __future__ import annotations

import colorsys
import re

from PySide6.QtCore import QRegularExpression, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QRegularExpressionValidator
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app import theme
from app.icons import icon
from app.panels.colour_wheel import ColourWheel, Hsv, colour_of
from app.panels.swatches import ColourPair, RecentColours, hex_of
from app.panels.value_slider import ValueSlider
from app.studio import Colour, Studio

_SETTLE_MS = 700  # a colour that stays so long counts as used


class ColourPanel(QWidget):
    """Shows and changes the studio's foreground colour, or its background colour if that was clicked."""

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._studio = studio
        self._background = False  # which colour is edited
        self._hsv: Hsv = (0.0, 0.0, 0.0)  # keeps the hue of greys and the saturation of black
        self.wheel = ColourWheel()
        self.pair = ColourPair()
        self.recent = RecentColours()
        self.hex = QLineEdit()
        self.sliders: tuple[ValueSlider, ...] = ()
        self.modes: dict[str, QToolButton] = {}
        self._mode = "hsv"
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._build()
        self._connect()
        self._adopt(studio.colour)

    # --- building --------------------------------------------------------------------------------

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        edge = theme.scaled(6)
        layout.setContentsMargins(edge, edge, edge, theme.scaled(4))
        layout.setSpacing(theme.scaled(4))
        head = QHBoxLayout()
        head.setSpacing(theme.scaled(8))
        head.addWidget(self.wheel, 1)
        head.addLayout(self._build_side())
        layout.addLayout(head, 1)
        layout.addLayout(self._build_sliders())
        layout.addWidget(self.recent)

    def _build_side(self) -> QVBoxLayout:
        side = QVBoxLayout()
        side.setSpacing(theme.scaled(3))
        side.addWidget(self.pair)
        exchange = QHBoxLayout()
        exchange.setSpacing(theme.scaled(2))
        for picture, tip, handler in (
            ("swap", self.tr("Swap foreground and background (X)"), self._studio.swap_colours),
            ("reset-colours", self.tr("Black on white (D)"), self._studio.default_colours),
        ):
            button = QToolButton()
            button.setIcon(icon(picture))
            button.setIconSize(QSize(theme.scaled(18), theme.scaled(18)))
            button.setToolTip(tip)
            button.setAccessibleName(tip)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _=False, do=handler: do())
            exchange.addWidget(button)
        exchange.addStretch(1)
        side.addLayout(exchange)
        side.addStretch(1)
        self.hex.setValidator(QRegularExpressionValidator(QRegularExpression("#?[0-9a-fA-F]{0,6}"), self.hex))
        self.hex.setFixedWidth(theme.scaled(76))
        self.hex.setAccessibleName(self.tr("Colour in hexadecimal"))
        self.hex.setToolTip(self.tr("Red, green and blue in hexadecimal: 3 or 6 digits"))
        side.addWidget(self.hex)
        side.addLayout(self._build_modes())
        self.pair.setFixedWidth(theme.scaled(76))
        return side

    def _build_modes(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.scaled(2))
        group = QButtonGroup(self)
        for mode, text, tip in (
            ("hsv", self.tr("HSV"), self.tr("Sliders for hue, saturation and value")),
            ("rgb", self.tr("RGB"), self.tr("Sliders for red, green and blue")),
        ):
            button = QToolButton()
            button.setText(text)
            button.setCheckable(True)
            button.setChecked(mode == self._mode)
            button.setToolTip(tip)
            button.setAccessibleName(tip)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _=False, mode=mode: self.set_mode(mode))
            group.addButton(button)
            self.modes[mode] = button
            row.addWidget(button, 1)
        return row

    def _build_sliders(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(theme.scaled(3))
        degree, percent = self.tr("°"), self.tr(" %")
        self.sliders = (
            ValueSlider(self.tr("Hue"), 0, 360, 0, suffix=degree),
            ValueSlider(self.tr("Saturation"), 0, 100, 0, suffix=percent),
            ValueSlider(self.tr("Value"), 0, 100, 0, suffix=percent),
            ValueSlider(self.tr("Red"), 0, 255, 0),
            ValueSlider(self.tr("Green"), 0, 255, 0),
            ValueSlider(self.tr("Blue"), 0, 255, 0),
        )
        for place, slider in enumerate(self.sliders):
            slider.setVisible(place < 3)
            slider.changed.connect(self._slid)
            grid.addWidget(slider, place, 0)
        return grid

    def _connect(self) -> None:
        studio = self._studio
        studio.colour_changed.connect(self._colour_changed)
        studio.background_changed.connect(self._background_changed)
        self.wheel.changed.connect(self._dragged)
        self.wheel.finished.connect(self._remember)
        self.pair.target_wanted.connect(self._aim)
        self.recent.picked.connect(self._pick)
        self.hex.editingFinished.connect(self._typed)
        self._settle.timeout.connect(self._remember)

    # --- what is shown ---------------------------------------------------------------------------

    def set_mode(self, mode: str) -> None:
        """Show the sliders of "hsv" or "rgb"."""
        self._mode = mode
        self.modes[mode].setChecked(True)
        for place, slider in enumerate(self.sliders):
            slider.setVisible((place < 3) == (mode == "hsv"))
        self._refresh()

    def _colour_changed(self, colour: Colour) -> None:
        self._settle.start()
        if not self._background:
            self._adopt(colour)
        else:
            self._show_pair()

    def _background_changed(self, colour: Colour) -> None:
        if self._background:
            self._settle.start()
            self._adopt(colour)
        else:
            self._show_pair()

    def _adopt(self, colour: Colour) -> None:
        """Show a colour; what it does not say (the hue of a grey) stays as it was."""
        if colour != colorsys.hsv_to_rgb(*self._hsv):
            hue, saturation, value = colorsys.rgb_to_hsv(*colour)
            if value == 0.0:
                saturation = self._hsv[1]
            if saturation == 0.0 or value == 0.0:
                hue = self._hsv[0]
            self._hsv = (hue, saturation, value)
        self._refresh()

    def _refresh(self) -> None:
        hue, saturation, value = self._hsv
        red, green, blue = colour = colorsys.hsv_to_rgb(*self._hsv)
        self.wheel.set_hsv(self._hsv)
        numbers = (hue * 360, saturation * 100, value * 100, red * 255, green * 255, blue * 255)
        for slider, number in zip(self.sliders, numbers, strict=True):
            slider.set_value(number)
        self._show_stops(colour)
        if not self.hex.hasFocus() or not self.hex.isModified():
            self.hex.setText(hex_of(colour))
        self._show_pair()

    def _show_stops(self, colour: Colour) -> None:
        """What each slider would give, as a strip of colours along it."""
        hue, saturation, value = self._hsv
        if self._mode == "hsv":
            strips = (
                tuple(colour_of((sixth / 6 % 1.0, 1.0, 1.0)) for sixth in range(7)),
                (colour_of((hue, 0.0, value)), colour_of((hue, 1.0, value))),
                (QColor(0, 0, 0), colour_of((hue, saturation, 1.0))),
            )
            shown = self.sliders[:3]
        else:
            red, green, blue = colour
            strips = (
                (QColor.fromRgbF(0.0, green, blue), QColor.fromRgbF(1.0, green, blue)),
                (QColor.fromRgbF(red, 0.0, blue), QColor.fromRgbF(red, 1.0, blue)),
                (QColor.fromRgbF(red, green, 0.0), QColor.fromRgbF(red, green, 1.0)),
            )
            shown = self.sliders[3:]
        for slider, strip in zip(shown, strips, strict=True):
            slider.set_stops(strip)

    def _show_pair(self) -> None:
        self.pair.show_colours(self._studio.colour, self._studio.background, self._background)

    # --- what the artist asks for ----------------------------------------------------------------

    def _aim(self, background: bool) -> None:
        self._background = background
        self._adopt(self._studio.background if background else self._studio.colour)

    def _dragged(self, hsv: Hsv) -> None:
        self._hsv = hsv
        self._send(colorsys.hsv_to_rgb(*hsv))

    def _slid(self, _value: float) -> None:
        if self._mode == "hsv":
            hue, saturation, value = (slider.value() for slider in self.sliders[:3])
            self._dragged((hue / 360, saturation / 100, value / 100))
        else:
            red, green, blue = (slider.value() / 255 for slider in self.sliders[3:])
            self._send((red, green, blue))

    def _typed(self) -> None:
        digits = self.hex.text().removeprefix("#")
        self.hex.setModified(False)
        if re.fullmatch("[0-9a-fA-F]{3}|[0-9a-fA-F]{6}", digits):
            colour = QColor(f"#{digits}")
            if colour.name() != hex_of(colorsys.hsv_to_rgb(*self._hsv)):
                self._send((colour.redF(), colour.greenF(), colour.blueF()))
        self._refresh()

    def _pick(self, colour: Colour, background: bool) -> None:
        if background:
            self._studio.set_background(colour)
        else:
            self._send(colour)

    def _send(self, colour: Colour) -> None:
        before = self._studio.background if self._background else self._studio.colour
        if self._background:
            self._studio.set_background(colour)
        else:
            self._studio.set_colour(colour)
        if colour == before:
            self._refresh()  # the studio tells nothing when only the hue of a grey has changed

    def _remember(self) -> None:
        self._settle.stop()
        self.recent.add(self._studio.background if self._background else self._studio.colour)
