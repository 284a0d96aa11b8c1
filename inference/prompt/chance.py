"""Random choices that a seed decides, the same on every machine and in every version of Python."""

from __future__ import annotations

from collections.abc import Sequence

_WORD = (1 << 64) - 1


class Chance:
    """SplitMix64 (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators")."""

    def __init__(self, seed: int, stream: int = 0) -> None:
        """Streams of one seed (the prompt's and the negative's, say) are independent."""
        self._state = (seed * 0xD1342543DE82EF95 + stream * 0xA0761D6478BD642F) & _WORD

    def word(self) -> int:
        """64 random bits."""
        self._state = (self._state + 0x9E3779B97F4A7C15) & _WORD
        word = self._state
        word = ((word ^ (word >> 30)) * 0xBF58476D1CE4E5B9) & _WORD
        word = ((word ^ (word >> 27)) * 0x94D049BB133111EB) & _WORD
        return word ^ (word >> 31)

    def below(self, count: int) -> int:
        """A whole number from 0 to count - 1; the bias is below count / 2**64."""
        return (self.word() * count) >> 64

    def weighted(self, weights: Sequence[float]) -> int:
        """A place in `weights` (each ≥ 0), the likelier the greater its weight; all zero: any."""
        total = sum(weights)
        if total <= 0.0:
            return self.below(len(weights))
        target = (self.word() >> 11) * 2.0**-53 * total
        for place, weight in enumerate(weights):
            target -= weight
            if target < 0.0:
                return place
        return max(place for place, weight in enumerate(weights) if weight > 0.0)  # rounding at the far end
