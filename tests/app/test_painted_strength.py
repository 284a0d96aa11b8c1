"""Strength painted with the pen: from a layer to the job, and to a result that leaves the rest alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.assistant import Assistant
from app.generation import Request, layer_from, make_orders, node_from
from app.paintings.again import kept_of
from app.panels.assist import AssistPanel
from app.panels.choice_box import Deed
from app.placing import room
from app.recipe_request import request_of_job
from app.studio import Studio
from canvas.composite import flatten, flatten8, from_rgba8
from canvas.deeds.add_layer import insert_layer
from canvas.document import Document
from canvas.layer import Layer
from canvas.selection import Selection
from inference.errors import JobError
from inference.job import Job, Kind, Result, StrokeBrush, Strokes
from inference.models import ModelInfo
from inference.service import InferenceService

SD15 = ModelInfo(Path("/m/dream.safetensors"), "Dream", "sd15", "base", "single", 1)
SIDE = 512  # pixels; what the model works at, so nothing is resampled


def painted(colour: tuple[int, int, int], alpha: np.ndarray) -> np.ndarray:
    """H×W×4 uint8 of one colour."""
    return np.dstack([np.full((*alpha.shape, 3), colour, np.uint8), alpha])


def ramp() -> np.ndarray:
    """No strength in the left half, rising to the full one at the right edge."""
    alpha = np.zeros((SIDE, SIDE), np.uint8)
    alpha[:, SIDE // 2 :] = np.linspace(1, 255, SIDE // 2).astype(np.uint8)
    return alpha


@pytest.fixture
def document() -> Document:
    ground = Layer("Ground", tiles=from_rgba8(painted((200, 120, 40), np.full((SIDE, SIDE), 255, np.uint8))))
    strength = Layer("Where", opacity=0.5, tiles=from_rgba8(painted((255, 0, 0), ramp())))
    return insert_layer(Document(SIDE, SIDE, (ground,), active=ground.id), strength)


def asked(document: Document, **changes: object) -> Request:
    layer = next(node.id for node in document.nodes() if node.name == "Where")
    return replace(Request(model=SD15, strength_layer=layer, strength=0.8), **changes)  # type: ignore[arg-type]


def test_the_job_gets_the_paint_as_strength_and_not_as_picture(document: Document) -> None:
    (order,) = make_orders(document, asked(document))
    job = order.job
    assert job.strength_map is not None
    np.testing.assert_array_equal(job.strength_map, ramp())  # the layer's opacity is for the eye alone
    assert job.image is not None
    assert (job.image == (200, 120, 40)).all()  # none of the red
    assert job.strength == 0.8


@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.EDIT])
def test_kinds_without_strength_take_none(document: Document, kind: Kind) -> None:
    (order,) = make_orders(document, asked(document, kind=kind))
    assert order.job.strength_map is None


def test_where_nothing_is_painted_not_a_value_changes(document: Document) -> None:
    (order,) = make_orders(document, asked(document))
    noise = np.random.default_rng(3).integers(
        0, 256, (SIDE, SIDE, 3), np.uint8
    )  # an engine that keeps nothing
    layer = layer_from(Result(order.job, image=noise), order, "Result")
    before, after = order.document, insert_layer(order.document, layer)
    left = np.s_[:, :, : SIDE // 2]
    np.testing.assert_array_equal(flatten(after, after.rect)[left], flatten(before, before.rect)[left])
    right = flatten8(after, after.rect)[:, -64:, :3]
    np.testing.assert_array_equal(right, layer_pixels(layer)[:, -64:, :3])  # fully the result


@pytest.mark.parametrize("selected", [False, True])
def test_the_painter_s_strokes_stay_where_strength_is_painted(document: Document, selected: bool) -> None:
    if selected:
        bottom = np.zeros((SIDE, SIDE), bool)
        bottom[SIDE // 2 :] = True
        document = replace(document, selection=Selection.of_array(bottom))
    (order,) = make_orders(document, asked(document, model=None))
    result = Result(order.job, strokes=strokes_all_over(order.job))
    node = node_from(result, order, "Painting", {"ground": "Ground"})
    assert isinstance(node, Layer)  # of a single stage
    before, after = order.document, insert_layer(order.document, node)
    changed = (flatten(after, after.rect) != flatten(before, before.rect)).any(axis=0)
    assert not changed[:, : SIDE // 2].any()
    assert changed[SIDE // 2 :, SIDE // 2 + 64 :].all()
    assert changed[: SIDE // 2, SIDE // 2 + 64 :].any() == (not selected)

    assert node.recipe is not None
    kept = kept_of(node.recipe)  # painted again, it stays there, too
    narrowed = replace(document, selection=kept.selection)
    again = room(narrowed, order.job)
    assert again is not None
    assert kept.selection is not None
    np.testing.assert_array_equal(again.array(document.rect), kept.selection.array(document.rect))


def strokes_all_over(job: Job) -> Strokes:
    """Broad black ones from edge to edge."""
    rows = np.arange(0, job.height, 16, dtype=np.float32)
    points = np.zeros((2 * len(rows), 3), np.float32)
    points[:, 1], points[1::2, 0], points[:, 2] = np.repeat(rows, 2), job.width, 1.0
    return Strokes(
        points=points,
        offsets=np.arange(0, 2 * len(rows) + 1, 2, dtype=np.int32),
        colours=np.zeros((len(rows), 3), np.float32),
        sizes=np.full(len(rows), 48.0, np.float32),
        opacities=np.ones(len(rows), np.float32),
        brush=np.zeros(len(rows), np.uint8),
        layer=np.zeros(len(rows), np.uint8),
        brushes=(StrokeBrush("oil", hardness=1.0),),
        layers=("ground",),
    )


def layer_pixels(layer: Layer) -> np.ndarray:
    from canvas.composite import layer8
    from canvas.geometry import Rect

    return layer8(layer, Rect(0, 0, SIDE, SIDE))


def test_an_empty_layer_says_what_to_do(document: Document) -> None:
    empty = insert_layer(document, Layer("Nothing yet"))
    with pytest.raises(JobError, match="Paint on it"):
        make_orders(empty, asked(document, strength_layer=empty.active))


def test_strength_beside_the_selection_says_what_to_do(document: Document) -> None:
    left = np.zeros((SIDE, SIDE), bool)
    left[:, : SIDE // 2] = True
    with pytest.raises(JobError, match="inside the selection, or deselect"):
        make_orders(replace(document, selection=Selection.of_array(left)), asked(document))


def test_the_layer_cannot_be_picture_and_strength_at_once(document: Document) -> None:
    assert document.active_layer is not None
    assert document.active_layer.name == "Where"
    with pytest.raises(JobError, match="active layer"):
        make_orders(document, asked(document, active_only=True))


def test_a_recipe_finds_the_layer_again(document: Document) -> None:
    request = asked(document)
    (order,) = make_orders(document, request)
    image = np.zeros((SIDE, SIDE, 3), np.uint8)
    recipe = layer_from(Result(order.job, image=image), order, "Result").recipe
    assert recipe is not None
    again = request_of_job(order.job, recipe.settings, SD15, document)
    assert again.strength_layer == request.strength_layer
    gone = document.with_layers(document.layers[:1])
    assert request_of_job(order.job, recipe.settings, SD15, gone).strength_layer == ""


# --- the panel --------------------------------------------------------------------------------------------


@pytest.fixture
def panel(studio: Studio, qtbot: QtBot) -> Iterator[AssistPanel]:
    assistant = Assistant(studio, InferenceService)
    panel = AssistPanel(studio, assistant)
    qtbot.addWidget(panel)
    panel.resize(300, 900)
    panel.show()
    yield panel
    assistant.service.shutdown(5.0)


def test_a_layer_for_it_is_one_line_away(
    panel: AssistPanel, studio: Studio, settled: Callable[[], Document]
) -> None:
    box = panel.strength_layer
    assert box.isVisible()
    assert box.currentText() == "Even"
    assert panel.request().strength_layer == ""
    deed = next(box.itemData(row) for row in range(box.count()) if isinstance(box.itemData(row), Deed))
    deed.act()
    document = settled()
    assert document.active_layer is not None
    assert document.active_layer.name == "Strength"
    assert box.currentText() == "Strength"
    assert panel.request().strength_layer == document.active
    assert "Paint on “Strength”" in panel.hint.text()  # the empty state says what to do
    assert not panel.generate_button.isEnabled()
    tiles = from_rgba8(painted((0, 0, 0), np.full((64, 64), 128, np.uint8)))
    studio.session.do("Paint", lambda now: now.changing(str(now.active), tiles=tiles))
    settled()
    assert panel.generate_button.isEnabled()
    panel.kind_row.choose(Kind.INPAINT)
    panel._update()
    assert not box.isVisible()
    assert panel.request().strength_layer == ""
