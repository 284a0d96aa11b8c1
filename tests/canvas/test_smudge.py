"""Smudging and blurring: what moves, what must not change, and that no way of feeding the pen matters."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import canvas.brush.smudge as module
from canvas.brush.dynamics import Setting, pressed
from canvas.brush.preset import Brush, Mode, Sample
from canvas.brush.smudge import SmudgeStroke
from canvas.brush.symmetry import Kind, Symmetry
from canvas.brush.tip import Tip
from canvas.composite import flatten, from_rgba8
from canvas.document import Document
from canvas.errors import EditError
from canvas.geometry import Rect
from canvas.layer import Layer
from canvas.selection import Selection
from canvas.tile import ONE, read, solid

RECT = Rect(0, 0, 192, 160)
RED = (1.0, 0.0, 0.0)
SMEAR = Brush(size=36, hardness=0.5, mode=Mode.SMUDGE, smudge_length=0.9)
DULL = replace(SMEAR, dull=True, smudge_length=0.6)
BLUR = replace(SMEAR, mode=Mode.BLUR)
ALL = pytest.mark.parametrize("brush", [SMEAR, DULL, BLUR], ids=["smear", "dull", "blur"])

pens = st.lists(
    st.builds(
        Sample,
        x=st.floats(-30, 220),
        y=st.floats(-30, 190),
        pressure=st.floats(0, 1),
        tilt_x=st.just(0.0),
        tilt_y=st.just(0.0),
        time=st.just(0.0),
        rotation=st.just(0.0),
    ),
    min_size=1,
    max_size=5,
)


def worked(layer: Layer, brush: Brush, pen: list[Sample], **options: Any) -> Layer:
    stroke = SmudgeStroke(layer, brush, RED, **{"clip": RECT, "selection": None, **options})
    stroke.add(pen)
    stroke.finish()
    return stroke.layer


def planes(layer: Layer) -> np.ndarray:
    return read(layer.tiles, RECT)


def noise() -> Layer:
    """Paint of all colours and alphas."""
    pixels = np.random.default_rng(3).integers(0, 256, (RECT.height, RECT.width, 4), dtype=np.uint8)
    return Layer("noise", tiles=from_rgba8(pixels))


def halves() -> Layer:
    """Blue on the left, opaque yellow on the right of x = 96."""
    pixels = np.empty((RECT.height, RECT.width, 4), np.uint8)
    pixels[:, :96], pixels[:, 96:] = (20, 60, 200, 255), (240, 200, 40, 255)
    return Layer("halves", tiles=from_rgba8(pixels))


ACROSS = [Sample(50, 80), Sample(90, 80), Sample(150, 80)]


@ALL
@settings(max_examples=15)
@given(
    pen=pens,
    flow=st.floats(0, 1),
    length=st.floats(0, 1),
    hardness=st.floats(0, 1),
    colour=st.tuples(*[st.floats(0, 1)] * 4),
)
def test_paint_that_is_the_same_all_over_stays_so(
    brush: Brush, pen: list[Sample], flow: float, length: float, hardness: float, colour: tuple[float, ...]
) -> None:
    layer = Layer("flat", tiles=solid(colour, RECT.tile_keys()))
    brush = replace(
        brush, flow=flow, smudge_length=length, hardness=hardness, dynamics=(pressed(Setting.SIZE, 0.5),)
    )
    after = worked(layer, brush, pen)
    for key, tile in layer.tiles.items():
        if tile.pixels[3].any():
            assert after.tiles[key] == tile
        else:
            assert not after.tiles.get(key, tile).pixels.any()


@ALL
def test_nothing_stays_nothing(brush: Brush) -> None:
    stroke = SmudgeStroke(Layer("empty"), brush, RED, clip=RECT, selection=None)
    stroke.add(ACROSS)
    stroke.finish()
    assert not stroke.layer.tiles


@ALL
@settings(max_examples=10)
@given(pen=pens, cut=st.integers(0, 5))
def test_no_batch_and_no_frame_matters(brush: Brush, pen: list[Sample], cut: int) -> None:
    layer = noise()
    whole = planes(worked(layer, brush, pen))
    before = module.FRAME_AREA
    module.FRAME_AREA = 5000  # a few dabs
    try:
        stroke = SmudgeStroke(layer, brush, RED, clip=RECT, selection=None)
        stroke.add(pen[:cut])
        stroke.add([])
        stroke.add(pen[cut:])
        while stroke.waiting:
            stroke.add([])
        stroke.finish()
    finally:
        module.FRAME_AREA = before
    assert np.array_equal(planes(stroke.layer), whole)
    assert stroke.changed <= set(RECT.tile_keys())


@ALL
@settings(max_examples=10)
@given(pen=pens, flow=st.floats(0, 1))
def test_what_is_left_is_paint_and_the_layer_is_untouched(
    brush: Brush, pen: list[Sample], flow: float
) -> None:
    layer = noise()
    bytes_before = {key: tile.pixels.tobytes() for key, tile in layer.tiles.items()}
    after = worked(layer, replace(brush, flow=flow, smudge=0.7), pen)
    assert {key: tile.pixels.tobytes() for key, tile in layer.tiles.items()} == bytes_before
    for key, tile in after.tiles.items():
        assert tile.pixels[3].max() <= ONE
        assert (tile.pixels[:3] <= tile.pixels[3]).all()
        if tile is not layer.tiles.get(key):
            assert not tile.pixels.flags.writeable


def test_a_long_stroke_is_cut_into_frames() -> None:
    stroke = SmudgeStroke(halves(), replace(SMEAR, spacing=0.01), RED, clip=RECT, selection=None)
    first = stroke.add([Sample(20, 20), Sample(170, 140), Sample(20, 140), Sample(150, 20), Sample(20, 100)])
    assert first
    assert stroke.waiting
    stroke.finish()
    assert not stroke.waiting


def test_smearing_drags_colour_across_an_edge() -> None:
    after = planes(worked(halves(), SMEAR, ACROSS)) / ONE
    blue = after[2, 80]
    assert blue[60] == pytest.approx(200 / 255, abs=0.01)
    assert blue[110] > 0.4  # was 0.16
    assert blue[110] >= blue[130] > blue[165]
    assert np.array_equal(after[:, 30], planes(halves())[:, 30] / ONE)


def test_a_longer_length_drags_farther() -> None:
    ends = []
    for length in (0.3, 0.7, 0.9, 0.97):
        blue = planes(worked(halves(), replace(SMEAR, smudge_length=length), ACROSS))[2, 80] / ONE
        ends.append(np.flatnonzero(blue > 0.3).max())
    assert ends == sorted(set(ends))


def test_a_hard_edge_leaves_no_prints() -> None:
    """What lies at the very rim where the pen touches is not left behind dab after dab."""
    pixels = np.full((RECT.height, RECT.width, 4), 255, np.uint8)
    pixels[:, 30:] = (20, 60, 200, 255)
    layer = Layer("edge", tiles=from_rgba8(pixels))
    brush = replace(SMEAR, hardness=1.0, smudge_length=0.98)
    row = planes(worked(layer, brush, [Sample(46, 80), Sample(150, 80)]))[0, 80, 60:120] / ONE
    assert np.abs(np.diff(row)).max() < 0.05


def test_the_length_hardly_depends_on_the_spacing() -> None:
    ends = []
    for spacing in (0.03, 0.06, 0.12):
        blue = (
            planes(worked(halves(), replace(DULL, spacing=spacing, smudge_length=0.9), ACROSS))[2, 80] / ONE
        )
        ends.append(int(np.flatnonzero(blue > 0.3).max()))
    assert max(ends) - min(ends) <= 8


@ALL
def test_a_touch_leaves_no_blot(brush: Brush) -> None:
    layer = halves()
    after = worked(layer, brush, [Sample(94, 80)])
    if brush.mode is Mode.SMUDGE:
        assert np.array_equal(planes(after), planes(layer))
    else:
        assert not np.array_equal(planes(after), planes(layer))


@ALL
def test_fading_into_nothing_leaves_no_dark_fringe(brush: Brush) -> None:
    """Straight colour is the same wherever there is enough alpha to tell."""
    pixels = np.zeros((RECT.height, RECT.width, 4), np.uint8)
    pixels[:, :96] = (240, 200, 40, 255)
    after = planes(worked(Layer("half", tiles=from_rgba8(pixels)), brush, [*ACROSS, Sample(60, 90)])).astype(
        float
    )
    alpha = after[3]
    assert ((alpha > 2000) & (alpha < 30000)).sum() > 300
    seen = alpha > 2000
    for channel, value in enumerate((240, 200, 40)):
        straight = after[channel][seen] / alpha[seen]
        assert np.abs(straight - value / 255).max() < 0.003


def test_smudge_mixes_in_the_brush_s_own_colour() -> None:
    after = planes(worked(halves(), replace(DULL, smudge=0.5), ACROSS))[:, 80, 120] / ONE
    assert after[0] > 0.9
    assert after[1] < 0.3
    erased = planes(worked(halves(), replace(DULL, smudge=0.5, eraser=True), ACROSS))[3, 80, 120] / ONE
    assert erased < 0.3


@ALL
@pytest.mark.parametrize("whose", ["layer", "brush"])
def test_locked_alpha_stays(brush: Brush, whose: str) -> None:
    layer = noise()
    if whose == "layer":
        layer = replace(layer, alpha_lock=True)
    after = worked(layer, brush if whose == "layer" else replace(brush, alpha_lock=True), ACROSS)
    assert np.array_equal(planes(after)[3], planes(layer)[3])
    assert not np.array_equal(planes(after), planes(layer))
    with pytest.raises(EditError):
        worked(layer, replace(brush, eraser=True, alpha_lock=True), ACROSS)


@ALL
def test_with_locked_alpha_nothing_darkens_what_lies_beside_it(brush: Brush) -> None:
    pixels = np.zeros((RECT.height, RECT.width, 4), np.uint8)
    pixels[:, 96:] = (240, 200, 40, 255)
    layer = Layer("half", tiles=from_rgba8(pixels), alpha_lock=True)
    change = planes(worked(layer, brush, ACROSS)).astype(int) - planes(layer)
    assert np.abs(change).max() <= 8  # the colour that comes from nothing weighs nothing


@ALL
def test_the_selection_and_the_picture_s_edge_are_kept(brush: Brush) -> None:
    rng = np.random.default_rng(8)
    mask = np.zeros((RECT.height, RECT.width), np.uint16)
    mask[60:110, 70:140] = rng.integers(0, ONE + 1, (50, 70))
    layer, clip = noise(), Rect(0, 0, 120, 100)
    after = worked(layer, brush, ACROSS, selection=Selection.of_array(mask), clip=clip)
    change = (planes(after) != planes(layer)).any(axis=0)
    assert change[60:100, 70:120].any()
    change[60:100, 70:120] &= mask[60:100, 70:120] == 0
    assert not change.any()


@ALL
def test_paint_at_the_picture_s_edge_does_not_fade(brush: Brush) -> None:
    layer = Layer("flat", tiles=from_rgba8(np.full((RECT.height, RECT.width, 4), 255, np.uint8)))
    pen = [Sample(-10, 80), Sample(30, 2), Sample(120, -3), Sample(190, 80), Sample(100, 158)]
    assert np.array_equal(planes(worked(layer, brush, pen)), planes(layer))


def test_blur_softens_an_edge_and_keeps_its_weight() -> None:
    after = planes(worked(halves(), BLUR, [Sample(96, 40), Sample(96, 120)]))[2, 80].astype(float)
    before = planes(halves())[2, 80].astype(float)
    assert np.abs(np.diff(after)).max() < 0.25 * np.abs(np.diff(before)).max()
    assert (np.diff(after[78:114]) <= 0).all()
    assert after.sum() == pytest.approx(before.sum(), rel=0.002)


def test_all_layers_may_be_picked_up() -> None:
    below, own = halves(), Layer("own")
    document = Document(RECT.width, RECT.height, (below, own), own.id)
    for brush in (SMEAR, DULL, BLUR):
        assert not worked(own, brush, ACROSS, seen=document).tiles
        after = worked(own, replace(brush, sample_merged=True), ACROSS, seen=document)
        assert planes(after)[3].max() == ONE
        shown = flatten(document.with_node(after)).astype(int)
        plain = flatten(document).astype(int)
        assert np.abs(shown - plain)[2, 80, 97:150].max() > 1000
        assert np.abs(shown - plain)[:, :, :20].max() == 0


@ALL
def test_all_layers_are_the_layer_itself_where_there_is_no_other(brush: Brush) -> None:
    """Picked up from the composite, dab after dab, or from the layer: the same."""
    layer = halves()
    document = Document(RECT.width, RECT.height, (layer,), layer.id)
    merged = worked(layer, replace(brush, sample_merged=True), ACROSS, seen=document)
    assert np.array_equal(planes(merged), planes(worked(layer, brush, ACROSS)))


@ALL
def test_a_mirrored_stroke_leaves_a_mirrored_picture(brush: Brush) -> None:
    pixels = np.random.default_rng(4).integers(0, 256, (RECT.height, 96, 4), dtype=np.uint8)
    layer = Layer("mirror", tiles=from_rgba8(np.concatenate((pixels, pixels[:, ::-1]), axis=1)))
    copies = Symmetry(Kind.VERTICAL, (96.0, 0.0)).transforms()
    after = planes(worked(layer, brush, [Sample(30.3, 40.2), Sample(60, 90), Sample(40, 130)], copies=copies))
    assert not np.array_equal(after, planes(layer))
    assert np.abs(after.astype(int) - after[:, :, ::-1]).max() <= 1


@ALL
def test_a_tip_s_picture_and_the_grain_count(brush: Brush) -> None:
    picture = np.zeros((32, 32), np.uint8)
    picture[:, :16] = 255
    layer = noise()
    tipped = worked(layer, replace(brush, tip=Tip("half", (picture,))), [Sample(60, 80), Sample(60, 120)])
    rows = (planes(tipped) != planes(layer)).any(axis=0)[80:120]
    assert rows[:, 45:58].mean() > 0.9
    assert rows[:, 64:80].mean() < 0.1
    grained = planes(worked(layer, replace(brush, grain=1.0, flow=0.3), ACROSS))
    assert not np.array_equal(grained, planes(worked(layer, replace(brush, flow=0.3), ACROSS)))


def test_a_locked_layer_says_so() -> None:
    with pytest.raises(EditError, match="locked"):
        worked(replace(noise(), locked=True), SMEAR, ACROSS)
