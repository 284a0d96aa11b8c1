"""A stack of tiles blended into one, and written out as a picture for the screen, as planes, pixels or tiles."""

from __future__ import annotations

import numpy as np
from numba import float32, int32, int64, njit, prange, uint16, uint32

from canvas.geometry import TILE
from canvas.kernels.blend import STRIP, blend_strip
from canvas.kernels.launch import INLINE, PARALLEL, SERIAL
from canvas.kernels.pointers import AREA, floats_at, paint_at, words16_at, words32_at

# What `compose` writes, and what its `target` and `frame` mean.
PICTURE = 0  # premultiplied 0xAARRGGBB words; target: address of level 0; frame: levels (see `levels_frame`)
PLANES = 1  # 4×H×W uint16 fix15; target: its address; frame: x, y, width, height
PIXELS = 2  # H×W straight RGBA bytes; target and frame as for PLANES
TILES = 3  # 4×64×64 uint16 fix15 each; frame: one address for every key

STRIPS = AREA // STRIP
ROWS = STRIP // TILE  # rows of a tile in a strip
ACCUMULATOR = 4 * AREA  # float32 values kept for a tile: STRIPS × 4 × STRIP


@njit(**INLINE)
def _byte(value):
    return uint32(int32(min(max(value, float32(0)), float32(1)) * float32(255) + float32(0.5)))


@njit(**INLINE)
def _fix15(value):
    return uint16(int32(min(max(value, float32(0)), float32(1)) * float32(32768) + float32(0.5)))


@njit(**INLINE)
def _put_picture(acc, words, x, y, width, height):
    for row in range(min(ROWS, height - y)):
        first = (y + row) * width + x
        for k in range(min(TILE, width - x)):
            i = row * TILE + k
            alpha = acc[3, i]
            red, green, blue = min(acc[0, i], alpha), min(acc[1, i], alpha), min(acc[2, i], alpha)
            words[first + k] = (
                (_byte(alpha) << uint32(24))
                | (_byte(red) << uint32(16))
                | (_byte(green) << uint32(8))
                | _byte(blue)
            )


@njit(**INLINE)
def _put_planes(acc, planes, x, y, frame):
    left, top, width, height = frame[0], frame[1], frame[2], frame[3]
    for c in range(4):
        for row in range(max(0, top - y), min(ROWS, top + height - y)):
            first = (c * height + y + row - top) * width - left
            for column in range(max(x, left), min(x + TILE, left + width)):
                i = row * TILE + column - x
                planes[first + column] = _fix15(min(acc[c, i], acc[3, i]))


@njit(**INLINE)
def _put_pixels(acc, words, x, y, frame, background):
    left, top, width, height = frame[0], frame[1], frame[2], frame[3]
    under = background[3]
    for row in range(max(0, top - y), min(ROWS, top + height - y)):
        first = (y + row - top) * width - left
        for column in range(max(x, left), min(x + TILE, left + width)):
            i = row * TILE + column - x
            room = (float32(1) - acc[3, i]) * under
            alpha = acc[3, i] + room
            straight = float32(1) / max(alpha, float32(1e-9))
            red = _byte((acc[0, i] + background[0] * room) * straight)
            green = _byte((acc[1, i] + background[1] * room) * straight)
            blue = _byte((acc[2, i] + background[2] * room) * straight)
            opaque = _byte(alpha)
            word = red | (green << uint32(8)) | (blue << uint32(16)) | (opaque << uint32(24))
            words[first + column] = word if opaque > uint32(0) else uint32(0)


@njit(**INLINE)
def _put_tile(acc, tile, at):
    for c in range(4):
        for k in range(STRIP):
            tile[c, at + k] = _fix15(min(acc[c, k], acc[3, k]))


@njit(**INLINE)
def _mean(one, two, three, four):
    """The rounded mean of four packed pixels, two channels at a time."""
    mask = uint32(0x00FF00FF)
    even = uint32((one & mask) + (two & mask) + (three & mask) + (four & mask) + uint32(0x00020002))
    eight = uint32(8)
    odd = uint32(
        ((one >> eight) & mask)
        + ((two >> eight) & mask)
        + ((three >> eight) & mask)
        + ((four >> eight) & mask)
        + uint32(0x00020002)
    )
    return uint32(((even >> uint32(2)) & mask) | (((odd >> uint32(2)) & mask) << eight))


@njit(**SERIAL)
def halve(words, source, width, height, target, left, top, right, bottom):
    """Fill a rectangle of one mip level from the level above it; a missing last row or column repeats.

    words: all levels, packed pixels. source, target: where the two levels begin. width, height: of the source.
    """
    narrow = (width + 1) // 2
    for y in range(top, min(bottom, (height + 1) // 2)):
        upper = source + 2 * y * width
        lower = source + min(2 * y + 1, height - 1) * width
        for x in range(left, min(right, width // 2)):
            words[target + y * narrow + x] = _mean(
                words[upper + 2 * x],
                words[upper + 2 * x + 1],
                words[lower + 2 * x],
                words[lower + 2 * x + 1],
            )
        if width % 2 == 1 and right >= narrow:
            a, b = words[upper + width - 1], words[lower + width - 1]
            words[target + y * narrow + narrow - 1] = _mean(a, a, b, b)


@njit(**SERIAL)
def _shrink(target, frame, column, row):
    """Bring the levels that lie wholly within one tile (down to one pixel for it) up to date."""
    levels = frame.shape[0]
    words = words32_at(target, frame[levels - 1, 0] + frame[levels - 1, 1] * frame[levels - 1, 2])
    for level in range(1, min(levels, 7)):
        side = TILE >> level
        x, y = column * side, row * side
        above = frame[level - 1]
        halve(words, above[0], above[1], above[2], frame[level, 0], x, y, x + side, y + side)


@njit(**SERIAL)
def _compose_tile(j, sources, modes, scales, keys, starts, keeps, split, kind, target, frame, background):
    column, row = keys[j, 0], keys[j, 1]
    acc = np.empty((4, STRIP), np.float32)
    for strip in range(STRIPS):
        at = strip * STRIP
        first = int64(0)
        if starts[j] != 0:
            kept = floats_at(starts[j], ACCUMULATOR)
            first = split
            for c in range(4):
                for k in range(STRIP):
                    acc[c, k] = kept[4 * at + c * STRIP + k]
        else:
            for c in range(4):
                for k in range(STRIP):
                    acc[c, k] = float32(0)
        x, y = column * TILE, row * TILE + strip * ROWS
        for layer in range(first, modes.shape[0] + 1):
            if layer == split and keeps[j] != 0:
                kept = floats_at(keeps[j], ACCUMULATOR)
                for c in range(4):
                    for k in range(STRIP):
                        kept[4 * at + c * STRIP + k] = acc[c, k]
            if layer < modes.shape[0] and sources[layer, j] != 0:
                source = sources[layer, j] + 2 * at
                blend_strip(modes[layer], acc.ctypes.data, source, scales[layer], x, y)
        if kind == PICTURE:
            words = words32_at(target, frame[0, 1] * frame[0, 2])
            _put_picture(acc, words, x, y, frame[0, 1], frame[0, 2])
        elif kind == PLANES:
            planes = words16_at(target, 4 * frame[0, 2] * frame[0, 3])
            _put_planes(acc, planes, x, y, frame[0])
        elif kind == PIXELS:
            words = words32_at(target, frame[0, 2] * frame[0, 3])
            _put_pixels(acc, words, x, y, frame[0], background)
        else:
            _put_tile(acc, paint_at(frame[j, 0]), at)
    if kind == PICTURE:
        _shrink(target, frame, column, row)


@njit(**PARALLEL)
def compose(sources, modes, scales, keys, starts, keeps, split, kind, target, frame, background):
    """Blend layers from the bottom up, tile by tile.

    sources: L×N int64, addresses of tiles, 0 where a layer has none. modes: L int64, see `blender`. scales: L float32, opacity
    / 32768. keys: N×2 int64. starts: N int64, addresses of accumulators to go on from at layer `split`, or 0.
    keeps: N int64, addresses to which the accumulators are copied before layer `split`, or 0. kind, target,
    frame (2-D int64): see above. background: 4 float32 straight RGBA, laid under PIXELS.
    """
    for j in prange(keys.shape[0]):
        _compose_tile(
            int64(j), sources, modes, scales, keys, starts, keeps, split, kind, target, frame, background
        )
