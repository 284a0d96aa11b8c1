"""Flattening, merging, and pixels changed to paint and back."""

from __future__ import annotations

import threading
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from canvas.blend import BlendMode
from canvas.composite import (
    composed,
    flatten,
    flatten8,
    from_rgba8,
    from_rgba16,
    layer8,
    mask8,
    to_rgba8,
    to_rgba16,
)
from canvas.document import Document
from canvas.geometry import Rect
from canvas.kernels.launch import Turnstile
from canvas.layer import Layer, Mask
from canvas.tile import ONE, Tile, read, solid
from tests.canvas.trees import Forester

seeds = st.integers(0, 2**32 - 1)


def picture(seed: int, width: int, height: int, least_alpha: int = 0) -> np.ndarray:
    """H×W×4 uint8 straight RGBA."""
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 4), dtype=np.uint8)
    pixels[..., 3] = np.maximum(pixels[..., 3], least_alpha)
    return pixels


@given(seeds, st.integers(-100, 100), st.integers(-100, 100), st.integers(1, 150), st.integers(1, 150))
def test_8_bit_pixels_come_back_the_same(seed: int, x: int, y: int, width: int, height: int) -> None:
    pixels = picture(seed, width, height)
    layer = Layer("a", tiles=from_rgba8(pixels, (x, y)), opacity=0.3)
    back = layer8(layer, Rect(x, y, width, height))
    exact = pixels[..., 3] >= 2
    assert np.array_equal(back[exact], pixels[exact])
    assert np.array_equal(back[..., 3], pixels[..., 3])
    assert not back[pixels[..., 3] == 0].any()
    around = layer8(layer, Rect(x, y, width, height).grown(70))
    assert around.sum(dtype=np.int64) == back.sum(dtype=np.int64)  # nothing was written outside


@given(seeds)
def test_fix15_survives_16_bit_pixels(seed: int) -> None:
    rng = np.random.default_rng(seed)
    alpha = rng.integers(0, ONE + 1, (64, 64))
    alpha[rng.random((64, 64)) < 0.3] = rng.integers(0, 5)
    planes = np.concatenate([rng.integers(0, alpha + 1, (3, 64, 64)), alpha[None]]).astype(np.uint16)
    back = from_rgba16(to_rgba16(planes), (0, 0))
    assert np.array_equal(read(back, Rect(0, 0, 64, 64)), planes)


def test_opaque_white_is_exactly_white_at_every_depth() -> None:
    tiles = from_rgba8(np.full((64, 64, 4), 255, np.uint8))
    assert (tiles[0, 0].pixels == ONE).all()
    assert (to_rgba16(tiles[0, 0].pixels) == 65535).all()
    assert (to_rgba8(tiles[0, 0].pixels) == 255).all()
    assert (from_rgba16(np.full((64, 64, 4), 65535, np.uint16))[0, 0].pixels == ONE).all()


def test_transparent_tiles_are_left_out() -> None:
    pixels = np.zeros((100, 200, 4), np.uint8)
    pixels[..., :3] = 200
    pixels[70, 130] = 9, 9, 9, 255
    assert set(from_rgba8(pixels)) == {(2, 1)}


def test_read_only_and_cut_out_pixels_are_taken() -> None:
    whole = picture(3, 90, 80, least_alpha=2)
    whole.setflags(write=False)
    part = whole[5:75, 10:80]
    assert np.array_equal(layer8(Layer("a", tiles=from_rgba8(part)), Rect(0, 0, 70, 70)), part)


@given(seeds, st.integers(-80, 80), st.integers(-80, 80))
def test_a_part_is_flattened_as_the_whole_is(seed: int, x: int, y: int) -> None:
    document = three_layers(seed)
    rect = Rect(x, y, 97, 83)
    whole = Rect(-128, -128, 384, 384)
    planes = flatten(document, whole)[:, y + 128 : y + 211, x + 128 : x + 225]
    assert np.array_equal(flatten(document, rect), planes)
    pixels = flatten8(document, whole)[y + 128 : y + 211, x + 128 : x + 225]
    assert np.array_equal(flatten8(document, rect), pixels)


def test_pixels_and_planes_agree() -> None:
    document = three_layers(5)
    from_planes = to_rgba8(flatten(document)).astype(int)
    direct = flatten8(document).astype(int)
    assert np.abs(direct[..., 3] - from_planes[..., 3]).max() <= 1
    strong = direct[..., 3] > 8
    assert np.abs(direct - from_planes)[strong].max() <= 1


def test_background_lies_under_everything() -> None:
    document = Document(64, 64, (Layer("a", tiles=solid((1, 0, 0, 0.5), [(0, 0)])),))
    assert flatten8(document, background=(1, 1, 1))[0, 0].tolist() == [255, 128, 128, 255]
    assert flatten8(document, background=(0, 0, 1, 0.5))[0, 0].tolist() == [170, 0, 85, 191]
    assert flatten8(document)[0, 0].tolist() == [255, 0, 0, 128]


def test_an_opaque_8_bit_layer_is_flattened_to_the_same_bytes() -> None:
    pixels = picture(9, 150, 130, least_alpha=255)
    document = Document(150, 130, (Layer("a", tiles=from_rgba8(pixels)),))
    assert np.array_equal(flatten8(document), pixels)


def test_hidden_and_faint_layers() -> None:
    tiles = solid((1, 1, 1, 1), [(0, 0)])
    hidden = Document(64, 64, (Layer("a", tiles=tiles, visible=False), Layer("b", tiles=tiles, opacity=0)))
    assert not flatten(hidden).any()
    assert not flatten(Document(64, 64)).any()


@given(seeds)
@settings(max_examples=30)
def test_a_group_made_one_layer_looks_exactly_the_same(seed: int) -> None:
    forester = Forester(np.random.default_rng(seed), 150)
    below = forester.layer()
    group = replace(forester.group(3), pass_through=False, clip=False, visible=True)
    one = Layer(
        "one", tiles=composed(group.layers), opacity=group.opacity, blend=group.blend, mask=group.mask
    )
    rect = Rect(-64, -64, 330, 330)
    before = flatten(Document(1, 1, (below, group)), rect)
    assert np.array_equal(before, flatten(Document(1, 1, (below, one)), rect))
    assert np.array_equal(layer8(group, rect), layer8(one, rect))


@pytest.mark.parametrize("outside", [0, ONE])
def test_a_mask_as_8_bits(outside: int) -> None:
    half = Tile(np.full((64, 64), ONE // 2, np.uint16))
    picture = mask8(Mask({(0, 0): half}, outside, enabled=False), Rect(-10, 5, 100, 40))
    expected = np.full((40, 100), outside * 255 // ONE)
    expected[:, 10:74] = 128
    assert np.array_equal(picture, expected)


def test_whole_documents_as_tiles() -> None:
    document = three_layers(3)
    tiles = composed(document.layers, document.rect)
    assert np.array_equal(read(tiles, document.rect), flatten(document))
    assert set(tiles) <= set(document.rect.tile_keys())


def test_threads_may_flatten_at_once() -> None:
    documents = [three_layers(seed) for seed in range(4)]
    expected = [flatten(document) for document in documents]
    found: dict[int, list[np.ndarray]] = {}

    def work(place: int) -> None:
        found[place] = [flatten(documents[place]) for _ in range(10)]

    threads = [threading.Thread(target=work, args=(place,)) for place in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for place in range(4):
        assert all(np.array_equal(planes, expected[place]) for planes in found[place])


def test_the_turnstile_lets_threads_through_in_the_order_of_their_arrival() -> None:
    turnstile, order, waiting = Turnstile(), [], threading.Semaphore(0)

    def pass_through(place: int) -> None:
        waiting.release()
        with turnstile:
            order.append(place)

    threads = [threading.Thread(target=pass_through, args=(place,)) for place in range(5)]
    with turnstile:
        for queued, thread in enumerate(threads, start=1):
            thread.start()
            waiting.acquire()
            while turnstile.waiting < queued:
                pass
    for thread in threads:
        thread.join()
    assert order == [0, 1, 2, 3, 4]


def test_the_turnstile_opens_again_after_an_error() -> None:
    turnstile = Turnstile()
    with pytest.raises(ZeroDivisionError), turnstile:
        raise ZeroDivisionError
    with turnstile:
        assert turnstile.waiting == 0


def three_layers(seed: int) -> Document:
    """128×128 with layers that also reach beyond it, in normal mode and two others."""
    layers = (
        Layer("base", tiles=from_rgba8(picture(seed, 128, 128))),
        Layer("soft", tiles=from_rgba8(picture(seed + 1, 150, 90), (-40, 20)), blend=BlendMode.SOFT_LIGHT),
        Layer(
            "top", tiles=from_rgba8(picture(seed + 2, 60, 170), (30, -50)), opacity=0.6, blend=BlendMode.HUE
        ),
    )
    return Document(128, 128, layers)


@pytest.mark.parametrize("depth", [8, 16])
def test_tiles_of_one_colour_are_one_tile(depth: int) -> None:
    """But not one at the rim of the picture, which is empty beyond it."""
    make, kind = (from_rgba8, np.uint8) if depth == 8 else (from_rgba16, np.uint16)
    pixels = np.full((200, 300, 4), np.iinfo(kind).max, kind)
    pixels[:, :, 0] = 0
    pixels[70, 70] = 0
    tiles = make(pixels, (0, 0))
    assert len({id(tile) for key, tile in tiles.items() if key[0] < 4 and key[1] < 3 and key != (1, 1)}) == 1
    assert tiles[1, 1] != tiles[0, 0] != tiles[4, 0]
    planes = read(tiles, Rect(0, 0, 300, 200))
    assert np.array_equal((to_rgba8 if depth == 8 else to_rgba16)(planes), pixels)
