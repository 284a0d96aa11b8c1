"""One undoable deed: the difference that leads from one document to another, and its small, packed form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from canvas.document import Document
from canvas.geometry import Key
from canvas.layer import Group, Layer, Node, Recipe
from canvas.packing import Packed, pack_picture, pack_tile, picture_of, tiles_of
from canvas.selection import Selection
from canvas.spill_file import SpillFile
from canvas.tile import Tile, Tiles, changed_keys

Held = Tile | Packed | None
OVERHEAD = 1024  # bytes, about, that a step takes besides its pixels
KEY_OVERHEAD = 150  # and for every tile


@dataclass(slots=True, eq=False)
class NodeChange:
    """What one node is to become: its properties, and only the tiles that differ (None: no tile)."""

    node: Node  # without tiles and nodes
    inside: tuple[str, ...]  # ids of what a group is to hold, from the bottom up
    tiles: dict[Key, Held]
    mask: dict[Key, Held]
    pictures: dict[str, np.ndarray | Packed] = field(default_factory=dict)  # of a recipe that would be lost


@dataclass(slots=True, eq=False)
class Step:
    """Leads to `frame` with the nodes `top`; nodes that are not in `changes` stay as they are.

    The step that leads back again is found when this one is taken (`difference` the other way round), so
    each side holds only what the other one lacks.
    """

    label: str
    frame: Document  # size, resolution and guides to go to; no nodes
    active: str
    on_mask: bool
    top: tuple[str, ...]
    changes: dict[str, NodeChange]
    selection: Selection | None  # without tiles once they are packed
    selected: dict[Key, Held]  # its tiles
    same_selection: bool  # then the two above are empty
    merge_key: str = ""  # steps with the same key that follow each other become one (slider drags)
    state: object = field(default_factory=object)  # names the later of the two documents
    raw: int = 0  # bytes of pixels that only this step may be keeping alive
    packed: int = 0  # bytes of what is packed and in memory

    @property
    def nbytes(self) -> int:
        return self.raw + self.packed + OVERHEAD + KEY_OVERHEAD * sum(len(held) for held in self._tables())

    def pack(self) -> Iterator[None]:
        """Pack a tile with every turn; `raw` is 0 at the end."""
        known: dict[int, Packed] = {}  # one tile often lies in many places
        for table in self._tables():
            for key, tile in table.items():
                if isinstance(tile, Tile):
                    small = known.get(id(tile))
                    if small is None:
                        small = known[id(tile)] = pack_tile(tile)
                        self.packed += small.nbytes
                        yield
                    table[key] = small
        for change in self.changes.values():
            for name, picture in change.pictures.items():
                if isinstance(picture, np.ndarray):
                    small = change.pictures[name] = pack_picture(picture)
                    self.packed += small.nbytes
                    yield
            if change.pictures and isinstance(change.node, Layer) and change.node.recipe is not None:
                change.node = replace(change.node, recipe=Recipe(change.node.recipe.settings))
        if self.selection is not None:
            self.selection = Selection({}, self.selection.bounds)
        self.raw = 0

    def spill(self, file: SpillFile) -> Iterator[None]:
        """Write a packed array to the file with every turn; `packed` is 0 at the end. Raises OSError."""
        for small in self._smalls():
            if small.data is not None:
                self.packed -= small.nbytes
                small.spill(file)
                yield

    def planes(self) -> Iterator[tuple[str, int, dict[Key, Held]]]:
        """All tiles it holds: node id, then 0 for paint or 1 for the mask; ("", 2) for the selection."""
        for node_id, change in self.changes.items():
            yield node_id, 0, change.tiles
            yield node_id, 1, change.mask
        yield "", 2, self.selected

    def _tables(self) -> Iterator[dict[Key, Held]]:
        for change in self.changes.values():
            yield change.tiles
            yield change.mask
        yield self.selected

    def _smalls(self) -> Iterator[Packed]:
        for table in self._tables():
            yield from (small for small in table.values() if isinstance(small, Packed))
        for change in self.changes.values():
            yield from (small for small in change.pictures.values() if isinstance(small, Packed))


def difference(
    label: str, source: Document, target: Document, merge_key: str = "", state: object | None = None
) -> Step:
    """The step that leads from `source` to `target`, found by identity."""
    old = {node.id: node for node in source.nodes()}
    changes = {
        node.id: _change(old.get(node.id), node) for node in target.nodes() if old.get(node.id) is not node
    }
    same = source.selection is target.selection
    selection = None if same else target.selection
    step = Step(
        label,
        replace(target, layers=(), selection=None),
        target.active,
        target.on_mask,
        tuple(node.id for node in target.layers),
        changes,
        selection,
        dict(selection.tiles) if selection is not None else {},
        same,
        merge_key,
        object() if state is None else state,
    )
    tiles = {id(tile): tile for table in step._tables() for tile in table.values() if isinstance(tile, Tile)}
    step.raw = sum(tile.pixels.nbytes for tile in tiles.values())
    step.raw += sum(
        picture.nbytes
        for change in changes.values()
        for picture in change.pictures.values()
        if isinstance(picture, np.ndarray)
    )
    return step


def taken(document: Document, step: Step) -> Document:
    """The document that `step` leads to from `document`. Raises OSError if its paint cannot be read."""
    current = {node.id: node for node in document.nodes()}
    known: dict[int, Tile] = {}
    met: set[str] = set()

    def built(node_id: str) -> Node:
        change = step.changes.get(node_id)
        was = current.get(node_id)
        if node_id in met or (change is None and was is None):  # only from a file that was tampered with
            raise OSError("it does not fit the picture")
        met.add(node_id)
        if change is None:
            assert was is not None
            return was
        node = change.node
        if node.mask is not None:
            mask = _put(_mask_tiles(was), change.mask, known)
            node = replace(node, mask=replace(node.mask, tiles=mask))
        if isinstance(node, Group):
            return replace(node, layers=tuple(built(inner) for inner in change.inside))
        assert isinstance(node, Layer)
        if node.recipe is not None and len(node.recipe.pictures) != len(change.pictures) > 0:  # packed
            pictures = {name: _array(held) for name, held in change.pictures.items()}
            node = replace(node, recipe=Recipe(node.recipe.settings, pictures))
        return replace(node, tiles=_put(_tiles(was), change.tiles, known))

    layers = tuple(built(node_id) for node_id in step.top)
    selection = document.selection if step.same_selection else step.selection
    if selection is not None and len(step.selected) > len(selection.tiles):  # packed
        selection = Selection(_put({}, step.selected, known), selection.bounds)
    return replace(step.frame, layers=layers, active=step.active, on_mask=step.on_mask, selection=selection)


_NO_TILES: Tiles = {}


def _tiles(node: Node | None) -> Tiles:
    return node.tiles if isinstance(node, Layer) else _NO_TILES


def _mask_tiles(node: Node | None) -> Tiles:
    return node.mask.tiles if node is not None and node.mask is not None else _NO_TILES


def _change(was: Node | None, now: Node) -> NodeChange:
    bare = now if now.mask is None else replace(now, mask=replace(now.mask, tiles=_NO_TILES))
    inside: tuple[str, ...] = ()
    pictures: dict[str, np.ndarray | Packed] = {}
    if isinstance(bare, Group):
        inside = tuple(node.id for node in bare.layers)
        bare = replace(bare, layers=())
    elif isinstance(bare, Layer):
        recipe = bare.recipe
        if recipe is not None and not (isinstance(was, Layer) and was.recipe is recipe):
            pictures = dict(recipe.pictures)
        bare = replace(bare, tiles=_NO_TILES)
    tiles = _tile_change(_tiles(was), _tiles(now))
    return NodeChange(bare, inside, tiles, _tile_change(_mask_tiles(was), _mask_tiles(now)), pictures)


def _tile_change(was: Tiles, now: Tiles) -> dict[Key, Held]:
    return {key: now.get(key) for key in changed_keys(was, now)}


def _put(tiles: Tiles, changes: Mapping[Key, Held], known: dict[int, Tile]) -> Tiles:
    """`tiles` with the changes; a tile that lies in many places is unpacked once and stays one."""
    packed = {
        id(held): held for held in changes.values() if isinstance(held, Packed) and id(held) not in known
    }
    known.update(zip(packed, tiles_of(list(packed.values())), strict=True))
    result = dict(tiles)
    for key, held in changes.items():
        if held is None:
            result.pop(key, None)
        else:
            result[key] = held if isinstance(held, Tile) else known[id(held)]
    return result


def _array(held: np.ndarray | Packed) -> np.ndarray:
    return picture_of(held) if isinstance(held, Packed) else held
