"""What the artist means by a hub id or the address of a model's page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from inference.errors import HubRefused

MAIN = "main"
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,95}(/[A-Za-z0-9][A-Za-z0-9_.-]{0,95})?")
_REVISION = re.compile(r"[A-Za-z0-9][A-Za-z0-9_./-]{0,99}")


@dataclass(frozen=True, slots=True)
class Reference:
    """A model page, at one of its revisions; with `file`, just that file of it."""

    id: str  # "owner/name"
    revision: str = MAIN  # branch, tag or commit
    file: str = ""  # path inside the page

    @property
    def name(self) -> str:
        """The id without its owner."""
        return self.id.rsplit("/", 1)[-1]

    @property
    def owner(self) -> str:
        """Who keeps the page; "" for pages of the hub itself."""
        return self.id.rpartition("/")[0]


def parse_reference(text: str) -> Reference:
    """Read "owner/name", "owner/name@revision", or the address of a page or of a file on it.

    Raises HubRefused where it is none of these. Whether the page exists is not looked up.
    """
    text = text.strip()
    if "://" in text:
        return _of_address(text)
    id_, _, revision = text.partition("@")
    return _checked(text, id_, revision or MAIN, "")


def _of_address(text: str) -> Reference:
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = None
    if parts is None or parts.scheme not in ("https", "http", "hf"):
        raise _unclear(text)
    path = parts.netloc + parts.path if parts.scheme == "hf" else parts.path
    words = [unquote(word) for word in path.strip("/").split("/")]
    id_, rest = "/".join(words[:2]), words[2:]
    if not rest or parts.scheme == "hf":
        return _checked(text, id_, MAIN, "/".join(rest))
    if rest[0] in ("blob", "resolve") and len(rest) > 2:
        return _checked(text, id_, rest[1], "/".join(rest[2:]))
    if rest[0] == "tree" and len(rest) > 1:
        return _checked(text, id_, rest[1], "")
    return _checked(text, id_, MAIN, "")


def _checked(text: str, id_: str, revision: str, file: str) -> Reference:
    sound = _ID.fullmatch(id_) and _REVISION.fullmatch(revision)
    if not sound or ".." in id_ or ".." in revision:
        raise _unclear(text)
    return Reference(id_, revision, file)


def _unclear(text: str) -> HubRefused:
    return HubRefused(
        "'{text}' is no model on the hub. Enter it as owner/name, or paste the address of its page.",
        text=text[:100],
    )
