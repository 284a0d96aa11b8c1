"""Reading the header of a GGUF file (quantised weights), wary of hostile ones.

Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md, versions 2 and 3.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple

from inference.checkpoint import MAX_HEADER, MAX_RANK, MAX_SIDE, MAX_TENSORS, Stored
from inference.errors import ModelError

MAGIC = b"GGUF"
VERSIONS = (2, 3)
MAX_VALUES = 10_000  # key-value pairs
MAX_STRINGS = 2_000_000  # in all arrays together; a vocabulary with its merges has 0.3 million
MAX_TEXT = 1 << 20  # bytes of one string; templates of prompts take kilobytes
MAX_ALIGNMENT = 1 << 20


class Packing(NamedTuple):
    """How a type of tensor packs its numbers: `bytes` for each block of `block` numbers."""

    name: str
    block: int
    bytes: int


# By the number that stands in the file (enum ggml_type).
PACKINGS: Mapping[int, Packing] = {
    0: Packing("F32", 1, 4),
    1: Packing("F16", 1, 2),
    2: Packing("Q4_0", 32, 18),
    3: Packing("Q4_1", 32, 20),
    6: Packing("Q5_0", 32, 22),
    7: Packing("Q5_1", 32, 24),
    8: Packing("Q8_0", 32, 34),
    9: Packing("Q8_1", 32, 36),
    10: Packing("Q2_K", 256, 84),
    11: Packing("Q3_K", 256, 110),
    12: Packing("Q4_K", 256, 144),
    13: Packing("Q5_K", 256, 176),
    14: Packing("Q6_K", 256, 210),
    15: Packing("Q8_K", 256, 292),
    16: Packing("IQ2_XXS", 256, 66),
    17: Packing("IQ2_XS", 256, 74),
    18: Packing("IQ3_XXS", 256, 98),
    19: Packing("IQ1_S", 256, 50),
    20: Packing("IQ4_NL", 32, 18),
    21: Packing("IQ3_S", 256, 110),
    22: Packing("IQ2_S", 256, 82),
    23: Packing("IQ4_XS", 256, 136),
    24: Packing("I8", 1, 1),
    25: Packing("I16", 1, 2),
    26: Packing("I32", 1, 4),
    27: Packing("I64", 1, 8),
    28: Packing("F64", 1, 8),
    29: Packing("IQ1_M", 256, 56),
    30: Packing("BF16", 1, 2),
    34: Packing("TQ1_0", 256, 54),
    35: Packing("TQ2_0", 256, 66),
    39: Packing("MXFP4", 32, 17),
}

# What a whole file is called after, by `general.file_type` (enum llama_ftype).
FILE_TYPES: Mapping[int, str] = {
    0: "F32", 1: "F16", 2: "Q4_0", 3: "Q4_1", 7: "Q8_0", 8: "Q5_0", 9: "Q5_1", 10: "Q2_K", 11: "Q3_K_S",
    12: "Q3_K_M", 13: "Q3_K_L", 14: "Q4_K_S", 15: "Q4_K_M", 16: "Q5_K_S", 17: "Q5_K_M", 18: "Q6_K",
    19: "IQ2_XXS", 20: "IQ2_XS", 21: "Q2_K_S", 22: "IQ3_XS", 23: "IQ3_XXS", 24: "IQ1_S", 25: "IQ4_NL",
    26: "IQ3_S", 27: "IQ3_M", 28: "IQ2_S", 29: "IQ2_M", 30: "IQ4_XS", 31: "IQ1_M", 32: "BF16",
}  # fmt: skip

_NUMBERS: Mapping[int, str] = {
    0: "<B", 1: "<b", 2: "<H", 3: "<h", 4: "<I", 5: "<i", 6: "<f", 7: "<?", 10: "<Q", 11: "<q", 12: "<d",
}  # fmt: skip
_STRING, _ARRAY = 8, 9

Value = str | int | float | bool


@dataclass(frozen=True, slots=True)
class GgufHeader:
    """The tensors of a GGUF file by name, shapes as torch has them, and its single values; no arrays."""

    tensors: Mapping[str, Stored]
    values: Mapping[str, Value]

    @property
    def architecture(self) -> str:
        """What the writer calls the network: "flux", "sd3", "qwen_image", "t5encoder" … or ""."""
        value = self.values.get("general.architecture")
        return value if isinstance(value, str) else ""

    @property
    def quantisation(self) -> str:
        """Name of the file's quantisation, "Q4_K_M" …; where none is given, that of most of its weights."""
        given = self.values.get("general.file_type")
        if isinstance(given, int) and given in FILE_TYPES:
            return FILE_TYPES[given]
        amounts: dict[str, int] = {}
        for stored in self.tensors.values():
            amounts[stored.dtype] = amounts.get(stored.dtype, 0) + stored.bytes
        return max(amounts, key=lambda dtype: amounts[dtype]) if amounts else ""


class _Odd(Exception):
    """The file does not keep to the format."""


class _Short(Exception):
    """The file ends too early."""


def read_gguf(path: Path) -> GgufHeader:
    """The header of a GGUF file; the weights themselves are not read.

    Raises ModelError where the file does not keep to the format or is cut short, OSError where it cannot be
    read.
    """
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(0)
        try:
            return _Reader(file, size).header()
        except _Short as error:
            raise ModelError(
                "'{name}' is cut short: its download did not finish. Download it again.", name=path.name
            ) from error
        except _Odd as error:
            raise ModelError(
                "'{name}' is damaged or not a GGUF file. Download it again.", name=path.name
            ) from error


class _Reader:
    """Reads on through the header within its bounds: no claim of the file is trusted for an allocation."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file = file
        self._size = size
        self._at = 0
        self._strings = 0

    def header(self) -> GgufHeader:
        if self._take(4) != MAGIC:
            raise _Odd
        if self._number("<I") not in VERSIONS:  # a big-endian file shows here too
            raise _Odd
        tensors, pairs = int(self._number("<Q")), int(self._number("<Q"))
        if tensors > MAX_TENSORS or pairs > MAX_VALUES:
            raise _Odd
        values: dict[str, Value] = {}
        for _ in range(pairs):
            key = self._text()
            value = self._value(int(self._number("<I")))
            if value is not None:
                values[key] = value
        alignment = values.get("general.alignment", 32)
        if type(alignment) is not int or not 0 < alignment <= MAX_ALIGNMENT:
            raise _Odd
        found: dict[str, Stored] = {}
        end = 0
        for _ in range(tensors):
            name, stored, offset = self._tensor()
            if name in found or offset % alignment:
                raise _Odd
            found[name] = stored
            end = max(end, offset + stored.bytes)
        start = -(-self._at // alignment) * alignment
        if found and start + end > self._size:
            raise _Short
        return GgufHeader(found, values)

    def _tensor(self) -> tuple[str, Stored, int]:
        name = self._text()
        rank = int(self._number("<I"))
        if not name or rank > MAX_RANK:
            raise _Odd
        sides = [int(self._number("<Q")) for _ in range(rank)]
        packing = PACKINGS.get(int(self._number("<I")))
        offset = int(self._number("<Q"))
        if packing is None or any(side > MAX_SIDE for side in sides) or offset >= 1 << 62:
            raise _Odd
        if sides and sides[0] % packing.block:  # rows are packed one by one
            raise _Odd
        count = math.prod(sides)
        stored = Stored(tuple(reversed(sides)), packing.name, count // packing.block * packing.bytes)
        return name, stored, offset

    def _value(self, kind: int) -> Value | None:
        """A single value; arrays are passed over and give None."""
        if kind == _STRING:
            return self._text()
        if kind == _ARRAY:
            self._skip_array(int(self._number("<I")), int(self._number("<Q")))
            return None
        if kind not in _NUMBERS:
            raise _Odd
        return self._number(_NUMBERS[kind])

    def _skip_array(self, kind: int, count: int) -> None:
        if kind == _STRING:
            self._strings += count
            if self._strings > MAX_STRINGS:
                raise _Odd
            for _ in range(count):
                self._skip(int(self._number("<Q")))
        elif kind in _NUMBERS:
            self._skip(count * struct.calcsize(_NUMBERS[kind]))
        else:  # arrays of arrays: nobody writes them
            raise _Odd

    def _text(self) -> str:
        length = int(self._number("<Q"))
        if length > MAX_TEXT:
            raise _Odd
        try:
            return self._take(length).decode("utf-8")
        except UnicodeDecodeError as error:
            raise _Odd from error

    def _number(self, form: str) -> int | float | bool:
        return struct.unpack(form, self._take(struct.calcsize(form)))[0]

    def _take(self, count: int) -> bytes:
        self._advance(count)
        data = self._file.read(count)
        if len(data) < count:
            raise _Short
        return data

    def _skip(self, count: int) -> None:
        self._advance(count)
        self._file.seek(self._at)

    def _advance(self, count: int) -> None:
        self._at += count
        if self._at > self._size:
            raise _Short
        if self._at > MAX_HEADER:
            raise _Odd
