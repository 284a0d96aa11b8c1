"""The steps of the programs by which a document's tree is composited: what their numbers mean.

A program is P×WORDS int64 (what to do, then as told below) and P float32, one scale for each step.
"""

from __future__ import annotations

from canvas.geometry import TILE

BLEND = 0  # a tile into the accumulators on top: SOURCE, MODE, MASK; scale: opacity / 32768
PUSH = (
    1  # clear accumulators come to lie on top: FIRST … LAST − 1 are the sources that go into them; without a
)
# tile in any of these, or where MASK hides all, the program goes on at step JUMP
POP = (
    2  # the accumulators on top, rounded to fix15, are blended into those below: MODE, MASK; scale: see BLEND
)
SAVE = 3  # a copy of the accumulators on top comes to lie on top: FIRST, LAST, JUMP, MASK as for PUSH
LERP = 4  # from the accumulators below, fade to those on top, which are taken off: MASK; scale as for BLEND
ATOP = 5  # alpha is put aside and the colour made opaque: what comes next shows only where there is paint
REST = 6  # the alpha put aside is given back

CODE, SOURCE, MODE, MASK, LAST, JUMP, COVERS, WORDS = 0, 1, 2, 3, 4, 5, 6, 7  # columns
FIRST = SOURCE
# COVERS: 1 for a BLEND after which an opaque tile leaves nothing of all that came before.

NO_MASK = -1  # in a program
SHOWN, HIDDEN = 0, 1  # in place of the address of a mask's tile: all is shown, nothing is

AREA = TILE * TILE  # pixels of a tile
STRIP = 1024  # pixels composited at a time: their accumulators stay in the fastest cache
STRIPS = AREA // STRIP
PLANE = STRIP + 16  # float32 from one channel's accumulators to the next's; a power of two would make the
# processor take a load from one channel for one of what it has just stored in another
SLOT = 5 * PLANE  # float32 of the accumulators of a strip: red, green, blue, alpha, and an alpha put aside
ROOM = 4 * AREA  # float32 that a thread needs beside the accumulators: two tiles of uint16

# What is written out, and what its `target` and `frame` mean.
PICTURE = (
    0  # premultiplied 0xAARRGGBB words; target: address of level 0; frame: per level its first word, width
)
# and height
PLANES = 1  # 4×H×W uint16 fix15; target: its address; frame: x, y, width, height
PIXELS = 2  # H×W straight RGBA bytes; target and frame as for PLANES
TILES = 3  # 4×64×64 uint16 fix15 each; frame: one address for every key

TILE_LEVELS = 7  # mip levels in which no pixel covers more than one tile: 64, 32 … 1 pixels for it
