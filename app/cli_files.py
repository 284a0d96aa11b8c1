"""The files of the command line: whether inputs are there and outputs can be written, before any work."""

from __future__ import annotations

import argparse
import gc
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from app.cli_errors import told
from app.errors import AppError
from app.i18n import QT_TRANSLATE_NOOP
from app.terminal_words import say
from canvas.allocator import keep_freed_memory
from canvas.composite import flatten8
from canvas.document import Document
from canvas.formats import (
    DEFAULT_LIMITS,
    FORMATS,
    Opened,
    SaveOptions,
    format_named,
    open_document,
    save_document,
)
from canvas.formats.svg import is_svg
from canvas.selection import Selection

# What is said of an input, by what it is to be.
ABSENT = {
    "picture": QT_TRANSLATE_NOOP("Terminal", "There is no picture “{name}”."),
    "mask": QT_TRANSLATE_NOOP("Terminal", "There is no mask “{name}”."),
}
A_FOLDER = {
    "picture": QT_TRANSLATE_NOOP("Terminal", "“{name}” is a folder. Name the picture itself."),
    "mask": QT_TRANSLATE_NOOP("Terminal", "“{name}” is a folder. Name the mask itself."),
}


@dataclass(frozen=True, slots=True)
class Target:
    """Where results go: one file with layers, or one flat file for each of them."""

    paths: tuple[Path, ...]
    layers: bool


def make_target(output: str, count: int, inputs: Sequence[Path]) -> Target:
    """Plan the files for `count` results and make sure that they can be written; writes none of them.

    A flat format gets OUT-1, OUT-2 … for several results. Raises AppError for an ending that stands for no
    format, a folder that is missing or read-only, and a flat picture that would take the place of an input.
    """
    path = Path(output)
    kind = format_named(path)
    if kind is None or kind.write is None:
        endings = ", ".join(known.extensions[0] for known in FORMATS if known.write is not None)
        raise AppError(
            say(
                "“{name}” cannot be written: its name must end in one of {endings}.",
                name=path.name,
                endings=endings,
            )
        )
    paths = (path,)
    if count > 1 and not kind.layers:
        paths = tuple(path.with_name(f"{path.stem}-{number}{path.suffix}") for number in range(1, count + 1))
    for one in paths:
        _check_writable(one)
        if not kind.layers and any(_same_file(one, other) for other in inputs):
            raise AppError(
                say(
                    "“{path}” is the input itself and would be lost. Choose another name for the output.",
                    path=one,
                )
            )
    return Target(paths, kind.layers)


def _check_writable(path: Path) -> None:
    folder = path.parent
    if not folder.is_dir():
        raise AppError(
            say(
                "There is no folder “{folder}” for “{name}”. Make it first, or choose another one.",
                folder=folder,
                name=path.name,
            )
        )
    if path.is_dir():
        raise AppError(say("“{path}” is a folder. Choose another name for the output.", path=path))
    try:
        with tempfile.TemporaryFile(dir=folder):  # the only sure way to know; leaves nothing behind
            pass
    except OSError as error:
        reason = error.strerror or str(error)
        raise AppError(
            say(
                "The folder “{folder}” cannot be written to ({reason}). Choose another one.",
                folder=folder,
                reason=reason,
            )
        ) from error
    if path.exists() and not os.access(path, os.W_OK):
        raise AppError(say("“{path}” is write-protected. Choose another name for the output.", path=path))


def _same_file(one: Path, other: Path) -> bool:
    return one.exists() and other.exists() and one.samefile(other)


def existing(name: str, what: Literal["picture", "mask"]) -> Path:
    """The path of an input. Raises AppError where there is no such file."""
    path = Path(name)
    if path.is_dir():
        raise AppError(say(A_FOLDER[what], name=name))
    if not path.exists():
        raise AppError(say(ABSENT[what], name=name))
    return path


def read_mask(path: Path, document: Document) -> Selection:
    """What a mask selects: as much as it is white; transparent is black.

    Raises AppError where it is not as large as the document or black all over, FormatError where it cannot
    be read.
    """
    selection = Selection.of_array(_light(path, document))
    if selection.empty:
        raise AppError(
            say("The mask “{name}” is black all over. Paint white what is to be repainted.", name=path.name)
        )
    return selection


def read_strengths(path: Path, document: Document) -> np.ndarray:
    """How strongly each pixel is to be painted anew, as much as the picture there is white: H×W uint8.

    Raises as `read_mask` does.
    """
    strengths = _light(path, document)
    if not strengths.any():
        raise AppError(
            say(
                "The strength map “{name}” is black all over. Paint white where the picture is to change.",
                name=path.name,
            )
        )
    return strengths


def _light(path: Path, document: Document) -> np.ndarray:
    """Rec. 709 luma of a picture on black that must be as large as the document: H×W uint8."""
    mask = open_document(path).document
    if (mask.width, mask.height) != (document.width, document.height):
        raise AppError(
            say(
                "The mask “{name}” is {mask_size} pixels, but the picture is {size}. Make it as large as the "
                "picture.",
                name=path.name,
                mask_size=f"{mask.width}×{mask.height}",
                size=f"{document.width}×{document.height}",
            )
        )
    pixels = flatten8(mask, background=(0.0, 0.0, 0.0))[:, :, :3].astype(np.uint32)
    # In 256ths, which sum to 256: every grey stays what it is.
    return ((pixels @ np.array([54, 183, 19], np.uint32) + 128) >> 8).astype(np.uint8)


def convert(options: argparse.Namespace) -> int:
    """`scumble convert IN OUT`; the exit status. Raises AppError or FormatError."""
    gc.disable()  # one file leaves no garbage to collect, and searching its thousands of tiles takes long
    keep_freed_memory()
    source = existing(options.picture, "picture")
    (path,) = make_target(options.output, 1, [source]).paths
    opened = open_file(source)
    notes = (*opened.notes, *save_document(opened.document, path, _save_options(options, opened)))
    for note in notes:
        print(told(note))
    print(say("Wrote {path}", path=path))
    return 0


def open_file(path: Path) -> Opened:
    """A file of any kind; Qt is started, without a window, for SVG drawings only. Raises FormatError."""
    try:
        drawing = is_svg(path)
    except OSError:
        drawing = False  # `open_document` words the error
    if not drawing:
        return open_document(path)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtGui import QGuiApplication

    from app.svg import open_svg

    running = QGuiApplication.instance() or QGuiApplication([])  # held while the fonts are needed
    opened = open_svg(path)
    del running
    return opened


def _save_options(options: argparse.Namespace, opened: Opened) -> SaveOptions:
    return SaveOptions(
        quality=options.quality,
        lossless=not options.lossy,
        depth=16 if options.depth is None else options.depth,
        flat_depth=8 if options.depth is None else options.depth,
        profile=_profile(options.profile, opened),
        recipes=not options.no_recipe,
    )


def _profile(wanted: str, opened: Opened) -> bytes | None:
    """The ICC profile to write in; None for sRGB. Raises AppError for a file that cannot be read."""
    if wanted == "srgb":
        return None
    if wanted == "keep":
        return opened.profile
    try:
        path = Path(wanted)
        if path.stat().st_size > DEFAULT_LIMITS.profile_bytes:
            raise AppError(say("“{name}” is too large to be a colour profile.", name=wanted))
        return path.read_bytes()
    except OSError as error:
        raise AppError(
            say(
                "The colour profile “{name}” cannot be read ({reason}). Give “keep”, “srgb” or an ICC file.",
                name=wanted,
                reason=error.strerror or str(error),
            )
        ) from error
