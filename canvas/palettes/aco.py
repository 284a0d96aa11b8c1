"""Photoshop's swatches (.aco): version 1 without names, version 2 with names, as a rule both in one file."""

from __future__ import annotations

from canvas.errors import FormatError
from canvas.palettes.binary import Reader
from canvas.palettes.palette import MOST_SWATCHES, Colour, Palette, Swatch, clean_name
from canvas.palettes.spaces import from_cmyk, from_grey, from_hsb, from_lab, from_rgb

_COLOUR_BYTES = 10  # the colour space and four values


def is_aco(data: bytes) -> bool:
    """The format has no signature: its version must do."""
    return data[:2] in (b"\0\1", b"\0\2")


def read_aco(data: bytes, name: str) -> Palette:
    """A palette from a file's bytes; `name` becomes the palette's, as the format has none.

    The second version is taken where the file has both, for its names. CMYK is turned into sRGB naively (see
    `from_cmyk`). Raises FormatError.
    """
    if not is_aco(data):
        raise FormatError("This is no Photoshop swatch file: it does not begin with a version that is known.")
    reader = Reader(data)
    version = reader.u16()
    swatches = _section(reader, version)
    if version == 1 and reader.left >= 4 and reader.u16() == 2:
        swatches = _section(reader, 2)
    return Palette(clean_name(name), swatches)


def _section(reader: Reader, version: int) -> tuple[Swatch, ...]:
    """All colours in one version, from their count on."""
    count = reader.u16()
    if count > MOST_SWATCHES:
        raise FormatError("The palette has more than {most} colours.", most=MOST_SWATCHES)
    if count * _COLOUR_BYTES > reader.left:
        raise FormatError("The palette is damaged: it ends before the last of its colours.")
    swatches: list[Swatch] = []
    for _ in range(count):
        colour = _colour(*reader.u16s(5))
        swatches.append(Swatch(colour, reader.name(reader.u32()) if version == 2 else ""))
    return tuple(swatches)


def _colour(space: int, w: int, x: int, y: int, z: int) -> Colour:
    """A colour by the number of its space (Adobe Photoshop File Formats Specification, "Color swatches").

    Shares are 0 … 65535, inks the other way round (0 is full); Lab has hundredths, a and b with a sign; grey
    and the "wide" CMYK have hundredths of a percent, and grey counts ink.
    """
    match space:
        case 0:
            return from_rgb(w / 65535, x / 65535, y / 65535)
        case 1:
            return from_hsb(w / 65535, x / 65535, y / 65535)
        case 2:
            return from_cmyk(1 - w / 65535, 1 - x / 65535, 1 - y / 65535, 1 - z / 65535)
        case 7:
            return from_lab(w / 100, _signed(x) / 100, _signed(y) / 100)
        case 8:
            return from_grey(1 - w / 10000)
        case 9:
            return from_cmyk(w / 10000, x / 10000, y / 10000, z / 10000)
        case _:
            raise FormatError(
                "The palette has a colour in the space number {space}, which is not known here. Save its "
                "colours as RGB in the program that wrote it.",
                space=space,
            )


def _signed(value: int) -> int:
    return value - 65536 if value > 32767 else value
