"""What stands behind a drawing on bare paper: a ground that is alive, and the shadow that falls on it."""

from __future__ import annotations

import math

import cv2
import numpy as np

from inference.engines.painterly.volume import Light


def backdrop(
    shape: tuple[int, ...],
    ground: np.ndarray,
    figure: np.ndarray,
    rng: np.random.Generator,
    paper: float = 0.0,
) -> np.ndarray:
    """A background, H×W×3 float32 L*a*b*, around one colour (L*, a*, b*) with slow drifts.

    figure: H×W bool. Below where it stands the ground is a floor, a little darker and warmer. paper: 0 … 1,
    how far the colour is a vignette that leaves bare paper towards the edges, broken as a wash is.
    """
    height, width = shape[:2]
    knots = rng.standard_normal((5, 5, 3)).astype(np.float32)
    slow = cv2.resize(knots, (width, height), interpolation=cv2.INTER_CUBIC)
    y = np.linspace(0.0, 1.0, height, dtype=np.float32)[:, None]
    rows = np.flatnonzero(figure.any(axis=1))
    horizon = 0.66 if not len(rows) else (0.3 * rows[0] + 0.7 * rows[-1]) / max(height, 1)
    floor = 1.0 / (1.0 + np.exp(np.clip((float(horizon) - y) / 0.035, -30, 30)))
    floor = np.broadcast_to(floor, (height, width))[..., None]
    fall = (y - 0.5)[..., None] * np.array([-8.0, 0.0, 3.0], np.float32)
    scene = ground + slow * np.array([2.6, 2.2, 3.2], np.float32) + fall
    scene = (scene + floor * np.array([-7.0, 2.5, 7.0], np.float32)).astype(np.float32)
    if paper <= 0.0:
        return scene
    reach = cv2.distanceTransform((~figure).astype(np.uint8), cv2.DIST_L2, 5) / math.sqrt(figure.size)
    broken = cv2.resize(
        rng.standard_normal((9, 9)).astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC
    )
    wash = 1.0 / (1.0 + np.exp(np.clip((reach + 0.07 * broken - 0.17) / 0.012, -30, 30)))
    wash = (wash * np.float32(0.75) + np.float32(0.25 * (1.0 - paper)))[..., None]
    bare = np.array([97.0, 0.4, 3.0], np.float32)
    light = bare + (scene - bare) * np.array([0.6, 0.8, 0.8], np.float32)
    return (bare + (light - bare) * wash).astype(np.float32)


def cast_shadow(scene: np.ndarray, figure: np.ndarray, light: Light) -> np.ndarray:
    """A background (H×W×3 float32 L*a*b*) with the shadow of what stands on it; figure: H×W bool.

    The figure is laid flat on the floor, away from the light; what stands much higher than the lowest part
    casts none.
    """
    height, width = figure.shape
    count, parts, stats, _ = cv2.connectedComponentsWithStats(figure.astype(np.uint8), connectivity=8)
    if count < 2:
        return scene
    feet = stats[:, cv2.CC_STAT_TOP] + stats[:, cv2.CC_STAT_HEIGHT]
    lowest = int(feet[1:].max())
    standing = (feet > lowest - 0.12 * height) & (stats[:, cv2.CC_STAT_AREA] > 0.002 * figure.size)
    standing[0] = False
    x, _, z = (float(v) for v in light.direction)
    slant = -0.7 * x / max(z, 0.35)
    flat = 0.24
    # Output (u, v) shows what stood at v' = foot − (foot − v) / flat, u' = u − slant · (foot − v').
    matrix = np.array(
        [[1.0, slant / flat, -slant * lowest / flat], [0.0, 1.0 / flat, lowest - lowest / flat]], np.float64
    )
    mask = standing[parts].astype(np.float32)
    shadow = cv2.warpAffine(mask, matrix, (width, height), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
    near = cv2.GaussianBlur(shadow, (0, 0), 0.006 * math.sqrt(figure.size) + 0.5)
    return scene + near[..., None] * np.array([-19.0, 1.0, -7.0], np.float32) * np.float32(0.9)


def toned_paper(lab: np.ndarray, share: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A picture (H×W×3 float32 L*a*b*) whose empty white surroundings have become a quiet light ground.

    share: H×W float32, 0 … 1, how much of the change is made. White that does not run to the picture's edge
    as flat as paper, or only little of it, is meant and stays; shadows on the paper stay too.
    """
    height, width = lab.shape[:2]
    scale = min(1.0, 512 / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = cv2.resize(lab, size, interpolation=cv2.INTER_AREA)
    chroma = np.hypot(small[..., 1], small[..., 2])
    blank = (small[..., 0] > 97.5) & (chroma < 2.5)
    rim = np.concatenate([blank[0], blank[-1], blank[:, 0], blank[:, -1]])
    if float(rim.mean()) < 0.3 or float(blank.mean()) < 0.05:
        return lab
    pale = (small[..., 0] > 55.0) & (chroma < 6.0)
    _, parts = cv2.connectedComponents(pale.astype(np.uint8), connectivity=4)
    outer = np.unique(np.concatenate([parts[0], parts[-1], parts[:, 0], parts[:, -1]]))
    paper = np.isin(parts, outer[outer > 0])
    inside = lab[
        ~cv2.resize(paper.astype(np.uint8), (width, height), interpolation=cv2.INTER_NEAREST).astype(bool)
    ]
    mean = inside.mean(axis=0) if len(inside) else np.array([60.0, 5.0, 10.0])
    strength = max(float(np.hypot(mean[1], mean[2])), 1.0)
    ground = np.array([87.0, -4.0 * mean[1] / strength + 1.5, -5.0 * mean[2] / strength + 8.0], np.float32)
    scene = backdrop(size[::-1], ground, ~paper, rng)
    change = (scene - np.array([100.0, 0.0, 0.0], np.float32)) * paper[..., None]
    change = cv2.resize(change.astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR)
    return (lab + change * share[..., None]).astype(np.float32)
