"""The shape of a round dab: how strong it is at each pixel, derived once per dab."""

from __future__ import annotations

import math

from numba import njit

from canvas.kernels.launch import INLINE
from canvas.kernels.table import (
    ANGLE,
    EDGE,
    FALLOFF,
    HARDNESS,
    IMAGE,
    PEAK,
    RADIUS,
    REACH,
    RIM,
    ROUNDNESS,
    SHARP,
    A,
    B,
    C,
)

SHARP_EDGE = 2.0  # pixels: a falloff narrower than this is drawn as an antialiased edge


@njit(**INLINE)
def shape_dab(dab):
    """Fill the derived columns of one row of a dab table."""
    radius, hardness, roundness, angle = dab[RADIUS], dab[HARDNESS], dab[ROUNDNESS], dab[ANGLE]
    if dab[IMAGE] >= 0.0:
        dab[REACH] = radius * math.sqrt(2.0) + 1.0  # however the picture is turned; its edge is filtered
        return
    narrow = radius * roundness
    soft = (1.0 - hardness) * narrow  # width of the falloff
    unit = 1.0
    outer = narrow
    if soft < SHARP_EDGE:
        # Never thinner than a pixel, paler instead: a thin line then keeps its weight wherever it runs.
        solid = max(narrow, 0.5)
        width = max(soft, 1.0)
        outer = solid - 0.5 * soft + 0.5 * width
        dab[SHARP], dab[FALLOFF], dab[RIM] = 1.0, 1.0 / width, outer / width
        dab[PEAK], dab[EDGE] = min(1.0, 2.0 * narrow), outer * outer
    else:
        unit = 1.0 / (outer * outer)
        dab[SHARP], dab[FALLOFF], dab[RIM] = 0.0, 1.0 / (1.0 - hardness * hardness), 0.0
        dab[PEAK], dab[EDGE] = 1.0, 1.0
    dab[REACH] = outer / roundness
    if roundness == 1.0:
        dab[A], dab[B], dab[C] = unit, 0.0, unit
        return
    cosine, sine, ratio = math.cos(angle), math.sin(angle), roundness * roundness
    dab[A] = (ratio * cosine * cosine + sine * sine) * unit
    dab[B] = 2.0 * cosine * sine * (ratio - 1.0) * unit
    dab[C] = (ratio * sine * sine + cosine * cosine) * unit
