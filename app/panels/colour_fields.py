"""The fields inside a colour wheel's ring: where a colour lies, which colour a place is, their look."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter, QPainterPath, QPen, QPolygonF

from app import theme
from app.panels.colour_mix import Mix
from canvas import oklch

_HALF, _HIGH = 0.5, math.sqrt(3) / 2  # of the inner radius: the corners of a triangle that touches the ring
_WIDE = 1.38  # of the inner radius: where the largest chroma lies, so that no hue reaches the ring
_RING_LIGHTNESS = 0.72  # of the OKLCh ring: there every hue has a fair chroma
_RING_STEPS = 90
_EDGE_STEPS = 48  # of lightness, along the edge of sRGB
_LEVELS = 1 << 13  # of linear light in the table below


@dataclass(frozen=True, slots=True)
class Disc:
    """The room inside the ring, in the wheel's pixels."""

    middle: QPointF
    radius: float


class Field(ABC):
    """One kind of inner field. All pictures are made for a `Disc` and a device pixel ratio."""

    @abstractmethod
    def hue(self, mix: Mix) -> float:
        """The place on the ring, 0 … 1."""

    @abstractmethod
    def with_hue(self, mix: Mix, hue: float) -> Mix:
        """The mix at another place of the ring."""

    @abstractmethod
    def ring(self) -> list[QColor]:
        """The colours of the ring, evenly spaced from 0 to 1, both ends included."""

    @abstractmethod
    def ring_colour(self, hue: float) -> QColor:
        """The ring's colour at a place, 0 … 1."""

    @abstractmethod
    def area(self, disc: Disc) -> QRectF:
        """The rectangle in which the picture lies."""

    @abstractmethod
    def outline(self, disc: Disc, hue: float) -> QPainterPath:
        """The edge of the colours that can be chosen."""

    @abstractmethod
    def spot(self, disc: Disc, mix: Mix) -> QPointF:
        """Where a colour of the mix's hue lies."""

    @abstractmethod
    def pick(self, disc: Disc, mix: Mix, point: QPointF) -> Mix:
        """The colour of a place, with the mix's hue; a place outside gives a colour of the edge."""

    @abstractmethod
    def _fill(self, image: QImage, disc: Disc, hue: float) -> None:
        """Paint the whole area."""

    def picture(self, disc: Disc, hue: float, ratio: float) -> QImage:
        """The field, cut out smoothly along its outline, with a line around: black must not melt away."""
        area = self.area(disc)
        image = QImage(
            max(1, math.ceil(area.width() * ratio)),
            max(1, math.ceil(area.height() * ratio)),
            QImage.Format.Format_ARGB32_Premultiplied,
        )
        image.setDevicePixelRatio(ratio)
        self._fill(image, disc, hue)
        outline = self.outline(disc, hue)
        beyond = QPainterPath(outline)
        beyond.setFillRule(Qt.FillRule.OddEvenFill)
        beyond.addRect(area.adjusted(-2, -2, 2, 2))
        painter = QPainter(image)
        painter.translate(-area.topLeft())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationOut)
        painter.fillPath(beyond, Qt.GlobalColor.black)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        painter.strokePath(outline, QPen(QColor(theme.EDGE), 1.0))
        painter.end()
        return image


class _HsvField(Field):
    """What the two kinds for HSV have in common."""

    def hue(self, mix: Mix) -> float:
        return mix.hsv[0]

    def with_hue(self, mix: Mix, hue: float) -> Mix:
        return mix.with_hsv((hue, mix.hsv[1], mix.hsv[2]))

    def ring(self) -> list[QColor]:
        return [QColor.fromHsvF(sixth / 6 % 1.0, 1.0, 1.0) for sixth in range(7)]  # linear in between

    def ring_colour(self, hue: float) -> QColor:
        return QColor.fromHsvF(hue % 1.0, 1.0, 1.0)


class Triangle(_HsvField):
    """White above black at the left, the pure hue at the right; it does not turn, so hands can learn it."""

    def area(self, disc: Disc) -> QRectF:
        return QRectF(*_left_and_top(disc), 1.5 * disc.radius, 2 * _HIGH * disc.radius)

    def outline(self, disc: Disc, hue: float) -> QPainterPath:
        path = QPainterPath()
        path.addPolygon(QPolygonF([*self._corners(disc)]))
        path.closeSubpath()
        return path

    def spot(self, disc: Disc, mix: Mix) -> QPointF:
        _hue, saturation, value = mix.hsv
        pure, white, black = self._corners(disc)
        return pure * (saturation * value) + white * ((1 - saturation) * value) + black * (1 - value)

    def pick(self, disc: Disc, mix: Mix, point: QPointF) -> Mix:
        pure, white, _black = self._weights(disc, point)
        value = pure + white
        # Near black the saturation can hardly be aimed at: it stays as it was.
        saturation = pure / value if value > 1e-6 else mix.hsv[1]
        return mix.with_hsv((mix.hsv[0], saturation, value))

    def _corners(self, disc: Disc) -> tuple[QPointF, QPointF, QPointF]:
        """Where the pure hue, white and black lie."""
        left, high = -_HALF * disc.radius, _HIGH * disc.radius
        return (
            disc.middle + QPointF(disc.radius, 0),
            disc.middle + QPointF(left, -high),
            disc.middle + QPointF(left, high),
        )

    def _weights(self, disc: Disc, point: QPointF) -> tuple[float, float, float]:
        """The shares of the three corners in a point, which is brought to the nearest in the triangle."""
        away = (point - disc.middle) / disc.radius
        pure = (away.x() + _HALF) / 1.5
        white = (1 - pure - away.y() / _HIGH) / 2
        shares = np.array((pure, white, 1 - pure - white))
        # In an equilateral triangle this is the nearest point: the projection onto the simplex.
        order = np.sort(shares)[::-1]
        excess = (np.cumsum(order) - 1) / np.arange(1, 4)
        pure, white, black = np.maximum(shares - excess[np.nonzero(order > excess)[0][-1]], 0.0).tolist()
        return pure, white, black

    def _fill(self, image: QImage, disc: Disc, hue: float) -> None:
        """Light of the pure hue that fades from the right, and white light that fades from the upper left."""
        pure, white, black = (corner - self.area(disc).topLeft() for corner in self._corners(disc))
        image.fill(Qt.GlobalColor.black)
        area = QRectF(QPointF(0, 0), self.area(disc).size())
        painter = QPainter(image)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Plus)
        for corner, others, colour in (
            (pure, (white, black), QColor.fromHsvF(hue % 1.0, 1.0, 1.0)),
            (white, (pure, black), QColor(255, 255, 255)),
        ):
            fade = QLinearGradient((others[0] + others[1]) / 2, corner)
            fade.setColorAt(0, QColor(0, 0, 0))
            fade.setColorAt(1, colour)
            painter.fillRect(area, fade)
        painter.end()


class Square(_HsvField):
    """Saturation to the right, value upward."""

    def area(self, disc: Disc) -> QRectF:
        """In whole pixels, so that the edges are sharp."""
        half = math.floor(disc.radius / math.sqrt(2))
        middle = disc.middle
        return QRectF(math.floor(middle.x()) - half, math.floor(middle.y()) - half, 2 * half, 2 * half)

    def outline(self, disc: Disc, hue: float) -> QPainterPath:
        path = QPainterPath()
        path.addRect(self.area(disc))
        return path

    def spot(self, disc: Disc, mix: Mix) -> QPointF:
        area = self.area(disc)
        return QPointF(area.left() + mix.hsv[1] * area.width(), area.top() + (1 - mix.hsv[2]) * area.height())

    def pick(self, disc: Disc, mix: Mix, point: QPointF) -> Mix:
        area = self.area(disc)
        saturation = min(max((point.x() - area.left()) / area.width(), 0.0), 1.0)
        value = min(max(1 - (point.y() - area.top()) / area.height(), 0.0), 1.0)
        return mix.with_hsv((mix.hsv[0], saturation, value))

    def _fill(self, image: QImage, disc: Disc, hue: float) -> None:
        """White and black laid over the pure hue, which is HSV exactly."""
        area = QRectF(QPointF(0, 0), self.area(disc).size())
        painter = QPainter(image)
        painter.fillRect(area, QColor.fromHsvF(hue % 1.0, 1.0, 1.0))
        for end, first, last in (
            (area.topRight(), QColor(255, 255, 255), QColor(255, 255, 255, 0)),
            (area.bottomLeft(), QColor(0, 0, 0, 0), QColor(0, 0, 0)),
        ):
            fade = QLinearGradient(area.topLeft(), end)
            fade.setColorAt(0, first)
            fade.setColorAt(1, last)
            painter.fillRect(area, fade)
        painter.end()


class Gamut(Field):
    """OKLCh: lightness upward, chroma to the right, as far as sRGB has it at this hue.

    Both have one scale for all hues, so that a colour keeps its place when the hue turns.
    """

    def __init__(self) -> None:
        self._table = _eight_bit()
        lch = np.full((_RING_STEPS + 1, 3), (_RING_LIGHTNESS, oklch.MOST_CHROMA, 0.0))
        lch[:, 2] = np.linspace(0, 360, _RING_STEPS + 1)
        self._ring = [QColor.fromRgbF(*rgb) for rgb in oklch.srgb_of(lch).tolist()]

    def hue(self, mix: Mix) -> float:
        return mix.lch[2] / 360

    def with_hue(self, mix: Mix, hue: float) -> Mix:
        return mix.with_lch((mix.lch[0], mix.lch[1], hue * 360))

    def ring(self) -> list[QColor]:
        return self._ring

    def ring_colour(self, hue: float) -> QColor:
        return self._ring[round(hue % 1.0 * _RING_STEPS)]

    def area(self, disc: Disc) -> QRectF:
        return QRectF(*_left_and_top(disc), _WIDE * disc.radius, 2 * _HIGH * disc.radius)

    def outline(self, disc: Disc, hue: float) -> QPainterPath:
        lightness = np.linspace(0, 1, _EDGE_STEPS + 1)
        chroma = oklch.most_chroma(lightness, np.array(hue * 360))
        edge = [self._point(disc, *at) for at in zip(lightness.tolist(), chroma.tolist(), strict=True)]
        path = QPainterPath()
        path.addPolygon(QPolygonF(edge))
        path.closeSubpath()
        return path

    def spot(self, disc: Disc, mix: Mix) -> QPointF:
        return self._point(disc, mix.lch[0], mix.lch[1])

    def pick(self, disc: Disc, mix: Mix, point: QPointF) -> Mix:
        area = self.area(disc)
        lightness = min(max((area.bottom() - point.y()) / area.height(), 0.0), 1.0)
        chroma = max((point.x() - area.left()) / area.width(), 0.0) * oklch.MOST_CHROMA
        return mix.with_lch((lightness, chroma, mix.lch[2]))

    def _point(self, disc: Disc, lightness: float, chroma: float) -> QPointF:
        area = self.area(disc)
        return QPointF(
            area.left() + chroma / oklch.MOST_CHROMA * area.width(),
            area.bottom() - lightness * area.height(),
        )

    def _fill(self, image: QImage, disc: Disc, hue: float) -> None:
        """Each pixel's own colour; those outside sRGB are clipped, and cut away afterwards.

        A dense screen gets one value for each device-independent pixel, smoothly enlarged: the colours change
        slowly, and the sharp edge is the outline's.
        """
        size = image.deviceIndependentSize()
        width, height = math.ceil(size.width()), math.ceil(size.height())
        chroma = (np.arange(width) + 0.5) * (oklch.MOST_CHROMA / width)
        lightness = 1 - (np.arange(height) + 0.5) / height
        level = oklch.hue_slice(hue * 360, lightness, chroma)
        level *= _LEVELS
        np.clip(level, 0, _LEVELS, out=level)
        encoded = self._table[level.astype(np.uint16)]
        coarse = QImage(width, height, QImage.Format.Format_RGB32)
        pixels = np.ndarray((height, width, 4), np.uint8, coarse.bits())  # B, G, R, unused
        for channel in range(3):
            pixels[:, :, 2 - channel] = encoded[channel]
        pixels[:, :, 3] = 255
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF(QPointF(0, 0), size), coarse)
        painter.end()


def _eight_bit() -> np.ndarray:
    """sRGB, 8 bits, of each level of linear light."""
    return np.rint(oklch.encoded(np.arange(_LEVELS + 1) / _LEVELS) * 255).astype(np.uint8)


def _left_and_top(disc: Disc) -> tuple[float, float]:
    return disc.middle.x() - _HALF * disc.radius, disc.middle.y() - _HIGH * disc.radius


def fields() -> dict[str, Field]:
    """Every kind of inner field by its id, in the order in which they are offered."""
    return {"triangle": Triangle(), "square": Square(), "oklch": Gamut()}
