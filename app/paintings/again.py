"""Painting a painting once more in its place: what to order, and what becomes of the artist's own paint."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from app.generation import Order, job_of, orders_for
from app.paintings.by_hand import brought_up, hand_painted, is_paint_over
from app.paintings.kept import STROKES, Kept, packed, unpacked, with_stage
from app.paintings.reel import painted as all_stages
from app.paintings.stages import (
    Painted,
    StageTiles,
    best_to_paint,
    painted_anew,
    painting_at,
    stages_of,
)
from app.recipe_request import request_of_job
from canvas import tree
from canvas.deeds.add_layer import insert_node
from canvas.document import Document
from canvas.layer import Group, Layer, Recipe
from canvas.tile import Tiles
from inference.errors import JobError
from inference.job import Job, Kind, Painting

STAGE_SEEDS = "stage_seeds"  # of a recipe: {stage: seed} of stages that were painted anew alone
SOURCE = "source"  # of a recipe: id of the layer that it was painted from; missing: all that was visible


def kept_of(recipe: Recipe) -> Kept:
    """The strokes that a recipe holds. Raises FormatError where they are damaged."""
    return unpacked(recipe.pictures[STROKES])


def varied(job: Job, seed: int, *, new_style: bool) -> Job:
    """The same details in a new style, or other details in the same one."""
    painting = job.painting or Painting()
    style = job.seed if painting.style_seed is None else painting.style_seed
    if new_style:
        return replace(job, kind=Kind.VARY, painting=replace(painting, style_seed=seed))
    return replace(job, seed=seed, painting=replace(painting, style_seed=style))


def order_of(document: Document, painted: Painted, job: Job, only: str = "") -> Order:
    """An order for another job in a painting's place, through the selection that it was painted in."""
    through = replace(document, selection=kept_of(painted.recipe).selection)
    return Order(job, through, None, anew=painted.node.id, only=only)


def order_from_sketch(document: Document, painted: Painted) -> Order:
    """An order for the painting from what it was painted from, as that is now. Raises an error of a room."""
    job = job_of(painted.recipe)
    settings = painted.recipe.settings
    without = tree.without_all(
        document.layers, {painted.node.id} | {layer.id for layer in painted.layers.values()}
    )
    if not without:
        raise JobError("There is nothing left to paint from. Draw a sketch on a layer of its own first.")
    source = settings.get(SOURCE)
    from_layer = isinstance(source, str) and tree.path_to(without, source) is not None
    sketch = replace(
        document,
        layers=without,
        active=source if from_layer else "",
        selection=kept_of(painted.recipe).selection,
    )
    request = replace(request_of_job(job, settings, None, document), active_only=from_layer)
    (order,) = orders_for(sketch, request)
    return replace(order, anew=painted.node.id, above=None)


@dataclass(frozen=True, slots=True, eq=False)
class Anew:
    """What goes in a painting's place, made on the errand thread: paint, recipe, and what was seen before."""

    stages: StageTiles
    recipe: Recipe
    made: Mapping[str, Tiles]  # as the strokes had painted the stages
    seen: Mapping[str, Tiles]  # as they were when it was looked at
    hand: Mapping[str, Tiles]  # what the artist had painted on them


def look(document: Document, order: Order, node: Layer | Group, cancelled: Callable[[], bool]) -> Anew | None:
    """What replacing needs to know; None where the painting is gone. Takes as long as painting it."""
    found = painting_at(document, order.anew)
    if found is None:
        return None
    kept, job = kept_of(found.recipe), job_of(found.recipe)
    touched = {stage: layer for stage, layer in found.layers.items() if not order.only or stage == order.only}
    made = all_stages(kept, job, document.rect, cancelled)
    seen = {stage: layer.tiles for stage, layer in touched.items()}
    hand = {stage: hand_painted(tiles, made.get(stage, {})) for stage, tiles in seen.items()}
    stages, recipe = _result(node)
    if order.only:
        recipe = _merged(found.recipe, recipe, order)
        stages = {stage: tiles for stage, tiles in stages.items() if stage == order.only}
    return Anew(stages, recipe, made, seen, hand)


def put(
    document: Document,
    order: Order,
    node: Layer | Group,
    anew: Anew | None,
    names: Mapping[str, str],
    by_hand: str,
) -> Document:
    """The document with a result in its place: anew where a painting was, above what it came from, or on top.

    `names`: of stages. `by_hand`: what a layer with the artist's own paint is called, as in "{0} by hand".
    """
    found = painting_at(document, order.anew) if order.anew else None
    if found is None or anew is None:
        above = order.above if order.above is not None and document.has(order.above) else None
        document = insert_node(document, node, above)
        return document.with_layers(document.layers, best_to_paint(node))
    layers: dict[str, Layer] = {}
    for stage, layer in found.layers.items():
        if stage in anew.seen:
            hand = brought_up(
                anew.hand.get(stage, {}), anew.seen[stage], layer.tiles, anew.made.get(stage, {})
            )
            if is_paint_over(hand, layer.tiles):
                layers[stage] = Layer(by_hand.format(layer.name), tiles=hand)
    return painted_anew(document, found, anew.stages, anew.recipe, names, only=order.only, by_hand=layers)


def _result(node: Layer | Group) -> tuple[StageTiles, Recipe]:
    """The stages of a result that is not in the picture yet."""
    layers = (node,) if isinstance(node, Layer) else node.layers
    recipe = next(layer.recipe for layer in layers if isinstance(layer, Layer) and layer.recipe is not None)
    told = stages_of(recipe)
    if not told:
        raise JobError("The painter sent a picture without strokes, which cannot take a painting's place.")
    return {told[layer.id]: layer.tiles for layer in layers if isinstance(layer, Layer)}, recipe


def _merged(old: Recipe, new: Recipe, order: Order) -> Recipe:
    """The recipe of a painting of which one stage comes from another job."""
    before, after = job_of(old), order.job
    if (before.width, before.height, before.frame) != (after.width, after.height, after.frame):
        raise JobError("The picture has another size now. Paint the whole painting again.")
    strokes = packed(with_stage(kept_of(old), kept_of(new), order.only))
    seeds = old.settings.get(STAGE_SEEDS)
    told = {**(seeds if isinstance(seeds, Mapping) else {}), order.only: after.seed}
    return Recipe({**old.settings, STAGE_SEEDS: told}, {**old.pictures, STROKES: strokes})
