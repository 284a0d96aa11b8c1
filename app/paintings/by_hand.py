"""What an artist painted on a stage by hand, told from what the strokes of the painting had put there."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from canvas.geometry import Key
from canvas.tile import ONE, Tile, Tiles, changed_keys

FAINT = ONE // 128  # fix15; paint that differs by no more is as it was made
MOST = 0.5  # share of a stage's paint beyond which it was moved or filtered as a whole, not painted over


def hand_painted(now: Tiles, made: Tiles, keys: Iterable[Key] | None = None) -> dict[Key, Tile]:
    """The pixels of `now` that are not as they were `made`, and have paint; of some tiles, or of all.

    Where paint was rubbed out nothing can be told: a layer above cannot take paint away.
    """
    found: dict[Key, Tile] = {}
    for key in now.keys() if keys is None else keys:
        tile, before = now.get(key), made.get(key)
        if tile is None or tile is before:
            continue
        if before is None:
            found[key] = tile
            continue
        distance = np.abs(tile.pixels.astype(np.int32) - before.pixels).max(axis=0)
        differs = (distance > FAINT) & (tile.pixels[3] > 0)
        if differs.any():
            found[key] = Tile(np.ascontiguousarray(np.where(differs, tile.pixels, np.uint16(0))))
    return found


def is_paint_over(hand: Tiles, now: Tiles) -> bool:
    """Whether it is little enough to have been painted on top of the rest."""
    return bool(hand) and _painted(hand) <= MOST * _painted(now)


def brought_up(hand: Tiles, seen: Tiles, now: Tiles, made: Tiles) -> dict[Key, Tile]:
    """What was found when the layer was as `seen`, and what was painted since."""
    keys = changed_keys(seen, now)
    kept = {key: tile for key, tile in hand.items() if key not in keys}
    return kept | hand_painted(now, made, keys)


def _painted(tiles: Tiles) -> int:
    """Pixels with any paint."""
    return sum(int(np.count_nonzero(tile.pixels[3])) for tile in tiles.values())
