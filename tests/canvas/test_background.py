"""Long work keeps a core free while somebody paints, and takes all of them else."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from canvas.background import Room, rest_dropped


def most_at_once(room: Room, workers: int = 4, pieces: int = 12) -> int:
    """How many pieces of work were inside together at most."""
    inside, most, lock = 0, 0, threading.Lock()

    def piece() -> None:
        nonlocal inside, most
        with room:
            with lock:
                inside += 1
                most = max(most, inside)
            time.sleep(0.01)
            with lock:
                inside -= 1

    with ThreadPoolExecutor(workers) as pool:
        for job in [pool.submit(piece) for _ in range(pieces)]:
            job.result(timeout=30)
    return most


@pytest.mark.parametrize(("cores", "left"), [(1, 1), (2, 1), (4, 3)])
def test_a_core_stays_free_while_somebody_paints(cores: int, left: int) -> None:
    room = Room(cores)
    room.pen_down()
    assert most_at_once(room) <= left
    room.pen_up()
    assert most_at_once(room) == 4


def test_two_pens_are_two_pens() -> None:
    room = Room(2)
    room.pen_down()
    room.pen_down()
    room.pen_up()
    assert most_at_once(room) == 1


def test_what_waits_goes_on_when_the_pen_is_up() -> None:
    room = Room(1)
    room.pen_down()
    reached = threading.Event()

    def second() -> None:
        with room:
            reached.set()

    with room:
        thread = threading.Thread(target=second)
        thread.start()
        assert not reached.wait(0.05)
        room.pen_up()
        assert reached.wait(30)
    thread.join()


def patient(room: Room, pieces: int) -> tuple[threading.Thread, list[float]]:
    """A thread that does patient work, and when each piece of it began."""
    begun: list[float] = []

    def work() -> None:
        for _ in range(pieces):
            with room.patiently():
                begun.append(time.monotonic())

    thread = threading.Thread(target=work)
    thread.start()
    return thread, begun


def test_patient_work_waits_for_the_end_of_the_stroke() -> None:
    room = Room(4, pause=60.0, longest=60.0)
    room.pen_down()
    thread, begun = patient(room, 100)
    time.sleep(0.05)
    assert not begun
    room.pen_up()
    thread.join(30)
    assert len(begun) == 100


def test_patient_work_goes_on_now_and_then_beside_a_stroke() -> None:
    room = Room(4, pause=0.05, longest=60.0)
    started = time.monotonic()
    room.pen_down()
    thread, begun = patient(room, 4)
    thread.join(30)
    room.pen_up()
    assert len(begun) == 4
    assert all(when - started >= 0.05 * count for count, when in enumerate(begun, start=1))


def test_patience_ends_where_a_stroke_does_not() -> None:
    room = Room(4, pause=60.0, longest=0.1)
    started = time.monotonic()
    room.pen_down()
    thread, begun = patient(room, 100)
    thread.join(30)
    room.pen_up()
    assert len(begun) == 100
    assert begun[0] - started >= 0.1


def test_a_piece_that_fails_leaves_its_place() -> None:
    room = Room(1)
    room.pen_down()
    with pytest.raises(ValueError, match="no"), room:
        raise ValueError("no")
    assert most_at_once(room, pieces=2) == 1


def test_what_a_pool_has_not_begun_is_dropped_when_something_goes_wrong() -> None:
    begun: list[int] = []
    go_on = threading.Event()

    def piece(number: int) -> None:
        begun.append(number)
        go_on.wait(30)

    def goes_wrong() -> None:
        with ThreadPoolExecutor(1) as pool, rest_dropped(pool):
            for number in range(5):
                pool.submit(piece, number)
            while not begun:
                time.sleep(0.001)
            threading.Timer(0.05, go_on.set).start()
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        goes_wrong()
    assert begun == [0]
