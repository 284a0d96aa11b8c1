"""A stroke that works on the paint that lies there: smudging and blurring, dab after dab."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from canvas.brush.layer_stroke import LayerStroke
from canvas.brush.preset import Brush, Mode
from canvas.brush.symmetry import Copy
from canvas.composite import address, flatten
from canvas.document import Document
from canvas.geometry import TILE, Key, Rect
from canvas.kernels import table
from canvas.kernels.lazy import bins, smudge
from canvas.layer import Layer
from canvas.selection import Selection
from canvas.tile import CHANNELS, Tile

FRAME_AREA = 1_000_000  # pixels of smudging dabs that one call works on: some milliseconds
MERGED_AREA = 40_000  # pixels that take as long as compositing what lies below one dab, at least
PATCH_BYTES = 256 << 20  # for the squares picked up by all copies of a smear


class SmudgeStroke(LayerStroke):
    """Moves and mixes what lies on the layer; the colour is mixed in as the brush's `smudge` says.

    seen: the document that holds `layer`; a brush that samples all layers picks up its composite. copies: of
    symmetry; they work on the same paint in turns.

    A call of `add` works for some milliseconds; where dabs are left then, `waiting` tells, and the next call,
    be it without samples, goes on. The result does not depend on how the work is cut.
    """

    def __init__(
        self,
        layer: Layer,
        brush: Brush,
        colour: tuple[float, float, float],
        *,
        clip: Rect,
        selection: Selection | None,
        seed: int = 0,
        seen: Document | None = None,
        copies: Sequence[Copy] = (),
    ) -> None:
        super().__init__(layer, brush, colour, clip, seed, copies)
        self._keeps_alpha = bool(self._kit.numbers[table.DEED] == table.RECOLOUR)
        self._kit.numbers[table.TINTED] = 0  # every dab mixes its own colour anyway
        self._clip = clip
        self._edges = np.array([clip.x, clip.y, clip.right, clip.bottom], np.int64)
        self._selection = selection
        self._lanes = max(1, len(copies))
        self._deed = _deed(brush, self._lanes)
        self._erases = brush.eraser
        self._queue = np.empty((0, table.COLUMNS), np.float32)
        self._memory = np.zeros((self._lanes, smudge.LANE), np.float64)
        self._memory[:, smudge.HELD] = -1.0
        self._patches = np.zeros((self._lanes, CHANNELS, 1, 1), np.float32)
        self._scratch = np.zeros((smudge.PLANES, 1, 1), np.float32)
        self._seen = seen if brush.sample_merged else None
        self._live: dict[
            Key, Tile
        ] = {}  # in `_seen`, the layer's tiles as worked on so far; they never leave it
        if self._seen is not None:
            self._live = dict(layer.tiles)
            self._seen = self._seen.with_node(replace(layer, tiles=self._live))

    @property
    def waiting(self) -> bool:
        return len(self._queue) > 0

    def _paint(self, dabs: np.ndarray) -> set[Key]:
        self._queue = np.concatenate((self._queue, dabs)) if len(self._queue) else dabs
        return self._go_on(FRAME_AREA)

    def _go_on(self, area: int) -> set[Key]:
        """Do as many of the dabs that wait as cover about so many pixels, at least one of each copy."""
        if not len(self._queue):
            return set()
        halves = smudge.halves(self._queue, self._deed)
        areas = (2 * halves + 1) ** 2
        if self._seen is not None:
            areas = 2 * areas + MERGED_AREA
        costs = areas * (3 if self._deed == smudge.BLUR else 1)
        turns = int(np.searchsorted(np.cumsum(costs[:: self._lanes] * self._lanes), area))
        count = min(max(turns, 1) * self._lanes, len(self._queue))
        dabs, self._queue = self._queue[:count], self._queue[count:]
        self._make_room(int(halves[:count].max()))
        if self._seen is None:
            return self._work(dabs, halves[:count])
        changed: set[Key] = set()
        for k in range(count):  # each dab sees what the last has left in the composite
            changed |= self._look_and_work(self._seen, dabs[k : k + 1], halves[k : k + 1], k % self._lanes)
        return changed

    def _look_and_work(self, seen: Document, dab: np.ndarray, half: np.ndarray, lane: int) -> set[Key]:
        """One dab, over the composite of all layers. dab: 1×COLUMNS."""
        reach = int(half[0])
        cx, cy = np.floor(dab[0, [table.X, table.Y]]).astype(int).tolist()
        square = Rect(cx - reach, cy - reach, 2 * reach + 1, 2 * reach + 1)
        inside = square.clipped(self._clip)
        if inside.empty:
            return set()
        sides = (inside.x - square.x, square.right - inside.right)
        ends = (inside.y - square.y, square.bottom - inside.bottom)
        middle = self._scratch.shape[1] // 2
        part = slice(middle - reach, middle + reach + 1)
        under = np.pad(flatten(seen, inside), ((0, 0), ends, sides), mode="edge")
        self._scratch[smudge.UNDER : smudge.UNDER + CHANNELS, part, part] = under
        return self._work(dab, half, lane, given=True)

    def _work(self, dabs: np.ndarray, halves: np.ndarray, lane: int = 0, *, given: bool = False) -> set[Key]:
        """Let dabs work on copies of the tiles. lane: of the first, if there is but one dab."""
        at = np.floor(dabs[:, [table.X, table.Y]]).astype(np.int64)
        (left, top), (right, bottom) = (
            (at - halves[:, None]).min(axis=0),
            (at + halves[:, None]).max(axis=0) + 1,
        )
        window = Rect(int(left), int(top), int(right - left), int(bottom - top)).clipped(self._clip)
        if window.empty:
            return set()
        first = window.x // TILE, window.y // TILE
        copies = {key: self._copy(key) for key in self._paintable(dabs)}
        grid = self._grid(window, copies)
        touched = np.zeros(grid.shape[1:], np.uint8)
        orders = np.zeros(smudge.ORDERS, np.int64)
        orders[: smudge.LANES] = (*first, *self._edges.tolist())
        orders[smudge.LANES :] = (self._lanes, self._deed, self._keeps_alpha, self._erases, given)
        lanes = slice(lane, lane + 1) if given else slice(None)
        smudge.work(
            *(dabs, orders, self._kit.numbers, grid),
            *(self._memory[lanes], self._patches[lanes], self._scratch, touched),
        )
        changed = {(int(c) + first[0], int(r) + first[1]) for r, c in np.argwhere(touched)}
        for key in changed:
            self._put(key, copies[key])
        return changed

    def _paintable(self, dabs: np.ndarray) -> list[Key]:
        """The tiles that these dabs may change."""
        keys: list[Key] = [(column, row) for column, row in bins.touched_tiles(dabs, self._edges).tolist()]
        if self._selection is not None:
            keys = [key for key in keys if key in self._selection.tiles]
        return [key for key in keys if self._tile(key) is not None] if self._keeps_alpha else keys

    def _tile(self, key: Key) -> Tile | None:
        """As worked on so far."""
        return self._changes[key] if key in self._changes else self.original.tiles.get(key)

    def _copy(self, key: Key) -> np.ndarray:
        """The paint of a tile, to be written to."""
        tile = self._tile(key)
        return np.zeros((CHANNELS, TILE, TILE), np.uint16) if tile is None else tile.pixels.copy()

    def _grid(self, window: Rect, copies: Mapping[Key, np.ndarray]) -> np.ndarray:
        """Addresses of the tiles that a window of the picture touches; see `canvas.kernels.smudge`."""
        keys = list(window.tile_keys())
        rows = keys[-1][1] - keys[0][1] + 1
        grid = np.zeros((3, rows, len(keys) // rows), np.int64)
        selected = None if self._selection is None else self._selection.tiles
        grid[smudge.MASK] = -1 if selected is None else 0
        for at, key in enumerate(keys):
            place = divmod(at, grid.shape[2])
            own = copies.get(key)
            if own is not None:
                grid[(smudge.READ, *place)] = grid[(smudge.WRITE, *place)] = address(own)
            elif (tile := self._tile(key)) is not None:
                grid[(smudge.READ, *place)] = tile.address
            if selected is not None and (mask := selected.get(key)) is not None:
                grid[(smudge.MASK, *place)] = mask.address
        return grid

    def _put(self, key: Key, pixels: np.ndarray) -> None:
        """Take a tile as changed."""
        tile = Tile(pixels) if pixels[3].any() else None
        self._take({key: tile})
        if tile is not None:
            self._live[key] = tile
        else:
            self._live.pop(key, None)

    def _make_room(self, half: int) -> None:
        """Let the buffers hold squares of this half side; what has been picked up stays."""
        known = self._scratch.shape[1] // 2
        if half <= known:
            return
        half = max(half, min(2 * known, half + 64))
        side = 2 * half + 1
        self._scratch = np.zeros((smudge.PLANES, side, side), np.float32)
        if self._deed == smudge.SMEAR:
            self._patches = np.pad(self._patches, ((0, 0), (0, 0), (half - known,) * 2, (half - known,) * 2))


def _deed(brush: Brush, lanes: int) -> int:
    """What the kernels are to do. Very large smears in many copies get by with their mean colour."""
    if brush.mode is Mode.BLUR:
        return smudge.BLUR
    room = lanes * CHANNELS * 4 * (brush.size + 3.0) ** 2
    return smudge.DULL if brush.dull or room > PATCH_BYTES else smudge.SMEAR
