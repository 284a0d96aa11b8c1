"""One job painted: the picture read at a workable size, painted in stages, scaled to the job's own."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import cv2
import numpy as np

from inference.engines.painterly.brushwork import Painter, Tell
from inference.engines.painterly.importance import importance_of
from inference.engines.painterly.linework import Hand, LineStroke, contours_of, drawn_lines
from inference.engines.painterly.media import Handling, handling_of
from inference.engines.painterly.palette import grade, to_lab
from inference.engines.painterly.reference import Reference, read_picture
from inference.engines.painterly.stages import plan_passes
from inference.engines.painterly.variation import Variation, light_of, lit, vary
from inference.engines.painterly.volume import Light
from inference.engines.painterly.words import MEDIA, Settings
from inference.job import Job, Kind, Painting, Strokes

PLANNED = 2048  # px, side of a square: larger pictures are planned at this size, strokes know no pixels
THUMB = 160  # px, of the copy that the ground is toned after


@dataclass(frozen=True, slots=True)
class Brief:
    """What a job asks of the painter, beside the picture."""

    settings: Settings
    handling: Handling
    light: Light
    variation: Variation
    lit: bool  # the artist has said where the light comes from
    painting: Painting


def brief_of(job: Job, settings: Settings) -> Brief:
    """Words, the artist's wishes and the seed brought together."""
    painting = job.painting or Painting()
    if painting.medium in MEDIA:
        settings = replace(settings, medium=MEDIA[painting.medium])
    variation = Variation()
    if job.kind is Kind.VARY:
        seed = job.seed if painting.style_seed is None else painting.style_seed
        locks = {"lock_palette": painting.lock_palette, "lock_values": painting.lock_values}
        settings, variation = vary(settings, seed, job.strength, **locks)
    light = light_of(variation)
    if painting.light is not None:
        azimuth, elevation = (math.radians(angle) for angle in painting.light)
        light = replace(light, angle=-azimuth, elevation=elevation)
    handling = handling_of(settings.medium.name)
    return Brief(settings, handling, light, variation, painting.light is not None, painting)


def paint_job(job: Job, settings: Settings, tell: Tell) -> Strokes:
    """Paint a PAINT or VARY job. `tell` is called often, and may raise to stop the work."""
    assert job.image is not None  # checked by Job
    brief = brief_of(job, settings)
    image, loose, amount, scale = _planned(job)
    ground_rng, read_rng, paint_rng, line_rng = _chances(job)
    height, width = image.shape[:2]
    painter = Painter(height, width, brief.handling, brief.settings, paint_rng)
    tell("ground", 0, 2, None)
    # The ground goes on at once: it needs no more than a glance at the picture.
    painter.rng = ground_rng
    painter.ground(_thumb(image, brief.settings), tell)
    painter.rng = paint_rng
    tell("ground", 1, 2, painter.preview())

    def check() -> None:
        tell("ground", 1, 2, None)

    aim = read_picture(
        image, brief.settings, brief.handling, brief.light, brief.lit, loose, amount, read_rng, check
    )
    if brief.variation.fall or brief.variation.tone:
        aim = aim.relit(lit(aim.lab, brief.variation, amount))
        check()
    aim, drawn = _lines(aim, brief, loose, line_rng, check)
    plan = plan_passes(loose, job.steps, brief.settings, brief.handling, aim.importance)
    strokes = painter.paint(plan, aim, drawn, tell)
    return _scaled(strokes, scale)


def _chances(job: Job) -> list[np.random.Generator]:
    """Random numbers for the ground, for reading a sketch, for strokes and for lines.

    Colours and light follow the style's seed, where there is one, and strokes the job's.
    """
    style = job.seed if job.painting is None or job.painting.style_seed is None else job.painting.style_seed
    if job.painting is not None and job.painting.lock_palette:
        style = 0
    return [
        np.random.default_rng([job.seed, 1]),
        np.random.default_rng([style, 2]),
        np.random.default_rng([job.seed, 3]),
        np.random.default_rng([job.seed, 4]),
    ]


def _planned(job: Job) -> tuple[np.ndarray, np.ndarray, np.ndarray, tuple[float, float]]:
    """Picture, local strength and local share of the words at the size of the plan, and the way back."""
    assert job.image is not None
    image, planes = job.image, job.strength_map
    height, width = image.shape[:2]
    scale = min(1.0, PLANNED / math.sqrt(height * width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    if scale < 1.0:
        image = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
        planes = None if planes is None else cv2.resize(planes, size, interpolation=cv2.INTER_AREA)
    amount = np.ones(image.shape[:2], np.float32)
    if planes is not None:
        amount = planes.astype(np.float32) / np.float32(255)
    return image, np.float32(job.strength) * amount, amount, (width / size[0], height / size[1])


def _scaled(strokes: Strokes, scale: tuple[float, float]) -> Strokes:
    """Strokes of the plan in the job's own pixels."""
    if scale == (1.0, 1.0):
        return strokes
    points = strokes.points * np.array([*scale, 1.0], np.float32)
    sizes = strokes.sizes * np.float32(math.sqrt(scale[0] * scale[1]))
    return replace(strokes, points=points, sizes=sizes)


def _thumb(image: np.ndarray, settings: Settings) -> np.ndarray:
    """The picture at a glance, graded: h×w×3 float32 L*a*b*."""
    height, width = image.shape[:2]
    scale = min(1.0, THUMB / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    step = max(1, int(0.25 / scale))  # every n-th pixel is enough for a glance
    small = cv2.resize(np.ascontiguousarray(image[::step, ::step]), size, interpolation=cv2.INTER_AREA)
    return grade(to_lab(small), settings)


def _lines(
    aim: Reference, brief: Brief, loose: np.ndarray, rng: np.random.Generator, check: Callable[[], None]
) -> tuple[Reference, list[LineStroke]]:
    """The aim, with its lines in it where they are to be painted in, and the strokes that draw them."""
    handling, painting = brief.handling, brief.painting
    medium = brief.settings.medium
    hand = Hand(handling.line_weight, medium.taper, 0.92, steady=painting.lock_lines)
    if aim.lines is not None and painting.lines == "on_top":
        return aim, drawn_lines(aim.lines, aim.ink, loose, hand, rng, check)
    if aim.lines is not None and painting.lines == "painted_in":
        soft = cv2.GaussianBlur(aim.lines.astype(np.float32), (0, 0), 0.8)[..., None]
        lab = aim.lab + (aim.ink - aim.lab) * soft * np.float32(0.8)
        return replace(aim, lab=lab, importance=importance_of(lab)), []
    if aim.lines is None and handling.contour > 0 and float(loose.mean()) > 0.05 and painting.lines != "off":
        lines = contours_of(aim.lab, aim.importance, handling.contour)
        check()
        dark = aim.lab * np.array([0.35, 0.6, 0.6], np.float32) + np.array([6.0, 0, 0], np.float32)
        pen = replace(hand, weight=0.8 * hand.weight, opacity=0.4 + 0.5 * handling.contour)
        return aim, drawn_lines(lines, dark, loose, pen, rng, check)
    return aim, []
