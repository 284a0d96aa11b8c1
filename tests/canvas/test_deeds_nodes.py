"""Deeds on the tree: groups, moving, deleting, duplicating, and properties of several nodes at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from canvas import tree
from canvas.blend import BlendMode
from canvas.composite import flatten
from canvas.deeds.add_group import add_group
from canvas.deeds.add_layer import add_layer
from canvas.deeds.clear_selected import clear_selected
from canvas.deeds.copy_selected import copy_selected
from canvas.deeds.delete_nodes import delete_nodes
from canvas.deeds.duplicate_nodes import copy_to, duplicate_nodes
from canvas.deeds.fill_selected import fill_selected
from canvas.deeds.group_nodes import group_nodes, ungroup
from canvas.deeds.move_nodes import move_down, move_nodes, move_up
from canvas.deeds.move_pixels import move_pixels
from canvas.deeds.set_property import (
    set_alpha_lock,
    set_blend,
    set_clip,
    set_folded,
    set_locked,
    set_opacity,
    set_pass_through,
    set_tag,
    set_visible,
)
from canvas.document import Document
from canvas.errors import EditError
from canvas.geometry import Rect
from canvas.layer import MAX_DEPTH, Group, Layer
from canvas.selecting import rectangle
from canvas.tile import exact_bounds, read
from tests.canvas.paintings import AROUND, CANVAS, mask_of, paint


def picture() -> Document:
    """From the bottom up: a, [g: b, c, [h: d]], e."""
    inner = Group("h", id="h", layers=(sheet("d", 4),))
    group = Group("g", id="g", layers=(sheet("b", 2), sheet("c", 3), inner))
    return Document(150, 100, (sheet("a", 1), group, sheet("e", 5)))


def sheet(name: str, seed: int) -> Layer:
    return Layer(name, id=name, tiles=paint(seed, Rect(10 * seed, 5 * seed, 60, 50)))


def told(document: Document) -> str:
    """The tree in one line, as in "a g(b c h(d)) e"."""

    def line(nodes: tree.Nodes) -> str:
        return " ".join(
            f"{node.name}({line(node.layers)})" if isinstance(node, Group) else node.name for node in nodes
        )

    return line(document.layers)


# --- groups --------------------------------------------------------------------------------------


def test_a_new_group_goes_above_and_becomes_active() -> None:
    document = add_group(picture(), "new", above="b")
    assert told(document) == "a g(b new() c h(d)) e"
    assert document.active_node is not None
    assert document.active_node.name == "new"
    assert told(add_group(picture(), "new", pass_through=True)) == "a g(b c h(d)) e new()"


def test_grouping_takes_the_place_of_the_topmost_and_keeps_the_order() -> None:
    assert told(group_nodes(picture(), ["e", "a"], "n")) == "g(b c h(d)) n(a e)"
    assert told(group_nodes(picture(), ["c", "a"], "n")) == "g(b n(a c) h(d)) e"
    assert told(group_nodes(picture(), ["g", "d", "c"], "n")) == "a n(g(b c h(d))) e"
    document = group_nodes(picture(), "b", "n")
    assert told(document) == "a g(n(b) c h(d)) e"
    assert document.parent("b") is document.active_node
    with pytest.raises(EditError, match="No layer is chosen"):
        group_nodes(picture(), [], "n")


def test_grouping_and_ungrouping_leave_the_picture_as_it_looks() -> None:
    document = set_blend(picture(), "c", BlendMode.MULTIPLY)
    grouped = group_nodes(document, ["b", "c"], "n")
    group = grouped.active_node
    assert isinstance(group, Group)
    assert group.pass_through  # for the multiplied layer still to act on what lies below
    plain = group_nodes(picture(), ["b", "h"], "n").active_node
    assert isinstance(plain, Group)
    assert not plain.pass_through
    document = set_pass_through(document, "g", True)
    grouped = group_nodes(document, ["b", "c"], "n")
    assert np.abs(flatten(grouped).astype(int) - flatten(document)).max() <= 1
    back = ungroup(grouped, grouped.active)
    assert told(back) == told(document)
    assert np.array_equal(flatten(back), flatten(document))


def test_layers_clipped_together_make_a_clipped_group() -> None:
    document = set_clip(picture(), ["c", "h"], True)
    grouped = group_nodes(document, ["c", "h"], "n")
    group = grouped.active_node
    assert isinstance(group, Group)
    assert group.clip
    assert not any(node.clip for node in group.layers)
    assert np.abs(flatten(grouped).astype(int) - flatten(document)).max() <= 1
    back = ungroup(grouped, group.id)
    assert back.node("c").clip
    assert back.node("h").clip


def test_what_was_hidden_with_its_group_stays_hidden() -> None:
    document = ungroup(set_visible(picture(), "g", False), "g")
    assert told(document) == "a b c h(d) e"
    assert not document.node("b").visible
    assert document.active == "e"
    active = ungroup(replace(picture(), active="g"), ["g", "a"])
    assert active.active == "h"
    with pytest.raises(EditError, match="No group is chosen"):
        ungroup(picture(), ["a", "b"])
    with pytest.raises(EditError, match="needs at least one layer"):
        ungroup(Document(9, 9, (Group("only", id="only"),)), "only")
    empty = Document(9, 9, (Layer("l", id="l"), Group("g", id="g")), "g")
    assert ungroup(empty, "g").active == "l"


def test_groups_cannot_stand_too_deep() -> None:
    document = Document(9, 9, (Layer("l", id="l"),))
    for _ in range(MAX_DEPTH):
        document = group_nodes(document, "l", "g")
    with pytest.raises(EditError, match=f"at most {MAX_DEPTH} deep"):
        group_nodes(document, "l", "g")
    with pytest.raises(EditError, match=f"at most {MAX_DEPTH} deep"):
        add_group(document, "g", above="l")


# --- places --------------------------------------------------------------------------------------


def test_moving_nodes_into_out_of_and_between_groups() -> None:
    document = picture()
    assert told(move_nodes(document, ["e", "a"], "h", 0)) == "g(b c h(a e d))"
    assert told(move_nodes(document, ["d", "b"], None, 99)) == "a g(c h()) e b d"
    assert told(move_nodes(document, "h", None, -5)) == "h(d) a g(b c) e"
    assert told(move_nodes(document, "b", "g", 1)) == "a g(c b h(d)) e"
    assert move_nodes(document, ["b", "c"], "g", 0) is document
    assert move_nodes(document, "e", None, 99) is document
    for target in ("g", "h"):
        with pytest.raises(EditError, match="into itself"):
            move_nodes(document, ["g", "a"], target, 0)
    with pytest.raises(EditError, match="“a” is not a group"):
        move_nodes(document, "e", "a", 0)


def test_steps_up_walk_into_and_out_of_groups() -> None:
    document = picture()
    seen = []
    for _ in range(9):
        document = move_up(document, "a")
        seen.append(told(document))
    assert seen[:7] == [
        "g(a b c h(d)) e",
        "g(b a c h(d)) e",
        "g(b c a h(d)) e",
        "g(b c h(a d)) e",
        "g(b c h(d a)) e",
        "g(b c h(d) a) e",
        "g(b c h(d)) a e",
    ]
    assert seen[7] == seen[8] == "g(b c h(d)) e a"
    assert move_up(document, "a") is document


def test_steps_down_are_the_way_back() -> None:
    document = picture()
    upward = [told(document)]
    while (after := move_up(document, "a")) is not document:
        document = after
        upward.append(told(document))
    downward = [told(document)]
    while (after := move_down(document, "a")) is not document:
        document = after
        downward.append(told(document))
    assert downward == upward[::-1]


def test_several_go_together_and_folded_groups_are_stepped_over() -> None:
    assert told(move_up(picture(), ["a", "c"])) == "g(b h(a c d)) e"
    assert told(move_up(set_folded(picture(), "g", True), "a")) == "g(b c h(d)) a e"
    assert told(move_down(set_folded(picture(), "g", True), "e")) == "a e g(b c h(d))"
    assert told(move_up(picture(), ["a", "e"])) == "g(b c h(d)) a e"
    assert told(move_down(picture(), ["b", "e"])) == "a b e g(c h(d))"


# --- deleting and duplicating --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("active", "gone", "heir"),
    [
        ("e", ["e"], "g"),
        ("d", ["g"], "a"),
        ("d", ["d"], "h"),
        ("b", ["b", "c"], "h"),
        ("a", ["a"], "g"),
        ("a", ["e"], "a"),
        ("h", ["c", "h"], "b"),
    ],
)
def test_the_node_below_a_deleted_one_becomes_active(active: str, gone: list[str], heir: str) -> None:
    document = delete_nodes(replace(picture(), active=active), gone)
    assert document.active == heir
    assert not any(document.has(node_id) for node_id in gone)


def test_the_last_layer_stays() -> None:
    with pytest.raises(EditError, match="needs at least one layer"):
        delete_nodes(picture(), ["a", "g", "e"])
    with pytest.raises(EditError, match="needs at least one layer"):
        delete_nodes(picture(), ["a", "b", "c", "d", "e"])
    assert told(delete_nodes(picture(), ["a", "b", "c", "d"])) == "g(h()) e"
    groups = Document(9, 9, (Group("g", id="g"), Group("h", id="h")))
    assert told(delete_nodes(groups, "g")) == "h()"
    with pytest.raises(EditError, match="needs at least one layer"):
        delete_nodes(groups, ["g", "h"])


def test_duplicates_have_ids_of_their_own_all_through() -> None:
    document = duplicate_nodes(set_locked(picture(), "g", True), ["a", "g", "d"])
    assert told(document) == "a g(b c h(d)) a g(b c h(d)) e"
    assert document.active == document.layers[3].id
    ids = [node.id for node in document.nodes()]
    assert len(set(ids)) == len(ids)
    assert not document.layers[3].locked
    tiles = [layer.tiles for layer in document.sheets()]
    assert tiles[1] is tiles[5]
    assert told(duplicate_nodes(picture(), "b", "copy")) == "a g(b copy c h(d)) e"


def test_copies_do_not_come_between_what_is_clipped_and_its_base() -> None:
    document = set_clip(picture(), ["c", "h"], True)
    assert told(duplicate_nodes(document, "b", "n")) == "a g(b c h(d) n) e"
    assert told(duplicate_nodes(document, "c", "n")) == "a g(b c n h(d)) e"
    assert told(add_layer(document, "n", above="b")) == "a g(b c h(d) n) e"


@pytest.mark.parametrize("centred", [False, True])
def test_copies_in_another_document(centred: bool) -> None:
    target = Document(350, 60, (Layer("x", id="x"), Layer("y")))
    source = picture().changing("g", mask=mask_of(7, Rect(0, 0, 40, 40)))
    after = copy_to(target, source, ["g", "e"], "x", centred=centred)
    assert told(after) == "x g(b c h(d)) e y"
    assert after.active_node is after.layers[2]
    dx, dy = (100, -20) if centred else (0, 0)
    moved = AROUND.moved(dx, dy)
    for was, now in zip(source.sheets()[1:], after.sheets()[1:-1], strict=True):
        assert was.id != now.id
        assert np.array_equal(read(was.tiles, AROUND), read(now.tiles, moved))
    assert np.array_equal(
        flatten(replace(source, layers=source.layers[1:])), flatten(after, CANVAS.moved(dx, dy))
    )


# --- properties ----------------------------------------------------------------------------------


def test_properties_of_several_nodes_at_once() -> None:
    document = picture()
    both = ["g", "b", "e"]  # a group and something in it
    deeds: list[tuple[Callable[[Document], Document], str, object, list[str]]] = [
        (lambda d: set_opacity(d, both, 0.25), "opacity", 0.25, both),
        (lambda d: set_blend(d, both, BlendMode.SCREEN), "blend", BlendMode.SCREEN, both),
        (lambda d: set_visible(d, both, False), "visible", False, both),
        (lambda d: set_locked(d, both, True), "locked", True, both),
        (lambda d: set_clip(d, both, True), "clip", True, ["g", "e"]),  # b has nothing below it
        (lambda d: set_tag(d, both, "red"), "tag", "red", both),
        (lambda d: set_alpha_lock(d, both, True), "alpha_lock", True, ["b", "e"]),
        (lambda d: set_pass_through(d, both, True), "pass_through", True, ["g"]),
        (lambda d: set_folded(d, ["g", "h"], True), "folded", True, ["g", "h"]),
    ]
    for deed, name, value, changed in deeds:
        after = deed(document)
        for node in after.nodes():
            expected = value if node.id in changed else getattr(document.node(node.id), name, None)
            assert getattr(node, name, None) == expected
        assert deed(after) is after
        assert after.layers[0] is document.layers[0]


def test_a_blend_mode_isolates_a_group() -> None:
    document = set_pass_through(picture(), "g", True)
    after = set_blend(document, ["g", "a"], BlendMode.MULTIPLY).node("g")
    assert isinstance(after, Group)
    assert (after.blend, after.pass_through) == (BlendMode.MULTIPLY, False)
    assert set_blend(document, "g", BlendMode.NORMAL) is not document


def test_properties_that_make_no_sense_are_refused() -> None:
    with pytest.raises(EditError, match="“g” is a group"):
        set_alpha_lock(picture(), "g", True)
    for deed in (set_pass_through, set_folded):
        with pytest.raises(EditError, match="“a” is not a group"):
            deed(picture(), "a", True)
    with pytest.raises(EditError, match="nothing below to clip to"):
        set_clip(picture(), ["a", "b"], True)
    with pytest.raises(EditError, match="no colour tag"):
        set_tag(picture(), "a", "pink")
    with pytest.raises(EditError, match="no longer in the picture"):
        set_visible(picture(), ["a", "gone"], False)


# --- groups as the active node -------------------------------------------------------------------


def test_moving_a_group_moves_all_in_it_and_the_masks() -> None:
    document = (
        picture().changing("c", mask=mask_of(3, Rect(0, 0, 50, 50))).changing("g", mask=mask_of(4, CANVAS, 0))
    )
    after = move_pixels(document, "g", 17, -70)
    group = replace(document, layers=(document.node("g"),))
    moved = replace(after, layers=(after.node("g"),))
    assert np.array_equal(flatten(group, AROUND), flatten(moved, AROUND.moved(17, -70)))
    assert after.node("a") is document.node("a")
    assert move_pixels(document, "g", 0, 0) is document
    assert move_pixels(Document(9, 9, (Group("g", id="g"),)), "g", 5, 5).layers[0].id == "g"
    selected = replace(document, selection=rectangle(Rect(0, 0, 9, 9), CANVAS))
    with pytest.raises(EditError, match="moved as a whole"):
        move_pixels(selected, "g", 1, 1)


def test_a_group_has_no_pixels_to_fill_or_clear_but_some_to_copy() -> None:
    for deed in (lambda d: clear_selected(d, "g"), lambda d: fill_selected(d, "g", (1, 0, 0))):
        with pytest.raises(EditError, match=r"“g” is a group\. Choose one of its layers"):
            deed(picture())
    clip = copy_selected(picture(), "g")
    alone = replace(picture(), layers=(picture().node("g"),))
    assert np.array_equal(read(clip.tiles, AROUND), flatten(alone, AROUND))
    assert clip.bounds == exact_bounds(clip.tiles)


# --- locks ---------------------------------------------------------------------------------------

PAINTING: list[Callable[[Document, str], object]] = [
    clear_selected,
    delete_nodes,
    lambda document, node_id: fill_selected(document, node_id, (1, 0, 0)),
    lambda document, node_id: move_pixels(document, node_id, 3, 3),
]
PLACING: list[Callable[[Document, str], object]] = [
    move_up,
    lambda document, node_id: move_nodes(document, node_id, None, 0),
    lambda document, node_id: group_nodes(document, node_id, "n"),
]


@pytest.mark.parametrize("deed", PAINTING + PLACING)
def test_nothing_in_a_locked_group_can_be_changed(deed: Callable[[Document, str], object]) -> None:
    for around in ("g", "h"):
        with pytest.raises(EditError, match=f"The group “{around}” is locked. Unlock it first"):
            deed(set_locked(picture(), around, True), "d")


@pytest.mark.parametrize(
    "deed", [delete_nodes, lambda document, node_id: move_pixels(document, node_id, 3, 3)]
)
def test_a_lock_inside_a_group_holds_for_the_group(deed: Callable[[Document, str], object]) -> None:
    with pytest.raises(EditError, match="The layer “d” is locked"):
        deed(set_locked(picture(), "d", True), "g")


def test_nothing_comes_into_a_locked_group() -> None:
    document = set_locked(picture(), "g", True)
    assert told(add_layer(document, "new", above="d")) == "a g(b c h(d)) new e"
    assert told(duplicate_nodes(document, "d", "new")) == "a g(b c h(d)) new e"
    assert told(move_up(document, "a")) == "g(b c h(d)) a e"
    for target in ("g", "h"):
        with pytest.raises(EditError, match="The group “g” is locked"):
            move_nodes(document, "a", target, 0)
    with pytest.raises(EditError, match="The group “g” is locked"):
        ungroup(document, "h")


def test_locked_nodes_can_still_change_places() -> None:
    document: Document = set_locked(picture(), ["e", "b"], True)
    assert told(move_down(document, "e")) == "a g(b c h(d) e)"
    assert told(group_nodes(document, ["a", "e"], "n")) == "g(b c h(d)) n(a e)"
