"""The colour panel: wheel, sliders, hex field, the two colours in hand and those painted with lately."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRegularExpression, QSize, Qt
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QToolButton, QVBoxLayout, QWidget

from app import theme
from app.icons import icon
from app.panels.colour_mix import Mix
from app.panels.colour_sliders import MODES, ColourSliders
from app.panels.colour_wheel import ColourWheel
from app.panels.swatches import ColourPair, RecentColours, colour_of, hex_of
from app.studio import Colour, Studio

_SIDE = 102  # width of the column beside the wheel


class ColourPanel(QWidget):
    """Shows and changes the studio's foreground colour, or its background colour if that was clicked."""

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._studio = studio
        self._background = False  # which colour is edited
        self._mix = Mix()
        self.wheel = ColourWheel()
        self.sliders = ColourSliders()
        self.pair = ColourPair()
        self.recent = RecentColours()
        self.hex = QLineEdit()
        self.kinds: dict[str, QToolButton] = {}
        self.modes: dict[str, QToolButton] = {}
        self._build()
        self._connect()
        self._restore()
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
        layout.addWidget(self.sliders)
        layout.addWidget(self.recent)

    def _build_side(self) -> QVBoxLayout:
        side = QVBoxLayout()
        side.setSpacing(theme.scaled(3))
        self.pair.setFixedWidth(theme.scaled(_SIDE))
        for button, picture, tip, handler in (
            (
                self.pair.swap,
                "swap",
                self.tr("Swap foreground and background (X)"),
                self._studio.swap_colours,
            ),
            (self.pair.reset, "reset-colours", self.tr("Black on white (D)"), self._studio.default_colours),
        ):
            button.setIcon(icon(picture))
            _name(button, tip)
            button.clicked.connect(lambda _=False, do=handler: do())
        side.addWidget(self.pair)
        side.addStretch(1)
        side.addLayout(self._build_kinds())
        self.hex.setValidator(QRegularExpressionValidator(QRegularExpression("#?[0-9a-fA-F]{0,6}"), self.hex))
        self.hex.setFixedWidth(theme.scaled(_SIDE))
        self.hex.setAccessibleName(self.tr("Colour in hexadecimal"))
        self.hex.setToolTip(self.tr("Red, green and blue in hexadecimal: 3 or 6 digits"))
        side.addWidget(self.hex)
        side.addLayout(self._build_modes())
        return side

    def _build_kinds(self) -> QHBoxLayout:
        buttons = []
        for kind, tip in (
            ("triangle", self.tr("Wheel with a triangle: the pure hue, white and black")),
            ("square", self.tr("Wheel with a square: saturation and value")),
            ("oklch", self.tr("Perceptual wheel (OKLCh): lightness and chroma as the eye sees them")),
        ):
            button = self.kinds[kind] = QToolButton()
            button.setIcon(icon(f"wheel-{kind}"))
            button.setIconSize(QSize(theme.scaled(18), theme.scaled(18)))
            _name(button, tip)
            buttons.append((kind, button))
        return self._segments(buttons, self._choose_kind)

    def _build_modes(self) -> QHBoxLayout:
        buttons = []
        for mode, text, tip in (
            ("hsv", self.tr("HSV"), self.tr("Sliders for hue, saturation and value")),
            ("rgb", self.tr("RGB"), self.tr("Sliders for red, green and blue")),
            ("oklch", self.tr("LCh"), self.tr("Sliders for perceptual lightness, chroma and hue (OKLCh)")),
        ):
            button = self.modes[mode] = QToolButton()
            button.setText(text)
            _name(button, tip)
            buttons.append((mode, button))
        return self._segments(buttons, self._choose_mode)

    def _segments(self, buttons: list[tuple[str, QToolButton]], choose: Callable[[str], None]) -> QHBoxLayout:
        """A row of buttons of which one is down."""
        row = QHBoxLayout()
        row.setSpacing(theme.scaled(1))
        group = QButtonGroup(self)
        for name, button in buttons:
            button.setCheckable(True)
            button.setFixedWidth((theme.scaled(_SIDE) - 2 * theme.scaled(1)) // 3)
            button.clicked.connect(lambda _=False, name=name: choose(name))
            group.addButton(button)
            row.addWidget(button)
        return row

    def _connect(self) -> None:
        studio = self._studio
        studio.colour_changed.connect(self._colour_changed)
        studio.background_changed.connect(self._background_changed)
        studio.colour_used.connect(self._remember)
        self.wheel.changed.connect(self._mixed)
        self.sliders.changed.connect(self._mixed)
        self.pair.target_wanted.connect(self._aim)
        self.recent.picked.connect(self._pick)
        self.hex.editingFinished.connect(self._typed)

    def _restore(self) -> None:
        settings = self._studio.settings
        kind, mode = settings.get("colour/wheel"), settings.get("colour/sliders")
        self.set_kind(kind if kind in self.kinds else self.wheel.kind)
        self.set_mode(mode if mode in self.modes else MODES[0])
        self.recent.restore(settings.get("colour/recent"))

    # --- what is shown ---------------------------------------------------------------------------

    def set_kind(self, kind: str) -> None:
        """Show the wheel with a "triangle", a "square" or the field of "oklch"."""
        self.kinds[kind].setChecked(True)
        self.wheel.set_kind(kind)

    def set_mode(self, mode: str) -> None:
        """Show the sliders of "hsv", "rgb" or "oklch"."""
        self.modes[mode].setChecked(True)
        self.sliders.set_mode(mode)

    def _colour_changed(self, colour: Colour) -> None:
        if self._background:
            self._show_pair()
        else:
            self._adopt(colour)

    def _background_changed(self, colour: Colour) -> None:
        if self._background:
            self._adopt(colour)
        else:
            self._show_pair()

    def _adopt(self, colour: Colour) -> None:
        """Show a colour; what it does not say (the hue of a grey) stays as it was."""
        self._mix = self._mix.with_rgb(colour)
        self.wheel.set_mix(self._mix)
        self.sliders.set_mix(self._mix)
        if not self.hex.hasFocus() or not self.hex.isModified():
            self.hex.setText(hex_of(colour))
        self._show_pair()

    def _show_pair(self) -> None:
        self.pair.show_colours(self._studio.colour, self._studio.background, self._background)

    # --- what the artist asks for ----------------------------------------------------------------

    def _choose_kind(self, kind: str) -> None:
        self.set_kind(kind)
        self._studio.settings.set("colour/wheel", kind)

    def _choose_mode(self, mode: str) -> None:
        self.set_mode(mode)
        self._studio.settings.set("colour/sliders", mode)

    def _aim(self, background: bool) -> None:
        self._background = background
        self._adopt(self._studio.background if background else self._studio.colour)

    def _mixed(self, mix: Mix) -> None:
        self._mix = mix
        self._send(mix.rgb)

    def _typed(self) -> None:
        self.hex.setModified(False)
        colour = colour_of("#" + self.hex.text().removeprefix("#"))
        if colour is not None and hex_of(colour) != hex_of(self._mix.rgb):
            self._send(colour)
        self.hex.setText(hex_of(self._mix.rgb))

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
            self._adopt(colour)  # the studio tells nothing when only the hue of a grey has changed

    def _remember(self, colour: Colour) -> None:
        """Keep a colour that was painted with, over the program's end too."""
        before = self.recent.names()
        self.recent.add(colour)
        if self.recent.names() != before:
            self._studio.settings.set("colour/recent", self.recent.names())


def _name(button: QToolButton, tip: str) -> None:
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
