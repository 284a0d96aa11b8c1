"""Makes what a computer without a network needs for AI models on its processor (Linux): .deb and archive.

They hold the packages that the lock file names, unchanged, and put them beside the program, where it looks
before it downloads anything (`app.runtime.places.wheels_along`).
"""

from __future__ import annotations

import json
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from installer import archive, contents, deb, notices
from installer.program import BUILD

NAME = "scumble-ai-cpu"
FOLDER = "wheels"  # beside the program
LOCK = contents.ROOT / "resources" / "runtime" / f"cpu-linux-{platform.machine()}.json"
TORCHS = "https://download.pytorch.org/whl/cpu"

CONTROL = """\
Package: {name}
Version: {version}
Architecture: {architecture}
Maintainer: The Scumble project <scumble@localhost>
Installed-Size: {kibibytes}
Depends: scumble (= {version})
Section: graphics
Priority: optional
Description: AI models in Scumble without a network
 The packages (torch, diffusers, transformers and what they need) from which Scumble makes
 its AI runtime for the processor. With them nothing is downloaded. Graphics processors
 need others, which Scumble downloads itself.
"""


class CannotFetch(Exception):
    """Packages that the lock names cannot be had from here."""


def make(target: Path) -> list[Path]:
    """Write both into a folder; their paths. Raises CannotFetch."""
    wheels = fetch(BUILD / FOLDER)
    notice = notices.of_wheels(wheels)
    return [make_deb(target, wheels, notice), make_archive(target, wheels, notice)]


def fetch(folder: Path) -> list[Path]:
    """Fetch with pip what the lock names, as far as it is not in the folder; all of it. Raises CannotFetch.

    pip compares each with the lock's SHA-256. What is there already came so.
    """
    folder.mkdir(parents=True, exist_ok=True)
    packages = json.loads(LOCK.read_text(encoding="utf-8"))["packages"]
    missing = [package for package in packages if not (folder / package["file"]).exists()]
    if missing:
        listed = folder / "requirements.txt"
        lines = [f"{one['name']}=={one['version']} --hash=sha256:{one['sha256']}" for one in missing]
        listed.write_text("\n".join(lines) + "\n", encoding="utf-8")
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"]
        command += ["--only-binary", ":all:", "--extra-index-url", TORCHS]
        command += ["-d", str(folder), "-r", str(listed)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            said = [line.strip() for line in done.stderr.splitlines() if not line.startswith("WARNING")]
            raise CannotFetch(" ".join(said)[:400])
    return [folder / package["file"] for package in packages]


def make_deb(target: Path, wheels: Sequence[Path], notice: str) -> Path:
    """Write scumble-ai-cpu_<version>_<architecture>.deb; its path."""
    root = BUILD / "deb-offline"
    shutil.rmtree(root, ignore_errors=True)
    _lay_out(root / deb.HOME / FOLDER, wheels)
    documents = root / "usr/share/doc" / NAME
    documents.mkdir(parents=True)
    (documents / "copyright").write_text(
        f"The packages in /{deb.HOME / FOLDER} are as their makers published them.\n\n{notice}",
        encoding="utf-8",
    )
    (documents / "copyright").chmod(0o644)
    deb.write_control(root, CONTROL, name=NAME)
    path = target / f"{NAME}_{contents.version()}_{deb.architecture()}.deb"
    return deb.pack(root, path, "-Znone")  # packed already


def make_archive(target: Path, wheels: Sequence[Path], notice: str) -> Path:
    """Write scumble-ai-cpu-<version>-linux-<machine>.tar, to be unpacked where the program's own was."""
    root = BUILD / "archive-offline" / archive.name()
    shutil.rmtree(root.parent, ignore_errors=True)
    _lay_out(root / FOLDER, wheels)
    (root / FOLDER / notices.NAME).write_text(notice, encoding="utf-8")
    path = target / f"{re.sub('^scumble', NAME, archive.name())}.tar"
    part = path.with_suffix(".part")  # a package has its name once it is whole
    with part.open("wb") as file:
        subprocess.run(archive.tar(root.parent, root.name), stdout=file, check=True)
    part.replace(path)
    return path


def _lay_out(folder: Path, wheels: Sequence[Path]) -> None:
    folder.mkdir(parents=True)
    for wheel in wheels:
        copy = folder / wheel.name
        shutil.copyfile(wheel, copy)
        copy.chmod(0o644)
