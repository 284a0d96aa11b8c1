"""Lock files: which wheels make up the AI runtime of one kind of machine, each with size and SHA-256."""

from __future__ import annotations

import hashlib
import json
import platform
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import resources
from app.i18n import QT_TRANSLATE_NOOP
from app.runtime.errors import RuntimeProblem

FOLDER = Path(resources.__file__).parent / "runtime"
FORMAT = 1
VARIANTS = ("cuda", "rocm", "xpu", "mps", "cpu")  # what torch calculates on; the last works everywhere

_SHA256 = re.compile(r"[0-9a-f]{64}")
_WHEEL = re.compile(r"[A-Za-z0-9._+!-]+\.whl")
_MACHINES = {"amd64": "x86_64", "x64": "x86_64", "arm64": "aarch64"}


@dataclass(frozen=True, slots=True)
class Wheel:
    """One package as one file. It lies at `url`, or is listed by its name on `index` (PEP 503)."""

    name: str
    version: str
    file: str
    sha256: str  # 64 hexadecimal digits
    bytes: int
    unpacked: int  # bytes
    url: str = ""
    index: str = ""


@dataclass(frozen=True, slots=True)
class Lock:
    """The whole AI runtime of one variant on one kind of machine."""

    variant: str  # one of VARIANTS
    system: str  # "linux", "windows" or "darwin"
    machine: str  # "x86_64" or "aarch64"
    python: str  # "3.11"
    trial: tuple[str, ...]  # modules that can be imported once it is whole
    wheels: tuple[Wheel, ...]
    needs: Mapping[str, str]  # least versions of what the machine must bring: "cuda", "capability", "driver"

    @property
    def digest(self) -> str:
        """Tells two runtimes apart: it changes with every file, and with nothing else."""
        told = "\n".join(sorted(f"{wheel.name} {wheel.sha256}" for wheel in self.wheels))
        return hashlib.sha256(f"{self.python}\n{told}".encode()).hexdigest()

    @property
    def download(self) -> int:
        """Bytes of all wheels."""
        return sum(wheel.bytes for wheel in self.wheels)

    @property
    def unpacked(self) -> int:
        """Bytes on the disk once it is installed."""
        return sum(wheel.unpacked for wheel in self.wheels)

    @property
    def version(self) -> str:
        """That of torch, without what its builder added; of the first package where there is no torch."""
        versions = {wheel.name: wheel.version for wheel in self.wheels}
        return versions.get("torch", self.wheels[0].version).partition("+")[0]

    @property
    def folder(self) -> str:
        """Name of the folder that the runtime is kept in."""
        return f"{self.version}-{self.variant}"


def this_system() -> tuple[str, str]:
    """System and machine of this computer, as lock files name them."""
    system = {"win32": "windows"}.get(sys.platform, sys.platform)
    machine = platform.machine().lower()
    return system, _MACHINES.get(machine, machine)


def locks_here(folder: Path = FOLDER, system: tuple[str, str] | None = None) -> dict[str, Lock]:
    """The runtimes that can be had on a system (None: this one), by variant, as far as they have a lock.

    Raises RuntimeProblem where a lock file is damaged.
    """
    name, machine = system or this_system()
    paths = {variant: folder / f"{variant}-{name}-{machine}.json" for variant in VARIANTS}
    return {variant: read_lock(path) for variant, path in paths.items() if path.is_file()}


def read_lock(path: Path) -> Lock:
    """Read one lock file. Raises RuntimeProblem where it cannot be used."""
    try:
        return lock_of(json.loads(path.read_bytes()))
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise RuntimeProblem(
            QT_TRANSLATE_NOOP("Runtime", "The list “{name}” is damaged. Install Scumble anew."),
            name=path.name,
        ) from error


def lock_of(told: Any) -> Lock:
    """A lock from its JSON. Raises ValueError, LookupError, TypeError or AttributeError for anything else."""
    if told["format"] != FORMAT or told["variant"] not in VARIANTS:
        raise ValueError(told["format"])
    wheels = tuple(
        Wheel(
            name=str(one["name"]),
            version=str(one["version"]),
            file=_sound(_WHEEL, one["file"]),
            sha256=_sound(_SHA256, one["sha256"]),
            bytes=int(one["bytes"]),
            unpacked=int(one["unpacked"]),
            url=str(one.get("url", "")),
            index=str(one.get("index", "")),
        )
        for one in told["packages"]
    )
    if not wheels:
        raise ValueError("no packages")
    return Lock(
        variant=told["variant"],
        system=str(told["system"]),
        machine=str(told["machine"]),
        python=str(told["python"]),
        trial=tuple(map(str, told["trial"])),
        wheels=wheels,
        needs={str(name): str(least) for name, least in told.get("needs", {}).items()},
    )


def _sound(form: re.Pattern[str], text: Any) -> str:
    if not form.fullmatch(str(text)):
        raise ValueError(text)
    return str(text)
