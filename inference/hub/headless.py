"""Downloading one model without a window: the call that the command line makes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from inference.hub.catalogue import order_of
from inference.hub.downloader import Hub, download
from inference.hub.events import Event, Finished
from inference.hub.stop import Stop
from inference.hub.tokens import TokenStore
from inference.hub.web import hub_address


def download_model(
    text: str,
    folder: Path,
    tell: Callable[[Event], None] = lambda _event: None,
    stop: Stop | None = None,
    hub: Hub | None = None,
) -> Path:
    """Fetch a model into a models folder and give its place; waits until it is whole.

    `text` is a name of the catalogue, a hub id or an address. `tell` is called on this thread; `stop` may be
    set from any other. Raises HubError (ChooseFile where the page holds several models) and Cancelled; what
    came so far is kept, and a second call goes on with it.
    """
    place: list[Path] = []

    def listen(event: Event) -> None:
        if isinstance(event, Finished):
            place.append(event.path)
        tell(event)

    download(hub or default_hub(), order_of(text, folder), listen, stop or Stop())
    return place[0]


def default_hub(setting: str = "", tokens: TokenStore | None = None) -> Hub:
    """The hub of a setting, of the environment, or the public one, with the artist's token for it."""
    endpoint = hub_address(setting)
    store = tokens or TokenStore()
    return Hub(endpoint, lambda: store.read(endpoint))
