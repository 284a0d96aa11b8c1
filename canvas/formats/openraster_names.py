"""How blend modes and our own extras are called in OpenRaster files, here and in other programs.

Source: OpenRaster 0.0.6 (openraster.org); Krita writes `krita:` and its own operator names for modes that
the standard lacks, MyPaint knows a few more `svg:` names.
"""

from __future__ import annotations

from canvas.blend import BlendMode

MIMETYPE = b"image/openraster"
NAMESPACE = "urn:scumble:openraster"  # of our own attributes, which other programs skip
RECIPE = f"{{{NAMESPACE}}}recipe"  # attribute: the member that holds the layer's recipe
ALPHA_LOCK = f"{{{NAMESPACE}}}alpha-lock"  # `alpha-preserve` means clipping elsewhere, so it is not for this
CLIP = f"{{{NAMESPACE}}}clip"  # attribute: shown only where what lies below is
PASS_THROUGH = f"{{{NAMESPACE}}}pass-through"  # of a group that others must take for an isolated one
BLEND = f"{{{NAMESPACE}}}blend"  # of a pass-through group: the mode that it has once it is isolated
TAG = f"{{{NAMESPACE}}}tag"  # a colour's name
FOLDED = f"{{{NAMESPACE}}}folded"
PAINT = f"{{{NAMESPACE}}}paint"  # the member that holds the paint before mask and clipping, and its place
MASK = f"{{{NAMESPACE}}}mask"  # the member that holds the mask, and its place
MASK_OUTSIDE = f"{{{NAMESPACE}}}mask-outside"  # SHOW or HIDE: what lies beyond the member
SHOW, HIDE = "show", "hide"
MASK_OFF = f"{{{NAMESPACE}}}mask-off"
STANDS_FOR_MASK = f"{{{NAMESPACE}}}stands-for-mask"  # of a layer that does a group's mask for other programs
SELECTION = f"{{{NAMESPACE}}}selection"  # of the image: the member that holds it, and its place
HORIZONTAL_GUIDES = f"{{{NAMESPACE}}}horizontal-guides"  # of the image: y of each, in pixels
VERTICAL_GUIDES = f"{{{NAMESPACE}}}vertical-guides"  # of the image: x of each
PAINT_MEMBER = "scumble/paint/{}.png"
HIDING_MEMBER = "data/hiding{:03}.png"
MASK_MEMBER = "scumble/masks/{}.png"
SELECTION_MEMBER = "scumble/selection.png"
RECIPE_MEMBER = "scumble/recipes/{}.json"
PICTURE_MEMBER = "scumble/pictures/{}.png"
THUMBNAIL = "Thumbnails/thumbnail.png"
MERGED = "mergedimage.png"
STACK = "stack.xml"

# Krita reads exclusion by its own name only.
WRITTEN: dict[BlendMode, str] = {
    BlendMode.NORMAL: "svg:src-over",
    BlendMode.DISSOLVE: "krita:dissolve",
    BlendMode.BEHIND: "krita:behind",
    BlendMode.ERASE: "svg:dst-out",
    BlendMode.DARKEN: "svg:darken",
    BlendMode.MULTIPLY: "svg:multiply",
    BlendMode.COLOR_BURN: "svg:color-burn",
    BlendMode.LINEAR_BURN: "krita:linear_burn",
    BlendMode.DARKER_COLOR: "krita:darker color",
    BlendMode.LIGHTEN: "svg:lighten",
    BlendMode.SCREEN: "svg:screen",
    BlendMode.COLOR_DODGE: "svg:color-dodge",
    BlendMode.ADD: "svg:plus",
    BlendMode.LIGHTER_COLOR: "krita:lighter color",
    BlendMode.OVERLAY: "svg:overlay",
    BlendMode.SOFT_LIGHT: "svg:soft-light",
    BlendMode.HARD_LIGHT: "svg:hard-light",
    BlendMode.VIVID_LIGHT: "krita:vivid_light",
    BlendMode.LINEAR_LIGHT: "krita:linear light",
    BlendMode.PIN_LIGHT: "krita:pin_light",
    BlendMode.HARD_MIX: "krita:hard_mix_photoshop",
    BlendMode.DIFFERENCE: "svg:difference",
    BlendMode.EXCLUSION: "krita:exclusion",
    BlendMode.SUBTRACT: "krita:subtract",
    BlendMode.DIVIDE: "krita:divide",
    BlendMode.HUE: "svg:hue",
    BlendMode.SATURATION: "svg:saturation",
    BlendMode.COLOR: "svg:color",
    BlendMode.LUMINOSITY: "svg:luminosity",
}

_ALSO_READ: dict[str, BlendMode] = {
    "": BlendMode.NORMAL,
    "normal": BlendMode.NORMAL,
    "svg:normal": BlendMode.NORMAL,
    "svg:over": BlendMode.NORMAL,
    "svg:add": BlendMode.ADD,
    "svg:exclusion": BlendMode.EXCLUSION,
    "svg:dst-over": BlendMode.BEHIND,
    "color-dodge": BlendMode.COLOR_DODGE,  # old Krita
    "difference": BlendMode.DIFFERENCE,  # old Krita
    "krita:normal": BlendMode.NORMAL,
    "krita:erase": BlendMode.ERASE,
    "krita:hard mix": BlendMode.HARD_MIX,
    "krita:linear_dodge": BlendMode.ADD,
    "krita:add": BlendMode.ADD,
    "krita:multiply": BlendMode.MULTIPLY,
    "krita:burn": BlendMode.COLOR_BURN,
    "krita:dodge": BlendMode.COLOR_DODGE,
    "krita:diff": BlendMode.DIFFERENCE,
    "krita:soft_light": BlendMode.SOFT_LIGHT,
    "krita:soft_light_svg": BlendMode.SOFT_LIGHT,
    "krita:hard_light": BlendMode.HARD_LIGHT,
    "krita:luminize": BlendMode.LUMINOSITY,
    "-dp-erase": BlendMode.ERASE,  # old Drawpile, as are the next two, and names without "svg:"
    "-dp-divide": BlendMode.DIVIDE,
    "-dp-minus": BlendMode.SUBTRACT,
}
ATOP = "svg:src-atop"  # Krita's way to say that a layer is clipped to all that is below it in its group
_READ: dict[str, BlendMode] = {name: mode for mode, name in WRITTEN.items()} | _ALSO_READ


def place_of(member: str) -> tuple[str, str]:
    """The attributes that say at which x and y the first pixel of a member of our own lies."""
    return f"{member}-x", f"{member}-y"


def mode_named(name: str) -> BlendMode | None:
    """The mode that a `composite-op` means, None for one that is not known here."""
    name = name.strip()
    return _READ.get(name) or _READ.get("svg:" + name)
