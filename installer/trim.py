"""Makes the built program smaller: strips symbols, and empties libraries that nothing in it ever calls."""

from __future__ import annotations

import os
import re
import shutil
import struct
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from installer import contents

_LOAD, _HEADER, _ENTRY = 1, struct.Struct("<16sHHIQQQIHHHHHH"), struct.Struct("<IIQQQQQQ")  # ELF64


@dataclass(frozen=True, slots=True)
class Saved:
    """What was gained, in bytes."""

    stripped: int
    emptied: int


def trim(folder: Path) -> Saved:
    """Trim the program in a folder; only on Linux, with `strip`, `readelf` and a C compiler at hand."""
    emptied = empty_libraries(folder / "cv2" / "cv2.abi3.so", folder / "opencv_python_headless.libs")
    for link in [path for path in folder.rglob("*") if path.is_symlink() and not path.exists()]:
        link.unlink()  # to a library that is gone
    # The kernel library is made for numba's own libraries, and knows them by their bytes.
    strippable = [path for path in elf_files(folder) if "numba" not in path.relative_to(folder).parts]
    return Saved(sum(strip(path) for path in strippable), emptied)


def elf_files(folder: Path) -> list[Path]:
    """Programs and libraries in a folder, links left out."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                if file.read(4) == b"\x7fELF":
                    found.append(path)
    return found


def strip(path: Path) -> int:
    """Drop the symbols that only a linker or debugger reads; the bytes saved.

    A library whose segments would no longer lie as the loader wants them is kept as it was: that happens to
    some that were edited after linking, as those of many wheels are.
    """
    before = path.stat()
    with tempfile.TemporaryDirectory() as temporary:
        made = Path(temporary) / path.name
        subprocess.run(["strip", "--strip-unneeded", "-o", made, path], check=True, capture_output=True)
        if made.stat().st_size >= before.st_size or not loadable(made.read_bytes()):
            return 0
        shutil.copyfile(made, path)
    os.chmod(path, before.st_mode & 0o777)
    return before.st_size - path.stat().st_size


def loadable(data: bytes) -> bool:
    """Whether each segment lies at the same place in its page in the file and in memory."""
    header = _HEADER.unpack_from(data)
    start, size, count = header[5], header[9], header[10]
    for number in range(count):
        kind, _flags, offset, address, _, _, _, align = _ENTRY.unpack_from(data, start + number * size)
        if kind == _LOAD and align > 1 and (offset - address) % align:
            return False
    return True


def empty_libraries(user: Path, folder: Path) -> int:
    """Put empty libraries in place of those that `user` is linked with but never calls; the bytes saved.

    The empty ones have the names, versions and functions that the loader looks for. A function that is called
    after all ends the program with a sentence; `contents.CV2_NEVER` and a test see to it that none is.
    """
    if not user.exists():
        return 0
    saved = 0
    wanted = _wanted(user)
    for library in sorted(folder.glob("*.so*")):
        stem = library.name.partition("-")[0]
        before = library.stat().st_size
        if stem in contents.CV2_FOLLOWING:
            library.unlink()
            saved += before
        elif stem in contents.CV2_UNCALLED:
            _make_empty(library, wanted.get(library.name, {}))
            saved += before - library.stat().st_size
    return saved


def _wanted(user: Path) -> dict[str, dict[str, str]]:
    """The functions that a library looks for: by the other library's name, each with its version."""
    text = _told(["readelf", "-W", "--version-info", user])
    files: dict[str, str] = {}  # of versions, by their number
    current = ""
    for line in text.splitlines():
        if found := re.search(r"Version: \d+\s+File: (\S+)", line):
            current = found.group(1)
        elif found := re.search(r"Name: (\S+)\s+Flags: \S+\s+Version: (\d+)", line):
            files[found.group(2)] = current
    wanted: dict[str, dict[str, str]] = {}
    plain: list[str] = []  # functions that say no version
    for line in _told(["readelf", "-W", "--dyn-syms", user]).splitlines():
        found = re.search(r"FUNC\s+GLOBAL\s+DEFAULT\s+UND (\w+)(?:@(\S+) \((\d+)\))?", line)
        if found and found.group(3):
            wanted.setdefault(files[found.group(3)], {})[found.group(1)] = found.group(2)
        elif found:
            plain.append(found.group(1))
    for library in (user.parent.parent / "opencv_python_headless.libs").glob("libavif*"):
        wanted[library.name] = {name: "" for name in plain if name.startswith("avif")}
    return wanted


def _make_empty(library: Path, functions: dict[str, str]) -> None:
    name = library.name
    said = f"{name} is left out of this package, and nothing in it should call {{}}.\\n"
    lines = ["#include <stdlib.h>", "#include <unistd.h>"]
    for function in sorted(functions):
        sentence = said.format(function)
        lines.append(
            f'void {function}(void) {{ static const char s[] = "{sentence}"; '
            "if (write(2, s, sizeof s - 1)) abort(); abort(); }"
        )
    versions = sorted({version for version in functions.values() if version})
    with tempfile.TemporaryDirectory() as temporary:
        source, script = Path(temporary) / "empty.c", Path(temporary) / "empty.map"
        source.write_text("\n".join(lines) + "\n", encoding="utf-8")
        options = ["-shared", "-fPIC", "-Os", "-s", f"-Wl,-soname,{name}"]
        if versions:
            script.write_text("".join(_node(version, functions) for version in versions), encoding="utf-8")
            options.append(f"-Wl,--version-script={script}")
        subprocess.run(["cc", *options, "-o", library, source], check=True)


def _node(version: str, functions: dict[str, str]) -> str:
    names = "".join(f" {name};" for name, each in sorted(functions.items()) if each == version)
    return f"{version} {{ global:{names} }};\n"


def _told(command: list[str | Path]) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
