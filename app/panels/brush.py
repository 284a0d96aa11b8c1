"""The brush panel: the brushes to choose from, and behind them all settings of the one in hand."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app import theme
from app.brush_presets import group_title, title_of
from app.brush_shelf import ImportReport
from app.dialogs import TextDialog
from app.icons import icon
from app.notice import Notice
from app.panels.brush_editor import BrushEditor
from app.panels.brush_list import BrushList, BrushModel
from app.panels.stroke_preview import StrokePainter
from app.studio import Studio
from app.tasks import Tasks, answer
from canvas.brush.entry import OWN, BrushEntry
from canvas.brush.library import groups_of, search
from canvas.brush.preset import Brush
from canvas.brush_files import extensions

ALL, FAVOURITES, RECENT = "", "favourites", "recent"  # what the filter may be, beside "group …" and "tag …"


class BrushPanel(QWidget):
    """Shows the studio's brush, or its eraser: which of all brushes it is, and how it is set."""

    settings_shown = Signal(bool)  # they need more height than the list

    def __init__(self, studio: Studio, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._studio, self._tasks, self._shelf = studio, tasks, studio.shelf
        self._eraser = False
        painter = StrokePainter(studio.compute, self, studio.settings.cache_folder / "strokes")
        self.model = BrushModel(self._is_favourite, self._is_tweaked, self._as_taken, self)
        self.list = BrushList(self.model, painter)
        self._painter = painter
        self._editor: BrushEditor | None = None
        self.title = QLabel()
        self.notice = Notice()
        self.search = QLineEdit()
        self.filter = QComboBox()
        self.buttons: dict[str, QToolButton] = {}
        self._pages = QStackedWidget()
        self._build()
        self._connect()
        self.setAcceptDrops(True)
        self._fill_filter()
        self.set_target(False)

    @property
    def brush(self) -> Brush:
        """The brush that the panel shows."""
        return self._studio.eraser if self._eraser else self._studio.brush

    @property
    def editor(self) -> BrushEditor:
        """All settings of the brush; built when they are first wanted, for there are many."""
        if self._editor is None:
            self._editor = BrushEditor(self._studio, self._painter)
            self._editor.set_target(self._eraser)
            self._editor.failed.connect(self.notice.tell)
            self._pages.addWidget(self._editor)
        return self._editor

    def set_target(self, eraser: bool) -> None:
        """Show the eraser or the brush."""
        self._eraser = eraser
        if self._editor is not None:
            self._editor.set_target(eraser)
        self.buttons["erase"].setVisible(not eraser)
        self._fill_list()
        self._show(self.brush)

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
        listing = QWidget()
        inside = QVBoxLayout(listing)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.scaled(4))
        inside.addLayout(self._build_search())
        inside.addWidget(self.list, 1)
        self.list.setMinimumHeight(theme.scaled(120))
        self._pages.addWidget(listing)
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
            head.addWidget(self._button(name, picture, tip, checkable))
        return head

    def _build_search(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.scaled(2))
        self.search.setPlaceholderText(self.tr("Search brushes"))
        self.search.setAccessibleName(self.tr("Search brushes"))
        self.search.setClearButtonEnabled(True)
        self.search.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.search.setMinimumWidth(theme.scaled(70))
        self.filter.setAccessibleName(self.tr("Which brushes"))
        self.filter.setToolTip(self.tr("Which brushes are listed: by group, by tag, favourites or last used"))
        self.filter.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.filter.setMaxVisibleItems(24)
        row.addWidget(self.search, 5)
        row.addWidget(self.filter, 4)
        row.addWidget(self._button("view", "view-rows", self.tr("Cards or rows"), False))
        row.addWidget(
            self._button(
                "import",
                "import",
                self.tr("Import brushes: MyPaint, GIMP, Photoshop, Krita. Files can be dropped here, too."),
                False,
            )
        )
        return row

    def _button(self, name: str, picture: str, tip: str, checkable: bool) -> QToolButton:
        button = QToolButton()
        button.setIcon(icon(picture))
        button.setIconSize(QSize(theme.scaled(16), theme.scaled(16)))
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setCheckable(checkable)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.buttons[name] = button
        return button

    def _connect(self) -> None:
        studio, shelf, buttons = self._studio, self._shelf, self.buttons
        studio.brush_changed.connect(self._follow)
        shelf.changed.connect(self._stock_changed)
        shelf.added.connect(self._added)
        shelf.removed.connect(self._removed)
        shelf.imported.connect(self._imported)
        shelf.failed.connect(self.notice.tell)
        self.search.textChanged.connect(lambda _: self._fill_list())
        self.search.installEventFilter(self)
        self.filter.activated.connect(lambda _: self._filter_chosen())
        self.list.chosen.connect(self.take)
        self.list.star_clicked.connect(self._toggle_star)
        self.list.menu_wanted.connect(self._show_menu)
        self.list.delete_wanted.connect(self.delete)
        self.model.renamed.connect(shelf.rename)
        buttons["star"].clicked.connect(lambda: self._toggle_star(self.brush.name))
        buttons["erase"].clicked.connect(lambda: studio.toggle_erasing())
        buttons["revert"].clicked.connect(lambda: studio.revert_brush(eraser=self._eraser))
        buttons["save"].clicked.connect(self.save)
        buttons["more"].clicked.connect(self._show_own_menu)
        buttons["settings"].clicked.connect(self.show_settings)
        buttons["view"].clicked.connect(self._toggle_view)
        buttons["import"].clicked.connect(lambda: self._tasks.spawn(self._ask_import()))
        self.list.set_grid(studio.settings.get("brush/list") != "rows")
        self._show_view()

    # --- what is shown ---------------------------------------------------------------------------

    def _follow(self, brush: Brush) -> None:
        if brush is self.brush:
            self._show(brush)

    def _show(self, brush: Brush) -> None:
        entry = self._shelf.find(brush.name)
        tweaked = self._is_tweaked(brush.name)
        title = title_of(entry) if entry is not None else brush.name
        self.title.setText(f"{title} •" if tweaked else title)
        self.title.setToolTip(self.tr("{0}: changed since it was saved").format(title) if tweaked else title)
        known = entry is not None
        favourite = known and self._is_favourite(brush.name)
        self.buttons["star"].setChecked(favourite)
        self.buttons["star"].setIcon(icon("star-full" if favourite else "star"))
        self.buttons["star"].setEnabled(known)
        self.buttons["erase"].setChecked(brush.eraser)
        self.buttons["save"].setEnabled(tweaked)
        self.buttons["revert"].setEnabled(tweaked)
        self.list.show_chosen(brush.name)
        self.model.touch()

    def _stock_changed(self) -> None:
        self._fill_filter()
        self._fill_list()
        self._show(self.brush)

    def _fill_list(self) -> None:
        stock, text, kind = self._shelf.stock, self.search.text(), self.filter.currentData() or ALL
        self.model.fixed = stock.shipped
        entries = self._filtered(kind)
        rows: list[BrushEntry | str] = []
        if text.strip():
            rows += search(entries, text, shown=_shown)
        elif kind == ALL:
            for group in groups_of(entries):
                rows += [group, *(entry for entry in entries if entry.group == group)]
        else:
            rows += entries
        self.list.empty_text = self._empty_text(kind, text.strip())
        self.model.show(rows)
        self.list.show_chosen(self.brush.name)

    def _filtered(self, kind: str) -> list[BrushEntry]:
        stock = self._shelf.stock
        if kind in (FAVOURITES, RECENT):
            names = stock.favourites if kind == FAVOURITES else stock.recent
            found = (self._shelf.find(name) for name in names)
            return [entry for entry in found if entry is not None]
        word, _, rest = kind.partition(" ")
        if word == "group":
            return [entry for entry in stock.entries if entry.group == rest]
        if word == "tag":
            return [entry for entry in stock.entries if rest in entry.tags]
        return list(stock.entries)

    def _empty_text(self, kind: str, text: str) -> str:
        if text:
            return self.tr("No brush is called “{0}”. Try another word, or look in all groups.").format(text)
        if kind == FAVOURITES:
            return self.tr("No favourites yet. Click the star of a brush to find it here.")
        if kind == RECENT:
            return self.tr("The ten brushes that you painted with last will be here.")
        return self.tr("There is no brush here. Drop brush files to import them.")

    def _fill_filter(self) -> None:
        """All groups and tags that there are; what was chosen stays chosen."""
        stock, box = self._shelf.stock, self.filter
        chosen = box.currentData() if box.count() else self._studio.settings.get("brush/filter")
        box.clear()
        for text, kind in (
            (self.tr("All"), ALL),
            (self.tr("Favourites"), FAVOURITES),
            (self.tr("Last used"), RECENT),
        ):
            box.addItem(text, kind)
        box.insertSeparator(box.count())
        for group in groups_of(stock.entries):
            box.addItem(group_title(group), f"group {group}")
        tags = sorted({tag for entry in stock.entries for tag in entry.tags}, key=str.casefold)
        if tags:
            box.insertSeparator(box.count())
        for tag in tags:
            box.addItem(f"#{tag}", f"tag {tag}")
        box.setCurrentIndex(max(0, box.findData(chosen)))

    def _filter_chosen(self) -> None:
        self._studio.settings.set("brush/filter", self.filter.currentData() or ALL)
        self._fill_list()

    def _toggle_view(self) -> None:
        self.list.set_grid(not self.list.grid)
        self._studio.settings.set("brush/list", "grid" if self.list.grid else "rows")
        self._show_view()

    def _show_view(self) -> None:
        self.buttons["view"].setIcon(icon("view-rows" if self.list.grid else "view-grid"))

    def _is_favourite(self, name: str) -> bool:
        return name in self._shelf.stock.favourites

    def _is_tweaked(self, name: str) -> bool:
        return self._studio.is_tweaked(name, eraser=self._eraser)

    def _as_taken(self, entry: BrushEntry) -> Brush:
        return self._studio.brush_of(entry, eraser=self._eraser)

    # --- what the artist asks for ----------------------------------------------------------------

    def take(self, name: str) -> None:
        """Take a brush in hand."""
        self._studio.take_brush(name, eraser=self._eraser)

    def save(self) -> None:
        """Keep the brush in hand as it is now."""
        if self._shelf.find(self.brush.name) is None:
            self._tasks.spawn(self._ask_save_as())
        else:
            self._shelf.save(self.brush.name, self.brush)

    def delete(self, name: str) -> None:
        """Remove a brush of the artist; the notice offers to bring it back."""
        self._shelf.delete(name)

    def _toggle_star(self, name: str) -> None:
        if self._shelf.find(name) is not None:
            self._shelf.set_favourite(name, not self._is_favourite(name))
        self._show(self.brush)

    def _show_own_menu(self) -> None:
        button = self.buttons["more"]
        self._show_menu(self.brush.name, button.mapToGlobal(QPoint(0, button.height())))

    def _show_menu(self, name: str, place: QPoint) -> None:
        self.menu_of(name).popup(place)

    def menu_of(self, name: str) -> QMenu:
        """What can be done with a brush."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        stock, entry = self._shelf.stock, self._shelf.find(name)
        in_hand = name == self.brush.name
        if entry is not None:
            star = menu.addAction(self.tr("Favourite"), lambda: self._toggle_star(name))
            star.setCheckable(True)
            star.setChecked(self._is_favourite(name))
            menu.addSeparator()
        if in_hand:
            menu.addAction(self.tr("Save"), self.save).setEnabled(entry is None or self._is_tweaked(name))
            menu.addAction(self.tr("Save as…"), lambda: self._tasks.spawn(self._ask_save_as()))
        if entry is None:
            return menu
        if in_hand:
            revert = menu.addAction(
                self.tr("Set back as it was saved"), lambda: self._studio.revert_brush(eraser=self._eraser)
            )
            revert.setEnabled(self._is_tweaked(name))
        if name in stock.shipped:
            reset = menu.addAction(self.tr("Set back as it came"), lambda: self._shelf.reset(name))
            reset.setEnabled(name in stock.changed)
        menu.addSeparator()
        menu.addAction(self.tr("Duplicate"), lambda: self._duplicate(entry))
        rename = menu.addAction(self.tr("Rename"), lambda: self.list.rename(name))
        rename.setEnabled(name not in stock.shipped)
        menu.addMenu(self._group_menu(entry, menu))
        menu.addAction(self.tr("Tags…"), lambda: self._tasks.spawn(self._ask_tags(entry)))
        menu.addSeparator()
        delete = menu.addAction(self.tr("Delete"), lambda: self.delete(name))
        delete.setEnabled(name not in stock.shipped)
        return menu

    def _group_menu(self, entry: BrushEntry, parent: QWidget) -> QMenu:
        menu = QMenu(self.tr("Group"), parent)
        groups = dict.fromkeys((*groups_of(self._shelf.stock.entries), OWN))
        for group in groups:
            action = menu.addAction(
                group_title(group), lambda group=group: self._shelf.regroup(entry.id, group, entry.tags)
            )
            action.setCheckable(True)
            action.setChecked(group == entry.group)
        menu.addSeparator()
        menu.addAction(self.tr("New group…"), lambda: self._tasks.spawn(self._ask_group(entry)))
        return menu

    def _duplicate(self, entry: BrushEntry) -> None:
        self._shelf.duplicate(entry.id, self.tr("{0} copy").format(title_of(entry)))

    # --- questions -------------------------------------------------------------------------------

    async def _ask(self, title: str, label: str, text: str) -> str:
        """A line of text; empty where the artist thinks better of it."""
        dialog = QInputDialog(self)
        dialog.setWindowTitle(title)
        dialog.setLabelText(label)
        dialog.setTextValue(text)
        return dialog.textValue().strip() if await answer(dialog) else ""

    async def _ask_save_as(self) -> None:
        entry = self._shelf.find(self.brush.name)
        begun = self.tr("{0} copy").format(title_of(entry)) if entry is not None else self.brush.name
        title = await self._ask(self.tr("Save brush as"), self.tr("Name of the brush"), begun)
        if title:
            group, tags = (entry.group, entry.tags) if entry is not None else (OWN, ())
            brush = self.brush
            self._studio.revert_brush(eraser=self._eraser)  # the one it began as stays what it was
            self._shelf.save_as(brush, title, group, tags)

    async def _ask_group(self, entry: BrushEntry) -> None:
        group = await self._ask(self.tr("New group"), self.tr("Name of the group"), "")
        if group:
            self._shelf.regroup(entry.id, group, entry.tags)

    async def _ask_tags(self, entry: BrushEntry) -> None:
        dialog_title, label = self.tr("Tags"), self.tr("Words to find it by, between them commas")
        text = await self._ask(dialog_title, label, ", ".join(entry.tags))
        tags = dict.fromkeys(tag.strip() for tag in text.split(",") if tag.strip())
        if tuple(tags) != entry.tags:
            self._shelf.regroup(entry.id, entry.group, tuple(tags))

    async def _ask_import(self) -> None:
        endings = " ".join(f"*{ending}" for ending in extensions())
        dialog = QFileDialog(
            self,
            self.tr("Import brushes"),
            "",
            f"{self.tr('Brushes')} ({endings});;{self.tr('All files')} (*)",
        )
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        if await answer(dialog):
            self._shelf.take_in([Path(name) for name in dialog.selectedFiles()])

    # --- what came of it -------------------------------------------------------------------------

    def _added(self, entry: BrushEntry) -> None:
        self.take(entry.id)
        self._reveal(entry)

    def _reveal(self, entry: BrushEntry) -> None:
        """See to it that a brush is listed."""
        if self.model.row_of(entry.id) is None:
            self.search.clear()
            self.filter.setCurrentIndex(0)
            self._fill_list()
        self.list.show_chosen(entry.id)

    def _removed(self, entry: BrushEntry) -> None:
        said = self.tr("The brush “{0}” was deleted.").format(title_of(entry))
        self.notice.tell(said, self.tr("Undo"), lambda: self._shelf.restore(entry))

    def _imported(self, report: ImportReport) -> None:
        count, notes = len(report.entries), report.notes
        if report.entries:
            self._reveal(report.entries[0])
            self.take(report.entries[0].id)
        said = self.tr("%n brush(es) imported.", "", count) if count else self.tr("No brush was imported.")
        if len(notes) == 1:
            said = f"{said} {notes[0]}"
        elif notes:
            said += " " + self.tr("%n thing(s) could not be taken over.", "", len(notes))
        if len(notes) > 1:
            self.notice.tell(said, self.tr("Details"), lambda: self._show_notes(notes))
        else:
            self.notice.tell(said)

    def _show_notes(self, notes: tuple[str, ...]) -> None:
        self._tasks.spawn(answer(TextDialog(self, self.tr("What was not taken over"), "\n\n".join(notes))))

    # --- events ----------------------------------------------------------------------------------

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """From the search field the arrow goes down into the list, and Escape leaves the search."""
        if watched is self.search and isinstance(event, QKeyEvent):
            kind, key = event.type(), event.key()
            if kind == QEvent.Type.ShortcutOverride and key == Qt.Key.Key_Escape:
                event.accept()
                return True
            if kind == QEvent.Type.KeyPress and key == Qt.Key.Key_Escape:
                self.search.clear()
                return True
            if kind == QEvent.Type.KeyPress and key in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._enter_list()
                return True
        return False

    def _enter_list(self) -> None:
        """The keys are the list's; the first brush found is taken."""
        names = [self.list.id_at(self.model.index(row)) for row in range(self.model.rowCount())]
        found = [name for name in names if name]
        if found:
            self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
            if self.brush.name not in found or self.search.text().strip():
                self.take(found[0])

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self._shelf.take_in(paths)


def _shown(entry: BrushEntry) -> tuple[str, ...]:
    return title_of(entry), group_title(entry.group)
