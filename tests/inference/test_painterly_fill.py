"""Content-aware fill."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from inference.engines.painterly import PainterlyEngine
from inference.engines.painterly.overpaint import THINNEST, finest_mark
from inference.errors import Cancelled, JobError
from inference.job import Frame, Job, Kind, Progress

SIDE = 160
KEY = (255, 0, 255)  # a colour that no test picture holds: it must not leak out of the hole


def stripes() -> np.ndarray:
    y, x = np.mgrid[0:SIDE, 0:SIDE]
    bright = ((x + y) // 8) % 2 == 1
    return np.where(bright[..., None], (210, 150, 60), (40, 70, 90)).astype(np.uint8)


def checker() -> np.ndarray:
    y, x = np.mgrid[0:SIDE, 0:SIDE]
    return np.where(((x // 10 + y // 10) % 2 == 1)[..., None], (220, 220, 200), (30, 40, 30)).astype(np.uint8)


def hole(top: int = 50, bottom: int = 100, left: int = 60, right: int = 115) -> np.ndarray:
    mask = np.zeros((SIDE, SIDE), np.uint8)
    mask[top:bottom, left:right] = 255
    return mask


def cut(image: np.ndarray, mask: np.ndarray) -> np.ndarray:
    out = image.copy()
    out[mask > 0] = KEY
    return out


def job(image: np.ndarray, mask: np.ndarray, **settings: object) -> Job:
    height, width = mask.shape
    values = {"image": image, "mask": mask, **settings}
    return Job(Kind.INPAINT, "painterly", Frame(0, 0, width, height), **values)  # type: ignore[arg-type]


def fill(
    image: np.ndarray,
    mask: np.ndarray,
    on_progress: Callable[[Progress], None] = lambda progress: None,
    **settings: object,
) -> np.ndarray:
    result = PainterlyEngine().run(job(image, mask, **settings), on_progress, lambda: False)
    assert result.strokes is None
    assert result.image is not None
    assert result.image.dtype == np.uint8
    return result.image


@pytest.mark.parametrize("texture", [stripes, checker])
def test_a_texture_goes_on_through_the_hole(texture: Callable[[], np.ndarray]) -> None:
    truth, mask = texture(), hole()
    out = fill(cut(truth, mask), mask)
    np.testing.assert_array_equal(out[mask == 0], truth[mask == 0])
    wrong = np.abs(out[mask > 0].astype(int) - truth[mask > 0]).mean()
    plain = np.abs(truth[mask > 0].astype(int) - truth.reshape(-1, 3).mean(axis=0)).mean()
    assert wrong < 0.15 * plain


def test_a_hole_at_the_corner_and_a_soft_mask() -> None:
    truth, mask = checker(), np.zeros((SIDE, SIDE), np.uint8)
    mask[:45, :50] = 255
    mask[45:50, :50] = 1  # any trace of the mask is hole
    out = fill(cut(truth, mask), mask)
    np.testing.assert_array_equal(out[mask == 0], truth[mask == 0])
    assert np.abs(out[mask > 0].astype(int) - truth[mask > 0]).mean() < 40


def test_noise_is_filled_with_noise_of_the_same_kind_and_nothing_from_the_hole() -> None:
    noise = np.random.default_rng(1).normal(128, 40, (SIDE, SIDE, 3))
    image = np.clip(cv2.GaussianBlur(noise, (0, 0), 1.5) * 2 - 128, 0, 255).astype(np.uint8)
    mask = hole()
    out = fill(cut(image, mask), mask)
    inside, outside = out[mask > 0].astype(float), image[mask == 0].astype(float)
    assert np.abs(inside.mean(axis=0) - outside.mean(axis=0)).max() < 8
    assert inside.std() > 0.6 * outside.std()
    assert not (out[mask > 0] == KEY).all(axis=1).any()


def test_same_job_same_pixels_and_other_seeds_differ() -> None:
    image = np.random.default_rng(2).integers(0, 255, (SIDE, SIDE, 3)).astype(np.uint8)
    image = cv2.GaussianBlur(image, (0, 0), 2)
    mask = hole()
    first = fill(image, mask, seed=3)
    np.testing.assert_array_equal(first, fill(image, mask, seed=3))
    assert (first != fill(image, mask, seed=4)).any()


def test_low_strength_follows_the_original_and_high_strength_does_not() -> None:
    """A bright disc in the hole: dark and bright ground are both at hand to rebuild it from."""
    rng = np.random.default_rng(5)
    image = np.full((SIDE, SIDE, 3), 60.0)
    image[:, 120:] = 200
    image += cv2.GaussianBlur(rng.normal(0, 60, image.shape), (0, 0), 1.5)
    cv2.circle(image, (70, 75), 12, (200, 200, 200), -1)
    image = np.clip(image, 0, 255).astype(np.uint8)
    mask = hole(45, 105, 40, 100)
    disc = cv2.circle(np.zeros((SIDE, SIDE), np.uint8), (70, 75), 9, 255, -1) > 0
    assert fill(image, mask, strength=0.1)[disc].mean() > 150
    assert fill(image, mask, strength=0.9)[disc].mean() < 100
    local = np.where(np.arange(SIDE)[None, :] < SIDE, 20, 255).repeat(SIDE, 0).astype(np.uint8)
    assert fill(image, mask, strength=0.9, strength_map=local)[disc].mean() > 150


def test_full_mask_is_a_job_error_and_an_empty_one_changes_nothing() -> None:
    image = stripes()
    with pytest.raises(JobError, match="covers the whole picture"):
        fill(image, np.full((SIDE, SIDE), 255, np.uint8))
    np.testing.assert_array_equal(fill(image, np.zeros((SIDE, SIDE), np.uint8)), image)


@pytest.mark.parametrize("shape", [(1, 2), (3, 3), (2, 40), (9, 7)])
def test_tiny_pictures(shape: tuple[int, int]) -> None:
    image = np.random.default_rng(0).integers(0, 255, (*shape, 3)).astype(np.uint8)
    mask = np.zeros(shape, np.uint8)
    mask[0, 0] = 255
    out = fill(image, mask)
    np.testing.assert_array_equal(out[mask == 0], image[mask == 0])


def test_hardly_any_source_left() -> None:
    image, mask = stripes(), np.full((SIDE, SIDE), 255, np.uint8)
    mask[:, :2] = 0
    out = fill(cut(image, mask), mask)
    np.testing.assert_array_equal(out[:, :2], image[:, :2])
    assert not (out == KEY).all(axis=2).any()


def beyond(image: np.ndarray, mask: np.ndarray, mode: str = "remove") -> tuple[float, float]:
    """Mean error in the hole, ours and that of OpenCV's inpainting, 0 … 255."""
    cut_out = cut(image, mask)
    ours = fill(cut_out, mask, mode=mode)
    np.testing.assert_array_equal(ours[mask == 0], image[mask == 0])
    plain = cv2.inpaint(cut_out, mask, 5, cv2.INPAINT_TELEA)
    error, reference = (
        float(np.abs(one[mask > 0].astype(int) - image[mask > 0]).mean()) for one in (ours, plain)
    )
    return error, reference


def crossing() -> np.ndarray:
    """A bar that the hole cuts, beside one that it does not."""
    image = np.full((SIDE, SIDE, 3), 220, np.uint8)
    image[70:84] = (180, 40, 40)
    image[:, 2:12] = (40, 40, 160)
    return image


def slope() -> np.ndarray:
    """Two grounds and the edge between them, with a little grain."""
    y, x = np.mgrid[0:SIDE, 0:SIDE]
    image = np.where((y > 55 + 0.3 * x)[..., None], (60, 90, 50), (150, 180, 230)).astype(np.float32)
    image += np.random.default_rng(0).normal(0, 3, (SIDE, SIDE, 1))
    return np.clip(image, 0, 255).astype(np.uint8)


def sky() -> np.ndarray:
    """A fall of colour both ways: nowhere else is there a patch of the hole's own colours."""
    y, x = np.mgrid[0:SIDE, 0:SIDE]
    image = np.dstack([x * 0.8 + 40, y * 0.7 + 60, 200 - x * 0.4])
    return np.clip(image + np.random.default_rng(1).normal(0, 1.5, (SIDE, SIDE, 1)), 0, 255).astype(np.uint8)


@pytest.mark.parametrize(
    ("texture", "most", "better"),
    # the mean error that may be left, and how many times better than cv2.inpaint at least
    [(stripes, 1.0, 20.0), (checker, 1.0, 20.0), (crossing, 1.0, 8.0), (slope, 5.0, 1.5), (sky, 3.0, 1.2)],
)
def test_structure_goes_on_better_than_by_diffusion(
    texture: Callable[[], np.ndarray], most: float, better: float
) -> None:
    ours, reference = beyond(texture(), hole(50, 110, 80, 116))
    assert ours < most
    assert reference > better * ours


def busy(image: np.ndarray, mask: np.ndarray) -> float:
    """The mean slope inside a mask."""
    light = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(np.float32)
    slope = cv2.magnitude(cv2.Sobel(light, cv2.CV_32F, 1, 0), cv2.Sobel(light, cv2.CV_32F, 0, 1))
    return float(slope[mask > 0].mean())


def pebbles() -> np.ndarray:
    """A texture without order: blobs of many greys, SIDE×SIDE×3 uint8."""
    rng = np.random.default_rng(3)
    image = np.full((SIDE, SIDE, 3), 90, np.uint8)
    for _ in range(900):
        x, y = (int(v) for v in rng.integers(0, SIDE, 2))
        grey = int(rng.integers(70, 230))
        cv2.circle(image, (x, y), int(rng.integers(3, 7)), (grey, grey, int(0.9 * grey)), -1, cv2.LINE_AA)
    return image


def test_a_texture_without_order_stays_as_crisp_as_it_is() -> None:
    image, mask = pebbles(), hole()
    out = fill(cut(image, mask), mask)
    assert 0.75 < busy(out, mask) / busy(image, mask) < 1.3
    plain = cv2.inpaint(cut(image, mask), mask, 5, cv2.INPAINT_TELEA)
    assert busy(plain, mask) < 0.5 * busy(image, mask)


def test_clean_ground_ignores_all_words() -> None:
    request = job(stripes(), hole(), prompt="a warm sparkly fence", mode="remove")
    result = PainterlyEngine().run(request, lambda progress: None, lambda: False)
    assert set(result.notes) == {"ignored:warm", "ignored:sparkly", "ignored:fence"}


def test_mode_fill_paints_the_hole_over_in_strokes() -> None:
    image, mask = pebbles(), hole()
    clean = fill(cut(image, mask), mask, mode="remove")
    painted = fill(cut(image, mask), mask, mode="fill")
    np.testing.assert_array_equal(painted[mask == 0], image[mask == 0])
    inside = mask > 0
    change = np.abs(painted[inside].astype(int) - clean[inside]).mean()
    assert 2 < change < 30
    # without words the colours are those of the clean ground
    assert np.abs(painted[inside].mean(axis=0) - clean[inside].mean(axis=0)).max() < 3
    np.testing.assert_array_equal(painted, fill(cut(image, mask), mask, mode="fill"))


def test_mode_fill_takes_words() -> None:
    image, mask = pebbles(), hole()
    request = job(cut(image, mask), mask, mode="fill", prompt="night, sparkly")
    result = PainterlyEngine().run(request, lambda progress: None, lambda: False)
    assert result.notes == ("ignored:sparkly",)
    assert result.image is not None
    assert result.image[mask > 0].mean() < image[mask > 0].mean() - 25
    np.testing.assert_array_equal(result.image[mask == 0], image[mask == 0])


def test_marks_are_measured() -> None:
    """Discs of one size on a ground: broader ones are found to be broader; smooth ground has none."""
    known = np.ones((SIDE, SIDE), bool)
    widths: list[float] = []
    for radius in (3, 6, 10):
        rng, image = np.random.default_rng(0), np.full((SIDE, SIDE, 3), 128, np.uint8)
        for _ in range(SIDE * SIDE // (radius * radius)):
            x, y = (int(v) for v in rng.integers(0, SIDE, 2))
            cv2.circle(image, (x, y), radius, (int(rng.integers(0, 255)),) * 3, -1)
        widths.append(finest_mark(image, known))
    assert widths == sorted(set(widths))
    assert finest_mark(np.full((SIDE, SIDE, 3), 90, np.uint8), known) == THINNEST


def test_progress_and_cancel() -> None:
    told: list[Progress] = []
    fill(stripes(), hole(), told.append)
    assert [progress.step for progress in told] == sorted(progress.step for progress in told)
    assert told[-1].step == told[-1].steps
    assert all(progress.stage == "filling" for progress in told)
    shown = [progress.preview for progress in told if progress.preview is not None]
    assert shown
    assert max(max(preview.shape) for preview in shown) <= 256
    asked = 0

    def cancelled() -> bool:
        nonlocal asked
        asked += 1
        return asked > 5

    with pytest.raises(Cancelled):
        PainterlyEngine().run(job(stripes(), hole()), lambda progress: None, cancelled)
    assert asked == 6
