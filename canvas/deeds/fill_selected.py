"""Filling what is selected with one colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from canvas.deeds.checks import editable, unlocked
from canvas.deeds.clear_selected import works_on_mask
from canvas.deeds.mask import mask_of
from canvas.document import Document
from canvas.geometry import TILE, Key
from canvas.masking import scaled, toned
from canvas.selecting import clipped, everything
from canvas.selection import Selection
from canvas.tile import ONE, Tile, solid


def fill_selected(
    document: Document, layer_id: str, colour: Sequence[float], selection: Selection | None = None
) -> Document:
    """Colour laid over the layer, as strongly as each pixel is selected; all over if nothing is.

    `colour` is straight RGB or RGBA, 0 … 1. `selection` stands in for the document's (None: use that); what
    lies outside the canvas is left alone. With locked transparency only the paint that is there takes the
    colour. While tools work on the layer's mask (or a group's), that takes the colour's grey. Raises
    EditError if the layer is locked.
    """
    chosen = document.selection if selection is None else selection
    chosen = everything(document.rect) if chosen is None else clipped(chosen, document.rect)
    red, green, blue, alpha = (*colour[:3], colour[3] if len(colour) > 3 else 1.0)
    if works_on_mask(document, layer_id):
        return _fill_mask(document, layer_id, grey(red, green, blue), alpha, chosen)
    layer = editable(document, layer_id)
    if chosen is None:
        return document
    paint = solid((red, green, blue, alpha), [(0, 0)])[0, 0]
    full = chosen.full_keys()
    changes: dict[Key, Tile | None] = {}
    for key, mask in chosen.tiles.items():
        under = layer.tiles.get(key)
        if layer.alpha_lock:
            if under is not None:
                changes[key] = _tinted(under, paint, mask)
        elif key in full and (under is None or alpha >= 1):
            changes[key] = paint
        else:
            changes[key] = _covered(under, paint, mask)
    return document.with_node(layer.with_tiles(changes)) if changes else document


def grey(red: float, green: float, blue: float) -> float:
    """How much a mask shows where it is painted in this colour, 0 … 1: its Rec. 709 luma."""
    return min(1.0, max(0.0, 0.2126 * red + 0.7152 * green + 0.0722 * blue))


def _fill_mask(
    document: Document, node_id: str, value: float, alpha: float, chosen: Selection | None
) -> Document:
    node = unlocked(document, node_id)
    if chosen is None:
        return document
    strength = np.full((TILE, TILE), round(alpha * ONE), np.uint16)
    cover = {key: Tile(scaled(tile.pixels, strength)) for key, tile in chosen.tiles.items()}
    return document.with_node(replace(node, mask=toned(mask_of(node), round(value * ONE), cover)))


def _covered(under: Tile | None, paint: Tile, mask: Tile) -> Tile | None:
    above = scaled(paint.pixels, mask.pixels)
    if under is not None:
        above += scaled(under.pixels, np.uint16(ONE) - above[3])
    return Tile(above) if above.any() else None


def _tinted(under: Tile, paint: Tile, mask: Tile) -> Tile:
    """Colour over paint that keeps its alpha."""
    alpha = under.pixels[3]
    above = scaled(scaled(paint.pixels, mask.pixels), alpha)
    cover = scaled(mask.pixels, paint.pixels[3])
    pixels = above + scaled(under.pixels, np.uint16(ONE) - cover)
    np.minimum(pixels[:3], alpha, out=pixels[:3])  # rounding may pass alpha by one
    pixels[3] = alpha
    return Tile(pixels)
