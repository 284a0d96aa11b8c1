"""What can be checked of the packages without a system to install them on."""

from __future__ import annotations

import gzip
import plistlib
import re
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from installer import contents, desktop, macos_plist, notices, windows_setup
from installer.proof.table import Failed, Skipped, Table

LAID_OUT = (  # in a package, below usr/ or the archive's folder
    "share/applications/scumble.desktop",
    f"share/metainfo/{contents.APP_ID}.metainfo.xml",
    "share/mime/packages/scumble.xml",
    "share/thumbnailers/scumble.thumbnailer",
    "share/man/man1/scumble.1.gz",
    "share/icons/hicolor/16x16/apps/scumble.png",
    "share/icons/hicolor/512x512/apps/scumble.png",
    "share/icons/hicolor/scalable/apps/scumble.svg",
    "share/icons/hicolor/48x48/mimetypes/application-x-scumble.png",
)
INSIDE = (  # in the program's folder
    "scumble",
    "LICENSE.txt",
    notices.NAME,
    "_internal/runtime_src/inference/worker.py",
    "_internal/painter-kernels/kernels.json",
    "_internal/PySide6/Qt/lib/libQt6Core.so.6",
    "_internal/resources/icons/scumble.svg",
    "_internal/canvas/kernels/library.py",
)
MOST = {"installed": 600e6, "download": 220e6}  # bytes


def check(table: Table, dist: Path) -> None:
    """All of it, a line each."""
    with tempfile.TemporaryDirectory() as folder:
        share = Path(folder) / "share"
        table.attempt("desktop entry: desktop-file-validate", lambda: entry(Path(folder)))
        table.attempt("AppStream: appstreamcli validate", lambda: metainfo(Path(folder)))
        table.attempt("file types: update-mime-database", lambda: types(share))
        table.attempt("manual page: man --warnings", lambda: manual(Path(folder)))
        table.attempt("integrate.sh: sh -n, dash", lambda: script(Path(folder)))
        table.attempt("Windows: makensis compiles the script", lambda: windows(Path(folder)))
        table.attempt("macOS: property lists", plists)
        table.attempt("macOS and Windows: one version number", versions)
    table.attempt("last .deb: layout and size", lambda: deb(dist))
    table.attempt("last archive: layout and size", lambda: archive(dist))


def needs(tool: str, package: str = "") -> None:
    """Raises Skipped where a tool is not installed."""
    if shutil.which(tool) is None:
        raise Skipped(f"needs {tool}: apt-get install {package or tool}")


def run(*command: str | Path) -> str:
    """What a tool says. Raises Failed where it complains."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Failed((done.stdout + done.stderr).strip()[-600:])
    return done.stdout + done.stderr


def written(folder: Path, name: str) -> Path:
    """A file of installer/linux as it is in a package."""
    path = folder / name
    path.write_text(desktop.filled(name), encoding="utf-8")
    return path


def entry(folder: Path) -> str:
    needs("desktop-file-validate", "desktop-file-utils")
    said = run("desktop-file-validate", written(folder, "scumble.desktop"))
    if "warning" in said or "error" in said:
        raise Failed(said)
    return "no complaint"


def metainfo(folder: Path) -> str:
    needs("appstreamcli", "appstream")
    path = written(folder, f"{contents.APP_ID}.metainfo.xml")
    return run("appstreamcli", "validate", "--no-net", path).strip().splitlines()[-1]


def types(share: Path) -> str:
    needs("update-mime-database", "shared-mime-info")
    packages = share / "mime" / "packages"
    packages.mkdir(parents=True)
    (packages / "scumble.xml").write_text(desktop.filled("scumble-mime.xml"), encoding="utf-8")
    run("update-mime-database", share / "mime")
    globs = (share / "mime" / "globs2").read_text(encoding="utf-8")
    found = re.findall(r"\d+:(\S+):(\S+)", globs)
    if ("application/x-scumble", "*.scumble") not in found or ("image/openraster", "*.ora") not in found:
        raise Failed(globs)
    return ", ".join(f"{pattern} → {kind}" for kind, pattern in found)


def manual(folder: Path) -> str:
    needs("man", "man-db")
    said = run("man", "--warnings", "--local-file", written(folder, "scumble.1"))
    lines = [line for line in said.splitlines() if "warning" in line]
    if lines:
        raise Failed("; ".join(lines))
    return "no warning"


def script(folder: Path) -> str:
    """Add and remove in a home of its own, from a folder whose name asks for every kind of quoting."""
    place = folder / 'Pro$gram `ä" & 100%'
    home = folder / "home of Zoë"
    place.mkdir()
    home.mkdir()
    (place / "integrate.sh").write_text(desktop.filled("integrate.sh"), encoding="utf-8")
    for name in ("applications/scumble.desktop", "thumbnailers/scumble.thumbnailer"):
        target = place / "share" / name
        target.parent.mkdir(parents=True)
        target.write_text(desktop.filled(target.name), encoding="utf-8")
    environment = {"HOME": str(home), "PATH": "/usr/bin:/bin"}

    def call(*arguments: str) -> None:
        command = ["sh", str(place / "integrate.sh"), *arguments]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise Failed(done.stderr)

    call()
    made = home / ".local" / "share" / "applications" / "scumble.desktop"
    line = next(line for line in made.read_text(encoding="utf-8").splitlines() if line.startswith("Exec="))
    if unquoted(line.removeprefix("Exec=")) != f"{place}/scumble":
        raise Failed(f"{line} does not lead to {place}/scumble")
    call("--remove")
    left = [str(path) for path in home.rglob("*") if not path.is_dir() and "cache" not in path.name]
    if left:
        raise Failed(f"left behind: {left}")
    return "added and removed, from a folder with spaces, quotes, $, ` and %"


def unquoted(value: str) -> str:
    """The program that an Exec line names, read as the Desktop Entry Specification tells."""
    text = re.sub(r"\\(.)", lambda found: {"s": " ", "n": "\n", "t": "\t"}.get(found[1], found[1]), value)
    quoted = re.match(r'"((?:[^"\\]|\\.)*)"', text)
    if quoted is None:
        return text.split()[0]
    return re.sub(r"\\(.)", r"\1", quoted.group(1)).replace("%%", "%")


def windows(folder: Path) -> str:
    needs("makensis", "nsis")
    source = folder / "program"
    (source / "_internal").mkdir(parents=True)
    for name in ("scumble.exe", "scumble-cli.exe", "_internal/python311.dll"):
        (source / name).write_bytes(b"stands for the program")
    target = folder / f"scumble-{contents.version()}-windows.exe"
    windows_setup.compile_script(source, target)
    return f"{target.name}, without a warning (an empty program in it)"


def plists() -> str:
    info = plistlib.loads(plistlib.dumps(macos_plist.info()))
    entitlements = plistlib.loads((contents.ROOT / "installer" / "macos" / "entitlements.plist").read_bytes())
    declared = {entry["UTTypeIdentifier"] for key in info if key.startswith("UT") for entry in info[key]}
    used = {kind for entry in info["CFBundleDocumentTypes"] for kind in entry["LSItemContentTypes"]}
    if used - declared:
        raise Failed(f"types that nothing declares: {used - declared}")
    return f"Info.plist with {len(info)} keys, entitlements with {len(entitlements)}"


def versions() -> str:
    from installer.windows_version import numbers

    version = contents.version()
    told = {
        macos_plist.info()["CFBundleVersion"],
        ".".join(str(each) for each in numbers()).removesuffix(".0"),
    }
    if told != {version}:
        raise Failed(f"{told} are not {version}")
    return version


def deb(dist: Path) -> str:
    path = newest(dist, "scumble_*.deb")
    needs("dpkg-deb", "dpkg")
    listed = run("dpkg-deb", "--contents", path)
    names = {line.split(None, 5)[5].split(" -> ")[0].removeprefix("./") for line in listed.splitlines()}
    wanted = {f"usr/{name}" for name in LAID_OUT} | {f"usr/lib/scumble/{name}" for name in INSIDE}
    fields = {
        name: run("dpkg-deb", "--field", path, name).strip()
        for name in ("Version", "Depends", "Installed-Size")
    }
    return _judged(
        path, names, wanted | {"usr/bin/scumble"}, fields["Version"], int(fields["Installed-Size"]) * 1024
    )


def archive(dist: Path) -> str:
    path = newest(dist, "scumble-*-linux-*.tar.xz")
    top = path.name.removesuffix(".tar.xz")
    with tarfile.open(path) as file:
        members = file.getmembers()
        page = file.extractfile(f"{top}/share/man/man1/scumble.1.gz")
        text = gzip.decompress(page.read()).decode() if page is not None else ""
    names = {member.name for member in members}
    wanted = {f"{top}/{name}" for name in (*LAID_OUT, *INSIDE, "integrate.sh", "README.txt")}
    found = re.search(r'"Scumble (\S+)"', text)
    return _judged(
        path, names, wanted, found.group(1) if found else "", sum(member.size for member in members)
    )


def newest(dist: Path, pattern: str) -> Path:
    """The package that was built last. Raises Skipped."""
    packages = sorted(dist.glob(pattern), key=lambda path: path.stat().st_mtime)
    if not packages:
        raise Skipped("not built: make installer")
    return packages[-1]


def _judged(path: Path, names: set[str], wanted: set[str], version: str, installed: int) -> str:
    missing = sorted(wanted - names)
    if missing:
        raise Failed(f"not in it: {', '.join(missing)}")
    unwanted = [
        name
        for name in names
        if re.search(r"/(torch|diffusers|transformers)/", name) and "runtime_src" not in name
    ]
    if unwanted:
        raise Failed(f"does not belong in it: {unwanted[0]}")
    if version != contents.version():
        raise Failed(f"it is version {version}, the program {contents.version()}")
    size = path.stat().st_size
    if installed > MOST["installed"] or size > MOST["download"]:
        raise Failed(f"{installed / 1e6:.0f} MB installed, {size / 1e6:.0f} MB to download: too much")
    return f"{size / 1e6:.0f} MB, {installed / 1e6:.0f} MB installed, {len(names)} files"
