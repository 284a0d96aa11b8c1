"""`scumble timelapse`: the making of a painting as a film; needs no window."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from app.cli_errors import told
from app.cli_files import existing
from app.cli_progress import ProgressLine
from app.errors import AppError
from app.paintings.stages import Painted, painting_at
from app.paintings.timelapse import Film, write_timelapse
from app.terminal_words import say
from canvas.document import Document
from canvas.formats import open_document


def timelapse(options: argparse.Namespace) -> int:
    """The exit status. Raises the errors of the three rooms."""
    source, target = existing(options.picture, "picture"), Path(options.output)
    opened = open_document(source)
    for note in opened.notes:
        print(told(note))
    document = opened.document
    painted = _painting(document, options.layer)
    film = Film(seconds=options.seconds, side=options.side, rate=options.rate)
    with ProgressLine(sys.stderr, 1) as line:
        words = say("Painting it again …")
        write_timelapse(target, document, painted, film, lambda share: line.show_share(words, share))
    print(say("Saved {path}", path=target), flush=True)
    return 0


def _painting(document: Document, name: str | None) -> Painted:
    """The painting of this name, or the uppermost one. Raises AppError where there is none."""
    nodes = [node for node in document.nodes() if name is None or node.name == name]
    if name is not None and not nodes:
        raise AppError(say("There is no layer “{name}”.", name=name))
    for node in reversed(nodes):
        found = painting_at(document, node.id)
        if found is not None:
            return found
    raise AppError(say("There is no painting made of strokes in it. Make one with 'scumble paint' first."))
