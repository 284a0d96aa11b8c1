"""Requests to the hub: redirects, proxies, the access token, and no wait that cannot be stopped."""

from __future__ import annotations

import json
import os
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, unquote, urljoin, urlsplit
from urllib.request import getproxies, proxy_bypass

import truststore
import urllib3
from urllib3 import BaseHTTPResponse
from urllib3.exceptions import HTTPError

from inference.errors import HubError, HubRefused
from inference.hub.answers import Asked, connection_error, refusal
from inference.hub.stop import Patience, Stop

PUBLIC_HUB = "https://huggingface.co"
VARIABLE = "HF_ENDPOINT"  # as other programs of the hub read it
MOST_HOPS = 8  # redirects
MOST_JSON = 48 << 20  # bytes; the list of a page with 10,000 files has 4 MB
TICK = 0.05  # seconds between looks whether to stop while a server is awaited
CHUNK = 1 << 20  # bytes read at once, at most

_WANTS_TOKEN = (401, 403, 429)  # the last: with one, the hub allows more
_REDIRECTS = (301, 302, 303, 307, 308)


@dataclass(frozen=True, slots=True)
class Answer:
    """An open response. `told` holds the headers of the hub itself, which redirects to where files lie."""

    response: BaseHTTPResponse
    host: str
    told: Mapping[str, str]

    @property
    def status(self) -> int:
        return self.response.status

    @property
    def headers(self) -> Mapping[str, str]:
        return self.response.headers


def hub_address(setting: str = "") -> str:
    """The address of the hub: that of the setting, else of HF_ENDPOINT, else the public one.

    Raises HubRefused where it is no web address.
    """
    text = setting.strip() or os.environ.get(VARIABLE, "").strip() or PUBLIC_HUB
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        sound = parts.scheme in ("https", "http") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        sound, parts = False, None
    if parts is None or not sound or parts.username or parts.query or parts.fragment:
        raise HubRefused("'{text}' is no address of a hub. It looks like https://huggingface.co.", text=text)
    return parts.geturl().rstrip("/")


class Web:
    """One user of one hub. Not for several threads at once, but `stop` may be set from any.

    `token` is asked for only once the hub lets nobody in without one: the artist may have to open a keyring
    for it. It goes to the hub alone, over an encrypted connection or inside this machine.
    """

    def __init__(
        self,
        endpoint: str,
        token: Callable[[], str | None] = lambda: None,
        patience: Patience | None = None,
        stop: Stop | None = None,
    ) -> None:
        self.endpoint = endpoint
        self.patience = patience or Patience()
        self.stop = stop or Stop()
        self._token_of: Callable[[], str | None] | None = token  # None once it was asked
        self._token: str | None = None
        self._origin = _origin(urlsplit(endpoint))
        self._pools: dict[str, urllib3.PoolManager] = {}  # by proxy; "" without one

    def __enter__(self) -> Web:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        for pool in self._pools.values():
            pool.clear()

    @contextmanager
    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Iterator[Answer]:
        """Ask for `url`, which lies on the hub, and follow redirects. Refusals are given back, too.

        Raises HubError and HubRefused where no answer comes, and Cancelled.
        """
        answer = self._followed("GET", url, headers or {})
        try:
            with self.stop.waking(answer.response):
                yield answer
        finally:
            answer.response.close()  # a body that was not read to its end must not wait for the next request

    def head(self, url: str, id_: str, what: str) -> Mapping[str, str]:
        """What the hub itself says about a file, without following where it lies."""
        answer = self._followed("HEAD", url, {"Accept-Encoding": "identity"}, leave=False)
        answer.response.close()
        if answer.status >= 400:
            raise refusal(answer.status, answer.headers, self.asking(id_, what))
        return answer.headers

    def read_json(self, url: str, id_: str, what: str = "") -> Any:
        """The JSON behind `url`; tries again where that can help. Raises as `get` does, and refusals.

        `id_` names the page and `what` the file on it, for sentences.
        """
        return self.patiently(lambda: self._json(url, id_, what))

    def patiently(self, work: Callable[[], Any]) -> Any:
        """Do it again after a HubError that may pass, as often as `patience` says."""
        failures = 0
        while True:
            try:
                return work()
            except HubRefused:
                raise
            except HubError as error:
                failures += 1
                self.wait_after(error, failures)

    def wait_after(self, error: HubError, failures: int) -> None:
        """Wait before the next attempt; raises the error if none is left or the wait is too long."""
        self.stop.check()
        if failures >= self.patience.attempts or (error.wait or 0.0) > self.patience.longest_request:
            raise error
        self.stop.sleep(max(self.patience.pause(failures), error.wait or 0.0))

    def is_hub(self, host: str) -> bool:
        return host.lower() == self._origin[1]

    def asking(self, id_: str, what: str = "") -> Asked:
        """For the sentence, should a page or a file on it be refused."""
        return Asked(self.endpoint, id_, what or id_, self._token is not None)

    def read(self, answer: Answer) -> bytes:
        """The next bytes of the body as they come; b"" at its end. Raises HubError and Cancelled."""
        try:
            data = answer.response.read1(CHUNK, decode_content=False)
        except (HTTPError, OSError) as error:
            self.stop.check()
            raise _translated(error, answer.host) from error
        self.stop.check()
        return data

    def _json(self, url: str, id_: str, what: str) -> Any:
        with self.get(url, {"Accept": "application/json", "Accept-Encoding": "identity"}) as answer:
            if answer.status != 200:
                raise refusal(answer.status, answer.headers, self.asking(id_, what))
            body = bytearray()
            while data := self.read(answer):
                body += data
                if len(body) > MOST_JSON:
                    raise self._not_a_hub()
            told = answer.headers.get("Content-Length", "")
            if told.isdigit() and len(body) < int(told):
                raise connection_error(HTTPError(), answer.host)
        try:
            return json.loads(body)
        except (ValueError, RecursionError) as error:
            raise self._not_a_hub() from error

    def _not_a_hub(self) -> HubRefused:
        return HubRefused(
            "What '{endpoint}' sends makes no sense. Check the hub's address, and whether this network wants "
            "you to sign in first.",
            endpoint=self.endpoint,
        )

    def _followed(self, method: str, url: str, headers: Mapping[str, str], leave: bool = True) -> Answer:
        """The answer at the end of all redirects, or with `leave` False at the last address on the hub."""
        told: Mapping[str, str] | None = None
        for _ in range(MOST_HOPS):
            response = self._opened(method, url, headers)
            if response.status in _WANTS_TOKEN and self._finds_token(url):
                response.close()
                continue
            told = response.headers if told is None else told
            if response.status not in _REDIRECTS or not response.headers.get("Location"):
                return Answer(response, urlsplit(url).hostname or "", told)
            response.close()
            there = urljoin(url, response.headers["Location"])
            if not leave and _origin(urlsplit(there)) != self._origin:
                return Answer(response, urlsplit(url).hostname or "", told)
            if _is_safe(url) and not _is_safe(there):
                raise HubRefused(
                    "The hub leads to an address that is not safe: {address}. Nothing was downloaded.",
                    address=there[:100],
                )
            url = there
        raise HubRefused("The hub leads from one address to the next without end. Try again later.")

    def _finds_token(self, url: str) -> bool:
        """Whether there is a token that this address was not asked with."""
        if self._token_of is None or not self._takes_token(url):
            return False
        token_of, self._token_of = self._token_of, None
        self._token = token_of()
        return self._token is not None

    def _takes_token(self, url: str) -> bool:
        return _origin(urlsplit(url)) == self._origin and _is_safe(url)

    def _opened(self, method: str, url: str, headers: Mapping[str, str]) -> BaseHTTPResponse:
        """Send a request and wait for the head of the answer, in a thread that is left behind on `stop`.

        Looking up a name and connecting cannot be interrupted; the thread touches nothing but its connection.
        """
        self.stop.check()
        pool = self._pool(url)
        fields = {"User-Agent": "scumble", **headers}
        if self._token and self._takes_token(url):
            fields["Authorization"] = f"Bearer {self._token}"
        limits = urllib3.Timeout(connect=self.patience.connect, read=self.patience.stall)

        def send() -> BaseHTTPResponse:
            return pool.request(
                method,
                url,
                headers=fields,
                timeout=limits,
                retries=False,
                redirect=False,
                preload_content=False,
                decode_content=False,
            )

        opening = _Opening(send)
        if not opening.wait(self.stop):
            self.stop.check()
        host = urlsplit(url).hostname or url
        if opening.error is not None:
            raise _translated(opening.error, host) from opening.error
        assert opening.response is not None
        return opening.response

    def _pool(self, url: str) -> urllib3.PoolManager:
        proxy = _proxy_for(url)
        if proxy not in self._pools:
            self._pools[proxy] = _new_pool(proxy)
        return self._pools[proxy]


class _Opening:
    """A request on its way, in a thread of its own."""

    def __init__(self, send: Callable[[], BaseHTTPResponse]) -> None:
        self.response: BaseHTTPResponse | None = None
        self.error: HTTPError | OSError | ValueError | None = None
        self._send = send
        self._lock = threading.Lock()
        self._done = threading.Event()
        self._unwanted = False
        threading.Thread(target=self._run, name="hub-request", daemon=True).start()

    def wait(self, stop: Stop) -> bool:
        """True once it has ended; False where `stop` was set before, and it will tidy up by itself."""
        while not self._done.wait(TICK):
            if stop.is_set():
                with self._lock:
                    self._unwanted = self.response is None
                    return not self._unwanted
        return True

    def _run(self) -> None:
        try:
            response = self._send()
        except (HTTPError, OSError, ValueError) as error:  # ValueError: an address that is none
            self.error = error
        else:
            with self._lock:
                self.response = response
                if self._unwanted:
                    response.close()
        self._done.set()


def _new_pool(proxy: str) -> urllib3.PoolManager:
    # The system's own store of certificates: companies and schools add theirs there.
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if not proxy:
        return urllib3.PoolManager(num_pools=4, maxsize=1, ssl_context=context)
    parts = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise HubRefused(
            "Downloads cannot go through the proxy '{proxy}'. Set an http proxy in HTTPS_PROXY.",
            proxy=f"{parts.scheme}://{parts.hostname or ''}",
        )
    headers = None
    if parts.username is not None:
        headers = urllib3.make_headers(
            proxy_basic_auth=f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        )
    address = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
    return urllib3.ProxyManager(
        address, num_pools=4, maxsize=1, proxy_headers=headers, ssl_context=context, proxy_ssl_context=context
    )


def _proxy_for(url: str) -> str:
    """The proxy that the environment, or the system, names for an address; "" for none."""
    parts = urlsplit(url)
    proxies = getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all") or ""
    return "" if not proxy or proxy_bypass(parts.netloc.rpartition("@")[2]) else proxy


def _origin(parts: SplitResult) -> tuple[str, str, int]:
    port = parts.port or {"https": 443, "http": 80}.get(parts.scheme, 0)
    return parts.scheme, (parts.hostname or "").lower(), port


def _is_safe(url: str) -> bool:
    """Encrypted, or inside this machine."""
    parts = urlsplit(url)
    return parts.scheme == "https" or (
        parts.scheme == "http" and parts.hostname in ("127.0.0.1", "::1", "localhost")
    )


def _translated(error: HTTPError | OSError | ValueError, host: str) -> HubError:
    if isinstance(error, HTTPError):
        return connection_error(error, host)
    if isinstance(error, OSError):
        return connection_error(HTTPError(), host)
    return HubRefused("'{host}' is no address of a server. Check the hub's address.", host=host)
