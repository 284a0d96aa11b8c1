"""How one variation differs from the next: light, temperature, key and brushwork drawn from the seed."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from inference.engines.painterly.reference import Light
from inference.engines.painterly.words import Settings

# Steps of a low-discrepancy sequence (Roberts 2018, the R4 numbers), so that seeds in a row lie far apart.
_STRIDES = (0.8566748838545029, 0.733891856627126, 0.6287067210378087, 0.5385972572236101)


@dataclass(frozen=True, slots=True)
class Variation:
    """What a variation adds to the settings; all zero for a plain painting."""

    angle: float = -2.2  # radians: where the light comes from
    fall: float = 0.0  # L* between the lit and the far side of the picture
    modelling: float = 0.35  # strength of the light on forms


def vary(settings: Settings, seed: int, strength: float) -> tuple[Settings, Variation]:
    """Settings and light for this seed; `strength` (0 … 1) says how far it may stray."""
    warm, key, size, turn = ((0.5 + (seed + 1) * stride) % 1.0 for stride in _STRIDES)
    reach = 0.45 + 0.75 * strength
    varied = replace(
        settings,
        warmth=settings.warmth + reach * (2.0 * warm - 1.0) * 0.9,
        key=settings.key + reach * (2.0 * key - 1.0) * 0.55,
        vivid=settings.vivid + reach * (((warm + key) % 1.0) - 0.5) * 0.7,
        size=settings.size + reach * (2.0 * size - 1.0) * 0.8,
        length=settings.length + reach * (((size + turn) % 1.0) - 0.5) * 1.2,
        jitter=settings.jitter + reach * (((key + turn) % 1.0) - 0.3),
    )
    return varied, Variation(angle=2.0 * np.pi * turn, fall=14.0 * reach, modelling=0.5)


def lit(lab: np.ndarray, variation: Variation, amount: np.ndarray) -> np.ndarray:
    """A slow fall of light across the picture (H×W×3 float32 L*a*b*); amount: H×W float32, 0 … 1."""
    if variation.fall == 0.0:
        return lab
    height, width = lab.shape[:2]
    x = np.linspace(-1.0, 1.0, width, dtype=np.float32)[None, :]
    y = np.linspace(-1.0, 1.0, height, dtype=np.float32)[:, None]
    fall = (x * np.cos(variation.angle) + y * np.sin(variation.angle)).astype(np.float32) * amount
    out = lab.copy()
    out[..., 0] = np.clip(out[..., 0] + 0.5 * np.float32(variation.fall) * fall, 2.0, 99.0)
    out[..., 2] += np.float32(0.25 * variation.fall) * fall
    return out


def light_of(variation: Variation) -> Light:
    """The light that models the forms of a sketch."""
    return Light(variation.angle, variation.modelling)
