"""Settings: each has its type, default and range, whatever the file says; the dialog is made from them."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QCheckBox, QLineEdit, QSpinBox
from pytestqt.qtbot import QtBot

from app.dialogs import SettingsDialog
from app.settings import SETTINGS, Setting, Settings


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.ini"


def opened(file: Path) -> Settings:
    return Settings(QSettings(str(file), QSettings.Format.IniFormat))


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.id)
def test_a_new_file_gives_the_defaults(setting: Setting, file: Path) -> None:
    value = opened(file).get(setting.id)
    assert value == setting.default
    assert type(value) is setting.kind


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.id)
def test_what_is_set_is_there_at_the_next_start(setting: Setting, file: Path) -> None:
    value = {bool: not setting.default, int: int(setting.minimum) + 1, str: "a;b, ü “x”\nline"}[setting.kind]
    store = QSettings(str(file), QSettings.Format.IniFormat)
    Settings(store).set(setting.id, value)
    store.sync()
    assert opened(file).get(setting.id) == value


@pytest.mark.parametrize("junk", ["banana", "", "1e999", "nan", "12.5"])
@pytest.mark.parametrize("setting", [setting for setting in SETTINGS if setting.kind is not str])
def test_a_value_that_makes_no_sense_gives_the_default(setting: Setting, junk: str, file: Path) -> None:
    store = QSettings(str(file), QSettings.Format.IniFormat)
    store.setValue(setting.id, junk)
    store.sync()
    assert opened(file).get(setting.id) == setting.default


def test_numbers_stay_in_their_range(file: Path) -> None:
    settings = opened(file)
    for setting in SETTINGS:
        if setting.kind is int:
            settings.set(setting.id, 10**9)
            assert settings.get(setting.id) == setting.maximum
            settings.set(setting.id, -(10**9))
            assert settings.get(setting.id) == setting.minimum


def test_a_change_is_told(file: Path) -> None:
    settings, told = opened(file), []
    settings.changed.connect(told.append)
    settings.set("worker/timeout_s", 60)
    assert told == ["worker/timeout_s"]


def test_an_unknown_setting_is_a_mistake(file: Path) -> None:
    with pytest.raises(KeyError):
        opened(file).get("no/such")


def test_the_dialog_has_a_field_for_every_shown_setting(qtbot: QtBot, file: Path) -> None:
    settings = opened(file)
    dialog = SettingsDialog(None, settings)  # type: ignore[arg-type]
    qtbot.addWidget(dialog)
    fields = [*dialog.findChildren(QCheckBox), *dialog.findChildren(QSpinBox)]
    lines = [line for line in dialog.findChildren(QLineEdit) if not isinstance(line.parent(), QSpinBox)]
    assert len(fields) + len(lines) == sum(setting.shown for setting in SETTINGS)

    before = {setting.id: settings.get(setting.id) for setting in SETTINGS}
    told: list[str] = []
    settings.changed.connect(told.append)
    dialog.accept()
    assert not told
    assert {setting.id: settings.get(setting.id) for setting in SETTINGS} == before

    for field in fields:
        if isinstance(field, QCheckBox):
            field.toggle()
    lines[0].setText("/models")
    dialog.accept()
    switches = {
        "pen/hold_inference", "view/smooth_above_100", "brush/pressed_outline", "engine/fast", "engine/8bit",
    }  # fmt: skip
    assert set(told) == {*switches, "models/folders"}
    assert settings.get("models/folders") == "/models"
    assert settings.get("pen/hold_inference") is False
