"""The models that the program offers for download, chosen by hand: resources/models.json."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from inference.errors import HubRefused
from inference.hub.plan import Order, already_here
from inference.hub.reference import Reference, parse_reference


@dataclass(frozen=True, slots=True)
class Entry:
    """One model of the catalogue."""

    name: str  # as the artist knows it
    id: str  # its page on the hub
    kind: str  # "checkpoint", or a key of `plan.KIND_FOLDERS`
    family: str  # "SD 1.5", "SDXL", "Flux.1" …
    licence: str
    about: str  # one sentence in English: what it is for
    files: tuple[str, ...] = ()  # patterns; empty: what the page's index lists
    bytes: int | None = None  # to download, about; None where nobody measured it
    memory: int | None = None  # bytes of graphics memory that it runs well with, about
    gated: bool = False  # the licence has to be accepted on the page first

    @property
    def reference(self) -> Reference:
        return Reference(self.id)

    def order(self, folder: Path) -> Order:
        """To download it into a models folder."""
        return Order(self.reference, folder, self.kind, self.files)

    def place(self, folder: Path) -> Path | None:
        """Where it was put by an earlier download; None where it was not."""
        single = len(self.files) == 1
        return already_here(self.order(folder), folder=not single)


def read_catalogue() -> tuple[Entry, ...]:
    """The entries in the order of the file."""
    told = json.loads((files("resources") / "models.json").read_text(encoding="utf-8"))
    return tuple(_entry(entry) for entry in told["models"])


def order_of(text: str, folder: Path, catalogue: Sequence[Entry] | None = None) -> Order:
    """What is meant by the name or id of a catalogue's entry, a hub id, or the address of a page or file.

    Raises HubRefused where it is none of these.
    """
    entries = read_catalogue() if catalogue is None else catalogue
    wanted = text.strip().casefold()
    for entry in entries:
        if wanted == entry.name.casefold():
            return entry.order(folder)
    named = [entry for entry in entries if wanted == entry.id.casefold()]
    if len(named) == 1:
        return named[0].order(folder)
    if named:
        raise HubRefused(
            "'{id}' is the page of several models: {names}. Enter one of these names.",
            id=named[0].id,
            names=", ".join(entry.name for entry in named),
        )
    return Order(parse_reference(text), folder)


def _entry(told: Mapping[str, Any]) -> Entry:
    gigabytes, memory = told.get("gigabytes"), told.get("memory_gb")
    return Entry(
        name=told["name"],
        id=told["id"],
        kind=told["kind"],
        family=told["family"],
        licence=told["licence"],
        about=told["about"],
        files=tuple(told.get("files", ())),
        bytes=None if gigabytes is None else round(gigabytes * 1e9),
        memory=None if memory is None else round(memory * 1e9),
        gated=bool(told.get("gated", False)),
    )
