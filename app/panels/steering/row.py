"""One row of the Steering section: a title that folds it, a switch, a way out, and below what it is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from app import theme
from app.icons import icon
from app.panels.steering.bench import Bench
from app.panels.steering.names import TITLES, tr


class Row(QFrame):
    """`sort` names the class in what is kept of the panel. Rows that are off count for nothing."""

    sort = ""

    changed = Signal()
    removed = Signal()

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self.bench = bench
        self.fold = QToolButton()
        self.summary = QLabel()
        self.switch = QToolButton()
        self.remove = QToolButton()
        self.body = QWidget()
        self.content = QVBoxLayout(self.body)
        self.note = QLabel()  # why it cannot be used as it is
        self._title = tr(TITLES[self.sort])
        self._words = ""
        self._build()
        self.fold.toggled.connect(self._folded)
        self.switch.toggled.connect(self._switched)
        self.remove.clicked.connect(self.removed)

    # --- for the kinds of rows to fill in --------------------------------------------------------

    def state(self) -> dict[str, Any]:
        """What is kept of it, JSON-ready."""
        raise NotImplementedError

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take up what was kept. Raises ValueError, TypeError or KeyError where that makes no sense."""
        raise NotImplementedError

    def trouble(self) -> str:
        """Why it cannot be used as it is; "" where it can."""
        return ""

    def words(self) -> str:
        """Itself in a few words, for when it is folded."""
        return ""

    def begin(self) -> None:
        """The artist has just added it."""

    # --- what all have ---------------------------------------------------------------------------

    @property
    def on(self) -> bool:
        """Whether it counts."""
        return self.switch.isChecked()

    @property
    def folded(self) -> bool:
        return not self.fold.isChecked()

    def set_on(self, on: bool) -> None:
        self.switch.setChecked(on)

    def set_folded(self, folded: bool) -> None:
        self.fold.setChecked(not folded)

    def refresh(self) -> None:
        """Say anew what there is to say."""
        trouble = self.trouble() if self.on else ""
        self.note.setText(trouble)
        self.note.setVisible(bool(trouble))
        self._words = self.words()
        self._show_words()

    def touched(self) -> None:
        """The artist has changed something."""
        self.refresh()
        self.changed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_words()

    def _show_words(self) -> None:
        shown = self._words if self.folded else ""
        room = self.summary.width()
        self.summary.setText(self.fontMetrics().elidedText(shown, Qt.TextElideMode.ElideRight, room))

    def _folded(self, opened: bool) -> None:
        self.body.setVisible(opened)
        self.fold.setIcon(icon("chevron-down" if opened else "chevron-right"))
        self._show_words()

    def _switched(self, on: bool) -> None:
        self.switch.setIcon(icon("eye" if on else "eye-off"))
        self.body.setEnabled(on)
        self.touched()

    def _build(self) -> None:
        self.setObjectName("steeringRow")
        self.setStyleSheet(
            f"QFrame#steeringRow {{ background: {theme.CARD}; border-radius: {theme.scaled(4)}px; }}"
        )
        self.fold.setText(self._title)
        self.fold.setIcon(icon("chevron-down"))
        self.fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.fold.setCheckable(True)
        self.fold.setChecked(True)
        self.fold.setProperty("heading", True)
        self.summary.setObjectName("hint")
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        self.summary.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.switch.setCheckable(True)
        self.switch.setChecked(True)
        self.switch.setIcon(icon("eye"))
        self.switch.setProperty("heading", True)
        self.remove.setIcon(icon("cancel"))
        for button, words in (
            (self.switch, self.tr("Use it, or leave it out for now")),
            (self.remove, self.tr("Remove")),
        ):
            button.setToolTip(words)
            button.setAccessibleName(self.tr("{0}: {1}").format(self._title, words))
        self.note.setObjectName("hint")
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setWordWrap(True)
        self.note.setContentsMargins(theme.scaled(2), 0, theme.scaled(2), theme.scaled(2))
        self.note.hide()
        title = QHBoxLayout()
        title.setSpacing(theme.scaled(2))
        title.addWidget(self.fold)
        title.addWidget(self.summary, 1)
        title.addWidget(self.switch)
        title.addWidget(self.remove)
        self.content.setContentsMargins(theme.scaled(2), 0, theme.scaled(2), theme.scaled(2))
        self.content.setSpacing(theme.scaled(4))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[theme.scaled(4)] * 4)
        layout.setSpacing(theme.scaled(3))
        layout.addLayout(title)
        layout.addWidget(self.body)
        layout.addWidget(self.note)


def side_by_side(*widgets: QWidget) -> QHBoxLayout:
    """Widgets that share a line evenly."""
    line = QHBoxLayout()
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(theme.scaled(4))
    for widget in widgets:
        line.addWidget(widget, 1)
    return line


def part_number(value: object) -> float:
    """A number of what was kept. Raises ValueError for what is none."""
    number = float(value)  # type: ignore[arg-type]
    if number != number:
        raise ValueError("a number was expected")
    return number
