"""Large areas in tiles: every pixel has its whole weight, and nothing shows where tiles meet."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inference.errors import JobError
from inference.framing import enlarge, overlap_for, plan_tiles, refine, seam
from inference.framing.tiles import UNIT


def picture(width: int = 90, height: int = 70, seed: int = 1) -> np.ndarray:
    """Broad colours that clip nowhere, with some grain."""
    rng = np.random.default_rng(seed)
    coarse = rng.integers(50, 206, (6, 8, 3)).astype(np.float32)
    fine = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC) + rng.normal(
        0, 4, (height, width, 3)
    )
    return np.clip(fine, 20, 235).astype(np.uint8)


@given(
    size=st.tuples(st.integers(1, 2500), st.integers(1, 2500)),
    tile=st.sampled_from([256, 512, 1000]),
    multiple=st.sampled_from([1, 8, 16, 64]),
    strength=st.floats(0, 1),
)
@settings(max_examples=150, deadline=None)
def test_weights_sum_to_one_everywhere(
    size: tuple[int, int], tile: int, multiple: int, strength: float
) -> None:
    overlap = min(overlap_for(strength), tile // 3)
    plan = plan_tiles(size, tile=tile, multiple=multiple, overlap=overlap)
    for side, spans in zip(size, (plan.across, plan.down), strict=True):
        length = len(spans[0].weights)
        assert length % multiple == 0
        assert length <= max(tile, multiple)
        total = np.zeros(max(side, length), np.int64)
        for span in spans:
            assert len(span.weights) == length
            assert (span.weights >= 0).all()
            total[span.start : span.start + length] += span.weights
        assert (total[:side] == UNIT).all()
        for one, other in pairwise(spans):
            assert one.start + length - other.start >= min(overlap, length)


@pytest.mark.parametrize("size", [(180, 140), (401, 333), (90, 70), (61, 45)])
@pytest.mark.parametrize("tile", [64, 128, 1024])
def test_tiles_that_come_back_unchanged_leave_no_trace(size: tuple[int, int], tile: int) -> None:
    source, sizes = picture(), set()

    def same(piece: np.ndarray, index: int) -> np.ndarray:
        sizes.add(piece.shape)
        return piece

    np.testing.assert_array_equal(refine(source, size, same, tile=tile), enlarge(source, size))
    assert len(sizes) == 1  # one size for all: a compiled model is compiled once


def test_tiles_in_other_colours_meet_without_a_seam() -> None:
    source, size, tile = picture(), (480, 400), 192
    base, plan = enlarge(source, size), plan_tiles(size, tile=tile, overlap=64)
    shifts = np.random.default_rng(3).integers(-8, 9, (len(plan), 3))

    def shifted(piece: np.ndarray, index: int) -> np.ndarray:
        return (piece.astype(int) + shifts[index]).astype(np.uint8)

    def worst_seam(refined: np.ndarray) -> float:
        figures = []
        for column, row in plan.spans():
            alpha = np.zeros(base.shape[:2], np.uint8)  # where one tile has most of the weight: hard edges
            part = np.outer(row.weights > UNIT // 2, column.weights > UNIT // 2)
            alpha[row.start : row.start + len(part), column.start : column.start + part.shape[1]] = part * 255
            figures.append(seam(base, refined, alpha))
        return max(figures)

    assert len(plan) > 4
    matched, bare = (refine(source, size, shifted, tile=tile, match=match) for match in (True, False))
    assert np.abs(matched.astype(int) - base).mean() <= 0.1
    assert worst_seam(matched) <= 1.01
    assert worst_seam(bare) > worst_seam(matched)


def test_detail_that_tiles_add_stays() -> None:
    source, size = picture(), (360, 280)
    grain = np.random.default_rng(5).normal(0, 12, (600, 600, 3))

    def detailed(piece: np.ndarray, index: int) -> np.ndarray:
        added = piece + grain[: piece.shape[0], : piece.shape[1]]
        return np.clip(added, 0, 255).astype(np.uint8)

    base, refined = enlarge(source, size), refine(source, size, detailed, tile=512)
    added = refined.astype(float) - base
    assert 10 <= added.std() <= 14


def test_tiles_are_numbered_row_by_row() -> None:
    seen: list[int] = []
    refine(picture(), (400, 300), lambda piece, index: seen.append(index) or piece, tile=192)
    assert seen == list(range(len(plan_tiles((400, 300), tile=192, overlap=min(overlap_for(0.4), 64)))))


def test_enlarging_sets_no_halo_along_an_edge() -> None:
    source = np.full((40, 40, 3), 60, np.uint8)
    source[:, 20:] = 200
    large = enlarge(source, (160, 160))
    assert (large.min(), large.max()) == (60, 200)
    middle = large[80, :, 0].astype(int)
    assert (np.diff(middle) >= 0).all()
    assert np.abs(np.diff(middle)).max() > 20  # and it stays an edge
    assert enlarge(source, (20, 10)).shape == (10, 20, 3)


def test_what_makes_no_sense_is_told() -> None:
    with pytest.raises(JobError, match="another size"):
        refine(picture(), (200, 160), lambda piece, index: piece[1:], tile=128)
    with pytest.raises(JobError, match="overlap"):
        plan_tiles((100, 100), tile=64, overlap=40)
