"""The strokes of a painting as its recipe keeps them: packed small, and the same when unpacked."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from typing import Any

import numpy as np
import zstandard

from canvas.errors import FormatError
from canvas.geometry import Rect
from canvas.selection import Selection
from inference.job import STAGES, StrokeBrush, Strokes

STROKES = "strokes"  # the name of the packed strokes among a recipe's pictures
FORMAT = 1  # raised when older programs can no longer read it
WIDTH = 4096  # bytes in a row of the picture that holds them
POINT = 64  # steps in a work pixel to which points are kept
LEVEL = 6  # of zstd
MOST_BYTES = 1 << 28  # unpacked
MOST_POINTS = 1 << 24
_HEAD = struct.Struct("<4sIII")  # mark, format, bytes that follow, and these unpacked
_MARK = b"Strk"
_LARGEST = 2.0**30 / POINT  # work pixels


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """All that painting it again needs beside the job: the strokes, and the selection they stay in."""

    strokes: Strokes
    selection: Selection | None = None

    def rounded(self) -> Kept:
        """As it comes back from a file: painting from this gives the same pixels now and later."""
        return unpacked(packed(self))


def packed(kept: Kept) -> np.ndarray:
    """As a picture, N×WIDTH uint8: points to 1/64 work pixel as differences, their bytes sorted, zstd."""
    strokes, selection = kept.strokes, kept.selection
    bounds = Rect() if selection is None else selection.bounds
    head = {
        "brushes": [asdict(brush) for brush in strokes.brushes],
        "layers": list(strokes.layers),
        "strokes": len(strokes),
        "points": len(strokes.points),
        "selection": None if selection is None else [bounds.x, bounds.y, bounds.width, bounds.height],
    }
    places = np.rint(np.clip(strokes.points[:, :2], -_LARGEST, _LARGEST) * POINT).astype(np.int32)
    steps = np.diff(places, axis=0, prepend=np.zeros((1, 2), np.int32)).astype("<i4")
    columns = [
        *(_sorted_bytes(np.ascontiguousarray(steps[:, axis])) for axis in (0, 1)),
        np.rint(np.clip(strokes.points[:, 2], 0.0, 1.0) * 255.0).astype(np.uint8),
        _sorted_bytes(np.diff(strokes.offsets).astype("<u4")),
        _sorted_bytes(np.rint(np.clip(strokes.colours, 0.0, 1.0) * 65535.0).astype("<u2").reshape(-1)),
        _sorted_bytes(strokes.sizes.astype("<f4")),
        _sorted_bytes(strokes.opacities.astype("<f4")),
        strokes.brush.astype(np.uint8),
        strokes.layer.astype(np.uint8),
    ]
    if selection is not None and not bounds.empty:
        columns.append(_sorted_bytes(selection.array(bounds).astype("<u2").reshape(-1)))
    text = json.dumps(head).encode()
    body = struct.pack("<I", len(text)) + text + b"".join(column.tobytes() for column in columns)
    squeezed = zstandard.ZstdCompressor(level=LEVEL).compress(body)
    whole = _HEAD.pack(_MARK, FORMAT, len(squeezed), len(body)) + squeezed
    rows = -(-len(whole) // WIDTH)
    plane = np.zeros(rows * WIDTH, np.uint8)
    plane[: len(whole)] = np.frombuffer(whole, np.uint8)
    return plane.reshape(rows, WIDTH)


def unpacked(plane: np.ndarray) -> Kept:
    """What was packed. Raises FormatError where it is damaged or of a later version."""
    data = np.ascontiguousarray(plane, np.uint8).tobytes()
    if len(data) < _HEAD.size:
        raise _damaged()
    mark, version, count, size = _HEAD.unpack_from(data)
    if mark != _MARK or count > len(data) - _HEAD.size or size > MOST_BYTES:
        raise _damaged()
    if version > FORMAT:
        raise FormatError(
            "The strokes were kept by a later version of Scumble. Update Scumble to watch them."
        )
    try:
        return _read(_Reader(_body(data[_HEAD.size : _HEAD.size + count], size)))
    except (ValueError, KeyError, TypeError, OverflowError, struct.error) as error:
        raise _damaged() from error


def _body(squeezed: bytes, size: int) -> bytes:
    try:
        if zstandard.frame_content_size(squeezed) == size:  # else it could ask for any amount of memory
            return zstandard.ZstdDecompressor().decompress(squeezed)
    except zstandard.ZstdError as error:
        raise _damaged() from error
    raise _damaged()


class _Reader:
    """Takes one column after another out of the unpacked bytes."""

    def __init__(self, body: bytes) -> None:
        (length,) = struct.unpack_from("<I", body)
        self.head: dict[str, Any] = json.loads(body[4 : 4 + length])
        self._body, self._at = body, 4 + length

    def take(self, kind: str, count: int) -> np.ndarray:
        """`count` values; those of several bytes were sorted by place."""
        dtype = np.dtype(kind)
        size = dtype.itemsize * count
        part = np.frombuffer(self._body, np.uint8, size, self._at)
        self._at += size
        if dtype.itemsize == 1:
            return part
        return np.ascontiguousarray(part.reshape(dtype.itemsize, count).T).view(dtype).reshape(-1)


def _read(reader: _Reader) -> Kept:
    head = reader.head
    count, points = int(head["strokes"]), int(head["points"])
    if not (0 <= count <= MOST_POINTS and 0 <= points <= MOST_POINTS):
        raise ValueError("more than there can be")
    steps = np.stack([reader.take("<i4", points) for _ in (0, 1)], axis=1)
    path = np.empty((points, 3), np.float32)
    path[:, :2] = np.cumsum(steps, axis=0, dtype=np.int64) / POINT
    path[:, 2] = reader.take("u1", points) / np.float32(255.0)
    lengths = reader.take("<u4", count).astype(np.int64)
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    colours = (reader.take("<u2", 3 * count).reshape(-1, 3) / np.float32(65535.0)).astype(np.float32)
    strokes = Strokes(
        points=path,
        offsets=offsets.astype(np.int32),
        colours=colours,
        sizes=reader.take("<f4", count),
        opacities=reader.take("<f4", count),
        brush=reader.take("u1", count),
        layer=reader.take("u1", count),
        brushes=tuple(_brush(row) for row in head["brushes"]),
        layers=tuple(str(name) for name in head["layers"]),
    )
    _check(strokes, int(offsets[-1]))
    return Kept(strokes, _selection(reader))


def _check(strokes: Strokes, used: int) -> None:
    """Raises ValueError for strokes that cannot be painted."""
    sound = (
        used == len(strokes.points)
        and bool(np.isfinite(strokes.sizes).all() and np.isfinite(strokes.opacities).all())
        and (not len(strokes) or int(strokes.brush.max()) < len(strokes.brushes))
        and (not len(strokes) or int(strokes.layer.max()) < len(strokes.layers))
        and bool((np.diff(strokes.layer.astype(np.int16)) >= 0).all())
        and set(strokes.layers) <= set(STAGES)
    )
    if not sound:
        raise ValueError("strokes that cannot be painted")


def _selection(reader: _Reader) -> Selection | None:
    told = reader.head["selection"]
    if told is None:
        return None
    rect = Rect(*(int(side) for side in told))
    if rect.empty:
        return Selection({})
    if rect.width * rect.height > MOST_BYTES // 2:
        raise ValueError("a selection larger than there can be")
    mask = reader.take("<u2", rect.width * rect.height).reshape(rect.height, rect.width)
    return Selection.of_array(mask, (rect.x, rect.y))


def _brush(row: dict[str, Any]) -> StrokeBrush:
    """What later versions may tell beside is left out."""
    known = {item.name: row[item.name] for item in fields(StrokeBrush) if item.name in row}
    return StrokeBrush(**known)


def _sorted_bytes(values: np.ndarray) -> np.ndarray:
    """All first bytes of the values, then all second ones …: they pack far better."""
    return values.view(np.uint8).reshape(len(values), values.dtype.itemsize).T.copy()


def _damaged() -> FormatError:
    return FormatError("The strokes of this painting are damaged. Paint it again to have new ones.")


def with_stage(old: Kept, new: Kept, stage: str) -> Kept:
    """The old strokes with those of one stage taken from the new ones."""
    counts = len(old.strokes.brushes)
    parts: list[tuple[Strokes, int, int, int, str]] = []  # whose, from where to where, first brush, stage
    for name in STAGES:
        whose = new.strokes if name == stage else old.strokes
        if name in whose.layers:
            place = whose.layers.index(name)
            first, end = (int(np.searchsorted(whose.layer, place, side)) for side in ("left", "right"))
            if end > first:
                parts.append((whose, first, end, counts if name == stage else 0, name))
    names = tuple(name for *_, name in parts)
    if not parts:
        return old

    def joined(column: Callable[[Strokes], np.ndarray]) -> np.ndarray:
        return np.concatenate([column(whose)[first:end] for whose, first, end, _, _ in parts])

    lengths = joined(lambda strokes: np.diff(strokes.offsets))
    strokes = Strokes(
        points=np.concatenate([s.points[s.offsets[first] : s.offsets[end]] for s, first, end, _, _ in parts]),
        offsets=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32),
        colours=joined(lambda strokes: strokes.colours),
        sizes=joined(lambda strokes: strokes.sizes),
        opacities=joined(lambda strokes: strokes.opacities),
        brush=np.concatenate([s.brush[first:end] + np.uint8(by) for s, first, end, by, _ in parts]),
        layer=np.repeat(
            np.arange(len(parts), dtype=np.uint8), [end - first for _, first, end, _, _ in parts]
        ),
        brushes=(*old.strokes.brushes, *new.strokes.brushes),
        layers=names,
    )
    return Kept(strokes, old.selection)
