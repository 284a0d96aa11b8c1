"""The exactness promise on the whole road, over a seeded share of `benchmarks.framing_report`'s documents."""

from __future__ import annotations

import pytest

from benchmarks.framing_cases import ENGINES, MASKS, make_case, measure, ten_in_a_row
from benchmarks.framing_report import broken

SHARE = 30  # cases; every sort of selection with some engines


@pytest.mark.parametrize("number", range(SHARE))
def test_nothing_changes_outside_and_colours_come_back(number: int) -> None:
    seed = number % len(MASKS) + len(MASKS) * (number % len(ENGINES)) + 1000 * number
    case = make_case(seed, most=600)
    outcome = measure(case)
    assert outcome.changed_outside == 0
    assert not broken(case, outcome), outcome


@pytest.mark.parametrize("seed", [3, 5])
def test_a_large_document_keeps_the_promise(seed: int) -> None:
    case = next(
        case
        for number in range(100)
        if max((case := make_case(seed + 10 * number)).document.width, case.document.height) > 5000
    )
    outcome = measure(case)
    assert outcome.changed_outside == 0
    assert not broken(case, outcome), outcome


def test_ten_inpaints_in_a_row_leave_the_rest_bit_identical() -> None:
    assert ten_in_a_row(25) == 0
