"""Which files of a model page are needed: of each part one set of weights, nothing pickled, no programs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import Any, Literal

from inference.errors import ChooseFile, HubRefused
from inference.hub.listing import Listing, RepoFile
from inference.hub.names import DATA, PICKLED, WEIGHTS

Precision = Literal["half", "full"]

INDEX = "model_index.json"
SKIPPED_PARTS = frozenset({"safety_checker"})  # never loaded: the artist decides what is painted
SMALL = 64 << 20  # bytes of a data file, at most: tokenizers have up to 33 MB

# How diffusers and transformers name weights: stem, variant, number of the piece. Either order is in use.
_WEIGHTS = re.compile(
    r"(?P<stem>[A-Za-z0-9_-]+?)(\.(?P<variant>[A-Za-z0-9_]+))?(-\d{5}-of-\d{5})?(\.(?P<late>[A-Za-z0-9_]+))?"
    r"\.safetensors"
)
_PIECES_LIST = re.compile(
    r"(?P<stem>[A-Za-z0-9_-]+)\.safetensors\.index(\.(?P<variant>[A-Za-z0-9_]+))?\.json"
)
_ORDER: Mapping[Precision, tuple[str, ...]] = {"half": ("fp16", "", "bf16"), "full": ("", "bf16", "fp16")}


@dataclass(frozen=True, slots=True)
class Chosen:
    """The files to fetch. `folder`: they stay together as they lie; else it is one file that stands alone."""

    files: tuple[RepoFile, ...]
    folder: bool


def choose(
    listing: Listing,
    index: Mapping[str, Any] | None,
    patterns: Sequence[str] = (),
    precision: Precision = "half",
) -> Chosen:
    """The files of a page that make a model.

    `index` is the page's model_index.json, None where it has none. `patterns` (as of `fnmatch`) name the
    files instead. Raises ChooseFile where there are several models to choose from, HubRefused where there is
    none, or only a pickled one.
    """
    if patterns:
        return _named(listing, patterns)
    if index is not None:
        return Chosen(_parts(listing, index, precision), folder=True)
    here = [file for file in listing.files if "/" not in file.name]
    if any(file.name == "config.json" for file in here):
        weights = _weights(here, precision)
        if weights:
            return Chosen((*_data(here), *weights), folder=True)
    return Chosen(files=(_only_one(listing),), folder=False)


def single_files(listing: Listing) -> list[RepoFile]:
    """The files of a page that may be models on their own; the largest first."""
    found = [file for file in listing.files if PurePosixPath(file.name).suffix.lower() in WEIGHTS]
    return sorted(found, key=lambda file: (-(file.bytes or 0), file.name))


def named_by(name: str, pattern: str) -> bool:
    """Whether a file is meant: by its very name, which may hold brackets, or by a pattern."""
    return name == pattern or fnmatchcase(name, pattern)


def _named(listing: Listing, patterns: Sequence[str]) -> Chosen:
    files: list[RepoFile] = []
    for pattern in patterns:
        fitting = [file for file in listing.files if named_by(file.name, pattern) and file not in files]
        if not fitting:
            raise HubRefused(
                "'{id}' has no file '{file}' any more. Look at its page for what it was replaced by.",
                id=listing.id,
                file=pattern,
            )
        files += fitting
    return Chosen(tuple(files), folder=len(files) > 1)


def _only_one(listing: Listing) -> RepoFile:
    found = single_files(listing)
    if not found:
        if any(PurePosixPath(file.name).suffix.lower() in PICKLED for file in listing.files):
            raise _only_pickled(listing.id)
        raise HubRefused(
            "'{id}' holds no model that Scumble can use: there is neither a .safetensors nor a .gguf file.",
            id=listing.id,
        )
    if len(found) > 1:
        error = ChooseFile("'{id}' holds several models. Choose one of its files.", id=listing.id)
        error.names = tuple(file.name for file in found)
        raise error
    return found[0]


def _parts(listing: Listing, index: Mapping[str, Any], precision: Precision) -> tuple[RepoFile, ...]:
    """The files of a diffusers page: those of the parts that its index lists."""
    files = [file for file in listing.files if file.name == INDEX or _is_licence(file.name)]
    for part, value in index.items():
        if part.startswith("_") or not isinstance(value, list) or len(value) != 2 or value[0] is None:
            continue
        if part not in SKIPPED_PARTS:
            _refuse_program(listing.id, value)
            files += _part(listing, part, precision)
    if isinstance(index.get("_class_name"), list):
        raise _needs_program(listing.id)
    return tuple(files)


def _part(listing: Listing, part: str, precision: Precision) -> list[RepoFile]:
    here = [file for file in listing.files if file.name.startswith(f"{part}/") and file.name.count("/") == 1]
    weights = _weights(here, precision)
    if not weights and any(PurePosixPath(file.name).suffix.lower() in PICKLED for file in here):
        raise _only_pickled(listing.id)
    if not here:
        raise HubRefused(
            "'{id}' is incomplete on the hub: its part '{part}' is missing. Choose another model.",
            id=listing.id,
            part=part,
        )
    return [*_data(here), *weights]


def _weights(files: Iterable[RepoFile], precision: Precision) -> list[RepoFile]:
    """One set of weights out of those in a folder, with the list of its pieces."""
    sets: dict[tuple[str, str], list[RepoFile]] = {}
    for file in files:
        name = PurePosixPath(file.name).name
        match = _WEIGHTS.fullmatch(name) or _PIECES_LIST.fullmatch(name)
        if match is not None:
            words = match.groupdict()
            variant = words["variant"] or words.get("late") or ""
            sets.setdefault((words["stem"], variant), []).append(file)
    real = [key for key, files in sets.items() if any(file.name.endswith(".safetensors") for file in files)]
    stems = ("diffusion_pytorch_model", "model", *(stem for stem, _ in real))
    for stem in stems:
        variants = [variant for other, variant in real if other == stem]
        for variant in _ORDER[precision]:
            if variant in variants:
                return sets[stem, variant]
    return []


def _data(files: Iterable[RepoFile]) -> list[RepoFile]:
    """Settings and vocabularies; not the lists of pieces, which go with their weights."""
    return [
        file
        for file in files
        if (PurePosixPath(file.name).suffix.lower() in DATA or _is_licence(file.name))
        and ".index." not in file.name
        and (file.bytes or 0) <= SMALL
    ]


def _is_licence(name: str) -> bool:
    return "/" not in name and name.upper().startswith(("LICENSE", "LICENCE")) and name.count(".") <= 1


def _refuse_program(id_: str, value: Sequence[Any]) -> None:
    if value[0] not in ("diffusers", "transformers", "stable_diffusion"):
        raise _needs_program(id_)


def _needs_program(id_: str) -> HubRefused:
    return HubRefused(
        "'{id}' only works with a program of its own, and Scumble never runs programs that come with a "
        "model. Choose another model.",
        id=id_,
    )


def _only_pickled(id_: str) -> HubRefused:
    return HubRefused(
        "'{id}' offers its weights only as pickled files: opening such a file can run any program hidden in "
        "it, so Scumble never does. Look for a .safetensors edition, or convert the files on a computer that "
        "holds nothing precious.",
        id=id_,
    )
