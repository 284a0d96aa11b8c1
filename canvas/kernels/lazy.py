"""The kernel modules as the rest of the canvas sees them; numba is imported only where it must compile.

Importing numba and a kernel module costs most of a second; a kernel library (`canvas.kernels.library`) has
all that is usually needed of them: the machine code of the kernels, and the modules' numbers.
"""

from __future__ import annotations

import importlib
import logging
import os
from typing import TYPE_CHECKING, Any

from canvas.blend import BlendMode
from canvas.kernels.library import cache_folder, library, uses_numba_only

log = logging.getLogger("scumble.kernels")

MODULES = {
    name: f"canvas.kernels.{name}"
    for name in (
        "bins",
        "blend",
        "compose",
        "convert",
        "dab",
        "deflate",
        "exact",
        "lines",
        "path",
        "predict",
        "runs",
        "screen",
        "shift",
        "smudge",
    )
}


class Kernel:
    """A kernel that is called in the library if it knows the types of the arguments, else through numba."""

    def __init__(self, module: str, name: str) -> None:
        self._module, self._name = module, name
        known = library()
        self._entries = known.entries[f"{module}.{name}"] if known is not None else ()

    def __call__(self, *arguments: Any) -> Any:
        for entry in self._entries:
            flat = entry.flattened(arguments)
            if flat is not None:
                return entry.call(flat)
        log.warning("The kernel library has no %s.%s for these arguments", self._module, self._name)
        return getattr(numba_module(self._module), self._name)(*arguments)


class Lazy:
    """A kernel module: kernels and numbers come from the library, all else from the module itself."""

    def __init__(self, name: str) -> None:
        self._module = name

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # asked for by Python's own machinery, such as `inspect`
            raise AttributeError(name)
        known = library()
        if known is not None and f"{self._module}.{name}" in known.entries:
            value: Any = Kernel(self._module, name)
        elif known is not None and name in known.constants[self._module]:
            value = known.constants[self._module][name]
        else:
            value = getattr(numba_module(self._module), name)
        setattr(self, name, value)  # asked for once
        return value


def numba_module(name: str) -> Any:
    """The kernel module itself, compiled by numba at the first call."""
    import numba

    # numba's own pool sleeps between kernels. OpenMP's spins, and when another process wants the cores too (a
    # generation is running, say), each kernel then waits milliseconds for its share of them. The library runs
    # on the same pool.
    if "NUMBA_THREADING_LAYER" not in os.environ:
        numba.config.THREADING_LAYER = "workqueue"  # pyright: ignore
    if not (uses_numba_only() or numba.config.CACHE_DIR):  # pyright: ignore
        numba.config.CACHE_DIR = str(cache_folder())  # pyright: ignore
    return importlib.import_module(MODULES[name])


def blend_name(mode: BlendMode) -> str:
    """The name of a blend mode's function in the library."""
    return f"blend.{mode.name}"


def blender(mode: BlendMode) -> int:
    """The address of the function that blends a tile in this mode; see `canvas.kernels.blend`."""
    known = library()
    if known is not None:
        return known.addresses[blend_name(mode)]
    return numba_module("blend").blender(mode)


if TYPE_CHECKING:
    from canvas.kernels import bins as bins
    from canvas.kernels import compose as compose
    from canvas.kernels import convert as convert
    from canvas.kernels import dab as dab
    from canvas.kernels import deflate as deflate
    from canvas.kernels import exact as exact
    from canvas.kernels import lines as lines
    from canvas.kernels import path as path
    from canvas.kernels import predict as predict
    from canvas.kernels import runs as runs
    from canvas.kernels import screen as screen
    from canvas.kernels import shift as shift
    from canvas.kernels import smudge as smudge
else:
    bins, compose, convert = Lazy("bins"), Lazy("compose"), Lazy("convert")
    dab, deflate, exact, lines = Lazy("dab"), Lazy("deflate"), Lazy("exact"), Lazy("lines")
    path, shift = Lazy("path"), Lazy("shift")
    predict, runs, screen, smudge = Lazy("predict"), Lazy("runs"), Lazy("screen"), Lazy("smudge")
