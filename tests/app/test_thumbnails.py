"""Small pictures of layers, groups and masks: what they show, and when they are made anew."""

from __future__ import annotations

from collections import UserDict
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QSize
from pytestqt.qtbot import QtBot

from app.compute import Compute
from app.miniatures import Miniatures
from app.sampling import Frame, shrunk
from app.thumbnails import Thumbnails, mask_image, paint_image
from canvas.blend import BlendMode
from canvas.document import Document
from canvas.geometry import Key, Rect
from canvas.layer import Group, Layer, Mask
from canvas.tile import ONE, Tile, solid, write

RED, GREEN = (1, 0, 0, 1), (0, 1, 0, 1)
FRAME = Frame.fitting((1024, 768), (40, 30))
FRAME_RECT = Rect(0, 0, 1024, 768)


def small(*nodes: Layer | Group) -> Miniatures:
    miniatures = Miniatures()
    miniatures.begin(FRAME, {inner.id for inner in Document(1, 1, nodes).nodes()})
    return miniatures


@pytest.mark.parametrize(
    ("size", "box", "expected"),
    [((2048, 2048), (44, 33), (33, 33)), ((3, 2), (44, 33), (3, 2)), ((10000, 10), (40, 30), (40, 1))],
)
def test_a_picture_fits_its_box_and_is_never_enlarged(
    size: tuple[int, int], box: tuple[int, int], expected: tuple[int, int]
) -> None:
    assert Frame.fitting(size, box).small == expected


def test_it_averages_and_leaves_out_what_is_outside() -> None:
    frame = Frame.fitting((2048, 2048), (44, 33))
    half = solid(RED, Rect(0, 0, 1024, 2048).tile_keys())
    planes = shrunk({**half, **solid(GREEN, [(-1, 0), (32, 0)])}, frame, frame.whole)
    image = paint_image(planes)
    assert image.pixelColor(3, 16).getRgb() == (255, 0, 0, 255)
    assert image.pixelColor(30, 0).alpha() == 0
    assert 100 < image.pixelColor(16, 16).alpha() < 155


def test_one_to_one_is_the_paint_itself() -> None:
    pixels = np.random.default_rng(3).integers(0, ONE + 1, (4, 20, 30), dtype=np.uint16)
    rect = Rect(0, 0, 30, 20)
    tiles = {key: tile for key, tile in write({}, rect, pixels).items() if tile is not None}
    frame = Frame.fitting((30, 20), (40, 30))
    assert np.array_equal(shrunk(tiles, frame, frame.whole), pixels)


def test_a_part_is_the_same_as_that_part_of_the_whole() -> None:
    rng = np.random.default_rng(5)
    tiles = {
        key: Tile(rng.integers(0, ONE, (4, 64, 64), dtype=np.uint16)) for key in [(2, 3), (3, 3), (9, 8)]
    }
    whole = shrunk(tiles, FRAME, FRAME.whole)
    part = FRAME.over(Rect(150, 190, 200, 333))
    cut = whole[:, part.y : part.bottom, part.x : part.right]
    assert np.array_equal(shrunk(tiles, FRAME, part), cut)
    assert cut.any()


def test_after_a_change_the_result_is_as_from_scratch_and_the_rest_is_not_read() -> None:
    layer = Layer("Ink", tiles=solid(RED, FRAME_RECT.tile_keys()))
    miniatures = small(layer)
    miniatures.paint(layer)
    other = {**layer.tiles, (5, 5): Tile(np.full((4, 64, 64), ONE, np.uint16))}
    asked: list[Key] = []

    class Watched(UserDict[Key, Tile]):
        def get(self, key: Key, default: Any = None) -> Any:  # what reading pixels goes by
            asked.append(key)
            return self.data.get(key, default)

    seen = miniatures.paint(replace(layer, tiles=Watched(other)))
    assert (5, 5) in asked
    assert not {(0, 0), (15, 11), (5, 9)} & set(asked)
    changed = replace(layer, tiles=other)
    assert np.array_equal(seen, small(changed).paint(changed))


def test_a_group_shows_its_composite() -> None:
    paper = Layer("Paper", tiles=solid((1, 1, 1, 1), FRAME_RECT.tile_keys()))
    left = solid(RED, Rect(0, 0, 512, 768).tile_keys())
    ink = Layer("Ink", tiles=left, blend=BlendMode.MULTIPLY)
    hidden = Layer("Hidden", tiles=solid(GREEN, FRAME_RECT.tile_keys()), visible=False)
    group = Group("All", layers=(paper, ink, hidden))
    image = paint_image(small(group).paint(group))
    assert image.pixelColor(3, 3).getRgb() == (255, 0, 0, 255)
    assert image.pixelColor(36, 3).getRgb() == (255, 255, 255, 255)


@pytest.mark.parametrize(("outside", "there", "elsewhere"), [(0, 255, 0), (ONE, 0, 255)])
def test_masks_are_grey_and_count_in_a_group(outside: int, there: int, elsewhere: int) -> None:
    keys = list(Rect(0, 0, 512, 768).tile_keys())
    tile = Tile(np.full((64, 64), ONE - outside, np.uint16))
    mask = Mask(dict.fromkeys(keys, tile), outside=outside)
    layer = Layer("Ink", tiles=solid(RED, FRAME_RECT.tile_keys()), mask=mask)
    group = Group("All", layers=(layer,))
    miniatures = small(group)
    grey = mask_image(miniatures.mask(layer.id, mask))
    assert (grey.pixelColor(3, 3).red(), grey.pixelColor(36, 3).red()) == (there, elsewhere)
    image = paint_image(miniatures.paint(group))
    assert (image.pixelColor(3, 3).alpha(), image.pixelColor(36, 3).alpha()) == (there, elsewhere)
    assert paint_image(miniatures.paint(layer)).pixelColor(36, 3).alpha() == 255  # the paint itself


@pytest.fixture
def thumbnails(qtbot: QtBot) -> Iterator[Thumbnails]:
    compute = Compute()
    yield Thumbnails(compute, QSize(40, 30))
    assert compute.close(60.0)


def test_thumbnails_come_and_only_what_changed_is_made_anew(thumbnails: Thumbnails, qtbot: QtBot) -> None:
    paper = Layer("Paper", tiles=solid((1, 1, 1, 1), FRAME_RECT.tile_keys()))
    ink = Layer("Ink", mask=Mask(outside=0))
    group, other = Group("Group", layers=(ink,)), Group("Other", layers=(paper,))
    document = Document(1024, 768, (other, group))
    ready: list[str] = []
    thumbnails.ready.connect(ready.append)
    thumbnails.watch(document)
    qtbot.waitUntil(lambda: len(ready) == 5, timeout=60000)  # four, and a mask
    assert thumbnails.mask_image(paper.id) is None
    mask = thumbnails.mask_image(ink.id)
    assert mask is not None
    assert mask.pixelColor(5, 5).red() == 0
    ready.clear()
    painted = document.with_node(replace(ink, tiles=solid(RED, FRAME_RECT.tile_keys()), mask=None))
    thumbnails.watch(painted)
    qtbot.waitUntil(lambda: sorted(ready) == sorted([ink.id, group.id]), timeout=60000)
    image = thumbnails.image(group.id)
    assert image is not None
    assert image.pixelColor(5, 5).getRgb() == (255, 0, 0, 255)
    assert thumbnails.mask_image(ink.id) is None
    thumbnails.watch(replace(painted, layers=(other,)))
    assert thumbnails.image(ink.id) is None


def test_another_screen_gets_pictures_of_its_own_size(thumbnails: Thumbnails, qtbot: QtBot) -> None:
    layer = Layer("Paper", tiles=solid((1, 1, 1, 1), FRAME_RECT.tile_keys()))
    thumbnails.watch(Document(1024, 768, (layer,)))

    def width() -> int:
        image = thumbnails.image(layer.id)
        return 0 if image is None else image.width()

    qtbot.waitUntil(lambda: width() == 40, timeout=60000)
    thumbnails.set_box(QSize(80, 60))
    qtbot.waitUntil(lambda: width() == 80, timeout=60000)
