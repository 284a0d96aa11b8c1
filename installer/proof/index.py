"""A package index on loopback that misbehaves when told to, with a Python beside it for uv to fetch."""

from __future__ import annotations

import hashlib
import json
import re
import sys
import tarfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

PIECE = 1 << 20  # bytes sent at once
LEFT_OUT = ("/site-packages/", "/test/", "__pycache__", "/config-", "/idlelib", "/tkinter", "/lib2to3")
OFFERS = "/python.json"  # what uv is told of Pythons


@dataclass(slots=True)
class Moods:
    """How files are sent, by their names; changed while the index runs."""

    drops: dict[str, list[int]] = field(default_factory=dict)  # the connection ends after so many bytes
    damaged: set[str] = field(default_factory=set)  # their first byte is another one
    slow: float = 0.0  # seconds before each piece
    seen: list[tuple[str, int]] = field(default_factory=list)  # file, first byte asked for


class Index:
    """A context: inside, `url` is the address of an index (PEP 503) of the wheels in some folders."""

    def __init__(self, folders: Sequence[Path], python: Path) -> None:
        self.moods = Moods()
        files = {path.name: path for folder in folders for path in folder.glob("*.whl")}
        pages = _listed(files)
        serve = partial(_Handler, files | {python.name: python}, pages, self.moods)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), serve)
        origin = f"http://127.0.0.1:{self._server.server_address[1]}"
        pages[OFFERS] = _offer(python, f"{origin}/files/{python.name}")
        self.url, self.offers = f"{origin}/simple", f"{origin}{OFFERS}"

    def __enter__(self) -> Index:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def pack_python(target: Path) -> Path:
    """This computer's Python, packed as uv expects one; its library lies beside it."""
    base = Path(sys.base_prefix)
    name = f"python{sys.version_info.major}.{sys.version_info.minor}"

    def wanted(member: tarfile.TarInfo) -> tarfile.TarInfo | None:
        return None if any(part in member.name for part in LEFT_OUT) else member

    with tarfile.open(target, "w:gz", compresslevel=1) as file:
        for path in (base / "bin" / name, base / "lib" / name, *libraries()):
            file.add(path, f"python/{path.relative_to(base).as_posix()}", filter=wanted)
    return target


def libraries() -> list[Path]:
    """What this computer's Python is linked with, of its own."""
    return sorted((Path(sys.base_prefix) / "lib").glob("libpython3*.so*"))


def _listed(files: Mapping[str, Path]) -> dict[str, bytes]:
    pages: dict[str, bytes] = {}
    for name in files:
        project = re.sub(r"[-_.]+", "-", name.partition("-")[0]).lower()
        link = f'<a href="/files/{name.replace("+", "%2B")}">{name}</a>\n'
        pages[f"/simple/{project}/"] = pages.get(f"/simple/{project}/", b"") + link.encode()
    return pages


def _offer(python: Path, url: str) -> bytes:
    """One Python, in the words of uv's own list."""
    version = sys.version_info
    known = {"name": "cpython", "arch": {"family": "x86_64", "variant": None}, "os": "linux", "libc": "gnu"}
    known |= {"major": version.major, "minor": version.minor, "patch": version.micro, "prerelease": ""}
    known |= {"url": url, "sha256": hashlib.sha256(python.read_bytes()).hexdigest(), "variant": None}
    key = f"cpython-{version.major}.{version.minor}.{version.micro}-linux-x86_64-gnu"
    return json.dumps({key: known | {"build": None}}).encode()


class _Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"

    def __init__(
        self, files: Mapping[str, Path], pages: Mapping[str, bytes], moods: Moods, *rest: Any
    ) -> None:
        self._files, self._pages, self._moods = files, pages, moods
        super().__init__(*rest)

    def do_GET(self) -> None:
        page, name = self._pages.get(self.path), self.path.rpartition("/")[2].replace("%2B", "+")
        if page is not None:
            self._head(200, len(page))
            self.wfile.write(page)
        elif self.path.startswith("/files/") and name in self._files:
            self._send(name, self._files[name])
        else:
            self._head(404, 0)

    def do_HEAD(self) -> None:
        """uv asks so before it fetches."""
        path = self._files.get(self.path.rpartition("/")[2])
        self._head(404 if path is None else 200, 0 if path is None else path.stat().st_size)

    def _send(self, name: str, path: Path) -> None:
        size = path.stat().st_size
        told = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        first = int(told[1]) if told else 0
        self._moods.seen.append((name, first))
        ends = self._moods.drops.get(name, [])
        last = min(size, first + ends.pop(0)) if ends else size
        self._head(206 if told else 200, size - first, f"bytes {first}-{size - 1}/{size}" if told else "")
        with path.open("rb") as file:
            file.seek(first)
            while file.tell() < last:
                piece = file.read(min(PIECE, last - file.tell()))
                if name in self._moods.damaged:
                    piece = bytes([piece[0] ^ 1]) + piece[1:]
                time.sleep(self._moods.slow)
                self.wfile.write(piece)
        if last < size:
            self.close_connection = True

    def _head(self, status: int, length: int, part: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(length))
        self.send_header("Accept-Ranges", "bytes")
        if part:
            self.send_header("Content-Range", part)
        self.end_headers()

    def handle(self) -> None:
        """Whoever asks may end the connection in the middle: a program that is stopped does."""
        try:
            super().handle()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the table tells what happened."""
