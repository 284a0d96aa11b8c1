"""The language of the program's text: which translations are loaded at the start."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from app.i18n import FOLDER, NAME


def install(application: QCoreApplication, locale: QLocale | None = None, folder: Path = FOLDER) -> None:
    """Load the text for a locale (None: the system's), and Qt's own along with it.

    English always lies beneath, for it holds the plural forms ("1 job", "2 jobs"). Where a file is missing
    the program says what stands in its source, which is English too.
    """
    locale = QLocale.system() if locale is None else locale
    _load(application, QLocale(QLocale.Language.English), NAME, folder)
    if locale.language() != QLocale.Language.English and _load(application, locale, NAME, folder):
        _load(
            application, locale, "qtbase", Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
        )


def read(
    locale: QLocale, folder: Path = FOLDER, name: str = NAME, owner: QCoreApplication | None = None
) -> QTranslator | None:
    """The translations for a locale, or None where there are none."""
    translator = QTranslator(owner)
    return translator if translator.load(locale, name, "_", str(folder)) else None


def _load(application: QCoreApplication, locale: QLocale, name: str, folder: Path) -> bool:
    translator = read(locale, folder, name, application)
    return translator is not None and application.installTranslator(translator)
