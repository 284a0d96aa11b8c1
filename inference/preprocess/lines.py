"""Lines for ControlNets: scribbles from sketches, line art from pictures; white on black."""

from __future__ import annotations

import cv2
import numpy as np

from inference.framing.crop import fit, flatten
from inference.preprocess.edges import ridges
from inference.preprocess.sheet import Sheet, grain_of, ink_of, read_sheet, stroke_reach
from inference.preprocess.thin import redrawn, thinned, without_specks

MOST_SIDE = 2048  # pixels; larger drawings are shrunk before lines are looked for
SURE = 6.0  # standard deviations of the grain above which something is a line
LIKELY = 3.0  # and above which it goes on one
SHARE = 0.35  # of the darkest lines' strength, that sure lines have at least
SCRIBBLE_WIDTH = 1 / 170  # of the mean side: 3 pixels at 512
SPECK = 0.02  # of the shorter side; shorter marks are dirt

# Extended difference of Gaussians, see `_xdog`; lengths at a shorter side of 512.
SIGMA = 1.0  # pixels: half the width of the lines
WIDER = 1.6  # the second Gaussian; approximates the Laplacian (Marr and Hildreth 1980)
THRESHOLD = 0.012  # of the range; a weaker difference is no line
STEEP = 45.0  # how suddenly a line turns black beyond it
BRUSHWORK = 0.08  # of the range; smaller differences are smoothed away first


def scribble(picture: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Lines of one width, whatever pen drew them, from a sketch; from a painting, its main outlines.

    Ink is told from the paper's grain by two thresholds (as Canny 1986), thinned and redrawn at work size.
    """
    picture = _at_most(picture)
    sheet = read_sheet(picture)
    shape = _drawn(sheet) if sheet.drawing else ridges(flatten(picture), strong=True)
    width = SCRIBBLE_WIDTH * (size[0] + size[1]) / 2
    return _on_black(redrawn(thinned(shape), size, max(2.0, width)))


def line_art(picture: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """A drawing's own lines with their weight, or the lines an inker would set in a painting.

    A drawing's ink is spread to the full range. A painting is inked by the extended difference of Gaussians
    (Winnemöller et al., XDoG, 2012), cleaned of specks.
    """
    picture = _at_most(picture)
    sheet = read_sheet(picture)
    if not sheet.drawing:
        return _on_black(_xdog(fit(flatten(picture), size)))
    ink = ink_of(sheet.light)
    grain = grain_of(sheet.light)
    most = _strength(ink, grain)
    lines = _drawn(sheet)
    near = cv2.dilate(lines.astype(np.uint8), np.ones((3, 3), np.uint8))
    weight = np.clip((ink - grain) / max(most - grain, 1.0), 0.0, 1.0) * near
    fitted = fit(weight, size, soft=True)
    if size[0] < weight.shape[1]:  # thin lines fade as they shrink; give them their weight back
        fitted *= min(3.0, weight.shape[1] / size[0])
    return _on_black(np.rint(np.clip(fitted, 0.0, 1.0) * 255.0).astype(np.uint8))


def _drawn(sheet: Sheet) -> np.ndarray:
    """Which pixels of a drawing are lines, H×W bool; of wide dark areas only the outline."""
    ink = ink_of(sheet.light)
    grain = grain_of(sheet.light)
    sure = ink > max(SURE * grain / 2, SHARE * _strength(ink, grain))
    likely = ink > max(LIKELY * grain / 2, 0.4 * SHARE * _strength(ink, grain))
    _, parts = cv2.connectedComponents(likely.astype(np.uint8), connectivity=8)
    labels = np.asarray(parts, np.int32)
    chosen = np.zeros(int(labels.max()) + 1, bool)
    chosen[labels[sure]] = True
    chosen[0] = False
    lines = without_specks(chosen[labels], max(4.0, SPECK * min(ink.shape)))
    return _with_outlines(lines, sheet.light)


def _with_outlines(lines: np.ndarray, light: np.ndarray) -> np.ndarray:
    """Areas of ink wider than a stroke are not ink against their paper; their outlines are drawn instead."""
    side = stroke_reach(light.shape)
    element = cv2.getStructuringElement(cv2.MORPH_RECT, (side, side))
    calm = cv2.GaussianBlur(light, (0, 0), 1.0)
    paper = float(np.percentile(calm, 75))
    dark = (calm < 0.5 * paper).astype(np.uint8)
    areas = cv2.morphologyEx(dark, cv2.MORPH_OPEN, element)
    if not areas.any():
        return lines
    outline = cv2.morphologyEx(areas, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)).astype(bool)
    inside = cv2.erode(areas, np.ones((3, 3), np.uint8)).astype(bool)
    return (lines & ~inside) | outline


def _strength(ink: np.ndarray, grain: float) -> float:
    """How dark the darker lines are, in levels."""
    marks = ink[ink > LIKELY * grain]
    return float(np.percentile(marks, 90)) if marks.size else 255.0


def _xdog(picture: np.ndarray) -> np.ndarray:
    """H×W uint8, 255 = line: where a channel is darker than its surroundings, softly thresholded."""
    unit = max(1.0, min(picture.shape[:2]) / 512)
    calm = cv2.bilateralFilter(picture.astype(np.float32) / 255.0, 0, BRUSHWORK, 2.0 * unit)
    fine = cv2.GaussianBlur(calm, (0, 0), SIGMA * unit)
    wide = cv2.GaussianBlur(calm, (0, 0), SIGMA * WIDER * unit)
    darker = (wide - fine).max(axis=2)
    lines = np.tanh(np.maximum(darker - THRESHOLD, 0.0) * STEEP)
    kept = without_specks(lines > 0.2, SPECK * 1.5 * min(picture.shape[:2]))
    lines *= cv2.dilate(kept.astype(np.uint8), np.ones((3, 3), np.uint8))
    return np.rint(lines * 255.0).astype(np.uint8)


def _at_most(picture: np.ndarray) -> np.ndarray:
    """On white paper and at most MOST_SIDE pixels a side."""
    picture = flatten(picture)
    shrink = MOST_SIDE / max(picture.shape[:2])
    if shrink >= 1.0:
        return picture
    height, width = picture.shape[:2]
    return fit(picture, (max(1, round(width * shrink)), max(1, round(height * shrink))))


def _on_black(plane: np.ndarray) -> np.ndarray:
    return np.repeat(plane[..., None], 3, axis=2)
