"""Asks for the newest version when the artist wants to know, and says what came of it."""

from __future__ import annotations

import threading
from concurrent.futures import Future

from PySide6.QtCore import QCoreApplication, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMessageBox, QProgressDialog, QWidget

from app import VERSION
from app.runtime.errors import RuntimeProblem
from app.runtime_manager.words import problem_words
from app.settings import Settings
from app.tasks import answer, result_of
from app.updates import Release, Source, newest, own_source
from inference.errors import Cancelled, InferenceError
from inference.hub.stop import Stop

ADDRESS = "updates/address"
PATIENCE = 600  # milliseconds after which the wait is shown


def tr(text: str) -> str:
    return QCoreApplication.translate("Updates", text)


async def show_updates(parent: QWidget, settings: Settings, source: Source | None = None) -> None:
    """Ask, and show the answer in a box. `source` None: that of the settings, else of this build."""
    source = source or source_of(settings)
    stop, future = Stop(), Future[Release]()
    waiting = QProgressDialog(tr("Asking for the newest version…"), tr("Cancel"), 0, 0, parent)
    waiting.setWindowTitle(tr("Check for updates"))
    waiting.setMinimumDuration(PATIENCE)
    waiting.canceled.connect(stop.set)
    threading.Thread(target=lambda: _ask(source, stop, future), name="updates", daemon=True).start()
    try:
        release = await result_of(future)
    except Cancelled:
        return
    except (RuntimeProblem, InferenceError) as error:
        await answer(
            _box(parent, tr("It is not known whether there is a newer Scumble"), problem_words(error))
        )
        return
    finally:
        stop.set()
        waiting.reset()
        waiting.deleteLater()
    await _show(parent, release)


def source_of(settings: Settings) -> Source:
    """Where to ask: the address of the settings, if there is one. The key is always that of this build."""
    own = own_source()
    return Source(settings.get(ADDRESS).strip() or own.address, own.key)


def _ask(source: Source, stop: Stop, future: Future[Release]) -> None:
    future.set_running_or_notify_cancel()  # from here on it ends by itself
    try:
        release = newest(source, stop)
    except (RuntimeProblem, InferenceError) as error:
        future.set_exception(error)
    else:
        future.set_result(release)


async def _show(parent: QWidget, release: Release) -> None:
    if not release.is_newer:
        words = tr("You have version {0}; there is none newer.").format(VERSION)
        await answer(_box(parent, tr("This is the newest Scumble"), words))
        return
    news = "\n".join(f"• {line}" for line in release.news)
    stays = tr("Your settings, brushes and pictures stay as they are.")
    box = _box(
        parent,
        tr("Scumble {0} is there").format(release.version),
        "\n\n".join(part for part in (tr("You have version {0}.").format(VERSION), news, stays) if part),
    )
    get = box.addButton(tr("Open its page"), QMessageBox.ButtonRole.AcceptRole)
    box.setDefaultButton(get)
    box.buttonClicked.connect(lambda button: button is get and QDesktopServices.openUrl(QUrl(release.page)))
    await answer(box)


def _box(parent: QWidget, title: str, words: str) -> QMessageBox:
    box = QMessageBox(parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setWindowTitle(tr("Check for updates"))
    box.setText(title)
    box.setInformativeText(words)
    box.addButton(QMessageBox.StandardButton.Close)
    return box
