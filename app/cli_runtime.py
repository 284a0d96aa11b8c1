"""`scumble runtime`: what there is of the AI runtime; adding, mending and removing it on a terminal."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from app.cli_errors import told
from app.cli_progress import Line, duration
from app.cli_transfer import transferred
from app.i18n import QT_TRANSLATE_NOOP
from app.runtime.errors import RuntimeProblem
from app.runtime.hardware import detect
from app.runtime.installer import Installer, Progress, Sources, Stage, remove
from app.runtime.lock import Lock, locks_here
from app.runtime.manifest import State, look
from app.runtime.offers import Offer, offers, seconds
from app.runtime.places import Places, default_root, used_bytes, wheels_along
from app.runtime.worker import has_own_packages
from app.terminal_words import say
from inference.hub.sizes import readable

NAMES = {
    "cuda": QT_TRANSLATE_NOOP("Terminal", "NVIDIA graphics (CUDA)"),
    "rocm": QT_TRANSLATE_NOOP("Terminal", "AMD graphics (ROCm)"),
    "xpu": QT_TRANSLATE_NOOP("Terminal", "Intel graphics (XPU)"),
    "mps": QT_TRANSLATE_NOOP("Terminal", "Apple graphics (Metal)"),
    "cpu": QT_TRANSLATE_NOOP("Terminal", "Processor only"),
}
STAGES = {
    Stage.CHECKING: QT_TRANSLATE_NOOP("Terminal", "Looking at every file"),
    Stage.DOWNLOADING: QT_TRANSLATE_NOOP("Terminal", "Downloading"),
    Stage.UNPACKING: QT_TRANSLATE_NOOP("Terminal", "Unpacking"),
    Stage.TRYING: QT_TRANSLATE_NOOP("Terminal", "Trying whether it works"),
}


def runtime(options: argparse.Namespace) -> int:
    """`scumble runtime DEED`; the exit status. Raises RuntimeProblem and HubError."""
    places, locks = Places(default_root()), locks_here()
    if options.deed == "status":
        return status(places, locks)
    if options.deed == "remove":
        remove(places)
        print(say("The AI runtime was removed."))
        return 0
    sources = Sources(options.index, (*map(Path, options.wheels), *wheels_along()))
    if options.deed == "repair":
        return repair(places, locks, sources)
    return install(places, locks, sources, options.variant)


def status(places: Places, locks: dict[str, Lock]) -> int:
    """Print what there is and what could be had."""
    print(state_line(places, locks))
    print(say("For this computer:"))
    for offer in offers(detect(), locks):
        words = _offer_words(offer, places, Sources())
        print(f"  {offer.variant:<5} {say(NAMES[offer.variant])}: {words}")
    return 0


def state_line(places: Places, locks: dict[str, Lock]) -> str:
    """One line on the runtime that is installed."""
    if has_own_packages():
        return say("AI runtime: not needed, this Python has torch itself")
    standing = look(places, locks)
    manifest, folder = standing.manifest, standing.folder
    if standing.state is State.BEGUN:
        return say("AI runtime: installed only in part; 'scumble doctor --repair' goes on with it")
    if standing.state is State.ABSENT or folder is None:
        return say("AI runtime: not installed; 'scumble runtime install' adds it")
    if standing.state is State.DAMAGED:
        return say("AI runtime: not whole; 'scumble doctor --repair' mends it ({folder})", folder=folder)
    if standing.state is State.OLD:
        return say(
            "AI runtime: of another version; 'scumble doctor --repair' updates it ({folder})", folder=folder
        )
    return say(
        "AI runtime: {variant}, torch {version}, {size} ({folder})",
        variant=manifest.variant if manifest is not None else "",
        version=manifest.version if manifest is not None else "",
        size=readable(used_bytes(folder)),
        folder=folder,
    )


def install(places: Places, locks: dict[str, Lock], sources: Sources, variant: str | None = None) -> int:
    """Add a variant (None: the best), after saying what it costs."""
    offered = offers(detect(), locks)
    chosen = next((offer for offer in offered if offer.variant == variant or variant is None), None)
    if chosen is None or chosen.lock is None or (variant is None and not chosen.available):
        raise (chosen.problem if chosen is not None else None) or RuntimeProblem(
            QT_TRANSLATE_NOOP("Runtime", "There is no AI runtime for this computer.")
        )
    if chosen.problem is not None:
        print(told(chosen.problem), file=sys.stderr)
    lock = chosen.lock
    print(f"{say(NAMES[chosen.variant])}: {_offer_words(Offer(chosen.variant, lock), places, sources)}")
    return _work(lambda tell: Installer(places, lock, tell, sources=sources).install())


def repair(places: Places, locks: dict[str, Lock], sources: Sources | None = None) -> int:
    """Mend the runtime there is, or go on with an installation that was broken off."""
    standing = look(places, locks)
    lock = locks.get(standing.variant)
    if standing.state is State.ABSENT:
        print(state_line(places, locks))
        return 0
    if lock is None:
        raise RuntimeProblem(
            QT_TRANSLATE_NOOP(
                "Runtime",
                "It cannot be told any more what the AI runtime in “{folder}” was. Remove it, then add it "
                "anew.",
            ),
            folder=standing.folder or places.root,
        )
    return _work(lambda tell: Installer(places, lock, tell, sources=sources).repair())


def _work(deed: Callable[[Callable[[Progress], None]], Path]) -> int:
    """Do it with a line of progress. Ctrl+C ends it; what was downloaded is kept."""
    line = _Line()
    try:
        folder = deed(line.show)
    finally:
        line.clear()
    print(say("The AI runtime is whole: {folder}", folder=folder))
    return 0


class _Line(Line):
    """How far it is: one line on a terminal, else one line for each stage."""

    def __init__(self) -> None:
        super().__init__(sys.stderr)
        self._stage: Stage | None = None

    def show(self, progress: Progress) -> None:
        words = say(STAGES[progress.stage])
        if not self._live:
            if progress.stage is not self._stage:
                print(f"{words} …", file=sys.stderr, flush=True)
            self._stage = progress.stage
            return
        speed = progress.speed if progress.stage is Stage.DOWNLOADING else None
        if progress.total:
            self.put(words, *transferred(progress.here, progress.total, speed, progress.left))
        else:
            self.put(
                words, say("{time} left", time=duration(progress.left)) if progress.left is not None else ""
            )


def _offer_words(offer: Offer, places: Places, sources: Sources) -> str:
    """Why it cannot be had, or what it costs."""
    if offer.problem is not None:
        return told(offer.problem)
    if offer.lock is None:
        return say("not available")
    at_hand = Installer(places, offer.lock, sources=sources).at_hand()
    values = {
        "unpacked": readable(offer.lock.unpacked),
        "time": duration(seconds(offer.lock, here=at_hand)),
    }
    if at_hand >= offer.lock.download:
        return say("nothing to download, {unpacked} on the disk, about {time}", **values)
    return say(
        "{download} to download, {unpacked} on the disk, about {time} with 50 Mbit/s",
        download=readable(offer.lock.download - at_hand),
        **values,
    )
