"""The way of a brush from sample to sample: a smooth curve, with dabs at even distances along it."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from canvas.kernels.dab import COLUMNS, shape_dab
from canvas.kernels.launch import INLINE, SERIAL

# What the walk remembers between two calls, float64.
STARTED, AT_X, AT_Y, AT_PRESSURE, HEADING_X, HEADING_Y, PHASE, DAB_PRESSURE = range(8)
MEMORY = 8

# A brush in numbers, float64; diameter in px, angle in radians, the rest 0 … 1 (spacing in diameters).
(
    DIAMETER,
    HARDNESS,
    OPACITY,
    FLOW,
    SPACING,
    PRESSURE_SIZE,
    PRESSURE_OPACITY,
    ROUNDNESS,
    ANGLE,
    BUILD_UP,
) = range(10)
NUMBERS = 10

LEAST_STEP = 0.25  # px between dabs
STILL = 1e-3  # px: a shorter way is none
LEAST_RADIUS = 0.02  # px: a smaller dab leaves nothing
CORNER = 0.25  # cosine of the turn from which the path has a corner there, not a bend
DAMPING = 0.5  # how much of a bend is expected to go on after a sample; 1 would follow circles but ring
RISE = 0.05  # of pressure, from which a resting pen sets another dab


@njit(**INLINE)
def _diameter(brush, pressure):
    return brush[DIAMETER] * (1.0 - brush[PRESSURE_SIZE] * (1.0 - pressure))


@njit(**INLINE)
def _step(brush, pressure):
    return max(brush[SPACING] * _diameter(brush, pressure), LEAST_STEP)


@njit(**SERIAL)
def _emit(dabs, count, brush, x, y, pressure):
    """Add a dab; the table is doubled when it is full."""
    radius = 0.5 * _diameter(brush, pressure)
    opacity = brush[OPACITY] * (1.0 - brush[PRESSURE_OPACITY] * (1.0 - pressure))
    if radius < LEAST_RADIUS or opacity <= 0.0:
        return dabs, count
    if count == dabs.shape[0]:
        larger = np.empty((2 * count, COLUMNS), np.float32)
        for i in range(count):
            for column in range(COLUMNS):
                larger[i, column] = dabs[i, column]
        dabs = larger
    cap, flow = opacity, brush[FLOW]
    if brush[BUILD_UP] != 0.0:
        cap, flow = 1.0, flow * opacity
    shape_dab(dabs[count], x, y, radius, brush[HARDNESS], brush[ROUNDNESS], brush[ANGLE], cap, flow)
    return dabs, count + 1


@njit(**SERIAL)
def _line(dabs, count, brush, memory, x0, y0, p0, x1, y1, p1):
    """Dabs along one straight piece; `memory` carries how far the next dab still is."""
    steps = math.hypot(x1 - x0, y1 - y0) / _step(brush, 0.5 * (p0 + p1))
    at = 0.0
    while memory[PHASE] + steps * (1.0 - at) >= 1.0:
        at += (1.0 - memory[PHASE]) / steps
        memory[PHASE] = 0.0
        pressure = p0 + (p1 - p0) * at
        dabs, count = _emit(dabs, count, brush, x0 + (x1 - x0) * at, y0 + (y1 - y0) * at, pressure)
        memory[DAB_PRESSURE] = pressure
    memory[PHASE] += steps * (1.0 - at)
    return dabs, count


@njit(**SERIAL)
def _curve(dabs, count, brush, memory, x, y, pressure, length):
    """Dabs from the last sample to this one, on a cubic that sets out in the direction it arrived in before.

    The direction at the new sample is guessed from the bend so far, so that the newest stretch of a stroke
    can be drawn at once and yet joins the next one without a kink.
    """
    x0, y0, p0 = memory[AT_X], memory[AT_Y], memory[AT_PRESSURE]
    ux, uy = (x - x0) / length, (y - y0) / length
    sx, sy = memory[HEADING_X], memory[HEADING_Y]
    if sx * ux + sy * uy < CORNER:  # also at the second sample, when there is no heading yet
        sx, sy = ux, uy
    ex, ey = (1.0 + DAMPING) * ux - DAMPING * sx, (1.0 + DAMPING) * uy - DAMPING * sy
    norm = math.hypot(ex, ey)
    ex, ey = ex / norm, ey / norm
    pieces = min(256, 1 + int(length / max(1.5, 0.1 * _diameter(brush, pressure))))
    px, py, pp = x0, y0, p0
    for i in range(1, pieces + 1):
        t = i / pieces
        h01 = t * t * (3.0 - 2.0 * t)
        h10, h11 = t * (1.0 - t) * (1.0 - t) * length, t * t * (t - 1.0) * length
        qx = x0 + (x - x0) * h01 + sx * h10 + ex * h11
        qy = y0 + (y - y0) * h01 + sy * h10 + ey * h11
        qp = p0 + (pressure - p0) * t
        dabs, count = _line(dabs, count, brush, memory, px, py, pp, qx, qy, qp)
        px, py, pp = qx, qy, qp
    memory[HEADING_X], memory[HEADING_Y] = ex, ey
    return dabs, count


@njit(**SERIAL)
def _visit(dabs, count, brush, memory, x, y, pressure):
    """Go on to one more sample."""
    if memory[STARTED] == 0.0:
        dabs, count = _emit(dabs, count, brush, x, y, pressure)
        memory[STARTED], memory[DAB_PRESSURE] = 1.0, pressure
    else:
        length = math.hypot(x - memory[AT_X], y - memory[AT_Y])
        if length > STILL:
            dabs, count = _curve(dabs, count, brush, memory, x, y, pressure, length)
        else:
            x, y = memory[AT_X], memory[AT_Y]
            felt = brush[PRESSURE_SIZE] + brush[PRESSURE_OPACITY] > 0.0
            if felt and pressure > memory[DAB_PRESSURE] + RISE:
                dabs, count = _emit(dabs, count, brush, x, y, pressure)
                memory[DAB_PRESSURE] = pressure
    memory[AT_X], memory[AT_Y], memory[AT_PRESSURE] = x, y, pressure
    return dabs, count


@njit(**SERIAL)
def walk(points, brush, memory):
    """The dabs (D×12 float32, see `dab`) for more samples of one stroke.

    points: P×3 float64, x, y and pressure 0 … 1. brush: NUMBERS float64. memory: MEMORY float64, at first 0.
    """
    dabs, count = np.empty((64, COLUMNS), np.float32), np.int64(0)
    for i in range(points.shape[0]):
        pressure = min(1.0, max(0.0, points[i, 2]))
        dabs, count = _visit(dabs, count, brush, memory, points[i, 0], points[i, 1], pressure)
    return dabs[:count]


@njit(**SERIAL)
def walk_all(points, offsets, brushes):
    """The dabs of many strokes, and where each stroke's begin.

    points: P×3 float64. offsets: S+1 int64. brushes: S×NUMBERS float64. Returns D×12 float32 and S+1 int64.
    """
    dabs, count = np.empty((256, COLUMNS), np.float32), np.int64(0)
    spans = np.zeros(offsets.shape[0], np.int64)
    memory = np.zeros(MEMORY, np.float64)
    for s in range(offsets.shape[0] - 1):
        for k in range(MEMORY):
            memory[k] = 0.0
        for i in range(offsets[s], offsets[s + 1]):
            pressure = min(1.0, max(0.0, points[i, 2]))
            dabs, count = _visit(dabs, count, brushes[s], memory, points[i, 0], points[i, 1], pressure)
        spans[s + 1] = count
    return dabs[:count], spans
