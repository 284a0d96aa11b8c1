"""The notice of all that others made and that is bundled: what, which version, which licence, the texts.

It is generated from the files of the built program: each is looked up in the lists that pip keeps of what it
installed, what is left in those of Debian's packages.
"""

from __future__ import annotations

import importlib.metadata
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from installer import contents

TEXTS = contents.ROOT / "installer" / "licenses"  # of what comes without its licence
NAME = "THIRD-PARTY-NOTICES.txt"
_TEXT_NAME = re.compile(r"(?i)(licen[sc]e|copying|notice|copyright|authors|patents)")
_WITHOUT_TEXT = {  # packages whose wheels say the licence by name only
    "pyside6-essentials": ("LGPL-3.0.txt", "qt.txt"),
    "shiboken6": ("LGPL-3.0.txt",),
    "tokenizers": ("Apache-2.0.txt",),
}
_QT = """\
Qt and PySide6 (Qt for Python) are used under the GNU Lesser General Public License, version 3. Their
libraries lie in the folder {folder} as shared libraries of their own; you may put other versions
of them there that have the same interfaces, and the program will use those. Nothing in the program's licence
forbids changing it for your own use or taking it apart to mend such changes. The sources of exactly these
versions are published at
https://download.qt.io/official_releases/qt/ and https://download.qt.io/official_releases/QtForPython/ .
"""


class Unknown(Exception):
    """Something is bundled of which nobody knows the licence."""


@dataclass(frozen=True, slots=True)
class Part:
    """Something made by others."""

    name: str
    version: str
    licence: str
    home: str = ""
    texts: tuple[tuple[str, str], ...] = ()  # title and text
    files: tuple[str, ...] = field(default=(), compare=False)  # in the package, where they are few


def write(inside: Path, folder: Path) -> None:
    """Write the notice for the program into `folder`, and the licence that it is under itself."""
    modules = frozen_modules(folder)
    parts = gather(inside, modules)
    (folder / NAME).write_text(notice(parts, inside.name), encoding="utf-8")
    shutil.copyfile(contents.ROOT / "LICENSE", folder / "LICENSE.txt")


def gather(inside: Path, modules: Iterable[str]) -> list[Part]:
    """All that is bundled. Raises Unknown for a library that no list knows."""
    names = {
        path.relative_to(inside).as_posix()
        for path in inside.rglob("*")
        if path.is_file() and not path.is_symlink()
    }
    wheels = list(installed(names, set(modules)))
    parts = [part for part, _files in wheels]
    known = {name for _part, files in wheels for name in files}
    libraries = [name for name in sorted(names - known) if re.search(r"\.(so|dll|dylib|pyd)(\.|$)", name)]
    parts += [_python(), *system_parts(inside / name for name in libraries)]
    return sorted(parts, key=lambda part: part.name.lower())


def installed(names: set[str], modules: set[str]) -> Iterator[tuple[Part, set[str]]]:
    """The packages that pip installed and of which something is bundled, each with those of its files."""
    tops = {name.partition(".")[0] for name in modules}
    for package in importlib.metadata.distributions():
        name = package.metadata["Name"]
        if name.lower() == "scumble":
            continue
        listed = {path.as_posix() for path in package.files or ()}
        theirs = {path for path in listed & names if "dist-info" not in path}
        theirs |= {f"bin/{Path(path).name}" for path in listed if "/bin/" in f"/{path}"} & names  # programs
        if theirs or _modules(listed) & modules or (_tops(package) & tops and not _spread(package)):
            yield from_package(package), theirs


def _modules(files: set[str]) -> set[str]:
    names = {
        re.sub(r"(/__init__)?\.py$", "", path).replace("/", ".") for path in files if path.endswith(".py")
    }
    return {name for name in names if name}


def _tops(package: importlib.metadata.Distribution) -> set[str]:
    return set((package.read_text("top_level.txt") or "").split())


def _spread(package: importlib.metadata.Distribution) -> bool:
    """Whether others have modules beneath the same name (backports, jaraco)."""
    return bool(_tops(package) & {"backports", "jaraco"})


def from_package(package: importlib.metadata.Distribution) -> Part:
    """What a package says of its licence. Raises Unknown where it says nothing."""
    told = package.metadata
    name, texts = told["Name"], list(_texts(package))
    for file in _WITHOUT_TEXT.get(name.lower().replace("_", "-"), ()):
        texts.append((file, (TEXTS / file).read_text(encoding="utf-8")))
    licence = _entry(told, "License-Expression") or _by_classifiers(told)
    licence = licence or _entry(told, "License").strip().partition("\n")[0]
    if not texts or not licence:
        raise Unknown(f"{name} states no licence, or brings no text of it: see installer/notices.py")
    return Part(name, package.version, licence, _home(told), tuple(texts))


def _texts(package: importlib.metadata.Distribution) -> Iterator[tuple[str, str]]:
    for path in sorted(package.files or (), key=str):
        if _TEXT_NAME.search(path.name) and path.suffix.lower() not in (
            ".py",
            ".pyc",
            ".pyi",
            ".json",
            ".so",
        ):
            file = Path(str(package.locate_file(path)))
            if file.is_file():
                title = re.sub(r"^.*?dist-info/(licenses/)?", "", path.as_posix())
                yield title, file.read_text(encoding="utf-8", errors="replace")


def _by_classifiers(told: importlib.metadata.PackageMetadata) -> str:
    entries = [entry for entry in told.get_all("Classifier") or () if entry.startswith("License ::")]
    return "; ".join(entry.rpartition(":: ")[2] for entry in entries)


def _entry(told: importlib.metadata.PackageMetadata, name: str) -> str:
    """What is said under a name; "" where nothing is."""
    return next(iter(told.get_all(name) or ()), "")


def _home(told: importlib.metadata.PackageMetadata) -> str:
    pages = [entry.partition(", ")[2] for entry in told.get_all("Project-URL") or ()]
    return _entry(told, "Home-page") or (pages[0] if pages else "")


def _python() -> Part:
    folder = Path(sys.base_prefix) / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}"
    places = [folder / "LICENSE.txt", Path(sys.base_prefix) / "LICENSE.txt", TEXTS / "python.txt"]
    text = next(place for place in places if place.is_file()).read_text(encoding="utf-8", errors="replace")
    version = sys.version.partition(" ")[0]
    return Part("Python", version, "PSF-2.0", "https://www.python.org", (("LICENSE.txt", text),))


def system_parts(libraries: Iterable[Path]) -> list[Part]:
    """Debian's packages of libraries that were taken from the system. Raises Unknown."""
    found: dict[str, list[str]] = {}
    for library in libraries:
        if re.match(r"(libpython|.*/lib-dynload/)", library.as_posix()) or "lib-dynload" in library.parts:
            continue
        if library.name.startswith("libpython") or ".cpython-" in library.name or ".abi3." in library.name:
            continue
        found.setdefault(_debian_package(library.name), []).append(library.name)
    return [_from_debian(package, files) for package, files in sorted(found.items())]


def _debian_package(library: str) -> str:
    done = subprocess.run(["dpkg", "-S", f"*/{library}"], capture_output=True, text=True, check=False)
    owners = [line.partition(":")[0] for line in done.stdout.splitlines() if "diversion" not in line]
    if not owners:
        raise Unknown(f"{library} is in no package of pip's or Debian's: its licence is unknown")
    return owners[0]


def _from_debian(package: str, files: list[str]) -> Part:
    done = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Version}\t${Homepage}", package], capture_output=True, text=True
    )
    version, _, home = done.stdout.partition("\t")
    text = Path("/usr/share/doc", package, "copyright").read_text(encoding="utf-8", errors="replace")
    licences = dict.fromkeys(re.findall(r"(?m)^License: *(\S.*)$", text))
    licence = "; ".join(licences) or "see the text"
    return Part(f"{package} (Debian)", version, licence, home, (("copyright", text),), tuple(files))


def of_wheels(wheels: Sequence[Path]) -> str:
    """The notice of packages that are handed on as they were published: each one's licence and texts."""
    parts = []
    for wheel in wheels:
        with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(wheel) as archive:
            wanted = [name for name in archive.namelist() if ".dist-info/" in name or _TEXT_NAME.search(name)]
            archive.extractall(folder, wanted)
            (package,) = importlib.metadata.distributions(path=[folder])
            parts.append(from_package(package))
    rows = [f"{part.name:34}{part.version:22}{part.licence}" for part in parts]
    return "\n".join([f"{'What':34}{'Version':22}Licence", *rows, "", *(_section(part) for part in parts)])


def frozen_modules(folder: Path) -> list[str]:
    """The Python modules in the built program, as PyInstaller lists them."""
    from PyInstaller.archive.readers import CArchiveReader  # type: ignore[import-not-found]

    program = next(folder / name for name in ("scumble", "scumble.exe") if (folder / name).is_file())
    archive = CArchiveReader(str(program))
    names = [name for name in archive.toc if name.endswith(".pyz")]
    return [module for name in names for module in archive.open_embedded_archive(name).toc]


def notice(parts: list[Part], folder: str) -> str:
    """The text of the notice."""
    head = [
        f"Scumble {contents.version()} is free software under the GNU General Public License, version 3 or",
        "later (LICENSE.txt). It comes with the following, made by others under licences of their own.",
        "",
        _QT.format(folder=f"{folder}/PySide6"),
        f"{'What':34}{'Version':22}Licence",
        *(f"{part.name:34}{part.version:22}{part.licence}" for part in parts),
    ]
    return "\n".join([*head, "", *(_section(part) for part in parts)])


def _section(part: Part) -> str:
    lines = ["=" * 100, f"{part.name} {part.version}: {part.licence}"]
    lines += [part.home] if part.home else []
    lines += [f"Files: {', '.join(part.files)}"] if part.files else []
    for title, text in part.texts:
        lines += ["-" * 100, title, "", text.rstrip()]
    return "\n".join([*lines, ""])
