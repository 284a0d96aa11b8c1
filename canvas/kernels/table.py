"""The table of dabs: what its columns are. Numbers only, so that anything may read them.

A dab is one row of COLUMNS float32. What the path writes, and what may be moved, turned or coloured later:

    X, Y            px, the centre; the first pixel's centre is 0.5
    RADIUS          px, half the long side of a round dab, half the longest side of a picture
    ANGLE           radians, of the long side (of a picture: its x axis), clockwise from the x axis
    ROUNDNESS       0.05 … 1, short side over long side; a picture is squeezed by it along its y axis
    HARDNESS        0 … 1; pictures have none
    CAP             0 … 1, the coverage that this dab reaches at most (the opacity; 1 with build-up)
    FLOW            0 … 1, the share of what is missing to the cap that it lays down (build-up: × opacity)
    GRAIN           0 … 1, how deep the texture is
    SMUDGE          0 … 1, the share of the colour below against the brush's own
    SMUDGE_LENGTH   0 … 1, how long picked-up colour is kept
    RED, GREEN, BLUE  0 … 1, straight sRGB: the stroke's colour with its jitter
    IMAGE           which picture of the tip; −1: round
    FLIP            1, or −1 if the picture is mirrored along its own y axis

What `shape.shape_dab` makes of these (also `dab.shape_dabs`; to be called after any change of the above):

    REACH           px, nothing of the dab lies farther from its centre
    SHARP           1: drawn as a disc with an antialiased edge, 0: soft
    A, B, C         the squared distance from the centre is A·dx² + B·dx·dy + C·dy²: for a soft dab in units
                    of its outer radius, for a sharp one in pixels across its narrow side
    EDGE            the squared distance at which the dab ends
    FALLOFF, RIM, PEAK  soft: strength is smoothstep((1 − squared distance) · FALLOFF); sharp: it is
                    PEAK · min(1, max(0, RIM − distance · FALLOFF))
"""

from __future__ import annotations

X, Y, RADIUS, ANGLE, ROUNDNESS, HARDNESS, CAP, FLOW = range(8)
GRAIN, SMUDGE, SMUDGE_LENGTH, RED, GREEN, BLUE, IMAGE, FLIP = range(8, 16)
REACH, SHARP, A, B, C, EDGE, FALLOFF, RIM, PEAK = range(16, 25)
COLUMNS = 25

# What a dab does to the layer.
PAINT, ERASE, RECOLOUR = 0, 1, 2  # RECOLOUR keeps alpha

# What became of a tile.
PAINTED, NOT_EMPTY = 1, 2

# A tile to be painted: JOB columns of int64.
PLANE = 0  # address of the stroke's coverage there, 64×64 uint16, 0 … 65535
TINTS = 1  # address of its colours, 3×64×64 uint16 fix15, where every dab has its own; else 0
ORIGINAL = 2  # address of the paint before the stroke, 4×64×64 uint16 fix15; 0: none
RESULT = 3  # address of the paint that is to be made
MASK = 4  # address of the selection, 64×64 uint16 fix15; −1: none
LEFT, TOP = 5, 6  # px, the tile's first pixel
STATE = 7  # set by the kernel: PAINTED, NOT_EMPTY
JOB = 8

# What a stroke paints with: KIT int64.
CLIP = 0  # 4: x, y, right, bottom of what may be painted
INK = 4  # 4: the colour, fix15; the last is ONE
DEED = 8  # PAINT, ERASE or RECOLOUR
TINTED = 9  # 1: every dab has a colour of its own
TEXTURE = 10  # address of the grain: PERIOD × (PERIOD + 64) uint16, 0 … 65535: what paint has to stand above
PERIOD = 11  # px after which it repeats
HEIGHT = 12  # 1: paint stays on what stands out, 0: the texture makes it paler
TEXELS = 13  # address of the tip's pictures, uint8, each in a frame of one zero
LEVELS = 14  # address of their table: images × levels × (offset, width, height), int64
LEVEL_COUNT = 15
NOTHING = 16  # address of an empty tile
KIT = 17
