"""Controls, references and regions: drawn from the document as it is, at the job's own size."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.generation import Request, job_of, layer_from, make_orders
from app.steering import ControlRequest, ReferenceRequest, RegionRequest, control_picture_of, seen
from canvas.composite import flatten8, from_rgba8
from canvas.document import Document
from canvas.errors import EditError
from canvas.formats import open_document, save_document
from canvas.geometry import Rect
from canvas.layer import Group, Layer
from canvas.selecting import rectangle
from inference.errors import JobError
from inference.framing.plan import FramePlan
from inference.job import Frame, Job, Kind, Result
from inference.models import ModelInfo

SD15 = ModelInfo(Path("/models/m"), "m", "sd15", "base", "folder", 1)
NET, ADAPTER = "/models/net.safetensors", "/models/adapter.safetensors"
WIDTH, HEIGHT = 640, 512


def patch(rect: Rect, colour: tuple[int, int, int], alpha: int = 255) -> dict:
    pixels = np.full((rect.height, rect.width, 4), (*colour, alpha), np.uint8)
    return from_rgba8(pixels, (rect.x, rect.y))


@pytest.fixture
def document() -> Document:
    """Grey ground, a hidden sketch of one line, two regions (one in a group), and an empty layer."""
    layers = (
        Layer("Ground", id="ground", tiles=patch(Rect(0, 0, WIDTH, HEIGHT), (120, 120, 120))),
        Layer("Sketch", id="sketch", visible=False, tiles=patch(Rect(100, 250, 400, 6), (0, 0, 0))),
        Layer("Sky", id="sky", visible=False, tiles=patch(Rect(0, 0, WIDTH, 200), (0, 0, 255), 128)),
        Group(
            "Land",
            id="land",
            visible=False,
            layers=(Layer("Field", id="field", tiles=patch(Rect(0, 300, 320, 212), (0, 255, 0))),),
        ),
        Layer("Empty", id="empty"),
    )
    return Document(WIDTH, HEIGHT, layers)


def job(document: Document, **wishes: Any) -> Job:
    (order,) = make_orders(document, Request(kind=Kind.PAINT, model=SD15, **wishes))
    return order.job


def test_a_control_follows_a_layer_that_need_not_be_seen(document: Document) -> None:
    wish = ControlRequest("scribble", NET, "sketch", 0.8, 0.1, 0.9)
    (control,) = job(document, controls=(wish,)).controls
    assert (control.kind, control.model, control.weight) == ("scribble", NET, 0.8)
    assert (control.start, control.end) == (0.1, 0.9)
    found = control.image[..., 0] > 127
    rows = np.flatnonzero(found.any(axis=1))
    scale = control.image.shape[0] / HEIGHT
    assert abs(rows.mean() / scale - 253) <= 3
    assert found[:, : round(90 * scale)].sum() == 0


def test_a_control_of_the_canvas_sees_what_is_seen(document: Document) -> None:
    (control,) = job(document, controls=(ControlRequest("tile", NET),)).controls
    assert np.abs(control.image.astype(int) - 120).max() <= 1


def test_a_ready_map_is_only_fitted(document: Document) -> None:
    plan = FramePlan(Frame(0, 0, WIDTH, HEIGHT), 320, 256)
    picture = control_picture_of(document, ControlRequest("scribble", NET, "sky", ready=True), plan)
    assert picture.shape == (256, 320, 3)
    assert tuple(picture[40, 100]) == (127, 127, 255)  # half blue on white paper


def test_a_region_holds_where_its_layer_has_paint(document: Document) -> None:
    wishes = (RegionRequest("sky", " clouds "), RegionRequest("land", "wheat", 1.5))
    made = job(document, regions=wishes)
    sky, land = made.regions
    assert (sky.prompt, land.prompt, land.weight) == ("clouds", "wheat", 1.5)
    assert sky.mask.shape == (made.height, made.width)
    scale = made.height / HEIGHT
    assert sky.mask[round(100 * scale), round(300 * scale)] == 128
    assert sky.mask[round(260 * scale), round(300 * scale)] == 0
    assert land.mask[round(400 * scale), round(100 * scale)] == 255
    assert land.mask[round(400 * scale), round(500 * scale)] == 0


def test_a_region_beyond_the_frame_is_left_out(document: Document) -> None:
    selected = replace(document, selection=rectangle(Rect(560, 430, 40, 40), document.rect))
    wishes = (RegionRequest("sky", "clouds"), RegionRequest("ground", "mud"))
    (order,) = make_orders(
        selected,
        Request(kind=Kind.INPAINT, model=SD15, strength=0.1, regions=wishes),
    )
    frame = order.job.frame
    expected = ["mud"] if frame.y >= 200 else ["clouds", "mud"]
    assert [region.prompt for region in order.job.regions] == expected


def test_a_reference_is_cut_to_its_paint_and_kept_small(document: Document) -> None:
    loose = np.zeros((3000, 1500, 4), np.uint8)
    wishes = (
        ReferenceRequest("style", ADAPTER, "field", weight=0.4),
        ReferenceRequest("reference", ADAPTER),
        ReferenceRequest("composition", ADAPTER, image=loose),
    )
    field, canvas, other = job(document, references=wishes).references
    assert field.image.shape == (212, 320, 3)
    assert (field.image == (0, 255, 0)).all()
    assert (field.kind, field.weight) == ("style", 0.4)
    assert canvas.image.shape == (HEIGHT, WIDTH, 3)
    assert other.image.shape == (1024, 512, 3)
    assert (other.image == 255).all()


def test_beyond_the_edge_a_layer_goes_on_as_at_the_edge(document: Document) -> None:
    part = seen(document, "sky", Frame(-20, -30, 100, 90))
    assert part.shape == (90, 100, 4)
    assert (part[..., 3] == 128).all()


@pytest.mark.parametrize("wishes", [
    {"controls": (ControlRequest("canny", NET, "gone"),)},
    {"references": (ReferenceRequest("style", ADAPTER, "gone"),)},
    {"regions": (RegionRequest("gone", "x"),)},
])  # fmt: skip
def test_a_layer_that_is_gone_is_told(document: Document, wishes: dict) -> None:
    with pytest.raises(EditError, match="no longer"):
        job(document, **wishes)


@pytest.mark.parametrize("wishes", [
    {"references": (ReferenceRequest("style", ADAPTER, "empty"),)},
    {"regions": (RegionRequest("empty", "x"),)},
])  # fmt: skip
def test_an_empty_layer_is_told_by_name(document: Document, wishes: dict) -> None:
    with pytest.raises(JobError, match="“Empty” is empty"):
        job(document, **wishes)


@pytest.mark.parametrize("ending", ["scumble", "ora"])
def test_what_was_measured_is_kept_with_the_layer(document: Document, tmp_path: Path, ending: str) -> None:
    selected = replace(document, selection=rectangle(Rect(100, 100, 200, 150), document.rect))
    wishes = (ControlRequest("scribble", NET, "sketch"),)
    (order,) = make_orders(
        selected, Request(kind=Kind.INPAINT, model=SD15, controls=wishes, mode="fill", strength=1.0)
    )
    assert order.job.image is not None
    layer = layer_from(Result(order.job, image=order.job.image + np.uint8(6)), order, "Fill")
    assert layer.recipe is not None
    save_document(document.with_layers((*document.layers, layer)), tmp_path / f"picture.{ending}")
    again = open_document(tmp_path / f"picture.{ending}").document.sheets()[-1]
    assert again.recipe is not None
    assert again.recipe.settings["measured"] == layer.recipe.settings["measured"]
    assert set(again.recipe.settings["measured"]) == {"seam", "colour_shift", "colour_left", "matching"}
    back = job_of(again.recipe)
    assert (back.mode, back.controls[0].kind) == ("fill", "scribble")
    np.testing.assert_array_equal(back.controls[0].image, order.job.controls[0].image)
    assert flatten8(Document(WIDTH, HEIGHT, (again,)))[..., 3].max() == 255
