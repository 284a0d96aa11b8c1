"""From an engine's result to the tiles of a layer, exactly in place, and the figures of how it fits in."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from canvas.brush.dynamics import Setting, pressed
from canvas.brush.preset import Brush
from canvas.brush.replay import StrokeBatch, replay
from canvas.composite import flatten8, from_rgba8
from canvas.document import Document
from canvas.geometry import Key, Rect
from canvas.layer import Layer
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
from inference.job import Frame, Job, Kind, Result

Tiles = dict[Key, Tile]


def replayed(result: Result, document: Document, cancelled: Callable[[], bool]) -> Tiles:
    """The tiles that a result's strokes paint, inside the document's selection."""
    strokes, frame = result.strokes, result.job.frame
    assert strokes is not None
    batch = StrokeBatch(
        points=strokes.points,
        offsets=strokes.offsets,
        colours=strokes.colours,
        sizes=strokes.sizes,
        opacities=strokes.opacities,
        brush=strokes.brush,
        brushes=tuple(
            Brush(
                brush.name,
                hardness=brush.hardness,
                flow=brush.flow,
                spacing=brush.spacing,
                dynamics=(pressed(Setting.SIZE, 1.0),),
            )
            for brush in strokes.brushes
        ),
    )
    changes = replay(
        Layer(""),
        batch,
        scale=frame.width / result.job.width,
        offset=(frame.x, frame.y),
        clip=document.rect,
        selection=document.selection,
        cancelled=cancelled,
    )
    return {key: tile for key, tile in changes.items() if tile is not None}


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


def usual_transition(job: Job) -> int:
    """Document pixels in which a result is bent to meet what is kept, by its mode."""
    modes = tuple(Mode)
    return MODES[Mode(job.mode)].transition if job.mode in modes else 0


def measured_of(document: Document, tiles: Tiles, frame: Frame) -> Measured:
    """The seam that tiles laid over the document leave along its selection."""
    area = Rect(frame.x, frame.y, frame.width, frame.height).clipped(document.rect)
    alpha = _chosen(document, area)
    if alpha is None:
        return Measured(seam=1.0)
    before = flatten8(document, area)
    over = flatten8(Document(document.width, document.height, (Layer("", tiles=tiles),)), area)
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
