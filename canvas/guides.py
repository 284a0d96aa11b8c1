"""Guides: straight lines across a picture that edges keep to; none is ever part of the paint."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from canvas.geometry import Rect

MOST = 1000  # guides of one picture
FAR = 1_000_000.0  # pixels from the picture's corner: no guide lies beyond


@dataclass(frozen=True, slots=True)
class Guide:
    """One line across the whole picture: y = `at` where it is horizontal, else x = `at`."""

    horizontal: bool
    at: float  # pixels from the top, or from the left; between pixels where it is whole


Guides = tuple[Guide, ...]


def guides_at(horizontal: Iterable[object], vertical: Iterable[object]) -> Guides:
    """The guides at these places, as files have them: each once, without any that make no sense."""
    found: dict[Guide, None] = {}
    for across, places in ((True, horizontal), (False, vertical)):
        for place in places:
            if isinstance(place, int | float) and math.isfinite(place) and abs(place) <= FAR:
                found[Guide(across, float(place))] = None
            if len(found) == MOST:
                return tuple(found)
    return tuple(found)


def places(guides: Guides, *, horizontal: bool) -> list[float]:
    """Where those of one direction lie, in their order."""
    return [guide.at for guide in guides if guide.horizontal == horizontal]


def shifted_guides(guides: Guides, dx: int, dy: int) -> Guides:
    """All guides moved along with the picture."""
    return tuple(Guide(guide.horizontal, guide.at + (dy if guide.horizontal else dx)) for guide in guides)


def snapped_point(guides: Guides, x: float, y: float, reach: float) -> tuple[float, float]:
    """A point brought onto the nearest guide of either direction that is within `reach` pixels."""
    return x + _pull(guides, (x,), reach, horizontal=False), y + _pull(guides, (y,), reach, horizontal=True)


def snapped_move(guides: Guides, moved: Rect, dx: int, dy: int, reach: float) -> tuple[int, int]:
    """A move by whole pixels, changed by less than `reach` so that an edge or the middle meets a guide.

    `moved` is where the moved thing lies before the move.
    """
    if moved.empty:
        return dx, dy
    left, top = moved.x + dx, moved.y + dy
    across = (left, left + moved.width, left + moved.width / 2)
    down = (top, top + moved.height, top + moved.height / 2)
    return (
        dx + round(_pull(guides, across, reach, horizontal=False)),
        dy + round(_pull(guides, down, reach, horizontal=True)),
    )


def _pull(guides: Guides, edges: tuple[float, ...], reach: float, *, horizontal: bool) -> float:
    """How far the edge that is nearest to a guide is from it; 0 where none is within `reach`."""
    pulls = [guide.at - edge for guide in guides if guide.horizontal == horizontal for edge in edges]
    nearest = min(pulls, key=abs, default=math.inf)
    return nearest if abs(nearest) <= reach else 0.0
