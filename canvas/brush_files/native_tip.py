"""Tips in our own brush file: a name, or pictures as PNG in base64."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import Any

from canvas.brush.entry import clean_text
from canvas.brush.tip import Tip, TipOrder
from canvas.brush_files.imported import check_count
from canvas.brush_files.tips import Room, make_tip
from canvas.errors import FormatError
from canvas.formats.pictures import picture_to_png, png_to_picture
from canvas.formats.png_decode import png_header


def parse_tip(value: Any, tip_named: Callable[[str], Tip | None], room: Room) -> Tip | None:
    """A tip from JSON. Raises FormatError for a damaged picture, ValueError or KeyError for no tip at all."""
    if value is None:
        return None
    if isinstance(value, str):
        tip = tip_named(value)
        if tip is None:
            raise KeyError(value)
        return tip
    if not isinstance(value, dict) or not isinstance(value["images"], list):
        raise ValueError("tip")
    check_count(len(value["images"]))
    images = [_picture(text, room) for text in value["images"]]
    spacing = value.get("spacing")
    if spacing is not None and not (isinstance(spacing, int | float) and 0.01 <= spacing <= 10.0):
        spacing = None
    order = TipOrder(value.get("order", TipOrder.SEQUENCE))
    return make_tip(clean_text(str(value.get("name", ""))), images, order, spacing)


def tip_content(tip: Tip) -> dict[str, Any]:
    """What `parse_tip` reads."""
    content: dict[str, Any] = {"name": tip.name}
    if tip.order is not TipOrder.SEQUENCE:
        content["order"] = tip.order
    if tip.spacing is not None:
        content["spacing"] = tip.spacing
    content["images"] = [base64.b64encode(picture_to_png(image)).decode("ascii") for image in tip.images]
    return content


def _picture(text: Any, room: Room):
    if not isinstance(text, str):
        raise ValueError("images")
    try:
        data = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise FormatError("It is damaged: a brush tip in it makes no sense.") from error
    try:
        header = png_header(data)
    except StopIteration as error:
        raise FormatError("It is damaged: a brush tip in it makes no sense.") from error
    room.check(header.width, header.height)
    picture = png_to_picture(data, room.limits)
    if picture.ndim != 2:
        raise FormatError("It is damaged: a brush tip in it is not grey.")
    return picture
