"""What is measured of each result and kept with it: the seam it leaves and the colours it had shifted."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Measured:
    """Figures of one result as it lies in its document."""

    seam: float  # see `paste.seam`; 1 = none
    colour_shift: float = math.nan  # ΔE*ab that the engine shifted what it should have left; NaN: not known
    colour_left: float = math.nan  # ΔE*ab that is left of it after matching
    matching: str = ""  # a `colour.Way`; "" where nothing was to be matched

    def settings(self) -> dict[str, Any]:
        """JSON-ready, without what is not known."""
        numbers = {"seam": self.seam, "colour_shift": self.colour_shift, "colour_left": self.colour_left}
        known: dict[str, Any] = {
            name: round(float(value), 4) for name, value in numbers.items() if math.isfinite(value)
        }
        return {**known, "matching": self.matching} if self.matching else known
