"""How one variation differs from the next: light, colours, handling and character drawn from a seed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from inference.engines.painterly.volume import Light
from inference.engines.painterly.words import Settings

# Steps of a low-discrepancy sequence (Roberts 2018, the R6 numbers), so that seeds in a row lie far apart.
_STRIDES = tuple(1.1127756842787055**-k for k in range(1, 7))
_COLOURS = ("warmth", "vivid", "split", "turn")  # what a locked palette keeps
_VALUES = ("key", "contrast", "pool", "pool_at")  # what locked values keep

# Accords of light and shadow, taken in turn by seeds in a row. The axis of the split is turned by `turn`
# radians from yellow light and blue shadow.
ACCORDS: tuple[Mapping[str, float], ...] = (
    {"warmth": 0.45, "split": 0.75, "key": 0.05},  # late sun, blue shadows
    {"warmth": -0.75, "split": -0.25, "key": -0.3, "vivid": -0.2},  # moonlight
    {"split": 0.9, "turn": -0.95, "key": 0.2, "vivid": 0.1},  # rose light, green shadows
    {"warmth": 0.3, "vivid": -0.9, "key": -0.1, "contrast": 0.25},  # brown studio
    {
        "split": 0.9,
        "turn": 0.45,
        "vivid": 0.45,
        "contrast": 0.15,
        "warmth": -0.1,
    },  # lemon light, violet shadows
    {"warmth": -0.35, "vivid": -0.55, "key": 0.4, "contrast": -0.15},  # silver day
)


@dataclass(frozen=True, slots=True)
class Variation:
    """What a variation adds to the settings; all zero for a plain painting."""

    angle: float = -2.2  # radians: where the light comes from
    fall: float = 0.0  # L* between the lit and the far side of the picture
    tone: float = 0.0  # b* between them
    modelling: float = 0.35  # strength of the light on forms
    elevation: float = 0.7  # radians: how high the light stands


def vary(
    settings: Settings,
    seed: int,
    strength: float,
    *,
    lock_palette: bool = False,
    lock_values: bool = False,
) -> tuple[Settings, Variation]:
    """Settings and light for this seed; `strength` (0 … 1) says how far it may stray.

    A locked palette keeps every colour, locked values keep lights and darks; what is left still varies.
    """
    side, high, warm, size, length, broken = ((0.5 + (seed + 1) * stride) % 1.0 for stride in _STRIDES)
    reach = 0.45 + 0.75 * strength
    amounts = {name: reach * amount for name, amount in ACCORDS[seed % len(ACCORDS)].items()}
    amounts["warmth"] = amounts.get("warmth", 0.0) + reach * (2.0 * warm - 1.0) * 0.2
    amounts["key"] = amounts.get("key", 0.0) + reach * (2.0 * high - 1.0) * 0.15
    amounts["size"] = reach * (2.0 * size - 1.0) * 0.8
    amounts["detail"] = reach * (0.5 - size) * 0.4
    amounts["length"] = reach * (2.0 * length - 1.0) * 0.7
    amounts["jitter"] = reach * (broken - 0.3) * 1.2
    amounts["turn"] = amounts.get("turn", 0.0) / reach  # a direction is not taken by halves
    angle = 2.0 * np.pi * side
    varied = replace(settings, **{name: getattr(settings, name) + amount for name, amount in amounts.items()})
    if length > 0.5:  # every other one has its light in a pool, towards the side it comes from
        at = (0.5 + 0.22 * float(np.cos(angle)), 0.45 + 0.18 * float(np.sin(angle)))
        varied = replace(varied, pool=min(1.0, settings.pool + 0.5 * reach), pool_at=at)
    variation = Variation(angle, 12.0 * reach, 5.0 * reach, 0.5, 0.4 + 0.8 * high)
    if lock_palette:
        varied = replace(varied, **{name: getattr(settings, name) for name in _COLOURS})
        variation = replace(variation, tone=0.0)
    if lock_values:
        varied = replace(varied, **{name: getattr(settings, name) for name in _VALUES})
        variation = replace(variation, fall=0.0)
    return varied, variation


def lit(lab: np.ndarray, variation: Variation, amount: np.ndarray) -> np.ndarray:
    """A slow fall of light across the picture (H×W×3 float32 L*a*b*); amount: H×W float32, 0 … 1."""
    if variation.fall == 0.0 and variation.tone == 0.0:
        return lab
    height, width = lab.shape[:2]
    x = np.linspace(-1.0, 1.0, width, dtype=np.float32)[None, :]
    y = np.linspace(-1.0, 1.0, height, dtype=np.float32)[:, None]
    fall = (x * np.cos(variation.angle) + y * np.sin(variation.angle)).astype(np.float32) * amount
    out = lab.copy()
    out[..., 0] = np.clip(out[..., 0] + 0.5 * np.float32(variation.fall) * fall, 2.0, 99.0)
    out[..., 2] += np.float32(0.5 * variation.tone) * fall
    return out


def light_of(variation: Variation) -> Light:
    """The light that models the forms of a sketch."""
    return Light(variation.angle, variation.modelling, variation.elevation)
