"""SHA-256 of model files, computed in the background and kept; models are named by them in recipes."""

from __future__ import annotations

import hashlib
import logging
import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from inference.library.index import Index, Row
from inference.models.walk import file_stamp

CHUNK = 1 << 20  # bytes between two looks at the clock
PIECE_SECONDS = 0.1  # how often whoever drives it may stop, or let other work go first

log = logging.getLogger("scumble.library")


def short_digest(sha256: str) -> str:
    """The first 10 digits, as A1111 ("AutoV2") and model sites name files."""
    return sha256[:10]


def digests(index: Index) -> dict[Path, str]:
    """The SHA-256 of each file that has one, in hexadecimal, as of the last scan."""
    return {Path(path): row.sha256 for path, row in index.load().items() if row.sha256}


def digest_pieces(
    paths: Iterable[Path], index: Index, seconds: float = PIECE_SECONDS
) -> Iterator[tuple[Path, str]]:
    """Hash those of the files in `paths` that the index knows and has no hash of.

    Gives the file and its hash, or "" while that takes longer, about every `seconds`; between two pieces
    nothing runs. Each hash is kept before it is given, so it may be dropped at any time. Folders are passed
    over, and files that cannot be read, that vanish or that are not as the index knows them.
    """
    known = index.load()
    for path in paths:
        row = known.get(str(path))
        if row is not None and not row.sha256 and os.path.isfile(path):
            yield from _one(path, row, index, seconds)


def _one(path: Path, row: Row, index: Index, seconds: float) -> Iterator[tuple[Path, str]]:
    digest = hashlib.sha256()
    started = time.monotonic()
    try:
        with path.open("rb", buffering=0) as file:
            while chunk := file.read(CHUNK):  # both let other threads run
                digest.update(chunk)
                if time.monotonic() - started >= seconds:
                    yield path, ""
                    started = time.monotonic()
            unchanged = file_stamp(os.fstat(file.fileno())) == row.stamp
    except OSError as error:
        log.info("No hash of %s: %s", path, error)
        return
    if unchanged:
        index.save({str(path): replace(row, sha256=digest.hexdigest())})
        yield path, digest.hexdigest()
