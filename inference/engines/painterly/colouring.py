"""Colours for the surfaces of a drawing: the artist's own hints, or a proposal of few colours."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

# How the large parts of one thing differ from it: hue in degrees, lightness.
PARTS = ((0.0, 0.0), (-17.0, -8.0), (18.0, 6.0), (-8.0, 9.0), (12.0, -9.0))

Lab = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Scheme:
    """A proposed palette: the colour behind, of things, and of small parts that should tell."""

    ground: Lab
    things: tuple[Lab, ...]
    accents: tuple[Lab, ...]


SCHEMES: tuple[Scheme, ...] = (
    Scheme(
        (76, -6, -10), ((66, 20, 42), (58, 14, 30), (72, 8, 34)), ((52, 44, 34), (80, 4, 56), (44, -8, -24))
    ),
    Scheme(
        (80, 3, 20), ((52, -8, -24), (60, -14, -6), (48, 4, -28)), ((62, 34, 46), (78, 8, 50), (46, 38, 16))
    ),
    Scheme(
        (70, -10, 6), ((70, 16, 18), (62, 26, 26), (76, 6, 24)), ((46, 44, 22), (84, 2, 40), (38, -4, -22))
    ),
    Scheme(
        (62, 2, -14), ((74, 8, 36), (64, 22, 40), (78, -2, 26)), ((48, 42, 36), (40, -10, -20), (86, 0, 22))
    ),
    Scheme(
        (84, 6, 16), ((56, -20, 20), (64, -14, 32), (50, -18, 8)), ((58, 42, 30), (74, 14, 54), (44, 26, -18))
    ),
)


def hinted(lab: np.ndarray, labels: np.ndarray, known: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each label the median colour of its known pixels (N×3 float32 L*a*b*), and their share (N)."""
    count = int(labels.max()) + 1
    sizes = np.bincount(labels.ravel(), minlength=count)
    colours, shares = np.zeros((count, 3), np.float32), np.zeros(count, np.float32)
    where = np.flatnonzero(known.ravel())
    if not len(where):
        return colours, shares
    order = where[np.argsort(labels.ravel()[where], kind="stable")]
    found = labels.ravel()[order]
    starts = np.flatnonzero(np.r_[True, found[1:] != found[:-1]])
    flat = lab.reshape(-1, 3)
    for start, end in zip(starts.tolist(), [*starts[1:].tolist(), len(order)], strict=True):
        label = found[start]
        some = order[start:end][:: max(1, (end - start) // 4000)]
        colours[label] = np.median(flat[some], axis=0)
        shares[label] = (end - start) / max(int(sizes[label]), 1)
    return colours, shares


def proposed(labels: np.ndarray, outside: np.ndarray, scheme: Scheme, rng: np.random.Generator) -> np.ndarray:
    """A colour for each label (N×3 float32 L*a*b*).

    labels: H×W int32. outside: N bool, the labels of the background. What touches belongs together and is
    kept in one colour, with a change of tone and warmth from part to part; small things may take an accent.
    """
    count = len(outside)
    sizes = np.bincount(labels.ravel(), minlength=count).astype(np.float64)
    figures = _figures(labels, outside)
    table = np.tile(np.array(scheme.ground, np.float32), (count, 1))
    turn = int(rng.integers(len(scheme.things)))
    rows = np.broadcast_to(np.arange(labels.shape[0])[:, None], labels.shape)
    heights = np.bincount(labels.ravel(), weights=rows.ravel(), minlength=count)
    heights /= np.maximum(sizes, 1.0) * labels.shape[0]
    for number, figure in enumerate(_by_size(figures, sizes, outside)):
        members = np.flatnonzero((figures == figure) & ~outside & (sizes > 0))
        members = members[np.argsort(-sizes[members], kind="stable")]
        whole = sizes[members].sum()
        base = np.array(scheme.things[(turn + number) % len(scheme.things)], np.float32)
        if number and whole < 0.1 * sizes[~outside].sum() and rng.random() < 0.5:
            high = heights[members[0]] < 0.4  # of what is up there, most is lit
            lightest = max(range(len(scheme.accents)), key=lambda k: scheme.accents[k][0])
            pick = lightest if high else int(rng.integers(len(scheme.accents)))
            base = np.array(scheme.accents[pick], np.float32)
        for place, label in enumerate(members):
            share = sizes[label] / whole
            tone = _turned(base, float(rng.normal(0.0, 6.0)), float(rng.normal(0.0, 3.0)))
            if place and share > 0.04:
                turn_by, lighter = PARTS[place % len(PARTS)]
                tone = _turned(base, turn_by, lighter)
            table[label] = tone
    return table


def _figures(labels: np.ndarray, outside: np.ndarray) -> np.ndarray:
    """For each label the number of the connected group of surfaces that it belongs to (N int); 0: outside."""
    inside = (~outside[labels]).astype(np.uint8)
    parts = cv2.connectedComponents(inside, connectivity=8)[1].astype(np.int64)
    figures = np.zeros(len(outside), np.int64)
    np.maximum.at(figures, labels.ravel(), parts.ravel())
    figures[outside] = 0
    return figures


def _by_size(figures: np.ndarray, sizes: np.ndarray, outside: np.ndarray) -> list[int]:
    total = np.bincount(figures, weights=np.where(outside, 0.0, sizes))
    return [int(figure) for figure in np.argsort(-total, kind="stable") if figure and total[figure] > 0]


def _turned(colour: np.ndarray, degrees: float, lighter: float) -> np.ndarray:
    """A colour with its hue turned and its lightness moved."""
    turn = math.radians(degrees)
    a = colour[1] * math.cos(turn) - colour[2] * math.sin(turn)
    b = colour[1] * math.sin(turn) + colour[2] * math.cos(turn)
    return np.array([np.clip(colour[0] + lighter, 12.0, 94.0), a, b], np.float32)


def from_hints(hints: np.ndarray, weights: np.ndarray, rng: np.random.Generator) -> Scheme:
    """A scheme around the colours that the artist has given (N×3 float32 L*a*b*, weights N)."""
    mean = (hints * weights[:, None]).sum(axis=0) / max(float(weights.sum()), 1e-6)
    strength = max(float(np.hypot(mean[1], mean[2])), 1.0)
    counter = (-mean[1] / strength * 9.0, -mean[2] / strength * 9.0)
    ground = (80.0, float(counter[0]), float(counter[1]) + 4.0)
    quiet = [
        _turned(np.array([72.0, 0.45 * m[1], 0.45 * m[2]]), float(rng.normal(0, 12)), 0.0) for m in hints
    ]
    things = tuple((float(q[0]), float(q[1]), float(q[2])) for q in quiet) or ((74.0, 4.0, 14.0),)
    return Scheme(ground, things, things)
