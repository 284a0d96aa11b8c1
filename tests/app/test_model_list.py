"""The list of models as the panels see it: filled beside the UI thread, hashed bit by bit."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.model_list import FOLDERS, ModelList
from app.studio import Studio
from tests.inference.headers import SD15, SDXL, write_header

LORA = {"lora_unet_mid_block_attentions_0_proj_in.lora_down.weight": [4, 320]}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder that is looked through, with a model, a LoRA and a pickle."""
    folder = tmp_path / "models"
    folder.mkdir()
    write_header(folder / "dream.safetensors", SD15)
    write_header(folder / "ink.safetensors", LORA)
    (folder / "old.ckpt").write_bytes(b"\x80")
    monkeypatch.setattr("app.model_folders.default_folders", lambda: [folder])
    return folder


@pytest.fixture
def models(studio: Studio, folder: Path, tmp_path: Path) -> ModelList:
    return ModelList(studio, tmp_path / "index.sqlite")


def scan(models: ModelList, qtbot: QtBot) -> None:
    """A scan to its end."""
    with qtbot.waitSignal(models._scanned, check_params_cb=lambda _, piece, __: piece.whole, timeout=20_000):
        models.scan()
    qtbot.waitUntil(lambda: True)


def names(models: ModelList) -> tuple[list[str], list[str], list[str]]:
    return (
        [one.name for one in models.found],
        [one.name for one in models.found_parts],
        [path.name for path, _ in models.problems],
    )


def test_a_scan_finds_models_parts_and_problems(models: ModelList, qtbot: QtBot) -> None:
    with qtbot.waitSignal(models.changed, timeout=20_000):
        models.scan()
    qtbot.waitUntil(lambda: names(models) == (["dream"], ["ink"], ["old.ckpt"]), timeout=20_000)
    assert "pickled" in models.problems[0][1]


def test_what_is_gone_leaves_with_the_next_scan(models: ModelList, folder: Path, qtbot: QtBot) -> None:
    scan(models, qtbot)
    (folder / "dream.safetensors").unlink()
    write_header(folder / "new.safetensors", SDXL)
    scan(models, qtbot)
    assert names(models) == (["new"], ["ink"], ["old.ckpt"])


def test_the_list_fills_while_it_is_scanned(
    models: ModelList, folder: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from inference.library import scan_pieces

    monkeypatch.setattr("app.model_list.scan_pieces", lambda folders, index: scan_pieces(folders, index, 0.0))
    for number in range(5):
        write_header(folder / f"z{number}.safetensors", SDXL)
    lengths: list[int] = []
    models.changed.connect(lambda: lengths.append(len(models.found)))
    scan(models, qtbot)
    assert lengths == sorted(lengths)
    assert len(set(lengths)) >= 5
    assert lengths[-1] == 6


def test_changed_settings_scan_anew(models: ModelList, studio: Studio, tmp_path: Path, qtbot: QtBot) -> None:
    other = tmp_path / "other"
    other.mkdir()
    write_header(other / "far.safetensors", SDXL)
    scan(models, qtbot)
    studio.settings.set(FOLDERS, f" {other} ;; {tmp_path / 'missing'}")
    qtbot.waitUntil(lambda: names(models)[0] == ["dream", "far"], timeout=20_000)


def test_added_ones_stay(models: ModelList, tmp_path: Path, qtbot: QtBot) -> None:
    scan(models, qtbot)
    far, part = tmp_path / "far.safetensors", tmp_path / "pen.safetensors"
    write_header(far, SDXL)
    write_header(part, LORA)
    for add, path in ((models.add, far), (models.add_part, part)):
        with qtbot.waitSignal(models.changed, timeout=20_000):
            add(path)
    assert names(models) == (["dream", "far"], ["ink", "pen"], ["old.ckpt"])
    scan(models, qtbot)
    assert names(models) == (["dream", "far"], ["ink", "pen"], ["old.ckpt"])


@pytest.mark.parametrize(
    ("name", "said"), [("ink", "is a LoRA"), ("nothing", "no model at"), ("old", "pickled")]
)
def test_what_is_no_model_is_told(
    models: ModelList, folder: Path, qtbot: QtBot, name: str, said: str
) -> None:
    path = folder / (f"{name}.ckpt" if name == "old" else f"{name}.safetensors")
    with qtbot.waitSignal(models.told, check_params_cb=lambda text: said in text, timeout=20_000):
        models.add(path)
    assert models.found == []


def test_hashes_come_bit_by_bit_and_are_remembered(
    models: ModelList,
    studio: Studio,
    folder: Path,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("app.model_list.REST_MS", 1)
    scan(models, qtbot)
    models.hash_files()
    wanted = {
        path: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.glob("*.safetensors"))
    }
    qtbot.waitUntil(lambda: models.hashes == wanted, timeout=20_000)
    other = ModelList(studio, tmp_path / "index.sqlite")
    scan(other, qtbot)
    monkeypatch.setattr("app.model_list.digest_pieces", _never)
    other.hash_files()
    qtbot.waitUntil(lambda: other.hashes == wanted, timeout=20_000)


def _never(*_: object) -> list[tuple[Path, str]]:
    return []


def test_a_new_scan_ends_hashing(
    models: ModelList, folder: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.model_list.REST_MS", 1)
    pulled: list[int] = []

    def endless(paths: object, index: object):
        while True:
            pulled.append(1)
            yield folder, ""

    monkeypatch.setattr("app.model_list.digest_pieces", endless)
    scan(models, qtbot)
    models.hash_files()
    qtbot.waitUntil(lambda: len(pulled) > 3, timeout=20_000)
    scan(models, qtbot)
    qtbot.wait(20)
    count = len(pulled)
    qtbot.wait(50)
    assert len(pulled) == count


def test_hashing_waits_until_the_start_is_over(models: ModelList, qtbot: QtBot) -> None:
    scan(models, qtbot)
    later: Callable[[], bool] = models._hash_later.isActive
    assert later()
    assert models.hashes == {}
