"""Recorded strokes come out as if they had been painted one by one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from canvas.brush.dynamics import Curve, Dynamic, Input, Setting, pressed
from canvas.brush.preset import Brush, TextureMode
from canvas.brush.replay import StrokeBatch, replay
from canvas.brush.stroke import Stroke
from canvas.brush.tip import Tip, TipOrder
from canvas.composite import from_rgba8
from canvas.errors import EditError
from canvas.geometry import Key, Rect
from canvas.layer import Layer
from canvas.selection import Selection
from canvas.tile import Tile, read

RECT = Rect(0, 0, 300, 280)
BRUSHES = (
    Brush("hard", hardness=1.0, spacing=0.2),
    Brush(
        "soft", hardness=0.2, flow=0.4, dynamics=(pressed(Setting.SIZE, 0.8), pressed(Setting.OPACITY, 0.5))
    ),
    Brush("rough", hardness=0.5, roundness=0.4, angle=40, grain=0.6),
)


LIVELY = (
    Brush("spray", hardness=0.7, scatter=1.0, spacing=0.3, hue_jitter=0.4, value_jitter=0.3),
    Brush(
        "turning",
        roundness=0.3,
        grain=0.8,
        texture="canvas",
        texture_scale=1.5,
        dynamics=(
            Dynamic(Setting.ANGLE, Input.DIRECTION),
            Dynamic(Setting.GRAIN, Input.RANDOM),
            Dynamic(Setting.SIZE, Input.FADE, Curve(((0.0, 1.0), (1.0, 0.3)))),
        ),
    ),
    Brush(
        "blots",
        build_up=True,
        flow=0.4,
        grain=0.5,
        texture_mode=TextureMode.MULTIPLY,
        saturation_jitter=0.5,
        tip=Tip(
            "blots",
            tuple(np.random.default_rng(k).integers(0, 256, (12 + k, 20), dtype=np.uint8) for k in range(3)),
            TipOrder.RANDOM,
        ),
    ),
)


def random_batch(seed: int, count: int = 60, brushes: tuple[Brush, ...] = BRUSHES) -> StrokeBatch:
    rng = np.random.default_rng(seed)
    lengths = rng.integers(1, 6, count)
    points = np.concatenate(
        [rng.uniform(-20, 300, (lengths.sum(), 2)), rng.random((lengths.sum(), 1))], axis=1
    )
    return StrokeBatch(
        points=points,
        offsets=np.concatenate([[0], np.cumsum(lengths)]),
        colours=rng.random((count, 3)),
        sizes=rng.uniform(1, 50, count),
        opacities=rng.random(count),
        brush=rng.integers(0, len(brushes), count),
        brushes=brushes,
    )


def one_by_one(
    layer: Layer,
    batch: StrokeBatch,
    scale: float = 1.0,
    offset: tuple[float, float] = (0, 0),
    **options: object,
) -> Layer:
    for place in range(len(batch.sizes)):
        points = batch.points[batch.offsets[place] : batch.offsets[place + 1]].copy()
        points[:, :2] = points[:, :2] * scale + offset
        brush = replace(
            batch.brushes[batch.brush[place]],
            size=float(batch.sizes[place]) * scale,
            opacity=float(batch.opacities[place]),
        )
        seed = place if batch.seeds is None else int(batch.seeds[place])
        settings = {"clip": RECT, "selection": None, "seed": seed, **options}
        stroke = Stroke(layer, brush, tuple(batch.colours[place].tolist()), **settings)  # type: ignore[arg-type]
        stroke.add_points(points)
        stroke.finish()
        layer = stroke.layer
    return layer


def noise_layer() -> Layer:
    pixels = np.random.default_rng(1).integers(0, 256, (280, 300, 4), dtype=np.uint8)
    return Layer("noise", tiles=from_rgba8(pixels))


def assert_same(layer: Layer, changes: dict[Key, Tile | None], expected: Layer) -> None:
    assert np.array_equal(read(layer.with_tiles(changes).tiles, RECT), read(expected.tiles, RECT))


@pytest.mark.parametrize("layer", [Layer("empty"), noise_layer()], ids=["empty", "noise"])
def test_as_painted_one_by_one(layer: Layer) -> None:
    batch = random_batch(1)
    changes = replay(layer, batch, clip=RECT)
    assert_same(layer, changes, one_by_one(layer, batch))
    assert len(changes) > 15


@pytest.mark.parametrize("locked", [False, True])
def test_brushes_that_are_driven_and_left_to_chance(locked: bool) -> None:
    layer = replace(noise_layer(), alpha_lock=locked)
    batch = random_batch(9, 40, LIVELY)
    assert_same(layer, replay(layer, batch, clip=RECT), one_by_one(layer, batch))
    seeded = replace(batch, seeds=np.arange(40) * 7)
    changes = replay(layer, seeded, clip=RECT)
    assert_same(layer, changes, one_by_one(layer, seeded))
    assert not np.array_equal(
        read(layer.with_tiles(changes).tiles, RECT), read(one_by_one(layer, batch).tiles, RECT)
    )


def test_scaled_and_moved() -> None:
    batch = random_batch(2)
    changes = replay(Layer("a"), batch, clip=RECT, scale=0.6, offset=(40.5, -13.25))
    assert_same(Layer("a"), changes, one_by_one(Layer("a"), batch, 0.6, (40.5, -13.25)))


def test_inside_a_selection_and_a_clip() -> None:
    mask = np.zeros((280, 300), np.uint8)
    mask[50:120, 30:100] = 255
    mask[50:120, 100:110] = 90
    selection, clip = Selection.of_array(mask), Rect(40, 0, 200, 100)
    batch, layer = random_batch(3), noise_layer()
    changes = replay(layer, batch, clip=clip, selection=selection)
    assert set(changes) <= set(selection.tiles)
    assert_same(layer, changes, one_by_one(layer, batch, clip=clip, selection=selection))


def test_erasing_and_keeping_alpha() -> None:
    brushes = (Brush("eraser", eraser=True, hardness=1), Brush("tint", alpha_lock=True))
    batch, layer = random_batch(4, brushes=brushes), noise_layer()
    assert_same(layer, replay(layer, batch, clip=RECT), one_by_one(layer, batch))
    assert replay(Layer("empty"), batch, clip=RECT).keys() <= set(RECT.tile_keys())
    erased = StrokeBatch(
        points=np.array([[150.0, 140.0, 1.0]]),
        offsets=np.array([0, 1]),
        colours=np.zeros((1, 3)),
        sizes=np.array([900.0]),
        opacities=np.array([1.0]),
        brush=np.array([0]),
        brushes=brushes,
    )
    assert set(replay(layer, erased, clip=RECT).values()) == {None}


def test_progress_is_told_and_cancelling_stops() -> None:
    told: list[float] = []
    batch = random_batch(5)
    changes = replay(Layer("a"), batch, clip=RECT, on_progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1
    asked = iter([False, True])
    some = replay(Layer("a"), batch, clip=RECT, cancelled=lambda: next(asked))
    assert 0 < len(some) < len(changes)
    assert all(tile == changes[key] for key, tile in some.items())


def test_nothing_to_paint() -> None:
    none = random_batch(6, count=0)
    assert replay(Layer("a"), none, clip=RECT) == {}
    assert replay(Layer("a"), random_batch(6), clip=Rect(5000, 5000, 10, 10)) == {}


def test_a_locked_layer_raises() -> None:
    with pytest.raises(EditError, match="locked"):
        replay(Layer("a", locked=True), random_batch(7), clip=RECT)


def test_arrays_that_do_not_agree_raise() -> None:
    with pytest.raises(ValueError, match="number of strokes"):
        replace(random_batch(8), sizes=np.ones(3))
    with pytest.raises(ValueError, match="offsets"):
        replace(random_batch(8), points=np.ones((5, 3)))
