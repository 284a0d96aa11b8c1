"""Nodes, selections and undo steps as rows of a native file: to JSON and back, checked on the way in."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from canvas.blend import BlendMode
from canvas.document import Document
from canvas.errors import EditError, FormatError
from canvas.geometry import Rect
from canvas.guides import Guides, guides_at, places
from canvas.layer import TAGS, Group, Layer, Mask, Node
from canvas.selection import Selection
from canvas.step import NodeChange, Step
from canvas.tile import ONE

NO_STATE = "start"  # the state that undoing everything leads to


def dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def loaded(text: Any) -> dict[str, Any]:
    """A JSON object. Raises FormatError."""
    try:
        value = json.loads(text)
    except (TypeError, ValueError, RecursionError) as error:
        raise FormatError("The file is damaged: a row of it cannot be read.") from error
    if not isinstance(value, dict):
        raise FormatError("The file is damaged: a row of it makes no sense.")
    return value


def properties_of(node: Node) -> dict[str, Any]:
    """All of a node but its tiles, what it holds and its recipe."""
    row: dict[str, Any] = {
        "kind": "group" if isinstance(node, Group) else "layer",
        "name": node.name,
        "opacity": node.opacity,
        "blend": str(node.blend),
        "visible": node.visible,
        "locked": node.locked,
        "clip": node.clip,
        "tag": node.tag,
    }
    if node.mask is not None:
        row["mask"] = {"outside": node.mask.outside // ONE, "enabled": node.mask.enabled}
    if isinstance(node, Group):
        row |= {"pass_through": node.pass_through, "folded": node.folded}
    elif isinstance(node, Layer):
        row["alpha_lock"] = node.alpha_lock
    return row


def node_of(node_id: str, row: Mapping[str, Any]) -> Node:
    """The node without tiles and nodes. What a row lacks has its default; raises FormatError for nonsense."""
    opacity, blend, mask = row.get("opacity", 1.0), row.get("blend", "normal"), row.get("mask")
    name, tag = row.get("name", ""), row.get("tag", "")
    if not isinstance(name, str) or not isinstance(opacity, int | float) or not math.isfinite(opacity):
        raise FormatError("The file is damaged: a layer in it makes no sense.")
    common: dict[str, Any] = {
        "name": name,
        "id": node_id,
        "opacity": min(max(float(opacity), 0.0), 1.0),
        "blend": BlendMode(blend) if blend in set(BlendMode) else BlendMode.NORMAL,
        "mask": _mask_of(mask),
        "tag": tag if tag in TAGS else "",
    }
    common |= {key: bool(row[key]) for key in ("visible", "locked", "clip") if key in row}
    if row.get("kind") == "group":
        common |= {key: bool(row[key]) for key in ("pass_through", "folded") if key in row}
        return Group(**common)
    return Layer(**common, alpha_lock=bool(row.get("alpha_lock", False)))


def _mask_of(row: Any) -> Mask | None:
    if not isinstance(row, dict):
        return None
    return Mask(outside=ONE if row.get("outside", 1) else 0, enabled=bool(row.get("enabled", True)))


def frame_of(document: Document) -> dict[str, Any]:
    """Size, resolution, guides and what is active."""
    return _sheet_of(document, document.active, document.on_mask) | {
        "selection": bounds_of(document.selection)
    }


def document_of(row: Mapping[str, Any], layers: tuple[Node, ...], selection: Selection | None) -> Document:
    """Raises FormatError for sizes that no picture has."""
    width, height, dpi = row.get("width"), row.get("height"), row.get("dpi", 300.0)
    if not isinstance(width, int) or not isinstance(height, int) or not isinstance(dpi, int | float):
        raise FormatError("The file is damaged: it does not say how large the picture is.")
    if not 1.0 <= dpi <= 100_000.0:
        dpi = 300.0
    try:
        return Document(
            *(width, height, layers, str(row.get("active", "")), selection, float(dpi)),
            bool(row.get("on_mask", False)),
            _guides_in(row.get("guides")),
        )
    except EditError as error:
        raise FormatError(error.sentence) from error


def _sheet_of(document: Document, active: str, on_mask: bool) -> dict[str, Any]:
    return {
        "width": document.width,
        "height": document.height,
        "dpi": document.dpi,
        "active": active,
        "on_mask": on_mask,
        "guides": {
            "horizontal": places(document.guides, horizontal=True),
            "vertical": places(document.guides, horizontal=False),
        },
    }


def _guides_in(row: Any) -> Guides:
    """Files of version 1 have none."""
    if not isinstance(row, dict):
        return ()
    found = [row.get(name) for name in ("horizontal", "vertical")]
    horizontal, vertical = (value if isinstance(value, list) else [] for value in found)
    return guides_at(horizontal, vertical)


def bounds_of(selection: Selection | None) -> list[int] | None:
    if selection is None:
        return None
    bounds = selection.bounds
    return [bounds.x, bounds.y, bounds.width, bounds.height]


def rect_of(value: Any) -> Rect | None:
    if not isinstance(value, list) or len(value) != 4 or not all(isinstance(part, int) for part in value):
        return None
    return Rect(*value)


def body_of(step: Step) -> dict[str, Any]:
    """A step but its label, its state, its tiles and its recipes."""
    return {
        "frame": _sheet_of(step.frame, step.active, step.on_mask),
        "top": list(step.top),
        "same_selection": step.same_selection,
        "selection": bounds_of(step.selection),
        "merge": step.merge_key,
        "nodes": {
            node_id: properties_of(change.node) | {"inside": list(change.inside)}
            for node_id, change in step.changes.items()
        },
    }


def step_of(label: str, state: object, body: Mapping[str, Any]) -> Step:
    """A step without its tiles and recipes. Raises FormatError."""
    nodes, top = body.get("nodes"), body.get("top")
    if not isinstance(nodes, dict) or not isinstance(top, list):
        raise FormatError("The file is damaged: an undo step makes no sense.")
    frame = body.get("frame")
    changes: dict[str, NodeChange] = {}
    for node_id, row in nodes.items():
        if not isinstance(row, dict):
            raise FormatError("The file is damaged: an undo step makes no sense.")
        inside = row.get("inside")
        names = tuple(str(name) for name in inside) if isinstance(inside, list) else ()
        changes[node_id] = NodeChange(node_of(node_id, row), names, {}, {})
    bounds = rect_of(body.get("selection"))
    frame_row = frame if isinstance(frame, dict) else {}
    return Step(
        label,
        document_of(frame_row, (), None),
        str(frame_row.get("active", "")),
        bool(frame_row.get("on_mask", False)),
        tuple(str(name) for name in top),
        changes,
        Selection({}, bounds) if bounds is not None else None,
        {},
        bool(body.get("same_selection", True)),
        str(body.get("merge", "")),
        state,
    )
