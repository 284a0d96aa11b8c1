"""Downloads from a hub that misbehaves."""

from __future__ import annotations

import hashlib
import json
import logging
import random
import socket
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from email.utils import formatdate
from pathlib import Path

import pytest

from inference.errors import ChooseFile, HubError, HubRefused
from inference.hub import (
    STAGING,
    Event,
    Finished,
    Hub,
    Order,
    Patience,
    Planned,
    Progressed,
    Reference,
    Staging,
    Stop,
    Verified,
    download_model,
    unfinished,
)
from inference.hub.downloader import download
from inference.hub.plan import MARKER, already_here
from tests.inference.hub_server import HubServer, Mood, Page, listed

QUICK = Patience(
    connect=1.0, stall=0.3, attempts=4, first_wait=0.01, longest_wait=0.05, longest_request=1.0, worth=1000
)
BIG = random.Random(4).randbytes(300_000)
LORA = "lora.safetensors"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[HubServer]:
    for name in ("HF_TOKEN", "HF_ENDPOINT", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    with HubServer() as server:
        server.pages["me/lora"] = Page({LORA: BIG, "README.md": b"# hello"})
        yield server


def get(
    server: HubServer,
    folder: Path,
    what: str = "me/lora",
    token: str | None = None,
    patience: Patience = QUICK,
) -> tuple[Path, list[Event]]:
    """Download; gives where it lies and all that was told."""
    events: list[Event] = []
    hub = Hub(server.url, lambda: token, patience, margin=0)
    return download_model(what, folder, events.append, hub=hub), events


def nothing_left(folder: Path) -> bool:
    return not (folder / STAGING).exists()


# --- all is well -----------------------------------------------------------------------------------------


def test_one_file_arrives_whole(server: HubServer, tmp_path: Path) -> None:
    path, events = get(server, tmp_path)
    assert path == tmp_path / LORA
    assert path.read_bytes() == BIG
    assert nothing_left(tmp_path)
    planned = next(event for event in events if isinstance(event, Planned)).plan
    assert (planned.bytes, planned.licence, planned.commit) == (len(BIG), "openrail", planned.commit)
    assert [event.file for event in events if isinstance(event, Verified)] == [LORA]
    last = [event for event in events if isinstance(event, Progressed)][-1]
    assert (last.bytes, last.total) == (len(BIG), len(BIG))
    assert events[-1] == Finished(0, path)


def test_what_is_here_is_not_fetched_again(server: HubServer, tmp_path: Path) -> None:
    path, _ = get(server, tmp_path)
    again, _ = get(server, tmp_path)
    assert again == path
    assert len(server.gets(LORA)) == 1


def test_another_file_of_the_same_name_is_never_replaced(server: HubServer, tmp_path: Path) -> None:
    (tmp_path / LORA).write_bytes(b"mine")
    path, _ = get(server, tmp_path)
    assert path == tmp_path / "lora (me).safetensors"
    assert (tmp_path / LORA).read_bytes() == b"mine"
    path.write_bytes(bytes(len(BIG)))  # of the same size even
    with pytest.raises(HubRefused, match="another file named"):
        get(server, tmp_path)
    assert path.read_bytes() == bytes(len(BIG))


DIFFUSERS = {
    "model_index.json": json.dumps(
        {"_class_name": "P", "unet": ["diffusers", "U"], "tokenizer": ["transformers", "T"]}
    ).encode(),
    "unet/config.json": b"{}",
    "unet/diffusion_pytorch_model.safetensors": BIG,
    "unet/diffusion_pytorch_model.bin": b"pickle",
    "tokenizer/merges.txt": b"a b",
    "tokenizer/empty.txt": b"",
}


def test_a_diffusers_page_becomes_a_folder(server: HubServer, tmp_path: Path) -> None:
    server.pages["me/model"] = Page(DIFFUSERS)
    path, events = get(server, tmp_path, "me/model")
    assert path == tmp_path / "model"
    here = {file.relative_to(path).as_posix() for file in path.rglob("*") if file.is_file()}
    assert here == {*DIFFUSERS, MARKER} - {"unet/diffusion_pytorch_model.bin"}
    assert all((path / name).read_bytes() == DIFFUSERS[name] for name in here - {MARKER})
    assert json.loads((path / MARKER).read_bytes())["id"] == "me/model"
    assert nothing_left(tmp_path)
    counts = [event.bytes for event in events if isinstance(event, Progressed)]
    assert counts == sorted(counts)


def test_a_damaged_folder_is_mended_file_by_file(server: HubServer, tmp_path: Path) -> None:
    server.pages["me/model"] = Page(DIFFUSERS)
    path, _ = get(server, tmp_path, "me/model")
    (path / "unet/diffusion_pytorch_model.safetensors").write_bytes(BIG[:10])
    (path / "mine.txt").write_text("mine")
    server.seen.clear()
    get(server, tmp_path, "me/model")
    assert (path / "unet/diffusion_pytorch_model.safetensors").read_bytes() == BIG
    assert (path / "mine.txt").read_text() == "mine"
    assert not server.gets("merges.txt")
    assert nothing_left(tmp_path)


def test_a_folder_of_the_artist_is_left_alone(server: HubServer, tmp_path: Path) -> None:
    server.pages["me/model"] = Page(DIFFUSERS)
    (tmp_path / "model").mkdir()
    path, _ = get(server, tmp_path, "me/model")
    assert path == tmp_path / "model (me)"
    assert not list((tmp_path / "model").iterdir())


def test_names_that_say_nothing_become_the_pages(server: HubServer, tmp_path: Path) -> None:
    server.pages["me/lcm"] = Page({"pytorch_lora_weights.safetensors": BIG})
    path, _ = get(server, tmp_path, "me/lcm")
    assert path.name == "lcm.safetensors"


def test_several_models_on_a_page_are_a_question(server: HubServer, tmp_path: Path) -> None:
    server.pages["me/many"] = Page({"a.safetensors": BIG, "b.safetensors": BIG[:5]})
    with pytest.raises(ChooseFile) as caught:
        get(server, tmp_path, "me/many")
    assert caught.value.names == ("a.safetensors", "b.safetensors")
    path, _ = get(server, tmp_path, f"{server.url}/me/many/blob/main/b.safetensors")
    assert path.read_bytes() == BIG[:5]


def test_a_mirror_that_lists_names_only_tells_the_rest_in_headers(server: HubServer, tmp_path: Path) -> None:
    server.pages["me/lora"].plain = True
    path, _ = get(server, tmp_path)
    assert path.read_bytes() == BIG
    with HubServer() as store:
        store.pages = server.pages
        server.files_at = store.url
        path, _ = get(server, tmp_path / "other")
        assert path.read_bytes() == BIG


# --- the connection --------------------------------------------------------------------------------------


def test_a_dropped_connection_is_taken_up_where_it_broke(server: HubServer, tmp_path: Path) -> None:
    server.moods[LORA] = [Mood(drop_after=100_000), Mood(drop_after=50_000)]
    path, _ = get(server, tmp_path)
    assert path.read_bytes() == BIG
    assert [seen.headers.get("Range") for seen in server.gets(LORA)] == [
        None,
        "bytes=100000-",
        "bytes=150000-",
    ]
    tag = hashlib.sha256(BIG).hexdigest()
    assert [seen.headers.get("If-Range") for seen in server.gets(LORA)] == [None, f'"{tag}"', f'"{tag}"']


def test_drops_without_progress_come_to_an_end_and_can_be_taken_up(server: HubServer, tmp_path: Path) -> None:
    server.moods[LORA] = [Mood(drop_after=100_000), *[Mood(drop_after=0)] * 9]
    with pytest.raises(HubError, match=r"was lost.*is kept") as caught:
        get(server, tmp_path)
    assert not isinstance(caught.value, HubRefused)
    assert len(server.gets(LORA)) == 1 + QUICK.attempts - 1
    (left,) = unfinished(tmp_path)
    assert (left.bytes, left.plan.id) == (100_000, "me/lora")
    server.moods[LORA] = []
    events: list[Event] = []
    download(Hub(server.url, patience=QUICK, margin=0), left.plan, events.append, Stop())
    assert (tmp_path / LORA).read_bytes() == BIG
    assert server.gets(LORA)[-1].headers["Range"] == "bytes=100000-"
    assert nothing_left(tmp_path)


def test_progress_renews_patience(server: HubServer, tmp_path: Path) -> None:
    server.moods[LORA] = [Mood(drop_after=20_000)] * 14
    path, _ = get(server, tmp_path)
    assert path.read_bytes() == BIG
    assert len(server.gets(LORA)) == 15


def test_a_stall_is_a_dropped_connection(server: HubServer, tmp_path: Path) -> None:
    server.moods[LORA] = [Mood(stall_after=100_000)]
    path, _ = get(server, tmp_path)
    assert path.read_bytes() == BIG
    assert server.gets(LORA)[1].headers["Range"] == "bytes=100000-"


def test_a_server_without_ranges_begins_anew(server: HubServer, tmp_path: Path) -> None:
    server.moods[LORA] = [Mood(drop_after=100_000), Mood(no_range=True)]
    path, _ = get(server, tmp_path)
    assert path.read_bytes() == BIG


def test_another_file_behind_the_address_is_not_glued_on(server: HubServer, tmp_path: Path) -> None:
    other = BIG[::-1]
    server.moods[LORA] = [Mood(drop_after=100_000), Mood(other=other), Mood()]
    path, _ = get(server, tmp_path)
    assert path.read_bytes() == BIG


def test_a_range_with_another_tag_is_not_glued_on(server: HubServer, tmp_path: Path) -> None:
    server.moods[LORA] = [Mood(drop_after=100_000), Mood(etag="x", no_range=False)]
    path, _ = get(server, tmp_path)  # the tag of If-Range differs, so the server begins anew by itself
    assert path.read_bytes() == BIG


@pytest.mark.parametrize("lie", [Mood(shifted=5), Mood(status=416)])
def test_a_range_that_does_not_fit_begins_anew(server: HubServer, tmp_path: Path, lie: Mood) -> None:
    server.moods[LORA] = [Mood(drop_after=100_000), lie]
    path, _ = get(server, tmp_path)
    assert path.read_bytes() == BIG
    assert server.gets(LORA)[2].headers.get("Range") is None


@pytest.mark.parametrize("lie", [Mood(said_length=len(BIG) + 7), Mood(said_length=10), Mood(endless=True)])
def test_a_wrong_length_is_not_believed(server: HubServer, tmp_path: Path, lie: Mood) -> None:
    server.moods[LORA] = [lie]
    path, _ = get(server, tmp_path)
    assert path.read_bytes() == BIG
    server.moods[LORA] = [lie] * 9
    with pytest.raises(HubError, match="something else"):
        get(server, tmp_path / "again")


def test_wrong_bytes_are_removed_and_fetched_once_more(server: HubServer, tmp_path: Path) -> None:
    server.moods[LORA] = [Mood(wrong=True)]
    path, _ = get(server, tmp_path)
    assert path.read_bytes() == BIG
    assert len(server.gets(LORA)) == 2
    server.moods[LORA] = [Mood(wrong=True)] * 2
    with pytest.raises(HubError, match=r"damaged.*removed"):
        get(server, tmp_path / "again")
    assert not list((tmp_path / "again").rglob("*.safetensors*"))


def test_wrong_bytes_of_a_small_file_are_noticed(server: HubServer, tmp_path: Path) -> None:
    server.pages["me/model"] = Page(DIFFUSERS)
    server.moods["tokenizer/merges.txt"] = [Mood(wrong=True)] * 2
    with pytest.raises(HubError, match=r"'tokenizer/merges\.txt' arrived damaged"):
        get(server, tmp_path, "me/model")
    assert not (tmp_path / "model").exists()


def test_damage_in_what_was_kept_is_noticed(server: HubServer, tmp_path: Path) -> None:
    server.moods[LORA] = [Mood(drop_after=100_000), *[Mood(drop_after=0)] * 9]
    with pytest.raises(HubError):
        get(server, tmp_path)
    (part,) = tmp_path.rglob("*.part")
    part.write_bytes(bytes(50_000) + part.read_bytes()[50_000:])
    server.moods[LORA] = []
    path, _ = get(server, tmp_path)
    assert path.read_bytes() == BIG
    assert [seen.headers.get("Range") for seen in server.gets(LORA)][-2:] == ["bytes=100000-", None]


def test_a_part_that_is_too_long_begins_anew(server: HubServer, tmp_path: Path) -> None:
    server.moods[LORA] = [*[Mood(drop_after=1_000)] * 1, *[Mood(drop_after=0)] * 9]
    with pytest.raises(HubError):
        get(server, tmp_path)
    (part,) = tmp_path.rglob("*.part")
    part.write_bytes(BIG + b"more")
    server.moods[LORA] = []
    path, _ = get(server, tmp_path)
    assert path.read_bytes() == BIG


def test_a_file_that_changed_on_the_hub_is_told_before_it_is_fetched(
    server: HubServer, tmp_path: Path
) -> None:
    with HubServer() as store:
        store.pages["me/lora"] = Page({LORA: BIG})
        server.pages["me/lora"].entries = [listed(LORA, BIG[::-1])]
        server.files_at = store.url
        with pytest.raises(HubRefused, match="changed on the hub"):
            get(server, tmp_path)
        assert not list(tmp_path.rglob("*.part"))


# --- refusals --------------------------------------------------------------------------------------------


def test_a_busy_hub_is_waited_for(server: HubServer, tmp_path: Path) -> None:
    soon = formatdate(time.time() + 0.5, usegmt=True)
    server.moods[LORA] = [
        Mood(status=429, headers={"Retry-After": "0"}),
        Mood(status=429, headers={"Retry-After": soon}),
        Mood(status=503),
    ]
    path, _ = get(server, tmp_path)
    assert path.read_bytes() == BIG


def test_a_hub_that_is_busy_for_long_is_not_waited_for(server: HubServer, tmp_path: Path) -> None:
    server.moods[LORA] = [Mood(status=429, headers={"Retry-After": "3600"})]
    with pytest.raises(HubError, match="too many requests") as caught:
        get(server, tmp_path)
    assert caught.value.wait == 3600
    assert len(server.gets(LORA)) == 1


def test_trouble_of_the_hub_is_given_up_in_the_end(server: HubServer, tmp_path: Path) -> None:
    server.pages["me/lora"].status = 502
    with pytest.raises(HubError, match=r"trouble of its own \(error 502\)"):
        get(server, tmp_path)
    assert len(server.seen) == QUICK.attempts


def test_a_file_that_is_gone(server: HubServer, tmp_path: Path) -> None:
    server.pages["me/lora"].entries = [
        listed(LORA, BIG),
        listed("gone.json", b"{}"),
        listed("config.json", b"{}"),
    ]
    server.pages["me/lora"].entries[0]["rfilename"] = "diffusion_pytorch_model.safetensors"
    with pytest.raises(HubRefused, match="has no file"):
        get(server, tmp_path)


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        ("me/nothing", "or it is not open to everybody.*enter an access token"),
        ("me/lora@v9", "no such version"),
    ],
)
def test_what_is_not_there(server: HubServer, tmp_path: Path, what: str, sentence: str) -> None:
    with pytest.raises(HubRefused, match=sentence):
        get(server, tmp_path, what)


def test_a_gated_model_asks_for_licence_and_token(server: HubServer, tmp_path: Path) -> None:
    server.pages["me/lora"] = Page({LORA: BIG}, gated=True, token="hf_right")
    with pytest.raises(HubRefused, match=rf"accept it at {server.url}/me/lora, make an access token"):
        get(server, tmp_path)
    with pytest.raises(HubRefused, match="not open to the owner of your access token"):
        get(server, tmp_path, token="hf_wrong")
    path, _ = get(server, tmp_path, token="hf_right")
    assert path.read_bytes() == BIG


def test_a_hidden_model_opens_to_the_token(server: HubServer, tmp_path: Path) -> None:
    server.pages["me/lora"] = Page({LORA: BIG}, hidden=True, token="hf_right")
    with pytest.raises(HubRefused, match="your access token does not open it"):
        get(server, tmp_path, token="hf_wrong")
    assert get(server, tmp_path, token="hf_right")[0].read_bytes() == BIG


def test_the_token_goes_to_the_hub_alone_and_is_never_logged(
    server: HubServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.pages["me/lora"] = Page({LORA: BIG}, token="hf_secret")
    with HubServer("localhost") as store:
        store.pages = server.pages
        store.moods[LORA] = [Mood(drop_after=1000), Mood(status=403)]  # its own addresses run out
        server.files_at = store.url
        path, events = get(server, tmp_path, token="hf_secret")
        assert path.read_bytes() == BIG
        sent = [seen.headers["Authorization"] for seen in server.seen]
        assert sent == [None, None, "Bearer hf_secret", "Bearer hf_secret", "Bearer hf_secret"]
        assert len(store.seen) == 3
        assert not any(seen.headers["Authorization"] for seen in store.seen)
    assert "hf_secret" not in caplog.text + repr(events)
    assert not [file for file in tmp_path.rglob("*") if file.is_file() and b"hf_secret" in file.read_bytes()]


def test_redirects_end(server: HubServer, tmp_path: Path) -> None:
    server.moods[LORA] = [
        Mood(status=302, headers={"Location": f"{server.url}/me/lora/resolve/x/{LORA}"})
    ] * 99
    with pytest.raises(HubRefused, match="without end"):
        get(server, tmp_path)


@pytest.mark.parametrize("there", ["http://192.0.2.1/x", "file:///etc/passwd", "ftp://127.0.0.1/x"])
def test_redirects_to_what_is_not_safe_are_refused(server: HubServer, tmp_path: Path, there: str) -> None:
    server.moods[LORA] = [Mood(status=302, headers={"Location": there})]
    with pytest.raises(HubRefused, match="not safe"):
        get(server, tmp_path)


def test_nobody_answers(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        hub = Hub(f"http://127.0.0.1:{port}", patience=replace(QUICK, attempts=2), margin=0)
        with pytest.raises(HubError, match="does not answer"):
            download_model("me/lora", tmp_path, hub=hub)


@pytest.mark.parametrize(
    "body", [b"<html>sign in", b"[]", b"{}", b'{"sha": 5, "siblings": []}', b'{"a":' * 100_000]
)
def test_a_list_that_makes_no_sense(server: HubServer, tmp_path: Path, body: bytes) -> None:
    server.raw["/api/models/me/lora/revision/main"] = body
    with pytest.raises(HubRefused, match="makes no sense"):
        get(server, tmp_path)


@pytest.mark.parametrize(
    "entry", [5, {"rfilename": 5}, {"rfilename": "a", "size": -1}, {"rfilename": "a", "size": "5"}]
)
def test_an_entry_that_makes_no_sense(server: HubServer, tmp_path: Path, entry: object) -> None:
    server.pages["me/lora"].entries = [entry]
    with pytest.raises(HubRefused, match="makes no sense"):
        get(server, tmp_path)


@pytest.mark.parametrize(
    "name", ["../../evil.safetensors", "/evil.safetensors", "a\0.safetensors", "nul.safetensors"]
)
def test_hostile_names_in_a_list(server: HubServer, tmp_path: Path, name: str) -> None:
    server.pages["me/lora"].entries = [listed(name, BIG)]
    models = tmp_path / "models"
    with pytest.raises(HubRefused, match="could harm this computer"):
        get(server, models)
    assert not list(tmp_path.iterdir())


def test_a_pickle_by_its_address(server: HubServer, tmp_path: Path) -> None:
    server.pages["me/lora"].files["model.ckpt"] = b"pickle"
    with pytest.raises(HubRefused, match="pickled"):
        get(server, tmp_path, f"{server.url}/me/lora/resolve/main/model.ckpt")
    assert not server.gets("model.ckpt")


# --- the disk --------------------------------------------------------------------------------------------


def test_room_is_looked_for_first(server: HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Usage:
        free = 200_000

    monkeypatch.setattr("inference.hub.staging.shutil.disk_usage", lambda _path: Usage)
    with pytest.raises(HubRefused, match=r"needs 300 kB more, but only 200 kB can be used"):
        get(server, tmp_path)
    assert not server.gets(LORA)
    Usage.free = len(BIG)
    get(server, tmp_path)


def test_a_folder_that_cannot_be_written(server: HubServer, tmp_path: Path) -> None:
    (tmp_path / "models").write_text("a file")
    with pytest.raises(HubRefused, match="cannot be written"):
        get(server, tmp_path / "models")


def test_a_full_disk(server: HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.open

    def full(self: Path, mode: str = "r", *args: object, **kwargs: object):
        if self.suffix == ".part" and mode in ("wb", "ab"):
            return real(Path("/dev/full"), "wb")
        return real(self, mode, *args, **kwargs)  # pyright: ignore

    if not Path("/dev/full").exists():
        pytest.skip("needs a device that is always full")
    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(HubRefused, match="disk is full"):
        get(server, tmp_path)


def test_a_folder_on_another_disk(server: HubServer, tmp_path: Path) -> None:
    elsewhere = Path("/dev/shm")
    if not elsewhere.is_dir() or elsewhere.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("needs a second disk")
    with tempfile.TemporaryDirectory(dir=elsewhere) as disk:
        (tmp_path / "loras").symlink_to(disk)
        (tmp_path / "controlnet").symlink_to(disk)
        server.pages["me/net"] = Page({"config.json": b"{}", "diffusion_pytorch_model.safetensors": BIG})
        hub = Hub(server.url, patience=QUICK, margin=0)
        for kind, id_ in (("lora", "me/lora"), ("controlnet", "me/net")):
            download(hub, Order(Reference(id_), tmp_path, kind), lambda _event: None, Stop())
        assert {path.name for path in Path(disk).iterdir()} == {LORA, "net"}
        assert (Path(disk) / LORA).read_bytes() == BIG
        assert (Path(disk) / "net/diffusion_pytorch_model.safetensors").read_bytes() == BIG
    assert nothing_left(tmp_path)


def test_one_window_at_a_time(server: HubServer, tmp_path: Path) -> None:
    server.moods[LORA] = [Mood(drop_after=1000), *[Mood(drop_after=0)] * 9]
    with pytest.raises(HubError):
        get(server, tmp_path)
    server.moods[LORA] = []
    (left,) = unfinished(tmp_path)
    with Staging(left.plan), pytest.raises(HubError, match="another window"):
        get(server, tmp_path)
    Staging(left.plan).discard()
    assert nothing_left(tmp_path)


def test_a_plan_that_was_tampered_with_is_passed_over(server: HubServer, tmp_path: Path) -> None:
    server.moods[LORA] = [Mood(drop_after=0)] * 9
    with pytest.raises(HubError):
        get(server, tmp_path)
    (plan,) = (tmp_path / STAGING).glob("*/plan.json")
    told = json.loads(plan.read_text())
    for change in (
        {"target": "../evil.safetensors"},
        {"files": [["a", "../a", 1, "git", "0"]]},
        {"format": 2},
    ):
        plan.write_text(json.dumps(told | change))
        assert unfinished(tmp_path) == []
    plan.write_text(json.dumps(told))
    assert len(unfinished(tmp_path)) == 1


def test_an_order_may_name_files(server: HubServer, tmp_path: Path) -> None:
    server.pages["me/many"] = Page({"a/x.safetensors": BIG, "a/config.json": b"{}", "b.safetensors": BIG[:7]})
    hub = Hub(server.url, patience=QUICK, margin=0)
    order = Order(Reference("me/many"), tmp_path, "ip-adapter", ("a/*",))
    other = replace(order, files=("a/config.json", "b.safetensors"))
    events: list[Event] = []
    download(hub, order, events.append, Stop())
    path = tmp_path / "ip-adapter/many"
    assert (path / "a/x.safetensors").read_bytes() == BIG
    assert not server.gets("b.safetensors")
    assert (already_here(order, folder=True), already_here(other, folder=True)) == (path, None)
    download(hub, other, events.append, Stop())
    assert (already_here(order, folder=True), already_here(other, folder=True)) == (path, path)
    assert len(server.gets("a/config.json")) == 1
