"""What kind of sheet a picture is: drawing or painting, dark lines on light paper or the other way round."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from inference.framing.crop import flatten

PAPER_SPREAD = 20  # levels about the most frequent one that count as paper
PAPER_SHARE = 0.5  # of the picture, from which on it is a drawing on paper
PAPER_BLUR = 1.0  # pixels, sigma; calms the paper's grain before its level is looked for
STROKE_SHARE = 0.04  # of the shorter side: what is thicker is an area, not a line
LEAST_STROKE = 9  # pixels
WIDE_SHARE = 0.08  # of the picture that areas, wider than any stroke, may take of a drawing
QUIET = 2.0  # levels; the paper is never taken to be cleaner than this


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A picture's lightness as dark lines on light paper (H×W uint8), and what it was."""

    light: np.ndarray
    drawing: bool  # most of it is bare paper
    inverted: bool  # it was light on dark


def read_sheet(picture: np.ndarray) -> Sheet:
    """Look at an H×W×3, or straight-alpha H×W×4 (laid on white), uint8 picture."""
    light = cv2.cvtColor(flatten(picture), cv2.COLOR_RGB2GRAY)
    calm = cv2.GaussianBlur(light, (0, 0), PAPER_BLUR)
    counts = cv2.calcHist([calm], [0], None, [256], [0, 256]).ravel()
    near = np.convolve(counts, np.ones(2 * PAPER_SPREAD + 1), "same")
    middle = int(near.argmax())
    levels = np.arange(max(0, middle - PAPER_SPREAD), min(256, middle + PAPER_SPREAD + 1))
    paper = float(np.average(levels, weights=counts[levels]))
    drawing = bool(near[middle] >= PAPER_SHARE * light.size) and _wide_share(calm, paper) <= WIDE_SHARE
    if drawing:
        inverted = paper < 128 if abs(paper - 128) > PAPER_SPREAD else _lighter_lines(calm)
    else:
        inverted = False
    return Sheet(255 - light if inverted else light, drawing, inverted)


def stroke_reach(shape: tuple[int, ...]) -> int:
    """Side in pixels, odd, of a square that no stroke fills in a picture of that shape."""
    return max(LEAST_STROKE, round(STROKE_SHARE * min(shape[:2]))) | 1


def ink_of(light: np.ndarray) -> np.ndarray:
    """How much darker each pixel is than the paper around it: H×W float32, levels ≥ 0.

    The paper is what a grey closing larger than any stroke leaves (Serra 1982), so shading across the sheet
    does not matter. Areas darker than the paper count whole where they are wider than a stroke.
    """
    side = stroke_reach(light.shape)
    calm = cv2.GaussianBlur(light, (0, 0), PAPER_BLUR)
    paper = cv2.morphologyEx(calm, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_RECT, (side, side)))
    paper = cv2.GaussianBlur(paper, (0, 0), side / 4)
    # A closing sits on the grain's tips; the paper's own level is the median below it.
    ink = paper.astype(np.float32) - calm
    ink -= np.float32(np.median(ink))
    return np.maximum(ink, 0.0)


def grain_of(light: np.ndarray) -> float:
    """Standard deviation of the paper's grain in levels, from the median deviation of the fine detail."""
    detail = light.astype(np.float32) - cv2.GaussianBlur(light, (0, 0), PAPER_BLUR)
    return max(QUIET, 1.4826 * float(np.median(np.abs(detail))))


def _wide_share(calm: np.ndarray, paper: float) -> float:
    """How much of the picture is neither paper nor stroke."""
    other = (np.abs(calm.astype(np.float32) - np.float32(paper)) > 2 * PAPER_SPREAD).astype(np.uint8)
    element = cv2.getStructuringElement(cv2.MORPH_RECT, (stroke_reach(calm.shape),) * 2)
    return cv2.countNonZero(cv2.morphologyEx(other, cv2.MORPH_OPEN, element)) / calm.size


def _lighter_lines(calm: np.ndarray) -> bool:
    """Whether what is thin is lighter than what is around it, on paper of middling grey."""
    element = cv2.getStructuringElement(cv2.MORPH_RECT, (stroke_reach(calm.shape),) * 2)
    dark = cv2.morphologyEx(calm, cv2.MORPH_BLACKHAT, element)
    bright = cv2.morphologyEx(calm, cv2.MORPH_TOPHAT, element)
    return float(np.square(bright, dtype=np.float64).sum()) > float(np.square(dark, dtype=np.float64).sum())
