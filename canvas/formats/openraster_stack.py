"""Reading stack.xml: the layers of an OpenRaster file as plain values, groups dissolved, oddities noted.

Source: OpenRaster 0.0.6 (openraster.org).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree

from canvas.blend import BlendMode
from canvas.errors import FormatError, Sentence
from canvas.formats.limits import Limits
from canvas.formats.openraster_names import ALPHA_LOCK, RECIPE, mode_named

DEFAULT_DPI = 72.0  # of files that do not say
MAX_DPI = 30_000.0
_FAR = 1 << 20  # pixels from the origin beyond which a layer cannot lie
_NAME = 1000  # letters of a layer's name that are kept


@dataclass(frozen=True, slots=True)
class Sheet:
    """A layer as stack.xml tells it."""

    name: str
    source: str
    x: int
    y: int
    opacity: float
    blend: BlendMode
    visible: bool
    locked: bool
    alpha_lock: bool
    selected: bool
    recipe: str  # the member that holds it, or ""


@dataclass(slots=True)
class StackFile:
    """What stack.xml says, layers from the bottom up."""

    width: int
    height: int
    dpi: float
    sheets: list[Sheet] = field(default_factory=list)
    notes: list[Sentence] = field(default_factory=list)

    def note(self, sentence: Sentence) -> None:
        if sentence not in self.notes:
            self.notes.append(sentence)


@dataclass(frozen=True, slots=True)
class _Around:
    """What the groups around a layer do to it."""

    x: int = 0
    y: int = 0
    opacity: float = 1.0
    visible: bool = True
    locked: bool = False
    depth: int = 0


def parse_stack(data: bytes, limits: Limits) -> StackFile:
    """Raises FormatError for anything that is not a stack of layers."""
    root = _parse(data)
    if root.tag != "image":
        raise FormatError("The file is damaged: its list of layers makes no sense.")
    width, height = _whole(root.attrib, "w"), _whole(root.attrib, "h")
    limits.check_size(width, height)
    result = StackFile(width, height, _resolution(root.attrib))
    for stack in root.findall("stack"):
        _walk(stack, _Around(), result, limits)
    result.sheets.reverse()
    return result


def _parse(data: bytes) -> ElementTree.Element:
    """Parse XML that may declare no entities: those can be made to grow without bound."""
    try:
        # As text, so that the declared encoding cannot hide anything from the search below.
        text = data.decode("utf-8-sig")
        if "<!DOCTYPE" in text or "<!ENTITY" in text:
            raise FormatError("The file declares things that no painting needs, so it was not opened.")
        return ElementTree.fromstring(text)
    except (ElementTree.ParseError, ValueError, RecursionError) as error:
        raise FormatError("The file is damaged: its list of layers cannot be read.") from error


def _walk(stack: ElementTree.Element, around: _Around, result: StackFile, limits: Limits) -> None:
    """Collect the layers of a group and of the groups in it, from the top down."""
    if around.depth > limits.depth:
        raise FormatError("The file has too many groups inside each other.")
    for element in stack:
        if element.tag == "layer":
            if len(result.sheets) >= limits.layers:
                raise FormatError(
                    "The file has more than {most} layers, which is too many.", most=limits.layers
                )
            result.sheets.append(_sheet(element.attrib, around, result))
        elif element.tag == "stack":
            result.note(Sentence("Groups are not supported yet: their layers were put in their place."))
            _walk(element, _inside(element.attrib, around, result), result, limits)
        elif isinstance(element.tag, str):
            result.note(
                Sentence(
                    "An element of a kind not supported yet was left out: {kind}.", kind=element.tag[:40]
                )
            )


def _inside(attributes: Mapping[str, str], around: _Around, result: StackFile) -> _Around:
    mode = attributes.get("composite-op", "")
    if mode_named(mode) is not BlendMode.NORMAL:
        result.note(Sentence("The blend mode of a group was not kept: {mode}.", mode=mode[:40]))
    return _Around(
        around.x + _offset(attributes, "x"),
        around.y + _offset(attributes, "y"),
        around.opacity * _opacity(attributes, None, result),
        around.visible and _visible(attributes),
        around.locked or _true(attributes, "edit-locked"),
        around.depth + 1,
    )


def _sheet(attributes: Mapping[str, str], around: _Around, result: StackFile) -> Sheet:
    name = attributes.get("name", "")[:_NAME]
    mode = attributes.get("composite-op", "")
    blend = mode_named(mode)
    if blend is None:
        result.note(
            Sentence(
                "The blend mode “{mode}” of “{name}” is not known here: it was set to normal.",
                mode=mode[:40],
                name=name,
            )
        )
    if _true(attributes, "alpha-preserve"):
        result.note(
            Sentence("“{name}” was clipped to the layers below it, which is not supported yet.", name=name)
        )
    return Sheet(
        name=name,
        source=attributes.get("src", ""),
        x=around.x + _offset(attributes, "x"),
        y=around.y + _offset(attributes, "y"),
        opacity=around.opacity * _opacity(attributes, name, result),
        blend=blend or BlendMode.NORMAL,
        visible=around.visible and _visible(attributes),
        locked=around.locked or _true(attributes, "edit-locked"),
        alpha_lock=_true(attributes, ALPHA_LOCK),
        selected=_true(attributes, "selected"),
        recipe=attributes.get(RECIPE, ""),
    )


def _whole(attributes: Mapping[str, str], name: str) -> int:
    number = _number(attributes.get(name, ""))
    if number is None:
        raise FormatError("The file is damaged: the picture's size is missing.")
    return round(number)


def _offset(attributes: Mapping[str, str], name: str) -> int:
    number = _number(attributes.get(name, "") or "0")
    if number is None or abs(number) > _FAR:
        raise FormatError("The file is damaged: the place of a layer makes no sense.")
    return round(number)


def _opacity(attributes: Mapping[str, str], layer: str | None, result: StackFile) -> float:
    """The opacity of the layer of that name, or of a group (None)."""
    number = _number(attributes.get("opacity", "1"))
    if number is None:
        result.note(
            Sentence("The opacity of a group made no sense: it was set to 100 %.")
            if layer is None
            else Sentence("The opacity of “{name}” made no sense: it was set to 100 %.", name=layer)
        )
        return 1.0
    if not 0 <= number <= 1:
        result.note(
            Sentence("The opacity of a group was out of range and was limited.")
            if layer is None
            else Sentence("The opacity of “{name}” was out of range and was limited.", name=layer)
        )
    return min(1.0, max(0.0, number))


def _resolution(attributes: Mapping[str, str]) -> float:
    number = _number(attributes.get("xres", ""))
    return number if number is not None and 1 <= number <= MAX_DPI else DEFAULT_DPI


def _number(text: str) -> float | None:
    """The finite number that the text says, or None."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _visible(attributes: Mapping[str, str]) -> bool:
    return attributes.get("visibility", "visible").strip().lower() != "hidden"


def _true(attributes: Mapping[str, str], name: str) -> bool:
    return attributes.get(name, "").strip().lower() in ("true", "1", "on", "yes")
