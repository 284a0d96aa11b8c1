"""The settings of Krita's pixel and smudge brushes as ours.

Source: Krita's manual ("Brush settings", "Sensors") and the presets that Krita 5 ships with.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from xml.etree import ElementTree

import numpy as np

from canvas.brush.dynamics import Curve, Dynamic, Input, Setting
from canvas.brush.preset import LARGEST, SMALLEST, Brush, Mode
from canvas.brush.tip import Tip
from canvas.brush_files.tips import make_tip
from canvas.errors import FormatError

TipNamed = Callable[[str], Tip | None]

_SENSORS = {
    "pressure": Input.PRESSURE, "fuzzy": Input.RANDOM, "speed": Input.SPEED, "fade": Input.FADE,
    "distance": Input.FADE, "drawingangle": Input.DIRECTION, "rotation": Input.ROTATION,
}  # fmt: skip
_OPTIONS = {  # by our setting: Krita's option, and whether it is there without being switched on
    Setting.SIZE: ("Size", False), Setting.OPACITY: ("Opacity", True), Setting.FLOW: ("Flow", True),
    Setting.HARDNESS: ("Softness", False), Setting.ROUNDNESS: ("Ratio", False),
    Setting.SPACING: ("Spacing", False), Setting.SCATTER: ("Scatter", False),
    Setting.SMUDGE: ("SmudgeRate", True),
}  # fmt: skip
_KNOWN_KINDS = ("paintbrush", "colorsmudge")
_EXTRAS = {
    "MaskingBrush/Enabled": "masking brush", "PressureSharpness": "sharpness", "PressureMirror": "mirror",
    "PressureDarken": "darken", "PressureMix": "mix", "PaintOpSettings/isAirbrushing": "airbrush",
}  # fmt: skip
_MOST_POINTS = 64  # of a curve
_TIP_SIDE = 128  # pixels of the picture of a rectangle


class Params:
    """The named values of a preset, all text."""

    def __init__(self, values: dict[str, str]) -> None:
        self._values = values

    def text(self, name: str) -> str:
        return self._values.get(name, "")

    def on(self, name: str) -> bool:
        return self._values.get(name, "").strip().casefold() in ("true", "1")

    def number(self, name: str, default: float) -> float:
        return number(self._values.get(name), default)


def number(text: str | None, default: float) -> float:
    """A finite number in a text, or the default."""
    try:
        value = float(text) if text is not None else default
    except ValueError:
        return default
    return value if math.isfinite(value) else default


@dataclass(frozen=True, slots=True)
class _Dab:
    """What the "brush definition" tells."""

    size: float = 20.0
    hardness: float = 1.0
    spacing: float = 0.1
    roundness: float = 1.0
    angle: float = 0.0
    tip: Tip | None = None


def brush_of_params(params: Params, kind: str, tip_named: TipNamed) -> tuple[Brush, list[str]]:
    """The brush, and what of it could not be taken over. Raises FormatError for a damaged tip."""
    missing = [told for name, told in _EXTRAS.items() if params.on(name)]
    if kind not in _KNOWN_KINDS:
        missing.append(f"the engine “{kind[:30]}”")
    dab = _dab(params.text("brush_definition"), tip_named, missing)
    dynamics: list[Dynamic] = []
    fade = 500.0
    for setting, (name, always) in _OPTIONS.items():
        if setting is Setting.SMUDGE and kind != "colorsmudge":
            continue
        if always or params.on(f"Pressure{name}"):
            driven, length = _driven(params, name, setting, missing)
            dynamics += driven
            fade = length or fade
    if params.on("PressureRotation"):
        dynamics += _driven(params, "Rotation", Setting.ANGLE, missing)[0]
    textured = params.on("Texture/Pattern/Enabled")
    if textured:
        missing.append("its texture, for which our paper stands")
    smudges = kind == "colorsmudge"
    brush = Brush(
        size=min(max(dab.size, SMALLEST), LARGEST),
        hardness=dab.hardness,
        opacity=_strength(params, "Opacity"),
        flow=_strength(params, "Flow"),
        spacing=dab.spacing,
        roundness=dab.roundness,
        angle=dab.angle,
        grain=_strength(params, "Texture/Strength/") if textured else 0.0,
        eraser=params.on("EraserMode") or params.text("CompositeOp").strip() == "erase",
        mode=Mode.SMUDGE if smudges else Mode.PAINT,
        scatter=_scatter(params),
        hue_jitter=_jitter(params, "h"),
        saturation_jitter=_jitter(params, "s"),
        value_jitter=_jitter(params, "v"),
        smudge=_strength(params, "SmudgeRate") if smudges else 1.0,
        dull=smudges and params.text("SmudgeRateMode").strip() == "1",  # 0 is smearing
        fade=fade,
        tip=dab.tip,
        dynamics=tuple(dynamics),
    )
    return brush, missing


def _strength(params: Params, name: str) -> float:
    return min(max(params.number(f"{name}Value", 1.0), 0.0), 1.0)


def _scatter(params: Params) -> float:
    """Krita's is the furthest way in diameters, both ways together."""
    if not params.on("PressureScatter"):
        return 0.0
    return min(max(params.number("ScatterValue", 0.0) / 2.0, 0.0), 10.0)


def _jitter(params: Params, name: str) -> float:
    """Only what chance does to a colour is had here."""
    if not params.on(f"Pressure{name}") or "fuzzy" not in params.text(f"{name}Sensor"):
        return 0.0
    return min(max(params.number(f"{name}Value", 0.0), 0.0), 1.0)


# --- sensors -----------------------------------------------------------------------------------------


def _driven(
    params: Params, name: str, setting: Setting, missing: list[str]
) -> tuple[list[Dynamic], float | None]:
    """What drives an option, and the length of its fade in px if it has one."""
    switch = params.text(f"{name}UseCurve").strip().casefold()
    if switch == "false":
        return [], None
    dynamics: list[Dynamic] = []
    fade: float | None = None
    for sensor in _sensors(params.text(f"{name}Sensor")):
        source = _SENSORS.get(sensor.get("id") or "")
        if source is None:
            missing.append(f"{name} ({(sensor.get('id') or '?')[:30]})")
            continue
        if source is Input.FADE:
            fade = min(max(number(sensor.get("length"), 500.0), 1.0), 100_000.0)
        points = _points(sensor)
        if setting is Setting.ANGLE:
            share = min(max(params.number("RotationValue", 1.0), 0.0), 1.0)
            if source is Input.RANDOM:
                points = tuple((x, (y - 0.5) * share) for x, y in points)
            else:
                points = tuple((x, y * share) for x, y in points)
        dynamics.append(Dynamic(setting, source, Curve(points)))
    return dynamics, fade


def _sensors(text: str) -> list[ElementTree.Element]:
    """The sensors in an option's XML, one or a list; none if it cannot be read."""
    text = text.replace("<!DOCTYPE params>", "").strip()
    if not text or "<!" in text or len(text) > 100_000:
        return []
    try:
        root = ElementTree.fromstring(text)
    except (ElementTree.ParseError, ValueError, RecursionError):
        return []
    return list(root.iter("ChildSensor")) if root.get("id") == "sensorslist" else [root]


def _points(sensor: ElementTree.Element) -> tuple[tuple[float, float], ...]:
    """The curve "x,y;x,y;…"; the diagonal where there is none that makes sense."""
    points: list[tuple[float, float]] = []
    for pair in (sensor.findtext("curve") or "").strip().split(";")[:_MOST_POINTS]:
        parts = pair.split(",")
        if len(parts) < 2:
            continue
        x, y = number(parts[0], 0.0), number(parts[1], 0.0)
        if not points or x > points[-1][0]:
            points.append((min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0)))
    rising = all(one[0] < other[0] for one, other in pairwise(points))
    return tuple(points) if len(points) > 1 and rising else ((0.0, 0.0), (1.0, 1.0))


# --- the dab -----------------------------------------------------------------------------------------


def _dab(text: str, tip_named: TipNamed, missing: list[str]) -> _Dab:
    text = text.strip()
    if not text or "<!" in text:
        return _Dab()
    try:
        root = ElementTree.fromstring(text)
    except (ElementTree.ParseError, ValueError, RecursionError) as error:
        raise FormatError("It is damaged: its settings cannot be read.") from error
    spacing = min(max(number(root.get("spacing"), 0.1), 0.01), 10.0)
    if number(root.get("useAutoSpacing"), 0.0) > 0.0:
        spacing = min(max(0.05 * number(root.get("autoSpacingCoeff"), 1.0), 0.01), 1.0)
    angle = math.degrees(-number(root.get("angle"), 0.0)) % 360.0
    if root.get("type") == "auto_brush":
        return _made_dab(root, spacing, angle, missing)
    name = root.get("filename") or ""
    tip = tip_named(name)
    if tip is None:
        missing.append(f"the tip “{name[:60]}”")
        return _Dab(spacing=spacing, angle=angle)
    longest = max(max(image.shape) for image in tip.images)
    size = longest * max(number(root.get("scale"), 1.0), 0.0)
    return _Dab(size, 1.0, spacing, 1.0, angle, tip)


def _made_dab(root: ElementTree.Element, spacing: float, angle: float, missing: list[str]) -> _Dab:
    """A circle or a rectangle told in numbers."""
    mask = root.find("MaskGenerator")
    if mask is None:
        return _Dab(spacing=spacing, angle=angle)
    size = number(mask.get("diameter"), number(mask.get("radius"), 10.0) * 2.0)
    ratio = min(max(number(mask.get("ratio"), 1.0), 0.05), 1.0)
    fades = [min(max(number(mask.get(name), 1.0), 0.0), 1.0) for name in ("hfade", "vfade")]
    if number(mask.get("spikes"), 2.0) > 2.0:
        missing.append("spikes")
    if number(root.get("density"), 1.0) < 1.0 or number(root.get("randomness"), 0.0) > 0.0:
        missing.append("density and randomness")
    if mask.get("type") == "rect":
        return _Dab(size, 1.0, spacing, 1.0, angle, make_tip("Rectangle", [_rectangle(ratio, *fades)]))
    hardness = sum(fades) / 2.0 if mask.get("id", "default") == "default" else 0.5 * sum(fades) / 2.0
    return _Dab(
        size, hardness, max(spacing * ratio, 0.01), ratio, angle
    )  # Krita's spacing follows the ellipse


def _rectangle(ratio: float, across: float, down: float) -> np.ndarray:
    """Coverage of a rectangle whose edges fade: `across` and `down` are the shares that are solid."""
    height = max(round(_TIP_SIDE * ratio), 1)
    sides = []
    for count, solid in ((height, down), (_TIP_SIDE, across)):
        distance = np.abs((np.arange(count) + 0.5) / count * 2.0 - 1.0)
        sides.append(np.clip((1.0 - distance) / max(1.0 - solid, 1e-6), 0.0, 1.0))
    return np.rint(np.outer(sides[0], sides[1]) * 255.0).astype(np.uint8)
