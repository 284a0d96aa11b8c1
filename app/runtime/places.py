"""Where the AI runtime lies on the disk, and what lies beside it while it is being made."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

import platformdirs

MANIFEST = "runtime.json"


@dataclass(frozen=True, slots=True)
class Places:
    """Everything lies below `root`, on one disk, so that whole folders can be moved in one step."""

    root: Path

    @property
    def wheels(self) -> Path:
        """What was downloaded; kept until all of it is installed."""
        return self.root / "wheels"

    @property
    def staging(self) -> Path:
        """A runtime that is being made."""
        return self.root / "staging"

    @property
    def cache(self) -> Path:
        """Of the program that unpacks."""
        return self.root / "cache"

    @property
    def trash(self) -> Path:
        """What is about to be removed; nothing in here is used."""
        return self.root / "trash"

    @property
    def python(self) -> Path:
        """Python itself, where the system's own cannot be used."""
        return self.root / "python"

    @property
    def begun(self) -> Path:
        """The name of the variant whose installation began and has not come to its end."""
        return self.root / "begun"

    @property
    def lock(self) -> Path:
        """Held by the program that changes anything in here."""
        return self.root / "lock"

    def installed(self) -> list[Path]:
        """The folders with a manifest, the newest first."""
        found = [path.parent for path in self.root.glob(f"*/{MANIFEST}") if path.parent != self.staging]
        return sorted(found, key=lambda folder: (folder / MANIFEST).stat().st_mtime, reverse=True)

    def tidy(self) -> None:
        """Remove what is of no use to anybody; not the downloads. Raises OSError."""
        for folder in (self.trash, self.staging, self.cache):
            if folder.exists():
                shutil.rmtree(folder)


def default_root() -> Path:
    """The runtime's place in the artist's data folder."""
    return Path(platformdirs.user_data_dir("scumble", False)) / "runtime"


def python_in(environment: Path) -> Path:
    """The interpreter of an environment."""
    return environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def packages_in(environment: Path, python: str) -> Path:
    """Where an environment keeps its packages. `python`: its version, as in "3.11"."""
    if os.name == "nt":
        return environment / "Lib" / "site-packages"
    return environment / "lib" / f"python{python}" / "site-packages"


def bundle() -> Path | None:
    """The folder that a frozen program's parts lie in; None in a checkout."""
    folder = vars(sys).get("_MEIPASS")
    return Path(folder) if folder else None


def wheels_along() -> tuple[Path, ...]:
    """The folder with packages that were installed beside a frozen program, for use without a network.

    Empty where there is none.
    """
    inside = bundle()
    folders = (inside.parent / "wheels",) if inside is not None else ()
    return tuple(folder for folder in folders if folder.is_dir())


def used_bytes(folder: Path) -> int:
    """How much room a folder takes, in bytes; files that go away meanwhile count nothing."""
    total = 0
    for place, _folders, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(place, name)).st_size
            except FileNotFoundError:
                continue
    return total
