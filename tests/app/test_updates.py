"""Checking for updates: only what is signed is believed, and nobody is asked unless the artist asks."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot
from qasync import QEventLoop

from app import VERSION, updates
from app.settings import Settings
from app.studio import Studio
from app.update_dialog import show_updates, source_of
from app.updates import Source, UpdateProblem, newest, own_source, read
from inference.errors import Cancelled, HubError
from inference.hub.stop import Patience, Stop
from installer.release_feed import public_part, signed
from tests.inference.hub_server import HubServer

KEY = Ed25519PrivateKey.generate()
PAGE = "https://example.org/scumble"
HURRY = Patience(connect=5, stall=5, attempts=2, first_wait=0.01)


@pytest.fixture
def server() -> Iterator[HubServer]:
    with HubServer() as server:
        server.raw["/feed.json"] = signed(KEY, "99.1", PAGE, ["Faster brushes", "New papers"])
        yield server


@pytest.fixture
def source(server: HubServer) -> Source:
    return Source(f"{server.url}/feed.json", public_part(KEY))


def test_a_newer_version_is_told(source: Source) -> None:
    release = newest(source, patience=HURRY)
    assert release.is_newer
    assert (release.version, release.page) == ("99.1", PAGE)
    assert release.news == ("Faster brushes", "New papers")


@pytest.mark.parametrize(
    ("version", "newer"), [(VERSION, False), ("0.0.9", False), (f"{VERSION}.1", True), ("10.0", True)]
)
def test_versions_are_compared_as_numbers(version: str, newer: bool) -> None:
    assert read(signed(KEY, version, PAGE, []), public_part(KEY)).is_newer is newer


def test_another_key_is_not_believed(server: HubServer, source: Source) -> None:
    server.raw["/feed.json"] = signed(Ed25519PrivateKey.generate(), "99.1", PAGE, [])
    with pytest.raises(UpdateProblem, match="not signed by the makers"):
        newest(source, patience=HURRY)


def test_a_single_changed_word_is_not_believed() -> None:
    told = json.loads(signed(KEY, "99.1", PAGE, ["good"]))
    changed = base64.b64decode(told["signed"]).replace(b"good", b"evil")
    told["signed"] = base64.b64encode(changed).decode()
    with pytest.raises(UpdateProblem, match="not signed"):
        read(json.dumps(told).encode(), public_part(KEY))


def test_a_signature_for_another_purpose_is_not_believed() -> None:
    release = json.dumps({"format": 1, "version": "99.1", "page": PAGE}).encode()
    told = {"signed": release, "signature": KEY.sign(release)}
    data = json.dumps({name: base64.b64encode(value).decode() for name, value in told.items()}).encode()
    with pytest.raises(UpdateProblem, match="not signed"):
        read(data, public_part(KEY))


@pytest.mark.parametrize(
    "data", [b"", b"<html>sign in</html>", b"[]", b'{"signed": 3, "signature": ""}', b"{}"]
)
def test_nonsense_is_a_sentence(data: bytes) -> None:
    with pytest.raises(UpdateProblem, match="cannot be understood"):
        read(data, public_part(KEY))


@pytest.mark.parametrize(("version", "page"), [("1.x", PAGE), ("99.1", "http://example.org"), ("", PAGE)])
def test_signed_nonsense_is_nonsense(version: str, page: str) -> None:
    with pytest.raises(UpdateProblem, match="cannot be understood"):
        read(signed(KEY, version, page, []), public_part(KEY))


def test_without_a_network_it_is_said(source: Source) -> None:
    with pytest.raises(HubError, match="Check the connection to the internet"):
        newest(replace(source, address="http://127.0.0.1:9/feed.json"), patience=HURRY)


def test_an_absent_announcement_is_said(server: HubServer, source: Source) -> None:
    with pytest.raises(UpdateProblem, match="error 404"):
        newest(replace(source, address=f"{server.url}/other.json"), patience=HURRY)


def test_an_endless_answer_is_cut_off(
    server: HubServer, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(updates, "MOST", 1000)
    server.raw["/feed.json"] = bytes(1 << 20)
    with pytest.raises(UpdateProblem, match="cannot be understood"):
        newest(source, patience=HURRY)


def test_only_safe_addresses_are_asked(source: Source) -> None:
    with pytest.raises(UpdateProblem, match="https"):
        newest(replace(source, address="http://example.org/feed.json"))


def test_it_can_be_stopped(source: Source) -> None:
    stop = Stop()
    stop.set()
    with pytest.raises(Cancelled):
        newest(source, stop)


def test_a_build_without_a_source_says_so() -> None:
    with pytest.raises(UpdateProblem, match="Look where you got it"):
        newest(Source("", ""))


def test_the_request_tells_nothing_of_the_artist(server: HubServer, source: Source) -> None:
    newest(source, patience=HURRY)
    (seen,) = server.seen
    assert seen.path == "/feed.json"
    assert set(seen.headers) <= {"Host", "User-Agent", "Accept", "Accept-Encoding"}
    assert seen.headers["User-Agent"] == "scumble"


# --- in the window ------------------------------------------------------------------------------------------


def test_the_settings_name_another_address(studio: Studio) -> None:
    settings: Settings = studio.settings
    settings.set("updates/address", " https://mirror.example/feed.json ")
    assert source_of(settings) == Source("https://mirror.example/feed.json", own_source().key)


@pytest.fixture
def loop(qapp: QApplication) -> Iterator[QEventLoop]:
    loop = QEventLoop(qapp)
    asyncio.set_event_loop(loop)
    yield loop
    loop.close()
    asyncio.set_event_loop(None)


def said(loop: QEventLoop, qtbot: QtBot, studio: Studio, source: Source) -> tuple[str, str]:
    """The box that is shown, which is closed then."""
    parent = QWidget()
    qtbot.addWidget(parent)
    words: list[tuple[str, str]] = []

    def close() -> None:
        for box in parent.findChildren(QMessageBox):
            if box.isVisible() and not words:
                words.append((box.text(), box.informativeText()))
                box.close()

    timer = QTimer(parent)
    timer.timeout.connect(close)
    timer.start(20)
    loop.run_until_complete(show_updates(parent, studio.settings, source))
    return words[0]


def test_the_window_tells_what_is_new(loop: QEventLoop, qtbot: QtBot, studio: Studio, source: Source) -> None:
    title, words = said(loop, qtbot, studio, source)
    assert title == "Scumble 99.1 is there"
    assert "• Faster brushes" in words


def test_the_window_says_that_this_is_the_newest(
    loop: QEventLoop, qtbot: QtBot, studio: Studio, server: HubServer, source: Source
) -> None:
    server.raw["/feed.json"] = signed(KEY, VERSION, PAGE, [])
    assert said(loop, qtbot, studio, source)[0] == "This is the newest Scumble"


def test_the_window_says_why_it_is_not_known(
    loop: QEventLoop, qtbot: QtBot, studio: Studio, source: Source
) -> None:
    _, words = said(loop, qtbot, studio, replace(source, key=public_part(Ed25519PrivateKey.generate())))
    assert "not signed by the makers" in words
