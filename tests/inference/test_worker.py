"""The worker process by itself: its line, its start, its end, and how it waits for the pen."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from inference import worker
from inference.errors import InferenceError, JobError, WorkerDied
from inference.hardware import Device, Hardware, probe, read_findings
from inference.job import Frame, Job, Kind
from inference.messages import (
    Cancel,
    Done,
    Erred,
    Heartbeat,
    Message,
    Ping,
    Pong,
    Ready,
    Run,
    Shutdown,
    Stepped,
    pack,
    unpack,
)
from inference.wire import encode_frame, read_frame, write_buffers
from inference.worker import Brakes

COMMAND = (
    sys.executable,
    "-P",
    "-m",
    "inference.worker",
    "--engines",
    "tests.inference.fake_engines:REGISTRY",
)
ROOT = str(Path(__file__).parents[2])


def start(command: Sequence[str] = COMMAND) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command, bufsize=0, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": ROOT},
    )  # fmt: skip


@pytest.fixture
def process() -> Iterator[subprocess.Popen[bytes]]:
    child = start()
    yield child
    child.kill()
    child.communicate()


def say(process: subprocess.Popen[bytes], message: Message) -> None:
    assert process.stdin is not None
    write_buffers(process.stdin, encode_frame(pack(message)))


def hear(process: subprocess.Popen[bytes], kind: type) -> Any:
    """The next message of a kind; others before it are skipped."""
    assert isinstance(process.stdout, io.FileIO)
    while (frame := read_frame(process.stdout)) is not None:
        if isinstance(message := unpack(frame, sent=make_job()), kind):
            return message
    pytest.fail("the worker ended")


def make_job(engine: str = "stepper", prompt: str = "0", steps: int = 1) -> Job:
    return Job(
        Kind.PAINT, engine, Frame(0, 0, 2, 2), prompt, image=np.zeros((2, 2, 3), np.uint8), steps=steps
    )


def test_it_answers_while_a_job_runs(process: subprocess.Popen[bytes]) -> None:
    assert hear(process, Ready).pid == process.pid
    say(process, Run(1, make_job(prompt="0.02", steps=1000)))
    hear(process, Stepped)
    say(process, Ping())
    hear(process, Pong)
    hear(process, Heartbeat)
    say(process, Cancel(1))
    assert str(hear(process, Erred).error).startswith("Stopped before step")


def test_it_tells_that_the_engine_starts_where_it_does(process: subprocess.Popen[bytes]) -> None:
    say(process, Run(1, make_job()))
    assert [hear(process, Stepped).progress.stage for _ in range(2)] == ["starting", "painting"]
    hear(process, Done)
    say(process, Run(2, make_job()))
    assert hear(process, Stepped).progress.stage == "painting"


def test_the_garbage_collector_passes_an_engine_by(process: subprocess.Popen[bytes]) -> None:
    say(process, Run(1, make_job("collected")))
    *when, count = hear(process, Done).result.notes
    assert when == ["made: False", "at work: True"]
    assert int(count.removeprefix("passed by: ")) > 1000


def test_a_job_that_was_cancelled_before_its_turn_stops_at_once(process: subprocess.Popen[bytes]) -> None:
    say(process, Cancel(2))
    say(process, Run(2, make_job()))
    assert str(hear(process, Erred).error) == "Stopped before step 1."
    say(process, Run(2, make_job()))
    assert hear(process, Done).ticket == 2  # the mark went with the job


def test_shutdown_closes_the_engines_and_ends_well(process: subprocess.Popen[bytes]) -> None:
    say(process, Run(1, make_job()))
    hear(process, Done)
    say(process, Shutdown())
    assert process.wait() == 0
    _, log = process.communicate()
    assert b"stepper closed" in log


def test_shutdown_cancels_what_runs(process: subprocess.Popen[bytes]) -> None:
    say(process, Run(1, make_job(prompt="0.02", steps=1000)))
    hear(process, Stepped)
    say(process, Shutdown())
    hear(process, Erred)
    assert process.wait() == 0


def test_the_end_of_its_input_ends_it_within_a_step(process: subprocess.Popen[bytes]) -> None:
    say(process, Run(1, make_job("deaf")))
    hear(process, Stepped)
    assert process.stdin is not None
    process.stdin.close()
    process.stdin = None  # for communicate
    process.communicate()
    assert process.returncode != 0


@pytest.mark.parametrize("noise", [b"this is no frame" * 10, b"SCM1\xff\xff\xff\xff" + b"\xff" * 8])
def test_a_broken_line_ends_it(process: subprocess.Popen[bytes], noise: bytes) -> None:
    hear(process, Ready)
    assert process.stdin is not None
    process.stdin.write(noise)
    _, log = process.communicate()
    assert process.returncode != 0
    assert b"The line to the painting engine is broken" in log


def test_senseless_orders_are_answered_and_survived(process: subprocess.Popen[bytes]) -> None:
    frame = pack(Run(5, make_job()))
    frame.fields["job"]["steps"] = 0
    assert process.stdin is not None
    write_buffers(process.stdin, encode_frame(frame))
    erred = hear(process, Erred)
    assert (erred.ticket, type(erred.error)) == (5, JobError)
    say(process, Pong())  # no order at all
    say(process, Run(6, make_job()))
    assert hear(process, Done).ticket == 6


def test_it_steps_back_behind_the_app_unless_told_not_to(process: subprocess.Popen[bytes]) -> None:
    if sys.platform != "linux":
        pytest.skip("niceness is read the Linux way")
    hear(process, Ready)
    ours = os.getpriority(os.PRIO_PROCESS, 0)
    assert os.getpriority(os.PRIO_PROCESS, process.pid) == min(19, ours + worker.NICENESS)
    eager = start((*COMMAND, "--eager"))
    try:
        hear(eager, Ready)
        assert os.getpriority(os.PRIO_PROCESS, eager.pid) == ours
    finally:
        eager.kill()
        eager.communicate()


def test_its_start_imports_nothing_heavy() -> None:
    code = (
        "import sys, inference.worker, inference.service, inference.hardware, inference.headless\n"
        "print([name for name in ('torch', 'numba', 'cv2', 'PySide6', 'diffusers') if name in sys.modules])"
    )
    environment = {**os.environ, "PYTHONPATH": ROOT}
    found = subprocess.run(
        [sys.executable, "-P", "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert found.stdout == "[]\n"


# --- the brakes ---


def in_background(deed: Callable[[], bool]) -> tuple[threading.Thread, list[bool]]:
    answers: list[bool] = []
    thread = threading.Thread(target=lambda: answers.append(deed()))
    thread.start()
    return thread, answers


@pytest.mark.parametrize("release", ["hold", "cancel", "stop"])
def test_a_held_step_goes_on_when_the_pen_is_lifted_or_the_job_cancelled(
    release: str,
) -> None:
    brakes = Brakes()
    brakes.hold(600.0)
    thread, answers = in_background(lambda: brakes.stops(1))
    thread.join(0.05)
    assert thread.is_alive()
    brakes.cancel(2)  # somebody else's job
    thread.join(0.05)
    assert thread.is_alive()
    {"hold": lambda: brakes.hold(0.0), "cancel": lambda: brakes.cancel(1), "stop": brakes.stop}[release]()
    thread.join(60.0)
    assert answers == [release != "hold"]


def test_a_step_is_held_up_once_however_often_it_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    clock = [0.0]

    def wait(self: object, timeout: float | None = None) -> bool:
        assert timeout is not None
        waits.append(timeout)
        clock[0] += timeout
        return False

    monkeypatch.setattr(threading.Condition, "wait", wait)
    monkeypatch.setattr(worker.time, "monotonic", lambda: clock[0])
    brakes = Brakes()
    brakes.hold(0.5)
    assert [brakes.stops(1) for _ in range(3)] == [False] * 3
    assert sum(waits) == pytest.approx(0.5)
    brakes.next_step()
    assert not brakes.stops(1)
    assert sum(waits) == pytest.approx(1.0)


# --- the probe ---


def test_findings_are_read_and_damaged_ones_refused() -> None:
    versions = {"torch": "2.9", "diffusers": None, "transformers": "5.0", "accelerate": None}
    devices = [{"name": "A", "kind": "cuda", "total": 8, "free": 4}]
    findings = json.loads(json.dumps({"versions": versions, "devices": devices, "problem": ""}))
    assert read_findings(findings) == Hardware(
        "2.9", None, "5.0", (Device("A", "cuda", 8, 4),), ("diffusers", "accelerate")
    )
    for name in findings:
        with pytest.raises(InferenceError):
            read_findings({**findings, name: 5} if name != "problem" else {})


def test_the_probe_describes_this_machine_without_torch(tmp_path: Path) -> None:
    """A package finder that hides the AI packages stands for a machine that has none."""
    hide = (
        "import sys, importlib.metadata as metadata\n"
        "real = metadata.version\n"
        "def version(name):\n"
        "    if name in ('torch', 'diffusers', 'transformers'):\n"
        "        raise metadata.PackageNotFoundError(name)\n"
        "    return real(name)\n"
        "metadata.version = version\n"
        "sys.modules['torch'] = None\n"
        "from inference.worker import main\n"
        "main([])\n"
    )
    hardware = probe((sys.executable, "-P", "-c", hide))
    assert hardware.torch is None
    assert {"torch", "diffusers", "transformers"} <= set(hardware.missing)
    assert [device.kind for device in hardware.devices] == ["cpu"]
    assert hardware.devices[0].name
    assert hardware.devices[0].total_memory > 0
    assert hardware.problem == ""


def test_the_probe_tells_of_a_torch_that_cannot_be_imported() -> None:
    spoil = (
        "import sys, importlib.metadata as metadata\n"
        "metadata.version = lambda name: '9.9'\n"
        "sys.modules['torch'] = None\n"
        "from inference.worker import main\n"
        "main([])\n"
    )
    hardware = probe((sys.executable, "-P", "-c", spoil))
    assert hardware.torch == "9.9"
    assert hardware.missing == ()
    assert "torch" in hardware.problem
    assert [device.kind for device in hardware.devices] == ["cpu"]


@pytest.mark.parametrize(
    ("command", "timeout", "sentence"),
    [
        (("/nowhere/at/all",), 10.0, "could not be started"),
        ((sys.executable, "-c", "pass"), 30.0, "stopped"),
        ((sys.executable, "-c", "import time; time.sleep(600)"), 0.1, "did not answer"),
    ],
)
def test_a_probe_without_an_answer_raises(command: tuple[str, ...], timeout: float, sentence: str) -> None:
    with pytest.raises(WorkerDied, match=sentence):
        probe(command, timeout)
