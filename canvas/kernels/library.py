"""The kernel library: one file of machine code made beforehand, called without numba, which loads slowly.

`canvas.kernels.build` writes such a file. It holds what numba compiled, for the argument types that were met
while the kernels were warmed up. It is used only where it fits: the same kernel sources, the same numba
(whose small runtime the code calls), and a processor that has what the code uses. All else is left to numba.
"""

from __future__ import annotations

import ctypes
import functools
import hashlib
import importlib.machinery
import importlib.util
import json
import logging
import os
import platform
import sys
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import platformdirs

from canvas.kernels.calling import Entry

log = logging.getLogger("scumble.kernels")

MAGIC = b"SCUMBLE KERNELS 1\n"
HERE = Path(__file__).parent
INGREDIENTS = ("kernels/*.py", "geometry.py", "blend.py")  # in `canvas/`: what the machine code depends on

# numba's runtime: extension modules and, where they have it, the table of their C functions' addresses.
_HELPERS, _MEMORY, _THREADS = "numba._helperlib", "numba.core.runtime._nrt_python", "numba.np.ufunc.workqueue"


@dataclass(frozen=True, slots=True)
class Library:
    """Machine code in memory. `entries`: by "module.kernel"; `addresses`: of C functions, by name."""

    entries: Mapping[str, tuple[Entry, ...]]
    addresses: Mapping[str, int]
    constants: Mapping[str, Mapping[str, int | float]]  # of the kernel modules, by "module"
    engine: Any  # keeps the code in memory


def identity() -> dict[str, str]:
    """What a library must have in common with the program that uses it. Raises ImportError without numba."""
    return {
        "system": f"{sys.platform}-{platform.machine()}",
        "runtime": _runtime_stamp(),
        "sources": _digest(),
    }


def folders() -> Iterator[Path]:
    """Where a library may lie: beside the kernels (installed with the program), then the user's cache.

    SCUMBLE_KERNEL_LIBRARY names one folder instead of these.
    """
    chosen = os.environ.get("SCUMBLE_KERNEL_LIBRARY")
    if chosen:
        yield Path(chosen)
    else:
        yield HERE
        yield user_folder()


def user_folder() -> Path:
    """Where a library is kept that was made on this computer."""
    chosen = os.environ.get("NUMBA_CACHE_DIR")
    return Path(chosen) if chosen else Path(platformdirs.user_cache_dir("scumble", False))


def cache_folder() -> Path:
    """Where numba keeps what it compiles on a computer without a library.

    One folder for each state of the sources: numba overlooks a change in a kernel that another one calls.
    """
    return user_folder() / f"numba-{_digest()[:16]}"


def uses_numba_only() -> bool:
    """Whether SCUMBLE_KERNELS is "numba": kernels are being worked on, and tried without making a library."""
    return os.environ.get("SCUMBLE_KERNELS") == "numba"


def file_name() -> str:
    """The name of a library for this system; versions and sources are checked inside."""
    return f"{sys.platform}-{platform.machine()}.kernels"


_LOADING = threading.Lock()


def library() -> Library | None:
    """The first library that fits, loaded once; None where there is none, or numba is asked for."""
    with _LOADING:
        return _first()


@functools.cache
def _first() -> Library | None:
    if uses_numba_only():
        return None
    for folder in folders():
        path = folder / file_name()
        try:
            data = path.read_bytes()
        except OSError:
            continue
        found = opened(path, data)
        if found is not None:
            return found
    return None


def threads() -> int:
    """How many threads a parallel kernel runs on; numba counts in the same way."""
    chosen = os.environ.get("NUMBA_NUM_THREADS")
    if chosen:
        return int(chosen)
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def host_features() -> frozenset[str]:
    """What this computer's processor can do, in LLVM's words."""
    import llvmlite.binding as llvm

    return frozenset(name for name, present in llvm.get_host_cpu_features().items() if present)


def opened(path: Path, data: bytes) -> Library | None:
    """The library in a file, None where it does not fit or is damaged."""
    try:
        header, code = split(data)
        fits = header["identity"] == identity() and set(header["needs"]) <= host_features()
        loaded = _loaded(header, code) if fits else None
    except (ValueError, KeyError, ImportError) as error:
        log.warning("The kernels in %s cannot be used: %s", path, error)
        return None
    log.info("The kernels in %s %s", path, "are used" if fits else "are for another version or processor")
    return loaded


def split(data: bytes) -> tuple[dict[str, Any], bytes]:
    """Header and object code of a library file. Raises ValueError where it is damaged."""
    if not data.startswith(MAGIC):
        raise ValueError("not a kernel library")
    digest, length, body = data[len(MAGIC) :][:32], data[len(MAGIC) :][32:40], data[len(MAGIC) + 40 :]
    if hashlib.sha256(body).digest() != digest:
        raise ValueError("damaged")
    size = int.from_bytes(length, "little")
    return json.loads(body[:size]), body[size:]


def joined(header: Mapping[str, Any], code: bytes) -> bytes:
    """A library file of these parts."""
    text = json.dumps(header).encode()
    body = text + code
    return MAGIC + hashlib.sha256(body).digest() + len(text).to_bytes(8, "little") + body


def _loaded(header: dict[str, Any], code: bytes) -> Library:
    import llvmlite.binding as llvm

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    for name, address in _runtime().items():
        llvm.add_symbol(name, address)
    machine = llvm.Target.from_default_triple().create_target_machine(jit=True)
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), machine)
    engine.add_object_file(llvm.ObjectFileRef.from_data(code))
    engine.finalize_object()
    release = ctypes.PYFUNCTYPE(None, ctypes.c_void_p)(_extension(_MEMORY).c_helpers["MemInfo_release"])
    entries = {
        name: tuple(Entry.at(engine.get_function_address(form["symbol"]), form, release) for form in forms)
        for name, forms in header["kernels"].items()
    }
    addresses = {name: engine.get_function_address(symbol) for name, symbol in header["functions"].items()}
    return Library(entries, addresses, header["constants"], engine)


def _runtime() -> dict[str, int]:
    """The addresses of what the code calls: numba's helpers, memory and thread pool."""
    helpers, memory, pool = _extension(_HELPERS), _extension(_MEMORY), _extension(_THREADS)
    count = threads()
    ctypes.CFUNCTYPE(None, ctypes.c_int)(pool.launch_threads)(count)
    ctypes.CFUNCTYPE(None, ctypes.c_int)(pool.set_num_threads)(count)
    found = {"_Py_NoneStruct": id(None), "numba_parallel_for": pool.parallel_for}
    found |= {f"numba_{name}": address for name, address in helpers.c_helpers.items()}
    found |= {f"NRT_{name}": address for name, address in memory.c_helpers.items()}
    found |= {name: value for name, value in vars(pool).items() if isinstance(value, int)}
    return found


def _runtime_stamp() -> str:
    """A hash of numba's runtime: the code was made for its functions, memory layout and thread pool."""
    hasher = hashlib.sha256()
    for name in (_HELPERS, _MEMORY, _THREADS):
        hasher.update(_extension_path(name).read_bytes())
    return hasher.hexdigest()


def _extension(name: str) -> ModuleType:
    """One of numba's extension modules, without numba's own start where that has not happened yet."""
    if name in sys.modules:
        return sys.modules[name]
    if "numba" in sys.modules:
        return importlib.import_module(name)
    path = _extension_path(name)
    loader = importlib.machinery.ExtensionFileLoader(name, str(path))
    spec = importlib.util.spec_from_file_location(name, path, loader=loader)
    if spec is None:
        raise ImportError(f"{path} cannot be loaded")
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def _extension_path(name: str) -> Path:
    package = importlib.util.find_spec("numba")  # looks, and runs nothing
    if package is None or not package.submodule_search_locations:
        raise ImportError("numba is not installed")
    stem = Path(package.submodule_search_locations[0], *name.split(".")[1:])
    for suffix in importlib.machinery.EXTENSION_SUFFIXES:
        path = stem.with_name(stem.name + suffix)
        if path.exists():
            return path
    raise ImportError(f"{name} is not where it used to be")


def _digest() -> str:
    """A hash of the sources; the same for every program that comes without them, as a frozen one does."""
    hasher = hashlib.sha256()
    for pattern in INGREDIENTS:
        for path in sorted(HERE.parent.glob(pattern)):
            hasher.update(path.name.encode() + path.read_bytes())
    return hasher.hexdigest()
