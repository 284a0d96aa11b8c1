"""What lies on a model page: its files with sizes and checksums, pinned to one commit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from inference.errors import HubRefused
from inference.hub.reference import Reference
from inference.hub.web import Web

MOST_FILES = 50_000
_COMMIT = re.compile(r"[0-9a-f]{40,64}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_SHA1 = re.compile(r"[0-9a-f]{40}")


@dataclass(frozen=True, slots=True)
class Checksum:
    """What a file's bytes come to: SHA-256 of large files, the name that git gives to small ones."""

    kind: str  # "sha256" or "git"
    hex: str


@dataclass(frozen=True, slots=True)
class RepoFile:
    """A file on the page, as the server names it: not checked yet."""

    name: str  # path with "/"
    bytes: int | None  # None where the server did not say
    checksum: Checksum | None


@dataclass(frozen=True, slots=True)
class Listing:
    """A model page at one commit."""

    id: str
    commit: str  # hexadecimal
    licence: str  # as the page names it, "" where it does not
    gated: bool  # only for those who accepted its licence
    files: tuple[RepoFile, ...]

    def find(self, name: str) -> RepoFile | None:
        return next((file for file in self.files if file.name == name), None)


def list_files(web: Web, reference: Reference) -> Listing:
    """Ask the hub what is on a page (GET /api/models/{id}/revision/{revision}?blobs=true).

    Raises HubRefused where there is no such page or it is not open, HubError where the hub is out of reach.
    """
    revision = quote(reference.revision, safe="")
    url = f"{web.endpoint}/api/models/{reference.id}/revision/{revision}?blobs=true"
    told = web.read_json(url, reference.id)
    try:
        return _listing(reference.id, told)
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise HubRefused(
            "The hub's list of the files of '{id}' makes no sense. Check the hub's address.", id=reference.id
        ) from error


def file_address(web: Web, id_: str, commit: str, name: str) -> str:
    """Where a file's bytes are asked for."""
    return f"{web.endpoint}/{id_}/resolve/{quote(commit, safe='')}/{quote(name, safe='/')}"


def with_facts(web: Web, listing: Listing, file: RepoFile) -> RepoFile:
    """The file with size and checksum; hubs that do not list them tell them in headers of the file itself.

    Raises HubRefused where they do not: such a file could not be told from a wrong one.
    """
    if file.bytes is not None and file.checksum is not None:
        return file
    url = file_address(web, listing.id, listing.commit, file.name)
    headers = web.patiently(lambda: web.head(url, listing.id, file.name))
    size = headers.get("X-Linked-Size") or headers.get("Content-Length") or ""
    checksum = checksum_of(headers)
    if not (size.isascii() and size.isdigit()) or checksum is None:
        raise HubRefused(
            "This hub does not say what '{name}' should be like, so a damaged download could not be told "
            "from a whole one. Use another hub.",
            name=file.name,
        )
    return RepoFile(file.name, int(size), checksum)


def checksum_of(headers: Mapping[str, str]) -> Checksum | None:
    """The checksum that the hub's own headers carry as the file's entity tag."""
    tag = (headers.get("X-Linked-Etag") or headers.get("ETag") or "").removeprefix("W/").strip('"').lower()
    if _SHA256.fullmatch(tag):
        return Checksum("sha256", tag)
    return Checksum("git", tag) if _SHA1.fullmatch(tag) else None


def _listing(id_: str, told: Any) -> Listing:
    commit = str(told["sha"]).lower()
    siblings = told["siblings"]
    if not _COMMIT.fullmatch(commit) or not isinstance(siblings, list) or len(siblings) > MOST_FILES:
        raise ValueError(commit)
    card = told.get("cardData")
    licence = card.get("license_name") or card.get("license") if isinstance(card, dict) else None
    return Listing(
        id=id_,
        commit=commit,
        licence=licence[:100] if isinstance(licence, str) else "",
        gated=bool(told.get("gated")),
        files=tuple(_file(entry) for entry in siblings),
    )


def _file(entry: Any) -> RepoFile:
    name, size, lfs = entry["rfilename"], entry.get("size"), entry.get("lfs")
    if not isinstance(name, str):
        raise TypeError(name)
    if isinstance(lfs, dict):
        size = lfs.get("size", size)
        checksum = _checksum("sha256", _SHA256, lfs.get("sha256") or lfs.get("oid"))
    else:
        checksum = _checksum("git", _SHA1, entry.get("blobId"))
    if size is not None and (type(size) is not int or not 0 <= size < 1 << 50):
        raise ValueError(size)
    return RepoFile(name, size, checksum)


def _checksum(kind: str, form: re.Pattern[str], value: Any) -> Checksum | None:
    return Checksum(kind, value) if isinstance(value, str) and form.fullmatch(value) else None
