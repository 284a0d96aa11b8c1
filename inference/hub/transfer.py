"""Fetching one file: resumed where it was broken off, checked while it arrives, in place only when whole."""

from __future__ import annotations

import errno
import json
import logging
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from inference.errors import HubError, HubRefused
from inference.hub.answers import refusal
from inference.hub.digest import Digest, digest_of_start
from inference.hub.listing import Checksum, checksum_of, file_address
from inference.hub.plan import PlannedFile
from inference.hub.web import Answer, Web

_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)")

# Bytes after which they are put on the disk for good. Gigabytes at once would hold up whoever else saves
# meanwhile, such as the picture that is being painted.
SETTLE = 64 << 20

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a file comes from."""

    id: str
    commit: str


class Transfer:
    """Fetches `file` to `path`. Beside it lie, meanwhile, `path`.part and `path`.part.json.

    `tell` is called with the number of bytes that are there, from the thread that calls `run`.
    """

    def __init__(
        self, web: Web, source: Source, file: PlannedFile, path: Path, tell: Callable[[int], None]
    ) -> None:
        self._web = web
        self._source = source
        self._file = file
        self._path = path
        self._part = path.with_name(f"{path.name}.part")
        self._notes = path.with_name(f"{path.name}.part.json")
        self._tell = tell
        self._here = 0  # bytes in the part
        self._digest = Digest(file.checksum.kind, file.bytes)

    def run(self) -> None:
        """Raises HubError where it cannot be had, HubRefused where it must not be, and Cancelled.

        What was received stays for the next time, but for bytes that are known to be wrong.
        """
        with _disk(self._path):
            self._path.parent.mkdir(parents=True, exist_ok=True)
        for _ in range(self._web.patience.fresh + 1):
            self._take_up()
            self._receive_all()
            came_to = self._digest.come_to()
            if came_to == self._file.checksum:
                self._move_into_place()
                return
            logger.warning("%s came to %s, not %s", self._file.name, came_to.hex, self._file.checksum.hex)
            self._drop()
        raise HubError(
            "'{name}' arrived damaged, more than once, and was removed. Try again later, or over another "
            "connection.",
            name=self._file.name,
        )

    def _take_up(self) -> None:
        """Read what is there already, so that only the rest is asked for."""
        with _disk(self._part):
            kind, length = self._file.checksum.kind, self._file.bytes
            self._digest, self._here = digest_of_start(self._part, kind, length, self._web.stop)
        if self._here > length:
            self._drop()
        self._tell(self._here)

    def _receive_all(self) -> None:
        failures, mark = 0, self._here
        while self._here < self._file.bytes or not self._part.exists():
            try:
                self._receive()
            except HubRefused:
                raise
            except HubError as error:
                if self._here >= mark + self._web.patience.worth:
                    failures, mark = 0, self._here
                failures += 1
                logger.info("%s: %s (%d)", self._file.name, error, failures)
                self._web.wait_after(error, failures)

    def _receive(self) -> None:
        """One request; returns when all is there, raises HubError when the connection ends before that."""
        source = self._source
        headers = {"Accept-Encoding": "identity"}
        tag = self._tag()
        if self._here:
            headers["Range"] = f"bytes={self._here}-"
            if tag:
                headers["If-Range"] = tag
        url = file_address(self._web, source.id, source.commit, self._file.name)
        with self._web.get(url, headers) as answer:
            self._check_head(answer, tag)
            with _disk(self._part), self._part.open("ab" if self._here else "wb") as out:
                self._pour(answer, out)
        if self._here < self._file.bytes:
            raise HubError(
                "The connection to '{host}' was lost. Try again: what was downloaded is kept.",
                host=answer.host,
            )

    def _check_head(self, answer: Answer, tag: str) -> None:
        """See that the answer goes on where the part ends; else begin anew. Raises what the status means."""
        if answer.status == 416:
            self._drop()
            raise self._unfit()
        if answer.status not in (200, 206):
            raise self._refusal(answer)
        if answer.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise self._unfit()
        linked = checksum_of(answer.told) if "X-Linked-Etag" in answer.told else None
        if linked is not None and linked.kind == self._file.checksum.kind and linked != self._file.checksum:
            raise self._changed(linked)
        length = answer.headers.get("Content-Length", "")
        if answer.status == 206:
            self._check_range(answer, tag)
        elif self._here:  # ranges are ignored, or the file behind the address is another one
            self._drop()
        if length.isdigit() and int(length) != self._file.bytes - self._here:
            raise self._unfit()
        self._note(answer.headers.get("ETag", ""))

    def _refusal(self, answer: Answer) -> HubError:
        error = refusal(answer.status, answer.headers, self._web.asking(self._source.id, self._file.name))
        if self._web.is_hub(answer.host) or not isinstance(error, HubRefused):
            return error
        # Where the hub leads to, a refusal means that the address it gave has run out; it gives another.
        return HubError(
            "'{host}', where the hub keeps its files, answered with error {status}. Try again later.",
            host=answer.host,
            status=answer.status,
        )

    def _check_range(self, answer: Answer, tag: str) -> None:
        match = _RANGE.fullmatch(answer.headers.get("Content-Range", "").strip())
        new = answer.headers.get("ETag", "")
        fits = (
            match is not None
            and int(match[1]) == self._here
            and match[3] in ("*", str(self._file.bytes))
            and not (tag and new and new != tag)
        )
        if not fits:
            self._drop()
            raise self._unfit()

    def _pour(self, answer: Answer, out: BinaryIO) -> None:
        loose = 0  # bytes that the system has not put on the disk, as far as is known
        while data := self._web.read(answer):
            if self._here + len(data) > self._file.bytes:
                out.seek(0)  # not removed: it is open
                out.truncate()
                self._reset()
                raise self._unfit()
            out.write(data)
            self._digest.update(data)
            self._here += len(data)
            loose += len(data)
            if loose >= SETTLE:
                out.flush()
                os.fsync(out.fileno())
                loose = 0
            self._tell(self._here)

    def _unfit(self) -> HubError:
        return HubError(
            "The server sends something else than '{name}'. Try again later, or over another connection.",
            name=self._file.name,
        )

    def _changed(self, linked: Checksum) -> HubRefused:
        logger.warning("%s is %s on the hub, not %s", self._file.name, linked.hex, self._file.checksum.hex)
        return HubRefused(
            "'{name}' was changed on the hub meanwhile. Start its download anew.", name=self._file.name
        )

    # --- on disk -----------------------------------------------------------------------------------------

    def _tag(self) -> str:
        """The strong entity tag of the bytes in the part, as the server named it; "" if it is not known."""
        try:
            told = json.loads(self._notes.read_bytes())
        except (OSError, ValueError):
            return ""
        tag = told.get("etag") if isinstance(told, dict) else None
        sound = isinstance(tag, str) and tag.startswith('"') and tag.isascii() and tag.isprintable()
        return str(tag) if sound else ""

    def _note(self, tag: str) -> None:
        with _disk(self._notes):
            self._notes.write_text(json.dumps({"etag": tag}), encoding="utf-8")

    def _drop(self) -> None:
        """Begin from nothing."""
        with _disk(self._part):
            self._part.unlink(missing_ok=True)
            self._notes.unlink(missing_ok=True)
        self._reset()

    def _reset(self) -> None:
        self._here, self._digest = 0, Digest(self._file.checksum.kind, self._file.bytes)

    def _move_into_place(self) -> None:
        with _disk(self._path):
            with self._part.open("rb+") as file:
                os.fsync(file.fileno())
            self._part.replace(self._path)
            self._notes.unlink(missing_ok=True)


@contextmanager
def _disk(path: Path) -> Iterator[None]:
    """Translate what a disk does not let be done."""
    try:
        yield
    except OSError as error:
        raise disk_error(error, path) from error


def disk_error(error: OSError, path: Path) -> HubRefused:
    """The sentence for a disk that is full or does not let itself be written to."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return HubRefused(
            "The disk is full. Make room, then try again: what was downloaded is kept in '{folder}'.",
            folder=str(path.parent),
        )
    return HubRefused(
        "'{path}' cannot be written: {reason}. Choose another folder, or change its permissions.",
        path=str(path),
        reason=error.strerror or str(error),
    )
