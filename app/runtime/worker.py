"""Which Python the worker process runs on: this program's own, or that of the AI runtime."""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import platformdirs

import inference
from app.runtime.environment import LOCATOR, restored
from app.runtime.lock import Lock, locks_here
from app.runtime.manifest import Standing, State, look
from app.runtime.places import Places, bundle, default_root, python_in

SOURCES = "runtime_src"  # in a frozen program: the plain sources of `inference`, which its archive has not


@dataclass(frozen=True, slots=True)
class Start:
    """How to start a worker; `command` None: as usual."""

    command: tuple[str, ...] | None = None
    environment: Mapping[str, str] = field(default_factory=dict)


def has_own_packages() -> bool:
    """Whether the Python that this program runs on brings the AI packages itself. Nothing is imported."""
    return not hasattr(sys, "frozen") and all(
        importlib.util.find_spec(name) is not None for name in ("torch", "diffusers", "transformers")
    )


def start_in(folder: Path) -> Start:
    """A worker in the runtime of this folder."""
    environment = restored() | {"PYTHONPATH": str(source_folder()), "PYTHONNOUSERSITE": "1"} | _kernels()
    return Start((str(python_in(folder)), "-P", "-m", "inference.worker"), environment)


def _kernels() -> dict[str, str]:
    """Where numba keeps the painter's kernels that it compiles there, by the state of their sources."""
    own = bundle()
    if own is None:
        return {}
    stamp = json.loads((own / "painter-kernels" / "kernels.json").read_text(encoding="utf-8"))["stamp"]
    folder = Path(platformdirs.user_cache_dir("scumble", False)) / f"runtime-kernels-{stamp[:16]}"
    return {LOCATOR: "", "NUMBA_CACHE_DIR": str(folder)}


def source_folder() -> Path:
    """Where another Python finds the sources of `inference`."""
    own = bundle()
    return own / SOURCES if own is not None else Path(inference.__file__).resolve().parents[1]


def best_start(places: Places | None = None, locks: Mapping[str, Lock] | None = None) -> Start:
    """How workers are to be started as things stand. Takes milliseconds.

    Raises RuntimeProblem where a lock file is damaged.
    """
    if has_own_packages():
        return Start()
    places = places or Places(default_root())
    return start_of(look(places, locks_here() if locks is None else locks))


def start_of(standing: Standing) -> Start:
    """As usual unless there is a whole runtime."""
    if standing.state is State.WHOLE and standing.folder is not None:
        return start_in(standing.folder)
    return Start()
