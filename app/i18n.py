"""Marking text for translation where it is declared, long before it is shown."""

from __future__ import annotations


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:
    """The text itself; translated later by `QCoreApplication.translate(context, text)`."""
    return text
