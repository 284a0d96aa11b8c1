"""What this machine offers to the engines, asked of a worker process so that the app never imports torch."""

from __future__ import annotations

import queue
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from inference.errors import InferenceError, WorkerDied
from inference.messages import Probe, Probed, unpack
from inference.process import WorkerLog, WorkerProcess, default_command
from inference.wire import Frame


@dataclass(frozen=True, slots=True)
class Device:
    """Something that can run a model. `kind` is torch's name for it: "cuda", "mps", "xpu" or "cpu"."""

    name: str
    kind: str
    total_memory: int  # bytes; 0 = unknown
    free_memory: int  # bytes; 0 = unknown


@dataclass(frozen=True, slots=True)
class Hardware:
    """The AI packages and devices of this machine. The processor is always the last device."""

    torch: str | None  # version; None = not installed
    diffusers: str | None
    transformers: str | None
    devices: tuple[Device, ...]
    missing: tuple[str, ...]  # packages of the `ai` extra that are not installed
    problem: str = ""  # why torch cannot be used although it is installed, in its own words


def probe(
    command: Sequence[str] | None = None,
    timeout: float = 60.0,
    environment: Mapping[str, str] | None = None,
) -> Hardware:
    """Ask a worker process of its own; blocks up to `timeout` seconds, most of them importing torch.

    Raises WorkerDied where the worker cannot be started, ends or stays silent.
    """
    inbox: queue.SimpleQueue[Frame | InferenceError | None] = queue.SimpleQueue()
    log = WorkerLog()
    try:
        process = WorkerProcess(
            command or default_command(), environment, log, lambda _, delivery: inbox.put(delivery)
        )
    except OSError as error:
        raise WorkerDied(
            "The painting engine could not be started ({reason}).", reason=error.strerror or str(error)
        ) from error
    try:
        process.send(Probe())
        return read_findings(_await_findings(inbox, time.monotonic() + timeout))
    except queue.Empty:
        raise WorkerDied(
            "The painting engine did not answer within {seconds} seconds. Try again in a minute.",
            seconds=f"{timeout:g}",
        ) from None
    finally:
        process.close()


def _await_findings(
    inbox: queue.SimpleQueue[Frame | InferenceError | None], deadline: float
) -> dict[str, Any]:
    """The first findings in the inbox. Raises queue.Empty at the deadline, WorkerDied at a death."""
    while True:
        delivery = inbox.get(timeout=max(0.0, deadline - time.monotonic()))
        if not isinstance(delivery, Frame):
            raise WorkerDied("The painting engine stopped while it looked at this machine. Install it anew.")
        message = unpack(delivery)
        if isinstance(message, Probed):
            return message.findings


def read_findings(findings: Mapping[str, Any]) -> Hardware:
    """What `inference.worker_probe` found, as the app sees it. Raises InferenceError for damaged findings."""
    try:
        versions = findings["versions"]
        devices = [
            Device(str(device["name"]), str(device["kind"]), int(device["total"]), int(device["free"]))
            for device in findings["devices"]
        ]
        return Hardware(
            torch=versions["torch"],
            diffusers=versions["diffusers"],
            transformers=versions["transformers"],
            devices=tuple(devices),
            missing=tuple(name for name, version in versions.items() if version is None),
            problem=str(findings["problem"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InferenceError("The painting engine sent a damaged description of this machine.") from error
