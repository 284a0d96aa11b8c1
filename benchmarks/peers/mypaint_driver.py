#!/usr/bin/python3
"""Runs inside the system's Python with Debian's MyPaint: times its engine and prints one line of JSON."""

import json
import statistics
import sys
import time

sys.path.insert(0, "/usr/lib/mypaint")
import gi

gi.require_version("GdkPixbuf", "2.0")
gi.require_version("Gtk", "3.0")
from lib import mypaintlib, tiledsurface  # noqa: E402

SIDE = 4096
COUNTS = {16: 4000, 64: 3000, 256: 800, 512: 250}


def zigzag(diameter, count):
    """Dab centres a tenth of a diameter apart, back and forth across the canvas."""
    step, margin = diameter / 10, diameter / 2 + 2
    x, y, direction, centres = margin, margin, 1, []
    for _ in range(count):
        centres.append((x, y))
        x += direction * step
        y += 0.137 * step
        if not margin <= x <= SIDE - margin:
            direction, x = -direction, min(max(x, margin), SIDE - margin)
        if y > SIDE - margin:
            y = margin
    return centres


def dabs():
    """Dabs per second by diameter: hardness 0.5, opacity 0.8, 32 dabs to an atomic update."""
    rates = {}
    for diameter, count in COUNTS.items():
        surface, centres, times = tiledsurface.Surface(), zigzag(diameter, count), []
        for _ in range(4):
            started = time.perf_counter()
            for first in range(0, count, 32):
                surface.begin_atomic()
                for x, y in centres[first : first + 32]:
                    surface.draw_dab(
                        x, y, diameter / 2, 0.6, 0.3, 0.1, 0.8, 0.5, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0
                    )
                surface.end_atomic()
            times.append(time.perf_counter() - started)
        rates[diameter] = count / statistics.median(times[1:])
    return rates


def composite(path):
    """Seconds to composite a 300×300 rectangle and the whole picture."""
    import lib.document
    import numpy

    document = lib.document.Document(painting_only=True)
    document.load_ora(path)
    stack, size = document.layer_stack, mypaintlib.TILE_SIZE
    tile = numpy.empty((size, size, 4), "uint8")

    def render(x0, y0, x1, y1):
        spec = stack._get_render_spec()
        ops = stack.get_render_ops(spec)
        for row in range(y0 // size, (y1 + size - 1) // size):
            for column in range(x0 // size, (x1 + size - 1) // size):
                stack.render_single_tile(tile, True, column, row, 0, ops=ops)

    times = []
    for _ in range(9):
        started = time.perf_counter()
        render(1000, 1000, 1300, 1300)
        times.append(time.perf_counter() - started)
    started = time.perf_counter()
    render(0, 0, SIDE, SIDE)
    return {"dirty_300": statistics.median(times), "whole": time.perf_counter() - started}


print(json.dumps(dabs() if sys.argv[1] == "dabs" else composite(sys.argv[2])))
