"""Where models are looked for, on both roads: the program's own folders and those of the settings."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from inference.models import default_folders

FOLDERS, DOWNLOADS = "models/folders", "models/downloads"
Get = Callable[[str], Any]  # a setting's value by its id


def searched_folders(get: Get) -> list[Path]:
    """All of them; the last of the program's own takes what is downloaded unless another one is chosen."""
    return list(dict.fromkeys([*default_folders(), *named_folders(get)]))


def named_folders(get: Get) -> list[Path]:
    """Those that the artist added."""
    names = (name.strip() for name in str(get(FOLDERS)).split(";"))
    return [Path(name).expanduser() for name in names if name]


def download_folder(get: Get) -> Path:
    """Where downloads go."""
    chosen = str(get(DOWNLOADS))
    return Path(chosen) if chosen else default_folders()[-1]


def with_folder(get: Get, folder: Path) -> str:
    """The setting with one more folder, if it is not searched already."""
    known = [name for name in str(get(FOLDERS)).split(";") if name.strip()]
    return str(get(FOLDERS)) if folder in searched_folders(get) else ";".join([*known, str(folder)])


def stored() -> Get:
    """The window's settings for a command without one. Qt is imported here, its window parts are not."""
    from app.settings import Settings, window_store

    return Settings(window_store()).get
