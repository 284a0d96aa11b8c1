"""The Assist history below the queue: what was generated for this picture, to be looked at and had again."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QDateTime,
    QLocale,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QListView,
    QMenu,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app import theme
from app.generation_log import GenerationLog, settings_of, title_of
from app.icons import icon
from app.panels.assist import AssistPanel
from app.settings import Settings
from app.tasks import Tasks
from canvas.formats.native.generations import Generation
from canvas.layer import Layer

SIDE, ROW, ROWS = 48, 56, 4  # logical pixels of a picture and of a row; rows in sight
ITEM = Qt.ItemDataRole.UserRole

Index = QModelIndex | QPersistentModelIndex


class GenerationsView(QWidget):
    """The newest result on top. Nothing the artist has typed is lost by a mere click."""

    def __init__(self, log: GenerationLog, panel: AssistPanel, settings: Settings, tasks: Tasks) -> None:
        super().__init__()
        self._log = log
        self._panel = panel
        self._settings = settings
        self._tasks = tasks
        self.model = GenerationsModel(self)
        self.title = QToolButton()
        self.list = QListView()
        self.empty = QLabel(
            self.tr("Whatever is generated stays here with the picture, also what you discard.")
        )
        self.about = QLabel()
        self.use = QPushButton(self.tr("Use these settings"))
        self.back = QPushButton(self.tr("Put back"))
        self._build()
        self._connect()
        self._show()

    # --- building --------------------------------------------------------------------------------

    def _build(self) -> None:
        self.title.setCheckable(True)
        self.title.setProperty("heading", True)
        self.title.setChecked(bool(self._settings.get("assist/history_open")))
        self.title.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.title.setObjectName("fold")
        self.list.setModel(self.model)
        self.list.setItemDelegate(GenerationDelegate(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.setMouseTracking(True)
        self.list.setAccessibleName(self.tr("Assist history"))
        for label in (self.empty, self.about):
            label.setObjectName("hint")
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.back.setToolTip(self.tr("Make this result a layer of the picture, where it was"))
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.scaled(6))
        buttons.addWidget(self.use, 1)
        buttons.addWidget(self.back, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.scaled(4), 0, 0)
        layout.setSpacing(theme.scaled(4))
        for widget in (self.title, self.empty, self.list, self.about):
            layout.addWidget(widget)
        layout.addLayout(buttons)

    def _connect(self) -> None:
        self._log.changed.connect(self._show)
        self.title.toggled.connect(self._fold)
        self.list.selectionModel().currentChanged.connect(lambda *_: self._describe())
        self.list.doubleClicked.connect(lambda _index: self._put_back())
        self.list.customContextMenuRequested.connect(self._open_menu)
        self.use.clicked.connect(self._use)
        self.back.clicked.connect(self._put_back)

    # --- what is shown ---------------------------------------------------------------------------

    def _show(self) -> None:
        chosen = self.chosen
        self.model.show_items(self._log.items)
        if chosen is not None:
            rows = [place for place, item in enumerate(self._log.items) if item.row == chosen.row]
            self.list.setCurrentIndex(self.model.index(rows[0]) if rows else QModelIndex())
        self._describe()

    def _fold(self, opened: bool) -> None:
        self._settings.set("assist/history_open", opened)
        self._describe()

    def _describe(self) -> None:
        """Show what is known of the chosen one, and only what makes sense now."""
        count, opened, chosen = len(self._log.items), self.title.isChecked(), self.chosen
        self.title.setText(self.tr("Results ({0})").format(count) if count else self.tr("Results"))
        self.title.setIcon(icon("chevron-down" if opened else "chevron-right"))
        self.empty.setVisible(opened and not count)
        self.list.setVisible(opened and count > 0)
        self.list.setFixedHeight(min(count, ROWS) * theme.scaled(ROW) + 2 * self.list.frameWidth())
        for widget in (self.about, self.use, self.back):
            widget.setVisible(opened and chosen is not None)
        if chosen is None:
            return
        self.about.setText(self._details(chosen))
        self.back.setEnabled(chosen.nbytes > 0)

    def _details(self, item: Generation) -> str:
        settings = settings_of(item)
        lines = [title_of(settings) or self.tr("No prompt")]
        negative = " ".join(str(settings.get("negative", "")).split())
        if negative:
            lines.append(self.tr("Without: {0}").format(negative))
        if not item.nbytes:
            lines.append(self.tr("Only its settings are kept: it made room for newer results."))
        return "\n".join(lines)

    @property
    def chosen(self) -> Generation | None:
        item = self.list.currentIndex().data(ITEM)
        return item if isinstance(item, Generation) else None

    # --- what can be done ------------------------------------------------------------------------

    def _open_menu(self, place: QPoint) -> None:
        item = self.list.indexAt(place).data(ITEM)
        if not isinstance(item, Generation):
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        back = menu.addAction(icon("keep"), self.tr("Put back as a layer"), self._put_back)
        menu.addAction(icon("recipe"), self.tr("Use these settings"), self._use)
        again = menu.addAction(icon("retry"), self.tr("Run again"), lambda: self._log.repeat(item))
        menu.addSeparator()
        menu.addAction(icon("discard"), self.tr("Remove for good"), lambda: self._log.forget(item))
        back.setEnabled(item.nbytes > 0)
        again.setEnabled(item.recipe is not None)
        menu.popup(self.list.viewport().mapToGlobal(place))

    def _put_back(self) -> None:
        if (item := self.chosen) is not None and item.nbytes:
            self._log.put_back(item)

    def _use(self) -> None:
        if (item := self.chosen) is not None:
            self._tasks.spawn(self._use_settings(item))

    async def _use_settings(self, item: Generation) -> None:
        recipe = await self._log.recipe(item)
        if recipe.pictures:
            self._panel.use_recipe(Layer("", recipe=recipe))
        else:
            self._panel.use_settings(settings_of(item))


class GenerationsModel(QAbstractListModel):
    """One row for each result."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: tuple[Generation, ...] = ()

    def show_items(self, items: tuple[Generation, ...]) -> None:
        self.beginResetModel()
        self._items = items
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        item = self._items[index.row()]
        if role == ITEM:
            return item
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return title_of(settings_of(item)) or self.tr("No prompt")
        if role == Qt.ItemDataRole.StatusTipRole:
            return self._second_line(item)
        return None

    def _second_line(self, item: Generation) -> str:
        settings = settings_of(item)
        time = QDateTime.fromString(item.made, Qt.DateFormat.ISODate).toLocalTime()
        words = [self.tr("Seed {0}").format(settings["seed"])] if "seed" in settings else []
        if time.isValid():
            today = time.date() == QDateTime.currentDateTime().date()
            short = QLocale.FormatType.ShortFormat
            words.append(QLocale().toString(time.time() if today else time.date(), short))
        return " · ".join(words)


class GenerationDelegate(QStyledItemDelegate):
    """A small picture; beside it the prompt over seed and time."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(theme.scaled(120), theme.scaled(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        item = index.data(ITEM)
        if not isinstance(item, Generation):
            return
        row = QRect(option.rect)  # pyright: ignore[reportAttributeAccessIssue]
        state = option.state  # pyright: ignore[reportAttributeAccessIssue]
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(row, QColor(theme.ROW))
            painter.fillRect(row.left(), row.top(), theme.scaled(3), row.height(), QColor(theme.ACCENT))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(row, QColor(theme.WINDOW))
        painter.fillRect(row.left(), row.bottom(), row.width(), 1, QColor(theme.LINE))
        side, edge = theme.scaled(SIDE), theme.scaled(8)
        box = QRect(row.left() + edge, row.top() + (row.height() - side) // 2, side, side)
        picture = small_picture(item.thumbnail, round(side * painter.device().devicePixelRatio()))
        painter.setOpacity(1.0 if item.nbytes else 0.5)
        painter.drawPixmap(box, picture)
        painter.setOpacity(1.0)
        left = box.right() + edge
        width, line = row.right() - edge - left, painter.fontMetrics().lineSpacing()
        top = row.top() + (row.height() - 2 * line) // 2
        for number, (role, colour) in enumerate(
            ((Qt.ItemDataRole.DisplayRole, theme.TEXT), (Qt.ItemDataRole.StatusTipRole, theme.MUTED))
        ):
            text = painter.fontMetrics().elidedText(index.data(role), Qt.TextElideMode.ElideRight, width)
            painter.setPen(QColor(colour))
            painter.drawText(
                QRect(left, top + number * line, width, line), Qt.AlignmentFlag.AlignVCenter, text
            )
        painter.restore()


@lru_cache(maxsize=64)
def small_picture(png: bytes, side: int) -> QPixmap:
    """The middle of a picture, filling a square of `side` device pixels; grey where it cannot be read."""
    image = QImage.fromData(png, "PNG")  # pyright: ignore[reportArgumentType, reportCallIssue]
    if image.isNull():
        image = QImage(1, 1, QImage.Format.Format_RGB32)
        image.fill(QColor(theme.RAISED))
    image = image.scaled(
        side,
        side,
        Qt.AspectRatioMode.KeepAspectRatioByExpanding,
        Qt.TransformationMode.SmoothTransformation,
    )
    return QPixmap.fromImage(
        image.copy((image.width() - side) // 2, (image.height() - side) // 2, side, side)
    )
