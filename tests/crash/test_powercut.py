"""When the power is cut, what was not synced may be lost in any part and order; the promise is the same.

The program's writes and syncs are noted by a small library (powercut.c). From the notes up to any moment the
disk is then made as a power cut could leave it: all that a later sync covers is there, of every other write
some sectors are and some are not.
"""

from __future__ import annotations

import os
import random
import shutil
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from app.native_files import open_native
from canvas.history import History
from tests.crash.digest import digest

CUTS = int(os.environ.get("SCUMBLE_CRASH_RUNS", "40"))
SECONDS = 4.0  # of painting that are noted
SECTOR = 512  # bytes that are written wholly or not at all
HERE = Path(__file__).parent

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("cc") is None, reason="needs Linux and a C compiler"
)


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that the program did."""

    kind: str  # Write, Truncate, sync (F), Unlink, Rename, Said
    path: str
    number: int
    data: bytes


@dataclass(slots=True)
class File:
    """What is certainly on the disk, and what has been asked for since."""

    synced: bytearray = field(default_factory=bytearray)
    pending: list[Note] = field(default_factory=list)

    def sync(self) -> None:
        for note in self.pending:
            _apply(self.synced, note)
        self.pending.clear()

    def after_cut(self, rand: random.Random) -> bytes:
        """The file as a power cut may leave it."""
        content = bytearray(self.synced)
        for note in self.pending:
            if note.kind == "T":
                if rand.random() < 0.5:
                    _apply(content, note)
                continue
            for start in range(0, len(note.data), SECTOR):
                if rand.random() < 0.5:
                    part = note.data[start : start + SECTOR]
                    _apply(content, Note("W", note.path, note.number + start, part))
        return bytes(content)


def _apply(content: bytearray, note: Note) -> None:
    if note.kind == "T":
        if note.number < len(content):
            del content[note.number :]
        else:
            content.extend(bytes(note.number - len(content)))
        return
    end = note.number + len(note.data)
    if end > len(content):
        content.extend(bytes(end - len(content)))
    content[note.number : end] = note.data


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> list[Note]:
    """All that a painting program did until it was killed."""
    folder = tmp_path_factory.mktemp("powercut")
    library, log, work = folder / "powercut.so", folder / "notes", folder / "work"
    work.mkdir()
    build = [
        "cc",
        "-shared",
        "-fPIC",
        "-O1",
        "-o",
        str(library),
        str(HERE / "powercut.c"),
        "-ldl",
        "-lpthread",
    ]
    subprocess.run(build, check=True)
    environment = {
        **os.environ,
        "LD_PRELOAD": str(library),
        "POWERCUT_FOLDER": str(work),
        "POWERCUT_LOG": str(log),
    }
    command = [sys.executable, "-m", "tests.crash.child", str(work), "7"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        began = None
        for line in child.stdout:
            if line == "ready\n":
                began = time.monotonic()
            if began is not None and time.monotonic() - began > SECONDS:
                break
        assert began is not None
        child.kill()
    return list(_read(log.read_bytes()))


def _read(data: bytes) -> Iterator[Note]:
    at = 0
    while at + 3 <= len(data):
        kind, size = chr(data[at]), struct.unpack_from("<H", data, at + 1)[0]
        path = data[at + 3 : at + 3 + size].decode()
        number, length = struct.unpack_from("<qI", data, at + 3 + size)
        start = at + 15 + size
        if start + length > len(data):
            return  # the last note was cut by the kill
        yield Note(kind, path, number, data[start : start + length])
        at = start + length


def disk(notes: list[Note]) -> tuple[dict[str, File], list[str]]:
    """The files after these notes, and what the program had said."""
    files: dict[str, File] = {}
    said = b""
    for note in notes:
        match note.kind:
            case "S":
                said += note.data
            case "F":
                files.setdefault(note.path, File()).sync()
            case "U":
                files.pop(note.path, None)
            case "R":
                files[note.data.decode()] = files.pop(note.path)
            case _:
                files.setdefault(note.path, File()).pending.append(note)
    return files, said.decode().splitlines()


def test_the_notes_are_complete(notes: list[Note]) -> None:
    kinds = {note.kind for note in notes}
    assert {"W", "F", "S"} <= kinds
    _files, said = disk(notes)
    assert sum(line.startswith("kept") for line in said) > 5


def test_a_power_cut_loses_nothing_that_was_kept(notes: list[Note], tmp_path: Path) -> None:
    rand = random.Random(11)
    places = [place for place, note in enumerate(notes) if note.kind in "WFTR"]
    looked_at = 0
    for cut in range(CUTS):
        files, said = disk(notes[: rand.choice(places) + 1])
        kept = [int(line.split()[1]) for line in said if line.startswith("kept ")]
        if not kept:
            continue
        looked_at += 1
        name = [line[5:] for line in said if line.startswith("file ")][-1]
        folder = tmp_path / str(cut)
        folder.mkdir()
        for path, file in files.items():
            if not path.endswith("-shm"):
                (folder / Path(path).name).write_bytes(file.after_cut(rand))
        done = [line.split()[2] for line in said if line.startswith("did ")]
        native = open_native(folder / Path(name).name)
        assert native.restored.notes == ()
        found = digest(native.restored.record.document)
        assert found in done[kept[-1] :]
        history = History.restored(native.restored.record)
        history.go_to(0)
        history.close()
        native.close()
        shutil.rmtree(folder)
    assert looked_at > CUTS // 2
