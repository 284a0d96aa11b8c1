"""Reading stack.xml: the layers and groups of an OpenRaster file as plain values, oddities noted.

Source: OpenRaster 0.0.6 (openraster.org).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from xml.etree import ElementTree

from canvas.blend import BlendMode
from canvas.errors import FormatError, Sentence
from canvas.formats import openraster_drawpile as drawpile
from canvas.formats import openraster_gimp as gimp
from canvas.formats.limits import Limits
from canvas.formats.openraster_entries import Entry, Folder, MaskMember, Member, Sheet, StackFile
from canvas.formats.openraster_names import (
    ALPHA_LOCK,
    ATOP,
    BLEND,
    CLIP,
    FOLDED,
    HIDE,
    HORIZONTAL_GUIDES,
    MASK,
    MASK_OFF,
    MASK_OUTSIDE,
    PAINT,
    PASS_THROUGH,
    RECIPE,
    SELECTION,
    STANDS_FOR_MASK,
    TAG,
    VERTICAL_GUIDES,
    mode_named,
    place_of,
)
from canvas.formats.stack_xml import dpi, finite, is_true, name_of, offset, parse_xml, side
from canvas.guides import MOST, Guides, guides_at
from canvas.layer import TAGS
from canvas.tile import ONE


@dataclass(frozen=True, slots=True)
class _Around:
    """Where the group around a layer lies, and how deep it is inside others."""

    x: int = 0
    y: int = 0
    depth: int = 0


def parse_stack(data: bytes, limits: Limits) -> StackFile:
    """Raises FormatError for anything that is not a stack of layers."""
    root = parse_xml(data)
    if root.tag != "image":
        raise FormatError("The file is damaged: its list of layers makes no sense.")
    width, height = side(root.attrib, "w"), side(root.attrib, "h")
    limits.check_size(width, height)
    result = StackFile(width, height, dpi(root.attrib, "xres"), _member(root.attrib, SELECTION))
    result.guides = _guides(root.attrib)
    result.drawpile = drawpile.is_drawpile(data)
    for element in root:
        if element.tag != "stack" and isinstance(element.tag, str):
            result.note(drawpile.left_out(element.tag) or _unknown(element.tag))
    for stack in reversed(root.findall("stack")):
        result.inside += _inside(stack, _Around(), result, limits)
    _take_gimp(root.attrib, result)
    return result


def _unknown(tag: str) -> Sentence:
    return Sentence("An element of a kind not supported yet was left out: {kind}.", kind=tag[:40])


def _take_gimp(image: Mapping[str, str], result: StackFile) -> None:
    """What the layers mean where GIMP wrote them."""
    first = next(result.sheets(), None)
    if first is None or not gimp.is_gimp(image, first.source):
        return
    result.gimp = True
    result.inside = gimp.as_in_gimp(result.inside)
    for entry in result.entries():
        oddity = gimp.oddity(entry.blend, entry.name)
        if oddity is not None:
            result.note(oddity)


def _guides(attributes: Mapping[str, str]) -> Guides:
    """Those that we wrote; no other program's files have any."""
    across, down = (
        [finite(part) for part in attributes.get(key, "").split()[:MOST]]
        for key in (HORIZONTAL_GUIDES, VERTICAL_GUIDES)
    )
    return guides_at(across, down)


def _inside(
    stack: ElementTree.Element, around: _Around, result: StackFile, limits: Limits
) -> list[Sheet | Folder]:
    """The layers and groups of a group, from the bottom up; the file lists the topmost first."""
    if around.depth > limits.depth:
        raise FormatError("The file has too many groups inside each other.")
    found: list[Sheet | Folder] = []
    for element in stack:
        if is_true(element.attrib, STANDS_FOR_MASK) and MASK_OUTSIDE in stack.attrib:
            continue  # the group has the mask itself
        if element.tag in ("layer", "stack"):
            result.count += 1
            if result.count > limits.layers:
                raise FormatError(
                    "The file has more than {most} layers, which is too many.", most=limits.layers
                )
        if element.tag == "layer":
            found.append(_sheet(element.attrib, around, result))
        elif element.tag == "stack":
            folder = _folder(element, around, result, limits)
            if drawpile.is_clipping_group(element.attrib):
                found += reversed(drawpile.unwrapped(folder.entry, folder.inside))
            else:
                found.append(folder)
        elif isinstance(element.tag, str):
            result.note(_unknown(element.tag))
    found.reverse()
    return found


def _folder(stack: ElementTree.Element, around: _Around, result: StackFile, limits: Limits) -> Folder:
    """A group. The standard has it isolated unless it says "auto" and is opaque and in normal mode."""
    attributes = stack.attrib
    entry = _entry(attributes, result)
    auto = attributes.get("isolation", "auto" if result.drawpile else "").strip().lower() == "auto"
    normal = mode_named(attributes.get("composite-op", "")) is BlendMode.NORMAL
    passes = (auto and entry.opacity == 1 and normal) or is_true(attributes, PASS_THROUGH)
    if result.drawpile and auto and not drawpile.is_clipping_group(attributes):
        passes = True  # whatever its opacity and mode
        if entry.opacity < 1 or not normal:
            result.note(
                Sentence(
                    "The group “{name}” gave its opacity to each of its layers; here it has it as a whole.",
                    name=entry.name,
                )
            )
            entry = replace(entry, blend=BlendMode.NORMAL)
    if passes and BLEND in attributes:
        entry = replace(entry, blend=mode_named(attributes[BLEND]) or entry.blend)
    place = _Around(around.x + offset(attributes, "x"), around.y + offset(attributes, "y"), around.depth + 1)
    return Folder(entry, _inside(stack, place, result, limits), passes, is_true(attributes, FOLDED))


def _sheet(attributes: Mapping[str, str], around: _Around, result: StackFile) -> Sheet:
    return Sheet(
        entry=_entry(attributes, result),
        source=attributes.get("src", ""),
        x=around.x + offset(attributes, "x"),
        y=around.y + offset(attributes, "y"),
        paint=_member(attributes, PAINT),
        alpha_lock=is_true(attributes, ALPHA_LOCK),
        recipe=attributes.get(RECIPE, ""),
    )


def _entry(attributes: Mapping[str, str], result: StackFile) -> Entry:
    name = name_of(attributes)
    mode = attributes.get("composite-op", "").strip()
    blend = BlendMode.NORMAL if mode == ATOP else mode_named(mode)
    if blend is None:
        result.note(
            Sentence(
                "The blend mode “{mode}” of “{name}” is not known here: it was set to normal.",
                mode=mode[:40],
                name=name,
            )
        )
    for oddity in drawpile.oddities(attributes, name):
        result.note(oddity)
    to_all = mode == ATOP or is_true(attributes, "alpha-preserve")
    tag = attributes.get(TAG, "")
    return Entry(
        name=name,
        opacity=_opacity(attributes, name, result),
        blend=blend or BlendMode.NORMAL,
        visible=_visible(attributes),
        locked=is_true(attributes, "edit-locked"),
        selected=is_true(attributes, "selected"),
        clip=to_all or is_true(attributes, CLIP),
        tag=tag if tag in TAGS else "",
        mask=_mask(attributes),
        clip_to_all=to_all,
    )


def _mask(attributes: Mapping[str, str]) -> MaskMember | None:
    if MASK_OUTSIDE not in attributes:
        return None
    outside = 0 if attributes[MASK_OUTSIDE] == HIDE else ONE
    return MaskMember(_member(attributes, MASK), outside, not is_true(attributes, MASK_OFF))


def _member(attributes: Mapping[str, str], which: str) -> Member | None:
    x, y = place_of(which)
    source = attributes.get(which, "")
    return Member(source, offset(attributes, x), offset(attributes, y)) if source else None


def _opacity(attributes: Mapping[str, str], name: str, result: StackFile) -> float:
    number = finite(attributes.get("opacity", "1"))
    if number is None:
        result.note(Sentence("The opacity of “{name}” made no sense: it was set to 100 %.", name=name))
        return 1.0
    if not 0 <= number <= 1:
        result.note(Sentence("The opacity of “{name}” was out of range and was limited.", name=name))
    return min(1.0, max(0.0, number))


def _visible(attributes: Mapping[str, str]) -> bool:
    return attributes.get("visibility", "visible").strip().lower() != "hidden"
