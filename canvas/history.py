"""What happens on undo: the current document, and the steps that lead back from it and forward again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from canvas.document import Document
from canvas.errors import EditError
from canvas.geometry import Key
from canvas.layer import Layer
from canvas.tile import Tile, changed_keys, replaced

DEFAULT_BUDGET = 2 << 30  # bytes of pixels that steps may keep alive


@dataclass(frozen=True, slots=True, eq=False)
class LayerChange:
    """How one layer differs between two documents: its properties, and only the tiles that differ."""

    before: Layer | None  # without tiles; None: the layer was not there
    after: Layer | None
    tiles_before: dict[Key, Tile | None]
    tiles_after: dict[Key, Tile | None]


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One undoable deed, as the difference between the documents before and after it."""

    label: str
    before: Document  # its layers carry no tiles: those are in `changes`
    after: Document
    changes: dict[str, LayerChange]
    merge_key: str = ""  # steps with the same key that follow each other become one (slider drags)
    state: object = field(default_factory=object)  # names the document after this step

    @property
    def nbytes(self) -> int:
        """Bytes of pixels that only this step may be keeping alive while it can be undone.

        That is what it took away: what it put there belongs to the current document or to a later step.
        """
        tiles: set[Tile] = set()
        pictures = 0
        for change in self.changes.values():
            tiles.update(tile for tile in change.tiles_before.values() if tile is not None)
            recipe = change.before.recipe if change.before else None
            if recipe is not None and (change.after is None or change.after.recipe is not recipe):
                pictures += sum(picture.nbytes for picture in recipe.pictures.values())
        selection = self.before.selection
        if selection is not None and selection is not self.after.selection:
            tiles.update(selection.tiles.values())
        return pictures + sum(tile.pixels.nbytes for tile in tiles)


def step_between(label: str, before: Document, after: Document, merge_key: str = "") -> Step:
    """The difference between two documents, found by identity; keeps only the tiles that differ."""
    old = {layer.id: layer for layer in before.layers}
    new = {layer.id: layer for layer in after.layers}
    changes: dict[str, LayerChange] = {}
    for layer_id in {**old, **new}:
        was, now = old.get(layer_id), new.get(layer_id)
        if was is now:
            continue
        was_tiles = was.tiles if was else {}
        now_tiles = now.tiles if now else {}
        keys = changed_keys(was_tiles, now_tiles)
        changes[layer_id] = LayerChange(
            _bare(was),
            _bare(now),
            {key: was_tiles.get(key) for key in keys},
            {key: now_tiles.get(key) for key in keys},
        )
    return Step(label, _bare_document(before), _bare_document(after), changes, merge_key)


class History:
    """Holds the current document and every step around it. One thread at a time may change it.

    `do` applies an edit; `undo` and `redo` walk the steps; `group` makes one step of several edits. A
    document that comes back by undo has, tile for tile, the same objects as before the edit.
    """

    def __init__(self, document: Document, budget: int = DEFAULT_BUDGET) -> None:
        self.document = document
        self.budget = budget
        self._done: list[Step] = []
        self._undone: list[Step] = []
        self._sizes: list[int] = []  # nbytes of each done step
        self._in_group = False
        self._may_merge = False  # whether the next step may become one with the last
        self._oldest: object = object()  # names the document that undoing everything leads to
        self._saved = self._oldest  # the state that was saved (or opened)

    @property
    def undo_label(self) -> str | None:
        return self._done[-1].label if self._done else None

    @property
    def redo_label(self) -> str | None:
        return self._undone[-1].label if self._undone else None

    @property
    def state(self) -> object:
        """Names the current document's content: the same object after any edits and their undoing."""
        return self._done[-1].state if self._done else self._oldest

    @property
    def modified(self) -> bool:
        """Whether the document differs from what was last saved (or opened)."""
        return self.state is not self._saved

    def mark_saved(self, state: object | None = None) -> None:
        """Tell that the document was saved: as it is now, or as it was when `state` was taken."""
        self._saved = self.state if state is None else state

    def do(self, label: str, after: Document, merge_key: str = "") -> Document:
        """Make `after` the current document, as one step (none if its content is the current one already)."""
        before = self.document
        self.document = after
        if not self._in_group and not _same_content(before, after):
            self._push(step_between(label, before, after, merge_key))
        return after

    def select(self, layer_id: str) -> Document:
        """Make another layer active. Not a step of its own, as in other painting programs."""
        self.document.index(layer_id)
        self.document = replace(self.document, active=layer_id)
        return self.document

    def undo(self) -> Document:
        """Go one step back; without a step, stay."""
        self._refuse_in_group()
        self._may_merge = False
        if self._done:
            step = self._done.pop()
            self._sizes.pop()
            self._undone.append(step)
            self.document = _walk(self.document, step, back=True)
        return self.document

    def redo(self) -> Document:
        """Go one undone step forward; without a step, stay."""
        self._refuse_in_group()
        self._may_merge = False
        if self._undone:
            step = self._undone.pop()
            self._done.append(step)
            self._sizes.append(step.nbytes)
            self.document = _walk(self.document, step, back=False)
        return self.document

    @contextmanager
    def group(self, label: str) -> Iterator[None]:
        """Make one step of all that is done inside; if the block raises, all of it is taken back."""
        self._refuse_in_group()
        before = self.document
        self._in_group = True
        try:
            yield
        except BaseException:
            self.document = before
            raise
        finally:
            self._in_group = False
        if not _same_content(before, self.document):
            self._push(step_between(label, before, self.document))

    def _push(self, step: Step) -> None:
        self._undone.clear()
        last = self._done[-1] if self._done else None
        if (
            self._may_merge
            and step.merge_key
            and last is not None
            and last.merge_key == step.merge_key
            and last.state is not self._saved
        ):
            step = _joined(last, step)
            self._done.pop()
            self._sizes.pop()
        self._done.append(step)
        self._sizes.append(step.nbytes)
        self._may_merge = True
        self._forget_oldest()

    def _forget_oldest(self) -> None:
        total = sum(self._sizes)
        while total > self.budget and len(self._done) > 1:
            total -= self._sizes.pop(0)
            self._oldest = self._done.pop(0).state

    def _refuse_in_group(self) -> None:
        if self._in_group:
            raise EditError("Another edit is still being made.")


def _same_content(one: Document, other: Document) -> bool:
    """Whether nothing but the active layer differs."""
    return one is other or (
        len(one.layers) == len(other.layers)
        and all(was is now for was, now in zip(one.layers, other.layers, strict=True))
        and one.selection is other.selection
        and (one.width, one.height, one.dpi) == (other.width, other.height, other.dpi)
    )


_BARE_TILES: dict[Key, Tile] = {}


def _bare(layer: Layer | None) -> Layer | None:
    return None if layer is None else replace(layer, tiles=_BARE_TILES)


def _bare_document(document: Document) -> Document:
    return replace(document, layers=tuple(replace(layer, tiles=_BARE_TILES) for layer in document.layers))


def _walk(document: Document, step: Step, *, back: bool) -> Document:
    """The document on the other side of `step`; layers that the step left alone keep their identity."""
    target = step.before if back else step.after
    current = {layer.id: layer for layer in document.layers}
    layers: list[Layer] = []
    for bare in target.layers:
        change = step.changes.get(bare.id)
        if change is None:
            layers.append(current[bare.id])
            continue
        tiles = current[bare.id].tiles if bare.id in current else _BARE_TILES
        layers.append(
            replace(bare, tiles=replaced(tiles, change.tiles_before if back else change.tiles_after))
        )
    return replace(target, layers=tuple(layers))


def _joined(first: Step, second: Step) -> Step:
    """Two steps that follow each other, as one."""
    changes = dict(first.changes)
    for layer_id, later in second.changes.items():
        earlier = changes.get(layer_id)
        if earlier is None:
            changes[layer_id] = later
            continue
        changes[layer_id] = LayerChange(
            earlier.before,
            later.after,
            {**later.tiles_before, **earlier.tiles_before},
            {**earlier.tiles_after, **later.tiles_after},
        )
    return Step(second.label, first.before, second.after, changes, second.merge_key)
