"""Whether there is a newer Scumble: asked only when the artist asks, believed only if it is signed.

What is read is one JSON file: `signed`, the announcement as base64, and `signature`, its Ed25519 signature
(RFC 8032) by the key that resources/updates.json names. Nothing is sent but the request for that file.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import resources
from app import VERSION
from app.i18n import QT_TRANSLATE_NOOP
from app.runtime.errors import RuntimeProblem
from inference.errors import HubError
from inference.hub.stop import Patience, Stop
from inference.hub.web import Web

SOURCE = Path(resources.__file__).parent / "updates.json"
PURPOSE = b"scumble-update-1\n"  # signed in front of the announcement: a signature is good for nothing else
MOST = 1 << 18  # bytes of the file
PATIENCE = Patience(connect=10, stall=10, attempts=2)
_VERSION = re.compile(r"\d{1,6}(\.\d{1,6}){0,3}")


class UpdateProblem(RuntimeProblem):
    """It cannot be told whether there is a newer version."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where to ask, and whom to believe."""

    address: str
    key: str  # Ed25519 public key, base64


@dataclass(frozen=True, slots=True)
class Release:
    """A version of Scumble as it was announced."""

    version: str
    page: str  # where to get it
    news: tuple[str, ...]

    @property
    def is_newer(self) -> bool:
        """Than the one that runs."""
        return _parts(self.version) > _parts(VERSION)


def own_source(path: Path = SOURCE) -> Source:
    """What this build was told."""
    told = json.loads(path.read_bytes())
    return Source(str(told["address"]), str(told["key"]))


def newest(source: Source, stop: Stop | None = None, patience: Patience = PATIENCE) -> Release:
    """The newest version there is, which may be the one that runs. Waits for the network.

    Raises UpdateProblem, HubError where nobody answers, and Cancelled once `stop` is set.
    """
    if not source.address or not source.key:
        raise UpdateProblem(
            QT_TRANSLATE_NOOP(
                "Runtime",
                "This build of Scumble does not know where new versions are announced. Look where you got "
                "it.",
            )
        )
    return read(_fetched(source.address, stop or Stop(), patience), source.key)


def read(data: bytes, key: str) -> Release:
    """A signed announcement. Raises UpdateProblem where it is not signed by `key`, or makes no sense."""
    try:
        told = json.loads(data)
        signed = base64.b64decode(told["signed"], validate=True)
        signature = base64.b64decode(told["signature"], validate=True)
    except (ValueError, TypeError, LookupError, binascii.Error, RecursionError) as error:
        raise _unclear() from error
    if not is_signed(signed, signature, key):
        raise UpdateProblem(
            QT_TRANSLATE_NOOP(
                "Runtime",
                "The announcement of new versions is not signed by the makers of Scumble, so it is not "
                "believed. Try again later; if it stays so, look where you got Scumble.",
            )
        )
    try:
        return _release(json.loads(signed))
    except (ValueError, TypeError, LookupError, RecursionError) as error:
        raise _unclear() from error


def is_signed(signed: bytes, signature: bytes, key: str) -> bool:
    """Whether `signature` is that of the holder of `key`; a key that is none has no holder."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key))
        public.verify(signature, PURPOSE + signed)
    except (InvalidSignature, ValueError):
        return False
    return True


def _release(told: Any) -> Release:
    if told["format"] != 1 or not _VERSION.fullmatch(told["version"]):
        raise ValueError(told["format"])
    page = str(told["page"])
    if urlsplit(page).scheme != "https":
        raise ValueError(page)
    return Release(str(told["version"]), page, tuple(str(line) for line in told.get("news", ())))


def _fetched(address: str, stop: Stop, patience: Patience) -> bytes:
    parts = urlsplit(address)
    if parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "::1", "localhost"):
        raise UpdateProblem(
            QT_TRANSLATE_NOOP("Runtime", "“{address}” is not a safe address: it has to begin with https://."),
            address=address,
        )
    with Web(f"{parts.scheme}://{parts.netloc}", patience=patience, stop=stop) as web:
        return bytes(web.patiently(lambda: _body(web, address)))


def _body(web: Web, address: str) -> bytes:
    with web.get(address, {"Accept": "application/json", "Accept-Encoding": "identity"}) as answer:
        if answer.status >= 500:
            raise HubError(
                "'{host}' has trouble of its own (error {status}). Try again later.",
                host=answer.host,
                status=answer.status,
            )
        if answer.status != 200:
            raise UpdateProblem(
                QT_TRANSLATE_NOOP(
                    "Runtime",
                    "“{host}” has no announcement of new versions (error {status}). Try again later.",
                ),
                host=answer.host,
                status=answer.status,
            )
        body = bytearray()
        while (data := web.read(answer)) and len(body) <= MOST:
            body += data
    if len(body) > MOST:
        raise _unclear()
    return bytes(body)


def _unclear() -> UpdateProblem:
    return UpdateProblem(
        QT_TRANSLATE_NOOP(
            "Runtime",
            "The announcement of new versions cannot be understood. Check whether this network wants you to "
            "sign in first, then try again.",
        )
    )


def _parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:4])
