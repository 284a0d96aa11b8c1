"""Pixels of any colour model and depth, with or without a profile, made into straight sRGB with alpha.

Sources: sRGB, IEC 61966-2-1; ICC.1:2022 for profiles, which lcms applies.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np

from canvas.errors import FormatError
from canvas.formats.colour import encoded, from_lab, scaled_to, turned

_U16 = np.dtype(np.uint16)
_SAME = 65535 // 128  # a profile that moves no colour by more than this is sRGB
_LIGHT = 45_000  # linear profiles turn the middle of 16 bits into 48,000; sRGB's own leaves 32,768


class Model(StrEnum):
    """What the numbers of a pixel are; the value is lcms' name."""

    RGB = "rgb"
    GREY = "gray"
    CMYK = "cmyk"  # amounts of ink
    LAB = "lab"


COUNTS = {Model.RGB: 3, Model.GREY: 1, Model.CMYK: 4, Model.LAB: 3}
_KINDS = {Model.RGB: b"RGB ", Model.GREY: b"GRAY", Model.CMYK: b"CMYK"}


@dataclass(frozen=True, slots=True)
class Samples:
    """How a picture's numbers become colours."""

    model: Model
    profile: bytes | None = None  # one that `applicable` has found to work and to do something
    linear: bool = False  # without a profile: the numbers say how much light, not sRGB's encoding of it

    def rgba(self, colours: np.ndarray, alpha: np.ndarray) -> np.ndarray:
        """N×C colours and N alphas, uint8, uint16 or float32 0 … 1, to N×4 uint8 or uint16.

        Floating-point values beyond 0 … 1 and those that are no numbers are cut to that range.
        """
        if colours.dtype == np.float32:
            colours = _limited(colours)
        converted = self._converted(colours)
        if alpha.dtype == np.float32:
            alpha = _limited(alpha)
        red, green, blue = (converted[:, k if converted.shape[1] == 3 else 0] for k in range(3))
        parts = (red, green, blue, scaled_to(alpha, converted.dtype))
        merged = cv2.merge(
            [np.ascontiguousarray(part)[None] for part in parts]
        )  # four times as fast as numpy
        return np.asarray(merged).reshape(-1, 4)

    def _converted(self, colours: np.ndarray) -> np.ndarray:
        """N×1 or N×3; uint8 only where the numbers stay as they are."""
        if self.model is Model.LAB:
            return from_lab(scaled_to(colours, _U16))
        if self.model is Model.CMYK:
            colours = scaled_to(colours, _U16)  # lcms would have floating-point inks in percent
        if self.profile is not None:
            ready = colours[:, 0] if self.model is Model.GREY else colours
            return turned(ready[None], self.profile, self.model.value)[0]
        if self.model is Model.CMYK:
            paper = 65535 - colours.astype(np.uint32)
            return ((paper[:, :3] * paper[:, 3:] + 32767) // 65535).astype(np.uint16)
        if self.linear:
            return (
                _encoded_table()[scaled_to(colours, _U16)]
                if colours.dtype != np.float32
                else _deep(encoded(colours))
            )
        return colours if colours.dtype != np.float32 else _deep(colours)


def applicable(profile: bytes, model: Model) -> bytes | None:
    """The profile, None where it is sRGB's own. Raises FormatError where it cannot be applied."""
    if model not in _KINDS:
        return None
    if len(profile) < 128 or profile[36:40] != b"acsp":
        raise FormatError("The picture's colour profile is damaged.")
    if profile[16:20] != _KINDS[model]:
        raise FormatError("The picture's colour profile is of a kind that cannot be applied.")
    if model is Model.CMYK:
        turned(np.zeros((1, 1, 4), np.uint16), profile, model.value)
        return profile
    probe = _probe(model)
    moved = turned(probe[None], profile, model.value)[0].astype(int)
    same = probe if model is Model.RGB else probe[:, None]
    return None if np.abs(moved - same).max() <= _SAME else profile


def is_linear(profile: bytes | None, model: Model) -> bool:
    """Whether a profile (that `applicable` gave) has numbers that grow with the light itself."""
    if profile is None or model not in (Model.RGB, Model.GREY):
        return False
    middle = np.full((1, 1, 3) if model is Model.RGB else (1, 1), 32768, np.uint16)
    return bool(turned(middle, profile, model.value).min() > _LIGHT)


def worth_keeping(profile: bytes | None) -> bytes | None:
    """A profile that a picture can be written in again; None for sRGB's own, for what cannot be written in,
    and for one of light, which takes more bits than most files have."""
    if not profile:
        return None
    try:
        found = applicable(profile, Model.RGB)
    except FormatError:
        return None
    return None if is_linear(found, Model.RGB) else found


def _probe(model: Model) -> np.ndarray:
    """Colours by which a profile shows whether it does anything: 729×3, or 33 greys."""
    if model is Model.GREY:
        return np.linspace(0, 65535, 33).round().astype(np.uint16)
    steps = np.linspace(0, 65535, 9).round().astype(np.uint16)
    return np.stack(np.meshgrid(steps, steps, steps, indexing="ij"), axis=-1).reshape(-1, 3)


def _limited(values: np.ndarray) -> np.ndarray:
    return np.clip(np.nan_to_num(values, nan=0.0, posinf=1.0, neginf=0.0), 0, 1)


def _deep(values: np.ndarray) -> np.ndarray:
    return np.rint(values * 65535).astype(np.uint16)


@functools.cache
def _encoded_table() -> np.ndarray:
    """sRGB's encoding of every amount of light, 65536 uint16."""
    return _deep(encoded(np.arange(65536, dtype=np.float32) / 65535))
