"""Trees of groups, masks and clipped nodes: their composite against an independent float64 reference."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from canvas.blend import BlendMode
from canvas.composite import flatten, from_rgba8
from canvas.document import Document
from canvas.geometry import Rect
from canvas.kernels import steps
from canvas.layer import Group, Layer, Mask, Node
from canvas.program import compiled, repainted
from canvas.tile import ONE, Tile, solid
from tests.canvas.reference import composite
from tests.canvas.trees import SMOOTH, Forester

seeds = st.integers(0, 2**32 - 1)
RECT = Rect(0, 0, 64, 64)
RED = Layer("red", tiles=solid((1, 0, 0, 1), [(0, 0)]))
HALF_BLUE = Layer("blue", tiles=solid((0, 0, 1, 0.5), [(0, 0)]))


def pixel(*nodes: Node) -> list[float]:
    """Red, green, blue and alpha of the first pixel, premultiplied."""
    return (flatten(Document(64, 64, nodes))[:, 0, 0] / ONE).round(3).tolist()


@given(seeds)
@settings(max_examples=60)
def test_any_tree_looks_as_the_reference_says(seed: int) -> None:
    document = Forester(np.random.default_rng(seed), 130, SMOOTH).document()
    expected = composite(document.layers, document.rect)
    assert np.abs(flatten(document) / ONE - expected).max() <= 1 / 255


def test_an_isolated_group_is_blended_as_one_layer() -> None:
    group = Group("g", layers=(RED, HALF_BLUE), blend=BlendMode.MULTIPLY, opacity=0.5)
    assert pixel(Layer("w", tiles=solid((1, 1, 1, 1), [(0, 0)])), group) == [0.75, 0.5, 0.75, 1.0]


def test_a_mode_in_an_isolated_group_does_not_see_what_lies_below_the_group() -> None:
    multiply = replace(HALF_BLUE, blend=BlendMode.MULTIPLY)
    assert pixel(RED, Group("g", layers=(multiply,))) == [0.5, 0, 0.5, 1.0]
    assert pixel(RED, Group("g", layers=(multiply,), pass_through=True)) == [0.5, 0, 0, 1.0]


def test_a_pass_through_group_fades_between_the_picture_without_and_with_it() -> None:
    eraser = replace(RED, blend=BlendMode.ERASE)
    assert pixel(RED, Group("g", layers=(eraser,), pass_through=True, opacity=0.25)) == [0.75, 0, 0, 0.75]
    mode_of_the_group = Group("g", layers=(HALF_BLUE,), pass_through=True, blend=BlendMode.ERASE)
    assert pixel(RED, mode_of_the_group) == [0.5, 0, 0.5, 1.0]


def test_clipped_nodes_show_only_within_the_nearest_that_is_not() -> None:
    green = Layer("green", tiles=solid((0, 1, 0, 1), [(0, 0)]), clip=True)
    assert pixel(HALF_BLUE, green) == [0, 0.5, 0, 0.5]
    assert pixel(HALF_BLUE, replace(RED, clip=True), replace(green, opacity=0.5)) == [0.25, 0.25, 0, 0.5]
    assert pixel(replace(HALF_BLUE, opacity=0.5), green) == [0, 0.25, 0, 0.25]


def test_a_hidden_base_hides_what_is_clipped_to_it() -> None:
    clipped = replace(RED, clip=True)
    assert pixel(replace(HALF_BLUE, visible=False), clipped) == [0, 0, 0, 0]
    assert pixel(replace(HALF_BLUE, opacity=0.0), clipped) == [0, 0, 0, 0]


def test_the_lowest_node_of_all_has_nothing_to_be_clipped_to() -> None:
    assert pixel(replace(RED, clip=True)) == [1, 0, 0, 1]
    assert pixel(HALF_BLUE, Group("g", layers=(replace(RED, clip=True),))) == [1, 0, 0, 1]


def test_nodes_may_be_clipped_to_a_group() -> None:
    group = Group("g", layers=(replace(RED, opacity=0.25), HALF_BLUE), pass_through=True)
    clipped = Layer("green", tiles=solid((0, 1, 0, 1), [(0, 0)]), clip=True)
    assert pixel(group, clipped) == [0, 0.625, 0, 0.625]


@pytest.mark.parametrize("outside", [0, ONE])
@pytest.mark.parametrize("enabled", [True, False])
def test_where_a_mask_has_no_tile_its_outside_counts(outside: int, enabled: bool) -> None:
    half = Tile(np.full((64, 64), ONE // 2, np.uint16))
    layer = Layer(
        "a", tiles=solid((1, 1, 1, 1), [(0, 0), (1, 0)]), mask=Mask({(0, 0): half}, outside, enabled)
    )
    for node in (layer, Group("g", layers=(replace(layer, mask=None),), mask=layer.mask)):
        alpha = flatten(Document(128, 64, (node,)))[3, 0, [0, 64]].tolist()
        assert alpha == ([ONE // 2, outside] if enabled else [ONE, ONE])


def test_groups_nest_deeply() -> None:
    node: Node = replace(HALF_BLUE, opacity=0.8)
    for depth in range(70):
        node = Group(
            f"{depth}", layers=(node, HALF_BLUE) if depth == 5 else (node,), pass_through=depth % 7 == 3
        )
    assert pixel(RED, node) == pixel(RED, replace(HALF_BLUE, opacity=0.8), HALF_BLUE)


def test_flat_layers_need_one_step_each_and_one_accumulator() -> None:
    inlined = Group("g", layers=(RED, HALF_BLUE), pass_through=True)
    program = compiled((RED, replace(RED, visible=False), inlined, replace(RED, opacity=0)))
    assert program.ops[:, steps.CODE].tolist() == [steps.BLEND] * 3
    assert program.slots == 1


@given(seeds)
@settings(max_examples=25)
def test_an_opaque_layer_hides_what_lies_below_to_the_last_bit(seed: int) -> None:
    forester = Forester(np.random.default_rng(seed), 130)
    nodes = forester.nodes(2, 3)
    pixels = np.full((70, 130, 4), 255, np.uint8)  # two tiles whole, two in part
    pixels[..., :3] = np.random.default_rng(seed).integers(0, 256, (70, 130, 3))
    cover = Layer("cover", tiles=from_rgba8(pixels))
    top = forester.nodes(1, 2)
    assert np.array_equal(
        flatten(Document(130, 70, (*nodes, cover, *(replace(node, clip=False) for node in top)))),
        flatten(Document(130, 70, (cover, *(replace(node, clip=False) for node in top)))),
    )


def test_other_paint_alone_needs_no_other_program() -> None:
    green = replace(RED, tiles=solid((0, 1, 0, 1), [(0, 0)]))
    mask = Mask(solid_mask())
    for before, after, same in (
        ((RED, HALF_BLUE), (green, HALF_BLUE), True),
        ((HALF_BLUE, Group("g", "g", layers=(RED,))), (HALF_BLUE, Group("g", "g", layers=(green,))), True),
        ((replace(RED, visible=False), HALF_BLUE), (replace(green, visible=False), HALF_BLUE), True),
        ((RED,), (replace(green, opacity=0.5),), False),
        ((RED,), (replace(green, mask=mask),), False),
        ((RED,), (RED, HALF_BLUE), False),
        ((RED, HALF_BLUE), (HALF_BLUE, RED), False),
        ((Group("g", "g", layers=(RED,)),), (Group("g", "g", layers=(green,), pass_through=True),), False),
        ((RED,), (Group("g", RED.id, layers=(RED,)),), False),
    ):
        program = repainted(compiled(before), before, after)
        assert (program is not None) is same
        if program is not None:
            fresh = compiled(after)
            assert program.ops.tolist() == fresh.ops.tolist()
            assert program.owners == fresh.owners
            assert all(one is other for one, other in zip(program.sources, fresh.sources, strict=True))


def solid_mask() -> dict[tuple[int, int], Tile]:
    return {(0, 0): Tile(np.zeros((64, 64), np.uint16))}
