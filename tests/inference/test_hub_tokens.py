"""The access token, its keyring, and the hub's address."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError

from inference.errors import HubRefused
from inference.hub import PUBLIC_HUB, Hub, TokenStore, default_hub, download_model, hub_address
from inference.hub.tokens import NOT_KEPT, SERVICE, system_keyring
from tests.inference.hub_server import HubServer, Page
from tests.inference.test_hub_download import BIG, LORA, QUICK

HUB = "https://huggingface.co"


class Ring(KeyringBackend):
    """A keyring in memory."""

    priority = 1  # pyright: ignore

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if (service, username) not in self.kept:
            raise PasswordDeleteError("not there")
        del self.kept[service, username]


class Locked(Ring):
    """One that the artist does not open."""

    priority = 1  # pyright: ignore

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("dismissed")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyringLocked("dismissed")


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HF_TOKEN", "HF_ENDPOINT", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


def test_a_token_is_kept_for_its_hub_alone() -> None:
    ring = Ring()
    store = TokenStore(ring)
    assert store.read(HUB) is None
    assert store.write(HUB, "  hf_abcdefgh\n") is None
    assert ring.kept == {(SERVICE, "huggingface.co"): "hf_abcdefgh"}
    assert TokenStore(ring).read(HUB) == "hf_abcdefgh"
    assert store.read("https://mirror.example") is None
    store.forget(HUB)
    store.forget(HUB)
    assert store.read(HUB) is None


def test_a_locked_keyring_keeps_it_for_the_session(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    store = TokenStore(Locked())
    assert store.write(HUB, "hf_abcdefgh") == NOT_KEPT
    assert store.read(HUB) == "hf_abcdefgh"
    assert "hf_abcdefgh" not in caplog.text
    assert TokenStore(Locked()).read(HUB) is None


def test_without_a_keyring_it_lives_for_the_session(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inference.hub.tokens.system_keyring", lambda: None)
    store = TokenStore()
    assert store.write(HUB, "hf_abcdefgh") == NOT_KEPT
    assert store.read(HUB) == "hf_abcdefgh"
    store.forget(HUB)
    assert store.read(HUB) is None


def test_keyrings_of_other_packages_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Ring, "priority", 1000)
    ring = system_keyring()
    assert ring is None or type(ring).__module__.startswith("keyring.backends.")


@pytest.mark.parametrize(
    "text", ["", "hf_ab cd efgh", "hf_abcd\r\nX-Evil: 1", "hf_äöüäöüäöü", "x" * 500, "short"]
)
def test_what_is_no_token_is_refused_and_not_repeated(text: str) -> None:
    ring = Ring()
    with pytest.raises(HubRefused, match="no access token") as caught:
        TokenStore(ring).write(HUB, text)
    assert not ring.kept
    assert not text or text not in str(caught.value)


def test_the_environments_token_comes_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_environment")
    store = TokenStore(Ring())
    assert store.read(HUB) == "hf_environment"
    store.write(HUB, "hf_entered")
    assert store.read(HUB) == "hf_entered"


@pytest.mark.parametrize(
    ("setting", "environment", "address"),
    [
        ("", "", PUBLIC_HUB),
        ("", "https://hub.example/", "https://hub.example"),
        ("http://10.0.0.1:8080/hub/", "https://other", "http://10.0.0.1:8080/hub"),
        ("hub.example", "", "https://hub.example"),
    ],
)
def test_the_hubs_address(
    monkeypatch: pytest.MonkeyPatch, setting: str, environment: str, address: str
) -> None:
    if environment:
        monkeypatch.setenv("HF_ENDPOINT", environment)
    assert hub_address(setting) == address


@pytest.mark.parametrize(
    "text", ["ftp://x", "https://", "https://a:b@x", "https://x?y", "http://x:port", "file:///etc"]
)
def test_what_is_no_address(text: str) -> None:
    with pytest.raises(HubRefused, match="no address of a hub"):
        hub_address(text)


@pytest.fixture
def server() -> Iterator[HubServer]:
    with HubServer() as server:
        server.pages["me/lora"] = Page({LORA: BIG}, token="hf_right_token")
        yield server


def test_the_default_hub_takes_address_and_token(
    server: HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", server.url)
    store = TokenStore(Ring())
    store.write(server.url, "hf_right_token")
    hub = default_hub(tokens=store)
    assert download_model("me/lora", tmp_path, hub=hub) == tmp_path / LORA


def test_a_proxy_of_the_environment_is_used(
    server: HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.pages["me/lora"].token = ""
    server.pages["me/lora"].hidden = True
    monkeypatch.setenv("http_proxy", f"http://user:pass%40word@{server.url.removeprefix('http://')}")
    monkeypatch.setenv("no_proxy", "")
    with pytest.raises(HubRefused, match="no model 'me/lora'"):  # a proxy is asked with the whole address
        download_model("me/lora", tmp_path, hub=Hub("http://hub.invalid", lambda: "hf_token", QUICK))
    (seen,) = server.seen
    assert seen.headers["Proxy-Authorization"] == "Basic dXNlcjpwYXNzQHdvcmQ="
    assert seen.headers["Host"] == "hub.invalid"
    assert seen.headers["Authorization"] is None  # not over a connection that anybody can read


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:1", "http://"])
def test_a_proxy_that_cannot_be_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    monkeypatch.setenv("http_proxy", proxy)
    monkeypatch.setenv("no_proxy", "")
    with pytest.raises(HubRefused, match="cannot go through the proxy"):
        download_model("me/lora", tmp_path, hub=Hub("http://hub.invalid", patience=QUICK))
