"""What `visible_change` leaves out looks the same, whatever the edit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from canvas.change import covered, visible_change
from canvas.composite import flatten
from canvas.document import Document
from canvas.geometry import tile_rect
from canvas.layer import Group, Layer, Mask
from canvas.tile import ONE, Tile, solid
from tests.canvas.trees import Forester

KEYS = {(column, row) for column in range(3) for row in range(3)}


def sheet(*keys: tuple[int, int]) -> Layer:
    return Layer("sheet", tiles=solid((0.2, 0.4, 0.6, 0.5), keys))


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=60)
def test_any_edits_change_nothing_outside_the_tiles_they_are_said_to_change(seed: int) -> None:
    forester = Forester(np.random.default_rng(seed), 192)
    before = forester.document()
    after = forester.edited(forester.edited(before))
    old, new = flatten(before, after.rect), flatten(after)
    for key in set(after.rect.tile_keys()) - visible_change(before, after):
        rect = tile_rect(key).clipped(after.rect)
        part = np.s_[:, rect.y : rect.bottom, rect.x : rect.right]
        assert np.array_equal(old[part], new[part])


def test_only_tiles_that_were_replaced_change() -> None:
    layer = sheet((0, 0), (1, 1))
    document = Document(192, 192, (sheet(*KEYS), Group("g", layers=(layer,))))
    painted = document.with_node(layer.with_tiles(solid((1, 1, 1, 1), [(2, 2)])))
    assert visible_change(document, painted) == {(2, 2)}
    assert visible_change(document, document) == set()


def test_another_manner_changes_the_tiles_that_the_node_covers() -> None:
    group = Group("g", layers=(sheet((0, 0)), sheet((1, 2))))
    document = Document(192, 192, (sheet(*KEYS), group))
    for changes in ({"opacity": 0.5}, {"visible": False}, {"pass_through": True}, {"mask": Mask({}, 0)}):
        assert visible_change(document, document.changing(group.id, **changes)) == {(0, 0), (1, 2)}
    assert visible_change(document, document.changing(group.id, name="other", folded=True)) == set()
    assert covered((group,)) == {(0, 0), (1, 2)}


def test_a_clipped_node_and_its_base_change_together() -> None:
    base, clipped = sheet((0, 0), (1, 0)), replace(sheet((1, 0), (2, 0)), clip=True)
    document = Document(192, 192, (sheet(*KEYS), base, clipped))
    unclipped = document.changing(clipped.id, clip=False)
    assert visible_change(document, unclipped) >= {(1, 0), (2, 0)}
    hidden = document.changing(base.id, visible=False)
    assert visible_change(document, hidden) >= {(0, 0), (1, 0)}


def test_painting_on_a_mask_changes_its_tiles_only() -> None:
    tile = Tile(np.full((64, 64), ONE // 3, np.uint16))
    layer = replace(sheet(*KEYS), mask=Mask({(0, 0): tile}))
    document = Document(192, 192, (layer,))
    assert layer.mask is not None
    painted = document.changing(layer.id, mask=layer.mask.with_tiles({(1, 1): tile}))
    assert visible_change(document, painted) == {(1, 1)}
    off = document.changing(layer.id, mask=replace(layer.mask, enabled=False))
    assert visible_change(document, off) == KEYS
