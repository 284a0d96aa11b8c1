"""A model hub on loopback that misbehaves as it is told: drops, stalls, lies, refuses, sends elsewhere."""

from __future__ import annotations

import hashlib
import json
import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast
from urllib.parse import unquote, urlsplit

COMMIT = "0123456789abcdef0123456789abcdef01234567"
LARGE = 1000  # bytes from which on a file is listed with its SHA-256


@dataclass(frozen=True, slots=True)
class Mood:
    """How one request for a file is answered; the defaults are what a good server does."""

    status: int = 0  # other than 0: just this, with `headers`
    headers: Mapping[str, str] = field(default_factory=dict)
    drop_after: int | None = None  # bytes; then the connection is cut
    stall_after: int | None = None  # bytes; then silence until the server ends
    slow: float = 0.0  # seconds between pieces of 64 KiB
    no_range: bool = False  # ranges are ignored
    wrong: bool = False  # the right number of wrong bytes
    other: bytes | None = None  # the file behind the address is this one now
    said_length: int | None = None  # Content-Length that is no truth
    endless: bool = False  # chunked, and longer than the file
    shifted: int = 0  # a range begins so many bytes too late
    etag: str | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """A request that came in."""

    method: str
    path: str
    headers: Message
    host: str


@dataclass(slots=True)
class Page:
    """A model page; `entries` replaces what is listed, for hostile lists."""

    files: dict[str, bytes]
    gated: bool = False
    token: str = ""  # needed for the files, and for the list if `hidden`
    hidden: bool = False
    entries: list[Any] | None = None
    plain: bool = False  # lists names only, as some mirrors do
    status: int = 0


class HubServer:
    """A context: inside, it listens at `url`. `moods[name]` are used up one a request for that file."""

    def __init__(self, name: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> None:
        self.pages: dict[str, Page] = {}
        self.moods: dict[str, list[Mood]] = {}
        self.seen: list[Seen] = []
        self.files_at: str = ""  # another server's address: files are there, the hub redirects
        self.raw: dict[str, bytes] = {}  # by path: sent as it is
        self.closing = threading.Event()
        self._server = _Server((name, 0), self)
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self.url = f"{'http' if tls is None else 'https'}://{name}:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), name="hub-server")

    def __enter__(self) -> HubServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.close_all()
        self._server.server_close()
        self._thread.join()

    def gets(self, name: str) -> list[Seen]:
        """The requests for a file's bytes so far."""
        return [seen for seen in self.seen if seen.method == "GET" and seen.path.endswith(f"/{name}")]

    def mood(self, name: str) -> Mood:
        waiting = self.moods.get(name, [])
        return waiting.pop(0) if waiting else Mood()


def listed(name: str, data: bytes) -> dict[str, Any]:
    """A file as the hub's API lists it."""
    entry: dict[str, Any] = {"rfilename": name, "size": len(data), "blobId": git_name(data)}
    if len(data) >= LARGE:
        entry["lfs"] = {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data), "pointerSize": 134}
    return entry


def git_name(data: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


def tag_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest() if len(data) >= LARGE else git_name(data)


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    request_queue_size = 16

    def __init__(self, address: tuple[str, int], hub: HubServer) -> None:
        self.hub = hub
        self._lock = threading.Lock()
        self._sockets: set[socket.socket] = set()
        super().__init__(address, _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            self._sockets.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._sockets.discard(request)
        super().shutdown_request(request)

    def close_all(self) -> None:
        """Wake the handlers that wait for the next request."""
        with self._lock:
            for one in self._sockets:
                try:
                    one.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue  # it is gone already

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that go away in the middle are what the tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def hub(self) -> HubServer:
        return cast(_Server, self.server).hub

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing to the terminal."""

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        hub, path = self.hub, urlsplit(self.path).path
        hub.seen.append(Seen(self.command, unquote(path), self.headers, hub.url))
        if path in hub.raw:
            self._plain(200, hub.raw[path])
        elif path.startswith("/api/models/"):
            id_, _, revision = path.removeprefix("/api/models/").partition("/revision/")
            self._list(id_, unquote(revision))
        elif "/resolve/" in path:
            id_, _, rest = path[1:].partition("/resolve/")
            self._resolve(id_, unquote(rest.partition("/")[2]))
        elif path.startswith("/stored/"):
            id_, _, name = path.removeprefix("/stored/").partition("/-/")
            self._send(hub.pages[id_].files[unquote(name)], hub.mood(unquote(name)))
        else:
            self._plain(404, b"")

    def _list(self, id_: str, revision: str) -> None:
        page = self.hub.pages.get(id_)
        if page is None:
            self._plain(401, b"", {"X-Error-Code": "RepoNotFound"})
        elif page.status:
            self._plain(page.status, b"")
        elif page.hidden and not self._let_in(page):
            self._plain(401, b"", {"X-Error-Code": "RepoNotFound"})
        elif revision not in ("main", COMMIT):
            self._plain(404, b"", {"X-Error-Code": "RevisionNotFound"})
        else:
            entries = page.entries
            if entries is None:
                entries = [listed(name, data) for name, data in page.files.items()]
            if page.plain:
                entries = [{"rfilename": entry["rfilename"]} for entry in entries]
            told = {"id": id_, "sha": COMMIT, "gated": "auto" if page.gated else False, "siblings": entries}
            told["cardData"] = {"license": "openrail"}
            self._plain(200, json.dumps(told).encode())

    def _resolve(self, id_: str, name: str) -> None:
        hub = self.hub
        page = hub.pages.get(id_)
        if page is None or name not in page.files:
            self._plain(404, b"", {"X-Error-Code": "EntryNotFound"})
        elif page.token and not self._let_in(page):
            status = 403 if self.headers.get("Authorization") else 401
            self._plain(status, b"", {"X-Error-Code": "GatedRepo"})
        elif hub.files_at:
            there = f"{hub.files_at}/stored/{id_}/-/{name}"
            data = page.files[name]
            linked = {"X-Linked-Etag": f'"{tag_of(data)}"', "X-Linked-Size": str(len(data))}
            self._plain(302, b"", {"Location": there, "X-Repo-Commit": COMMIT, **linked})
        else:
            self._send(page.files[name], hub.mood(name))

    def _let_in(self, page: Page) -> bool:
        return self.headers.get("Authorization") == f"Bearer {page.token}"

    def _plain(self, status: int, body: bytes, headers: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        for key, value in (headers or {}).items():
            self.send_header(key, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _send(self, data: bytes, mood: Mood) -> None:
        if mood.status:
            self._plain(mood.status, b"no", mood.headers)
            return
        if mood.other is not None:
            data = mood.other
        tag = f'"{mood.etag or tag_of(data)}"'
        begin = self._begin(tag, mood)
        if begin > len(data) or (begin == len(data) and begin > 0):
            self._plain(416, b"", {"Content-Range": f"bytes */{len(data)}"})
            return
        body = bytes(255 - byte for byte in data) if mood.wrong else data
        body = body[begin + mood.shifted :] if begin else body
        self.send_response(206 if begin else 200)
        if begin:
            first = begin + mood.shifted
            self.send_header("Content-Range", f"bytes {first}-{len(data) - 1}/{len(data)}")
        self.send_header("ETag", tag)
        if mood.endless:
            self.send_header("Transfer-Encoding", "chunked")
        else:
            self.send_header("Content-Length", str(mood.said_length or len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self._body(body, mood)

    def _begin(self, tag: str, mood: Mood) -> int:
        """The first byte that is asked for."""
        wanted = self.headers.get("Range", "")
        condition = self.headers.get("If-Range")
        if mood.no_range or not wanted or (condition is not None and condition != tag):
            return 0
        return int(wanted.removeprefix("bytes=").partition("-")[0])

    def _body(self, body: bytes, mood: Mood) -> None:
        if mood.endless:
            for piece in (body, body):
                self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            self.wfile.write(b"0\r\n\r\n")
            return
        ends = mood.drop_after if mood.drop_after is not None else mood.stall_after
        told = body if ends is None else body[:ends]
        for at in range(0, len(told), 1 << 16):
            self.wfile.write(told[at : at + (1 << 16)])
            if mood.slow and self.hub.closing.wait(mood.slow):
                break
        self.wfile.flush()
        if mood.stall_after is not None:
            self.hub.closing.wait()
        if ends is not None or mood.said_length is not None:
            self.close_connection = True
