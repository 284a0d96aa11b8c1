"""The 8-bit picture of a document for the screen, with its mip levels, kept up to date tile by tile."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np

from canvas.change import visible_change
from canvas.composite import address, compose_piece
from canvas.document import Document
from canvas.geometry import TILE, Key, Rect, tile_rect
from canvas.kernels import steps
from canvas.kernels.lazy import compose as kernels
from canvas.layer import Node
from canvas.program import Program, compiled, repainted
from canvas.screen import prepare
from canvas.tile import Tiles, changed_keys

SMALLEST = 256  # pixels: the last level is no larger than this
PIECE_SECONDS = 0.006  # aim for the work between two calls of `on_rect`
CACHE_BYTES = 128 << 20
CACHE_ENTRY = steps.STRIPS * 4 * steps.PLANE * 4  # bytes for a tile, where the active node is in no group


class Display:
    """Holds `levels`: H×W×4 uint8 arrays, BGRA premultiplied (QImage's ARGB32_Premultiplied).

    Level k has sides of ⌈side / 2^k⌉, made by 2×2 means. One thread at a time may call `show`; others may
    read the levels meanwhile, and see some tiles newer than others.
    """

    def __init__(self, cache_bytes: int = CACHE_BYTES) -> None:
        self.levels: list[np.ndarray] = []
        self.document: Document | None = None  # last shown
        self._due: set[Key] = set()  # tiles that a stopped `show` has left
        self._words = np.zeros(0, np.uint32)  # all levels, a pixel in each word
        self._frame = np.zeros((0, 3), np.int64)  # per level: first word, width, height
        self.below = BelowCache(cache_bytes)
        self._compiled: tuple[tuple[Node, ...], str, Program] | None = (
            None  # layers, active node, their program
        )
        self._pace = 64.0  # tiles for one piece of work

    def show(
        self,
        document: Document,
        touched: Iterable[Key] | None = None,
        urgent: Rect | None = None,
        on_rect: Callable[[Rect], bool | None] | None = None,
    ) -> list[Rect]:
        """Bring the picture up to date with `document` and return the rectangles that changed.

        touched: the only tiles that can differ from the last shown document; None: find them. urgent: tiles
        touching this are done first. on_rect: called after each piece of work (some milliseconds) with the
        rectangle that holds it; if it returns False, the rest is left for the next call of `show`.
        """
        keys = self._find(document, touched)
        self.document = document
        program = self._program(document)
        self.below.prepare(program)
        self._due = set(keys)
        done: set[Key] = set()
        for piece in self._pieces(keys, urgent):
            self._paint(program, piece)
            done.update(piece)
            self._due.difference_update(piece)
            if on_rect is not None and on_rect(Rect.of_keys(piece).clipped(document.rect)) is False:
                break
        self._finish_small_levels(done)
        return rects_of(done, document.rect)

    def _pieces(self, keys: set[Key], urgent: Rect | None) -> Iterator[list[Key]]:
        """The tiles in portions of some milliseconds, the urgent ones first; sorted when their turn comes,
        for most of a large picture's often never do."""
        first: set[Key] = set()
        if urgent is not None and not urgent.empty:
            if len(keys) > urgent.width * urgent.height // (TILE * TILE):
                first = keys.intersection(urgent.tile_keys())
            else:
                first = {key for key in keys if not urgent.clipped(tile_rect(key)).empty}
        for some in (first, keys - first):
            order, start = sorted(some, key=_by_row), 0
            while start < len(order):
                piece = order[start : start + max(8, int(self._pace))]
                start += len(piece)
                yield piece

    @property
    def due(self) -> bool:
        """Whether a stopped `show` has left tiles to do; showing the same document again does them."""
        return bool(self._due)

    def _program(self, document: Document) -> Program:
        known, program = self._compiled, None
        if known is not None and known[1] == document.active:
            if known[0] is document.layers:
                return known[2]
            program = repainted(known[2], known[0], document.layers)
        if program is None:
            program = compiled(document.layers, document.path(document.active) if document.active else ())
        self._compiled = document.layers, document.active, program
        return program

    def _find(self, document: Document, touched: Iterable[Key] | None) -> set[Key]:
        last = self.document
        if last is None or (last.width, last.height) != (document.width, document.height):
            self._allocate(document.width, document.height)
            return set(document.rect.tile_keys())
        if touched is None:
            return visible_change(last, document) | self._due
        columns, rows = -(-document.width // TILE), -(-document.height // TILE)
        return {key for key in touched if 0 <= key[0] < columns and 0 <= key[1] < rows} | self._due

    def _allocate(self, width: int, height: int) -> None:
        prepare()  # who sees `levels` may draw them
        sizes = [(width, height)]
        while max(sizes[-1]) > SMALLEST:
            sizes.append(((sizes[-1][0] + 1) // 2, (sizes[-1][1] + 1) // 2))
        areas = [w * h for w, h in sizes]
        self._words = np.zeros(sum(areas), np.uint32)
        starts = [sum(areas[:level]) for level in range(len(areas))]
        self._frame = np.array([(at, w, h) for at, (w, h) in zip(starts, sizes, strict=True)], np.int64)
        self.levels = [
            self._words[at : at + w * h].view(np.uint8).reshape(h, w, 4)
            for at, (w, h) in zip(starts, sizes, strict=True)
        ]

    def _paint(self, program: Program, keys: Sequence[Key]) -> None:
        """Composite these tiles into level 0 and the levels that lie within them."""
        started = time.perf_counter()
        starts, keeps = self.below.places(keys)
        compose_piece(
            *(program, keys, steps.PICTURE, address(self._words), self._frame), starts=starts, keeps=keeps
        )
        seconds = max(time.perf_counter() - started, 1e-6)
        if len(keys) >= 8:
            wanted = len(keys) * PIECE_SECONDS / seconds
            self._pace = min(max(wanted, self._pace / 2), self._pace * 2, 4096.0)

    def _finish_small_levels(self, keys: set[Key]) -> None:
        """Levels in which a pixel covers more than one tile (only pictures beyond 16384 pixels have them)."""
        if len(self._frame) <= steps.TILE_LEVELS or not keys:
            return
        area = Rect.of_keys(keys)
        for level in range(steps.TILE_LEVELS, len(self._frame)):
            above, side = self._frame[level - 1], 1 << level
            kernels.halve(
                *(address(self.levels[level - 1]), above[1], above[2], address(self.levels[level])),
                *(max(0, area.x // side), max(0, area.y // side)),
                *(-(-area.right // side), -(-area.bottom // side)),
            )


class BelowCache:
    """Accumulators of all that lies below the active node, per tile, the least used dropped first.

    In a group, those of what lies below it and of what lies below the group. They are exact copies of what
    the kernel would compute again, so using them changes no bit. Only tiles shown while nothing below
    changed are kept: those under a stroke, not those of a first showing.
    """

    def __init__(self, nbytes: int) -> None:
        self._bytes = nbytes
        self._room = 0  # entries
        self._entries: OrderedDict[Key, tuple[int, np.ndarray]] = (
            OrderedDict()
        )  # address, states of the strips
        self._program = compiled(())  # the entries stand for the state at its split
        self._settled = False

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def nbytes(self) -> int:
        """What the entries hold."""
        return sum(state.nbytes for _address, state in self._entries.values())

    def prepare(self, program: Program) -> None:
        """Drop what no longer holds."""
        before, self._program = self._program, program
        self._room = self._bytes // (4 * steps.STRIPS * program.state)
        if not before.same_below(program):
            self._entries.clear()
            self._settled = False
            return
        changed: set[Key] = set()
        for was, now in zip(_below(before), _below(program), strict=True):
            changed |= changed_keys(was, now)
        for key in changed:
            self._entries.pop(key, None)
        self._settled = not changed

    def places(self, keys: Sequence[Key]) -> tuple[np.ndarray, np.ndarray]:
        """For each key, the address of its entry to start from or 0, and of a new entry to fill or 0."""
        starts, keeps = [0] * len(keys), [0] * len(keys)
        if self._program.split >= 2 and len(keys) <= self._room:  # one layer is as quick to blend as to copy
            for place, key in enumerate(keys):
                entry = self._entries.get(key)
                if entry is not None:
                    self._entries.move_to_end(key)
                    starts[place] = entry[0]
                elif self._settled:
                    keeps[place] = self._new(key)
        return np.array(starts, np.int64), np.array(keeps, np.int64)

    def _new(self, key: Key) -> int:
        """The address of a new entry: that of the least used, once there is no room for more."""
        if len(self._entries) >= self._room:
            entry = self._entries.popitem(last=False)[1]
        else:
            state = np.empty(steps.STRIPS * self._program.state, np.float32)
            entry = address(state), state
        self._entries[key] = entry
        return entry[0]


def _below(program: Program) -> list[Tiles]:
    """The tiles, of layers and masks, on which the state at the split depends."""
    masks = program.masks[: program.masks_below]
    return [*program.sources[: program.sources_below], *(mask.tiles for mask in masks)]


def _by_row(key: Key) -> int:
    return (key[1] << 32) + key[0]


def rects_of(keys: Iterable[Key], inside: Rect) -> list[Rect]:
    """The tiles as pixel rectangles, neighbours in a row joined, and equal rows too; cut to `inside`."""
    open_runs: dict[tuple[int, int], list[int]] = {}  # first and last column → first row, last row
    done: list[tuple[int, int, int, int]] = []
    for first, last, row in _row_runs(sorted(keys, key=_by_row)):
        rows = open_runs.get((first, last))
        if rows is not None and rows[1] == row - 1:
            rows[1] = row
            continue
        if rows is not None:
            done.append((first, last, rows[0], rows[1]))
        open_runs[first, last] = [row, row]
    done += [(first, last, rows[0], rows[1]) for (first, last), rows in open_runs.items()]
    rects = [
        Rect(first * TILE, top * TILE, (last + 1 - first) * TILE, (bottom + 1 - top) * TILE).clipped(inside)
        for first, last, top, bottom in done
    ]
    return [rect for rect in rects if not rect.empty]


def _row_runs(keys: Iterable[Key]) -> Iterator[tuple[int, int, int]]:
    """First column, last column and row of neighbours; keys row by row."""
    run: tuple[int, int, int] | None = None
    for column, row in keys:
        if run is not None and (column - 1, row) == run[1:]:
            run = run[0], column, row
            continue
        if run is not None:
            yield run
        run = column, column, row
    if run is not None:
        yield run
