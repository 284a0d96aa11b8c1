"""Makes the kernel library: gathers what numba has compiled in this process into one file of machine code."""

from __future__ import annotations

import importlib
import logging
import os
import tempfile
from pathlib import Path
from typing import Any

import llvmlite.binding as llvm
from numba import types
from numba.core.dispatcher import Dispatcher

from canvas.blend import BlendMode
from canvas.kernels import library
from canvas.kernels.lazy import MODULES, blend_name

log = logging.getLogger("scumble.kernels")

# What LLVM's names for a kind of processor stand for; a wheel's kernels are made for one of these.
BASELINES = {
    "x86-64-v3": (
        "avx avx2 bmi bmi2 cmov cx16 cx8 f16c fma fxsr lzcnt mmx movbe popcnt sahf sse sse2 sse3 sse4.1 "
        "sse4.2 ssse3 xsave"
    ).split(),
    "x86-64-v2": "cmov cx16 cx8 fxsr mmx popcnt sahf sse sse2 sse3 sse4.1 sse4.2 ssse3".split(),
    "generic": [],
}


def save(folder: Path) -> Path | None:
    """Write the library of all kernels compiled so far into a folder; None where it cannot be written.

    The file appears at once and whole, so that another process may read or write it at the same time.
    """
    data = made()
    path = folder / library.file_name()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder, suffix=".tmp")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(name, 0o644)  # mkstemp's files are private
        os.replace(name, path)
    except OSError as error:
        log.warning("The kernels cannot be kept in %s: %s", folder, error)
        return None
    return path


def made() -> bytes:
    """The library of all kernels compiled so far, as the bytes of its file."""
    kernels: dict[str, list[dict[str, Any]]] = {}
    functions: dict[str, str] = {}
    libraries: dict[str, Any] = {}  # by the symbol for which it is needed
    constants: dict[str, dict[str, int | float]] = {}
    for short, full in MODULES.items():
        module = importlib.import_module(full)
        constants[short] = {
            name: value for name, value in vars(module).items() if type(value) in (int, float)
        }
        for name, kernel in vars(module).items():
            if isinstance(kernel, Dispatcher) and _is_called(kernel, full):
                for compiled in kernel.overloads.values():
                    symbol = compiled.fndesc.llvm_func_name
                    form = form_of(symbol, compiled.signature)
                    if form is not None:
                        kernels.setdefault(f"{short}.{name}", []).append(form)
                        libraries[symbol] = compiled.library
    blend = importlib.import_module(MODULES["blend"])
    for mode in BlendMode:
        compiled = blend._compiled(mode)
        functions[blend_name(mode)] = compiled._wrapper_name
        libraries[compiled._wrapper_name] = compiled._library
    code, needs = _linked(libraries)
    header = {
        "identity": library.identity(),
        "needs": needs,
        "kernels": kernels,
        "functions": functions,
        "constants": constants,
    }
    return library.joined(header, code)


def _is_called(kernel: Any, module: str) -> bool:
    """Whether Python may call a kernel: those that are inlined into others are not."""
    return kernel.__module__ == module and not kernel.targetoptions.get("forceinline")


def _linked(libraries: dict[str, Any]) -> tuple[bytes, list[str]]:
    """One object file of all libraries, and what it needs of the processor."""
    codegen = next(iter(libraries.values())).codegen
    whole = llvm.parse_assembly("")
    whole.triple, whole.data_layout = codegen._tm.triple, str(codegen._tm.target_data)
    for symbol, each in libraries.items():
        module = each._get_module_for_linking().clone()
        module.get_function(symbol).linkage = "external"  # else it is left out, being used by nothing
        whole.link_in(module)
    # Only what Python calls is to be seen; the rest, wrappers for Python's own calls above all, is dropped.
    for each in (*whole.functions, *whole.global_variables):
        if not each.is_declaration and each.name not in libraries:
            each.linkage = "internal"
    passes = llvm.create_new_module_pass_manager()
    passes.add_global_dead_code_eliminate_pass()
    passes.run(whole, llvm.create_pass_builder(codegen._tm, llvm.create_pipeline_tuning_options(0)))
    _triple, processor, features = codegen.magic_tuple()
    needs = BASELINES.get(processor)
    if needs is None:
        needs = [each[1:] for each in features.split(",") if each.startswith("+")]
    return codegen._tm.emit_object(whole), needs


def form_of(symbol: str, signature: Any) -> dict[str, Any] | None:
    """A compiled function in words, None where it takes or returns what `canvas.kernels.calling` cannot."""
    arguments = [_kind(each) for each in signature.args]
    result = None if signature.return_type == types.none else _kind(signature.return_type)
    if None in arguments or (result is None and signature.return_type != types.none):
        return None
    return {"symbol": symbol, "arguments": arguments, "result": result}


def _kind(kind: Any) -> Any:
    if isinstance(kind, types.Array):
        dtype = str(kind.dtype)
        return {"dtype": dtype, "ndim": kind.ndim, "layout": kind.layout, "writeable": kind.mutable}
    if isinstance(kind, types.Tuple | types.UniTuple):
        parts = [_kind(each) for each in kind.types]  # type: ignore[attr-defined]
        return None if None in parts else parts
    return {"int64": "int64", "float64": "float64", "float32": "float32", "bool": "bool"}.get(str(kind))
