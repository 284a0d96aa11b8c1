"""The way of a brush from sample to sample: a smooth curve, with dabs at even distances along it."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from canvas.kernels import pen, table
from canvas.kernels.drive import between_turns, chance, drive_all, driven, jittered, lean, turns
from canvas.kernels.launch import INLINE, SERIAL
from canvas.kernels.pointers import doubles_at, floats_at, integers_at
from canvas.kernels.shape import shape_dab

# What the walk remembers between two calls, float64: places are those of the last sample.
STARTED = 0  # 0: nothing yet, 1: the first dab waits for a direction, 2: under way
AT_X, AT_Y, AT_TIME = 1, 2, 3
HEADING_X, HEADING_Y = 4, 5
PHASE = 6  # 0 … 1, of the way to the next dab
DAB_PRESSURE = 7  # at the last dab
COUNT = 8  # dabs so far, also those too small to be seen
LENGTH = 9  # px, of the stroke so far
SWIFT = 10  # px/s, smoothed
FROM = 11  # INPUTS: at the last sample
TO = FROM + pen.INPUTS  # at the next one
NOW = TO + pen.INPUTS  # at the dab in hand
VALUES = NOW + pen.INPUTS  # SETTINGS: of the dab in hand
COLOUR = VALUES + pen.SETTINGS  # 3
MEMORY = COLOUR + 3

# Columns of the points, float64; those after the pressure may be missing.
POINT_X, POINT_Y, POINT_PRESSURE, POINT_TILT_X, POINT_TILT_Y, POINT_TIME, POINT_ROTATION = range(7)
POINT = 7

LEAST_STEP = 0.25  # px between dabs
STILL = 1e-3  # px: a shorter way is none
LEAST_RADIUS = 0.02  # px: a smaller dab leaves nothing
CORNER = 0.25  # cosine of the turn from which the path has a corner there, not a bend
DAMPING = 0.5  # how much of a bend is expected to go on after a sample; 1 would follow circles but ring
STRAIGHT = 0.1  # px: of a bend, as its length times the sine of the turn, that nobody sees
BENT = 1.6  # how much longer than its chord a piece of the path may be
RISE = 0.05  # of pressure, from which a resting pen sets another dab
SPEED_SPAN = 0.04  # seconds over which speed is smoothed
FAST = 1000.0  # px/s


@njit(**SERIAL)
def _step(brush, drives, curves, memory, at):
    """px to the next dab, from a place `at` (0 … 1) on the way between two samples."""
    size, spacing = brush[pen.SIZE], brush[pen.SPACING]
    if brush[pen.PACED] != 0.0:
        _feel(brush, memory, at, memory[LENGTH])
        number, inputs = memory[COUNT], memory[NOW : NOW + pen.INPUTS]
        size = driven(brush, drives, curves, inputs, number, pen.SIZE)
        spacing = driven(brush, drives, curves, inputs, number, pen.SPACING)
    return max(max(spacing, 0.01) * size, LEAST_STEP)


@njit(**SERIAL)
def _feel(brush, memory, at, length):
    """The inputs at a place between two samples; the direction must be there already."""
    for which in (pen.PRESSURE, pen.TILT, pen.SPEED):
        one, other = memory[FROM + which], memory[TO + which]
        memory[NOW + which] = one + (other - one) * at
    for which in (pen.TILT_DIRECTION, pen.ROTATION):
        memory[NOW + which] = between_turns(memory[FROM + which], memory[TO + which], at)
    memory[NOW + pen.FADE] = min(1.0, length / brush[pen.FADE_LENGTH])


@njit(**INLINE)
def _picture(brush, memory, number):
    """Which picture of the tip a dab shows, −1 for none."""
    images = int(brush[pen.IMAGES])
    if images == 0:
        return -1
    order = int(brush[pen.ORDER])
    if order == pen.AT_RANDOM:
        return min(int(chance(brush[pen.SEED], number, pen.PICK) * images), images - 1)
    if order == pen.BY_DIRECTION:
        return int(memory[NOW + pen.DIRECTION] * images + 0.5) % images
    if order == pen.BY_PRESSURE:
        return min(int(memory[NOW + pen.PRESSURE] * images), images - 1)
    return int(number) % images


@njit(**INLINE)
def _stray(dab, brush, memory, number):
    """Move a dab aside and change its colour, as chance has it."""
    values = memory[VALUES : VALUES + pen.SETTINGS]
    if values[pen.SCATTER] > 0.0:
        far = (
            values[pen.SCATTER] * values[pen.SIZE] * (2.0 * chance(brush[pen.SEED], number, pen.ASIDE) - 1.0)
        )
        way = memory[NOW + pen.DIRECTION] * (2.0 * math.pi)
        dab[table.X] -= math.sin(way) * far
        dab[table.Y] += math.cos(way) * far
    if values[pen.HUE_JITTER] > 0.0 or values[pen.SATURATION_JITTER] > 0.0 or values[pen.VALUE_JITTER] > 0.0:
        colour = memory[COLOUR : COLOUR + 3]
        jittered(brush, values, number, colour)
        dab[table.RED], dab[table.GREEN], dab[table.BLUE] = colour[0], colour[1], colour[2]


@njit(**SERIAL)
def _emit(rows, count, brush, drives, curves, memory, x, y, at, length):
    """Add a dab to the table at the address `rows` if it is to be seen; returns how many there are then."""
    number = memory[COUNT]
    memory[COUNT] = number + 1.0
    values = memory[VALUES : VALUES + pen.SETTINGS]
    if brush[pen.HEEDS] != 0.0:
        _feel(brush, memory, at, length)
        drive_all(brush, drives, curves, memory[NOW : NOW + pen.INPUTS], number, values)
    radius, opacity = 0.5 * values[pen.SIZE], values[pen.OPACITY]
    if radius < LEAST_RADIUS or opacity <= 0.0:
        return count
    dab = floats_at(rows + 4 * table.COLUMNS * count, table.COLUMNS)
    dab[table.X], dab[table.Y], dab[table.RADIUS] = x, y, radius
    dab[table.ANGLE], dab[table.ROUNDNESS] = values[pen.ANGLE], values[pen.ROUNDNESS]
    dab[table.HARDNESS], dab[table.GRAIN] = values[pen.HARDNESS], values[pen.GRAIN]
    dab[table.CAP], dab[table.FLOW] = opacity, values[pen.FLOW]
    if brush[pen.BUILD_UP] != 0.0:
        dab[table.CAP], dab[table.FLOW] = 1.0, values[pen.FLOW] * opacity
    dab[table.SMUDGE], dab[table.SMUDGE_LENGTH] = values[pen.SMUDGE], values[pen.SMUDGE_LENGTH]
    dab[table.RED], dab[table.GREEN], dab[table.BLUE] = (
        brush[pen.PEN_RED],
        brush[pen.PEN_GREEN],
        brush[pen.PEN_BLUE],
    )
    dab[table.IMAGE], dab[table.FLIP] = _picture(brush, memory, number), 1.0
    if brush[pen.HEEDS] != 0.0:
        _stray(dab, brush, memory, number)
    shape_dab(dab)
    return count + 1


@njit(**SERIAL)
def _line(rows, count, brush, drives, curves, memory, x0, y0, t0, x1, y1, t1):
    """Dabs along one straight piece; PHASE carries how far the next dab still is.

    t0, t1: 0 … 1, where the piece's ends lie between the two samples.
    """
    dx, dy = x1 - x0, y1 - y0
    length = math.sqrt(dx * dx + dy * dy)
    if length == 0.0:
        return count
    if brush[pen.HEEDS] != 0.0:
        memory[NOW + pen.DIRECTION] = turns(dx, dy)
    at = 0.0
    steps = length / _step(brush, drives, curves, memory, 0.5 * (t0 + t1))
    while memory[PHASE] + steps * (1.0 - at) >= 1.0:
        at += (1.0 - memory[PHASE]) / steps
        memory[PHASE] = 0.0
        where, far = t0 + (t1 - t0) * at, memory[LENGTH] + length * at
        count = _emit(rows, count, brush, drives, curves, memory, x0 + dx * at, y0 + dy * at, where, far)
        one, other = memory[FROM + pen.PRESSURE], memory[TO + pen.PRESSURE]
        memory[DAB_PRESSURE] = one + (other - one) * where
    memory[PHASE] += steps * (1.0 - at)
    memory[LENGTH] += length
    return count


@njit(**SERIAL)
def _curve(rows, count, brush, drives, curves, memory, x, y, length):
    """Dabs from the last sample to this one, on a cubic that sets out in the direction it arrived in before.

    The direction at the new sample is guessed from the bend so far, so that the newest stretch of a stroke
    can be drawn at once and yet joins the next one without a kink.
    """
    x0, y0 = memory[AT_X], memory[AT_Y]
    ux, uy = (x - x0) / length, (y - y0) / length
    sx, sy = memory[HEADING_X], memory[HEADING_Y]
    if sx * ux + sy * uy < CORNER:  # also at the second sample, when there is no heading yet
        sx, sy = ux, uy
    ex, ey = (1.0 + DAMPING) * ux - DAMPING * sx, (1.0 + DAMPING) * uy - DAMPING * sy
    norm = math.sqrt(ex * ex + ey * ey)
    ex, ey = ex / norm, ey / norm
    memory[HEADING_X], memory[HEADING_Y] = ex, ey
    pieces = 1
    if brush[pen.PACED] != 0.0 or length * abs(sx * uy - sy * ux) > STRAIGHT:
        pieces = min(256, 1 + int(length / max(1.5, 0.1 * brush[pen.SIZE])))
    px, py, pt = x0, y0, 0.0
    for i in range(1, pieces + 1):
        t = i / pieces
        h01 = t * t * (3.0 - 2.0 * t)
        h10, h11 = t * (1.0 - t) * (1.0 - t) * length, t * t * (t - 1.0) * length
        qx = x0 + (x - x0) * h01 + sx * h10 + ex * h11
        qy = y0 + (y - y0) * h01 + sy * h10 + ey * h11
        count = _line(rows, count, brush, drives, curves, memory, px, py, pt, qx, qy, t)
        px, py, pt = qx, qy, t
    return count


@njit(**SERIAL)
def _note(memory, point, length):
    """The inputs at a new sample, `length` px after the last one."""
    memory[TO + pen.PRESSURE] = min(1.0, max(0.0, point[POINT_PRESSURE]))
    if point.shape[0] < POINT:
        return
    tilt, direction = lean(point[POINT_TILT_X], point[POINT_TILT_Y])
    memory[TO + pen.TILT], memory[TO + pen.TILT_DIRECTION] = tilt, direction
    rotation = point[POINT_ROTATION] / 360.0
    memory[TO + pen.ROTATION] = rotation - math.floor(rotation)
    if memory[STARTED] != 0.0:
        passed = point[POINT_TIME] - memory[AT_TIME]
        if passed > 0.0:
            memory[SWIFT] += (length / passed - memory[SWIFT]) * (1.0 - math.exp(-passed / SPEED_SPAN))
    memory[AT_TIME] = point[POINT_TIME]
    memory[TO + pen.SPEED] = 1.0 - math.exp(-memory[SWIFT] / FAST)


@njit(**SERIAL)
def _begin(rows, count, brush, drives, curves, memory):
    """The first dab, where the pen came down."""
    count = _emit(rows, count, brush, drives, curves, memory, memory[AT_X], memory[AT_Y], 0.0, 0.0)
    memory[STARTED], memory[DAB_PRESSURE] = 2.0, memory[FROM + pen.PRESSURE]
    return count


@njit(**INLINE)
def _way_to(memory, point):
    """px from the last sample to the next one; 0 at the first."""
    if memory[STARTED] == 0.0:
        return 0.0
    dx, dy = point[POINT_X] - memory[AT_X], point[POINT_Y] - memory[AT_Y]
    return math.sqrt(dx * dx + dy * dy)


@njit(**SERIAL)
def _visit(rows, count, brush, drives, curves, memory, point):
    """Go on to one more sample."""
    x, y, length = point[POINT_X], point[POINT_Y], _way_to(memory, point)
    _note(memory, point, length)
    if memory[STARTED] == 0.0:
        for which in range(pen.INPUTS):
            memory[FROM + which] = memory[TO + which]
        for setting in range(pen.SETTINGS):
            memory[VALUES + setting] = brush[setting]
        memory[AT_X], memory[AT_Y], memory[STARTED] = x, y, 1.0
        if brush[pen.WAITS] == 0.0:
            count = _begin(rows, count, brush, drives, curves, memory)
    elif length > STILL:
        if memory[STARTED] == 1.0:
            memory[NOW + pen.DIRECTION] = turns(x - memory[AT_X], y - memory[AT_Y])
            count = _begin(rows, count, brush, drives, curves, memory)
        count = _curve(rows, count, brush, drives, curves, memory, x, y, length)
        memory[AT_X], memory[AT_Y] = x, y
    elif brush[pen.FELT] != 0.0 and memory[STARTED] == 2.0:
        pressure = memory[TO + pen.PRESSURE]
        if pressure > memory[DAB_PRESSURE] + RISE:
            at_x, at_y, far = memory[AT_X], memory[AT_Y], memory[LENGTH]
            count = _emit(rows, count, brush, drives, curves, memory, at_x, at_y, 1.0, far)
            memory[DAB_PRESSURE] = pressure
    for which in range(pen.INPUTS):
        memory[FROM + which] = memory[TO + which]
    return count


@njit(**INLINE)
def _most(brush, memory, point):
    """How many dabs there may be up to the next sample."""
    least = LEAST_STEP
    if brush[pen.PACED] == 0.0:
        least = max(max(brush[pen.SPACING], 0.01) * brush[pen.SIZE], LEAST_STEP)
    return int(BENT * _way_to(memory, point) / least) + 3


@njit(**SERIAL)
def _roomy(dabs, count, more):
    """The table with room for so many more dabs."""
    larger = np.empty((max(2 * dabs.shape[0], count + more), table.COLUMNS), np.float32)
    for i in range(count):
        for column in range(table.COLUMNS):
            larger[i, column] = dabs[i, column]
    return larger


@njit(**INLINE)
def _points_walked(dabs, count, points, first, last, brush, drives, curves, memory):
    """The dabs, and how many, with those up to the points first … last. All but `dabs` are addresses or made
    of them: an array is counted whenever it is handed on, which takes longer than a dab."""
    columns = points.shape[1]
    for i in range(first, last):
        point = doubles_at(points.ctypes.data + 8 * columns * i, columns)
        more = _most(brush, memory, point)
        if count + more > dabs.shape[0]:
            dabs = _roomy(dabs, count, more)
        count = _visit(dabs.ctypes.data, count, brush, drives, curves, memory, point)
    return dabs, count


@njit(**INLINE)
def _drives_at(drives, curves):
    """The same arrays, not counted."""
    count = drives.shape[0]
    return (
        integers_at(drives.ctypes.data, 2 * count).reshape(count, 2),
        floats_at(curves.ctypes.data, pen.STEPS * count).reshape(count, pen.STEPS),
    )


@njit(**SERIAL)
def walk(points, brush, drives, curves, memory, ends):
    """The dabs (D×COLUMNS float32, see `table`) for more samples of one stroke.

    points: P×3 or P×7 float64, finite: x, y, pressure 0 … 1, tilt x, tilt y (degrees), time (s), rotation
    (degrees). brush: NUMBERS float64. drives: K×2 int64, a setting and the input that drives it. curves:
    K×256 float32. memory: MEMORY float64, at first 0. ends: whether the stroke ends here.
    """
    dabs, count = np.empty((points.shape[0] + 64, table.COLUMNS), np.float32), np.int64(0)
    numbers, kept = doubles_at(brush.ctypes.data, pen.NUMBERS), doubles_at(memory.ctypes.data, MEMORY)
    driven_by, bent = _drives_at(drives, curves)
    dabs, count = _points_walked(dabs, count, points, 0, points.shape[0], numbers, driven_by, bent, kept)
    if ends and kept[STARTED] == 1.0:
        count = _begin(dabs.ctypes.data, count, numbers, driven_by, bent, kept)
    return dabs[:count]


@njit(**SERIAL)
def walk_all(points, offsets, brushes, drives, curves):
    """The dabs of many strokes, and where each stroke's begin.

    points: P×3 float64. offsets: S+1 int64. brushes: S×NUMBERS float64. Returns D×COLUMNS float32 and S+1
    int64. The rest: see `walk`.
    """
    dabs, count = np.empty((256, table.COLUMNS), np.float32), np.int64(0)
    spans = np.zeros(offsets.shape[0], np.int64)
    memory = np.zeros(MEMORY, np.float64)
    kept = doubles_at(memory.ctypes.data, MEMORY)
    driven_by, bent = _drives_at(drives, curves)
    for s in range(offsets.shape[0] - 1):
        for place in range(MEMORY):
            memory[place] = 0.0
        numbers = doubles_at(brushes.ctypes.data + 8 * pen.NUMBERS * s, pen.NUMBERS)
        first, last = offsets[s], offsets[s + 1]
        dabs, count = _points_walked(dabs, count, points, first, last, numbers, driven_by, bent, kept)
        if kept[STARTED] == 1.0:
            if count == dabs.shape[0]:
                dabs = _roomy(dabs, count, 1)
            count = _begin(dabs.ctypes.data, count, numbers, driven_by, bent, kept)
        spans[s + 1] = count
    return dabs[:count], spans
