"""The strip above the canvas that tells what went wrong and offers the next step."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

SECONDS = 12.0  # a notice without an action goes away by itself

Choice = tuple[str, Callable[[], None]]  # what a button says and does


class Notice(QFrame):
    """Shows one sentence at a time; never takes the focus from the canvas.

    An offer that something else was told over comes back when that is done with.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self.text = QLabel()
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setWordWrap(True)
        self.button = QPushButton()
        self.other = QPushButton()
        for place, button in enumerate((self.button, self.other)):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _=False, place=place: self._act(place))
        close = QToolButton()
        close.setText("×")
        close.setAccessibleName(self.tr("Close this message"))
        close.setToolTip(self.tr("Close this message"))
        close.clicked.connect(self._close)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 6, 6, 6)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.button)
        layout.addWidget(self.other)
        layout.addWidget(close)
        self._choices: tuple[Choice, ...] = ()
        self._offer: tuple[str, tuple[Choice, ...]] | None = None  # that is not answered yet
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._close)
        self.hide()

    def tell(self, sentence: str, button: str = "", action: Callable[[], None] | None = None) -> None:
        """Show a sentence, with a button where there is something to do about it."""
        self._show(sentence, () if action is None else ((button, action),))

    def offer(self, sentence: str, first: Choice, second: Choice) -> None:
        """Ask for one of two things to be done, after what is told just now."""
        told = self.text.text() if not self.isHidden() and not self._choices else ""
        self._offer = sentence, (first, second)
        self._show(f"{told} {sentence}".strip(), self._offer[1])

    def withdraw(self, sentence: str) -> None:
        """Show it no more: it is not so any longer."""
        if not self.isHidden() and self.text.text() == sentence:
            self._close()

    def clear(self) -> None:
        """Show nothing; an offer is withdrawn."""
        self._offer, self._choices = None, ()
        self._timer.stop()
        self.hide()

    def _show(self, sentence: str, choices: tuple[Choice, ...]) -> None:
        self.text.setText(sentence)
        self._choices = choices
        for place, button in enumerate((self.button, self.other)):
            button.setText(choices[place][0] if place < len(choices) else "")
            button.setVisible(place < len(choices))
        self.show()
        if choices:
            self._timer.stop()
        else:
            self._timer.start(int(SECONDS * 1000))

    def _act(self, place: int) -> None:
        action = self._choices[place][1] if place < len(self._choices) else None
        self._close()
        if action is not None:
            action()

    def _close(self) -> None:
        """Of what is shown; an offer that it was told over is shown again."""
        if self._offer is not None and self._choices is self._offer[1]:
            self._offer = None
        self._choices = ()
        self._timer.stop()
        self.hide()
        if self._offer is not None:
            self._show(*self._offer)
