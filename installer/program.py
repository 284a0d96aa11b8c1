"""Builds the program as one folder: kernels first, then PyInstaller, then what makes the folder smaller.

`python -m installer.program` leaves build/package/scumble (macOS: Scumble.app too) and, in
build/package/parts.json, what each part of it weighs.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import time
from pathlib import Path

from installer import contents, icons, notices, own_python, qt_support, sizes, trim

BUILD = contents.ROOT / "build" / "package"
PROGRAM = BUILD / "scumble"


def build() -> Path:
    """Build it; the folder. Raises CalledProcessError where a step fails."""
    BUILD.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    make_kernels()
    make_painter_kernels()
    copy_runtime_sources(BUILD / "runtime_src")
    icons.make(BUILD / "icons")
    qt_support.make(BUILD / qt_support.FOLDER)
    freeze()
    saved = trim.Saved(0, 0)
    if sys.platform.startswith("linux"):
        saved = trim.trim(inside())
        own_python.copy(inside() / "python")
        newest = sizes.newest_symbols(PROGRAM)
        sizes.check_symbols(newest)
    notices.write(inside(), PROGRAM)
    parts = sizes.parts(PROGRAM)
    seconds = time.monotonic() - started
    report = {"version": contents.version(), "seconds": round(seconds, 1), "bytes": sizes.total(PROGRAM)}
    report |= {"stripped": saved.stripped, "emptied": saved.emptied, "parts": parts}
    (BUILD / "parts.json").write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    print(sizes.table(parts, report["bytes"]))
    return PROGRAM


def inside() -> Path:
    """The folder with the libraries and data of the built program."""
    return PROGRAM / "_internal"


def processor() -> str:
    """What the package's kernels are made for, in LLVM's words."""
    return os.environ.get("SCUMBLE_PACKAGE_CPU") or contents.PROCESSORS.get(platform.machine(), "generic")


def needs() -> list[str]:
    """What the package's kernels need of a processor."""
    from canvas.kernels.build import BASELINES

    return BASELINES.get(processor(), [])


def make_kernels() -> None:
    """The canvas's kernel library."""
    from canvas.kernels import library

    folder = BUILD / "kernels"
    made = folder / library.file_name()
    if made.exists():
        header, _code = library.split(made.read_bytes())
        if header["identity"] == library.identity() and header["needs"] == needs():
            return  # they take minutes
    shutil.rmtree(folder, ignore_errors=True)
    _python(["-m", "canvas.warmup", str(folder)], {"NUMBA_CACHE_DIR": str(BUILD / "numba" / processor())})


def make_painter_kernels() -> None:
    """The built-in painter's kernels, as numba keeps them (see `frozen/frozen_kernels.py`)."""
    folder = BUILD / "painter-kernels"
    stamp = _painter_stamp()
    note = folder / "kernels.json"
    if note.exists() and json.loads(note.read_text(encoding="utf-8"))["stamp"] == stamp:
        return
    fresh = BUILD / "painter-kernels.part"
    for old in (folder, fresh):
        shutil.rmtree(old, ignore_errors=True)
    fresh.mkdir(parents=True)
    made = {"processor": processor(), "needs": needs(), "stamp": stamp}
    (fresh / note.name).write_text(json.dumps(made), encoding="utf-8")
    environment = {
        "NUMBA_CACHE_LOCATOR_CLASSES": "frozen_kernels.Shipped",
        "SCUMBLE_PAINTER_KERNELS": str(fresh),
        "PYTHONPATH": os.pathsep.join([str(contents.ROOT / "installer" / "frozen"), str(contents.ROOT)]),
    }
    _python(["-m", "inference.warmup"], environment)
    fresh.rename(folder)


def _painter_stamp() -> str:
    """Changes with the painter's sources, numba, Python and the processor that the kernels are made for."""
    import numba

    hasher = hashlib.sha256(f"{numba.__version__} {sys.version_info[:2]} {processor()}".encode())
    for path in sorted((contents.ROOT / "inference" / "engines" / "painterly").glob("*.py")):
        hasher.update(path.name.encode() + path.read_bytes())
    return hasher.hexdigest()


def copy_runtime_sources(folder: Path) -> None:
    """The sources that a worker in the AI runtime runs."""
    shutil.rmtree(folder, ignore_errors=True)
    for path in contents.runtime_sources():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(contents.ROOT / path, target)


def freeze() -> None:
    """Run PyInstaller.

    The Python modules are not compressed: unpacking them would take 60 ms of every start, and the downloads
    are compressed as a whole.
    """
    spec = contents.ROOT / "installer" / "scumble.spec"
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    command += ["--distpath", str(BUILD), "--workpath", str(BUILD / "work"), str(spec)]
    settings = {"SCUMBLE_BUILD": str(BUILD), "PYINSTALLER_ZLIB_COMPRESSION_LEVEL": "0"}
    subprocess.run(command, check=True, cwd=contents.ROOT, env={**os.environ, **settings})


def _python(arguments: list[str], environment: dict[str, str]) -> None:
    settings = {"NUMBA_CPU_NAME": processor(), "NUMBA_THREADING_LAYER": "workqueue", **environment}
    subprocess.run(
        [sys.executable, *arguments], check=True, cwd=contents.ROOT, env={**os.environ, **settings}
    )


if __name__ == "__main__":
    build()
