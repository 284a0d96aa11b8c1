"""Straight 8- and 16-bit RGBA pixels made from fix15 paint, and back."""

from __future__ import annotations

from numba import float32, int32, njit, prange, uint16, uint32

from canvas.geometry import TILE
from canvas.kernels.launch import INLINE, PARALLEL, SERIAL
from canvas.kernels.pointers import AREA, paint_at, words16_at, words32_at

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


@njit(**INLINE)
def _straight16(red, green, blue, alpha):
    """Straight 16-bit RGBA of one fix15 pixel; `_fix15` undoes it."""
    scale = float32(65535) / max(float32(alpha), float32(1))
    return (
        uint16(_rounded(float32(red) * scale)),
        uint16(_rounded(float32(green) * scale)),
        uint16(_rounded(float32(blue) * scale)),
        uint16(_rounded(float32(alpha) * float32(65535 / 32768))),
    )


@njit(**INLINE)
def _fix15(red, green, blue, alpha):
    """Fix15 paint of one straight 16-bit pixel."""
    opaque = _rounded(float32(alpha) * float32(32768 / 65535))
    scale = float32(opaque) * float32(1 / 65535)
    return (
        uint16(_rounded(float32(red) * scale)),
        uint16(_rounded(float32(green) * scale)),
        uint16(_rounded(float32(blue) * scale)),
        uint16(opaque),
    )


@njit(**PARALLEL)
def unpack8(tiles, keys, left, top, out, height, width):
    """Write tiles into a picture of H×W packed straight RGBA whose first pixel lies at (left, top).

    tiles: N int64 addresses. keys: N×2 int64. out: address of H×W uint32.
    """
    words = words32_at(out, height * width)
    for j in prange(keys.shape[0]):
        x, y = keys[j, 0] * TILE - left, keys[j, 1] * TILE - top
        tile = paint_at(tiles[j])
        for row in range(max(0, -y), min(TILE, height - y)):
            for column in range(max(0, -x), min(TILE, width - x)):
                k = row * TILE + column
                words[(y + row) * width + x + column] = _straight8(
                    tile[0, k], tile[1, k], tile[2, k], tile[3, k]
                )


@njit(**PARALLEL)
def pack8(pixels, x, y, width, height, tiles, keys, painted):
    """Fill whole tiles from a picture of straight RGBA bytes whose first pixel lies at (x, y).

    pixels: address of H×W uint32, packed. tiles: N int64 addresses to write to. painted: N uint8, set to
    whether any pixel has alpha.
    """
    words = words32_at(pixels, height * width)
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
                    word = words[(top + row) * width + left + column]
                alpha = float32(_rounded(float32(word >> uint32(24)) * float32(32768 / 255)))
                scale = alpha * float32(1 / 255)
                tile[0, k] = uint16(_rounded(float32(word & uint32(255)) * scale))
                tile[1, k] = uint16(_rounded(float32((word >> uint32(8)) & uint32(255)) * scale))
                tile[2, k] = uint16(_rounded(float32((word >> uint32(16)) & uint32(255)) * scale))
                tile[3, k] = uint16(int32(alpha))
                seen |= word >> uint32(24)
        painted[j] = 1 if seen else 0


@njit(**PARALLEL)
def pack16(pixels, x, y, width, height, tiles, keys, painted):
    """As `pack8`, from straight 16-bit RGBA (0 … 65535). pixels: address of H×W×4 uint16."""
    for j in prange(keys.shape[0]):
        left, top = keys[j, 0] * TILE - x, keys[j, 1] * TILE - y
        tile = paint_at(tiles[j])
        seen = uint16(0)
        first, last = max(0, -left), min(TILE, width - left)
        for row in range(TILE):
            inside = 0 <= top + row < height
            if not inside or last - first < TILE:
                for channel in range(4):
                    tile[channel, row * TILE : (row + 1) * TILE] = uint16(0)
            if inside:
                line = words16_at(pixels + 8 * ((top + row) * width + left + first), 4 * (last - first))
                for k in range(last - first):
                    at = row * TILE + first + k
                    tile[0, at], tile[1, at], tile[2, at], tile[3, at] = _fix15(
                        line[4 * k], line[4 * k + 1], line[4 * k + 2], line[4 * k + 3]
                    )
                    seen |= tile[3, at]
        painted[j] = 1 if seen else 0


@njit(**SERIAL)
def one_colour(tiles, found):
    """Find the tiles, by their int64 addresses (0: none), that hold one colour only: found, N uint8."""
    for j in range(tiles.shape[0]):
        differs = uint16(0)
        for channel in range(4 if tiles[j] else 0):
            plane = tiles[j] + channel * 2 * AREA
            first = words16_at(plane, 1)[0]
            for row in range(TILE):
                values = words16_at(plane + 2 * row * TILE, TILE)
                for k in range(TILE):
                    differs |= values[k] ^ first
                if differs:
                    break
            if differs:
                break
        found[j] = 1 if tiles[j] and not differs else 0


@njit(**PARALLEL)
def straight8(planes, out, height, width, first, last):
    """Rows first … last of 4×H×W fix15 to H×W packed straight RGBA bytes (uint32), both at addresses."""
    paint, words = words16_at(planes, 4 * height * width), words32_at(out, height * width)
    size = height * width
    for y in prange(first, last):
        for x in range(width):
            k = y * width + x
            words[k] = _straight8(paint[k], paint[size + k], paint[2 * size + k], paint[3 * size + k])


@njit(**PARALLEL)
def straight16(planes, out, height, width, first, last):
    """As `straight8`, to H×W×4 straight 16-bit RGBA."""
    paint, samples = words16_at(planes, 4 * height * width), words16_at(out, 4 * height * width)
    size = height * width
    for y in prange(first, last):
        for x in range(width):
            k = y * width + x
            samples[4 * k], samples[4 * k + 1], samples[4 * k + 2], samples[4 * k + 3] = _straight16(
                paint[k], paint[size + k], paint[2 * size + k], paint[3 * size + k]
            )
