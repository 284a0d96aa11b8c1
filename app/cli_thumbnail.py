"""`scumble thumbnail`: the small picture that a file carries of itself, for file managers; needs no Qt."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.errors import AppError
from app.terminal_words import say
from canvas.formats import thumbnail_of
from canvas.formats.pictures import picture_to_png


def thumbnail(options: argparse.Namespace) -> int:
    """Write a PNG of at most `options.size` pixels a side; the exit status.

    Raises FormatError where the picture cannot be read, AppError where the PNG cannot be written.
    """
    target = Path(options.output)
    data = picture_to_png(thumbnail_of(options.picture, options.size))
    try:
        target.write_bytes(data)
    except OSError as error:
        reason = error.strerror or str(error)
        raise AppError(
            say("“{name}” could not be written ({reason}).", name=target, reason=reason)
        ) from error
    return 0
