"""A word to the C library: to keep the memory of dead tiles for new ones, not give it back at once."""

from __future__ import annotations

import ctypes
import sys

_TRIM_THRESHOLD = -1  # glibc's M_TRIM_THRESHOLD
_KEPT = 64 << 20  # bytes


def keep_freed_memory() -> None:
    """Let up to 64 MiB of freed memory stay with the process.

    A stroke makes and drops some hundred tiles of 32 KiB a second; fetching fresh pages from the system
    for each costs several times what painting them does. Only glibc needs to be told.
    """
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # other C libraries have none
        if mallopt is not None:
            mallopt(_TRIM_THRESHOLD, _KEPT)
