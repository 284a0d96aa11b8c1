"""Where a job's frame lies in the document and at what size the engine works on it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from inference.errors import JobError
from inference.framing.masks import mask_sizes
from inference.job import Frame

MAX_ENLARGEMENT = 2.0  # a small selection gets more surroundings before it is enlarged more than this
MAX_CROP_ASPECT = 2.0  # a long selection gets surroundings on its short side up to this
MAX_ASPECT = 4.0  # beyond this even a whole picture is widened past its edges
FULL_STRENGTH_SIDE = (
    512  # document pixels; at strength 1 the model invents all, so it sees at least this much
)


@dataclass(frozen=True, slots=True)
class FramePlan:
    """A frame in document pixels and the size, in work pixels, at which the engine paints it."""

    frame: Frame
    width: int
    height: int

    @property
    def scale(self) -> float:
        """Work pixels per document pixel."""
        return self.width / self.frame.width


@dataclass(frozen=True, slots=True)
class WorkRange:
    """Working sizes at which a model family does its best, in work pixels."""

    min_side: int
    max_side: int
    min_pixels: int
    max_pixels: int


def work_range(native: int) -> WorkRange:
    """The comfortable sizes of a model trained at `native`² pixels.

    512 (SD 1.5): sides 512 … 768. 1024 (SDXL): sides 640 … 1280, 0.64 … 1.05 megapixels.
    """
    if native < 768:
        most = native * 3 // 2
        return WorkRange(native, most, native * native, most * most)
    return WorkRange(native * 5 // 8, native * 5 // 4, (native * 25 // 32) ** 2, native * native)


def plan_frame(
    doc_size: tuple[int, int],
    bounds: Frame | None,
    *,
    native: int = 512,
    max_side: int = 0,
    multiple: int = 8,
    strength: float = 0.6,
    scale_free: bool = False,
    context: float = 1.0,
) -> FramePlan:
    """Choose what an engine sees of a document of `doc_size` (width, height) and at what size.

    `bounds` is the selection's bounding box in document pixels; None frames the whole document. `native` is
    the model's training size, `max_side` a hard limit in work pixels (0 = none), `multiple` what both work
    sides must divide by. A `scale_free` engine works at document scale unless `max_side` forbids it.

    A selection gets `mask_sizes(…).padding` around it; at strength 1 at least max(longest / 16, mean side
    / 2) and a square of at least 512. `context` is a factor on that padding.
    The frame is shifted into the document rather than cut. It passes the
    document's edge only where the document is too small for it, to reach the multiple or an aspect of 4:1.
    The scale is 1 where that suits the model, else the nearest that does; sides are rounded up to the
    multiple by widening the frame, so both axes keep one scale to half a document pixel over the frame.
    Raises JobError for an empty document or a selection with nothing inside the document.
    """
    if min(doc_size) < 1:
        raise JobError("The document is empty; make it at least 1×1 pixel.")
    if native < 1 or multiple < 1 or max_side < 0:
        raise JobError("The engine's working size makes no sense; choose another model or size limit.")
    target = Frame(0, 0, *doc_size) if bounds is None else _clip(bounds, doc_size)
    limits = None if scale_free else work_range(native)
    sides = float(target.width), float(target.height)
    if bounds is not None:
        sides = _with_context(target, strength, limits, context)
        sides = min(sides[0], doc_size[0]), min(sides[1], doc_size[1])
    if limits is not None:
        sides = _at_most_aspect(sides, MAX_ASPECT)
    hard = max(max_side // multiple * multiple, multiple) if max_side else 0
    scale = _scale(sides, limits, hard)
    work = _round_up(sides[0] * scale, multiple), _round_up(sides[1] * scale, multiple)
    width, height = (max(1, round(side / scale)) for side in work)
    x = _place(target.x, target.width, width, doc_size[0])
    y = _place(target.y, target.height, height, doc_size[1])
    return FramePlan(Frame(x, y, width, height), *work)


def _clip(bounds: Frame, doc_size: tuple[int, int]) -> Frame:
    left, top = max(bounds.x, 0), max(bounds.y, 0)
    right = min(bounds.x + bounds.width, doc_size[0])
    bottom = min(bounds.y + bounds.height, doc_size[1])
    if right <= left or bottom <= top:
        raise JobError("Nothing is selected inside the picture; select what is to be repainted.")
    return Frame(left, top, right - left, bottom - top)


def _with_context(
    target: Frame, strength: float, limits: WorkRange | None, context: float
) -> tuple[float, float]:
    """The target's sides with the surroundings that the engine should see, in an endless document."""
    width, height = target.width, target.height
    padding = mask_sizes(width, height, strength).padding
    if strength >= 1.0:
        padding = max(padding, max(width, height) / 16, (width + height) / 4)
    padding = math.ceil(padding * context)
    sides = float(width + 2 * padding), float(height + 2 * padding)
    if limits is None:
        return sides
    if strength >= 1.0:
        square = max(*sides, float(FULL_STRENGTH_SIDE))
        return square, square
    least = max(limits.min_side, math.sqrt(limits.min_pixels)) / MAX_ENLARGEMENT
    return _at_most_aspect((max(sides[0], least), max(sides[1], least)), MAX_CROP_ASPECT)


def _at_most_aspect(sides: tuple[float, float], aspect: float) -> tuple[float, float]:
    least = math.ceil(max(sides) / aspect)
    return max(sides[0], least), max(sides[1], least)


def _scale(sides: tuple[float, float], limits: WorkRange | None, hard: int) -> float:
    """Work pixels per document pixel: as near to 1 as the family's range and the hard limit allow."""
    scale = 1.0
    if limits is not None:
        area = sides[0] * sides[1]
        by_area = math.sqrt(limits.max_pixels / area)
        least = max(limits.min_side / min(sides), math.sqrt(limits.min_pixels / area))
        most = min(limits.max_side / max(sides), by_area)
        # A picture too long for both bounds keeps its short side up, as far as the pixel count allows.
        scale = min(max(1.0, least), most) if least <= most else min(least, by_area)
    return min(scale, hard / max(sides)) if hard else scale


def _round_up(side: float, multiple: int) -> int:
    return max(1, math.ceil(side / multiple - 1e-6)) * multiple  # the 1e-6 forgives float error


def _place(start: int, length: int, side: int, document: int) -> int:
    """Start of a frame's side, centred on a span and shifted into the document; centred on it if larger."""
    if side >= document:
        return -((side - document) // 2)
    return min(max(start + (length - side) // 2, 0), document - side)
