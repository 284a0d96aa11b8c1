"""The systems that the packages are tried out in, and where they come from."""

from __future__ import annotations

import hashlib
import subprocess
import tempfile
import urllib.request
from dataclasses import dataclass
from pathlib import Path

DEBIAN = "http://deb.debian.org"
UBUNTU = "http://archive.ubuntu.com/ubuntu"
RINGS = Path("usr/share/keyrings")


@dataclass(frozen=True, slots=True)
class Keys:
    """The package with the keys that sign a system, for computers that do not have it."""

    url: str
    sha256: str
    ring: str  # file name


@dataclass(frozen=True, slots=True)
class System:
    """`sources` are the lines of apt's list; `like` is a release that debootstrap makes in the same way."""

    name: str
    release: str
    mirror: str
    sources: tuple[str, ...]
    parts: str = "main"
    like: str = ""
    keys: Keys | None = None


# With the keys of 2018; F6EC B376 2474 EDA9 D21B 7022 8719 20D1 991B C93C signs the archive.
UBUNTU_KEYS = Keys(
    f"{UBUNTU}/pool/main/u/ubuntu-keyring/ubuntu-keyring_2021.03.26_all.deb",
    "0d0e7ed6b112f5d03eabf3c7eb01ebdacf9c57714b279e90495cfc58c8c4520f",
    "ubuntu-archive-keyring.gpg",
)


def _debian(number: str, release: str) -> System:
    lines = (
        f"deb {DEBIAN}/debian {release} main",
        f"deb {DEBIAN}/debian {release}-updates main",
        f"deb {DEBIAN}/debian-security {release}-security main",
    )
    return System(f"debian-{number}", release, f"{DEBIAN}/debian", lines)


def _ubuntu(number: str, release: str, like: str = "") -> System:
    lines = tuple(f"deb {UBUNTU} {release}{pocket} main universe" for pocket in ("", "-updates", "-security"))
    return System(f"ubuntu-{number}", release, UBUNTU, lines, "main,universe", like, UBUNTU_KEYS)


SYSTEMS = {
    system.name: system
    for system in (
        _debian("12", "bookworm"),
        _debian("13", "trixie"),
        _ubuntu("22.04", "jammy"),
        _ubuntu("24.04", "noble", like="jammy"),
    )
}


def bootstrap(system: System, base: Path) -> None:
    """Make the smallest such system in a folder, each of its packages checked by signature."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["debootstrap", "--variant=minbase", f"--components={system.parts}"]
        if system.keys is not None and not (Path("/") / RINGS / system.keys.ring).exists():
            command.append(f"--keyring={_fetched(system.keys, Path(folder))}")
        command += [system.release, str(base), system.mirror]
        if system.like:
            command.append(f"/usr/share/debootstrap/scripts/{system.like}")
        subprocess.run(command, check=True)


def _fetched(keys: Keys, folder: Path) -> Path:
    """The ring of keys. Raises ValueError where the package is another one."""
    package = folder / "keys.deb"
    with urllib.request.urlopen(keys.url, timeout=60) as answer:
        package.write_bytes(answer.read())
    digest = hashlib.sha256(package.read_bytes()).hexdigest()
    if digest != keys.sha256:
        raise ValueError(f"{keys.url} has the SHA-256 {digest}")
    subprocess.run(["dpkg-deb", "--extract", str(package), str(folder)], check=True)
    return folder / RINGS / keys.ring
