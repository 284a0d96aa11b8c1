"""Lists of layers in XML, of any program: parsed without entities, their numbers taken with care."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from xml.etree import ElementTree

from canvas.errors import FormatError
from canvas.formats.limits import sound_dpi

FAR = 1 << 20  # pixels from the origin beyond which nothing can lie
MOST_LETTERS = 1000  # of a layer's name that are kept
_DOCTYPE = re.compile(r"<!DOCTYPE[^\[\]<>]*>")  # one that declares nothing, as Krita's
_TRUE = ("true", "1", "on", "yes")


def parse_xml(data: bytes, *, doctype: bool = False) -> ElementTree.Element:
    """Parse XML that may declare no entities: those can be made to grow without bound. Raises FormatError.

    `doctype`: it may say what it is.
    """
    try:
        # As text, so that the declared encoding cannot hide anything from the search below.
        text = data.decode("utf-8-sig")
        if doctype:
            text = _DOCTYPE.sub("", text, count=1)
        if "<!DOCTYPE" in text or "<!ENTITY" in text:
            raise FormatError("The file declares things that no painting needs, so it was not opened.")
        return ElementTree.fromstring(text)
    except (ElementTree.ParseError, ValueError, RecursionError) as error:
        raise FormatError("The file is damaged: its list of layers cannot be read.") from error


def finite(text: str) -> float | None:
    """The finite number that the text says, or None."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def is_true(told: Mapping[str, str], name: str) -> bool:
    return told.get(name, "").strip().lower() in _TRUE


def name_of(told: Mapping[str, str]) -> str:
    return told.get("name", "")[:MOST_LETTERS]


def side(told: Mapping[str, str], name: str) -> int:
    """A side of the picture. Raises FormatError where it is missing."""
    number = finite(told.get(name, ""))
    if number is None:
        raise FormatError("The file is damaged: the picture's size is missing.")
    return round(number)


def offset(told: Mapping[str, str], name: str) -> int:
    """Where something lies, in pixels; nought where that is not told. Raises FormatError for nonsense."""
    number = finite(told.get(name, "") or "0")
    if number is None or abs(number) > FAR:
        raise FormatError("The file is damaged: the place of a layer makes no sense.")
    return round(number)


def dpi(told: Mapping[str, str], name: str) -> float:
    return sound_dpi(finite(told.get(name, "")))
