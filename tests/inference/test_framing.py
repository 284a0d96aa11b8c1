"""Framing: the frame holds the selection, what comes back touches only the selection, and colours match."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from inference.errors import JobError
from inference.framing import (
    MODES,
    FramePlan,
    Mode,
    Prefill,
    Way,
    bounds_of,
    colour_shift,
    composite_mask,
    crop,
    denoise_mask,
    fit,
    flatten,
    frame_job_inputs,
    grow_soft,
    inner,
    laid_over,
    mask_sizes,
    match_colour,
    matched,
    mode_for,
    paste_back,
    plan_frame,
    prefill,
    seam,
    transition_mask,
    work_range,
)
from inference.job import Frame

MASKS = ("none", "all", "pixel", "specks", "blob", "soft", "holes", "border", "corner", "weak")


def random_mask(kind: str, height: int, width: int, rng: np.random.Generator) -> np.ndarray:
    """An H×W uint8 selection of the named sort."""
    mask = np.zeros((height, width), np.uint8)
    y, x = int(rng.integers(height)), int(rng.integers(width))
    if kind == "all":
        mask[:] = 255
    elif kind == "pixel":
        mask[y, x] = 255
    elif kind == "specks":
        mask[rng.random((height, width)) < 0.02] = 255
    elif kind in ("blob", "soft", "holes", "weak"):
        reach = (1 + int(rng.integers(width)) // 2, 1 + int(rng.integers(height)) // 2)
        cv2.ellipse(mask, (x, y), reach, float(rng.integers(180)), 0, 360, 255, -1)
        if kind == "holes":
            mask[rng.random((height, width)) < 0.1] = 0
            cv2.circle(mask, (x, y), max(1, min(reach) // 3), 0, -1)
        elif kind != "blob":
            mask = cv2.GaussianBlur(mask, (0, 0), 1 + 4 * float(rng.random()))
        if kind == "weak":
            mask //= 4
    elif kind == "border":
        mask[:, : 1 + width // 8] = 255
        mask[-1 - height // 8 :] = 255
    elif kind == "corner":
        mask[-1 - height // 3 :, -1 - width // 3 :] = 255
    return mask


def random_picture(height: int, width: int, rng: np.random.Generator, channels: int = 3) -> np.ndarray:
    """Broad colours with fine grain, H×W×C uint8 (alpha: some of all values)."""
    coarse = rng.integers(0, 256, (2 + height // 40, 2 + width // 40, channels)).astype(np.float32)
    picture = np.clip(cv2.resize(coarse, (width, height)), 0, 230).astype(np.uint8)
    picture += rng.integers(0, 25, picture.shape, np.uint8)
    return picture


def scenery(side: int, seed: int = 1) -> np.ndarray:
    """A picture with colour, contrast and few clipped pixels, side×side×3 uint8."""
    rng = np.random.default_rng(seed)
    picture = random_picture(side, side, rng).astype(np.float32)
    return np.rint(30 + picture * 0.75).astype(np.uint8)


documents = st.tuples(
    st.integers(1, 700), st.integers(1, 700), st.sampled_from(MASKS), st.integers(0, 2**32 - 1)
)
engines = st.sampled_from(
    [
        {"native": 512, "multiple": 8},
        {"native": 512, "multiple": 16, "max_side": 640},
        {"native": 64, "multiple": 8},
        {"native": 1024, "multiple": 16},
        {"scale_free": True, "multiple": 1},
    ]
)
strengths = st.sampled_from([0.0, 0.05, 0.3, 0.6, 1.0])


# --- the plan ---------------------------------------------------------------------------------------------


@given(
    size=st.tuples(st.integers(1, 9000), st.integers(1, 9000)),
    corner=st.tuples(st.floats(0, 1), st.floats(0, 1)),
    extent=st.tuples(st.floats(0, 1), st.floats(0, 1)),
    whole=st.booleans(),
    strength=strengths,
    native=st.sampled_from([512, 768, 1024]),
    multiple=st.sampled_from([1, 8, 16]),
    max_side=st.sampled_from([0, 256, 1000]),
    scale_free=st.booleans(),
)
@settings(max_examples=400, deadline=None)
def test_plan_holds_its_promises(
    size: tuple[int, int],
    corner: tuple[float, float],
    extent: tuple[float, float],
    whole: bool,
    strength: float,
    native: int,
    multiple: int,
    max_side: int,
    scale_free: bool,
) -> None:
    x, y = (int(c * (s - 1)) for c, s in zip(corner, size, strict=True))
    bounds = Frame(x, y, 1 + int(extent[0] * (size[0] - x - 1)), 1 + int(extent[1] * (size[1] - y - 1)))
    plan = plan_frame(
        size,
        None if whole else bounds,
        native=native,
        max_side=max_side,
        multiple=multiple,
        strength=strength,
        scale_free=scale_free,
    )
    frame, target = plan.frame, Frame(0, 0, *size) if whole else bounds
    assert frame.x <= target.x
    assert frame.y <= target.y
    assert frame.x + frame.width >= target.x + target.width
    assert frame.y + frame.height >= target.y + target.height
    for start, side, document in ((frame.x, frame.width, size[0]), (frame.y, frame.height, size[1])):
        assert start >= 0 or side > document
        assert start + side <= document or side > document
    assert plan.width % multiple == 0
    assert plan.height % multiple == 0
    # One scale for both axes, to half a document pixel over the whole frame (each side is rounded once).
    skew = abs(frame.width * plan.height - frame.height * plan.width)
    assert skew <= 0.5 * (plan.width + plan.height) + 1e-6
    if max_side:
        assert max(plan.width, plan.height) <= max(max_side, multiple)
    if scale_free and not max_side:
        assert (plan.width, plan.height) == (frame.width, frame.height)
    if not scale_free and not max_side:
        best = work_range(native)
        slack = multiple * (plan.width + plan.height + multiple)
        assert plan.width * plan.height <= best.max_pixels + slack
        assert plan.width * plan.height >= best.min_pixels * 0.99
        if max(plan.width, plan.height) <= 1.25 * min(plan.width, plan.height):
            assert min(plan.width, plan.height) >= best.min_side
            assert max(plan.width, plan.height) <= best.max_side + multiple


@pytest.mark.parametrize(
    ("native", "side", "scale"),
    [(512, 600, 1.0), (512, 4096, 768 / 4096), (512, 256, 2.0), (1024, 904, 1.0), (1024, 8192, 1 / 8)],
)
def test_whole_pictures_are_scaled_only_out_of_range(native: int, side: int, scale: float) -> None:
    plan = plan_frame((side, side), None, native=native)
    assert plan.scale == pytest.approx(scale)
    assert plan.frame == Frame(0, 0, side, side)


def test_a_selection_keeps_document_scale_where_the_model_is_comfortable() -> None:
    plan = plan_frame((4096, 4096), Frame(1000, 1000, 450, 450), strength=0.6)
    assert plan.scale == 1.0
    assert plan.frame.width >= 450 + 2 * mask_sizes(450, 450, 0.6).padding


def test_a_speck_is_enlarged_at_most_twice_while_the_document_has_room() -> None:
    for native in (512, 1024):
        assert plan_frame((4096, 4096), Frame(9, 4000, 1, 1), native=native).scale <= 2.0


def test_full_strength_sees_a_square_of_at_least_512() -> None:
    plan = plan_frame((4096, 4096), Frame(4080, 5, 10, 10), strength=1.0)
    assert plan == FramePlan(Frame(4096 - 512, 0, 512, 512), 512, 512)


def test_a_selection_reaching_out_of_the_document_is_clipped() -> None:
    plan = plan_frame((300, 200), Frame(-50, 150, 100, 100), scale_free=True, multiple=1, strength=0.0)
    assert (
        plan.frame
        == plan_frame((300, 200), Frame(0, 150, 50, 50), scale_free=True, multiple=1, strength=0.0).frame
    )


@pytest.mark.parametrize(
    ("size", "bounds"),
    [((0, 5), None), ((10, 10), Frame(10, 0, 3, 3)), ((10, 10), Frame(2, 2, 0, 4))],
)
def test_nothing_to_frame_is_said(size: tuple[int, int], bounds: Frame | None) -> None:
    with pytest.raises(JobError):
        plan_frame(size, bounds)


# --- crops ------------------------------------------------------------------------------------------------


@given(
    size=st.tuples(st.integers(1, 40), st.integers(1, 40)),
    frame=st.builds(
        Frame, st.integers(-50, 50), st.integers(-50, 50), st.integers(1, 90), st.integers(1, 90)
    ),
    channels=st.sampled_from([0, 3, 4]),
    seed=st.integers(0, 999),
)
@settings(max_examples=200, deadline=None)
def test_crop_repeats_the_edges(size: tuple[int, int], frame: Frame, channels: int, seed: int) -> None:
    width, height = size
    shape = (height, width, channels) if channels else (height, width)
    document = np.random.default_rng(seed).integers(0, 256, shape).astype(np.uint8)
    apart = frame.x >= width or frame.y >= height or frame.x + frame.width <= 0 or frame.y + frame.height <= 0
    if apart:
        with pytest.raises(JobError):
            crop(document, frame)
        return
    rows = np.clip(np.arange(frame.y, frame.y + frame.height), 0, height - 1)
    columns = np.clip(np.arange(frame.x, frame.x + frame.width), 0, width - 1)
    part = crop(document, frame)
    np.testing.assert_array_equal(part, document[rows][:, columns])
    assert not np.shares_memory(part, document)


def test_transparency_becomes_white_paper() -> None:
    values = np.arange(256, dtype=np.uint8)
    picture = np.zeros((256, 256, 4), np.uint8)
    picture[..., :3] = values[:, None, None]
    picture[..., 3] = values[None]
    value, alpha = np.meshgrid(values.astype(np.float64), values.astype(np.float64), indexing="ij")
    exact = np.floor((value * alpha + 255 * (255 - alpha)) / 255 + 0.5)
    np.testing.assert_array_equal(flatten(picture), np.repeat(exact[..., None], 3, axis=2))


def test_inputs_have_the_work_size_and_refuse_a_foreign_selection() -> None:
    picture = scenery(300)
    plan = FramePlan(Frame(-20, 100, 200, 100), 400, 200)
    image, mask = frame_job_inputs(picture, random_mask("corner", 300, 300, np.random.default_rng(0)), plan)
    assert mask is not None
    assert image.shape == (200, 400, 3)
    assert mask.shape == (200, 400)
    assert frame_job_inputs(picture, None, plan)[1] is None
    with pytest.raises(JobError):
        frame_job_inputs(picture, np.zeros((10, 10), np.uint8), plan)


# --- masks ------------------------------------------------------------------------------------------------


@given(document=documents, strength=strengths, engine=engines)
@example(document=(61, 156, "specks", 1), strength=0.0, engine={"native": 64, "multiple": 8})
@settings(max_examples=150, deadline=None)
def test_masks_keep_the_rule(
    document: tuple[int, int, str, int], strength: float, engine: dict[str, Any]
) -> None:
    height, width, kind, seed = document
    selection = random_mask(kind, height, width, np.random.default_rng(seed))
    bounds = bounds_of(selection)
    assert (bounds is None) == (not selection.any())
    plan = plan_frame((width, height), bounds, strength=strength, **engine)
    alpha = composite_mask(selection, plan.frame, (width, height))
    rows, columns = inner(plan.frame, (width, height))
    inside = crop(selection, plan.frame)[rows, columns]
    np.testing.assert_array_equal(alpha[rows, columns], inside)
    assert int(alpha.sum(dtype=np.int64)) == int(selection.sum(dtype=np.int64))  # none lost, none beyond
    traits = MODES[list(Mode)[seed % len(Mode)]]
    denoise = denoise_mask(
        selection, plan.frame, strength, plan.scale, margin=traits.margin, feather=traits.feather
    )
    assert denoise.shape == alpha.shape
    assert (denoise[alpha > 0] == 255).all()
    if bounds is None:
        assert not denoise.any()
        return
    # In the engine's own pixels, too: nothing that is pasted is half-repainted.
    work = fit(denoise, (plan.width, plan.height), soft=True)
    size = (plan.frame.width, plan.frame.height)
    back = cv2.resize(work, size, interpolation=cv2.INTER_NEAREST_EXACT)
    assert (back[alpha > 0] == 255).all()


def test_the_denoise_mask_follows_its_formula() -> None:
    selection = np.zeros((400, 400), np.uint8)
    selection[150:250, 150:250] = 255
    sizes = mask_sizes(100, 100, 0.5)
    assert (sizes.feather, sizes.grow) == (16.0, 12.0)
    assert sizes.padding == pytest.approx(16 + 4 + 0.06 * 100 * 2**0.5)
    row = denoise_mask(selection, Frame(0, 0, 400, 400), 0.5)[200].astype(int)
    edge = 249
    assert (row[150 : edge + 5] == 255).all()
    assert row[edge + 12] == pytest.approx(127.5, abs=1)
    assert (row[edge + 20 :] == 0).all()
    assert (np.diff(row[edge:]) <= 0).all()


@given(document=documents, pixels=st.floats(0, 60))
@settings(max_examples=60, deadline=None)
def test_grow_soft_only_adds_a_rim(document: tuple[int, int, str, int], pixels: float) -> None:
    height, width, kind, seed = document
    selection = random_mask(kind, height, width, np.random.default_rng(seed))
    grown = grow_soft(selection, pixels)
    assert (grown >= selection).all()
    core = selection >= 128
    if not core.any():
        np.testing.assert_array_equal(grown, selection)
        return
    distance = cv2.distanceTransform((~core).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    far = distance > pixels
    np.testing.assert_array_equal(grown[far], selection[far])


def test_no_selection_means_everything_inside_the_document() -> None:
    frame = Frame(-2, 0, 12, 8)
    alpha = composite_mask(None, frame, (10, 8))
    assert (alpha[:, :2] == 0).all()
    assert (alpha[:, 2:] == 255).all()
    assert (denoise_mask(None, frame, 0.3) == 255).all()


# --- pre-fill ---------------------------------------------------------------------------------------------


@given(document=documents, mode=st.sampled_from(list(Prefill)))
@settings(max_examples=80, deadline=None)
def test_prefill_leaves_the_unmasked_alone(document: tuple[int, int, str, int], mode: Prefill) -> None:
    height, width, kind, seed = document
    rng = np.random.default_rng(seed)
    height, width = min(height, 200), min(width, 200)
    image, mask = random_picture(height, width, rng), random_mask(kind, height, width, rng)
    filled = prefill(image, mask, mode)
    np.testing.assert_array_equal(filled[mask == 0], image[mask == 0])
    if mode is Prefill.NONE:
        np.testing.assert_array_equal(filled, image)
    if mode is Prefill.NEUTRAL or (mode is not Prefill.NONE and kind == "all"):
        assert (filled[mask == 255] == 127).all()


@pytest.mark.parametrize("mode", [Prefill.BLUR, Prefill.TELEA])
def test_prefill_removes_what_stood_in_the_hole(mode: Prefill) -> None:
    image = np.zeros((500, 500, 3), np.uint8)
    image[..., 0] = np.linspace(40, 200, 500).astype(np.uint8)  # a gradient to go on with
    truth = image.astype(int)
    mask = np.zeros((500, 500), np.uint8)
    mask[200:300, 200:300] = 255
    image[mask > 0] = (0, 255, 0)
    filled = prefill(image, mask, mode).astype(int)
    assert np.abs(filled - truth).max() <= 25
    assert np.abs(filled - truth)[mask > 0].mean() <= 5


@pytest.mark.parametrize("mode", [Prefill.EDGE, Prefill.TELEA, Prefill.BLUR])
def test_prefill_does_not_spread_what_is_not_known(mode: Prefill) -> None:
    """The white behind transparency is no colour of the picture."""
    image = np.full((120, 160, 3), 255, np.uint8)
    image[:, :60] = (40, 90, 140)
    known = np.zeros((120, 160), np.uint8)
    known[:, :60] = 255
    mask = np.zeros((120, 160), np.uint8)
    mask[:, 60:110] = 255
    filled = prefill(image, mask, mode, known)
    assert np.abs(filled[:, 60:110].astype(int) - (40, 90, 140)).max() <= 8
    assert (filled[:, 110:] == 255).all()


def test_prefill_carries_the_edge_outwards() -> None:
    """Stripes that reach the edge go on past it, and fade into each other far from it."""
    image = np.zeros((240, 400, 3), np.uint8)
    image[:80], image[80:160], image[160:] = 60, 200, 120
    mask = np.zeros((240, 400), np.uint8)
    mask[:, 100:] = 255
    hidden = image.copy()
    hidden[mask > 0] = 255
    edge, blur = (prefill(hidden, mask, mode).astype(int) for mode in (Prefill.EDGE, Prefill.BLUR))
    near = np.s_[:, 100:120]
    assert np.abs(edge[near] - image[near]).mean() <= 8
    assert np.abs(edge - image).mean() < np.abs(blur - image).mean()
    assert np.ptp(edge[:, -1]) < np.ptp(edge[:, 101])


def test_muted_has_the_surroundings_light_without_their_colour() -> None:
    image, mask = np.full((64, 64, 3), (200, 40, 40), np.uint8), half_mask(64)
    middle = prefill(image, mask, Prefill.MUTED)[32, 32].astype(int)
    assert 40 < np.ptp(middle) < 100
    assert middle[0] > middle[1]


def test_prefill_refuses_the_unknown() -> None:
    with pytest.raises(JobError, match="sparkles"):
        prefill(scenery(16), np.zeros((16, 16), np.uint8), "sparkles")
    with pytest.raises(JobError):
        prefill(scenery(16), np.zeros((8, 16), np.uint8), "blur")


# --- modes ------------------------------------------------------------------------------------------------


def test_every_mode_has_its_row() -> None:
    assert set(MODES) == set(Mode)
    for traits in MODES.values():
        assert 0.0 < traits.strength <= 1.0
        assert traits.margin >= 0.0


@pytest.mark.parametrize(("mode", "strength", "means"), [
    ("", 1.0, Mode.FILL), ("", 0.6, Mode.REFINE), ("remove", 0.6, Mode.REMOVE), ("expand", 1.0, Mode.EXPAND),
])  # fmt: skip
def test_a_mode_is_known_by_its_name(mode: str, strength: float, means: Mode) -> None:
    assert mode_for(mode, strength) is means


def test_an_unknown_mode_is_told() -> None:
    with pytest.raises(JobError, match="hallucinate"):
        mode_for("hallucinate", 1.0)


def test_a_mode_s_margin_and_feather_shape_the_mask() -> None:
    selection = np.zeros((400, 400), np.uint8)
    selection[150:250, 150:250] = 255
    frame = Frame(0, 0, 400, 400)
    close = denoise_mask(selection, frame, 1.0, margin=1.0, feather=0.25)
    wide = denoise_mask(selection, frame, 1.0, margin=8.0, feather=1.0)
    assert (wide >= close).all()
    assert not close[200, 250 + 11 :].any()  # 1.5 opaque, a slope of 8
    assert (wide[200, 250 : 250 + 8] == 255).all()


# --- transition -------------------------------------------------------------------------------------------


def kept_right(width: int = 96, side: int = 240) -> np.ndarray:
    kept = np.zeros((side, side), bool)
    kept[:, width:] = True
    return kept


@pytest.mark.parametrize("pixels", [1, 16, 64])
def test_the_transition_zone_is_as_wide_as_it_is_told(pixels: int) -> None:
    kept = kept_right()
    zone = transition_mask(kept, pixels)
    assert not zone[kept].any()
    assert (zone[:, 95] == 255).all()
    assert not zone[:, : 95 - pixels].any()
    assert (np.diff(zone[0, :96].astype(int)) >= 0).all()
    assert not transition_mask(kept, 0).any()
    assert not transition_mask(np.zeros((8, 8), bool), 16).any()


def test_new_paint_is_bent_to_meet_the_old_and_the_old_stays() -> None:
    picture, kept = scenery(240), kept_right()
    alpha = np.where(kept, np.uint8(0), np.uint8(255))
    result = np.clip(picture.astype(int) + np.array([18, 12, 15]), 0, 255).astype(np.uint8)
    seams = []
    for pixels in (0, 32):
        layer = paste_back(result, picture, alpha, transition=pixels, kept=kept)
        over = laid_over(layer, picture)
        np.testing.assert_array_equal(over[kept], picture[kept])
        np.testing.assert_array_equal(over[:, :60], result[:, :60])  # out of reach
        seams.append(seam(picture, over, alpha))
    assert seams[1] < 1.05 < 1.5 < seams[0]
    near = np.abs(over[:, 92:96].astype(int) - picture[:, 92:96]).mean()
    assert near <= 2.0


def test_a_result_that_meets_already_is_not_bent() -> None:
    picture, kept = scenery(240), kept_right()
    layer = paste_back(picture, picture, np.where(kept, np.uint8(0), np.uint8(255)), transition=40, kept=kept)
    np.testing.assert_array_equal(layer[:, :96, :3], picture[:, :96])


# --- colour -----------------------------------------------------------------------------------------------


def half_mask(side: int) -> np.ndarray:
    mask = np.zeros((side, side), np.uint8)
    mask[side // 4 : 3 * side // 4, side // 4 : 3 * side // 4] = 255
    return mask


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    ("gain", "shift"),
    [
        ((1, 1, 1), (9, -6, 4)),
        ((0.85, 0.85, 0.85), (0, 0, 0)),
        ((1.1, 0.95, 0.9), (0, 0, 0)),
        ((0.9, 0.9, 0.9), (18, 12, 10)),
        ((1.15, 1.15, 1.15), (-14, -14, -14)),
    ],
)
def test_a_shift_or_gain_is_undone(
    seed: int, gain: tuple[float, float, float], shift: tuple[float, float, float]
) -> None:
    original, mask = scenery(256, seed), half_mask(256)
    painted = original.copy()
    painted[mask > 0] = scenery(256, seed + 50)[mask > 0]  # the truth inside is another picture
    truth = painted.astype(np.float64)
    result = np.clip(np.rint(truth * gain + shift), 0, 255).astype(np.uint8)
    matched = match_colour(result, original, mask).astype(np.float64)
    assert np.abs(matched - truth).mean() <= 1.0
    inside = mask > 0
    assert matched[inside].std(axis=0) == pytest.approx(truth[inside].std(axis=0), rel=0.01)
    assert colour_shift(matched.astype(np.uint8), original, mask) < colour_shift(result, original, mask) / 4


def test_a_lightness_shift_in_lab_is_undone() -> None:
    original, mask = scenery(256), half_mask(256)
    lab = cv2.cvtColor(original.astype(np.float32) / 255, cv2.COLOR_RGB2Lab)
    lab = (lab - (50, 0, 0)) * (0.85, 0.8, 0.8) + (53, 2, -3)
    result = np.clip(cv2.cvtColor(lab.astype(np.float32), cv2.COLOR_Lab2RGB) * 255, 0, 255).astype(np.uint8)
    before = np.abs(result.astype(int) - original).mean()
    after = np.abs(match_colour(result, original, mask).astype(int) - original).mean()
    assert after < 1.5 < before


@given(document=documents)
@settings(max_examples=60, deadline=None)
def test_matching_an_exact_result_changes_nothing(document: tuple[int, int, str, int]) -> None:
    height, width, kind, seed = document
    rng = np.random.default_rng(seed)
    height, width = min(height, 150), min(width, 150)
    original, mask = random_picture(height, width, rng), random_mask(kind, height, width, rng)
    result = original.copy()
    result[mask > 0] = rng.integers(0, 256, 3)
    np.testing.assert_array_equal(match_colour(result, original, mask), result)


def test_matching_survives_flat_surroundings_and_rounding_noise() -> None:
    rng = np.random.default_rng(3)
    original = np.full((128, 128, 3), 200, np.uint8)
    mask = half_mask(128)
    painted = original.copy()
    painted[mask > 0] = scenery(128)[mask > 0]
    noisy = (painted.astype(int) + rng.integers(-1, 2, painted.shape)).clip(0, 255).astype(np.uint8)
    assert np.abs(match_colour(noisy, original, mask).astype(int) - noisy).max() <= 1
    dimmed = (painted * 0.95).astype(np.uint8)
    matched = match_colour(dimmed, original, mask).astype(int)
    assert np.abs(matched[mask == 0] - 200).max() <= 1
    assert np.abs(matched - painted).mean() <= 6  # flat surroundings show the shift, not the contrast


def test_too_few_pixels_say_nothing() -> None:
    original = scenery(64)
    result = original // 2
    mask = np.full((64, 64), 255, np.uint8)
    mask[:3, :5] = 0
    match = matched(result, original, mask)
    assert match.way is Way.UNKNOWN
    np.testing.assert_array_equal(match.picture, result)
    assert np.isnan(colour_shift(result, original, mask))


@pytest.mark.parametrize(("gain", "shift"), [(1.0, 12.0), (0.85, 0.0)])
def test_a_tiny_unmasked_corner_is_enough(gain: float, shift: float) -> None:
    original = scenery(128)
    mask = np.full((128, 128), 255, np.uint8)
    mask[:12, :12] = 0
    result = np.rint(original * gain + shift).astype(np.uint8)
    match = matched(result, original, mask)
    assert match.way is Way.RGB
    assert np.abs(match.picture.astype(int) - original).mean() <= 1.0


def test_noise_in_a_tiny_corner_says_nothing_of_contrast() -> None:
    rng = np.random.default_rng(7)
    original = np.full((64, 64, 3), 128, np.uint8) + rng.integers(0, 3, (64, 64, 1), np.uint8)
    mask = np.full((64, 64), 255, np.uint8)
    mask[:8, :8] = 0
    result = np.clip(original + rng.normal(10, 8, original.shape), 0, 255).astype(np.uint8)
    matched_picture = match_colour(result, original, mask)
    ratio = matched_picture.std() / result.std()
    assert 0.9 <= ratio <= 1.1


def test_white_paper_that_came_back_whiter_stays_white() -> None:
    """Clipped values are lost; what they were is told by the paper around the mask."""
    original = np.full((200, 200, 3), 255, np.uint8)
    original[20:60, :150] = scenery(200)[20:60, :150]
    truth, mask = original.copy(), half_mask(200)
    truth[110:140, 60:140] = scenery(200, 8)[110:140, 60:140]
    result = np.clip(truth.astype(int) + 9, 0, 255).astype(np.uint8)
    match = match_colour(result, original, mask)
    assert (match[truth.min(axis=2) == 255] == 255).all()
    assert np.abs(match.astype(int) - truth).mean() <= 0.2


def test_few_tones_do_not_make_a_gain_look_like_some_of_each() -> None:
    """Within thirty levels rounding hides where a gain of 1.017 begins; what is elsewhere would be skewed."""
    ramp = np.linspace(204, 228, 160)[None, :, None]
    original = np.rint(ramp + np.random.default_rng(1).normal(0, 1, (160, 160, 3))).astype(np.uint8)
    mask = half_mask(160)
    truth = original.copy()
    truth[mask > 0] = scenery(160)[mask > 0]
    result = np.rint(truth * 1.017).clip(0, 255).astype(np.uint8)
    match = matched(result, original, mask)
    assert match.way is Way.RGB
    inside = mask > 0
    ratio = match.picture[inside].std(axis=0) / truth[inside].std(axis=0)
    np.testing.assert_allclose(ratio, 1.0, atol=0.002)
    assert np.abs(match.picture.astype(int) - truth).mean() <= 0.5


def test_highlights_that_were_clipped_are_told_by_their_like() -> None:
    """Paper is white; paint that was clipped in some channels goes on as deep as it lies among its like."""
    rows, columns = np.mgrid[0:240, 0:320].astype(np.float32)
    swell = 170 + 85 * np.sin(columns / 40) * np.cos(rows / 30)
    scene = np.dstack([swell, 0.6 * swell, 0.4 * swell + 40])
    scene += np.random.default_rng(4).normal(0, 4, scene.shape)
    original = scene.clip(0, 250).astype(np.uint8)
    original[:90] = 255  # paper
    truth, mask = original.copy(), np.zeros((240, 320), np.uint8)
    mask[140:230, 60:200] = 255
    truth[mask > 0] = np.roll(original, 40, axis=1)[mask > 0]
    result = np.rint(truth * 1.2).clip(0, 255).astype(np.uint8)
    red = match_colour(result, original, mask)[..., 0].astype(int)
    assert (red[:90] == 255).all()
    clipped = (result[..., 0] == 255) & (mask > 0)
    assert clipped.sum() > 1000
    wrong = np.abs(red - truth[..., 0].astype(int))[clipped].mean()
    told = truth[..., 0].astype(int)[clipped]
    assert wrong < 0.6 * np.abs(told - np.median(told)).mean()  # than the best single colour would be
    assert np.abs(red - truth[..., 0].astype(int)).mean() <= 1.0


# --- paste-back -------------------------------------------------------------------------------------------


def inpaint(
    picture: np.ndarray, selection: np.ndarray, strength: float, engine: dict[str, Any], make: str, seed: int
) -> np.ndarray:
    """The road of one inpaint without an engine: returns the flattened document afterwards, H×W×3."""
    height, width = selection.shape
    bounds = bounds_of(selection)
    assert bounds is not None
    plan = plan_frame((width, height), bounds, strength=strength, **engine)
    image, mask = frame_job_inputs(picture, selection, plan, strength)
    assert mask is not None
    result = image
    if make == "noise":
        result = np.random.default_rng(seed).integers(0, 256, image.shape).astype(np.uint8)
    elif make == "rounding":
        step = np.random.default_rng(seed).integers(-1, 2, image.shape)
        result = np.clip(image.astype(int) + step, 0, 255).astype(np.uint8)
    result = match_colour(result, image, mask) if make != "noise" else result
    original = crop(picture, plan.frame)
    alpha = composite_mask(selection, plan.frame, (width, height))
    layer = paste_back(result, original, alpha)
    np.testing.assert_array_equal(layer[..., 3], alpha)
    assert not layer[alpha == 0].any()
    rows, columns = inner(plan.frame, (width, height))
    after = flatten(picture)
    top, left = plan.frame.y + rows.start, plan.frame.x + columns.start
    pasted = laid_over(layer, original)[rows, columns]
    after[top : top + pasted.shape[0], left : left + pasted.shape[1]] = pasted
    return after


@given(
    document=documents,
    strength=strengths,
    engine=engines,
    make=st.sampled_from(["exact", "rounding", "noise"]),
    channels=st.sampled_from([3, 4]),
)
@settings(max_examples=120, deadline=None)
def test_an_inpaint_touches_the_selection_only(
    document: tuple[int, int, str, int],
    strength: float,
    engine: dict[str, Any],
    make: str,
    channels: int,
) -> None:
    height, width, kind, seed = document
    rng = np.random.default_rng(seed)
    selection = random_mask(kind, height, width, rng)
    if not selection.any():
        return
    picture = random_picture(height, width, rng, channels)
    before = flatten(picture)
    after = inpaint(picture, selection, strength, engine, make, seed)
    np.testing.assert_array_equal(after[selection == 0], before[selection == 0])
    worst = int(np.abs(after.astype(int) - before).max())
    if make == "exact":
        assert worst == 0  # at every working scale
    elif make == "rounding":
        assert worst <= 1
    elif (selection == 255).sum() > 1000:
        assert worst > 20


def test_ten_inpaints_in_a_row_leave_the_rest_alone() -> None:
    rng = np.random.default_rng(5)
    picture = random_picture(300, 420, rng)
    selection = random_mask("holes", 300, 420, rng)
    after = picture
    for turn in range(10):
        after = inpaint(after, selection, 0.6, {"native": 512}, "noise", turn)
    np.testing.assert_array_equal(after[selection == 0], picture[selection == 0])
    assert (after[selection == 255] != picture[selection == 255]).any()


@pytest.mark.parametrize(
    ("size", "kind", "engine"),
    [((4096, 4096), "soft", {"native": 1024}), ((1200, 4096), "border", {"scale_free": True, "multiple": 1})],
)
def test_a_large_document_keeps_the_rule(size: tuple[int, int], kind: str, engine: dict[str, Any]) -> None:
    rng = np.random.default_rng(11)
    picture = np.tile(random_picture(400, 512, rng, 4), (11, 8, 1))[: size[0]]
    selection = random_mask(kind, *size, rng)
    before = flatten(picture)
    after = inpaint(picture, selection, 0.6, engine, "exact", 0)
    np.testing.assert_array_equal(after, before)


def test_a_changed_region_keeps_nothing_of_the_old_detail() -> None:
    rng = np.random.default_rng(2)
    original = rng.integers(0, 256, (256, 256, 3)).astype(np.uint8)  # all grain
    result = np.full((64, 64, 3), 250, np.uint8)
    result[:, 32:] = fit(original, (64, 64))[:, 32:]  # the right half is left alone
    pasted = paste_back(result, original, np.full((256, 256), 255, np.uint8))[..., :3]
    assert (pasted[:, :112] == 250).all()
    np.testing.assert_array_equal(pasted[:, 144:], original[:, 144:])


def test_deep_layers_hold_the_same_picture_with_more_steps() -> None:
    original = np.zeros((64, 64, 3), np.uint8)
    result = np.zeros((16, 16, 3), np.uint8)
    result[:] = np.linspace(100, 110, 16)[None, :, None]
    alpha = np.full((64, 64), 200, np.uint8)
    alpha[:, :5] = 0
    shallow = paste_back(result, original, alpha)
    deep = paste_back(result, original, alpha, deep=True)
    assert deep.dtype == np.uint16
    assert np.abs(deep / 257.0 - shallow).max() <= 0.5
    np.testing.assert_array_equal(deep[..., 3], alpha * np.uint16(257))
    assert len(np.unique(deep[..., 0])) > len(np.unique(shallow[..., 0]))


@pytest.mark.parametrize("side", [32, 64, 128])
def test_a_result_with_its_own_alpha_keeps_it(side: int) -> None:
    result = np.zeros((side, side, 4), np.uint8)
    result[:, side // 2 :] = (200, 100, 50, 255)
    alpha = np.full((64, 64), 255, np.uint8)
    alpha[:8] = 0
    layer = paste_back(result, np.zeros((64, 64, 3), np.uint8), alpha)
    assert not layer[:8].any()
    assert not layer[:, :30].any()
    assert (layer[8:, 34:] == (200, 100, 50, 255)).all()
    solid = layer[..., 3] > 8
    assert np.abs(layer[solid][:, :3].astype(int) - (200, 100, 50)).max() <= 1  # no dark fringe


def test_a_mask_of_another_size_is_refused() -> None:
    with pytest.raises(JobError):
        paste_back(scenery(16), scenery(16), np.zeros((8, 16), np.uint8))


# --- the seam figure --------------------------------------------------------------------------------------


def test_the_seam_figure_sees_a_seam() -> None:
    original, mask = scenery(200), half_mask(200)
    same = seam(original, original, mask)
    assert same == 1.0
    shifted = original.copy()
    figures = []
    for step in (4, 12, 40):
        shifted[mask > 0] = np.clip(original[mask > 0].astype(int) + step, 0, 255)
        figures.append(seam(original, shifted, mask))
    assert 1.0 < figures[0] < figures[1] < figures[2]
    soft = cv2.GaussianBlur(mask, (0, 0), 8)
    faded = laid_over(
        np.dstack((np.clip(original.astype(int) + 40, 0, 255).astype(np.uint8), soft)), original
    )
    assert seam(original, faded, soft) < figures[1]  # a soft rim hides the same difference


def test_an_edge_along_the_rim_that_was_there_before_is_no_seam() -> None:
    mask = half_mask(200)
    original = scenery(200)
    original[mask > 0] //= 3  # an object, selected precisely
    assert seam(original, original, mask) == 1.0
    assert seam(original, scenery(200), mask) < 0.5  # and removed


@pytest.mark.parametrize("value", [0, 255])
def test_without_a_rim_there_is_no_seam(value: int) -> None:
    assert seam(scenery(32), scenery(32, 2), np.full((32, 32), value, np.uint8)) == 1.0
