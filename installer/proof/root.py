"""A fresh system in a folder: made once by debootstrap, copied for each trial, entered by chroot."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from installer.proof.systems import System, bootstrap
from installer.proof.table import Failed, Skipped

USER = 1000  # the number of the plain user


class Root:
    """One such system."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(
        self,
        *command: str,
        user: bool = False,
        home: str = "/root",
        environment: Mapping[str, str] | None = None,
        status: int | None = 0,
        seconds: int = 600,
        network: bool = True,
    ) -> str:
        """What a command says. Raises Failed for another exit status than `status` (None: any).

        network: False gives it one of its own, which leads nowhere.
        """
        before = [] if network else ["unshare", "--net"]
        done = subprocess.run(
            [*before, *self.command(command, user=user)],
            env=clean(home, environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=seconds,
            check=False,
        )
        said = done.stdout.decode("utf-8", "replace")
        if status is not None and done.returncode != status:
            raise Failed(f"{' '.join(command)} ended with {done.returncode}: {said.strip()[-600:]}")
        return said

    def start(
        self, *command: str, home: str, log: Path, environment: Mapping[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        """A program of the plain user's that goes on running."""
        with log.open("wb") as file:
            return subprocess.Popen(
                self.command(command, user=True),
                env=clean(home, environment),
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
            )

    def command(self, command: Sequence[str], *, user: bool) -> list[str]:
        """How a command in this system is started from outside."""
        who = [f"--userspec={USER}:{USER}"] if user else []
        return ["chroot", *who, str(self.folder), *command]

    def install(self, *packages: str) -> None:
        """Have apt install packages, or a .deb by its path in here."""
        self.run("apt-get", "install", "-y", "-q", "--no-install-recommends", *packages)

    def add_user(self, home: str) -> None:
        """The plain user, with this home."""
        for name, line in (
            ("passwd", f"artist:x:{USER}:{USER}::{home}:/bin/sh"),
            ("group", f"artist:x:{USER}:"),
        ):
            with (self.folder / "etc" / name).open("a", encoding="utf-8") as file:
                file.write(f"{line}\n")
        path = self.inside(home)
        path.mkdir(parents=True)
        os.chown(path, USER, USER)

    def inside(self, path: str) -> Path:
        """Where a path of this system lies, seen from outside."""
        return self.folder / path.lstrip("/")


def clean(home: str, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """An environment that knows nothing of this computer's."""
    return {
        "HOME": home,
        "USER": "artist",
        "PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
        "LANG": "C.UTF-8",
        "DEBIAN_FRONTEND": "noninteractive",
        **(more or {}),
    }


@contextmanager
def fresh(system: System, work: Path, name: str) -> Iterator[Root]:
    """One with /proc, called `name`, in a folder of the system's; removed at the end. Raises Skipped."""
    if os.geteuid() != 0:
        raise Skipped("needs root, for chroot")
    base, folder = (work / system.name / one for one in ("base", name))
    make_base(system, base)
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run(["cp", "-a", "--reflink=auto", str(base), str(folder)], check=True)
    root = Root(folder)
    subprocess.run(["mount", "-t", "proc", "proc", str(folder / "proc")], check=True)
    try:
        yield root
    finally:
        subprocess.run(["umount", "--lazy", str(folder / "proc")], check=True)
        if not os.path.ismount(folder / "proc"):
            shutil.rmtree(folder, ignore_errors=True)


def make_base(system: System, base: Path) -> None:
    """The one that is copied. Raises Skipped without debootstrap."""
    if (base / "etc" / "apt" / "proof").exists():
        return
    if shutil.which("debootstrap") is None:
        raise Skipped("needs debootstrap: apt-get install debootstrap")
    if not (base / "etc" / "debian_version").exists():
        base.mkdir(parents=True, exist_ok=True)
        bootstrap(system, base)
    (base / "etc" / "apt" / "sources.list").write_text("\n".join([*system.sources, ""]))
    shutil.copyfile("/etc/resolv.conf", base / "etc" / "resolv.conf")
    for name in ("proxy", "99artifact-registry"):
        settings = Path("/etc/apt/apt.conf.d", name)
        if settings.exists():
            shutil.copyfile(settings, base / "etc" / "apt" / "apt.conf.d" / name)
    Root(base).run("apt-get", "update", "-q")
    (base / "etc" / "apt" / "proof").touch()
