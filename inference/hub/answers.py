"""What the hub's answers mean for the artist: refusals and broken connections as errors."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

import urllib3.exceptions as trouble

from inference.errors import HubError, HubRefused


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for, in words that a sentence can use."""

    endpoint: str  # address of the hub
    id: str  # of the model page
    what: str  # the id again, or the name of a file on the page
    with_token: bool = False

    @property
    def page(self) -> str:
        return f"{self.endpoint}/{self.id}"


def refusal(status: int, headers: Mapping[str, str], asked: Asked) -> HubError:
    """The error for an answer that is neither the thing itself nor a redirect.

    The hub tells more than the status in X-Error-Code (huggingface_hub, `utils/_http.py`).
    """
    code = headers.get("X-Error-Code", "")
    if status == 401 and code != "GatedRepo":
        return _unknown_or_private(code, asked)
    if status in (401, 403):
        return _not_let_in(code, asked)
    if status in (404, 410):
        return _absent(code, asked)
    if status == 429:
        error = HubError(
            "The hub has had too many requests from here. Try again in some minutes; with an access token it "
            "allows more."
        )
        error.wait = retry_after(headers)
        return error
    if status >= 500 or status in (408, 425):
        error = HubError(
            "The hub has trouble of its own (error {status}). Try again later: what was downloaded is kept.",
            status=status,
        )
        error.wait = retry_after(headers)
        return error
    return HubRefused(
        "The hub answered the request for '{what}' with error {status}. Look at {page} in a browser.",
        what=asked.what,
        status=status,
        page=asked.page,
    )


def _unknown_or_private(code: str, asked: Asked) -> HubRefused:
    if asked.with_token and code != "RepoNotFound":
        return HubRefused(
            "The hub does not accept your access token. Make a new one at {page} and enter it here.",
            page=f"{asked.endpoint}/settings/tokens",
        )
    if asked.with_token:
        return HubRefused(
            "There is no model '{id}' on the hub, or your access token does not open it. Check the name.",
            id=asked.id,
        )
    return HubRefused(
        "There is no model '{id}' on the hub, or it is not open to everybody. Check the name; if it is "
        "right, enter an access token that may read it.",
        id=asked.id,
    )


def _not_let_in(code: str, asked: Asked) -> HubRefused:
    if not asked.with_token:
        return HubRefused(
            "'{id}' is only for those who accepted its licence: accept it at {page}, make an access token at "
            "{tokens}, enter the token here, then try again.",
            id=asked.id,
            page=asked.page,
            tokens=f"{asked.endpoint}/settings/tokens",
        )
    return HubRefused(
        "'{id}' is not open to the owner of your access token yet: accept its licence at {page} with the "
        "same account, and let the token read gated models.",
        id=asked.id,
        page=asked.page,
    )


def _absent(code: str, asked: Asked) -> HubRefused:
    if code == "RevisionNotFound":
        return HubRefused(
            "'{id}' has no such version. Leave the part after @ away to get the newest.", id=asked.id
        )
    if asked.what != asked.id:
        return HubRefused(
            "'{id}' has no file '{file}' any more. Look at {page} for what it was replaced by.",
            id=asked.id,
            file=asked.what,
            page=asked.page,
        )
    return HubRefused("There is no model '{id}' on the hub. Check how its name is written.", id=asked.id)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that the server asks to wait; None where it does not say (RFC 9110, 10.2.3)."""
    text = headers.get("Retry-After", "").strip()
    if not text:
        return None
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        return max(parsedate_to_datetime(text).timestamp() - time.time(), 0.0)
    except (ValueError, OverflowError, OSError):
        return None


def connection_error(error: trouble.HTTPError, host: str) -> HubError:
    """A sentence for what went wrong between here and `host`."""
    if isinstance(error, trouble.ProxyError):
        return HubError(
            "The proxy that leads to the internet does not answer. Check the proxy settings of this computer."
        )
    if isinstance(error, trouble.NameResolutionError):
        return HubError(
            "'{host}' cannot be found. Check that this computer is connected to the internet.", host=host
        )
    if isinstance(error, trouble.SSLError):
        return HubRefused(
            "The connection to '{host}' is not safe ({reason}). Check the date of this computer, and whether "
            "a firewall looks into its connections.",
            host=host,
            reason=_first_line(error),
        )
    if isinstance(error, trouble.NewConnectionError | trouble.ConnectTimeoutError):
        return HubError(
            "'{host}' does not answer. Check the connection to the internet, then try again.", host=host
        )
    if isinstance(error, trouble.TimeoutError):
        return HubError(
            "'{host}' stopped sending. Try again: what was downloaded is kept.",
            host=host,
        )
    if isinstance(error, trouble.LocationValueError):
        return HubRefused("'{host}' is no address of a server. Check the hub's address.", host=host)
    return HubError(
        "The connection to '{host}' was lost. Try again: what was downloaded is kept.",
        host=host,
    )


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
