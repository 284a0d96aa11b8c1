"""What can be done with a brush of the shelf: the menu, and the questions that some of it asks."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QInputDialog, QMenu, QWidget

from app.brush_presets import group_title, title_of
from app.panels.brush_hand import BrushHand
from app.studio import Studio
from app.tasks import Tasks, answer
from canvas.brush.entry import OWN, BrushEntry
from canvas.brush.library import groups_of


class BrushDeeds(QObject):
    """What comes of a deed is told by the shelf."""

    rename_wanted = Signal(str)  # id: the list has the field for it

    def __init__(self, studio: Studio, hand: BrushHand, tasks: Tasks, parent: QWidget) -> None:
        super().__init__(parent)
        self._shelf, self._hand, self._tasks, self._panel = studio.shelf, hand, tasks, parent

    def save(self) -> None:
        """Keep the brush in hand as it is now."""
        brush = self._hand.brush
        if self._shelf.find(brush.name) is None:
            self._tasks.spawn(self._ask_save_as())
        else:
            self._shelf.save(brush.name, brush)

    def toggle_star(self, name: str) -> None:
        """Make a brush a favourite, or none any more."""
        if self._shelf.find(name) is not None:
            self._shelf.set_favourite(name, name not in self._shelf.stock.favourites)

    # --- the menu --------------------------------------------------------------------------------

    def show_menu(self, name: str, place: QPoint) -> None:
        """place: on the screen."""
        self.menu_of(name).popup(place)

    def menu_of(self, name: str) -> QMenu:
        """What can be done with a brush."""
        menu = QMenu(self._panel)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        stock, entry = self._shelf.stock, self._shelf.find(name)
        in_hand, tweaked = name == self._hand.brush.name, self._hand.is_tweaked(name)
        if entry is not None:
            star = menu.addAction(self.tr("Favourite"), lambda: self.toggle_star(name))
            star.setCheckable(True)
            star.setChecked(name in stock.favourites)
            menu.addSeparator()
        if in_hand:
            menu.addAction(self.tr("Save"), self.save).setEnabled(entry is None or tweaked)
            menu.addAction(self.tr("Save as…"), lambda: self._tasks.spawn(self._ask_save_as()))
        if entry is None:
            return menu
        if in_hand:
            menu.addAction(self.tr("Set back as it was saved"), self._hand.revert).setEnabled(tweaked)
        if name in stock.shipped:
            reset = menu.addAction(self.tr("Set back as it came"), lambda: self._shelf.reset(name))
            reset.setEnabled(name in stock.changed)
        menu.addSeparator()
        menu.addAction(self.tr("Duplicate"), lambda: self._shelf.duplicate(name, self._copy_title(entry)))
        rename = menu.addAction(self.tr("Rename"), lambda: self.rename_wanted.emit(name))
        rename.setEnabled(name not in stock.shipped)
        menu.addMenu(self._group_menu(entry, menu))
        menu.addAction(self.tr("Tags…"), lambda: self._tasks.spawn(self._ask_tags(entry)))
        menu.addSeparator()
        delete = menu.addAction(self.tr("Delete"), lambda: self._shelf.delete(name))
        delete.setEnabled(name not in stock.shipped)
        return menu

    def _group_menu(self, entry: BrushEntry, parent: QWidget) -> QMenu:
        menu = QMenu(self.tr("Group"), parent)
        for group in dict.fromkeys((*groups_of(self._shelf.stock.entries), OWN)):
            action = menu.addAction(
                group_title(group), lambda group=group: self._shelf.regroup(entry.id, group, entry.tags)
            )
            action.setCheckable(True)
            action.setChecked(group == entry.group)
        menu.addSeparator()
        menu.addAction(self.tr("New group…"), lambda: self._tasks.spawn(self._ask_group(entry)))
        return menu

    # --- questions -------------------------------------------------------------------------------

    async def _ask(self, title: str, label: str, text: str) -> str:
        """A line of text; empty where the artist thinks better of it."""
        dialog = QInputDialog(self._panel)
        dialog.setWindowTitle(title)
        dialog.setLabelText(label)
        dialog.setTextValue(text)
        return dialog.textValue().strip() if await answer(dialog) else ""

    async def _ask_save_as(self) -> None:
        brush = self._hand.brush
        entry = self._shelf.find(brush.name)
        begun = self._copy_title(entry) if entry is not None else brush.name
        title = await self._ask(self.tr("Save brush as"), self.tr("Name of the brush"), begun)
        if title:
            group, tags = (entry.group, entry.tags) if entry is not None else (OWN, ())
            brush = self._hand.brush
            self._hand.revert()  # the one it began as stays what it was
            self._shelf.save_as(brush, title, group, tags)

    async def _ask_group(self, entry: BrushEntry) -> None:
        group = await self._ask(self.tr("New group"), self.tr("Name of the group"), "")
        if group:
            self._shelf.regroup(entry.id, group, entry.tags)

    async def _ask_tags(self, entry: BrushEntry) -> None:
        label = self.tr("Words to find it by, between them commas")
        text = await self._ask(self.tr("Tags"), label, ", ".join(entry.tags))
        tags = dict.fromkeys(tag.strip() for tag in text.split(",") if tag.strip())
        if tuple(tags) != entry.tags:
            self._shelf.regroup(entry.id, entry.group, tuple(tags))

    def _copy_title(self, entry: BrushEntry) -> str:
        return self.tr("{0} copy").format(title_of(entry))
