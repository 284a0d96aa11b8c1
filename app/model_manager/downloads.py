"""The downloads of this program: ordered here, done on the download thread, told back by signals."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.model_folders import DOWNLOADS, FOLDERS, download_folder, with_folder
from app.model_manager.item import Item, State
from app.studio import Studio
from app.words import worded
from inference.errors import ChooseFile, InferenceError
from inference.hub import (
    Cancelled,
    Downloader,
    Entry,
    Event,
    Failed,
    Finished,
    Hub,
    Order,
    Plan,
    Planned,
    Progressed,
    Staging,
    Started,
    TokenStore,
    Unfinished,
    hub_address,
    read_catalogue,
    unfinished,
)

HUB = "models/hub"


class Downloads(QObject):
    """Outlives its window. `items` are the newest last; `places` tells where entries of the catalogue are."""

    added = Signal(object)  # Item
    changed = Signal(object)  # Item
    removed = Signal(object)  # Item
    looked = Signal()  # `places` is new
    downloaded = Signal(object)  # Path of a model that is whole
    told = Signal(str)  # a sentence
    token_told = Signal(bool, str)  # whether there is one, and a sentence
    _heard = Signal(object)  # Event, from the download thread
    _found = Signal(object, object)  # places and what is unfinished, from the errand thread

    def __init__(
        self, studio: Studio, tokens: TokenStore | None = None, hub: Callable[[], Hub] | None = None
    ) -> None:
        super().__init__()
        self._studio = studio
        self._tokens = tokens or TokenStore()
        self._hub = hub or self._settings_hub
        self._downloader: Downloader | None = None  # started with the first order
        self.catalogue = read_catalogue()
        self.items: list[Item] = []
        self.places: dict[str, Path] = {}  # by the entry's name
        self._heard.connect(self._hear)
        self._found.connect(self._take)

    # --- where -----------------------------------------------------------------------------------

    @property
    def folder(self) -> Path:
        """The models folder that downloads go to."""
        return download_folder(self._studio.settings.get)

    def use_folder(self, folder: Path) -> None:
        """Download to another folder from now on; it is searched for models too."""
        settings = self._studio.settings
        settings.set(DOWNLOADS, str(folder))
        if (named := with_folder(settings.get, folder)) != settings.get(FOLDERS):
            settings.set(FOLDERS, named)
        self.look()

    def look(self) -> None:
        """See what of the catalogue is here, and what was broken off."""
        folder, catalogue = self.folder, self.catalogue

        def work() -> None:
            places = {entry.name: place for entry in catalogue if (place := entry.place(folder))}
            self._found.emit(places, unfinished(folder))

        self._studio.compute.errand(work)

    # --- orders ----------------------------------------------------------------------------------

    def order_entry(self, entry: Entry) -> Item:
        """Download a model of the catalogue; what is under way already is given back."""
        item = self.item_of(entry)
        if item is None or item.state is State.DONE:
            return self._begin(Item(entry.name, entry.id, entry.order(self.folder)))
        if item.state.ended:
            self.retry(item)
        return item

    def order(self, order: Order) -> Item:
        """Download what a page holds."""
        same = next((item for item in self.items if item.order == order and not item.state.ended), None)
        return same or self._begin(Item(_title(order), order.reference.id, order))

    def retry(self, item: Item) -> None:
        """Order it again: it goes on where it was."""
        if item.state.ended:
            self._submit(item)

    def choose(self, item: Item, file: str) -> None:
        """Say which file of a page with several models is wanted."""
        if isinstance(item.order, Order) and item.state.ended:
            item.order = replace(item.order, files=(file,))
            item.title = _title(item.order)
            self._submit(item)

    def cancel(self, item: Item) -> None:
        """Stop it; what came so far is kept."""
        if self._downloader is not None and not item.state.ended:
            self._downloader.cancel(item.ticket)

    def remove(self, item: Item) -> None:
        """Take it off the list, and what came so far off the disk. A model that is here stays."""
        if not item.state.ended:
            return
        self.items.remove(item)
        self.removed.emit(item)
        plan = item.plan
        if plan is None or item.state is State.DONE:
            return

        def work() -> None:
            try:
                with Staging(plan) as staging:
                    staging.discard()
            except InferenceError as error:
                self.told.emit(worded(error))

        self._studio.compute.errand(work)

    def item_of(self, entry: Entry) -> Item | None:
        """The download of an entry of the catalogue, the newest if there were several."""
        return next((item for item in reversed(self.items) if item.title == entry.name), None)

    def page(self, id_: str) -> str:
        """The address of a model's page; "" where the hub's own is none, which is told."""
        try:
            return f"{self._hub().endpoint}/{id_}"
        except InferenceError as error:
            self.told.emit(worded(error))
            return ""

    def shutdown(self, timeout: float = 3.0) -> bool:
        """Stop all downloads; they can be taken up at the next start. False where they do not end in time."""
        downloader, self._downloader = self._downloader, None
        return downloader is None or downloader.shutdown(timeout)

    # --- the token -------------------------------------------------------------------------------

    def keep_token(self, token: str) -> None:
        """Keep the hub's access token in the system's keyring; `token_told` says how that went."""

        def work() -> None:
            try:
                note = self._tokens.write(self._hub().endpoint, token)
                self.token_told.emit(True, worded(note) if note else "")
            except InferenceError as error:
                self.token_told.emit(False, worded(error))

        _beside(work)

    def forget_token(self) -> None:
        """Remove the access token from the keyring."""

        def work() -> None:
            try:
                self._tokens.forget(self._hub().endpoint)
                self.token_told.emit(False, "")
            except InferenceError as error:
                self.token_told.emit(True, worded(error))

        _beside(work)

    # --- inside ----------------------------------------------------------------------------------

    def _settings_hub(self) -> Hub:
        """Raises HubRefused where the setting is no address."""
        endpoint = hub_address(self._studio.settings.get(HUB))
        return Hub(endpoint, lambda: self._tokens.read(endpoint))

    def _begin(self, item: Item) -> Item:
        self.items.append(item)
        self.added.emit(item)
        self._submit(item)
        return item

    def _submit(self, item: Item) -> None:
        item.error, item.choices, item.speed, item.left = "", (), None, None
        try:
            if self._downloader is None:
                self._downloader = Downloader(self._heard.emit)
            item.ticket = self._downloader.submit(self._hub(), item.plan or item.order)
            item.state = State.WAITING
        except InferenceError as error:
            item.state, item.error = State.FAILED, worded(error)
        self.changed.emit(item)

    def _hear(self, event: Event) -> None:
        item = next((item for item in self.items if item.ticket == event.ticket), None)
        if item is None:
            return
        match event:
            case Started():
                item.state = State.ASKING
            case Planned(plan=plan):
                item.state, item.plan, item.total = State.RUNNING, plan, plan.bytes
            case Progressed():
                item.here, item.total = event.bytes, event.total
                item.speed, item.left = event.bytes_per_second, event.seconds_left
            case Finished(path=path):
                item.state, item.path, item.here = State.DONE, path, item.total
            case Failed(error=error):
                item.state, item.error = State.FAILED, worded(error)
                item.choices = error.names if isinstance(error, ChooseFile) else ()
            case Cancelled():
                item.state = State.STOPPED
            case _:
                return
        self.changed.emit(item)
        if item.path is not None and item.state is State.DONE:
            self.look()
            self.downloaded.emit(item.path)

    def _take(self, places: dict[str, Path], left: list[Unfinished]) -> None:
        self.places = places
        known = {item.plan.key for item in self.items if item.plan is not None}
        asked = {item.id for item in self.items if item.plan is None}  # their plans are not known yet
        for one in left:
            if one.plan.key not in known and one.plan.id not in asked:
                item = Item(self._title_of(one.plan), one.plan.id, one.plan, State.STOPPED, plan=one.plan)
                item.here, item.total = one.bytes, one.plan.bytes
                self.items.append(item)
                self.added.emit(item)
        self.looked.emit()

    def _title_of(self, plan: Plan) -> str:
        names = {file.name for file in plan.files}
        fitting = (
            entry.name
            for entry in self.catalogue
            if entry.id == plan.id and (not entry.files or set(entry.files) == names)
        )
        return next(fitting, plan.name)


def _title(order: Order) -> str:
    return order.wanted[0].rsplit("/", 1)[-1] if len(order.wanted) == 1 else order.reference.id


def _beside(work: Callable[[], None]) -> None:
    """Run what may wait for the artist to open the keyring, for as long as that takes, or for ever."""
    threading.Thread(target=work, name="keyring", daemon=True).start()
