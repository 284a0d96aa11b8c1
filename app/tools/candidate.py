"""The candidate brush: lays the chosen candidate bare on the active layer, with whatever brush is in hand."""

from __future__ import annotations

from dataclasses import dataclass

from app.session import Session
from app.studio import Studio
from app.tools.base import Host, Pointer, Tool
from app.tools.brush import OPTIONS, BrushTool
from canvas.brush.preset import Brush


@dataclass(slots=True)
class CandidateTool(BrushTool):
    """Paints as the brush does, but with the pixels of a picture; an eraser takes the layer's own away."""

    def press(self, pointer: Pointer) -> None:
        if self.studio.revealed is None:
            self.studio.tell(
                self.studio.tr(
                    "There is no candidate to paint with. Generate several variations, then choose one of "
                    "them below the canvas."
                )
            )
            return
        BrushTool.press(self, pointer)

    def _start(self, session: Session, brush: Brush, scale: float) -> None:
        session.begin_stroke(
            self.studio.tr("Candidate brush"),
            brush,
            self.studio.colour,
            symmetry=self.studio.symmetry,
            scale=scale,
            revealed=self.studio.revealed,
        )


def make_candidate_brush(studio: Studio, host: Host) -> Tool:
    return CandidateTool(studio, host, "candidate", OPTIONS)
