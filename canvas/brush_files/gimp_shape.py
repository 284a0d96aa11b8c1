"""GIMP's brushes made of numbers: `.vbr` of versions 1.0 and 1.5.

Source: GIMP's devel-docs, vbr.txt; the profile as its manual describes "hardness".
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np

from canvas.brush.dynamics import Setting, pressed
from canvas.brush.entry import OWN, BrushEntry, clean_text, slug
from canvas.brush.preset import LARGEST, SMALLEST, Brush
from canvas.brush_files.imported import Imported
from canvas.brush_files.tips import make_tip
from canvas.errors import FormatError

MAGIC = b"GIMP-VBR"
_SHAPES = ("circle", "square", "diamond")
_TIP_SIDE = 129  # pixels of the picture of a shape that is not round; odd, so that it has a middle


def is_vbr(head: bytes) -> bool:
    """Told by the first bytes."""
    return head.startswith(MAGIC)


def read_vbr(data: bytes, path: Path) -> Imported:
    """The one brush of a file: round ones as numbers, the others as a picture. Raises FormatError."""
    lines = data[:8192].decode("utf-8", "replace").splitlines()
    if len(lines) < 8 or lines[0].strip() != MAGIC.decode():
        raise FormatError("It is damaged: it is no GIMP brush.")
    version, title = lines[1].strip(), clean_text(lines[2]) or clean_text(path.stem) or "Brush"
    if version == "1.0":
        shape, spikes = "circle", 2
        spacing, radius, hardness, ratio, angle = _numbers(lines[3:8], 5)
    elif version == "1.5":
        shape = lines[3].strip().casefold()
        spacing, radius, sides, hardness, ratio, angle = _numbers(lines[4:10], 6)
        spikes = int(min(max(sides, 2), 20))
    else:
        raise FormatError("It is a GIMP brush of an unknown version.")
    if shape not in _SHAPES:
        raise FormatError("It is damaged: its shape is of an unknown kind.")
    ratio, hardness = min(max(ratio, 1.0), 20.0), min(max(hardness, 0.0), 1.0)
    brush = Brush(
        size=min(max(2.0 * radius, SMALLEST), LARGEST),
        hardness=_round_hardness(hardness),
        spacing=min(max(spacing / 100.0 / ratio, 0.01), 10.0),  # GIMP's follows the ellipse
        roundness=1.0 / ratio,
        angle=-angle % 180.0,  # GIMP's goes against the clock
        dynamics=(pressed(Setting.SIZE, 0.7),),
    )
    if shape != "circle" or spikes > 2:
        picture = _picture(shape, spikes, hardness, ratio, math.radians(angle))
        tip = make_tip(title, [picture])
        brush = Brush(size=brush.size, hardness=1.0, spacing=brush.spacing, tip=tip, dynamics=brush.dynamics)
    entry = BrushEntry(slug(title), title, brush, OWN, ("GIMP",)).with_id(slug(title))
    return Imported((entry,))


def _numbers(lines: list[str], count: int) -> list[float]:
    try:
        values = [float(line) for line in lines]
    except ValueError as error:
        raise FormatError("It is damaged: a setting is no number.") from error
    if not all(abs(value) < 1e6 for value in values):  # what is no number fails this too
        raise FormatError("It is damaged: a setting is no number.")
    if len(values) != count:
        raise FormatError("It is damaged: it is no GIMP brush.")
    return values


def _exponent(hardness: float) -> float:
    return 0.4 / max(1.0 - hardness, 4e-7)


def _round_hardness(hardness: float) -> float:
    """Our hardness whose dab is half as strong where GIMP's is: there at ½ to the power of 1 / exponent."""
    half = 0.5 ** (1.0 / _exponent(hardness))
    # Ours is half strong at the squared distance (1 + hardness²) / 2.
    return math.sqrt(max(0.0, 2.0 * half * half - 1.0))


def _picture(shape: str, spikes: int, hardness: float, ratio: float, angle: float) -> np.ndarray:
    """Coverage, _TIP_SIDE² uint8, of a square, a diamond or a star of so many spikes, longest side across."""
    middle = (_TIP_SIDE - 1) / 2.0
    # The corner of a square reaches beyond its radius.
    reach = math.sqrt(2.0) if shape == "square" else 1.0
    y, x = (np.mgrid[0:_TIP_SIDE, 0:_TIP_SIDE] - middle) / middle * reach
    along = np.cos(angle) * x - np.sin(angle) * y
    across = np.sin(angle) * x + np.cos(angle) * y
    if spikes > 2:  # every sector is folded onto the first, which lies about the x axis
        turn = np.arctan2(across, along)
        sector = 2.0 * np.pi / spikes
        turn = turn - sector * np.round(turn / sector)
        length = np.hypot(along, across)
        along, across = length * np.cos(turn), length * np.sin(turn)
    along, across = np.abs(along), np.abs(across) * ratio
    if shape == "circle":
        distance = np.hypot(along, across)
    elif shape == "square":
        distance = np.maximum(along, across)
    else:
        distance = along + across
    fall = np.clip(distance, 0.0, 1.0) ** _exponent(hardness)
    smooth = np.where(fall < 0.5, 1.0 - 2.0 * fall**2, 2.0 * (1.0 - fall) ** 2)
    return np.rint(np.where(distance <= 1.0, smooth, 0.0) * 255.0).astype(np.uint8)
