"""`scumble models`: what there is on this machine, what can be downloaded, and the download itself."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from app.cli_errors import told
from app.cli_progress import Line
from app.cli_transfer import transferred
from app.model_folders import download_folder, searched_folders, stored
from app.terminal_words import say
from inference.errors import Cancelled, ChooseFile
from inference.families import TRAITS
from inference.hub import Event, Planned, Progressed, download_model, order_of, read_catalogue, readable
from inference.library import Catalogue, Index, default_index, scan_library
from inference.models import Part

MARGIN = 2  # columns between two cells of a table


def library() -> Catalogue:
    """Everything in the models folders."""
    return scan_library(searched_folders(stored()), Index(default_index()))


def models(options: argparse.Namespace) -> int:
    """`scumble models list` and `scumble models download ID`; the exit status. Raises HubError."""
    return download(options) if options.deed == "download" else listing()


def listing() -> int:
    """Print the models and their parts, then those that can be downloaded."""
    found = library()
    here = [
        (info.name, TRAITS[info.family].name, readable(info.bytes), str(info.path)) for info in found.models
    ]
    parts = [(part.name, _what(part), readable(part.bytes), str(part.path)) for part in found.parts]
    folder = download_folder(stored())
    offered = [
        (entry.name, entry.family, readable(entry.bytes) if entry.bytes else "", entry.licence)
        for entry in read_catalogue()
        if entry.place(folder) is None
    ]
    for title, rows in (
        (say("Models"), here),
        (say("LoRAs, ControlNets and other parts"), parts),
        (say("To download with 'scumble models download NAME'"), offered),
    ):
        if rows:
            print(f"{title}:")
            print("\n".join(_table(rows)))
            print()
    for _path, sentence in found.problems:
        print(told(sentence), file=sys.stderr)
    if not here:
        folders = ", ".join(str(folder) for folder in searched_folders(stored()))
        print(say("No models were found. They are looked for in: {folders}", folders=folders))
    return 0


def download(options: argparse.Namespace) -> int:
    """Fetch one model; what came so far is kept where it is broken off, and a second call goes on with it."""
    folder = Path(options.folder) if options.folder else download_folder(stored())
    line = _Line()
    try:
        path = download_model(options.model, folder, line.show)
    except ChooseFile as error:
        line.clear()
        id_ = order_of(options.model, folder).reference.id
        print("\n".join(f"hf://{id_}/{name}" for name in error.names))  # each can be given in the id's place
        raise
    except Cancelled:
        return 130
    finally:
        line.clear()
    print(say("Downloaded {path}", path=path))
    return 0


class _Line(Line):
    """How far a download is, on a terminal only."""

    def __init__(self) -> None:
        super().__init__(sys.stderr)

    def show(self, event: Event) -> None:
        if isinstance(event, Planned):
            self.put(say("{size} to download", size=readable(event.plan.bytes)))
        elif isinstance(event, Progressed):
            self.put(*transferred(event.bytes, event.total, event.bytes_per_second, event.seconds_left))


def _what(part: Part) -> str:
    """The kind of a part, and what it fits."""
    kind = f"{part.kind} ({part.control})" if part.control else part.kind
    fitting = ", ".join(TRAITS[family].name for family in part.families) or part.foreign
    return f"{kind}, {fitting}" if fitting else kind


def _table(rows: list[tuple[str, ...]]) -> list[str]:
    """Rows with their cells below each other; the last is not padded."""
    widths = [max(len(row[column]) for row in rows) + MARGIN for column in range(len(rows[0]) - 1)]
    return [
        "  " + "".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False)) + row[-1]
        for row in rows
    ]
