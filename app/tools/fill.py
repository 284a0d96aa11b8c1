"""The fill tool: pours the foreground colour into an area of like colour."""

from __future__ import annotations

import math
from dataclasses import dataclass

from app.i18n import QT_TRANSLATE_NOOP
from app.studio import Studio
from app.tools.base import Host, Option, Pointer, Tool
from app.tools.eyedropper import pick
from canvas.deeds.fill_selected import fill_selected
from canvas.document import Document
from canvas.errors import EditError
from canvas.fill import flood


@dataclass(slots=True)
class FillTool(Tool):
    """A click fills, with Alt it picks a colour; the work is done on the compute thread."""

    def press(self, pointer: Pointer) -> None:
        if pointer.alt:
            pick(self.studio, pointer)
            return
        x, y = math.floor(pointer.x), math.floor(pointer.y)
        colour, values = self.studio.colour, dict(self.values)
        outside = self.studio.tr("Click inside the picture to fill.")

        def deed(document: Document) -> Document:
            area = flood(
                document,
                x,
                y,
                tolerance=round(values["tolerance"]),
                contiguous=values["contiguous"],
                sample_merged=values["merged"],
                expand=round(values["expand"]),
            )
            if area is None:
                raise EditError(outside)
            return fill_selected(document, document.active, colour, area)

        self.studio.session.do(self.studio.tr("Fill"), deed)
        self.studio.colour_used.emit(colour)


def make_fill(studio: Studio, host: Host) -> Tool:
    return FillTool(
        studio,
        host,
        "fill",
        (
            Option(
                "tolerance",
                QT_TRANSLATE_NOOP("Tools", "Tolerance"),
                24.0,
                0,
                255,
                tip=QT_TRANSLATE_NOOP("Tools", "How different a colour may be and still be filled"),
            ),
            Option(
                "expand",
                QT_TRANSLATE_NOOP("Tools", "Grow"),
                2.0,
                0,
                16,
                " px",
                tip=QT_TRANSLATE_NOOP("Tools", "Paint this far under the lines"),
            ),
            Option(
                "contiguous",
                QT_TRANSLATE_NOOP("Tools", "Contiguous"),
                True,
                tip=QT_TRANSLATE_NOOP("Tools", "Only the area connected to the click"),
            ),
            Option("merged", QT_TRANSLATE_NOOP("Tools", "Sample all layers"), True),
        ),
    )
