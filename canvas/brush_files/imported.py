"""What reading a brush file gives, and the bounds on what such a file may ask of us."""

from __future__ import annotations

from dataclasses import dataclass

from canvas.brush.entry import BrushEntry
from canvas.errors import FormatError, Sentence

MOST_BYTES = 256 << 20  # of a file of brushes
MOST_BRUSHES = 2000  # in a file, and pictures in a tip
MOST_PIXELS = 1 << 28  # of all tips in a file together
MOST_NOTES = 50  # told of a file


@dataclass(frozen=True, slots=True)
class Imported:
    """Brushes in the order of their file, and what the artist should know about what is missing."""

    entries: tuple[BrushEntry, ...]
    notes: tuple[Sentence, ...] = ()


def check_count(count: int) -> None:
    """Raises FormatError for more than a file may hold."""
    if count > MOST_BRUSHES:
        raise FormatError("It claims to hold {count} brushes, which is more than can be read.", count=count)


def left_out(title: str, names: list[str]) -> list[Sentence]:
    """The sentence that tells what of a brush could not be taken over; none if `names` is empty."""
    if not names:
        return []
    listed = ", ".join(dict.fromkeys(names))
    return [
        Sentence("“{title}” was read without what is not known here: {names}.", title=title, names=listed)
    ]
