"""Reading maindoc.xml: the layers, groups and masks of a Krita file as plain values, oddities noted.

Source: the files that Krita 4 and 5 write.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import replace
from xml.etree import ElementTree

from canvas.blend import BlendMode
from canvas.errors import FormatError
from canvas.formats.import_report import Lost, Report
from canvas.formats.krita_entries import Entry, KritaFile, MaskEntry
from canvas.formats.krita_names import BROWN, LABELS, MASK_KINDS, MODES, NEAR
from canvas.formats.limits import Limits
from canvas.formats.tile_stack import FAR

DEFAULT_DPI = 72.0  # of files that do not say
MAX_DPI = 30_000.0
_NAME = 1000  # letters of a layer's name that are kept
_DOCTYPE = re.compile(r"<!DOCTYPE[^\[\]<>]*>")  # Krita's own, which declares nothing


def parse_main(data: bytes, limits: Limits, report: Report) -> KritaFile:
    """Raises FormatError for anything that is not a list of layers."""
    root = _parse(data)
    image = next((element for element in root if _kind(element) == "image"), None)
    if image is None:
        raise FormatError("The file is damaged: its list of layers makes no sense.")
    width, height = _size(image.attrib, "width"), _size(image.attrib, "height")
    limits.check_size(width, height)
    file = KritaFile(
        image.get("name", ""), width, height, _resolution(image.attrib), image.get("colorspacename", "RGBA")
    )
    file.inside = _Parser(file, limits, report).inside(image, 0)
    return file


def _parse(data: bytes) -> ElementTree.Element:
    """Parse XML that may declare no entities: those can be made to grow without bound."""
    try:
        text = _DOCTYPE.sub("", data.decode("utf-8-sig"), count=1)
        if "<!DOCTYPE" in text or "<!ENTITY" in text:
            raise FormatError("The file declares things that no painting needs, so it was not opened.")
        return ElementTree.fromstring(text)
    except (ElementTree.ParseError, ValueError, RecursionError) as error:
        raise FormatError("The file is damaged: its list of layers cannot be read.") from error


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
            if self._file.selection is None or _true(element.attrib, "active"):
                self._file.selection = mask
        else:
            self._report.lost(MASK_KINDS.get(element.get("nodetype", ""), Lost.MASK_KIND), mask.name)

    def _entry(self, element: ElementTree.Element, depth: int) -> Entry:
        told, name = element.attrib, element.get("name", "")[:_NAME]
        kind = told.get("nodetype") or told.get("layertype", "")
        flags = told.get("channelflags", "")
        self._note_extras(told, name)
        if flags[:-1].count("0"):
            self._report.lost(Lost.CHANNELS, name)
        clip = flags.endswith("0")
        if clip:
            self._report.lost(Lost.CLIP, name)
        entry = Entry(
            kind=kind,
            name=name,
            uuid=told.get("uuid", ""),
            source=told.get("filename", ""),
            space=told.get("colorspacename", self._file.space),
            x=_offset(told, "x"),
            y=_offset(told, "y"),
            opacity=self._opacity(told, name),
            blend=self._blend(told.get("compositeop", ""), name),
            visible=told.get("visible", "1") != "0",
            locked=_true(told, "locked"),
            alpha_lock=told.get("channellockflags", "").endswith("0"),
            clip=clip,
            tag=self._tag(told, name),
            folded=_true(told, "collapsed"),
            pass_through=_true(told, "passthrough"),
            selected=_true(told, "selected"),
            cloned=told.get("clonefromuuid", ""),
            masks=self._masks(element),
        )
        return replace(entry, inside=self.inside(element, depth + 1)) if kind == "grouplayer" else entry

    def _note_extras(self, told: Mapping[str, str], name: str) -> None:
        if told.get("layerstyle"):
            self._report.lost(Lost.STYLE, name)
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
        number = _number(told.get("opacity", "255"))
        if number is None:
            self._report.lost(Lost.OPACITY, name)
            return 1.0
        if not 0 <= number <= 255:
            self._report.lost(Lost.OPACITY_LIMITED, name)
        return min(255.0, max(0.0, number)) / 255

    def _tag(self, told: Mapping[str, str], name: str) -> str:
        number = _number(told.get("colorlabel", "0"))
        label = 0 if number is None or not 0 <= number < len(LABELS) else int(number)
        if label == BROWN:
            self._report.lost(Lost.LABEL, name)
        return LABELS[label]


def _mask(element: ElementTree.Element) -> MaskEntry:
    told = element.attrib
    return MaskEntry(
        told.get("name", "")[:_NAME],
        told.get("filename", ""),
        _offset(told, "x"),
        _offset(told, "y"),
        told.get("visible", "1") != "0",
    )


def _kind(element: ElementTree.Element) -> str:
    """An element's name in small letters, without its namespace."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def _children(element: ElementTree.Element, folder: str) -> list[ElementTree.Element]:
    return [each for part in element if _kind(part) == folder for each in part]


def _size(told: Mapping[str, str], name: str) -> int:
    number = _number(told.get(name, ""))
    if number is None:
        raise FormatError("The file is damaged: the picture's size is missing.")
    return round(number)


def _offset(told: Mapping[str, str], name: str) -> int:
    number = _number(told.get(name, "") or "0")
    if number is None or abs(number) > FAR:
        raise FormatError("The file is damaged: the place of a layer makes no sense.")
    return round(number)


def _resolution(told: Mapping[str, str]) -> float:
    number = _number(told.get("x-res", ""))
    return number if number is not None and 1 <= number <= MAX_DPI else DEFAULT_DPI


def _number(text: str) -> float | None:
    """The finite number that the text says, or None."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _true(told: Mapping[str, str], name: str) -> bool:
    return told.get(name, "").strip().lower() in ("true", "1")
