"""Other programs, started from this one in an environment of their own, and stopped at once."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from app.runtime.environment import environment
from inference.hub.stop import Stop

TICK = 0.05  # seconds between looks whether to stop

_FULL = re.compile(r"No space left on device|\(os error (28|122|112)\)|not enough space on the disk", re.I)


def run(command: Sequence[str | Path], stop: Stop, extra: Mapping[str, str] | None = None) -> tuple[int, str]:
    """Run a command to its end; its exit status and the last it said. `stop` kills it with all it started.

    Raises OSError where it cannot be started, and Cancelled.
    """
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            [str(word) for word in command],
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            env=environment(extra),
            **_apart(),
        )
        try:
            while (status := process.poll()) is None:
                stop.check()
                time.sleep(TICK)
        finally:
            if process.returncode is None:
                _kill(process)
        said.seek(0, os.SEEK_END)
        said.seek(max(0, said.tell() - 8192))
        return status, said.read().decode("utf-8", "replace")


def says_disk_is_full(said: str) -> bool:
    """Whether what a program said means that."""
    return _FULL.search(said) is not None


def last_line(said: str) -> str:
    """The last that was said, for a sentence."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return lines[-1][:200] if lines else ""


def _apart() -> dict[str, Any]:
    """Popen settings for a group of its own: all of it can be killed, and Ctrl+C does not reach it."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
    return {"start_new_session": True}


def _kill(process: subprocess.Popen[Any]) -> None:
    if sys.platform == "win32":
        tree = ["taskkill", "/F", "/T", "/PID", str(process.pid)]
        subprocess.run(tree, capture_output=True, check=False, creationflags=subprocess.CREATE_NO_WINDOW)
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
