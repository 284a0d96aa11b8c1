"""Masks: made, painted on, moved, applied; and selections taken from masks and paint."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from canvas.composite import flatten
from canvas.deeds.clear_selected import clear_selected
from canvas.deeds.copy_selected import copy_selected, cut_selected
from canvas.deeds.fill_selected import fill_selected
from canvas.deeds.mask import MaskStart, add_mask, apply_mask, invert_mask, remove_mask, set_mask_enabled
from canvas.deeds.move_pixels import move_pixels
from canvas.deeds.select_node import alpha_to_selection, mask_to_selection
from canvas.deeds.set_property import set_alpha_lock, set_locked
from canvas.document import Document
from canvas.errors import EditError
from canvas.feather import feathered
from canvas.geometry import TILE, Rect
from canvas.layer import Group, Layer, Mask
from canvas.selecting import Combine, rectangle
from canvas.tile import ONE
from tests.canvas.paintings import AROUND, CANVAS, mask_of, paint, some_document

SPOT = Rect(20, 10, 90, 70)


def picture() -> Document:
    """a, [g: b]."""
    low = Layer("a", id="a", tiles=paint(1, Rect(-30, -20, 200, 140)))
    high = Layer("b", id="b", tiles=paint(2, Rect(10, 30, 100, 60)))
    return Document(150, 100, (low, Group("g", id="g", layers=(high,))))


def selected(rect: Rect = SPOT, softness: float = 7) -> Document:
    return replace(picture(), selection=feathered(rectangle(rect, CANVAS), softness, CANVAS))


def masked(mask: Mask, *, on_mask: bool = True) -> Document:
    return replace(picture().changing("a", mask=mask), active="a", on_mask=on_mask)


def values(document: Document, node_id: str = "a", rect: Rect = AROUND) -> np.ndarray:
    """What the node's mask shows, H×W."""
    mask = document.node(node_id).mask
    assert mask is not None
    out = np.full((rect.height, rect.width), mask.outside, np.int64)
    for (column, row), tile in mask.tiles.items():
        place = Rect(column * TILE, row * TILE, TILE, TILE)
        part = place.clipped(rect)
        if not part.empty:
            out[part.y - rect.y : part.bottom - rect.y, part.x - rect.x : part.right - rect.x] = tile.pixels[
                part.y - place.y : part.bottom - place.y, part.x - place.x : part.right - place.x
            ]
    return out


def selection(document: Document) -> np.ndarray:
    assert document.selection is not None
    return document.selection.array(AROUND).astype(np.int64)


# --- making and taking away ----------------------------------------------------------------------


@pytest.mark.parametrize(("start", "shows"), [(MaskStart.REVEAL, ONE), (MaskStart.HIDE, 0)])
@pytest.mark.parametrize("node_id", ["a", "g", "b"])
def test_a_new_mask_shows_all_or_nothing_and_tools_work_on_it(
    start: MaskStart, shows: int, node_id: str
) -> None:
    document = add_mask(picture(), node_id, start)
    assert (values(document, node_id) == shows).all()
    assert document.active == node_id
    assert document.on_mask
    with pytest.raises(EditError, match="has a mask already"):
        add_mask(document, node_id)


def test_a_mask_from_the_selection_shows_as_much_as_is_selected() -> None:
    before = selected()
    document = add_mask(before, "b", MaskStart.SELECTION)
    assert np.array_equal(values(document, "b"), selection(before))
    assert document.selection is None
    assert np.array_equal(selection(mask_to_selection(document, "b")), selection(before))
    with pytest.raises(EditError, match="Nothing is selected"):
        add_mask(picture(), "b", MaskStart.SELECTION)


def test_removing_inverting_and_switching_off() -> None:
    document = masked(mask_of(3, SPOT))
    removed = remove_mask(document, "a")
    assert removed.node("a").mask is None
    assert not removed.on_mask
    inverted = invert_mask(document, "a")
    assert np.array_equal(values(inverted), ONE - values(document))
    assert np.array_equal(values(invert_mask(inverted, "a")), values(document))
    off = set_mask_enabled(document, ["a", "g", "b"], False)
    assert np.array_equal(flatten(off), flatten(picture()))
    assert set_mask_enabled(off, "a", False) is off
    for deed in (remove_mask, invert_mask, apply_mask, mask_to_selection):
        with pytest.raises(EditError, match=r"“b” has no mask\. Add one first"):
            deed(document, "b")
    with pytest.raises(EditError, match="“b” has no mask"):
        set_mask_enabled(document, ["g", "b"], False)


@pytest.mark.parametrize("outside", [0, ONE])
def test_an_applied_mask_leaves_the_layer_as_it_looks(outside: int) -> None:
    document = masked(mask_of(3, SPOT, outside))
    after = apply_mask(document, "a")
    assert after.node("a").mask is None
    assert not after.on_mask
    assert np.abs(flatten(after, AROUND).astype(int) - flatten(document, AROUND)).max() <= 1
    untouched = [
        key
        for key in document.layer("a").tiles
        if not Rect(0, 0, 128, 128).holds(Rect(key[0] * 64, key[1] * 64, 64, 64))
    ]
    assert untouched
    for key in untouched:
        assert after.layer("a").tiles.get(key) is (document.layer("a").tiles[key] if outside else None)


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**32 - 1))
def test_masks_applied_in_any_picture_of_normal_mode_change_no_look(seed: int) -> None:
    document = some_document(seed, simple=True)
    for layer in document.sheets():
        if layer.mask is not None:
            after = apply_mask(document, layer.id)
            assert np.abs(flatten(after, AROUND).astype(int) - flatten(document, AROUND)).max() <= 1
            document = after


def test_masks_that_cannot_be_applied() -> None:
    group = add_mask(picture(), "g", MaskStart.HIDE)
    with pytest.raises(EditError, match=r"mask of a group cannot be applied\. Merge the group first"):
        apply_mask(group, "g")
    document = masked(mask_of(3, SPOT))
    with pytest.raises(EditError, match="switched off"):
        apply_mask(set_mask_enabled(document, "a", False), "a")
    with pytest.raises(EditError, match="transparency of “a” is locked"):
        apply_mask(set_alpha_lock(document, "a", True), "a")


LOCKED: list[Callable[[Document, str], object]] = [
    lambda document, node_id: add_mask(remove(document, node_id), node_id),
    remove_mask,
    apply_mask,
    invert_mask,
    clear_selected,
    lambda document, node_id: fill_selected(document, node_id, (1, 1, 1)),
    lambda document, node_id: move_pixels(document, node_id, 3, 3),
]


def remove(document: Document, node_id: str) -> Document:
    return document.changing(node_id, mask=None)


@pytest.mark.parametrize("deed", LOCKED)
@pytest.mark.parametrize(
    ("lock", "words"), [("b", "The layer “b” is locked"), ("g", "The group “g” is locked")]
)
def test_the_mask_of_what_is_locked_stays(
    deed: Callable[[Document, str], object], lock: str, words: str
) -> None:
    document = replace(picture().changing("b", mask=mask_of(3, SPOT)), active="b", on_mask=True)
    with pytest.raises(EditError, match=words):
        deed(set_locked(document, lock, True), "b")


# --- painting on it ------------------------------------------------------------------------------


@pytest.mark.parametrize("outside", [0, ONE])
def test_filling_a_mask_takes_the_colour_s_grey(outside: int) -> None:
    before = replace(masked(mask_of(3, SPOT, outside)), selection=selected().selection)
    after = fill_selected(before, "a", (0.0, 1.0, 0.0, 0.5))
    assert after.layer("a").tiles is before.layer("a").tiles
    cover = selection(before) / ONE * 0.5
    expected = values(before) * (1 - cover) + 0.7152 * ONE * cover
    assert np.abs(values(after) - expected).max() <= 2
    white = fill_selected(replace(before, selection=None), "a", (1, 1, 1))
    assert (values(white, "a", CANVAS) == ONE).all()
    black = fill_selected(replace(before, selection=None), "a", (0, 0, 0))
    assert (values(black, "a", CANVAS) == 0).all()


def test_filling_without_the_mask_chosen_fills_the_paint() -> None:
    before = masked(mask_of(3, SPOT), on_mask=False)
    after = fill_selected(before, "a", (0, 1, 0))
    assert after.node("a").mask is before.node("a").mask
    other = fill_selected(replace(before, on_mask=True), "b", (0, 1, 0))  # the mask of another node
    assert other.node("a") is before.node("a")
    assert other.layer("b").tiles != before.layer("b").tiles


@pytest.mark.parametrize("outside", [0, ONE])
def test_clearing_a_mask_hides(outside: int) -> None:
    before = replace(masked(mask_of(3, SPOT, outside)), selection=selected().selection)
    after = clear_selected(before, "a")
    expected = values(before) * (1 - selection(before) / ONE)
    assert np.abs(values(after) - expected).max() <= 1
    whole = clear_selected(replace(before, selection=None), "a")
    assert not values(whole).any()
    assert clear_selected(whole, "a") is whole


def test_copying_a_mask_gives_grey_paint() -> None:
    document = masked(mask_of(3, SPOT, 0))
    clip = copy_selected(document, "a")
    assert clip.bounds == CANVAS
    planes = clip.planes()
    assert (planes[3] == ONE).all()
    for plane in planes[:3]:
        assert np.array_equal(plane, values(document, "a", CANVAS))
    after, clip = cut_selected(document, "a")
    assert not values(after).any()
    assert clip.bounds == CANVAS


@pytest.mark.parametrize("outside", [0, ONE])
def test_a_mask_moves_alone_or_with_its_paint(outside: int) -> None:
    before = masked(mask_of(3, SPOT, outside))
    alone = move_pixels(before, "a", 13, -70)
    assert alone.layer("a").tiles is before.layer("a").tiles
    assert np.array_equal(values(alone, "a", SPOT.moved(13, -70)), values(before, "a", SPOT))
    both = move_pixels(replace(before, on_mask=False), "a", 13, -70)
    assert np.array_equal(values(both), values(alone))
    low = Rect(-30, -20, 200, 140)
    assert np.array_equal(
        flatten(replace(both, layers=both.layers[:1]), low.moved(13, -70)),
        flatten(replace(before, layers=before.layers[:1]), low),
    )
    with pytest.raises(EditError, match="mask is moved as a whole"):
        move_pixels(replace(before, selection=selected().selection), "a", 1, 1)


# --- selecting -----------------------------------------------------------------------------------


def test_paint_becomes_a_selection_joined_with_the_old() -> None:
    document = selected()
    old = selection(document)
    alpha = flatten(replace(picture(), layers=(picture().node("b"),)))[3].astype(np.int64)
    whole = np.zeros_like(old)
    whole[200:300, 200:350] = alpha
    for mode, expected in (
        (Combine.REPLACE, whole),
        (Combine.ADD, np.maximum(old, whole)),
        (Combine.SUBTRACT, (old * (ONE - whole) + ONE // 2) // ONE),
        (Combine.INTERSECT, np.minimum(old, whole)),
    ):
        for node_id in ("b", "g"):
            assert np.array_equal(selection(alpha_to_selection(document, node_id, mode)), expected)
    with pytest.raises(EditError, match="no paint to select on “empty”"):
        alpha_to_selection(Document(9, 9, (Layer("empty", id="e"),)), "e")


@pytest.mark.parametrize("outside", [0, ONE])
def test_a_mask_becomes_a_selection_of_the_canvas(outside: int) -> None:
    document = masked(mask_of(3, SPOT, outside))
    after = mask_to_selection(document, "a")
    assert after.selection is not None
    assert CANVAS.holds(after.selection.bounds)
    assert np.array_equal(after.selection.array(CANVAS), values(document, "a", CANVAS))
    less = mask_to_selection(replace(document, selection=selected().selection), "a", Combine.INTERSECT)
    assert np.array_equal(selection(less), np.minimum(selection(selected()), selection(after)))
    with pytest.raises(EditError, match="shows nothing"):
        mask_to_selection(masked(Mask(outside=0)), "a")
