"""Moving the paint of a layer."""

from __future__ import annotations

from dataclasses import replace

from canvas.deeds.checks import editable, erasable
from canvas.document import Document
from canvas.errors import EditError
from canvas.masking import laid_over, left_behind, lifted
from canvas.tile import replaced
from canvas.transform import shifted, shifted_selection


def move_pixels(document: Document, layer_id: str, dx: int, dy: int) -> Document:
    """The layer's paint moved by whole pixels; what leaves the canvas is kept and can come back.

    With a selection, only the selected paint moves, over what lies elsewhere on the layer, and the selection
    goes along (also off the canvas, so that a further move finds all of it). Raises EditError if the layer is
    locked, if its transparency is and a part is to be moved, or if there is no paint under the selection.
    """
    if document.selection is None:
        layer = editable(document, layer_id)
        if dx == dy == 0 or not layer.tiles:
            return document
        return document.with_node(replace(layer, tiles=shifted(layer.tiles, dx, dy)))
    layer = erasable(document, layer_id)
    part = lifted(layer.tiles, document.selection)
    if not part:
        raise EditError("There is no paint under the selection on “{name}”.", name=layer.name)
    if dx == dy == 0:
        return document
    rest = replaced(layer.tiles, left_behind(layer.tiles, document.selection))
    tiles = replaced(rest, laid_over(rest, shifted(part, dx, dy)))
    return replace(
        document.with_node(replace(layer, tiles=tiles)),
        selection=shifted_selection(document.selection, dx, dy),
    )
