"""The composite of many tiles, written out as a picture for the screen, planes, pixels or tiles."""

from __future__ import annotations

from numba import float32, int32, int64, njit, prange, uint16, uint32

from canvas.geometry import TILE
from canvas.kernels.interpret import run, to_tile
from canvas.kernels.launch import INLINE, PARALLEL, SERIAL
from canvas.kernels.pointers import floats_at, taken, words16_at, words32_at
from canvas.kernels.steps import PICTURE, PIXELS, PLANE, PLANES, STRIP, STRIPS, TILE_LEVELS, TILES

ROWS = STRIP // TILE


@njit(**INLINE)
def _scaled(value, one):
    return int32(min(max(value, float32(0)), float32(1)) * one + float32(0.5))


@njit(**INLINE)
def _byte(value):
    return uint32(_scaled(value, float32(255)))


@njit(**INLINE)
def _row(acc, channel, line, first, count):
    """Part of a row of one channel of the accumulators at an address."""
    return floats_at(acc + 4 * (channel * PLANE + line * TILE + first), count)


@njit(**SERIAL)
def _put_picture(acc, target, x, y, width, height):
    """Write a strip whose first pixel is (x, y) into level 0."""
    count = min(TILE, width - x)
    for line in range(min(ROWS, height - y)):
        reds, greens, blues = (
            _row(acc, 0, line, 0, count),
            _row(acc, 1, line, 0, count),
            _row(acc, 2, line, 0, count),
        )
        alphas = _row(acc, 3, line, 0, count)
        words = words32_at(target + 4 * ((y + line) * width + x), count)
        for k in range(count):
            alpha = alphas[k]
            red, green, blue = min(reds[k], alpha), min(greens[k], alpha), min(blues[k], alpha)
            words[k] = (
                (_byte(alpha) << uint32(24))
                | (_byte(red) << uint32(16))
                | (_byte(green) << uint32(8))
                | _byte(blue)
            )


@njit(**SERIAL)
def _put_planes(acc, target, x, y, frame):
    """Write what of a strip lies inside the frame as fix15 planes."""
    left, top, width, height = frame[0], frame[1], frame[2], frame[3]
    first = max(0, left - x)
    count = min(TILE, left + width - x) - first
    for channel in range(4):
        for line in range(max(0, top - y), min(ROWS, top + height - y)):
            values, alphas = _row(acc, channel, line, first, count), _row(acc, 3, line, first, count)
            at = (channel * height + y + line - top) * width + x + first - left
            words = words16_at(target + 2 * at, count)
            for k in range(count):
                words[k] = uint16(_scaled(min(values[k], alphas[k]), float32(32768)))


@njit(**SERIAL)
def _put_pixels(acc, target, x, y, frame, background):
    """Write what of a strip lies inside the frame as straight RGBA bytes over the background."""
    left, top, width, height = frame[0], frame[1], frame[2], frame[3]
    first = max(0, left - x)
    count = min(TILE, left + width - x) - first
    back_red, back_green, back_blue, under = background[0], background[1], background[2], background[3]
    for line in range(max(0, top - y), min(ROWS, top + height - y)):
        reds, greens = _row(acc, 0, line, first, count), _row(acc, 1, line, first, count)
        blues, alphas = _row(acc, 2, line, first, count), _row(acc, 3, line, first, count)
        words = words32_at(target + 4 * ((y + line - top) * width + x + first - left), count)
        for k in range(count):
            room = (float32(1) - alphas[k]) * under
            alpha = alphas[k] + room
            straight = float32(1) / max(alpha, float32(1e-9))
            opaque = _byte(alpha)
            word = (
                _byte((reds[k] + back_red * room) * straight)
                | (_byte((greens[k] + back_green * room) * straight) << uint32(8))
                | (_byte((blues[k] + back_blue * room) * straight) << uint32(16))
                | (opaque << uint32(24))
            )
            words[k] = word if opaque > uint32(0) else uint32(0)


@njit(**INLINE)
def _mean(one, two, three, four):
    """The rounded mean of four packed pixels, two channels at a time."""
    mask, eight, half = uint32(0x00FF00FF), uint32(8), uint32(0x00020002)
    even = uint32((one & mask) + (two & mask) + (three & mask) + (four & mask) + half)
    odd = uint32(
        ((one >> eight) & mask)
        + ((two >> eight) & mask)
        + ((three >> eight) & mask)
        + ((four >> eight) & mask)
        + half
    )
    return uint32(((even >> uint32(2)) & mask) | (((odd >> uint32(2)) & mask) << eight))


@njit(**SERIAL)
def halve(source, width, height, target, left, top, right, bottom):
    """Fill a rectangle of one mip level from the level above it; a missing last row or column repeats.

    source, target: addresses of the two levels, packed pixels. width, height: of the source.
    """
    narrow = (width + 1) // 2
    pairs = min(right, width // 2) - left
    for y in range(top, min(bottom, (height + 1) // 2)):
        one = source + 4 * 2 * y * width
        two = source + 4 * min(2 * y + 1, height - 1) * width
        out = words32_at(target + 4 * (y * narrow + left), pairs)
        upper, lower = words32_at(one + 8 * left, 2 * pairs), words32_at(two + 8 * left, 2 * pairs)
        for x in range(pairs):
            out[x] = _mean(upper[2 * x], upper[2 * x + 1], lower[2 * x], lower[2 * x + 1])
        if width % 2 == 1 and right >= narrow:
            a, b = words32_at(one, width)[width - 1], words32_at(two, width)[width - 1]
            words32_at(target + 4 * y * narrow, narrow)[narrow - 1] = _mean(a, a, b, b)


@njit(**SERIAL)
def _shrink(target, frame, column, row):
    """Bring the levels that lie within one tile up to date."""
    for level in range(1, min(frame.shape[0], TILE_LEVELS)):
        side = TILE >> level
        x, y = column * side, row * side
        halve(
            *(target + 4 * frame[level - 1, 0], frame[level - 1, 1], frame[level - 1, 2]),
            *(target + 4 * frame[level, 0], x, y, x + side, y + side),
        )


@njit(**INLINE)
def _is_outside(kind, frame, y):
    """Whether nothing is to be written of a strip whose first row is `y`."""
    if kind == PICTURE:
        return y >= frame[0, 2]
    if kind == TILES:
        return False
    return y + ROWS <= frame[0, 1] or y >= frame[0, 1] + frame[0, 3]


@njit(**SERIAL)
def _compose_tile(
    room, ops, scales, sources, masks, keys, starts, keeps, split, depth, state, j, kind, target, frame, back
):
    x, y = keys[j, 0] * TILE, keys[j, 1] * TILE
    for strip in range(STRIPS):
        line = y + strip * ROWS
        if keeps[j] == 0 and _is_outside(kind, frame, line):
            continue
        place = 4 * strip * state
        start = starts[j] + place if starts[j] != 0 else int64(0)
        keep = keeps[j] + place if keeps[j] != 0 else int64(0)
        acc = run(room, ops, scales, sources, masks, j, x, line, strip, start, keep, split, depth, state)
        if kind == PICTURE:
            _put_picture(acc, target, x, line, frame[0, 1], frame[0, 2])
        elif kind == PLANES:
            _put_planes(acc, target, x, line, frame[0])
        elif kind == PIXELS:
            _put_pixels(acc, target, x, line, frame[0], back)
        else:
            to_tile(acc, frame[j, 0] + 2 * STRIP * strip)
    if kind == PICTURE:
        _shrink(target, frame, keys[j, 0], keys[j, 1])


@njit(**PARALLEL)
def compose(
    ops,
    scales,
    sources,
    masks,
    keys,
    starts,
    keeps,
    split,
    depth,
    state,
    kind,
    target,
    frame,
    background,
    scratch,
    counter,
):
    """Run a program (see `canvas.kernels.steps`) for every tile and write out what it makes.

    ops: P×WORDS int64. scales: P float32. sources: S×N int64, addresses of tiles, 0 where there is none.
    masks: M×N int64, addresses, SHOWN or HIDDEN. keys: N×2 int64. starts: N int64, addresses of states to go
    on from at step `split`, or 0; keeps: N int64, addresses to which the state is copied at that step, or 0
    (STRIPS × state float32 each). kind, target, frame (2-D int64): see `canvas.kernels.steps`. background: 4
    float32 straight RGBA, laid under PIXELS. scratch: T×(ROOM + slots × SLOT) float32, a row for each thread.
    counter: 1 int64, 0: the number of tiles begun; a thread that is held up leaves its tiles to the others.
    """
    for thread in prange(scratch.shape[0]):
        room = scratch.ctypes.data + 4 * scratch.shape[1] * thread
        while True:
            j = taken(counter.ctypes.data)
            if j >= keys.shape[0]:
                break
            _compose_tile(
                *(room, ops, scales, sources, masks, keys, starts, keeps, split, depth, state),
                *(j, kind, target, frame, background),
            )


@njit(**SERIAL)
def compose_few(
    ops,
    scales,
    sources,
    masks,
    keys,
    starts,
    keeps,
    split,
    depth,
    state,
    kind,
    target,
    frame,
    background,
    scratch,
):
    """As `compose`, on this thread alone: where there is little to do, another thread would have to wake up
    first, and a busy computer may let it wait for milliseconds. scratch: of one thread, and nobody else's.
    """
    for j in range(keys.shape[0]):
        _compose_tile(
            *(scratch.ctypes.data, ops, scales, sources, masks, keys, starts, keeps, split, depth, state),
            *(j, kind, target, frame, background),
        )
