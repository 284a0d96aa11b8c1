"""The estimate of the time left."""

from __future__ import annotations

import pytest

from inference.pace import Pace


def test_even_steps_give_an_exact_estimate() -> None:
    pace = Pace()
    assert pace.remaining(0, 10, 100.0) is None
    for step in range(1, 11):
        assert pace.remaining(step, 10, 100.0 + 2.0 * step) == pytest.approx(2.0 * (10 - step))


def test_one_slow_step_moves_the_estimate_only_a_little() -> None:
    pace = Pace()
    for step in range(5):
        pace.remaining(step, 10, float(step))
    assert pace.remaining(5, 10, 14.0) == pytest.approx(5 * (1.0 + 0.3 * 9.0))


def test_previews_of_the_same_step_change_nothing_and_skipped_steps_count() -> None:
    pace = Pace()
    pace.remaining(0, 10, 0.0)
    assert pace.remaining(4, 10, 8.0) == pytest.approx(12.0)
    assert pace.remaining(4, 10, 80.0) == pytest.approx(12.0)


def test_a_new_stage_is_learned_anew() -> None:
    pace = Pace()
    pace.remaining(0, 2, 0.0)
    pace.remaining(2, 2, 60.0)
    assert pace.remaining(0, 10, 61.0) is None
    assert pace.remaining(1, 10, 62.0) == pytest.approx(9.0)


def test_what_comes_before_the_first_step_counts_for_none() -> None:
    pace = Pace()
    assert pace.remaining(0, 10, 0.0) is None  # the engine starts
    assert pace.remaining(0, 10, 6.0) is None  # the model is read
    assert pace.remaining(0, 10, 60.0) is None  # the prompt is read
    assert pace.remaining(1, 10, 62.0) == pytest.approx(18.0)


def test_more_steps_than_announced_leave_no_time() -> None:
    pace = Pace()
    pace.remaining(1, 2, 0.0)
    assert pace.remaining(3, 2, 1.0) == 0.0
