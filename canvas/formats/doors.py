"""Readers and writers of every kind of file, each loaded when it is first used: together they are large."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import numpy as np

from canvas.document import Document
from canvas.errors import Sentence
from canvas.formats.limits import Limits
from canvas.formats.opened import Opened, SaveOptions

Notes = tuple[Sentence, ...]  # what could not be saved


def read_native(path: Path, limits: Limits) -> Opened:
    from canvas.formats.native import whole

    return whole.read_native(path, limits)


def read_preview(path: Path, limits: Limits) -> np.ndarray:
    from canvas.formats.native import whole

    return whole.read_preview(path, limits)


def write_native(document: Document, stream: BinaryIO, options: SaveOptions) -> Notes:
    from canvas.formats.native import whole

    return whole.write_native(document, stream, options.profile)


def settle_native(path: Path) -> None:
    from canvas.formats.native import schema

    schema.settle(path)


def read_openraster(path: Path, limits: Limits) -> Opened:
    from canvas.formats import openraster_read

    return openraster_read.read_openraster(path, limits)


def read_openraster_thumbnail(path: Path, limits: Limits) -> np.ndarray:
    from canvas.formats import openraster_read

    return openraster_read.read_openraster_thumbnail(path, limits)


def read_krita(path: Path, limits: Limits) -> Opened:
    from canvas.formats import krita_read

    return krita_read.read_krita(path, limits)


def read_krita_preview(path: Path, limits: Limits) -> np.ndarray:
    from canvas.formats import krita_read

    return krita_read.read_krita_preview(path, limits)


def read_psd(path: Path, limits: Limits) -> Opened:
    from canvas.formats import psd_read

    return psd_read.read_psd(path, limits)


def read_psd_thumbnail(path: Path, limits: Limits) -> np.ndarray:
    from canvas.formats import psd_read

    return psd_read.read_psd_thumbnail(path, limits)


def read_xcf(path: Path, limits: Limits) -> Opened:
    from canvas.formats import xcf_read

    return xcf_read.read_xcf(path, limits)


def read_png(path: Path, limits: Limits) -> Opened:
    from canvas.formats import png

    return png.read_png(path, limits)


def read_picture(path: Path, limits: Limits) -> Opened:
    from canvas.formats import picture

    return picture.read_picture(path, limits)


def read_tiff(path: Path, limits: Limits) -> Opened:
    from canvas.formats import tiff_read

    return tiff_read.read_tiff(path, limits)


def read_avif(path: Path, limits: Limits) -> Opened:
    from canvas.formats import avif

    return avif.read_avif(path, limits)


def write_openraster(document: Document, stream: BinaryIO, _options: SaveOptions) -> Notes:
    from canvas.formats import openraster_write

    return openraster_write.write_openraster(document, stream)


def write_psd(document: Document, stream: BinaryIO, options: SaveOptions) -> Notes:
    from canvas.formats import psd_write

    return psd_write.write_psd(document, stream, options)


def write_psb(document: Document, stream: BinaryIO, options: SaveOptions) -> Notes:
    from canvas.formats import psd_write

    return psd_write.write_psb(document, stream, options)


def write_flat_png(document: Document, stream: BinaryIO, options: SaveOptions) -> Notes:
    from canvas.formats import png

    return png.write_flat_png(document, stream, options)


def write_jpeg(document: Document, stream: BinaryIO, options: SaveOptions) -> Notes:
    from canvas.formats import picture_write

    return picture_write.write_jpeg(document, stream, options)


def write_webp(document: Document, stream: BinaryIO, options: SaveOptions) -> Notes:
    from canvas.formats import picture_write

    return picture_write.write_webp(document, stream, options)


def write_avif(document: Document, stream: BinaryIO, options: SaveOptions) -> Notes:
    from canvas.formats import picture_write

    return picture_write.write_avif(document, stream, options)


def write_tiff(document: Document, stream: BinaryIO, options: SaveOptions) -> Notes:
    from canvas.formats import tiff_write

    return tiff_write.write_tiff(document, stream, options)
