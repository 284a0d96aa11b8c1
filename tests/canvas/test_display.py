"""The picture on the screen: what is shown after any edits is what would be shown from scratch."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from canvas.blend import BlendMode
from canvas.composite import flatten, from_rgba8
from canvas.display import CACHE_ENTRY, Display, rects_of
from canvas.document import Document
from canvas.geometry import Rect, tile_rect
from canvas.layer import Group, Layer
from canvas.tile import ONE, solid
from tests.canvas.trees import Forester

WIDTH, HEIGHT = 330, 275  # odd at several levels, and not a multiple of a tile


def random_layer(rng: np.random.Generator, name: str = "layer") -> Layer:
    width, height = (int(side) for side in rng.integers(20, 300, 2))
    x, y = (int(place) for place in rng.integers(-60, 250, 2))
    pixels = rng.integers(0, 256, (height, width, 4), dtype=np.uint8)
    return Layer(
        name,
        tiles=from_rgba8(pixels, (x, y)),
        opacity=float(rng.random()),
        blend=list(BlendMode)[rng.integers(len(BlendMode))],
    )


def random_document(rng: np.random.Generator, count: int = 5) -> Document:
    return Document(WIDTH, HEIGHT, tuple(random_layer(rng) for _ in range(count)))


def same_as_from_scratch(display: Display, document: Document) -> bool:
    fresh = Display(cache_bytes=0)
    fresh.show(document)
    return all(np.array_equal(one, other) for one, other in zip(display.levels, fresh.levels, strict=True))


@given(st.integers(0, 2**32 - 1), st.sampled_from([0, 3 * CACHE_ENTRY, 128 << 20]))
@settings(max_examples=40)
def test_any_edits_end_in_the_same_bytes_as_from_scratch(seed: int, cache_bytes: int) -> None:
    forester = Forester(np.random.default_rng(seed), 200)
    document = forester.document()
    display = Display(cache_bytes)
    display.show(document)
    for _ in range(8):
        document = forester.edited(document)
        display.show(document)
        assert same_as_from_scratch(display, document)


def test_painting_on_the_top_layer_reads_the_cache() -> None:
    """The cached accumulators really are what is shown: the layers below are not looked at again."""
    rng = np.random.default_rng(4)
    document = random_document(rng)
    document = replace(document, active=document.sheets()[-1].id)
    display = Display()
    display.show(document)
    keys = list(document.rect.tile_keys())
    display.show(document, keys)  # fills the cache
    painted = document.with_node(document.sheets()[-1].with_tiles(solid((1, 0, 0, 0.5), keys)))
    display.show(painted, keys)
    assert len(display.below) == len(keys)
    assert same_as_from_scratch(display, painted)


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=25)
def test_a_stroke_anywhere_in_a_tree_reads_the_cache(seed: int) -> None:
    """Painting on one node over and over, as a stroke does, starting from kept states."""
    rng = np.random.default_rng(seed)
    forester = Forester(rng, 200)
    document = forester.document(depth=4, count=5)
    display = Display()
    display.show(document)
    keys = list(document.rect.tile_keys())
    for layer in rng.permutation(np.array([layer.id for layer in document.sheets()]))[:3]:
        document = replace(document, active=str(layer))
        for _ in range(3):
            display.show(document, keys)
            node = document.layer(document.active)
            touched = {key for key in keys if rng.random() < 0.3}
            new = solid(rng.random(4).tolist(), touched)
            document = document.with_node(node.with_tiles(new))
            display.show(document, touched)
        assert same_as_from_scratch(display, document)


def test_the_cache_keeps_to_its_bounds() -> None:
    rng = np.random.default_rng(5)
    document = replace(random_document(rng), active="")
    display = Display(cache_bytes=4 * CACHE_ENTRY)
    display.show(document)
    keys = list(document.rect.tile_keys())
    for start in range(0, len(keys), 3):
        display.show(document, keys[start : start + 3])
        assert len(display.below) <= 4


def test_in_a_group_the_cache_holds_what_lies_below_the_group_too() -> None:
    rng = np.random.default_rng(12)
    below = tuple(random_layer(rng) for _ in range(3))
    inner = tuple(random_layer(rng) for _ in range(3))
    document = Document(WIDTH, HEIGHT, (*below, Group("g", layers=inner)), active=inner[-1].id)
    keys = list(document.rect.tile_keys())
    display = Display()
    display.show(document)
    display.show(document, keys)
    assert len(display.below) == len(keys)
    display.show(document, keys)
    assert same_as_from_scratch(display, document)
    other = document.changing(below[0].id, opacity=0.123)
    display.show(other)
    assert len(display.below) == 0
    assert same_as_from_scratch(display, other)


@given(st.sets(st.tuples(st.integers(-3, 6), st.integers(-3, 6))), st.integers(-100, 300))
def test_the_rectangles_of_tiles_cover_them_once_and_nothing_else(
    keys: set[tuple[int, int]], left: int
) -> None:
    inside, counts = Rect(left, 10, 200, 210), np.zeros((1000, 1000), int)
    rects = rects_of(keys, inside)
    for rect in rects:
        assert not rect.empty
        counts[rect.y + 200 : rect.bottom + 200, rect.x + 200 : rect.right + 200] += 1
    expected = np.zeros_like(counts)
    for rect in (tile_rect(key).clipped(inside) for key in keys):
        expected[rect.y + 200 : rect.bottom + 200, rect.x + 200 : rect.right + 200] = 1
    assert np.array_equal(counts, expected)
    assert rects_of({(0, 0), (1, 0), (0, 1), (1, 1)}, Rect(0, 0, 999, 999)) == [Rect(0, 0, 128, 128)]


def test_level_0_is_the_composite_premultiplied() -> None:
    document = random_document(np.random.default_rng(6))
    display = Display()
    display.show(document)
    exact = flatten(document).transpose(1, 2, 0) * (255 / ONE)
    shown = display.levels[0][..., [2, 1, 0, 3]]
    assert np.abs(shown - exact).max() <= 0.51
    assert (shown[..., :3] <= shown[..., 3:]).all()


def test_levels_are_two_by_two_means() -> None:
    document = random_document(np.random.default_rng(7))
    display = Display()
    display.show(document)
    assert [level.shape[:2] for level in display.levels] == [(275, 330), (138, 165)]
    for finer, coarser in zip(display.levels, display.levels[1:], strict=False):
        height, width = coarser.shape[:2]
        padded = np.pad(
            finer, ((0, 2 * height - finer.shape[0]), (0, 2 * width - finer.shape[1]), (0, 0)), "edge"
        )
        total = padded.reshape(height, 2, width, 2, 4).sum(axis=(1, 3), dtype=np.uint32)
        assert np.array_equal(coarser, (total + 2) // 4)


def test_levels_in_which_a_pixel_covers_several_tiles() -> None:
    document = Document(33000, 70, (Layer("a", tiles=solid((0.2, 0.4, 0.6, 1), [(0, 0), (400, 1)])),))
    display = Display()
    display.show(document)
    assert [level.shape[1] for level in display.levels][-2:] == [258, 129]
    after = document.with_node(
        document.sheets()[0].with_tiles(solid((1, 1, 1, 1), [(401, 0), (515, 0), (515, 1)]))
    )
    display.show(after)
    assert same_as_from_scratch(display, after)
    assert display.levels[-1][:, -1].any()


def test_show_tells_what_changed() -> None:
    rng = np.random.default_rng(8)
    document = random_document(rng)
    display = Display()
    assert Rect.of_keys(document.rect.tile_keys()).holds(document.rect)
    assert sum(rect.width * rect.height for rect in display.show(document)) == WIDTH * HEIGHT
    assert display.show(document) == []
    layer = replace(document.sheets()[-1], opacity=1.0, visible=True)
    after = document.with_node(layer.with_tiles(solid((1, 1, 0, 1), [(5, 4), (9, 9)])))
    display.show(document.with_node(layer))
    assert display.show(after) == [Rect(320, 256, WIDTH - 320, HEIGHT - 256)]


def test_touched_tiles_outside_the_document_are_passed_over() -> None:
    document = random_document(np.random.default_rng(9))
    display = Display()
    display.show(document)
    assert display.show(document, [(-1, 0), (0, 5), (6, 0), (2, 2)]) == [Rect(128, 128, 64, 64)]


def test_urgent_tiles_come_first_and_a_stopped_show_goes_on_later() -> None:
    document = Document(1024, 1024, (Layer("a", tiles=from_rgba8(np.full((1024, 1024, 4), 9, np.uint8))),))
    display = Display()
    urgent = Rect(600, 600, 100, 100)
    pieces: list[Rect] = []

    def stop(rect: Rect) -> bool:
        pieces.append(rect)
        return False

    display.show(document, None, urgent, stop)
    assert len(pieces) == 1
    assert display.due
    assert pieces[0].holds(urgent)
    assert display.levels[0][600:700, 600:700, 3].all()
    assert not display.levels[0][-1, -1].any()
    display.show(document, None, None, lambda rect: pieces.append(rect))
    assert not display.due
    assert same_as_from_scratch(display, document)
    assert len(pieces) > 2


def test_an_edit_after_a_stopped_show_still_does_the_rest() -> None:
    rng = np.random.default_rng(10)
    document = Document(1024, 700, tuple(random_layer(rng) for _ in range(3)))
    display = Display()
    display.show(document, None, None, lambda _rect: False)
    after = Forester(rng, 200).edited(document)
    display.show(after, [(0, 0)] if after is document else None)
    assert same_as_from_scratch(display, after)


@pytest.mark.parametrize("size", [(200, 100), (331, 275), (64, 1000)])
def test_another_size_makes_other_arrays(size: tuple[int, int]) -> None:
    document = random_document(np.random.default_rng(11))
    display = Display()
    display.show(document)
    levels = display.levels
    resized = replace(document, width=size[0], height=size[1])
    rects = display.show(resized)
    assert display.levels is not levels
    assert sum(rect.width * rect.height for rect in rects) == size[0] * size[1]
    assert same_as_from_scratch(display, resized)
