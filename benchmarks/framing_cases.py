"""Random documents, selections and engines, and what the exactness promise says of each, measured."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np

from app.generation import Order, Request, layer_from, make_orders
from canvas.composite import flatten, flatten8, from_rgba16
from canvas.deeds.add_layer import insert_layer
from canvas.document import Document
from canvas.geometry import Rect
from canvas.layer import Layer
from canvas.selection import Selection
from inference.families import Family
from inference.framing import Mode, Way, matched
from inference.job import Job, Kind, Result
from inference.models import ModelInfo

MASKS = ("all", "pixel", "specks", "blob", "soft", "holes", "border", "corner", "weak", "frame")
ENGINES = ("exact", "noise", "shift", "gain", "both")
PAINTED = 900  # pixels, side of the part of a large document that holds paint
SMALL = 700  # pixels; up to this side a document is painted and selected all over


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """A document with a selection, a request and the engine's fault; all from the seed."""

    seed: int
    document: Document
    request: Request
    engine: str  # one of ENGINES
    mask: str  # one of MASKS


@dataclass(frozen=True, slots=True, eq=False)
class Painted:
    """What an engine gave: H×W×3 uint8, both pictures."""

    truth: np.ndarray  # what a faultless engine would paint
    picture: np.ndarray
    gain: np.ndarray | float = 1.0  # of each channel, that it did to the truth
    shift: np.ndarray | float = 0.0  # levels


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one case measured; levels are of 255."""

    changed_outside: int  # 15-bit values where the selection is 0
    worst_level: float  # largest change anywhere, of an engine that gives back its input
    colour_error: float  # mean difference between the matched result and the truth, levels; all values
    contrast: float  # of the matched result over the truth's, where the engine clipped nothing
    clipped: float  # share of the values that the engine put to 0 or 255
    whole_error: float  # as `colour_error`, of the other values
    known_contrast: float  # as `contrast`, undone by the very gain and shift: what 8 bits lost for good
    way: str
    seam: float


def make_case(seed: int, most: int = 8192) -> Case:
    """A random case; `most` bounds the document's sides."""
    rng = np.random.default_rng(seed)
    width, height = (int(side) for side in np.exp2(rng.uniform(6, np.log2(most), 2)))
    mask = MASKS[seed % len(MASKS)]
    engine = engine_of(seed)
    place = _place(width, height, rng)
    ground = Layer("Ground", tiles=from_rgba16(_paint(place, rng), (place.x, place.y)))
    over = _part(place, rng)
    sketch = Layer("Sketch", tiles=from_rgba16(_paint(over, rng, clear=True), (over.x, over.y)), opacity=0.8)
    selected = Selection.of_array(_mask(mask, place.height, place.width, rng), (place.x, place.y))
    document = Document(width, height, (ground, sketch), selection=selected)
    family: Family | None = (None, "sd15", "sdxl", "flux")[int(rng.integers(4))]
    model = ModelInfo(Path("m"), "m", family, "base", "folder", 1) if family else None
    mode = "" if engine != "noise" else str(rng.choice([*Mode, ""]))
    strength = float(rng.choice([0.05, 0.3, 0.6, 0.9] if engine != "noise" else [0.3, 0.6, 1.0]))
    request = Request(kind=Kind.INPAINT, model=model, strength=strength, mode=mode, seed=seed)
    return Case(seed, document, request, engine, mask)


def engine_of(seed: int) -> str:
    """Which of ENGINES a case has."""
    return ENGINES[seed // len(MASKS) % len(ENGINES)]


def measure(case: Case) -> Outcome:
    """The whole road: document → job → the engine's picture → layer → flattened document."""
    (order,) = make_orders(case.document, case.request)
    job = order.job
    assert job.image is not None
    assert job.mask is not None
    rng = np.random.default_rng(case.seed + 1)
    painted = engine_picture(case.engine, job, rng)
    truth, picture = painted.truth, painted.picture
    after, layer = laid(order, picture)
    changed, worst = differences(order.document, after, job)
    match = matched(picture, job.image, job.mask)
    clipped = (picture == 0) | (picture == 255)
    errors = np.abs(match.picture.astype(np.float32) - truth)
    # What the engine clipped is lost for good; contrast is asked of the rest.
    inside = (job.mask == 255) & ~clipped.any(axis=2)
    known = np.clip(np.rint((picture[inside] - painted.shift) / painted.gain), 0, 255)
    assert layer.recipe is not None
    return Outcome(
        changed_outside=changed,
        worst_level=worst,
        colour_error=float(errors.mean()),
        contrast=_contrast(match.picture[inside], truth[inside]),
        clipped=float(clipped.mean()),
        whole_error=float(errors[~clipped].mean()) if not clipped.all() else 0.0,
        known_contrast=_contrast(known, truth[inside]),
        way=str(match.way),
        seam=float(layer.recipe.settings["measured"]["seam"]),
    )


def engine_picture(engine: str, job: Job, rng: np.random.Generator) -> Painted:
    """What the engine of that name makes of a job."""
    assert job.image is not None
    assert job.mask is not None
    if engine == "exact":
        return Painted(job.image, job.image)
    if engine == "noise":
        return Painted(job.image, rng.integers(0, 256, job.image.shape).astype(np.uint8))
    truth = job.image.copy()
    other = _picture(job.height, job.width, rng)
    truth[job.mask > 0] = other[job.mask > 0]
    gain = np.ones(3) if engine == "shift" else rng.uniform(0.8, 1.2, 3)
    shift = np.zeros(3) if engine == "gain" else rng.uniform(-20, 20, 3)
    return Painted(truth, np.clip(np.rint(truth * gain + shift), 0, 255).astype(np.uint8), gain, shift)


def laid(order: Order, picture: np.ndarray) -> tuple[Document, Layer]:
    """The document with the result, and its layer."""
    layer = layer_from(Result(order.job, image=picture), order, "Result")
    return insert_layer(order.document, layer, order.above), layer


def differences(before: Document, after: Document, job: Job) -> tuple[int, float]:
    """15-bit values changed where nothing is selected, and the largest 8-bit change anywhere."""
    assert before.selection is not None
    frame = job.frame
    area = Rect(frame.x, frame.y, frame.width, frame.height).grown(64).clipped(before.rect)
    stray = [key for key in after.sheets()[-1].tiles if Rect.of_keys([key]).clipped(area).empty]
    outside = before.selection.array8(area) == 0
    old, new = flatten(before, area), flatten(after, area)
    changed = int(np.count_nonzero((old != new)[:, outside])) + len(stray)
    worst = np.abs(flatten8(before, area).astype(np.int16) - flatten8(after, area))
    return changed, float(worst.max())


def ten_in_a_row(seed: int) -> int:
    """15-bit values outside the selection that differ after ten inpaints, each on the one before."""
    case = make_case(seed, SMALL)
    document = case.document
    request = replace(case.request, mode="")
    rng = np.random.default_rng(seed)
    for turn in range(10):
        (order,) = make_orders(document, replace(request, seed=turn))
        painted = engine_picture(str(rng.choice(ENGINES)), order.job, rng)
        document, _ = laid(order, painted.picture)
    assert case.document.selection is not None
    outside = case.document.selection.array8(document.rect) == 0
    return int(np.count_nonzero((flatten(case.document) != flatten(document))[:, outside]))


def _place(width: int, height: int, rng: np.random.Generator) -> Rect:
    """The part of the document that is painted and selected."""
    across, down = (side if side <= SMALL else min(side, PAINTED) for side in (width, height))
    x, y = int(rng.integers(0, width - across + 1)), int(rng.integers(0, height - down + 1))
    return Rect(x, y, across, down)


def _part(place: Rect, rng: np.random.Generator) -> Rect:
    width, height = 1 + int(rng.integers(place.width)), 1 + int(rng.integers(place.height))
    return Rect(
        place.x + int(rng.integers(0, place.width - width + 1)),
        place.y + int(rng.integers(0, place.height - height + 1)),
        width,
        height,
    )


def _picture(height: int, width: int, rng: np.random.Generator) -> np.ndarray:
    """Broad colours with fine grain, H×W×3 uint8, the whole range."""
    coarse = rng.uniform(-20, 275, (2 + height // 40, 2 + width // 40, 3)).astype(np.float32)
    picture = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR)
    picture += rng.normal(0.0, rng.uniform(1, 10), picture.shape).astype(np.float32)
    return np.clip(np.rint(picture), 0, 255).astype(np.uint8)


def _paint(rect: Rect, rng: np.random.Generator, *, clear: bool = False) -> np.ndarray:
    """H×W×4 uint16 with values that 8 bits cannot hold; `clear`: with soft and empty parts."""
    paint = np.full((rect.height, rect.width, 4), 65535, np.uint16)
    paint[..., :3] = _picture(rect.height, rect.width, rng).astype(np.uint16) * 256
    paint[..., :3] += rng.integers(0, 256, (rect.height, rect.width, 1), np.uint16)
    if clear:
        coarse = rng.uniform(-1, 1.5, (3 + rect.height // 60, 3 + rect.width // 60)).astype(np.float32)
        alpha = cv2.resize(coarse, (rect.width, rect.height), interpolation=cv2.INTER_CUBIC)
        paint[..., 3] = np.rint(np.clip(alpha, 0, 1) * 65535).astype(np.uint16)
    return paint


def _mask(kind: str, height: int, width: int, rng: np.random.Generator) -> np.ndarray:
    """An H×W uint8 selection of the named sort, never empty."""
    mask = np.zeros((height, width), np.uint8)
    y, x = int(rng.integers(height)), int(rng.integers(width))
    reach = 1 + int(rng.integers(width)) // 2, 1 + int(rng.integers(height)) // 2
    draw: dict[str, Callable[[], object]] = {
        "all": lambda: mask.fill(255),
        "specks": lambda: np.copyto(mask, 255, where=rng.random(mask.shape) < 0.02),
        "border": lambda: (mask[:, : 1 + width // 8].fill(255), mask[-1 - height // 8 :].fill(255)),
        "corner": lambda: mask[-1 - height // 3 :, -1 - width // 3 :].fill(255),
        "frame": lambda: (mask.fill(255), mask[height // 4 : -height // 4, width // 4 : -width // 4].fill(0)),
    }
    if kind in draw:
        draw[kind]()
    elif kind != "pixel":
        cv2.ellipse(mask, (x, y), reach, float(rng.integers(180)), 0, 360, 255, -1)
        if kind == "holes":
            mask[rng.random(mask.shape) < 0.1] = 0
            cv2.circle(mask, (x, y), max(1, min(reach) // 3), 0, -1)
        elif kind != "blob":
            mask = cv2.GaussianBlur(mask, (0, 0), 1 + 4 * float(rng.random()))
        if kind == "weak":
            mask //= 4
    if not mask.any():
        mask[y, x] = 255
    return mask


def _contrast(got: np.ndarray, truth: np.ndarray) -> float:
    """Standard deviation over the truth's, the channel that is farthest off; 1 where there is too little."""
    if len(truth) < 64:
        return 1.0
    wanted = truth.std(axis=0, dtype=np.float64)
    if (wanted < 4.0).any():
        return 1.0
    ratios = got.std(axis=0, dtype=np.float64) / wanted
    return float(ratios[np.abs(ratios - 1.0).argmax()])


def judged(case: Case, outcome: Outcome) -> bool:
    """Whether what was left alone showed enough to match colours by; an even colour shows a shift only."""
    if outcome.way == Way.SHIFT:
        return case.engine == "shift"
    return outcome.way != Way.UNKNOWN
