"""The environment of processes that are no part of this program, nor see what it was frozen with."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

# What must not reach another Python: it would find our modules in place of its own.
_OURS = ("PYTHONHOME", "PYTHONPATH", "PYTHONSTARTUP", "PYTHONEXECUTABLE", "VIRTUAL_ENV", "CONDA_PREFIX")
LOCATOR = "NUMBA_CACHE_LOCATOR_CLASSES"  # in a frozen program it names a class that no other Python has
_LIBRARIES = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")  # a frozen program points them at its own libraries


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment as it was before this program, as far as it is frozen, changed it; and `extra`."""
    clean = {name: value for name, value in os.environ.items() if name not in (*_OURS, LOCATOR)}
    return clean | restored() | {"PYTHONUTF8": "1", "PYTHONNOUSERSITE": "1"} | dict(extra or {})


def restored() -> dict[str, str]:
    """The library paths as they were before a frozen program set them; "" is as good as none."""
    if not hasattr(sys, "frozen"):
        return {}
    return {name: os.environ.get(f"{name}_ORIG", "") for name in _LIBRARIES if name in os.environ}
