"""Reading PNG of any kind into arrays, carefully: sizes are checked first, only known chunks are decoded.

Source: W3C Portable Network Graphics Specification (Third Edition).
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from canvas.errors import FormatError, Sentence
from canvas.formats.described import profile_of_gamma
from canvas.formats.limits import DEFAULT_LIMITS, Limits
from canvas.formats.png_chunks import (
    Header,
    parse_code_points,
    parse_corners,
    parse_gamma,
    parse_header,
    parse_profile,
    parse_resolution,
    parse_text,
    walk,
)
from canvas.formats.png_rows import Rows
from canvas.formats.png_samples import Kind, kind_of, samples

_COLOURS = (b"cICP", b"iCCP", b"sRGB", b"gAMA", b"cHRM")  # the first that is there counts
# Of interlaced pictures: x and y of the first pixel, steps across and down.
_PASSES = (
    (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2),
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A decoded PNG: H×W, H×W×2, H×W×3 or H×W×4, uint8 or uint16, straight alpha, and what came with it."""

    pixels: np.ndarray
    text: Mapping[str, str] = field(default_factory=dict)
    dpi: float | None = None
    profile: bytes | None = None  # ICC
    exif: bytes | None = None
    notes: tuple[Sentence, ...] = ()


def png_header(data: bytes) -> Header:
    """Size and kind of a PNG without decoding it. Raises FormatError."""
    kind, body, _ = next(walk(data))
    return parse_header(kind, body)


def decode_png(data: bytes, limits: Limits = DEFAULT_LIMITS) -> Picture:
    """Decode a PNG of any kind; palettes become RGB, fewer than 8 bits become 8.

    Raises FormatError, also for one that is larger than `limits` allow, or TooMuchError when time is up.
    """
    header = png_header(data)
    limits.check_size(header.width, header.height)
    small: list[tuple[bytes, memoryview]] = []
    told: dict[bytes, bytes] = {}
    for kind, body, _whole in walk(data):
        if kind in (b"PLTE", b"tRNS"):
            told.setdefault(kind, bytes(body))
        elif kind in (b"tEXt", b"zTXt", b"iTXt", b"pHYs", b"eXIf", *_COLOURS):
            small.append((kind, body))
    idat = packed_rows(data, header)
    kind = kind_of(header, told.get(b"PLTE"), told.get(b"tRNS"))
    pixels = _decoded(Rows(idat, limits.check_time), kind)
    return _with_extras(pixels[:, :, 0] if pixels.shape[2] == 1 else pixels, small, limits)


def packed_rows(data: bytes, header: Header) -> list[memoryview]:
    """The packed pixels of a PNG. Raises FormatError where they are fewer than the picture can have."""
    idat = [body for kind, body, _whole in walk(data) if kind == b"IDAT"]
    if sum(map(len, idat)) * 1032 < header.raw_bytes:  # deflate packs 1032:1 at best
        raise FormatError("The picture is damaged: pixels are missing.")
    return idat


def png_packed(data: bytes) -> int:
    """Bytes that the pixels of a PNG take in it. Raises FormatError."""
    return sum(len(body) for kind, body, _whole in walk(data) if kind == b"IDAT")


def _decoded(rows: Rows, kind: Kind) -> np.ndarray:
    """H×W×C uint8 or uint16, straight alpha. Raises FormatError."""
    header = kind.header
    if kind.plain and not header.interlaced:
        whole = np.empty((header.height, header.width * header.pixel_bytes), np.uint8)
        for _top, band in rows.bands(header.height, whole.shape[1], header.pixel_bytes, whole):
            if header.depth == 16 and sys.byteorder == "little":
                band.view(np.uint16).byteswap(inplace=True)
        return whole.view(kind.dtype).reshape(header.height, header.width, -1)
    pixels = np.empty((header.height, header.width, kind.channels), kind.dtype)
    for x, y, across, down in _PASSES if header.interlaced else ((0, 0, 1, 1),):
        part = pixels[y::down, x::across]
        height, width = part.shape[:2]
        if not width or not height:
            continue
        row_bytes = (width * header.depth * header.channels + 7) // 8
        for top, band in rows.bands(height, row_bytes, max(1, header.pixel_bytes)):
            part[top : top + len(band)] = samples(band, width, kind)
    return pixels


def _with_extras(pixels: np.ndarray, small: list[tuple[bytes, memoryview]], limits: Limits) -> Picture:
    """Join pixels and small chunks. A broken small chunk costs a note, not the picture."""
    text: dict[str, str] = {}
    dpi: float | None = None
    exif: bytes | None = None
    notes: list[Sentence] = []
    colours: dict[bytes, bytes] = {}
    room = limits.text_bytes
    for kind, body in small:
        try:
            if kind == b"pHYs":
                dpi = parse_resolution(bytes(body))
            elif kind in _COLOURS:
                colours.setdefault(kind, bytes(body))
            elif kind == b"eXIf":
                exif = bytes(body) if len(body) <= limits.text_bytes else None
            elif len(body) <= room:
                key, value = parse_text(kind, bytes(body), replace(limits, text_bytes=room))
                text[key] = value
                room -= len(value)
        except FormatError as error:
            notes.append(_left_out(bytes(body), error))
    profile, more = _profile(colours, limits)
    return Picture(pixels, text, dpi, profile, exif, (*notes, *more))


def _profile(colours: Mapping[bytes, bytes], limits: Limits) -> tuple[bytes | None, tuple[Sentence, ...]]:
    """The profile that the chunks tell or stand for, None for sRGB, and what to say about it."""
    notes: list[Sentence] = []
    for kind in _COLOURS:
        if kind not in colours:
            continue
        try:
            if kind == b"cICP":
                profile, more = parse_code_points(colours[kind])
                return profile, (*notes, *more)
            if kind == b"iCCP":
                return parse_profile(colours[kind], limits), tuple(notes)
            if kind == b"sRGB":
                return None, tuple(notes)
            gamma = parse_gamma(colours[b"gAMA"]) if b"gAMA" in colours else None
            corners = parse_corners(colours[b"cHRM"]) if b"cHRM" in colours else None
            return profile_of_gamma(corners, gamma), tuple(notes)
        except FormatError as error:
            notes.append(_colours_left_out(kind, error))
    return None, tuple(dict.fromkeys(notes))


def _colours_left_out(kind: bytes, error: FormatError) -> Sentence:
    if kind == b"iCCP":
        return Sentence("The colour profile of the PNG picture was left out. {reason}", reason=error.sentence)
    return Sentence("{reason} The colours were taken as sRGB.", reason=error.sentence)


def _left_out(body: bytes, error: FormatError) -> Sentence:
    key = body.partition(b"\0")[0].decode("latin-1")[:40]
    return Sentence(
        "The text “{key}” in the PNG picture was left out. {reason}", key=key, reason=error.sentence
    )
