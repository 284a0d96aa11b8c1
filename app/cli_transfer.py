"""How far a download is, in words for a terminal."""

from __future__ import annotations

from app.cli_progress import duration
from app.terminal_words import say
from inference.hub.sizes import readable


def transferred(here: int, total: int, speed: float | None, left: float | None) -> list[str]:
    """here, total: bytes. speed: bytes a second, left: seconds; None, or a speed of 0, where not known."""
    words = [f"{here / max(1, total):4.0%}", say("{here} of {all}", here=readable(here), all=readable(total))]
    if speed:
        words.append(say("{speed}/s", speed=readable(speed)))
    if left is not None:
        words.append(say("{time} left", time=duration(left)))
    return words
