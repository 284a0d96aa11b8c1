"""The candidates below the canvas: thumbnails to choose from, each shown on the canvas at a click."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListView,
    QListWidget,
    QListWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.assistant import Assistant, Candidate, is_painting
from app.candidate_brush import CandidateBrush
from app.generation import Request
from app.icons import icon

WIDE, HIGH = 190, 96  # logical pixels that a thumbnail may take


class CandidateStrip(QWidget):
    """A click shows a candidate on the canvas; the buttons keep, vary or discard it.

    While the candidate brush is in hand, a click chooses what it paints with.
    """

    def __init__(self, assistant: Assistant, brush: CandidateBrush, request: Callable[[], Request]) -> None:
        super().__init__()
        self._assistant = assistant
        self._brush = brush
        self._request = request
        self.list = QListWidget()
        self.list.setViewMode(QListView.ViewMode.IconMode)
        self.list.setFlow(QListView.Flow.LeftToRight)
        self.list.setWrapping(False)
        self.list.setMovement(QListView.Movement.Static)
        self.list.setIconSize(QSize(WIDE, HIGH))
        self.list.setSpacing(3)
        self.list.setFixedHeight(HIGH + 30)
        self.list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(self.tr("Candidates"))
        self.list.itemClicked.connect(self._clicked)
        self.list.itemDoubleClicked.connect(lambda _: self._keep())
        self.list.currentItemChanged.connect(lambda item, _: self._show(item))
        self.title = QLabel()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 4)
        layout.setSpacing(4)
        layout.addLayout(self._buttons())
        layout.addWidget(self.list)
        assistant.candidates_changed.connect(self._rebuild)
        assistant.shown_changed.connect(self._mark)
        brush.changed.connect(self._mark_source)
        self._rebuild()

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(self.title)
        row.addSpacing(12)
        self.keep = self._button("keep", self.tr("Keep as a layer"), self._keep)
        self.between = self._button("candidate-brush", self.tr("Brush between"), self._begin)
        self.between.setToolTip(
            self.tr("Keep it as a layer, and paint the best of the others onto that with any brush")
        )
        self.vary = self._button("vary", self.tr("More like this"), self._vary)
        self.new_details = self._button("dice", self.tr("New details"), lambda: self._again(new_style=False))
        self.new_details.setToolTip(self.tr("Same style, new details"))
        self.new_style = self._button("brush", self.tr("New style"), lambda: self._again(new_style=True))
        self.new_style.setToolTip(self.tr("Same details, new style"))
        self.discard = self._button("discard", self.tr("Discard"), self._discard)
        self.clear = self._button("cancel", self.tr("Discard all"), self._assistant.discard_all)
        for button in (
            self.keep,
            self.between,
            self.vary,
            self.new_details,
            self.new_style,
            self.discard,
            self.clear,
        ):
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _button(self, name: str, tip: str, act: Callable[[], object]) -> QToolButton:
        button = QToolButton()
        button.setIcon(icon(name))
        button.setText(tip)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setAccessibleName(tip)
        button.clicked.connect(lambda _=False: act())
        return button

    def _rebuild(self) -> None:
        chosen = self._brush.source if self._brush.on else self._chosen()
        self.list.blockSignals(True)
        self.list.clear()
        for candidate in self._assistant.candidates:
            pixmap = self._pixmap(candidate)
            face = QIcon(pixmap)
            face.addPixmap(pixmap, QIcon.Mode.Selected)  # else Qt tints the chosen one
            item = QListWidgetItem(face, "")
            item.setData(Qt.ItemDataRole.UserRole, candidate)
            item.setSizeHint(QSize(pixmap.deviceIndependentSize().toSize() + QSize(8, 8)))
            item.setToolTip(
                self.tr("Seed {0}. Click to see it on the canvas.").format(candidate.order.job.seed)
            )
            self.list.addItem(item)
            if candidate is chosen:
                self.list.setCurrentItem(item)
        self.list.blockSignals(False)
        self.setVisible(bool(self._assistant.candidates))
        self._update()

    def _pixmap(self, candidate: Candidate) -> QPixmap:
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap.fromImage(candidate.thumbnail).scaled(
            round(WIDE * ratio),
            round(HIGH * ratio),
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        pixmap.setDevicePixelRatio(ratio)
        return pixmap

    def _chosen(self) -> Candidate | None:
        item = self.list.currentItem()
        return item.data(Qt.ItemDataRole.UserRole) if item is not None else None

    def _show(self, item: QListWidgetItem | None) -> None:
        """The arrow keys go from one to the next."""
        if item is not None:
            self._clicked(item)

    def _clicked(self, item: QListWidgetItem) -> None:
        candidate = item.data(Qt.ItemDataRole.UserRole)
        if self._brush.on:
            self._brush.choose(candidate)
        elif self._assistant.shown is not candidate:
            self._assistant.show(candidate)
        self._update()

    def _mark(self, candidate: Candidate | None) -> None:
        if candidate is None and not self._brush.on:
            self._choose_row(-1)
        self._update()

    def _mark_source(self) -> None:
        candidates, source = self._assistant.candidates, self._brush.source
        self._choose_row(candidates.index(source) if source in candidates else -1)
        self._update()

    def _choose_row(self, row: int) -> None:
        self.list.blockSignals(True)
        if row < 0:
            self.list.clearSelection()
        self.list.setCurrentRow(row)
        self.list.blockSignals(False)

    def _update(self) -> None:
        candidate, count = self._chosen(), len(self._assistant.candidates)
        title = self.tr("The brush paints with:") if self._brush.on else self.tr("%n candidate(s)", "", count)
        self.title.setText(title)
        self.between.setEnabled(candidate is not None and count > 1)
        for button in (self.keep, self.vary, self.new_details, self.new_style, self.discard):
            button.setEnabled(candidate is not None)
        strokes = any(is_painting(one.layer) for one in self._assistant.candidates)
        for button in (self.new_details, self.new_style):
            button.setVisible(strokes)
            button.setEnabled(candidate is not None and is_painting(candidate.layer))

    def _keep(self) -> None:
        if (candidate := self._chosen()) is not None:
            self._assistant.keep(candidate)

    def _begin(self) -> None:
        if (candidate := self._chosen()) is not None:
            self._brush.begin(candidate)

    def _vary(self) -> None:
        if (candidate := self._chosen()) is not None:
            self._assistant.more_like(candidate, self._request())

    def _again(self, *, new_style: bool) -> None:
        if (candidate := self._chosen()) is not None:
            self._assistant.vary_candidate(candidate, new_style=new_style)

    def _discard(self) -> None:
        if (candidate := self._chosen()) is not None:
            self._assistant.discard(candidate)
