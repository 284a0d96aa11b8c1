"""What is asked before a flat picture is written: quality, depth, colours, and what it says of its making."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QFormLayout, QWidget

from app.panels.value_slider import ValueSlider
from app.settings import Settings
from app.tasks import answer
from canvas.document import Document
from canvas.formats import SaveOptions, format_named

WITH_QUALITY = ("JPEG", "WebP", "AVIF")
WITH_DEPTH = ("PNG", "TIFF")
WITHOUT_PROFILE = ("OpenRaster", "Scumble")  # whose colours are sRGB always; the other keeps it in any case


def tr(text: str) -> str:
    return QCoreApplication.translate("Export", text)


class ExportOptions(QDialog):
    """Shows only what matters for the kind of file and for the picture; the answers are remembered."""

    def __init__(
        self, parent: QWidget, settings: Settings, path: Path, document: Document, profile: bytes | None
    ) -> None:
        """profile: ICC, of the file that the picture came from; None where that was sRGB, or nothing."""
        super().__init__(parent)
        self.setWindowTitle(tr("Export “{0}”").format(path.name))
        self._settings = settings
        self._source = profile
        kind = format_named(path)
        name = kind.name if kind is not None else ""
        self.quality = ValueSlider(tr("Quality"), 1, 100, settings.get("export/quality"))
        self.lossless = self._box("export/lossless", tr("Lossless"))
        self.deep = self._box("export/deep", tr("16 bits per channel"))
        self.deep.setToolTip(tr("Finer steps between colours, in a file twice as large"))
        self.keep_profile = self._box("export/profile", tr("Keep the colour profile of the opened file"))
        self.keep_profile.setToolTip(tr("Off: sRGB, which looks right everywhere"))
        self.recipes = self._box("export/recipes", tr("Say what was generated"))
        self.recipes.setToolTip(
            tr("Writes into the file which layers were generated, and how, and which were painted")
        )
        self._rows = {
            self.lossless: name == "WebP",
            self.quality: name in WITH_QUALITY,
            self.deep: name in WITH_DEPTH,
            self.keep_profile: profile is not None and name not in WITHOUT_PROFILE,
            self.recipes: any(layer.recipe is not None for layer in document.sheets()),
        }
        form = QFormLayout(self)
        for row, wanted in self._rows.items():
            row.setVisible(wanted)
            if wanted:
                form.addRow(row)
        self.lossless.toggled.connect(self._follow)
        self._follow()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.addButton(tr("Export"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        form.addRow(buttons)
        self.setMinimumWidth(320)

    @property
    def has_questions(self) -> bool:
        return any(self._rows.values())

    def options(self) -> SaveOptions:
        """What the answers amount to; what was not asked counts as it usually does."""
        return SaveOptions(
            quality=round(self.quality.value()),
            lossless=self.lossless.isChecked(),
            flat_depth=16 if self._rows[self.deep] and self.deep.isChecked() else 8,
            profile=self._source if self._rows[self.keep_profile] and self.keep_profile.isChecked() else None,
            recipes=self.recipes.isChecked(),
        )

    def accept(self) -> None:
        self._settings.set("export/quality", round(self.quality.value()))
        for setting, box in (
            ("export/lossless", self.lossless),
            ("export/deep", self.deep),
            ("export/profile", self.keep_profile),
            ("export/recipes", self.recipes),
        ):
            self._settings.set(setting, box.isChecked())
        super().accept()

    def _box(self, setting: str, text: str) -> QCheckBox:
        box = QCheckBox(text)
        box.setChecked(self._settings.get(setting))
        return box

    def _follow(self) -> None:
        self.quality.setEnabled(not (self._rows[self.lossless] and self.lossless.isChecked()))


async def ask_export(
    parent: QWidget, settings: Settings, path: Path, document: Document, profile: bytes | None
) -> SaveOptions | None:
    """How to write a picture; None where the artist thinks better of it. Asks only if there is a choice."""
    dialog = ExportOptions(parent, settings, path, document, profile)
    if dialog.has_questions and await answer(dialog) != QDialog.DialogCode.Accepted.value:
        return None
    return dialog.options()
