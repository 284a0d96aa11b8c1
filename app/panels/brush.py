"""The brush panel: the brushes to choose from, and behind them all settings of the one in hand."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app import theme
from app.brush_presets import title_of
from app.brush_shelf import ImportReport
from app.dialogs import TextDialog
from app.icon_button import icon_button
from app.icons import icon
from app.notice import Notice
from app.panels.brush_deeds import BrushDeeds
from app.panels.brush_editor import BrushEditor
from app.panels.brush_finder import BrushFinder
from app.panels.brush_hand import BrushHand
from app.panels.stroke_preview import StrokePainter
from app.studio import Studio
from app.tasks import Tasks, answer
from canvas.brush.entry import BrushEntry
from canvas.brush.preset import Brush
from canvas.brush_files import extensions


class BrushPanel(QWidget):
    """Shows the studio's brush, or its eraser: which of all brushes it is, and how it is set."""

    settings_shown = Signal(bool)  # they need more height than the list

    def __init__(self, studio: Studio, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._studio, self._tasks, self._shelf = studio, tasks, studio.shelf
        self._painter = StrokePainter(studio.compute, self, studio.settings.cache_folder / "strokes")
        self._editor: BrushEditor | None = None
        self.hand = BrushHand(studio)
        self.finder = BrushFinder(studio, self.hand, self._painter)
        self.deeds = BrushDeeds(studio, self.hand, tasks, self)
        self.title = QLabel()
        self.notice = Notice()
        self.buttons: dict[str, QToolButton] = {}
        self._pages = QStackedWidget()
        self._build()
        self._connect()
        self.setAcceptDrops(True)
        self.set_target(False)

    @property
    def editor(self) -> BrushEditor:
        """All settings of the brush; built when they are first wanted, for there are many."""
        if self._editor is None:
            self._editor = BrushEditor(self._studio, self._painter)
            self._editor.set_target(self.hand.eraser)
            self._editor.failed.connect(self.notice.tell)
            self._pages.addWidget(self._editor)
        return self._editor

    def set_target(self, eraser: bool) -> None:
        """Show the eraser or the brush."""
        self.hand.eraser = eraser
        if self._editor is not None:
            self._editor.set_target(eraser)
        self.buttons["erase"].setVisible(not eraser)
        self.finder.fill()
        self._show()

    @property
    def shows_settings(self) -> bool:
        """Whether the settings are in front, not the list."""
        return self._pages.currentIndex() == 1

    def show_settings(self, on: bool) -> None:
        """Turn to the settings, or back to the list."""
        self.buttons["settings"].setChecked(on)
        if on != self.shows_settings:
            if on:
                self._pages.setCurrentWidget(self.editor)
            else:
                self._pages.setCurrentIndex(0)
            self.settings_shown.emit(on)

    # --- building --------------------------------------------------------------------------------

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        edge = theme.scaled(6)
        layout.setContentsMargins(edge, edge, edge, edge)
        layout.setSpacing(theme.scaled(4))
        layout.addLayout(self._build_head())
        layout.addWidget(self.notice)
        self._pages.addWidget(self.finder)
        layout.addWidget(self._pages, 1)

    def _build_head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(theme.scaled(1))
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setObjectName("toolTitle")
        self.title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        head.addWidget(self.title, 1)
        for name, picture, tip, checkable in (
            ("star", "star", self.tr("Favourite"), True),
            ("erase", "eraser", self.tr("Erase with this brush (Shift+E)"), True),
            ("revert", "retry", self.tr("Set this brush back as it was saved"), False),
            ("save", "save", self.tr("Save the changes to this brush"), False),
            ("more", "more", self.tr("What can be done with this brush"), False),
            ("settings", "properties", self.tr("All settings of this brush (F5)"), True),
        ):
            self.buttons[name] = icon_button(icon(picture), tip, checkable=checkable)
            head.addWidget(self.buttons[name])
        return head

    def _connect(self) -> None:
        studio, shelf, finder, deeds = self._studio, self._shelf, self.finder, self.deeds
        studio.brush_changed.connect(self._follow)
        shelf.changed.connect(self._stock_changed)
        shelf.added.connect(self._added)
        shelf.removed.connect(self._removed)
        shelf.imported.connect(self._imported)
        shelf.failed.connect(self.notice.tell)
        finder.list.chosen.connect(self.hand.take)
        finder.list.star_clicked.connect(deeds.toggle_star)
        finder.list.menu_wanted.connect(deeds.show_menu)
        finder.list.delete_wanted.connect(shelf.delete)
        finder.model.renamed.connect(shelf.rename)
        finder.import_button.clicked.connect(lambda: self._tasks.spawn(self._ask_import()))
        deeds.rename_wanted.connect(finder.list.rename)
        for name, do in (
            ("star", lambda: deeds.toggle_star(self.hand.brush.name)),
            ("erase", studio.toggle_erasing),
            ("revert", self.hand.revert),
            ("save", deeds.save),
            ("more", self._show_menu),
        ):
            self.buttons[name].clicked.connect(lambda _=False, do=do: do())
        self.buttons["settings"].clicked.connect(self.show_settings)

    # --- what is shown ---------------------------------------------------------------------------

    def _follow(self, brush: Brush) -> None:
        if brush is self.hand.brush:
            self._show()

    def _show(self) -> None:
        brush, buttons = self.hand.brush, self.buttons
        entry, tweaked = self._shelf.find(brush.name), self.hand.is_tweaked(brush.name)
        title = title_of(entry) if entry is not None else brush.name
        self.title.setText(f"{title} •" if tweaked else title)
        self.title.setToolTip(self.tr("{0}: changed since it was saved").format(title) if tweaked else title)
        favourite = entry is not None and brush.name in self._shelf.stock.favourites
        buttons["star"].setChecked(favourite)
        buttons["star"].setIcon(icon("star-full" if favourite else "star"))
        buttons["star"].setEnabled(entry is not None)
        buttons["erase"].setChecked(brush.eraser)
        buttons["save"].setEnabled(tweaked)
        buttons["revert"].setEnabled(tweaked)
        self.finder.mark()

    def _stock_changed(self) -> None:
        self.finder.fill_filter()
        self.finder.fill()
        self._show()

    def _show_menu(self) -> None:
        button = self.buttons["more"]
        self.deeds.show_menu(self.hand.brush.name, button.mapToGlobal(QPoint(0, button.height())))

    # --- what came of it -------------------------------------------------------------------------

    def _added(self, entry: BrushEntry) -> None:
        self.hand.take(entry.id)
        self.finder.reveal(entry.id)

    def _removed(self, entry: BrushEntry) -> None:
        said = self.tr("The brush “{0}” was deleted.").format(title_of(entry))
        self.notice.tell(said, self.tr("Undo"), lambda: self._shelf.restore(entry))

    # --- brush files -----------------------------------------------------------------------------

    async def _ask_import(self) -> None:
        endings = " ".join(f"*{ending}" for ending in extensions())
        kinds = f"{self.tr('Brushes')} ({endings});;{self.tr('All files')} (*)"
        dialog = QFileDialog(self, self.tr("Import brushes"), "", kinds)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        if await answer(dialog):
            self._shelf.take_in([Path(name) for name in dialog.selectedFiles()])

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self._shelf.take_in(paths)

    def _imported(self, report: ImportReport) -> None:
        count, notes = len(report.entries), report.notes
        if report.entries:
            self.finder.reveal(report.entries[0].id)
            self.hand.take(report.entries[0].id)
        said = self.tr("%n brush(es) imported.", "", count) if count else self.tr("No brush was imported.")
        if len(notes) > 1:
            said += " " + self.tr("%n thing(s) could not be taken over.", "", len(notes))
            self.notice.tell(said, self.tr("Details"), lambda: self._show_notes(notes))
        else:
            self.notice.tell(" ".join((said, *notes)))

    def _show_notes(self, notes: tuple[str, ...]) -> None:
        self._tasks.spawn(answer(TextDialog(self, self.tr("What was not taken over"), "\n\n".join(notes))))
