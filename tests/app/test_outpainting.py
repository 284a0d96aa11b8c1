"""Painting past the edge: the canvas grows, the original stays bit by bit, and the new meets it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from app.generation import Order, Request, layer_from, make_orders, make_outpaint
from app.outpainting import Margins, added_area, transition_zone, with_transparent_selected
from canvas.composite import flatten, flatten8, from_rgba8
from canvas.deeds.add_layer import insert_layer
from canvas.document import Document
from canvas.geometry import Rect
from canvas.layer import Layer
from canvas.selecting import everything, rectangle
from canvas.tile import solid
from inference.engines.painterly.engine import PainterlyEngine
from inference.errors import JobError
from inference.framing import Mode
from inference.job import Kind, Result
from inference.models import ModelInfo

SD15 = ModelInfo(Path("/models/m"), "m", "sd15", "base", "folder", 1)
WIDTH, HEIGHT = 200, 130
MARGINS = Margins(left=70, top=20, right=0, bottom=33)
OLD = Rect(70, 20, WIDTH, HEIGHT)


def scenery(width: int, height: int) -> np.ndarray:
    rng = np.random.default_rng(6)
    coarse = rng.integers(50, 206, (5, 7, 4)).astype(np.float32)
    picture = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    picture = np.clip(picture + rng.normal(0, 3, picture.shape), 1, 254).astype(np.uint8)
    picture[..., 3] = 255
    return picture


@pytest.fixture
def document() -> Document:
    """Paper that goes on beyond the canvas, as tiles do, and a picture on it."""
    rect = Rect(0, 0, WIDTH, HEIGHT)
    paper = Layer("Paper", tiles=solid((1, 1, 1, 1), rect.tile_keys()))
    picture = Layer("Picture", tiles=from_rgba8(scenery(WIDTH, HEIGHT), (0, 0)))
    return Document(WIDTH, HEIGHT, (paper, picture))


def finished(order: Order, shift: tuple[int, int, int] = (0, 0, 0)) -> Document:
    """With the result of an engine that goes on with the pre-fill and shifts all colours."""
    job = order.job
    assert job.image is not None
    painted = np.clip(job.image.astype(int) + np.array(shift), 0, 255).astype(np.uint8)
    return insert_layer(order.document, layer_from(Result(job, image=painted), order, "Expand"))


def one(document: Document, request: Request) -> tuple[Document, Order]:
    grown, orders = make_outpaint(document, MARGINS, request)
    assert len(orders) == request.count
    return grown, orders[0]


@pytest.mark.parametrize("model", [None, SD15])
def test_the_canvas_grows_and_a_job_asks_for_what_is_new(document: Document, model: ModelInfo | None) -> None:
    document = replace(document, selection=rectangle(Rect(10, 10, 20, 20), document.rect))
    grown, order = one(document, Request(model=model, strength=1.0, seed=4))
    assert (grown.width, grown.height) == (WIDTH + 70, HEIGHT + 53)
    assert grown.selection is not None
    assert grown.selection.bounds == Rect(80, 30, 20, 20)  # the artist's own
    job, frame = order.job, order.job.frame
    assert (job.kind, job.mode, job.seed) == (Kind.INPAINT, "expand", 4)
    assert frame.x <= 0
    assert frame.y <= 0
    assert frame.x + frame.width >= grown.width
    assert frame.y + frame.height >= grown.height
    assert job.mask is not None
    scale = job.width / frame.width
    new = round((10 - frame.y) * scale), round((10 - frame.x) * scale)
    old = round((OLD.y + 60 - frame.y) * scale), round((OLD.x + 150 - frame.x) * scale)
    assert (job.mask[new], job.mask[old]) == (255, 0)


@pytest.mark.parametrize("transition", [None, 0, 80])
@pytest.mark.parametrize("model", [None, SD15])
def test_the_original_stays_bit_by_bit(
    document: Document, model: ModelInfo | None, transition: int | None
) -> None:
    _, order = one(document, Request(model=model, strength=1.0, transition=transition))
    after = finished(order, (11, -7, 5))
    np.testing.assert_array_equal(flatten(after, OLD), flatten(document))
    assert (flatten8(after)[..., 3] == 255).all()
    layer = after.sheets()[-1]
    alpha = flatten8(Document(after.width, after.height, (layer,)))[..., 3]
    assert not alpha[OLD.y : OLD.bottom, OLD.x : OLD.right].any()
    assert layer.recipe is not None
    assert layer.recipe.settings.get("transition") == transition


def test_new_paint_meets_the_old_within_the_transition(document: Document) -> None:
    """A fault that matching cannot see (across the picture) is bent away at the edge, and only there."""
    figures = []
    for transition in (0, 40):
        _, order = one(document, Request(model=SD15, strength=1.0, transition=transition))
        job = order.job
        assert job.image is not None
        across = np.linspace(30, -30, job.width)[None, :, None]
        painted = np.clip(job.image + across, 0, 255).astype(np.uint8)
        layer = layer_from(Result(job, image=painted), order, "Expand")
        assert layer.recipe is not None
        figures.append(layer.recipe.settings["measured"]["seam"])
    assert figures[1] < figures[0]


def test_the_prefill_goes_on_from_the_edge_not_from_hidden_paper(document: Document) -> None:
    _, order = one(document, Request(model=SD15, strength=1.0))
    job, frame = order.job, order.job.frame
    assert job.image is not None
    scale = job.width / frame.width
    row, column = round((OLD.y + 60 - frame.y) * scale), round((OLD.x - 6 - frame.x) * scale)
    edge = flatten8(document)[60, :6, :3].mean(axis=0)
    assert np.abs(job.image[row, column].astype(float) - edge).max() <= 25


def test_the_built_in_painter_goes_on_too(document: Document) -> None:
    _, order = one(document, Request(strength=1.0, steps=2))
    result = PainterlyEngine().run(order.job, lambda progress: None, lambda: False)
    after = insert_layer(order.document, layer_from(result, order, "Expand"))
    np.testing.assert_array_equal(flatten(after, OLD), flatten(document))
    new = flatten8(after)[:, :70, :3]
    assert new.max() < 255  # no white paper left
    assert new.std() > 5


def test_the_transition_zone_can_be_shown(document: Document) -> None:
    grown, order = one(document, Request(model=SD15))
    zone = transition_zone(order.document, 24, grown.rect)
    assert zone.shape == (grown.height, grown.width)
    assert not zone[OLD.y : OLD.bottom, OLD.x : OLD.right].any()
    assert zone[OLD.y + 50, OLD.x - 1] == 255
    assert zone[OLD.y + 50, OLD.x - 20] > 0
    assert zone[OLD.y + 50, OLD.x - 26] == 0
    part = Rect(40, 30, 50, 60)
    np.testing.assert_array_equal(transition_zone(order.document, 24, part), zone[30:90, 40:90])
    assert not transition_zone(document, 24, document.rect).any()


def test_added_area_is_all_that_is_new(document: Document) -> None:
    mask = added_area(document, MARGINS).array8(Rect(0, 0, WIDTH + 70, HEIGHT + 53))
    assert not mask[OLD.y : OLD.bottom, OLD.x : OLD.right].any()
    assert np.count_nonzero(mask == 255) == mask.size - WIDTH * HEIGHT


@pytest.mark.parametrize(("sides", "words"), [((0, 0, 0, 0), "Drag an edge"), ((5, -1, 0, 0), "crop")])
def test_margins_that_add_nothing_are_told(sides: tuple[int, int, int, int], words: str) -> None:
    with pytest.raises(JobError, match=words):
        Margins(*sides)


# --- into transparent parts -------------------------------------------------------------------------------


@pytest.fixture
def hole() -> Document:
    """A picture with a transparent right part, all selected."""
    picture = scenery(WIDTH, HEIGHT)
    picture[:, 120:, 3] = 0
    document = Document(WIDTH, HEIGHT, (Layer("Picture", tiles=from_rgba8(picture, (0, 0))),))
    return replace(document, selection=everything(document.rect))


def test_expanding_fills_only_what_shows_through(hole: Document) -> None:
    (order,) = make_orders(hole, Request(kind=Kind.INPAINT, model=SD15, mode="expand", strength=1.0))
    after = finished(order, (9, 9, 9))
    left = Rect(0, 0, 120, HEIGHT)
    np.testing.assert_array_equal(flatten(after, left), flatten(hole, left))
    shown = flatten8(after)
    assert (shown[..., 3] == 255).all()
    assert np.abs(shown[:, 125, :3].astype(int) - shown[:, 115, :3]).mean() <= 12  # not the white behind


def test_where_nothing_shows_through_the_selection_stays(document: Document) -> None:
    selected = replace(document, selection=rectangle(Rect(20, 20, 60, 60), document.rect))
    assert with_transparent_selected(selected) is selected
    assert with_transparent_selected(document) is document


@pytest.mark.parametrize("mode", list(Mode))
def test_every_mode_makes_a_job_and_is_written_down(document: Document, mode: Mode) -> None:
    selected = replace(document, selection=rectangle(Rect(60, 40, 50, 50), document.rect))
    request = Request(kind=Kind.INPAINT, model=SD15, mode=mode, strength=1.0)
    (order,) = make_orders(selected, request)
    layer = finished(order).sheets()[-1]
    assert order.job.mode == mode
    assert layer.recipe is not None
    assert layer.recipe.settings["mode"] == mode
    assert layer.recipe.settings["measured"]["seam"] > 0


def test_a_low_strength_keeps_the_old_picture_as_guide(document: Document) -> None:
    selected = replace(document, selection=rectangle(Rect(60, 40, 50, 50), document.rect))

    def image(mode: str, strength: float) -> np.ndarray:
        (order,) = make_orders(selected, Request(kind=Kind.INPAINT, model=SD15, mode=mode, strength=strength))
        assert order.job.image is not None
        return order.job.image

    assert np.array_equal(image("fill", 0.6), image("", 0.6))
    assert not np.array_equal(image("fill", 1.0), image("refine", 1.0))
    assert not np.array_equal(image("remove", 0.6), image("refine", 0.6))  # what is to go must not guide


def test_a_large_area_is_enlarged_and_refined_by_the_engine() -> None:
    document = Document(2400, 1800)
    (order,) = make_orders(document, Request(kind=Kind.TEXT, model=SD15, refine=True))
    job = order.job
    assert (job.refine_width, job.refine_height) == (job.frame.width, job.frame.height)
    picture = np.random.default_rng(0).integers(0, 256, (job.refine_height, job.refine_width, 3), np.uint8)
    layer = layer_from(Result(job, image=picture), order, "Picture")
    shown = flatten8(Document(2400, 1800, (layer,)))
    top, left = -job.frame.y, -job.frame.x
    np.testing.assert_array_equal(shown[..., :3], picture[top : top + 1800, left : left + 2400])
    (small,) = make_orders(Document(600, 500), Request(kind=Kind.TEXT, model=SD15, refine=True))
    assert small.job.refine_width == 0


def test_an_enlarged_inpaint_is_matched_to_the_document(document: Document) -> None:
    big = Document(1800, 1400, (Layer("Picture", tiles=from_rgba8(scenery(1800, 1400), (0, 0))),))
    big = replace(big, selection=rectangle(Rect(200, 200, 1300, 900), big.rect))
    (order,) = make_orders(big, Request(kind=Kind.INPAINT, model=SD15, strength=0.5, refine=True))
    job = order.job
    assert job.refine_width
    area = Rect(job.frame.x, job.frame.y, job.frame.width, job.frame.height)
    truth = flatten8(big, area)[..., :3]
    layer = layer_from(Result(job, image=np.clip(truth + 14.0, 0, 255).astype(np.uint8)), order, "Refined")
    shown = flatten8(big.with_layers((*big.layers, layer)))[..., :3].astype(int)
    assert np.abs(shown - flatten8(big)[..., :3]).mean() <= 0.6
    assert layer.recipe is not None
    measured = layer.recipe.settings["measured"]
    assert measured["matching"] in ("rgb", "lab")
    assert measured["colour_left"] < 0.2 < 2 < measured["colour_shift"]
    assert measured["seam"] == pytest.approx(1.0, abs=0.05)
