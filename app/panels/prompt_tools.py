"""Two small buttons beside the prompt: the styles that there are, and the prompts written before."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QInputDialog, QMenu, QToolButton, QWidget

from app.icons import icon
from app.prompt_shelf import PromptShelf

SHOWN = 25  # prompts in the menu; Alt+Up reaches all
WIDEST = 60  # characters of a prompt in the menu


class PromptTools(QWidget):
    """Tells what was chosen in the menus."""

    style_chosen = Signal(object)  # Style
    prompt_chosen = Signal(str)
    keep_asked = Signal(str)  # name of a style to make of what is written now

    def __init__(self, shelf: PromptShelf) -> None:
        super().__init__()
        self._shelf = shelf
        self.styles = _button("star", self.tr("Styles: words to lay around the prompt"))
        self.history = _button("clock", self.tr("Earlier prompts (Alt+Up, Alt+Down)"))
        self._styles_menu, self._history_menu = QMenu(self), QMenu(self)
        for button, menu, show in (
            (self.styles, self._styles_menu, self._show_styles),
            (self.history, self._history_menu, self._show_history),
        ):
            button.setMenu(menu)
            menu.aboutToShow.connect(show)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.styles)
        layout.addWidget(self.history)

    def _show_styles(self) -> None:
        menu = self._styles_menu
        menu.clear()
        for style in self._shelf.styles:
            action = menu.addAction(_plain(style.name))
            action.setToolTip("\n".join(part for part in (style.prompt, style.negative) if part))
            action.triggered.connect(lambda _=False, style=style: self.style_chosen.emit(style))
        menu.setToolTipsVisible(True)
        menu.addSeparator()
        menu.addAction(self.tr("Keep these words as a style…")).triggered.connect(self._ask_name)
        if self._shelf.styles:
            drop = menu.addMenu(self.tr("Remove"))
            for style in self._shelf.styles:
                action = drop.addAction(_plain(style.name))
                action.triggered.connect(lambda _=False, style=style: self._shelf.remove(style.name))

    def _ask_name(self) -> None:
        dialog = QInputDialog(self)
        dialog.setWindowTitle(self.tr("Keep as a style"))
        dialog.setLabelText(
            self.tr(
                "Name of the style.\nWhere its words hold {prompt}, the prompt goes there; else in front."
            )
        )
        dialog.textValueSelected.connect(self._name)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _name(self, name: str) -> None:
        if name.strip():
            self.keep_asked.emit(name.strip())

    def _show_history(self) -> None:
        menu = self._history_menu
        menu.clear()
        menu.setToolTipsVisible(True)
        for prompt in self._shelf.history[:SHOWN]:
            action = menu.addAction(_plain(prompt))
            action.setToolTip(prompt[:1000])
            action.triggered.connect(lambda _=False, prompt=prompt: self.prompt_chosen.emit(prompt))
        if not self._shelf.history:
            menu.addAction(self.tr("No prompts yet")).setEnabled(False)
            return
        menu.addSeparator()
        menu.addAction(self.tr("Forget all")).triggered.connect(self._shelf.forget)


def _button(name: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setIcon(icon(name))
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    button.setStyleSheet("QToolButton::menu-indicator { image: none; }")  # it would lie on the icon
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    return button


def _plain(text: str) -> str:
    """One short line that a menu takes as it is."""
    line = " ".join(text.split())
    return (line if len(line) <= WIDEST else line[: WIDEST - 1] + "…").replace("&", "&&")
