"""The 8-bit picture of a document for the screen, with its mip levels, kept up to date tile by tile."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from canvas.change import visible_change
from canvas.composite import Stack, address, compose_piece, shown
from canvas.document import Document, dirty_rects
from canvas.geometry import TILE, Key, Rect
from canvas.kernels import compose as kernels
from canvas.layer import Layer
from canvas.tile import changed_keys

SMALLEST = 256  # pixels: the last level is no larger than this
PIECE_SECONDS = 0.006  # aim for the work between two calls of `on_rect`
CACHE_BYTES = 128 << 20
CACHE_ENTRY = kernels.ACCUMULATOR * 4  # bytes


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
        order = sorted(keys, key=_by_row)
        if urgent is not None and not urgent.empty:
            left, top = urgent.x // TILE, urgent.y // TILE
            right, bottom = (urgent.right - 1) // TILE, (urgent.bottom - 1) // TILE
            order.sort(key=lambda key: not (left <= key[0] <= right and top <= key[1] <= bottom))
        layers = shown(document)
        split = self.below.prepare(document, layers)
        stack = Stack.of(layers)
        self._due = set(order)
        done: set[Key] = set()
        start = 0
        while start < len(order):
            piece = order[start : start + max(8, int(self._pace))]
            start += len(piece)
            self._paint(stack, split, piece)
            done.update(piece)
            self._due.difference_update(piece)
            if on_rect is not None and on_rect(Rect.of_keys(piece).clipped(document.rect)) is False:
                break
        self._finish_small_levels(done)
        return list(dirty_rects(done, document.rect))

    @property
    def due(self) -> bool:
        """Whether a stopped `show` has left tiles to do; showing the same document again does them."""
        return bool(self._due)

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

    def _paint(self, stack: Stack, split: int, keys: Sequence[Key]) -> None:
        """Composite these tiles into level 0 and the levels that lie within them."""
        started = time.perf_counter()
        starts, keeps = self.below.places(keys, split)
        compose_piece(
            *(stack, keys, kernels.PICTURE, address(self._words), self._frame),
            starts=starts,
            keeps=keeps,
            split=split,
        )
        seconds = max(time.perf_counter() - started, 1e-6)
        if len(keys) >= 8:
            wanted = len(keys) * PIECE_SECONDS / seconds
            self._pace = min(max(wanted, self._pace / 2), self._pace * 2, 4096.0)

    def _finish_small_levels(self, keys: set[Key]) -> None:
        """Levels in which a pixel covers more than one tile (only pictures beyond 16384 pixels have them)."""
        if len(self._frame) <= kernels.TILE_LEVELS or not keys:
            return
        area = Rect.of_keys(keys)
        for level in range(kernels.TILE_LEVELS, len(self._frame)):
            above, side = self._frame[level - 1], 1 << level
            kernels.halve(
                *(address(self.levels[level - 1]), above[1], above[2], address(self.levels[level])),
                *(max(0, area.x // side), max(0, area.y // side)),
                *(-(-area.right // side), -(-area.bottom // side)),
            )


class BelowCache:
    """Accumulators of all that lies below the active layer, per tile, the least used dropped first.

    They are exact copies of what the kernel would compute again, so using them changes no bit. Only tiles
    shown while nothing below changed are kept: those under a stroke, not those of a first showing.
    """

    def __init__(self, nbytes: int) -> None:
        self._room = nbytes // CACHE_ENTRY
        self._entries: OrderedDict[Key, np.ndarray] = OrderedDict()
        self._layers: tuple[Layer, ...] = ()  # those that the entries stand for
        self._settled = False

    def __len__(self) -> int:
        return len(self._entries)

    def prepare(self, document: Document, layers: Sequence[Layer]) -> int:
        """Drop what no longer holds. Returns how many of `layers` lie below the active one."""
        order = {layer.id: place for place, layer in enumerate(document.sheets())}
        active = order.get(document.active, 0)
        below = tuple(layer for layer in layers if order[layer.id] < active)
        self._settled = len(below) == len(self._layers) and all(
            one is other for one, other in zip(below, self._layers, strict=True)
        )
        if not self._settled:
            self._drop(below)
            self._layers = below
        return len(below)

    def places(self, keys: Sequence[Key], split: int) -> tuple[np.ndarray, np.ndarray]:
        """For each key, the address of its entry to start from or 0, and of a new entry to fill or 0."""
        starts, keeps = np.zeros(len(keys), np.int64), np.zeros(len(keys), np.int64)
        if split < 2 or len(keys) > self._room:  # one layer is as quick to blend as to copy
            return starts, keeps
        for place, key in enumerate(keys):
            entry = self._entries.get(key)
            if entry is not None:
                self._entries.move_to_end(key)
                starts[place] = address(entry)
        if self._settled:
            for place in np.flatnonzero(starts == 0).tolist():
                entry = self._new()
                self._entries[keys[place]] = entry
                keeps[place] = address(entry)
        return starts, keeps

    def _new(self) -> np.ndarray:
        """Memory for one entry: that of the least used, once there is no room for more."""
        if len(self._entries) >= self._room:
            return self._entries.popitem(last=False)[1]
        return np.empty(kernels.ACCUMULATOR, np.float32)

    def _drop(self, below: tuple[Layer, ...]) -> None:
        if len(below) != len(self._layers):
            self._entries.clear()
            return
        for was, now in zip(self._layers, below, strict=True):
            if was is now:
                continue
            if (was.id, was.opacity, was.blend) != (now.id, now.opacity, now.blend):
                self._entries.clear()
                return
            for key in changed_keys(was.tiles, now.tiles):
                self._entries.pop(key, None)


def _by_row(key: Key) -> tuple[int, int]:
    return key[1], key[0]
