"""What is said of AI runtimes: their names, how large they are, and how far the work is."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.errors import AppError
from app.i18n import QT_TRANSLATE_NOOP
from app.model_manager.item import size_words, time_words
from app.runtime.errors import CONTEXT, RuntimeProblem
from app.runtime.installer import Progress, Stage
from app.runtime.offers import Offer, seconds
from app.words import worded
from inference.errors import InferenceError

NAMES = {
    "cuda": QT_TRANSLATE_NOOP("RuntimeWords", "NVIDIA graphics (CUDA)"),
    "rocm": QT_TRANSLATE_NOOP("RuntimeWords", "AMD graphics (ROCm)"),
    "xpu": QT_TRANSLATE_NOOP("RuntimeWords", "Intel graphics (XPU)"),
    "mps": QT_TRANSLATE_NOOP("RuntimeWords", "Apple graphics (Metal)"),
    "cpu": QT_TRANSLATE_NOOP("RuntimeWords", "Processor only"),
}
STAGES = {
    Stage.CHECKING: QT_TRANSLATE_NOOP("RuntimeWords", "Looking at every file…"),
    Stage.DOWNLOADING: QT_TRANSLATE_NOOP("RuntimeWords", "Downloading"),
    Stage.UNPACKING: QT_TRANSLATE_NOOP("RuntimeWords", "Unpacking"),
    Stage.TRYING: QT_TRANSLATE_NOOP("RuntimeWords", "Trying whether it works; this takes up to a minute…"),
}


def tr(text: str) -> str:
    return QCoreApplication.translate("RuntimeWords", text)


def problem_words(error: AppError | InferenceError) -> str:
    """An error as the artist reads it."""
    if isinstance(error, RuntimeProblem):
        return QCoreApplication.translate(CONTEXT, error.template).format(**error.values)
    return worded(error)


def name_words(variant: str) -> str:
    return tr(NAMES[variant]) if variant in NAMES else variant


def about_words(offer: Offer) -> str:
    """What a variant is for, on this machine."""
    if offer.graphics is None:
        return tr("Works on every computer. A picture takes minutes instead of seconds.")
    words = [offer.graphics.name]
    if offer.graphics.memory:
        words.append(tr("{0} of memory").format(size_words(offer.graphics.memory)))
    if offer.graphics.driver:
        words.append(tr("driver {0}").format(offer.graphics.driver))
    return " · ".join(words)


def amount_words(offer: Offer, here: int) -> str:
    """What it costs to add it, in room and time. `here`: bytes that need not be downloaded."""
    lock = offer.lock
    if lock is None:
        return ""
    if here >= lock.download:
        return tr("Nothing to download, {0} on the disk; about {1}").format(
            size_words(lock.unpacked), time_words(seconds(lock, here=here))
        )
    words = tr("{0} to download, {1} on the disk; about {2} with 50 Mbit/s").format(
        size_words(max(0, lock.download - here)),
        size_words(lock.unpacked),
        time_words(seconds(lock, here=here)),
    )
    return f"{words} · {tr('{0} are here already').format(size_words(here))}" if here else words


def progress_words(progress: Progress) -> str:
    """The line below the bar."""
    words = [tr(STAGES[progress.stage])]
    if progress.total:
        words.append(tr("{0} of {1}").format(size_words(progress.here), size_words(progress.total)))
    if progress.stage is Stage.DOWNLOADING and progress.speed is not None:
        words.append(tr("{0}/s").format(size_words(progress.speed)))
    if progress.left is not None and progress.here < progress.total:
        words.append(tr("{0} left").format(time_words(progress.left)))
    return " · ".join(words)
