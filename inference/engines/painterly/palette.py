"""Colours: L*a*b* and back, and the grading that the prompt's words ask for."""

from __future__ import annotations

import cv2
import numpy as np

from inference.engines.painterly.media import Handling
from inference.engines.painterly.tones import painted_with, pool_of_light, split_toned
from inference.engines.painterly.words import COLOURS, Settings

Lab = tuple[float, float, float]


def to_lab(rgb: np.ndarray) -> np.ndarray:
    """H×W×3 sRGB, uint8 or float32 0 … 1, to float32 CIE L*a*b* (D65): L 0 … 100."""
    if rgb.dtype == np.uint8:
        rgb = rgb.astype(np.float32) / np.float32(255)
    return cv2.cvtColor(np.ascontiguousarray(rgb, np.float32), cv2.COLOR_RGB2Lab)


def to_rgb(lab: np.ndarray) -> np.ndarray:
    """H×W×3 float32 L*a*b* to sRGB float32, cut to 0 … 1."""
    return np.clip(cv2.cvtColor(np.ascontiguousarray(lab, np.float32), cv2.COLOR_Lab2RGB), 0.0, 1.0)


def lab_of(name: str) -> Lab:
    """The L*a*b* of a colour word."""
    values = to_lab(np.array([[COLOURS[name]]], np.uint8))[0, 0]
    return float(values[0]), float(values[1]), float(values[2])


def grade(lab: np.ndarray, settings: Settings, amount: np.ndarray | float = 1.0) -> np.ndarray:
    """Turn a picture (H×W×3 float32 L*a*b*) to the asked-for light and colours.

    amount: 0 … 1, H×W float32 or one number, how much of the change is made. Returns a new array.
    """
    height = lab.shape[0]
    medium = settings.medium
    low = np.linspace(0.0, 1.0, height, dtype=np.float32)[:, None]  # 0 = top, 1 = bottom
    light, a, b = lab[..., 0].copy(), lab[..., 1].copy(), lab[..., 2].copy()
    light = 50 + (light - 50) * np.float32(medium.contrast * 2.0**settings.contrast)
    # The key bends the middle and leaves black black and white nearly white.
    light += np.float32(26.0 * settings.key) * _hump(light)
    chroma = np.float32(medium.chroma * 2.0**settings.vivid)
    a, b = a * chroma, b * chroma
    lit = np.clip(light / 60.0, 0.25, 1.0)  # deep shadows take little colour
    colourful = min(1.0, 4.0 * 2.0**settings.vivid)  # a monochrome stays one, whatever its school
    for name, weight in settings.schools:
        a, b = painted_with(light, a, b, name, weight * colourful)
    for name, weight in settings.tints:
        tint, pull = lab_of(name), np.float32(1.0 - 0.62 ** abs(weight))
        sign = np.float32(np.sign(weight))
        a += (sign * np.float32(tint[1]) - a) * pull * lit
        b += (sign * np.float32(tint[2]) - b) * pull * lit
        light += (np.float32(tint[0]) - light) * pull * 0.2 * (weight > 0)
    warmth = np.float32(settings.warmth)
    a, b = split_toned(light, a, b, settings.split * colourful, settings.turn)
    a += 5.0 * warmth * lit
    b += 16.0 * warmth * lit
    # A glow paints the light itself: a band low in the picture is drawn to orange, its rim to rose.
    band = np.exp(-(((low - 0.5) / 0.3) ** 2)).astype(np.float32)
    pull = np.float32(0.62 * settings.glow) * band * np.clip(light / 75.0, 0.1, 1.0)
    a += (24.0 - a) * pull if settings.glow > 0 else 10.0 * pull
    b += (46.0 - b) * pull if settings.glow > 0 else 20.0 * pull
    light += np.float32(16.0 * settings.glow) * (band - 0.5)
    if settings.pool > 0:
        shade = np.float32(settings.pool) * (1.0 - pool_of_light(light.shape, *settings.pool_at))
        light, a, b = light * (1.0 - 0.68 * shade), a * (1.0 - 0.35 * shade), b * (1.0 - 0.35 * shade)
        light += np.float32(9.0 * settings.pool) * (1.0 - shade) * _hump(light)
    veil = np.float32(settings.mist) * (0.8 - 0.5 * low)
    light += (84.0 + 6.0 * np.float32(settings.key) - light) * veil
    a, b = a * (1 - 0.7 * veil), b * (1 - 0.7 * veil) - 2.0 * veil
    out = np.dstack([np.clip(light, 3.0, 99.0), a, b]).astype(np.float32)
    share = amount[..., None] if isinstance(amount, np.ndarray) else np.float32(amount)
    return lab + (out - lab) * share


def mixed(lab: np.ndarray, handling: Handling, amount: np.ndarray) -> np.ndarray:
    """A picture (H×W×3 float32 L*a*b*) in the paints of a medium; amount: H×W float32, 0 … 1.

    Pigments have their strength, lights lean to warm and shadows to cool, nothing is as black as black or as
    white as white, and some media are mixed in few values.
    """
    light, a, b = lab[..., 0], lab[..., 1] * handling.chroma, lab[..., 2] * handling.chroma
    if handling.values:
        step = np.float32(100.0 / handling.values)
        place = light / step
        near = np.round(place)
        light = (near + (place - near) * np.float32(0.45)) * step
    lean = np.tanh((light - 52.0) / 28.0) * np.float32(handling.warm_lights)
    out = np.dstack([np.clip(light, 5.0, 98.0), a + 0.25 * lean, b + lean]).astype(np.float32)
    return lab + (out - lab) * amount[..., None]


def _hump(light: np.ndarray) -> np.ndarray:
    """1 in the mid-tones, falling to about a third at black and white."""
    return 1.0 - 0.65 * np.clip(np.abs(light - 50.0) / 50.0, 0.0, 1.0) ** 2
