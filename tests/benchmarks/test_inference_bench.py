"""How the time of a cancelled job is counted."""

from __future__ import annotations

import pytest

from benchmarks.inference_bench import Story


def test_a_cancel_is_measured_by_the_step_that_it_met() -> None:
    story = Story(steps=[1, 2, 3], heard=[10.0, 11.0, 13.5], pressed=11.5, ended=13.75)
    assert story.steps_after == [13.5]
    assert story.step_in_hand == pytest.approx(2.5)
    assert story.beyond_the_step == pytest.approx(0.25)


def test_a_step_that_is_begun_after_a_cancel_counts_as_late() -> None:
    story = Story(steps=[1, 2, 3], heard=[10.0, 11.0, 12.0], pressed=10.25, ended=12.125)
    assert len(story.steps_after) == 2
    assert story.step_in_hand == pytest.approx(1.0)
    assert story.beyond_the_step == pytest.approx(1.125)
