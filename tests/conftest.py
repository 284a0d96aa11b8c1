"""What holds for every test: no window on a real screen, and no thread or process left behind."""

from __future__ import annotations

import gc
import os
import tempfile
import threading
import time
from collections.abc import Iterator

import psutil
import pytest
from hypothesis import HealthCheck, settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# Kernels as they are now, compiled by numba and kept beside their sources; the library on which programs run
# is tried by tests/canvas/test_library.py.
os.environ.setdefault("SCUMBLE_KERNELS", "numba")
# What a program keeps for the artist (pictures not saved yet, palettes, brushes) goes where nobody looks.
_home = tempfile.TemporaryDirectory(prefix="scumble-tests-")
for _name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "LOCALAPPDATA"):
    os.environ[_name] = _home.name
# torch calculates with MKL, which on some processors rounds by how the numbers are aligned in memory. What is
# compared to the bit is calculated alike wherever it lies (Intel: Conditional Numerical Reproducibility).
os.environ.setdefault("MKL_CBWR", "AUTO,STRICT")
os.environ["LC_ALL"] = "C.UTF-8"  # what is compared is the program's English, wherever the tests run

# Examples are the same in every run, so that what fails fails because of a change; `make explore` draws new
# ones. None is timed: the first one that needs a kernel compiles it, and the machine may be busy.
settings.register_profile("same", deadline=None, derandomize=True)
settings.register_profile("new", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("new" if os.environ.get("SCUMBLE_NEW_EXAMPLES") else "same")

# Widgets that are garbage end between two tests, on the thread they live on; see `app.garbage`.
gc.disable()

PATIENCE = 3.0  # seconds that a thread or process may take to end


@pytest.fixture(autouse=True)
def nothing_left_behind() -> Iterator[None]:
    """Fail a test that leaves a thread or a child process running."""
    threads = set(threading.enumerate())
    children = {child.pid for child in psutil.Process().children(recursive=True)}
    yield
    deadline = time.monotonic() + PATIENCE
    while (left := _left(threads, children)) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not left, f"left behind: {left}"
    _collect()


def _left(threads: set[threading.Thread], children: set[int]) -> list[str]:
    strays = [thread.name for thread in threading.enumerate() if thread not in threads and thread.is_alive()]
    # The machine-learning libraries keep pools of their own for the life of the process.
    strays = [name for name in strays if not name.startswith(("asyncio_", "tqdm", "Dummy"))]
    processes = [child for child in psutil.Process().children(recursive=True) if child.pid not in children]
    return strays + [f"process {child.pid}" for child in processes if child.status() != psutil.STATUS_ZOMBIE]


def _collect() -> None:
    due = [age for age, count in enumerate(gc.get_count()) if count > gc.get_threshold()[age]]
    if due:
        gc.collect(max(due))
