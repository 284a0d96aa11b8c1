"""Where numba finds the kernels that a package brings along, and keeps those that it compiles there itself.

numba asks for the class `Shipped` by NUMBA_CACHE_LOCATOR_CLASSES. Its own locators expect the source beside
each module, or a folder that can be written to; an installed package has neither.

A processor that the package's kernels were not made for compiles them itself. Nothing about keeping the
result may stop the painting: a kernel that cannot be kept is used all the same, and compiled again next time.
"""

from __future__ import annotations

import atexit
import json
import logging
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import platformdirs
from numba.core import config
from numba.core.caching import FunctionCache, _CacheLocator

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

log = logging.getLogger("scumble.kernels")

NOTE = "kernels.json"  # beside the folders of the modules: what the kernels were made from, and for


class Shipped(_CacheLocator):
    """A folder for each module in the user's cache, which begins with what the package brought for it."""

    def __init__(self, function: Callable[..., Any], shipped: Path, stamp: str) -> None:
        _never_stop_over_keeping()
        self._line = function.__code__.co_firstlineno
        self._stamp = stamp
        self._folder = _own_folder(stamp) / function.__module__
        if (shipped / function.__module__).is_dir() and not self._folder.is_dir():
            _copy(shipped / function.__module__, self._folder)

    @classmethod
    def from_function(cls, py_func: Callable[..., Any], py_file: str) -> Shipped | None:
        """For numba: a locator for this function; None where this one cannot serve it."""
        shipped = shipped_folder()
        try:
            locator = cls(py_func, shipped, noted(shipped)["stamp"])
            locator.ensure_cache_path()
        except OSError:
            return None
        return locator

    def get_cache_path(self) -> str:  # type: ignore[override]
        """The folder of the function's module."""
        return str(self._folder)

    def get_source_stamp(self) -> str:  # type: ignore[override]
        """What changes with the sources of the kernels, in place of a file's contents."""
        return self._stamp

    def get_disambiguator(self) -> str:  # type: ignore[override]
        """What tells functions of one name apart."""
        return str(self._line)


def shipped_folder() -> Path:
    """Where the package's kernels lie; SCUMBLE_PAINTER_KERNELS while a package is being made."""
    chosen = os.environ.get("SCUMBLE_PAINTER_KERNELS")
    return Path(chosen) if chosen else Path(sys._MEIPASS) / "painter-kernels"  # type: ignore[attr-defined]


def noted(folder: Path) -> dict[str, Any]:
    """What is noted about the kernels of a folder. Raises OSError, ValueError."""
    return json.loads((folder / NOTE).read_text(encoding="utf-8"))


def _own_folder(stamp: str) -> Path:
    if os.environ.get("SCUMBLE_PAINTER_KERNELS"):
        return shipped_folder()
    chosen = vars(config)["CACHE_DIR"]  # NUMBA_CACHE_DIR
    return _sole(Path(chosen or platformdirs.user_cache_dir("scumble", False)), stamp[:16])


@cache
def _sole(base: Path, stamp: str) -> Path:
    """A folder that no other process writes to: the one in `base`, or a copy of it for this process alone.

    numba lists the kernels of a function in one file. Two processes that write it at once lose each other's,
    and what is then found under a name may have been made for other types.
    """
    try:
        base.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=base).close()
    except OSError:  # a home that cannot be written to: until the computer is started again, then
        base = Path(tempfile.gettempdir()) / f"scumble-{os.getuid() if hasattr(os, 'getuid') else 'user'}"
    folder = base / f"kernels-{stamp}"
    base.mkdir(parents=True, exist_ok=True)
    if _held(base / f"{folder.name}.lock"):
        return folder
    alone = Path(tempfile.mkdtemp(prefix="scumble-kernels-"))
    atexit.register(shutil.rmtree, alone, ignore_errors=True)
    if folder.is_dir():
        shutil.copytree(folder, alone / folder.name, copy_function=_copied)
    return alone / folder.name


def _held(path: Path) -> bool:
    """Whether the lock could be taken; it is let go of when this process ends."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if sys.platform == "win32":
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return False
    return True


def _copied(source: str, target: str) -> str:
    """Copy a file of a folder that another process is writing to; one that has gone is left out."""
    try:
        return shutil.copyfile(source, target)
    except FileNotFoundError:
        return target


@cache
def _never_stop_over_keeping() -> None:
    """Have numba go on with a kernel that it compiled but cannot keep; by itself, it raises in the call."""
    keep = FunctionCache.save_overload

    def keep_or_tell(self: FunctionCache, sig: Any, data: Any) -> None:
        try:
            keep(self, sig, data)
        except (OSError, RuntimeError) as error:  # a full disk; "no compiled object yet" of a name used twice
            log.warning("A kernel cannot be kept: %s", error)

    FunctionCache.save_overload = keep_or_tell


def _copy(source: Path, target: Path) -> None:
    """All at once or not at all: two workers may do this at the same time."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        copy = shutil.copytree(source, Path(folder) / target.name, copy_function=shutil.copyfile)
        copy.chmod(0o755)
        try:
            copy.rename(target)
        except OSError:
            if not target.is_dir():
                raise
