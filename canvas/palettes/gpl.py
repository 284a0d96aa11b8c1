"""GIMP palettes (.gpl): text, one colour a line; also what Krita, MyPaint and Inkscape read and write."""

from __future__ import annotations

from canvas.errors import FormatError
from canvas.palettes.palette import MOST_COLUMNS, MOST_SWATCHES, Palette, Swatch, clean_name

SIGNATURE = b"GIMP Palette"
_UNNAMED = "Untitled"  # what GIMP calls a colour that has no name
_BOM = b"\xef\xbb\xbf"


def is_gpl(data: bytes) -> bool:
    return data.removeprefix(_BOM).startswith(SIGNATURE)


def read_gpl(data: bytes, name: str) -> Palette:
    """A palette from a file's bytes; `name` where the file has none. Raises FormatError."""
    if not is_gpl(data):
        raise FormatError("This is no GIMP palette: its first line is not “GIMP Palette”.")
    columns = 0
    swatches: list[Swatch] = []
    for number, line in enumerate(_text(data).splitlines()[1:], start=2):
        line = line.strip()
        word, colon, rest = line.partition(":")
        if not line or line.startswith("#"):
            continue
        if colon and not swatches and word in ("Name", "Columns", "Channels"):
            if word == "Name":
                name = rest
            elif word == "Columns":
                columns = _columns(rest)
        elif len(swatches) == MOST_SWATCHES:
            raise FormatError("The palette has more than {most} colours.", most=MOST_SWATCHES)
        else:
            swatches.append(_swatch(line, number))
    return Palette(clean_name(name), tuple(swatches), columns)


def write_gpl(palette: Palette) -> bytes:
    """The file's bytes, UTF-8. Colours are rounded to 8 bits, which is all that the format holds."""
    lines = [SIGNATURE.decode(), f"Name: {clean_name(palette.name)}", f"Columns: {palette.columns}", "#"]
    for swatch in palette.swatches:
        red, green, blue = (round(min(max(value, 0.0), 1.0) * 255) for value in swatch.colour)
        lines.append(f"{red:3d} {green:3d} {blue:3d}\t{clean_name(swatch.name) or _UNNAMED}")
    return ("\n".join(lines) + "\n").encode("utf-8")


def _text(data: bytes) -> str:
    data = data.removeprefix(_BOM)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:  # written before GIMP 2, in a Western encoding as a rule
        return data.decode("latin-1")


def _columns(text: str) -> int:
    digits = text.strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) < 9):
        return 0  # only a wish for the display
    return min(int(digits), MOST_COLUMNS)


def _swatch(line: str, number: int) -> Swatch:
    """A line of three numbers 0 … 255 and a name; Aseprite puts a fourth, the alpha, between."""
    parts = line.split(maxsplit=3)
    if len(parts) < 3 or not all(part.isascii() and part.isdigit() and len(part) < 9 for part in parts[:3]):
        raise FormatError("The palette is damaged: line {number} is no colour.", number=number)
    red, green, blue = (int(part) for part in parts[:3])
    if max(red, green, blue) > 255:
        raise FormatError("The palette is damaged: line {number} has a value larger than 255.", number=number)
    name = clean_name(parts[3]) if len(parts) == 4 else ""
    return Swatch((red / 255, green / 255, blue / 255), "" if name == _UNNAMED else name)
