"""Reading ComfyUI's extra_model_paths.yaml, which tells of model folders elsewhere."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from inference.errors import Sentence

EXTRA_NAMES = ("extra_model_paths.yaml", "extra_model_paths.yml", "extra_models_config.yaml")
MAX_BYTES = 1 << 20
MAX_FOLDERS = 1000

_NO_MODELS = frozenset({"base_path", "is_default", "custom_nodes", "configs", "download_model_base"})


def extra_folders(file: Path) -> tuple[list[Path], Sentence | None]:
    """The folders that the file names and that are there; with a sentence where it cannot be read.

    As ComfyUI reads it: each section may have a `base_path` that the others are below, "~" and environment
    variables stand for what they mean, a value may name several folders, one a line.
    """
    import yaml  # only here: few have such a file, and all would wait for it at the start

    try:
        if file.stat().st_size > MAX_BYTES:
            return [], _damaged(file, "it is far too large")
        settings = yaml.safe_load(file.read_bytes())
    except OSError as error:
        return [], _damaged(file, error.strerror or str(error))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return [], _damaged(file, " ".join(str(error).split())[:200])
    folders: list[Path] = []
    for section in settings.values() if isinstance(settings, dict) else ():
        if isinstance(section, dict):
            folders += _section(file.parent, section)
    return list(dict.fromkeys(folders))[:MAX_FOLDERS], None


def _section(home: Path, section: dict[Any, Any]) -> list[Path]:
    base = section.get("base_path")
    root = home / _expanded(base) if isinstance(base, str) else home
    found: list[Path] = []
    for kind, value in section.items():
        if kind in _NO_MODELS or not isinstance(value, str):
            continue
        for line in value.splitlines()[:MAX_FOLDERS]:
            if line.strip() and _is_folder(path := root / _expanded(line.strip())):
                found.append(path)
    return found


def _expanded(text: str) -> str:
    return os.path.expandvars(os.path.expanduser(text.strip()))


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except ValueError:  # a zero byte in the name
        return False


def _damaged(file: Path, reason: str) -> Sentence:
    return Sentence(
        "ComfyUI's '{file}' cannot be read: {reason}. Its folders are left out.",
        file=str(file),
        reason=reason,
    )
