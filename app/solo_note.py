"""The button that says that one layer is shown alone, and ends that."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from app import theme
from app.icons import tinted
from app.session import Session
from app.studio import Studio


class SoloNote(QToolButton):
    """Hidden while all layers are shown as the document has them."""

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._studio = studio
        self.setObjectName("solo")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setIcon(tinted("solo", theme.ACCENT))
        self.setIconSize(QSize(theme.scaled(16), theme.scaled(16)))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        tip = self.tr("Only this layer is shown. Click to see the others again.")
        self.setToolTip(tip)
        self.setAccessibleName(tip)
        self.clicked.connect(lambda: self._studio.session.show_solo(""))
        studio.session_changed.connect(self._adopt)
        self._adopt(studio.session)

    def _adopt(self, session: Session) -> None:
        session.solo_changed.connect(self._show)
        self._show(session.solo)

    def _show(self, node_id: str) -> None:
        node = self._studio.document.find(node_id) if node_id else None
        name = "" if node is None else node.name
        short = self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, theme.scaled(110))
        self.setText(self.tr("Only “{0}” · show all").format(short).replace("&", "&&"))
        self.setVisible(node is not None)
