"""Draws the tips of the shipped brushes: `python -m installer.brush_tips` writes resources/brushes/tips.

Every picture is made of seeded noise and simple shapes, so it is our own and comes out the same each time.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

from canvas.formats.pictures import picture_to_png

FOLDER = Path(__file__).resolve().parents[1] / "resources" / "brushes" / "tips"
FINE = 4  # pictures are drawn so many times as large, then averaged

Generator = np.random.Generator


def noise(random: Generator, height: int, width: int, grain: float) -> np.ndarray:
    """Smooth noise with features of about `grain` pixels, all values from 0 to 1 equally common."""
    field = random.standard_normal((height, width)).astype(np.float32)
    field = cv2.GaussianBlur(field, (0, 0), max(grain, 0.3))
    ranks = np.empty(field.size, np.float32)
    ranks[np.argsort(field, axis=None)] = np.linspace(0.0, 1.0, field.size, dtype=np.float32)
    return ranks.reshape(height, width)


def grid(height: int, width: int) -> tuple[np.ndarray, np.ndarray]:
    """x and y of every pixel, −1 … 1 along each side."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    return (x + 0.5) / width * 2.0 - 1.0, (y + 0.5) / height * 2.0 - 1.0


def disc(height: int, width: int, edge: float = 0.1) -> np.ndarray:
    """A filled ellipse that fades over the outer `edge` of its radius."""
    x, y = grid(height, width)
    return np.clip((1.0 - np.hypot(x, y)) / edge, 0.0, 1.0)


def block(height: int, width: int, edge: float = 0.15) -> np.ndarray:
    """A rectangle with rounded corners, fading over `edge` of its half sides."""
    x, y = grid(height, width)
    return np.clip((1.0 - (np.abs(x) ** 6 + np.abs(y) ** 6) ** (1 / 6)) / edge, 0.0, 1.0)


def dots(
    random: Generator, height: int, width: int, places: np.ndarray, sizes: np.ndarray, strengths: np.ndarray
) -> np.ndarray:
    """Round spots, the strongest of those that lie over each other. places: N×2 pixels."""
    large = np.zeros((height * FINE, width * FINE), np.float32)
    for (x, y), size, strength in zip(places, sizes, strengths, strict=True):
        spot = np.zeros_like(large)
        centre = (round(float(x) * FINE * 16), round(float(y) * FINE * 16))
        cv2.circle(spot, centre, max(round(float(size) * FINE * 16), 8), float(strength), -1, cv2.LINE_AA, 4)
        large = np.maximum(large, spot)
    return cv2.resize(large, (width, height), interpolation=cv2.INTER_AREA)


def bristle_flat(random: Generator) -> np.ndarray:
    """A row of hairs, some thick, some dry, seen from above: wide across, thin along."""
    height, width, count = 40, 160, 95
    x = random.uniform(5, width - 5, count)
    y = height / 2 + random.normal(0.0, 5.0, count)
    sizes = random.uniform(1.6, 4.2, count)
    return dots(random, height, width, np.stack([x, y], 1), sizes, random.uniform(0.3, 1.0, count))


def bristle_dry(random: Generator) -> np.ndarray:
    """The same brush almost without paint: few hairs touch."""
    height, width, count = 36, 160, 52
    x = random.uniform(4, width - 4, count)
    y = height / 2 + random.normal(0.0, 5.0, count)
    sizes = random.uniform(0.9, 2.4, count)
    return dots(random, height, width, np.stack([x, y], 1), sizes, random.uniform(0.35, 1.0, count))


def bristle_round(random: Generator) -> np.ndarray:
    """Hairs bound round, denser in the middle."""
    side, count = 112, 105
    radius, turn = np.sqrt(random.uniform(0, 1, count)) * 48.0, random.uniform(0, 2 * np.pi, count)
    places = np.stack([side / 2 + radius * np.cos(turn), side / 2 + radius * np.sin(turn)], 1)
    strengths = np.clip(1.15 - radius / 75.0, 0.2, 1.0) * random.uniform(0.5, 1.0, count)
    return dots(random, side, side, places, random.uniform(1.4, 3.4, count), strengths)


def bristle_fan(random: Generator) -> np.ndarray:
    """Tufts along a shallow arc, with gaps."""
    height, width = 52, 176
    places, sizes = [], []
    for tuft in np.linspace(-1.0, 1.0, 15):
        for _ in range(7):
            x = width / 2 + tuft * (width / 2 - 9) + random.normal(0, 1.9)
            places.append((x, 12 + 26 * tuft * tuft + random.normal(0, 2.4)))
            sizes.append(random.uniform(0.8, 1.8))
    strengths = random.uniform(0.35, 0.95, len(sizes))
    return dots(random, height, width, np.array(places), np.array(sizes), strengths)


def filbert(random: Generator) -> np.ndarray:
    """A full flat brush with rounded corners: paint all over, streaked by its hairs."""
    height, width = 60, 136
    streaks = np.repeat(noise(random, 1, width, 1.3), height, axis=0)
    mottle = 0.8 * streaks + 0.2 * noise(random, height, width, 2.0)
    return disc(height, width, 0.22) * np.clip(1.1 * mottle, 0.16, 1.0)


def knife(random: Generator) -> np.ndarray:
    """The edge of a palette knife: a long, thin, uneven bar."""
    height, width = 26, 184
    streaks = np.repeat(noise(random, 1, width, 2.2), height, axis=0)
    return block(height, width, 0.2) * np.clip(1.5 * streaks - 0.1, 0.12, 1.0)


def lead(random: Generator) -> np.ndarray:
    """The worn point of a pencil."""
    side = 56
    rough = disc(side, side, 0.55) + 0.55 * (noise(random, side, side, 1.3) - 0.62)
    return np.clip(rough * 1.5, 0.0, 1.0) * disc(side, side, 0.18)


def stick(random: Generator) -> np.ndarray:
    """The broken end of a stick of charcoal or pastel: a rough round full of pores."""
    side = 104
    shape = disc(side, side, 0.5) + 0.8 * (noise(random, side, side, 5.0) - 0.5)
    pores = np.clip((noise(random, side, side, 1.1) - 0.34) * 3.2, 0.0, 1.0)
    return np.clip(shape * 2.4, 0.0, 1.0) * pores * disc(side, side, 0.12)


def stick_side(random: Generator) -> np.ndarray:
    """The long side of a stick."""
    height, width = 54, 168
    shape = block(height, width, 0.5) + 0.7 * (noise(random, height, width, 4.0) - 0.5)
    pores = np.clip((noise(random, height, width, 1.2) - 0.42) * 3.0, 0.0, 1.0)
    return np.clip(shape * 2.2, 0.0, 1.0) * pores * block(height, width, 0.12)


def chisel(_random: Generator) -> np.ndarray:
    """A felt marker's slanted nib."""
    return block(34, 120, 0.1)


def wash(random: Generator) -> np.ndarray:
    """A wet round: mottled, a little darker where pigment gathers at its rim."""
    side = 152
    x, y = grid(side, side)
    wobble = 0.16 * (noise(random, side, side, 11.0) - 0.5)
    away = np.hypot(x, y) + wobble
    body = np.clip((0.9 - away) / 0.08, 0.0, 1.0)
    rim = np.exp(-(((away - 0.8) / 0.085) ** 2))
    mottle = 0.62 + 0.3 * noise(random, side, side, 8.0)
    return np.clip(body * (0.62 * mottle + 0.5 * rim), 0.0, 1.0)


def sponge(random: Generator) -> np.ndarray:
    """A natural sponge pressed down: islands between large and small pores."""
    side = 168
    x, y = grid(side, side)
    coarse, fine = noise(random, side, side, 5.5), noise(random, side, side, 1.8)
    islands = np.clip((0.62 * coarse + 0.38 * fine - 0.5) * 7.0, 0.0, 1.0)
    outline = np.clip((0.9 + 0.35 * (noise(random, side, side, 14.0) - 0.5) - np.hypot(x, y)) / 0.2, 0.0, 1.0)
    return islands * outline


def splatter(random: Generator) -> np.ndarray:
    """Drops that a shaken brush leaves, many small and a few large."""
    side, count = 176, 46
    radius, turn = np.abs(random.normal(0.0, 0.42, count)).clip(0, 0.92), random.uniform(0, 2 * np.pi, count)
    places = (1.0 + np.stack([radius * np.cos(turn), radius * np.sin(turn)], 1)) * side / 2
    sizes = np.exp(random.normal(0.35, 0.75, count)).clip(0.7, 11.0)
    room = np.minimum(np.minimum(places, side - places).min(axis=1) - 1.0, sizes)
    return dots(random, side, side, places, room.clip(0.5, None), random.uniform(0.75, 1.0, count))


def spray(random: Generator) -> np.ndarray:
    """The fine speckle of a spray can."""
    side, count = 160, 420
    radius, turn = np.abs(random.normal(0.0, 0.4, count)).clip(0, 0.97), random.uniform(0, 2 * np.pi, count)
    places = (1.0 + np.stack([radius * np.cos(turn), radius * np.sin(turn)], 1)) * side / 2
    return dots(
        random, side, side, places, random.uniform(0.45, 1.15, count), random.uniform(0.4, 1.0, count)
    )


def stipple(random: Generator) -> np.ndarray:
    """A stiff round brush stood on its end: separate dots."""
    side, wanted = 120, 42
    places: list[tuple[float, float]] = []
    while len(places) < wanted:
        x, y = random.uniform(-1, 1, 2)
        near = any(np.hypot(x - a, y - b) < 0.2 for a, b in places)
        if np.hypot(x, y) < 0.92 and not near:
            places.append((x, y))
    at = (1.0 + np.array(places)) * side / 2
    return dots(random, side, side, at, random.uniform(1.4, 3.6, wanted), random.uniform(0.6, 1.0, wanted))


def leaf(random: Generator) -> np.ndarray:
    """A few leaves on a twig: for foliage."""
    side = 152
    large = np.zeros((side * FINE, side * FINE), np.float32)
    for _ in range(7):
        centre = (side / 2 + random.normal(0, 0.21 * side, 2)) * FINE
        length, turn = random.uniform(0.12, 0.2) * side * FINE, random.uniform(0, 2 * np.pi)
        bow = random.uniform(0.24, 0.36)
        t = np.linspace(-1, 1, 24)
        side_a = np.stack([t, bow * (1 - t * t)], 1)
        outline = np.concatenate([side_a, side_a[::-1] * (1, -1)]) * length
        cosine, sine = np.cos(turn), np.sin(turn)
        turned = outline @ np.array([[cosine, sine], [-sine, cosine]]) + centre
        cv2.fillPoly(
            large, [np.rint(turned * 16).astype(np.int32)], float(random.uniform(0.6, 1.0)), cv2.LINE_AA, 4
        )
    picture = cv2.resize(large, (side, side), interpolation=cv2.INTER_AREA)
    return picture * disc(side, side, 0.05)


def cloud(random: Generator) -> np.ndarray:
    """A soft, uneven puff."""
    side = 160
    x, y = grid(side, side)
    layers = 0.55 * noise(random, side, side, 14.0) + 0.3 * noise(random, side, side, 6.0)
    layers += 0.15 * noise(random, side, side, 2.5)
    return np.clip(1.0 - np.hypot(x, y), 0.0, 1.0) ** 0.8 * np.clip((layers - 0.25) * 1.7, 0.0, 1.0)


def hatch(random: Generator) -> np.ndarray:
    """Five strokes of a fine pen, side by side."""
    height, width = 96, 136
    large = np.zeros((height * FINE, width * FINE), np.float32)
    for y in np.linspace(0.1, 0.9, 6):
        ends = random.uniform(0.03, 0.14, 2)
        start = (ends[0] * width * FINE, (y + random.normal(0, 0.012)) * height * FINE)
        stop = ((1 - ends[1]) * width * FINE, (y + random.normal(0, 0.012)) * height * FINE)
        points = [tuple(round(value * 16) for value in place) for place in (start, stop)]
        cv2.line(large, points[0], points[1], 1.0, round(random.uniform(1.6, 2.6) * FINE), cv2.LINE_AA, 4)
    return cv2.resize(large, (width, height), interpolation=cv2.INTER_AREA)


# Name: what draws it, how many pictures, and how the next one is taken.
TIPS: dict[str, tuple[Callable[[Generator], np.ndarray], int, str]] = {
    "bristle-flat": (bristle_flat, 1, "sequence"),
    "bristle-dry": (bristle_dry, 1, "sequence"),
    "bristle-round": (bristle_round, 1, "sequence"),
    "bristle-fan": (bristle_fan, 1, "sequence"),
    "filbert": (filbert, 1, "sequence"),
    "knife": (knife, 1, "sequence"),
    "lead": (lead, 4, "random"),
    "stick": (stick, 4, "random"),
    "stick-side": (stick_side, 3, "random"),
    "chisel": (chisel, 1, "sequence"),
    "wash": (wash, 3, "random"),
    "sponge": (sponge, 3, "random"),
    "splatter": (splatter, 5, "random"),
    "spray": (spray, 4, "random"),
    "stipple": (stipple, 3, "random"),
    "leaf": (leaf, 4, "random"),
    "cloud": (cloud, 4, "random"),
    "hatch": (hatch, 3, "random"),
}


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    listed: dict[str, dict[str, object]] = {}
    for seed, (name, (draw, count, order)) in enumerate(TIPS.items()):
        files = []
        for at in range(count):
            picture = draw(np.random.default_rng([seed, at, 7]))
            file = f"{name}-{at + 1}.png" if count > 1 else f"{name}.png"
            (FOLDER / file).write_bytes(
                picture_to_png(np.rint(picture * 255.0).clip(0, 255).astype(np.uint8))
            )
            files.append(file)
        listed[name] = {"order": order, "images": files}
    (FOLDER / "tips.json").write_text(json.dumps(listed, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
