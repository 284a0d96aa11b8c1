"""The composition root of the window: makes every part, hands each what it needs, and ends them in order."""

from __future__ import annotations

import asyncio
import importlib
import logging
import logging.handlers
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, wait
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs
from PySide6.QtCore import QCoreApplication, Qt, QTimer
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from app import VERSION, language, theme
from app.assistant import Assistant
from app.compute import Compute
from app.engine_tuning import SETTINGS as TUNING
from app.engine_tuning import tuned
from app.errors import install_hooks
from app.garbage import Collector
from app.icons import app_icon
from app.new_picture import MOST_PIXELS, new_document
from app.runtime.places import Places
from app.runtime.worker import Start
from app.runtime_manager.runtime import Runtime
from app.settings import Settings, window_store
from app.studio import Studio
from app.window import Window
from app.words import worded
from canvas.kernels.library import user_folder, uses_numba_only
from canvas.warmup import PAINTABLE, Stage, stages

if TYPE_CHECKING:
    from inference.events import Event
    from inference.service import InferenceService

PATIENCE = 3000  # milliseconds after which a start is slow enough to be explained
LATER = ("app.panels.brush", "app.panels.palette", "app.panels.history", "inference.service")
AFTERWARDS = 50  # milliseconds until the window has been painted for the first time
SWITCH_INTERVAL = 0.0005  # seconds; Python's 5 ms would let one thread keep the pen waiting


def make_application(arguments: list[str]) -> QApplication:
    """The Qt application in Scumble's colours."""
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_CompressHighFrequencyEvents, False)
    application = QApplication(arguments)
    application.setApplicationName("scumble")
    application.setApplicationDisplayName("Scumble")
    application.setApplicationVersion(VERSION)
    application.setDesktopFileName("scumble")
    language.install(application)
    theme.apply(application)
    return application


class Program:
    """Every long-lived part of a running window. `close` ends them all."""

    def __init__(
        self, settings: Settings, worker: list[str] | None = None, recovery: Path | None = None
    ) -> None:
        """`worker` is the command that starts the worker process; None: the usual one.

        recovery: the folder for pictures that are not saved yet; None: the usual one.
        """
        self.collector = Collector(lambda: self.window.viewport.pointing.busy)
        self.compute = Compute()
        self._stages: Iterator[Stage] = iter(())
        self._ready = self.compute.submit(self._make_paintable)
        width, height = settings.get("new/width"), settings.get("new/height")
        if width * height > MOST_PIXELS:
            width = height = 2048
        document = new_document(width, height, (1.0, 1.0, 1.0, 1.0))
        self.studio = Studio(self.compute, settings, document)
        self.runtime = Runtime(Places(settings.folder / "runtime"))
        start = self.runtime.start if worker is None else Start(tuple(worker))
        self._start = start
        self.assistant = Assistant(self.studio, self._make_service)
        settings.changed.connect(self._tune)
        if worker is None:
            self.runtime.ready.connect(self._use)
        self.window = Window(self.studio, self.assistant, recovery or recovery_folder(), self.runtime)
        QTimer.singleShot(AFTERWARDS, self.window, self._go_on)
        QTimer.singleShot(PATIENCE, self.window, self._explain_the_wait)

    def _make_service(self, hear: Callable[[Event], None]) -> InferenceService:
        from inference.service import InferenceService

        return InferenceService(hear, self._start.command, self._environment())

    def _environment(self) -> Mapping[str, str]:
        return tuned(self.studio.settings.get, self._start.environment)

    def _use(self, start: Start) -> None:
        """The AI runtime was added, mended or removed: the next job finds a worker that knows."""
        self._start = start
        self.assistant.use_worker(start.command, self._environment())

    def _tune(self, setting: str) -> None:
        if setting in TUNING:
            self._use(self._start)

    def _make_paintable(self) -> None:
        """Called on the compute thread, which loads the kernels while the window is being built."""
        self._stages = iter(stages(keep=None if uses_numba_only() else user_folder()))
        for stage in islice(self._stages, PAINTABLE):
            stage.run()

    def _go_on(self) -> None:
        """What neither the window nor a stroke waits for."""
        QApplication.setWindowIcon(app_icon())
        self._ready.add_done_callback(self._prepare_the_rest)

    def _prepare_the_rest(self, before: Future[None]) -> None:
        """The next stage, queued behind the strokes that came meanwhile. Called on any thread."""
        if before.cancelled() or before.exception() is not None:
            return
        stage = next(self._stages, None)
        if stage is None:
            self.compute.errand(_load_later)
            self.collector.prepared.emit()
        else:
            run = self.compute.errand if stage.slow else self.compute.submit
            run(lambda: _run(stage)).add_done_callback(self._prepare_the_rest)

    def _explain_the_wait(self) -> None:
        """Where the brushes are still being compiled, say so: without a word the first stroke seems lost."""
        if not self._ready.done():
            self.window.notice.tell(
                QCoreApplication.translate(
                    "Start",
                    "The brushes are being made ready. This takes about a minute, only at the first start.",
                )
            )

    def close(self) -> bool:
        """End the worker process, the threads and the session within two seconds.

        False where something on a thread cannot be stopped: all that is left is to end the process.
        """
        self.collector.close()
        left = self.window.workspace.leave()
        self.window.side_windows.end_downloads()
        self.runtime.shutdown(timeout=0.3)
        self.studio.session.close()
        self.assistant.close(timeout=0.9)
        wait((left,), timeout=0.8)  # all is on disk already; what is left is to tidy the file up
        return self.compute.close(timeout=0.8)


def _load_later() -> None:
    """Import what is likely to be wanted next, so that it then comes at once. Called on any thread."""
    for module in LATER:
        importlib.import_module(module)


def _run(stage: Stage) -> None:
    stage.run()


def run_window(path: Path | None = None) -> int:
    """Show the window and stay until it is closed."""
    _log_to_file()
    sys.setswitchinterval(SWITCH_INTERVAL)
    application = make_application(sys.argv[:1])
    loop = QEventLoop(application)
    asyncio.set_event_loop(loop)
    store = window_store()
    program = Program(Settings(store))
    # A signal, since the error may come up on another thread.
    install_hooks(lambda error: program.assistant.told.emit(worded(error)))
    program.window.closed.connect(loop.stop)
    program.window.show()
    program.collector.keep()
    loop.call_soon(lambda: program.window.tasks.spawn(_begin(program.window, path)))
    with loop:
        loop.run_forever()
        loop.run_until_complete(program.window.tasks.ended())
    if not program.close():  # a slow disk, say; what is being saved was waited for before
        store.sync()
        logging.shutdown()
        os._exit(0)
    return 0


async def _begin(window: Window, path: Path | None) -> None:
    """What comes once the window is shown."""
    await window.workspace.begin(path)
    window.side_windows.offer_mending()


def recovery_folder() -> Path:
    """Where pictures are kept that have no file of their own yet."""
    return Path(platformdirs.user_data_dir("scumble", False)) / "recovery"


def _log_to_file() -> None:
    folder = Path(platformdirs.user_log_dir("scumble", False))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = logging.handlers.RotatingFileHandler(
            folder / "scumble.log", maxBytes=1 << 20, backupCount=2, encoding="utf-8"
        )
    except OSError as error:
        handler = logging.StreamHandler()
        logging.getLogger("scumble").warning("no log file: %s", error)
    handler.setFormatter(logging.Formatter("%(asctime)s %(process)d %(name)s %(levelname)s %(message)s"))
    logging.basicConfig(level=os.environ.get("SCUMBLE_LOG", "INFO").upper(), handlers=[handler])
