"""One worker process as its owner holds it: its pipes, the threads that serve them, and its certain end."""

from __future__ import annotations

import logging
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from inference.errors import InferenceError
from inference.messages import Message, Shutdown, pack
from inference.wire import Frame, Truncated, encode_frame, read_frame, write_buffers

LOG_BYTES = 64 << 10
REAP_SECONDS = 5.0  # how long a killed process may linger, e.g. inside a device driver

logger = logging.getLogger(__name__)

# What the reading thread hands over: a frame, an error in the stream, or None at its end.
Delivery = Callable[["WorkerProcess", "Frame | InferenceError | None"], None]


def default_command() -> tuple[str, ...]:
    """How this installation starts a worker; a frozen program starts itself with `--worker`."""
    if hasattr(sys, "frozen"):  # set by PyInstaller and its kin
        return (sys.executable, "--worker")
    return (sys.executable, "-P", "-m", "inference.worker")  # -P: nothing is imported from the current folder


class WorkerLog:
    """The last LOG_BYTES that workers wrote to stderr. Safe from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._bytes = bytearray()

    def add(self, chunk: bytes) -> None:
        """Keep `chunk`, forgetting the oldest beyond the limit."""
        with self._lock:
            self._bytes += chunk
            del self._bytes[:-LOG_BYTES]

    def text(self) -> str:
        """The log as text; bytes that are no UTF-8 are replaced."""
        with self._lock:
            return self._bytes.decode("utf-8", "replace")


class WorkerProcess:
    """A running worker. `deliver` is called on the reading thread; everything else never blocks but `close`.

    Raises OSError where the command cannot be started.
    """

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str] | None,
        log: WorkerLog,
        deliver: Delivery,
    ) -> None:
        self._process: subprocess.Popen[Any] = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            env=_environment(environment),
            **_apart(),
        )
        self._log = log
        self._deliver = deliver
        self._outgoing: queue.SimpleQueue[list[memoryview] | None] = queue.SimpleQueue()
        self._reader = self._thread("replies", self._read, self._process.stdout)
        self._threads = (
            self._reader,
            self._thread("orders", self._write, self._process.stdin),
            self._thread("log", self._drain, self._process.stderr),
        )

    @property
    def pid(self) -> int:
        """The process id, also after the end."""
        return self._process.pid

    def send(self, message: Message) -> None:
        """Queue a message. Raises InferenceError where it cannot travel; a dead worker is no error here."""
        self._outgoing.put(encode_frame(pack(message)))

    def close(self, polite: float = 0.0, firm: float = 0.0) -> int | None:
        """End the process and everything it started; its exit status (negative: signal), None if unknown.

        Asks first and waits `polite` seconds, then terminates and waits `firm` seconds, then kills. What is
        left of the process group is killed in every case, before the leader is reaped: until then its number
        cannot belong to anybody else.
        """
        if polite > 0.0:
            self.send(Shutdown())
            self._reader.join(polite)  # the reply pipe ends with the process
        if firm > 0.0 and self._reader.is_alive():
            _signal_group(self._process, firmly=False)
            self._reader.join(firm)
        _signal_group(self._process, firmly=True)
        try:
            returncode = self._process.wait(REAP_SECONDS)
        except subprocess.TimeoutExpired:
            logger.error("The worker process %d does not end although it was killed.", self.pid)
            returncode = None
        self._outgoing.put(None)
        for thread in self._threads:
            if thread is not threading.current_thread():
                thread.join(1.0)  # the log pipe may live on in a process that left the group
        return returncode

    def _thread(self, name: str, deed: Callable[[Any], None], pipe: IO[bytes] | None) -> threading.Thread:
        thread = threading.Thread(target=deed, args=(pipe,), name=f"worker-{name}-{self.pid}", daemon=True)
        thread.start()
        return thread

    def _read(self, pipe: Any) -> None:
        with pipe:
            last: InferenceError | None = None
            try:
                while (frame := read_frame(pipe)) is not None:
                    self._deliver(self, frame)
            except (Truncated, OSError) as error:  # Windows reports a broken pipe where others report its end
                logger.info("The worker's replies broke off: %s", error)
            except InferenceError as error:
                last = error
            self._deliver(self, last)

    def _write(self, pipe: Any) -> None:
        try:
            with pipe:
                while (buffers := self._outgoing.get()) is not None:
                    write_buffers(pipe, buffers)
        except OSError as error:  # the reading thread reports the death
            logger.info("The worker no longer listens: %s", error)

    def _drain(self, pipe: Any) -> None:
        with pipe:
            while chunk := pipe.read(8192):
                self._log.add(chunk)


def _environment(extra: Mapping[str, str] | None) -> dict[str, str]:
    """The child's environment: ours, UTF-8, and the way to a source tree that is not installed."""
    environment = {**os.environ, "PYTHONUTF8": "1"}
    root = Path(__file__).resolve().parents[1]
    if root.name not in ("site-packages", "dist-packages") and not hasattr(sys, "frozen"):
        paths = [str(root), environment.get("PYTHONPATH", "")]
        environment["PYTHONPATH"] = os.pathsep.join(path for path in paths if path)
    return environment | dict(extra or {})


def _apart() -> dict[str, Any]:
    """Popen settings for a group of its own: our Ctrl+C does not reach it, one kill reaches all of it."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
    return {"start_new_session": True}


def _signal_group(process: subprocess.Popen[Any], firmly: bool) -> None:
    """Terminate or kill the process with all that it started and that stayed in its group."""
    if sys.platform == "win32":
        if process.poll() is None:
            tree = ["taskkill", "/F", "/T", "/PID", str(process.pid)]
            subprocess.run(tree, capture_output=True, check=False, creationflags=subprocess.CREATE_NO_WINDOW)
        return
    if process.returncode is not None:
        return  # reaped: the number may belong to somebody else by now
    try:
        os.killpg(process.pid, signal.SIGKILL if firmly else signal.SIGTERM)
    except (ProcessLookupError, PermissionError) as error:  # macOS: no permission where only a zombie is left
        logger.debug("No process group %d: %s", process.pid, error)
