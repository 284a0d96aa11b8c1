"""Where models are looked for: the same folders with and without a window, and other programs' on request."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from app import cli_models
from app.engine_tuning import tuned
from app.model_folders import download_folder, named_folders, searched_folders, stored, with_folder
from app.model_manager.installs import Installs
from app.settings import Settings
from app.studio import Studio
from inference.tuning import VARIABLE, Tuning, tuning_of


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The program's own folder."""
    monkeypatch.setattr("app.model_folders.default_folders", lambda: [tmp_path / "own"])
    return tmp_path / "own"


def test_the_settings_folders_come_after_the_program_s_own(own: Path) -> None:
    def get(setting: str) -> str:
        return {"models/folders": " /a ;; ~/b;/a", "models/downloads": ""}[setting]

    assert named_folders(get) == [Path("/a"), Path.home() / "b", Path("/a")]
    assert searched_folders(get) == [own, Path("/a"), Path.home() / "b"]
    assert download_folder(get) == own
    assert with_folder(get, Path("/a")) == get("models/folders")  # it is there
    assert with_folder(get, own) == get("models/folders")
    assert with_folder(get, Path("/c")).endswith(";/c")
    assert download_folder(lambda _: "/d") == Path("/d")


def test_a_command_without_a_window_searches_the_same_folders(
    own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "kept.ini"
    settings = Settings(QSettings(str(file), QSettings.Format.IniFormat))
    settings.set("models/folders", str(tmp_path / "mine"))
    settings._store.sync()
    monkeypatch.setattr("app.settings.window_store", lambda: QSettings(str(file), QSettings.Format.IniFormat))
    searched: list[list[Path]] = []
    monkeypatch.setattr(cli_models, "scan_library", lambda folders, _index: searched.append(list(folders)))
    cli_models.library()
    assert searched == [[own, tmp_path / "mine"]]
    assert searched_folders(stored()) == searched[0]


def test_the_worker_is_told_what_the_settings_allow(studio: Studio) -> None:
    get = studio.settings.get
    assert tuned(get, {"PATH": "/bin"}) == {"PATH": "/bin"}
    studio.settings.set("engine/8bit", True)
    environment = tuned(get, {"PATH": "/bin"})
    assert environment["PATH"] == "/bin"
    assert tuning_of(environment[VARIABLE]) == Tuning(quantise=True)
    studio.settings.set("engine/fast", True)
    assert tuning_of(tuned(get, {})[VARIABLE]) == Tuning(True, True, True)


# --- other programs ---------------------------------------------------------------------------------------


@pytest.fixture
def found(tmp_path: Path) -> list[tuple[str, Path]]:
    folders = [("ComfyUI", tmp_path / "ComfyUI"), ("InvokeAI", tmp_path / "invokeai")]
    for _, folder in folders:
        folder.mkdir()
    return folders


@pytest.fixture
def installs(studio: Studio, qtbot: QtBot, found: list[tuple[str, Path]]) -> Installs:
    widget = Installs(studio, lambda: found)
    qtbot.addWidget(widget)
    widget.look()
    qtbot.waitUntil(lambda: bool(widget.offered()), timeout=5000)
    return widget


def lines(installs: Installs) -> list[str]:
    return [label.text() for label in installs.findChildren(QLabel)]


def test_programs_are_offered_and_used_only_when_asked(
    installs: Installs, studio: Studio, found: list[tuple[str, Path]]
) -> None:
    assert studio.settings.get("models/folders") == ""
    assert [text.split(" has ")[0] for text in lines(installs)] == ["ComfyUI", "InvokeAI"]
    assert not installs.isHidden()
    installs.findChildren(QPushButton)[0].click()
    assert named_folders(studio.settings.get) == [found[0][1]]
    assert [text.split(" has ")[0] for text in lines(installs)] == ["InvokeAI"]


def test_what_is_declined_is_not_offered_again(
    installs: Installs, studio: Studio, qtbot: QtBot, found: list[tuple[str, Path]]
) -> None:
    for _ in found:
        installs.findChildren(QToolButton)[0].click()
    assert installs.isHidden()
    assert studio.settings.get("models/folders") == ""
    again = Installs(studio, lambda: found)
    qtbot.addWidget(again)
    again._take(found)
    assert again.offered() == []


def test_a_link_to_a_searched_folder_is_not_offered(
    studio: Studio, qtbot: QtBot, found: list[tuple[str, Path]], tmp_path: Path
) -> None:
    link = tmp_path / "link"
    link.symlink_to(found[0][1])
    studio.settings.set("models/folders", str(link))
    installs = Installs(studio, lambda: found)
    qtbot.addWidget(installs)
    installs._take(found)
    assert [program for program, _ in installs.offered()] == ["InvokeAI"]
