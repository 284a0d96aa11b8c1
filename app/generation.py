"""From a document to a job and from a result to a layer: the one road that window and command line share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from app.outpainting import Margins, added_area, extended, with_transparent_selected
from app.paintings.kept import STROKES, Kept, packed, unpacked
from app.paintings.reel import painted
from app.paintings.stages import made_node
from app.placing import mask8, measured_of, pasted, replayed, room
from app.prompting import Vocabulary, put_in_words, words_of_region
from app.steering import (
    ControlRequest,
    ReferenceRequest,
    RegionRequest,
    controls_of,
    references_of,
    regions_of,
    strength_map_of,
    strengths_at_work,
)
from canvas.composite import flatten8, layer8
from canvas.document import Document
from canvas.geometry import Rect
from canvas.layer import Group, Layer, Recipe
from inference.conditions import Lora
from inference.errors import JobError
from inference.families import TRAITS
from inference.framing import (
    MODES,
    Measured,
    Mode,
    crop,
    fit,
    frame_job_inputs,
    mode_for,
    plan_frame,
    prefill,
    selection_at_work,
)
from inference.framing.plan import FramePlan
from inference.job import Frame, Job, Kind, Painting, Result
from inference.models import ModelInfo
from inference.record import from_record, to_record

PAINTERLY, DIFFUSION = "painterly", "diffusion"
MAPPED = frozenset({Kind.PAINT, Kind.VARY})  # that can paint some places more strongly than others
REFINE_BELOW = 0.8  # work pixels per document pixel, under which enlarging is worth its time


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
    clip_skip: int = 0  # layers of CLIP that are left out
    seed: int = 0
    count: int = 1
    active_only: bool = False  # start from the active layer rather than from all that is visible
    mode: str = ""  # how to inpaint, one of framing.Mode; "": fill or refine, by the strength
    transition: int | None = None  # document pixels of new paint bent to meet the old; None: by the mode
    refine: bool = False  # where the model works smaller than the document: enlarge and refine in tiles
    refine_strength: float = 0.4  # denoise strength of that, 0 … 1
    strength_layer: str = ""  # id of the layer whose paint says where to paint, and how strongly; "": evenly
    # H×W uint8 as large as the document, in that layer's place; arrays cannot be compared like the rest.
    strength_plane: np.ndarray | None = field(default=None, compare=False)
    controls: tuple[ControlRequest, ...] = ()
    references: tuple[ReferenceRequest, ...] = ()
    regions: tuple[RegionRequest, ...] = ()
    loras: tuple[Lora, ...] = ()  # besides those that the prompt names
    vae: str = ""  # path of a VAE in place of the model's own
    painting: Painting | None = None  # what is held fast while the built-in painter paints
    vocabulary: Vocabulary = field(default_factory=Vocabulary)  # what names in the prompts may mean

    @property
    def engine(self) -> str:
        return PAINTERLY if self.model is None else DIFFUSION


@dataclass(frozen=True, slots=True, eq=False)
class Order:
    """A job and what its result needs to find its place: the document as it was when the job was made."""

    job: Job
    document: Document
    above: str | None  # id of the layer that the result goes above; None: on top
    transition: int | None = None  # see Request
    sources: Mapping[str, Sequence[str]] = field(
        default_factory=dict
    )  # layers that steered: see `sources_of`
    anew: str = ""  # id of a painting, or of a layer in it, that the result takes the place of
    only: str = ""  # … of the only stage that it does so for


def make_orders(document: Document, request: Request) -> list[Order]:
    """One order for each of `request.count` pictures, alike but for the seed.

    Raises JobError where the request does not suit the document, and EditError where a layer that it names is
    gone.
    """
    if request.kind is Kind.INPAINT:
        if mask8(document.selection, document.rect) is None:
            raise JobError("Inpainting needs a selection. Select what is to be repainted first.")
        if mode_for(request.mode, request.strength) is Mode.EXPAND:
            document = with_transparent_selected(document)
    return orders_for(document, request)


def make_outpaint(document: Document, margins: Margins, request: Request) -> tuple[Document, list[Order]]:
    """The document with a larger canvas, and orders to paint what that adds; what was there stays as it is.

    Raises JobError and, where the canvas would get too large, EditError.
    """
    grown = extended(document, margins)
    area = replace(grown, selection=added_area(document, margins))
    return grown, orders_for(area, replace(request, kind=Kind.INPAINT, mode=Mode.EXPAND, active_only=False))


def orders_for(document: Document, request: Request) -> list[Order]:
    """As `make_orders`, for the document's selection as it is."""
    inpaints = request.kind is Kind.INPAINT
    mode = mode_for(request.mode, request.strength) if inpaints else None
    plan = _plan(document, request, mode)
    strengths = None
    if request.strength_plane is not None and request.kind in MAPPED:
        strengths = strengths_at_work(request.strength_plane, plan)
    elif request.strength_layer and request.kind in MAPPED:
        strengths, document = strength_map_of(document, request.strength_layer, plan)
        if request.active_only and document.active == request.strength_layer:
            raise JobError(
                "The active layer is the one that strength is painted on. Choose the layer to start from, or "
                "start from the canvas."
            )
    image, mask = (None, None) if request.kind is Kind.TEXT else _inputs(document, plan, request, mode)
    refined = (plan.frame.width, plan.frame.height) if _enlarged(request, plan) else (0, 0)
    job = Job(
        kind=request.kind,
        engine=request.engine,
        frame=plan.frame,
        image=image,
        mask=mask,
        strength_map=strengths,
        strength=request.strength,
        steps=request.steps,
        guidance=request.guidance,
        sampler=request.sampler,
        clip_skip=request.clip_skip if request.model is not None else 0,
        vae=request.vae,
        model=str(request.model.path) if request.model else "",
        seed=request.seed % 2**32,
        width=plan.width,
        height=plan.height,
        controls=controls_of(document, request.controls, plan),
        references=references_of(document, request.references),
        regions=regions_of(document, request.regions, plan),
        refine_width=refined[0],
        refine_height=refined[1],
        refine_strength=request.refine_strength,
        mode=str(mode or ""),
        painting=request.painting if request.model is None else None,
    )
    if strengths is not None and (left := room(document, job)) is not None and left.empty:
        raise JobError(
            "Nothing is selected where strength is painted. Paint strength inside the selection, or deselect."
        )
    above = document.active if request.active_only and not inpaints else None
    jobs = [_spoken(job.with_seed(job.seed + number), request) for number in range(request.count)]
    sources = sources_of(request)
    return [Order(job, document, above, request.transition, sources) for job in jobs]


def _spoken(job: Job, request: Request) -> Job:
    """The job with its words, which the seed may choose."""
    words = put_in_words(
        request.prompt,
        request.negative,
        job.seed,
        request.vocabulary,
        request.model.family if request.model else None,
        request.loras,
    )
    return replace(
        job,
        prompt=words.prompt,
        negative=words.negative,
        asked=words.asked,
        loras=words.loras,
        embeddings=words.embeddings,
        regions=tuple(
            replace(region, prompt=words_of_region(region.prompt, job.seed, number, request.vocabulary))
            for number, region in enumerate(job.regions)
        ),
    )


def _inputs(
    document: Document, plan: FramePlan, request: Request, mode: Mode | None
) -> tuple[np.ndarray, np.ndarray | None]:
    """The picture that the engine starts from and, for inpainting, the mask, both at its working size."""
    frame = plan.frame
    area = Rect(frame.x, frame.y, frame.width, frame.height).clipped(document.rect)
    near = replace(plan, frame=Frame(frame.x - area.x, frame.y - area.y, frame.width, frame.height))
    picture = _source(document, request, area)
    if mode is None or document.selection is None:
        return frame_job_inputs(picture, None, near)
    traits, chosen = MODES[mode], document.selection.array8(area)
    image, mask = frame_job_inputs(
        picture,
        chosen,
        near,
        request.strength,
        margin=traits.margin,
        # The built-in painter makes all anew that is masked at all, and meets what is not exactly.
        feather=traits.feather if request.model is not None else 0.0,
    )
    if mask is not None and request.model is not None and request.strength >= traits.prefill_from:
        alpha = np.ascontiguousarray(crop(picture, near.frame)[..., 3])
        size = plan.width, plan.height
        under = selection_at_work(chosen, near) if traits.close else mask
        image = prefill(image, under, traits.prefill, fit(alpha, size, soft=True))
    return image, mask


def _source(document: Document, request: Request, area: Rect) -> np.ndarray:
    """H×W×4 uint8, straight."""
    if request.active_only and request.kind is not Kind.INPAINT:
        layer = document.active_layer
        if layer is None or not layer.tiles:
            raise JobError("The active layer is empty. Draw something on it, or start from the whole canvas.")
        return layer8(layer, area)
    return flatten8(document, area)


def _plan(document: Document, request: Request, mode: Mode | None) -> FramePlan:
    bounds = None
    if mode is not None and document.selection is not None:
        chosen = document.selection.bounds.clipped(document.rect)
        bounds = Frame(chosen.x, chosen.y, chosen.width, chosen.height)
    return plan_frame(
        (document.width, document.height),
        bounds,
        native=request.model.native_size if request.model else 512,
        multiple=TRAITS[request.model.family].multiple if request.model else 1,
        strength=request.strength,
        scale_free=request.model is None,
        context=MODES[mode].context if mode is not None else 1.0,
    )


def works_smaller(document: Document, request: Request) -> bool:
    """Whether the model works so much smaller than the document that enlarging and refining is worthwhile."""
    inpaints = request.kind is Kind.INPAINT and document.selection is not None
    mode = mode_for(request.mode, request.strength) if inpaints else None
    return _enlarged(replace(request, refine=True), _plan(document, request, mode))


def _enlarged(request: Request, plan: FramePlan) -> bool:
    """Whether the result is to be enlarged to the document's size by the engine and refined in tiles."""
    return request.refine and request.model is not None and plan.scale < REFINE_BELOW


def layer_from(
    result: Result, order: Order, name: str, cancelled: Callable[[], bool] = lambda: False
) -> Layer:
    """The layer that a result becomes: paint through the selection that was there, with the full recipe.

    The recipe's "measured" says how the result fits in; see `inference.framing.measure`.
    """
    if result.strokes is not None:
        layer = Layer(name, tiles=replayed(result, order.document, cancelled))
        through = replace(order.document, selection=room(order.document, result.job))
        measured = measured_of(through, layer, result.job.frame)
    else:
        tiles, measured = pasted(result, order.document, order.transition)
        layer = Layer(name, tiles=tiles)
    return replace(layer, recipe=_told(result.job, order, measured))


def node_from(
    result: Result,
    order: Order,
    name: str,
    stages: Mapping[str, str],
    cancelled: Callable[[], bool] = lambda: False,
) -> Layer | Group:
    """As `layer_from`; a painting in several stages becomes a group with a layer for each.

    `stages`: what the layers are called, by stage. Strokes are kept with the recipe, so that they can be
    watched, stopped and painted again.
    """
    if result.strokes is None:
        return layer_from(result, order, name, cancelled)
    document = replace(order.document, selection=room(order.document, result.job))
    strokes = packed(Kept(result.strokes, document.selection))
    tiles = painted(unpacked(strokes), result.job, document.rect, cancelled)
    bare = made_node(name, tiles, Recipe({}), stages)
    recipe = _told(result.job, order, measured_of(document, bare, result.job.frame))
    return made_node(name, tiles, Recipe(recipe.settings, {**recipe.pictures, STROKES: strokes}), stages)


def _told(job: Job, order: Order, measured: Measured) -> Recipe:
    """The job, how its result fits in, and what else is told of it."""
    recipe = recipe_of(job)
    return replace(recipe, settings={**recipe.settings, **_kept(order, measured)})


def _kept(order: Order, measured: Measured) -> dict[str, Any]:
    """What a recipe tells beside its job."""
    transition = {} if order.transition is None else {"transition": order.transition}
    sources = {"sources": {name: list(ids) for name, ids in order.sources.items()}} if order.sources else {}
    source = {} if order.above is None else {"source": order.above}
    return {"measured": measured.settings(), **transition, **sources, **source}


def sources_of(request: Request) -> dict[str, tuple[str, ...]]:
    """The ids of the layers that steer, "" for the canvas, by what they are for; kept beside the job.

    "ready" tells of each control whether its source was taken as it is ("yes" or "").
    """
    sources = {
        "controls": tuple(one.source for one in request.controls),
        "ready": tuple("yes" if one.ready else "" for one in request.controls),
        "references": tuple(one.source for one in request.references),
        "regions": tuple(one.layer for one in request.regions),
        "strength": (request.strength_layer,) if request.strength_layer else (),
    }
    return {name: ids for name, ids in sources.items() if ids}


def recipe_of(job: Job) -> Recipe:
    """The job as a layer keeps it."""
    settings, pictures = to_record(job)
    return Recipe(settings, pictures)


def job_of(recipe: Recipe) -> Job:
    """The job that a layer was made by. Raises JobError for a recipe that cannot be used."""
    return from_record(recipe.settings, recipe.pictures)
