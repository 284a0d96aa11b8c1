"""How many bytes a process has taken from malloc and not given back: a leak shows here, a full heap does not.

The resident size also counts what was freed and is kept for the next allocation, which differs from minute to
minute with what was painted.
"""

from __future__ import annotations

import ctypes
import re
import sys

import psutil


def in_use() -> int:
    """Bytes in all threads' arenas and single mappings (glibc's malloc_info; elsewhere the resident size)."""
    if sys.platform != "linux":
        return psutil.Process().memory_info().rss
    libc = ctypes.CDLL(None)
    libc.open_memstream.restype = ctypes.c_void_p
    text, size = ctypes.c_char_p(), ctypes.c_size_t()
    stream = ctypes.c_void_p(libc.open_memstream(ctypes.byref(text), ctypes.byref(size)))
    libc.malloc_info(0, stream)
    libc.fclose(stream)
    report = (text.value or b"").decode()
    libc.free(text)
    whole = report[report.rindex("</heap>") :]  # behind the single arenas: their sums
    sums = {kind: int(number) for kind, number in re.findall(r'type="(\w+)"[^/]*size="(\d+)"', whole)}
    return sums["current"] + sums["mmap"] - sums["rest"] - sums["fast"]
