"""The packed form of tiles, in files and in memory: made and undone many at a time, without Python's lock."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
import zstandard

from canvas.composite import address
from canvas.geometry import TILE
from canvas.kernels.lazy import predict
from canvas.tile import CHANNELS, Tile

LEVEL = 1  # of zstd: higher ones take far longer and gain little on paint
MOST_PACKED = 4 * CHANNELS * TILE * TILE  # bytes: the packed form of a tile is never longer
_MARK = b"\x02"  # stands before the frame; older ones, foretold from the left alone, are the frame itself


def packed_tiles(tiles: Sequence[Tile]) -> list[bytes]:
    """The packed forms of tiles with as many planes each; see docs/FILE_FORMAT.md.

    What is left of the values once their neighbours have foretold them is compressed by zstd, low bytes apart
    from high ones.
    """
    if not tiles:
        return []
    size = tiles[0].pixels.nbytes
    plain = np.empty(len(tiles) * size, np.uint8)
    addresses = np.array([tile.address for tile in tiles], np.int64)
    predict.split_tiles(addresses, size // (2 * TILE * TILE), address(plain))
    places = np.empty((len(tiles), 2), np.uint64)  # of each: first byte and length
    places[:, 0], places[:, 1] = np.arange(len(tiles)) * size, size
    pieces = zstandard.BufferWithSegments(plain.data, places.tobytes())
    frames = zstandard.ZstdCompressor(level=LEVEL).multi_compress_to_buffer(pieces)
    return [b"".join((_MARK, frames[number].tobytes())) for number in range(len(tiles))]


def unpacked_tiles(packed: Sequence[bytes], shape: tuple[int, ...]) -> list[Tile | None]:
    """The tiles (4×64×64 or 64×64) that bytes are the packed forms of; None where they are not."""
    if not packed:
        return []
    size = 2 * math.prod(shape)
    lengths = np.fromiter(map(len, packed), np.uint64, len(packed))
    marked = np.fromiter((data.startswith(_MARK) for data in packed), np.bool_, len(packed))
    places = np.empty((len(packed), 2), np.uint64)  # of each frame: first byte and length
    places[:, 0], places[:, 1] = np.cumsum(lengths) - lengths + marked, lengths - marked
    sizes = np.full(len(packed), size, np.uint64).tobytes()
    try:
        frames = zstandard.BufferWithSegments(b"".join(packed), places.tobytes())
        found = zstandard.ZstdDecompressor().multi_decompress_to_buffer(frames, decompressed_sizes=sizes)
    except (zstandard.ZstdError, ValueError, TypeError, MemoryError):
        if len(packed) == 1:
            return [None]
        return [tile for data in packed for tile in unpacked_tiles([data], shape)]
    out = [np.empty(shape, np.uint16) for _ in packed]
    sources = np.fromiter(_addresses(found), np.int64, len(out))
    targets = np.fromiter(map(address, out), np.int64, len(out))
    predict.join_tiles(sources, ~marked, size // (2 * TILE * TILE), targets)
    return [Tile(pixels, place) for pixels, place in zip(out, targets.tolist(), strict=True)]


def _addresses(pieces: zstandard.BufferWithSegmentsCollection) -> Iterator[int]:
    """Where pieces lie in memory. They lie in a few buffers, and asking for the address of each is slow."""
    begins = 0
    for number in range(len(pieces)):
        piece = pieces[number]
        if piece.offset == 0:  # the first of a buffer
            begins = np.frombuffer(piece, np.uint8).__array_interface__["data"][0]  # pyright: ignore
        yield begins + piece.offset
