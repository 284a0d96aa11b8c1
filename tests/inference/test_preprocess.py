"""Control pictures: lines that were drawn are found, paper is not; the same picture gives the same map."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from inference.conditions import CONTROL_KINDS
from inference.errors import JobError
from inference.preprocess import KINDS, control_picture
from inference.preprocess.sheet import read_sheet
from inference.preprocess.thin import thinned

SIDE = 512
LINES = ("scribble", "lineart")


def drawn(width: int, side: int = SIDE) -> np.ndarray:
    """Strokes of one width, H×W uint8, 255 = ink: a circle, a house, a wave, and a dot-free rest."""
    ink = np.zeros((side, side), np.uint8)
    unit = side / 512

    def at(*points: tuple[float, float]) -> np.ndarray:
        return np.rint(np.array(points) * unit).astype(np.int32)

    cv2.circle(ink, tuple(map(int, at((380, 130))[0])), round(80 * unit), 255, width, cv2.LINE_AA)
    cv2.polylines(ink, [at((60, 300), (60, 460), (240, 460), (240, 300))], True, 255, width, cv2.LINE_AA)
    cv2.polylines(ink, [at((60, 300), (150, 200), (240, 300))], False, 255, width, cv2.LINE_AA)
    wave = [(290 + 2 * x, 380 + 40 * np.sin(x / 12)) for x in range(90)]
    cv2.polylines(ink, [at(*wave)], False, 255, width, cv2.LINE_AA)
    return ink


def sketch(width: int = 3, *, noise: float = 6.0, dark: float = 0.8, side: int = SIDE) -> np.ndarray:
    """Pencil on grainy, unevenly lit paper: H×W×3 uint8."""
    rng = np.random.default_rng(width)
    light = 235 - 25 * np.linspace(0, 1, side)[None, :] * np.ones((side, 1))
    light = light * (1 - dark * drawn(width, side) / 255.0) + rng.normal(0, noise, (side, side))
    return np.repeat(np.clip(np.rint(light), 0, 255).astype(np.uint8)[..., None], 3, axis=2)


def found(picture: np.ndarray) -> np.ndarray:
    return picture[..., 0] > 127


def rates(lines: np.ndarray, truth: np.ndarray, near: float = 4.0) -> tuple[float, float]:
    """Share of the drawn lines' middles with a found line near, and of found pixels without a drawn one."""
    middle = thinned(truth > 127)
    to_lines = cv2.distanceTransform((~lines).astype(np.uint8), cv2.DIST_L2, 5)
    to_truth = cv2.distanceTransform((truth <= 127).astype(np.uint8), cv2.DIST_L2, 5)
    return float((to_lines[middle] <= near).mean()), float((to_truth[lines] > near).mean())


def test_every_kind_of_control_has_its_picture() -> None:
    assert set(KINDS) == set(CONTROL_KINDS)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", [(256, 192), (520, 776), (64, 64)])
def test_pictures_have_the_work_size_and_come_out_the_same(kind: str, size: tuple[int, int]) -> None:
    picture = sketch(side=300)
    before = picture.copy()
    one, other = (control_picture(kind, picture, size) for _ in range(2))
    assert one.shape == (size[1], size[0], 3)
    assert one.dtype == np.uint8
    np.testing.assert_array_equal(one, other)
    np.testing.assert_array_equal(picture, before)


@pytest.mark.parametrize("kind", LINES)
@pytest.mark.parametrize("width", [1, 3, 7, 14])
def test_lines_of_a_sketch_are_found_and_its_paper_is_not(kind: str, width: int) -> None:
    recall, false = rates(found(control_picture(kind, sketch(width), (SIDE, SIDE))), drawn(width))
    assert recall >= 0.95
    assert false <= 0.05


@pytest.mark.parametrize("kind", LINES)
@pytest.mark.parametrize(("noise", "dark"), [(0.0, 1.0), (12.0, 0.8), (3.0, 0.25)])
def test_faint_pencil_and_rough_paper_are_told_apart(kind: str, noise: float, dark: float) -> None:
    picture = control_picture(kind, sketch(3, noise=noise, dark=dark), (SIDE, SIDE))
    recall, false = rates(found(picture), drawn(3))
    assert recall >= 0.95
    assert false <= 0.05


@pytest.mark.parametrize("kind", LINES)
def test_light_lines_on_dark_are_the_same_drawing(kind: str) -> None:
    picture = sketch(3)
    usual, turned = (control_picture(kind, each, (SIDE, SIDE)) for each in (picture, 255 - picture))
    np.testing.assert_array_equal(usual, turned)
    assert not read_sheet(picture).inverted
    assert read_sheet(255 - picture).inverted


@pytest.mark.parametrize("paper", [(110, 70), (140, 190)])
def test_paper_of_middling_grey_is_read_by_its_thin_marks(paper: tuple[int, int]) -> None:
    ground, line = paper
    light = (ground + (line - ground) * (drawn(3) / 255.0)).astype(np.uint8)
    sheet = read_sheet(np.repeat(light[..., None], 3, axis=2))
    assert sheet.drawing
    assert sheet.inverted == (line > ground)


def test_scribbles_do_not_care_for_the_pen() -> None:
    fine, broad = (found(control_picture("scribble", sketch(width), (SIDE, SIDE))) for width in (2, 12))
    assert 0.8 <= fine.sum() / broad.sum() <= 1.25
    assert rates(fine, np.where(broad, np.uint8(255), np.uint8(0)))[0] >= 0.95


def test_thin_lines_survive_shrinking() -> None:
    large = sketch(3, side=2000)
    for kind in LINES:
        recall, false = rates(found(control_picture(kind, large, (SIDE, SIDE))), drawn(2))
        assert recall >= 0.95
        assert false <= 0.05


def test_ink_on_a_transparent_layer_lies_on_white() -> None:
    layer = np.zeros((SIDE, SIDE, 4), np.uint8)
    layer[..., 3] = drawn(3)  # black ink
    recall, false = rates(found(control_picture("scribble", layer, (SIDE, SIDE))), drawn(3))
    assert recall >= 0.95
    assert false <= 0.05


@pytest.mark.parametrize("kind", ["scribble", "lineart", "softedge", "canny"])
def test_blank_paper_and_an_empty_layer_give_black(kind: str) -> None:
    paper = np.clip(np.random.default_rng(1).normal(240, 5, (SIDE, SIDE, 1)), 0, 255).astype(np.uint8)
    assert found(control_picture(kind, np.repeat(paper, 3, axis=2), (SIDE, SIDE))).mean() < 0.002
    assert not control_picture(kind, np.zeros((90, 70, 4), np.uint8), (128, 64)).any()


def painting() -> tuple[np.ndarray, np.ndarray]:
    """Shapes in colour under soft light and grain, some alike in lightness, and their outlines (255)."""
    rng = np.random.default_rng(4)
    picture = np.full((SIDE, SIDE, 3), (70, 110, 160), np.float32)
    outline = np.zeros((SIDE, SIDE), np.uint8)
    shapes = [
        ((150, 160), 90, (190, 90, 60)),
        ((360, 170), 70, (140, 90, 70)),
        ((250, 380), 85, (40, 60, 50)),
    ]
    for middle, radius, colour in shapes:
        cv2.circle(picture, middle, radius, colour, -1)
        cv2.circle(outline, middle, radius, 255, 1)
    picture += np.linspace(-15, 15, SIDE, dtype=np.float32)[None, :, None]
    picture += rng.normal(0, 4, picture.shape)
    return np.clip(cv2.GaussianBlur(picture, (0, 0), 0.8), 0, 255).astype(np.uint8), outline


@pytest.mark.parametrize("kind", ["scribble", "lineart", "softedge", "canny"])
def test_outlines_of_a_painting_are_found(kind: str) -> None:
    picture, outline = painting()
    assert not read_sheet(picture).drawing
    recall, false = rates(found(control_picture(kind, picture, (SIDE, SIDE))), outline, 5.0)
    assert recall >= 0.95
    assert false <= 0.05


def test_colour_blocks_keep_colours_and_drop_detail() -> None:
    picture, _ = painting()
    blocks = control_picture("tile", picture, (SIDE, SIDE))
    broad = [cv2.GaussianBlur(each.astype(np.float32), (0, 0), 24) for each in (picture, blocks)]
    assert np.abs(broad[0] - broad[1]).mean() < 2.0
    fine = [each - cv2.GaussianBlur(each.astype(np.float32), (0, 0), 2) for each in (picture, blocks)]
    assert fine[1].std() < 0.4 * fine[0].std()


def test_a_ready_map_is_taken_as_it_is() -> None:
    picture, _ = painting()
    np.testing.assert_array_equal(control_picture("depth", picture, (SIDE, SIDE)), picture)


def test_thinning_keeps_lines_whole() -> None:
    shape = drawn(9) > 127
    line = thinned(shape)
    assert not (line & ~shape).any()
    counts = [cv2.connectedComponents(each.astype(np.uint8), connectivity=8)[0] for each in (shape, line)]
    assert counts[0] == counts[1]
    blocks = cv2.filter2D(line.astype(np.uint8), -1, np.ones((2, 2), np.float32))
    assert (blocks == 4).mean() < 1e-4  # one pixel wide


def test_what_makes_no_sense_is_told() -> None:
    with pytest.raises(JobError, match="telepathy"):
        control_picture("telepathy", sketch(), (64, 64))
    with pytest.raises(JobError, match="at least 1 pixel"):
        control_picture("canny", sketch(), (0, 64))
    with pytest.raises(JobError, match="8 bits"):
        control_picture("canny", np.zeros((4, 4), np.uint8), (64, 64))
