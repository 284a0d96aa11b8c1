"""Pictures for tests of deeds: random trees of layers, groups, masks; what one holds, as plain values."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import numpy as np

from canvas.blend import BlendMode
from canvas.document import Document
from canvas.geometry import Rect
from canvas.layer import TAGS, Group, Layer, Mask, Node, Recipe
from canvas.masking import inverted_mask
from canvas.selecting import rectangle
from canvas.tile import ONE, Tile, Tiles, write

CANVAS = Rect(0, 0, 150, 100)
AROUND = CANVAS.grown(200)


def paint(seed: int, rect: Rect) -> Tiles:
    """Random paint of random alpha, with some of it opaque and some missing."""
    rng = np.random.default_rng(seed)
    alpha = np.clip(rng.integers(-ONE, 2 * ONE, (rect.height, rect.width)), 0, ONE)
    colour = rng.integers(0, alpha + 1, (3, rect.height, rect.width))
    pixels = np.concatenate([colour, alpha[None]]).astype(np.uint16)
    return {key: tile for key, tile in write({}, rect, pixels).items() if tile is not None}


def mask_of(seed: int, rect: Rect, outside: int = ONE) -> Mask:
    """A random mask, some of it hiding and some showing all."""
    rng = np.random.default_rng(seed)
    values = np.clip(rng.integers(-ONE, 2 * ONE, (rect.height, rect.width)), 0, ONE).astype(np.uint16)
    tiles = {key: tile for key, tile in write({}, rect, values).items() if tile is not None}
    mask = Mask(tiles, outside=0)
    return inverted_mask(mask) if outside else mask


def some_rect(rng: np.random.Generator) -> Rect:
    x, y, width, height = (int(value) for value in rng.integers((-40, -40, 1, 1), (150, 100, 150, 120)))
    return Rect(x, y, width, height)


def some_node(rng: np.random.Generator, depth: int, *, simple: bool) -> Node:
    """`simple`: in normal mode, and no group is pass-through."""
    seed = int(rng.integers(1 << 30))
    modes = [BlendMode.NORMAL] if simple else list(BlendMode)
    common: dict[str, object] = {
        "opacity": float(rng.choice([1.0, 1.0, 0.4])),
        "blend": modes[int(rng.integers(len(modes)))],
        "visible": bool(rng.random() < 0.9),
        "clip": bool(rng.random() < 0.3),
        "tag": TAGS[int(rng.integers(len(TAGS)))],
        "mask": mask_of(seed, some_rect(rng), int(rng.choice([0, ONE]))) if rng.random() < 0.3 else None,
    }
    if depth > 0 and rng.random() < 0.4:
        inner = tuple(some_node(rng, depth - 1, simple=simple) for _ in range(rng.integers(0, 4)))
        group = Group(f"group {seed}", layers=inner, pass_through=not simple and bool(rng.random() < 0.4))
        return replace(group, folded=bool(rng.random() < 0.2), **common)
    recipe = Recipe({"seed": seed}) if rng.random() < 0.2 else None
    return replace(Layer(f"layer {seed}", tiles=paint(seed, some_rect(rng)), recipe=recipe), **common)


def some_document(seed: int, *, simple: bool = False) -> Document:
    rng = np.random.default_rng(seed)
    nodes = [some_node(rng, 2, simple=simple) for _ in range(rng.integers(1, 4))]
    layers = (Layer("lowest", tiles=paint(seed, some_rect(rng))), *nodes)
    selection = rectangle(some_rect(rng), CANVAS) if rng.random() < 0.3 else None
    return Document(CANVAS.width, CANVAS.height, layers, selection=selection)


def snapshot(document: Document, *, ids: bool = True) -> tuple[object, ...]:
    """All that a document holds, so that equal snapshots mean equal documents, pixel for pixel.

    Without `ids`, two documents that differ in those alone have equal snapshots.
    """
    selection = document.selection
    return (
        *(document.width, document.height, document.dpi, document.active if ids else "", document.on_mask),
        None if selection is None else (selection.bounds, _pixels(selection.tiles)),
        tuple(_node(node, ids) for node in document.layers),
    )


def _node(node: Node, ids: bool) -> tuple[object, ...]:
    mask = node.mask
    common = (
        *(type(node).__name__, node.id if ids else "", node.name, node.opacity, node.blend, node.visible),
        *(node.locked, node.clip, node.tag),
        None if mask is None else (mask.outside, mask.enabled, _pixels(mask.tiles)),
    )
    if isinstance(node, Group):
        return (*common, node.pass_through, node.folded, tuple(_node(inner, ids) for inner in node.layers))
    assert isinstance(node, Layer)
    recipe = None if node.recipe is None else dict(node.recipe.settings)
    return (*common, node.alpha_lock, recipe, _pixels(node.tiles))


def _pixels(tiles: Tiles) -> dict[tuple[int, int], bytes]:
    return {key: _digest(tile) for key, tile in tiles.items()}


def _digest(tile: Tile) -> bytes:
    return hashlib.blake2b(tile.pixels.tobytes(), digest_size=16).digest()
