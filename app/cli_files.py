"""The files of the command line: whether inputs are there and outputs can be written, before any work."""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from app.errors import AppError
from canvas.composite import flatten8
from canvas.document import Document
from canvas.formats import FORMATS, format_named, open_document, save_document
from canvas.selection import Selection


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
        raise AppError(f"“{path.name}” cannot be written: its name must end in one of {endings}.")
    paths = (path,)
    if count > 1 and not kind.layers:
        paths = tuple(path.with_name(f"{path.stem}-{number}{path.suffix}") for number in range(1, count + 1))
    for one in paths:
        _check_writable(one)
        if not kind.layers and any(_same_file(one, other) for other in inputs):
            raise AppError(
                f"“{one}” is the input itself and would be lost. Choose another name for the output."
            )
    return Target(paths, kind.layers)


def _check_writable(path: Path) -> None:
    folder = path.parent
    if not folder.is_dir():
        raise AppError(
            f"There is no folder “{folder}” for “{path.name}”. Make it first, or choose another one."
        )
    if path.is_dir():
        raise AppError(f"“{path}” is a folder. Choose another name for the output.")
    try:
        with tempfile.TemporaryFile(dir=folder):  # the only sure way to know; leaves nothing behind
            pass
    except OSError as error:
        reason = error.strerror or str(error)
        raise AppError(
            f"The folder “{folder}” cannot be written to ({reason}). Choose another one."
        ) from error
    if path.exists() and not os.access(path, os.W_OK):
        raise AppError(f"“{path}” is write-protected. Choose another name for the output.")


def _same_file(one: Path, other: Path) -> bool:
    return one.exists() and other.exists() and one.samefile(other)


def existing(name: str, what: str) -> Path:
    """The path of an input. Raises AppError where there is no such file."""
    path = Path(name)
    if path.is_dir():
        raise AppError(f"“{name}” is a folder. Name the {what} itself.")
    if not path.exists():
        raise AppError(f"There is no {what} “{name}”.")
    return path


def read_mask(path: Path, document: Document) -> Selection:
    """What a mask selects: as much as it is white; transparent is black.

    Raises AppError where it is not as large as the document or black all over, FormatError where it cannot
    be read.
    """
    mask = open_document(path).document
    if (mask.width, mask.height) != (document.width, document.height):
        raise AppError(
            f"The mask “{path.name}” is {mask.width}×{mask.height} pixels, but the picture is "
            f"{document.width}×{document.height}. Make it as large as the picture."
        )
    pixels = flatten8(mask, background=(0.0, 0.0, 0.0))[:, :, :3].astype(np.uint32)
    # Rec. 709 luma in 256ths, which sum to 256: every grey stays what it is.
    light = (pixels @ np.array([54, 183, 19], np.uint32) + 128) >> 8
    selection = Selection.of_array(light.astype(np.uint8))
    if selection.empty:
        raise AppError(f"The mask “{path.name}” is black all over. Paint white what is to be repainted.")
    return selection


def convert(options: argparse.Namespace) -> int:
    """`scumble convert IN OUT`; the exit status. Raises AppError or FormatError."""
    source = existing(options.picture, "picture")
    (path,) = make_target(options.output, 1, [source]).paths
    opened = open_document(source)
    for note in (*opened.notes, *save_document(opened.document, path)):
        print(note)
    print(f"Wrote {path}")
    return 0
