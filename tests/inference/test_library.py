"""Scanning with a memory: nothing is opened twice, nothing is raised, damage is made good."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from inference.errors import Sentence
from inference.library import (
    Catalogue,
    Index,
    default_index,
    digest_pieces,
    digests,
    remembered,
    scan_library,
    scan_pieces,
    short_digest,
)
from inference.library.index import Row
from inference.models import ModelInfo, Part
from inference.models.scanning import look
from tests.inference.headers import (
    FLUX_INDEX,
    FLUX_TRANSFORMER,
    SD15,
    SDXL,
    SDXL_INDEX,
    SDXL_UNET,
    write_component,
    write_folder,
    write_header,
)

LORA = {
    "lora_unet_down_blocks_0_attentions_0_proj_in.lora_down.weight": [4, 320],
    "lora_unet_down_blocks_0_attentions_0_proj_in.lora_up.weight": [320, 4],
}


@pytest.fixture
def index(tmp_path: Path) -> Index:
    return Index(tmp_path / "cache" / "models.sqlite")


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """Two checkpoints, a model folder, a ControlNet folder, a LoRA, a pickle, a broken and a foreign file."""
    folder = tmp_path / "models"
    folder.mkdir()
    write_header(folder / "beta.safetensors", SD15)
    write_header(folder / "Alpha.safetensors", SDXL)
    write_folder(folder / "gamma", SDXL_INDEX, SDXL_UNET)
    write_component(folder / "control", {"_class_name": "ControlNetModel"})
    write_header(folder / "ink.safetensors", LORA, metadata={"modelspec.trigger_phrase": "ink"})
    (folder / "old.ckpt").write_bytes(b"\x80")
    (folder / "broken.safetensors").write_bytes(b"")
    write_header(folder / "other.safetensors", {"something.else": [3]})
    return folder


class Opened:
    """The files below a folder that were opened."""

    def __init__(self, folder: Path) -> None:
        self.folder = str(folder)
        self.paths: list[str] = []

    def hear(self, event: str, arguments: tuple[object, ...]) -> None:
        if event == "open" and isinstance(arguments[0], str) and arguments[0].startswith(self.folder):
            self.paths.append(arguments[0])


_HEARING: list[Opened] = []
_HOOKED: list[bool] = []


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    for one in _HEARING:
        one.hear(event, arguments)


@pytest.fixture
def opened(models: Path) -> Iterator[Opened]:
    """Counts by the interpreter's own audit events, so no way of opening a file is missed."""
    if not _HOOKED:  # hooks cannot be taken off again
        sys.addaudithook(_hook)
        _HOOKED.append(True)
    counter = Opened(models)
    _HEARING.append(counter)
    yield counter
    _HEARING.remove(counter)


def test_finds_models_parts_and_problems(models: Path, index: Index) -> None:
    found = scan_library([models, models / "missing"], index)
    assert [model.name for model in found.models] == ["Alpha", "beta", "gamma"]
    assert [(part.name, part.kind) for part in found.parts] == [("control", "controlnet"), ("ink", "lora")]
    assert [path.name for path, _ in found.problems] == ["broken.safetensors", "old.ckpt"]
    assert found.whole


def test_second_scan_opens_nothing_and_finds_the_same(models: Path, index: Index, opened: Opened) -> None:
    first = scan_library([models], index)
    assert len(opened.paths) > 5
    opened.paths.clear()
    again = scan_library([models], Index(index.path))
    assert opened.paths == []
    assert again == first
    assert [part.words for part in again.parts] == [(), ("ink",)]
    assert [type(why) for _, why in again.problems] == [Sentence, Sentence]
    assert [(why.template, why.values) for _, why in again.problems] == [
        (why.template, why.values) for _, why in first.problems
    ]


def test_what_was_found_is_remembered_without_a_scan(models: Path, index: Index, opened: Opened) -> None:
    found = scan_library([models], index)
    opened.paths.clear()
    again = remembered(Index(index.path))
    assert (again.models, again.parts, again.problems) == (found.models, found.parts, found.problems)
    assert opened.paths == []
    assert remembered(Index(index.path.parent / "none.sqlite")) == Catalogue(whole=False)


def test_two_thousand_files_are_opened_once(models: Path, index: Index, opened: Opened) -> None:
    for number in range(2000):
        write_header(models / f"lora-{number}.safetensors", LORA)
    opened.paths.clear()
    assert len(scan_library([models], index).parts) == 2002
    assert len(opened.paths) >= 2000
    opened.paths.clear()
    assert len(scan_library([models], index).parts) == 2002
    assert opened.paths == []


def test_only_what_changed_is_opened(models: Path, index: Index, opened: Opened) -> None:
    scan_library([models], index)
    write_header(models / "beta.safetensors", SDXL)
    write_header(models / "new.safetensors", SD15)
    (models / "Alpha.safetensors").unlink()
    opened.paths.clear()
    found = scan_library([models], index)
    assert {Path(path).name for path in opened.paths} == {"beta.safetensors", "new.safetensors"}
    assert [(model.name, model.family) for model in found.models] == [
        ("beta", "sdxl"),
        ("gamma", "sdxl"),
        ("new", "sd15"),
    ]
    assert str(models / "Alpha.safetensors") not in index.load()


def test_a_change_inside_a_model_folder_is_seen(models: Path, index: Index) -> None:
    assert scan_library([models], index).models[2].name == "gamma"
    (models / "gamma" / "vae" / "diffusion_pytorch_model.safetensors").unlink()
    found = scan_library([models], index)
    assert [model.name for model in found.models] == ["Alpha", "beta"]
    assert any("vae has no .safetensors" in why for _, why in found.problems)


def test_same_size_and_another_time_is_a_change(models: Path, index: Index, opened: Opened) -> None:
    scan_library([models], index)
    path = models / "beta.safetensors"
    os.utime(path, ns=(1, path.stat().st_mtime_ns + 1))
    opened.paths.clear()
    scan_library([models], index)
    assert opened.paths == [str(path)]


def test_pieces_grow_and_may_be_dropped(models: Path, index: Index) -> None:
    pieces = list(scan_pieces([models], index, seconds=0))
    assert [piece.whole for piece in pieces] == [False] * (len(pieces) - 1) + [True]
    sizes = [len(piece.models) + len(piece.parts) + len(piece.problems) for piece in pieces]
    assert sizes == sorted(sizes)
    assert sizes[0] <= 1
    other = Index(index.path.parent / "other.sqlite")
    started = scan_pieces([models], other, seconds=0)
    for _ in range(3):
        next(started)
    del started
    assert len(other.load()) == 3  # what was learned is kept


def test_a_scan_can_be_stopped(models: Path, index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[Catalogue] = []
    monkeypatch.setattr(
        "inference.library.scan.scan_pieces", lambda folders, index: scan_pieces(folders, index, 0.0)
    )
    found = scan_library([models], index, heard.append, lambda: len(heard) == 2)
    assert not found.whole
    assert found == heard[-1]


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_loops_of_links_and_names_that_repeat(models: Path, index: Index) -> None:
    (models / "loop").symlink_to(models, target_is_directory=True)
    (models / "again.safetensors").symlink_to(models / "beta.safetensors")
    (models / "dangling.safetensors").symlink_to(models / "nowhere")
    (models / "itself.safetensors").symlink_to(models / "itself.safetensors")
    found = scan_library([models, models / "loop", models], index)
    assert [model.family for model in found.models] == ["sdxl", "sd15", "sdxl"]
    assert {"dangling.safetensors", "itself.safetensors"} <= {path.name for path, _ in found.problems}


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is closed to root")
def test_folders_and_files_that_are_closed(models: Path, index: Index) -> None:
    closed = models / "closed"
    closed.mkdir(mode=0)
    path = models / "beta.safetensors"
    path.chmod(0)
    found = scan_library([models], index)
    assert {closed, path} <= {where for where, _ in found.problems}
    closed.chmod(0o700)
    path.chmod(0o600)
    assert "beta" in [model.name for model in scan_library([models], index).models]


def test_what_cannot_be_read_is_tried_again(
    models: Path, index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(path: Path) -> ModelInfo | Part:
        with monkeypatch.context() as patch:
            patch.setattr("inference.models.scanning.look_file", _refuse)
            return look(path)

    with monkeypatch.context() as patch:
        patch.setattr("inference.library.scan.look", fails)
        assert len(scan_library([models], index).problems) >= 4
    assert len(scan_library([models], index).problems) == 2


def _refuse(path: Path) -> ModelInfo:
    raise PermissionError(13, "Permission denied")


def test_folders_that_vanish_while_they_are_scanned(models: Path, index: Index) -> None:
    (models / "zone").mkdir()
    write_header(models / "zone" / "late.safetensors", SD15)
    pieces = scan_pieces([models], index, seconds=0)
    next(pieces)
    (models / "zone" / "late.safetensors").unlink()
    (models / "zone").rmdir()
    (models / "ink.safetensors").unlink()
    assert "late" not in [model.name for model in list(pieces)[-1].models]


@pytest.mark.skipif(sys.platform != "linux", reason="names that are no text exist there only")
def test_names_that_are_no_text(models: Path, index: Index) -> None:
    write_header(Path(os.fsdecode(os.fsencode(models) + b"/\xff.safetensors")), SD15)
    assert len(scan_library([models], index).models) == 4
    assert len(scan_library([models], index).models) == 4
    assert len(index.load()) == 8


DAMAGE = {
    "text": b"this is no database",
    "empty": b"",
    "header only": b"SQLite format 3\0" + bytes(84),
    "noise": bytes(range(256)) * 64,
}


@pytest.mark.parametrize("case", DAMAGE)
def test_a_damaged_index_is_made_anew(models: Path, index: Index, case: str) -> None:
    first = scan_library([models], index)
    index.path.write_bytes(DAMAGE[case])
    assert scan_library([models], index) == first
    assert len(index.load()) == 8


@pytest.mark.parametrize(
    "change",
    [
        "DROP TABLE files",
        "UPDATE files SET told = 'x'",
        "UPDATE files SET told = '{}'",
        "UPDATE files SET told = replace(told, 'sd15', 'sd99')",
        "UPDATE files SET told = replace(told, '{name}', '{nobody}')",
        "ALTER TABLE files RENAME COLUMN stamp TO stump",
        "PRAGMA user_version = 999",
    ],
)
def test_an_index_that_is_not_ours_is_made_anew(models: Path, index: Index, change: str) -> None:
    first = scan_library([models], index)
    database = sqlite3.connect(index.path)
    with database:
        database.execute(change)
    database.close()
    scan_library([models], index)
    assert scan_library([models], index) == first
    assert len(index.load()) == 8


def test_without_a_place_for_the_index(models: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    nowhere = Index(tmp_path / "file" / "models.sqlite")
    assert len(scan_library([models], nowhere).models) == 3
    folder = tmp_path / "folder"
    folder.mkdir()
    assert len(scan_library([models], Index(folder)).models) == 3


def test_an_index_in_use_is_done_without(models: Path, index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    first = scan_library([models], index)
    monkeypatch.setattr("inference.library.index.WAIT", 0.0)
    write_header(models / "new.safetensors", SD15)
    other = sqlite3.connect(index.path)
    other.execute("BEGIN EXCLUSIVE")
    assert len(scan_library([models], index).models) == 4
    other.rollback()
    other.close()
    assert len(index.load()) == 8  # still there, without the new one
    assert set(first.models) < set(scan_library([models], index).models)


def test_rows_keep_every_field(tmp_path: Path, index: Index) -> None:
    model = dataclasses.replace(
        look_model(tmp_path),
        speed="lcm",
        edition="dev",
        precision="4-bit",
        quantisation="Q4_K_M",
        needs=("vae",),
    )
    part = Part(
        tmp_path / "b",
        "b",
        "lora",
        ("flux", "sd3"),
        7,
        format="kohya",
        words=("ä", "b"),
        foreign="x",
        scale=2,
        unusable=Sentence("'{name}' is odd.", name="b"),
    )
    index.save({"/a": Row("1:2", model, "ff"), str(part.path): Row("3:4", part)})
    rows = index.load()
    assert rows["/a"] == Row("1:2", dataclasses.replace(model, path=Path("/a")), "ff")
    assert rows[str(part.path)].told == part
    kept = rows[str(part.path)].told
    assert isinstance(kept, Part)
    assert kept.unusable == "'b' is odd."


def look_model(tmp_path: Path) -> ModelInfo:
    found = look(write_folder(tmp_path / "m", FLUX_INDEX, FLUX_TRANSFORMER))
    assert isinstance(found, ModelInfo)
    return found


def test_default_index_lies_with_what_can_be_made_again() -> None:
    assert default_index().name == "models.sqlite"
    assert "scumble" in str(default_index())


# --- hashes ---------------------------------------------------------------------------------------------


def test_hashes_are_computed_once_and_kept(models: Path, index: Index, opened: Opened) -> None:
    found = scan_library([models], index)
    paths = [one.path for one in (*found.models, *found.parts)]
    hashed = {path: sha256 for path, sha256 in digest_pieces(paths, index) if sha256}
    assert {path.name for path in hashed} == {"Alpha.safetensors", "beta.safetensors", "ink.safetensors"}
    for path, sha256 in hashed.items():
        assert sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
        assert short_digest(sha256) == sha256[:10]
    assert digests(index) == hashed
    opened.paths.clear()
    assert list(digest_pieces(paths, index)) == []
    scan_library([models], index)
    assert opened.paths == []
    assert digests(index) == hashed  # a scan does not lose them


def test_a_changed_file_is_hashed_again(models: Path, index: Index) -> None:
    found = scan_library([models], index)
    paths = [model.path for model in found.models]
    old = dict(digest_pieces(paths, index))
    write_header(models / "beta.safetensors", SDXL)
    assert list(digest_pieces(paths, index)) == []  # not until it was looked at again
    scan_library([models], index)
    fresh = dict(digest_pieces(paths, index))
    assert list(fresh) == [models / "beta.safetensors"]
    assert fresh[models / "beta.safetensors"] != old[models / "beta.safetensors"]


def test_hashing_pauses_and_may_be_dropped(models: Path, index: Index) -> None:
    big = models / "beta.safetensors"
    with big.open("ab") as file:
        file.truncate(5 << 20)
    scan_library([models], index)
    pieces = digest_pieces([big], index, seconds=0)
    assert [next(pieces) for _ in range(4)] == [(big, "")] * 4
    del pieces
    assert digests(index) == {}
    finished = list(digest_pieces([big], index, seconds=0))
    assert finished[-1] == (big, hashlib.sha256(big.read_bytes()).hexdigest())


def test_files_that_change_or_vanish_while_they_are_hashed(models: Path, index: Index) -> None:
    big = models / "beta.safetensors"
    with big.open("ab") as file:
        file.truncate(3 << 20)
    scan_library([models], index)
    pieces = digest_pieces([big, models / "ink.safetensors"], index, seconds=0)
    next(pieces)
    with big.open("ab") as file:
        file.write(b"more")
    (models / "ink.safetensors").unlink()
    assert all(sha256 == "" for _, sha256 in pieces)
    assert digests(index) == {}
