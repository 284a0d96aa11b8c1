"""What can calculate in this machine, found without torch: graphics of NVIDIA, AMD, Intel and Apple."""

from __future__ import annotations

import ctypes
import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.runtime.environment import environment
from app.runtime.lock import this_system

PATIENCE = 10.0  # seconds that a driver's own tool may take
NVIDIA, AMD, INTEL = "0x10de", "0x1002", "0x8086"  # PCI vendors

_SMI = (
    "nvidia-smi",
    "--query-gpu=name,memory.total,driver_version,compute_cap",
    "--format=csv,noheader,nounits",
)

Ask = Callable[[Sequence[str]], str]  # what a command prints; "" where it cannot be asked


@dataclass(frozen=True, slots=True)
class Graphics:
    """A graphics processor. `variant` is the AI runtime made for it."""

    variant: str
    name: str
    memory: int = 0  # bytes; 0: not known, or shared with the processor
    driver: str = ""
    cuda: str = ""  # highest CUDA version that the driver takes
    capability: str = ""  # of an NVIDIA processor, as in "8.9"
    usable: bool = True  # False: the part of its driver that calculates is not installed


@dataclass(frozen=True, slots=True)
class Machine:
    """What a runtime is chosen by."""

    system: str
    machine: str
    graphics: tuple[Graphics, ...]


def ask(command: Sequence[str]) -> str:
    """What a command prints; "" where there is none of that name, or it fails or hangs."""
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=PATIENCE,
            check=False,
            env=environment(),
            stdin=subprocess.DEVNULL,
            creationflags=subprocess.CREATE_NO_WINDOW if sys.platform == "win32" else 0,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout if done.returncode == 0 else ""


def detect(
    system: tuple[str, str] | None = None, question: Ask = ask, root: Path = Path("/"), libcuda: bool = True
) -> Machine:
    """Look at this machine; may take some seconds where a driver is slow, so not for the window's thread.

    `question` and `root` (of /sys) are where it looks. `libcuda`: ask NVIDIA's library too.
    """
    name, machine = system or this_system()
    if name == "darwin":
        found = _apple(machine, question)
    elif name == "windows":
        found = [*_nvidia(question, libcuda), *_windows(question)]
    else:
        found = [*_nvidia(question, libcuda), *_amd(root), *_intel(root)]
    return Machine(name, machine, tuple(found))


# --- NVIDIA ---------------------------------------------------------------------------------------------


def _nvidia(question: Ask, libcuda: bool) -> list[Graphics]:
    """From nvidia-smi, or from the driver's library where that tool is missing."""
    version = _cuda_of_library() if libcuda else ""
    lines = question(_SMI).strip().splitlines()
    if lines and not version:
        told = re.search(r"CUDA (?:UMD )?Version:\s*(\d+\.\d+)", question(("nvidia-smi",)))
        version = told.group(1) if told else ""
    found = []
    for line in lines:
        parts = [part.strip() for part in line.split(",")]
        if len(parts) != 4:
            continue
        name, memory, driver, capability = parts
        size = int(float(memory)) << 20 if re.fullmatch(r"\d+(\.\d+)?", memory) else 0
        found.append(Graphics("cuda", name, size, driver, version, _number(capability)))
    if not found and version:
        return [Graphics("cuda", "NVIDIA graphics", cuda=version)]
    return found


def _number(text: str) -> str:
    return text if re.fullmatch(r"\d+(\.\d+)*", text) else ""


def _cuda_of_library() -> str:
    """The CUDA version that the driver takes; asking for it starts nothing on the graphics processor."""
    try:
        library = ctypes.CDLL("nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1")
        version = ctypes.c_int()
        if library.cuDriverGetVersion(ctypes.byref(version)) != 0 or version.value <= 0:
            return ""
    except (OSError, AttributeError):
        return ""
    return f"{version.value // 1000}.{version.value % 1000 // 10}"  # 13020 is 13.2


# --- AMD, Intel -----------------------------------------------------------------------------------------


def _amd(root: Path) -> list[Graphics]:
    """The nodes of the kernel's compute driver (amdkfd) that are graphics processors."""
    found = []
    for path in sorted(root.glob("sys/class/kfd/kfd/topology/nodes/*/properties")):
        told = dict(line.split(maxsplit=1) for line in _text(path).splitlines() if " " in line)
        version = told.get("gfx_target_version", "0").strip()
        if version.isdecimal() and int(version):
            found.append(Graphics("rocm", f"AMD {_gfx(int(version))}", usable=_can_open(root / "dev/kfd")))
    if not found and any(vendor == AMD for vendor, _ in _cards(root)):
        found.append(Graphics("rocm", "AMD graphics", usable=False))
    return found


def _gfx(version: int) -> str:
    """110000 is gfx1100; stepping and minor are one hexadecimal digit each."""
    major, minor, stepping = version // 10000, version // 100 % 100, version % 100
    return f"gfx{major}{minor:x}{stepping:x}"


def _can_open(path: Path) -> bool:
    return os.access(path, os.R_OK | os.W_OK)


def _intel(root: Path) -> list[Graphics]:
    """Intel graphics count where the library is there that calculates on them (Level Zero)."""
    drivers = [driver for vendor, driver in _cards(root) if vendor == INTEL and driver in ("xe", "i915")]
    if not drivers:
        return []
    loader = any(root.glob("usr/lib/*/libze_intel_gpu.so*")) or any(root.glob("usr/lib*/libze_intel_gpu.so*"))
    return [Graphics("xpu", "Intel graphics", usable=loader)]


def _cards(root: Path) -> list[tuple[str, str]]:
    """Vendor and driver of every graphics card that the kernel knows."""
    return [
        (_text(path).strip(), Path(os.path.realpath(path.parent / "driver")).name)
        for path in sorted(root.glob("sys/class/drm/card[0-9]*/device/vendor"))
    ]


def _text(path: Path) -> str:
    try:
        return path.read_text(errors="replace")
    except OSError:
        return ""


# --- Windows, Apple -------------------------------------------------------------------------------------


def _windows(question: Ask) -> list[Graphics]:
    """AMD and Intel graphics as Windows lists them."""
    script = "Get-CimInstance Win32_VideoController | ForEach-Object { $_.Name + '|' + $_.DriverVersion }"
    found = []
    for line in question(("powershell", "-NoProfile", "-Command", script)).splitlines():
        name, _, driver = line.strip().partition("|")
        if re.search(r"\b(AMD|Radeon)\b", name):
            found.append(Graphics("rocm", name, driver=driver))
        elif re.search(r"\bIntel\b.*\bArc\b", name):
            found.append(Graphics("xpu", name, driver=driver))
    return found


def _apple(machine: str, question: Ask) -> list[Graphics]:
    """Apple's own processors calculate with Metal; those by Intel are not served by torch any more."""
    if machine != "aarch64":
        return []
    return [Graphics("mps", question(("sysctl", "-n", "machdep.cpu.brand_string")).strip() or "Apple")]
