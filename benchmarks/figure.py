"""One measured figure, and how a median is taken."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with its unit; `ratio` is our speed over the other's, measured in the same run.

    NaN is a figure that cannot be taken on this machine; `note` says why.
    """

    value: float
    unit: str
    ratio: float | None = None
    against: str = ""
    note: str = ""

    def record(self) -> dict[str, object]:
        value = None if math.isnan(self.value) else round(self.value, 4)
        record: dict[str, object] = {"value": value, "unit": self.unit}
        if self.ratio is not None:
            record |= {"ratio": round(self.ratio, 3), "against": self.against}
        if self.note:
            record["note"] = self.note
        return record

    def line(self, key: str) -> str:
        if math.isnan(self.value):
            return f"{key:24} {'–':>12} {'':8}  {self.note}".rstrip()
        value = f"{self.value:,.0f}" if abs(self.value) >= 1000 else f"{self.value:.4g}"
        ratio = f"  {self.ratio:.2f}× {self.against}" if self.ratio is not None else ""
        return f"{key:24} {value:>12} {self.unit:8}{ratio}  {self.note}".rstrip()


Measure = Callable[[], dict[str, Figure]]


def seconds(work: Callable[[], object], repeats: int = 5, warm: int = 1) -> float:
    """The median duration of `work`, in seconds, after `warm` runs that do not count."""
    for _ in range(warm):
        work()
    times: list[float] = []
    for _ in range(repeats):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def percentile(values: list[float], share: float) -> float:
    """The value below which `share` (0 … 1) of the sorted values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
