"""Holding a file so that no other running program works on it: a lock that ends with the process."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


class FileLock:
    """Stands for the right to write to a file. Kept on a small hidden file beside it."""

    def __init__(self, beside: Path, descriptor: int) -> None:
        self._beside = beside
        self._descriptor = descriptor

    @classmethod
    def taken(cls, path: Path) -> FileLock | None:
        """The lock of a file (which need not exist yet); None where another program, or this one, has it.

        Raises OSError where nothing can be written beside the file.
        """
        path = path.resolve()
        beside = path.with_name(f".{path.name}.lock")
        while True:
            descriptor = os.open(beside, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
            try:
                _lock(descriptor)
            except OSError:
                os.close(descriptor)
                return None
            if _is_still(beside, descriptor):
                return cls(beside, descriptor)
            os.close(descriptor)  # just given up, and removed, by another program

    def release(self) -> None:
        """Give it up; the small file goes. A second time does nothing."""
        if self._descriptor < 0:
            return
        with contextlib.suppress(OSError):  # somebody removed it, or the folder: the lock is no less given up
            self._beside.unlink()
        os.close(self._descriptor)
        self._descriptor = -1


def _is_still(beside: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(beside.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def _lock(descriptor: int) -> None:
    """Raises OSError where somebody else holds the lock."""
    if sys.platform == "win32":
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
