"""Finds brushes: by words, by group or tag, among the favourites or the last used, and lists those found."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from app import theme
from app.brush_presets import group_title, title_of
from app.icon_button import icon_button
from app.icons import icon
from app.panels.brush_hand import BrushHand
from app.panels.brush_list import BrushList
from app.panels.brush_model import BrushModel
from app.panels.stroke_preview import StrokePainter
from app.studio import Studio
from canvas.brush.entry import BrushEntry
from canvas.brush.library import groups_of, search

ALL, FAVOURITES, RECENT = "", "favourites", "recent"  # what the filter may be, beside "group …" and "tag …"


class BrushFinder(QWidget):
    """The list, and above it what decides what is listed."""

    def __init__(
        self, studio: Studio, hand: BrushHand, painter: StrokePainter, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._settings, self._shelf, self._hand = studio.settings, studio.shelf, hand
        self.model = BrushModel(self._is_favourite, hand.is_tweaked, hand.brush_of, self)
        self.list = BrushList(self.model, painter)
        self.search = QLineEdit()
        self.filter = QComboBox()
        self.view_button = icon_button(icon("view-rows"), self.tr("Cards or rows"))
        self.import_button = icon_button(
            icon("import"),
            self.tr("Import brushes: MyPaint, GIMP, Photoshop, Krita. Files can be dropped here, too."),
        )
        self._build()
        self.search.textChanged.connect(lambda _: self.fill())
        self.search.installEventFilter(self)
        self.filter.activated.connect(lambda _: self._filter_chosen())
        self.view_button.clicked.connect(self._toggle_view)
        self._set_grid(self._settings.get("brush/list") != "rows")
        self.fill_filter()

    def _build(self) -> None:
        self.search.setPlaceholderText(self.tr("Search brushes"))
        self.search.setAccessibleName(self.tr("Search brushes"))
        self.search.setClearButtonEnabled(True)
        self.search.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.search.setMinimumWidth(theme.scaled(70))
        self.filter.setAccessibleName(self.tr("Which brushes"))
        self.filter.setToolTip(self.tr("Which brushes are listed: by group, by tag, favourites or last used"))
        self.filter.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.filter.setMaxVisibleItems(24)
        self.list.setMinimumHeight(theme.scaled(120))
        row = QHBoxLayout()
        row.setSpacing(theme.scaled(2))
        row.addWidget(self.search, 5)
        row.addWidget(self.filter, 4)
        row.addWidget(self.view_button)
        row.addWidget(self.import_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.scaled(4))
        layout.addLayout(row)
        layout.addWidget(self.list, 1)

    # --- what is listed --------------------------------------------------------------------------

    def mark(self) -> None:
        """Mark the brush in hand, and those that are favourites or not as they were saved."""
        self.list.show_chosen(self._hand.brush.name)
        self.model.touch()

    def reveal(self, name: str) -> None:
        """See to it that a brush is listed."""
        if not self.model.index_of(name).isValid():
            self.search.clear()
            self.filter.setCurrentIndex(0)
            self.fill()
        self.list.show_chosen(name)

    def fill(self) -> None:
        """List what is looked for."""
        text, kind = self.search.text(), self.filter.currentData() or ALL
        self.model.fixed = self._shelf.stock.shipped
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
        self.list.show_chosen(self._hand.brush.name)

    def fill_filter(self) -> None:
        """All groups and tags that there are; what was chosen stays chosen."""
        entries, box = self._shelf.stock.entries, self.filter
        chosen = box.currentData() if box.count() else self._settings.get("brush/filter")
        box.clear()
        box.addItem(self.tr("All"), ALL)
        box.addItem(self.tr("Favourites"), FAVOURITES)
        box.addItem(self.tr("Last used"), RECENT)
        box.insertSeparator(box.count())
        for group in groups_of(entries):
            box.addItem(group_title(group), f"group {group}")
        tags = sorted({tag for entry in entries for tag in entry.tags}, key=str.casefold)
        if tags:
            box.insertSeparator(box.count())
        for tag in tags:
            box.addItem(f"#{tag}", f"tag {tag}")
        box.setCurrentIndex(max(0, box.findData(chosen)))

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

    def _filter_chosen(self) -> None:
        self._settings.set("brush/filter", self.filter.currentData() or ALL)
        self.fill()

    def _toggle_view(self) -> None:
        self._set_grid(not self.list.grid)
        self._settings.set("brush/list", "grid" if self.list.grid else "rows")

    def _set_grid(self, grid: bool) -> None:
        self.list.set_grid(grid)
        self.view_button.setIcon(icon("view-rows" if grid else "view-grid"))

    def _is_favourite(self, name: str) -> bool:
        return name in self._shelf.stock.favourites

    # --- keys ------------------------------------------------------------------------------------

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
        found = self.model.ids()
        if found:
            self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
            if self._hand.brush.name not in found or self.search.text().strip():
                self._hand.take(found[0])


def _shown(entry: BrushEntry) -> tuple[str, ...]:
    return title_of(entry), group_title(entry.group)
