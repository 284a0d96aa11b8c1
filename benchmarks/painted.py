"""A document painted with real strokes, as files and memory see one."""

from __future__ import annotations

import numpy as np

from canvas.brush.preset import Brush, Sample
from canvas.brush.stroke import Stroke
from canvas.document import Document
from canvas.layer import Layer
from canvas.tile import solid


def painted_document(side: int, layers: int, strokes: int = 24, seed: int = 3) -> Document:
    """Paper, then layers with `strokes` curved strokes each, of sizes from 10 to 400 px."""
    rng = np.random.default_rng(seed)
    document = Document(side, side)
    sheets = [Layer("Paper", tiles=solid((1.0, 1.0, 1.0, 1.0), document.rect.tile_keys()))]
    for number in range(1, layers):
        layer = Layer(f"Layer {number}")
        for _ in range(strokes):
            brush = Brush(size=float(rng.uniform(10, 400)), hardness=float(rng.uniform(0.2, 1)), opacity=0.8)
            red, green, blue = (float(part) for part in rng.uniform(0, 1, 3))
            stroke = Stroke(layer, brush, (red, green, blue), clip=document.rect, selection=None)
            start, bend, end = rng.uniform(0, side, (3, 2))
            share = np.linspace(0, 1, 40)[:, None]
            points = (1 - share) ** 2 * start + 2 * share * (1 - share) * bend + share**2 * end
            stroke.add([Sample(float(x), float(y), 1.0) for x, y in points])
            stroke.finish()
            layer = stroke.layer
        sheets.append(layer)
    return document.with_layers(tuple(sheets), sheets[-1].id)
