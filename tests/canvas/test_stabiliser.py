"""Stabilisers: where they begin and end, what they smooth, and that the pen's rate hardly matters."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from canvas.brush.preset import Sample, Stabiliser, Stabilising
from canvas.brush.stabiliser import LONGEST_STRING, LONGEST_WINDOW, Steadier, stabilised

KINDS = (Stabilising.NONE, Stabilising.AVERAGE, Stabilising.STRING)
pens = st.lists(
    st.builds(
        Sample,
        x=st.floats(-500, 500),
        y=st.floats(-500, 500),
        pressure=st.floats(0, 1),
        tilt_x=st.floats(-60, 60),
        tilt_y=st.floats(-60, 60),
        time=st.just(0.0),
        rotation=st.floats(0, 360),
    ),
    min_size=1,
    max_size=20,
)


def steady(kind: Stabilising, amount: float = 0.5, *, catch_up: bool = True, scale: float = 1.0) -> Steadier:
    return stabilised(Stabiliser(kind, amount, catch_up), scale)


def drawn(steadier: Steadier, samples: list[Sample]) -> list[Sample]:
    return [*steadier.add(samples), *steadier.finish()]


def curve(rate: float, seconds: float = 1.5, tremor: float = 0.0) -> list[Sample]:
    """A wave, drawn at so many samples a second."""
    count = round(seconds * rate)
    shake = np.random.default_rng(5).normal(0, tremor, (count + 1, 2)) if tremor else np.zeros((count + 1, 2))
    return [
        Sample(300 * t + dx, 80 * math.sin(4 * t) + dy, 0.5 + 0.4 * math.sin(3 * t), 10 * t, -20 * t, t)
        for t, (dx, dy) in zip(np.linspace(0, seconds, count + 1).tolist(), shake.tolist(), strict=True)
    ]


@pytest.mark.parametrize("kind", KINDS)
@given(pen=pens, amount=st.floats(0, 1), timed=st.booleans())
def test_a_stroke_begins_and_ends_where_the_pen_does(
    kind: Stabilising, pen: list[Sample], amount: float, timed: bool
) -> None:
    if timed:
        pen = [sample._replace(time=0.01 * k) for k, sample in enumerate(pen)]
    steadier = steady(kind, amount)
    assert steadier.pen is None
    assert steadier.brush is None
    out = drawn(steadier, pen)
    assert out[0] == pen[0]
    assert out[-1][:3] == pen[-1][:3]
    assert steadier.brush == steadier.pen == pen[-1][:2]
    times = [sample.time for sample in out]
    assert times == sorted(times)


@pytest.mark.parametrize("kind", KINDS)
@given(pen=pens, cut=st.integers(0, 20))
def test_the_way_does_not_depend_on_batches(kind: Stabilising, pen: list[Sample], cut: int) -> None:
    whole, parts = steady(kind), steady(kind)
    assert drawn(whole, pen) == [*parts.add(pen[:cut]), *parts.add(pen[cut:]), *parts.finish()]


@pytest.mark.parametrize("kind", KINDS[1:])
def test_without_catching_up_the_brush_stays_behind(kind: Stabilising) -> None:
    steadier = steady(kind, catch_up=False)
    out = drawn(steadier, [Sample(0, 0, time=0.0), Sample(400, 0, time=0.1)])
    assert out[-1].x < 380
    assert steadier.brush == (out[-1].x, out[-1].y)
    assert steadier.pen == (400, 0)


@pytest.mark.parametrize("kind", KINDS)
def test_no_amount_is_no_stabiliser(kind: Stabilising) -> None:
    pen = curve(100)
    assert drawn(steady(kind, 0.0), pen) == pen


@pytest.mark.parametrize("kind", KINDS[1:])
def test_the_rate_of_the_pen_hardly_matters(kind: Stabilising) -> None:
    slow, quick = curve(60), curve(960)
    ends = [drawn(steady(kind, 0.6), pen) for pen in (slow, quick)]
    for place in range(0, len(slow), 5):
        one, other = ends[0][place], ends[1][place * 16]
        assert one.time == pytest.approx(other.time)
        assert math.hypot(one.x - other.x, one.y - other.y) < 0.5


@pytest.mark.parametrize(("kind", "better"), [(Stabilising.AVERAGE, 6), (Stabilising.STRING, 2)])
def test_a_tremor_is_smoothed_away(kind: Stabilising, better: float) -> None:
    def roughness(samples: list[Sample]) -> float:
        turns = np.diff(np.array([sample[:2] for sample in samples]), 2, axis=0)
        return float(np.hypot(*turns.T)[5:].mean())

    pen = curve(200, tremor=1.5)
    assert roughness(steady(kind, 0.4).add(pen)) < roughness(pen) / better


def test_the_mean_lags_by_half_its_window() -> None:
    pen = [Sample(1000 * t, 0, t, 30 * t, 0, t) for t in np.linspace(0, 1, 101).tolist()]
    last = steady(Stabilising.AVERAGE, 0.4).add(pen)[-1]
    lag = 0.2 * LONGEST_WINDOW
    assert last.x == pytest.approx(1000 * (1 - lag))
    assert last.pressure == pytest.approx(1 - lag)
    assert last.tilt_x == pytest.approx(30 * (1 - lag))
    assert last.time == 1


def test_many_samples_of_one_moment_do_no_harm() -> None:
    """Clocks that count milliseconds give samples of a quick pen the same time."""
    pen = curve(2000)
    rough = [sample._replace(time=math.floor(sample.time * 1000) / 1000) for sample in pen]
    for one, other in zip(
        *(steady(Stabilising.AVERAGE).add(samples) for samples in (pen, rough)), strict=True
    ):
        assert math.hypot(one.x - other.x, one.y - other.y) < 1


def test_the_string_lets_the_pen_move_freely_within_its_length() -> None:
    length = 0.5 * LONGEST_STRING * 3
    steadier = steady(Stabilising.STRING, 0.5, scale=3)
    angles = np.linspace(0, 20, 300).tolist()
    around = [Sample(0.99 * length * math.cos(a), 0.99 * length * math.sin(a)) for a in angles]
    out = steadier.add([Sample(0, 0), *around])
    assert {sample[:2] for sample in out} == {(0, 0)}


def test_the_string_is_never_longer_than_it_is() -> None:
    length = 0.3 * LONGEST_STRING
    steadier = steady(Stabilising.STRING, 0.3)
    for sample in curve(50, tremor=20):
        (brush,) = steadier.add([sample])
        assert math.hypot(brush.x - sample.x, brush.y - sample.y) <= length * (1 + 1e-9)
        assert brush.pressure == sample.pressure


def test_the_string_turns_a_corner_along_the_tractrix() -> None:
    """Pulled at a right angle, the brush is sech(way / length) strings away from the pen's line."""
    length, way = 0.5 * LONGEST_STRING, 100.0
    steadier = steady(Stabilising.STRING)
    brush = steadier.add([Sample(0, 0), Sample(length, 0), Sample(length, way)])[-1]
    assert length - brush.x == pytest.approx(length / math.cosh(way / length))
    assert way - brush.y == pytest.approx(length * math.tanh(way / length))
