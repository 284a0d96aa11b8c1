"""From a document to jobs and from results to layers: what goes in, and exactly where it lands."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.generation import Order, Request, job_of, layer_from, make_orders, mask8, recipe_of
from canvas.composite import flatten, flatten8, from_rgba8
from canvas.document import Document
from canvas.feather import feathered
from canvas.geometry import Rect
from canvas.layer import Layer, Recipe
from canvas.selecting import rectangle
from canvas.selection import Selection
from inference.errors import JobError
from inference.job import Job, Kind, Result, StrokeBrush, Strokes
from inference.models import ModelInfo

WIDTH, HEIGHT = 200, 120
AREA = Rect(60, 30, 70, 50)
SD15 = ModelInfo(Path("/models/m"), "m", "sd15", "base", "folder", 1)


def noise(width: int, height: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)


def same(one: np.ndarray | None, other: np.ndarray | None) -> bool:
    """Whether both are there and equal."""
    return one is not None and other is not None and np.array_equal(one, other)


@pytest.fixture
def document() -> Document:
    """A noisy picture, and above it a small red patch on an active layer of its own."""
    ground = np.dstack([noise(WIDTH, HEIGHT), np.full((HEIGHT, WIDTH), 255, np.uint8)])
    patch = np.zeros((20, 20, 4), np.uint8)
    patch[...] = (255, 0, 0, 255)
    layers = (
        Layer("Ground", tiles=from_rgba8(ground, (0, 0))),
        Layer("Patch", tiles=from_rgba8(patch, (90, 40))),
    )
    return Document(WIDTH, HEIGHT, layers, layers[1].id)


@pytest.fixture
def selected(document: Document) -> Document:
    """With a softly edged selection."""
    sharp = rectangle(AREA, document.rect)
    assert sharp is not None
    return replace(document, selection=feathered(sharp, 6.0, document.rect))


def one(document: Document, request: Request) -> Order:
    orders = make_orders(document, request)
    assert len(orders) == 1
    return orders[0]


def test_a_sketch_goes_in_whole_and_as_it_is_seen(document: Document) -> None:
    order = one(document, Request(prompt=" oil ", negative=" blur ", seed=5))
    job = order.job
    assert (job.kind, job.engine, job.model, job.seed) == (Kind.PAINT, "painterly", "", 5)
    assert (job.prompt, job.negative) == ("oil", "blur")
    assert (job.frame.x, job.frame.y, job.frame.width, job.frame.height) == (0, 0, WIDTH, HEIGHT)
    assert same(job.image, flatten8(document)[..., :3])
    assert job.mask is None
    assert order.above is None
    assert order.document is document


def test_the_active_layer_alone_goes_in_on_white(document: Document) -> None:
    order = one(document, Request(active_only=True))
    assert order.above == document.active
    image = order.job.image
    assert image is not None
    assert tuple(image[50, 100]) == (255, 0, 0)
    assert tuple(image[10, 10]) == (255, 255, 255)


@pytest.mark.parametrize("kind", [Kind.PAINT, Kind.VARY])
def test_an_empty_active_layer_is_told(document: Document, kind: Kind) -> None:
    empty = document.with_layers((*document.layers, Layer("Empty")), "")
    empty = replace(empty, active=empty.layers[-1].id)
    with pytest.raises(JobError, match="active layer is empty"):
        make_orders(empty, Request(kind=kind, active_only=True))


def test_each_of_several_has_the_next_seed(document: Document) -> None:
    orders = make_orders(document, Request(kind=Kind.VARY, count=4, seed=2**32 - 2))
    assert [order.job.seed for order in orders] == [2**32 - 2, 2**32 - 1, 0, 1]
    assert len({id(order.job.image) for order in orders}) == 1


def test_text_needs_no_picture(document: Document) -> None:
    job = one(document, Request(kind=Kind.TEXT, model=SD15, prompt="a harbour")).job
    assert (job.image, job.mask, job.engine, job.model) == (None, None, "diffusion", str(SD15.path))
    assert job.width % 8 == job.height % 8 == 0


@pytest.mark.parametrize("model", [None, SD15])
def test_inpainting_sees_the_selection_and_its_surroundings(
    selected: Document, model: ModelInfo | None
) -> None:
    job = one(selected, Request(kind=Kind.INPAINT, model=model)).job
    frame = job.frame
    assert frame.x <= AREA.x
    assert frame.y <= AREA.y
    assert frame.x + frame.width >= AREA.right
    assert frame.y + frame.height >= AREA.bottom
    assert job.image is not None
    assert job.mask is not None
    assert job.mask.shape == job.image.shape[:2]
    scale = job.width / frame.width
    middle = round((AREA.y + 25 - frame.y) * scale), round((AREA.x + 35 - frame.x) * scale)
    assert job.mask[middle] == 255


@pytest.mark.parametrize(
    "selection",
    [None, Selection({}), rectangle(Rect(500, 500, 9, 9), Rect(0, 0, 1000, 1000))],
    ids=["none", "empty", "off the canvas"],
)
def test_inpainting_without_a_selection_is_told(document: Document, selection: Selection | None) -> None:
    with pytest.raises(JobError, match="needs a selection"):
        make_orders(replace(document, selection=selection), Request(kind=Kind.INPAINT))


def test_a_picture_lands_on_its_frame_through_the_selection(selected: Document) -> None:
    """Inpainting: the layer's alpha is the selection, and nothing outside it changes by a single bit."""
    order = one(selected, Request(kind=Kind.INPAINT))
    job = order.job
    picture = noise(job.width, job.height, seed=2)
    layer = layer_from(Result(job, image=picture), order, "Inpaint")
    got = flatten8(Document(WIDTH, HEIGHT, (layer,)))[..., 3]
    mask = mask8(selected.selection, selected.rect)
    assert mask is not None
    assert np.array_equal(got, mask)
    before, after = flatten(selected), flatten(selected.with_layers((*selected.layers, layer)))
    assert np.array_equal(before[:, mask == 0], after[:, mask == 0])
    frame = job.frame
    inside = np.argwhere(mask == 255)
    assert inside.size
    for row, column in inside[:: len(inside) // 20]:
        assert tuple(flatten8(Document(WIDTH, HEIGHT, (layer,)))[row, column, :3]) == tuple(
            picture[row - frame.y, column - frame.x]
        )


def test_without_a_selection_the_picture_fills_the_canvas(document: Document) -> None:
    order = one(document, Request())
    picture = noise(WIDTH, HEIGHT, seed=3)
    layer = layer_from(Result(order.job, image=picture), order, "Painting")
    assert np.array_equal(flatten8(Document(WIDTH, HEIGHT, (layer,)))[..., :3], picture)


def test_a_frame_beyond_the_edge_is_cut_at_the_edge() -> None:
    """A sliver is widened past its edges, since models want no such shapes."""
    sliver = Document(400, 20, (Layer("Paper"),))
    order = one(sliver, Request(kind=Kind.TEXT, model=SD15))
    frame = order.job.frame
    assert frame.y < 0
    assert frame.y + frame.height > 20
    picture = noise(order.job.width, order.job.height, seed=4)
    layer = layer_from(Result(order.job, image=picture), order, "Picture")
    shown = flatten8(sliver.with_layers((layer,)))
    assert (shown[..., 3] == 255).all()
    assert {key[1] for key in layer.tiles} == {0}
    assert not any(tile.pixels[3, 20:].any() for tile in layer.tiles.values())


def strokes_of(job: Job) -> Strokes:
    """One broad black stroke across the middle of the work picture."""
    middle = job.height / 2
    return Strokes(
        points=np.array([[0, middle, 1], [job.width, middle, 1]], np.float32),
        offsets=np.array([0, 2], np.int32),
        colours=np.zeros((1, 3), np.float32),
        sizes=np.array([20], np.float32),
        opacities=np.ones(1, np.float32),
        brush=np.zeros(1, np.uint8),
        layer=np.zeros(1, np.uint8),
        brushes=(StrokeBrush("flat", hardness=1.0),),
    )


def test_strokes_are_replayed_at_the_frame_s_scale(document: Document) -> None:
    order = one(document, Request())
    half = noise(WIDTH // 2, HEIGHT // 2)
    job = replace(order.job, image=half)
    order = replace(order, job=job)
    layer = layer_from(Result(job, strokes=strokes_of(job)), order, "Painting")
    alpha = flatten8(Document(WIDTH, HEIGHT, (layer,)))[..., 3]
    rows = np.flatnonzero(alpha[:, 100] > 128)
    assert abs(rows.min() - 40) <= 2  # 20 work pixels are 40 document pixels, about the middle at 60
    assert abs(rows.max() - 79) <= 2


def test_strokes_stay_inside_the_selection(selected: Document) -> None:
    order = one(selected, Request(kind=Kind.INPAINT))
    layer = layer_from(Result(order.job, strokes=strokes_of(order.job)), order, "Inpaint")
    alpha = flatten8(Document(WIDTH, HEIGHT, (layer,)))[..., 3]
    mask = mask8(selected.selection, selected.rect)
    assert mask is not None
    assert alpha.any()
    assert not alpha[mask == 0].any()
    assert (alpha.astype(int) <= mask.astype(int) + 1).all()


def test_a_replay_may_be_stopped(document: Document) -> None:
    order = one(document, Request())
    layer = layer_from(Result(order.job, strokes=strokes_of(order.job)), order, "Painting", lambda: True)
    assert not layer.tiles


def test_a_result_with_nothing_in_it_is_told(document: Document) -> None:
    order = one(document, Request())
    with pytest.raises(JobError, match="neither a picture nor strokes"):
        layer_from(Result(order.job), order, "Painting")


def test_a_recipe_gives_the_same_job_again(selected: Document) -> None:
    order = one(
        selected,
        Request(kind=Kind.INPAINT, prompt="warm", negative="cold", strength=0.3, steps=9, seed=77),
    )
    layer = layer_from(Result(order.job, image=noise(order.job.width, order.job.height)), order, "Inpaint")
    assert layer.recipe is not None
    again = job_of(layer.recipe)
    for name in ("kind", "engine", "frame", "prompt", "negative", "strength", "steps", "seed", "guidance"):
        assert getattr(again, name) == getattr(order.job, name)
    assert same(again.image, order.job.image)
    assert same(again.mask, order.job.mask)
    settings = {key: value for key, value in layer.recipe.settings.items() if key != "measured"}
    assert recipe_of(again).settings == settings


@pytest.mark.parametrize("settings", [{}, {"format": 99}, {"format": 1, "kind": "dance"}, {"format": "x"}])
def test_a_recipe_that_makes_no_sense_is_told(settings: dict) -> None:
    with pytest.raises(JobError, match="recipe"):
        job_of(Recipe(settings))
