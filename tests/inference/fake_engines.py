"""Small engines that a worker loads with `--engines tests.inference.fake_engines:REGISTRY`."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np

from inference import errors
from inference.errors import Cancelled
from inference.job import Job, Progress, Result, StrokeBrush, Strokes

Report = Callable[[Progress], None]
Asked = Callable[[], bool]


class Stepper:
    """Inverts the picture in `steps` steps of `prompt` seconds each; notes say how often this engine ran."""

    def __init__(self) -> None:
        self.runs = 0
        self.warm = 0

    def warm_up(self, cancelled: Asked) -> None:
        self.warm += 1
        print("warm", self.warm)

    def run(self, job: Job, on_progress: Report, cancelled: Asked) -> Result:
        self.runs += 1
        assert job.image is not None
        for step in range(1, job.steps + 1):
            time.sleep(float(job.prompt or 0))
            if cancelled():
                raise Cancelled(f"Stopped before step {step}.")
            on_progress(Progress(step, job.steps, "painting", job.image[::2, ::2]))
        notes = (f"runs:{self.runs}", f"pid:{os.getpid()}", f"warm:{self.warm}")
        return Result(job, image=255 - job.image, seconds=0.5, peak_memory=7, notes=notes)

    def close(self) -> None:
        print("stepper closed")


class Deaf(Stepper):
    """Reports a step for ever and never asks whether it was cancelled."""

    def run(self, job: Job, on_progress: Report, cancelled: Asked) -> Result:
        while True:
            on_progress(Progress(1, 2))
            time.sleep(0.02)


class Frozen(Stepper):
    """Stops its whole process after one step, heartbeats included."""

    def run(self, job: Job, on_progress: Report, cancelled: Asked) -> Result:
        on_progress(Progress(1, 2))
        time.sleep(0.05)
        os.kill(os.getpid(), signal.SIGSTOP)
        return super().run(job, on_progress, cancelled)


class Failing(Stepper):
    """Raises the error that the prompt names, as 'ClassName: sentence'."""

    def run(self, job: Job, on_progress: Report, cancelled: Asked) -> Result:
        name, _, sentence = job.prompt.partition(": ")
        kinds = {**vars(errors), "MemoryError": MemoryError, "KeyError": KeyError, "SystemExit": SystemExit}
        raise kinds[name](sentence)


class Noisy(Stepper):
    """Prints by every road to stdout, and reads stdin, before it works."""

    def run(self, job: Job, on_progress: Report, cancelled: Asked) -> Result:
        print("printed noise")
        os.write(1, b"raw noise\n")
        subprocess.run([sys.executable, "-c", "print('noise of a child')"], check=True)
        assert sys.stdin.read() == ""
        print("x" * 200_000, file=sys.stderr)
        return super().run(job, on_progress, cancelled)


class Painter(Stepper):
    """Returns two strokes; a prompt of 'broken' makes them contradict themselves."""

    def run(self, job: Job, on_progress: Report, cancelled: Asked) -> Result:
        colours = np.array([[0.5, 0.25, 1.0], [0.0, 0.0, 0.0]], np.float32)
        strokes = Strokes(
            points=np.arange(15, dtype=np.float32).reshape(5, 3),
            offsets=np.array([0, 2, 9 if job.prompt == "broken" else 5], np.int32),
            colours=colours,
            sizes=np.array([3, 4], np.float32),
            opacities=np.ones(2, np.float32),
            brush=np.array([0, 1], np.uint8),
            layer=np.zeros(2, np.uint8),
            brushes=(StrokeBrush("oil"), StrokeBrush("ink", hardness=1.0)),
        )
        return Result(job.with_seed(job.seed + 1), strokes=strokes)


class Collected(Stepper):
    """Notes whether the garbage collector is on, and how many objects it passes by."""

    def __init__(self) -> None:
        super().__init__()
        self.collecting = gc.isenabled()

    def run(self, job: Job, on_progress: Report, cancelled: Asked) -> Result:
        notes = (
            f"made: {self.collecting}",
            f"at work: {gc.isenabled()}",
            f"passed by: {gc.get_freeze_count()}",
        )
        return Result(job, image=job.image, notes=notes)


class Cold(Stepper):
    """Cannot be warmed up, though it runs."""

    def warm_up(self, cancelled: Asked) -> None:
        raise ZeroDivisionError


class Slow(Stepper):
    """Warms up until it is told to stop."""

    def warm_up(self, cancelled: Asked) -> None:
        print("the slow one began")
        while not cancelled():
            time.sleep(0.01)
        print("the slow one stopped")
        raise Cancelled("Stopped.")


class Parent(Stepper):
    """Starts a process that would outlive it, says its number as the step, and works on for long."""

    def run(self, job: Job, on_progress: Report, cancelled: Asked) -> Result:
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        on_progress(Progress(child.pid, child.pid + 1))
        return super().run(job, on_progress, cancelled)


def _needs_package() -> Stepper:
    raise ModuleNotFoundError("No module named 'torch'", name="torch")


REGISTRY = {
    "stepper": Stepper,
    "deaf": Deaf,
    "frozen": Frozen,
    "failing": Failing,
    "noisy": Noisy,
    "painter": Painter,
    "parent": Parent,
    "cold": Cold,
    "slow": Slow,
    "collected": Collected,
    "missing": _needs_package,
}
