"""Tones of a whole picture: a school's paints, warm lights against cool shadows, light in a pool."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np

from inference.engines.painterly.schools import PAINTS, SCHOOLS

BINS = 360  # of hue, one a degree
NEAR = 34.0  # degrees of hue: how far a paint draws
LEAST = 0.3  # share of its colour strength that a hue keeps for which there is no paint
SPLIT = ((6.0, 18.0), (-1.0, -17.0))  # a*, b* of light and of shadow, for a split of 1


def split_toned(
    light: np.ndarray, a: np.ndarray, b: np.ndarray, amount: float, turn: float = 0.0
) -> tuple[np.ndarray, np.ndarray]:
    """Lights and shadows of opposite colours (H×W float32 L*, a*, b*): new a*, b*.

    amount: −2 … 2; above 0 the lights are warm and the shadows cool, below the other way. turn: radians by
    which this axis of colours is turned, so that a seed may choose rose against green.
    """
    share = np.clip((light - 20.0) / 60.0, 0.0, 1.0)
    cos, sin = np.cos(turn), np.sin(turn)
    (la, lb), (da, db) = ((x * cos - y * sin, x * sin + y * cos) for x, y in SPLIT)
    level = np.float32(amount)
    return a + level * (da + (la - da) * share), b + level * (db + (lb - db) * share)


def painted_with(
    light: np.ndarray, a: np.ndarray, b: np.ndarray, name: str, amount: float
) -> tuple[np.ndarray, np.ndarray]:
    """Hues gone over to those of a school's paints (H×W float32 L*, a*, b*): new a*, b*. amount: −1 … 1."""
    school = SCHOOLS[name]
    pull = np.float32(min(school.pull * abs(amount), 1.0))
    hue = cv2.phase(a, b, angleInDegrees=True).astype(np.int32) % BINS
    if amount < 0:  # "not this school": hues keep away from its paints
        keep = 1.0 - pull * 0.6 * _reach(name)[hue]
        return a * keep, b * keep
    table = _hues(name)
    chroma = cv2.magnitude(a, b)
    lean = np.array(_lab(school.neutral)[1:], np.float32) * np.clip(light / 70.0, 0.2, 1.0)[..., None] * 0.35
    grey = np.exp(-chroma / 12.0) * pull  # what has no colour of its own leans to the neutral
    to_a, to_b = chroma * table[hue, 0], chroma * table[hue, 1]
    a, b = a + (to_a - a) * pull, b + (to_b - b) * pull
    return a + (lean[..., 0] - a) * grey, b + (lean[..., 1] - b) * grey


def pool_of_light(
    shape: tuple[int, ...], x: float = 0.46, y: float = 0.4, radius: float = 0.42
) -> np.ndarray:
    """1 where the light falls, sinking to 0 around: H×W float32. x, y, radius: shares of the sides."""
    height, width = shape[:2]
    across = (np.linspace(0.0, 1.0, width, dtype=np.float32)[None, :] - np.float32(x)) / np.float32(radius)
    down = (np.linspace(0.0, 1.0, height, dtype=np.float32)[:, None] - np.float32(y)) / np.float32(radius)
    return np.exp(-0.5 * (across**2 + down**2)).astype(np.float32)


def _lab(paint: str) -> np.ndarray:
    rgb = np.array([[PAINTS[paint]]], np.float32) / np.float32(255)
    return cv2.cvtColor(rgb, cv2.COLOR_RGB2Lab)[0, 0]


@cache
def _hues(name: str) -> np.ndarray:
    """For each degree of hue, where a school's paints take it: BINS×2 float32, a*, b* per unit of chroma."""
    degrees, strength = _paints(name)
    away = np.abs((np.arange(BINS)[:, None] - degrees[None, :] + 180.0) % 360.0 - 180.0)
    weight = strength * np.exp(-0.5 * (away / NEAR) ** 2) + 1e-9
    weight /= weight.sum(axis=1, keepdims=True)
    radians = np.deg2rad(degrees)
    mix = np.stack([weight @ np.cos(radians), weight @ np.sin(radians)], axis=1)
    mix /= np.maximum(np.linalg.norm(mix, axis=1, keepdims=True), 1e-6)
    return (mix * (LEAST + (1.0 - LEAST) * _reach(name)[:, None])).astype(np.float32)


@cache
def _reach(name: str) -> np.ndarray:
    """How near the nearest paint is to each degree of hue: BINS float32, 1 = there is one."""
    degrees, _ = _paints(name)
    away = np.abs((np.arange(BINS)[:, None] - degrees[None, :] + 180.0) % 360.0 - 180.0).min(axis=1)
    return np.exp(-0.5 * (np.maximum(away - 20.0, 0.0) / NEAR) ** 2).astype(np.float32)


def _paints(name: str) -> tuple[np.ndarray, np.ndarray]:
    """Hue in degrees and chroma of a school's paints; white and black are none."""
    labs = np.array([_lab(paint) for paint in SCHOOLS[name].paints])
    chroma = np.hypot(labs[:, 1], labs[:, 2])
    labs, chroma = labs[chroma > 8.0], chroma[chroma > 8.0]
    return np.degrees(np.arctan2(labs[:, 2], labs[:, 1])) % 360.0, chroma
