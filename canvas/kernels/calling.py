"""How machine code made by numba is called with Python's values: numba's own calling convention, by ctypes.

A function takes the address of its result, that of an error, and then each argument flattened: an array as
memory owner, parent, number of items, bytes of an item, address, shape and strides. It returns a status.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

_WORD = ctypes.c_int64
_CHAR = ctypes.c_char
_SCALARS: dict[str, Any] = {
    "int64": ctypes.c_int64,
    "float64": ctypes.c_double,
    "float32": ctypes.c_float,
    "bool": ctypes.c_int8,
}
_TYPES: dict[str, tuple[type, ...]] = {
    "int64": (int, np.int64),
    "float64": (float,),
    "float32": (np.float32,),
    "bool": (bool, np.bool_),
}
_FINE = (0, -2)  # statuses: returned, returned None

Release = Callable[[int], None]
Take = Callable[[list[Any], Any], bool]
Give = Callable[[int], Any]


class Entry:
    """One kernel for one choice of argument types."""

    def __init__(self, function: Any, takes: Sequence[Take], result: _Result) -> None:
        self._function = function
        self._takes = takes
        self._result = result

    @classmethod
    def at(cls, address: int, form: Mapping[str, Any], release: Release) -> Entry:
        """The function at an address. form: its "arguments" and "result", see `canvas.kernels.build`.

        Raises ValueError for a type that is not known here.
        """
        takes: list[Take] = []
        flat: list[Any] = [ctypes.c_void_p, ctypes.c_void_p]
        for kind in form["arguments"]:
            if isinstance(kind, str):
                takes.append(_scalar(kind))
                flat.append(_SCALARS[kind])
            else:
                takes.append(_array(**kind))
                flat += [_WORD] * (5 + 2 * kind["ndim"])
        return cls(ctypes.CFUNCTYPE(ctypes.c_int32, *flat)(address), takes, _result(form["result"], release))

    def flattened(self, arguments: Sequence[Any]) -> list[Any] | None:
        """The arguments as the function wants them, None where their types are not its own."""
        if len(arguments) != len(self._takes):
            return None
        flat: list[Any] = []
        for take, argument in zip(self._takes, arguments, strict=True):
            if not take(flat, argument):
                return None
        return flat

    def call(self, flat: Sequence[Any]) -> Any:
        """Run the function, without the GIL. flat: from `flattened`, whose arrays must be kept alive.

        Raises MemoryError, the one error that kernels can meet: they allocate, and check nothing else.
        """
        room = ctypes.create_string_buffer(self._result.size)
        error = ctypes.c_void_p()
        status = self._function(ctypes.addressof(room), ctypes.addressof(error), *flat)
        if status not in _FINE:
            raise MemoryError(f"a kernel ended with status {status}")
        return self._result.give(ctypes.addressof(room))


@dataclass(frozen=True, slots=True)
class _Result:
    size: int  # bytes
    give: Give


def _scalar(kind: str) -> Take:
    if kind not in _SCALARS:
        raise ValueError(f"no such argument: {kind}")
    types = _TYPES[kind]
    truth = kind == "bool"

    def take(flat: list[Any], value: Any) -> bool:
        if not isinstance(value, types) or (not truth and isinstance(value, bool)):
            return False
        flat.append(value if type(value) in (int, float) else value.item() if not truth else bool(value))
        return True

    return take


def _array(dtype: str, ndim: int, layout: str, writeable: bool) -> Take:
    expected = np.dtype(dtype)
    itemsize = expected.itemsize

    def take(flat: list[Any], value: Any) -> bool:
        # neither owner nor parent (the two zeros): the caller keeps the array alive
        if type(value) is not np.ndarray or value.dtype != expected or value.ndim != ndim:
            return False
        flags = value.flags
        if (layout == "C" and not flags.c_contiguous) or (layout == "F" and not flags.f_contiguous):
            return False
        if not flags.aligned or (writeable and not flags.writeable):
            return False
        if flags.writeable and flags.c_contiguous and value.size:  # five times as fast
            buffer: Any = value
            address = ctypes.addressof(_CHAR.from_buffer(buffer))
        else:
            address = value.__array_interface__["data"][0]
        flat += (0, 0, value.size, itemsize, address, *value.shape, *value.strides)
        return True

    return take


def _result(kind: Any, release: Release) -> _Result:
    """A reader of what lies at the result's address, laid out as a C compiler would."""
    if kind is None:
        return _Result(8, lambda address: None)
    if isinstance(kind, str):
        return _Result(8, _reader(_SCALARS[kind], kind == "bool"))
    if isinstance(kind, list):
        parts, places, size = [], [], 0
        for each in kind:
            part = _result(each, release)
            if part.size % 8:
                raise ValueError("parts of a result are whole words")
            parts.append(part)
            places.append(size)
            size += part.size
        if not all(isinstance(each, dict) or each in ("int64", "float64") for each in kind):
            raise ValueError("a result of several parts is made of arrays and whole words")
        return _Result(
            size, lambda at: tuple(part.give(at + place) for part, place in zip(parts, places, strict=True))
        )
    return _Result(8 * (5 + 2 * kind["ndim"]), _array_reader(np.dtype(kind["dtype"]), kind["ndim"], release))


def _reader(scalar: Any, truth: bool) -> Give:
    if truth:
        return lambda address: bool(scalar.from_address(address).value & 1)
    return lambda address: scalar.from_address(address).value


def _array_reader(dtype: np.dtype[Any], ndim: int, release: Release) -> Give:
    def give(address: int) -> np.ndarray:
        owner, _parent, _items, _size, data, *rest = (_WORD * (5 + 2 * ndim)).from_address(address)
        out = np.empty(rest[:ndim], dtype)
        ctypes.memmove(out.__array_interface__["data"][0], data, out.nbytes)
        if owner:
            release(owner)
        return out

    return give
