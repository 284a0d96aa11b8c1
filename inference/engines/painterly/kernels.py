"""How the painter's numba kernels are compiled: at the first call, kept on disk, free of the GIL."""

from __future__ import annotations

from typing import Any

# No reassociation: the same job must give the same strokes.
SERIAL: dict[str, Any] = {
    "nogil": True,
    "cache": True,
    "error_model": "numpy",
    "fastmath": {"nnan", "ninf", "nsz", "contract"},
}
PARALLEL: dict[str, Any] = {**SERIAL, "parallel": True}
