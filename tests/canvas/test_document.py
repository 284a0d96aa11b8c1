"""The document as a value, and what of it looks different after an edit."""

from __future__ import annotations

from dataclasses import replace

import pytest

from canvas.change import visible_change
from canvas.document import MAX_SIDE, Document
from canvas.errors import EditError
from canvas.layer import Layer
from canvas.tile import solid

RED, BLUE = (1.0, 0.0, 0.0, 1.0), (0.0, 0.0, 1.0, 0.5)


def picture() -> Document:
    low = Layer("low", id="low", tiles=solid(RED, [(0, 0), (1, 0)]))
    mid = Layer("mid", id="mid", tiles=solid(BLUE, [(1, 0), (1, 1)]))
    top = Layer("top", id="top", tiles=solid(RED, [(2, 1), (9, 9)]))
    return Document(192, 128, (low, mid, top))


def test_the_top_layer_is_active_unless_another_is_named() -> None:
    document = picture()
    assert document.active == "top"
    assert replace(document, active="mid").active == "mid"
    assert replace(document, active="gone").active == "top"
    assert replace(document, layers=()).active == ""
    assert replace(document, layers=()).active_layer is None


@pytest.mark.parametrize("size", [(0, 5), (5, 0), (MAX_SIDE + 1, 5)])
def test_impossible_sizes_are_refused(size: tuple[int, int]) -> None:
    with pytest.raises(EditError, match="between 1 and"):
        Document(*size)


def test_a_missing_layer_is_told() -> None:
    with pytest.raises(EditError, match="no longer in the picture"):
        picture().layer("gone")


def test_changing_keeps_all_other_layers() -> None:
    document = picture()
    after = document.changing("mid", opacity=0.5)
    assert after.layer("mid").opacity == 0.5
    assert document.layer("mid").opacity == 1.0
    assert after.sheets()[0] is document.sheets()[0]
    assert after.sheets()[2] is document.sheets()[2]


def test_visible_change_names_the_tiles_that_may_differ() -> None:
    document = picture()
    assert visible_change(document, replace(document, active="low")) == set()
    assert visible_change(document, document.changing("mid", name="other")) == set()
    assert visible_change(document, document.changing("mid", opacity=0.5)) == {(1, 0), (1, 1)}
    assert visible_change(document, document.changing("top", visible=False)) == {(2, 1)}  # (9, 9) is outside
    added = document.changing("low", tiles={**document.layer("low").tiles, **solid(BLUE, [(2, 0)])})
    assert visible_change(document, added) == {(2, 0)}
    assert visible_change(added, document) == {(2, 0)}
    assert visible_change(document, replace(document, width=64)) == {(0, 0), (0, 1)}


def test_hidden_layers_change_nothing() -> None:
    document = picture().changing("mid", visible=False)
    assert visible_change(document, document.changing("mid", tiles={})) == set()
