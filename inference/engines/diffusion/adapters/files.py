"""Opening the files of adapters safely, and keeping what was read from them for the next job."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file

from inference.checkpoint import TensorShapes, read_shapes
from inference.errors import ModelError

_PICKLED = frozenset({".ckpt", ".pt", ".pth", ".bin"})
_FOLDER_WEIGHTS = "diffusion_pytorch_model"  # diffusers' name for the weights of a part

Tensors = dict[str, torch.Tensor]
Stamp = tuple[str, int, int]  # path, size in bytes, change time in ns
Kept = TypeVar("Kept")


def open_file(path: Path) -> TensorShapes:
    """The tensors' shapes in the safetensors file at `path`.

    Raises ModelError where nothing lies there, where it is pickled, of another kind, damaged or unreadable.
    """
    if path.suffix.lower() in _PICKLED:
        raise ModelError(
            "'{name}' is a pickled file ({suffix}): opening it can run any program hidden in it, so Scumble "
            "never does. Get its .safetensors edition, or convert it on a computer that holds nothing "
            "precious.",
            name=path.name,
            suffix=path.suffix.lower(),
        )
    with readable(path):
        if not path.is_file():
            raise missing(path)
        if path.suffix.lower() != ".safetensors":
            raise ModelError("'{name}' cannot be used: choose a .safetensors file.", name=path.name)
        return read_shapes(path)


def read_tensors(path: Path) -> tuple[Tensors, dict[str, str]]:
    """All tensors of the file, in main memory, and the remarks in its header. Raises ModelError."""
    open_file(path)
    with readable(path):
        with safe_open(str(path), framework="pt") as file:
            remarks = file.metadata() or {}
        return load_file(str(path)), remarks


def find_weights(folder: Path, half: bool) -> Path:
    """The one file with the weights of a part that lies in `folder` as diffusers saves it.

    `half` prefers the edition in half precision. Raises ModelError where there is none but a pickled one.
    """
    editions = [f"{_FOLDER_WEIGHTS}.fp16.safetensors", f"{_FOLDER_WEIGHTS}.safetensors"]
    names = editions if half else editions[::-1]
    for name in (*names, "model.fp16.safetensors", "model.safetensors"):
        if (folder / name).is_file():
            return folder / name
    for pickled in folder.glob("*.bin"):
        open_file(pickled)  # tells why it is refused
    raise ModelError(
        "The folder '{name}' is incomplete: it has no .safetensors file. Download it again.", name=folder.name
    )


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Turn the system's and safetensors' errors over `path` into ModelError."""
    try:
        yield
    except OSError as error:
        raise ModelError(
            "'{path}' cannot be read: {reason}.", path=str(path), reason=error.strerror or str(error)
        ) from error
    except SafetensorError as error:
        raise ModelError(
            "'{name}' is damaged or not a safetensors file. Download it again.", name=path.name
        ) from error


def missing(path: Path) -> ModelError:
    """The error for a file or folder that is not there."""
    return ModelError("There is nothing at '{path}'. Choose another file, or put it back.", path=str(path))


def stamp(path: Path) -> Stamp:
    """Tells whether what lies at `path` is still the same. Raises ModelError where nothing lies there."""
    telling = path / "config.json" if path.is_dir() else path
    try:
        status = telling.stat()
    except OSError as error:
        raise missing(telling) from error
    return str(path), status.st_size, status.st_mtime_ns


@dataclass(slots=True)
class _Entry(Generic[Kept]):
    value: Kept
    bytes: int


class Shelf(Generic[Kept]):
    """Keeps what was read, the least recently used going first where it grows beyond its room."""

    def __init__(self, room: int) -> None:
        """`room`: bytes."""
        self._room = room
        self._entries: OrderedDict[Hashable, _Entry[Kept]] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], Kept], weigh: Callable[[Kept], int]) -> Kept:
        """What lies under `key`, made now where it is new; `weigh` tells its size in bytes."""
        if key not in self._entries:
            value = make()
            self._entries[key] = _Entry(value, weigh(value))
        self._entries.move_to_end(key)
        while len(self._entries) > 1 and sum(entry.bytes for entry in self._entries.values()) > self._room:
            self._entries.popitem(last=False)
        return self._entries[key].value

    def values(self) -> list[Kept]:
        return [entry.value for entry in self._entries.values()]

    def clear(self) -> None:
        self._entries.clear()
