"""The flood behind the fill tool and the magic wand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from canvas.composite import from_rgba8
from canvas.document import Document
from canvas.errors import EditError
from canvas.fill import flood, similar
from canvas.geometry import Rect
from canvas.layer import Layer
from canvas.selecting import polygon, rectangle
from canvas.selection import Selection

WHITE, BLACK, GREY = (255, 255, 255, 255), (0, 0, 0, 255), (200, 200, 200, 255)


def picture() -> Document:
    """A white sheet, a black frame around (40 … 79, 30 … 69), and a grey square at the lower right."""
    sheet = np.full((100, 150, 4), 255, np.uint8)
    lines = np.zeros((100, 150, 4), np.uint8)
    lines[30:70, 40:80] = BLACK
    lines[32:68, 42:78] = 0
    lines[80:95, 120:145] = GREY
    low = Layer("sheet", id="sheet", tiles=from_rgba8(sheet))
    return Document(150, 100, (low, Layer("lines", id="lines", tiles=from_rgba8(lines))))


def chosen(selection: Selection | None) -> np.ndarray:
    assert selection is not None
    return selection.array8(Rect(0, 0, 150, 100))


def test_the_inside_of_a_frame_is_filled_to_its_line() -> None:
    expected = np.zeros((100, 150), np.uint8)
    expected[32:68, 42:78] = 255
    assert np.array_equal(chosen(flood(picture(), 50, 50, antialias=False)), expected)


def test_expanding_goes_under_the_line() -> None:
    expected = np.zeros((100, 150), np.uint8)
    expected[31:69, 41:79] = 255
    values = chosen(flood(picture(), 50, 50, antialias=False, expand=1))
    expected[[31, 31, 68, 68], [41, 78, 41, 78]] = values[
        [31, 31, 68, 68], [41, 78, 41, 78]
    ]  # corners, as may be
    assert np.array_equal(values, expected)


def test_tolerance_decides_what_is_alike() -> None:
    narrow, wide = (chosen(flood(picture(), 5, 5, tolerance)) for tolerance in (54, 55))
    assert narrow[87, 130] == 0
    assert wide[87, 130] == 255
    assert narrow[5, 140] == wide[5, 140] == 255
    assert narrow[50, 50] == 0
    assert chosen(flood(picture(), 5, 5, 255)).min() == 255


def test_without_contiguity_all_alike_is_found() -> None:
    values = chosen(flood(picture(), 5, 5, contiguous=False))
    assert values[50, 50] == 255
    assert values[30, 50] == 0


def test_the_active_layer_alone_can_be_looked_at() -> None:
    document = replace(picture(), active="sheet")
    assert chosen(flood(document, 50, 50, sample_merged=False)).min() == 255


def test_corners_do_not_connect() -> None:
    sheet = np.full((100, 150, 4), 255, np.uint8)
    for place in range(100):
        sheet[place, place] = BLACK
    document = Document(150, 100, (Layer("one", tiles=from_rgba8(sheet)),))
    values = chosen(flood(document, 120, 5, antialias=False))
    assert values[5, 120] == 255
    assert not np.tril(values[:, :100]).any()


def test_the_colour_under_full_transparency_does_not_count() -> None:
    pixels = np.zeros((10, 10, 4), np.uint8)
    pixels[:, 5:, 0] = 255
    mask, bounds = similar(pixels, 0, 0, 0)
    assert mask.min() == 255
    assert bounds == Rect(0, 0, 10, 10)


def test_a_selection_is_kept_to() -> None:
    document = replace(picture(), selection=rectangle(Rect(45, 35, 10, 100), Rect(0, 0, 150, 100)))
    inside = flood(document, 50, 50)
    assert inside is not None
    assert inside.bounds == Rect(45, 35, 10, 33)
    assert flood(replace(document, selection=rectangle(Rect(0, 0, 9, 9), document.rect)), 50, 50) is None
    free = flood(document, 50, 50, within_selection=False)
    assert free is not None
    assert free.bounds == Rect(42, 32, 36, 36)


def test_smoothing_softens_slopes_and_leaves_straight_edges() -> None:
    assert np.array_equal(
        chosen(flood(picture(), 90, 5)) == 255, chosen(flood(picture(), 90, 5, antialias=False)) == 255
    )
    triangle = polygon(np.array([(10, 10), (130, 40), (20, 90)]), Rect(0, 0, 150, 100))
    assert triangle is not None
    sheet = np.full((100, 150, 4), 255, np.uint8)
    sheet[triangle.array8(Rect(0, 0, 150, 100)) > 127] = BLACK
    document = Document(150, 100, (Layer("one", tiles=from_rgba8(sheet)),))
    values = chosen(flood(document, 40, 40))
    hard = chosen(flood(document, 40, 40, antialias=False))
    exact = triangle.array8(Rect(0, 0, 150, 100)).astype(int)
    assert np.abs(values - exact).sum() < 0.8 * np.abs(hard - exact).sum()


@pytest.mark.parametrize("point", [(-1, 5), (150, 5), (5, 100)])
def test_outside_the_picture_is_an_error(point: tuple[int, int]) -> None:
    with pytest.raises(EditError, match="outside the picture"):
        flood(picture(), *point)
