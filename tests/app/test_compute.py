"""The two threads beside the UI: order, errors, and their end."""

from __future__ import annotations

import threading
import time

import pytest

from app.compute import Compute
from canvas.errors import EditError


def test_work_is_done_in_order_on_one_thread() -> None:
    compute, seen = Compute(), []
    futures = [
        compute.submit(lambda n=n: seen.append((n, threading.current_thread().name))) for n in range(50)
    ]
    for future in futures:
        future.result(10)
    assert [number for number, _ in seen] == list(range(50))
    assert len({name for _, name in seen}) == 1
    assert compute.close()


def test_an_errand_does_not_hold_up_the_pen() -> None:
    compute, free = Compute(), threading.Event()
    errand = compute.errand(lambda: free.wait(10))
    assert compute.submit(lambda: 7).result(10) == 7
    assert not errand.done()
    free.set()
    assert errand.result(10)
    assert compute.close()


def test_what_is_asked_for_after_the_end_is_refused() -> None:
    compute = Compute()
    assert compute.close()
    assert compute.submit(lambda: 1).cancelled()
    assert compute.errand(lambda: 1).cancelled()
    assert compute.close()


def test_closing_drops_what_waits() -> None:
    compute, free, began, seen = Compute(), threading.Event(), threading.Event(), []

    def first() -> None:
        began.set()
        free.wait(10)

    running = compute.submit(first)
    waiting = compute.submit(lambda: seen.append(1))
    assert began.wait(10)
    threading.Timer(0.05, free.set).start()
    assert compute.close(10)
    assert running.done()
    assert waiting.cancelled()
    assert not seen


def test_closing_does_not_wait_for_ever() -> None:
    compute, free = Compute(), threading.Event()
    compute.errand(lambda: free.wait(20))
    time.sleep(0.02)
    assert not compute.close(0.05)
    free.set()
    assert compute.close(10)


def test_a_surprise_goes_to_the_outermost_hook_and_a_sentence_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[BaseException] = []
    monkeypatch.setattr("sys.excepthook", lambda _kind, error, _trace: seen.append(error))
    compute, surprise = Compute(), ValueError("odd")

    def raising(error: Exception) -> None:
        raise error

    odd = compute.errand(lambda: raising(surprise))
    known = compute.submit(lambda: raising(EditError("There is nothing to paint on.")))
    assert isinstance(known.exception(10), EditError)
    assert odd.exception(10) is surprise
    assert compute.close()
    assert seen == [surprise]
