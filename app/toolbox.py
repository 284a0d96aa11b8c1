"""The tool bar at the left: which tool is in hand, whether it erases, and the size that it paints with."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QToolBar

from app.actions import TOOLS
from app.icons import icon
from app.menu import words
from app.option_bar import OptionBar
from app.studio import Studio
from app.tools.base import Tool
from app.viewport import Viewport


class Toolbox(QToolBar):
    """Makes the tools, one of each; one of them is in hand."""

    chosen = Signal(str)  # id of the tool that is in hand now

    def __init__(self, studio: Studio, viewport: Viewport, option_bar: OptionBar) -> None:
        super().__init__()
        self.setWindowTitle(self.tr("Tools"))
        self.setObjectName("tools")
        self.setMovable(False)
        self._studio = studio
        self._viewport = viewport
        self._option_bar = option_bar
        self.tools: dict[str, Tool] = {row.id: row.make(studio, viewport) for row in TOOLS}
        self.actions_by_id: dict[str, QAction] = {}
        group = QActionGroup(self)
        for row in TOOLS:
            text = words(row.text)
            action = QAction(icon(row.icon), text, self)
            action.setCheckable(True)
            action.setShortcut(QKeySequence(row.shortcut))
            action.setAutoRepeat(False)
            action.setToolTip(f"{text} ({row.shortcut})")
            action.triggered.connect(lambda _=False, name=row.id: self.choose(name))
            group.addAction(action)
            self.addAction(action)
            self.actions_by_id[row.id] = action

    def choose(self, name: str) -> None:
        """Take another tool in hand."""
        row = next(row for row in TOOLS if row.id == name)
        tool = self.tools[name]
        self._viewport.pointing.set_tool(tool)
        self._option_bar.show_tool(tool, words(row.text), words(row.hint))
        self.actions_by_id[name].setChecked(True)
        self.chosen.emit(name)

    def toggle_erasing(self) -> None:
        """Have the brush erase, or paint again; another tool is put down for it."""
        if self._viewport.pointing.tool is not self.tools["brush"]:
            self.choose("brush")
        self._studio.toggle_erasing()

    def step_size(self, direction: int) -> None:
        """The next brush size, about a tenth larger or smaller, at least one pixel."""
        eraser = self._viewport.pointing.tool is self.tools["eraser"]
        brush = self._studio.eraser if eraser else self._studio.brush
        step = max(1.0, brush.size * 0.1)
        size = min(max(brush.size + direction * step, 1.0), 1000.0)
        self._studio.set_brush(eraser=eraser, size=float(round(size)))
        self._viewport.update()
