"""Asks how far the canvas is to be extended, shows it on the canvas meanwhile, and has it painted."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app import theme
from app.icons import tinted
from app.outpainting import Margins, added_area, extended, transition_zone
from app.panels.value_slider import ValueSlider
from app.studio import Studio
from app.tasks import answer
from canvas.composite import from_rgba8
from canvas.document import MAX_SIDE, Document
from canvas.geometry import Rect
from canvas.layer import Layer
from inference.errors import JobError
from inference.framing import MODES, Mode

if TYPE_CHECKING:
    from app.window import Window

REST_MS = 120  # after a change, before it is shown
STEP = 64  # pixels that an arrow of a field adds
MOST_TRANSITION = 256
TINT = 0.7  # of the transition's colour where it is strongest


async def extend_canvas(window: Window) -> None:
    """Ask, and paint that; the view shows the whole of it meanwhile."""
    dialog, view, before = ExtendDialog(window, window.studio), window.viewport, window.viewport.view
    dialog.shown.connect(lambda size: view.set_view(view.view.fitting(size.width(), size.height())))
    accepted = await answer(dialog)
    margins = dialog.margins()
    if not accepted:
        view.set_view(before)
    elif margins is not None:
        request = window.assist_panel.extension_request(dialog.transition_pixels())
        window.assistant.extend(margins, request)


class ExtendDialog(QDialog):
    """Accepted where `margins` are what is wanted. What it shows on the canvas is gone when it closes."""

    shown = Signal(object)  # QSize of the canvas as it is shown

    def __init__(self, parent: QWidget, studio: Studio) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Extend canvas"))
        self._studio = studio
        self.sides: dict[str, QSpinBox] = {}
        self.transition = ValueSlider(
            self.tr("Transition"), 0, MOST_TRANSITION, MODES[Mode.EXPAND].transition, suffix=self.tr(" px")
        )
        self.grown = QLabel()
        self.paint = QPushButton(tinted("generate", theme.ON_ACCENT), self.tr("Extend and paint"))
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._show_on_canvas)
        self._build()
        self._changed()
        self.finished.connect(lambda _code: self._studio.session.overlay(None))

    def margins(self) -> Margins | None:
        """What is to be added; None where that is nothing."""
        values = {name: box.value() for name, box in self.sides.items()}
        return Margins(**values) if any(values.values()) else None

    def transition_pixels(self) -> int:
        """How far new paint is bent to meet the old, in document pixels."""
        return round(self.transition.value())

    # --- building --------------------------------------------------------------------------------

    def _build(self) -> None:
        document = self._studio.document
        usual = max(STEP, round(document.width / 4 / STEP) * STEP)
        grid = QGridLayout()
        grid.setSpacing(theme.scaled(6))
        for name, words, row, column, value in (
            ("top", self.tr("Top"), 0, 1, 0),
            ("left", self.tr("Left"), 1, 0, 0),
            ("right", self.tr("Right"), 1, 2, usual),
            ("bottom", self.tr("Bottom"), 2, 1, 0),
        ):
            grid.addWidget(self._side(name, words, value), row, column)
        self.grown.setObjectName("hint")
        self.grown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        grid.addWidget(self.grown, 1, 1)
        for column in range(3):
            grid.setColumnStretch(column, 1)
        about = QLabel(
            self.tr(
                "The picture stays as it is. What is new is painted with the prompt and the model of the "
                "Assist panel; within the transition it is bent to meet the picture."
            )
        )
        about.setObjectName("hint")
        about.setWordWrap(True)
        self.transition.changed.connect(lambda _value: self._changed())
        self.paint.setObjectName("primary")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.addButton(self.paint, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[theme.scaled(12)] * 4)
        layout.setSpacing(theme.scaled(10))
        layout.addLayout(grid)
        layout.addWidget(self.transition)
        layout.addWidget(about)
        layout.addWidget(buttons)
        self.setMinimumWidth(theme.scaled(380))

    def _side(self, name: str, words: str, value: int) -> QWidget:
        box = QSpinBox()
        box.setRange(0, MAX_SIDE)
        box.setSingleStep(STEP)
        box.setSuffix(self.tr(" px"))
        box.setValue(value)
        box.setAccessibleName(words)
        box.valueChanged.connect(lambda _value: self._changed())
        self.sides[name] = box
        label = QLabel(words)
        label.setObjectName("hint")
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.scaled(2))
        column.addWidget(label)
        column.addWidget(box)
        field = QWidget()
        field.setLayout(column)
        return field

    # --- what is shown ---------------------------------------------------------------------------

    def _changed(self) -> None:
        margins, document = self.margins(), self._studio.document
        grown = document.rect if margins is None else margins.around(document.rect)
        fits = max(grown.width, grown.height) <= MAX_SIDE
        self.grown.setText(f"{grown.width} × {grown.height}")
        self.paint.setEnabled(margins is not None and fits)
        self._rest.start()

    def _show_on_canvas(self) -> None:
        margins = self.margins()
        if not self.isVisible():
            return
        if margins is None or not self.paint.isEnabled():
            self._studio.session.overlay(None)
            grown = self._studio.document.rect
        else:
            self._studio.session.overlay(extension_shown(margins, self.transition_pixels()))
            grown = margins.around(self._studio.document.rect)
        self.shown.emit(QSize(grown.width, grown.height))


def extension_shown(margins: Margins, transition: int) -> Callable[[Document], Document]:
    """How the document will look before anything is painted, with the transition in the accent colour."""

    def deed(document: Document) -> Document:
        try:
            grown = extended(document, margins)
            area = Document(grown.width, grown.height, grown.layers, selection=added_area(document, margins))
        except JobError:
            return document
        old = Rect(margins.left, margins.top, document.width, document.height)
        layers = tuple(_tint(area, rect, transition) for rect in _strips(old, transition, grown.rect))
        return Document(grown.width, grown.height, (*grown.layers, *layers), selection=document.selection)

    return deed


def _strips(old: Rect, width: int, inside: Rect) -> list[Rect]:
    """The rectangles around the old picture that its transition may reach into; they do not overlap."""
    around = old.grown(width + 1).clipped(inside)
    strips = (
        Rect(around.x, around.y, around.width, old.y - around.y),
        Rect(around.x, old.bottom, around.width, around.bottom - old.bottom),
        Rect(around.x, old.y, old.x - around.x, old.height),
        Rect(old.right, old.y, around.right - old.right, old.height),
    )
    return [strip for strip in strips if not strip.empty]


def _tint(area: Document, rect: Rect, transition: int) -> Layer:
    zone = transition_zone(area, transition, rect)
    accent = QColor(theme.ACCENT)
    pixels = np.empty((*zone.shape, 4), np.uint8)
    pixels[..., :3] = accent.red(), accent.green(), accent.blue()
    pixels[..., 3] = (zone * TINT).astype(np.uint8)
    return Layer("", tiles=from_rgba8(pixels, (rect.x, rect.y)))
