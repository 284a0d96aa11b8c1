"""The download thread: order, cancelling, ends, and taking up again after the program was killed."""

from __future__ import annotations

import queue
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from inference.errors import Cancelled as Stopped
from inference.errors import HubError
from inference.hub import (
    STAGING,
    Cancelled,
    Downloader,
    Event,
    Failed,
    Finished,
    Hub,
    Order,
    Patience,
    Planned,
    Progressed,
    Reference,
    Started,
    Stop,
    Verified,
    Web,
    unfinished,
)
from inference.hub.downloader import download
from inference.hub.speed import Speed
from tests.inference.hub_server import HubServer, Mood, Page
from tests.inference.test_hub_download import BIG, LORA, QUICK

SECONDS = 20.0  # before a test is given up


class Listener:
    """Collects what is told, to be waited for."""

    def __init__(self) -> None:
        self.all: list[Event] = []
        self._new: queue.SimpleQueue[Event] = queue.SimpleQueue()

    def __call__(self, event: Event) -> None:
        self.all.append(event)
        self._new.put(event)

    def until(self, *kinds: type) -> Event:
        while True:
            event = self._new.get(timeout=SECONDS)
            if isinstance(event, kinds):
                return event


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[HubServer]:
    for name in ("HF_TOKEN", "HF_ENDPOINT", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    with HubServer() as server:
        server.pages["me/lora"] = Page({LORA: BIG})
        server.pages["me/other"] = Page({"other.safetensors": BIG[::-1]})
        yield server


@pytest.fixture
def told() -> Listener:
    return Listener()


@pytest.fixture
def downloader(told: Listener) -> Iterator[Downloader]:
    with Downloader(told) as downloader:
        yield downloader


def hub(server: HubServer, patience: Patience = QUICK) -> Hub:
    return Hub(server.url, patience=patience, margin=0)


def test_orders_are_done_in_turn(
    server: HubServer, downloader: Downloader, told: Listener, tmp_path: Path
) -> None:
    first = downloader.submit(hub(server), Order(Reference("me/lora"), tmp_path))
    second = downloader.submit(hub(server), Order(Reference("me/other"), tmp_path))
    told.until(Finished)
    told.until(Finished)
    for ticket, name in ((first, LORA), (second, "other.safetensors")):
        mine = [event for event in told.all if event.ticket == ticket]
        assert isinstance(mine[0], Started)
        assert isinstance(mine[1], Planned)
        assert Verified(ticket, name) in mine
        assert mine[-1] == Finished(ticket, tmp_path / name)
    tickets = [event.ticket for event in told.all]
    assert tickets == sorted(tickets)


def test_a_failure_does_not_harm_the_next(
    server: HubServer, downloader: Downloader, told: Listener, tmp_path: Path
) -> None:
    downloader.submit(hub(server), Order(Reference("me/nothing"), tmp_path))
    failed = told.until(Failed)
    assert isinstance(failed, Failed)
    assert not failed.retryable
    server.pages["me/lora"].status = 500
    downloader.submit(hub(server), Order(Reference("me/lora"), tmp_path))
    failed = told.until(Failed)
    assert isinstance(failed, Failed)
    assert failed.retryable
    downloader.submit(hub(server), Order(Reference("me/other"), tmp_path))
    told.until(Finished)


def test_a_surprise_ends_one_download_only(
    server: HubServer, downloader: Downloader, told: Listener, tmp_path: Path
) -> None:
    def token() -> str:
        raise ZeroDivisionError("surprise")

    server.pages["me/lora"].token = "hf_token"
    downloader.submit(Hub(server.url, token, QUICK), Order(Reference("me/lora"), tmp_path))
    failed = told.until(Failed)
    assert isinstance(failed, Failed)
    assert "ZeroDivisionError: surprise" in str(failed.error)
    downloader.submit(hub(server), Order(Reference("me/other"), tmp_path))
    told.until(Finished)


@pytest.mark.parametrize("mood", [Mood(slow=0.05), Mood(stall_after=100_000)])
def test_cancel_wakes_a_transfer_and_keeps_what_came(
    server: HubServer, downloader: Downloader, told: Listener, tmp_path: Path, mood: Mood
) -> None:
    server.moods[LORA] = [mood]
    patience = Patience(stall=SECONDS, first_wait=0.01)
    ticket = downloader.submit(hub(server, patience), Order(Reference("me/lora"), tmp_path))
    told.until(Progressed)
    downloader.cancel(ticket)
    asked = time.monotonic()
    assert told.until(Cancelled, Failed, Finished) == Cancelled(ticket)
    assert time.monotonic() - asked < SECONDS / 2  # long before the stall would end it
    (left,) = unfinished(tmp_path)
    assert 0 <= left.bytes < len(BIG)
    again = downloader.submit(hub(server), left.plan)
    assert told.until(Finished) == Finished(again, tmp_path / LORA)
    assert (tmp_path / LORA).read_bytes() == BIG
    assert not (tmp_path / STAGING).exists()


def test_cancel_wakes_a_wait_before_the_next_attempt(
    server: HubServer, downloader: Downloader, told: Listener, tmp_path: Path
) -> None:
    server.moods[LORA] = [Mood(status=429, headers={"Retry-After": "60"})]
    patience = Patience(longest_request=100)
    ticket = downloader.submit(hub(server, patience), Order(Reference("me/lora"), tmp_path))
    told.until(Planned)
    while not server.gets(LORA):
        time.sleep(0.005)
    downloader.cancel(ticket)
    assert told.until(Cancelled, Failed, Finished) == Cancelled(ticket)


def test_cancel_does_not_wait_for_a_server_that_is_silent(
    downloader: Downloader, told: Listener, tmp_path: Path
) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        ticket = downloader.submit(
            Hub(url, patience=Patience(stall=1.5)), Order(Reference("me/lora"), tmp_path)
        )
        told.until(Started)
        time.sleep(0.1)  # it waits for an answer now
        downloader.cancel(ticket)
        asked = time.monotonic()
        assert told.until(Cancelled, Failed) == Cancelled(ticket)
        assert time.monotonic() - asked < 1.0  # not when the server's time is over


def test_what_waits_can_be_cancelled(
    server: HubServer, downloader: Downloader, told: Listener, tmp_path: Path
) -> None:
    server.moods[LORA] = [Mood(slow=0.02)]
    downloader.submit(hub(server), Order(Reference("me/lora"), tmp_path))
    second = downloader.submit(hub(server), Order(Reference("me/other"), tmp_path))
    downloader.cancel(second)
    downloader.cancel(999)
    assert isinstance(told.until(Finished), Finished)
    assert told.until(Cancelled, Started) == Cancelled(second)
    assert not server.gets("other.safetensors")


def test_shutdown_stops_all(server: HubServer, told: Listener, tmp_path: Path) -> None:
    server.moods[LORA] = [Mood(stall_after=100_000)]
    downloader = Downloader(told)
    patience = Patience(stall=SECONDS)
    downloader.submit(hub(server, patience), Order(Reference("me/lora"), tmp_path))
    downloader.submit(hub(server), Order(Reference("me/other"), tmp_path))
    told.until(Progressed)
    assert downloader.shutdown()
    assert [type(event) for event in told.all[-2:]] == [Cancelled, Cancelled]
    with pytest.raises(HubError, match="about to end"):
        downloader.submit(hub(server), Order(Reference("me/lora"), tmp_path))


CHILD = """
import sys
from pathlib import Path
from inference.hub import Hub, Order, Reference, Stop
from inference.hub.downloader import download
from inference.hub.events import Progressed

def tell(event):
    if isinstance(event, Progressed):
        print(event.bytes, flush=True)

download(Hub(sys.argv[1], margin=0), Order(Reference("me/model"), Path(sys.argv[2])), tell, Stop())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_a_killed_download_goes_on_where_it_was(
    server: HubServer, downloader: Downloader, told: Listener, tmp_path: Path
) -> None:
    index = b'{"_class_name": "P", "unet": ["diffusers", "U"], "vae": ["diffusers", "A"]}'
    unet, vae = "unet/diffusion_pytorch_model.safetensors", "vae/diffusion_pytorch_model.safetensors"
    files = {"model_index.json": index, unet: BIG, "unet/config.json": b"{}", vae: BIG[::-1]}
    server.pages["me/model"] = Page(files | {"vae/config.json": b"{}"})
    server.moods[vae] = [Mood(stall_after=200_000, slow=0.15)]
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, server.url, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert child.stdout is not None
        for line in child.stdout:
            if int(line) >= len(BIG) + 100_000:
                break
        child.send_signal(signal.SIGKILL)
    finally:
        child.kill()
        child.communicate()
    assert not (tmp_path / "model").exists()
    (left,) = unfinished(tmp_path)
    assert left.bytes > len(BIG)
    server.seen.clear()
    downloader.submit(hub(server), left.plan)
    told.until(Finished)
    assert {name: (tmp_path / "model" / name).read_bytes() for name in files} == files
    assert not server.gets(unet)
    assert int(server.gets(vae)[0].headers["Range"].strip("bytes=-")) >= 100_000
    assert not (tmp_path / STAGING).exists()


def test_progress_tells_speed_and_time_left(
    server: HubServer, downloader: Downloader, told: Listener, tmp_path: Path
) -> None:
    server.pages["me/lora"].files[LORA] = BIG * 3
    server.moods[LORA] = [Mood(slow=0.08)]
    downloader.submit(hub(server), Order(Reference("me/lora"), tmp_path))
    told.until(Finished)
    seen = [event for event in told.all if isinstance(event, Progressed)]
    timed = [event for event in seen if event.bytes_per_second is not None and event.bytes < event.total]
    assert timed
    for event in timed:
        assert event.bytes_per_second is not None
        assert event.seconds_left == pytest.approx((event.total - event.bytes) / event.bytes_per_second)


def test_speed_is_smoothed() -> None:
    speed = Speed()
    speed.note(0.0, 0)
    assert speed.bytes_per_second is None
    for tick in range(1, 101):
        speed.note(tick / 10, tick * 100)
    assert speed.bytes_per_second == pytest.approx(1000)
    assert speed.seconds_left(5000) == pytest.approx(5)
    speed.note(10.1, 10_000)  # a hitch hardly shows
    assert speed.bytes_per_second == pytest.approx(1000, rel=0.05)
    for tick in range(1, 101):  # a change does, within seconds
        speed.note(10.1 + tick / 10, 10_000 + tick * 50)
    assert speed.bytes_per_second == pytest.approx(500, rel=0.05)
    before = speed.bytes_per_second
    speed.forget()
    speed.note(999.0, 5)
    assert speed.bytes_per_second == before


def test_stop_ends_sleep_and_web(server: HubServer) -> None:
    stop = Stop()
    stop.sleep(0.0)
    stop.set()
    with pytest.raises(Stopped):
        stop.sleep(SECONDS)
    with Web(server.url, stop=stop) as web, pytest.raises(Stopped):
        web.read_json(server.url, "x")
    assert not server.seen


MOODS = (
    Mood(),
    Mood(drop_after=0),
    Mood(drop_after=70_000),
    Mood(stall_after=30_000),
    Mood(wrong=True),
    Mood(wrong=True, drop_after=90_000),
    Mood(no_range=True, drop_after=120_000),
    Mood(other=BIG[::-1]),
    Mood(other=BIG[:1000]),
    Mood(shifted=1),
    Mood(endless=True),
    Mood(said_length=5),
    Mood(etag="other", drop_after=50_000),
    Mood(status=416),
    Mood(status=429, headers={"Retry-After": "0"}),
    Mood(status=500),
    Mood(status=404),
)


@pytest.mark.parametrize("seed", range(25))
def test_whatever_a_server_does_only_the_right_file_gets_into_place(
    server: HubServer, tmp_path: Path, seed: int
) -> None:
    dice = random.Random(seed)
    path, patience = tmp_path / LORA, replace(QUICK, stall=0.1)
    server.moods[LORA] = [dice.choice(MOODS) for _ in range(dice.randrange(1, 12))]
    order = Order(Reference("me/lora"), tmp_path)
    for _ in range(20):
        try:
            download(hub(server, patience), order, lambda _event: None, Stop())
        except HubError:
            assert not path.exists()
        else:
            break
    assert path.read_bytes() == BIG
    assert not (tmp_path / STAGING).exists()


def test_stopped_at_any_time_it_goes_on(
    server: HubServer, downloader: Downloader, told: Listener, tmp_path: Path
) -> None:
    dice = random.Random(5)
    server.moods[LORA] = [Mood(slow=0.01)] * 30
    order = Order(Reference("me/lora"), tmp_path)
    for _ in range(15):
        ticket = downloader.submit(hub(server), order)
        time.sleep(dice.uniform(0, 0.06))
        downloader.cancel(ticket)
        ending = told.until(Cancelled, Finished, Failed)
        assert not isinstance(ending, Failed)
    server.moods[LORA] = []
    downloader.submit(hub(server), order)
    told.until(Finished)
    assert (tmp_path / LORA).read_bytes() == BIG
    assert not (tmp_path / STAGING).exists()
