"""The place of a panel that lies behind others when the program starts, and is built when first seen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

Panel = TypeVar("Panel", bound=QWidget)


class Later(QWidget, Generic[Panel]):
    """Empty until somebody asks for its panel.

    Its own showEvent tells nothing: Qt shows a dock behind another too, outside the window.
    """

    def __init__(self, make: Callable[[], Panel]) -> None:
        super().__init__()
        self._make = make
        self._panel: Panel | None = None
        self._place = QVBoxLayout(self)
        self._place.setContentsMargins(0, 0, 0, 0)

    @property
    def built(self) -> bool:
        return self._panel is not None

    @property
    def panel(self) -> Panel:
        """The panel, built at the first call."""
        if self._panel is None:
            self._panel = self._make()
            self._place.addWidget(self._panel)
            self._panel.show()
        return self._panel

    def seen(self, visible: bool) -> None:
        """The dock came to the front, or went behind another."""
        if visible:
            _ = self.panel
