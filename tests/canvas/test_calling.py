"""Machine code is called with the values, and gives the results, that numba's own dispatcher would pass."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numba import njit

from canvas.kernels.build import form_of
from canvas.kernels.calling import Entry


def entry(function: Any, *arguments: Any) -> tuple[Entry, list[int]]:
    """A function compiled for these arguments, and the list of the results' owners that it releases."""
    compiled = njit(nogil=True)(function)
    compiled(*arguments)
    (made,) = compiled.overloads.values()
    symbol = made.fndesc.llvm_func_name
    form = form_of(symbol, made.signature)
    assert form is not None
    released: list[int] = []
    address = made.library.get_pointer_to_function(symbol)
    built = Entry.at(address, form, released.append)
    _ALIVE.append(compiled)
    return built, released


_ALIVE: list[Any] = []  # the code goes with its dispatcher


def call(function: Any, *arguments: Any) -> Any:
    built, _released = entry(function, *arguments)
    flat = built.flattened(arguments)
    assert flat is not None
    return built.call(flat)


def test_numbers_arrive_in_their_width() -> None:
    assert call(lambda a, b, c: a + b + c, -(1 << 40), 0.5, np.float32(0.25)) == -(1 << 40) + 0.75
    assert call(lambda a, b: a > b, 2, 1) is True
    assert call(lambda a, b: a > b, 1, 2) is False


def test_an_array_is_written_in_place() -> None:
    def fill(out: Any, row: int, value: float) -> None:
        for column in range(out.shape[1]):
            out[row, column] = value + column

    out = np.zeros((3, 4), np.float32)
    assert call(fill, out, 1, 5.0) is None
    assert out[1].tolist() == [5, 6, 7, 8]
    assert not out[0].any()


def test_new_arrays_and_pairs_come_back_and_are_released() -> None:
    def halves(values: Any) -> Any:
        return values[:2] * 2, values.sum(), np.arange(3)

    built, released = entry(halves, np.arange(5.0))
    flat = built.flattened((np.arange(5.0),))
    assert flat is not None
    doubled, total, count = built.call(flat)
    assert doubled.tolist() == [0, 2]
    assert total == 10
    assert count.tolist() == [0, 1, 2]
    assert len(released) == 2


def test_other_types_are_told_from_its_own() -> None:
    built, _released = entry(lambda values, count: values[0] + count, np.zeros(4, np.float32), 1)
    good = np.zeros(4, np.float32)
    assert built.flattened((good, 1)) is not None
    locked = good.copy()
    locked.flags.writeable = False
    for arguments in (
        (good.astype(np.float64), 1),
        (good.reshape(2, 2), 1),
        (np.zeros(8, np.float32)[::2], 1),
        (locked, 1),
        (good, 1.0),
        (good, True),
        (good,),
    ):
        assert built.flattened(arguments) is None


def test_a_type_that_is_not_known_is_refused() -> None:
    with pytest.raises(ValueError, match="no such argument"):
        Entry.at(0, {"arguments": ["complex64"], "result": None}, lambda owner: None)
