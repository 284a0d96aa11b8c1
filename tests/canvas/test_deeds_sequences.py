"""Any sequence of deeds over any tree: undone and redone, shown, and never breaking what must always hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from canvas import tree
from canvas.blend import BlendMode
from canvas.change import visible_change
from canvas.composite import flatten8
from canvas.deeds.add_group import add_group
from canvas.deeds.add_layer import add_layer
from canvas.deeds.clear_selected import clear_selected
from canvas.deeds.copy_selected import copy_merged, cut_selected, layer_via_copy
from canvas.deeds.delete_nodes import delete_nodes
from canvas.deeds.duplicate_nodes import copy_to, duplicate_nodes
from canvas.deeds.fill_selected import fill_selected
from canvas.deeds.flatten_picture import flatten, layer_from_group, merge_visible, stamp_visible
from canvas.deeds.group_nodes import group_nodes, ungroup
from canvas.deeds.mask import MaskStart, add_mask, apply_mask, invert_mask, remove_mask, set_mask_enabled
from canvas.deeds.merge_down import merge_down
from canvas.deeds.merge_nodes import merge_group, merge_nodes
from canvas.deeds.move_nodes import move_down, move_nodes, move_up
from canvas.deeds.move_pixels import move_pixels
from canvas.deeds.paste import paste
from canvas.deeds.resize_canvas import resize_canvas
from canvas.deeds.select_node import alpha_to_selection, mask_to_selection
from canvas.deeds.set_property import (
    rename_layer,
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
from canvas.deeds.set_selection import set_selection
from canvas.document import Document
from canvas.errors import EditError
from canvas.feather import feathered
from canvas.geometry import Rect, tile_rect
from canvas.history import History
from canvas.layer import MAX_DEPTH, TAGS, Group
from canvas.selecting import Combine, ellipse, inverted, rectangle
from canvas.tile import ONE
from tests.canvas.paintings import paint, snapshot, some_document, some_rect

T = TypeVar("T")
Deed = Callable[[Document, np.random.Generator], Document]


def node(document: Document, rng: np.random.Generator) -> str:
    nodes = list(document.nodes())
    return nodes[int(rng.integers(len(nodes)))].id


def several(document: Document, rng: np.random.Generator) -> list[str]:
    return [node(document, rng) for _ in range(rng.integers(1, 4))]


def group(document: Document, rng: np.random.Generator) -> str:
    groups = [one.id for one in document.nodes() if isinstance(one, Group)]
    return groups[int(rng.integers(len(groups)))] if groups else node(document, rng)


def maybe(rng: np.random.Generator, chance: float = 0.5) -> bool:
    return bool(rng.random() < chance)


def pick(rng: np.random.Generator, choices: Sequence[T]) -> T:
    return choices[int(rng.integers(len(choices)))]


def place_in_group(document: Document, rng: np.random.Generator) -> Document:
    parent = group(document, rng) if maybe(rng, 0.7) else None
    return move_nodes(document, several(document, rng), parent, int(rng.integers(-1, 4)))


def from_elsewhere(document: Document, rng: np.random.Generator) -> Document:
    source = some_document(int(rng.integers(1 << 20)))
    return copy_to(document, source, several(source, rng), node(document, rng), centred=maybe(rng))


def on_mask(document: Document, rng: np.random.Generator) -> Document:
    """Fill or clear the mask that was just made."""
    masked = add_mask(document, node(document, rng))
    if maybe(rng):
        return fill_selected(masked, masked.active, tuple(rng.random(4)))
    return clear_selected(masked, masked.active)


def cropped(document: Document, rng: np.random.Generator) -> Document:
    rect = some_rect(rng)
    return resize_canvas(document, Rect(rect.x // 4, rect.y // 4, 40 + rect.width, 40 + rect.height))


def chosen_area(document: Document, rng: np.random.Generator) -> Document:
    rect, inside = some_rect(rng), document.rect
    choices = [
        lambda: rectangle(rect, inside),
        lambda: feathered(ellipse(rect, inside), 9, inside),
        lambda: inverted(document.selection, inside),
        lambda: None,
    ]
    return set_selection(document, pick(rng, choices)())


def locks(document: Document, rng: np.random.Generator) -> Document:
    """Locks a few nodes now and then, and unlocks all more often."""
    if maybe(rng, 0.7):
        return set_locked(document, [one.id for one in document.nodes()], False)
    return set_locked(document, several(document, rng), True)


DEEDS: list[Deed] = [
    lambda d, r: add_layer(d, "new", node(d, r), tiles=paint(int(r.integers(1 << 20)), some_rect(r))),
    lambda d, r: add_group(d, "new group", node(d, r), pass_through=maybe(r)),
    lambda d, r: group_nodes(d, several(d, r), "grouped"),
    lambda d, r: group_nodes(d, several(d, r), "grouped"),
    lambda d, r: ungroup(d, group(d, r)),
    place_in_group,
    place_in_group,
    lambda d, r: move_up(d, several(d, r)),
    lambda d, r: move_down(d, several(d, r)),
    lambda d, r: delete_nodes(d, several(d, r)),
    lambda d, r: duplicate_nodes(d, several(d, r)),
    from_elsewhere,
    lambda d, r: merge_down(d, node(d, r)),
    lambda d, r: merge_nodes(d, several(d, r)),
    lambda d, r: merge_group(d, group(d, r)),
    lambda d, r: merge_visible(d, "merged"),
    lambda d, r: flatten(d, "flat", (1, 1, 1) if maybe(r) else None) if maybe(r, 0.3) else d,
    lambda d, r: stamp_visible(d, "stamp"),
    lambda d, r: layer_from_group(d, group(d, r), "from group"),
    lambda d, r: rename_layer(d, node(d, r), str(r.integers(9))),
    lambda d, r: set_opacity(d, several(d, r), float(r.choice([0, 0.3, 1]))),
    lambda d, r: set_blend(d, several(d, r), pick(r, list(BlendMode))),
    lambda d, r: set_visible(d, several(d, r), maybe(r, 0.7)),
    locks,
    lambda d, r: set_clip(d, several(d, r), maybe(r)),
    lambda d, r: set_tag(d, several(d, r), pick(r, list(TAGS))),
    lambda d, r: set_alpha_lock(d, several(d, r), maybe(r, 0.2)),
    lambda d, r: set_pass_through(d, group(d, r), maybe(r)),
    lambda d, r: set_folded(d, group(d, r), maybe(r)),
    lambda d, r: add_mask(d, node(d, r), pick(r, list(MaskStart))),
    on_mask,
    lambda d, r: remove_mask(d, node(d, r)),
    lambda d, r: apply_mask(d, node(d, r)),
    lambda d, r: set_mask_enabled(d, several(d, r), maybe(r)),
    lambda d, r: invert_mask(d, node(d, r)),
    lambda d, r: mask_to_selection(d, node(d, r), pick(r, list(Combine))),
    lambda d, r: alpha_to_selection(d, node(d, r), pick(r, list(Combine))),
    lambda d, r: clear_selected(d, node(d, r)),
    lambda d, r: fill_selected(d, node(d, r), tuple(r.random(4))),
    lambda d, r: cut_selected(d, node(d, r))[0],
    lambda d, r: layer_via_copy(d, node(d, r)),
    lambda d, r: paste(d, copy_merged(d).tiles, "pasted"),
    lambda d, r: move_pixels(d, node(d, r), *(int(by) for by in r.integers(-80, 80, 2))),
    cropped,
    chosen_area,
    chosen_area,
]


def done(document: Document, kind: int, seed: int) -> Document:
    """The document after one deed, or as it was where the deed is refused."""
    try:
        return DEEDS[kind](document, np.random.default_rng(seed))
    except EditError:
        return document


SEEDS = st.integers(0, 2**32 - 1)
todos = st.lists(st.tuples(st.integers(0, len(DEEDS) - 1), SEEDS), min_size=1, max_size=12)
sequences = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])


@sequences
@given(SEEDS, todos)
def test_any_deeds_undone_and_redone_give_the_same_pixels(start: int, todo: list[tuple[int, int]]) -> None:
    history = History(some_document(start))
    states = [history.document]
    snapshots = [snapshot(history.document)]
    for kind, seed in todo:
        before = history.document
        after = history.do("Deed", done(before, kind, seed))
        if after is not before:
            states.append(after)
            snapshots.append(snapshot(after))
    for _round in range(2):
        for was in reversed(snapshots[:-1]):
            assert snapshot(history.undo()) == was
        assert history.undo_label is None
        for was in snapshots[1:]:
            assert snapshot(history.redo()) == was
        assert history.redo_label is None
    assert [snapshot(state) for state in states] == snapshots  # no deed wrote into a tile


@sequences
@given(SEEDS, todos)
def test_what_must_hold_of_every_document_holds(start: int, todo: list[tuple[int, int]]) -> None:
    document = some_document(start)
    for kind, seed in todo:
        document = done(document, kind, seed)
        nodes = list(document.nodes())
        assert len({one.id for one in nodes}) == len(nodes)
        assert document.has(document.active)
        assert not document.on_mask or document.node(document.active).mask is not None
        assert tree.depth(document.layers) <= MAX_DEPTH
        assert document.selection is None or not document.selection.empty
        assert document.sheets()
    for layer in document.sheets():
        for tile in layer.tiles.values():
            assert tile.pixels.shape == (4, 64, 64)
            assert tile.pixels.max() <= ONE
            assert (tile.pixels[:3] <= tile.pixels[3]).all()
    for one in document.nodes():
        if one.mask is not None:
            assert one.mask.outside in (0, ONE)
            for tile in one.mask.tiles.values():
                assert tile.pixels.shape == (64, 64)
                assert tile.pixels.max() <= ONE


@sequences
@given(SEEDS, todos)
def test_visible_change_misses_no_pixel(start: int, todo: list[tuple[int, int]]) -> None:
    document = some_document(start)
    for kind, seed in todo:
        after = done(document, kind, seed)
        told = visible_change(document, after)
        assert all(not tile_rect(key).clipped(after.rect).empty for key in told)
        if (document.width, document.height) == (after.width, after.height):
            differing = (flatten8(document) != flatten8(after)).any(axis=2)
            for key in told:
                rect = tile_rect(key)
                differing[rect.y : rect.bottom, rect.x : rect.right] = False
            assert not differing.any()
        else:
            assert told == set(after.rect.tile_keys())
        document = after


@pytest.mark.parametrize("kind", range(len(DEEDS)))
def test_every_deed_is_done_now_and_then(kind: int) -> None:
    """So that the sequences above are not made of refusals."""
    for seed in range(60):
        document = some_document(seed)
        if done(document, kind, seed) is not document:
            return
    pytest.fail(f"deed {kind} is always refused")
