"""Which files the names in a prompt mean: LoRAs, textual inversions, and folders of wildcards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from inference.conditions import Lora
from inference.prompt.parse import LoraTag, Prompt

_SUFFIXES = (".safetensors", ".pt", ".bin", ".ckpt")
_LARGEST = 4 << 20  # bytes of a file of wildcards
_LONGEST_LINE = 2_000  # characters
_MOST_FILES = 5_000


class Part(Protocol):
    """A file of the model library."""

    @property
    def name(self) -> str: ...

    @property
    def path(self) -> Path: ...


def resolve_loras(tags: Sequence[LoraTag], parts: Iterable[Part]) -> tuple[tuple[Lora, ...], tuple[str, ...]]:
    """The LoRAs that the tags name, each once with its weights added up, and the names that mean nothing.

    A name fits a part's own name or its file's, with or without ending and folder, in small or large letters.
    """
    known = names_of(parts)
    weights: dict[str, float] = {}
    unknown: list[str] = []
    for tag in tags:
        path = known.get(key_of(tag.name))
        if path is None:
            unknown.append(tag.name)
        else:
            weights[str(path)] = weights.get(str(path), 0.0) + tag.weight
    loras = tuple(Lora(path, min(max(weight, -4.0), 4.0)) for path, weight in weights.items())
    return loras, tuple(dict.fromkeys(unknown))


def resolve_embeddings(prompts: Iterable[Prompt], parts: Iterable[Part]) -> tuple[str, ...]:
    """Paths of the textual inversions that the prompts name, each once."""
    known = names_of(parts)
    found: dict[str, None] = {}
    for prompt in prompts:
        for piece in prompt.pieces:
            if piece.kind == "embedding" and (path := known.get(key_of(piece.text))) is not None:
                found[str(path)] = None
    return tuple(found)


def names_of(parts: Iterable[Part]) -> dict[str, Path]:
    """Each part by all that it may be called; of two with one name the first counts."""
    known: dict[str, Path] = {}
    for part in parts:
        for name in (part.path.name, part.name):
            known.setdefault(key_of(name), part.path)
    return known


def key_of(name: str) -> str:
    """A name without folder and ending, in small letters."""
    bare = name.strip().replace("\\", "/").rpartition("/")[2].lower()
    for suffix in _SUFFIXES:
        bare = bare.removesuffix(suffix)
    return bare


class WildcardFolder(Mapping[str, Sequence[str]]):
    """The .txt files of a folder and below, by their paths in it without ending; read when asked for.

    Empty lines and those that begin with # do not count. Files that cannot be read have no lines.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[str, Path] | None = None
        self._lines: dict[str, tuple[str, ...]] = {}

    def __getitem__(self, name: str) -> Sequence[str]:
        if name not in self._lines:
            self._lines[name] = _lines(self._paths()[name])
        return self._lines[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths())

    def __len__(self) -> int:
        return len(self._paths())

    def _paths(self) -> dict[str, Path]:
        if self._files is None:
            found = sorted(self._folder.rglob("*.txt"))[:_MOST_FILES] if self._folder.is_dir() else []
            self._files = {path.relative_to(self._folder).with_suffix("").as_posix(): path for path in found}
        return self._files


def _lines(path: Path) -> tuple[str, ...]:
    try:
        with path.open("rb") as file:
            text = file.read(_LARGEST).decode("utf-8-sig", errors="replace")
    except OSError:
        return ()
    lines = (line.strip()[:_LONGEST_LINE] for line in text.splitlines())
    return tuple(line for line in lines if line and not line.startswith("#"))
