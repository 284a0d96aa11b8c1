"""The AI runtime as the program owns it: found at start, added, mended and removed beside everything else."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.runtime.errors import RuntimeProblem
from app.runtime.lock import Lock, locks_here
from app.runtime.manifest import Standing, State, look
from app.runtime.places import Places, used_bytes
from app.runtime.worker import Start, has_own_packages, start_of
from inference.errors import Cancelled, InferenceError

if (
    TYPE_CHECKING
):  # what is needed only once something is asked for is imported then: the start is to be short
    from app.runtime.hardware import Machine
    from app.runtime.installer import Installer, Progress, Sources
    from app.runtime.offers import Offer
    from inference.hub.stop import Stop

log = logging.getLogger("scumble.runtime")


class Work(StrEnum):
    """What is being done."""

    INSTALLING = "installing"
    REPAIRING = "repairing"
    REMOVING = "removing"


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a look at the computer found; bytes by variant as in `Runtime`."""

    offers: tuple[Offer, ...]
    here: Mapping[str, int]
    at_hand: Mapping[str, int]
    used: int
    folder: Path | None  # that the artist had named
    folder_helps: bool  # it has some packages, or none was named


class Runtime(QObject):
    """Lives on the UI thread; work is done on a thread of its own, one thing at a time.

    `start` says how workers are to be started; `ready` tells that this has changed.
    """

    changed = Signal()
    ready = Signal(object)  # Start
    told = Signal(str)  # a sentence, of work that failed
    _progressed = Signal(object)  # Progress
    _looked = Signal(object)  # _Seen
    _ended = Signal(str, bool)  # a sentence, "" where all went well; whether the artist stopped it

    def __init__(
        self,
        places: Places,
        locks: Mapping[str, Lock] | None = None,
        sources: Sources | None = None,
        find: Callable[[], Machine] | None = None,
        own: bool | None = None,
    ) -> None:
        """Takes milliseconds. `locks` and `sources` None: as usual; `find` looks at the machine.

        own: this Python brings the AI packages itself, so that nothing need be added; None: look.
        """
        super().__init__()
        self.own = has_own_packages() if own is None else own
        self.places = places
        self.error = ""  # a sentence
        self.work: Work | None = None
        self.progress: Progress | None = None
        self.looking = False
        self.offers: tuple[Offer, ...] | None = None  # None until the machine was looked at
        self.here: Mapping[str, int] = {}  # bytes of an unfinished download, by variant
        self.at_hand: Mapping[str, int] = {}  # bytes that need no network, by variant
        self.used = 0  # bytes on the disk; 0 until they were counted
        self._sources = sources
        self._folder: Path | None = None  # that the artist named
        self._find = find
        self._stop: Stop | None = None
        self._threads: list[threading.Thread] = []
        self.locks = self._read() if locks is None else locks
        self.standing = Standing(State.ABSENT) if self.own else look(places, self.locks)
        self.start = Start() if self.own else start_of(self.standing)
        self._progressed.connect(self._progress)
        self._looked.connect(self._take)
        self._ended.connect(self._end)

    @property
    def usable(self) -> bool:
        """Whether AI models can be run."""
        return self.own or self.standing.state is State.WHOLE

    @property
    def needs_mending(self) -> bool:
        """Whether there is a runtime that cannot be used as it is."""
        return self.standing.state in (State.OLD, State.DAMAGED)

    @property
    def can_repair(self) -> bool:
        """Whether it is known what the runtime that is here, or was begun, should be."""
        return self.standing.variant in self.locks

    # --- what the artist asks for ----------------------------------------------------------------

    def look(self) -> None:
        """See what this machine has, and how much of a download is here."""
        if not (self.looking or self.own):
            self.looking = True
            self._beside("runtime-look", self._look)
            self.changed.emit()

    def take_from(self, folder: Path) -> None:
        """Take packages from this folder too, as long as the program runs."""
        self._folder = folder
        self.error = ""
        self.look()

    def install(self, variant: str) -> None:
        """Add the runtime of a variant, in place of any other."""
        lock = self.locks.get(variant)
        if lock is not None:
            self._begin(Work.INSTALLING, lambda stop: self._installer(lock, stop).install())

    def repair(self) -> None:
        """Mend the runtime there is, or go on with what was broken off; an old one gives way to a new one."""
        lock = self.locks.get(self.standing.variant)
        if lock is not None:
            self._begin(Work.REPAIRING, lambda stop: self._installer(lock, stop).repair())

    def remove(self) -> None:
        """Remove the runtime and all that was downloaded for one."""
        if self.work is None:
            self._use(Start())  # no worker keeps files that are gone
            self._begin(Work.REMOVING, lambda _stop: self._remove())

    def cancel(self) -> None:
        """Stop what is being done; what was downloaded is kept."""
        if self._stop is not None and self.work is not Work.REMOVING:
            self._stop.set()

    def shutdown(self, timeout: float = 0.5) -> bool:
        """Stop everything, at the end of the program; False where it does not end in `timeout` seconds."""
        self.cancel()
        for thread in self._threads:
            thread.join(timeout)
        return not any(thread.is_alive() for thread in self._threads)

    # --- beside the window -----------------------------------------------------------------------

    def _begin(self, work: Work, deed: Callable[[Stop], object]) -> None:
        if self.work is not None:
            return
        from inference.hub.stop import Stop

        if sys.platform == "win32":
            self._use(Start())  # there, nothing can be put in place of files that a worker has open
        stop = self._stop = Stop()
        self.work, self.progress, self.error = work, None, ""
        self._beside("runtime", lambda: self._do(deed, stop))
        self.changed.emit()

    def _do(self, deed: Callable[[Stop], object], stop: Stop) -> None:
        from app.runtime_manager.words import problem_words

        try:
            deed(stop)
        except Cancelled:
            self._ended.emit("", True)
        except (RuntimeProblem, InferenceError) as error:
            log.warning("the AI runtime: %s", error, exc_info=error)
            self._ended.emit(problem_words(error), False)
        else:
            self._ended.emit("", False)

    def _installer(self, lock: Lock, stop: Stop | None = None) -> Installer:
        from app.runtime.installer import Installer

        return Installer(self.places, lock, self._progressed.emit, stop, self._all_sources())

    def _all_sources(self) -> Sources:
        from app.runtime.installer import Sources

        usual = self._sources or Sources()
        named = () if self._folder is None else (self._folder,)
        return replace(usual, folders=(*named, *usual.folders))

    def _remove(self) -> None:
        from app.runtime.installer import remove

        remove(self.places)

    def _look(self) -> None:
        from app.runtime.hardware import detect
        from app.runtime.offers import offers

        named, standing = self._folder, self.standing.folder
        installers = {name: self._installer(lock) for name, lock in self.locks.items()}
        self._looked.emit(
            _Seen(
                offers((self._find or detect)(), self.locks),
                {name: one.here() for name, one in installers.items()},
                {name: one.at_hand() for name, one in installers.items()},
                used_bytes(standing) if standing is not None else 0,
                named,
                named is None or _has_any(named, self.locks.values()),
            )
        )

    def _beside(self, name: str, work: Callable[[], None]) -> None:
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        thread = threading.Thread(target=work, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    # --- back in the window ----------------------------------------------------------------------

    def _progress(self, progress: Progress) -> None:
        self.progress = progress
        self.changed.emit()

    def _take(self, seen: _Seen) -> None:
        self.offers, self.here, self.at_hand, self.used = seen.offers, seen.here, seen.at_hand, seen.used
        self.looking = False
        if seen.folder != self._folder:  # named meanwhile
            self.look()
        elif not seen.folder_helps:
            self.error = self.tr(
                "“{0}” has none of the packages that this version of Scumble was tested with."
            ).format(self._folder)
            self._folder = None
        self.changed.emit()

    def _end(self, sentence: str, stopped: bool) -> None:
        self.work, self.progress, self.error, self._stop = None, None, sentence, None
        self.standing = look(self.places, self.locks)
        self._use(start_of(self.standing), anew=self.usable and not (sentence or stopped))
        self.changed.emit()
        if sentence:
            self.told.emit(sentence)
        self.look()

    def _use(self, start: Start, anew: bool = False) -> None:
        """`anew`: what the command leads to is another one now."""
        if anew or start != self.start:
            self.start = start
            self.ready.emit(start)

    def _read(self) -> Mapping[str, Lock]:
        if self.own:
            return {}
        try:
            return locks_here()
        except RuntimeProblem as error:
            from app.runtime_manager.words import problem_words

            log.error("no AI runtime can be added: %s", error)
            self.error = problem_words(error)
            return {}


def _has_any(folder: Path, locks: Iterable[Lock]) -> bool:
    """Whether a folder has a package of one of these locks, by its name."""
    return any((folder / wheel.file).is_file() for lock in locks for wheel in lock.wheels)
