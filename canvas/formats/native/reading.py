"""Reading a native file: the document at once, the undo steps with their paint left in the file."""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from canvas.background import rest_dropped
from canvas.document import Document
from canvas.errors import FormatError, Sentence
from canvas.formats.limits import Limits
from canvas.formats.native import generations, pending, rows, schema
from canvas.formats.native.blob_reader import BlobReader
from canvas.formats.native.generations import Generation
from canvas.formats.native.pending import Pending
from canvas.formats.native.recipe_rows import read_recipe
from canvas.formats.native.schema import MASK, PAINT, SELECTION
from canvas.formats.watch import TooMuchError
from canvas.geometry import TILE, Key
from canvas.history import Record
from canvas.layer import Group, Layer, Node, Recipe
from canvas.packing import Packed
from canvas.selection import Selection
from canvas.step import Step
from canvas.tile import CHANNELS, Tile
from canvas.tile_codec import MOST_PACKED, unpacked_tiles

MOST_PROFILE = 16 << 20  # bytes

_OPERATIONS = 200_000  # of the database between two looks at the clock
READERS = 2  # threads that unpack tiles
RUN = 256  # tiles that a thread takes at once
AHEAD = 3  # such runs that may wait for one
PLACE_BYTES = 512  # that a tile's place takes while it is read, however often the same tile is shown
FAR = 1 << 20  # tiles from the picture's corner: nothing lies beyond
SHAPES = {PAINT: (CHANNELS, TILE, TILE), MASK: (TILE, TILE), SELECTION: (TILE, TILE)}


@dataclass(slots=True, eq=False)
class Restored:
    """What a native file holds, and the rows in which it lies (for `Journal.adopt`)."""

    record: Record
    notes: tuple[Sentence, ...]
    steps: dict[Step, int]
    blobs: list[tuple[Tile, int]]
    states: list[tuple[object, str]]
    recipes: list[tuple[Recipe, int]]
    generations: tuple[Generation, ...]
    pending: tuple[Pending, ...]
    meta: dict[str, Any]

    @property
    def profile(self) -> bytes | None:
        """ICC, of the file that the picture came from; the tiles are sRGB all the same."""
        profile = self.meta.get("profile")
        return profile if isinstance(profile, bytes) and 0 < len(profile) <= MOST_PROFILE else None


def restore(path: Path, limits: Limits, reader: BlobReader | None = None) -> Restored:
    """Read all but the paint of undo steps, which `reader` reads when it is needed (None: no steps).

    Raises FormatError, also for a database that something else has made.
    """
    watched = limits if limits.watch is not None else limits.started(path.stat().st_size)
    try:
        return _restored(path, watched, reader)
    except TooMuchError as error:
        raise FormatError(
            "“{name}” could not be opened. {reason}", name=path.name, reason=error.sentence
        ) from error


def _restored(path: Path, limits: Limits, reader: BlobReader | None) -> Restored:
    try:
        with schema.readable(path) as database:
            watch_over(database, limits)
            return _Reading(database, limits, path.name).all(reader)
    except (sqlite3.Error, OSError) as error:
        limits.check_time()  # it may be the end of time that stopped the database
        raise FormatError(
            "“{name}” is damaged: it cannot be read ({reason}).", name=path.name, reason=str(error)
        ) from error
    except (TypeError, ValueError, OverflowError) as error:  # columns that hold other kinds of values
        raise FormatError("“{name}” is damaged: what it holds makes no sense.", name=path.name) from error


def watch_over(database: sqlite3.Connection, limits: Limits) -> None:
    """Let the database end with an error when time is up: what looks like a table may have no end."""

    def is_over() -> int:
        try:
            limits.check_time()
        except TooMuchError:
            return 1
        return 0

    database.set_progress_handler(is_over, _OPERATIONS)


class _Reading:
    """One pass over a file."""

    def __init__(self, database: sqlite3.Connection, limits: Limits, name: str) -> None:
        self._database = database
        self._limits = limits
        self._name = name
        self._notes: list[Sentence] = []
        self._tiles: dict[tuple[int, int], Tile | None] = {}  # by blob and plane's shape
        self._blobs: list[tuple[Tile, int]] = []
        self._recipes: dict[int, Recipe | None] = {}
        self._states: dict[str, object] = {}

    def all(self, reader: BlobReader | None) -> Restored:
        self._check_amounts()
        if schema.version_of(self._database, self._name) > schema.VERSION:
            self._notes.append(
                Sentence("The file was made by a later version of Scumble: some of it may be missing here.")
            )
        meta = dict(self._database.execute("SELECT key, value FROM meta").fetchall())
        frame = rows.loaded(meta.get("frame"))
        document = self._document(frame)
        steps = {1: {}, 0: {}}
        if reader is not None:
            for done in (1, 0):
                steps[done] = {step: row for row, step in self._steps(done, reader)}
        saved = meta.get("saved")
        record = Record(
            document,
            tuple(steps[1]),
            tuple(steps[0]),
            self._state(str(meta.get("start"))),
            self._state(str(saved)) if saved is not None else None,
        )
        return Restored(
            *(record, tuple(self._notes), {**steps[1], **steps[0]}, self._blobs),
            [(state, name) for name, state in self._states.items()],
            [(recipe, row) for row, recipe in self._recipes.items() if recipe is not None],
            tuple(generations.listed(self._database)),
            tuple(pending.listed(self._database, self._limits)),
            meta,
        )

    def _check_amounts(self) -> None:
        """Refuse what memory could not hold, before anything is read."""
        (nodes,) = self._database.execute("SELECT count(*) FROM node").fetchone()
        if nodes > self._limits.layers:
            raise FormatError(
                "The file has more than {most} layers, which is too many.", most=self._limits.layers
            )
        tiles, longest, packed = self._database.execute(
            "SELECT count(*), max(length(data)), sum(length(data)) FROM blob "
            "WHERE id IN (SELECT blob FROM tile)"
        ).fetchone()
        (places,) = self._database.execute("SELECT count(*) FROM tile").fetchone()
        if tiles * CHANNELS * TILE * TILE * 2 + places * PLACE_BYTES > self._limits.total_bytes:
            raise FormatError("The picture does not fit into this computer's memory.")
        if longest is not None and longest > MOST_PACKED:
            raise FormatError("The file is damaged: a tile of it is far too large.")
        self._limits.next_picture(packed or 0, tiles * TILE * TILE)

    # --- the document ----------------------------------------------------------------------------

    def _document(self, frame: dict[str, Any]) -> Document:
        tiles = self._read_tiles()
        children: dict[str, list[tuple[int, Node]]] = {}
        query = "SELECT id, parent, place, properties, recipe FROM node"
        for node_id, parent, place, properties, recipe in self._database.execute(query).fetchall():
            node = rows.node_of(str(node_id), rows.loaded(properties))
            if node.mask is not None:
                node = replace(node, mask=replace(node.mask, tiles=tiles.pop((node.id, MASK), {})))
            if isinstance(node, Layer):
                painted = tiles.pop((node.id, PAINT), {})
                node = replace(node, tiles=painted, recipe=self._recipe(recipe))
            children.setdefault(str(parent), []).append((int(place), node))
        layers = self._assembled(children, "", 0)
        if children:
            self._notes.append(Sentence("Some layers belonged to no group and were put on top."))
            layers += tuple(node for group in children.values() for _place, node in group)
        bounds, selection = rows.rect_of(frame.get("selection")), None
        if bounds is not None:
            selection = Selection(tiles.get(("", SELECTION), {}), bounds)
        return rows.document_of(frame, layers, selection)

    def _assembled(
        self, children: dict[str, list[tuple[int, Node]]], parent: str, depth: int
    ) -> tuple[Node, ...]:
        """The nodes of a group, from the bottom up; takes them out of `children`, so no circle has an end."""
        if depth > self._limits.depth:
            raise FormatError("The groups in the file are nested too deeply.")
        nodes: list[Node] = []
        for _place, node in sorted(children.pop(parent, []), key=lambda placed: placed[0]):
            if isinstance(node, Group):
                node = replace(node, layers=self._assembled(children, node.id, depth + 1))
            nodes.append(node)
        return tuple(nodes)

    def _read_tiles(self) -> dict[tuple[str, int], dict[Key, Tile]]:
        """The tiles of every node and plane; one that lies in many places is read once."""
        places = self._database.execute("SELECT node, plane, col, row, blob FROM tile").fetchall()
        wanted: dict[tuple[int, ...], set[int]] = {}  # blobs by the shape of what they hold
        for _node, plane, _column, _row, blob in places:
            wanted.setdefault(SHAPES.get(plane, ()), set()).add(blob)
        wanted.pop((), None)
        tiles = {shape: self._unpacked(sorted(blobs), shape) for shape, blobs in wanted.items()}
        self._blobs = [(tile, blob) for group in tiles.values() for blob, tile in group.items() if tile]
        damaged = sum(tile is None for group in tiles.values() for tile in group.values())
        if damaged:
            self._notes.append(
                Sentence("{count} pieces of paint are damaged and are left out.", count=damaged)
            )
        self._limits.check_time()
        result: dict[tuple[str, int], dict[Key, Tile]] = {}
        for node, plane, column, row, blob in places:
            tile = tiles[SHAPES[plane]][blob] if plane in SHAPES else None
            if tile is not None and abs(column) < FAR and abs(row) < FAR:
                result.setdefault((node, plane), {})[column, row] = tile
        return result

    def _unpacked(self, blobs: list[int], shape: tuple[int, ...]) -> dict[int, Tile | None]:
        """Tiles by blob, None where one is missing or damaged: read here, unpacked beside that."""
        tiles: dict[int, Tile | None] = {}
        waiting: deque[tuple[list[int], Future[list[Tile | None]]]] = deque()

        def take() -> None:
            run, unpacked = waiting.popleft()
            tiles.update(zip(run, unpacked.result(), strict=True))

        with ThreadPoolExecutor(READERS, thread_name_prefix="native-read") as pool, rest_dropped(pool):
            for first in range(0, len(blobs), RUN):
                self._limits.check_time()
                run = blobs[first : first + RUN]
                packed = self._blob_data(run)
                waiting.append((run, pool.submit(unpacked_tiles, packed, shape)))
                if len(waiting) > AHEAD:
                    take()
            while waiting:
                take()
        return tiles

    def _blob_data(self, blobs: list[int]) -> list[bytes]:
        """What these rows hold (nothing where one is missing); they lie together for the most part."""
        if blobs[-1] - blobs[0] < 4 * len(blobs):
            between = "SELECT id, data FROM blob WHERE id BETWEEN ? AND ?"
            held = dict(self._database.execute(between, (blobs[0], blobs[-1])))
        else:
            one = "SELECT id, data FROM blob WHERE id = ?"
            rows_found = (self._database.execute(one, (blob,)).fetchone() for blob in blobs)
            held = dict(row for row in rows_found if row is not None)
        data = [held.get(blob) for blob in blobs]
        return [each if isinstance(each, bytes) else b"" for each in data]

    # --- steps -----------------------------------------------------------------------------------

    def _steps(self, done: int, reader: BlobReader) -> Iterator[tuple[int, Step]]:
        query = "SELECT id, label, state, body FROM step WHERE done = ? ORDER BY id"
        for row, label, state, body in self._database.execute(query, (done,)).fetchall():
            step = rows.step_of(str(label), self._state(str(state)), rows.loaded(body))
            tiles = "SELECT node, plane, col, row, blob FROM step_tile WHERE step = ?"
            for node, plane, column, line, blob in self._database.execute(tiles, (row,)):
                table = step.selected if plane == SELECTION else None
                if table is None and node in step.changes:
                    table = step.changes[node].mask if plane == MASK else step.changes[node].tiles
                if table is not None and plane in SHAPES:
                    place = None if blob is None else Packed(SHAPES[plane], None, (reader, blob, 0))
                    table[column, line] = place
            recipes = "SELECT node, recipe FROM step_recipe WHERE step = ?"
            for node, recipe in self._database.execute(recipes, (row,)).fetchall():
                change = step.changes.get(node)
                if change is not None and isinstance(change.node, Layer):
                    change.node = replace(change.node, recipe=self._recipe(recipe))
            yield row, step

    def _state(self, name: str) -> object:
        return self._states.setdefault(name, object())

    # --- recipes ---------------------------------------------------------------------------------

    def _recipe(self, row: int | None) -> Recipe | None:
        if row is None:
            return None
        if row not in self._recipes:
            try:
                self._recipes[row] = read_recipe(self._database, row, self._limits)
            except FormatError:
                self._recipes[row] = None
                self._notes.append(Sentence("The recipe of a layer is damaged and was left out."))
        return self._recipes[row]
