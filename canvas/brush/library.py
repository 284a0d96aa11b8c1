"""The artist's brushes: the shipped ones and their own, found by words, with favourites and the last used.

A library may be asked and changed by one thread at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from canvas.brush.entry import GROUPS, OWN, BrushEntry, clean_text, slug
from canvas.brush.library_files import LibraryFiles, State
from canvas.errors import EditError, FormatError, Sentence

__all__ = ["GROUPS", "OWN", "BrushEntry", "Library", "groups_of", "search"]

LAST_USED = 10


class Library:
    """Reads `folder` (which need not exist yet) over the shipped brushes; a bad file is left where it is.

    `notes` say what could not be read. Favourites and the last used change in memory only, at once, until
    `save_state` is called; all other changes are on the disk when the method returns. Those raise
    FormatError where the system refuses (nothing has changed then), and EditError, a sentence for the artist,
    for what cannot be done.
    """

    def __init__(self, folder: Path, shipped: Sequence[BrushEntry] = ()) -> None:
        self._files = LibraryFiles(folder)
        self._shipped = {entry.id: entry for entry in shipped}
        own, notes = self._files.read_entries()
        self._own = {entry.id: entry for entry in own}
        state, more = self._files.read_state()
        self._favourites: list[str] = list(state.favourites)
        self._recent: list[str] = list(state.recent)
        self._state = state
        self.notes: tuple[Sentence, ...] = (*notes, *more)

    # --- asking ----------------------------------------------------------------------------------

    @property
    def entries(self) -> tuple[BrushEntry, ...]:
        """All brushes as they are shown: group by group, the shipped ones first, then by title."""
        here = [self._own.get(name, entry) for name, entry in self._shipped.items()]
        rest = [entry for name, entry in self._own.items() if name not in self._shipped]
        rest.sort(key=lambda entry: (entry.title.casefold(), entry.id))
        place = {group: at for at, group in enumerate(groups_of([*here, *rest]))}
        return tuple(sorted([*here, *rest], key=lambda entry: place[entry.group]))

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups that have a brush: those of GROUPS in their order, then the artist's, "own" last."""
        return groups_of(self.entries)

    @property
    def tags(self) -> tuple[str, ...]:
        """Every tag that is used, in alphabetical order."""
        return tuple(sorted({tag for entry in self.entries for tag in entry.tags}, key=str.casefold))

    def find(self, name: str) -> BrushEntry | None:
        """The brush of this id, as the artist has it."""
        return self._own.get(name) or self._shipped.get(name)

    def search(
        self,
        text: str = "",
        *,
        group: str | None = None,
        tag: str | None = None,
        shown: Callable[[BrushEntry], Iterable[str]] | None = None,
    ) -> tuple[BrushEntry, ...]:
        """The brushes in which every word of `text` begins or is part of a word of title, group or tags.

        Those whose title begins with the text come first. shown: what more an entry can be found by, say its
        title in the artist's language; its first text counts as the title.
        """
        return search(self.entries, text, group=group, tag=tag, shown=shown)

    @property
    def favourites(self) -> tuple[BrushEntry, ...]:
        """In the order in which they were chosen."""
        return self._present(self._favourites)

    @property
    def recent(self) -> tuple[BrushEntry, ...]:
        """The brushes used last, the newest first, at most LAST_USED."""
        return self._present(self._recent)

    def is_favourite(self, name: str) -> bool:
        return name in self._favourites

    def is_shipped(self, name: str) -> bool:
        """Whether it came with the program: such a brush can be reset but not deleted."""
        return name in self._shipped

    def is_changed(self, name: str) -> bool:
        """Whether the artist keeps another version of this shipped brush."""
        return name in self._shipped and name in self._own

    def original(self, name: str) -> BrushEntry | None:
        """A shipped brush as it came with the program."""
        return self._shipped.get(name)

    # --- favourites and the last used, which `save_state` brings to the disk ---------------------------

    def set_favourite(self, name: str, on: bool = True) -> None:
        self._known(name)
        if on != (name in self._favourites):
            self._favourites = (
                [*self._favourites, name] if on else [one for one in self._favourites if one != name]
            )

    def use(self, name: str) -> None:
        """Remember that this brush was taken in hand."""
        self._known(name)
        self._recent = [name, *(one for one in self._recent if one != name)][:LAST_USED]

    def save_state(self) -> None:
        """Write favourites and last used if they changed; may be called from another thread."""
        state = State(tuple(self._favourites), tuple(self._recent))
        if state != self._state:
            self._files.write_state(state)
            self._state = state

    # --- changing ----------------------------------------------------------------------------------

    def save(self, entry: BrushEntry) -> BrushEntry:
        """Keep this brush under its id, in the place of the one that has it; returns it as it is kept."""
        title = clean_text(entry.title) or entry.id
        entry = replace(entry, title=title, own=True, brush=replace(entry.brush, name=entry.id))
        self._files.write_entry(entry)
        self._own[entry.id] = entry
        return entry

    def add(self, entry: BrushEntry) -> BrushEntry:
        """Keep a brush as a new one, under an id that is not taken; returns it as it is kept."""
        return self.save(entry.with_id(self._free_id(entry.title)))

    def add_all(self, entries: Iterable[BrushEntry]) -> tuple[BrushEntry, ...]:
        """`add` for each of them; if one cannot be written, none is kept. Raises FormatError."""
        kept: list[BrushEntry] = []
        try:
            for entry in entries:
                kept.append(self.add(entry))
        except FormatError:
            for entry in kept:
                self.delete(entry.id)
            raise
        return tuple(kept)

    def duplicate(self, name: str, title: str) -> BrushEntry:
        """Keep a copy under another title."""
        return self.add(replace(self._known(name), title=title))

    def rename(self, name: str, title: str) -> BrushEntry:
        """Give a brush of the artist another title."""
        if not clean_text(title):
            raise EditError("A brush needs a name. Type at least one letter.")
        if name in self._shipped:
            raise EditError("This brush came with the program and keeps its name. Duplicate it first.")
        return self.save(replace(self._known(name), title=title))

    def reset(self, name: str) -> BrushEntry:
        """Make a shipped brush what it was; returns it."""
        if name not in self._shipped:
            raise EditError("Only the brushes that came with the program can be reset.")
        if name in self._own:
            self._files.remove_entry(name)
            del self._own[name]
        return self._shipped[name]

    def delete(self, name: str) -> BrushEntry:
        """Remove a brush of the artist; returns it, so that `save` can bring it back."""
        entry = self._known(name)
        if name in self._shipped:
            raise EditError("This brush came with the program and cannot be deleted. You can reset it.")
        self._files.remove_entry(name)
        del self._own[name]
        return entry

    # --- within --------------------------------------------------------------------------------------

    def _known(self, name: str) -> BrushEntry:
        entry = self.find(name)
        if entry is None:
            raise EditError("The brush “{name}” is not in the library any more.", name=name)
        return entry

    def _present(self, names: list[str]) -> tuple[BrushEntry, ...]:
        found = (self.find(name) for name in names)
        return tuple(entry for entry in found if entry is not None)

    def _free_id(self, title: str) -> str:
        wanted = slug(title)
        name, number = wanted, 2
        while self.find(name) is not None or self._files.taken(name):
            name, number = f"{wanted}-{number}", number + 1
        return name


def search(
    entries: Sequence[BrushEntry],
    text: str = "",
    *,
    group: str | None = None,
    tag: str | None = None,
    shown: Callable[[BrushEntry], Iterable[str]] | None = None,
) -> tuple[BrushEntry, ...]:
    """`Library.search` among brushes that were taken from a library before."""
    words = text.casefold().split()
    found: list[tuple[int, BrushEntry]] = []
    for entry in entries:
        if group not in (None, entry.group) or (tag is not None and tag not in entry.tags):
            continue
        texts = [*(shown(entry) if shown is not None else ()), *entry.words]
        heap = " ".join(texts).casefold()
        if all(word in heap for word in words):
            begins = texts[0].casefold().startswith(text.casefold().strip())
            found.append((0 if begins else 1, entry))
    return tuple(entry for _, entry in sorted(found, key=lambda pair: pair[0]))


def groups_of(entries: Sequence[BrushEntry]) -> tuple[str, ...]:
    """Each group that occurs, in the order in which groups are shown."""
    seen = dict.fromkeys(entry.group for entry in entries)
    others = sorted((group for group in seen if group not in GROUPS), key=str.casefold)
    return tuple(group for group in (*(one for one in GROUPS if one != OWN), *others, OWN) if group in seen)
