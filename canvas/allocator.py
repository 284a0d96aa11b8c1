"""A word to the C library: to keep the memory of dead tiles for new ones, not give it back at once."""

from __future__ import annotations

import ctypes
import sys

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # glibc's numbers of what can be set
_KEPT = 64 << 20  # bytes
_APART = 16 << 20  # bytes: what is larger is fetched and given back on its own


def keep_freed_memory() -> None:
    """Let up to 64 MiB of freed memory stay with the process.

    A stroke makes and drops some hundred tiles of 32 KiB a second; fetching fresh pages from the system
    for each costs several times what painting them does. So does fetching them for the buffers of some
    megabytes through which files are read and written. Only glibc needs to be told.
    """
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # other C libraries have none
        if mallopt is not None:
            mallopt(_TRIM_THRESHOLD, _KEPT)
            mallopt(_MMAP_THRESHOLD, _APART)  # left alone it would follow use, but not once the other is set
