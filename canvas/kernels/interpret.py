"""The composite of one strip of a tile: a small program run over a stack of float32 accumulators.

A document's tree is made into such a program by `canvas.program`. A strip is a quarter of a tile: its
accumulators stay in the fastest cache while every layer is blended into them.
"""

from __future__ import annotations

from numba import float32, int32, int64, njit, uint16, uint32

from canvas.kernels.blend import blend_strip
from canvas.kernels.launch import INLINE, SERIAL
from canvas.kernels.pointers import floats_at, words16_at
from canvas.kernels.steps import (
    AREA,
    ATOP,
    BLEND,
    CODE,
    COVERS,
    FIRST,
    HIDDEN,
    JUMP,
    LAST,
    LERP,
    MASK,
    MODE,
    NO_MASK,
    PLANE,
    POP,
    PUSH,
    SAVE,
    SHOWN,
    SLOT,
    SOURCE,
    STRIP,
)  # fmt: skip

FIX15 = float32(32768)
ZERO, HALF, ONE = float32(0), float32(0.5), float32(1)
TINY = float32(1e-9)
CHUNK = 64  # pixels looked at together


@njit(**INLINE)
def _copy(source, target, count):
    values, words = floats_at(source, count), floats_at(target, count)
    for k in range(count):
        words[k] = values[k]


@njit(**INLINE)
def _clear(acc):
    values = floats_at(acc, 4 * PLANE)
    for k in range(4 * PLANE):
        values[k] = ZERO


@njit(**SERIAL)
def _is_empty(source):
    """Whether nothing in a strip of a tile has alpha."""
    alphas = words16_at(source + 6 * AREA, STRIP)
    for start in range(0, STRIP, CHUNK):
        seen = uint16(0)
        for k in range(start, start + CHUNK):
            seen |= alphas[k]
        if seen != 0:
            return False
    return True


@njit(**SERIAL)
def _is_opaque(source):
    alphas = words16_at(source + 6 * AREA, STRIP)
    for start in range(0, STRIP, CHUNK):
        seen = uint16(32768)
        for k in range(start, start + CHUNK):
            seen &= alphas[k]
        if seen == 0:
            return False
    return True


@njit(**SERIAL)
def _times(source, mask, target):
    """A strip of a tile, multiplied by a mask, as a strip of another tile."""
    shares = words16_at(mask, STRIP)
    for channel in range(4):
        values = words16_at(source + 2 * AREA * channel, STRIP)
        words = words16_at(target + 2 * AREA * channel, STRIP)
        for k in range(STRIP):
            words[k] = uint16((uint32(values[k]) * uint32(shares[k]) + uint32(16384)) >> uint32(15))


@njit(**SERIAL)
def to_tile(acc, target):
    """Accumulators of a strip rounded to fix15, as a strip of a tile."""
    alphas = floats_at(acc + 12 * PLANE, STRIP)
    for channel in range(4):
        values = floats_at(acc + 4 * PLANE * channel, STRIP)
        words = words16_at(target + 2 * AREA * channel, STRIP)
        for k in range(STRIP):
            value = min(max(min(values[k], alphas[k]), ZERO), ONE)
            words[k] = uint16(int32(value * FIX15 + HALF))


@njit(**SERIAL)
def _fade(acc, other, scale, mask):
    """Move accumulators towards others by a share of scale × mask (a strip's address; 0: none)."""
    for channel in range(4):
        values, goals = (
            floats_at(acc + 4 * PLANE * channel, STRIP),
            floats_at(other + 4 * PLANE * channel, STRIP),
        )
        if mask == 0:
            share = scale * FIX15
            for k in range(STRIP):
                values[k] += (goals[k] - values[k]) * share
        else:
            shares = words16_at(mask, STRIP)
            for k in range(STRIP):
                values[k] += (goals[k] - values[k]) * (float32(shares[k]) * scale)


@njit(**SERIAL)
def _put_alpha_aside(acc):
    alphas, aside = floats_at(acc + 12 * PLANE, STRIP), floats_at(acc + 16 * PLANE, STRIP)
    for channel in range(3):
        values = floats_at(acc + 4 * PLANE * channel, STRIP)
        for k in range(STRIP):
            values[k] = min(ONE, values[k] / max(alphas[k], TINY))
    for k in range(STRIP):
        aside[k] = alphas[k]
        alphas[k] = ONE


@njit(**SERIAL)
def _give_alpha_back(acc):
    aside = floats_at(acc + 16 * PLANE, STRIP)
    for channel in range(4):
        values = floats_at(acc + 4 * PLANE * channel, STRIP)
        for k in range(STRIP):
            values[k] *= aside[k]


@njit(**INLINE)
def _mask_of(ops, step, masks, j):
    """The address of the tile of a step's mask, SHOWN or HIDDEN."""
    return int64(SHOWN) if ops[step, MASK] == NO_MASK else masks[ops[step, MASK], j]


@njit(**INLINE)
def _blend(mode, acc, source, after, mask, scale, shift, x, y, spare):
    """Blend a strip of a tile. mask: address of a tile, SHOWN or HIDDEN. spare: of a tile to write to."""
    if mask != HIDDEN and not _is_empty(source):
        if mask != SHOWN:
            _times(source, mask + shift, spare)
            source = spare
        blend_strip(mode, acc, source, after, scale, x, y)


@njit(**INLINE)
def _nothing_in(ops, step, sources, j):
    """Whether no source of a PUSH or SAVE has a tile."""
    for source in range(ops[step, FIRST], ops[step, LAST]):
        if sources[source, j] != 0:
            return False
    return True


@njit(**SERIAL)
def _first_step(ops, sources, j, shift, first, last):
    """The last step of first … last − 1 that leaves nothing of what came before it; −1: none does."""
    for step in range(last - 1, first - 1, -1):
        if ops[step, COVERS] != 0:
            source = sources[ops[step, SOURCE], j]
            if source != 0 and _is_opaque(source + shift):
                return step
    return -1


@njit(**SERIAL)
def run(room, ops, scales, sources, masks, j, x, y, strip, start, keep, split, depth, state):
    """Run a program for one strip of tile j; returns the address of its accumulators.

    room: address of ROOM float32 and a SLOT for every accumulator of the program. sources: S×N int64,
    addresses of tiles, 0 where there is none. masks: M×N int64, addresses, SHOWN or HIDDEN. x, y: document
    position of the strip's first pixel. start: address of a state to go on from at step `split`, or 0. keep:
    address to which the state at `split` is copied, or 0. depth: accumulators below those on top at `split`.
    state: float32 of a state.
    """
    shift = 2 * STRIP * strip
    one, two = room, room + 8 * AREA
    bottom = room + 16 * AREA
    acc, step = bottom, int64(0)
    count = ops.shape[0]
    opaque = _first_step(ops, sources, j, shift, split if start != 0 else 0, split if keep != 0 else count)
    if start != 0 and opaque < 0:
        _copy(start, bottom, state)
        acc, step = bottom + 4 * SLOT * depth, split
    else:
        _clear(bottom)
        step = max(int64(0), opaque)
    while True:
        if step == split and keep != 0:
            _copy(bottom, keep, state)
        if step >= count:
            break
        code = ops[step, CODE]
        mask = _mask_of(ops, step, masks, j)
        if code == BLEND:
            source = sources[ops[step, SOURCE], j]
            if source != 0:
                after = source
                if (
                    step + 1 < count
                    and ops[step + 1, CODE] == BLEND
                    and sources[ops[step + 1, SOURCE], j] != 0
                ):
                    after = sources[ops[step + 1, SOURCE], j]
                _blend(
                    ops[step, MODE], acc, source + shift, after + shift, mask, scales[step], shift, x, y, one
                )
        elif code == PUSH or code == SAVE:
            inside = keep != 0 and step < split < ops[step, JUMP]
            if not inside and (mask == HIDDEN or _nothing_in(ops, step, sources, j)):
                step = ops[step, JUMP]
                continue
            if code == PUSH:
                _clear(acc + 4 * SLOT)
            else:
                _copy(acc, acc + 4 * SLOT, 4 * PLANE)
            acc += 4 * SLOT
        elif code == POP:
            to_tile(acc, two)
            acc -= 4 * SLOT
            _blend(ops[step, MODE], acc, two, two, mask, scales[step], shift, x, y, one)
        elif code == LERP:
            acc -= 4 * SLOT
            if mask != HIDDEN:
                _fade(acc, acc + 4 * SLOT, scales[step], int64(0) if mask == SHOWN else mask + shift)
        elif code == ATOP:
            _put_alpha_aside(acc)
        else:
            _give_alpha_back(acc)
        step += 1
    return acc
