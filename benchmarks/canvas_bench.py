"""How fast the canvas paints, composites and shows, and what memory it holds: one function, one figure."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from canvas.blend import BlendMode
from canvas.brush.dynamics import Dynamic, Input, Setting, pressed
from canvas.brush.preset import Brush
from canvas.brush.stroke import Stroke
from canvas.brush.tip import Tip
from canvas.composite import flatten8
from canvas.display import Display
from canvas.document import Document
from canvas.geometry import Key, Rect
from canvas.layer import Layer
from canvas.tile import CHANNELS, ONE, Tile
from canvas.warmup import warm_up

SIDE = 4096  # pixels
RECT = Rect(0, 0, SIDE, SIDE)
BATCH = 128  # dabs per call: at this speed even a frame of 1/120 s brings more
DABS = {16: 8000, 64: 6000, 256: 1600, 512: 500}
TILE_BYTES = 32768

# 20 layers as in a real painting: mostly normal, some of the costlier modes.
MIXED = [
    BlendMode.MULTIPLY if place in (2, 11) else
    BlendMode.OVERLAY if place in (5, 15) else
    BlendMode.SOFT_LIGHT if place in (8, 17) else
    BlendMode.COLOR if place == 13 else
    BlendMode.NORMAL
    for place in range(20)
]  # fmt: skip


def dabs_16() -> float:
    return _dabs_per_second(16, Brush(size=16, hardness=0.5, opacity=0.8))


def dabs_64() -> float:
    return _dabs_per_second(64, Brush(size=64, hardness=0.5, opacity=0.8))


def dabs_256() -> float:
    return _dabs_per_second(256, Brush(size=256, hardness=0.5, opacity=0.8))


def dabs_512() -> float:
    return _dabs_per_second(512, Brush(size=512, hardness=0.5, opacity=0.8))


def dabs_dynamic_64() -> float:
    """Pressure that swings between 0.5 and 1 drives size and opacity; the paper's grain shows."""
    driven = (pressed(Setting.SIZE, 0.5), pressed(Setting.OPACITY, 0.5))
    brush = Brush(size=64, hardness=0.5, opacity=0.8, grain=0.5, dynamics=driven)
    return _dabs_per_second(64, brush, swing=0.25)


def dabs_tip_64() -> float:
    """A picture for a tip, turned anew for every dab."""
    picture = np.random.default_rng(4).integers(0, 256, (100, 100), dtype=np.uint8)
    turned = (Dynamic(Setting.ANGLE, Input.RANDOM),)
    return _dabs_per_second(64, Brush(size=64, opacity=0.8, tip=Tip("noise", (picture,)), dynamics=turned))


def dabs_jitter_64() -> float:
    """Every dab has a colour of its own."""
    return _dabs_per_second(64, Brush(size=64, hardness=0.5, opacity=0.8, hue_jitter=0.2))


def dirty_300_ms() -> float:
    """Recompositing 300×300 pixels through 20 mixed layers, nothing cached."""
    document = mixed_document()
    display = Display(cache_bytes=0)
    display.show(document)
    places = np.random.default_rng(2).integers(0, SIDE - 300, (60, 2)).tolist()
    return 1e3 * _median(
        [
            _seconds(lambda x=x, y=y: display.show(document, Rect(x, y, 300, 300).tile_keys()))
            for x, y in places
        ]
    )


def dirty_300_cached_ms() -> float:
    """The same under a stroke on the top layer: all below it comes from the cache."""
    document = mixed_document()
    display = Display()
    display.show(document)
    area = list(Rect(1000, 1000, 300, 300).tile_keys())
    return 1e3 * _median([_seconds(lambda: display.show(document, area)) for _ in range(60)])


def flatten_20x4096_ms() -> float:
    """The 20 mixed layers, whole, to 8-bit pixels."""
    document = mixed_document()
    return 1e3 * _median([_seconds(lambda: flatten8(document)) for _ in range(5)])


def slider_frame_ms() -> float:
    """One frame of dragging the opacity of the active, middle layer, 1920×1080 in view at 100 %."""
    document = mixed_document()
    document = replace(document, active=document.layers[10].id)
    visible = Rect(1000, 1000, 1920, 1080)
    display = Display()
    display.show(document)
    seconds: list[float] = []
    for frame in range(20):
        document = document.changing(document.layers[10].id, opacity=0.3 + frame / 40)
        left = sum(1 for _ in visible.tile_keys())

        def stop(rect: Rect) -> bool:
            nonlocal left
            left -= sum(1 for _ in rect.tile_keys())
            return left > 0

        after = document
        seconds.append(_seconds(lambda after=after, stop=stop: display.show(after, None, visible, stop)))
    return 1e3 * _median(seconds)


def memory_ratio() -> float:
    """Bytes that a process holds per byte of painted tiles: 30 layers of 8192², each with one long stroke."""
    import gc

    import psutil

    process = psutil.Process()
    rect = Rect(0, 0, 8192, 8192)
    _stroke_once(rect, 0)
    gc.collect()
    before = process.memory_info().rss
    layers = [_stroke_once(rect, place) for place in range(30)]
    gc.collect()
    held = process.memory_info().rss - before
    return held / (TILE_BYTES * sum(len(layer.tiles) for layer in layers))


def mixed_document() -> Document:
    """20 full layers of 4096² (2.6 GB if every tile were its own; tiles are drawn from a pool of 400)."""
    rng = np.random.default_rng(1)
    pool: list[Tile] = []
    for _ in range(400):
        alpha = rng.integers(0, ONE + 1, (64, 64), dtype=np.uint32)
        colour = rng.integers(0, ONE + 1, (3, 64, 64), dtype=np.uint32) * alpha >> 15
        pool.append(Tile(np.concatenate([colour, alpha[None]]).astype(np.uint16)))
    keys = list(RECT.tile_keys())
    layers: list[Layer] = []
    for place, mode in enumerate(MIXED):
        choice = rng.integers(0, len(pool), len(keys)).tolist()
        tiles = {key: pool[index] for key, index in zip(keys, choice, strict=True)}
        layers.append(Layer(f"{place}", tiles=tiles, blend=mode, opacity=0.7 if place else 1.0))
    return Document(SIDE, SIDE, tuple(layers), layers[-1].id)


def sparse_document() -> Document:
    """30 layers of 8192², each with one long stroke."""
    rect = Rect(0, 0, 8192, 8192)
    layers = tuple(_stroke_once(rect, place) for place in range(30))
    return Document(rect.width, rect.height, layers, layers[-1].id)


def _stroke_once(rect: Rect, seed: int) -> Layer:
    rng = np.random.default_rng(seed)
    points = np.ones((60, 3))
    points[:, :2] = np.cumsum(rng.normal(0, 200, (60, 2)), axis=0) % rect.width
    stroke = Stroke(Layer(f"{seed}"), Brush(size=80), (0.4, 0.5, 0.6), clip=rect, selection=None)
    for start in range(0, len(points), 4):
        stroke.add_points(points[start : start + 4])
    stroke.finish()
    return stroke.layer


def _dabs_per_second(diameter: int, brush: Brush, swing: float = 0.0) -> float:
    warm_up()  # as the program does
    points = _zigzag(diameter, DABS[diameter], swing)
    batches = [points[start : start + BATCH] for start in range(0, len(points), BATCH)]
    full = _full_layer()

    def paint() -> None:
        stroke = Stroke(full, brush, (0.6, 0.3, 0.1), clip=RECT, selection=None)
        for batch in batches:
            stroke.add_points(batch)

    paint()
    return len(points) / _median([_seconds(paint) for _ in range(5)])


def _full_layer() -> Layer:
    pixels = np.full((CHANNELS, 64, 64), ONE // 2, np.uint16)
    tile = Tile(pixels)
    tiles: dict[Key, Tile] = dict.fromkeys(RECT.tile_keys(), tile)
    return Layer("full", tiles=tiles)


def _zigzag(diameter: int, count: int, swing: float) -> np.ndarray:
    """Points a tenth of the diameter apart, to and fro across the picture, slightly slanted: P×3."""
    step, margin = max(0.1 * diameter, 0.5), diameter / 2 + 2
    points = np.ones((count, 3))
    x, y, direction = margin + 1, margin + 1, 1
    for place in range(count):
        points[place, :2] = x, y
        x, y = x + direction * step, y + 0.137 * step
        if not margin <= x <= SIDE - margin:
            direction, x, y = -direction, min(max(x, margin), SIDE - margin), y + 3.3 * step
        if y > SIDE - margin:
            y = margin + 1.3
    points[:, 2] = 1 - swing + swing * np.cos(np.arange(count) / 40)
    return points


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _median(values: list[float]) -> float:
    return statistics.median(values)
