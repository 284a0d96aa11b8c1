"""Makes the Debian package: what it depends on is told by the libraries that the program asks for."""

from __future__ import annotations

import gzip
import hashlib
import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from installer import contents, desktop, sizes
from installer.program import BUILD, PROGRAM
from installer.trim import elf_files

HOME = Path("usr/lib/scumble")

# Libraries that the package does not bring along: which of Debian's and Ubuntu's packages does.
PACKAGES = {
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb.so.1": "libxcb1",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libGL.so.1": "libgl1",
    "libGLX.so.0": "libglx0",
    "libEGL.so.1": "libegl1",
    "libOpenGL.so.0": "libopengl0",
    "libdrm.so.2": "libdrm2",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0 | libglib2.0-0t64",
    "libgthread-2.0.so.0": "libglib2.0-0 | libglib2.0-0t64",
    "libdbus-1.so.3": "libdbus-1-3",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libexpat.so.1": "libexpat1",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
    "libstdc++.so.6": "libstdc++6 (>= 12)",
    "libgcc_s.so.1": "libgcc-s1",
}
_LIBC = re.compile(r"(lib(c|m|dl|rt|pthread|util|resolv|nsl)|ld-linux[-\w]*)\.so\.\d+")
_OPTIONAL = ("libqgtk3.so",)  # plugins that Qt leaves out by itself where their libraries are missing

CONTROL = """\
Package: scumble
Version: {version}
Architecture: {architecture}
Maintainer: The Scumble project <scumble@localhost>
Installed-Size: {kibibytes}
Depends: {depends}
Recommends: xdg-utils, libgtk-3-0 | libgtk-3-0t64
Section: graphics
Priority: optional
Description: painting program with layers, brushes and AI assist
 Paint with layers, brushes and selections; hand a sketch or a selection to an engine on
 this computer, and the result comes back as a new layer to paint over. The built-in
 painter needs no model, no graphics processor and no network.
"""


class Unmet(Exception):
    """A library is asked for that is neither brought along nor in a package that is known."""


def make(target: Path, *, fast: bool = False) -> Path:
    """Write scumble_<version>_<architecture>.deb into a folder; its path. fast: larger, for trying out."""
    root = BUILD / "deb"
    shutil.rmtree(root, ignore_errors=True)
    (root / HOME).parent.mkdir(parents=True)
    subprocess.run(["cp", "-al", str(PROGRAM), str(root / HOME)], check=True)
    (root / "usr/bin").mkdir()
    (root / "usr/bin/scumble").symlink_to("../lib/scumble/scumble")
    desktop.lay_out(root / "usr/share", BUILD / "icons")
    _documents(root / "usr/share/doc/scumble")
    write_control(root, CONTROL, depends=", ".join(depends(root / HOME)))
    path = target / f"scumble_{contents.version()}_{architecture()}.deb"
    return pack(root, path, "-Zxz", "-z1" if fast else "-z9")


def pack(root: Path, path: Path, *options: str) -> Path:
    """Make a package of what is laid out below `root`; its path."""
    part = path.with_suffix(".part")  # a package has its name once it is whole
    subprocess.run(["dpkg-deb", "--root-owner-group", *options, "--build", str(root), str(part)], check=True)
    part.replace(path)
    return path


def architecture() -> str:
    """This machine's, in Debian's words."""
    told = ["dpkg", "--print-architecture"]
    return subprocess.run(told, check=True, capture_output=True, text=True).stdout.strip()


def depends(folder: Path) -> list[str]:
    """The packages that bring what the program asks for and does not bring itself. Raises Unmet."""
    libraries = elf_files(folder)
    brought = {path.name for path in folder.rglob("*") if path.is_file()}
    newest = sizes.newest_symbols(folder).get("GLIBC", (contents.OLDEST_GLIBC, folder))[0]
    found = {f"libc6 (>= {'.'.join(str(part) for part in newest)})"}
    for library in libraries:
        if library.name not in _OPTIONAL:
            found |= {package_of(name, library) for name in asked(library) if name not in brought} - {""}
    return sorted(found)


def asked(library: Path) -> list[str]:
    """The libraries that one is linked with."""
    told = subprocess.run(["readelf", "-d", library], check=True, capture_output=True, text=True).stdout
    return re.findall(r"\(NEEDED\).*\[(.+)\]", told)


def package_of(name: str, library: Path) -> str:
    """The package with a library; "" for parts of the C library. Raises Unmet."""
    if _LIBC.fullmatch(name):
        return ""
    if name not in PACKAGES:
        raise Unmet(
            f"{library.name} asks for {name}: add it to PACKAGES in installer/deb.py, or bring it along"
        )
    return PACKAGES[name]


def _documents(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "copyright").write_text(
        "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n"
        "Upstream-Name: Scumble\n\n"
        "Files: *\nCopyright: The Scumble project\nLicense: GPL-3.0-or-later\n"
        " The text is in /usr/share/common-licenses/GPL-3. What others made and is bundled in\n"
        " /usr/lib/scumble is listed, with all licences, in /usr/lib/scumble/THIRD-PARTY-NOTICES.txt\n",
        encoding="utf-8",
    )
    changes = (contents.ROOT / "CHANGELOG.md").read_bytes()
    (folder / "changelog.gz").write_bytes(gzip.compress(changes, mtime=0))
    for path in folder.iterdir():
        path.chmod(0o644)


def write_control(root: Path, template: str, **values: str) -> None:
    """What dpkg wants to know of a package that is laid out below `root`."""
    folder = root / "DEBIAN"
    folder.mkdir()
    control = template.format(
        version=contents.version(),
        architecture=architecture(),
        kibibytes=round(sizes.total(root) / 1024),
        **values,
    )
    (folder / "control").write_text(control, encoding="utf-8")
    (folder / "md5sums").write_text("".join(_sums(root)), encoding="utf-8")
    for path in [root, *root.rglob("*")]:
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o755)


def _sums(root: Path) -> Iterable[str]:
    for path in sorted((root / "usr").rglob("*")):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "md5").hexdigest()
            yield f"{digest}  {path.relative_to(root).as_posix()}\n"
