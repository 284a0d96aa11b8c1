"""A brush with what a library knows about it: its id, title, group, tags and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass, replace

from canvas.brush.preset import Brush

# The groups of the shipped brushes, in the order in which they are shown; "own" is for all the rest.
GROUPS = (
    "pencil", "ink", "oil", "watercolour", "pastel", "marker", "airbrush", "blender", "texture", "eraser",
    "own",
)  # fmt: skip
OWN = "own"
MOST_LETTERS = 80  # of a title, group, tag, source or licence
MOST_TAGS = 24


@dataclass(frozen=True, slots=True)
class BrushEntry:
    """One brush of a library, a value. `brush.name` is the id, so that a brush in hand tells its entry."""

    id: str  # a-z, 0-9 and hyphens: the name of its file
    title: str
    brush: Brush
    group: str = OWN
    tags: tuple[str, ...] = ()
    source: str = ""  # who made it, and for what
    licence: str = ""
    own: bool = False  # kept in the artist's folder: their own brush, or a shipped one that they changed

    def with_id(self, name: str) -> BrushEntry:
        """The same brush under another id."""
        return replace(self, id=name, brush=replace(self.brush, name=name))

    @property
    def words(self) -> tuple[str, ...]:
        """All that it can be found by."""
        return (self.title, self.group, *self.tags)


def clean_text(text: str) -> str:
    """A title, group or tag as it is kept: one line, single spaces, printable, at most MOST_LETTERS."""
    plain = "".join(letter for letter in " ".join(text.split()) if letter.isprintable())
    return plain[:MOST_LETTERS].strip()


def slug(text: str) -> str:
    """An id made of a title: its Latin letters and digits, at most 48; "brush" if there are none."""
    kept = "".join(letter if letter.isascii() and letter.isalnum() else " " for letter in text.lower())
    return "-".join(kept.split())[:48].strip("-") or "brush"


def is_id(text: str) -> bool:
    """Whether this may be an id, and so a file's name on every system."""
    plain = all(letter.isascii() and (letter.isalnum() or letter == "-") for letter in text)
    return 0 < len(text) <= 64 and plain and text == text.lower() and text[0] != "-"
