"""Trees of layers composited into one picture; pictures of 8 or 16 bits changed to layer paint and back."""

from __future__ import annotations

import ctypes
import functools
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from canvas.change import covered
from canvas.document import Document
from canvas.geometry import TILE, Key, Rect, tile_rect
from canvas.kernels import steps
from canvas.kernels.launch import launch
from canvas.kernels.lazy import compose as kernels
from canvas.kernels.lazy import convert
from canvas.kernels.library import threads
from canvas.layer import Group, Layer, Mask, Node
from canvas.program import Program, compiled
from canvas.tile import CHANNELS, ONE, Tile, read

FEW = 128  # tiles times steps up to which other threads are not woken
PIECE = 3000  # tile blends given to a kernel at once: some milliseconds on two cores

CLEAR = np.zeros(4, np.float32)  # no background


def flatten(document: Document, rect: Rect | None = None) -> np.ndarray:
    """The composite of `rect` (the whole document if None): 4×H×W uint16 fix15, premultiplied."""
    rect = document.rect if rect is None else rect
    out = np.zeros((CHANNELS, rect.height, rect.width), np.uint16)
    _compose(compiled(document.layers), list(rect.tile_keys()), steps.PLANES, out, rect, CLEAR)
    return out


def flatten8(
    document: Document, rect: Rect | None = None, background: Sequence[float] | None = None
) -> np.ndarray:
    """The composite of `rect` as H×W×4 uint8 straight RGBA.

    background: straight RGB or RGBA, 0 … 1, laid under everything; None leaves transparency.
    """
    rect = document.rect if rect is None else rect
    under = np.zeros(4, np.float32)
    if background is not None:
        under[:] = (*background[:3], background[3] if len(background) > 3 else 1.0)
    out = np.zeros((rect.height, rect.width, CHANNELS), np.uint8)
    _compose(compiled(document.layers), list(rect.tile_keys()), steps.PIXELS, out, rect, under)
    return out


def layer8(node: Node, rect: Rect) -> np.ndarray:
    """A layer's own pixels, or a group's composite by itself, over `rect`: H×W×4 uint8 straight RGBA.

    Its own opacity, mode and mask are left out, and it need not be visible.
    """
    if isinstance(node, Group):
        return to_rgba8(flatten(Document(1, 1, node.layers), rect))
    assert isinstance(node, Layer)
    out = np.zeros((rect.height, rect.width), np.uint32)
    keys = [key for key in rect.tile_keys() if key in node.tiles]
    for piece in _pieces(keys, PIECE):
        tiles = np.array([node.tiles[key].address for key in piece], np.int64)
        launch(convert.unpack8, tiles, key_array(piece), rect.x, rect.y, address(out), *out.shape)
    return out.view(np.uint8).reshape(rect.height, rect.width, CHANNELS)


def mask8(mask: Mask, rect: Rect) -> np.ndarray:
    """A mask over `rect`, whether it is enabled or not: H×W uint8, 255 shows."""
    plane = read(mask.tiles, rect, 1)
    if mask.outside:
        for key in rect.tile_keys():
            if key not in mask.tiles:
                hole = tile_rect(key).clipped(rect).moved(-rect.x, -rect.y)
                plane[hole.y : hole.bottom, hole.x : hole.right] = mask.outside
    return ((plane.astype(np.uint32) * 255 + ONE // 2) >> 15).astype(np.uint8)


def to_rgba8(planes: np.ndarray) -> np.ndarray:
    """4×H×W uint16 fix15 premultiplied to H×W×4 uint8 straight RGBA."""
    _channels, height, width = planes.shape
    out = np.empty((height, width), np.uint32)
    _by_rows(convert.straight8, planes, out)
    return out.view(np.uint8).reshape(height, width, CHANNELS)


def to_rgba16(planes: np.ndarray) -> np.ndarray:
    """4×H×W uint16 fix15 premultiplied to H×W×4 uint16 straight RGBA, 0 … 65535; `from_rgba16` undoes it."""
    _channels, height, width = planes.shape
    out = np.empty((height, width), np.uint64)
    _by_rows(convert.straight16, planes, out)
    return out.view(np.uint16).reshape(height, width, CHANNELS)


def from_rgba8(pixels: np.ndarray, origin: tuple[int, int] = (0, 0)) -> dict[Key, Tile]:
    """Tiles of a picture, H×W×4 uint8 straight RGBA, whose first pixel lies at `origin` = (x, y).

    Wholly transparent tiles are left out. Reading the tiles back as 8 bits gives the same pixels, but for
    the colour of those with an alpha of 0 (lost) or 1 (within one step).
    """
    return _from_pixels(convert.pack8, np.ascontiguousarray(pixels, np.uint8), origin)


def from_rgba16(pixels: np.ndarray, origin: tuple[int, int] = (0, 0)) -> dict[Key, Tile]:
    """As `from_rgba8`, from H×W×4 uint16 straight RGBA, 0 … 65535."""
    return _from_pixels(convert.pack16, np.ascontiguousarray(pixels, np.uint16), origin)


def composed(nodes: Sequence[Node], inside: Rect | None = None) -> dict[Key, Tile]:
    """Siblings composited by themselves, as tiles: those that touch `inside` (None: all that hold paint).

    Seen in normal mode they look the same, bit by bit, as an isolated group of these nodes.
    """
    keys = list(covered(nodes))
    if inside is not None:
        keys = [key for key in keys if not inside.clipped(tile_rect(key)).empty]
    pixels = [new_paint() for _ in keys]
    frame = np.array([[address(array)] for array in pixels], np.int64).reshape(-1, 1)
    program = compiled(nodes)
    size = _piece(program)
    for start in range(0, len(keys), size):
        compose_piece(program, keys[start : start + size], steps.TILES, 0, frame[start : start + size])
    return {key: Tile(array) for key, array in zip(keys, pixels, strict=True) if array[3].any()}


def new_paint() -> np.ndarray:
    """Memory for one tile, not yet written."""
    return np.empty((CHANNELS, TILE, TILE), np.uint16)


def address(array: np.ndarray) -> int:
    """Where an array lies in memory, for the kernels; the caller keeps the array alive."""
    if array.flags.carray and array.size:  # five times as fast
        return ctypes.addressof(ctypes.c_char.from_buffer(array))  # pyright: ignore[reportArgumentType]
    return array.__array_interface__["data"][0]


def key_array(keys: Sequence[Key]) -> np.ndarray:
    """N×2 int64."""
    return np.array(keys, np.int64).reshape(-1, 2)


def compose_piece(
    program: Program,
    keys: Sequence[Key],
    kind: int,
    target: int,
    frame: np.ndarray,
    *,
    background: np.ndarray = CLEAR,
    starts: np.ndarray | None = None,
    keeps: np.ndarray | None = None,
) -> None:
    """Composite a few tiles; see `kernels.compose` for what the arguments mean."""
    none = np.zeros(len(keys), np.int64)
    goes_on = starts is not None and bool(starts.all())
    first = program.sources_below if goes_on else 0
    arguments = (
        *(program.ops, program.scales, program.addresses(keys, first), program.mask_addresses(keys)),
        *(key_array(keys), none if starts is None else starts, none if keeps is None else keeps),
        *(program.split, program.depth, program.state, kind, target, frame, background),
    )
    slots = _slots(program.slots)
    if len(keys) * (len(program.ops) - (program.split if goes_on else 0)) <= FEW:
        kernels.compose_few(*arguments, np.empty((1, steps.ROOM + slots * steps.SLOT), np.float32))
    else:
        launch(kernels.compose, *arguments, _scratch(slots), np.zeros(1, np.int64))


def _slots(needed: int) -> int:
    """Few different numbers, so that few scratches are kept."""
    return 1 if needed == 1 else max(4, 1 << (needed - 1).bit_length())


@functools.cache
def _scratch(slots: int) -> np.ndarray:
    """Accumulators for every thread of a kernel; only one kernel runs at a time."""
    return np.empty((threads(), steps.ROOM + slots * steps.SLOT), np.float32)


def _compose(
    program: Program, keys: Sequence[Key], kind: int, out: np.ndarray, rect: Rect, background: np.ndarray
) -> None:
    frame = np.array([[rect.x, rect.y, rect.width, rect.height]], np.int64)
    target = address(out)
    for piece in _pieces(keys, _piece(program)):
        compose_piece(program, piece, kind, target, frame, background=background)


def _piece(program: Program) -> int:
    """How many tiles are given to a kernel at once."""
    return max(16, PIECE // max(1, len(program.ops)))


def _by_rows(kernel: Callable[..., None], planes: np.ndarray, out: np.ndarray) -> None:
    rows = max(16, PIECE * TILE * TILE // max(1, out.shape[1]))
    planes = np.ascontiguousarray(planes, np.uint16)
    for first in range(0, out.shape[0], rows):
        last = min(first + rows, out.shape[0])
        launch(kernel, address(planes), address(out), *out.shape, first, last)


def _from_pixels(kernel: Callable[..., None], pixels: np.ndarray, origin: tuple[int, int]) -> dict[Key, Tile]:
    height, width, _channels = pixels.shape
    rect = Rect(origin[0], origin[1], width, height)
    tiles: dict[Key, Tile] = {}
    shared: dict[bytes, Tile] = {}
    for piece in _pieces(list(rect.tile_keys()), PIECE):
        paints = [new_paint() for _ in piece]
        addresses = np.array([address(paint) for paint in paints], np.int64)
        painted = np.zeros(len(piece), np.uint8)
        place = (address(pixels), rect.x, rect.y, width, height)
        launch(kernel, *place, addresses, key_array(piece), painted)
        addresses[painted == 0] = 0
        tiles.update(made_tiles(piece, paints, addresses, shared))
    return tiles


def made_tiles(
    keys: Sequence[Key], paints: Sequence[np.ndarray | None], addresses: np.ndarray, shared: dict[bytes, Tile]
) -> Iterator[tuple[Key, Tile]]:
    """The tiles of what kernels have written at N int64 addresses; where the address is 0 there is none.

    Those of one colour become one tile, kept in `shared` by that colour: a plain ground has thousands.
    """
    flat = np.zeros(len(addresses), np.uint8)
    convert.one_colour(addresses, flat)
    for key, paint, place, is_flat in zip(keys, paints, addresses.tolist(), flat.tolist(), strict=True):
        if paint is None or not place:
            continue
        tile = Tile(paint, place)
        yield key, shared.setdefault(paint[:, 0, 0].tobytes(), tile) if is_flat else tile


def _pieces(keys: Sequence[Key], size: int) -> Iterator[Sequence[Key]]:
    for start in range(0, len(keys), size):
        yield keys[start : start + size]
