"""The weights files of a folder in diffusers' layout: whole, not pickled, and how they are stored."""

from __future__ import annotations

import re
from pathlib import Path

from inference.checkpoint import read_header, read_json
from inference.errors import ModelError
from inference.models.hints import precision_of
from inference.models.info import Precision

_SHARD = re.compile(r"-\d{5}-of-\d{5}\b")


def require_weights(folder: Path, part: str) -> None:
    """Refuse pickled, missing or unfinished weights in `folder`/`part`; one whole edition of them is enough.

    Raises ModelError. Weights may be one file, or shards that an index lists; several editions (".fp16") may
    lie side by side, of which a download often takes but one.
    """
    files = sorted((folder / part).glob("*.safetensors"))
    if not files:
        _refuse_without_safetensors(folder, part)
    for file in files:
        read_header(file)  # raises where it is damaged or cut short
    if any(not _SHARD.search(file.name) for file in files):
        return
    names = {file.name for file in files}
    lacking: list[str] = []
    for index in sorted((folder / part).glob("*.safetensors.index*.json")):
        listed = read_json(index).get("weight_map")
        wanted = set(map(str, listed.values())) if isinstance(listed, dict) else set()
        if wanted and wanted <= names:
            return
        lacking += sorted(wanted - names)
    raise ModelError(
        "'{name}' is incomplete: {part} lacks {file}. Download it again.",
        name=folder.name,
        part=part,
        file=lacking[0] if lacking else "its index (.safetensors.index.json)",
    )


def _refuse_without_safetensors(folder: Path, part: str) -> None:
    if any((folder / part).glob("*.bin")):
        raise ModelError(
            "'{name}' stores its {part} in a pickled file (.bin): opening it can run any "
            "program hidden in it, so Scumble never does. Get the model's .safetensors edition, or "
            "convert the file on a computer that holds nothing precious.",
            name=folder.name,
            part=part,
        )
    raise ModelError(
        "'{name}' is incomplete: {part} has no .safetensors file. Download it again.",
        name=folder.name,
        part=part,
    )


def precision_in(folder: Path) -> Precision:
    """How most of the weights of the first file in `folder` are stored."""
    files = sorted(folder.glob("*.safetensors"))
    return precision_of(read_header(files[0]).tensors.values()) if files else ""


def folder_bytes(folder: Path) -> int:
    """Bytes of all files below."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
