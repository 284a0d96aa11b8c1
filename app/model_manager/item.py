"""One download as the window shows it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLocale

from inference.hub import Order, Plan


class State(Enum):
    """How a download stands."""

    WAITING = "waiting"  # for others
    ASKING = "asking"  # the hub is asked what there is
    RUNNING = "running"
    STOPPED = "stopped"  # by the artist, or by the end of the program
    FAILED = "failed"
    DONE = "done"

    @property
    def ended(self) -> bool:
        return self in (State.STOPPED, State.FAILED, State.DONE)


@dataclass(slots=True, eq=False)
class Item:
    """What was ordered and how far it is."""

    title: str
    id: str  # of the page
    order: Order | Plan
    state: State = State.WAITING
    ticket: int = 0  # 0: not ordered in this run of the program
    here: int = 0  # bytes
    total: int = 0  # bytes; 0 until it is known
    speed: float | None = None  # bytes per second
    left: float | None = None  # seconds
    error: str = ""  # a sentence
    choices: tuple[str, ...] = field(default=())  # files of the page, one of which must be chosen
    plan: Plan | None = None
    path: Path | None = None  # once it is done

    @property
    def share(self) -> float:
        """0 … 1"""
        return self.here / self.total if self.total else 0.0


def tr(text: str) -> str:
    return QCoreApplication.translate("ModelManager", text)


def size_words(amount: float) -> str:
    """Bytes, in the artist's way of writing numbers."""
    digits = 1 if amount >= 1e9 and amount % 1e9 else 0
    return QLocale().formattedDataSize(round(amount), digits, QLocale.DataSizeFormat.DataSizeSIFormat)


def time_words(seconds: float) -> str:
    """How long it will take, no more exact than can be known."""
    if seconds < 60:
        return tr("{0} s").format(max(1, round(seconds)))
    if seconds < 3600:
        return tr("{0} min").format(round(seconds / 60))
    return tr("{0} h {1} min").format(int(seconds // 3600), round(seconds % 3600 / 60) % 60)


def progress_words(item: Item) -> str:
    """The line under a download's name."""
    amount = tr("{0} of {1}").format(size_words(item.here), size_words(item.total))
    match item.state:
        case State.WAITING:
            return tr("Waiting for its turn")
        case State.ASKING:
            return tr("Asking the hub…")
        case State.RUNNING:
            words = [amount]
            if item.speed is not None:
                words.append(tr("{0}/s").format(size_words(item.speed)))
            if item.left is not None:
                words.append(tr("{0} left").format(time_words(item.left)))
            return " · ".join(words)
        case State.STOPPED:
            return tr("Stopped") + (f" · {amount}" if item.total else "")
        case State.FAILED:
            return item.error
        case State.DONE:
            return tr("It is here") + (f" · {size_words(item.total)}" if item.total else "")
