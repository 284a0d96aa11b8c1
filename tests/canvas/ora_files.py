"""OpenRaster files as Drawpile and GIMP write them, member by member and attribute by attribute.

Sources: Drawpile 2.2 (save.c: its attributes, its names of modes, its clipping groups, its background) and
GIMP's plug-in (file-openraster.py: its members' names, its few modes, no version and no resolution).
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

import numpy as np

from canvas.formats.png_encode import encode_png

PRESERVING = frozenset({
    "svg:multiply", "krita:divide", "svg:color-burn", "svg:color-dodge", "svg:darken", "svg:lighten",
    "krita:subtract", "svg:plus", "svg:screen", "svg:overlay", "svg:hard-light", "svg:soft-light",
    "krita:linear_burn", "krita:linear light", "svg:hue", "svg:saturation", "svg:luminosity", "svg:color",
    "krita:vivid_light", "krita:pin_light", "svg:difference", "krita:darker color", "krita:lighter color",
    "krita:greater", "krita:shade_sai",
})  # fmt: skip  # by default; "svg:src-atop" too, but that says so itself


@dataclass
class Painted:
    """A layer: straight RGBA, H×W×4 uint8, whose first pixel lies at (x, y)."""

    name: str
    pixels: np.ndarray
    x: int = 0
    y: int = 0
    opacity: float = 1.0
    mode: str = "svg:src-over"
    hidden: bool = False
    clip: bool = False  # Drawpile's
    extra: dict[str, str] = field(default_factory=dict)


@dataclass
class Stack:
    """A group, the topmost first."""

    name: str
    inside: list[Painted | Stack]
    opacity: float = 1.0
    mode: str = "svg:src-over"
    isolated: bool = True  # Drawpile's
    clip: bool = False
    hidden: bool = False
    extra: dict[str, str] = field(default_factory=dict)


Row = list[Painted | Stack]


def drawpile(
    path: Path, size: tuple[int, int], row: Row, background: np.ndarray | None = None, more: str = ""
) -> Path:
    """background: a 64×64 tile. more: elements after the stack. The merged picture is left to be made up."""
    members: dict[str, bytes] = {}
    body = _drawpile_row(row, members)
    if background is not None:
        members["data/background-tile.png"] = encode_png(background)
        across, down = -(-size[0] // 64), -(-size[1] // 64)
        members["data/background.png"] = encode_png(
            np.ascontiguousarray(np.tile(background, (down, across, 1))[: size[1], : size[0]])
        )
        body += (
            '<layer name="Background" src="data/background.png" '
            'mypaint:background-tile="data/background-tile.png"/>'
        )
    stack = (
        '<?xml version="1.0" encoding="UTF-8"?><image xmlns:drawpile="http://drawpile.net/" '
        f'xmlns:mypaint="http://mypaint.org/ns/openraster" w="{size[0]}" h="{size[1]}" version="0.0.6" '
        'xres="72" yres="72" drawpile:framerate="24" drawpile:framefrac="0">'
        f"<stack>{body}</stack>{more}</image>"
    )
    return _zipped(path, stack.encode(), members, size, packed=True)


def _drawpile_row(row: Row, members: dict[str, bytes]) -> str:
    out, base = "", None
    for place, node in enumerate(row):
        if node.clip and base is None:
            base = next((one for one in row[place:] if not one.clip), row[-1])
            told = _drawpile_told(base, 'name="__clippinggroup1"', clipped=False)
            out += f'<stack{told} isolation="isolate" drawpile:clipping-group="true">'
        told = f' name="{node.name}"' if node is base else _drawpile_told(node, "", clipped=base is not None)
        if isinstance(node, Stack):
            isolated = ' isolation="isolate"' if node.isolated else ""
            out += f"<stack{told}{isolated}>{_drawpile_row(node.inside, members)}</stack>"
        else:
            source = f"data/layer-{256 + len(members):04x}.png"
            members[source] = encode_png(node.pixels)
            at = "".join(f' {axis}="{value}"' for axis, value in (("x", node.x), ("y", node.y)) if value)
            out += f'<layer src="{source}"{at}{told}/>'
        if node is base:
            out, base = out + "</stack>", None
    return out


def _drawpile_told(node: Painted | Stack, name: str, *, clipped: bool) -> str:
    told = f' opacity="{node.opacity:.4f}" ' + (name or f'name="{node.name}"')
    told += ' visibility="hidden"' if node.hidden else ""
    mode = "svg:src-atop" if clipped and node.mode == "svg:src-over" else node.mode
    told += f' composite-op="{mode}"' if mode != "svg:src-over" else ""
    told += ' alpha-preserve="true"' if mode in PRESERVING else ""
    return told + "".join(f' {key}="{value}"' for key, value in node.extra.items())


def gimp(path: Path, size: tuple[int, int], row: Row) -> Path:
    """Without the merged picture, which takes another program's mixing to make."""
    members: dict[str, bytes] = {}
    image = ElementTree.Element("image", {"w": str(size[0]), "h": str(size[1])})
    _gimp_row(ElementTree.SubElement(image, "stack"), row, members, "")
    return _zipped(path, ElementTree.tostring(image, "UTF-8"), members, None, packed=False)


def _gimp_row(stack: ElementTree.Element, row: Row, members: dict[str, bytes], prefix: str) -> None:
    number = 0
    for node in row:
        told = {"name": node.name, "opacity": str(node.opacity)}
        told |= {"visibility": "hidden" if node.hidden else "visible", "composite-op": node.mode}
        if isinstance(node, Stack):
            number += 1  # the plug-in counts a group of the outermost row before it names what is inside
            inner = f"{prefix}{number:03d}-"
            _gimp_row(ElementTree.SubElement(stack, "stack", told), node.inside, members, inner)
            continue
        source = f"data/{prefix}{number:03d}.png"
        number += 1
        members[source] = encode_png(node.pixels)
        ElementTree.SubElement(stack, "layer", {"src": source, "x": str(node.x), "y": str(node.y), **told})


def _zipped(
    path: Path, stack: bytes, members: dict[str, bytes], blank: tuple[int, int] | None, *, packed: bool
) -> Path:
    """blank: the size of an empty merged picture and thumbnail; None for neither."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        archive.writestr("mimetype", "image/openraster")
        for name, body in members.items():
            archive.writestr(name, body)
        if blank is not None:
            empty = encode_png(np.zeros((blank[1], blank[0], 4), np.uint8))
            archive.writestr("mergedimage.png", empty)
            archive.writestr("Thumbnails/thumbnail.png", empty)
        archive.writestr("stack.xml", stack, zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED)
    path.write_bytes(sink.getvalue())
    return path
