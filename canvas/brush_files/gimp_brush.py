"""GIMP's pixel brushes: `.gbr` of versions 1 to 3, and `.gih`, the pipes of several.

Source: GIMP's devel-docs, gbr.txt and gih.txt.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from canvas.brush.dynamics import Curve, Dynamic, Input, Setting
from canvas.brush.entry import OWN, BrushEntry, clean_text, slug
from canvas.brush.preset import SMALLEST, Brush
from canvas.brush.tip import Tip, TipOrder
from canvas.brush_files.binary import Reader
from canvas.brush_files.imported import Imported, check_count, left_out
from canvas.brush_files.tips import Room, luma, make_tip
from canvas.errors import FormatError

MAGIC = b"GIMP"
_GREY, _RGBA, _HALF = 1, 4, 18  # "bytes" of a pixel; CinePaint's 18 stands for 16-bit floating point
_MOST_NAME = 65_536  # bytes
_ORDERS = {
    "incremental": TipOrder.SEQUENCE,
    "random": TipOrder.RANDOM,
    "angular": TipOrder.DIRECTION,
    "pressure": TipOrder.PRESSURE,
}


@dataclass(frozen=True, slots=True, eq=False)
class Stamp:
    """One picture of a brush file: its coverage, H×W uint8, and what came with it."""

    name: str
    image: np.ndarray
    spacing: float  # in diameters of the tip
    coloured: bool  # had colours of its own


def is_gbr(head: bytes) -> bool:
    """Told by the first bytes: sizes that make sense, and the magic word of all but the first version."""
    if len(head) < 28:
        return False
    size, version, width, height, depth = struct.unpack_from(">5I", head)
    sizes = 0 < width < 1 << 20 and 0 < height < 1 << 20 and depth in (_GREY, _RGBA, _HALF)
    magic = version == 1 or head[20:24] == MAGIC
    return sizes and magic and version in (1, 2, 3) and 20 <= size < 28 + _MOST_NAME


def read_gbr(data: bytes, path: Path) -> Imported:
    """The one brush of a `.gbr`. Raises FormatError."""
    stamp = read_stamp(Reader(data), Room())
    title = stamp.name or clean_text(path.stem) or "Brush"
    tip = make_tip(title, [stamp.image], spacing=stamp.spacing)
    missing = ["the tip's colours"] if stamp.coloured else []
    return Imported((tip_entry(title, tip, "GIMP"),), tuple(left_out(title, missing)))


def read_stamp(reader: Reader, room: Room) -> Stamp:
    """The next `.gbr` in these bytes. Raises FormatError."""
    size, version, width, height, depth = (reader.u32() for _ in range(5))
    spacing, known = 25, 20
    if version in (2, 3):
        if bytes(reader.take(4)) != MAGIC:
            raise FormatError("It is damaged: it is no GIMP brush.")
        spacing, known = reader.u32(), 28
    elif version != 1:
        raise FormatError("It is a GIMP brush of an unknown version.")
    if not known <= size <= known + _MOST_NAME:
        raise FormatError("It is damaged: it is no GIMP brush.")
    name = clean_text(bytes(reader.take(size - known)).decode("utf-8", "replace").rstrip("\0"))
    room.check(width, height)
    if depth == _GREY:
        image = np.frombuffer(reader.take(width * height), np.uint8).reshape(height, width)
    elif depth == _RGBA:
        pixels = np.frombuffer(reader.take(4 * width * height), np.uint8).reshape(height, width, 4)
        return Stamp(name, *_coverage(pixels, min(max(spacing, 1), 1000) / 100.0))
    elif depth == _HALF:
        values = np.frombuffer(reader.take(2 * width * height), ">f2").astype(np.float32)
        shares = np.nan_to_num(values, nan=0.0, posinf=1.0, neginf=0.0).clip(0.0, 1.0)
        image = np.rint(shares * 255.0).astype(np.uint8).reshape(height, width)
    else:
        raise FormatError("It is damaged: its pixels are of an unknown kind.")
    return Stamp(name, image, min(max(spacing, 1), 1000) / 100.0, False)


def _coverage(pixels: np.ndarray, spacing: float) -> tuple[np.ndarray, float, bool]:
    """Coverage of RGBA: its alpha, or the darkness of an opaque picture, else a plain square."""
    alpha = pixels[..., 3]
    if alpha.min() == 255 and pixels[..., :3].min() < 255:
        return 255 - luma(pixels[..., :3]), spacing, True
    return alpha, spacing, bool(np.any(pixels[..., :3][alpha > 0] > 0))


def is_gih(head: bytes) -> bool:
    """Told by the first bytes: a name, then a line that begins with a number and has the size of a cell."""
    lines = head.split(b"\n", 2)
    return len(lines) > 1 and lines[1][:1].isdigit() and b"ncells" in lines[1] + b"".join(lines[2:])


def read_gih(data: bytes, path: Path) -> Imported:
    """The one brush of a `.gih`. Raises FormatError."""
    lines = data[: 2 * _MOST_NAME].split(b"\n", 2)
    if len(lines) < 3:
        raise FormatError("It is damaged: it is no GIMP brush.")
    title = clean_text(lines[0].decode("utf-8", "replace")) or clean_text(path.stem) or "Brush"
    count, options = _options(lines[1].decode("ascii", "replace"))
    check_count(count)
    reader = Reader(memoryview(data)[len(lines[0]) + len(lines[1]) + 2 :])
    room = Room()
    stamps: list[Stamp] = []
    while len(stamps) < count and reader.left:
        stamps.append(read_stamp(reader, room))
    if not stamps:
        raise FormatError("It is damaged: there is no picture in it.")
    order, dynamics, missing = _selection(options)
    if any(stamp.coloured for stamp in stamps):
        missing.append("the tip's colours")
    tip = make_tip(title, [stamp.image for stamp in stamps], order, stamps[0].spacing)
    return Imported((tip_entry(title, tip, "GIMP", dynamics),), tuple(left_out(title, missing)))


def _options(line: str) -> tuple[int, dict[str, str]]:
    """The number of pictures, and the options after it, "key:value" each."""
    first, _, rest = line.strip().partition(" ")
    if not first.isascii() or not first.isdigit() or len(first) > 6:
        raise FormatError("It is damaged: it is no GIMP brush.")
    pairs = (one.partition(":") for one in rest.split()[:200])
    return int(first), {key: value for key, _, value in pairs if value}


def _selection(options: dict[str, str]) -> tuple[TipOrder, tuple[Dynamic, ...], list[str]]:
    """How the next picture is taken; of several dimensions the first that varies."""
    ranks = [
        (options.get(f"rank{at}", "1"), options.get(f"sel{at}", "incremental"))
        for at in range(min(_whole(options.get("dim", "1")), 4))
    ]
    varied = [(at, choice) for at, (rank, choice) in enumerate(ranks) if _whole(rank) > 1]
    choice = varied[0][1] if varied else (ranks[0][1] if ranks else "incremental")
    missing = [f"sel{at}:{other}" for at, other in varied[1:]]
    order = _ORDERS.get(choice)
    if order is None:  # velocity, xtilt, ytilt, constant
        missing.append(f"sel:{clean_text(choice)[:20]}")
        order = TipOrder.SEQUENCE
    return order, (), missing


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def tip_entry(title: str, tip: Tip, tag: str, dynamics: tuple[Dynamic, ...] = ()) -> BrushEntry:
    """A brush that stamps this tip, at the size of its picture; pressure makes it fainter, as a start."""
    longest = max(max(image.shape) for image in tip.images)
    brush = Brush(
        size=max(float(longest), SMALLEST),
        hardness=1.0,
        spacing=min(max(tip.spacing or 0.1, 0.01), 10.0),
        tip=tip,
        dynamics=(Dynamic(Setting.FLOW, Input.PRESSURE, Curve(((0.0, 0.2), (1.0, 1.0)))), *dynamics),
    )
    return BrushEntry(slug(title), title, brush, OWN, (tag,)).with_id(slug(title))
