"""Reading the header of a safetensors file and the small JSON files of a model, wary of hostile ones."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from inference.errors import ModelError

TensorShapes = Mapping[str, tuple[int, ...]]

MAX_HEADER = 64 << 20  # bytes; an SDXL checkpoint's is 0.3 MiB
MAX_TENSORS = 200_000
MAX_JSON = 4 << 20  # bytes of a config file
MAX_RANK = 8
MAX_SIDE = 1 << 32


class Stored(NamedTuple):
    """How one tensor lies in a file."""

    shape: tuple[int, ...]
    dtype: str  # safetensors' names ("F16", "BF16", "F8_E4M3" …) or GGML's ("Q4_K" …)
    bytes: int


@dataclass(frozen=True, slots=True)
class Header:
    """What a weights file says before its weights: its tensors by name, and remarks in plain text."""

    tensors: Mapping[str, Stored]
    metadata: Mapping[str, str] = field(default_factory=dict)

    @property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        """The shape of each tensor, by name."""
        return {name: stored.shape for name, stored in self.tensors.items()}


def read_shapes(path: Path) -> TensorShapes:
    """The shape of each tensor in a safetensors file, by name; the weights themselves are not read.

    Raises ModelError where the file is damaged, OSError where it cannot be read.
    """
    return read_header(path).shapes


def read_header(path: Path) -> Header:
    """The header of a safetensors file; the weights themselves are not read.

    Format: 8 bytes little-endian header length, the header as JSON, then the data that it points into
    (https://huggingface.co/docs/safetensors). Raises ModelError where the file does not keep to it.
    """
    damaged = ModelError("'{name}' is damaged or not a safetensors file. Download it again.", name=path.name)
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(0)
        start = file.read(8)
        if len(start) < 8:
            raise damaged
        (length,) = struct.unpack("<Q", start)
        if not 2 <= length <= MAX_HEADER:
            raise damaged
        if length > size - 8:
            raise _cut_short(path)
        raw = file.read(length)
    entries = _parse(raw, damaged)
    remarks = entries.pop("__metadata__", None)
    if len(entries) > MAX_TENSORS:
        raise damaged
    tensors: dict[str, Stored] = {}
    end = 0
    for name, entry in entries.items():
        tensors[name], last = _entry(entry, damaged)
        end = max(end, last)
    if end > size - 8 - length:
        raise _cut_short(path)
    metadata = remarks if isinstance(remarks, dict) else {}
    return Header(tensors, {key: text for key, text in metadata.items() if isinstance(text, str)})


def read_json(path: Path) -> dict[str, Any]:
    """A config file that must be one JSON object. Raises ModelError where it is damaged or absurdly large."""
    damaged = ModelError(
        "'{folder}/{name}' is damaged. Download the model again.", folder=path.parent.name, name=path.name
    )
    if path.stat().st_size > MAX_JSON:
        raise damaged
    return _parse(path.read_bytes(), damaged)


def _cut_short(path: Path) -> ModelError:
    return ModelError(
        "'{name}' is cut short: its download did not finish. Download it again.", name=path.name
    )


def _parse(raw: bytes, damaged: ModelError) -> dict[str, Any]:
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError) as error:  # UnicodeDecodeError is a ValueError
        raise damaged from error
    if not isinstance(value, dict):
        raise damaged
    return value


def _entry(entry: Any, damaged: ModelError) -> tuple[Stored, int]:
    """Check one tensor's entry; also tells where its data ends, in bytes from the header's end."""
    if not isinstance(entry, dict):
        raise damaged
    shape, offsets, dtype = entry.get("shape"), entry.get("data_offsets"), entry.get("dtype")
    if not isinstance(shape, list) or len(shape) > MAX_RANK or not isinstance(dtype, str):
        raise damaged
    for side in shape:  # plain loops: a checkpoint has thousands of tensors, a library thousands of files
        if type(side) is not int or not 0 <= side <= MAX_SIDE:
            raise damaged
    if not isinstance(offsets, list) or len(offsets) != 2:
        raise damaged
    start, end = offsets
    if type(start) is not int or type(end) is not int or not 0 <= start <= end < 1 << 62:
        raise damaged
    return Stored(tuple(shape), dtype, end - start), end
