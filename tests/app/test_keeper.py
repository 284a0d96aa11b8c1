"""The keeper's own thread: files get smaller while they are open, and edits never wait for that."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.compute import Compute
from app.file_lock import FileLock
from app.keeper import Keeper
from app.kept_file import PIECE
from app.native_files import holds_nothing, left_over, open_native
from app.session import Session
from canvas.document import Document
from canvas.errors import FormatError
from canvas.formats.native.generations import Generation, Painted
from canvas.formats.native.journal import Journal
from canvas.layer import Layer
from canvas.tile import ONE, Tile, Tiles


def noise(seed: int, side: int) -> Tiles:
    """Paint that does not get smaller when it is packed."""
    rng = np.random.default_rng(seed)
    return {
        (column, row): Tile(rng.integers(0, ONE + 1, (4, 64, 64)).astype(np.uint16))
        for column in range(side)
        for row in range(side)
    }


@pytest.fixture
def compute() -> Iterator[Compute]:
    compute = Compute()
    yield compute
    assert compute.close(30)


@pytest.fixture
def kept(qtbot: QtBot, compute: Compute, tmp_path: Path) -> Iterator[tuple[Session, Keeper]]:
    layer = Layer("Paint", id="paint")
    session = Session(Document(1024, 1024, (layer,), "paint"), compute)
    keeper = Keeper(session, tmp_path / "kept.scumble", temporary=False)
    yield session, keeper
    keeper.close().result(30)
    session.close()


def paint(session: Session, keeper: Keeper, seed: int, side: int) -> None:
    tiles = noise(seed, side)
    session.do("Paint", lambda document: document.changing("paint", tiles=tiles))
    session.snapshot().result(30)
    assert keeper.flushed().result(30)


def size(path: Path) -> int:
    """Of the file, once all in it is in it."""
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    database.close()
    return path.stat().st_size


def test_room_that_nothing_needs_any_more_is_given_back_while_the_file_is_open(
    kept: tuple[Session, Keeper],
) -> None:
    session, keeper = kept
    paint(session, keeper, 1, 16)  # 8 MB
    large = size(keeper.path)
    session.undo()
    session.do("Rename", lambda document: document.changing("paint", name="Other"))
    session.snapshot().result(30)
    assert keeper.flushed().result(30)
    assert size(keeper.path) == large
    keeper.compact(slack=0)
    for _ in range(2 * large // PIECE):
        keeper.flushed().result(30)
    assert size(keeper.path) < large // 10
    with sqlite3.connect(keeper.path) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    database.close()


def test_an_edit_comes_before_the_next_piece(
    kept: tuple[Session, Keeper], monkeypatch: pytest.MonkeyPatch
) -> None:
    session, keeper = kept
    paint(session, keeper, 1, 16)
    session.undo()
    paint(session, keeper, 2, 1)
    order: list[str] = []
    assert keeper.file.journal is not None
    give_back, write = keeper.file.journal.file.give_back, Journal.write

    def giving(nbytes: int) -> None:
        if not order:  # while the first piece is given back, something is painted
            session.do("Paint", lambda document: document.changing("paint", tiles=noise(3, 1)))
            session.snapshot().result(30)
        order.append("piece")
        give_back(nbytes)

    def writing(journal: Journal, record: object) -> None:
        order.append("edit")
        write(journal, record)  # type: ignore[arg-type]

    monkeypatch.setattr(keeper.file.journal.file, "give_back", giving)
    monkeypatch.setattr(Journal, "write", writing)
    keeper.compact(slack=0)
    for _ in range(5):
        keeper.flushed().result(30)
    assert order[:2] == ["piece", "edit"]


def test_a_little_that_is_free_is_left_for_what_comes(kept: tuple[Session, Keeper]) -> None:
    session, keeper = kept
    paint(session, keeper, 1, 4)
    session.undo()
    paint(session, keeper, 2, 1)
    before = size(keeper.path)
    keeper.compact()
    keeper.flushed().result(30)
    assert size(keeper.path) == before


def test_a_result_of_an_untouched_picture_has_the_picture_with_it(kept: tuple[Session, Keeper]) -> None:
    _session, keeper = kept
    made = Generation("2026-01-01T00:00:00+00:00", "{}", b"small")
    added, _ = keeper.add_generation(made, None, Painted(0, 0, b"png"), 1000).result(30)
    assert keeper.painted(added.row).result(30) == Painted(0, 0, b"png")
    keeper.close().result(30)
    native = open_native(keeper.path)
    assert native.restored.record.document.width == 1024
    assert [one.row for one in native.restored.generations] == [added.row]
    native.close()


def test_what_is_asked_of_a_closed_file_is_told(kept: tuple[Session, Keeper]) -> None:
    _session, keeper = kept
    keeper.close().result(30)
    with pytest.raises(FormatError, match="closed meanwhile"):
        keeper.remove_generation(1).result(30)


def test_a_file_that_was_made_but_never_written_is_not_offered(tmp_path: Path) -> None:
    Journal.create(tmp_path / "00001 made.scumble").close()
    (tmp_path / "00002 begun.scumble").touch()
    (tmp_path / "00003 damaged.scumble").write_bytes(b"no database")
    assert [path.name for path in left_over(tmp_path)] == ["00003 damaged.scumble"]
    assert not (tmp_path / "00001 made.scumble").exists()
    assert not holds_nothing(tmp_path / "00003 damaged.scumble")


def test_save_as_leaves_nothing_of_a_recovery_file_behind(
    qtbot: QtBot, compute: Compute, tmp_path: Path
) -> None:
    session = Session(Document(64, 64), compute)
    recovery, path = tmp_path / "recovery" / "kept.scumble", tmp_path / "mine.scumble"
    keeper = Keeper(session, recovery, temporary=True)
    lock = FileLock.taken(path)
    assert lock is not None
    keeper.save_as(path, lock).result(30)
    assert not any(recovery.parent.iterdir())  # nothing was painted yet: the file was made for this
    assert (keeper.path, keeper.temporary) == (path, False)
    keeper.close().result(30)
    session.close()
