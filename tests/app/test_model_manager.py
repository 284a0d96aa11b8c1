"""The Models window, on a hub on loopback."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.model_manager import Downloads, ModelManager
from app.model_manager.catalogue_list import ENTRY, STATE
from app.model_manager.item import Item, State, progress_words, size_words, time_words
from app.studio import Studio
from inference.hub import Entry, Hub, Patience, TokenStore
from tests.inference.hub_server import HubServer, Mood, Page
from tests.inference.test_hub_download import BIG, QUICK
from tests.inference.test_hub_tokens import Ring

LCM = "LCM LoRA for SDXL"
LCM_ID = "latent-consistency/lcm-lora-sdxl"
WEIGHTS = "pytorch_lora_weights.safetensors"
PATIENT = Patience(connect=5.0, stall=20.0, attempts=2, first_wait=0.01)

Open = Callable[..., ModelManager]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[HubServer]:
    for name in ("HF_TOKEN", "HF_ENDPOINT", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    with HubServer() as server:
        server.pages[LCM_ID] = Page({WEIGHTS: BIG})
        yield server


@pytest.fixture
def open_manager(server: HubServer, studio: Studio, tmp_path: Path, qtbot: QtBot) -> Iterator[Open]:
    """`open_manager()` shows the window, with a models folder of its own."""
    opened: list[ModelManager] = []
    studio.settings.set("models/downloads", str(tmp_path / "models"))

    def make(patience: Patience = QUICK, ring: Ring | None = None) -> ModelManager:
        tokens = TokenStore(ring or Ring())
        hub = Hub(server.url, lambda: tokens.read(server.url), patience, margin=0)
        manager = ModelManager(studio, downloads=Downloads(studio, tokens, lambda: hub))
        qtbot.addWidget(manager)
        with qtbot.waitSignal(manager.downloads.looked):
            manager.show()
        opened.append(manager)
        return manager

    yield make
    for manager in opened:
        assert manager.shutdown()


def choose(manager: ModelManager, name: str) -> None:
    (row,) = manager.list.findItems(name, Qt.MatchFlag.MatchExactly)
    manager.list.setCurrentItem(row)


def mark(manager: ModelManager, name: str) -> object:
    (row,) = manager.list.findItems(name, Qt.MatchFlag.MatchExactly)
    return row.data(STATE)


def until(qtbot: QtBot, item: Item, *states: State) -> None:
    qtbot.waitUntil(lambda: item.state in states, timeout=20000)


def shown(manager: ModelManager) -> list[str]:
    rows = [manager.list.item(row) for row in range(manager.list.count())]
    return [row.data(ENTRY).name for row in rows if not row.isHidden() and isinstance(row.data(ENTRY), Entry)]


def test_a_model_of_the_catalogue_is_downloaded(open_manager: Open, qtbot: QtBot, tmp_path: Path) -> None:
    manager = open_manager()
    choose(manager, LCM)
    assert manager.details.title.text() == LCM
    assert manager.details.download.isVisible()
    with qtbot.waitSignal(manager.downloaded, timeout=20000) as got:
        qtbot.mouseClick(manager.details.download, Qt.MouseButton.LeftButton)
    path = tmp_path / "models/loras/lcm-lora-sdxl.safetensors"
    assert got.args == [path]
    assert path.read_bytes() == BIG
    qtbot.waitUntil(lambda: mark(manager, LCM) == "here")
    qtbot.waitUntil(manager.details.show_folder.isVisible)
    assert not manager.details.download.isVisible()
    (item,) = manager.downloads.items
    row = manager.rows.row(item)
    assert row.show_folder.isVisible()
    assert not row.cancel.isVisible()
    qtbot.mouseClick(row.remove, Qt.MouseButton.LeftButton)
    assert path.is_file()
    assert manager.rows.empty.isVisible()


def test_stop_and_go_on(open_manager: Open, server: HubServer, qtbot: QtBot, tmp_path: Path) -> None:
    server.moods[WEIGHTS] = [Mood(stall_after=200_000, slow=0.15)]
    manager = open_manager(PATIENT)
    choose(manager, LCM)
    qtbot.mouseClick(manager.details.download, Qt.MouseButton.LeftButton)
    (item,) = manager.downloads.items
    qtbot.waitUntil(lambda: item.here > 0, timeout=20000)
    assert isinstance(mark(manager, LCM), float)
    assert not manager.details.download.isEnabled()
    row = manager.rows.row(item)
    qtbot.mouseClick(row.cancel, Qt.MouseButton.LeftButton)
    until(qtbot, item, State.STOPPED)
    assert row.words.text().startswith("Stopped · ")
    assert manager.details.download.text() == "Go on"
    qtbot.mouseClick(row.retry, Qt.MouseButton.LeftButton)
    until(qtbot, item, State.DONE)
    assert server.gets(WEIGHTS)[-1].headers["Range"]
    assert (tmp_path / "models/loras/lcm-lora-sdxl.safetensors").read_bytes() == BIG


def test_what_was_broken_off_is_offered_again(
    open_manager: Open, server: HubServer, qtbot: QtBot, tmp_path: Path
) -> None:
    server.moods[WEIGHTS] = [
        Mood(drop_after=100_000),
        Mood(drop_after=0),
        Mood(drop_after=0),
        Mood(drop_after=0),
    ]
    manager = open_manager()
    choose(manager, LCM)
    manager.details.download.click()
    (item,) = manager.downloads.items
    until(qtbot, item, State.FAILED)
    assert "is kept" in manager.rows.row(item).words.text()
    assert manager.shutdown()
    manager.close()
    again = open_manager()
    (left,) = again.downloads.items
    assert (left.title, left.state, left.here, left.total) == (LCM, State.STOPPED, 100_000, len(BIG))
    again.rows.row(left).retry.click()
    until(qtbot, left, State.DONE)


def test_what_came_so_far_can_be_removed(
    open_manager: Open, server: HubServer, qtbot: QtBot, tmp_path: Path
) -> None:
    server.moods[WEIGHTS] = [Mood(drop_after=100_000)] + [Mood(drop_after=0)] * 4
    manager = open_manager()
    choose(manager, LCM)
    manager.details.download.click()
    (item,) = manager.downloads.items
    until(qtbot, item, State.FAILED)
    assert list(tmp_path.rglob("*.part"))
    manager.rows.row(item).remove.click()
    qtbot.waitUntil(lambda: not list((tmp_path / "models").iterdir()))
    assert not manager.downloads.items


def test_a_page_by_its_id_may_ask_which_file(
    open_manager: Open, server: HubServer, qtbot: QtBot, tmp_path: Path
) -> None:
    server.pages["me/many"] = Page({"a.safetensors": BIG, "b.safetensors": BIG[:9]})
    manager = open_manager()
    manager.address.setText("me/many")
    qtbot.keyClick(manager.address, Qt.Key.Key_Return)
    (item,) = manager.downloads.items
    until(qtbot, item, State.FAILED)
    row = manager.rows.row(item)
    assert [row.files.itemText(at) for at in range(row.files.count())] == ["a.safetensors", "b.safetensors"]
    assert not row.retry.isVisible()
    row.files.setCurrentIndex(1)
    row.take.click()
    until(qtbot, item, State.DONE)
    assert (tmp_path / "models/b.safetensors").read_bytes() == BIG[:9]
    assert not row.files.isVisible()


def test_an_address_of_the_catalogue_is_its_entry(open_manager: Open, qtbot: QtBot) -> None:
    manager = open_manager()
    manager.address.setText(f"  {LCM_ID} ")
    manager.get.click()
    (item,) = manager.downloads.items
    assert item.title == LCM
    until(qtbot, item, State.DONE)
    assert manager.address.text() == ""


def test_what_is_no_address_is_told(open_manager: Open) -> None:
    manager = open_manager()
    manager.address.setText("what ever")
    manager.get.click()
    assert "owner/name" in manager.note.text()
    assert manager.note.isVisible()
    assert not manager.downloads.items


def test_a_gated_model_and_its_token(open_manager: Open, server: HubServer, qtbot: QtBot) -> None:
    server.pages[LCM_ID] = Page({WEIGHTS: BIG}, gated=True, token="hf_right_token")
    ring = Ring()
    manager = open_manager(ring=ring)
    choose(manager, LCM)
    manager.details.download.click()
    (item,) = manager.downloads.items
    until(qtbot, item, State.FAILED)
    row = manager.rows.row(item)
    assert "accepted its licence" in row.words.text()
    assert row.page.isVisible()
    manager.token.setText("nonsense with spaces")
    with qtbot.waitSignal(manager.downloads.token_told):
        manager.keep_token.click()
    assert "no access token" in manager.note.text()
    manager.token.setText("hf_right_token")
    with qtbot.waitSignal(manager.downloads.token_told):
        qtbot.keyClick(manager.token, Qt.Key.Key_Return)
    assert list(ring.kept.values()) == ["hf_right_token"]
    assert manager.token.text() == ""
    row.retry.click()
    until(qtbot, item, State.DONE)
    with qtbot.waitSignal(manager.downloads.token_told):
        manager.forget_token.click()
    assert not ring.kept


def test_search_keeps_headings_of_what_is_found(open_manager: Open) -> None:
    manager = open_manager()
    everything = shown(manager)
    manager.search.setText("lightning")
    assert shown(manager) == ["SDXL Lightning LoRA, 4 steps"]
    assert manager.details.entry is not None
    assert manager.details.entry.id == "ByteDance/SDXL-Lightning"
    visible = [manager.list.item(row) for row in range(manager.list.count())]
    assert sum(not row.isHidden() for row in visible) == 2
    manager.search.setText("nothing has this")
    assert shown(manager) == []
    assert not manager.details.download.isVisible()
    assert "below" in manager.details.about.text()
    manager.search.clear()
    assert shown(manager) == everything
    assert manager.details.download.isVisible()


def test_another_folder_is_searched_too(
    open_manager: Open, studio: Studio, qtbot: QtBot, tmp_path: Path
) -> None:
    studio.settings.set("models/folders", "/elsewhere")
    manager = open_manager()
    other = tmp_path / "other"
    with qtbot.waitSignal(manager.downloads.looked):
        manager.downloads.use_folder(other)
    assert studio.settings.get("models/folders") == f"/elsewhere;{other}"
    assert manager.folder.toolTip() == str(other)
    manager.downloads.use_folder(other)
    assert studio.settings.get("models/folders") == f"/elsewhere;{other}"


def test_a_hub_that_is_none_is_told(studio: Studio, qtbot: QtBot, tmp_path: Path) -> None:
    studio.settings.set("models/hub", "ftp://nowhere")
    studio.settings.set("models/downloads", str(tmp_path))
    manager = ModelManager(studio)
    qtbot.addWidget(manager)
    manager.show()
    choose(manager, LCM)
    manager.details.download.click()
    (item,) = manager.downloads.items
    assert item.state is State.FAILED
    assert "no address of a hub" in manager.rows.row(item).words.text()
    manager.details.page.click()
    assert "no address of a hub" in manager.note.text()
    assert manager.shutdown()


def test_words_for_progress() -> None:
    item = Item("x", "me/x", None, State.RUNNING, here=2_100_000_000, total=6_940_000_000)  # pyright: ignore
    assert progress_words(item) == "2.1 GB of 6.9 GB"
    item.speed, item.left = 38.4e6, 126.0
    assert progress_words(item) == "2.1 GB of 6.9 GB · 38 MB/s · 2 min left"
    assert [time_words(seconds) for seconds in (0.2, 59, 61, 3600, 7330)] == [
        "1 s",
        "59 s",
        "1 min",
        "1 h 0 min",
        "2 h 2 min",
    ]
    assert [size_words(amount) for amount in (812e6, 8e9, 33.7e9)] == ["812 MB", "8 GB", "33.7 GB"]
