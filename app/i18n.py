"""Text for translation: how it is marked where it is declared, and the translations' folder; needs no Qt."""

from __future__ import annotations

from pathlib import Path

import resources

FOLDER = Path(resources.__file__).parent / "translations"
NAME = "scumble"  # of the files: scumble_<locale>.qm


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:
    """The text itself; translated later by `QCoreApplication.translate(context, text)`."""
    return text
