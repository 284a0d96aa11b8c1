"""Layers blended into one picture, and pictures of 8 or 16 bits changed to layer paint and back."""

from __future__ import annotations

import ctypes
import functools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numba
import numpy as np

from canvas.blend import BlendMode
from canvas.document import Document
from canvas.geometry import TILE, Key, Rect
from canvas.kernels import compose as kernels
from canvas.kernels import convert
from canvas.kernels.blend import blender
from canvas.kernels.launch import launch
from canvas.layer import Layer
from canvas.tile import CHANNELS, ONE, Tile, Tiles

PIECE = 2000  # tile blends given to a kernel at once: some milliseconds on two cores

CLEAR = np.zeros(4, np.float32)  # no background


@dataclass(frozen=True, slots=True, eq=False)
class Stack:
    """Layers as the kernels see them, from the bottom up."""

    tiles: tuple[Tiles, ...]
    modes: np.ndarray  # int64, from `blender`
    scales: np.ndarray  # float32, opacity / 32768

    @classmethod
    def of(cls, layers: Sequence[Layer]) -> Stack:
        return cls(
            tuple(layer.tiles for layer in layers),
            np.array([blender(layer.blend) for layer in layers], np.int64),
            np.array([layer.opacity / ONE for layer in layers], np.float32),
        )

    def sources(self, keys: Sequence[Key], first: int = 0) -> np.ndarray:
        """L×N int64: where each layer's tile lies in memory, 0 where it has none and below layer `first`."""
        out = np.zeros((len(self.tiles), len(keys)), np.int64)
        for place in range(first, len(self.tiles)):
            get = self.tiles[place].get
            out[place] = [0 if (tile := get(key)) is None else tile.address for key in keys]
        return out


def shown(document: Document) -> list[Layer]:
    """The layers that take part in the composite."""
    return [layer for layer in document.sheets() if layer.visible and layer.opacity > 0]


def flatten(document: Document, rect: Rect | None = None) -> np.ndarray:
    """The composite of `rect` (the whole document if None): 4×H×W uint16 fix15, premultiplied."""
    rect = document.rect if rect is None else rect
    out = np.zeros((CHANNELS, rect.height, rect.width), np.uint16)
    _compose(Stack.of(shown(document)), list(rect.tile_keys()), kernels.PLANES, out, rect, CLEAR)
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
    _compose(Stack.of(shown(document)), list(rect.tile_keys()), kernels.PIXELS, out, rect, under)
    return out


def layer8(layer: Layer, rect: Rect) -> np.ndarray:
    """The layer's own pixels (whatever its opacity and mode) over `rect`: H×W×4 uint8 straight RGBA."""
    out = np.zeros((rect.height, rect.width), np.uint32)
    keys = [key for key in rect.tile_keys() if key in layer.tiles]
    for piece in _pieces(keys, PIECE):
        tiles = np.array([layer.tiles[key].address for key in piece], np.int64)
        launch(convert.unpack8, tiles, key_array(piece), rect.x, rect.y, address(out), *out.shape)
    return out.view(np.uint8).reshape(rect.height, rect.width, CHANNELS)


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


def merged(lower: Layer, upper: Layer, inside: Rect | None = None) -> dict[Key, Tile | None]:
    """The tile changes to `lower` that put `upper` into it, for the tiles that touch `inside` (None: all).

    Both opacities go into the paint, so the merged layer is to be shown at opacity 1, in the mode that
    `lower` had. If `upper` is in normal mode and `lower` too, the picture stays the same (to fix15 rounding)
    over whatever is below. Any other mode of `upper` acts on the paint of `lower` alone, as in Krita
    and Photoshop; the picture then stays the same where `lower` is opaque.
    """
    stack = Stack.of([lower, upper])
    stack.modes[0] = blender(BlendMode.NORMAL)
    keys = list({**lower.tiles, **upper.tiles})
    if inside is not None:
        keys = [key for key in keys if not inside.clipped(_rect(key)).empty]
    pixels = [new_paint() for _ in keys]
    frame = np.array([[address(array)] for array in pixels], np.int64).reshape(-1, 1)
    for start, piece in zip(_starts(keys, PIECE), _pieces(keys, PIECE), strict=True):
        part = frame[start : start + len(piece)]
        compose_piece(stack, piece, kernels.TILES, 0, part)
    return {key: Tile(array) if array[3].any() else None for key, array in zip(keys, pixels, strict=True)}


def new_paint() -> np.ndarray:
    """Memory for one tile, not yet written."""
    return np.empty((CHANNELS, TILE, TILE), np.uint16)


def address(array: np.ndarray) -> int:
    """Where an array lies in memory, for the kernels; the caller keeps the array alive."""
    if array.flags.writeable and array.flags.c_contiguous and array.size:
        return ctypes.addressof(ctypes.c_char.from_buffer(array.data))  # thrice as fast
    return array.__array_interface__["data"][0]


def key_array(keys: Sequence[Key]) -> np.ndarray:
    """N×2 int64."""
    return np.array(keys, np.int64).reshape(-1, 2)


def compose_piece(
    stack: Stack,
    keys: Sequence[Key],
    kind: int,
    target: int,
    frame: np.ndarray,
    *,
    background: np.ndarray = CLEAR,
    starts: np.ndarray | None = None,
    keeps: np.ndarray | None = None,
    split: int = -1,
) -> None:
    """Composite a few tiles; see `kernels.compose` for what the arguments mean."""
    none = np.zeros(len(keys), np.int64)
    first = split if starts is not None and starts.all() else 0
    launch(
        kernels.compose,
        *(stack.sources(keys, first), stack.modes, stack.scales, key_array(keys)),
        *(none if starts is None else starts, none if keeps is None else keeps, split),
        *(kind, target, frame, background, _scratch()),
    )


@functools.cache
def _scratch() -> np.ndarray:
    """Accumulators for every thread of a kernel; only one kernel runs at a time."""
    return np.empty((numba.get_num_threads(), kernels.ACCUMULATOR), np.float32)


def _compose(
    stack: Stack, keys: list[Key], kind: int, out: np.ndarray, rect: Rect, background: np.ndarray
) -> None:
    frame = np.array([[rect.x, rect.y, rect.width, rect.height]], np.int64)
    target = address(out)
    for piece in _pieces(keys, max(16, PIECE // max(1, len(stack.tiles)))):
        compose_piece(stack, piece, kind, target, frame, background=background)


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
    for piece in _pieces(list(rect.tile_keys()), PIECE):
        paints = [new_paint() for _ in piece]
        painted = np.zeros(len(piece), np.uint8)
        launch(
            kernel,
            *(address(pixels), rect.x, rect.y, width, height),
            *(np.array([address(paint) for paint in paints], np.int64), key_array(piece), painted),
        )
        for key, paint, any_alpha in zip(piece, paints, painted.tolist(), strict=True):
            if any_alpha:
                tiles[key] = Tile(paint)
    return tiles


def _rect(key: Key) -> Rect:
    return Rect(key[0] * TILE, key[1] * TILE, TILE, TILE)


def _starts(keys: Sequence[Key], size: int) -> range:
    return range(0, len(keys), size)


def _pieces(keys: Sequence[Key], size: int) -> Iterator[Sequence[Key]]:
    for start in _starts(keys, size):
        yield keys[start : start + size]
