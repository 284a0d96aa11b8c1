"""The plain painterly rendering of Hertzmann (SIGGRAPH 1998), a baseline that the painter is compared with.

Coarse to fine with round brushes: where the canvas differs from the blurred picture, curved strokes begin and
run across the gradient, each in one colour. Written after the paper's pseudo-code, with its "impressionist"
values; the strokes are painted by the canvas, as the painter's own are.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from inference.job import StrokeBrush, Strokes

RADII = (8, 4, 2)  # px, of the brushes
THRESHOLD = 100.0  # colour distance (0 … 255 a channel) that a cell may keep
FEWEST, MOST = 4, 16  # points of a stroke
BLUR = 0.5  # of the picture, over the radius
CURVES = 1.0  # 1: follow every turn
BRUSH = StrokeBrush("round", hardness=0.9, flow=1.0, spacing=0.15)

Render = Callable[[Strokes], np.ndarray]  # strokes on nothing: H×W×4 uint8, straight alpha


def hertzmann(picture: np.ndarray, render: Render, seed: int = 0) -> Strokes:
    """The strokes of a painting after `picture` (H×W×3 uint8)."""
    rng = np.random.default_rng(seed)
    canvas = np.full(picture.shape, 1e4, np.float32)  # nothing is there: every cell is wrong
    lines: list[np.ndarray] = []
    colours: list[np.ndarray] = []
    sizes: list[float] = []
    for radius in RADII:
        reference = cv2.GaussianBlur(picture.astype(np.float32), (0, 0), BLUR * radius)
        starts = _starts(np.linalg.norm(canvas - reference, axis=2), radius)
        starts = starts[rng.permutation(len(starts))]
        for line, colour in _curves(reference, canvas, starts, radius):
            lines.append(line)
            colours.append(colour / 255.0)
            sizes.append(2.0 * radius)
        laid = render(_strokes(lines, colours, sizes)).astype(np.float32)
        share = laid[..., 3:] / 255.0
        canvas = np.where(share > 0.02, laid[..., :3] * share + 255.0 * (1.0 - share), 1e4).astype(np.float32)
    return _strokes(lines, colours, sizes)


def _starts(error: np.ndarray, step: int) -> np.ndarray:
    """The worst pixel (y, x) of each step×step cell whose mean error is over the threshold."""
    rows, columns = error.shape[0] // step, error.shape[1] // step
    cells = error[: rows * step, : columns * step].reshape(rows, step, columns, step).swapaxes(1, 2)
    flat = cells.reshape(rows, columns, -1)
    row, column = np.nonzero(flat.mean(axis=2) > THRESHOLD)
    worst = flat[row, column].argmax(axis=1)
    return np.column_stack([row * step + worst // step, column * step + worst % step])


def _curves(
    reference: np.ndarray, canvas: np.ndarray, starts: np.ndarray, radius: int
) -> list[tuple[np.ndarray, np.ndarray]]:
    """All strokes of a layer, traced side by side: (K×2 float32 x, y; colour 0 … 255) each."""
    light = cv2.cvtColor(reference, cv2.COLOR_RGB2GRAY)
    gx, gy = cv2.Sobel(light, cv2.CV_32F, 1, 0), cv2.Sobel(light, cv2.CV_32F, 0, 1)
    height, width = light.shape
    at = starts[:, ::-1].astype(np.float32)
    colour = reference[starts[:, 0], starts[:, 1]]
    last = np.zeros_like(at)
    running = np.ones(len(at), bool)
    points, counts = [at.copy()], np.ones(len(at), int)
    for number in range(1, MOST + 1):
        x, y = np.clip(at[:, 0].astype(int), 0, width - 1), np.clip(at[:, 1].astype(int), 0, height - 1)
        if number > FEWEST:
            own = np.linalg.norm(reference[y, x] - colour, axis=1)
            running &= np.linalg.norm(reference[y, x] - canvas[y, x], axis=1) >= own
        step = np.column_stack([-gy[y, x], gx[y, x]])
        running &= np.linalg.norm(step, axis=1) > 1e-3
        step *= np.where((step * last).sum(axis=1) < 0, -1.0, 1.0)[:, None]
        step = CURVES * step + (1.0 - CURVES) * last
        step /= np.maximum(np.linalg.norm(step, axis=1, keepdims=True), 1e-6)
        at, last = at + radius * step, step
        running &= (at >= 0).all(axis=1) & (at[:, 0] < width) & (at[:, 1] < height)
        counts[running] += 1
        points.append(at.copy())
    lines = np.stack(points, axis=1)
    return [(lines[k, : counts[k]], colour[k]) for k in range(len(lines))]


def _strokes(lines: list[np.ndarray], colours: list[np.ndarray], sizes: list[float]) -> Strokes:
    counts = [len(line) for line in lines]
    points = np.concatenate(lines).astype(np.float32) + np.float32(0.5)
    count = len(lines)
    return Strokes(
        points=np.column_stack([points, np.ones(len(points), np.float32)]),
        offsets=np.concatenate([[0], np.cumsum(counts)]).astype(np.int32),
        colours=np.clip(np.array(colours, np.float32), 0.0, 1.0),
        sizes=np.array(sizes, np.float32),
        opacities=np.ones(count, np.float32),
        brush=np.zeros(count, np.uint8),
        layer=np.zeros(count, np.uint8),
        brushes=(BRUSH,),
    )
