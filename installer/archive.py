"""Makes the archive for Linux: unpack it anywhere and run it; needs no root."""

from __future__ import annotations

import platform
import shutil
import subprocess
from pathlib import Path

from installer import contents, desktop
from installer.program import BUILD, PROGRAM


def make(target: Path, *, fast: bool = False) -> Path:
    """Write scumble-<version>-linux-<machine>.tar.xz into a folder; its path. fast: larger, to try out."""
    root = BUILD / "archive" / name()
    shutil.rmtree(root.parent, ignore_errors=True)
    root.parent.mkdir(parents=True)
    subprocess.run(["cp", "-al", str(PROGRAM), str(root)], check=True)  # links: it is large
    desktop.lay_out(root / "share", BUILD / "icons")
    for file, mode in (("integrate.sh", 0o755), ("README.txt", 0o644)):
        (root / file).write_text(desktop.filled(file), encoding="utf-8")
        (root / file).chmod(mode)
    path = target / f"{root.name}.tar.xz"
    part = path.with_suffix(".part")  # a package has its name once it is whole
    with part.open("wb") as file:
        packed = subprocess.Popen(tar(root.parent, root.name), stdout=subprocess.PIPE)
        command = ["xz", "-1" if fast else "-9", "--threads=0"]
        xz = subprocess.run(command, stdin=packed.stdout, stdout=file, check=False)
    if packed.wait() or xz.returncode:
        part.unlink()
        raise subprocess.CalledProcessError(xz.returncode or packed.returncode, "tar | xz")
    part.replace(path)
    return path


def name() -> str:
    """Of the folder in the archive, and of the archive without its ending."""
    return f"scumble-{contents.version()}-linux-{platform.machine()}"


def tar(folder: Path, *names: str) -> list[str]:
    """The command that writes these of a folder to its output, the same bytes each time."""
    options = ["--sort=name", "--owner=0", "--group=0", "--numeric-owner", "--mode=go-w"]
    options.append(f"--mtime=@{int(desktop.date().timestamp())}")
    return ["tar", "-C", str(folder), *options, "-cf", "-", *names]
