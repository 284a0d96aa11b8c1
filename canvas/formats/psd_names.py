"""How Photoshop files call blend modes, colour labels and the kinds of layers that we have not.

Source: Adobe Photoshop File Formats Specification (November 2019), "Layer records", "Additional layer
information".
"""

from __future__ import annotations

from canvas.blend import BlendMode
from canvas.layer import TAGS

PASS_THROUGH = b"pass"

KEYS: dict[BlendMode, bytes] = {
    BlendMode.NORMAL: b"norm",
    BlendMode.DISSOLVE: b"diss",
    BlendMode.DARKEN: b"dark",
    BlendMode.MULTIPLY: b"mul ",
    BlendMode.COLOR_BURN: b"idiv",
    BlendMode.LINEAR_BURN: b"lbrn",
    BlendMode.DARKER_COLOR: b"dkCl",
    BlendMode.LIGHTEN: b"lite",
    BlendMode.SCREEN: b"scrn",
    BlendMode.COLOR_DODGE: b"div ",
    BlendMode.ADD: b"lddg",
    BlendMode.LIGHTER_COLOR: b"lgCl",
    BlendMode.OVERLAY: b"over",
    BlendMode.SOFT_LIGHT: b"sLit",
    BlendMode.HARD_LIGHT: b"hLit",
    BlendMode.VIVID_LIGHT: b"vLit",
    BlendMode.LINEAR_LIGHT: b"lLit",
    BlendMode.PIN_LIGHT: b"pLit",
    BlendMode.HARD_MIX: b"hMix",
    BlendMode.DIFFERENCE: b"diff",
    BlendMode.EXCLUSION: b"smud",
    BlendMode.SUBTRACT: b"fsub",
    BlendMode.DIVIDE: b"fdiv",
    BlendMode.HUE: b"hue ",
    BlendMode.SATURATION: b"sat ",
    BlendMode.COLOR: b"colr",
    BlendMode.LUMINOSITY: b"lum ",
}
MODES: dict[bytes, BlendMode] = {key: mode for mode, key in KEYS.items()}

# The eight modes in which Photoshop's fill opacity is another thing than its opacity.
FILL_MODES = frozenset(
    {
        BlendMode.COLOR_BURN,
        BlendMode.LINEAR_BURN,
        BlendMode.COLOR_DODGE,
        BlendMode.ADD,
        BlendMode.VIVID_LIGHT,
        BlendMode.LINEAR_LIGHT,
        BlendMode.HARD_MIX,
        BlendMode.DIFFERENCE,
    }
)

# Photoshop's labels 0 … 7 are our tags in the same order; the later ones become the nearest.
LABELS: tuple[str, ...] = (*TAGS, "green", "blue", "violet", "red")  # sea foam, indigo, magenta, fuchsia

# Blocks whose layers hold a picture of something else, that picture being all that we can show.
PICTURED: dict[bytes, str] = {
    b"TySh": "text",
    b"tySh": "text",
    b"SoLd": "smart object",
    b"SoLE": "smart object",
    b"PlLd": "smart object",
    b"plLd": "smart object",
    b"GdFl": "gradient fill",
    b"PtFl": "pattern fill",
    b"vstk": "shape",
}
SOLID_FILL = b"SoCo"
ADJUSTMENTS: dict[bytes, str] = {
    b"levl": "levels",
    b"curv": "curves",
    b"brit": "brightness and contrast",
    b"blnc": "colour balance",
    b"hue ": "hue and saturation",
    b"hue2": "hue and saturation",
    b"selc": "selective colour",
    b"mixr": "channel mixer",
    b"grdm": "gradient map",
    b"phfl": "photo filter",
    b"expA": "exposure",
    b"vibA": "vibrance",
    b"blwh": "black and white",
    b"clrL": "colour lookup",
    b"nvrt": "invert",
    b"post": "posterise",
    b"thrs": "threshold",
}
EFFECTS = (b"lfx2", b"lmfx", b"lfxs", b"lrFX")
VECTOR_MASKS = (b"vmsk", b"vsms")
