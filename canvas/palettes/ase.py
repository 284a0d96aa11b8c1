"""Adobe Swatch Exchange (.ase): blocks of named colours in RGB, CMYK, Lab or grey; groups are flattened."""

from __future__ import annotations

from canvas.errors import FormatError
from canvas.palettes.binary import Reader
from canvas.palettes.palette import MOST_SWATCHES, Colour, Palette, Swatch, clean_name
from canvas.palettes.spaces import from_cmyk, from_grey, from_lab, from_rgb

SIGNATURE = b"ASEF"
_COLOUR = 0x0001
_LEAST_BLOCK = 6  # bytes: kind and length


def is_ase(data: bytes) -> bool:
    return data.startswith(SIGNATURE)


def read_ase(data: bytes, name: str) -> Palette:
    """A palette from a file's bytes; `name` becomes the palette's, as the format has none.

    CMYK is turned into sRGB naively (see `from_cmyk`). Raises FormatError.
    """
    if not is_ase(data):
        raise FormatError("This is no Adobe swatch file: it does not begin with “ASEF”.")
    reader = Reader(data)
    reader.take(len(SIGNATURE))
    major, _minor, count = reader.u16(), reader.u16(), reader.u32()
    if major != 1:
        raise FormatError(
            "This Adobe swatch file is of version {version}, which is not known here. Save it again as "
            "version 1.",
            version=major,
        )
    if count * _LEAST_BLOCK > reader.left:
        raise FormatError("The palette is damaged: it ends before the last of its colours.")
    swatches: list[Swatch] = []
    for _ in range(count):
        kind = reader.u16()
        block = Reader(reader.take(reader.u32()))
        if kind == _COLOUR:
            if len(swatches) == MOST_SWATCHES:
                raise FormatError("The palette has more than {most} colours.", most=MOST_SWATCHES)
            swatches.append(_swatch(block))
    return Palette(clean_name(name), tuple(swatches))


def _swatch(block: Reader) -> Swatch:
    name = block.name(block.u16())
    return Swatch(_colour(block), name)


def _colour(block: Reader) -> Colour:
    """Four letters for the model, then its values: shares 0 … 1, but a and b of Lab −128 … 127."""
    model = block.take(4)
    match model:
        case b"RGB ":
            return from_rgb(*block.floats(3))
        case b"CMYK":
            return from_cmyk(*block.floats(4))
        case b"LAB " | b"Lab ":
            lightness, a, b = block.floats(3)
            return from_lab(lightness * 100, a, b)
        case b"Gray" | b"GRAY":
            return from_grey(*block.floats(1))
        case _:
            raise FormatError(
                "The palette has a colour of the kind “{model}”, which is not known here. Save its colours "
                "as RGB in the program that wrote it.",
                model=clean_name(model.decode("latin-1")),
            )
