"""The brush library: finding, favourites, changing, and files that are bad or cannot be written."""

from __future__ import annotations

import errno
import os
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from canvas.brush.entry import GROUPS, BrushEntry, clean_text, is_id, slug
from canvas.brush.library import LAST_USED, Library
from canvas.brush.preset import Brush, Mode
from canvas.brush.tip import Tip
from canvas.brush_files import ENDING
from canvas.brush_files.shipped import read_shipped
from canvas.errors import EditError, FormatError


def entry(name: str, title: str, group: str = "ink", *tags: str) -> BrushEntry:
    return BrushEntry(name, title, Brush(name, size=10.0), group, tags)


SHIPPED = (
    entry("hb", "HB pencil", "pencil", "sketch", "line"),
    entry("pen", "Dip pen", "ink", "line"),
    entry("flat", "Flat bristle", "oil"),
)


def library(folder: Path) -> Library:
    return Library(folder / "brushes", SHIPPED)


def titles(entries: tuple[BrushEntry, ...]) -> list[str]:
    return [one.title for one in entries]


def test_a_folder_that_is_not_there_is_an_empty_one(tmp_path: Path) -> None:
    shelf = library(tmp_path)
    assert titles(shelf.entries) == ["HB pencil", "Dip pen", "Flat bristle"]
    assert shelf.groups == ("pencil", "ink", "oil")
    assert shelf.tags == ("line", "sketch")
    assert not shelf.notes
    assert not (tmp_path / "brushes").exists()


def test_search(tmp_path: Path) -> None:
    shelf = library(tmp_path)
    shelf.add(entry("x", "My pencil pen", "own", "wet"))
    assert titles(shelf.search("PEN")) == ["HB pencil", "Dip pen", "My pencil pen"]
    assert titles(shelf.search("pen line")) == ["HB pencil", "Dip pen"]
    assert titles(shelf.search("my p")) == ["My pencil pen"]
    assert titles(shelf.search("", group="oil")) == ["Flat bristle"]
    assert titles(shelf.search("", tag="line")) == ["HB pencil", "Dip pen"]
    assert titles(shelf.search("nothing")) == []
    assert titles(shelf.search("dip")) == ["Dip pen"]
    local = {"hb": "Bleistift", "pen": "Stahlfeder"}
    assert titles(shelf.search("blei", shown=lambda one: [local.get(one.id, one.title)])) == ["HB pencil"]


def test_what_begins_with_the_words_comes_first(tmp_path: Path) -> None:
    shelf = Library(tmp_path, (entry("a", "Soft pen"), entry("b", "Pen")))
    assert titles(shelf.search("pen")) == ["Pen", "Soft pen"]


def test_own_brushes_come_back_as_they_were(tmp_path: Path) -> None:
    picture = np.arange(12, dtype=np.uint8).reshape(3, 4)
    made = replace(entry("any", "Täst — brush", "Mine", "a", "b"), source="Me", licence="CC0-1.0")
    made = replace(made, brush=replace(made.brush, tip=Tip("t", (picture,)), mode=Mode.SMUDGE))
    kept = library(tmp_path).add(made)
    assert kept.own
    assert kept.id == kept.brush.name == "t-st-brush"
    shelf = library(tmp_path)
    found = shelf.find(kept.id)
    assert found is not None
    assert found.brush.tip is not None
    assert np.array_equal(found.brush.tip.images[0], picture)
    stripped = [replace(one, brush=replace(one.brush, tip=None)) for one in (found, kept)]
    assert stripped[0] == stripped[1]
    assert shelf.groups == ("pencil", "ink", "oil", "Mine")


def test_ids_are_free_even_of_files_that_cannot_be_read(tmp_path: Path) -> None:
    folder = tmp_path / "brushes"
    folder.mkdir()
    (folder / f"pen-2{ENDING}").write_bytes(b"broken")
    shelf = library(tmp_path)
    assert shelf.add(entry("x", "Pen")).id == "pen-3"
    assert (folder / f"pen-2{ENDING}").read_bytes() == b"broken"


def test_a_shipped_brush_is_changed_and_reset(tmp_path: Path) -> None:
    shelf = library(tmp_path)
    assert not shelf.is_changed("pen")
    shelf.save(replace(SHIPPED[1], brush=Brush("ignored", size=99.0)))
    for one in (shelf, library(tmp_path)):
        changed = one.find("pen")
        assert changed is not None
        assert (changed.brush.size, changed.brush.name, changed.own) == (99.0, "pen", True)
        assert one.is_changed("pen")
        assert titles(one.entries) == ["HB pencil", "Dip pen", "Flat bristle"]  # it keeps its place
    assert shelf.reset("pen") == SHIPPED[1]
    assert not shelf.is_changed("pen")
    assert library(tmp_path).find("pen") == SHIPPED[1]
    assert shelf.reset("pen") == SHIPPED[1]  # once more is no harm


def test_rename_duplicate_delete_and_bring_back(tmp_path: Path) -> None:
    shelf = library(tmp_path)
    copy = shelf.duplicate("pen", "Pen copy")
    assert copy.group == "ink"
    assert shelf.rename(copy.id, "  Better\tname ").title == "Better name"
    assert shelf.delete(copy.id).title == "Better name"
    assert library(tmp_path).find(copy.id) is None
    shelf.save(replace(copy, title="Back"))
    found = library(tmp_path).find(copy.id)
    assert found is not None
    assert found.title == "Back"


def test_what_cannot_be_done_is_said(tmp_path: Path) -> None:
    shelf = library(tmp_path)
    own = shelf.add(entry("x", "Mine"))
    for deed in (
        lambda: shelf.delete("pen"),
        lambda: shelf.rename("pen", "Other"),
        lambda: shelf.rename(own.id, " \n"),
        lambda: shelf.reset(own.id),
        lambda: shelf.delete("missing"),
        lambda: shelf.use("missing"),
        lambda: shelf.set_favourite("missing"),
        lambda: shelf.duplicate("missing", "Copy"),
    ):
        with pytest.raises(EditError):
            deed()


def test_favourites_and_last_used(tmp_path: Path) -> None:
    shelf = library(tmp_path)
    own = [shelf.add(entry("x", f"Brush {at}")).id for at in range(LAST_USED + 2)]
    for name in ("flat", "hb"):
        shelf.set_favourite(name)
    shelf.set_favourite("flat")  # again: it keeps its place
    for name in [*own, "pen", own[-1]]:
        shelf.use(name)
    shelf.save_state()
    again = library(tmp_path)
    for one in (shelf, again):
        assert [brush.id for brush in one.favourites] == ["flat", "hb"]
        assert [brush.id for brush in one.recent][:3] == [own[-1], "pen", own[-2]]
        assert len(one.recent) == LAST_USED
    again.set_favourite("flat", False)
    assert not again.is_favourite("flat")
    again.delete(own[-1])
    assert own[-1] not in [brush.id for brush in again.recent]


def test_an_unchanged_state_is_not_written(tmp_path: Path) -> None:
    shelf = library(tmp_path)
    shelf.save_state()
    assert not (tmp_path / "brushes").exists()


def test_bad_files_are_told_and_left_alone(tmp_path: Path) -> None:
    shelf = library(tmp_path)
    good = shelf.add(entry("x", "Good"))
    folder = tmp_path / "brushes"
    bad = {f"a{ENDING}": b"\xff\x00", f"b{ENDING}": b"{}", f"Bad Name{ENDING}": b"", "library.json": b"[1"}
    for name, data in bad.items():
        (folder / name).write_bytes(data)
    (folder / "notes.txt").write_bytes(b"not ours")
    shelf = library(tmp_path)
    assert shelf.find(good.id) is not None
    assert len(shelf.notes) == 4
    assert any("“a.scumblebrush” was left out" in note for note in shelf.notes)
    assert any("favourite brushes could not be read" in note for note in shelf.notes)
    assert {name: (folder / name).read_bytes() for name in bad} == bad


def test_a_file_whose_name_is_no_id_is_told(tmp_path: Path) -> None:
    shelf = library(tmp_path)
    kept = shelf.add(entry("x", "Good"))
    path = tmp_path / "brushes" / f"{kept.id}{ENDING}"
    path.rename(path.with_name(f"Not An Id{ENDING}"))
    assert any("Not An Id" in note for note in library(tmp_path).notes)


def test_a_bad_file_is_set_aside_before_another_takes_its_place(tmp_path: Path) -> None:
    folder = tmp_path / "brushes"
    folder.mkdir()
    (folder / f"pen{ENDING}").write_bytes(b"precious")
    (folder / "library.json").write_bytes(b"precious too")
    shelf = library(tmp_path)
    shelf.save(SHIPPED[1])
    shelf.use("pen")
    shelf.save_state()
    assert (folder / f"pen{ENDING}.bad").read_bytes() == b"precious"
    assert (folder / "library.json.bad").read_bytes() == b"precious too"
    assert not library(tmp_path).notes


def test_nothing_changes_where_the_system_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = library(tmp_path)
    own = shelf.add(entry("x", "Mine"))

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FormatError, match="disk is full"):
        shelf.rename(own.id, "Other")
    with pytest.raises(FormatError, match="disk is full"):
        shelf.save(replace(SHIPPED[0], brush=Brush(size=3.0)))
    with pytest.raises(FormatError, match="disk is full"):
        shelf.add_all([entry("y", "One"), entry("z", "Two")])
    monkeypatch.undo()
    for one in (shelf, library(tmp_path)):
        assert titles(one.entries) == ["HB pencil", "Dip pen", "Mine", "Flat bristle"]
        assert not one.is_changed("hb")


def test_a_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "brushes").write_bytes(b"")
    shelf = library(tmp_path)
    assert len(shelf.notes) >= 1
    with pytest.raises(FormatError, match="could not be saved"):
        shelf.add(entry("x", "Mine"))


def test_slugs_and_names() -> None:
    assert slug("Soft 4B pencil!") == "soft-4b-pencil"
    assert slug("毛笔") == "brush"
    assert all(is_id(slug(text)) for text in ("-", "", "a" * 200, "../../etc", "CON: 1", "日本"))
    assert not any(is_id(text) for text in ("", "-a", "A", "a/b", "a.b", "é", "a" * 65))
    assert clean_text(" a\n\tb\x00 ") == "a b"


# --- the shipped set --------------------------------------------------------------------------------------

OLDEST = {
    "pencil", "ink", "soft-round", "hard-round", "airbrush", "marker", "dry-brush", "glaze", "soft-eraser",
    "hard-eraser", "fine-eraser", "dry-eraser",
}  # fmt: skip  # ids that settings of earlier versions may hold


def test_the_shipped_set() -> None:
    shipped = read_shipped(files("resources") / "brushes")
    ids = [one.id for one in shipped]
    assert len(set(ids)) == len(ids)
    assert sum(not one.brush.eraser for one in shipped) == 40
    assert set(ids) >= OLDEST
    assert {one.group for one in shipped} == set(GROUPS) - {"own"}
    assert [GROUPS.index(one.group) for one in shipped] == sorted(GROUPS.index(one.group) for one in shipped)
    for one in shipped:
        assert is_id(one.id)
        assert one.brush.name == one.id
        assert one.tags, one.id
        assert 3 <= one.brush.size <= 300, one.id
        assert (one.group == "eraser") == one.brush.eraser, one.id
        assert (one.group == "blender") == (one.brush.mode is not Mode.PAINT), one.id


def test_what_is_taken_from_others_is_credited() -> None:
    credits = (files("resources") / "brushes" / "CREDITS.md").read_text(encoding="utf-8")
    for one in read_shipped(files("resources") / "brushes"):
        if one.source:
            assert one.licence == "CC0-1.0", one.id
            assert one.title in credits, one.id
