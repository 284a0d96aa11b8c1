"""Photoshop files put together byte by byte, with what our own writer never writes."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field

import numpy as np

RGB, CMYK, LAB, GREY, INDEXED, BITMAP, DUOTONE = 3, 4, 9, 1, 2, 0, 8


def sized(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def block(key: bytes, data: bytes) -> bytes:
    return b"8BIM" + key + sized(data + bytes(len(data) % 2))


def resource(number: int, data: bytes) -> bytes:
    return b"8BIM" + struct.pack(">HxxI", number, len(data)) + data + bytes(len(data) % 2)


def samples(plane: np.ndarray) -> bytes:
    """uint8, uint16 or float32, the high byte first."""
    return plane.astype(plane.dtype.newbyteorder(">")).tobytes()


def packed(plane: np.ndarray, packing: int, large: bool = False) -> bytes:
    """H×W packed as 0 raw, 1 runs (literal ones), 2 deflated, 3 deflated differences; the number first."""
    head = struct.pack(">H", packing)
    if packing == 0:
        return head + samples(plane)
    if packing == 1:
        rows = [literal_runs(samples(row)) for row in plane]
        return head + struct.pack(f">{len(rows)}{'I' if large else 'H'}", *map(len, rows)) + b"".join(rows)
    if packing == 3 and plane.dtype == np.float32:
        plane = np.frombuffer(samples(plane), np.uint8).reshape(*plane.shape, 4)
        plane = plane.transpose(0, 2, 1).reshape(plane.shape[0], -1)  # the bytes of each worth together
    if packing == 3:
        plane = np.diff(plane, axis=1, prepend=plane.dtype.type(0))
    return head + zlib.compress(samples(plane))


def literal_runs(row: bytes) -> bytes:
    parts = [row[at : at + 128] for at in range(0, len(row), 128)]
    return b"".join(bytes([len(part) - 1]) + part for part in parts)


@dataclass
class Sheet:
    """A record and its planes by number; see the specification for the words."""

    name: str = "layer"
    planes: dict[int, np.ndarray] = field(default_factory=dict)
    at: tuple[int, int] = (0, 0)  # x, y
    blend: bytes = b"norm"
    opacity: int = 255
    clip: int = 0
    flags: int = 8
    mask: bytes = b""
    ranges: bytes = b""
    blocks: bytes = b""
    packing: int = 0
    old_name: bytes = b"old"

    def record(self, planes: list[bytes], large: bool) -> bytes:
        colour = next((plane for number, plane in self.planes.items() if number > -2), None)
        height, width = (0, 0) if colour is None else colour.shape
        x, y = self.at
        sizes = b"".join(
            struct.pack(">hQ" if large else ">hI", number, len(plane))
            for number, plane in zip(self.planes, planes, strict=True)
        )
        name = bytes([len(self.old_name)]) + self.old_name
        text = self.name.encode("utf-16-be")
        named = block(b"luni", struct.pack(">I", len(text) // 2) + text) if self.name else b""
        extra = sized(self.mask) + sized(self.ranges) + name + bytes(-len(name) % 4) + named + self.blocks
        head = struct.pack(">iiiiH", y, x, y + height, x + width, len(planes)) + sizes
        return head + b"8BIM" + self.blend + bytes([self.opacity, self.clip, self.flags, 0]) + sized(extra)


def psd(
    width: int,
    height: int,
    sheets: list[Sheet] = [],  # noqa: B006
    *,
    mode: int = RGB,
    depth: int = 8,
    merged: np.ndarray | None = None,
    palette: bytes = b"",
    resources: bytes = b"",
    large: bool = False,
    apart: bool = False,
    alpha: bool = False,
    packing: int = 0,
) -> bytes:
    """A whole file. merged: C×H×W. apart: the layers stand in a block of their own, as with 16 bits."""
    channels = 3 if merged is None else len(merged)
    head = struct.pack(">4sH6xHIIHH", b"8BPS", 2 if large else 1, channels, height, width, depth, mode)
    wide = ">Q" if large else ">I"
    body = b""
    if sheets:
        planes = [
            [packed(plane, sheet.packing, large) for plane in sheet.planes.values()] for sheet in sheets
        ]
        records = [sheet.record(mine, large) for sheet, mine in zip(sheets, planes, strict=True)]
        body = struct.pack(">h", -len(sheets) if alpha else len(sheets)) + b"".join(records)
        body += b"".join(plane for mine in planes for plane in mine)
        body += bytes(-len(body) % 4)
    if apart:
        key = b"Lr32" if depth == 32 else b"Lr16"
        section = struct.pack(wide, 0) + bytes(4) + b"8BIM" + key + struct.pack(wide, len(body)) + body
    else:
        section = struct.pack(wide, len(body)) + body + bytes(4) if body else b""
    tail = b"" if merged is None else packed(merged.reshape(-1, merged.shape[-1]), packing, large)
    return head + sized(palette) + sized(resources) + struct.pack(wide, len(section)) + section + tail


def group(name: str, inside: list[Sheet], mode: bytes = b"norm", kind: int = 1, **more) -> list[Sheet]:
    """The records of a group, from the bottom up."""
    end = Sheet("</Layer group>", blocks=block(b"lsct", struct.pack(">I", 3)))
    blocks = more.pop("blocks", b"") + block(b"lsct", struct.pack(">I4s4s", kind, b"8BIM", mode))
    return [end, *inside, Sheet(name, blocks=blocks, **more)]


def mask_data(
    rect: tuple[int, int, int, int], outside: int = 0, flags: int = 0, rest: bytes = b"\0\0"
) -> bytes:
    """rect: x, y, right, bottom."""
    x, y, right, bottom = rect
    return struct.pack(">iiiiBB", y, x, bottom, right, outside, flags) + rest


def plain(colour: tuple[int, ...], width: int, height: int, dtype: type = np.uint8) -> dict[int, np.ndarray]:
    """Planes of one colour; with a value more than the mode has, the last one is alpha."""
    planes = {number: np.full((height, width), value, dtype) for number, value in enumerate(colour[:3])}
    if len(colour) > 3:
        planes[-1] = np.full((height, width), colour[3], dtype)
    return planes


def outline(points: list[tuple[float, float]], flags: int = 0, join: int = 1) -> bytes:
    """A closed polygon; points (x, y) in shares of the picture."""
    records = [struct.pack(">H24x", 6), struct.pack(">HHh20x", 0, len(points), join)]
    for x, y in points:
        fixed = [round(value * (1 << 24)) for value in (y, x)] * 3
        records.append(struct.pack(">H6i", 2, *fixed))
    return struct.pack(">II", 3, flags) + b"".join(records)
