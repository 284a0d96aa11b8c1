"""A line drawing read: its lines, its surfaces and the colours given in it; then coloured and lit."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from inference.engines.painterly.backdrop import backdrop, cast_shadow
from inference.engines.painterly.colouring import SCHEMES, Scheme, from_hints, hinted, proposed
from inference.engines.painterly.diffuse import spread
from inference.engines.painterly.lines import find_lines
from inference.engines.painterly.palette import lab_of
from inference.engines.painterly.regions import find_regions
from inference.engines.painterly.volume import Light, inflated, shade_of
from inference.engines.painterly.words import Settings

SIDE = 900  # px, of the copy in which surfaces are looked for
Check = Callable[[], None]


@dataclass(frozen=True, slots=True, eq=False)
class Sketch:
    """A drawing as understood. H, W: of the picture; h, w: of the copy that was looked at."""

    lines: np.ndarray  # H×W bool
    clean: np.ndarray  # H×W×3 float32 L*a*b*: the drawing without its lines
    labels: np.ndarray  # h×w int32, from 1: surfaces
    outside: np.ndarray  # N bool: which surfaces are the background
    small: np.ndarray  # h×w×3 float32 L*a*b*: `clean` made small
    known: np.ndarray  # h×w bool: where the artist has laid a tone

    def coloured(
        self, settings: Settings, light: Light, paper: float, rng: np.random.Generator, check: Check
    ) -> np.ndarray:
        """The drawing with colours, volume and light, H×W×3 float32 L*a*b*.

        paper: 0 … 1, how far the background stays bare paper towards the picture's edges.
        """
        scheme, table, own = self._colours(settings, rng)
        check()
        behind = self.outside[self.labels]
        fill = table[self.labels]
        if behind.any():
            ground = np.array(scheme.ground, np.float32)
            scene = cast_shadow(backdrop(behind.shape, ground, ~behind, rng, paper), ~behind, light)
            given = (behind & own[self.labels])[..., None]
            scene = np.where(given, scene + fill - ground, scene) if paper == 0.0 else scene
            fill = np.where((behind & ~self.known)[..., None] | given, scene, fill)
            check()
        # On paper, light comes through the paint.
        fill[..., 0] += (100.0 - fill[..., 0]) * np.float32(0.22 * paper) * ~behind
        fill = self._kept(fill, own)
        check()
        fill = self._lit(fill, light, check)
        # Seams between surfaces lie under the lines, and a painter does not cut them with scissors.
        fill = cv2.GaussianBlur(fill.astype(np.float32), (0, 0), 0.0012 * math.sqrt(behind.size) + 0.3)
        height, width = self.lines.shape
        return cv2.resize(fill, (width, height), interpolation=cv2.INTER_LINEAR)

    def _colours(self, settings: Settings, rng: np.random.Generator) -> tuple[Scheme, np.ndarray, np.ndarray]:
        """The scheme, a colour for each surface (N×3), and which surfaces have been given one (N bool)."""
        vivid = self.known & (np.hypot(self.small[..., 1], self.small[..., 2]) > 9)
        colours, shares = hinted(self.small, self.labels, vivid)
        own = shares > 0.012
        own[0] = False
        scheme = SCHEMES[int(rng.integers(len(SCHEMES)))]
        if own.any():
            scheme = from_hints(colours[own], shares[own], rng)
        if settings.tints:
            tint = lab_of(settings.tints[0][0])
            scheme = Scheme((78.0, 0.5 * tint[1], 0.5 * tint[2]), scheme.things, scheme.accents)
        table = proposed(self.labels, self.outside, scheme, rng)
        table[own] = colours[own]
        return scheme, table, own

    def _kept(self, fill: np.ndarray, own: np.ndarray) -> np.ndarray:
        """What the artist has laid down stays: colours as they are, greys as darkness of the new colour."""
        known = cv2.GaussianBlur(self.known.astype(np.float32), (0, 0), 1.2)[..., None]
        sizes = np.bincount(self.labels.ravel(), minlength=len(own))
        covered = np.bincount(self.labels.ravel(), weights=self.known.ravel(), minlength=len(own))
        filled = (covered > 0.5 * sizes)[self.labels][
            ..., None
        ]  # else they were hints, and have done their work
        grey = fill.copy()
        grey[..., 0] -= 0.55 * np.clip(88.0 - self.small[..., 0], 0.0, 70.0)
        chroma = np.hypot(self.small[..., 1], self.small[..., 2])[..., None]
        laid = np.where(chroma > 9, self.small, grey)
        share = known * np.where(filled | (chroma <= 9), 0.88, 0.15)
        return fill + (laid - fill) * share

    def _lit(self, fill: np.ndarray, light: Light, check: Check) -> np.ndarray:
        """Flat colours given volume: warm lights, shadows cooler and richer, a gloss on what is round."""
        behind = self.outside[self.labels]
        parts = np.where(behind, 0, self.labels)
        whole = inflated((~behind).astype(np.int32), check)
        own = inflated(parts, check)
        shade, gloss = shade_of(0.55 * whole + 0.6 * own, light)
        check()
        force = np.float32(light.strength / 0.35)
        lit, dark = np.clip(shade, 0, 1) * force, np.clip(-shade, 0, 1) * force
        out = fill.astype(np.float32).copy()
        out[..., 0] += 15.0 * lit * (1.0 - out[..., 0] / 130.0) - 30.0 * dark * np.clip(
            out[..., 0] / 70.0, 0.3, 1
        )
        out[..., 1] += 2.0 * lit + 1.5 * dark
        out[..., 2] += 8.0 * lit - 9.0 * dark
        out[..., 0] += 10.0 * gloss * force
        rim = np.where(behind, 0.0, np.exp(-own / np.float32(0.012 * math.sqrt(behind.size))))
        out[..., 0] -= 5.0 * rim * force
        out[..., 0] = np.clip(out[..., 0], 6.0, 97.0)
        return out


def read_sketch(lab: np.ndarray, check: Check) -> Sketch | None:
    """Read a drawing (H×W×3 float32 L*a*b*); None where this is a full picture rather than a sketch."""
    unit = math.sqrt(lab.shape[0] * lab.shape[1])
    lab = _on_white(lab)
    lines = find_lines(lab[..., 0], max(7, round(unit * 0.014)))
    check()
    lines |= _solid(lab, unit)
    lines &= ~_coloured_marks(lab, lines)
    share = float(lines.mean())
    if not 0.0015 < share < 0.35 or _flatness(lab, lines) <= 0.6:
        return None
    check()
    bare = ~_grown(lines, 1)
    clean = np.where(bare[..., None], lab, _bridged(lab, bare))
    check()
    height, width = lines.shape
    scale = min(1.0, SIDE / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = cv2.resize(clean.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    walls = cv2.resize(lines.astype(np.float32), size, interpolation=cv2.INTER_AREA) > 0.25
    steps = np.linalg.norm(cv2.morphologyEx(small, cv2.MORPH_GRADIENT, np.ones((2, 2), np.uint8)), axis=2)
    check()
    if _filled(small) and not _outlined(steps, walls):
        return None
    # Scribbled hints have edges too, but only the rim of an even fill parts surfaces.
    even = cv2.erode((steps < 3).astype(np.uint8), np.ones((5, 5), np.uint8))
    fills = (steps > 12) & (cv2.dilate(even, np.ones((9, 9), np.uint8)) > 0)
    labels = find_regions(walls | (fills if _filled(small) else False), check)
    chroma = np.hypot(small[..., 1], small[..., 2])
    known = ~((small[..., 0] > 86) & (chroma < 9))
    return Sketch(lines, clean, labels, _outside(labels, known), small, known)


def _on_white(lab: np.ndarray) -> np.ndarray:
    """A drawing on grey or yellowed paper (H×W×3 float32 L*a*b*) as if it were on white; others unchanged."""
    some = lab[::4, ::4].reshape(-1, 3)
    paper = np.median(some, axis=0)
    rim = np.concatenate([lab[0], lab[-1], lab[:, 0], lab[:, -1]])
    covered = min(float((np.linalg.norm(part - paper, axis=1) < 7).mean()) for part in (some, rim))
    if not 55.0 < paper[0] < 97.0 or math.hypot(paper[1], paper[2]) > 14.0 or covered < 0.55:
        return lab
    white = lab - np.array([0.0, paper[1], paper[2]], np.float32)
    white[..., 0] = np.minimum(lab[..., 0] * np.float32(98.0 / paper[0]), 100.0)
    return white


def ink_of(lab: np.ndarray) -> np.ndarray:
    """Line colours: the darkest near each pixel, never a dead black."""
    dark = cv2.erode(lab[..., 0], np.ones((3, 3), np.uint8))
    warm = np.clip((30.0 - dark) / 30.0, 0.0, 1.0)
    return np.dstack([np.maximum(dark, 14.0), lab[..., 1] + 5 * warm, lab[..., 2] + 3 * warm])


def _solid(lab: np.ndarray, unit: float) -> np.ndarray:
    """Black shapes on light paper, thicker than a pen's line: drawn with the same ink (H×W bool)."""
    light = lab[..., 0]
    if float((light > 80).mean()) < 0.4:
        return np.zeros(light.shape, bool)
    black = (light < 34) & (np.hypot(lab[..., 1], lab[..., 2]) < 16)
    thick = cv2.distanceTransform(black.astype(np.uint8), cv2.DIST_L2, 5)
    core = (thick > 0.02 * unit).astype(np.uint8)
    reach = 2 * round(0.022 * unit) + 1
    return black & (cv2.dilate(core, np.ones((reach, reach), np.uint8)) == 0)


def _coloured_marks(lab: np.ndarray, lines: np.ndarray) -> np.ndarray:
    """Thin marks in another colour than the drawing's ink: hints of the artist, not lines (H×W bool)."""
    if not lines.any():
        return lines
    thin = lab[lines]
    dark = thin[thin[:, 0] <= np.quantile(thin[:, 0], 0.3)]
    ink = np.median(dark, axis=0)
    away = np.hypot(lab[..., 1] - ink[1], lab[..., 2] - ink[2])
    coloured = (np.hypot(lab[..., 1], lab[..., 2]) > 20) & (away > 22) & (lab[..., 0] > ink[0] + 10) & lines
    if not coloured.any():
        return coloured
    around = _grown(coloured, 3)
    marks = around & (lab[..., 0] > ink[0] + 14)
    _, parts = cv2.connectedComponents((lines & ~marks).astype(np.uint8), connectivity=8)
    sizes = np.bincount(parts.ravel())
    scraps = np.bincount(parts.ravel(), weights=around.ravel()) > 0.3 * sizes  # where two marks cross
    scraps[0] = False
    return marks | scraps[parts]


def _filled(lab: np.ndarray) -> bool:
    """Whether much of a drawing is filled with tones, so that these part its surfaces too."""
    return float(((lab[..., 0] < 86) | (np.hypot(lab[..., 1], lab[..., 2]) > 9)).mean()) > 0.25


def _outlined(steps: np.ndarray, walls: np.ndarray) -> bool:
    """Whether the tones of a drawing change at its lines, as in a coloured-in one (steps: H×W float32).

    In a picture without outlines they change anywhere, and what look like lines are thin dark things.
    """
    edges = steps > 10
    if int(edges.sum()) < 0.001 * edges.size:
        return True
    return float((edges & _grown(walls, 3)).sum()) > 0.55 * float(edges.sum())


def _outside(labels: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Which surfaces are the background: bare paper that runs out of the picture. N bool."""
    count = int(labels.max()) + 1
    rim = np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])
    share = np.bincount(rim, minlength=count).astype(np.float32)
    sizes = np.bincount(labels.ravel(), minlength=count)
    bare = np.bincount(labels.ravel(), weights=~known.ravel(), minlength=count) > 0.5 * sizes
    scrap = (share > 0) & (sizes < 0.004 * labels.size)  # cut off between the drawing and the picture's edge
    outside = ((share > 0.02 * share.sum()) | scrap) & bare
    outside[0] = True
    return outside


def _bridged(lab: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Colours spread from the known pixels (H×W bool) over the others, worked out at half the size."""
    height, width = known.shape
    half = ((width + 1) // 2, (height + 1) // 2)
    weight = known.astype(np.float32)
    values = cv2.resize(lab * weight[..., None], half, interpolation=cv2.INTER_AREA)
    small = spread(values, cv2.resize(weight, half, interpolation=cv2.INTER_AREA), 1e-3)
    return cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)


def _flatness(lab: np.ndarray, lines: np.ndarray) -> float:
    """Share of pixels in plain surfaces: no gradient to speak of, away from lines."""
    away = ~_grown(lines, 3)
    if not away.any():
        return 0.0
    slope = cv2.morphologyEx(lab[..., 0], cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    return float((slope[away] < 2.0).mean())


def _grown(mask: np.ndarray, by: int) -> np.ndarray:
    """A mask grown by some pixels."""
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * by + 1, 2 * by + 1))
    return cv2.dilate(mask.astype(np.uint8), disc) > 0
