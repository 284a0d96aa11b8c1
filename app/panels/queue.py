"""The queue of generations: progress, time left, preview, cancel and retry."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QToolButton, QVBoxLayout, QWidget

from app.assistant import Assistant, Entry, State
from app.icons import icon

PREVIEW = 128  # logical pixels
KEPT = 5  # ended jobs that stay in sight


class QueueView(QWidget):
    """A row for each job; the newest at the bottom. Jobs that went well leave by themselves."""

    def __init__(self, assistant: Assistant) -> None:
        super().__init__()
        self._assistant = assistant
        self._rows: dict[int, QueueRow] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(4)
        assistant.queue_changed.connect(self._rebuild)
        assistant.entry_changed.connect(self._refresh)

    def _rebuild(self) -> None:
        entries = {entry.number: entry for entry in self._assistant.entries if self._worth_showing(entry)}
        for number in [number for number in self._rows if number not in entries]:
            row = self._rows.pop(number)
            row.hide()
            row.deleteLater()
        for number, entry in entries.items():
            if number not in self._rows:
                row = QueueRow(self._assistant, entry)
                self._rows[number] = row
                self._layout.addWidget(row)

    def _refresh(self, entry: Entry) -> None:
        row = self._rows.get(entry.number)
        if row is not None:
            row.refresh()
        if entry.state.ended:
            self._rebuild()

    def _worth_showing(self, entry: Entry) -> bool:
        if entry.state is not State.FAILED:
            return not entry.state.ended
        failed = [other.number for other in self._assistant.entries if other.state is State.FAILED]
        return entry.number in failed[-KEPT:]


class QueueRow(QWidget):
    """One job: what it does, how far it is, and the one button that makes sense now."""

    def __init__(self, assistant: Assistant, entry: Entry) -> None:
        super().__init__()
        self._assistant = assistant
        self.entry = entry
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.text = QLabel()
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setWordWrap(True)
        self.preview = QLabel()
        self.preview.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.button = QToolButton()
        self.button.clicked.connect(self._act)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 2, 0, 2)
        layout.setSpacing(3)
        line = QHBoxLayout()
        line.addWidget(self.text, 1)
        line.addWidget(self.button)
        layout.addLayout(line)
        layout.addWidget(self.bar)
        layout.addWidget(self.preview)
        self.refresh()

    def refresh(self) -> None:
        """Show the entry as it stands."""
        entry = self.entry
        failed = entry.state is State.FAILED
        self.text.setText(self._words())
        self.bar.setVisible(not failed)
        self.bar.setRange(0, entry.steps)  # 0 steps known: a busy bar
        self.bar.setValue(entry.step)
        if entry.state is State.WAITING:
            self.bar.setRange(0, 1)
            self.bar.setValue(0)
        self.button.setIcon(icon("retry" if failed else "cancel"))
        tip = self.tr("Retry") if failed else self.tr("Cancel this job")
        self.button.setToolTip(tip)
        self.button.setAccessibleName(tip)
        self.button.setVisible(entry.retryable or not failed)
        self.preview.setVisible(entry.preview is not None)
        if entry.preview is not None:
            ratio = self.devicePixelRatioF()
            picture = QPixmap.fromImage(entry.preview).scaled(
                round(PREVIEW * ratio),
                round(PREVIEW * ratio),
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            picture.setDevicePixelRatio(ratio)
            self.preview.setPixmap(picture)

    def _words(self) -> str:
        entry = self.entry
        match entry.state:
            case State.FAILED:
                return entry.error
            case State.WAITING:
                return self.tr("Waiting")
            case State.PLACING:
                return self.tr("Putting it on the canvas…")
            case _:
                stage = self._stages().get(entry.stage, self.tr("Working"))
                if entry.remaining is None:
                    return stage
                return self.tr("{0} · {1} left").format(stage, self._time(entry.remaining))

    def _stages(self) -> dict[str, str]:
        return {
            "starting": self.tr("Starting the engine"),
            "loading": self.tr("Loading the model"),
            "encoding": self.tr("Reading the picture"),
            "denoising": self.tr("Painting"),
            "decoding": self.tr("Finishing"),
            "painting": self.tr("Painting"),
            "filling": self.tr("Filling"),
            "ground": self.tr("Laying the ground"),
            "block_in": self.tr("Blocking in"),
            "forms": self.tr("Painting the forms"),
            "details": self.tr("Painting details"),
            "accents": self.tr("Setting accents"),
            "lines": self.tr("Drawing the lines"),
        }

    def _time(self, seconds: float) -> str:
        if seconds < 60:
            return self.tr("{0} s").format(max(1, round(seconds)))
        return self.tr("{0} min {1} s").format(int(seconds // 60), round(seconds % 60))

    def _act(self) -> None:
        if self.entry.state is State.FAILED:
            self._assistant.retry(self.entry)
        else:
            self._assistant.cancel(self.entry)
