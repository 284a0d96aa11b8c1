"""How far the frames of a GIF reach: they may lie beyond the size that its header tells, and make it larger.

Source: Graphics Interchange Format, version 89a.
"""

from __future__ import annotations

from typing import BinaryIO

from canvas.formats.watch import Check, unwatched

_EXTENSION, _FRAME, _END = 0x21, 0x2C, 0x3B
_TABLE, _SIZE = 0x80, 0x07  # bits: there is a table of colours, and how large it is


def gif_extent(stream: BinaryIO, check: Check = unwatched) -> tuple[int, int]:
    """Width and height of all frames together, nothing decoded; what is damaged is passed over.

    check: called for every frame.
    """
    stream.seek(6)
    head = stream.read(7)
    width, height = int.from_bytes(head[0:2], "little"), int.from_bytes(head[2:4], "little")
    _skip_table(stream, head[4:5])
    while (kind := stream.read(1)) and kind[0] != _END:
        if kind[0] == _EXTENSION:
            stream.read(1)
            _skip_blocks(stream)
        elif kind[0] == _FRAME:
            check()
            told = stream.read(9)
            x, y, wide, high = (int.from_bytes(told[k : k + 2], "little") for k in range(0, 8, 2))
            width, height = max(width, x + wide), max(height, y + high)
            _skip_table(stream, told[8:9])
            stream.read(1)
            _skip_blocks(stream)
    stream.seek(0)
    return width, height


def _skip_table(stream: BinaryIO, flags: bytes) -> None:
    if flags and flags[0] & _TABLE:
        stream.seek(3 << ((flags[0] & _SIZE) + 1), 1)


def _skip_blocks(stream: BinaryIO) -> None:
    while (size := stream.read(1)) and size[0]:
        stream.seek(size[0], 1)
