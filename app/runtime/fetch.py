"""Wheels from where they lie: resumed where it was broken off, and used only if the SHA-256 is the lock's."""

from __future__ import annotations

import hashlib
import logging
import os
import re
import shutil
from collections.abc import Callable, Sequence
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from app.i18n import QT_TRANSLATE_NOOP
from app.runtime.errors import RuntimeProblem, disk_problem
from app.runtime.lock import Wheel
from inference.errors import HubError, HubRefused
from inference.hub.stop import Patience, Stop
from inference.hub.web import Answer, Web

CHUNK = 1 << 20  # bytes
SETTLE = 64 << 20  # bytes after which they are put on the disk for good
MOST_INDEX = 32 << 20  # bytes of one project's page
_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")

log = logging.getLogger("scumble.runtime")


class Fetcher:
    """Brings wheels into a folder. Beside a wheel that is not whole lies what came so far, as NAME.part.

    `mirror` is the address of an index (PEP 503) that has all packages, in place of where the lock says they
    are; `folders` may hold some of the wheels already. Not for several threads at once.
    """

    def __init__(
        self,
        folder: Path,
        stop: Stop,
        mirror: str = "",
        folders: Sequence[Path] = (),
        patience: Patience | None = None,
    ) -> None:
        self._folder = folder
        self._stop = stop
        self._mirror = mirror
        self._folders = folders
        self._patience = patience or Patience()
        self._webs: dict[str, Web] = {}  # by scheme and host

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(self, *_: object) -> None:
        for web in self._webs.values():
            web.close()

    def here(self, wheel: Wheel) -> int:
        """Bytes of it that are here."""
        whole, part = self._folder / wheel.file, self._part(wheel)
        if _size(whole) == wheel.bytes:
            return wheel.bytes
        return min(_size(part), wheel.bytes)

    def at_hand(self, wheel: Wheel) -> int:
        """Bytes of it that need no network: here, or in one of the folders."""
        in_folders = any(_size(folder / wheel.file) == wheel.bytes for folder in self._folders)
        return wheel.bytes if in_folders else self.here(wheel)

    def fetch(self, wheel: Wheel, tell: Callable[[int], None]) -> Path:
        """The wheel, whole and checked. `tell` hears how many bytes are here.

        Raises RuntimeProblem and HubError, what came so far is kept then, and Cancelled.
        """
        path = self._folder / wheel.file
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            if self._is_here(path, wheel) or self._takes_from_folders(path, wheel):
                tell(wheel.bytes)
                return path
            for _ in range(self._patience.fresh + 1):
                if self._receive_all(wheel, tell) == wheel.sha256:
                    self._part(wheel).replace(path)
                    return path
                log.warning("%s has another SHA-256 than it should", wheel.file)
                self._part(wheel).unlink()
        except OSError as error:
            raise disk_problem(error, self._folder) from error
        raise RuntimeProblem(
            QT_TRANSLATE_NOOP(
                "Runtime",
                "“{name}” is not the file that Scumble was tested with, and was removed: nothing of it is "
                "used. Try again later, or over another connection.",
            ),
            name=wheel.file,
        )

    # --- what is here already --------------------------------------------------------------------

    def _is_here(self, path: Path, wheel: Wheel) -> bool:
        """A wheel from an earlier attempt; one that does not fit is removed."""
        if not path.is_file():
            return False
        if _size(path) == wheel.bytes and self._sha256(path)[0].hexdigest() == wheel.sha256:
            return True
        path.unlink()
        return False

    def _takes_from_folders(self, path: Path, wheel: Wheel) -> bool:
        for folder in self._folders:
            there = folder / wheel.file
            if _size(there) == wheel.bytes and self._sha256(there)[0].hexdigest() == wheel.sha256:
                part = self._part(wheel)
                shutil.copyfile(there, part)
                part.replace(path)
                return True
        return False

    def _sha256(self, path: Path) -> tuple[hashlib._Hash, int]:
        """The digest of what is there, and how many bytes that is."""
        digest, seen = hashlib.sha256(), 0
        if path.is_file():
            with path.open("rb", buffering=0) as file:
                while data := file.read(CHUNK):
                    self._stop.check()
                    digest.update(data)
                    seen += len(data)
        return digest, seen

    # --- what comes over the network -------------------------------------------------------------

    def _receive_all(self, wheel: Wheel, tell: Callable[[int], None]) -> str:
        """Fetch what is missing, after every broken connection once more; the SHA-256 of what came."""
        part = self._part(wheel)
        digest, here = self._sha256(part)
        if here > wheel.bytes:
            part.unlink()
            digest, here = hashlib.sha256(), 0
        failures, mark = 0, here
        tell(here)
        while here < wheel.bytes:
            url = self._address(wheel)
            web = self._web(url)
            try:
                digest, here = self._receive(web, url, wheel, (digest, here), tell)
                if here < wheel.bytes:
                    raise HubError(
                        "The connection to '{host}' was lost. Try again: what was downloaded is kept.",
                        host=urlsplit(url).hostname or "",
                    )
            except HubRefused:
                raise
            except HubError as error:
                digest, here = self._sha256(part)
                if here >= mark + self._patience.worth:
                    failures, mark = 0, here
                failures += 1
                log.info("%s: %s (%d)", wheel.file, error, failures)
                web.wait_after(error, failures)
        return digest.hexdigest()

    def _receive(
        self,
        web: Web,
        url: str,
        wheel: Wheel,
        before: tuple[hashlib._Hash, int],
        tell: Callable[[int], None],
    ) -> tuple[hashlib._Hash, int]:
        """One request. Raises HubError where the connection ends before all is there."""
        digest, here = before
        headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={here}-"} if here else {})
        with web.get(url, headers) as answer:
            if not self._goes_on(answer, here, wheel):
                digest, here = hashlib.sha256(), 0
            loose = 0
            with self._part(wheel).open("ab" if here else "wb") as out:
                while data := web.read(answer):
                    data = data[: wheel.bytes - here]  # a server that sends more has another file
                    out.write(data)
                    digest.update(data)
                    here += len(data)
                    loose += len(data)
                    if loose >= SETTLE:
                        out.flush()
                        os.fsync(out.fileno())
                        loose = 0
                    tell(here)
                    if here == wheel.bytes:
                        break
        return digest, here

    def _goes_on(self, answer: Answer, here: int, wheel: Wheel) -> bool:
        """Whether the answer goes on where the part ends; else it begins anew. Raises refusals."""
        if answer.status == 206:
            told = _RANGE.fullmatch(answer.headers.get("Content-Range", "").strip())
            if told is None or int(told[1]) != here or told[2] not in ("*", str(wheel.bytes)):
                self._part(wheel).unlink(missing_ok=True)
                raise HubError(
                    "The server sends something else than '{name}'. Try again later, or over another "
                    "connection.",
                    name=wheel.file,
                )
            return True
        if answer.status == 200:
            return False
        raise _refusal(answer, wheel.file)

    def _address(self, wheel: Wheel) -> str:
        """Where the wheel lies."""
        index = self._mirror or wheel.index
        if not index:
            return wheel.url
        page = f"{index.rstrip('/')}/{re.sub(r'[-_.]+', '-', wheel.name).lower()}/"
        address = self._web(page).patiently(lambda: self._listed(page, wheel))
        if not address:
            raise RuntimeProblem(
                QT_TRANSLATE_NOOP(
                    "Runtime",
                    "“{name}” is not on “{index}”. Try again later, or without that package index.",
                ),
                name=wheel.file,
                index=index,
            )
        return str(address)

    def _listed(self, page: str, wheel: Wheel) -> str:
        """The address of the wheel on a project's page; "" if it is not there."""
        with self._web(page).get(page, {"Accept": "text/html", "Accept-Encoding": "identity"}) as answer:
            if answer.status == 404:
                return ""
            if answer.status != 200:
                raise _refusal(answer, page)
            body = bytearray()
            while data := self._web(page).read(answer):
                body += data
                if len(body) > MOST_INDEX:
                    raise _refusal(answer, page)
        links = _Links()
        links.feed(body.decode("utf-8", "replace"))
        for link in links.found:
            address = urldefrag(urljoin(page, link)).url
            if unquote(urlsplit(address).path).rpartition("/")[2] == wheel.file:
                return address
        return ""

    def _web(self, url: str) -> Web:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._webs:
            self._webs[origin] = Web(origin, patience=self._patience, stop=self._stop)
        return self._webs[origin]

    def _part(self, wheel: Wheel) -> Path:
        return self._folder / f"{wheel.file}.part"


class _Links(HTMLParser):
    """The addresses on a page of an index."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found += [value for name, value in attrs if name == "href" and value]


def _refusal(answer: Answer, what: str) -> HubError | RuntimeProblem:
    """The error for an answer that is neither the file nor a part of it."""
    if answer.status >= 500 or answer.status in (408, 425, 429):
        return HubError(
            "'{host}' has trouble of its own (error {status}). Try again later: what was downloaded is kept.",
            host=answer.host,
            status=answer.status,
        )
    return RuntimeProblem(
        QT_TRANSLATE_NOOP(
            "Runtime",
            "“{host}” answered the request for “{name}” with error {status}. Try again later; if it stays "
            "so, get a newer version of Scumble.",
        ),
        host=answer.host,
        name=what,
        status=answer.status,
    )


def _size(path: Path) -> int:
    """Bytes; 0 where there is nothing."""
    try:
        return path.stat().st_size
    except OSError:
        return 0
