"""A package index on loopback that misbehaves when told to."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

PIECE = 1 << 20  # bytes sent at once


@dataclass(slots=True)
class Moods:
    """How files are sent, by their names; changed while the index runs."""

    drops: dict[str, list[int]] = field(default_factory=dict)  # the connection ends after so many bytes
    damaged: set[str] = field(default_factory=set)  # their first byte is another one
    slow: float = 0.0  # seconds before each piece
    seen: list[tuple[str, int]] = field(default_factory=list)  # file, first byte asked for


class Index:
    """A context: inside, `url` is the address of an index (PEP 503) of the wheels in some folders."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self.moods = Moods()
        files = {path.name: path for folder in folders for path in folder.glob("*.whl")}
        pages = _listed(files)
        serve = partial(_Handler, files, pages, self.moods)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), serve)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/simple"

    def __enter__(self) -> Index:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def _listed(files: Mapping[str, Path]) -> dict[str, bytes]:
    pages: dict[str, bytes] = {}
    for name in files:
        project = re.sub(r"[-_.]+", "-", name.partition("-")[0]).lower()
        link = f'<a href="/files/{name.replace("+", "%2B")}">{name}</a>\n'
        pages[f"/simple/{project}/"] = pages.get(f"/simple/{project}/", b"") + link.encode()
    return pages


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
