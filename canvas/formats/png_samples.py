"""The bytes of a PNG's rows made into numbers: few bits become 8, palettes become RGB, keys become alpha.

Source: W3C Portable Network Graphics Specification (Third Edition), 11.2.1, 11.3.1 and 13.12.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

import numpy as np

from canvas.errors import FormatError
from canvas.formats.png_chunks import GREY, PALETTE, RGB, Header


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """What the rows' bytes mean."""

    header: Header
    palette: np.ndarray | None  # 256×3 or 256×4 uint8
    key: tuple[int, ...]  # the samples of the pixels that are transparent; empty where none are

    @property
    def channels(self) -> int:
        """Of a pixel of what `samples` gives."""
        if self.palette is not None:
            return self.palette.shape[1]
        return self.header.channels + bool(self.key)

    @property
    def plain(self) -> bool:
        """Whether the bytes are the numbers themselves."""
        return self.header.depth >= 8 and self.palette is None and not self.key

    @property
    def dtype(self) -> type[np.uint8 | np.uint16]:
        return np.uint16 if self.header.depth == 16 else np.uint8


def kind_of(header: Header, palette: bytes | None, transparent: bytes | None) -> Kind:
    """palette, transparent: of the chunks PLTE and tRNS, None where there is none. Raises FormatError."""
    if header.colour == PALETTE:
        if not palette or len(palette) % 3 or len(palette) > 768:
            raise FormatError("The picture is damaged: its palette makes no sense.")
        colours = np.zeros((256, 3 if transparent is None else 4), np.uint8)
        colours[: len(palette) // 3, :3] = np.frombuffer(palette, np.uint8).reshape(-1, 3)
        if transparent is not None:
            alphas = np.frombuffer(transparent[:256], np.uint8)
            colours[:, 3] = 255
            colours[: len(alphas), 3] = alphas
        return Kind(header, colours, ())
    key: tuple[int, ...] = ()
    if transparent is not None and header.colour in (GREY, RGB) and len(transparent) == 2 * header.channels:
        most = (1 << header.depth) - 1
        key = tuple(
            int.from_bytes(transparent[k : k + 2], "big") & most for k in range(0, len(transparent), 2)
        )
    return Kind(header, None, key)


def samples(rows: np.ndarray, width: int, kind: Kind) -> np.ndarray:
    """Rows of bytes, n×row bytes uint8, to n×width×channels uint8 or uint16."""
    depth, channels = kind.header.depth, kind.header.channels
    if depth == 16:
        values = rows.view(np.uint16)
        if sys.byteorder == "little":
            values = values.byteswap()
    elif depth == 8:
        values = rows
    else:
        per_byte = 8 // depth
        shifts = np.arange(8 - depth, -1, -depth, dtype=np.uint8)
        values = ((rows[:, :, None] >> shifts) & np.uint8((1 << depth) - 1)).reshape(len(rows), -1)
        values = values[:, :width] if rows.shape[1] * per_byte != width else values
    values = values.reshape(len(rows), width, channels)
    if kind.palette is not None:
        return kind.palette[values[:, :, 0]]
    most = np.iinfo(kind.dtype).max
    plain = values * kind.dtype(most // ((1 << depth) - 1)) if depth < 8 else values
    if not kind.key:
        return plain
    out = np.empty((len(rows), width, channels + 1), kind.dtype)
    out[:, :, :channels] = plain
    out[:, :, channels] = np.where((values == np.array(kind.key, kind.dtype)).all(axis=2), 0, most)
    return out
