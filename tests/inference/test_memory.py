"""The planner: what fits stays as it is, and each rung of the ladder needs less than the one that failed."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.families import Family
from inference.memory import MIB, RESERVE, Need, Place, Plan, estimate, lower, plan_for, plans

GIB = 1 << 30
SDXL = Need("sdxl", 1024, 1024, 5 * GIB, 160 * MIB, round(1.6 * GIB), wide_vae=2)
SD15 = Need("sd15", 512, 512, round(1.7 * GIB), 160 * MIB, 240 * MIB)

needs = st.builds(
    Need,
    st.sampled_from(get_args(Family)),
    st.integers(64, 4096),
    st.integers(64, 4096),
    st.integers(MIB, 40 * GIB),
    st.integers(MIB, GIB),
    st.integers(MIB, 20 * GIB),
    st.booleans(),
    st.sampled_from([1, 2]),
    st.sampled_from([1, 2]),
)


def test_a_large_card_holds_everything() -> None:
    assert plan_for(SDXL, 24 * GIB) == Plan()
    assert plan_for(SDXL, 24 * GIB).marks == ()


def test_unknown_memory_changes_nothing() -> None:
    assert plan_for(SDXL, 0) == Plan()


def test_sd15_fits_eight_gigabytes_as_it_is() -> None:
    assert plan_for(SD15, 8 * GIB) == Plan()


def test_sdxl_on_eight_gigabytes_keeps_its_size_and_its_exactness() -> None:
    plan = plan_for(SDXL, 8 * GIB)
    assert plan.shrink == 1.0
    assert not plan.quantised
    assert estimate(SDXL, plan) + RESERVE <= 8 * GIB
    assert plan.place is Place.OFFLOAD


def test_little_memory_makes_layers_take_turns_and_then_the_picture_smaller() -> None:
    tight = estimate(SDXL, Plan(Place.SEQUENTIAL, True, True)) + RESERVE
    assert plan_for(SDXL, tight).place is Place.SEQUENTIAL
    smaller = plan_for(SDXL, tight - 64 * MIB)
    assert smaller.shrink < 1.0
    assert "smaller" in smaller.marks


def test_pixels_may_differ_only_when_asked() -> None:
    tight = 5 * GIB
    assert plan_for(SDXL, tight).place is Place.SEQUENTIAL
    quick = plan_for(SDXL, tight, quantise=True)
    assert quick.quantised
    assert quick.place is not Place.SEQUENTIAL


@given(need=needs, available=st.integers(0, 80 * GIB), quantise=st.booleans())
def test_what_is_planned_fits_if_anything_does(need: Need, available: int, quantise: bool) -> None:
    plan = plan_for(need, available, quantise=quantise)
    every = list(plans(need, quantise=quantise))
    assert plan in every
    fits = [one for one in every if available == 0 or estimate(need, one) + RESERVE <= available]
    assert plan == (fits[0] if fits else every[-1])


@given(need=needs, quantise=st.booleans())
def test_the_ladder_goes_down_and_ends(need: Need, quantise: bool) -> None:
    plan, seen = Plan(), 0
    while (following := lower(need, plan, quantise=quantise)) is not None:
        assert estimate(need, following) < estimate(need, plan)
        plan, seen = following, seen + 1
        assert seen < 100
    assert all(estimate(need, other) > 0.9 * estimate(need, plan) for other in plans(need, quantise=quantise))


@pytest.mark.parametrize("mark", ["tiled", "split", "offload", "sequential", "8bit", "smaller"])
def test_every_measure_has_its_mark(mark: str) -> None:
    every = plans(replace(SDXL, width=2048), quantise=True)
    assert any(mark in plan.marks for plan in every)
