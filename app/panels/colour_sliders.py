"""The colour panel's sliders: one set for each way to name a colour, each showing what it would give."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import theme
from app.panels.colour_mix import Mix, Triple
from app.panels.value_slider import ValueSlider
from canvas import oklch

MODES = ("hsv", "rgb", "oklch")
_SCALES: dict[str, Triple] = {"hsv": (360, 100, 100), "rgb": (255, 255, 255), "oklch": (100, 1, 1)}
_STOPS = 33  # along a track of OKLCh, where colours do not lie on straight lines
_BEYOND = QColor(0, 0, 0, 0)  # no colour of sRGB is there


@dataclass(frozen=True, slots=True)
class Place:
    """One slider's place: which of the mode's three numbers it shows."""

    mode: str
    at: int


class ColourSliders(QWidget):
    """Three sliders of the mode in hand; `changed` tells what the artist slides to."""

    changed = Signal(object)  # Mix
    finished = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mix = Mix()
        self._mode = MODES[0]
        self._began: Mix | None = None  # with which the present drag began: passing a grey must cost nothing
        self._tracks: tuple[object, ...] = ()
        self.sliders = self._make()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.scaled(3))
        for place, slider in self.sliders.items():
            slider.setVisible(place.mode == self._mode)
            slider.changed.connect(lambda value, place=place: self._slid(place, value))
            slider.finished.connect(self._end)
            layout.addWidget(slider)

    def _make(self) -> dict[Place, ValueSlider]:
        degree, percent = self.tr("°"), self.tr(" %")
        return {
            Place("hsv", 0): ValueSlider(self.tr("Hue"), 0, 360, 0, suffix=degree),
            Place("hsv", 1): ValueSlider(self.tr("Saturation"), 0, 100, 0, suffix=percent),
            Place("hsv", 2): ValueSlider(self.tr("Value"), 0, 100, 0, suffix=percent),
            Place("rgb", 0): ValueSlider(self.tr("Red"), 0, 255, 0),
            Place("rgb", 1): ValueSlider(self.tr("Green"), 0, 255, 0),
            Place("rgb", 2): ValueSlider(self.tr("Blue"), 0, 255, 0),
            Place("oklch", 0): ValueSlider(self.tr("Lightness"), 0, 100, 0, suffix=percent, decimals=1),
            Place("oklch", 1): ValueSlider(self.tr("Chroma"), 0, oklch.MOST_CHROMA, 0, decimals=3),
            Place("oklch", 2): ValueSlider(self.tr("Hue"), 0, 360, 0, suffix=degree),
        }

    @property
    def mode(self) -> str:
        return self._mode

    def set_mode(self, mode: str) -> None:
        """Show the sliders of one of `MODES`."""
        self._mode = mode
        self._began = None
        for place, slider in self.sliders.items():
            slider.setVisible(place.mode == mode)
        self._refresh()

    def set_mix(self, mix: Mix) -> None:
        """Show another colour, without a signal."""
        self._mix = mix
        self._refresh()

    def _refresh(self) -> None:
        numbers = {"hsv": self._mix.hsv, "rgb": self._mix.rgb, "oklch": self._mix.lch}
        for place, slider in self.sliders.items():
            slider.set_value(numbers[place.mode][place.at] * _SCALES[place.mode][place.at])
        if self._tracks != (self._mode, self._mix):
            self._tracks = (self._mode, self._mix)
            for at, stops in enumerate(_TRACKS[self._mode](self._mix)):
                self.sliders[Place(self._mode, at)].set_stops(stops)

    def _slid(self, place: Place, value: float) -> None:
        """Change one number; the other two stay exact, though their sliders show them rounded."""
        if self._began is None:
            self._began = self._mix
        began = self._began
        share = value / _SCALES[place.mode][place.at]
        match place.mode:
            case "hsv":
                self._mix = began.with_hsv(_put(began.hsv, place.at, share))
            case "rgb":
                self._mix = began.with_rgb(_put(began.rgb, place.at, share))
            case _:
                self._mix = began.with_lch(_put(began.lch, place.at, share))
        self.changed.emit(self._mix)

    def _end(self) -> None:
        self._began = None
        self._refresh()  # a chroma that sRGB lacks goes back to what was found
        self.finished.emit()


def _put(triple: Triple, at: int, value: float) -> Triple:
    first, second, third = (value if place == at else old for place, old in enumerate(triple))
    return first, second, third


# --- what the tracks show ------------------------------------------------------------------------


def _hsv_tracks(mix: Mix) -> tuple[tuple[QColor, ...], ...]:
    hue, saturation, value = mix.hsv
    hue %= 1.0
    return (
        tuple(QColor.fromHsvF(sixth / 6 % 1.0, 1.0, 1.0) for sixth in range(7)),
        (QColor.fromHsvF(hue, 0.0, value), QColor.fromHsvF(hue, 1.0, value)),
        (QColor(0, 0, 0), QColor.fromHsvF(hue, saturation, 1.0)),
    )


def _rgb_tracks(mix: Mix) -> tuple[tuple[QColor, ...], ...]:
    return tuple(
        (QColor.fromRgbF(*_put(mix.rgb, at, 0.0)), QColor.fromRgbF(*_put(mix.rgb, at, 1.0)))
        for at in range(3)
    )


def _oklch_tracks(mix: Mix) -> tuple[tuple[QColor, ...], ...]:
    """Along the chroma the track ends where sRGB does; elsewhere the chroma gives way."""
    lch = np.broadcast_to(np.array(mix.lch), (3, _STOPS, 3)).copy()
    for at, most in enumerate((1.0, oklch.MOST_CHROMA, 360.0)):
        lch[at, :, at] = np.linspace(0.0, most, _STOPS)
    inside = oklch.in_gamut(oklch.linear_of_oklch(lch[1])).tolist()
    lightness, chroma, hue = (
        tuple(QColor.fromRgbF(*rgb) for rgb in row) for row in oklch.srgb_of(lch).tolist()
    )
    chroma = tuple(colour if there else _BEYOND for colour, there in zip(chroma, inside, strict=True))
    return lightness, chroma, hue


_TRACKS = {"hsv": _hsv_tracks, "rgb": _rgb_tracks, "oklch": _oklch_tracks}
