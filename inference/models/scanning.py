"""Telling what a path is, and a plain scan of folders without an index."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import platformdirs

from inference.errors import ModelError, Sentence
from inference.models.files import look_file
from inference.models.fits import not_a_checkpoint, unlike
from inference.models.folders import look_folder
from inference.models.info import ModelInfo, NotACheckpoint, Part, PartKind
from inference.models.walk import Walk

MODELS_VARIABLE = "SCUMBLE_MODELS"  # folders, separated like those of PATH


def look(path: Path | str) -> ModelInfo | Part:
    """Tell what the folder or file at `path` is, by its contents and never by its name; weights are not read.

    Raises ModelError when there is nothing, when it is damaged, pickled or of a family that is not supported.
    """
    path = Path(path)
    try:
        if path.is_dir():
            return look_folder(path)
        if not path.is_file():
            raise ModelError(
                "There is no model at '{path}'. Choose another one, or put it back.", path=str(path)
            )
        return look_file(path)
    except OSError as error:
        raise ModelError(
            "The model '{path}' cannot be read: {reason}.",
            path=str(path),
            reason=error.strerror or str(error),
        ) from error


def inspect(path: Path | str) -> ModelInfo:
    """The model at `path`; it may still need company (`ModelInfo.needs`).

    Raises ModelError as `look` does, and NotACheckpoint for parts of models.
    """
    found = look(path)
    if isinstance(found, Part):
        raise not_a_checkpoint(found)
    return found


def inspect_part(path: Path | str, kind: PartKind | None = None) -> Part:
    """The LoRA, ControlNet, VAE … at `path`.

    Raises ModelError as `look` does, and for whole models and parts of another kind than `kind`.
    """
    found = look(path)
    if isinstance(found, ModelInfo):
        raise ModelError(
            "'{name}' is a whole model, not a part of one. Choose it as the model.", name=found.path.name
        )
    if kind is not None and found.kind != kind:
        raise unlike(found, kind)
    return found


def default_folders() -> list[Path]:
    """The folders that are scanned: those named in SCUMBLE_MODELS, then the program's own."""
    named = [
        Path(part).expanduser() for part in os.environ.get(MODELS_VARIABLE, "").split(os.pathsep) if part
    ]
    return [*named, Path(platformdirs.user_data_dir("scumble", appauthor=False)) / "models"]


def scan(folders: Iterable[Path]) -> tuple[list[ModelInfo], list[tuple[Path, Sentence]]]:
    """Find the checkpoints in `folders` and below; also the files that look like models but cannot be used.

    Returns the models sorted by name and (path, sentence) for each problem. Folders that do not exist, LoRAs,
    VAEs and other parts of models are passed over. `inference.library` does the same with an index.
    """
    models: list[ModelInfo] = []
    walk = Walk()
    for folder in folders:
        for candidate in walk.candidates(Path(folder)):
            try:
                models.append(inspect(candidate.path))
            except NotACheckpoint:
                continue
            except ModelError as error:
                walk.problems.append((candidate.path, error.sentence))
    models.sort(key=lambda model: (model.name.lower(), str(model.path)))
    return models, walk.problems
