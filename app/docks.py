"""The panels in their docks at the right of the window, and the layout that they have at first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QScrollArea, QTabWidget, QWidget

from app import theme
from app.layer_deeds import LayerDeeds
from app.panels.assist import AssistPanel
from app.panels.colour import ColourPanel
from app.panels.later import Later
from app.panels.layers import LayersPanel
from app.studio import Studio
from app.tasks import Tasks

if TYPE_CHECKING:
    from app.panels.brush import BrushPanel
    from app.panels.history import HistoryPanel
    from app.panels.palette import PalettePanel

SETTINGS_HEIGHT = 420  # logical pixels that all settings of a brush need
TALL = 1000  # logical pixels of screen from which Layers and Assist are both in sight


class Docks(QObject):
    """A dock's name is what the window's state is stored under."""

    def __init__(
        self, window: QMainWindow, studio: Studio, tasks: Tasks, layer_deeds: LayerDeeds, assist: AssistPanel
    ) -> None:
        super().__init__(window)
        self._window = window
        self._studio, self._tasks = studio, tasks
        self.layers_panel = LayersPanel(studio, layer_deeds)
        self._brushes = Later(self._make_brush_panel)
        self._for_eraser = False  # what the brush panel is to show, once it is there
        self.assist_shown = False  # it is in sight
        self._list_height = 280  # of the brush dock while it shows the list
        self._colour = self._dock("colour", self.tr("Colour"), ColourPanel(studio))
        self._palette = self._dock("palette", self.tr("Palette"), Later(self._make_palette_panel))
        self._brush = self._dock("brush", self.tr("Brush"), self._brushes)
        self._layers = self._dock("layers", self.tr("Layers"), self.layers_panel)
        self.assist = self._dock("assist", self.tr("Assist"), assist)
        self.assist.visibilityChanged.connect(self._assist_turned)
        self._history = self._dock("history", self.tr("History"), Later(self._make_history_panel))
        self._arrange()
        studio.shelf.failed.connect(self._brushes_failed)

    @property
    def brush_panel(self) -> BrushPanel:
        return self._brushes.panel

    def choose_target(self, eraser: bool) -> None:
        """Have the brush panel show the eraser, or the brush."""
        self._for_eraser = eraser
        if self._brushes.built:
            self.brush_panel.set_target(eraser)

    def toggle(self) -> None:
        """Hide the docks for a clear view of the canvas, or bring them back."""
        docks = self._window.findChildren(QDockWidget)
        show = not any(dock.isVisible() for dock in docks)
        for dock in docks:
            dock.setVisible(show)

    def show_brush_settings(self) -> None:
        """Bring up all settings of the brush in hand, or put them away."""
        on = not (self.brush_panel.isVisible() and self.brush_panel.shows_settings)
        self._brush.show()
        self._brush.raise_()
        self.brush_panel.show_settings(on)

    def _make_room_for_settings(self, on: bool) -> None:
        """The brush's settings get the height that they need; the list then has again what it had."""
        if on:
            self._list_height = self._brush.height()
        height = max(self._list_height, theme.scaled(SETTINGS_HEIGHT)) if on else self._list_height
        self._window.resizeDocks([self._brush], [height], Qt.Orientation.Vertical)

    def _assist_turned(self, shown: bool) -> None:
        self.assist_shown = shown

    def _make_brush_panel(self) -> BrushPanel:
        from app.panels.brush import BrushPanel

        panel = BrushPanel(self._studio, self._tasks)
        panel.set_target(self._for_eraser)
        panel.settings_shown.connect(self._make_room_for_settings)
        return panel

    def _make_palette_panel(self) -> PalettePanel:
        from app.panels.palette import PalettePanel

        return PalettePanel(self._studio, self._tasks)

    def _make_history_panel(self) -> HistoryPanel:
        from app.panels.history import HistoryPanel

        return HistoryPanel(self._studio)

    def _brushes_failed(self, sentence: str) -> None:
        """The brush panel hears for itself once it is there."""
        if not self._brushes.built:
            self.brush_panel.notice.tell(sentence)

    def _dock(self, name: str, title: str, panel: QWidget) -> QDockWidget:
        dock = QDockWidget(title, self._window)
        dock.setObjectName(name)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(panel)
        dock.setWidget(scroll)
        dock.setTitleBarWidget(QWidget())  # the tab says it already, and height is dear on a small screen
        dock.setMinimumWidth(270)
        if isinstance(panel, Later):
            dock.visibilityChanged.connect(panel.seen)
        return dock

    def _arrange(self) -> None:
        window, area = self._window, Qt.DockWidgetArea.RightDockWidgetArea
        window.setDockOptions(QMainWindow.DockOption.AllowTabbedDocks | QMainWindow.DockOption.AnimatedDocks)
        window.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        window.addDockWidget(area, self._colour)
        window.addDockWidget(area, self._layers)
        window.tabifyDockWidget(self._colour, self._palette)
        window.tabifyDockWidget(self._palette, self._brush)
        if window.screen().availableGeometry().height() >= TALL:
            window.addDockWidget(area, self.assist)
        else:
            window.tabifyDockWidget(self._layers, self.assist)
        window.tabifyDockWidget(self._layers, self._history)
        for dock in (self._layers, self.assist, self._colour):
            dock.raise_()
        window.resizeDocks([self._colour, self._layers], [290, 290], Qt.Orientation.Horizontal)
        window.resizeDocks([self._colour, self.assist], [280, 460], Qt.Orientation.Vertical)
