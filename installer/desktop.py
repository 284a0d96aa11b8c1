"""Lays out what a Linux desktop reads of a program: entry, icons, file types, thumbnails, manual page."""

from __future__ import annotations

import gzip
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from installer import contents, icons

LINUX = contents.ROOT / "installer" / "linux"


def lay_out(share: Path, pictures: Path) -> None:
    """Write the files into a folder like /usr/share. pictures: where `icons.make` has drawn."""
    _copy("scumble.desktop", share / "applications" / "scumble.desktop")
    _copy(f"{contents.APP_ID}.metainfo.xml", share / "metainfo" / f"{contents.APP_ID}.metainfo.xml")
    _copy("scumble-mime.xml", share / "mime" / "packages" / "scumble.xml")
    _copy("scumble.thumbnailer", share / "thumbnailers" / "scumble.thumbnailer")
    manual = share / "man" / "man1" / "scumble.1.gz"
    manual.parent.mkdir(parents=True, exist_ok=True)
    manual.write_bytes(gzip.compress(filled("scumble.1").encode(), mtime=0))
    manual.chmod(0o644)
    for size in icons.SIZES:
        folder = share / "icons" / "hicolor" / f"{size}x{size}"
        _put(pictures / f"scumble-{size}.png", folder / "apps" / "scumble.png")
        _put(pictures / f"scumble-{size}.png", folder / "mimetypes" / "application-x-scumble.png")
    for kind, name in (("apps", "scumble"), ("mimetypes", "application-x-scumble")):
        _put(icons.SOURCE, share / "icons" / "hicolor" / "scalable" / kind / f"{name}.svg")


def filled(name: str) -> str:
    """A file of installer/linux with the version and the date of this build."""
    text = (LINUX / name).read_text(encoding="utf-8")
    return text.replace("@VERSION@", contents.version()).replace("@DATE@", date().strftime("%Y-%m-%d"))


def date() -> datetime:
    """When the version was made: that of the last commit, so that the same sources give the same package."""
    done = subprocess.run(
        ["git", "log", "-1", "--format=%ct"], cwd=contents.ROOT, capture_output=True, text=True, check=False
    )
    told = done.stdout.strip()
    return datetime.fromtimestamp(int(told), UTC) if told.isdecimal() else datetime.now(UTC)


def _copy(name: str, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(filled(name), encoding="utf-8")
    target.chmod(0o644)


def _put(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    target.chmod(0o644)


if __name__ == "__main__":
    lay_out(Path(sys.argv[1]), Path(sys.argv[2]))
