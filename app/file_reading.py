"""Reading a file that may be in use in another window, or can only be read: to go on in it, or in a copy."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from app.compute import Compute
from app.dialogs import HeldChoice, ask_held
from app.native_files import Held, NativeFile, ReadOnly, copy_native, free_name, is_native, open_native
from app.svg import open_any
from app.tasks import result_of
from canvas.errors import Sentence
from canvas.formats import Limits, Opened, open_document


def tr(text: str) -> str:
    return QCoreApplication.translate("FileReading", text)


async def read_file(
    path: Path, parent: QWidget, compute: Compute, limits: Limits
) -> NativeFile | Opened | None:
    """A native file to go on in, or what any other holds; None where the artist changed their mind.

    Raises FormatError.
    """
    try:
        return await result_of(compute.errand(lambda: _read(path, limits)))
    except Held:
        match await ask_held(parent, path.name):
            case HeldChoice.COPY:
                copy = free_name(path, tr("{0} copy"))
                await result_of(compute.errand(lambda: copy_native(path, copy)))
                return await read_file(copy, parent, compute, limits)
            case HeldChoice.READ:  # its jobs have not ended: they run over there
                opened = await result_of(compute.errand(lambda: open_document(path, limits)))
                return replace(opened, pending=())
            case _:
                return None
    except ReadOnly as error:
        opened = await result_of(compute.errand(lambda: open_document(path, limits)))
        note = Sentence("{reason} Save as puts your changes somewhere else.", reason=error.sentence)
        return replace(opened, notes=(note, *opened.notes))


def _read(path: Path, limits: Limits) -> NativeFile | Opened:
    try:
        native = is_native(path)
    except OSError:
        native = False  # the error is worded by `open_document`
    return open_native(path, limits) if native else open_any(path, limits=limits)
