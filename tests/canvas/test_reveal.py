"""The candidate brush's stroke: another picture is laid bare on a layer, and nothing else happens to it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from canvas.brush.begin import begin
from canvas.brush.preset import Brush, Sample
from canvas.brush.reveal import mixed
from canvas.document import Document
from canvas.errors import EditError
from canvas.geometry import TILE, Rect
from canvas.history import History
from canvas.layer import Layer, Mask
from canvas.selection import Selection
from canvas.tile import CHANNELS, ONE, Tile, read, solid

HARD = Brush(size=20.0, hardness=1.0, spacing=0.1)
ACROSS = [Sample(10.0, 32.0), Sample(118.0, 32.0)]
KEYS = [(0, 0), (1, 0), (0, 1), (1, 1)]
RED, BLUE = solid((1.0, 0.0, 0.0, 1.0), KEYS), solid((0.0, 0.0, 1.0, 0.5), KEYS)


def picture(**properties: object) -> Document:
    layer = Layer("below", tiles=RED, **properties)  # type: ignore[arg-type]
    return Document(128, 128, (layer,), active=layer.id)


def after(document: Document, brush: Brush = HARD, **how: object) -> Document:
    stroke = begin(document, brush, (0.0, 1.0, 0.0), revealed=BLUE, **how)  # type: ignore[arg-type]
    for sample in ACROSS:
        stroke.add([sample])
    stroke.finish()
    return stroke.document


def pixels(document: Document) -> np.ndarray:
    (layer,) = document.layers
    assert isinstance(layer, Layer)
    return read(layer.tiles, Rect(0, 0, 128, 128))


def test_the_source_is_there_exactly_and_the_rest_is_as_it_was() -> None:
    result = pixels(after(picture()))
    source, before = read(BLUE, Rect(0, 0, 128, 128)), read(RED, Rect(0, 0, 128, 128))
    np.testing.assert_array_equal(result[:, 30:34, 20:100], source[:, 30:34, 20:100])
    np.testing.assert_array_equal(result[:, 44:, :], before[:, 44:, :])
    np.testing.assert_array_equal(result[:, :20, :], before[:, :20, :])


def test_opacity_is_how_much_of_it_shows() -> None:
    half = pixels(after(picture(), replace(HARD, opacity=0.5)))[:, 32, 60].astype(int)
    assert half.tolist() == pytest.approx([ONE // 2, 0, ONE // 4, 3 * ONE // 4], abs=2)


def test_an_eraser_lays_nothing_bare() -> None:
    result = pixels(after(picture(), replace(HARD, eraser=True)))
    assert not result[:, 32, 20:100].any()


def test_tiles_that_come_out_empty_are_none() -> None:
    layer = Layer("below", tiles=RED)
    document = Document(128, 128, (layer,), active=layer.id)
    wide = replace(HARD, size=400.0)
    stroke = begin(document, wide, (0.0, 0.0, 0.0), revealed={})
    stroke.add([Sample(64.0, 64.0)])
    stroke.finish()
    (painted,) = stroke.document.layers
    assert isinstance(painted, Layer)
    assert not painted.tiles


def test_the_selection_holds() -> None:
    half = np.zeros((TILE, TILE), np.uint16)
    half[:, :32] = ONE
    document = replace(picture(), selection=Selection({(0, 0): Tile(half)}))
    result = pixels(after(document))
    assert result[2, 32, 20] == ONE // 2
    assert result[0, 32, 40] == ONE


def test_the_mask_of_the_layer_stays_as_it_is_also_while_tools_work_on_it() -> None:
    document = replace(picture(mask=Mask()), on_mask=True)
    result = after(document)
    (before,), (painted,) = document.layers, result.layers
    assert painted.mask is before.mask
    assert pixels(result)[2, 32, 60] == ONE // 2


def test_undo_puts_the_very_same_tiles_back() -> None:
    document = picture()
    history = History(document)
    history.do("Candidate brush", after(document))
    (layer,) = history.undo().layers
    assert isinstance(layer, Layer)
    assert all(layer.tiles[key] is RED[key] for key in KEYS)


def test_locked_layers_say_so() -> None:
    with pytest.raises(EditError, match="locked"):
        after(picture(locked=True))
    with pytest.raises(EditError, match="transparency is locked"):
        after(picture(alpha_lock=True))


planes = st.integers(0, 2**32 - 1).map(np.random.default_rng)


@given(random=planes)
@settings(max_examples=60)
def test_a_mixture_lies_between(random: np.random.Generator) -> None:
    def paint() -> Tile:
        pixels = random.integers(0, ONE + 1, (CHANNELS, TILE, TILE)).astype(np.uint16)
        np.minimum(pixels[:3], pixels[3], out=pixels[:3])
        return Tile(pixels)

    under, over, cover = paint(), paint(), Tile(random.integers(0, ONE + 1, (TILE, TILE)).astype(np.uint16))
    result = mixed(under, over, cover)
    assert result is not None
    share = cover.pixels / ONE
    exact = under.pixels * (1 - share) + over.pixels * share
    assert np.abs(result.pixels - exact).max() <= 0.5 + 1e-6
    assert (result.pixels[:3] <= result.pixels[3]).all()
    assert (mixed(under, over, Tile(np.full((TILE, TILE), ONE, np.uint16))) or under).pixels.tobytes() == (
        over.pixels.tobytes()
    )
