"""The whole picture as one layer: in place of the others, or above them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from canvas import tree
from canvas.blend import BlendMode
from canvas.deeds.checks import as_group, inserted, path_above, unlocked, unlocked_throughout
from canvas.deeds.painting import painted, plain, shows_as_painted
from canvas.document import Document
from canvas.errors import EditError
from canvas.geometry import Key
from canvas.layer import Group, Layer, Node
from canvas.masking import laid_over, lifted
from canvas.selecting import everything
from canvas.tile import Tile, replaced, solid


def merge_visible(document: Document, name: str) -> Document:
    """All that is seen as one layer, where the topmost of it stood; what is hidden stays where it is.

    A group that holds something hidden stays and holds only that. Raises EditError if nothing is visible or
    if something visible is locked.
    """
    seen = [node for node in document.layers if not _is_hidden(document.layers, node)]
    if not seen:
        raise EditError("No layer is visible. Show the layers to merge first.")
    for node in seen:
        _refuse_locked_paint(document, node)
    if len(seen) == 1 and isinstance(seen[0], Layer):
        return document
    top = document.path(seen[-1].id)[0]
    layer = Layer(name, tiles=painted(document.layers))
    below, above = _hidden_of(document.layers[: top + 1]), _hidden_of(document.layers[top + 1 :])
    return document.with_layers((*below, layer, *above), active=layer.id)


def flatten(document: Document, name: str, paper: Sequence[float] | None = None) -> Document:
    """All that is seen as the picture's only layer; what is hidden is gone.

    `paper`: straight RGB or RGBA, 0 … 1, laid under everything on the canvas; None leaves transparency.
    A picture of one plain, visible layer stays as it is if there is no paper. Raises EditError if something
    is locked.
    """
    for node in document.layers:
        unlocked_throughout(document, node.id)
    only = document.layers[0] if len(document.layers) == 1 else None
    if paper is None and isinstance(only, Layer) and only.mask is None and shows_as_painted(only):
        return document
    tiles = painted(document.layers)
    if paper is not None:
        tiles = _on_paper(document, tiles, paper)
    layer = Layer(name, tiles=tiles)
    return document.with_layers((layer,), active=layer.id)


def stamp_visible(document: Document, name: str) -> Document:
    """A new layer on top of all that holds the picture as it is seen, and becomes active.

    Raises EditError if nothing is seen.
    """
    tiles = painted(document.layers)
    if not tiles:
        raise EditError("There is nothing to be seen that could be stamped.")
    return inserted(document, Layer(name, tiles=tiles), (len(document.layers),))


def layer_from_group(document: Document, group_id: str, name: str) -> Document:
    """A new layer above a group that holds what the group shows; the group stays.

    It has the group's blend mode, clipping and tag; opacity and mask are in its paint. Raises EditError if
    the group shows nothing.
    """
    group = as_group(document, group_id)
    tiles = painted((plain(group),))
    if not tiles:
        raise EditError("“{name}” shows nothing that could become a layer.", name=group.name)
    blend = BlendMode.NORMAL if group.pass_through else group.blend
    layer = Layer(name, tiles=tiles, blend=blend, clip=group.clip, tag=group.tag)
    return inserted(document, layer, path_above(document, group_id, clip=group.clip))


def _is_hidden(row: tree.Nodes, node: Node) -> bool:
    """Whether nothing of the node is shown: it is hidden, or what it is clipped to is."""
    place = next(index for index, one in enumerate(row) if one is node)
    return not (node.visible and row[tree.base_place(row, place)].visible)


def _hidden_of(row: tree.Nodes) -> tree.Nodes:
    """The siblings without what is shown of them."""
    kept: list[Node] = []
    for node in row:
        if _is_hidden(row, node):
            kept.append(node)
        elif isinstance(node, Group):
            inner = _hidden_of(node.layers)
            if inner:
                kept.append(replace(node, layers=inner))
    return tuple(kept)


def _refuse_locked_paint(document: Document, node: Node) -> None:
    """Raises EditError if something that would be merged is locked."""
    unlocked(document, node.id)
    if isinstance(node, Group):
        for inner in node.layers:
            if not _is_hidden(node.layers, inner):
                _refuse_locked_paint(document, inner)


def _on_paper(document: Document, tiles: dict[Key, Tile], paper: Sequence[float]) -> dict[Key, Tile]:
    red, green, blue, alpha = (*paper[:3], paper[3] if len(paper) > 3 else 1.0)
    sheet = lifted(solid((red, green, blue, alpha), document.rect.tile_keys()), everything(document.rect))
    return dict(replaced(sheet, laid_over(sheet, tiles)))
