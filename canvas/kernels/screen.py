"""The picture for the screen, moved, turned and scaled into the pixels of a window."""

from __future__ import annotations

import math

from numba import int32, int64, njit, prange, uint32

from canvas.kernels.launch import INLINE, PARALLEL, SERIAL
from canvas.kernels.pointers import prefetch, words32_at

PAIR = uint32(0x00FF00FF)
EIGHT = uint32(8)
OPAQUE = uint32(0xFF000000)
AHEAD = 6  # rows
CHUNK = 256  # pixels of a row done together
BAND = 64  # rows that a thread draws at a time
ROOM = 56 * CHUNK  # bytes: four places, two shares and four pixels for each


@njit(**INLINE)
def _over(word, check):
    """A premultiplied pixel over an opaque one."""
    rest = uint32(uint32(255) - (word >> uint32(24)))
    rest = uint32(rest + (rest >> uint32(7)))  # 0 … 256
    even = uint32((uint32((check & PAIR) * rest) >> EIGHT) & PAIR)
    odd = uint32(uint32(((check >> EIGHT) & PAIR) * rest) & ~PAIR)
    return uint32(uint32(word + even + odd) | OPAQUE)


@njit(**INLINE)
def _between(one, two, share):
    """A mixture of two pixels; share: how much of the second, 0 … 256."""
    keep = uint32(uint32(256) - share)
    even = uint32((uint32((one & PAIR) * keep + (two & PAIR) * share) >> EIGHT) & PAIR)
    odd = uint32(uint32(((one >> EIGHT) & PAIR) * keep + ((two >> EIGHT) & PAIR) * share) & ~PAIR)
    return uint32(even | odd)


@njit(**INLINE)
def _span(start, step, size, count):
    """Of the places start + k·step, k = 0 … count − 1: the first within 0 … size and the first after."""
    if abs(step) < 1e-9:  # pixels of the source: it would not reach another one
        return (0, count) if 0 <= start < size else (0, 0)
    one, two = -start / step, (size - start) / step
    first, last = math.ceil(min(one, two)), math.ceil(max(one, two))
    return max(0, min(count, first)), max(0, min(count, last))


@njit(**INLINE)
def _clamped(value, top):
    return max(int32(0), min(value, top))


@njit(**INLINE)
def _fixed(value, bits):
    return int32(math.floor(value * float(1 << bits) + 0.5))


@njit(**INLINE)
def _places(room, width, height, x, y, right, down, bits, smooth, count):
    """Where in the source the pixels of a run lie: the nearest pixel to each, or four, and how far between
    them. Returns the first pixel (row times width and column) from which they are counted.

    The steps are apart (places, then pixels, then mixing) so that the compiler can do many pixels at a time
    in all but the fetching of the pixels. Counted from near by, places are half as wide and twice as quick.
    """
    left, top = int32(math.floor(x)), int32(math.floor(y))
    u, v, du, dv = _fixed(x - left, bits), _fixed(y - top, bits), _fixed(right, bits), _fixed(down, bits)
    most_x, most_y, shift, fine = int32(width - 1), int32(height - 1), int32(bits), int32(bits - 8)
    end_x, end_y = int32(math.floor(x + right * count)), int32(math.floor(y + down * count))
    first_x = _clamped(int32(min(left, end_x) - int32(1)), most_x)
    first_y = _clamped(int32(min(top, end_y) - int32(1)), most_y)
    wide = int32(width)
    places, shares = words32_at(room, 4 * CHUNK), words32_at(room + 32 * CHUNK, 2 * CHUNK)
    for k in range(count):
        across, along = int32(u + int32(int32(k) * du)), int32(v + int32(int32(k) * dv))
        column, row = int32(left + int32(across >> shift)), int32(top + int32(along >> shift))
        x0 = int32(_clamped(column, most_x) - first_x)
        y0 = int32(int32(_clamped(row, most_y) - first_y) * wide)
        places[k] = uint32(y0 + x0)
        if smooth:
            x1 = int32(_clamped(int32(column + int32(1)), most_x) - first_x)
            y1 = int32(int32(_clamped(int32(row + int32(1)), most_y) - first_y) * wide)
            places[CHUNK + k] = uint32(y0 + x1)
            places[2 * CHUNK + k] = uint32(y1 + x0)
            places[3 * CHUNK + k] = uint32(y1 + x1)
            shares[k] = uint32(int32(across >> fine) & int32(255))
            shares[CHUNK + k] = uint32(int32(along >> fine) & int32(255))
    return int64(first_y) * width + int64(first_x)


@njit(**INLINE)
def _fetch(source, room, corner, count):
    """source: address of the pixel from which the places are counted."""
    words = words32_at(source, 1)
    places = words32_at(room + 4 * corner * CHUNK, CHUNK)
    pixels = words32_at(room + 4 * (10 + corner) * CHUNK, CHUNK)
    for k in range(count):
        pixels[k] = words[places[k]]


@njit(**INLINE)
def _bring_near(source, width, height, x, y, right, down, count):
    """Have the pixels of a run that comes later read meanwhile."""
    for k in range(0, count, 8):
        column = min(max(int64(x + right * k), int64(0)), width - 1)
        row = min(max(int64(y + down * k), int64(0)), height - 1)
        prefetch(source + 4 * (row * width + column))


@njit(**SERIAL)
def _near_run(source, width, height, x, y, right, down, bits, board, target, room, count):
    """A run of pixels of one row, no longer than CHUNK, all of them within the picture."""
    first = _places(room, width, height, x, y, right, down, bits, False, count)
    _fetch(source + 4 * first, room, 0, count)
    near, checks, out = (
        words32_at(room + 40 * CHUNK, CHUNK),
        words32_at(board, count),
        words32_at(target, count),
    )
    for k in range(count):
        out[k] = _over(near[k], checks[k])


@njit(**SERIAL)
def _copy_run(source, width, x, y, board, target, count):
    """As `_near_run`, where each pixel of the window is the next one of the picture."""
    first = source + 4 * (int64(math.floor(y)) * width + int64(math.floor(x)))
    pixels, checks, out = words32_at(first, count), words32_at(board, count), words32_at(target, count)
    for k in range(count):
        out[k] = _over(pixels[k], checks[k])


@njit(**SERIAL)
def _smooth_run(source, width, height, x, y, right, down, bits, board, target, room, count):
    """As `_near_run`, each pixel a mixture of the four about it."""
    first = _places(room, width, height, x - 0.5, y - 0.5, right, down, bits, True, count)
    for corner in range(4):
        _fetch(source + 4 * first, room, corner, count)
    shares, pixels = words32_at(room + 32 * CHUNK, 2 * CHUNK), words32_at(room + 40 * CHUNK, 4 * CHUNK)
    checks, out = words32_at(board, count), words32_at(target, count)
    for k in range(count):
        upper = _between(pixels[k], pixels[CHUNK + k], shares[k])
        lower = _between(pixels[2 * CHUNK + k], pixels[3 * CHUNK + k], shares[k])
        out[k] = _over(_between(upper, lower, shares[CHUNK + k]), checks[k])


@njit(**INLINE)
def _draw_rows(
    source,
    width,
    height,
    across,
    down,
    matrix,
    target,
    columns,
    first_row,
    end_row,
    checks,
    period,
    turn,
    outside,
    smooth,
    work,
):
    """Rows first_row … end_row − 1 of what `draw` fills; work: address of ROOM bytes."""
    reach = max(abs(matrix[0]), abs(matrix[1])) * CHUNK + 2.0
    bits = max(8, min(24, 29 - int64(math.ceil(math.log2(reach)))))
    boards = checks.ctypes.data
    for left in range(0, columns, CHUNK):  # a column of the window: neighbouring rows share what they read
        wide = min(CHUNK, columns - left)
        for y in range(first_row, end_row):
            x0 = matrix[0] * (left + 0.5) + matrix[2] * (y + 0.5) + matrix[4]
            y0 = matrix[1] * (left + 0.5) + matrix[3] * (y + 0.5) + matrix[5]
            one, two = _span(x0, matrix[0], across, wide)
            three, four = _span(y0, matrix[1], down, wide)
            first, last = max(one, three), min(two, four)
            if first >= last:
                first, last = wide, wide
            line = target + 4 * (y * columns + left)
            if last - first < wide:
                out = words32_at(line, wide)
                for k in range(first):
                    out[k] = uint32(outside)
                for k in range(last, wide):
                    out[k] = uint32(outside)
            if first < last:
                board = boards + 4 * ((((y + turn) // period) & 1) * checks.shape[1] + left + first)
                x0, y0, line = x0 + matrix[0] * first, y0 + matrix[1] * first, line + 4 * first
                count, right, sink = last - first, matrix[0], matrix[1]
                if right == 1.0 and sink == 0.0 and not smooth:
                    _copy_run(source, width, x0, y0, board, line, count)
                    continue
                _bring_near(
                    source, width, height, x0 + AHEAD * matrix[2], y0 + AHEAD * matrix[3], right, sink, count
                )
                if smooth:
                    _smooth_run(source, width, height, x0, y0, right, sink, bits, board, line, work, count)
                else:
                    _near_run(source, width, height, x0, y0, right, sink, bits, board, line, work, count)


@njit(**SERIAL)
def draw(
    source,
    width,
    height,
    across,
    down,
    matrix,
    target,
    columns,
    rows,
    checks,
    period,
    turn,
    outside,
    smooth,
    room,
):
    """Fill a rectangle of the window.

    source: address of width×height premultiplied 0xAARRGGBB words, of which across × down (floats, in the
    same pixels) are shown. matrix: 6 float64, from places in the rectangle to places in the source: x =
    m0·X + m2·Y + m4, y = m1·X + m3·Y + m5. target: address of columns × rows words. checks: 2 × at least
    `columns` uint32, two rows of the board that shows through, which change places every `period` rows,
    `turn` rows having gone by. outside: word for what is not in the picture. smooth: whether to mix the
    four nearest pixels. room: at least ROOM bytes to work in.
    """
    _draw_rows(
        *(source, width, height, across, down, matrix, target, columns, 0, rows),
        *(checks, period, turn, outside, smooth, room.ctypes.data),
    )


@njit(**PARALLEL)
def draw_wide(
    source,
    width,
    height,
    across,
    down,
    matrix,
    target,
    columns,
    rows,
    checks,
    period,
    turn,
    outside,
    smooth,
    room,
):
    """As `draw`, in bands of BAND rows on all threads; room: at least ROOM bytes for each band."""
    for band in prange((rows + BAND - 1) // BAND):
        _draw_rows(
            *(source, width, height, across, down, matrix, target, columns),
            *(BAND * band, min(rows, BAND * (band + 1))),
            *(checks, period, turn, outside, smooth, room.ctypes.data + ROOM * band),
        )
