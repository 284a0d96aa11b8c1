"""Which device does the work, in which precision, and what memory it has."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import torch

from inference.errors import InferenceError, JobError, OutOfMemory


@dataclass(frozen=True, slots=True)
class Device:
    """Where and in which precision a model runs."""

    kind: str  # "cuda", "xpu", "mps" or "cpu"
    dtype: torch.dtype

    @property
    def torch(self) -> torch.device:
        return torch.device(self.kind)


def pick_device(kind: str = "", dtype: torch.dtype | None = None) -> Device:
    """The named device, or the best one there is: CUDA (ROCm too), XPU, MPS, CPU.

    Half precision on accelerators, single on the CPU, which is slow at halves. Raises JobError for a
    device that is not there.
    """
    present = [name for name, there in _presence() if there]
    if kind and kind not in present:
        raise JobError(
            "This computer has no device '{kind}'. Choose one of: {devices}.",
            kind=kind,
            devices=", ".join(present),
        )
    kind = kind or present[0]
    return Device(kind, dtype or (torch.float32 if kind == "cpu" else torch.float16))


def in_bfloat16(device: Device) -> Device:
    """The device in the half precision with a wide range, for models whose numbers overflow in float16."""
    return replace(device, dtype=torch.bfloat16) if device.dtype == torch.float16 else device


def _presence() -> list[tuple[str, bool]]:
    return [
        ("cuda", torch.cuda.is_available()),
        ("xpu", torch.xpu.is_available()),
        ("mps", torch.backends.mps.is_available()),
        ("cpu", True),
    ]


def free_memory(device: Device) -> int:
    """Bytes that the device can still give, torch's own idle cache included; 0 = unknown (the CPU)."""
    if device.kind == "cuda":
        idle = torch.cuda.memory_reserved() - torch.cuda.memory_allocated()
        return torch.cuda.mem_get_info()[0] + idle
    if device.kind == "xpu":
        idle = torch.xpu.memory_reserved() - torch.xpu.memory_allocated()
        return torch.xpu.mem_get_info()[0] + idle
    if device.kind == "mps":
        return max(0, torch.mps.recommended_max_memory() - torch.mps.driver_allocated_memory())
    return 0


def reset_peak(device: Device) -> None:
    """Start measuring `peak_memory` anew."""
    if device.kind == "cuda":
        torch.cuda.reset_peak_memory_stats()
    elif device.kind == "xpu":
        torch.xpu.reset_peak_memory_stats()


def peak_memory(device: Device) -> int:
    """The most bytes held on the device since `reset_peak`; 0 where the device does not tell."""
    if device.kind == "cuda":
        return torch.cuda.max_memory_allocated()
    if device.kind == "xpu":
        return torch.xpu.max_memory_allocated()
    return 0


def release(device: Device) -> None:
    """Give memory that nothing refers to back to the device."""
    gc.collect()
    if device.kind == "cuda":
        torch.cuda.empty_cache()
    elif device.kind == "xpu":
        torch.xpu.empty_cache()
    elif device.kind == "mps":
        torch.mps.empty_cache()


def wait(device: Device) -> None:
    """Until the device has done all that it was told."""
    if device.kind == "cuda":
        torch.cuda.synchronize()
    elif device.kind == "xpu":
        torch.xpu.synchronize()
    elif device.kind == "mps":
        torch.mps.synchronize()


@contextmanager
def translated(device: Device) -> Iterator[None]:
    """Turn torch's errors into ours: OutOfMemory where memory ran out, InferenceError for other failures."""
    try:
        yield
    except (RuntimeError, MemoryError) as error:
        if is_out_of_memory(error):
            raise _exhausted(device) from error
        raise InferenceError(
            "The model failed on this computer's {device}: {problem} Try again; if it fails "
            "again, choose another model or sampler.",
            device=device.kind.upper(),
            problem=_first_line(error),
        ) from error


def _exhausted(device: Device) -> OutOfMemory:
    if device.kind == "cpu":
        return OutOfMemory(
            "This computer ran out of memory. Make the picture or the selection smaller, choose a smaller "
            "model, or close other programs, then try again."
        )
    return OutOfMemory(
        "The graphics card ran out of memory. Make the picture or the selection smaller, choose a smaller "
        "model, or close other programs, then try again."
    )


def is_out_of_memory(error: BaseException) -> bool:
    """Whether torch means 'no memory left'; outside CUDA and XPU only the wording tells."""
    if isinstance(error, MemoryError | torch.OutOfMemoryError):
        return True
    words = str(error).lower()
    return any(mark in words for mark in ("out of memory", "can't allocate memory", "not enough memory"))


def _first_line(error: BaseException) -> str:
    line = str(error).strip().partition("\n")[0]
    return f"{line.rstrip('.')}."
