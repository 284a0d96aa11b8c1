"""What can be done with a painting made of strokes: watched, painted anew, exported as a film."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.action import Action
from app.assistant import Assistant
from app.dialogs import ask_save
from app.i18n import QT_TRANSLATE_NOOP
from app.paintings.player import Player
from app.paintings.stages import Painted, painting_at
from app.studio import Studio
from app.tasks import Tasks, answer, result_of
from canvas.background import background_pool
from canvas.document import Document

if TYPE_CHECKING:
    from app.paintings.timelapse import Film


class PaintingDeeds(QObject):
    """Of the painting that the active layer is, belongs to, or is painted over."""

    export_changed = Signal(float)  # share of a film that is written, 0 … 1; below 0: none is being written

    def __init__(
        self,
        studio: Studio,
        assistant: Assistant,
        player: Player,
        tasks: Tasks,
        parent: QWidget,
        tell: Callable[[str], None],
        place: Callable[[str], Path],
    ) -> None:
        """`place` suggests a name for a film, given its ending."""
        super().__init__(parent)
        self._studio, self._assistant, self.player = studio, assistant, player
        self._tasks, self._window, self._tell, self._place = tasks, parent, tell, place
        self._stop: threading.Event | None = None  # of the film that is being written

    def rows(self) -> tuple[Action, ...]:
        """The submenu of the Layer menu."""
        text = QT_TRANSLATE_NOOP
        return (
            Action("watch", text("Actions", "&Watch it paint"), "", self.watch, "play"),
            Action("film", text("Actions", "Export &time-lapse…"), "", self.export, "export"),
            Action(),
            Action("new_details", text("Actions", "Same style, new &details"), "", self.new_details, "dice"),
            Action("new_style", text("Actions", "Same details, new &style"), "", self.new_style, "vary"),
            Action("again", text("Actions", "Paint again from the s&ketch"), "", self.again, "retry"),
            Action("stage_again", text("Actions", "Paint this sta&ge anew"), "", self.stage_again),
        )

    def watch(self) -> None:
        self.player.open(self._studio.document.active)

    def new_details(self) -> None:
        self._assistant.vary_painting(self._studio.document.active, new_style=False)

    def new_style(self) -> None:
        self._assistant.vary_painting(self._studio.document.active, new_style=True)

    def again(self) -> None:
        self._assistant.paint_again(self._studio.document.active)

    def stage_again(self) -> None:
        self._assistant.paint_stage_again(self._studio.document.active)

    # --- films -----------------------------------------------------------------------------------

    def export(self) -> None:
        """Ask how the film of the painting is to be, and write it."""
        document = self._studio.document
        found = painting_at(document, self.player.node or document.active)
        if found is None:
            self._tell(self.tr("This layer is no painting made of strokes. Choose one that is."))
        elif self._stop is not None:
            self._tell(self.tr("A time-lapse is being saved just now. Wait for it, or stop it first."))
        else:
            self._tasks.spawn(self._export(document, found))

    def stop_export(self) -> None:
        """Give up the film that is being written."""
        if self._stop is not None:
            self._stop.set()

    async def _export(self, document: Document, painted: Painted) -> None:
        from app.paintings.film_dialog import FilmDialog  # not needed for the first window

        dialog = FilmDialog(self._window, self._studio.settings, document)
        accepted = await answer(dialog)
        film, ending = dialog.film(), dialog.ending()
        if not accepted:
            return
        filters = self.tr("Animated WebP (*.webp)") if ending == ".webp" else self.tr("MP4 film (*.mp4)")
        path = await ask_save(self._window, self.tr("Export time-lapse"), filters, self._place(ending))
        if path is not None:
            await self._write(path, document, painted, film)

    async def _write(self, path: Path, document: Document, painted: Painted, film: Film) -> None:
        from app.paintings.timelapse import Stopped, write_timelapse

        stop = self._stop = threading.Event()
        pool = background_pool(1, "film")  # a thread of its own: it takes long, and errands are not to wait

        def write() -> None:
            write_timelapse(path, document, painted, film, self.export_changed.emit, stop.is_set)

        self.export_changed.emit(0.0)
        try:
            await result_of(pool.submit(write))
            self._studio.tell(self.tr("Saved {0}").format(path.name))
        except Stopped:
            self._studio.tell(self.tr("The time-lapse was stopped. Nothing was saved."))
        finally:
            stop.set()
            pool.shutdown(wait=False)
            self._stop = None
            self.export_changed.emit(-1.0)
