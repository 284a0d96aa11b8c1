"""The chunks of a PNG file: walking them safely, and the small ones (text, resolution, profile).

Source: W3C Portable Network Graphics Specification (Third Edition).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from isal import isal_zlib

from canvas.errors import FormatError, Sentence
from canvas.formats.described import Corners, profile_of_code_points
from canvas.formats.limits import Limits

SIGNATURE = b"\x89PNG\r\n\x1a\n"
MAX_CHUNK = (1 << 31) - 1  # bytes
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # by colour type: samples in a pixel
_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
_CRITICAL = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")  # what the pixels need
_METRES_PER_INCH = 0.0254
GREY, RGB, PALETTE, GREY_ALPHA, RGBA = 0, 2, 3, 4, 6


@dataclass(frozen=True, slots=True)
class Header:
    """What IHDR says."""

    width: int
    height: int
    depth: int  # bits in a sample
    colour: int  # GREY, RGB, PALETTE, GREY_ALPHA or RGBA
    interlaced: bool

    @property
    def channels(self) -> int:
        return _CHANNELS[self.colour]

    @property
    def pixel_bytes(self) -> int:
        """Bytes in a pixel, for samples of 8 or 16 bits."""
        return self.channels * self.depth // 8

    @property
    def raw_bytes(self) -> int:
        """Bytes of all rows unpacked, without their filter bytes (interlaced files have a few more)."""
        return self.height * ((self.width * self.depth * self.channels + 7) // 8)


def chunk(kind: bytes, *parts: bytes | memoryview) -> list[bytes | memoryview]:
    """A chunk as pieces to be written one after another."""
    crc = isal_zlib.crc32(kind)
    length = 0
    for part in parts:
        crc = isal_zlib.crc32(part, crc)
        length += len(part)
    return [struct.pack(">I", length) + kind, *parts, struct.pack(">I", crc)]


def walk(data: bytes) -> Iterator[tuple[bytes, memoryview, memoryview]]:
    """Each chunk's kind, contents and whole self, up to IEND. Raises FormatError if the file is cut short."""
    if data[:8] != SIGNATURE:
        raise FormatError("This is not a PNG picture.")
    view = memoryview(data)
    place = 8
    while place + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, place)
        if length > MAX_CHUNK or place + 12 + length > len(data):
            break
        if (
            kind not in _CRITICAL and not kind[0] & 0x20
        ):  # a capital: not to be ignored by who does not know it
            raise FormatError("The PNG picture holds something that cannot be read. Open another copy of it.")
        if kind in _CRITICAL and isal_zlib.crc32(view[place + 4 : place + 8 + length]) != int.from_bytes(
            view[place + 8 + length : place + 12 + length]
        ):
            raise FormatError("The PNG picture is damaged. Open another copy of it.")
        yield kind, view[place + 8 : place + 8 + length], view[place : place + 12 + length]
        if kind == b"IEND":
            return
        place += 12 + length
    raise FormatError("The PNG picture is cut short. Ask for the file again, or open another copy.")


def parse_header(kind: bytes, body: memoryview) -> Header:
    """Raises FormatError for anything that the specification does not allow."""
    if kind != b"IHDR" or len(body) != 13:
        raise FormatError("The PNG picture is damaged: its header is missing.")
    width, height, depth, colour, packing, filtering, interlace = struct.unpack(">IIBBBBB", body)
    if depth not in _DEPTHS.get(colour, ()) or packing or filtering or interlace > 1:
        raise FormatError("The PNG picture is damaged: its header makes no sense.")
    return Header(width, height, depth, colour, bool(interlace))


def inflate(data: bytes | memoryview, limit: int) -> bytes:
    """Unpack zlib data of at most `limit` bytes. Raises FormatError for more, and for broken data."""
    unpacker = zlib.decompressobj()
    try:
        result = unpacker.decompress(data, limit + 1)
    except zlib.error as error:
        raise FormatError("A part of the PNG picture is damaged.") from error
    if len(result) > limit:
        raise FormatError("A part of the PNG picture is too large.")
    return result


def text_chunks(text: Mapping[str, str]) -> list[bytes | memoryview]:
    """Keys and values as tEXt where Latin-1 can say them (every program reads that), else as iTXt."""
    pieces: list[bytes | memoryview] = []
    for key, value in text.items():
        keyword = key.encode("latin-1", "replace").strip()[:79].replace(b"\0", b"") or b"Comment"
        clean = value.replace("\0", "")
        if clean.isascii():
            pieces += chunk(b"tEXt", keyword + b"\0" + clean.encode("ascii"))
        else:
            body = clean.encode("utf-8", "replace")
            pieces += chunk(b"iTXt", keyword + b"\0\0\0\0\0" + body)
    return pieces


def parse_text(kind: bytes, body: bytes, limits: Limits) -> tuple[str, str]:
    """Key and value of a tEXt, zTXt or iTXt chunk. Raises FormatError."""
    keyword, _, rest = body.partition(b"\0")
    key = keyword.decode("latin-1")
    if kind == b"tEXt":
        return key, rest.decode("latin-1")
    if kind == b"zTXt":
        return key, inflate(rest[1:], limits.text_bytes).decode("latin-1")
    packed, language_on = rest[:1], rest[2:]
    _, _, translated_on = language_on.partition(b"\0")
    _, _, value = translated_on.partition(b"\0")
    if packed == b"\1":
        value = inflate(value, limits.text_bytes)
    return key, value.decode("utf-8", "replace")


def resolution_chunk(dpi: float) -> list[bytes | memoryview]:
    per_metre = min(max(round(dpi / _METRES_PER_INCH), 1), MAX_CHUNK)
    return chunk(b"pHYs", struct.pack(">IIB", per_metre, per_metre, 1))


def parse_resolution(body: bytes) -> float | None:
    """Pixels per inch, or None where the chunk only tells the pixels' shape."""
    if len(body) != 9:
        return None
    across, _, unit = struct.unpack(">IIB", body)
    if unit != 1 or across == 0:
        return None
    dpi = across * _METRES_PER_INCH
    # Whole pixels in a metre cannot say most whole numbers of pixels per inch exactly.
    return float(round(dpi)) if abs(dpi - round(dpi)) <= _METRES_PER_INCH / 2 else round(dpi, 2)


def parse_profile(body: bytes, limits: Limits) -> bytes:
    """The ICC profile in an iCCP chunk. Raises FormatError."""
    _, _, rest = body.partition(b"\0")
    return inflate(rest[1:], limits.profile_bytes)


def parse_gamma(body: bytes) -> float:
    """The power that turns numbers into light (gAMA). Raises FormatError."""
    value = int.from_bytes(body[:4], "big") if len(body) == 4 else 0
    if not value:
        raise FormatError("What the picture says about its colours makes no sense.")
    return 100_000 / value


def parse_corners(body: bytes) -> Corners:
    """Where white and the primaries lie (cHRM). Raises FormatError."""
    if len(body) != 32:
        raise FormatError("What the picture says about its colours makes no sense.")
    white, red, green, blue = struct.iter_unpack(">II", body)
    return Corners(*((x / 100_000, y / 100_000) for x, y in (red, green, blue, white)))


def parse_code_points(body: bytes) -> tuple[bytes | None, tuple[Sentence, ...]]:
    """The profile that a cICP chunk stands for, None for sRGB, and what to say. Raises FormatError."""
    if len(body) != 4:
        raise FormatError("What the picture says about its colours makes no sense.")
    primaries, transfer, matrix, full = body
    profile, notes = profile_of_code_points(primaries, transfer)
    if matrix or full != 1:
        notes += (Sentence("The picture's numbers are those of video: its contrast may look different."),)
    return profile, notes


def profile_chunk(profile: bytes) -> list[bytes | memoryview]:
    return chunk(b"iCCP", b"ICC profile\0\0" + zlib.compress(profile))


def is_animated(data: bytes) -> bool:
    """Whether a whole PNG is an animation (its acTL comes before the pixels). Raises FormatError."""
    for kind, _, _ in walk(data):
        if kind in (b"acTL", b"IDAT"):
            return kind == b"acTL"
    return False
