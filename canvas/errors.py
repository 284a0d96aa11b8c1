"""The exceptions of this room; each message is a sentence that may be shown to the artist."""

from __future__ import annotations


class CanvasError(Exception):
    """Base of all errors raised by `canvas`."""


class FormatError(CanvasError):
    """A file is damaged, hostile, of an unsupported kind, or cannot be written."""


class EditError(CanvasError):
    """An edit makes no sense for the document it was asked of (a missing or locked layer, say)."""
