"""A tiny AI runtime for tests: wheels made on the spot, a lock for them, and a package index on loopback."""

from __future__ import annotations

import base64
import hashlib
import io
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path

from app.runtime.installer import Installer
from app.runtime.lock import Lock, Wheel, this_system
from app.runtime.places import Places
from tests.inference.hub_server import HubServer, Page

PAGE = "runtime/wheels"
NAMES = ("tinytorch", "tiny_diffusers", "tiny-more")
FILLING = 300_000  # bytes in a wheel that cannot be packed, so that a connection can break in the middle


def wheel_bytes(name: str, version: str = "1.0", broken: bool = False) -> bytes:
    """A wheel with one module, which has the package's name, and one large file."""
    module = name.replace("-", "_")
    noise = hashlib.shake_256(f"{name}{version}".encode()).digest(FILLING)
    info = f"{module}-{version}.dist-info"
    source = "raise ImportError('no such graphics')\n" if broken else f"VERSION = {version!r}\n"
    files = {
        f"{module}/__init__.py": source.encode(),
        f"{module}/weights.bin": noise,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    lines = [f"{path},{_record(data)},{len(data)}" for path, data in files.items()]
    files[f"{info}/RECORD"] = "\n".join([*lines, f"{info}/RECORD,,"]).encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path, data in files.items():
            archive.writestr(zipfile.ZipInfo(path, (2026, 1, 1, 0, 0, 0)), data)
    return packed.getvalue()


def _record(data: bytes) -> str:
    return "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip("=")


def make_lock(
    url: str = "", index: str = "", variant: str = "cpu", version: str = "1.0", broken: bool = False
) -> tuple[Lock, dict[str, bytes]]:
    """A lock, and its wheels by file name. `url`: where the files are; `index`: where they are listed."""
    wheels, files = [], {}
    for name in NAMES:
        data = wheel_bytes(name, version, broken and name == NAMES[0])
        file = f"{name.replace('-', '_')}-{version}-py3-none-any.whl"
        files[file] = data
        unpacked = sum(one.file_size for one in zipfile.ZipFile(io.BytesIO(data)).infolist())
        wheels.append(
            Wheel(
                name,
                version,
                file,
                hashlib.sha256(data).hexdigest(),
                len(data),
                unpacked,
                url=f"{url}/{PAGE}/resolve/main/{file}" if url else "",
                index=index,
            )
        )
    system, machine = this_system()
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    modules = tuple(name.replace("-", "_") for name in NAMES)
    return Lock(variant, system, machine, python, modules, tuple(wheels), {}), files


@contextmanager
def package_server(version: str = "1.0", broken: bool = False) -> Iterator[tuple[HubServer, Lock]]:
    """A server with the wheels of a lock, which are also listed below /simple/."""
    with HubServer() as server:
        lock, files = make_lock(server.url, version=version, broken=broken)
        server.pages[PAGE] = Page(dict(files))
        for wheel in lock.wheels:
            link = f'<a href="../../{PAGE}/resolve/main/{wheel.file}#sha256={wheel.sha256}">{wheel.file}</a>'
            server.raw[f"/simple/{wheel.name.replace('_', '-')}/"] = f"<html>{link}</html>".encode()
        yield server, lock


def copy_installed(places: Places) -> None:
    """Put a whole runtime there, as `Installer.install` leaves it; made once for all tests."""
    shutil.copytree(_installed().name, places.root, symlinks=True)


@cache
def _installed() -> tempfile.TemporaryDirectory[str]:
    folder = tempfile.TemporaryDirectory(prefix="scumble-runtime-")
    with package_server() as (_, lock):
        Installer(Places(Path(folder.name)), lock).install()
    return folder


def listed_only(lock: Lock, index: str) -> Lock:
    """The same lock, with files that have to be looked up on an index."""
    return replace(lock, wheels=tuple(replace(wheel, url="", index=index) for wheel in lock.wheels))
