"""Qt objects that hang together in a cycle end on the window's thread, whoever fills the memory."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.garbage import INTERVAL, PRESSING, Collector


class Knot(QObject):
    """Refers to itself, so that only the collector can end it."""

    def __init__(self) -> None:
        super().__init__()
        self.me = self


@pytest.fixture
def automatic() -> Iterator[None]:
    """Python's own collector is on, as in any program; afterwards as it was."""
    was = gc.isenabled()
    gc.enable()
    yield
    gc.unfreeze()
    if not was:
        gc.disable()


def knots(count: int) -> list[str]:
    """So many objects that are garbage at once; the list is told on which thread each ends."""
    ended: list[str] = []
    for _ in range(count):
        weakref.finalize(Knot(), lambda: ended.append(threading.current_thread().name))
    return ended


def fill_memory(kept: list[list[int]]) -> None:
    """Enough new lists for the automatic collector to run many times."""
    kept += [[number] for number in range(50 * gc.get_threshold()[0])]


def test_only_the_windows_thread_collects(qtbot: QtBot, automatic: None) -> None:
    collector = Collector(lambda: False)
    ended = knots(20)
    kept: list[list[int]] = []
    other = threading.Thread(target=fill_memory, args=(kept,))
    other.start()
    other.join()
    assert ended == []
    qtbot.waitUntil(lambda: len(ended) == 20, timeout=20 * INTERVAL)
    assert set(ended) == {threading.main_thread().name}
    assert kept
    collector.close()
    assert gc.isenabled()


def test_a_stroke_is_waited_for_unless_memory_fills(qtbot: QtBot, automatic: None) -> None:
    collector = Collector(lambda: True)
    ended = knots(20)
    begun = gc.get_count()[0]
    kept = [[number] for number in range(2 * gc.get_threshold()[0])]
    assert gc.get_count()[0] > begun
    collector.look()
    assert ended == []
    more = [[number] for number in range(PRESSING * gc.get_threshold()[0])]
    collector.look()
    assert len(ended) == 20
    collector.close()
    assert kept
    assert more


def test_what_is_there_once_all_is_prepared_is_not_searched_again(qtbot: QtBot, automatic: None) -> None:
    collector = Collector(lambda: False)
    before = gc.get_freeze_count()
    other = threading.Thread(target=collector.prepared.emit)
    other.start()
    other.join()
    assert gc.get_freeze_count() == before  # not on that thread
    qtbot.waitUntil(lambda: gc.get_freeze_count() > before)
    collector.close()
