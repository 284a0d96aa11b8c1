"""What the palette panel asks: a name, and whether the artist is sure."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QInputDialog, QMessageBox, QWidget

from app.tasks import answer
from canvas.palettes.palette import clean_name


async def ask_name(parent: QWidget, title: str, present: str) -> str:
    """Ask for a palette's name; empty where the artist thinks better of it."""
    dialog = QInputDialog(parent)
    dialog.setInputMode(QInputDialog.InputMode.TextInput)
    dialog.setWindowTitle(title)
    dialog.setLabelText(QCoreApplication.translate("Palettes", "Name"))
    dialog.setTextValue(present)
    accepted = await answer(dialog)
    return clean_name(dialog.textValue()) if accepted else ""


async def sure(parent: QWidget, question: str, loss: str, deed: str) -> bool:
    """Ask before something is lost; `deed` is the word on the button that does it."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setWindowTitle(deed)
    box.setText(question)
    box.setInformativeText(loss)
    does = box.addButton(deed, QMessageBox.ButtonRole.DestructiveRole)
    stays = box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(stays)
    box.setEscapeButton(stays)
    await answer(box)
    return box.clickedButton() is does
