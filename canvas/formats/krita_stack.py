"""Reading maindoc.xml: the layers, groups and masks of a Krita file as plain values, oddities noted.

Source: the files that Krita 4 and 5 write.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from xml.etree import ElementTree

from canvas.blend import BlendMode
from canvas.errors import FormatError
from canvas.formats.krita_entries import Entry, KritaFile, MaskEntry
from canvas.formats.krita_names import BROWN, LABELS, MASK_KINDS, MODES, NEAR
from canvas.formats.limits import Limits
from canvas.formats.report import Lost, Report
from canvas.formats.stack_xml import dpi, finite, is_true, name_of, offset, parse_xml, side
from canvas.guides import MOST, Guides, guides_at


def parse_main(data: bytes, limits: Limits, report: Report) -> KritaFile:
    """Raises FormatError for anything that is not a list of layers."""
    root = parse_xml(data, doctype=True)
    image = next((element for element in root if _kind(element) == "image"), None)
    if image is None:
        raise FormatError("The file is damaged: its list of layers makes no sense.")
    width, height = side(image.attrib, "width"), side(image.attrib, "height")
    limits.check_size(width, height)
    file = KritaFile(
        image.get("name", ""), width, height, dpi(image.attrib, "x-res"), image.get("colorspacename", "RGBA")
    )
    file.inside = _Parser(file, limits, report).inside(image, 0)
    file.guides = _guides(image, file.dpi)
    return file


def _guides(image: ElementTree.Element, dpi: float) -> Guides:
    """Their places stand in points, of which an inch has 72."""
    element = next((each for each in image if _kind(each) == "guides"), None)
    if element is None:
        return ()
    found: dict[str, list[float]] = {"horizontalguides": [], "verticalguides": []}
    for part in element:
        for item in part if _kind(part) in found else ():
            number = finite(item.get("value", ""))
            if number is not None and len(found[_kind(part)]) < MOST:
                found[_kind(part)].append(number * dpi / 72)
    return guides_at(found["horizontalguides"], found["verticalguides"])


class _Parser:
    """Goes through the tree, counting."""

    def __init__(self, file: KritaFile, limits: Limits, report: Report) -> None:
        self._file, self._limits, self._report = file, limits, report

    def inside(self, element: ElementTree.Element, depth: int) -> tuple[Entry, ...]:
        """The layers of a group or of the whole, from the bottom up; the file lists the topmost first."""
        if depth > self._limits.depth:
            raise FormatError("The file has too many groups inside each other.")
        found: list[Entry] = []
        for each in _children(element, "layers"):
            self._count()
            if _kind(each) == "layer":
                found.append(self._entry(each, depth))
            elif _kind(each) == "mask" and depth == 0:
                self._lone_mask(each)
        for each in _children(element, "masks") if depth == 0 else ():
            self._count()
            self._lone_mask(each)
        found.reverse()
        return tuple(found)

    def _count(self) -> None:
        self._file.count += 1
        if self._file.count > self._limits.layers:
            raise FormatError(
                "The file has more than {most} layers, which is too many.", most=self._limits.layers
            )

    def _lone_mask(self, element: ElementTree.Element) -> None:
        """A mask that hangs on the whole picture: mostly the selection."""
        mask = _mask(element)
        if element.get("nodetype") == "selectionmask":
            if self._file.selection is None or is_true(element.attrib, "active"):
                self._file.selection = mask
        else:
            self._report.lost(MASK_KINDS.get(element.get("nodetype", ""), Lost.MASK_KIND), mask.name)

    def _entry(self, element: ElementTree.Element, depth: int) -> Entry:
        told, name = element.attrib, name_of(element.attrib)
        kind = told.get("nodetype") or told.get("layertype", "")
        flags = told.get("channelflags", "")
        self._note_extras(told, name)
        if flags[:-1].count("0"):
            self._report.lost(Lost.CHANNELS, name)
        clip = flags.endswith("0")
        entry = Entry(
            kind=kind,
            name=name,
            uuid=told.get("uuid", ""),
            source=told.get("filename", ""),
            space=told.get("colorspacename", self._file.space),
            x=offset(told, "x"),
            y=offset(told, "y"),
            opacity=self._opacity(told, name),
            blend=self._blend(told.get("compositeop", ""), name),
            visible=told.get("visible", "1") != "0",
            locked=is_true(told, "locked"),
            alpha_lock=told.get("channellockflags", "").endswith("0"),
            clip=clip,
            tag=self._tag(told, name),
            folded=is_true(told, "collapsed"),
            pass_through=is_true(told, "passthrough"),
            selected=is_true(told, "selected"),
            cloned=told.get("clonefromuuid", ""),
            masks=self._masks(element),
        )
        return replace(entry, inside=self.inside(element, depth + 1)) if kind == "grouplayer" else entry

    def _note_extras(self, told: Mapping[str, str], name: str) -> None:
        if told.get("layerstyle"):
            self._report.lost(Lost.EFFECTS, name)
        if told.get("keyframes"):
            self._report.lost(Lost.FRAMES, name)

    def _masks(self, element: ElementTree.Element) -> tuple[MaskEntry, ...]:
        """The masks of a layer, which stand by themselves, or of a group, which stand among its layers."""
        found: list[MaskEntry] = []
        among = [each for each in _children(element, "layers") if _kind(each) == "mask"]
        for each in (*_children(element, "masks"), *among):
            self._count()
            kind, mask = each.get("nodetype", ""), _mask(each)
            if kind == "transparencymask":
                found.append(mask)
            else:
                self._report.lost(MASK_KINDS.get(kind, Lost.MASK_KIND), mask.name)
        return tuple(found)

    def _blend(self, mode: str, name: str) -> BlendMode:
        if mode in MODES:
            return MODES[mode]
        self._report.lost(Lost.MODE_NEAR if mode in NEAR else Lost.MODE, name)
        return NEAR.get(mode, BlendMode.NORMAL)

    def _opacity(self, told: Mapping[str, str], name: str) -> float:
        number = finite(told.get("opacity", "255"))
        if number is None:
            self._report.lost(Lost.OPACITY, name)
            return 1.0
        if not 0 <= number <= 255:
            self._report.lost(Lost.OPACITY_LIMITED, name)
        return min(255.0, max(0.0, number)) / 255

    def _tag(self, told: Mapping[str, str], name: str) -> str:
        number = finite(told.get("colorlabel", "0"))
        label = 0 if number is None or not 0 <= number < len(LABELS) else int(number)
        if label == BROWN:
            self._report.lost(Lost.LABEL, name)
        return LABELS[label]


def _mask(element: ElementTree.Element) -> MaskEntry:
    told = element.attrib
    return MaskEntry(
        name_of(told),
        told.get("filename", ""),
        offset(told, "x"),
        offset(told, "y"),
        told.get("visible", "1") != "0",
    )


def _kind(element: ElementTree.Element) -> str:
    """An element's name in small letters, without its namespace."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def _children(element: ElementTree.Element, folder: str) -> list[ElementTree.Element]:
    return [each for part in element if _kind(part) == folder for each in part]
