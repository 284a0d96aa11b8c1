"""Painting on masks: in greys, with any brush, and with strokes begun on what is active."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from canvas.brush.begin import begin
from canvas.brush.mask_stroke import luminance
from canvas.brush.preset import Brush, Mode, Sample, Stabiliser, Stabilising
from canvas.brush.symmetry import Kind, Symmetry
from canvas.composite import from_rgba8, mask8
from canvas.document import Document
from canvas.errors import EditError
from canvas.geometry import Rect
from canvas.history import History
from canvas.layer import Group, Layer, Mask
from canvas.selection import Selection
from canvas.tile import ONE, Tile, solid

RECT = Rect(0, 0, 192, 160)
WHITE, BLACK, GREY = (1.0, 1.0, 1.0), (0.0, 0.0, 0.0), (0.5, 0.5, 0.5)
HARD = Brush(size=30, hardness=1, spacing=0.05)
LINE = [Sample(40, 80), Sample(100, 80), Sample(150, 80)]


def masked(mask: Mask) -> Document:
    layer = Layer("paint", tiles=solid((0.2, 0.4, 0.6, 1), RECT.tile_keys()), mask=mask)
    return Document(RECT.width, RECT.height, (layer,), layer.id, on_mask=True)


def after(document: Document, brush: Brush, colour: tuple[float, float, float]) -> Mask:
    painting = begin(document, brush, colour)
    painting.add(LINE)
    painting.finish()
    mask = painting.document.node(document.active).mask
    assert mask is not None
    return mask


def test_black_hides_and_white_shows_again() -> None:
    document = masked(Mask())
    hidden = after(document, HARD, BLACK)
    pixels = mask8(hidden, RECT)
    assert pixels[80, 100] == 0
    assert pixels[40, 100] == 255
    assert pixels[80, 10] == 255
    shown = after(masked(hidden), HARD, WHITE)
    assert (mask8(shown, RECT) >= mask8(hidden, RECT)).all()
    assert mask8(shown, RECT)[80, 100] == 255


@pytest.mark.parametrize("outside", [0, ONE])
def test_tiles_that_hold_nothing_of_their_own_are_left_out(outside: int) -> None:
    paint = WHITE if outside else BLACK
    mask = after(masked(Mask(outside=outside)), HARD, paint)
    assert not mask.tiles
    other = after(masked(Mask(outside=outside)), HARD, BLACK if outside else WHITE)
    assert set(other.tiles) == {(0, 1), (1, 1), (2, 1)}
    assert (mask8(other, RECT)[80, 50:140] == (0 if outside else 255)).all()
    assert other.outside == outside


def test_greys_and_an_eraser() -> None:
    assert (mask8(after(masked(Mask()), HARD, GREY), RECT)[80, 60:140] == 128).all()
    erased = after(masked(Mask()), replace(HARD, eraser=True, opacity=0.25), WHITE)
    assert (mask8(erased, RECT)[80, 60:140] == 191).all()
    assert luminance((0.3, 0.3, 0.3)) == 0.3
    assert luminance((0, 1, 0)) > luminance((1, 0, 0)) > luminance((0, 0, 1))
    assert luminance(WHITE) == 1


def test_the_paint_and_the_rest_of_the_mask_stay_the_same_objects() -> None:
    tiles = {key: Tile(np.full((64, 64), 20000, np.uint16)) for key in RECT.tile_keys()}
    document = masked(Mask(tiles))
    painting = begin(document, HARD, BLACK)
    changed = painting.add(LINE) | painting.finish()
    layer = painting.document.layer(document.active)
    assert layer.tiles is document.layer(document.active).tiles
    assert layer.mask is not None
    assert changed == painting.changed == {key for key in tiles if layer.mask.tiles[key] is not tiles[key]}
    assert len(changed) == 3


@pytest.mark.parametrize("mode", [Mode.PAINT, Mode.SMUDGE, Mode.BLUR])
def test_undo_puts_the_very_same_tiles_back(mode: Mode) -> None:
    rng = np.random.default_rng(2)
    tiles = {key: Tile(rng.integers(0, ONE + 1, (64, 64), np.uint16)) for key in RECT.tile_keys()}
    document = masked(Mask(tiles))
    history = History(document)
    painting = begin(document, replace(HARD, mode=mode), GREY)
    painting.add(LINE)
    painting.finish()
    history.do("Paint", painting.document)
    assert history.undo_label == "Paint"
    mask = history.undo().layer(document.active).mask
    assert mask is not None
    assert all(mask.tiles[key] is tile for key, tile in tiles.items())
    again = history.redo().layer(document.active).mask
    assert again is not None
    assert again.tiles[1, 1] is not tiles[1, 1]
    assert all(tile.pixels.max() <= ONE for tile in again.tiles.values())


def test_a_mask_may_be_smudged_and_blurred() -> None:
    plane = np.zeros((64, 64), np.uint16)
    tiles = {key: Tile(plane) for key in RECT.tile_keys() if key[0] > 0}
    smudge = replace(HARD, mode=Mode.SMUDGE, smudge_length=0.95)
    dragged = mask8(after(masked(Mask(tiles)), smudge, WHITE), RECT)
    assert dragged[80, 74] > 200
    blurred = mask8(after(masked(Mask(tiles)), replace(HARD, mode=Mode.BLUR), WHITE), RECT)[80]
    assert 60 < blurred[64] < 200
    assert (np.diff(blurred.astype(int)) <= 0).all()


def test_the_selection_holds_for_masks() -> None:
    array = np.zeros((RECT.height, RECT.width), bool)
    array[:, :100] = True
    document = replace(masked(Mask()), selection=Selection.of_array(array))
    pixels = mask8(after(document, HARD, BLACK), RECT)
    assert pixels[80, 90] == 0
    assert (pixels[:, 100:] == 255).all()


def test_a_group_s_mask_may_be_painted() -> None:
    document = masked(Mask())
    group = Group("group", layers=document.layers, mask=Mask())
    inside = Document(RECT.width, RECT.height, (group,), group.id, on_mask=True)
    mask = after(inside, HARD, BLACK)
    assert mask8(mask, RECT)[80, 100] == 0


def test_nothing_painted_is_no_change() -> None:
    document = masked(Mask())
    painting = begin(document, HARD, BLACK)
    assert painting.add([Sample(-500, -500)]) == set()
    painting.finish()
    assert painting.document is document


def two(**properties: object) -> Document:
    layer = Layer("paint")
    group = Group("group", layers=(replace(layer, **properties),))  # type: ignore[arg-type]
    return Document(RECT.width, RECT.height, (group,), layer.id)


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (Document(64, 64), "no layer to paint on"),
        (two(visible=False), "layer is hidden"),
        (two(locked=True), "locked"),
    ],
)
def test_what_cannot_be_painted_says_so(document: Document, words: str) -> None:
    with pytest.raises(EditError, match=words):
        begin(document, HARD, BLACK)


@pytest.mark.parametrize(
    ("properties", "words"),
    [({"visible": False}, "“group” is hidden"), ({"locked": True}, "“group” is locked")],
)
def test_a_group_answers_for_its_layers(properties: dict[str, bool], words: str) -> None:
    document = two()
    group = document.layers[0]
    with pytest.raises(EditError, match=words):
        begin(document.changing(group.id, **properties), HARD, BLACK)
    with pytest.raises(EditError, match="group cannot be painted on"):
        begin(replace(document, active=group.id), HARD, BLACK)


def test_a_mask_that_is_switched_off_says_so() -> None:
    with pytest.raises(EditError, match="switched off"):
        begin(masked(Mask(enabled=False)), HARD, BLACK)


def test_strokes_begin_with_stabiliser_and_symmetry() -> None:
    layer = Layer("paint")
    document = Document(RECT.width, RECT.height, (layer,), layer.id)
    brush = replace(HARD, opacity=0.5, stabiliser=Stabiliser(Stabilising.STRING, 0.5))
    symmetry = Symmetry(Kind.VERTICAL, (96.0, 0.0))
    painting = begin(document, brush, BLACK, symmetry=symmetry, stabiliser_scale=0.5)
    painting.add([Sample(40, 80)])
    painting.add([Sample(60, 80)])
    assert painting.steadier.brush == (40, 80)
    assert painting.steadier.pen == (60, 80)
    painting.add([Sample(110, 80), Sample(120, 80)])
    painting.finish()
    planes = np.concatenate(
        [painting.document.layer(layer.id).tiles[column, 1].pixels for column in range(3)], axis=2
    )
    assert np.array_equal(planes, planes[:, :, ::-1])
    assert planes[3].max() == ONE // 2  # the copies cross, in one wash
    assert planes[3, 16, 44] == ONE // 2
    assert planes[3, 16, 119] == ONE // 2


def test_a_stroke_repeats_itself() -> None:
    """The same pen, brush and seed; another seed throws the dice again."""
    paint = from_rgba8(np.zeros((160, 192, 4), np.uint8))
    document = Document(RECT.width, RECT.height, (Layer("paint", tiles=paint),))
    scattered = replace(HARD, scatter=1.0)

    def painted(seed: int) -> bytes:
        painting = begin(document, scattered, BLACK, seed=seed)
        painting.add(LINE)
        painting.finish()
        return painting.document.sheets()[0].tiles[1, 1].pixels.tobytes()

    assert painted(7) == painted(7)
    assert painted(7) != painted(8)
