"""Adds, mends and removes the AI runtime; whatever happens on the way, what is used is whole or not there."""

from __future__ import annotations

import logging
import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from app.i18n import QT_TRANSLATE_NOOP
from app.runtime.errors import RuntimeProblem, disk_problem
from app.runtime.fetch import Fetcher
from app.runtime.lock import Lock, Wheel
from app.runtime.manifest import Manifest, damaged_packages, read_manifest, rewrite, write_manifest
from app.runtime.places import Places, python_in, wheels_along
from app.runtime.tools import PYTHON_BYTES, Tools, Workshop, find_tools
from inference.hub.lock import take
from inference.hub.sizes import readable
from inference.hub.speed import Speed
from inference.hub.stop import Patience, Stop

MARGIN = 256 << 20  # bytes left free on the disk
BATCH = 120_000_000  # bytes that are unpacked by one call of the tool, so that progress can be told
TELL_EVERY = 0.1  # seconds
ENDING = 3.0  # seconds that a worker may take to let go of its files

log = logging.getLogger("scumble.runtime")


class Stage(StrEnum):
    """What is being done."""

    CHECKING = "checking"  # what is here already
    DOWNLOADING = "downloading"
    UNPACKING = "unpacking"
    TRYING = "trying"  # whether it works


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is; bytes of this stage, 0 of 0 where that cannot be told."""

    stage: Stage
    here: int = 0
    total: int = 0
    speed: float | None = None  # bytes per second
    left: float | None = None  # seconds, of this stage


@dataclass(frozen=True, slots=True)
class Sources:
    """Where wheels come from, if not from where the lock says."""

    mirror: str = ""  # address of an index (PEP 503) that has them all
    folders: Sequence[Path] = field(default_factory=wheels_along)  # that may hold some of them
    patience: Patience = field(default_factory=Patience)
    margin: int = MARGIN  # bytes


class Installer:
    """One runtime in one place. Methods raise RuntimeProblem and HubError, and Cancelled once `stop` is set.

    `tell` is called on the calling thread. `tools` None: those that `find_tools` finds.
    """

    def __init__(
        self,
        places: Places,
        lock: Lock,
        tell: Callable[[Progress], None] = lambda progress: None,
        stop: Stop | None = None,
        sources: Sources | None = None,
        tools: Tools | None = None,
    ) -> None:
        self._places = places
        self._lock = lock
        self._sources = sources or Sources()
        self._stop = stop or Stop()
        self._tell = _Teller(tell)
        self._tools = tools or find_tools(lock.python)
        self._shop = Workshop(places, self._tools, lock.python, self._stop)

    def install(self) -> Path:
        """Add the runtime; gives its folder. What was downloaded before is not downloaded again.

        Another variant, or an older one, is removed once the new one is in its place.
        """
        with self._held():
            self._places.tidy()
            self._require_room(self._lock.wheels, self._lock.unpacked)
            self._places.begun.write_text(self._lock.variant, encoding="utf-8")
            self._fetch(self._lock.wheels)
            staging = self._places.staging
            self._shop.make_environment(staging)
            self._unpack(staging, self._lock.wheels)
            self._try_out(staging)
            write_manifest(staging, self._lock, "whole")
            folder = self._put_in_place(staging)
            self._clear_up()
            return folder

    def repair(self) -> Path:
        """Look at every file of the runtime, and install anew what is not as it should be; gives its folder.

        Where there is nothing to be mended one by one, all of it is installed anew.
        """
        folder = self._places.root / self._lock.folder
        manifest = read_manifest(folder) if folder.exists() else None
        if manifest is None or manifest.digest != self._lock.digest or not _starts(folder):
            return self.install()
        with self._held():
            self._places.tidy()
            self._tell(Progress(Stage.CHECKING))
            broken = damaged_packages(folder, self._lock, self._stop.check)
            log.info("packages to be mended: %s", ", ".join(broken) or "none")
            if broken or manifest.state != "whole":
                self._mend(folder, manifest, [wheel for wheel in self._lock.wheels if wheel.name in broken])
            self._clear_up()
        return folder

    def here(self) -> int:
        """Bytes of the download that are here, of an attempt that was broken off."""
        with self._fetcher() as fetcher:
            return sum(fetcher.here(wheel) for wheel in self._lock.wheels)

    def at_hand(self) -> int:
        """Bytes that need not be downloaded: here already, or in one of the sources' folders."""
        with self._fetcher() as fetcher:
            return sum(fetcher.at_hand(wheel) for wheel in self._lock.wheels)

    # --- the steps -------------------------------------------------------------------------------

    def _mend(self, folder: Path, manifest: Manifest, wheels: Sequence[Wheel]) -> None:
        """From here on until it is whole, the runtime is not used."""
        self._require_room(wheels, sum(wheel.unpacked for wheel in wheels))
        self._fetch(wheels)
        rewrite(folder, manifest, "mending")  # a half-mended runtime is never used
        self._unpack(folder, wheels)
        self._try_out(folder)
        write_manifest(folder, self._lock, "whole")

    def _require_room(self, wheels: Sequence[Wheel], unpacked: int) -> None:
        with self._fetcher() as fetcher:
            missing = sum(wheel.bytes - fetcher.here(wheel) for wheel in wheels)
        python = PYTHON_BYTES if self._tools.python is None and not self._places.python.exists() else 0
        need = missing + unpacked + python
        free = shutil.disk_usage(self._places.root).free
        if need + self._sources.margin > free:
            raise RuntimeProblem(
                QT_TRANSLATE_NOOP(
                    "Runtime",
                    "The AI runtime needs {needed} of room, but only {free} can be used on the disk of "
                    "“{folder}”. Make room, then try again.",
                ),
                needed=readable(need),
                free=readable(max(0, free - self._sources.margin)),
                folder=self._places.root,
            )

    def _fetch(self, wheels: Sequence[Wheel]) -> None:
        """Download what is not here, one after another."""
        total = sum(wheel.bytes for wheel in wheels)
        before, speed = 0, Speed()
        with self._fetcher() as fetcher:
            for wheel in wheels:
                speed.forget()

                def tell(here: int, before: int = before) -> None:
                    speed.note(time.monotonic(), before + here)
                    left = speed.seconds_left(total - before - here)
                    now = Progress(Stage.DOWNLOADING, before + here, total, speed.bytes_per_second, left)
                    self._tell(now)

                fetcher.fetch(wheel, tell)
                before += wheel.bytes
                self._stop.check()

    def _unpack(self, environment: Path, wheels: Sequence[Wheel]) -> None:
        total = sum(wheel.unpacked for wheel in wheels)
        done, speed = 0, Speed()
        for batch in batches(wheels):
            speed.note(time.monotonic(), done)
            left = speed.seconds_left(total - done)
            self._tell(Progress(Stage.UNPACKING, done, total, speed.bytes_per_second, left))
            self._shop.install(environment, batch)
            done += sum(wheel.unpacked for wheel in batch)
        self._tell(Progress(Stage.UNPACKING, total, total))

    def _try_out(self, environment: Path) -> None:
        self._tell(Progress(Stage.TRYING))
        self._shop.try_out(environment, self._lock.trial)

    def _put_in_place(self, staging: Path) -> Path:
        """The new runtime takes the place of the old one; between the two renames there is none."""
        folder = self._places.root / self._lock.folder
        try:
            if folder.exists():
                self._places.trash.mkdir(parents=True, exist_ok=True)
                _move(folder, self._places.trash / folder.name)
            _move(staging, folder)
        except OSError as error:
            raise disk_problem(error, folder) from error
        return folder

    def _clear_up(self) -> None:
        """Remove the wheels, and other runtimes. What cannot be removed now is removed the next time."""
        keep = self._places.root / self._lock.folder
        try:
            _discard(self._places, [path for path in self._places.installed() if path != keep])
            if self._places.wheels.exists():
                shutil.rmtree(self._places.wheels)
            self._places.begun.unlink(missing_ok=True)
            self._places.tidy()
        except OSError as error:
            log.warning("left behind: %s", error)

    def _fetcher(self) -> Fetcher:
        sources = self._sources
        return Fetcher(self._places.wheels, self._stop, sources.mirror, sources.folders, sources.patience)

    @contextmanager
    def _held(self) -> Iterator[None]:
        with held(self._places):
            try:
                yield
            except OSError as error:
                raise disk_problem(error, self._places.root) from error


def remove(places: Places) -> None:
    """Remove every runtime, and what was downloaded for one. Raises RuntimeProblem."""
    with held(places):
        try:
            _discard(places, [*places.installed(), places.python, places.wheels])
            places.begun.unlink(missing_ok=True)
            places.tidy()
        except OSError as error:
            raise disk_problem(error, places.root) from error


@contextmanager
def held(places: Places) -> Iterator[None]:
    """Inside, no other program changes the runtime. Raises RuntimeProblem where one is at it."""
    try:
        places.root.mkdir(parents=True, exist_ok=True)
        descriptor = take(places.lock)
    except OSError as error:
        raise disk_problem(error, places.root) from error
    if descriptor is None:
        raise RuntimeProblem(
            QT_TRANSLATE_NOOP(
                "Runtime",
                "Another Scumble is working on the AI runtime just now. Wait until it is done, then try "
                "again.",
            )
        )
    try:
        yield
    finally:
        os.close(descriptor)


def batches(wheels: Sequence[Wheel]) -> list[list[Wheel]]:
    """The wheels in their order, as many together as unpack to BATCH bytes; larger ones stand alone."""
    made: list[list[Wheel]] = []
    size = 0
    for wheel in wheels:
        if not made or size + wheel.unpacked > BATCH:
            made.append([])
            size = 0
        made[-1].append(wheel)
        size += wheel.unpacked
    return made


class _Teller:
    """Tells no oftener than can be seen, but of every stage."""

    def __init__(self, tell: Callable[[Progress], None]) -> None:
        self._tell = tell
        self._stage: Stage | None = None
        self._when = 0.0

    def __call__(self, progress: Progress) -> None:
        now, new = time.monotonic(), progress.stage is not self._stage
        if new or progress.here >= progress.total or now - self._when >= TELL_EVERY:
            self._stage, self._when = progress.stage, now
            self._tell(progress)


def _starts(folder: Path) -> bool:
    return os.access(python_in(folder), os.X_OK)


def _discard(places: Places, folders: Sequence[Path]) -> None:
    """Move folders out of sight in one step each, then remove them. Raises OSError."""
    places.trash.mkdir(parents=True, exist_ok=True)
    for number, folder in enumerate(folders):
        if folder.exists():
            _move(folder, places.trash / f"{number}-{time.time_ns()}")
    shutil.rmtree(places.trash)


def _move(folder: Path, target: Path) -> None:
    """Where open files cannot be moved (Windows), a worker that is ending is waited for. Raises OSError."""
    deadline = time.monotonic() + ENDING
    while True:
        try:
            folder.replace(target)
            return
        except PermissionError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
