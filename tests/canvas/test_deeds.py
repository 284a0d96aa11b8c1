"""Deeds on layers and their paint, each by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from canvas.blend import BlendMode
from canvas.composite import flatten
from canvas.deeds.add_layer import add_layer
from canvas.deeds.clear_selected import clear_selected
from canvas.deeds.copy_selected import copy_merged, copy_selected, cut_selected, layer_via_copy
from canvas.deeds.delete_nodes import delete_nodes
from canvas.deeds.duplicate_nodes import duplicate_nodes
from canvas.deeds.fill_selected import fill_selected
from canvas.deeds.merge_down import merge_down
from canvas.deeds.move_nodes import move_nodes
from canvas.deeds.move_pixels import move_pixels
from canvas.deeds.paste import paste
from canvas.deeds.resize_canvas import resize_canvas
from canvas.deeds.set_property import (
    rename_layer,
    set_alpha_lock,
    set_blend,
    set_locked,
    set_opacity,
    set_visible,
)
from canvas.deeds.set_selection import set_selection
from canvas.document import Document
from canvas.errors import EditError
from canvas.feather import feathered
from canvas.geometry import Rect
from canvas.layer import Layer, Recipe
from canvas.selecting import rectangle
from canvas.tile import ONE, Tiles, exact_bounds, read, write

CANVAS = Rect(0, 0, 150, 100)
AROUND = CANVAS.grown(200)
RED, GREEN = (1.0, 0.0, 0.0, 1.0), (0.0, 1.0, 0.0, 0.5)


def paint(seed: int, rect: Rect) -> Tiles:
    """Random paint of random alpha, with some of it opaque and some missing."""
    rng = np.random.default_rng(seed)
    alpha = np.clip(rng.integers(-ONE, 2 * ONE, (rect.height, rect.width)), 0, ONE)
    colour = rng.integers(0, alpha + 1, (3, rect.height, rect.width))
    pixels = np.concatenate([colour, alpha[None]]).astype(np.uint16)
    return {key: tile for key, tile in write({}, rect, pixels).items() if tile is not None}


def picture() -> Document:
    low = Layer("low", id="low", tiles=paint(1, Rect(-20, -10, 190, 130)))
    top = Layer("top", id="top", tiles=paint(2, Rect(30, 20, 70, 70)), recipe=Recipe({"seed": 1}))
    return Document(150, 100, (low, top))


def selected(rect: Rect, softness: float = 0.0) -> Document:
    return replace(picture(), selection=feathered(rectangle(rect, CANVAS), softness, CANVAS))


def names(document: Document) -> list[str]:
    return [layer.name for layer in document.sheets()]


def pixels(document: Document, layer_id: str, rect: Rect = AROUND) -> np.ndarray:
    return read(document.layer(layer_id).tiles, rect).astype(np.int64)


def mask(document: Document) -> np.ndarray:
    assert document.selection is not None
    return document.selection.array(AROUND).astype(np.int64)


# --- layers --------------------------------------------------------------------------------------


def test_a_new_layer_goes_above_the_active_or_the_given_one_and_becomes_active() -> None:
    document = add_layer(picture(), "new", tiles=paint(3, CANVAS), recipe=Recipe({"seed": 2}))
    assert names(document) == ["low", "top", "new"]
    assert document.active_layer is document.sheets()[2]
    assert document.sheets()[2].recipe is not None
    document = add_layer(document, "between", above="low", opacity=0.5, blend=BlendMode.MULTIPLY)
    assert names(document) == ["low", "between", "top", "new"]
    assert document.active == document.sheets()[1].id
    assert (document.sheets()[1].opacity, document.sheets()[1].blend) == (0.5, BlendMode.MULTIPLY)
    assert names(add_layer(Document(5, 5), "first")) == ["first"]


def test_deleting_makes_the_layer_below_active_and_keeps_the_last() -> None:
    document = add_layer(picture(), "new")
    document = delete_nodes(document, document.active)
    assert (names(document), document.active) == (["low", "top"], "top")
    assert delete_nodes(document, "low").active == "top"
    only = delete_nodes(replace(document, active="low"), "low")
    assert only.active == "top"
    with pytest.raises(EditError, match="needs at least one layer"):
        delete_nodes(only, "top")


def test_a_duplicate_shares_the_tiles_but_not_the_identity_or_lock() -> None:
    document = duplicate_nodes(set_locked(picture(), "low", True), "low", "low copy")
    copy = document.sheets()[1]
    assert names(document) == ["low", "low copy", "top"]
    assert document.active == copy.id != "low"
    assert copy.tiles is document.sheets()[0].tiles
    assert not copy.locked


def test_moving_a_layer_stops_at_the_ends() -> None:
    document = add_layer(picture(), "new")
    assert names(move_nodes(document, "low", None, 1)) == ["top", "low", "new"]
    assert names(move_nodes(document, "low", None, 99)) == ["top", "new", "low"]
    assert names(move_nodes(document, "top", None, -3)) == ["top", "low", "new"]
    assert move_nodes(document, "top", None, 1) is document
    assert move_nodes(document, "low", None, 2).active == document.active


def test_properties_are_set_and_what_is_so_already_changes_nothing() -> None:
    document = picture()
    for same in (
        rename_layer(document, "low", " low "),
        set_opacity(document, "low", 3.0),
        set_blend(document, "low", BlendMode.NORMAL),
        set_visible(document, "low", True),
        set_locked(document, "low", False),
        set_alpha_lock(document, "low", False),
    ):
        assert same is document
    assert rename_layer(document, "low", "a\n b").layers[0].name == "a b"
    assert set_opacity(document, "low", -1).layers[0].opacity == 0.0
    assert set_blend(document, "low", BlendMode.SCREEN).layers[0].blend is BlendMode.SCREEN
    assert not set_visible(document, "low", False).layers[0].visible
    with pytest.raises(EditError, match="needs a name"):
        rename_layer(document, "low", "  ")
    with pytest.raises(EditError, match="must be a number"):
        set_opacity(document, "low", float("nan"))


@pytest.mark.parametrize("opacity", [1.0, 0.4])
def test_merging_down_leaves_the_picture_as_it_looks(opacity: float) -> None:
    document = set_opacity(picture(), "top", opacity)
    after = merge_down(document, "top")
    assert names(after) == ["low"]
    assert (after.active, after.sheets()[0].recipe, after.sheets()[0].opacity) == ("low", None, 1.0)
    difference = flatten(after).astype(int) - flatten(document).astype(int)
    assert np.abs(difference).max() <= 2
    beyond = Rect(-20, -10, 15, 60)  # off the canvas nothing is lost
    assert np.array_equal(pixels(after, "low", beyond), pixels(document, "low", beyond))


def test_merging_an_empty_layer_keeps_the_recipe_below() -> None:
    document = add_layer(picture(), "empty")
    after = merge_down(document, document.active)
    assert after.layer("top") is document.layer("top")
    with pytest.raises(EditError, match="no layer below"):
        merge_down(document, "low")
    with pytest.raises(EditError, match="hidden"):
        merge_down(set_visible(document, "low", False), "top")


# --- paint ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("softness", [0, 12])
def test_clearing_takes_away_as_much_as_is_selected(softness: float) -> None:
    document = selected(Rect(20, 10, 90, 70), softness)
    after = clear_selected(document, "low")
    was, now = pixels(document, "low"), pixels(after, "low")
    assert np.array_equal(now, was - (was * mask(document) + ONE // 2) // ONE)
    assert np.array_equal(now[:, mask(document) == 0], was[:, mask(document) == 0])
    assert after.layer("top") is document.layer("top")


def test_clearing_without_a_selection_clears_all() -> None:
    assert clear_selected(picture(), "low").layer("low").tiles == {}
    empty = Document(9, 9, (Layer("empty", id="empty"),))
    assert clear_selected(empty, "empty") is empty


@pytest.mark.parametrize("softness", [0, 12])
@pytest.mark.parametrize("colour", [RED, GREEN, (0.2, 0.4, 0.6)])
def test_filling_lays_colour_over(softness: float, colour: tuple[float, ...]) -> None:
    document = selected(Rect(20, 10, 130, 90), softness)
    after = fill_selected(document, "low", colour)
    alpha = colour[3] if len(colour) > 3 else 1.0
    cover = mask(document) / ONE
    source = np.array([*(value * alpha for value in colour[:3]), alpha])[:, None, None] * ONE * cover
    expected = source + pixels(document, "low") * (1 - alpha * cover)
    assert np.abs(pixels(after, "low") - expected).max() <= 2
    assert (pixels(after, "low")[:3] <= pixels(after, "low")[3]).all()


def test_filling_without_a_selection_fills_the_canvas_and_nothing_else() -> None:
    after = fill_selected(picture(), "low", RED)
    assert (pixels(after, "low", CANVAS) == np.array([ONE, 0, 0, ONE])[:, None, None]).all()
    beyond = Rect(150, 0, 50, 100)
    assert np.array_equal(pixels(after, "low", beyond), pixels(picture(), "low", beyond))
    other = fill_selected(picture(), "low", RED, rectangle(Rect(3, 4, 5, 6), CANVAS))
    assert exact_bounds(
        fill_selected(Document(9, 9, (Layer("e", id="e"),)), "e", RED).sheets()[0].tiles
    ) == Rect(0, 0, 9, 9)
    assert (pixels(other, "low", Rect(3, 4, 5, 6))[0] == ONE).all()


def test_filling_with_locked_transparency_keeps_alpha() -> None:
    document = set_alpha_lock(selected(Rect(20, 10, 90, 70), 12), "low", True)
    after = fill_selected(document, "low", GREEN)
    was, now = pixels(document, "low"), pixels(after, "low")
    assert np.array_equal(now[3], was[3])
    cover = mask(document) / ONE * 0.5
    expected = was[:3] * (1 - cover) + np.array([0, 1, 0])[:, None, None] * cover * was[3]
    assert np.abs(now[:3] - expected).max() <= 3
    assert (now[:3] <= now[3]).all()


@pytest.mark.parametrize("softness", [0, 12])
def test_cut_and_what_is_left_add_up(softness: float) -> None:
    document = selected(Rect(20, 10, 90, 70), softness)
    after, clip = cut_selected(document, "low")
    total = pixels(after, "low") + read(clip.tiles, AROUND)
    assert np.array_equal(total, pixels(document, "low"))
    assert clip.bounds == exact_bounds(clip.tiles)
    assert clip.planes().shape == (4, clip.bounds.height, clip.bounds.width)


def test_copying_merged_is_what_is_seen() -> None:
    document = selected(Rect(20, 10, 90, 70))
    clip = copy_merged(document)
    rect = Rect(20, 10, 90, 70)
    assert np.array_equal(read(clip.tiles, rect), flatten(document, rect))
    assert rect.holds(clip.bounds)
    whole = copy_merged(picture())
    assert CANVAS.holds(whole.bounds)
    assert np.array_equal(read(whole.tiles, CANVAS), flatten(picture()))


def test_there_must_be_something_to_copy() -> None:
    nowhere = replace(picture(), selection=rectangle(Rect(120, 0, 20, 20), CANVAS))
    with pytest.raises(EditError, match="no paint to copy on “top”"):
        copy_selected(nowhere, "top")
    with pytest.raises(EditError, match="no paint to copy"):
        copy_merged(Document(9, 9, (Layer("empty"),)))
    with pytest.raises(EditError, match="nothing to paste"):
        paste(picture(), {}, "x")
    with pytest.raises(EditError, match="no paint under the selection"):
        move_pixels(nowhere, "top", 5, 5)


def test_pasting_in_place_at_a_point_or_in_the_middle() -> None:
    tiles = paint(5, Rect(10, 20, 30, 40))
    stays = paste(picture(), tiles, "here", above="low")
    assert names(stays) == ["low", "here", "top"]
    assert stays.sheets()[1].tiles is tiles
    placed = paste(picture(), tiles, "there", at=(-7, 90)).sheets()[2]
    assert exact_bounds(placed.tiles) == exact_bounds(tiles).moved(-17, 70)
    far = paste(picture(), paint(5, Rect(1000, 20, 30, 40)), "middle").sheets()[2]
    assert CANVAS.holds(exact_bounds(far.tiles))


def test_layer_via_copy_takes_the_selection_or_the_whole_layer() -> None:
    document = selected(Rect(20, 10, 90, 70), 5)
    after = layer_via_copy(document, "low", "part")
    assert names(after) == ["low", "part", "top"]
    assert after.layer("low") is document.layer("low")
    expected = (pixels(document, "low") * mask(document) + ONE // 2) // ONE
    assert np.array_equal(pixels(after, after.active), expected)
    assert layer_via_copy(picture(), "low").sheets()[1].tiles.keys() == picture().layer("low").tiles.keys()


def test_moving_a_whole_layer_is_exact_and_loses_nothing() -> None:
    document = picture()
    after = move_pixels(document, "top", -133, 77)
    assert np.array_equal(pixels(after, "top"), pixels(document, "top", AROUND.moved(133, -77)))
    assert move_pixels(after, "top", 133, -77).layer("top").tiles == document.layer("top").tiles
    assert move_pixels(document, "top", 0, 0) is document


def test_moving_a_part_takes_the_selection_along_over_the_rest() -> None:
    document = selected(Rect(30, 20, 60, 60))
    after = move_pixels(document, "top", 25, -45)
    part = np.where(mask(document) > 0, pixels(document, "top"), 0)
    rest = pixels(document, "top") - part
    part = np.roll(part, (-45, 25), axis=(1, 2))
    expected = part + (rest * (ONE - part[3]) + ONE // 2) // ONE
    assert np.array_equal(pixels(after, "top"), expected)
    assert after.selection is not None
    assert after.selection.bounds == Rect(55, -25, 60, 60)


def test_a_part_moved_off_the_canvas_comes_back() -> None:
    document = replace(picture(), layers=(Layer("one", id="one", tiles=paint(9, Rect(40, 30, 50, 50))),))
    document = replace(document, selection=rectangle(Rect(35, 25, 60, 60), CANVAS))
    away = move_pixels(document, "one", 500, -333)
    assert not flatten(away).any()
    back = move_pixels(away, "one", -500, 333)
    assert back.layer("one").tiles == document.layer("one").tiles


# --- canvas and selection ------------------------------------------------------------------------


def test_cropping_keeps_what_is_cut_and_shifts_the_selection() -> None:
    document = selected(Rect(20, 10, 90, 70))
    frame = Rect(33, -21, 60, 90)
    after = resize_canvas(document, frame)
    assert (after.width, after.height) == (60, 90)
    assert np.array_equal(flatten(after)[:, 21:], flatten(document)[:, :69, 33:93])
    assert after.selection is not None
    assert after.selection.bounds == Rect(0, 31, 60, 59)
    back = resize_canvas(after, Rect(-33, 21, 150, 100))
    assert all(one.tiles == other.tiles for one, other in zip(back.sheets(), document.sheets(), strict=True))
    assert resize_canvas(document, CANVAS) is document
    with pytest.raises(EditError, match="would be empty"):
        resize_canvas(document, Rect(5, 5, 0, 9))
    with pytest.raises(EditError, match="between 1 and"):
        resize_canvas(document, Rect(0, 0, 70000, 9))


def test_a_selection_is_cut_to_the_canvas() -> None:
    document = set_selection(picture(), rectangle(Rect(-50, 50, 100, 100), AROUND))
    assert document.selection is not None
    assert document.selection.bounds == Rect(0, 50, 50, 50)
    assert set_selection(document, document.selection) is document
    assert set_selection(document, rectangle(Rect(-50, 50, 20, 20), AROUND)).selection is None
    assert set_selection(document, None).selection is None


# --- what may not be done ------------------------------------------------------------------------

CHANGES: list[Callable[[Document, str], object]] = [
    clear_selected,
    cut_selected,
    delete_nodes,
    merge_down,
    lambda document, layer_id: fill_selected(document, layer_id, RED),
    lambda document, layer_id: move_pixels(document, layer_id, 3, 3),
]


@pytest.mark.parametrize("deed", CHANGES)
def test_a_locked_layer_keeps_its_paint(deed: Callable[[Document, str], object]) -> None:
    for document in (picture(), selected(Rect(20, 10, 90, 70))):
        with pytest.raises(EditError, match=r"“top” is locked\. Unlock it first"):
            deed(set_locked(document, "top", True), "top")


def test_merging_into_a_locked_layer_is_refused() -> None:
    with pytest.raises(EditError, match="“low” is locked"):
        merge_down(set_locked(picture(), "low", True), "top")


def test_locked_transparency_keeps_paint_from_being_taken_away() -> None:
    document = set_alpha_lock(selected(Rect(20, 10, 90, 70)), "top", True)
    for deed in (clear_selected, cut_selected, lambda d, i: move_pixels(d, i, 3, 3)):
        with pytest.raises(EditError, match="transparency of “top” is locked"):
            deed(document, "top")
    whole = set_selection(document, None)
    assert move_pixels(whole, "top", 3, 3) is not whole
