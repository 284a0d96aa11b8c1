"""Reading the header of a safetensors file and the small JSON files of a model, wary of hostile ones."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from inference.errors import ModelError

TensorShapes = Mapping[str, tuple[int, ...]]

MAX_HEADER = 64 << 20  # bytes; an SDXL checkpoint's is 0.3 MiB
MAX_TENSORS = 200_000
MAX_JSON = 4 << 20  # bytes of a config file
MAX_RANK = 8
MAX_SIDE = 1 << 32


def read_shapes(path: Path) -> TensorShapes:
    """The shape of each tensor in a safetensors file, by name; the weights themselves are not read.

    Format: 8 bytes little-endian header length, the header as JSON, then the data that it points into
    (https://huggingface.co/docs/safetensors). Raises ModelError where the file does not keep to it.
    """
    damaged = ModelError("'{name}' is damaged or not a safetensors file. Download it again.", name=path.name)
    size = path.stat().st_size
    with path.open("rb") as file:
        start = file.read(8)
        if len(start) < 8:
            raise damaged
        (length,) = struct.unpack("<Q", start)
        if not 2 <= length <= MAX_HEADER:
            raise damaged
        if length > size - 8:
            raise _cut_short(path)
        raw = file.read(length)
    header = _parse(raw, damaged)
    header.pop("__metadata__", None)
    if len(header) > MAX_TENSORS:
        raise damaged
    shapes: dict[str, tuple[int, ...]] = {}
    end = 0
    for name, entry in header.items():
        shapes[name], last = _entry(entry, damaged)
        end = max(end, last)
    if end > size - 8 - length:
        raise _cut_short(path)
    return shapes


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


def _entry(entry: Any, damaged: ModelError) -> tuple[tuple[int, ...], int]:
    """Check one tensor's entry; gives its shape and where its data ends, in bytes from the header's end."""
    if not isinstance(entry, dict):
        raise damaged
    shape, offsets = entry.get("shape"), entry.get("data_offsets")
    if not isinstance(shape, list) or len(shape) > MAX_RANK or not all(_is_count(side) for side in shape):
        raise damaged
    if not isinstance(offsets, list) or len(offsets) != 2 or not all(_is_offset(at) for at in offsets):
        raise damaged
    if offsets[0] > offsets[1]:
        raise damaged
    return tuple(shape), offsets[1]


def _is_count(value: Any) -> bool:
    return type(value) is int and 0 <= value <= MAX_SIDE


def _is_offset(value: Any) -> bool:
    return type(value) is int and 0 <= value < 1 << 62
