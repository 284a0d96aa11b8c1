"""What the artist allows the diffusion engine to trade for speed or memory; all off unless asked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

VARIABLE = "SCUMBLE_TUNING"  # of the worker's environment: words with commas between
FAST, EIGHT_BIT = "fast", "8bit"
WORDS = (FAST, EIGHT_BIT)


@dataclass(frozen=True, slots=True)
class Tuning:
    """Each changes pixels by about as much as another graphics card would, `quantise` by a little more."""

    channels_last: bool = False  # convolutions read the channels of a pixel side by side
    compiled: bool = False  # the denoiser is compiled at its first step: minutes once, faster ever after
    quantise: bool = False  # where memory is short, the denoiser's weights may be kept in 8 bits
    backend: str = "inductor"  # torch's compiler; another one is for tests


def tuning_of(text: str) -> Tuning:
    """What the variable asks for; words that nobody knows are passed over."""
    words = {word.strip() for word in text.split(",")}
    fast = FAST in words
    return Tuning(channels_last=fast, compiled=fast, quantise=EIGHT_BIT in words)


def environment_for(words: Iterable[str]) -> dict[str, str]:
    """What a worker's environment needs for these of WORDS."""
    asked = set(words)
    chosen = [word for word in WORDS if word in asked]
    return {VARIABLE: ",".join(chosen)} if chosen else {}
