"""Merging, flattening and stamping: the picture looks as before, and what would change it is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from canvas.blend import BlendMode
from canvas.composite import flatten as seen
from canvas.deeds.flatten_picture import flatten, layer_from_group, merge_visible, stamp_visible
from canvas.deeds.merge_down import merge_down
from canvas.deeds.merge_nodes import merge_group, merge_nodes
from canvas.deeds.set_property import set_blend, set_clip, set_locked, set_opacity, set_visible
from canvas.document import Document
from canvas.errors import EditError
from canvas.geometry import Rect
from canvas.layer import Group, Layer, Recipe
from canvas.tile import read
from tests.canvas.paintings import AROUND, CANVAS, mask_of, paint, some_document

TWICE = 2  # fix15 steps, where what was rounded once is rounded again with what is clipped to it
SEEDS = st.integers(0, 2**32 - 1)
some = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])


def picture() -> Document:
    """From the bottom up: a, [g: b, c], d, e; g has a mask and an opacity."""
    inner = (sheet("b", 2), replace(sheet("c", 3), mask=mask_of(8, Rect(40, 20, 50, 50))))
    group = Group("g", id="g", layers=inner, opacity=0.7, mask=mask_of(9, Rect(0, 0, 90, 60), 0))
    return Document(150, 100, (sheet("a", 1), group, sheet("d", 4), sheet("e", 5)))


def sheet(name: str, seed: int) -> Layer:
    return Layer(name, id=name, tiles=paint(seed, Rect(8 * seed - 20, 5 * seed, 110, 70)), recipe=Recipe({}))


def names(document: Document) -> list[str]:
    return [node.name for node in document.layers]


def difference(one: Document, other: Document) -> int:
    """The largest, on the canvas and around it, in fix15 steps."""
    return int(np.abs(seen(one, AROUND).astype(int) - seen(other, AROUND)).max())


# --- down ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("upper", ["e", "d", "g", "c"])
def test_merging_down_leaves_the_picture_as_it_looks(upper: str) -> None:
    document = picture()
    after = merge_down(document, upper)
    assert difference(document, after) <= 1
    merged = after.active_layer
    assert merged is not None
    assert (merged.opacity, merged.mask, merged.recipe, merged.clip) == (1.0, None, None, False)
    assert merged.name == {"e": "d", "d": "g", "g": "a", "c": "b"}[upper]
    assert not after.has(upper)


def test_tiles_that_only_the_lower_layer_has_stay_the_same_objects() -> None:
    spot = Layer("spot", id="spot", tiles=paint(3, Rect(0, 0, 9, 9)))
    document = Document(150, 100, (sheet("a", 1), spot))
    after = merge_down(document, "spot")
    tiles = document.layer("a").tiles
    assert after.layer("a").tiles.keys() == tiles.keys()
    for key, tile in after.layer("a").tiles.items():
        assert (tile is tiles[key]) == (key != (0, 0))


def test_a_clipped_layer_merges_into_what_it_is_clipped_to() -> None:
    document = set_clip(picture(), ["d", "e"], True)
    after = merge_down(document, "d")
    assert difference(document, after) <= TWICE
    assert after.node("e").clip
    after = merge_down(after, "e")
    assert difference(document, after) <= TWICE
    assert names(after) == ["a", "g"]


def test_two_clipped_layers_merge_into_a_clipped_one() -> None:
    document = set_clip(picture(), ["d", "e"], True)
    after = merge_down(document, "e")
    assert difference(document, after) <= 1
    assert after.node("d").clip


def test_what_would_break_clipping_is_refused() -> None:
    with pytest.raises(EditError, match=r"“d” below is clipped to another layer\. Merge it down first"):
        merge_down(set_clip(picture(), "d", True), "e")
    with pytest.raises(EditError, match=r"Other layers are clipped to “d”\. Merge them"):
        merge_down(set_clip(picture(), "e", True), "d")


def test_the_mode_below_is_kept() -> None:
    document = set_opacity(set_blend(picture(), "d", BlendMode.MULTIPLY), "d", 0.5)
    after = merge_down(document, "e")
    assert after.node("d").blend is BlendMode.MULTIPLY
    lone = replace(
        document, layers=(replace(document.layer("d"), blend=BlendMode.NORMAL), document.layer("e"))
    )
    assert np.array_equal(read(after.layer("d").tiles, AROUND), seen(lone, AROUND))


# --- several, groups -----------------------------------------------------------------------------


def test_chosen_layers_merge_where_the_topmost_stood() -> None:
    document = picture()
    after = merge_nodes(document, ["e", "d"])
    assert names(after) == ["a", "g", "d"]
    assert difference(document, after) <= 1
    after = merge_nodes(document, ["e", "a", "b"])  # what lies between comes to lie below
    assert names(after) == ["g", "d", "a"]
    alone = replace(document, layers=(document.node("a"), document.node("b"), document.node("e")))
    assert np.array_equal(read(after.layer("a").tiles, AROUND), seen(alone, AROUND))
    assert names(merge_nodes(document, ["g", "c"])) == ["a", "g", "d", "e"]
    assert isinstance(merge_nodes(document, ["g", "c"]).layers[1], Layer)
    assert merge_nodes(document, "a") is document


def test_chosen_layers_keep_their_clipping_or_are_refused() -> None:
    clipped = set_clip(picture(), ["d", "e"], True)
    for chosen in (["d", "e"], ["g", "d", "e"], ["g", "d"]):
        after = merge_nodes(clipped, chosen)
        assert difference(clipped, after) <= TWICE
        assert after.layers[-1].clip == (chosen != ["g", "d", "e"])
    with pytest.raises(EditError, match="clipped to one that is not chosen"):
        merge_nodes(clipped, ["a", "e"])
    for chosen in (["g", "e"], ["a", "g"]):
        with pytest.raises(EditError, match=r"Other layers are clipped to “g”\. Choose them too"):
            merge_nodes(clipped, chosen)


@pytest.mark.parametrize("blend", [BlendMode.NORMAL, BlendMode.MULTIPLY])
def test_a_merged_group_looks_as_before(blend: BlendMode) -> None:
    document = set_blend(set_clip(picture(), "d", True), "g", blend)
    after = merge_group(replace(document, active="c"), "g")
    layer, group = after.active_layer, document.node("g")
    assert layer is not None
    assert (layer.name, layer.opacity, layer.blend, layer.mask) == ("g", 0.7, blend, group.mask)
    assert difference(document, after) <= 1
    assert merge_group(document, "g").active == document.active
    with pytest.raises(EditError, match="“a” is not a group"):
        merge_group(document, "a")


def test_a_layer_from_a_group_shows_what_the_group_shows() -> None:
    document = picture()
    after = layer_from_group(document, "g", "new")
    assert names(after) == ["a", "g", "new", "d", "e"]
    assert after.node("g") is document.node("g")
    alone = replace(document, layers=(document.node("g"),))
    assert np.array_equal(read(after.layer(after.active).tiles, AROUND), seen(alone, AROUND))
    with pytest.raises(EditError, match="“g” shows nothing"):
        layer_from_group(Document(9, 9, (Layer("a"), Group("g", id="g"))), "g", "new")


# --- the whole picture ---------------------------------------------------------------------------


@some
@given(SEEDS)
def test_merging_flattening_and_stamping_leave_any_picture_as_it_looks(seed: int) -> None:
    document = some_document(seed)
    assert difference(document, merge_visible(document, "m")) <= 1
    assert difference(document, flatten(document, "f")) <= 1
    if seen(document, AROUND).any():
        alone = stamp_visible(document, "s").layers[-1]
        assert np.array_equal(seen(document, AROUND), seen(replace(document, layers=(alone,)), AROUND))


@some
@given(SEEDS)
def test_merging_down_in_any_picture_of_normal_mode_changes_no_look(seed: int) -> None:
    document = some_document(seed, simple=True)
    for node in list(document.nodes()):
        try:
            after = merge_down(document, node.id)
        except EditError:
            continue
        assert difference(document, after) <= TWICE
        document = after


@some
@given(SEEDS)
def test_merging_any_group_in_normal_mode_changes_no_look(seed: int) -> None:
    document = some_document(seed, simple=True)
    for group in [node for node in document.nodes() if isinstance(node, Group)]:
        after = merge_group(document, group.id)
        assert difference(document, after) <= TWICE
        document = after
    assert not any(isinstance(node, Group) for node in document.nodes())


def test_merging_what_is_visible_keeps_what_is_hidden() -> None:
    document = set_visible(set_clip(picture(), "e", True), ["b", "d"], False)
    after = merge_visible(document, "seen")
    assert names(after) == ["g", "seen", "d", "e"]  # e is clipped to d, and so not seen either
    group = after.node("g")
    assert isinstance(group, Group)
    assert group.layers == (document.node("b"),)
    assert after.active_node is after.layers[1]
    assert difference(document, after) <= 1
    with pytest.raises(EditError, match="No layer is visible"):
        merge_visible(set_visible(document, ["a", "g"], False), "seen")
    only = Document(9, 9, (Layer("a", id="a"), Layer("b", visible=False)))
    assert merge_visible(only, "seen") is only


def test_flattening_on_paper() -> None:
    document = set_visible(picture(), "d", False)
    after = flatten(document, "flat", (1.0, 0.5, 0.0))
    assert names(after) == ["flat"]
    under = np.array([1.0, 0.5, 0.0, 1.0])[:, None, None] * 32768
    was = seen(document).astype(float)
    assert np.abs(seen(after) - (was + under * (1 - was[3] / 32768))).max() <= 1
    beyond = Rect(-40, 0, 40, 100)
    assert np.array_equal(seen(after, beyond), seen(document, beyond))
    plain = Document(9, 9, (Layer("a", tiles=paint(1, CANVAS)),))
    assert flatten(plain, "flat") is plain
    assert flatten(plain, "flat", (1, 1, 1)) is not plain
    with pytest.raises(EditError, match="nothing to be seen"):
        stamp_visible(Document(9, 9, (Layer("a"),)), "s")


# --- what may not be done ------------------------------------------------------------------------

MERGES: list[Callable[[Document], Document]] = [
    lambda document: merge_down(document, "d"),
    lambda document: merge_nodes(document, ["g", "e"]),
    lambda document: merge_group(document, "g"),
    lambda document: merge_visible(document, "m"),
    lambda document: flatten(document, "f"),
]


@pytest.mark.parametrize("deed", MERGES)
def test_what_is_locked_is_not_merged(deed: Callable[[Document], Document]) -> None:
    with pytest.raises(EditError, match=r"The layer “b” is locked\. Unlock it first"):
        deed(set_locked(picture(), "b", True))
    with pytest.raises(EditError, match=r"The group “g” is locked\. Unlock it first"):
        deed(set_locked(picture(), "g", True))


def test_what_is_hidden_is_not_merged() -> None:
    document = set_visible(picture(), "e", False)
    for deed in (lambda d: merge_down(d, "e"), lambda d: merge_nodes(d, ["a", "e"])):
        with pytest.raises(EditError, match=r"hidden layer cannot be merged\. Show “e” first"):
            deed(document)
