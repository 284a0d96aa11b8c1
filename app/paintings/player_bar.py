"""The bar below the canvas while a painting is watched: play, scrub, speed, stop here."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QLocale, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QSlider, QToolButton, QWidget

from app import theme
from app.assistant import stage_names
from app.icons import icon
from app.paintings.player import SPEEDS, Player
from app.panels.choice_box import Choice, ChoiceBox


class ScrubBar(QSlider):
    """A strip with a part for each stage, named where there is room; a press goes there at once."""

    scrubbed = Signal(int)

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._parts: list[tuple[int, int, str]] = []  # of each stage: first stroke, the one after, name
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Strokes"))
        self.setMinimumWidth(theme.scaled(120))

    def show_stages(self, marks: list[tuple[int, str]], length: int) -> None:
        ends = [first for first, _ in marks][1:]
        self._parts = [(first, end, name) for (first, name), end in zip(marks, (*ends, length), strict=False)]
        self.setRange(0, length)
        self.setSingleStep(1)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.scaled(320), self.fontMetrics().height() + theme.scaled(16))

    def stage(self, stroke: int) -> str:
        """The name of the stage that a stroke belongs to."""
        return next((name for first, _, name in reversed(self._parts) if first <= stroke), "")

    # --- the hand --------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._go(event.position().x())
            event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go by a stroke (with Shift by twenty), page keys from stage to stage."""
        far = 20 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        here, firsts = self.value(), [first for first, *_ in self._parts]
        places = {
            Qt.Key.Key_Left: here - far,
            Qt.Key.Key_Right: here + far,
            Qt.Key.Key_PageUp: max((first for first in firsts if first < here), default=0),
            Qt.Key.Key_PageDown: min((first for first in firsts if first > here), default=self.maximum()),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: self.maximum(),
        }
        place = places.get(Qt.Key(event.key()))
        if place is None:
            event.ignore()
            return
        self.scrubbed.emit(min(max(place, 0), self.maximum()))

    def _go(self, x: float) -> None:
        groove = self._groove()
        share = (x - groove.left()) / max(1.0, groove.width())
        self.scrubbed.emit(round(min(max(share, 0.0), 1.0) * self.maximum()))

    # --- the look --------------------------------------------------------------------------------

    def _groove(self) -> QRectF:
        knob = theme.scaled(6)
        height = theme.scaled(6)
        top = theme.scaled(4)
        return QRectF(knob, top, max(1, self.width() - 2 * knob), height)

    def _x(self, stroke: int) -> float:
        groove = self._groove()
        return groove.left() + groove.width() * stroke / max(1, self.maximum())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        groove, here = self._groove(), self._x(self.value())
        painter.setPen(Qt.PenStyle.NoPen)
        gap = theme.scaled(2)
        for first, end, _ in self._parts:
            left, right = self._x(first), self._x(end) - (gap if end != self.maximum() else 0)
            part = QRectF(left, groove.top(), max(1.0, right - left), groove.height())
            painter.setBrush(QColor(theme.BASE))
            painter.drawRoundedRect(part, 2, 2)
            done = QRectF(part)
            done.setRight(min(part.right(), here))
            if done.width() > 0:
                painter.setBrush(QColor(theme.ACCENT))
                painter.drawRoundedRect(done, 2, 2)
        self._paint_names(painter)
        radius = theme.scaled(6)
        middle = QPointF(here, groove.center().y())
        painter.setBrush(QColor(theme.WINDOW))
        painter.drawEllipse(middle, radius + 1, radius + 1)
        painter.setBrush(QColor(theme.ACCENT if self.hasFocus() else theme.TEXT))
        painter.drawEllipse(middle, radius - 1, radius - 1)

    def _paint_names(self, painter: QPainter) -> None:
        """Below the strip, where they fit; that of the stage that is shown always."""
        metrics, now = self.fontMetrics(), self.stage(max(0, self.value() - 1))
        top = self._groove().bottom() + theme.scaled(5)
        free = 0.0
        for first, end, name in self._parts:
            left, width = self._x(first), metrics.horizontalAdvance(name)
            room = self._x(end) - left - theme.scaled(6)
            if width > room or left < free:
                continue
            painter.setPen(QColor(theme.TEXT if name == now else theme.MUTED))
            painter.drawText(QRectF(left, top, width + 2, metrics.height()), Qt.AlignmentFlag.AlignLeft, name)
            free = left + width + theme.scaled(6)
        painter.setPen(Qt.PenStyle.NoPen)


class PlayerBar(QWidget):
    """Hidden unless a painting is watched."""

    def __init__(self, player: Player, export: Callable[[], None]) -> None:
        super().__init__()
        self._player = player
        self._marks: list[tuple[int, str]] = []  # first stroke and name of each stage
        self.play = QToolButton()
        self.play.clicked.connect(lambda _=False: player.toggle())
        self.scrub = ScrubBar()
        self.scrub.scrubbed.connect(player.seek)
        self.count = QLabel()
        self.count.setObjectName("hint")
        self.speed = ChoiceBox(self.tr("Speed"))
        self.speed.offer([Choice(self.tr("{0}×").format(speed), speed) for speed in SPEEDS])
        self.speed.choose(player.speed)
        self.speed.setToolTip(self.tr("How many times faster than a quick hand"))
        self.speed.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.speed.setFixedWidth(theme.scaled(64))
        self.speed.chosen.connect(player.set_speed)
        self.stop = self._button(
            "brush",
            self.tr("Stop here"),
            self.tr("Keep these strokes and go on by hand; painting on the canvas does the same"),
            player.stop_here,
        )
        self.export = self._button(
            "export", self.tr("Export…"), self.tr("Save the painting's making as a short film"), export
        )
        self.done = self._button("cancel", "", self.tr("Close, with the picture as it is"), player.close)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.scaled(8), theme.scaled(4), theme.scaled(6), theme.scaled(4))
        layout.setSpacing(theme.scaled(8))
        for widget in (self.play, self.scrub, self.count, self.speed, self.stop, self.export, self.done):
            layout.addWidget(widget, 1 if widget is self.scrub else 0)
        player.opened.connect(self._show)
        player.closed.connect(self.hide)
        player.moved.connect(self._follow)
        self.hide()

    def _button(self, name: str, text: str, tip: str, act: Callable[[], object]) -> QToolButton:
        button = QToolButton()
        button.setIcon(icon(name))
        button.setText(text)
        if text:
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setToolTip(tip)
        button.setAccessibleName(text or tip)
        button.clicked.connect(lambda _=False: act())
        return button

    def _show(self) -> None:
        self._follow()
        self.show()

    def _follow(self) -> None:
        player = self._player
        names = stage_names()
        marks = [(first, names[stage]) for stage, first in player.starts.items()]
        if marks != self._marks or self.scrub.maximum() != player.length:
            self._marks = marks
            self.scrub.show_stages(marks, player.length)
            whole = QLocale().toString(player.length)
            self.count.setMinimumWidth(
                self.count.fontMetrics().horizontalAdvance(self.tr("{0} of {1}").format(whole, whole))
            )
        self.scrub.setValue(player.at)
        self.scrub.update()
        numbers = QLocale().toString(player.at), QLocale().toString(player.length)
        self.count.setText(self.tr("{0} of {1}").format(*numbers))
        self.count.setToolTip(self.tr("Strokes"))
        self.play.setIcon(icon("pause" if player.playing else "play"))
        words = self.tr("Rest") if player.playing else self.tr("Play")
        self.play.setToolTip(words)
        self.play.setAccessibleName(words)
        self.stop.setEnabled(player.at > 0)
