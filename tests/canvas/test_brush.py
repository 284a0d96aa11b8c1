"""Strokes: where the paint lies, how strong it is, and what it leaves alone."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from canvas.brush.dynamics import Setting, pressed
from canvas.brush.preset import Brush, Sample
from canvas.brush.stroke import Stroke
from canvas.composite import from_rgba8
from canvas.errors import EditError
from canvas.geometry import Rect
from canvas.layer import Layer
from canvas.selection import Selection
from canvas.tile import ONE, read, solid

RECT = Rect(0, 0, 256, 256)
RED = (1.0, 0.0, 0.0)


def painted(brush: Brush, samples: list[Sample], layer: Layer | None = None, **options: object) -> Layer:
    settings_ = {"clip": RECT, "selection": None, **options}
    stroke = Stroke(layer or Layer("a"), brush, RED, **settings_)  # type: ignore[arg-type]
    stroke.add(samples)
    stroke.finish()
    return stroke.layer


def alpha(layer: Layer, rect: Rect = RECT) -> np.ndarray:
    """0 … 1."""
    return read(layer.tiles, rect)[3] / ONE


def line(x0: float, y0: float, x1: float, y1: float, count: int = 20, pressure: float = 1.0) -> list[Sample]:
    return [
        Sample(x0 + (x1 - x0) * t, y0 + (y1 - y0) * t, pressure) for t in np.linspace(0, 1, count).tolist()
    ]


def noise_layer(seed: int = 1) -> Layer:
    pixels = np.random.default_rng(seed).integers(0, 256, (256, 256, 4), dtype=np.uint8)
    return Layer("noise", tiles=from_rgba8(pixels))


samples = st.lists(
    st.builds(Sample, st.floats(-40, 300), st.floats(-40, 300), st.floats(0, 1)), min_size=1, max_size=8
)
brushes = st.builds(
    Brush,
    size=st.floats(0.5, 150),
    hardness=st.floats(0, 1),
    opacity=st.floats(0, 1),
    flow=st.floats(0, 1),
    spacing=st.floats(0.05, 0.5),
    dynamics=st.tuples(
        st.floats(0, 1).map(partial(pressed, Setting.SIZE)),
        st.floats(0, 1).map(partial(pressed, Setting.OPACITY)),
    ),
    roundness=st.floats(0.2, 1),
    angle=st.floats(-180, 180),
    grain=st.sampled_from([0.0, 0.7]),
)


def test_a_tap_gives_one_dab_of_the_brush_s_area() -> None:
    for size in (0.5, 1, 1.7, 3, 8, 40):
        total = alpha(painted(Brush(size=size, hardness=1), [Sample(100.3, 90.8)])).sum()
        true = math.pi / 4 * size * size
        # below 3 px a dab has the weight that a line of that width needs, a little more than a disc's
        heaviest = 1.06 * true if size >= 3 else 1.15 * max(true, size)
        assert 0.97 * true <= total <= heaviest


def test_a_tap_may_come_with_several_equal_samples() -> None:
    brush = Brush(size=30, hardness=0.2, flow=0.5)
    once = painted(brush, [Sample(100, 100)])
    again = painted(brush, [Sample(100, 100), Sample(100, 100), Sample(100, 100, time=0.1)])
    assert np.array_equal(alpha(once), alpha(again))


def test_a_tap_whose_pressure_rises_grows() -> None:
    brush = Brush(size=30, dynamics=(pressed(Setting.SIZE, 1.0),))
    light = painted(brush, [Sample(100, 100, 0.1)])
    firm = painted(brush, [Sample(100, 100, 0.1), Sample(100, 100, 0.9)])
    assert alpha(firm).sum() > 20 * alpha(light).sum()


@given(brushes, samples)
@settings(max_examples=60)
def test_a_stroke_never_exceeds_its_opacity(brush: Brush, points: list[Sample]) -> None:
    layer = painted(brush, [*points, *points, *reversed(points)])
    assert read(layer.tiles, RECT)[3].max() <= round(brush.opacity * ONE) + 1


def test_crossing_itself_a_stroke_reaches_exactly_its_opacity() -> None:
    brush = Brush(size=40, hardness=0.9, opacity=0.4, flow=0.3)
    there_and_back = line(50, 128, 200, 128) + line(200, 128, 50, 128)
    layer = painted(brush, there_and_back * 20)
    assert read(layer.tiles, RECT)[3].max() == round(0.4 * ONE)
    assert read(layer.tiles, RECT)[3, 128, 60:190].min() == round(0.4 * ONE)


def test_build_up_goes_beyond_the_opacity() -> None:
    brush = Brush(size=40, opacity=0.4, flow=0.3)
    assert alpha(painted(replace(brush, build_up=True), line(50, 128, 200, 128) * 5)).max() > 0.9


@given(brushes, samples, st.integers(1, 7))
@settings(max_examples=30)
def test_samples_may_come_in_any_portions(brush: Brush, points: list[Sample], portion: int) -> None:
    whole = painted(brush, points)
    stroke = Stroke(Layer("a"), brush, RED, clip=RECT, selection=None)
    keys = set()
    for start in range(0, len(points), portion):
        keys |= stroke.add(points[start : start + portion])
    assert keys == stroke.changed == set(whole.tiles)
    assert all(stroke.layer.tiles[key] == tile for key, tile in whole.tiles.items())


@given(brushes, samples, st.booleans())
@settings(max_examples=40)
def test_the_layer_that_was_there_keeps_its_tiles_and_their_bytes(
    brush: Brush, points: list[Sample], eraser: bool
) -> None:
    layer = noise_layer()
    before = {key: (tile, tile.pixels.tobytes()) for key, tile in layer.tiles.items()}
    stroke = Stroke(layer, replace(brush, eraser=eraser), RED, clip=RECT, selection=None)
    changed = stroke.add(points)
    assert layer.tiles == {key: tile for key, (tile, _) in before.items()}
    for key, (tile, content) in before.items():
        assert layer.tiles[key] is tile
        assert tile.pixels.tobytes() == content
        if key not in changed:
            assert stroke.layer.tiles[key] is tile


def test_colour_never_exceeds_alpha_and_full_paint_is_the_exact_colour() -> None:
    layer = noise_layer()
    stroke = Stroke(
        layer, Brush(size=90, hardness=0.3, opacity=1), (0.2, 0.7, 1.0), clip=RECT, selection=None
    )
    stroke.add(line(30, 30, 220, 200))
    paint = read(stroke.layer.tiles, RECT)
    assert (paint[:3] <= paint[3]).all()
    assert paint[:, 125, 133].tolist() == [round(0.2 * ONE), round(0.7 * ONE), ONE, ONE]


def test_selection_is_respected_exactly() -> None:
    layer = noise_layer()
    mask = np.zeros((256, 256), np.uint8)
    mask[90:150, 70:200] = 255
    mask[90:150, 200:220] = 100
    selection = Selection.of_array(mask)
    after = painted(Brush(size=200, hardness=1), line(100, 120, 180, 120), layer, selection=selection)
    before, now = read(layer.tiles, RECT), read(after.tiles, RECT)
    assert np.array_equal(now[:, mask == 0], before[:, mask == 0])
    assert (now[:, mask == 255] == np.array([ONE, 0, 0, ONE])[:, None]).all()
    weight = selection.array(RECT)[100, 210] / ONE
    expected = before[:, mask == 100] * (1 - weight) + np.array([ONE, 0, 0, ONE])[:, None] * weight
    assert np.abs(now[:, mask == 100] - expected).max() <= 1
    for key, tile in layer.tiles.items():
        if key not in selection.tiles:
            assert after.tiles[key] is tile


def test_nothing_is_painted_outside_the_clip() -> None:
    clip = Rect(70, 40, 101, 53)
    layer = painted(Brush(size=120, hardness=1), line(0, 60, 250, 60), clip=clip)
    inside = np.zeros((256, 256), bool)
    inside[40:93, 70:171] = True
    assert (alpha(layer)[inside] == 1).all()
    assert not alpha(layer)[~inside].any()


def test_an_eraser_takes_everything_away_and_leaves_no_empty_tile() -> None:
    layer = Layer("a", tiles=solid((0.5, 0.5, 0.5, 1), RECT.tile_keys()))
    after = painted(Brush(size=300, hardness=1, eraser=True), [Sample(128, 128)], layer)
    assert (1, 1) not in after.tiles
    corner = read(after.tiles, RECT)[:, :3, :3]
    assert (corner == read(layer.tiles, RECT)[:, :3, :3]).all()
    half = painted(Brush(size=300, hardness=1, opacity=0.5, eraser=True), [Sample(128, 128)], layer)
    assert (read(half.tiles, RECT)[:, 128, 128] == [ONE // 4] * 3 + [ONE // 2]).all()


def test_an_eraser_makes_no_tiles() -> None:
    assert not painted(Brush(size=50, eraser=True), line(20, 20, 200, 200)).tiles


@pytest.mark.parametrize("by_brush", [False, True])
def test_locked_alpha_stays(by_brush: bool) -> None:
    layer = replace(noise_layer(), alpha_lock=not by_brush)
    brush = Brush(size=100, hardness=0.4, alpha_lock=by_brush)
    after = painted(brush, line(40, 60, 200, 220), layer)
    before, now = read(layer.tiles, RECT), read(after.tiles, RECT)
    assert np.array_equal(now[3], before[3])
    assert (now[:3] <= now[3]).all()
    assert now[0, 130, 130] == before[3, 130, 130]
    assert not now[1:3, 130, 130].any()
    assert not painted(replace(brush, alpha_lock=True), line(0, 0, 99, 99)).tiles


def test_locked_layers_raise() -> None:
    with pytest.raises(EditError, match="locked"):
        painted(Brush(), [Sample(1, 1)], Layer("a", locked=True))
    with pytest.raises(EditError, match="erased"):
        painted(Brush(eraser=True), [Sample(1, 1)], Layer("a", alpha_lock=True))


@pytest.mark.parametrize("size", [0.5, 1.0, 1.5, 2.0, 2.9])
@pytest.mark.parametrize("angle", [0, 17, 45, 90])
def test_a_thin_line_has_no_gaps_and_keeps_its_weight(size: float, angle: float) -> None:
    across = []
    for phase in (0.0, 0.23, 0.5, 0.77):
        dx, dy = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        x, y = 40 + phase, 40 + phase
        layer = painted(Brush(size=size, hardness=1), line(x, y, x + 150 * dx, y + 150 * dy, 8))
        values = alpha(layer)
        # by rows for steep lines, by columns for flat ones, away from the ends
        sums = values.sum(axis=0 if angle <= 45 else 1)[60:130]
        across.append(sums * (math.cos(math.radians(angle)) if angle <= 45 else 1))
        assert sums.min() > 0
    weights = np.concatenate(across)
    assert abs(weights.mean() / size - 1) < 0.12
    assert weights.max() - weights.min() < 0.3 * size + 0.05


@pytest.mark.parametrize("hardness", [0.0, 0.5, 0.9, 1.0])
def test_the_edge_is_smooth(hardness: float) -> None:
    """No step between neighbours is larger than an antialiased edge needs, and the slope has no kinks."""
    values = alpha(painted(Brush(size=100, hardness=hardness), [Sample(128, 128.5)]))[128, 128:]
    assert np.isclose(values[:2], 1, atol=1e-3).all()
    assert (np.diff(values) <= 1e-4).all()
    width = max((1 - hardness) * 50, 1)
    assert np.abs(np.diff(values)).max() <= min(1.0, 3.2 / width)
    if hardness < 0.9:
        assert np.abs(np.diff(values, 2)).max() <= 20 / width**2
        assert values[49] < 0.01


def test_a_hard_edge_stays_one_pixel_soft_along_a_stroke() -> None:
    values = alpha(painted(Brush(size=41, hardness=1), line(40, 128.25, 220, 128.25)))[:, 130]
    edge = values[(values > 0) & (values < 1)]
    assert edge.size in (1, 2)
    assert abs(values.sum() - 41) < 0.4


def test_size_and_opacity_follow_pressure() -> None:
    brush = Brush(size=60, hardness=1, dynamics=(pressed(Setting.SIZE, 1.0), pressed(Setting.OPACITY, 0.5)))
    ramp = [Sample(30 + 2 * step, 128, step / 100) for step in range(101)]
    values = alpha(painted(brush, ramp))
    widths = (values > 0.01).sum(axis=0)
    assert abs(widths[130] - 30) <= 3
    assert abs(widths[180] - 45) <= 3
    assert abs(values[128, 130] - 0.75) < 0.1  # the dabs after it are stronger
    assert values[128, 228] > 0.97


def test_dabs_are_evenly_spaced_however_the_samples_fall() -> None:
    brush = Brush(size=10, hardness=1, spacing=2)
    uneven = [Sample(20 + x, 100) for x in (0, 1, 2, 15, 15.5, 90, 91, 200)]
    row = alpha(painted(brush, uneven))[100] > 0.5
    starts = np.flatnonzero(np.diff(row.astype(int)) == 1)
    assert (np.diff(starts) == 20).all()
    assert len(starts) == 11


def test_the_path_between_samples_is_round_and_corners_stay_sharp() -> None:
    circle = [
        Sample(128 + 80 * math.cos(turn), 128 + 80 * math.sin(turn))
        for turn in np.linspace(0, 2 * math.pi, 17).tolist()
    ]
    y, x = np.nonzero(alpha(painted(Brush(size=4, hardness=1), circle)) > 0.5)
    radii = np.hypot(x + 0.5 - 128, y + 0.5 - 128)
    after_start = np.arctan2(y + 0.5 - 128, x + 0.5 - 128) % (2 * math.pi) > 1.2
    assert (
        np.abs(radii[after_start] - 80).max() < 4.0
    )  # straight chords would leave by 1.5 and the width by 2
    corner = [Sample(40, 200), Sample(120, 200), Sample(120, 100)]
    values = alpha(painted(Brush(size=6, hardness=1), corner))
    assert not values[:, 126:].any()
    assert not values[205:].any()


def test_the_newest_sample_is_reached_at_once() -> None:
    stroke = Stroke(Layer("a"), Brush(size=20, hardness=1), RED, clip=RECT, selection=None)
    stroke.add([Sample(30, 128)])
    for x in (60, 100, 150, 210):
        stroke.add([Sample(x, 128)])
        assert alpha(stroke.layer)[128, x] == 1
    assert stroke.finish() == set()


def test_an_elliptic_brush_lies_at_its_angle() -> None:
    values = alpha(painted(Brush(size=80, hardness=1, roundness=0.25, angle=30), [Sample(128, 128)]))
    y, x = np.nonzero(values > 0.5)
    spread = np.cov(x, y)
    lengths, axes = np.linalg.eigh(spread)
    assert abs(math.sqrt(lengths[1] / lengths[0]) - 4) < 0.15
    assert abs(math.degrees(math.atan2(axes[1, 1], axes[0, 1])) % 180 - 30) < 1


def test_grain_lets_the_paper_show_and_lies_still() -> None:
    brush = Brush(size=100, hardness=0.2, opacity=0.5, grain=1.0)
    values = alpha(painted(brush, [Sample(128, 128)]))
    spot = values[118:138, 118:138]
    assert spot.std() > 0.1
    assert spot.max() <= 0.5 + 1 / ONE
    again = alpha(painted(brush, [Sample(138, 128)]))
    both = (values[100:150, 120:150] > 0) & (again[100:150, 120:150] > 0)
    assert np.corrcoef(values[100:150, 120:150][both], again[100:150, 120:150][both])[0, 1] > 0.9


def test_dabs_far_from_the_origin_are_as_exact() -> None:
    far = Rect(60000, 60000, 256, 256)
    near = painted(Brush(size=33, hardness=0.7), line(50.5, 60.25, 180.5, 170.25))
    stroke = Stroke(Layer("a"), Brush(size=33, hardness=0.7), RED, clip=far, selection=None)
    stroke.add(line(60000 - 960 + 50.5 + 960, 60060.25, 60180.5, 60170.25))
    shifted = read(stroke.layer.tiles, far)[3] / ONE
    assert np.abs(shifted - alpha(near)).max() < 0.02
