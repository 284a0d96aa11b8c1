"""From a document to a job and from a result to a layer: the one road that window and command line share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from canvas.brush.dynamics import Setting, pressed
from canvas.brush.preset import Brush
from canvas.brush.replay import StrokeBatch, replay
from canvas.composite import flatten8, from_rgba8, layer8
from canvas.document import Document
from canvas.geometry import Key, Rect
from canvas.layer import Layer, Recipe
from canvas.selection import Selection
from canvas.tile import Tile
from inference.errors import JobError
from inference.framing import (
    composite_mask,
    crop,
    frame_job_inputs,
    match_colour,
    paste_back,
    plan_frame,
    prefill,
)
from inference.framing.plan import FramePlan
from inference.job import Frame, Job, Kind, Result
from inference.models import ModelInfo
from inference.record import from_record, to_record

PAINTERLY, DIFFUSION = "painterly", "diffusion"


@dataclass(frozen=True, slots=True)
class Request:
    """What the artist asks for; with a document it makes jobs."""

    kind: Kind = Kind.PAINT
    model: ModelInfo | None = None  # None: the built-in painter
    prompt: str = ""
    negative: str = ""
    strength: float = 0.6
    steps: int = 20
    guidance: float = 7.0
    sampler: str = ""
    seed: int = 0
    count: int = 1
    active_only: bool = False  # start from the active layer rather than from all that is visible

    @property
    def engine(self) -> str:
        return PAINTERLY if self.model is None else DIFFUSION


@dataclass(frozen=True, slots=True, eq=False)
class Order:
    """A job and what its result needs to find its place: the document as it was when the job was made."""

    job: Job
    document: Document
    above: str | None  # id of the layer that the result goes above; None: on top


def make_orders(document: Document, request: Request) -> list[Order]:
    """One order for each of `request.count` pictures, alike but for the seed.

    Raises JobError where the request does not suit the document.
    """
    selection = mask8(document.selection, document.rect)
    if request.kind is Kind.INPAINT and selection is None:
        raise JobError("Inpainting needs a selection. Select what is to be repainted first.")
    plan = _plan(document, request)
    image, mask = (None, None) if request.kind is Kind.TEXT else _inputs(document, selection, plan, request)
    job = Job(
        kind=request.kind,
        engine=request.engine,
        frame=plan.frame,
        prompt=request.prompt.strip(),
        negative=request.negative.strip(),
        image=image,
        mask=mask,
        strength=request.strength,
        steps=request.steps,
        guidance=request.guidance,
        sampler=request.sampler,
        model=str(request.model.path) if request.model else "",
        seed=request.seed % 2**32,
        width=plan.width,
        height=plan.height,
    )
    above = document.active if request.active_only and request.kind is not Kind.INPAINT else None
    return [Order(job.with_seed(job.seed + number), document, above) for number in range(request.count)]


def _inputs(
    document: Document, selection: np.ndarray | None, plan: FramePlan, request: Request
) -> tuple[np.ndarray, np.ndarray | None]:
    """The picture that the engine starts from and, for inpainting, the mask, both at its working size."""
    inpaints = request.kind is Kind.INPAINT
    picture = _source(document, request)
    image, mask = frame_job_inputs(picture, selection if inpaints else None, plan, request.strength)
    if mask is not None and request.model is not None and request.strength >= 0.95:
        image = prefill(image, mask, "blur")
    return image, mask


def _source(document: Document, request: Request) -> np.ndarray:
    if request.active_only and request.kind is not Kind.INPAINT:
        layer = document.active_layer
        if layer is None or not layer.tiles:
            raise JobError("The active layer is empty. Draw something on it, or start from the whole canvas.")
        return layer8(layer, document.rect)
    return flatten8(document)


def _plan(document: Document, request: Request) -> FramePlan:
    bounds = None
    if request.kind is Kind.INPAINT and document.selection is not None:
        area = document.selection.bounds.clipped(document.rect)
        bounds = Frame(area.x, area.y, area.width, area.height)
    return plan_frame(
        (document.width, document.height),
        bounds,
        native=request.model.native_size if request.model else 512,
        multiple=8 if request.model else 1,
        strength=request.strength,
        scale_free=request.model is None,
    )


def mask8(selection: Selection | None, rect: Rect) -> np.ndarray | None:
    """The selection over `rect` as H×W uint8, or None where nothing in it is selected."""
    if selection is None or selection.bounds.clipped(rect).empty:
        return None
    return selection.array8(rect)


def layer_from(
    result: Result, order: Order, name: str, cancelled: Callable[[], bool] = lambda: False
) -> Layer:
    """The layer that a result becomes: paint through the selection that was there, with the full recipe."""
    tiles = _replayed(result, order, cancelled) if result.strokes is not None else _pasted(result, order)
    return Layer(name, tiles=tiles, recipe=recipe_of(result.job))


def _replayed(result: Result, order: Order, cancelled: Callable[[], bool]) -> dict[Key, Tile]:
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
        clip=order.document.rect,
        selection=order.document.selection,
        cancelled=cancelled,
    )
    return {key: tile for key, tile in changes.items() if tile is not None}


def _pasted(result: Result, order: Order) -> dict[Key, Tile]:
    job, document = result.job, order.document
    picture = result.image
    if picture is None:
        raise JobError("The engine sent neither a picture nor strokes. Try again.")
    if (
        job.engine == DIFFUSION
        and job.kind is Kind.INPAINT
        and job.image is not None
        and job.mask is not None
        and picture.shape[2] == 3
    ):
        picture = match_colour(picture, job.image, job.mask)
    frame = job.frame
    area = Rect(frame.x, frame.y, frame.width, frame.height).clipped(document.rect)
    selection = mask8(document.selection, document.rect)
    alpha = composite_mask(selection, frame, (document.width, document.height))
    original = crop(flatten8(document), frame)
    pixels = paste_back(picture, original, alpha)
    top, left = area.y - frame.y, area.x - frame.x
    inside = pixels[top : top + area.height, left : left + area.width]
    return from_rgba8(np.ascontiguousarray(inside), (area.x, area.y))


def recipe_of(job: Job) -> Recipe:
    """The job as a layer keeps it."""
    settings, pictures = to_record(job)
    return Recipe(settings, pictures)


def job_of(recipe: Recipe) -> Job:
    """The job that a layer was made by. Raises JobError for a recipe that cannot be used."""
    return from_record(recipe.settings, recipe.pictures)
