"""A download decided on: which files, how large, and where they go."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from inference.errors import HubError, HubRefused
from inference.hub.choice import INDEX, Chosen, Precision, choose, named_by
from inference.hub.listing import Checksum, Listing, RepoFile, file_address, list_files, with_facts
from inference.hub.names import folder_name, refuse_clashes, safe_path
from inference.hub.reference import Reference
from inference.hub.web import Web

MARKER = ".scumble.json"  # in the folder of a model that was downloaded: what it is
STAGING = ".downloads"  # below the models folder; what scans for models passes over names with a dot
MOST_INDEX = 1 << 20  # bytes of a model_index.json
FORMAT = 1  # of the files written here

# Folders below the models folder, as other programs call them, so that they find the models too.
KIND_FOLDERS: Mapping[str, str] = {
    "lora": "loras",
    "controlnet": "controlnet",
    "vae": "vae",
    "preview": "vae_approx",
    "ip-adapter": "ip-adapter",
    "upscaler": "upscale_models",
}
_GENERIC = (
    "diffusion_pytorch_model",
    "pytorch_lora_weights",
    "model",
    "adapter_model",
    "pytorch_model",
    "lora",
)


@dataclass(frozen=True, slots=True)
class Order:
    """What the artist wants. `files` are names or patterns; without any the page's own model is taken."""

    reference: Reference
    folder: Path  # the models folder; the kind's folder is made below it
    kind: str = ""  # a key of KIND_FOLDERS, or anything else for the models folder itself
    files: tuple[str, ...] = ()
    precision: Precision = "half"

    @property
    def wanted(self) -> tuple[str, ...]:
        return (self.reference.file,) if self.reference.file else self.files


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """One file: its name on the page, its place below the target, and how to tell that it is whole."""

    name: str
    place: str  # relative, with "/"; checked by `safe_path`
    bytes: int
    checksum: Checksum


@dataclass(frozen=True, slots=True)
class Plan:
    """All that is needed to download, without asking the hub again what there is."""

    endpoint: str
    id: str
    commit: str
    licence: str
    files: tuple[PlannedFile, ...]
    root: Path  # the models folder
    target: Path  # the model's folder, or its file
    folder: bool
    bytes: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "bytes", sum(file.bytes for file in self.files))

    @property
    def name(self) -> str:
        return self.target.name

    @property
    def key(self) -> str:
        """Names what is downloaded; the same for the same files of the same commit."""
        names = json.dumps([[file.name, file.checksum.hex] for file in self.files] + [str(self.target)])
        digest = hashlib.sha256(names.encode()).hexdigest()[:8]
        return f"{self.id.replace('/', '--')[:100]}@{self.commit[:12]}-{digest}"


def plan_download(web: Web, order: Order) -> Plan:
    """Ask the hub what is on the page and decide what to fetch; nothing is written.

    Raises ChooseFile, HubRefused and HubError as `list_files` and `choose` do; HubRefused for hostile names.
    """
    listing = list_files(web, order.reference)
    index = None
    if not order.wanted and (entry := listing.find(INDEX)) is not None:
        index = _read_index(web, listing, entry)
    chosen = choose(listing, index, order.wanted, order.precision)
    for file in chosen.files:
        safe_path(file.name)
    refuse_clashes(file.name for file in chosen.files)
    facts = [with_facts(web, listing, file) for file in chosen.files]
    target = _free_target(order, Chosen(tuple(facts), chosen.folder))
    return Plan(
        endpoint=web.endpoint,
        id=listing.id,
        commit=listing.commit,
        licence=listing.licence,
        files=tuple(_planned(file, chosen.folder, target) for file in facts),
        root=order.folder,
        target=target,
        folder=chosen.folder,
    )


def already_here(order: Order, folder: bool) -> Path | None:
    """Where this model was put by an earlier download; None where it was not. Does not ask the hub.

    `folder` tells whether it is one: of what stands alone, the file's name decides.
    """
    for target in _targets(order, folder, order.wanted[0] if order.wanted else ""):
        if folder and marked(target) == order.reference.id and _holds(target, order.wanted):
            return target
        if not folder and target.is_file():
            return target
    return None


def marked(folder: Path) -> str:
    """The id of the page that a folder was downloaded from; "" where it was not."""
    told = read_marker(folder)
    return str(told.get("id", ""))


def read_marker(folder: Path) -> Mapping[str, Any]:
    """What a folder's marker says; empty where there is none that can be read."""
    try:
        told = json.loads((folder / MARKER).read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _holds(folder: Path, patterns: Sequence[str]) -> bool:
    names = read_marker(folder).get("files")
    known = list(names) if isinstance(names, dict) else []
    return all(any(named_by(name, pattern) for name in known) for pattern in patterns)


def _read_index(web: Web, listing: Listing, entry: RepoFile) -> Mapping[str, Any]:
    if (entry.bytes or 0) > MOST_INDEX:
        raise HubRefused("The page of '{id}' is damaged. Choose another model.", id=listing.id)
    told = web.read_json(file_address(web, listing.id, listing.commit, INDEX), listing.id, INDEX)
    if not isinstance(told, dict):
        raise HubRefused("The page of '{id}' is damaged. Choose another model.", id=listing.id)
    return told


def _planned(file: RepoFile, folder: bool, target: Path) -> PlannedFile:
    assert file.bytes is not None
    assert file.checksum is not None
    return PlannedFile(file.name, file.name if folder else target.name, file.bytes, file.checksum)


def _free_target(order: Order, chosen: Chosen) -> Path:
    """Where the model goes: never over something that was not downloaded from the same page."""
    for target in _targets(order, chosen.folder, chosen.files[0].name):
        if not target.exists():
            return target
        if (
            marked(target) == order.reference.id
            if chosen.folder
            else _has_size(target, chosen.files[0].bytes)
        ):
            return target
    raise HubError(
        "There is something else named '{name}' in '{folder}'. Move it away, or choose another folder.",
        name=order.reference.name,
        folder=str(order.folder),
    )


def _has_size(path: Path, size: int | None) -> bool:
    return path.is_file() and path.stat().st_size == size


def _targets(order: Order, folder: bool, file: str) -> Sequence[Path]:
    below = order.folder / KIND_FOLDERS.get(order.kind, "")
    page, owner = order.reference.name, order.reference.owner or "hub"
    if folder:
        return [below / folder_name(name) for name in (page, f"{page} ({owner})")]
    path = PurePosixPath(file)
    stem = path.stem
    if stem.split(".")[0].lower() in _GENERIC:
        stem = f"{page}-{path.parent.name}" if path.parent.name else page
    return [below / f"{name}{path.suffix}" for name in (stem, f"{stem} ({owner})")]
