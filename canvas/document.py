"""The document: one immutable value that holds the whole painting; an edit makes a new one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from canvas.errors import EditError
from canvas.geometry import Key, Rect, tile_rect
from canvas.layer import Layer
from canvas.selection import Selection
from canvas.tile import changed_keys

MAX_SIDE = 65536  # pixels


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """Size, layers from the bottom up, the active layer and the selection (None: nothing is selected).

    Because nothing in it ever changes, keeping a reference is a snapshot: any thread may read it at any time.
    """

    width: int
    height: int
    layers: tuple[Layer, ...] = ()
    active: str = ""  # id of the layer that tools work on; "" only while there is no layer
    selection: Selection | None = None
    dpi: float = 300.0

    def __post_init__(self) -> None:
        if not (1 <= self.width <= MAX_SIDE and 1 <= self.height <= MAX_SIDE):
            raise EditError("A picture's sides must be between 1 and {most} pixels.", most=MAX_SIDE)
        if self.layers and all(layer.id != self.active for layer in self.layers):
            object.__setattr__(self, "active", self.layers[-1].id)
        elif not self.layers and self.active:
            object.__setattr__(self, "active", "")

    @property
    def rect(self) -> Rect:
        return Rect(0, 0, self.width, self.height)

    def index(self, layer_id: str) -> int:
        """The layer's place, 0 at the bottom. Raises EditError when the document has no such layer."""
        for place, layer in enumerate(self.layers):
            if layer.id == layer_id:
                return place
        raise EditError("That layer is no longer in the picture.")

    def layer(self, layer_id: str) -> Layer:
        """Raises EditError when the document has no such layer."""
        return self.layers[self.index(layer_id)]

    def has(self, layer_id: str) -> bool:
        return any(layer.id == layer_id for layer in self.layers)

    @property
    def active_layer(self) -> Layer | None:
        return self.layer(self.active) if self.active else None

    def with_layer(self, layer: Layer) -> Document:
        """The document with the layer of the same id replaced."""
        place = self.index(layer.id)
        return replace(self, layers=(*self.layers[:place], layer, *self.layers[place + 1 :]))

    def with_layers(self, layers: tuple[Layer, ...], active: str | None = None) -> Document:
        return replace(self, layers=layers, active=self.active if active is None else active)

    def changing(self, layer_id: str, **properties: Any) -> Document:
        """The document with properties of one layer changed."""
        return self.with_layer(replace(self.layer(layer_id), **properties))


def visible_change(before: Document, after: Document) -> set[Key]:
    """The tiles inside `after` whose composite may look different.

    Found by comparing identities, so it needs no help from the edit and can miss nothing.
    """
    if before is after:
        return set()
    inside = set(after.rect.tile_keys())
    if (before.width, before.height) != (after.width, after.height):
        return inside
    old, new = _shown(before), _shown(after)
    keys: set[Key] = set()
    kept = _in_order(list(old), list(new))
    for layer_id in [*old, *(layer_id for layer_id in new if layer_id not in old)]:
        was, now = old.get(layer_id), new.get(layer_id)
        if was is now and layer_id in kept:
            continue
        if was is not None and now is not None and layer_id in kept and _same_manner(was, now):
            keys |= changed_keys(was.tiles, now.tiles)
            continue
        for layer in (was, now):
            if layer is not None:
                keys.update(layer.tiles)
    return keys & inside


def _shown(document: Document) -> dict[str, Layer]:
    return {layer.id: layer for layer in document.layers if layer.visible and layer.opacity > 0}


def _same_manner(one: Layer, other: Layer) -> bool:
    return one.opacity == other.opacity and one.blend == other.blend


def _in_order(old: list[str], new: list[str]) -> set[str]:
    """Ids whose order among the ids common to both lists is unchanged (a greedy common run is enough)."""
    common_old = [name for name in old if name in set(new)]
    common_new = [name for name in new if name in set(old)]
    kept: set[str] = set()
    for one, other in zip(common_old, common_new, strict=True):
        if one == other:
            kept.add(one)
    return kept


def dirty_rects(keys: set[Key], inside: Rect) -> Iterator[Rect]:
    """The tiles as pixel rectangles, runs along a row joined, cut to `inside`."""
    run = Rect()
    for key in sorted(keys, key=lambda key: (key[1], key[0])):
        rect = tile_rect(key).clipped(inside)
        if rect.empty:
            continue
        if run.y == rect.y and run.right == rect.x and not run.empty:
            run = run.united(rect)
            continue
        if not run.empty:
            yield run
        run = rect
    if not run.empty:
        yield run
