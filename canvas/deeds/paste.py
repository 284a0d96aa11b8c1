"""Pasting paint as a new layer."""

from __future__ import annotations

from canvas.deeds.add_layer import add_layer
from canvas.document import Document
from canvas.errors import EditError
from canvas.layer import Recipe
from canvas.tile import Tiles, exact_bounds
from canvas.transform import shifted


def paste(
    document: Document,
    tiles: Tiles,
    name: str,
    above: str | None = None,
    *,
    at: tuple[int, int] | None = None,
    recipe: Recipe | None = None,
) -> Document:
    """A new layer with the paint, above the given layer (None: above the active one).

    `at` is where the upper left corner of the paint's bounds goes; if None, it stays where it was, unless
    none of it would be on the canvas: then it goes to the middle. Raises EditError if there is no paint.
    """
    bounds = exact_bounds(tiles)
    if bounds.empty:
        raise EditError("There is nothing to paste.")
    if at is None and bounds.clipped(document.rect).empty:
        at = (document.width - bounds.width) // 2, (document.height - bounds.height) // 2
    if at is not None:
        tiles = shifted(tiles, at[0] - bounds.x, at[1] - bounds.y)
    return add_layer(document, name, above, tiles=tiles, recipe=recipe)
