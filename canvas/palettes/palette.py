"""The palette: named colours in an order, an immutable value."""

from __future__ import annotations

from dataclasses import dataclass, replace

MOST_SWATCHES = 16_384  # a file with more is no palette that a hand could paint from
MOST_COLUMNS = 64
MOST_LETTERS = 120  # of a name

Colour = tuple[float, float, float]  # straight sRGB, 0 … 1


@dataclass(frozen=True, slots=True)
class Swatch:
    """One colour of a palette. The name may be empty."""

    colour: Colour
    name: str = ""


@dataclass(frozen=True, slots=True)
class Palette:
    """Swatches in the order in which they are shown; `columns` in a row, 0 where it is all the same."""

    name: str
    swatches: tuple[Swatch, ...] = ()
    columns: int = 0

    def with_swatch(self, swatch: Swatch) -> Palette:
        """The palette with one swatch more at its end."""
        return replace(self, swatches=(*self.swatches, swatch))

    def without(self, at: int) -> Palette:
        """The palette without the swatch at this place."""
        return replace(self, swatches=self.swatches[:at] + self.swatches[at + 1 :])

    def with_name_at(self, at: int, name: str) -> Palette:
        """The palette with another name for the swatch at this place."""
        swatches = list(self.swatches)
        swatches[at] = replace(swatches[at], name=clean_name(name))
        return replace(self, swatches=tuple(swatches))

    def moved(self, at: int, to: int) -> Palette:
        """The palette with the swatch at one place taken out and put in again at another."""
        swatches = list(self.swatches)
        swatches.insert(to, swatches.pop(at))
        return replace(self, swatches=tuple(swatches))

    def renamed(self, name: str) -> Palette:
        return replace(self, name=clean_name(name))


def clean_name(text: str) -> str:
    """A name as it is kept: one line, single spaces, nothing unprintable, at most `MOST_LETTERS`."""
    plain = "".join(letter for letter in " ".join(text.split()) if letter.isprintable())
    return " ".join(plain[:MOST_LETTERS].split())
