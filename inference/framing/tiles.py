"""Large areas: a picture enlarged, then refined tile by tile, without seams between the tiles."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from inference.errors import JobError
from inference.framing.colour import match_colour
from inference.framing.crop import check_picture

BASE_OVERLAP = 16  # pixels that neighbouring tiles share on each side, at strength 0
STRENGTH_OVERLAP = 64  # and more at strength 1
UNIT = 256  # weight of a tile along one axis; products sum to UNIT²

RunTile = Callable[[np.ndarray, int], np.ndarray]


@dataclass(frozen=True, slots=True)
class Span:
    """A tile along one axis: where it begins and its weights, which sum with the neighbours' to UNIT."""

    start: int
    weights: np.ndarray  # int32, 0 … UNIT, as long as the tile


@dataclass(frozen=True, slots=True)
class TilePlan:
    """Tiles of one size that cover a picture, row by row."""

    width: int  # of the picture
    height: int
    across: tuple[Span, ...]
    down: tuple[Span, ...]

    def __len__(self) -> int:
        return len(self.across) * len(self.down)

    @property
    def tile_size(self) -> tuple[int, int]:
        """Width and height of every tile; larger than a picture whose sides do not divide by the multiple."""
        return len(self.across[0].weights), len(self.down[0].weights)

    def spans(self) -> Iterator[tuple[Span, Span]]:
        """Across and down, in the order of the tiles' indices."""
        for row in self.down:
            for column in self.across:
                yield column, row


def overlap_for(strength: float) -> int:
    """Pixels that two neighbouring tiles should share at a denoise strength of 0 … 1."""
    return 2 * round(BASE_OVERLAP + STRENGTH_OVERLAP * strength)


def plan_tiles(
    size: tuple[int, int], *, tile: int = 1024, multiple: int = 8, overlap: int = overlap_for(0.4)
) -> TilePlan:
    """Cover a picture of `size` (width, height) with equal tiles of at most `tile` pixels a side.

    Tiles' sides are multiples of `multiple`; as few tiles as will do share at least `overlap` pixels with
    their neighbours. Raises JobError where tiles would overlap by more than a third.
    """
    if min(size) < 1 or multiple < 1 or tile < multiple or not 0 <= 3 * overlap <= tile:
        raise JobError("The tiles for enlarging make no sense; choose a larger tile or a smaller overlap.")
    return TilePlan(*size, *(_spans(side, tile // multiple * multiple, multiple, overlap) for side in size))


def plan_refinement(size: tuple[int, int], *, tile: int, multiple: int, strength: float) -> TilePlan:
    """The tiles that `refine` paints over: they overlap the more, the stronger they are painted anew."""
    return plan_tiles(size, tile=tile, multiple=multiple, overlap=min(overlap_for(strength), tile // 3))


def refine(
    picture: np.ndarray,
    size: tuple[int, int],
    run_tile: RunTile,
    *,
    tile: int = 1024,
    multiple: int = 8,
    strength: float = 0.4,
    match: bool = True,
    plan: TilePlan | None = None,
) -> np.ndarray:
    """`picture` (H×W×3 uint8) enlarged to `size` (width, height) and refined in tiles: H×W×3 uint8.

    `run_tile(tile, index)` gets an H×W×3 uint8 piece of the enlarged picture, all of one size, and returns it
    repainted; indices run row by row. Each tile's colours are matched to the enlarged picture's unless
    `match` is off, and neighbours fade into each other where they overlap, with weights that sum to exactly
    1: tiles that come back as they went in give the enlarged picture, bit by bit. `plan`: the tiles, where
    the caller has `plan_refinement` already. Raises JobError where a tile comes back in another size.
    """
    base = enlarge(picture, size)
    plan = plan or plan_refinement(size, tile=tile, multiple=multiple, strength=strength)
    refined = np.empty_like(base)
    unmasked = np.zeros(plan.tile_size[::-1], np.uint8)
    # Only as many rows as a tile has are summed up at a time: sums are four times as large as a picture.
    total = _blank(plan.tile_size[1], plan.width)
    for index, (column, row) in enumerate(plan.spans()):
        piece = _piece(base, column, row)
        painted = run_tile(piece.copy(), index)
        check_picture(painted)
        if painted.shape != piece.shape:
            raise JobError("A tile came back in another size. Try again with another tile size.")
        if match:
            painted = match_colour(painted, piece, unmasked)
        _add(total, painted, column, row)
        if column is plan.across[-1]:
            ready = min((o.start for o in plan.down if o.start > row.start), default=plan.height) - row.start
            refined[row.start : row.start + ready] = total[:ready] // (UNIT * UNIT)
            total = np.concatenate((total[ready:], _blank(min(ready, len(total)), plan.width)))
    return refined


def enlarge(picture: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Resample H×W×3 uint8 to `size` (width, height): Lanczos up, without its ringing, or area means down.

    Every result is kept between the darkest and the lightest of the pixels around its place, so that no
    halo stands along an edge for the refinement to take for a line.
    """
    check_picture(picture)
    height, width = picture.shape[:2]
    if size == (width, height):
        return picture.copy()
    if size[0] * size[1] <= width * height:
        return cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    near = np.ones((3, 3), np.uint8)
    large = cv2.resize(picture, size, interpolation=cv2.INTER_LANCZOS4)
    least = cv2.resize(cv2.erode(picture, near), size, interpolation=cv2.INTER_LINEAR)
    most = cv2.resize(cv2.dilate(picture, near), size, interpolation=cv2.INTER_LINEAR)
    return np.clip(large, least, most)


def _spans(side: int, tile: int, multiple: int, overlap: int) -> tuple[Span, ...]:
    if side <= tile:
        return (Span(0, np.full(math.ceil(side / multiple) * multiple, UNIT, np.int32)),)
    count = math.ceil((side - overlap) / (tile - overlap))
    # No larger than needed: a smaller tile is quicker and none would be needed twice.
    length = min(tile, math.ceil((side + (count - 1) * overlap) / count / multiple) * multiple)
    starts = [round(number * (side - length) / (count - 1)) for number in range(count)]
    weights = [np.full(length, UNIT, np.int32) for _ in starts]
    for number in range(1, count):  # a fade lies where these two overlap and no third one does
        left, right = starts[number - 1], starts[number]
        end = min(left + length, starts[number + 1] if number + 1 < count else side)
        begin = min(end, max(right, starts[number - 2] + length if number > 1 else 0))
        rise = _rise(end - begin)
        weights[number][: begin - right] = 0
        weights[number][begin - right : end - right] = rise
        weights[number - 1][begin - left : end - left] = UNIT - rise
        weights[number - 1][end - left :] = 0
    return tuple(Span(start, weight) for start, weight in zip(starts, weights, strict=True))


def _rise(length: int) -> np.ndarray:
    """A smooth climb from above 0 to below UNIT, int32."""
    t = (np.arange(length) + 0.5) / max(length, 1)
    return np.rint(t * t * (3.0 - 2.0 * t) * UNIT).astype(np.int32)


def _piece(base: np.ndarray, column: Span, row: Span) -> np.ndarray:
    """A tile of the picture, its edge repeated where the picture ends."""
    part = base[row.start : row.start + len(row.weights), column.start : column.start + len(column.weights)]
    below, beside = len(row.weights) - part.shape[0], len(column.weights) - part.shape[1]
    return cv2.copyMakeBorder(part, 0, below, 0, beside, cv2.BORDER_REPLICATE)


def _add(total: np.ndarray, painted: np.ndarray, column: Span, row: Span) -> None:
    """Add a tile to the sums (h×W×3 uint32) of its row of tiles."""
    target = total[:, column.start : column.start + len(column.weights)]
    width = target.shape[1]
    weights = (row.weights[:, None] * column.weights[None, :width]).astype(np.uint32)
    target += painted[:, :width] * weights[..., None]


def _blank(height: int, width: int) -> np.ndarray:
    """Sums of nothing, with the half that rounds."""
    return np.full((height, width, 3), UNIT * UNIT // 2, np.uint32)
