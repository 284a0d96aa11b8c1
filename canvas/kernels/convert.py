"""Straight 8- and 16-bit RGBA pixels made from fix15 paint, and back."""

from __future__ import annotations

from numba import float32, int32, njit, prange, uint16, uint32, uint64

from canvas.geometry import TILE
from canvas.kernels.launch import INLINE, PARALLEL
from canvas.kernels.pointers import paint_at

HALF = float32(0.5)


@njit(**INLINE)
def _rounded(value):
    return int32(value + HALF)


@njit(**INLINE)
def _straight8(red, green, blue, alpha):
    """Packed straight RGBA bytes of one fix15 pixel."""
    scale = float32(255) / max(float32(alpha), float32(1))
    opaque = uint32(_rounded(float32(alpha) * float32(255 / 32768)))
    word = (
        uint32(_rounded(float32(red) * scale))
        | (uint32(_rounded(float32(green) * scale)) << uint32(8))
        | (uint32(_rounded(float32(blue) * scale)) << uint32(16))
        | (opaque << uint32(24))
    )
    return word if opaque > uint32(0) else uint32(0)


@njit(**PARALLEL)
def unpack8(tiles, keys, left, top, out):
    """Write tiles into a picture of H×W packed straight RGBA whose first pixel lies at (left, top).

    tiles: N int64 addresses. keys: N×2 int64. out: H×W uint32.
    """
    height, width = out.shape
    for j in prange(keys.shape[0]):
        x, y = keys[j, 0] * TILE - left, keys[j, 1] * TILE - top
        tile = paint_at(tiles[j])
        for row in range(max(0, -y), min(TILE, height - y)):
            for column in range(max(0, -x), min(TILE, width - x)):
                k = row * TILE + column
                out[y + row, x + column] = _straight8(tile[0, k], tile[1, k], tile[2, k], tile[3, k])


@njit(**PARALLEL)
def pack8(pixels, x, y, tiles, keys, painted):
    """Fill whole tiles from a picture of straight RGBA bytes whose first pixel lies at (x, y).

    pixels: H×W uint32, packed. tiles: N int64 addresses to write to. painted: N uint8, set to whether any
    pixel has alpha.
    """
    height, width = pixels.shape
    for j in prange(keys.shape[0]):
        left, top = keys[j, 0] * TILE - x, keys[j, 1] * TILE - y
        tile = paint_at(tiles[j])
        seen = uint32(0)
        for row in range(TILE):
            inside = 0 <= top + row < height
            for column in range(TILE):
                k = row * TILE + column
                word = uint32(0)
                if inside and 0 <= left + column < width:
                    word = pixels[top + row, left + column]
                alpha = float32(_rounded(float32(word >> uint32(24)) * float32(32768 / 255)))
                scale = alpha * float32(1 / 255)
                tile[0, k] = uint16(_rounded(float32(word & uint32(255)) * scale))
                tile[1, k] = uint16(_rounded(float32((word >> uint32(8)) & uint32(255)) * scale))
                tile[2, k] = uint16(_rounded(float32((word >> uint32(16)) & uint32(255)) * scale))
                tile[3, k] = uint16(int32(alpha))
                seen |= word >> uint32(24)
        painted[j] = 1 if seen else 0


@njit(**PARALLEL)
def pack16(pixels, x, y, tiles, keys, painted):
    """As `pack8`, from straight 16-bit RGBA (0 … 65535). pixels: H×W uint64, packed."""
    height, width = pixels.shape
    mask = uint64(65535)
    for j in prange(keys.shape[0]):
        left, top = keys[j, 0] * TILE - x, keys[j, 1] * TILE - y
        tile = paint_at(tiles[j])
        seen = int32(0)
        for row in range(TILE):
            inside = 0 <= top + row < height
            for column in range(TILE):
                k = row * TILE + column
                word = uint64(0)
                if inside and 0 <= left + column < width:
                    word = pixels[top + row, left + column]
                opaque = _rounded(float32(word >> uint64(48)) * float32(32768 / 65535))
                scale = float32(opaque) * float32(1 / 65535)
                tile[0, k] = uint16(_rounded(float32(word & mask) * scale))
                tile[1, k] = uint16(_rounded(float32((word >> uint64(16)) & mask) * scale))
                tile[2, k] = uint16(_rounded(float32((word >> uint64(32)) & mask) * scale))
                tile[3, k] = uint16(opaque)
                seen |= opaque
        painted[j] = 1 if seen else 0


@njit(**PARALLEL)
def straight8(planes, out, first, last):
    """Rows of 4×H×W fix15 to H×W packed straight RGBA bytes (uint32)."""
    for y in prange(first, last):
        for x in range(out.shape[1]):
            out[y, x] = _straight8(planes[0, y, x], planes[1, y, x], planes[2, y, x], planes[3, y, x])


@njit(**PARALLEL)
def straight16(planes, out, first, last):
    """Rows of 4×H×W fix15 to H×W packed straight 16-bit RGBA (uint64)."""
    for y in prange(first, last):
        for x in range(out.shape[1]):
            alpha = float32(planes[3, y, x])
            scale = float32(65535) / max(alpha, float32(1))
            red = uint64(_rounded(float32(planes[0, y, x]) * scale))
            green = uint64(_rounded(float32(planes[1, y, x]) * scale))
            blue = uint64(_rounded(float32(planes[2, y, x]) * scale))
            opaque = uint64(_rounded(alpha * float32(65535 / 32768)))
            out[y, x] = red | (green << uint64(16)) | (blue << uint64(32)) | (opaque << uint64(48))
