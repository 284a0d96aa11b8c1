"""Begins a stroke: which kind it is, on what, and whether it may be painted at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from canvas import tree
from canvas.brush.layer_stroke import LayerStroke
from canvas.brush.mask_stroke import Colour, PaintedMask, in_greys
from canvas.brush.preset import Brush, Mode, Sample
from canvas.brush.reveal import Revealed
from canvas.brush.smudge import SmudgeStroke
from canvas.brush.stabiliser import Steadier, stabilised
from canvas.brush.stroke import Stroke
from canvas.brush.symmetry import Copy, Symmetry
from canvas.deeds.checks import unlocked
from canvas.document import Document
from canvas.errors import EditError
from canvas.geometry import Key
from canvas.layer import Group, Layer, Node
from canvas.tile import Tiles

WHITE: Colour = (1.0, 1.0, 1.0)


class Painting:
    """A stroke on the active node of a document, or on its mask, from pen down to pen up."""

    def __init__(
        self,
        document: Document,
        node: Node,
        stroke: LayerStroke,
        sheet: PaintedMask | Revealed | None,
        steadier: Steadier,
    ) -> None:
        """stroke: on the layer itself, or on the greys of the sheet, which says what becomes of the node."""
        self.original = document
        self.steadier = steadier
        self._node = node
        self._stroke = stroke
        self._sheet = sheet

    @property
    def node(self) -> Node:
        """The node as painted so far; the very same while nothing is."""
        if not self._stroke.has_changed:
            return self._node
        return self._stroke.layer if self._sheet is None else self._sheet.of(self._node)

    @property
    def document(self) -> Document:
        """The document as painted so far; the very same while nothing is."""
        return self.painted(self.original)

    def painted(self, document: Document) -> Document:
        """Another state of the document with the node as painted so far."""
        node = self.node
        return document if document.find(node.id) is node else document.with_node(node)

    @property
    def changed(self) -> set[Key]:
        """All tiles that the stroke has changed so far."""
        return self._stroke.changed

    @property
    def waiting(self) -> bool:
        """Whether `add`, be it without samples, has something left to do, so that no call takes too long."""
        return self._stroke.waiting

    def add(self, samples: Sequence[Sample]) -> set[Key]:
        """Paint on with more samples of the pen; returns the tiles that changed."""
        return self._taken(self._stroke.add(self.steadier.add(samples)))

    def finish(self) -> set[Key]:
        """End the stroke, with all that is left of it; returns the tiles that this changed."""
        return self._taken(self._stroke.add(self.steadier.finish()) | self._stroke.finish())

    def _taken(self, keys: set[Key]) -> set[Key]:
        if self._sheet is not None:
            self._sheet.take(self._stroke, keys)
        return keys


def begin(
    document: Document,
    brush: Brush,
    colour: Colour,
    *,
    symmetry: Symmetry | None = None,
    stabiliser_scale: float = 1.0,
    seed: int = 0,
    revealed: Tiles | None = None,
) -> Painting:
    """Begin a stroke on the active node, or on its mask if tools work on that.

    revealed: paint that the brush lays bare on the active layer, in the place of the colour; an eraser lays
    nothing bare there. colour: straight sRGB, 0 … 1. stabiliser_scale: document pixels for one on screen
    (1 / zoom). seed: of what chance decides. Raises EditError where nothing can be painted.
    """
    node = _paintable(document)
    sheet: PaintedMask | Revealed | None = None
    if revealed is not None and isinstance(node, Layer):
        sheet = Revealed(node, {} if brush.eraser else revealed)
        brush, colour = in_greys(replace(brush, eraser=False, mode=Mode.PAINT), WHITE)
    elif document.on_mask and node.mask is not None:
        sheet = PaintedMask(node.mask)
        brush, colour = in_greys(brush, colour)
    layer = node if sheet is None else sheet.greys
    assert isinstance(layer, Layer)
    stroke = _stroke(document, layer, brush, colour, seed, () if symmetry is None else symmetry.transforms())
    return Painting(document, node, stroke, sheet, stabilised(brush.stabiliser, stabiliser_scale))


def _stroke(
    document: Document, sheet: Layer, brush: Brush, colour: Colour, seed: int, copies: Sequence[Copy]
) -> LayerStroke:
    where = {"clip": document.rect, "selection": document.selection}
    if brush.mode is Mode.PAINT:
        return Stroke(sheet, brush, colour, **where, seed=seed, copies=copies)
    return SmudgeStroke(sheet, brush, colour, **where, seed=seed, seen=document, copies=copies)


def _paintable(document: Document) -> Node:
    """The active node, if it may be painted on."""
    if not document.active:
        raise EditError("There is no layer to paint on. Add one with Ctrl+Shift+N.")
    *around, node = tree.line(document.layers, document.path(document.active))
    if isinstance(node, Group) and not document.on_mask:
        raise EditError("A group cannot be painted on. Choose one of its layers, or add a layer to it.")
    for group in around:
        if not group.visible:
            raise EditError(
                "The group “{name}” is hidden. Show it before painting on its layers.", name=group.name
            )
    if not node.visible:
        raise EditError("The active layer is hidden. Show it before painting on it.")
    if document.on_mask and node.mask is not None and not node.mask.enabled:
        raise EditError(
            "The mask of “{name}” is switched off. Switch it on before painting on it.", name=node.name
        )
    return unlocked(document, node.id)
