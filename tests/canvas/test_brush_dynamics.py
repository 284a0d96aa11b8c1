"""What drives a brush: every setting by every input, chance that repeats, and the colours it gives."""

from __future__ import annotations

import colorsys
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from canvas.brush.dynamics import Curve, Dynamic, Input, Setting, pressed
from canvas.brush.preset import Brush, Sample, TextureMode
from canvas.brush.stroke import Stroke
from canvas.brush.texture import TEXTURES, depths_of, texture
from canvas.brush.tip import Tip, TipOrder
from canvas.brush.way import Way
from canvas.composite import from_rgba8
from canvas.geometry import Rect
from canvas.kernels import table
from canvas.layer import Layer
from canvas.selection import Selection
from canvas.tile import ONE, read

RECT = Rect(0, 0, 256, 256)
RED = (1.0, 0.0, 0.0)
HALF = Curve(((0.0, 0.5), (1.0, 1.0)))  # the input's value / 2 + 1/2

COLUMN = {
    Setting.SIZE: table.RADIUS,
    Setting.HARDNESS: table.HARDNESS,
    Setting.OPACITY: table.CAP,
    Setting.FLOW: table.FLOW,
    Setting.ANGLE: table.ANGLE,
    Setting.ROUNDNESS: table.ROUNDNESS,
    Setting.SMUDGE: table.SMUDGE,
    Setting.SMUDGE_LENGTH: table.SMUDGE_LENGTH,
    Setting.GRAIN: table.GRAIN,
}


def dabs(brush: Brush, samples: list[Sample], seed: int = 0) -> np.ndarray:
    way = Way(brush, RED, seed)
    return np.concatenate([way.to(samples), way.end()])


def along(**fields: float) -> list[Sample]:
    """A line to the right with the pen always the same."""
    return [Sample(20 + 20 * k, 100, **{"pressure": 1.0, **fields}) for k in range(9)]


def alpha(layer: Layer) -> np.ndarray:
    return read(layer.tiles, RECT)[3] / ONE


def noise_layer() -> Layer:
    pixels = np.random.default_rng(1).integers(0, 256, (256, 256, 4), dtype=np.uint8)
    return Layer("noise", tiles=from_rgba8(pixels))


def tip(count: int = 1, order: TipOrder = TipOrder.SEQUENCE) -> Tip:
    rng = np.random.default_rng(5)
    return Tip("blots", tuple(rng.integers(0, 256, (20, 30), dtype=np.uint8) for _ in range(count)), order)


# How the pen must be held for an input to be 0.5, once the stroke is under way.
HELD: dict[Input, dict[str, float]] = {
    Input.PRESSURE: {"pressure": 0.5},
    Input.TILT: {"tilt_x": 30.0},
    Input.TILT_DIRECTION: {"tilt_x": -30.0},
    Input.ROTATION: {"rotation": 180.0},
}


@pytest.mark.parametrize("setting", list(COLUMN))
@pytest.mark.parametrize("source", list(HELD))
def test_an_input_drives_a_setting(setting: Setting, source: Input) -> None:
    base = Brush(roundness=0.8, opacity=0.8, flow=0.9, grain=0.6, smudge=0.9, angle=30.0)
    plain = dabs(base, along())
    driven = dabs(replace(base, dynamics=(Dynamic(setting, source, HALF),)), along(**HELD[source]))
    column = COLUMN[setting]
    if setting is Setting.ANGLE:
        assert np.allclose(driven[:, column], plain[0, column] + 0.75 * 2 * math.pi, atol=1e-4)
    else:
        assert np.allclose(driven[:, column], plain[0, column] * 0.75, atol=1e-4)
    untouched = [other for other in COLUMN.values() if other != column]
    assert np.allclose(driven[0, untouched], plain[0, untouched])


def test_several_inputs_multiply_and_turns_add() -> None:
    two = tuple(Dynamic(Setting.FLOW, source, HALF) for source in (Input.PRESSURE, Input.TILT))
    assert np.allclose(
        dabs(Brush(flow=0.8, dynamics=two), along(pressure=0.5, tilt_y=30))[:, table.FLOW], 0.8 * 0.75**2
    )
    turned = tuple(Dynamic(Setting.ANGLE, source) for source in (Input.PRESSURE, Input.ROTATION))
    found = dabs(Brush(dynamics=turned), along(pressure=0.25, rotation=90))[:, table.ANGLE]
    assert np.allclose(found, math.pi, atol=1e-3)


def test_the_direction_turns_the_dabs_and_the_first_one_waits_for_it() -> None:
    brush = Brush(size=30, roundness=0.2, dynamics=(Dynamic(Setting.ANGLE, Input.DIRECTION),))
    down = dabs(brush, [Sample(100, 20), Sample(100, 60), Sample(100, 120)])
    assert np.allclose(down[:, table.ANGLE], math.pi / 2, atol=1e-3)
    stroke = Stroke(Layer("a"), brush, RED, clip=RECT, selection=None)
    assert stroke.add([Sample(100, 100)]) == set()
    assert stroke.finish() == {(1, 1)}
    assert alpha(stroke.layer)[100, 100] == 1


def test_speed_is_smooth_and_does_not_depend_on_how_often_the_pen_reports() -> None:
    brush = Brush(size=4, dynamics=(Dynamic(Setting.FLOW, Input.SPEED),))

    def at(rate: float) -> np.ndarray:
        count = int(rate / 2)
        samples = [Sample(10 + 1000 * k / rate, 50, time=k / rate) for k in range(count)]  # 1000 px/s
        return dabs(brush, samples)[:, table.FLOW]

    often, seldom = at(400), at(60)
    assert abs(often[-1] - (1 - math.exp(-1))) < 0.01
    assert abs(often[-1] - seldom[-1]) < 0.01
    assert (np.diff(often) > -1e-5).all()
    assert np.diff(often).max() < 0.05


def test_fade_runs_out_along_the_stroke() -> None:
    fading = Dynamic(Setting.SIZE, Input.FADE, Curve(((0.0, 1.0), (1.0, 0.0))))
    found = dabs(Brush(size=20, fade=100, dynamics=(fading,)), along())
    assert (np.diff(found[:, table.RADIUS]) < 0).all()
    assert np.allclose(found[:, table.RADIUS], 10 * (1 - (found[:, table.X] - 20) / 100), atol=0.02)
    assert found[:, table.X].max() <= 120


def test_spacing_follows_the_driven_size_and_the_driven_spacing() -> None:
    ramp = [Sample(20 + 40 * k, 100, k / 5) for k in range(6)]
    found = dabs(Brush(size=40, spacing=0.25, dynamics=(pressed(Setting.SIZE, 0.9),)), ramp)
    steps, sizes = np.diff(found[:, table.X]), 2 * found[1:, table.RADIUS]
    assert np.abs(steps / sizes - 0.25)[:-1].max() < 0.08
    wide = Dynamic(Setting.SPACING, Input.PRESSURE, Curve(((0.0, 1.0), (1.0, 3.0))))
    assert np.allclose(np.diff(dabs(Brush(size=10, dynamics=(wide,)), along())[:, table.X]), 3.0, atol=1e-3)


def test_chance_is_fair_differs_by_dab_and_setting_and_repeats_with_its_seed() -> None:
    driven = tuple(Dynamic(which, Input.RANDOM) for which in (Setting.FLOW, Setting.HARDNESS))
    brush = Brush(size=2, dynamics=driven)
    long = [Sample(0, 0), Sample(500, 0)]
    found = dabs(brush, long, seed=3)
    flows, hards = found[:, table.FLOW], found[:, table.HARDNESS] / brush.hardness
    for values in (flows, hards):
        counts, _ = np.histogram(values, 8, (0, 1))
        assert counts.min() > 0.7 * len(values) / 8
    assert abs(np.corrcoef(flows, hards)[0, 1]) < 0.08
    assert abs(np.corrcoef(flows[1:], flows[:-1])[0, 1]) < 0.08
    assert np.array_equal(found, dabs(brush, long, seed=3))
    assert not np.array_equal(flows, dabs(brush, long, seed=4)[:, table.FLOW])


def test_scatter_moves_dabs_across_the_path() -> None:
    found = dabs(Brush(size=10, scatter=2.0), along())
    aside = found[:, table.Y] - 100
    assert np.abs(aside).max() <= 20
    assert np.abs(aside).max() > 14
    assert abs(aside.mean()) < 3
    assert np.allclose(found[:, table.X], dabs(Brush(size=10), along())[:, table.X])


def test_jitter_strays_in_hue_saturation_and_value() -> None:
    colour = (0.7, 0.5, 0.3)
    hue, saturation, value = colorsys.rgb_to_hsv(*colour)

    def hsv(**fields: float) -> np.ndarray:
        found = Way(Brush(size=2, **fields), colour).to([Sample(0, 0), Sample(100, 0)])  # type: ignore[arg-type]
        return np.array([colorsys.rgb_to_hsv(*row) for row in found[:, table.RED : table.BLUE + 1].tolist()])

    hues = hsv(hue_jitter=0.1)
    strays = (hues[:, 0] - hue + 0.5) % 1 - 0.5
    assert np.abs(strays).max() <= 0.05 + 1e-5
    assert np.ptp(strays) > 0.08
    assert np.allclose(hues[:, 1:], (saturation, value), atol=1e-5)
    values = hsv(value_jitter=0.2)
    assert np.abs(values[:, 2] - value).max() <= 0.2 + 1e-5
    assert np.allclose(values[:, 0], hue, atol=1e-4)
    saturations = hsv(saturation_jitter=0.2)
    assert np.ptp(saturations[:, 1]) > 0.3
    assert np.allclose(saturations[:, 2], value, atol=1e-5)


def test_each_dab_shows_its_own_colour_over_those_before_it() -> None:
    brush = Brush(size=40, hardness=1, spacing=0.5, hue_jitter=1.0)
    samples = [Sample(60, 128), Sample(200, 128)]
    last = dabs(brush, samples)[-1]
    stroke = Stroke(Layer("a"), brush, RED, clip=RECT, selection=None)
    stroke.add(samples)
    paint = read(stroke.layer.tiles, RECT)
    x, y = int(last[table.X]), int(last[table.Y])
    expected = np.rint(last[table.RED : table.BLUE + 1] * ONE)
    assert np.abs(paint[:3, y, x].astype(int) - expected).max() <= 4
    assert (paint[3, 128, 60:200] == ONE).all()
    assert len(np.unique(paint[1, 128, 50:200])) > 4


def test_jittered_colours_lie_under_the_stroke_s_opacity() -> None:
    brush = Brush(size=40, opacity=0.5, value_jitter=0.5)
    plain = replace(brush, value_jitter=0.0)
    layers = []
    for each in (brush, plain):
        stroke = Stroke(noise_layer(), each, RED, clip=RECT, selection=None)
        stroke.add([Sample(60, 128), Sample(200, 128), Sample(60, 128)])
        layers.append(read(stroke.layer.tiles, RECT))
    assert np.array_equal(layers[0][3], layers[1][3])
    assert (layers[0][:3] <= layers[0][3] + 1).all()


@pytest.mark.parametrize("name", sorted(TEXTURES))
def test_textures_tile_and_are_evenly_deep(name: str) -> None:
    depths = depths_of(name)
    counts, _ = np.histogram(depths, 10, (0, 1))
    assert np.abs(counts / depths.size - 0.1).max() < 0.001
    for axis in (0, 1):
        steps = np.abs(np.diff(depths, axis=axis))
        seam = np.abs(depths.take(0, axis) - depths.take(-1, axis))
        assert seam.mean() < 2 * steps.mean() + 0.02
    for scale in (0.5, 1.0, 1.7, 3.0):
        scaled = texture(name, scale)
        period = scaled.shape[0]
        assert period == round(256 * scale)
        assert np.array_equal(scaled[:, period:], scaled[:, :64])
        values = scaled[:, :period] / 65535
        seam = np.abs(values[0] - values[-1]).mean()
        assert seam < 2 * np.abs(np.diff(values, axis=0)).mean() + 0.02


def test_no_two_textures_are_alike_and_an_unknown_one_is_paper() -> None:
    names = sorted(TEXTURES)
    for place, one in enumerate(names):
        for other in names[place + 1 :]:
            assert abs(np.corrcoef(depths_of(one).ravel(), depths_of(other).ravel())[0, 1]) < 0.3
    assert np.array_equal(texture("no such paper"), texture("paper"))


def test_the_grain_s_depth_is_driven_and_its_two_modes_differ() -> None:
    driven = Dynamic(Setting.GRAIN, Input.PRESSURE, Curve(((0.0, 1.0), (1.0, 0.0))))  # pressed hard: smooth

    def spread(mode: TextureMode, pressure: float, opacity: float) -> tuple[float, float]:
        brush = Brush(size=120, hardness=1, opacity=opacity, grain=1, texture_mode=mode, dynamics=(driven,))
        stroke = Stroke(Layer("a"), brush, RED, clip=RECT, selection=None)
        stroke.add([Sample(128, 128, pressure)])
        spot = alpha(stroke.layer)[100:156, 100:156]
        return float(spot.std()), float(spot.max())

    for mode in TextureMode:
        assert spread(mode, 1.0, 0.5) == (0.0, 0.5)
        assert spread(mode, 0.0, 0.5)[0] > 0.1
        assert spread(mode, 0.0, 0.5)[1] <= 0.5
    assert spread(TextureMode.HEIGHT, 0.0, 1.0)[0] < 1e-3  # strong paint fills the hollows
    assert spread(TextureMode.MULTIPLY, 0.0, 1.0)[0] > 0.2


def test_strange_samples_are_harmless() -> None:
    nan, inf = math.nan, math.inf
    strange = [
        Sample(nan, 5),
        Sample(100, 100, nan, nan, inf, nan, -inf),
        Sample(inf, -inf, 1.0),
        Sample(1e30, 5, 1e30, 1e9, -1e9, -1e30, 1e30),
        Sample(120, 100, -5.0, time=nan),
        Sample(140, 110, 1.0, 90.0, -90.0, 1e300, 720.0),
    ]
    every = tuple(Dynamic(which, source, HALF) for which in Setting for source in Input)
    brush = Brush(size=60, scatter=0.5, hue_jitter=0.3, dynamics=every, spacing=0.5)
    stroke = Stroke(Layer("a"), brush, RED, clip=RECT, selection=None)
    stroke.add(strange)
    stroke.finish()
    paint = read(stroke.layer.tiles, RECT)
    assert (paint <= ONE).all()
    assert (paint[:3] <= paint[3] + 1).all()


curves = st.lists(st.floats(0, 1), min_size=2, max_size=4).map(
    lambda ys: Curve(tuple((k / (len(ys) - 1), y) for k, y in enumerate(ys)))
)
dynamics = st.lists(
    st.builds(Dynamic, st.sampled_from(list(Setting)), st.sampled_from(list(Input)), curves), max_size=5
).map(tuple)
samples = st.lists(
    st.builds(
        Sample,
        *[st.floats(-40, 300), st.floats(-40, 300), st.floats(0, 1)],
        *[st.floats(-60, 60), st.floats(-60, 60), st.floats(0, 2), st.floats(0, 360)],
    ),
    min_size=1,
    max_size=6,
)
brushes = st.builds(
    Brush,
    size=st.floats(4, 100),
    hardness=st.floats(0, 1),
    opacity=st.floats(0, 1),
    flow=st.floats(0.05, 1),
    spacing=st.floats(0.1, 0.5),
    roundness=st.floats(0.2, 1),
    angle=st.floats(-180, 180),
    grain=st.sampled_from([0.0, 0.7]),
    texture=st.sampled_from(sorted(TEXTURES)),
    texture_scale=st.sampled_from([0.6, 1.0, 2.0]),
    texture_mode=st.sampled_from(list(TextureMode)),
    scatter=st.sampled_from([0.0, 0.8]),
    hue_jitter=st.sampled_from([0.0, 0.5]),
    value_jitter=st.sampled_from([0.0, 0.5]),
    tip=st.sampled_from([None, None, *(tip(3, order) for order in TipOrder)]),
    dynamics=dynamics,
)


@given(brushes, samples, st.integers(1, 4), st.booleans())
@settings(max_examples=60)
def test_any_brush_paints_the_same_from_any_portions(
    brush: Brush, points: list[Sample], portion: int, eraser: bool
) -> None:
    brush, layer = replace(brush, eraser=eraser), noise_layer()
    before = {key: tile.pixels.tobytes() for key, tile in layer.tiles.items()}
    whole = Stroke(layer, brush, RED, clip=RECT, selection=None, seed=7)
    whole.add(points)
    whole.finish()
    parts = Stroke(layer, brush, RED, clip=RECT, selection=None, seed=7)
    for start in range(0, len(points), portion):
        parts.add(points[start : start + portion])
    parts.finish()
    assert parts.changed == whole.changed
    assert parts.layer.tiles.keys() == whole.layer.tiles.keys()
    assert all(parts.layer.tiles[key] == tile for key, tile in whole.layer.tiles.items())
    assert {key: tile.pixels.tobytes() for key, tile in layer.tiles.items()} == before


@given(brushes, samples)
@settings(max_examples=40)
def test_any_brush_keeps_to_its_opacity_the_selection_and_locked_alpha(
    brush: Brush, points: list[Sample]
) -> None:
    stroke = Stroke(Layer("a"), brush, RED, clip=RECT, selection=None)
    stroke.add([*points, *reversed(points)])
    stroke.finish()
    assert read(stroke.layer.tiles, RECT)[3].max() <= round(brush.opacity * ONE) + 1
    mask = np.zeros((256, 256), np.uint8)
    mask[60:140, 90:200] = 255
    layer = replace(noise_layer(), alpha_lock=True)
    stroke = Stroke(layer, brush, RED, clip=RECT, selection=Selection.of_array(mask))
    stroke.add(points)
    stroke.finish()
    now, then = read(stroke.layer.tiles, RECT), read(layer.tiles, RECT)
    assert np.array_equal(now[:, mask == 0], then[:, mask == 0])
    assert np.array_equal(now[3], then[3])
    assert (now[:3] <= now[3] + 1).all()
