"""The composite of blend modes, groups, masks and clipped layers in float64, written from the specifications.

It shares nothing with the kernels: colours are straight where they mix, and every formula is the one in its
source. W3C: "Compositing and Blending Level 1", section 9 (the same as PDF 1.7, 11.3.5). Photoshop:
"Blending mode descriptions" in its user guide. Add, subtract and divide are what all programs mean by these
words.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from canvas.blend import BlendMode
from canvas.geometry import Rect
from canvas.layer import Group, Layer, Mask, Node
from canvas.tile import ONE, read

Array = np.ndarray


def _burn(b: Array, s: Array) -> Array:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(b >= 1, 1, np.where(s <= 0, 0, 1 - np.minimum(1, (1 - b) / s)))


def _dodge(b: Array, s: Array) -> Array:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(b <= 0, 0, np.where(s >= 1, 1, np.minimum(1, b / (1 - s))))


def _hard_light(b: Array, s: Array) -> Array:
    return np.where(s <= 0.5, b * 2 * s, b + (2 * s - 1) - b * (2 * s - 1))


def _soft_light(b: Array, s: Array) -> Array:
    d = np.where(b <= 0.25, ((16 * b - 12) * b + 4) * b, np.sqrt(b))
    return np.where(s <= 0.5, b - (1 - 2 * s) * b * (1 - b), b + (2 * s - 1) * (d - b))


def _divide(b: Array, s: Array) -> Array:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(s <= 0, np.where(b <= 0, 0, 1), np.minimum(1, b / s))


SEPARABLE: dict[BlendMode, Callable[[Array, Array], Array]] = {
    BlendMode.NORMAL: lambda b, s: s,  # W3C 9.1.1
    BlendMode.DARKEN: np.minimum,  # W3C
    BlendMode.MULTIPLY: lambda b, s: b * s,  # W3C
    BlendMode.COLOR_BURN: _burn,  # W3C
    BlendMode.LINEAR_BURN: lambda b, s: np.clip(b + s - 1, 0, 1),  # Photoshop
    BlendMode.LIGHTEN: np.maximum,  # W3C
    BlendMode.SCREEN: lambda b, s: 1 - (1 - b) * (1 - s),  # W3C
    BlendMode.COLOR_DODGE: _dodge,  # W3C
    BlendMode.ADD: lambda b, s: np.clip(b + s, 0, 1),  # Photoshop: linear dodge
    BlendMode.OVERLAY: lambda b, s: _hard_light(s, b),  # W3C
    BlendMode.SOFT_LIGHT: _soft_light,  # W3C
    BlendMode.HARD_LIGHT: _hard_light,  # W3C
    BlendMode.VIVID_LIGHT: lambda b, s: np.where(
        s <= 0.5, _burn(b, 2 * s), _dodge(b, 2 * s - 1)
    ),  # Photoshop
    BlendMode.LINEAR_LIGHT: lambda b, s: np.clip(b + 2 * s - 1, 0, 1),  # Photoshop
    BlendMode.PIN_LIGHT: lambda b, s: np.where(
        s <= 0.5, np.minimum(b, 2 * s), np.maximum(b, 2 * s - 1)
    ),  # Photoshop
    BlendMode.HARD_MIX: lambda b, s: (b + s >= 1).astype(float),  # Photoshop
    BlendMode.DIFFERENCE: lambda b, s: np.abs(b - s),  # W3C
    BlendMode.EXCLUSION: lambda b, s: b + s - 2 * b * s,  # W3C
    BlendMode.SUBTRACT: lambda b, s: np.clip(b - s, 0, 1),  # Photoshop
    BlendMode.DIVIDE: _divide,  # Photoshop
}


def lum(c: Array) -> Any:
    return 0.3 * c[0] + 0.59 * c[1] + 0.11 * c[2]


def sat(c: Array) -> Array:
    return c.max(axis=0) - c.min(axis=0)


def clip_colour(c: Array) -> Array:
    light, least, most = lum(c), c.min(axis=0), c.max(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        c = np.where(least < 0, light + (c - light) * light / (light - least), c)
        return np.where(most > 1, light + (c - light) * (1 - light) / (most - light), c)


def set_lum(c: Array, light: Array) -> Array:
    return clip_colour(c + (light - lum(c)))


def set_sat(c: Array, s: Array) -> Array:
    """The W3C's recipe, channel by channel in their order of size."""
    order = np.argsort(c, axis=0)
    low, mid, high = (np.take_along_axis(c, order[place : place + 1], 0)[0] for place in range(3))
    with np.errstate(divide="ignore", invalid="ignore"):
        middle = np.where(high > low, (mid - low) * s / (high - low), 0)
    top = np.where(high > low, s, 0)
    out = np.zeros_like(c)
    np.put_along_axis(out, order[1:2], middle[None], 0)
    np.put_along_axis(out, order[2:3], top[None], 0)
    return out


WHOLE: dict[BlendMode, Callable[[Array, Array], Array]] = {
    BlendMode.HUE: lambda b, s: set_lum(set_sat(s, sat(b)), lum(b)),  # W3C 9.2
    BlendMode.SATURATION: lambda b, s: set_lum(set_sat(b, sat(s)), lum(b)),  # W3C
    BlendMode.COLOR: lambda b, s: set_lum(s, lum(b)),  # W3C
    BlendMode.LUMINOSITY: lambda b, s: set_lum(b, lum(s)),  # W3C
    BlendMode.DARKER_COLOR: lambda b, s: np.where(lum(s) < lum(b), s, b),  # Photoshop
    BlendMode.LIGHTER_COLOR: lambda b, s: np.where(lum(s) > lum(b), s, b),  # Photoshop
}

MIXING = {**SEPARABLE, **WHOLE}


def straight(paint: Array) -> tuple[Array, Array]:
    """Straight colour (3×H×W) and alpha of premultiplied paint, 0 … 1."""
    alpha = paint[3]
    return np.divide(paint[:3], alpha, out=np.zeros_like(paint[:3]), where=alpha > 0), alpha


def blended(below: Array, paint: Array, mode: BlendMode, share: Array | float = 1.0) -> Array:
    """Paint over what lies below, 4×H×W premultiplied, 0 … 1. share: opacity × mask."""
    (b, ab), (s, a) = straight(below), straight(paint)
    a = a * share
    if mode is BlendMode.ERASE:
        return below * (1 - a)
    if mode is BlendMode.BEHIND:
        return below + (1 - ab) * np.concatenate([s * a, a[None]])
    colour = (1 - ab) * a * s + (1 - a) * ab * b + a * ab * MIXING[mode](b, s)
    return np.concatenate([colour, (a + ab - a * ab)[None]])


def composite(nodes: Sequence[Node], rect: Rect, below: Array | None = None) -> Array:
    """4×H×W premultiplied, 0 … 1: siblings over what lies below (None: nothing)."""
    picture = np.zeros((4, rect.height, rect.width)) if below is None else below
    place = 0
    while place < len(nodes):
        end = place + 1
        while end < len(nodes) and nodes[end].clip:
            end += 1
        base, clipped = nodes[place], nodes[place + 1 : end]
        if base.visible and base.opacity > 0:
            if any(node.visible and node.opacity > 0 for node in clipped):
                picture = blended(picture, clip_run(base, clipped, rect), own_mode(base), share(base, rect))
            else:
                picture = added(picture, base, rect)
        place = end
    return picture


def clip_run(base: Node, clipped: Sequence[Node], rect: Rect) -> Array:
    """The base's alpha; within it, its colour with the clipped nodes upon it as upon an opaque ground."""
    colour, alpha = straight(paint_of(base, rect))
    ground = np.concatenate([colour, np.ones_like(alpha)[None]])
    for node in clipped:
        if node.visible and node.opacity > 0:
            ground = added(ground, node, rect)
    return ground * alpha


def added(below: Array, node: Node, rect: Rect) -> Array:
    """One node over what lies below."""
    if isinstance(node, Group) and node.pass_through:
        after = composite(node.layers, rect, below)
        return below + (after - below) * share(node, rect)
    return blended(below, paint_of(node, rect), node.blend, share(node, rect))


def paint_of(node: Node, rect: Rect) -> Array:
    if isinstance(node, Group):
        return composite(node.layers, rect)
    assert isinstance(node, Layer)
    return read(node.tiles, rect) / ONE


def own_mode(node: Node) -> BlendMode:
    return BlendMode.NORMAL if isinstance(node, Group) and node.pass_through else node.blend


def share(node: Node, rect: Rect) -> Array | float:
    """Opacity × mask."""
    if node.mask is None or not node.mask.enabled:
        return node.opacity
    return node.opacity * mask_of(node.mask, rect)


def mask_of(mask: Mask, rect: Rect) -> Array:
    out = np.empty((rect.height, rect.width))
    for y in range(rect.height):
        for column in range(rect.x // 64, (rect.right - 1) // 64 + 1):
            tile = mask.tiles.get((column, (rect.y + y) // 64))
            left, right = max(rect.x, 64 * column), min(rect.right, 64 * column + 64)
            value = (
                mask.outside
                if tile is None
                else tile.pixels[(rect.y + y) % 64, left % 64 : (right - 1) % 64 + 1]
            )
            out[y, left - rect.x : right - rect.x] = value
    return out / ONE
