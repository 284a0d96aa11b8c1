"""The list of models on offer: name, what it belongs to, size, and whether it is here."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app import theme
from app.i18n import QT_TRANSLATE_NOOP
from app.icons import tinted
from app.model_manager.downloads import Downloads
from app.model_manager.item import Item, State, size_words
from inference.hub import Entry

ENTRY = Qt.ItemDataRole.UserRole  # Entry, or the heading's words
STATE = Qt.ItemDataRole.UserRole + 1  # "here", a share of 0 … 1, or None

GROUPS = (
    (("checkpoint",), QT_TRANSLATE_NOOP("ModelManager", "Models")),
    (("lora",), QT_TRANSLATE_NOOP("ModelManager", "LoRAs: make a model faster, or teach it a style")),
    (("controlnet",), QT_TRANSLATE_NOOP("ModelManager", "ControlNets: keep to your lines")),
    (("ip-adapter",), QT_TRANSLATE_NOOP("ModelManager", "IP-Adapters: follow an example")),
    (("vae", "preview", "upscaler"), QT_TRANSLATE_NOOP("ModelManager", "Extras")),
)


class CatalogueList(QListWidget):
    """Groups with headings; `chosen` follows the current row."""

    chosen = Signal(object)  # Entry or None

    def __init__(self, downloads: Downloads) -> None:
        super().__init__()
        self._downloads = downloads
        self.setItemDelegate(_Delegate(self))
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(QCoreApplication.translate("ModelManager", "Models on offer"))
        for kinds, heading in GROUPS:
            entries = [entry for entry in downloads.catalogue if entry.kind in kinds]
            if entries:
                self._add_heading(QCoreApplication.translate("ModelManager", heading))
                for entry in entries:
                    self._add_entry(entry)
        downloads.looked.connect(self.refresh)
        downloads.changed.connect(self._item_changed)
        downloads.removed.connect(self._item_changed)
        self.currentItemChanged.connect(lambda *_: self.chosen.emit(self.current()))
        self.refresh()

    def current(self) -> Entry | None:
        item = self.currentItem()
        entry = None if item is None or item.isHidden() else item.data(ENTRY)
        return entry if isinstance(entry, Entry) else None

    def filter(self, text: str) -> None:
        """Show the entries that have all these words in name, id, family or description."""
        words = text.casefold().split()
        heading: QListWidgetItem | None = None
        for row in range(self.count()):
            item = self.item(row)
            entry = item.data(ENTRY)
            if not isinstance(entry, Entry):
                heading = item
                heading.setHidden(True)
                continue
            about = f"{entry.name} {entry.id} {entry.family} {entry.kind} {entry.about}".casefold()
            item.setHidden(not all(word in about for word in words))
            if heading is not None and not item.isHidden():
                heading.setHidden(False)
        if self.current() is None:
            self.choose_first()

    def choose_first(self) -> None:
        """Make the first row that is shown the current one."""
        for row in range(self.count()):
            item = self.item(row)
            if not item.isHidden() and isinstance(item.data(ENTRY), Entry):
                self.setCurrentItem(item)
                return
        self.setCurrentItem(None)  # pyright: ignore[reportArgumentType] - Qt takes none, the stub does not say so
        self.chosen.emit(None)

    def refresh(self) -> None:
        """Show how every entry stands."""
        for row in range(self.count()):
            item = self.item(row)
            entry = item.data(ENTRY)
            if isinstance(entry, Entry):
                item.setData(STATE, self._state(entry))

    def _state(self, entry: Entry) -> object:
        item = self._downloads.item_of(entry)
        if item is not None and not item.state.ended:
            return item.share
        return "here" if entry.name in self._downloads.places else None

    def _item_changed(self, changed: Item) -> None:
        for row in range(self.count()):
            item = self.item(row)
            entry = item.data(ENTRY)
            if isinstance(entry, Entry) and entry.name == changed.title:
                item.setData(STATE, self._state(entry))
                if changed.state is State.DONE:
                    item.setData(STATE, "here")

    def _add_heading(self, words: str) -> None:
        item = QListWidgetItem(words)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        item.setData(ENTRY, words)
        self.addItem(item)

    def _add_entry(self, entry: Entry) -> None:
        item = QListWidgetItem(entry.name)
        item.setData(ENTRY, entry)
        item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, entry.about)
        self.addItem(item)


class _Delegate(QStyledItemDelegate):
    """Two lines and a mark at the right; a heading is one small line."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        line = QFontMetrics(option.font).height()  # pyright: ignore[reportAttributeAccessIssue]
        if isinstance(index.data(ENTRY), Entry):
            return QSize(theme.scaled(120), 2 * line + theme.scaled(12))
        return QSize(theme.scaled(120), line + theme.scaled(14))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        font: QFont = option.font  # pyright: ignore[reportAttributeAccessIssue]
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue]
        inner = rect.adjusted(theme.scaled(8), theme.scaled(5), -theme.scaled(8), -theme.scaled(5))
        entry = index.data(ENTRY)
        painter.save()
        painter.setFont(font)
        if not isinstance(entry, Entry):
            self._heading(painter, inner, str(entry))
        else:
            chosen = bool(state & QStyle.StateFlag.State_Selected)
            if chosen:
                painter.fillRect(rect, theme.ROW)
                painter.fillRect(QRect(rect.left(), rect.top(), theme.scaled(3), rect.height()), theme.ACCENT)
            elif state & QStyle.StateFlag.State_MouseOver:
                painter.fillRect(rect, theme.WINDOW)
            inner.setRight(self._mark(painter, inner, index.data(STATE)))
            self._words(painter, inner, entry)
        painter.restore()

    def _heading(self, painter: QPainter, inner: QRect, words: str) -> None:
        painter.setPen(theme.MUTED)
        shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, shown)

    def _words(self, painter: QPainter, inner: QRect, entry: Entry) -> None:
        metrics = painter.fontMetrics()
        second = [entry.family] + ([size_words(entry.bytes)] if entry.bytes else [])
        top = QRect(inner.left(), inner.top(), inner.width(), metrics.height())
        low = top.translated(0, metrics.height() + theme.scaled(2))
        right = Qt.TextElideMode.ElideRight
        painter.setPen(theme.TEXT)
        painter.drawText(top, Qt.AlignmentFlag.AlignLeft, metrics.elidedText(entry.name, right, top.width()))
        painter.setPen(theme.MUTED)
        words = metrics.elidedText(" · ".join(second), right, low.width())
        painter.drawText(low, Qt.AlignmentFlag.AlignLeft, words)

    def _mark(self, painter: QPainter, inner: QRect, state: object) -> int:
        """Draw what tells the state; gives where the words must end."""
        side = theme.scaled(16)
        middle = inner.center().y() - side // 2
        if state == "here":
            tinted("keep", theme.ACCENT).paint(painter, QRect(inner.right() - side, middle, side, side))
            return inner.right() - side - theme.scaled(6)
        if isinstance(state, float):
            words = QCoreApplication.translate("ModelManager", "{0} %").format(int(state * 100))
            width = painter.fontMetrics().horizontalAdvance("100 %") + theme.scaled(4)
            painter.setPen(theme.ACCENT)
            place = QRect(inner.right() - width, inner.top(), width, inner.height())
            painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)
            return inner.right() - width - theme.scaled(6)
        return inner.right()
