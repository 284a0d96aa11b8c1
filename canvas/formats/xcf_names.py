"""How GIMP files number properties, blend modes, colour labels and the kinds of their numbers.

Source: GIMP's `devel-docs/xcf.txt`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from canvas.blend import BlendMode

MAGIC = b"gimp xcf "
NEWEST = 25  # the newest version that is known to be laid out as told here
PASS_THROUGH = 61


class Prop(IntEnum):
    """The properties that are read here."""

    END = 0
    COLORMAP = 1
    ACTIVE_LAYER = 2
    SELECTION = 4
    FLOATING_SELECTION = 5
    OPACITY = 6
    MODE = 7
    VISIBLE = 8
    LOCK_ALPHA = 10
    APPLY_MASK = 11
    EDIT_MASK = 12
    OFFSETS = 15
    COMPRESSION = 17
    GUIDES = 18
    RESOLUTION = 19
    PARASITES = 21
    PATHS = 23
    VECTORS = 25
    TEXT_LAYER_FLAGS = 26
    LOCK_CONTENT = 28
    GROUP_ITEM = 29
    ITEM_PATH = 30
    GROUP_ITEM_FLAGS = 31
    LOCK_POSITION = 32
    FLOAT_OPACITY = 33
    COLOR_TAG = 34
    COMPOSITE_MODE = 35
    COMPOSITE_SPACE = 36
    BLEND_SPACE = 37


# Modes that mix the numbers of colours as ours do, whatever else is said of them.
MODES: dict[int, BlendMode] = {
    0: BlendMode.NORMAL,
    1: BlendMode.DISSOLVE,
    2: BlendMode.BEHIND,
    3: BlendMode.MULTIPLY,
    4: BlendMode.SCREEN,
    6: BlendMode.DIFFERENCE,
    7: BlendMode.ADD,
    8: BlendMode.SUBTRACT,
    9: BlendMode.DARKEN,
    10: BlendMode.LIGHTEN,
    15: BlendMode.DIVIDE,
    16: BlendMode.COLOR_DODGE,
    17: BlendMode.COLOR_BURN,
    18: BlendMode.HARD_LIGHT,
    23: BlendMode.OVERLAY,
    28: BlendMode.NORMAL,
    29: BlendMode.BEHIND,
    30: BlendMode.MULTIPLY,
    31: BlendMode.SCREEN,
    32: BlendMode.DIFFERENCE,
    35: BlendMode.DARKEN,
    36: BlendMode.LIGHTEN,
    44: BlendMode.HARD_LIGHT,
    48: BlendMode.VIVID_LIGHT,
    49: BlendMode.PIN_LIGHT,
    51: BlendMode.HARD_MIX,
    52: BlendMode.EXCLUSION,
    58: BlendMode.ERASE,
    59: BlendMode.NORMAL,
    PASS_THROUGH: BlendMode.NORMAL,
}

# Modes that we have not, and the nearest that we have. GIMP's newer ones do not limit colours before it mixes
# them in, so that see-through paint comes out brighter or darker.
NEAR: dict[int, BlendMode] = {
    5: BlendMode.SOFT_LIGHT,  # the old overlay, which was one with the old soft light
    11: BlendMode.HUE,
    12: BlendMode.SATURATION,
    13: BlendMode.COLOR,
    14: BlendMode.LUMINOSITY,
    19: BlendMode.SOFT_LIGHT,
    20: BlendMode.SUBTRACT,  # grain extract
    21: BlendMode.LINEAR_LIGHT,  # grain merge
    24: BlendMode.HUE,
    25: BlendMode.SATURATION,
    26: BlendMode.COLOR,
    27: BlendMode.LUMINOSITY,
    33: BlendMode.ADD,
    34: BlendMode.SUBTRACT,
    37: BlendMode.HUE,
    38: BlendMode.SATURATION,
    39: BlendMode.COLOR,
    40: BlendMode.LUMINOSITY,
    41: BlendMode.DIVIDE,
    42: BlendMode.COLOR_DODGE,
    43: BlendMode.COLOR_BURN,
    45: BlendMode.SOFT_LIGHT,
    46: BlendMode.SUBTRACT,
    47: BlendMode.LINEAR_LIGHT,
    50: BlendMode.LINEAR_LIGHT,
    53: BlendMode.LINEAR_BURN,
    54: BlendMode.DARKER_COLOR,
    55: BlendMode.LIGHTER_COLOR,
    56: BlendMode.LUMINOSITY,
}

FIRST_NEW = 23  # modes before this mix sRGB's numbers, as ours, and are cut to what is below
NORMAL_MODES = (0, 28)
UNION = 1  # composite mode; like spaces, negative where the artist left the choice to GIMP
MIXED_AS_PAINT = (0, 2)  # spaces: none, and sRGB's encoding

# GIMP's tags 0 … 8: none, blue, green, yellow, orange, brown, red, violet, grey.
TAGS: tuple[str, ...] = ("", "blue", "green", "yellow", "orange", "orange", "red", "violet", "grey")
BROWN = 5  # the one tag that becomes another colour


@dataclass(frozen=True, slots=True)
class Precision:
    """The numbers of pixels."""

    dtype: np.dtype  # big-endian
    linear: bool  # how much light, not sRGB's encoding of it


_INTEGERS = {100: ">u1", 200: ">u2", 300: ">u4"}
_FLOATS = {500: ">f2", 600: ">f4", 700: ">f8"}
_OLD_FLOATS = {400: ">f2", 500: ">f4"}
_FIRST: dict[int, tuple[str, bool]] = {  # of version 4
    0: (">u1", False),
    1: (">u2", False),
    2: (">u4", True),
    3: (">f2", True),
    4: (">f4", True),
}


def precision_of(version: int, number: int) -> Precision | None:
    """What a file's number stands for, None for an unknown one."""
    if version < 4:
        return Precision(np.dtype("u1"), linear=False)
    if version == 4:
        kind, linear = _FIRST.get(number, ("", False))
    else:
        kinds = _INTEGERS | (_FLOATS if version >= 7 else _OLD_FLOATS)
        # 50 more: encoded for the eye; 75 more (newer files): by the profile's own curve.
        kind, linear = kinds.get(number - number % 100, ""), number % 100 == 0
        if number % 100 not in (0, 50, 75):
            kind = ""
    if not kind:
        return None
    dtype = np.dtype(kind)
    return Precision(dtype if version >= 12 else dtype.newbyteorder("<"), linear)
