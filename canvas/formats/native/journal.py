"""Keeps a native file equal to a document and its undo steps, one transaction for each change."""

from __future__ import annotations

import contextlib
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from weakref import WeakKeyDictionary

from canvas.background import ROOM, background_pool
from canvas.document import Document
from canvas.formats.native import generations, pending, rows, schema
from canvas.formats.native.blob_reader import BlobReader
from canvas.formats.native.generations import Generation, Painted
from canvas.formats.native.recipe_rows import RecipeRows
from canvas.formats.native.schema import MASK, PAINT, SELECTION
from canvas.formats.native.written_file import WrittenFile
from canvas.geometry import Key
from canvas.history import Record
from canvas.layer import Group, Layer, Node, Recipe
from canvas.packing import Packed
from canvas.step import Step
from canvas.tile import Tile, Tiles, changed_keys
from canvas.tile_codec import packed_tiles

PACKERS = 2  # threads that pack tiles
RUN = 16  # tiles that a thread takes at once
_NO_TILES: Tiles = {}


class Journal:
    """Writes what changed since the last time. One thread at a time may use it.

    Paint is written once: when a tile is replaced, the undo step that keeps the old one takes over its row in
    `blob`. Each `write` is one transaction, on the disk (fsync) when it returns; where it fails, the file and
    this journal are as they were before.
    """

    def __init__(self, path: Path, database: sqlite3.Connection) -> None:
        self.file = WrittenFile(path, database)
        self._document: Document | None = None
        self._steps: dict[Step, int] = {}  # rows
        self._states: dict[int, tuple[object, str]] = {}  # names in the file, by identity
        self._blobs: WeakKeyDictionary[Tile, int] = WeakKeyDictionary()
        self._uses: Counter[int] = Counter()
        self._recipes = RecipeRows()
        self._pending: dict[int, Recipe] = {}  # jobs under way, by row
        self._next_blob = 1
        self._counted: list[tuple[int, int]] = []  # what a failed transaction takes back
        self._free: set[int] = set()  # blobs that may be used no longer
        self._changed: dict[tuple[int, int], set[Key]] = {}  # of one `write`: by the two tables' identities
        self._packers = background_pool(PACKERS, "journal-pack")

    @property
    def path(self) -> Path:
        return self.file.path

    @property
    def _database(self) -> sqlite3.Connection:
        return self.file.database

    @classmethod
    def create(cls, path: Path) -> Journal:
        """A new, empty file. Raises sqlite3.Error."""
        return cls(path, schema.connect(path, write=True, create=True))

    def adopt(
        self,
        document: Document,
        steps: dict[Step, int],
        blobs: Iterable[tuple[Tile, int]],
        states: Iterable[tuple[object, str]],
        recipes: Iterable[tuple[Recipe, int]],
    ) -> None:
        """Take over what a file was just found to hold: rows of steps, tiles and recipes, names of states."""
        self._document, self._steps = document, steps
        for tile, blob in blobs:
            self._blobs[tile] = blob
        self._states = {id(state): (state, name) for state, name in states}
        self._recipes.adopt(recipes)
        (last,) = self._database.execute("SELECT max(id) FROM blob").fetchone()
        self._next_blob = (last or 0) + 1
        count = "SELECT blob, count(*) FROM {} WHERE blob IS NOT NULL GROUP BY blob"
        for table in ("tile", "step_tile"):
            for blob, uses in self._database.execute(count.format(table)):
                self._uses[blob] += uses

    def write(self, record: Record) -> None:
        """Make the file equal to a document and its history.

        Raises sqlite3.Error, OSError, or FormatError: also where the file is gone, or another one now.
        """
        self._counted.clear()
        self._free.clear()
        self._changed.clear()
        try:
            with self._transaction():
                self._pack_new(record)
                self._write_nodes(record.document)
                steps = self._write_steps(record)
                self._write_meta(record)
                self._free_blobs()
        except BaseException:
            for blob, by in self._counted:
                self._uses[blob] -= by
            raise
        self._document, self._steps = record.document, steps

    def set_meta(self, **values: str | bytes | float | None) -> None:
        """Keep some values under their names (see docs/FILE_FORMAT.md). Raises sqlite3.Error."""
        put = "INSERT OR REPLACE INTO meta VALUES (?, ?)"
        self._database.executemany(put, values.items())

    def add_generation(
        self, generation: Generation, recipe: Recipe | None, painted: Painted | None, most: int
    ) -> tuple[Generation, list[int]]:
        """Keep a result; the paint of all results takes at most `most` bytes.

        Returns it as the file has it, and the rows of older ones that have lost their paint. Raises as
        `write`.
        """
        with self._transaction():
            made_from = None if recipe is None else self._recipes.row(self._database, recipe, {})
            row = generations.add(self._database, generation, made_from, painted)
            thinned = generations.thin_out(self._database, most)
        nbytes = len(painted.png) if painted is not None else 0
        return replace(generation, row=row, nbytes=nbytes, recipe=made_from), thinned

    def remove_generation(self, row: int) -> None:
        """Raises as `write`."""
        with self._transaction():
            generations.remove(self._database, row)

    def add_pending(self, recipe: Recipe) -> int:
        """Keep a job for as long as it has not ended; the row. Raises as `write`."""
        with self._transaction():
            row = pending.add(self._database, self._recipes.row(self._database, recipe, {}))
        self._pending[row] = recipe
        return row

    def remove_pending(self, rows: Sequence[int]) -> None:
        """Forget jobs that have ended. Raises as `write`."""
        with self._transaction():
            pending.remove(self._database, rows)
        for row in rows:
            self._pending.pop(row, None)

    def take_pending(self, former: Journal) -> None:
        """Keep the jobs under way of another journal, which cannot be read, here. Raises as `write`."""
        with self._transaction():
            for row, recipe in former._pending.items():
                pending.add(self._database, self._recipes.row(self._database, recipe, {}), row)
        self._pending = dict(former._pending)

    def move_to(self, path: Path) -> None:
        """Go on in a copy of the file. Jobs that have not ended go along. Raises sqlite3.Error."""
        with contextlib.suppress(sqlite3.Error):  # its drive may be gone: then they stay there too
            pending.remove_all(self._database)
        self.file.move_to(path)

    def recipe(self, row: int) -> Recipe:
        """A recipe that the file holds. Raises sqlite3.Error or FormatError."""
        return self._recipes.read(self._database, row)

    def tidy(self) -> None:
        """Take out what nothing needs any more; the room that it took is left. Raises as `write`."""
        with self._transaction():
            self._recipes.drop_unused(self._database)

    def close(self, *, compact: bool = True) -> None:
        """End; the file is then one whole file again, without the jobs of this run. Raises sqlite3.Error."""
        self._packers.shutdown()
        if compact:
            pending.remove(self._database, self._pending)
            self._recipes.drop_unused(self._database)
        self.file.close(compact=compact)

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        """Raises as `WrittenFile.transaction`."""
        self._recipes.begin()
        try:
            with self.file.transaction():
                yield
        except BaseException:
            self._recipes.take_back()
            raise

    # --- nodes and tiles -------------------------------------------------------------------------

    def _write_nodes(self, document: Document) -> None:
        before = self._document
        if before is document:
            return
        old = _placed(before.layers) if before is not None else {}
        new = _placed(document.layers)
        self._database.executemany(
            "DELETE FROM node WHERE id = ?", [(node_id,) for node_id in old if node_id not in new]
        )
        put = "INSERT OR REPLACE INTO node VALUES (?, ?, ?, ?, ?)"
        for node_id, placed in new.items():
            if old.get(node_id) != placed:
                parent, place, node = placed
                row = rows.dumped(rows.properties_of(node))
                recipe = self._recipes.row_of(self._database, node)
                self._database.execute(put, (node_id, parent, place, row, recipe))
        for node_id in {**old, **new}:
            was = old[node_id][2] if node_id in old else None
            now = new[node_id][2] if node_id in new else None
            if was is not now:
                self._write_tiles(node_id, PAINT, _paint(was), _paint(now))
                self._write_tiles(node_id, MASK, _mask(was), _mask(now))
        was, now = before.selection if before else None, document.selection
        if was is not now:
            self._write_tiles("", SELECTION, was.tiles if was else _NO_TILES, now.tiles if now else _NO_TILES)

    def _write_tiles(self, node: str, plane: int, before: Tiles, after: Tiles) -> None:
        keys = self._changed_keys(before, after)
        gone = [(node, plane, *key) for key in keys if key not in after]
        delete = "DELETE FROM tile WHERE node = ? AND plane = ? AND col = ? AND row = ?"
        self._database.executemany(delete, gone)
        put: list[tuple[str, int, int, int, int]] = []
        for key in keys:
            tile = after.get(key)
            if tile is not None:
                put.append((node, plane, *key, self._used(tile)))
            old = before.get(key)
            if old is not None:
                self._release(self._blobs[old])
        self._database.executemany("INSERT OR REPLACE INTO tile VALUES (?, ?, ?, ?, ?)", put)

    def _changed_keys(self, before: Tiles, after: Tiles) -> set[Key]:
        """Found once for each change: thousands of keys are compared."""
        tables = id(before), id(after)
        keys = self._changed.get(tables)
        if keys is None:
            keys = self._changed[tables] = changed_keys(before, after)
        return keys

    def _new_tiles(self, before: Tiles, after: Tiles) -> Iterable[Tile]:
        return [after[key] for key in self._changed_keys(before, after) if key in after]

    def _write_meta(self, record: Record) -> None:
        saved = None if record.saved is None else self._state_name(record.saved)
        self.set_meta(
            frame=rows.dumped(rows.frame_of(record.document)),
            start=self._state_name(record.oldest),
            saved=saved,
        )

    # --- steps -----------------------------------------------------------------------------------

    def _write_steps(self, record: Record) -> dict[Step, int]:
        """Only those that came and went; returns the rows of all."""
        result: dict[Step, int] = {}
        for done, steps in ((1, record.done), (0, record.undone)):
            for step in steps:
                row = self._steps.get(step)
                result[step] = self._add_step(step, done) if row is None else row
        for step, row in self._steps.items():
            if step not in result:
                self._drop_step(row)
        return result

    def _add_step(self, step: Step, done: int) -> int:
        values = (done, step.label, self._state_name(step.state), rows.dumped(rows.body_of(step)))
        insert = "INSERT INTO step (done, label, state, body) VALUES (?, ?, ?, ?)"
        row = self._database.execute(insert, values).lastrowid
        assert row is not None
        tiles: list[tuple[int, str, int, int, int, int | None]] = []
        for node_id, plane, table in step.planes():
            for key, held in table.items():
                tiles.append((row, node_id, plane, *key, None if held is None else self._used(held)))
        self._database.executemany("INSERT INTO step_tile VALUES (?, ?, ?, ?, ?, ?)", tiles)
        for node_id, change in step.changes.items():
            if isinstance(change.node, Layer) and change.node.recipe is not None:
                recipe = self._recipes.row(self._database, change.node.recipe, change.pictures)
                self._database.execute("INSERT INTO step_recipe VALUES (?, ?, ?)", (row, node_id, recipe))
        return row

    def _drop_step(self, row: int) -> None:
        tiles = "SELECT blob FROM step_tile WHERE step = ? AND blob IS NOT NULL"
        for (blob,) in self._database.execute(tiles, (row,)).fetchall():
            self._release(blob)
        for table, column in (("step_tile", "step"), ("step_recipe", "step"), ("step", "id")):
            self._database.execute(f"DELETE FROM {table} WHERE {column} = ?", (row,))

    def _state_name(self, state: object) -> str:
        known = self._states.get(id(state))
        if known is None:
            known = self._states[id(state)] = state, f"{len(self._states)}-{id(state):x}"
        return known[1]

    # --- blobs -----------------------------------------------------------------------------------

    def _pack_new(self, record: Record) -> None:
        """Pack, on some threads, all tiles that the file has not yet."""
        new: dict[int, Tile] = {}

        def look(tiles: Iterable[object]) -> None:
            for tile in tiles:
                if isinstance(tile, Tile) and self._uses[self._blobs.get(tile, 0)] == 0:
                    new[id(tile)] = tile

        old = {node.id: node for node in self._document.nodes()} if self._document else {}
        for node in record.document.nodes():
            was = old.get(node.id)
            if was is not node:
                look(self._new_tiles(_paint(was), _paint(node)))
                look(self._new_tiles(_mask(was), _mask(node)))
        if record.document.selection is not None:
            look(record.document.selection.tiles.values())
        for step in (*record.done, *record.undone):
            if step not in self._steps:
                for _node, _plane, table in step.planes():
                    look(table.values())
        tiles = sorted(new.values(), key=_size)
        runs: list[list[Tile]] = []  # of tiles that are alike
        for _nbytes, alike in groupby(tiles, _size):
            group = list(alike)
            runs += [group[first : first + RUN] for first in range(0, len(group), RUN)]
        packed = [data for run in self._packers.map(_packed, runs) for data in run]
        for tile, data in zip(tiles, packed, strict=True):
            # A blob of a transaction that failed, or one long deleted, has no uses: so nothing is taken back.
            self._blobs[tile] = self._add_blob(data)

    def _add_blob(self, data: bytes) -> int:
        """Every row gets a number that no other had since the file was opened."""
        blob, self._next_blob = self._next_blob, self._next_blob + 1
        self._database.execute("INSERT INTO blob VALUES (?, ?)", (blob, data))
        self._free.add(blob)  # unless something turns out to use it
        return blob

    def _used(self, held: Tile | Packed) -> int:
        """The row of a tile's bytes, counted as used once more."""
        if isinstance(held, Tile):
            blob = self._blobs[held]
        elif (
            held.place is not None
            and isinstance(held.place[0], BlobReader)
            and held.place[0].path == self.path
        ):
            blob = held.place[1]
        else:
            blob = self._add_blob(held.bytes())
        self._count(blob, 1)
        return blob

    def _release(self, blob: int) -> None:
        self._count(blob, -1)
        self._free.add(blob)

    def _count(self, blob: int, by: int) -> None:
        self._uses[blob] += by
        self._counted.append((blob, by))

    def _free_blobs(self) -> None:
        unused = [blob for blob in self._free if self._uses[blob] == 0]
        self._database.executemany("DELETE FROM blob WHERE id = ?", [(blob,) for blob in unused])


def _packed(tiles: list[Tile]) -> list[bytes]:
    with ROOM:
        return packed_tiles(tiles)


def _size(tile: Tile) -> int:
    return tile.pixels.nbytes


def _placed(nodes: Sequence[Node], parent: str = "") -> dict[str, tuple[str, int, Node]]:
    """Every node's parent and place among its siblings, by id."""
    result: dict[str, tuple[str, int, Node]] = {}
    for place, node in enumerate(nodes):
        result[node.id] = parent, place, node
        if isinstance(node, Group):
            result |= _placed(node.layers, node.id)
    return result


def _paint(node: Node | None) -> Tiles:
    return node.tiles if isinstance(node, Layer) else _NO_TILES


def _mask(node: Node | None) -> Tiles:
    return node.mask.tiles if node is not None and node.mask is not None else _NO_TILES
