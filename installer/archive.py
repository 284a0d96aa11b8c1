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
    name = f"scumble-{contents.version()}-linux-{platform.machine()}"
    root = BUILD / "archive" / name
    shutil.rmtree(root.parent, ignore_errors=True)
    root.parent.mkdir(parents=True)
    subprocess.run(["cp", "-al", str(PROGRAM), str(root)], check=True)  # links: it is large
    desktop.lay_out(root / "share", BUILD / "icons")
    for file, mode in (("integrate.sh", 0o755), ("README.txt", 0o644)):
        (root / file).write_text(desktop.filled(file), encoding="utf-8")
        (root / file).chmod(mode)
    path = target / f"{name}.tar.xz"
    packed = ["--sort=name", "--owner=0", "--group=0", "--numeric-owner"]
    packed += [f"--mtime=@{int(desktop.date().timestamp())}", "--mode=go-w"]
    part = path.with_suffix(".part")  # a package has its name once it is whole
    with part.open("wb") as file:
        command = ["tar", "-C", str(root.parent), *packed, "-cf", "-", name]
        tar = subprocess.Popen(command, stdout=subprocess.PIPE)
        pack = ["xz", "-1" if fast else "-9", "--threads=0"]
        xz = subprocess.run(pack, stdin=tar.stdout, stdout=file, check=False)
    if tar.wait() or xz.returncode:
        part.unlink()
        raise subprocess.CalledProcessError(xz.returncode or tar.returncode, "tar | xz")
    part.replace(path)
    return path
