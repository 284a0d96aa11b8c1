"""What happens to an ordered download; each ticket ends in exactly one Finished, Failed or Cancelled."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from inference.errors import HubError
from inference.hub.plan import Plan


@dataclass(frozen=True, slots=True)
class Started:
    """Its turn has come: the hub is asked what there is."""

    ticket: int


@dataclass(frozen=True, slots=True, eq=False)
class Planned:
    """It is known what will be fetched, and there is room for it."""

    ticket: int
    plan: Plan


@dataclass(frozen=True, slots=True)
class Progressed:
    """More of it is here; told ten times a second at most."""

    ticket: int
    bytes: int  # that are here
    total: int  # bytes
    bytes_per_second: float | None  # smoothed; None in the beginning
    seconds_left: float | None
    file: str  # the one that is fetched


@dataclass(frozen=True, slots=True)
class Verified:
    """A file is whole: its checksum is right."""

    ticket: int
    file: str


@dataclass(frozen=True, slots=True)
class Finished:
    """The model is in its place."""

    ticket: int
    path: Path


@dataclass(frozen=True, slots=True, eq=False)
class Failed:
    """It ended; what came so far is kept. `retryable` where ordering it again as it is may help."""

    ticket: int
    error: HubError
    retryable: bool


@dataclass(frozen=True, slots=True)
class Cancelled:
    """It was stopped; what came so far is kept."""

    ticket: int


Ending = Finished | Failed | Cancelled
Event = Started | Planned | Progressed | Verified | Ending
