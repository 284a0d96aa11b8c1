"""Native files of other versions: older ones are brought up to date, later ones are read or refused."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from pathlib import Path

import numpy as np
import pytest

from app.native_files import ReadOnly, open_native
from canvas.composite import flatten8
from canvas.document import Document
from canvas.errors import FormatError
from canvas.formats import open_document, thumbnail_of
from canvas.formats.limits import DEFAULT_LIMITS
from canvas.formats.native import migrations, schema
from canvas.formats.native.journal import Journal
from canvas.formats.native.whole import read_native
from canvas.history import History
from canvas.layer import Layer

FILES = Path(__file__).parents[1] / "files"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A picture as the first version wrote it, with six undo steps and a result of the assistant."""
    return Path(shutil.copy(FILES / "version1.scumble", tmp_path / "old.scumble"))


def version(path: Path) -> int:
    with contextlib.closing(sqlite3.connect(path)) as database:
        return database.execute("PRAGMA user_version").fetchone()[0]


def put(path: Path, *statements: str) -> None:
    with contextlib.closing(sqlite3.connect(path)) as database:
        for statement in statements:
            database.execute(statement)
        database.commit()


def shape(path: Path) -> set[str]:
    """Every table and column."""
    with contextlib.closing(sqlite3.connect(path)) as database:
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        return {
            f"{name}.{column[1]} {column[2]} {column[3]} {column[5]}"
            for name in names
            for column in database.execute(f"PRAGMA table_info({name})")
        }


@pytest.mark.parametrize("before", [1, 2])
def test_a_file_of_an_older_version_opens_with_all_that_it_holds(before: int, tmp_path: Path) -> None:
    old = Path(shutil.copy(FILES / f"version{before}.scumble", tmp_path / "old.scumble"))
    assert version(old) == before
    expected = flatten8(open_document(FILES / "version1.png").document)
    native = open_native(old)
    restored = native.restored
    assert restored.notes == ()
    assert version(old) == schema.VERSION
    assert np.array_equal(flatten8(restored.record.document), expected)
    assert restored.record.document.guides == ()
    (made,) = restored.generations
    assert (made.made, made.nbytes, made.recipe) == ("2026-11-22T20:00:00+00:00", 0, None)
    layer = restored.record.document.node("made")
    assert isinstance(layer, Layer)
    assert layer.recipe is not None
    assert layer.recipe.settings["prompt"] == "harbour"
    history = History.restored(restored.record)
    assert history.labels == ("Brush stroke", "Brush stroke", "Select", "Picture", "Mask", "Brush stroke")
    assert (history.place, history.saved_place) == (5, 5)
    history.go_to(0)
    assert all(not layer.tiles for layer in history.document.sheets()[1:])
    history.go_to(6)
    native.journal.write(history.record())
    painted = flatten8(history.document)
    history.close()
    native.close()
    assert np.array_equal(flatten8(read_native(old, DEFAULT_LIMITS).document), painted)


def test_an_older_file_that_is_brought_up_to_date_is_like_a_new_one(old: Path, tmp_path: Path) -> None:
    schema.upgrade(old)
    schema.connect(tmp_path / "new.scumble", write=True, create=True).close()
    assert shape(old) == shape(tmp_path / "new.scumble")


def test_reading_an_older_file_does_not_touch_it(old: Path) -> None:
    before = old.read_bytes()
    assert read_native(old, DEFAULT_LIMITS).notes == ()
    assert thumbnail_of(old, 50).shape[2] == 4
    assert old.read_bytes() == before
    assert [one.name for one in old.parent.iterdir()] == [old.name]
    assert version(old) == 1


def test_what_a_killed_program_left_beside_a_file_is_read_where_nothing_may_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "left.scumble"
    journal = Journal.create(path)
    journal.write(History(Document(70, 50, (Layer("Kept"),))).record())
    for ending in ("", "-wal"):
        shutil.copy(f"{path}{ending}", tmp_path / f"copy.scumble{ending}")
    journal.close()
    monkeypatch.setattr(os, "access", lambda folder, _mode: Path(folder) != tmp_path)
    assert [
        node.name for node in read_native(tmp_path / "copy.scumble", DEFAULT_LIMITS).document.nodes()
    ] == ["Kept"]
    assert not (tmp_path / "copy.scumble-shm").exists()


def test_a_step_that_fails_leaves_the_file_as_it_was(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(database: sqlite3.Connection) -> None:
        database.execute("CREATE TABLE half (done)")
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, fails))
    monkeypatch.setattr(schema, "VERSION", schema.VERSION + 1)
    before = shape(old)
    with pytest.raises(FormatError):
        open_native(old)
    assert version(old) == 1
    assert shape(old) == before


def test_a_file_of_a_later_version_is_only_read_where_that_says_it_can_be(old: Path) -> None:
    schema.upgrade(old)
    put(old, "PRAGMA user_version = 9")
    before = old.read_bytes()
    with pytest.raises(ReadOnly, match="later version"):
        open_native(old)
    opened = read_native(old, DEFAULT_LIMITS)
    assert [str(note) for note in opened.notes] == [
        "The file was made by a later version of Scumble: some of it may be missing here."
    ]
    assert old.read_bytes() == before


@pytest.mark.parametrize(
    "says", ["UPDATE meta SET value = 7 WHERE key = 'readable_from'", "DELETE FROM meta"]
)
def test_any_other_file_of_a_later_version_is_refused_and_not_touched(old: Path, says: str) -> None:
    schema.upgrade(old)
    put(old, says, "PRAGMA user_version = 9")
    before = old.read_bytes()
    for read in (open_native, open_document):
        with pytest.raises(FormatError, match="Update Scumble"):
            read(old)
    assert old.read_bytes() == before
