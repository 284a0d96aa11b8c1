"""The packages tried out: the .deb in a fresh system, the archive by a plain user who may not write to it."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from installer import contents, notices, offline, sizes
from installer.proof.painting import Artist
from installer.proof.root import Root, fresh
from installer.proof.runtime import Trial, nothing_to_download, wheels_of_the_lock
from installer.proof.screen import TOOLS, Screen
from installer.proof.systems import System
from installer.proof.table import Failed, Table

HOMES = {"deb": "/home/artist", "archive": "/home/Zoë Malerin"}
DEVELOPERS_TOOLS = ("python3", "gcc", "cc", "make", "perl5", "git")
# What a desktop has, as far as the archive leans on it.
DESKTOP = (
    "libgl1", "libegl1", "libglib2.0-0", "libfontconfig1", "libdbus-1-3", "libxkbcommon-x11-0",
    "libwayland-client0", "libwayland-cursor0", "libwayland-egl1", "libx11-xcb1", "libxcb-randr0",
    "libxcb-shm0", "libxcb-sync1", "libxcb-xfixes0", "libxcb-glx0", "fonts-dejavu-core",
    "desktop-file-utils", "shared-mime-info",
)  # fmt: skip


def try_deb(table: Table, deb: Path, work: Path, system: System) -> None:
    """Install with apt, look around, paint, remove; the artist's files must outlive it."""
    with fresh(system, work, "deb") as root:
        home = HOMES["deb"]
        root.add_user(home)
        table.attempt("deb: no Python and no developers' tools in the root", lambda: _bare(root))
        shutil.copyfile(deb, root.inside("/var/tmp") / deb.name)
        if not table.attempt("deb: apt installs it", lambda: _install(root, f"/var/tmp/{deb.name}")):
            return
        table.attempt("deb: still no Python", lambda: _bare(root))
        table.attempt("deb: no library is missing", lambda: _linked(root, "/usr/lib/scumble"))
        table.attempt("deb: scumble doctor", lambda: _doctor(root, "/usr/bin/scumble", home))
        table.attempt("deb: scumble paint, without a display", lambda: _paint(root, "/usr/bin/scumble", home))
        root.install(*TOOLS, "shared-mime-info", "desktop-file-utils")
        table.attempt("deb: file types are known", lambda: _types(root, home))
        artist = _session(table, root, "deb", home, "/usr/bin/scumble", work)
        table.attempt("deb: a processor that its kernels do not fit", lambda: _unfit(root, home))
        table.attempt("deb: AI runtime: the whole trial", lambda: _runtime(table, root, home, work))
        table.attempt("deb: removed; the artist's files stay", lambda: _remove(root, artist, home))


def try_archive(table: Table, archive: Path, work: Path, system: System) -> None:
    """Unpack in a home with a space and a letter beyond ASCII, make it read-only, paint, take it out."""
    with fresh(system, work, "archive") as root:
        home = HOMES["archive"]
        root.add_user(home)
        root.install("xz-utils")
        table.attempt("archive: unpacked by a plain user", lambda: _unpack(root, archive, home))
        folder = f"{home}/{archive.name.removesuffix('.tar.xz')}"
        program = f"{folder}/scumble"
        table.attempt("archive: what is missing of a desktop is named", lambda: _tells(root, program, home))
        root.install(*DESKTOP)
        table.attempt("archive: no Python", lambda: _bare(root))
        root.install(*TOOLS)  # openbox brings one
        table.attempt("archive: no library is missing", lambda: _linked(root, folder))
        table.attempt(
            "archive: for off-line use: unpacked over it", lambda: _unpack_offline(root, program, home, work)
        )
        table.attempt("archive: the folder is read-only", lambda: _protect(root, folder, home))
        table.attempt("archive: integrated into the menu", lambda: _integrate(root, folder, home))
        table.attempt("archive: scumble paint, without a display", lambda: _paint(root, program, home))
        artist = _session(table, root, "archive", home, f"{home}/.local/bin/scumble", work)
        table.attempt(
            "archive: taken out; the artist's files stay", lambda: _take_out(root, folder, artist, home)
        )


def _session(table: Table, root: Root, name: str, home: str, command: str, work: Path) -> Artist:
    screen = Screen(root, home, work)
    artist = Artist(root, screen, home, command, work)
    try:
        artist.whole_session(table, name)
    finally:
        screen.close()
    return artist


def _bare(root: Root) -> str:
    found = [tool for tool in DEVELOPERS_TOOLS if root.run("sh", "-c", f"command -v {tool} || true").strip()]
    if found:
        raise Failed(f"there is {', '.join(found)}")
    return f"none of {', '.join(DEVELOPERS_TOOLS)}"


def _install(root: Root, path: str) -> str:
    before = sizes.total(root.inside("/usr"))
    began = time.monotonic()
    root.install(path)
    seconds = time.monotonic() - began
    brought = sizes.total(root.inside("/usr")) - before
    own = sizes.total(root.inside("/usr/lib/scumble"))
    return f"{seconds:.0f} s; {own / 1e6:.0f} MB itself, {(brought - own) / 1e6:.0f} MB of the system's"


def _linked(root: Root, folder: str) -> str:
    """Ask the loader of that system about every library of the package."""
    script = (
        f'find "{folder}" -name "*.so*" -type f | while read -r file; do '
        f'LD_LIBRARY_PATH="{folder}/_internal" ldd "$file" 2>/dev/null | '
        'grep "not found" | sed "s|^|$file:|"; done'
    )
    lines = [
        line for line in root.run("sh", "-c", script, status=None).splitlines() if "libqgtk3" not in line
    ]
    if lines:
        raise Failed("; ".join(line.rpartition("/")[2] for line in lines[:5]))
    return "the loader finds all (GTK's theme is left to desktops that have GTK)"


def _doctor(root: Root, program: str, home: str) -> str:
    said = root.run(program, "doctor", user=True, home=home)
    line = next(line for line in said.splitlines() if line.startswith("Built-in painter"))
    if "works" not in line:
        raise Failed(said[-500:])
    if "system libraries" in said:
        raise Failed(next(line for line in said.splitlines() if "system libraries" in line))
    return line


def _paint(root: Root, program: str, home: str) -> str:
    sketch = root.inside(home) / "sketch.png"
    shutil.copyfile(contents.ROOT / "resources" / "examples" / "desert-rock.png", sketch)
    began = time.monotonic()
    root.run(
        program,
        "paint",
        f"{home}/sketch.png",
        "--seed",
        "1",
        "-o",
        f"{home}/painted.ora",
        user=True,
        home=home,
    )
    weight = (root.inside(home) / "painted.ora").stat().st_size
    return f"{time.monotonic() - began:.1f} s, {weight / 1e6:.1f} MB"


def _unfit(root: Root, home: str) -> str:
    """As on a processor without AVX2: the library is not used, and numba compiles for an older one.

    Twice: the second time finds what the first kept.
    """
    unfit = {"SCUMBLE_KERNEL_LIBRARY": "/none", "NUMBA_CPU_NAME": "nehalem", "NUMBA_CPU_FEATURES": ""}
    times = []
    for _ in range(2):
        began = time.monotonic()
        command = ("paint", f"{home}/sketch.png", "--seed", "1", "-o", f"{home}/unfit.ora")
        root.run("/usr/bin/scumble", *command, user=True, home=home, environment=unfit, seconds=1200)
        times.append(time.monotonic() - began)
    if (root.inside(home) / "unfit.ora").stat().st_size < 1e5:
        raise Failed("the painting is empty")
    return f"painted in {times[0]:.0f} s, the second time in {times[1]:.0f} s"


def _runtime(table: Table, root: Root, home: str, work: Path) -> str:
    before = table.failed
    Trial(root, home, "/usr/bin/scumble", work).whole(table, "deb")
    if table.failed > before:
        raise Failed("see above")
    return "packages of the lock file, from an index on loopback"


def _types(root: Root, home: str) -> str:
    globs = root.inside("/usr/share/mime/globs2").read_text(encoding="utf-8")
    known = [name for name in ("application/x-scumble:*.scumble", "image/openraster:*.ora") if name in globs]
    entries = root.inside("/usr/share/applications/mimeinfo.cache").read_text(encoding="utf-8")
    if len(known) < 2 or "application/x-scumble=scumble.desktop" not in entries:
        raise Failed(f"{known}; {entries[:300]}")
    return "application/x-scumble, image/openraster"


def _remove(root: Root, artist: Artist, home: str) -> str:
    before = artist.digest()
    listed = root.run("dpkg", "-L", "scumble").split("\n")
    root.run("apt-get", "purge", "-y", "-q", "scumble")
    left = [path for path in listed if "scumble" in path and root.inside(path).exists()]
    if left:
        raise Failed(f"left behind: {', '.join(left[:5])}")
    if artist.digest() != before or not (root.inside(home) / ".config" / "scumble").exists():
        raise Failed("files of the artist's are gone or changed")
    return f"{len(listed)} paths gone; painting and settings unchanged"


def _unpack(root: Root, archive: Path, home: str) -> str:
    shutil.copyfile(archive, root.inside("/var/tmp") / archive.name)
    began = time.monotonic()
    root.run("tar", "-xf", f"/var/tmp/{archive.name}", "-C", home, user=True, home=home)
    return f"{time.monotonic() - began:.0f} s, {sizes.total(root.inside(home)) / 1e6:.0f} MB"


def _unpack_offline(root: Root, program: str, home: str, work: Path) -> str:
    """As the .deb of it in the other trial, which goes on from there."""
    wheels = wheels_of_the_lock(work)
    archive = offline.make_archive(root.inside("/var/tmp"), wheels, notices.of_wheels(wheels))
    root.run("tar", "-xf", f"/var/tmp/{archive.name}", "-C", home, user=True, home=home)
    archive.unlink()
    return nothing_to_download(root.run(program, "runtime", "status", user=True, home=home))


def _tells(root: Root, program: str, home: str) -> str:
    said = root.run(program, user=True, home=home, environment={"DISPLAY": ":97"}, status=2).strip()
    if "apt-get install" not in said:
        raise Failed(said[-400:])
    return said.splitlines()[-1][:110] + " …"


def _protect(root: Root, folder: str, home: str) -> str:
    root.run("chown", "-R", "root:root", folder)
    root.run("chmod", "-R", "a-w", folder)
    root.run("sh", "-c", f'! touch "{folder}/_internal/x" 2>/dev/null', user=True, home=home)
    return "owned by root, writable by nobody"


def _integrate(root: Root, folder: str, home: str) -> str:
    root.run(f"{folder}/integrate.sh", user=True, home=home)
    entry = f"{home}/.local/share/applications/scumble.desktop"
    root.run("desktop-file-validate", entry)
    lines = root.inside(entry).read_text(encoding="utf-8").splitlines()
    line = next(line for line in lines if line.startswith("Exec="))
    if line != f'Exec="{folder}/scumble" %f':
        raise Failed(line)
    globs = (root.inside(home) / ".local/share/mime/globs2").read_text(encoding="utf-8")
    if "*.scumble" not in globs:
        raise Failed("the file type is not known")
    return line


def _take_out(root: Root, folder: str, artist: Artist, home: str) -> str:
    before = artist.digest()
    root.run(f"{folder}/integrate.sh", "--remove", user=True, home=home)
    share = root.inside(home) / ".local" / "share"
    left = [path for path in share.rglob("*scumble*") if path.is_file() and "scumble" not in path.parent.name]
    if left:
        raise Failed(f"left behind: {', '.join(str(path) for path in left[:5])}")
    shutil.rmtree(root.inside(folder))
    if artist.digest() != before:
        raise Failed("the painting has changed")
    return "menu entry, icons and types gone; painting unchanged"
