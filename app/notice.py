"""The strip above the canvas that tells what went wrong and offers the next step."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

SECONDS = 12.0  # a notice without an action goes away by itself


class Notice(QFrame):
    """Shows one sentence at a time; never takes the focus from the canvas."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self.text = QLabel()
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setWordWrap(True)
        self.button = QPushButton()
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.clicked.connect(self._act)
        close = QToolButton()
        close.setText("×")
        close.setAccessibleName(self.tr("Close this message"))
        close.setToolTip(self.tr("Close this message"))
        close.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 6, 6, 6)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.button)
        layout.addWidget(close)
        self._action: Callable[[], None] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def tell(self, sentence: str, button: str = "", action: Callable[[], None] | None = None) -> None:
        """Show a sentence, with a button where there is something to do about it."""
        self.text.setText(sentence)
        self._action = action
        self.button.setText(button)
        self.button.setVisible(action is not None)
        self.show()
        if action is None:
            self._timer.start(int(SECONDS * 1000))
        else:
            self._timer.stop()

    def _act(self) -> None:
        action, self._action = self._action, None
        self.hide()
        if action is not None:
            action()
