"""What happens on undo: the current document, and the steps that lead back from it and forward again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from canvas.document import Document
from canvas.errors import EditError
from canvas.geometry import Key
from canvas.layer import Group, Layer, Node, Recipe
from canvas.tile import Tile, Tiles, changed_keys, replaced

DEFAULT_BUDGET = 2 << 30  # bytes of pixels that steps may keep alive


TileChange = dict[Key, Tile | None]


@dataclass(frozen=True, slots=True, eq=False)
class NodeChange:
    """How one node differs between two documents: its properties, and only the tiles that differ."""

    before: Node | None  # without tiles and nodes; None: it was not there
    after: Node | None
    tiles: tuple[TileChange, TileChange]  # before and after
    mask: tuple[TileChange, TileChange]


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One undoable deed, as the difference between the documents before and after it."""

    label: str
    before: Document  # its nodes carry no tiles: those are in `changes`
    after: Document
    changes: dict[str, NodeChange]
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
            for before, _after in (change.tiles, change.mask):
                tiles.update(tile for tile in before.values() if tile is not None)
            recipe = _recipe(change.before)
            if recipe is not None and recipe is not _recipe(change.after):
                pictures += sum(picture.nbytes for picture in recipe.pictures.values())
        selection = self.before.selection
        if selection is not None and selection is not self.after.selection:
            tiles.update(selection.tiles.values())
        return pictures + sum(tile.pixels.nbytes for tile in tiles)


def step_between(label: str, before: Document, after: Document, merge_key: str = "") -> Step:
    """The difference between two documents, found by identity; keeps only the tiles that differ."""
    old = {node.id: node for node in before.nodes()}
    new = {node.id: node for node in after.nodes()}
    changes: dict[str, NodeChange] = {}
    for node_id in {**old, **new}:
        was, now = old.get(node_id), new.get(node_id)
        if was is now:
            continue
        tiles = _tile_change(_tiles(was), _tiles(now))
        mask = _tile_change(_mask_tiles(was), _mask_tiles(now))
        changes[node_id] = NodeChange(_bare(was), _bare(now), tiles, mask)
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

    def select(self, node_id: str, *, on_mask: bool = False) -> Document:
        """Make another node (or its mask) active. Not a step of its own, as in other painting programs."""
        self.document.path(node_id)
        self.document = replace(self.document, active=node_id, on_mask=on_mask)
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


_NO_TILES: Tiles = {}


def _tiles(node: Node | None) -> Tiles:
    return node.tiles if isinstance(node, Layer) else _NO_TILES


def _mask_tiles(node: Node | None) -> Tiles:
    return node.mask.tiles if node is not None and node.mask is not None else _NO_TILES


def _recipe(node: Node | None) -> Recipe | None:
    return node.recipe if isinstance(node, Layer) else None


def _tile_change(was: Tiles, now: Tiles) -> tuple[TileChange, TileChange]:
    keys = changed_keys(was, now)
    return {key: was.get(key) for key in keys}, {key: now.get(key) for key in keys}


def _bare(node: Node | None) -> Node | None:
    """The node's properties alone."""
    if node is None:
        return None
    if node.mask is not None:
        node = replace(node, mask=replace(node.mask, tiles=_NO_TILES))
    return replace(node, layers=()) if isinstance(node, Group) else _without_tiles(node)


def _without_tiles(node: Node) -> Node:
    return replace(node, tiles=_NO_TILES) if isinstance(node, Layer) else node


def _bare_document(document: Document) -> Document:
    return replace(document, layers=tuple(_bare_tree(node) for node in document.layers))


def _bare_tree(node: Node) -> Node:
    """As `_bare`, but a group keeps the (bare) nodes it holds, so that the tree can be built again."""
    if node.mask is not None:
        node = replace(node, mask=replace(node.mask, tiles=_NO_TILES))
    if isinstance(node, Group):
        return replace(node, layers=tuple(_bare_tree(inner) for inner in node.layers))
    return _without_tiles(node)


def _walk(document: Document, step: Step, *, back: bool) -> Document:
    """The document on the other side of `step`; nodes that the step left alone keep their identity."""
    target = step.before if back else step.after
    current = {node.id: node for node in document.nodes()}
    side = 0 if back else 1

    def built(bare: Node) -> Node:
        change = step.changes.get(bare.id)
        was = current.get(bare.id)
        if change is None:
            return current[bare.id]
        if bare.mask is not None:
            tiles = replaced(_mask_tiles(was), change.mask[side])
            bare = replace(bare, mask=replace(bare.mask, tiles=tiles))
        if isinstance(bare, Group):
            return replace(bare, layers=tuple(built(inner) for inner in bare.layers))
        if isinstance(bare, Layer):
            return replace(bare, tiles=replaced(_tiles(was), change.tiles[side]))
        return bare

    return replace(target, layers=tuple(built(bare) for bare in target.layers))


def _joined(first: Step, second: Step) -> Step:
    """Two steps that follow each other, as one."""
    changes = dict(first.changes)
    for node_id, later in second.changes.items():
        earlier = changes.get(node_id)
        if earlier is None:
            changes[node_id] = later
            continue
        changes[node_id] = NodeChange(
            earlier.before,
            later.after,
            ({**later.tiles[0], **earlier.tiles[0]}, {**earlier.tiles[1], **later.tiles[1]}),
            ({**later.mask[0], **earlier.mask[0]}, {**earlier.mask[1], **later.mask[1]}),
        )
    return Step(second.label, first.before, second.after, changes, second.merge_key)
