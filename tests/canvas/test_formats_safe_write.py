"""Saving either ends with a whole new file or leaves everything as it was."""

from __future__ import annotations

import errno
import os
import resource
import threading
from pathlib import Path

import numpy as np
import pytest

from canvas.document import Document
from canvas.errors import FormatError
from canvas.formats import open_document, safe_write, save_document
from canvas.formats.pixels import tiles_of
from canvas.formats.safe_write import replacing
from canvas.layer import Layer


def painted(seed: int = 1) -> Document:
    pixels = np.random.default_rng(seed).integers(0, 256, (200, 200, 4), np.uint8)
    return Document(200, 200, (Layer("noise", tiles=tiles_of(pixels)),))


def listing(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


@pytest.mark.parametrize("name", ["a.ora", "a.png", "a.jpg", "a.webp"])
def test_a_full_disk_leaves_the_old_file_and_no_other(tmp_path, name):
    path = tmp_path / name
    save_document(painted(), path)
    before = path.read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (5000, hard))  # the system itself refuses to write on
    try:
        with pytest.raises(FormatError, match="could not be saved"):
            save_document(painted(2), path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert path.read_bytes() == before
    assert listing(tmp_path) == [name]


def test_a_disk_that_fills_at_the_last_moment(tmp_path, monkeypatch):
    path = tmp_path / "a.ora"
    save_document(painted(), path)
    before = path.read_bytes()

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FormatError, match="the disk is full"):
        save_document(painted(2), path)
    assert path.read_bytes() == before
    assert listing(tmp_path) == ["a.ora"]


def test_a_refused_rename(tmp_path, monkeypatch):
    path = tmp_path / "a.png"
    path.write_bytes(b"old")

    def refuse(_source: object, _target: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(FormatError, match="may not write there"):
        save_document(painted(), path)
    assert path.read_bytes() == b"old"
    assert listing(tmp_path) == ["a.png"]


def test_any_other_failure_cleans_up_too(tmp_path):
    path = tmp_path / "a.png"
    path.write_bytes(b"old")

    def interrupted() -> None:
        with replacing(path) as stream:
            stream.write(b"new")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert path.read_bytes() == b"old"
    assert listing(tmp_path) == ["a.png"]


def test_places_that_cannot_be_written(tmp_path):
    with pytest.raises(FormatError, match="folder does not exist"):
        save_document(painted(), tmp_path / "missing" / "a.png")
    (tmp_path / "b.png").mkdir()
    with pytest.raises(FormatError, match="a folder has that name"):
        save_document(painted(), tmp_path / "b.png")
    with pytest.raises(FormatError, match="name is too long"):
        save_document(painted(), tmp_path / ("x" * 300 + ".png"))
    with pytest.raises(FormatError, match=r"must end in one of \.scumble, \.ora"):
        save_document(painted(), tmp_path / "a.xyz")
    with pytest.raises(FormatError, match="must end in"):
        save_document(painted(), tmp_path / "a.gif")  # opened only
    assert listing(tmp_path) == ["b.png"]


def test_a_link_stays_a_link_and_permissions_stay(tmp_path):
    (tmp_path / "real").mkdir()
    real = tmp_path / "real" / "a.png"
    real.write_bytes(b"old")
    real.chmod(0o640)
    link = tmp_path / "link.png"
    link.symlink_to(real)
    save_document(painted(), link)
    assert link.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640
    assert open_document(real).document.width == 200
    loop = tmp_path / "loop.png"
    loop.symlink_to(loop)
    with pytest.raises(FormatError):
        save_document(painted(), loop)


def test_missing_and_unreadable_files(tmp_path):
    with pytest.raises(FormatError, match="not there any more"):
        open_document(tmp_path / "no.ora")
    with pytest.raises(FormatError, match="it is a folder"):
        open_document(tmp_path)
    (tmp_path / "empty.png").touch()
    with pytest.raises(FormatError, match="is empty"):
        open_document(tmp_path / "empty.png")
    (tmp_path / "text.png").write_text("hello")
    with pytest.raises(FormatError, match="not a kind of picture"):
        open_document(tmp_path / "text.png")


@pytest.mark.skipif(not hasattr(os, "fdatasync"), reason="this system has none")
def test_what_the_disk_refuses_on_the_way_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system tells it once, to whoever asks first: it is not lost on the thread that asks early."""
    path = tmp_path / "large.ora"
    path.write_bytes(b"before")
    refused = threading.Event()

    def broken(_descriptor: int) -> None:
        refused.set()
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "fdatasync", broken)
    monkeypatch.setattr(safe_write, "_SENT", 4)
    monkeypatch.setattr(safe_write, "_PAUSE", 0.001)

    def save() -> None:
        with replacing(path) as stream:
            stream.write(b"after")
            stream.flush()
            assert refused.wait(10)

    with pytest.raises(FormatError, match="the disk reports an error"):
        save()
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]
