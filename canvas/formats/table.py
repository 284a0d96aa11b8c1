"""The kinds of file that can be opened and saved: names, endings, and how the first bytes tell them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np

from canvas.document import Document
from canvas.errors import FormatError, Sentence
from canvas.formats.doors import (
    read_avif,
    read_krita,
    read_krita_preview,
    read_native,
    read_openraster,
    read_openraster_thumbnail,
    read_picture,
    read_png,
    read_preview,
    read_psd,
    read_psd_thumbnail,
    read_tiff,
    read_xcf,
    settle_native,
    write_avif,
    write_flat_png,
    write_jpeg,
    write_native,
    write_openraster,
    write_psb,
    write_psd,
    write_tiff,
    write_webp,
)
from canvas.formats.limits import Limits
from canvas.formats.opened import Opened, SaveOptions

Writer = Callable[[Document, BinaryIO, SaveOptions], tuple[Sentence, ...]]
HEAD = 64  # bytes by which a kind is told


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file."""

    name: str  # for file dialogs
    extensions: tuple[str, ...]  # with the dot, the usual one first
    told_by: Callable[[bytes], bool]  # from the first HEAD bytes
    read: Callable[[Path, Limits], Opened]
    write: Writer | None = None  # None: opened only
    layers: bool = False  # keeps everything; the others hold one flat picture
    alpha: bool = True  # can be transparent
    thumbnail: Callable[[Path, Limits], np.ndarray] | None = None  # the small picture that it carries
    settle: Callable[[Path], None] | None = None  # done to a file of this kind before it is replaced


FORMATS: tuple[Format, ...] = (
    Format(
        "Scumble",
        (".scumble",),
        lambda head: head.startswith(b"SQLite format 3\0"),
        read_native,
        write_native,
        layers=True,
        thumbnail=read_preview,
        settle=settle_native,
    ),
    Format(
        "Krita",
        (".kra", ".krz"),
        lambda head: head.startswith(b"PK\3\4") and b"application/x-krita" in head,
        read_krita,
        layers=True,
        thumbnail=read_krita_preview,
    ),
    Format("GIMP", (".xcf",), lambda head: head.startswith(b"gimp xcf "), read_xcf, layers=True),
    Format(
        "OpenRaster",
        (".ora",),
        lambda head: head.startswith((b"PK\3\4", b"PK\5\6")),
        read_openraster,
        write_openraster,
        layers=True,
        thumbnail=read_openraster_thumbnail,
    ),
    Format(
        "Photoshop",
        (".psd",),
        lambda head: head.startswith(b"8BPS\0\1"),
        read_psd,
        write_psd,
        layers=True,
        thumbnail=read_psd_thumbnail,
    ),
    Format(
        "Photoshop (large)",
        (".psb",),
        lambda head: head.startswith(b"8BPS"),
        read_psd,
        write_psb,
        layers=True,
        thumbnail=read_psd_thumbnail,
    ),
    Format("PNG", (".png",), lambda head: head.startswith(b"\x89PNG\r\n\x1a\n"), read_png, write_flat_png),
    Format(
        "JPEG",
        (".jpg", ".jpeg", ".jpe", ".jfif"),
        lambda head: head.startswith(b"\xff\xd8\xff"),
        read_picture,
        write_jpeg,
        alpha=False,
    ),
    Format(
        "WebP",
        (".webp",),
        lambda head: head[:4] == b"RIFF" and head[8:12] == b"WEBP",
        read_picture,
        write_webp,
    ),
    Format(
        "TIFF",
        (".tif", ".tiff"),
        lambda head: head.startswith((b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")),
        read_tiff,
        write_tiff,
    ),
    Format(
        "AVIF",
        (".avif", ".avifs"),
        lambda head: head[4:8] == b"ftyp" and any(brand in head for brand in (b"avif", b"avis")),
        read_avif,
        write_avif,
    ),
    Format("BMP", (".bmp",), lambda head: head.startswith(b"BM"), read_picture, alpha=False),
    Format("GIF", (".gif",), lambda head: head.startswith((b"GIF87a", b"GIF89a")), read_picture),
)


def format_named(path: Path) -> Format | None:
    """The kind that a file's ending stands for, None for an unknown ending."""
    ending = path.suffix.lower()
    return next((kind for kind in FORMATS if ending in kind.extensions), None)


def format_of(path: Path) -> Format:
    """The kind that a file is by its first bytes, whatever it is called. Raises FormatError or OSError."""
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    if not head:
        raise FormatError("“{name}” is empty.", name=path.name)
    for kind in FORMATS:
        if kind.told_by(head):
            return kind
    kinds = ", ".join(kind.name for kind in FORMATS)
    raise FormatError(
        "“{name}” is not a kind of picture that can be opened. Known kinds: {kinds}.",
        name=path.name,
        kinds=kinds,
    )


def writer_for(path: Path) -> Writer:
    """What saves under this name. Raises FormatError where its ending stands for nothing of the kind."""
    kind = format_named(path)
    if kind is None or kind.write is None:
        endings = ", ".join(kind.extensions[0] for kind in FORMATS if kind.write is not None)
        raise FormatError(
            "“{name}” cannot be saved: its name must end in one of {endings}.",
            name=path.name,
            endings=endings,
        )
    return kind.write
