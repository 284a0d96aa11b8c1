"""Reading PNG of any kind into arrays, carefully: sizes are checked first, only known chunks are decoded.

Source: W3C Portable Network Graphics Specification (Third Edition).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import imagecodecs
import numpy as np
from isal import isal_zlib

from canvas.errors import FormatError, Sentence
from canvas.formats.described import profile_of_gamma
from canvas.formats.limits import DEFAULT_LIMITS, Limits
from canvas.formats.png_chunks import (
    GREY,
    PALETTE,
    RGB,
    RGBA,
    SIGNATURE,
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

# isal's own stubs declare the class as an instance.
_ISAL_ERROR: type[Exception] = isal_zlib.error  # pyright: ignore[reportAssignmentType]
_SUB, _UP = 1, 2  # row filters
_COLOURS = (b"cICP", b"iCCP", b"sRGB", b"gAMA", b"cHRM")  # the first that is there counts
_BLOCK = 1 << 16  # bytes unpacked at a time at least


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

    Only the chunks that the pixels need reach the decoder, and only when their size is within `limits`.
    Raises FormatError.
    """
    header = png_header(data)
    limits.check_size(header.width, header.height)
    kept: list[bytes | memoryview] = [SIGNATURE]
    small: list[tuple[bytes, memoryview]] = []
    idat: list[memoryview] = []
    keyed = False
    for kind, body, whole in walk(data):
        if kind in (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"):
            kept.append(whole)
            keyed = keyed or kind == b"tRNS"
            if kind == b"IDAT":
                idat.append(body)
        elif kind in (b"tEXt", b"zTXt", b"iTXt", b"pHYs", b"eXIf", *_COLOURS):
            small.append((kind, body))
    # Deflate packs 1032:1 at best, so less data than that cannot hold the picture.
    if sum(map(len, idat)) * 1032 < header.raw_bytes:
        raise FormatError("The picture is damaged: pixels are missing.")
    simple = header.depth >= 8 and header.colour != PALETTE and not header.interlaced and not keyed
    pixels = _unpack(idat, header) if simple else None
    if pixels is None:
        pixels = _decode(b"".join(kept), header, keyed)
    elif pixels.shape[2] == 1:
        pixels = pixels[:, :, 0]
    return _with_extras(pixels, small, limits)


def _decode(data: bytes, header: Header, keyed: bool) -> np.ndarray:
    """Pixels of a PNG that holds nothing but pixels: by spng where it can, else by libpng."""
    known = (header.colour, header.depth) in ((RGB, 8), (RGBA, 8), (RGBA, 16), (GREY, 8))
    try:
        pixels = imagecodecs.spng_decode(data) if known and not keyed else imagecodecs.png_decode(data)
    except (RuntimeError, ValueError) as error:  # imagecodecs' own errors are RuntimeErrors
        raise FormatError("The picture is damaged and cannot be decoded.") from error
    if pixels.shape[:2] != (header.height, header.width):
        raise FormatError("The picture is damaged: its size changed while it was decoded.")
    return pixels


def _unpack(idat: list[memoryview], header: Header) -> np.ndarray | None:
    """Pixels whose rows are filtered by None, Sub or Up only, as in our own files: twice as fast as spng.

    None where any other filter is used or something is wrong: then the library shall decide.
    """
    stride = 1 + header.width * header.pixel_bytes
    total = header.height * stride
    pixels = np.empty((header.height, stride - 1), np.uint8)
    inflater = isal_zlib.decompressobj()
    done = 0  # rows
    rest = b""  # of a row whose end is in the next block
    try:
        for block in _blocks(idat):
            raw = rest + inflater.decompress(block, total - done * stride - len(rest) + 1)
            count = len(raw) // stride
            lines = np.frombuffer(raw, np.uint8, count * stride).reshape(count, stride)
            if done + count > header.height or (count and lines[:, 0].max() > _UP):
                return None
            _unfilter(lines, pixels, done, header.pixel_bytes)
            done += count
            rest = raw[count * stride :]
    except _ISAL_ERROR:
        return None
    if done != header.height or rest or not inflater.eof:
        return None
    samples = pixels.view(np.uint16) if header.depth == 16 else pixels
    if header.depth == 16 and sys.byteorder == "little":
        samples.byteswap(inplace=True)
    return samples.reshape(header.height, header.width, header.channels)


def _blocks(idat: list[memoryview]) -> Iterator[bytes | memoryview]:
    """The chunks' contents, small ones joined."""
    joined = bytearray()
    for body in idat:
        if not joined and len(body) >= _BLOCK:
            yield body
            continue
        joined += body
        if len(joined) >= _BLOCK:
            yield bytes(joined)
            joined.clear()
    if joined:
        yield bytes(joined)


def _unfilter(lines: np.ndarray, pixels: np.ndarray, top: int, step: int) -> None:
    """Undo the filters of `lines` (n×stride, uint8) into the rows of `pixels` from `top` on."""
    above = pixels[top - 1] if top else np.zeros(pixels.shape[1], np.uint8)
    for line, row, kind in zip(lines[:, 1:], pixels[top:], lines[:, 0].tolist(), strict=False):
        if kind == _UP:
            np.add(above, line, out=row)
        elif kind == _SUB:
            np.add.accumulate(line.reshape(-1, step), axis=0, out=row.reshape(-1, step))
        else:
            row[:] = line
        above = row


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
