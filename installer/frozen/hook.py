"""Runs in the packaged program before anything else: sets the environment in which the kernels are found."""

import os
import sys


def prepare() -> None:
    """Undo what the starter set for this process alone, and lead numba to the kernels that came along."""
    for name in (
        "LD_LIBRARY_PATH",
        "DYLD_LIBRARY_PATH",
    ):  # read at the start; other programs must not see them
        before = os.environ.pop(f"{name}_ORIG", None)
        if before is not None:
            os.environ[name] = before
        elif os.environ.get(name, "") == sys._MEIPASS:  # type: ignore[attr-defined]
            del os.environ[name]
    os.environ.setdefault("NUMBA_THREADING_LAYER", "workqueue")
    os.environ.setdefault("NUMBA_CACHE_LOCATOR_CLASSES", "frozen_kernels.Shipped")
    if sys.argv[1:2] == ["--worker"] and "NUMBA_CPU_NAME" not in os.environ:
        _fit_the_processor()


def _fit_the_processor() -> None:
    """Compile for what the package's kernels are made for, where this processor is no less than that."""
    import json

    import llvmlite.binding as llvm

    path = os.path.join(sys._MEIPASS, "painter-kernels", "kernels.json")  # type: ignore[attr-defined]
    with open(path, encoding="utf-8") as file:
        made = json.load(file)
    present = llvm.get_host_cpu_features()
    if all(present.get(feature) for feature in made["needs"]):
        os.environ["NUMBA_CPU_NAME"] = made["processor"]


prepare()
