"""Drawn lines: found in a sketch, thinned to their middles and followed, to be painted again as strokes."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
from numba import njit

from inference.engines.painterly.kernels import SERIAL


def find_lines(light: np.ndarray, thickest: int) -> np.ndarray:
    """Dark lines thinner than `thickest` pixels on a lighter surface; light: H×W float32 L*. H×W bool."""
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (thickest | 1, thickest | 1))
    depth = cv2.morphologyEx(light, cv2.MORPH_BLACKHAT, disc)
    core = depth > 22
    # A line's soft rim belongs to it, but a faint shadow with no core does not.
    rim = (depth > 9) & (cv2.dilate(core.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0)
    return core | rim


def follow_lines(lines: np.ndarray, longest: int) -> list[np.ndarray]:
    """The middles of lines (H×W bool) as strokes of at most `longest` pixels: K×3 float32, x, y, width."""
    thin = np.pad(lines, 1).astype(np.uint8)
    _thin(thin)
    thin = thin[1:-1, 1:-1].copy()
    parts: np.ndarray = cv2.connectedComponents(thin, connectivity=8)[1].astype(np.int64)
    weights = np.bincount(parts.ravel())
    width = 2.0 * cv2.distanceTransform(lines.astype(np.uint8), cv2.DIST_L2, 5)
    total = int(thin.sum())
    path = np.empty((total, 2), np.int32)
    ends = np.empty(total + 1, np.int32)
    count = _walk(thin, path, ends)
    strokes = []
    for k in range(count):
        part = path[ends[k] : ends[k + 1]]
        widths = width[part[:, 1], part[:, 0]]
        # Thinning leaves short spurs on thick lines; a dot that stands alone is meant.
        alone = weights[parts[part[0, 1], part[0, 0]]] <= len(part) + 1
        if len(part) < 1.1 * float(widths.max()) and not alone:
            continue
        whole = np.column_stack([part + 0.5, widths]).astype(np.float32)
        cuts = np.linspace(0, len(part), -(-len(part) // longest) + 1).astype(int)
        # Each piece takes up the last one's end, so that no gap shows.
        strokes += [whole[max(0, first - 3) : last] for first, last in pairwise(cuts)]
    return strokes


def smooth_line(line: np.ndarray, step: int) -> np.ndarray:
    """A pixel path evened out, one point each `step` pixels; both ends kept."""
    if len(line) < 3:
        return line
    # The widths are measured in whole pixels and need the longer view.
    reaches = (step, step, max(step, round(2.5 * float(np.median(line[:, 2])))))
    even = np.column_stack([_mean_along(line[:, c], reach) for c, reach in enumerate(reaches)])
    even[0, :2], even[-1, :2] = line[0, :2], line[-1, :2]
    picks = np.unique(np.append(np.arange(0, len(even), step), len(even) - 1))
    return even[picks].astype(np.float32)


def _mean_along(values: np.ndarray, reach: int) -> np.ndarray:
    """Mean over up to `reach` neighbours on either side; the ends are thought to go on."""
    reach = min(reach, len(values) - 1)
    padded = np.pad(values, reach, mode="edge")
    return np.convolve(padded, np.full(2 * reach + 1, 1.0 / (2 * reach + 1)), mode="valid")


@njit(**SERIAL)
def _thin(image):
    """Thin in place to lines one pixel wide (Zhang and Suen 1984). image: uint8 0/1, rim of 0."""
    ys, xs = np.nonzero(image)
    alive = len(ys)
    gone = np.empty(alive, np.int64)
    changed = True
    while changed:
        changed = False
        for phase in range(2):
            found = 0
            for i in range(alive):
                y, x = ys[i], xs[i]
                n, ne, e, se = image[y - 1, x], image[y - 1, x + 1], image[y, x + 1], image[y + 1, x + 1]
                s, sw, w, nw = image[y + 1, x], image[y + 1, x - 1], image[y, x - 1], image[y - 1, x - 1]
                around = n + ne + e + se + s + sw + w + nw
                if around < 2 or around > 6:
                    continue
                turns = (n < ne) + (ne < e) + (e < se) + (se < s) + (s < sw) + (sw < w) + (w < nw) + (nw < n)
                if turns != 1:
                    continue
                if phase == 0 and (n * e * s != 0 or e * s * w != 0):
                    continue
                if phase == 1 and (n * e * w != 0 or n * s * w != 0):
                    continue
                gone[found] = i
                found += 1
            if found:
                changed = True
                for k in range(found):
                    image[ys[gone[k]], xs[gone[k]]] = 0
                kept = 0
                for i in range(alive):
                    if image[ys[i], xs[i]]:
                        ys[kept], xs[kept] = ys[i], xs[i]
                        kept += 1
                alive = kept


@njit(**SERIAL)
def _walk(image, path, ends):
    """Cut thin lines into paths, loose ends first, loops last; empties `image`. Returns how many paths."""
    height, width = image.shape
    ys, xs = np.nonzero(image)
    used, count, loop = 0, 0, 0
    ends[0] = 0
    while True:
        before = count
        for k in range(len(ys)):
            y0, x0 = ys[k], xs[k]
            if image[y0, x0] == 0:
                continue
            around = 0
            for j in range(max(0, y0 - 1), min(height, y0 + 2)):
                for i in range(max(0, x0 - 1), min(width, x0 + 2)):
                    around += image[j, i]
            if around > 2:  # itself and more than one neighbour
                continue
            used = _follow(image, path, used, x0, y0)
            count += 1
            ends[count] = used
        if count > before:
            continue  # taking a path away leaves new loose ends
        while loop < len(ys) and image[ys[loop], xs[loop]] == 0:
            loop += 1
        if loop == len(ys):
            return count
        used = _follow(image, path, used, xs[loop], ys[loop])
        count += 1
        ends[count] = used


@njit(**SERIAL)
def _follow(image, path, used, x, y):
    """Walk on from (x, y), as straight as can be, taking the pixels away; returns how long `path` is."""
    height, width = image.shape
    vx, vy = 0.0, 0.0
    while True:
        path[used, 0], path[used, 1] = x, y
        used += 1
        image[y, x] = 0
        best, bx, by = -9.0, -1, -1
        for j in range(max(0, y - 1), min(height, y + 2)):
            for i in range(max(0, x - 1), min(width, x + 2)):
                if image[j, i]:
                    dx, dy = float(i - x), float(j - y)
                    straight = (dx * vx + dy * vy) / np.sqrt(dx * dx + dy * dy)
                    if straight > best:
                        best, bx, by = straight, i, j
        if bx < 0 or (best < -0.3 and vx * vx + vy * vy > 0.2):
            break
        vx, vy = 0.8 * vx + 0.2 * (bx - x), 0.8 * vy + 0.2 * (by - y)
        x, y = bx, by
    return used
