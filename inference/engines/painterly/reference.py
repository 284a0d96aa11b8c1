"""What the painter aims at: the picture, or a sketch coloured in, in the light that the words ask for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import cv2
import numpy as np

from inference.engines.painterly.diffuse import soften, spread
from inference.engines.painterly.lines import find_lines
from inference.engines.painterly.palette import grade, lab_of, to_lab
from inference.engines.painterly.words import Settings

# Colours for a sketch without any: (L*, a*, b*) of the surroundings first, then of things, in turn.
SCHEMES: tuple[tuple[tuple[float, float, float], ...], ...] = (
    ((82, 1, 14), (62, 16, 34), (52, -10, 18), (66, -4, -14), (74, 8, 38), (46, 22, 24), (78, -6, 8)),
    ((80, -3, -8), (70, 12, 36), (56, 18, 22), (60, -14, 12), (48, 2, -22), (76, 10, 18), (66, -10, -10)),
    ((84, 4, 18), (50, 6, -20), (66, 20, 30), (60, -12, 20), (76, 6, 40), (44, 18, 12), (72, -8, -2)),
)


@dataclass(frozen=True, slots=True, eq=False)
class Light:
    """Where the light comes from and how strongly it models the forms."""

    angle: float = -2.2  # radians, towards the light; y runs down
    strength: float = 0.35  # 0 … 1


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """The picture to paint, and the drawn lines to set on top."""

    lab: np.ndarray  # H×W×3 float32 L*a*b*
    lines: np.ndarray | None  # H×W bool
    ink: np.ndarray  # H×W×3 float32 L*a*b*: the colours that drawn lines take

    def relit(self, lab: np.ndarray) -> Reference:
        """The same under another light."""
        return replace(self, lab=lab)


def read_picture(
    image: np.ndarray,
    settings: Settings,
    light: Light,
    loose: np.ndarray,
    amount: np.ndarray,
    rng: np.random.Generator,
    check: Callable[[], None],
) -> Reference:
    """Understand a picture (H×W×3 uint8) as sketch, flat drawing or full picture, and make it paintable.

    loose, amount: H×W float32, 0 … 1: the local strength, which says how much a sketch is coloured in, and
    the local share of the words' effect. `check` is called on the way, and may raise to stop the work.
    """
    source = to_lab(image)
    unit = float(np.sqrt(image.shape[0] * image.shape[1]))
    lines = find_lines(source[..., 0], max(5, round(unit * 0.014)))
    share = float(lines.mean())
    check()
    flat = _flatness(source, lines) > 0.6
    check()
    if not (flat and 0.0015 < share < 0.35):
        return Reference(grade(source, settings, amount), None, source)
    bare = ~_grown(lines, 1)
    check()
    clean = np.where(bare[..., None], source, _bridged(source, bare))
    check()
    change = np.clip(loose * 2.5, 0.0, 1.0)[..., None]
    clean = clean + (_coloured(clean, lines, settings, light, rng, check) - clean) * change
    check()
    ink = grade(_ink(source), settings, amount * 0.6)
    check()
    return Reference(grade(clean.astype(np.float32), settings, amount), lines, ink)


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
    light = lab[..., 0]
    slope = cv2.morphologyEx(light, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    return float((slope[away] < 2.0).mean())


def _ink(lab: np.ndarray) -> np.ndarray:
    """Line colours: the darkest near each pixel, never a dead black."""
    dark = cv2.erode(lab[..., 0], np.ones((3, 3), np.uint8))
    warm = np.clip((30.0 - dark) / 30.0, 0.0, 1.0)
    return np.dstack([np.maximum(dark, 14.0), lab[..., 1] + 5 * warm, lab[..., 2] + 3 * warm])


def _coloured(
    lab: np.ndarray,
    lines: np.ndarray,
    settings: Settings,
    light: Light,
    rng: np.random.Generator,
    check: Callable[[], None],
) -> np.ndarray:
    """A line drawing with its lines taken away, given colour and form (H×W×3 float32 L*a*b*)."""
    chroma = np.hypot(lab[..., 1], lab[..., 2])
    paper = (lab[..., 0] > 86) & (chroma < 9)
    labels, outside = _regions(lab, lines, check)
    check()
    colourless = float((chroma > 12).mean()) < 0.01
    check()
    scheme = SCHEMES[int(rng.integers(len(SCHEMES)))]
    out = lab.copy()
    if colourless:
        out = _given_colours(out, labels, outside, paper, scheme, rng)
    check()
    ground = _ground_colour(lab, paper, settings, scheme, colourless)
    blank = paper & outside
    if blank.any():
        soft = cv2.GaussianBlur(blank.astype(np.float32), (0, 0), 1.5)[..., None] * blank[..., None]
        check()
        out = out + (_backdrop(lab.shape, ground, rng) - out) * soft
    check()
    return _modelled(out, labels, outside, light, check)


def _regions(lab: np.ndarray, lines: np.ndarray, check: Callable[[], None]) -> tuple[np.ndarray, np.ndarray]:
    """Surfaces parted by lines or by a change of colour (H×W int32 labels), and which of them lie outside.

    Outside is the surface of paper that runs to the picture's edge.
    """
    edges = np.linalg.norm(
        cv2.morphologyEx(lab, cv2.MORPH_GRADIENT, np.ones((2, 2), np.uint8)), axis=2
    )  # a gap of a pixel or two in a line is closed by growing it
    check()
    walls = _grown(lines, 2) | (edges > 10)
    count, labels, stats, _ = cv2.connectedComponentsWithStats((~walls).astype(np.uint8), connectivity=4)
    rim = np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])
    share = np.bincount(rim, minlength=count).astype(np.float32)
    share[0] = 0
    outer = np.flatnonzero(share > 0.02 * share.sum()) if share.any() else np.array([], np.int64)
    small = stats[:, cv2.CC_STAT_AREA] < 0.0002 * labels.size
    small[0] = True
    check()
    labels = _nearest(np.where(small[labels], 0, labels).astype(np.int32))
    return labels, np.isin(labels, outer)


def _nearest(labels: np.ndarray) -> np.ndarray:
    """Labels with every 0 replaced by the nearest other label."""
    if not (labels > 0).any():
        return labels
    _, index = cv2.distanceTransformWithLabels(
        (labels == 0).astype(np.uint8), cv2.DIST_L2, 3, labelType=cv2.DIST_LABEL_PIXEL
    )
    table = np.zeros(int(index.max()) + 1, np.int32)
    known = labels > 0
    table[index[known]] = labels[known]
    return table[index]


def _given_colours(
    lab: np.ndarray,
    labels: np.ndarray,
    outside: np.ndarray,
    paper: np.ndarray,
    scheme: tuple[tuple[float, float, float], ...],
    rng: np.random.Generator,
) -> np.ndarray:
    """Fill the surfaces of a colourless sketch from a scheme, largest first; greys stay darker."""
    sizes = np.bincount(labels.ravel())
    order = np.argsort(-sizes)
    table = np.zeros((len(sizes), 3), np.float32)
    for turn, label in enumerate(order[sizes[order] > 0]):
        base = np.array(scheme[1 + turn % (len(scheme) - 1)], np.float32)
        table[label] = base + rng.normal(0, (4, 3, 4))
    fill = table[labels]
    # Grey surfaces of the sketch are meant: keep half of their darkness.
    fill[..., 0] -= 0.5 * np.clip(86.0 - lab[..., 0], 0.0, 60.0)
    inside = (~outside | ~paper)[..., None]
    return np.where(inside, fill, lab)


def _ground_colour(
    lab: np.ndarray,
    paper: np.ndarray,
    settings: Settings,
    scheme: tuple[tuple[float, float, float], ...],
    colourless: bool,
) -> np.ndarray:
    """The tone of blank paper: a quiet opposite of the drawing's own colours, or of the words' colours."""
    if settings.tints:
        tone = np.array(lab_of(settings.tints[0][0]), np.float32) * (0, 0.45, 0.45) + (80, 0, 0)
    elif colourless or paper.all():
        tone = np.array(scheme[0], np.float32)
    else:
        mean = lab[~paper].mean(axis=0)
        length = max(float(np.hypot(mean[1], mean[2])), 1e-3)
        tone = np.array([80.0, -mean[1] / length * 9, -mean[2] / length * 9 + 5], np.float32)
    pale = np.array([93.0, 0.5, 4.0], np.float32)
    return (tone + (pale - tone) * settings.medium.paper).astype(np.float32)


def _backdrop(shape: tuple[int, ...], ground: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A ground that is alive: darker towards one side, with slow drifts of tone and temperature."""
    height, width = shape[:2]
    slow = cv2.resize(
        rng.standard_normal((5, 5, 3)).astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC
    )
    fall = np.linspace(4.0, -7.0, height, dtype=np.float32)[:, None, None] * np.array(
        [1, 0, -0.5], np.float32
    )
    return ground + slow * np.array([3.0, 2.0, 3.5], np.float32) + fall


def _modelled(
    lab: np.ndarray, labels: np.ndarray, outside: np.ndarray, light: Light, check: Callable[[], None]
) -> np.ndarray:
    """Flat surfaces swelling a little: lighter and warmer towards the light, darker on the other side."""
    plain = np.ones(labels.shape, np.uint8)  # 0 where another surface begins
    plain[:, 1:] &= labels[:, 1:] == labels[:, :-1]
    plain[1:] &= labels[1:] == labels[:-1]
    depth = cv2.distanceTransform(plain, cv2.DIST_L2, 5)
    check()
    unit = float(np.sqrt(labels.size))
    swell = np.sqrt(np.minimum(depth, 0.09 * unit))
    swell = soften(swell, max(1.0, 0.008 * unit))
    check()
    gx, gy = cv2.Sobel(swell, cv2.CV_32F, 1, 0), cv2.Sobel(swell, cv2.CV_32F, 0, 1)
    slope = -(gx * np.cos(light.angle) + gy * np.sin(light.angle)) * np.float32(unit / 700.0)
    check()
    tone = np.tanh(slope * 1.6) * np.where(outside, 0.15, 1.0) * np.float32(light.strength)
    change = np.dstack([26.0 * tone, 3.0 * tone, 9.0 * tone]).astype(np.float32)
    return lab + change


def _grown(mask: np.ndarray, by: int) -> np.ndarray:
    """A mask grown by some pixels."""
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * by + 1, 2 * by + 1))
    return cv2.dilate(mask.astype(np.uint8), disc) > 0
