"""Photoshop's brush presets, as their descriptors tell them, as ours.

Source: the keys of the class "brushPreset" as Photoshop writes them (Photoshop Scripting Reference).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from canvas.brush.dynamics import Curve, Dynamic, Input, Setting
from canvas.brush.entry import OWN, BrushEntry, clean_text, slug
from canvas.brush.preset import LARGEST, SMALLEST, Brush
from canvas.brush_files.tips import make_tip

# What "control" of a dynamic setting (bVTy) can be.
_OFF, _FADE, _PRESSURE, _TILT, _WHEEL, _DIRECTION_AT_START, _DIRECTION, _ROTATION = 0, 1, 2, 3, 4, 6, 7, 5
_INPUTS = {
    _FADE: Input.FADE, _PRESSURE: Input.PRESSURE, _TILT: Input.TILT, _ROTATION: Input.ROTATION,
    _DIRECTION: Input.DIRECTION,
}  # fmt: skip
_UNKNOWN = {"useTexture": "texture", "useDualBrush": "dual brush", "Wtdg": "wet edges", "Nose": "noise"}


def round_entry(title: str, brush: Brush) -> BrushEntry:
    return BrushEntry(slug(title), title, brush, OWN, ("Photoshop",)).with_id(slug(title))


def brush_of_preset(
    preset: dict[str, Any], image: np.ndarray | None, fallback: str, sampled: bool
) -> tuple[BrushEntry, list[str]]:
    """The brush, and what of it could not be taken over. image: the tip, H×W uint8, if it was found."""
    name = preset.get("Nm  ")
    title = clean_text(name.rpartition("=")[2]) if isinstance(name, str) else ""  # some are "$$$/key=name"
    title = title or fallback
    shape = preset.get("Brsh")
    shape = shape if isinstance(shape, dict) else {}
    missing = [told for key, told in _UNKNOWN.items() if preset.get(key) is True]
    if sampled and image is None:
        missing.append("the tip's picture")
    dynamics: list[Dynamic] = []
    if preset.get("useTipDynamics") is True:
        least = _share(preset, "minimumDiameter", 0.0)
        dynamics += _varied(preset.get("szVr"), Setting.SIZE, least, missing)
        dynamics += _turned(preset.get("angleDynamics"), missing)
        least = _share(preset, "minimumRoundness", 0.25)
        dynamics += _varied(preset.get("roundnessDynamics"), Setting.ROUNDNESS, least, missing)
    if preset.get("usePaintDynamics") is True:
        dynamics += _varied(preset.get("opVr"), Setting.OPACITY, 0.0, missing)
        dynamics += _varied(preset.get("prVr"), Setting.FLOW, 0.0, missing)
    spacing = min(max(_number(shape, "Spcn", 25.0) / 100.0, 0.01), 10.0)
    coloured = preset.get("useColorDynamics") is True
    scattered = preset.get("scatterDynamics") if preset.get("useScatter") is True else None
    brush = Brush(
        size=min(max(_number(shape, "Dmtr", 30.0), SMALLEST), LARGEST),
        hardness=1.0 if image is not None else min(max(_number(shape, "Hrdn", 100.0) / 100.0, 0.0), 1.0),
        spacing=spacing,
        roundness=min(max(_number(shape, "Rndn", 100.0) / 100.0, 0.05), 1.0),
        angle=-_number(shape, "Angl", 0.0) % 360.0,  # Photoshop's goes against the clock
        scatter=min(_jitter(scattered), 10.0),
        hue_jitter=_share(preset, "H   ", 0.0) if coloured else 0.0,
        saturation_jitter=_share(preset, "Strt", 0.0) if coloured else 0.0,
        value_jitter=_share(preset, "Brgh", 0.0) if coloured else 0.0,
        tip=make_tip(title, [image], spacing=spacing) if image is not None else None,
        dynamics=tuple(dynamics),
    )
    return round_entry(title, brush), missing


def _varied(value: Any, setting: Setting, least: float, missing: list[str]) -> list[Dynamic]:
    """What drives a setting: a control from `least` to all, and chance below all."""
    dynamics: list[Dynamic] = []
    if not isinstance(value, dict):
        return dynamics
    control = value.get("bVTy", _OFF)
    source = _INPUTS.get(control) if isinstance(control, int) else None
    if source is not None and source in (Input.PRESSURE, Input.FADE, Input.TILT):
        ends = (1.0, least) if source is Input.FADE else (least, 1.0)
        dynamics.append(Dynamic(setting, source, Curve(((0.0, ends[0]), (1.0, ends[1])))))
    elif control != _OFF:
        missing.append(f"the control of {setting}")
    jitter = min(_jitter(value), 1.0)
    if jitter > 0.0:
        dynamics.append(Dynamic(setting, Input.RANDOM, Curve(((0.0, max(1.0 - jitter, least)), (1.0, 1.0)))))
    return dynamics


def _turned(value: Any, missing: list[str]) -> list[Dynamic]:
    dynamics: list[Dynamic] = []
    if not isinstance(value, dict):
        return dynamics
    control = value.get("bVTy", _OFF)
    source = _INPUTS.get(control) if isinstance(control, int) else None
    if source is not None and source in (Input.DIRECTION, Input.ROTATION):
        dynamics.append(Dynamic(Setting.ANGLE, source))
    elif control != _OFF:
        missing.append("the control of angle")
    jitter = min(_jitter(value), 1.0)
    if jitter > 0.0:
        curve = Curve(((0.0, -jitter / 2.0), (1.0, jitter / 2.0)))
        dynamics.append(Dynamic(Setting.ANGLE, Input.RANDOM, curve))
    return dynamics


def _jitter(value: Any) -> float:
    """Per cent as a share."""
    return max(_number(value, "jitter", 0.0) / 100.0, 0.0) if isinstance(value, dict) else 0.0


def _share(content: dict[str, Any], key: str, default: float) -> float:
    return min(max(_number(content, key, 100.0 * default) / 100.0, 0.0), 1.0)


def _number(content: dict[str, Any], key: str, default: float) -> float:
    value = content.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return default
    return float(value)
