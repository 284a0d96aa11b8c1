"""The blend modes: their names, their numbers in the kernels, and their names in OpenRaster files."""

from __future__ import annotations

from enum import StrEnum


class BlendMode(StrEnum):
    """How a layer's colour mixes with what lies below. The value is the name in our own files.

    The order here is the order of menus, and a mode's place in it is its code in the kernels.
    """

    NORMAL = "normal"
    DISSOLVE = "dissolve"
    BEHIND = "behind"
    ERASE = "erase"

    DARKEN = "darken"
    MULTIPLY = "multiply"
    COLOR_BURN = "color-burn"
    LINEAR_BURN = "linear-burn"
    DARKER_COLOR = "darker-color"

    LIGHTEN = "lighten"
    SCREEN = "screen"
    COLOR_DODGE = "color-dodge"
    ADD = "add"
    LIGHTER_COLOR = "lighter-color"

    OVERLAY = "overlay"
    SOFT_LIGHT = "soft-light"
    HARD_LIGHT = "hard-light"
    VIVID_LIGHT = "vivid-light"
    LINEAR_LIGHT = "linear-light"
    PIN_LIGHT = "pin-light"
    HARD_MIX = "hard-mix"

    DIFFERENCE = "difference"
    EXCLUSION = "exclusion"
    SUBTRACT = "subtract"
    DIVIDE = "divide"

    HUE = "hue"
    SATURATION = "saturation"
    COLOR = "color"
    LUMINOSITY = "luminosity"

    @property
    def code(self) -> int:
        """The number by which the kernels know the mode."""
        return _CODES[self]


_CODES = {mode: code for code, mode in enumerate(BlendMode)}

# Menus show the modes in these families, a separator between them.
FAMILIES: tuple[tuple[BlendMode, ...], ...] = tuple(
    tuple(list(BlendMode)[first:last])
    for first, last in ((0, 4), (4, 9), (9, 14), (14, 21), (21, 25), (25, 29))
)
