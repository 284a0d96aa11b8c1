"""The choice of a brush's tip: round, or one of the pictures that the brushes on the shelf are made with."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPixmap
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QListView,
    QListWidget,
    QListWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app import theme
from app.compute import Compute
from app.icons import icon
from app.words import worded
from canvas.brush.entry import BrushEntry
from canvas.brush.tip import Tip
from canvas.brush_files import extensions, read_brushes
from canvas.errors import CanvasError

SIDE = 34  # pixels of a thumbnail

Key = tuple[str, tuple[int, ...], int]


def key_of(tip: Tip) -> Key:
    """What tells tips apart that were read twice."""
    return tip.name, tip.images[0].shape, len(tip.images)


def tips_of(entries: Iterable[BrushEntry]) -> list[Tip]:
    """Every tip that is used, once."""
    found = {key_of(entry.brush.tip): entry.brush.tip for entry in entries if entry.brush.tip is not None}
    return list(found.values())


class TipChooser(QWidget):
    """Thumbnails of all tips; a click takes one."""

    chosen = Signal(object)  # Tip, or None: round
    failed = Signal(str)
    _read = Signal(object)  # list[Tip], from the errand thread

    def __init__(self, compute: Compute, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._compute = compute
        self._tips: list[Tip | None] = [None]
        self._imported: list[Tip] = []
        self._shown: Tip | None = None
        self.list = QListWidget()
        self.name = QLabel()
        self.load = QToolButton()
        self._build()
        self.list.currentRowChanged.connect(self._picked)
        self.load.clicked.connect(self._ask)
        self._read.connect(self._loaded)

    def offer(self, entries: Iterable[BrushEntry]) -> None:
        """Show the tips of these brushes, and those that were imported for themselves."""
        known = {key_of(tip): tip for tip in (*tips_of(entries), *self._imported)}
        if self._shown is not None:
            known.setdefault(key_of(self._shown), self._shown)
        if [key_of(tip) for tip in self._tips if tip is not None] != list(known):
            self._tips = [None, *known.values()]
            self._fill()

    def show_tip(self, tip: Tip | None) -> None:
        """Mark the tip of the brush in hand."""
        self._shown = tip
        if tip is not None and key_of(tip) not in [key_of(one) for one in self._tips if one is not None]:
            self._tips.append(tip)
            self._fill()
        self._mark()

    def take_in(self, path: Path) -> None:
        """Read the tips of a brush file and take the first."""
        self._compute.errand(lambda: self._errand(path))

    # --- within ----------------------------------------------------------------------------------

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.scaled(2))
        side = theme.scaled(SIDE)
        self.list.setViewMode(QListView.ViewMode.IconMode)
        self.list.setMovement(QListView.Movement.Static)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setIconSize(QSize(side, side))
        self.list.setGridSize(QSize(side + 6, side + 6))
        self.list.setFixedHeight(3 * (side + 6) + 4)
        self.list.setStyleSheet(
            f"QListWidget::item:selected {{ background: {theme.RAISED}; border: 1px solid {theme.ACCENT}; }}"
        )
        self.list.setFrameShape(QListWidget.Shape.NoFrame)
        self.list.setAccessibleName(self.tr("Tips"))
        layout.addWidget(self.list)
        row = QHBoxLayout()
        self.name.setObjectName("hint")
        self.name.setTextFormat(Qt.TextFormat.PlainText)
        tip = self.tr("Take the tip of a brush file: .gbr, .gih, .abr, .kpp …")
        self.load.setIcon(icon("import"))
        self.load.setIconSize(QSize(theme.scaled(16), theme.scaled(16)))
        self.load.setToolTip(tip)
        self.load.setAccessibleName(tip)
        row.addWidget(self.name, 1)
        row.addWidget(self.load)
        layout.addLayout(row)

    def _title(self, tip: Tip | None) -> str:
        if tip is None:
            return self.tr("Round")
        count = len(tip.images)
        return self.tr("{0} ({1} pictures)").format(tip.name, count) if count > 1 else tip.name

    def _fill(self) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for tip in self._tips:
            picture = _thumbnail(tip, theme.scaled(SIDE), self.devicePixelRatioF())
            thumbnail = QIcon(picture)
            thumbnail.addPixmap(picture, QIcon.Mode.Selected)  # else it is tinted
            item = QListWidgetItem(thumbnail, "")
            item.setToolTip(self._title(tip))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, self._title(tip))
            self.list.addItem(item)
        self.list.blockSignals(False)
        self._mark()

    def _mark(self) -> None:
        keys = [None if tip is None else key_of(tip) for tip in self._tips]
        wanted = None if self._shown is None else key_of(self._shown)
        self.list.blockSignals(True)
        self.list.setCurrentRow(keys.index(wanted) if wanted in keys else -1)
        self.list.blockSignals(False)
        self.name.setText(self._title(self._shown))

    def _picked(self, row: int) -> None:
        if 0 <= row < len(self._tips):
            self.chosen.emit(self._tips[row])

    def _ask(self) -> None:
        endings = " ".join(f"*{ending}" for ending in extensions())
        dialog = QFileDialog(self, self.load.toolTip(), "", f"{self.tr('Brushes')} ({endings})")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.take_in(Path(name)))
        dialog.open()

    def _errand(self, path: Path) -> None:
        try:
            tips = tips_of(read_brushes(path).entries)
        except CanvasError as error:
            self.failed.emit(worded(error))
            return
        if tips:
            self._read.emit(tips)
        else:
            self.failed.emit(self.tr("There is no picture of a tip in “{0}”.").format(path.name))

    def _loaded(self, tips: list[Tip]) -> None:
        self._imported += tips
        self._tips += tips
        self._fill()
        self.chosen.emit(tips[0])


def _thumbnail(tip: Tip | None, side: int, ratio: float) -> QPixmap:
    """A tip in the colour of text on a clear ground, as large as fits."""
    pixels = round(side * ratio)
    pixmap = QPixmap(pixels, pixels)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    edge = round(3 * ratio)
    if tip is None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.TEXT))
        painter.drawEllipse(edge, edge, pixels - 2 * edge, pixels - 2 * edge)
    else:
        picture = _coloured(tip.images[0]).scaled(
            pixels - 2 * edge,
            pixels - 2 * edge,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        painter.drawImage((pixels - picture.width()) // 2, (pixels - picture.height()) // 2, picture)
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def _coloured(image: np.ndarray) -> QImage:
    """Coverage, H×W uint8, as paint of the text's colour."""
    height, width = image.shape
    colour = QColor(theme.TEXT)
    rgba = np.empty((height, width, 4), np.uint8)
    rgba[..., :3] = (colour.red(), colour.green(), colour.blue())
    rgba[..., 3] = image
    return QImage(rgba.tobytes(), width, height, width * 4, QImage.Format.Format_RGBA8888).copy()
