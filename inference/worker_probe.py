"""What the worker finds out about this machine: AI packages, devices, memory. Imports torch if it can."""

from __future__ import annotations

import importlib.metadata
import logging
import os
import platform
import sys
from pathlib import Path
from typing import Any

PACKAGES = ("torch", "diffusers", "transformers", "accelerate", "safetensors")

logger = logging.getLogger(__name__)


def find_hardware() -> dict[str, Any]:
    """JSON-ready findings: versions by package (None = missing), devices, and a problem in torch's own words.

    Devices come best first, the processor last; each has "name", "kind", and "total" and "free" in bytes
    (0 = unknown). `inference.hardware.Hardware` is what the app sees of this.
    """
    versions = {name: _version(name) for name in PACKAGES}
    devices: list[dict[str, Any]] = []
    problem = ""
    if versions["torch"] is not None:
        try:
            devices = _accelerators()
        except (ImportError, OSError, RuntimeError) as error:  # a damaged install or driver
            logger.exception("torch cannot be used.")
            problem = f"{type(error).__name__}: {error}"
    return {"versions": versions, "devices": [*devices, _processor()], "problem": problem}


def _version(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def _accelerators() -> list[dict[str, Any]]:
    """The devices that torch can use beside the processor."""
    import torch

    devices: list[dict[str, Any]] = []
    for kind, module in (("cuda", torch.cuda), ("xpu", torch.xpu)):
        if module.is_available():
            for index in range(module.device_count()):
                free, total = module.mem_get_info(index)
                name = module.get_device_properties(index).name
                devices.append({"name": name, "kind": kind, "total": int(total), "free": int(free)})
    if torch.backends.mps.is_available():
        total = int(torch.mps.recommended_max_memory())
        free = max(0, total - int(torch.mps.driver_allocated_memory()))
        devices.append({"name": "Apple GPU", "kind": "mps", "total": total, "free": free})
    return devices


def _processor() -> dict[str, Any]:
    total, free = _main_memory()
    return {"name": _processor_name(), "kind": "cpu", "total": total, "free": free}


def _processor_name() -> str:
    if sys.platform == "linux":
        for line in Path("/proc/cpuinfo").read_text(errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _main_memory() -> tuple[int, int]:
    """Total and available main memory in bytes; 0 = unknown."""
    if sys.platform == "linux":
        lines = (line.split() for line in Path("/proc/meminfo").read_text().splitlines())
        sizes = {line[0]: int(line[1]) * 1024 for line in lines if line[-1] == "kB"}
        return sizes.get("MemTotal:", 0), sizes.get("MemAvailable:", 0)
    if sys.platform == "win32":
        return _windows_memory()
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"), 0


def _windows_memory() -> tuple[int, int]:
    """GlobalMemoryStatusEx: a MEMORYSTATUSEX is two 32-bit fields and seven 64-bit ones."""
    import ctypes
    import struct

    layout = struct.Struct("<II7Q")
    buffer = ctypes.create_string_buffer(layout.pack(layout.size, *[0] * 8), layout.size)
    if sys.platform != "win32" or not ctypes.windll.kernel32.GlobalMemoryStatusEx(buffer):
        return 0, 0
    _, _, total, free, *_ = layout.unpack(buffer.raw)
    return total, free
