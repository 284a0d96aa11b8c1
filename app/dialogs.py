"""The questions that the program asks: new picture, unsaved changes, file names, settings."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.settings import SETTINGS, Setting, Settings
from app.tasks import answer
from canvas.document import MAX_SIDE

SIZES = (
    ("1600 × 1200", 1600, 1200),
    ("1024 × 1024", 1024, 1024),
    ("1920 × 1080 (HD)", 1920, 1080),
    ("2480 × 3508 (A4, 300 dpi)", 2480, 3508),
    ("3840 × 2160 (4K)", 3840, 2160),
    ("4096 × 4096", 4096, 4096),
)


def tr(text: str) -> str:
    return QCoreApplication.translate("Dialogs", text)


class NewPicture(QDialog):
    """Asks for the size and the paper of a new picture."""

    def __init__(self, parent: QWidget, settings: Settings) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("New picture"))
        self.preset = QComboBox()
        self.preset.addItem(tr("Custom"))
        for name, width, height in SIZES:
            self.preset.addItem(name, QSize(width, height))
        self.width_box, self.height_box = (
            _pixels(settings.get("new/width")),
            _pixels(settings.get("new/height")),
        )
        self.paper = QComboBox()
        self.paper.addItem(tr("White paper"), (1.0, 1.0, 1.0, 1.0))
        self.paper.addItem(tr("Toned paper"), (0.80, 0.74, 0.64, 1.0))
        self.paper.addItem(tr("Transparent"), None)
        self.preset.currentIndexChanged.connect(self._use_preset)
        form = QFormLayout(self)
        form.addRow(tr("Preset"), self.preset)
        form.addRow(tr("Width"), self.width_box)
        form.addRow(tr("Height"), self.height_box)
        form.addRow(tr("Paper"), self.paper)
        form.addRow(_buttons(self))
        self.width_box.selectAll()

    def _use_preset(self) -> None:
        size = self.preset.currentData()
        if isinstance(size, QSize):
            self.width_box.setValue(size.width())
            self.height_box.setValue(size.height())


class SettingsDialog(QDialog):
    """Generated from the table of settings."""

    def __init__(self, parent: QWidget, settings: Settings) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Settings"))
        self._settings = settings
        self._fields: list[tuple[Setting, QWidget]] = []
        form = QFormLayout(self)
        for setting in SETTINGS:
            if setting.shown:
                label = QCoreApplication.translate("Settings", setting.label)
                field = self._field(setting)
                field.setToolTip(QCoreApplication.translate("Settings", setting.help) if setting.help else "")
                self._fields.append((setting, field))
                form.addRow("" if isinstance(field, QCheckBox) else label, field)
                if isinstance(field, QCheckBox):
                    field.setText(label)
        form.addRow(_buttons(self))

    def accept(self) -> None:
        for setting, field in self._fields:
            if isinstance(field, QCheckBox):
                value: object = field.isChecked()
            elif isinstance(field, QSpinBox):
                value = field.value()
            else:
                assert isinstance(field, QLineEdit)
                value = field.text()
            if value != self._settings.get(setting.id):
                self._settings.set(setting.id, value)
        super().accept()

    def _field(self, setting: Setting) -> QWidget:
        value = self._settings.get(setting.id)
        if setting.kind is bool:
            box = QCheckBox()
            box.setChecked(value)
            return box
        if setting.kind is int:
            spin = QSpinBox()
            spin.setRange(int(setting.minimum), int(setting.maximum))
            spin.setValue(value)
            return spin
        line = QLineEdit(value)
        line.setMinimumWidth(320)
        return line


class TextDialog(QDialog):
    """Shows a text to read and to copy: a recipe, a report."""

    def __init__(self, parent: QWidget, title: str, text: str, action: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.resize(520, 420)
        box = QPlainTextEdit(text)
        box.setReadOnly(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        if action:
            buttons.addButton(action, QDialogButtonBox.ButtonRole.AcceptRole)
            buttons.accepted.connect(self.accept)
        layout = QVBoxLayout(self)
        layout.addWidget(box)
        layout.addWidget(buttons)


class HeldChoice(Enum):
    """What to do with a file that another window has open."""

    COPY = "copy"
    READ = "read"
    CANCEL = "cancel"


async def ask_held(parent: QWidget, name: str) -> HeldChoice:
    """How to go on with a file that another window writes to."""
    box = QMessageBox(parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setIcon(QMessageBox.Icon.Question)
    box.setText(tr("“{0}” is open in another window of Scumble.").format(name))
    box.setInformativeText(tr("Two windows cannot paint in one file."))
    copy = box.addButton(tr("Open a copy"), QMessageBox.ButtonRole.AcceptRole)
    read = box.addButton(tr("Open without saving to it"), QMessageBox.ButtonRole.ActionRole)
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(copy)
    await answer(box)
    pressed = box.clickedButton()
    return HeldChoice.COPY if pressed is copy else HeldChoice.READ if pressed is read else HeldChoice.CANCEL


class Unsaved(Enum):
    """What to do with unsaved changes."""

    SAVE = "save"
    DISCARD = "discard"
    STAY = "stay"


async def ask_unsaved(parent: QWidget, name: str) -> Unsaved:
    """Ask before changes are lost."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setWindowTitle(tr("Unsaved changes"))
    box.setText(tr("Save the changes to “{0}”?").format(name))
    box.setInformativeText(tr("What is not saved is lost."))
    buttons = QMessageBox.StandardButton
    box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
    box.setDefaultButton(buttons.Save)
    code = await answer(box)
    if code == buttons.Save.value:
        return Unsaved.SAVE
    return Unsaved.DISCARD if code == buttons.Discard.value else Unsaved.STAY


async def ask_open(parent: QWidget, title: str, filters: str, folder: Path) -> Path | None:
    """Ask for a file to open; None where the artist thinks better of it."""
    dialog = QFileDialog(parent, title, str(folder), filters)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    return await _chosen(dialog)


async def ask_save(parent: QWidget, title: str, filters: str, path: Path) -> Path | None:
    """Ask where to save. An ending is added where the artist gave none."""
    dialog = QFileDialog(parent, title, str(path.parent), filters)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(path.suffix.lstrip("."))
    dialog.selectFile(path.name)
    return await _chosen(dialog)


async def _chosen(dialog: QFileDialog) -> Path | None:
    code = await answer(dialog)
    files = dialog.selectedFiles()
    return Path(files[0]) if code == QDialog.DialogCode.Accepted.value and files else None


def _pixels(value: int) -> QSpinBox:
    box = QSpinBox()
    box.setRange(1, MAX_SIDE)
    box.setValue(value)
    box.setSuffix(tr(" px"))
    box.setGroupSeparatorShown(True)
    return box


def _buttons(dialog: QDialog) -> QWidget:
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
    buttons.accepted.connect(dialog.accept)
    buttons.rejected.connect(dialog.reject)
    return buttons
