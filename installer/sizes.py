"""What the parts of the built program weigh, and how old a system may be that it still runs on."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from installer import contents
from installer.trim import elf_files

_PARTS = (  # the first that the beginning of a path fits
    ("LLVM (llvmlite)", ("_internal/llvmlite",)),
    ("numba", ("_internal/numba",)),
    ("OpenCV", ("_internal/cv2", "_internal/opencv_python_headless")),
    ("Qt and PySide6", ("_internal/PySide6", "_internal/shiboken6")),
    ("NumPy", ("_internal/numpy",)),
    ("imagecodecs", ("_internal/imagecodecs",)),
    ("Pillow", ("_internal/PIL", "_internal/pillow")),
    ("keyring and cryptography", ("_internal/cryptography", "_internal/_cffi", "_internal/keyring")),
    ("uv", ("_internal/bin/uv",)),
    ("Python for the AI runtime", ("_internal/python/",)),
    ("resources", ("_internal/resources",)),
    ("sources for the AI runtime", ("_internal/runtime_src",)),
    ("kernels made beforehand", ("_internal/canvas", "_internal/painter-kernels")),
    ("licences", ("_internal/licenses", "THIRD-PARTY", "_internal/LICENSE")),
    (
        "Python",
        ("_internal/python3", "_internal/lib-dynload", "_internal/libpython", "_internal/base_library"),
    ),
    ("program and its Python modules", ("scumble",)),
)
_REST = "other libraries"


def total(folder: Path) -> int:
    """Bytes of all files in a folder; links weigh nothing."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def parts(folder: Path) -> dict[str, int]:
    """Bytes of each part of the built program, the heaviest first."""
    found: dict[str, int] = {}
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            name = part_of(path.relative_to(folder).as_posix())
            found[name] = found.get(name, 0) + path.stat().st_size
    return dict(sorted(found.items(), key=lambda item: -item[1]))


def part_of(path: str) -> str:
    """The part to which a file belongs."""
    return next((name for name, begins in _PARTS if path.startswith(begins)), _REST)


def table(weights: dict[str, int], whole: int) -> str:
    """The parts as lines of text, in MB (10⁶ bytes)."""
    lines = [f"{name:34}{weight / 1e6:8.1f} MB" for name, weight in weights.items()]
    return "\n".join([*lines, f"{'in all':34}{whole / 1e6:8.1f} MB"])


def newest_symbols(folder: Path) -> dict[str, tuple[tuple[int, ...], Path]]:
    """The newest version of GLIBC and GLIBCXX that a library in the folder asks for, and which one does."""
    newest: dict[str, tuple[tuple[int, ...], Path]] = {}
    for path in elf_files(folder):
        done = subprocess.run(["readelf", "-W", "--version-info", path], capture_output=True, text=True)
        needs = done.stdout.partition("Version needs section")[2]
        for name, version in re.findall(r"\b(GLIBC|GLIBCXX)_(\d+(?:\.\d+)+)\b", needs):
            number = tuple(int(part) for part in version.split("."))
            if name not in newest or number > newest[name][0]:
                newest[name] = (number, path)
    return newest


class TooNew(Exception):
    """A library of the package asks for a newer system than the package is for."""


def check_symbols(newest: dict[str, tuple[tuple[int, ...], Path]]) -> None:
    """Raises TooNew where the package would not start on the oldest system that it is for."""
    for name, oldest in (("GLIBC", contents.OLDEST_GLIBC), ("GLIBCXX", contents.OLDEST_GLIBCXX)):
        number, path = newest.get(name, ((0,), Path()))
        if number > oldest:
            version = ".".join(str(part) for part in number)
            raise TooNew(f"{path.name} needs {name} {version}: build the package on an older system")
