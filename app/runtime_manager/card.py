"""What the Assist panel says of the AI runtime while models cannot be run: a sentence and a button."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QProgressBar, QPushButton, QVBoxLayout

from app import theme
from app.icons import icon
from app.runtime.manifest import State
from app.runtime_manager.runtime import Runtime, Work

STEPS = 1000  # of the bar


class RuntimeCard(QFrame):
    """Hidden while models can be run, and one quiet line while the built-in painter is chosen."""

    wanted = Signal()  # the window of the runtime

    def __init__(self, runtime: Runtime) -> None:
        super().__init__()
        self._runtime = runtime
        self._modest = True  # nothing was asked for that needs the runtime
        self._quiet: bool | None = None  # how it is dressed
        self.setObjectName("card")
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(theme.scaled(6))
        self.button = QPushButton()
        self.button.clicked.connect(self._press)
        self._layout = QVBoxLayout(self)
        self._layout.setSpacing(theme.scaled(8))
        for widget in (self.text, self.bar, self.button):
            self._layout.addWidget(widget)
        runtime.changed.connect(self.refresh)
        self.refresh()

    def use_for(self, *, diffusion: bool) -> None:
        """`diffusion`: what is chosen needs the runtime."""
        self._modest = not diffusion
        self.refresh()

    def refresh(self) -> None:
        """Show how the runtime stands."""
        runtime, progress = self._runtime, self._runtime.progress
        busy = runtime.work in (Work.INSTALLING, Work.REPAIRING)
        self.setVisible(not runtime.usable)
        self.bar.setVisible(busy)
        known = progress is not None and progress.total > 0
        self.bar.setRange(0, STEPS if known else 0)
        if progress is not None and known:
            self.bar.setValue(round(STEPS * progress.here / progress.total))
        if busy:
            text, button, picture = self.tr("The AI runtime is being installed."), self.tr("Show…"), "info"
        elif runtime.standing.state is State.OLD:
            text = self.tr("The AI runtime is of another version. AI models wait until it is updated.")
            button, picture = self.tr("Update it"), "retry"
        elif runtime.needs_mending:
            text = self.tr("The AI runtime is not whole. AI models wait until it is mended.")
            button, picture = self.tr("Mend it"), "retry"
        elif runtime.standing.state is State.BEGUN:
            text = self.tr(
                "The AI runtime is installed only in part. AI models wait until all of it is here."
            )
            button, picture = self.tr("Go on with the AI runtime"), "retry"
        else:
            text = self.tr(
                "AI models need the AI runtime, which is not installed. The painter works without."
            )
            button, picture = self.tr("Add AI runtime…"), "import"
        quiet = self._modest and runtime.standing.state in (State.ABSENT, State.BEGUN) and not busy
        self._dress(quiet)
        self.text.setVisible(not quiet)
        self.text.setText(text)
        self.button.setText(button)
        self.button.setIcon(icon(picture))

    def _dress(self, quiet: bool) -> None:
        """As a card, or as no more than its button."""
        if self._quiet is quiet:
            return
        self._quiet = quiet
        margin = 0 if quiet else theme.scaled(10)
        self._layout.setContentsMargins(margin, margin, margin, margin)
        self.button.setFlat(quiet)
        card = (
            f"background: {theme.CARD}; border: 1px solid {theme.LINE}; border-radius: {theme.scaled(4)}px;"
        )
        self.setStyleSheet("" if quiet else f"QFrame#card {{ {card} }}")

    def _press(self) -> None:
        """One click mends, or goes on; everything else is decided in the window."""
        runtime = self._runtime
        mendable = runtime.needs_mending or runtime.standing.state is State.BEGUN
        if runtime.work is None and mendable and runtime.can_repair:
            runtime.repair()
        else:
            self.wanted.emit()
