"""Finding the rest of a model whose file holds the transformer alone: a folder with its VAE and encoders."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from inference.errors import ModelError
from inference.families import TRAITS
from inference.models import ModelInfo, default_folders, inspect

_UP = 1  # how many folders above the file's own are searched
_DOWN = 2  # how deep below them


def find_companion(info: ModelInfo) -> Path:
    """The nearest diffusers folder of the same family: among the file's neighbours, or in the models folders.

    Of several in one place one of the same variant comes first, then the first by name. Raises ModelError
    where there is none, telling what to get.
    """
    near = [*info.path.absolute().parents[: _UP + 1], *info.path.resolve().parents[: _UP + 1]]
    for root in dict.fromkeys([*near, *default_folders()]):
        found = [one for folder in _folders(root) if (one := _same_family(folder, info)) is not None]
        if found:
            return min(found, key=lambda one: (one.variant != info.variant, one.name.lower())).path
    raise ModelError(
        "'{name}' holds the transformer of a {family} model alone; its text encoders and VAE are missing. "
        "Put a complete {family} model (a diffusers folder) beside it, and they are taken from there.",
        name=info.name,
        family=TRAITS[info.family].name,
    )


def _folders(root: Path, depth: int = 0) -> Iterator[Path]:
    """Diffusers folders at `root` and below; what cannot be read is passed over."""
    if (root / "model_index.json").is_file():
        yield root
        return
    if depth == _DOWN:
        return
    try:
        below = sorted(entry for entry in root.iterdir() if entry.is_dir() and not entry.name.startswith("."))
    except OSError:
        return
    for folder in below:
        yield from _folders(folder, depth + 1)


def _same_family(folder: Path, info: ModelInfo) -> ModelInfo | None:
    try:
        found = inspect(folder)
    except ModelError:
        return None  # it has its own sentence where the artist chooses it
    return found if found.family == info.family else None
