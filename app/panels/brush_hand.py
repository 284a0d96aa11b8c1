"""Which of the studio's two brushes a panel is about: the brush or the eraser."""

from __future__ import annotations

from app.studio import Studio
from canvas.brush.entry import BrushEntry
from canvas.brush.preset import Brush


class BrushHand:
    """Holds the brush at first. The eraser is any brush, made to erase."""

    def __init__(self, studio: Studio) -> None:
        self.eraser = False
        self._studio = studio

    @property
    def brush(self) -> Brush:
        """The brush as it is set now."""
        return self._studio.eraser if self.eraser else self._studio.brush

    def take(self, name: str) -> None:
        """Take a brush of the shelf in hand."""
        self._studio.take_brush(name, eraser=self.eraser)

    def revert(self) -> None:
        """Set the brush back as it was saved."""
        self._studio.revert_brush(eraser=self.eraser)

    def is_tweaked(self, name: str) -> bool:
        """Whether a brush is not as it was saved."""
        return self._studio.is_tweaked(name, eraser=self.eraser)

    def brush_of(self, entry: BrushEntry) -> Brush:
        """A brush of the shelf as it would be taken in hand."""
        return self._studio.brush_of(entry, eraser=self.eraser)
