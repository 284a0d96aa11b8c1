"""SVG drawings made safe to draw: bounded, and without anything that reaches outside the file.

Source: SVG 1.1 (W3C). Drawing them is left to whoever can: the canvas knows no fonts.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from canvas.document import Document
from canvas.errors import FormatError, Sentence
from canvas.formats.limits import Limits
from canvas.formats.opened import Opened
from canvas.formats.pixels import tiles_of
from canvas.layer import Layer

if TYPE_CHECKING:  # imported where a drawing is read: the window comes up without it
    from xml.etree import ElementTree

ENDINGS = (".svg", ".svgz")
MOST_BYTES = 32 << 20
MOST_SHAPES = 50_000  # drawn, those that are drawn again by <use> included: bounds the time
MOST_DEPTH = 200
HEAD = 4096  # bytes by which a drawing is told
_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]*>")  # without declarations of its own it says nothing
_ENCODING = re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml[^>]*?encoding\s*=\s*['\"]([A-Za-z0-9._-]+)['\"]")
_ALPHABETS = frozenset({"utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "latin-1", "windows-1252"})
_GZIP, _GZIP_BITS = b"\x1f\x8b", 31  # what a packed file begins with; zlib's word for gzip
_HREFS = ("href", "{http://www.w3.org/1999/xlink}href")
_OUTSIDE = re.compile(r"url\(\s*['\"]?(?!['\"\s]*#)|@import", re.IGNORECASE)
_MARK = re.compile(r"#([^\s'\")]+)")
_LEFT_OUT = frozenset({"script", "foreignObject", "animate", "animateTransform", "animateMotion", "set"})


@dataclass(frozen=True, slots=True)
class Drawing:
    """An SVG file that may be drawn, and what was taken out of it."""

    data: bytes
    notes: tuple[Sentence, ...]
    shapes: int = 1  # that are drawn


def is_svg(path: Path) -> bool:
    """Whether a file is a drawing, by its first bytes. Raises OSError."""
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    if head.startswith(_GZIP):
        head = _unpacked(head, HEAD) or b""
    head = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith((b"<?xml", b"<svg", b"<!--", b"<!DOCTYPE svg")) and b"<svg" in head


def read_drawing(path: Path) -> Drawing:
    """Check a drawing, and take out what a still picture has no use for. Raises FormatError."""
    try:
        data = path.read_bytes() if path.stat().st_size <= MOST_BYTES else b""
    except OSError as error:
        raise FormatError("The drawing “{name}” cannot be read.", name=path.name) from error
    if data.startswith(_GZIP):
        unpacked = _unpacked(data, MOST_BYTES + 1)
        if unpacked is None:
            raise damaged(path)
        data = unpacked if len(unpacked) <= MOST_BYTES else b""
    if not data:
        raise FormatError("The drawing “{name}” is too large to be opened.", name=path.name)
    notes: list[Sentence] = []
    root = _parsed(path, data)
    _cleaned(root, notes)
    shapes = _drawn(root)
    if shapes > MOST_SHAPES:
        raise FormatError(
            "The drawing “{name}” has too many shapes. Export it as PNG from the program that made it.",
            name=path.name,
        )
    notes.append(Sentence("The drawing’s shapes became paint: they cannot be edited as shapes any more."))
    from xml.etree import ElementTree

    return Drawing(ElementTree.tostring(root), tuple(notes), shapes)


def check_drawn_size(path: Path, width: int, height: int, limits: Limits) -> None:
    """Refuse a drawing that cannot be drawn at this size. Raises FormatError that names it."""
    try:
        limits.check_size(width, height)
    except FormatError as error:
        raise FormatError(
            "“{name}” could not be opened. {reason}", name=path.name, reason=error.sentence
        ) from error


def damaged(path: Path) -> FormatError:
    """What is said of a drawing that cannot be drawn."""
    return FormatError("The drawing “{name}” is damaged and cannot be opened.", name=path.name)


def opened_drawing(path: Path, pixels: np.ndarray, drawing: Drawing) -> Opened:
    """A document of one layer from a drawing's pixels, H×W×4 uint8 straight RGBA."""
    layer = Layer(path.stem or "Drawing", tiles=tiles_of(pixels))
    return Opened(Document(pixels.shape[1], pixels.shape[0], (layer,), layer.id), drawing.notes)


def _unpacked(data: bytes, most: int) -> bytes | None:
    """The first bytes of what was packed by gzip, as .svgz is; None where that is damaged."""
    try:
        return zlib.decompressobj(_GZIP_BITS).decompress(data, most)
    except zlib.error:
        return None


def _text(path: Path, data: bytes) -> str:
    """The drawing's letters. Only well-known alphabets: in others, words could hide from the search below."""
    declared = _ENCODING.match(data)
    name = declared.group(1).decode().lower() if declared else "utf-8"
    if name not in _ALPHABETS:
        raise FormatError("The drawing “{name}” is in an unknown alphabet. Save it as UTF-8.", name=path.name)
    try:
        return data.decode("utf-8-sig" if name == "utf-8" else name)
    except ValueError as error:
        raise damaged(path) from error


def _parsed(path: Path, data: bytes) -> ElementTree.Element:
    from xml.etree import ElementTree

    text = _text(path, data)
    if "<!ENTITY" in text or "<!DOCTYPE" in _DOCTYPE.sub("", text, count=1):
        raise FormatError(
            "The drawing “{name}” declares words of its own. Save it as plain SVG in another program.",
            name=path.name,
        )
    try:
        root = ElementTree.fromstring(_DOCTYPE.sub("", text, count=1))
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise damaged(path) from error
    if _depth(root) > MOST_DEPTH:
        raise FormatError("The drawing “{name}” is nested too deeply to be opened.", name=path.name)
    return root


def _depth(root: ElementTree.Element) -> int:
    level, depth = [root], 0
    while level and depth <= MOST_DEPTH:
        level = [child for element in level for child in element]
        depth += 1
    return depth


def _cleaned(root: ElementTree.Element, notes: list[Sentence]) -> None:
    """Take out whatever moves, runs or reaches outside the file."""
    outside = False
    left_out: set[str] = set()
    for element in root.iter():
        for child in list(element):
            name = _name(child)
            if name in _LEFT_OUT:
                left_out.add(name)
                element.remove(child)
            elif name == "image" and not any(_inside(child.get(key, "")) for key in _HREFS):
                outside = True
                element.remove(child)
        for key in _HREFS:
            if key in element.attrib and not _inside(element.attrib[key]):
                outside = outside or _name(element) != "a"
                del element.attrib[key]
        for key, value in list(element.attrib.items()):
            if _OUTSIDE.search(value):
                outside = True
                del element.attrib[key]
        if _name(element) == "style" and element.text and _OUTSIDE.search(element.text):
            outside, element.text = True, ""
    if outside:
        notes.append(Sentence("What the drawing takes from other files was left out."))
    if left_out:
        names = ", ".join(sorted(left_out))
        notes.append(Sentence("Parts that a still picture cannot show were left out: {names}.", names=names))


def _inside(value: str) -> bool:
    """Whether a link leads to something in the file itself."""
    value = value.strip()
    return value.startswith("#") or value.lower().startswith("data:image/")


def _name(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _drawn(root: ElementTree.Element) -> int:
    """How many elements are drawn, counting those that <use> draws again; more than MOST_SHAPES for a
    drawing that uses itself."""
    named = {element.get("id"): element for element in root.iter() if element.get("id")}
    counts: dict[int, int] = {}
    path: set[int] = set()
    work: list[tuple[ElementTree.Element, bool]] = [(root, False)]
    while work:
        element, done = work.pop()
        key = id(element)
        parts = _parts(element, named)
        if done:
            path.discard(key)
            counts[key] = min(1 + sum(counts.get(id(part), 0) for part in parts), MOST_SHAPES + 1)
        elif key in path:
            return MOST_SHAPES + 1  # it is drawn inside itself
        elif key not in counts:
            path.add(key)
            work.append((element, True))
            work += [(part, False) for part in parts if id(part) not in counts]
    return counts[id(root)]


def _parts(
    element: ElementTree.Element, named: dict[str | None, ElementTree.Element]
) -> list[ElementTree.Element]:
    parts = list(element)
    for value in element.attrib.values():
        for mark in _MARK.findall(value) if "#" in value else ():
            other = named.get(mark)
            if other is not None and other is not element:
                parts.append(other)
    return parts
