"""From an engine's result to the tiles of a layer, exactly in place, and the figures of how it fits in."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from canvas.brush.dynamics import Dynamic, Input, Setting, pressed
from canvas.brush.preset import Brush
from canvas.brush.replay import StrokeBatch, replay
from canvas.composite import flatten8, from_rgba8
from canvas.document import Document
from canvas.geometry import Key, Rect
from canvas.layer import Layer, Node
from canvas.selection import Selection
from canvas.tile import Tile
from inference.errors import JobError
from inference.framing import (
    MODES,
    Match,
    Measured,
    Mode,
    Way,
    colour_shift,
    composite_mask,
    crop,
    fit,
    flatten,
    laid_over,
    matched,
    paste_back,
    seam,
)
from inference.job import Frame, Job, Kind, Result, StrokeBrush, Strokes

Tiles = dict[Key, Tile]
SOLID = 32  # of 255: a painted strength from which on the result covers what was there
# What a medium is painted on, by the first part of its brushes' names; paper for all others.
GRAINS = {
    "oil": "canvas", "acrylic": "canvas", "knife": "canvas", "palette_knife": "canvas",
    "watercolour": "watercolour", "pastel": "laid",
}  # fmt: skip


def replayed(result: Result, document: Document, cancelled: Callable[[], bool]) -> Tiles:
    """The tiles that all of a result's strokes paint onto one layer, inside what `room` leaves them."""
    strokes, frame = result.strokes, result.job.frame
    assert strokes is not None
    changes = replay(
        Layer(""),
        batch_of(strokes, 0, len(strokes)),
        scale=frame.width / result.job.width,
        offset=(frame.x, frame.y),
        clip=document.rect,
        selection=room(document, result.job),
        cancelled=cancelled,
    )
    return {key: tile for key, tile in changes.items() if tile is not None}


def batch_of(strokes: Strokes, first: int, end: int) -> StrokeBatch:
    """Strokes first … end − 1 as the canvas paints them. What chance decides follows from a stroke's number
    in its stage, so it does not matter with which others it is painted."""
    start, stop = int(strokes.offsets[first]), int(strokes.offsets[end])
    part = slice(first, end)
    begins = np.searchsorted(strokes.layer, strokes.layer[part])
    return StrokeBatch(
        points=strokes.points[start:stop],
        offsets=strokes.offsets[first : end + 1] - start,
        colours=strokes.colours[part],
        sizes=strokes.sizes[part],
        opacities=strokes.opacities[part],
        brush=strokes.brush[part],
        brushes=tuple(brush_of(brush) for brush in strokes.brushes),
        seeds=np.arange(first, end) - begins,
    )


def brush_of(told: StrokeBrush) -> Brush:
    """The canvas's brush for a class of strokes.

    A flat tip lies across its stroke. Paint that is dragged along or gathers at a rim needs the paint of
    each stroke before, so the painter lays strokes of its own for it.
    """
    follows = (Dynamic(Setting.ANGLE, Input.DIRECTION),) if told.angle_follows else ()
    return Brush(
        told.name,
        hardness=told.hardness,
        flow=told.flow,
        spacing=told.spacing,
        roundness=told.aspect,
        angle=90.0 if told.angle_follows else 0.0,
        grain=told.grain,
        texture=GRAINS.get(told.name.partition(".")[0], Brush().texture),
        value_jitter=told.jitter_value,
        hue_jitter=told.jitter_hue,
        dynamics=(pressed(Setting.SIZE, 1.0), *follows),
    )


def pasted(result: Result, document: Document, transition: int | None = None) -> tuple[Tiles, Measured]:
    """The tiles of a result's picture, through the document's selection, and how it fits in.

    `transition`: see `framing.paste_back`; None is what is usual for the job's mode.
    """
    job, picture = result.job, result.image
    if picture is None:
        raise JobError("The engine sent neither a picture nor strokes. Try again.")
    # All is done in the pixels of the frame's part of the document, so a large document costs nothing.
    area = Rect(job.frame.x, job.frame.y, job.frame.width, job.frame.height).clipped(document.rect)
    frame = Frame(job.frame.x - area.x, job.frame.y - area.y, job.frame.width, job.frame.height)
    seen = flatten8(document, area)
    original = crop(seen, frame)
    alpha = composite_mask(_chosen(document, area), frame, (area.width, area.height))
    if job.strength_map is not None:
        alpha = _where_painted(alpha, job.strength_map)
    shift, match = _matched(picture, job, original)
    rows, columns = slice(-frame.y, -frame.y + area.height), slice(-frame.x, -frame.x + area.width)
    kept = np.zeros(alpha.shape, bool)
    kept[rows, columns] = seen[..., 3] == 255  # what is transparent is nothing to meet
    reach = usual_transition(job) if transition is None else transition
    layer = paste_back(match.picture, original, alpha, transition=reach, kept=kept)
    inside = np.ascontiguousarray(layer[rows, columns])
    before, after = flatten(seen), laid_over(inside, seen)
    measured = Measured(seam=seam(before, after, alpha[rows, columns]))
    if shift is not None:
        measured = Measured(measured.seam, shift[0], shift[1], str(match.way))
    return from_rgba8(inside, (area.x, area.y)), measured


def _where_painted(alpha: np.ndarray, strengths: np.ndarray) -> np.ndarray:
    """The composite mask (H×W uint8) without the pixels that were to stay: only the model's round trip, if
    anything, has changed them."""
    here = _covering(strengths, (alpha.shape[1], alpha.shape[0]))
    return (alpha * here.astype(np.uint32) // 255).astype(np.uint8)


def _covering(strengths: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """How far a result covers what was there, H×W uint8 of `size` (width, height): the weakest strengths fade
    in, from SOLID on it is all."""
    here = fit(strengths, size, soft=True).astype(np.uint32)
    return np.minimum(here * 255 // SOLID, 255).astype(np.uint8)


def room(document: Document, job: Job) -> Selection | None:
    """Where the strokes of a job may leave paint: the selection, less what a painted strength of 0 keeps.

    The painter lays strokes there too, faithful ones; they are not to be seen.
    """
    if job.strength_map is None:
        return document.selection
    frame = job.frame
    area = Rect(frame.x, frame.y, frame.width, frame.height).clipped(document.rect)
    whole = _covering(job.strength_map, (frame.width, frame.height))
    here = whole[area.y - frame.y : area.bottom - frame.y, area.x - frame.x : area.right - frame.x]
    chosen = _chosen(document, area)
    # The smaller of both, not their product: the same strengths may come to a selection again that they cut.
    return Selection.of_array(here if chosen is None else np.minimum(chosen, here), (area.x, area.y))


def usual_transition(job: Job) -> int:
    """Document pixels in which a result is bent to meet what is kept, by its mode."""
    modes = tuple(Mode)
    return MODES[Mode(job.mode)].transition if job.mode in modes else 0


def measured_of(document: Document, node: Node, frame: Frame) -> Measured:
    """The seam that a layer or group laid over the document leaves along its selection."""
    area = Rect(frame.x, frame.y, frame.width, frame.height).clipped(document.rect)
    alpha = _chosen(document, area)
    if alpha is None:
        return Measured(seam=1.0)
    before = flatten8(document, area)
    over = flatten8(Document(document.width, document.height, (node,)), area)
    return Measured(seam=seam(flatten(before), laid_over(over, before), alpha))


def mask8(selection: Selection | None, rect: Rect) -> np.ndarray | None:
    """The selection over `rect` as H×W uint8, or None where nothing in it is selected."""
    if selection is None or selection.bounds.clipped(rect).empty:
        return None
    return selection.array8(rect)


def _chosen(document: Document, area: Rect) -> np.ndarray | None:
    """The selection over a part of the document; None where nothing at all is selected, which means all."""
    if document.selection is None or document.selection.bounds.clipped(document.rect).empty:
        return None
    return document.selection.array8(area)


def _matched(picture: np.ndarray, job: Job, original: np.ndarray) -> tuple[tuple[float, float] | None, Match]:
    """The picture in the original's colours; how far they were off before and after, where that is asked."""
    if job.kind is not Kind.INPAINT or job.image is None or job.mask is None or picture.shape[2] != 3:
        return None, Match(picture, Way.KEPT)
    size = picture.shape[1], picture.shape[0]
    if size == (job.width, job.height):
        wanted, mask = job.image, job.mask
    else:  # enlarged on the way
        wanted, mask = fit(flatten(original), size), fit(job.mask, size, soft=True)
    match = matched(picture, wanted, mask)
    return (colour_shift(picture, wanted, mask), colour_shift(match.picture, wanted, mask)), match
