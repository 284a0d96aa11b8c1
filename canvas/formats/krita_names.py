"""How Krita files call blend modes, colour labels, colour spaces and the kinds of layers that we have not.

Source: the files that Krita 4 and 5 write, and Krita's manual, "Blending modes".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from canvas.blend import BlendMode
from canvas.formats.report import Lost
from canvas.formats.samples import Model

MIMETYPE = b"application/x-krita"
MAIN = "maindoc.xml"
MERGED = "mergedimage.png"
PREVIEW = "preview.png"

MODES: dict[str, BlendMode] = {
    "": BlendMode.NORMAL,
    "normal": BlendMode.NORMAL,
    "dissolve": BlendMode.DISSOLVE,
    "behind": BlendMode.BEHIND,
    "erase": BlendMode.ERASE,
    "darken": BlendMode.DARKEN,
    "multiply": BlendMode.MULTIPLY,
    "burn": BlendMode.COLOR_BURN,
    "linear_burn": BlendMode.LINEAR_BURN,
    "darker color": BlendMode.DARKER_COLOR,
    "lighten": BlendMode.LIGHTEN,
    "screen": BlendMode.SCREEN,
    "dodge": BlendMode.COLOR_DODGE,
    "add": BlendMode.ADD,
    "plus": BlendMode.ADD,
    "linear_dodge": BlendMode.ADD,
    "lighter color": BlendMode.LIGHTER_COLOR,
    "overlay": BlendMode.OVERLAY,
    "soft_light_svg": BlendMode.SOFT_LIGHT,
    "hard_light": BlendMode.HARD_LIGHT,
    "vivid_light": BlendMode.VIVID_LIGHT,
    "linear light": BlendMode.LINEAR_LIGHT,
    "pin_light": BlendMode.PIN_LIGHT,
    "hard_mix_photoshop": BlendMode.HARD_MIX,
    "diff": BlendMode.DIFFERENCE,
    "exclusion": BlendMode.EXCLUSION,
    "subtract": BlendMode.SUBTRACT,
    "divide": BlendMode.DIVIDE,
    "hue": BlendMode.HUE,
    "saturation": BlendMode.SATURATION,
    "color": BlendMode.COLOR,
    "luminize": BlendMode.LUMINOSITY,
}

# Modes that we have not, and the nearest that we have.
NEAR: dict[str, BlendMode] = {
    "soft_light": BlendMode.SOFT_LIGHT,
    "soft_light_ifs_illusions": BlendMode.SOFT_LIGHT,
    "soft_light_pegtop_delphi": BlendMode.SOFT_LIGHT,
    "hard mix": BlendMode.HARD_MIX,
    "hard_mix_softer_photoshop": BlendMode.HARD_MIX,
    "hard overlay": BlendMode.OVERLAY,
    "vivid_light_hdr": BlendMode.VIVID_LIGHT,
    "dodge_hdr": BlendMode.COLOR_DODGE,
    "gamma_dark": BlendMode.COLOR_BURN,
    "easy dodge": BlendMode.COLOR_DODGE,
    "easy burn": BlendMode.COLOR_BURN,
    "color_hsl": BlendMode.COLOR,
    "color_hsi": BlendMode.COLOR,
    "color_hsv": BlendMode.COLOR,
    "hue_hsl": BlendMode.HUE,
    "hue_hsi": BlendMode.HUE,
    "hue_hsv": BlendMode.HUE,
    "saturation_hsl": BlendMode.SATURATION,
    "saturation_hsi": BlendMode.SATURATION,
    "saturation_hsv": BlendMode.SATURATION,
    "lightness": BlendMode.LUMINOSITY,
    "intensity": BlendMode.LUMINOSITY,
    "value": BlendMode.LUMINOSITY,
    "grain_merge": BlendMode.LINEAR_LIGHT,
    "equivalence": BlendMode.DIFFERENCE,
    "negation": BlendMode.EXCLUSION,
    "multiply_hdr": BlendMode.MULTIPLY,
}

# Krita's labels 0 … 8: none, blue, green, yellow, orange, brown, red, violet, grey.
LABELS: tuple[str, ...] = ("", "blue", "green", "yellow", "orange", "orange", "red", "violet", "grey")
BROWN = 5  # the one label that becomes another colour

# Kinds of layers and masks that we have not.
LAYER_KINDS: dict[str, Lost] = {
    "shapelayer": Lost.VECTOR,
    "adjustmentlayer": Lost.FILTER,
    "generatorlayer": Lost.FILL,
    "filelayer": Lost.FILE,
    "referenceimages": Lost.REFERENCE,
}
MASK_KINDS: dict[str, Lost] = {
    "filtermask": Lost.FILTER_MASK,
    "transformmask": Lost.TRANSFORM_MASK,
    "colorizemask": Lost.COLORIZE_MASK,
    "selectionmask": Lost.LOCAL_SELECTION,
}


@dataclass(frozen=True, slots=True)
class Space:
    """How a pixel is laid out: the type of its numbers, and the place of each colour; alpha comes last."""

    model: Model
    dtype: np.dtype
    order: tuple[int, ...]
    scale: float = 1.0  # what a float is divided by to be 0 … 1

    @property
    def pixel_size(self) -> int:
        return (len(self.order) + 1) * self.dtype.itemsize


_U8, _U16, _F16, _F32 = (np.dtype(kind) for kind in ("u1", "<u2", "<f2", "<f4"))
_BGR, _RGB, _GREY, _INKS = (2, 1, 0), (0, 1, 2), (0,), (0, 1, 2, 3)

SPACES: dict[str, Space] = {
    "RGBA": Space(Model.RGB, _U8, _BGR),
    "RGBA16": Space(Model.RGB, _U16, _BGR),
    "RGBAF16": Space(Model.RGB, _F16, _RGB),
    "RGBAF32": Space(Model.RGB, _F32, _RGB),
    "GRAYA": Space(Model.GREY, _U8, _GREY),
    "GRAYAU16": Space(Model.GREY, _U16, _GREY),
    "GRAYA16": Space(Model.GREY, _U16, _GREY),
    "GRAYAF16": Space(Model.GREY, _F16, _GREY),
    "GRAYAF32": Space(Model.GREY, _F32, _GREY),
    "CMYK": Space(Model.CMYK, _U8, _INKS),
    "CMYKAU16": Space(Model.CMYK, _U16, _INKS),
    "CMYKAF32": Space(Model.CMYK, _F32, _INKS, 100.0),
    "LABAU8": Space(Model.LAB, _U8, _RGB),
    "LABA": Space(Model.LAB, _U16, _RGB),
}
