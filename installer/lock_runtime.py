"""Makes the lock files of the AI runtime, resources/runtime/*.json: exact wheels with size and SHA-256.

`python -m installer.lock_runtime` makes all that can be made from here, and says which could not be; with
`--missing` only those that are not there yet, which is what CI does before it builds;
`python -m installer.lock_runtime cpu-linux-x86_64 --find-links FOLDER` makes one, with wheels from a folder
where an index cannot be reached. Needs uv. What is wanted is read off pyproject.toml, and constraints.txt has
the versions that the tests ran with.

No hash is ever made up: each comes from the index, or from the wheel itself where that lies in a folder or
the index tells none. (torch's own tells none for ROCm and XPU: those wheels, of some gigabytes, are fetched
once for it.) So a target whose index cannot be reached from here gets no lock, and one that is there stays.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import urllib3

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "resources" / "runtime"
PYTHON = "3.11"  # of the worker's environment; the program itself may run on another one
PYTORCH = "https://download.pytorch.org/whl"
TAIL = 4 << 20  # bytes; a wheel's table of contents is at its end
PIECE = 1 << 20  # bytes fetched at a time

# Of the program's own dependencies, what the worker process needs.
WORKER = ("numpy", "numba", "opencv-python-headless", "Pillow", "platformdirs")
TRIAL = ("torch", "diffusers", "transformers", "accelerate", "safetensors", "gguf", "numba", "cv2")


@dataclass(frozen=True, slots=True)
class Target:
    """One lock. `platform` as uv names it; `index` is torch's own, "" for PyPI; `local` marks its builds."""

    variant: str
    system: str
    machine: str
    platform: str
    index: str = ""
    local: str = ""
    needs: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.variant}-{self.system}-{self.machine}"


# What CUDA 13.0 needs: NVIDIA's release notes (driver 580; Turing, 7.5, or newer).
CUDA = {"cuda": "13.0", "capability": "7.5", "driver": "580"}
TARGETS = (
    Target("cuda", "linux", "x86_64", "x86_64-manylinux_2_28", needs=CUDA),
    Target("cuda", "linux", "aarch64", "aarch64-manylinux_2_28", needs=CUDA),
    Target("cuda", "windows", "x86_64", "x86_64-pc-windows-msvc", "cu130", "cu130", CUDA),
    Target("rocm", "linux", "x86_64", "x86_64-manylinux_2_28", "rocm7.2", "rocm7.2"),
    Target("xpu", "linux", "x86_64", "x86_64-manylinux_2_28", "xpu", "xpu"),
    Target("xpu", "windows", "x86_64", "x86_64-pc-windows-msvc", "xpu", "xpu"),
    Target("mps", "darwin", "aarch64", "aarch64-apple-darwin"),
    Target("cpu", "linux", "x86_64", "x86_64-manylinux_2_28", "cpu", "cpu"),
    Target("cpu", "linux", "aarch64", "aarch64-manylinux_2_28", "cpu", "cpu"),
    Target("cpu", "windows", "x86_64", "x86_64-pc-windows-msvc"),
)


class CannotLock(Exception):
    """A lock cannot be made from here; says why."""


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status: 0 where every lock that was named was made."""
    options = _options(arguments)
    uv = shutil.which("uv") or str(Path(sys.executable).with_name("uv"))
    known = {target.name: target for target in TARGETS}
    failed = False
    for name in options.targets or known:
        path = FOLDER / f"{name}.json"
        if options.missing and path.exists():
            continue
        try:
            made = make(known[name], uv, options.find_links)
        except CannotLock as error:
            print(f"{name}: not made: {error}")
            failed = failed or name in options.targets
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
        packages = made["packages"]
        download, unpacked = (sum(one[key] for one in packages) / 1e6 for key in ("bytes", "unpacked"))
        print(f"{name}: {len(packages)} packages, {download:.0f} MB to download, {unpacked:.0f} MB unpacked")
    return 1 if failed else 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(one.name for one in TARGETS))
    parser.add_argument("--find-links", type=Path, help="a folder with wheels that no index here has")
    parser.add_argument("--missing", action="store_true", help="leave those that are there as they are")
    options = parser.parse_args(arguments)
    unknown = set(options.targets) - {target.name for target in TARGETS}
    if unknown:
        parser.error(f"there is no target {', '.join(sorted(unknown))}")
    return options


def make(target: Target, uv: str, find_links: Path | None) -> dict[str, Any]:
    """The lock as JSON. Raises CannotLock."""
    packages = [_package(target, told) for told in resolve(target, uv, find_links)]
    needs = {"needs": target.needs} if target.needs else {}
    head = {"format": 1, "variant": target.variant, "system": target.system, "machine": target.machine}
    return {**head, "python": PYTHON, "trial": list(TRIAL), **needs, "packages": packages}


def wanted(target: Target) -> Iterator[str]:
    """The requirements: all of the extra `ai`, and what the worker needs besides."""
    described = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for requirement in described["optional-dependencies"]["ai"]:
        local = f"+{target.local}" if target.local and requirement.startswith("torch==") else ""
        yield requirement + local
    for requirement in described["dependencies"]:
        if any(requirement.startswith(f"{name}>") for name in WORKER):
            yield requirement


def resolve(target: Target, uv: str, find_links: Path | None) -> list[dict[str, Any]]:
    """The packages of a lock as uv finds them (PEP 751). Raises CannotLock."""
    kept = [
        line
        for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
        if not line.startswith(("torch==", "#"))
    ]
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "wanted.txt").write_text("\n".join(wanted(target)), encoding="utf-8")
        (place / "kept.txt").write_text("\n".join(kept), encoding="utf-8")
        command = [uv, "pip", "compile", str(place / "wanted.txt"), "--constraints", str(place / "kept.txt")]
        command += [
            "--python-platform",
            target.platform,
            "--python-version",
            PYTHON,
            "--no-config",
            "--quiet",
        ]
        command += ["--only-binary", ":all:", "--output-file", str(place / "pylock.toml")]
        if find_links is not None:
            command += ["--find-links", str(find_links)]
        elif target.index:
            command += ["--torch-backend", target.index]
        environment = {**os.environ, "MACOSX_DEPLOYMENT_TARGET": "14.0"}  # the least that torch is built for
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
        if done.returncode != 0:
            raise CannotLock(" ".join(done.stderr.split())[:300])
        return tomllib.loads((place / "pylock.toml").read_text(encoding="utf-8"))["packages"]


def _package(target: Target, told: dict[str, Any]) -> dict[str, Any]:
    """One package of the lock: the wheel that fits best."""
    if not told.get("wheels"):
        raise CannotLock(f"{told['name']} has no wheel")
    wheel = min(told["wheels"], key=lambda one: rank(_file_name(one)))
    name, digest = _file_name(wheel), wheel.get("hashes", {}).get("sha256", "")
    if "path" in wheel or wheel.get("url", "").startswith("file:"):
        local = Path(wheel["path"]) if "path" in wheel else Path(unquote(urlsplit(wheel["url"]).path))
        with local.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        place = {"index": f"{PYTORCH}/{target.index}"}  # where everybody else finds it
        size, unpacked = local.stat().st_size, _unpacked(local)
    else:
        place = {"url": wheel["url"]}
        size, unpacked = _sizes(wheel["url"])
        digest = digest or _digest(wheel["url"], size)
    if len(digest) != 64:
        raise CannotLock(f"no SHA-256 is told of {name}")
    about = {"name": told["name"], "version": told["version"], "file": name}
    return {**about, "sha256": digest, "bytes": size, "unpacked": unpacked, **place}


def _file_name(wheel: dict[str, Any]) -> str:
    if "name" in wheel:
        return str(wheel["name"])
    return unquote(str(wheel.get("path") or urlsplit(wheel["url"]).path)).rpartition("/")[2]


def rank(name: str) -> tuple[int, int, str]:
    """How well a wheel's tags fit, the best lowest: for this Python, for any of its kind, for any at all."""
    python, abi, platform = name.removesuffix(".whl").rsplit("-", 3)[1:]
    exact = f"cp{PYTHON.replace('.', '')}"
    made_for = 0 if abi == exact else 1 if abi == "abi3" else 2
    return made_for, 0 if platform != "any" else 1, python


def _unpacked(wheel: Path | io.BytesIO) -> int:
    with zipfile.ZipFile(wheel) as archive:
        return sum(one.file_size for one in archive.infolist())


def _sizes(url: str) -> tuple[int, int]:
    """Bytes of a wheel, and of what is in it, from its end alone. Raises CannotLock."""
    head = urllib3.request("HEAD", url)
    size = int(head.headers.get("Content-Length", 0))
    if head.status != 200 or not size:
        raise CannotLock(f"{url} answered with status {head.status}")
    tail = min(size, TAIL)
    answer = urllib3.request("GET", url, headers={"Range": f"bytes={size - tail}-{size - 1}"})
    if answer.status not in (200, 206):
        raise CannotLock(f"{url} answered with status {answer.status}")
    # The table of contents tells where it begins, counted from the start of the file: `_Tail` moves that.
    return size, _unpacked(_Tail(answer.data[-tail:], size))


def _digest(url: str, size: int) -> str:
    """The SHA-256 of a wheel of so many bytes, fetched for that alone. Raises CannotLock."""
    whole, count = hashlib.sha256(), 0
    answer = urllib3.request("GET", url, preload_content=False)
    for piece in answer.stream(PIECE):
        whole.update(piece)
        count += len(piece)
    if answer.status != 200 or count != size:
        raise CannotLock(f"{url} answered with status {answer.status} and {count} of {size} bytes")
    return whole.hexdigest()


class _Tail(io.BytesIO):
    """The end of a file, read as if all of it were there."""

    def __init__(self, data: bytes, size: int) -> None:
        super().__init__(data)
        self._before = size - len(data)

    def seek(self, place: int, whence: int = 0) -> int:
        return super().seek(place - self._before if whence == 0 else place, whence) + self._before

    def tell(self) -> int:
        return super().tell() + self._before


if __name__ == "__main__":
    sys.exit(main())
