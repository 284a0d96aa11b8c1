"""The layer: one immutable sheet of paint with its properties, and the recipe of what made it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from canvas.blend import BlendMode
from canvas.geometry import Key, Rect
from canvas.tile import Tile, Tiles, bounds, replaced


def new_id() -> str:
    """An identity that no other layer has, in this document or any other."""
    return uuid.uuid4().hex


@dataclass(frozen=True, slots=True, eq=False)
class Recipe:
    """What a generated layer was made from: JSON-ready settings and the pictures that went in (uint8 arrays).

    The canvas keeps it, saves it and gives it back; only the part that generates can read it.
    """

    settings: Mapping[str, Any]
    pictures: Mapping[str, np.ndarray] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """A sheet of paint. Frozen: an edit makes a new `Layer` with the same `id`."""

    name: str
    id: str = field(default_factory=new_id)
    tiles: Tiles = field(default_factory=dict)
    opacity: float = 1.0  # 0 … 1
    blend: BlendMode = BlendMode.NORMAL
    visible: bool = True
    locked: bool = False  # no edit may change its pixels
    alpha_lock: bool = False  # paint changes colour but not alpha
    recipe: Recipe | None = None

    @property
    def bounds(self) -> Rect:
        """Whole tiles that may hold paint."""
        return bounds(self.tiles)

    def with_tiles(self, changes: Mapping[Key, Tile | None]) -> Layer:
        """The layer with some of its tiles replaced (None: taken out)."""
        return replace(self, tiles=replaced(self.tiles, changes))
