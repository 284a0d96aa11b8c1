"""Finding, replacing and ordering nodes in trees."""

from __future__ import annotations

import pytest

from canvas import tree
from canvas.errors import EditError
from canvas.layer import Group, Layer


def nodes() -> tree.Nodes:
    """From the bottom up: a, [g: b, c~, [h: d], e], f~ with c and f clipped."""
    inner = Group("h", id="h", layers=(Layer("d", id="d"),))
    group = Group(
        "g", id="g", layers=(Layer("b", id="b"), Layer("c", id="c", clip=True), inner, Layer("e", id="e"))
    )
    return (Layer("a", id="a"), group, Layer("f", id="f", clip=True))


def ids(found: object) -> str:
    return "".join(node.id for node in found)  # type: ignore[attr-defined]


def test_walking_goes_from_the_bottom_up() -> None:
    assert ids(tree.walk(nodes())) == "abcdhegf"
    assert ids(tree.sheets(nodes())) == "abcdef"


@pytest.mark.parametrize(("node_id", "path"), [("a", (0,)), ("d", (1, 2, 0)), ("f", (2,)), ("x", None)])
def test_paths_lead_to_nodes(node_id: str, path: tree.Path | None) -> None:
    assert tree.path_to(nodes(), node_id) == path
    if path is not None:
        assert tree.at(nodes(), path).id == node_id
        assert ids(tree.line(nodes(), path)) == {"a": "a", "d": "ghd", "f": "f"}[node_id]


def test_only_groups_hold_nodes() -> None:
    with pytest.raises(EditError, match="“a” is not a group"):
        tree.siblings(nodes(), (0,))


def test_a_node_inside_a_chosen_group_is_not_chosen_by_itself() -> None:
    assert tree.roots(nodes(), {"d", "g", "a"}) == [(0,), (1,)]
    assert tree.roots(nodes(), {"d", "f", "b"}) == [(1, 0), (1, 2, 0), (2,)]
    assert tree.roots(nodes(), set()) == []


def test_taking_nodes_out_keeps_all_others_as_they_are() -> None:
    before = nodes()
    after = tree.without_all(before, {"d", "f"})
    assert tree.shape(after) == (
        ("a", ()),
        ("g", (("b", ()), ("c", ()), ("h", ()), ("e", ()))),
    )
    assert after[0] is before[0]
    assert all(one is other for one, other in zip(tree.without_all(before, {"x"}), before, strict=True))


def test_depth_counts_groups() -> None:
    assert tree.depth(()) == tree.depth((Layer("a"),)) == 0
    assert tree.depth((Group("g"),)) == 1
    assert tree.depth(nodes()) == 2


def test_neighbours_are_those_that_a_list_shows() -> None:
    open_tree = nodes()
    order = [node.id for node in tree.listed(open_tree)]
    assert "".join(order) == "abcdhegf"
    for place, node_id in enumerate(order):
        assert tree.neighbour(open_tree, node_id, 1) == (order[place + 1] if place + 1 < len(order) else None)
        assert tree.neighbour(open_tree, node_id, -1) == (order[place - 1] if place else None)
    group = open_tree[1]
    assert isinstance(group, Group)
    folded = (open_tree[0], Group("g", id="g", layers=group.layers, folded=True), open_tree[2])
    assert ids(tree.listed(folded)) == "agf"
    assert tree.neighbour(folded, "a", 1) == "g"
    assert tree.neighbour(folded, "d", 1) == "f"  # what is folded away counts as its group
    assert tree.neighbour(folded, "d", -1) == "a"
    assert tree.neighbour(folded, "x", 1) is None


def test_what_is_clipped_belongs_to_the_nearest_below_that_is_not() -> None:
    row = (
        Layer("0", clip=True),
        Layer("1", clip=True),
        Layer("2"),
        Layer("3", clip=True),
        Layer("4", clip=True),
    )
    assert [tree.base_place(row, place) for place in range(5)] == [0, 0, 2, 2, 2]
    assert [tree.run_end(row, place) for place in range(5)] == [2, 2, 5, 5, 5]
    assert tree.base_place((Layer("a"), Layer("b")), 1) == 1
