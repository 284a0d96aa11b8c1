"""The frames of an animation as layers: the first at the bottom and shown, the others hidden above it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image

from canvas.document import Document
from canvas.errors import Sentence
from canvas.formats.limits import Limits
from canvas.formats.pixels import tiles_of
from canvas.layer import Layer


@dataclass(frozen=True, slots=True)
class Frames:
    """The layers of an animation, from the bottom up, and what is to be said of it."""

    layers: tuple[Layer, ...]
    notes: tuple[Sentence, ...]


def frame_count(image: Image.Image) -> int:
    """How many pictures Pillow finds in a file; damaged ones may raise anything that Pillow does."""
    count = getattr(image, "n_frames", 1)
    return count if isinstance(count, int) else 1


def read_frames(image: Image.Image, limits: Limits, srgb: Callable[[np.ndarray], np.ndarray]) -> Frames:
    """Every frame as it is shown (what it leaves of those before it included), turned by `srgb`.

    As many as memory surely holds: together no more than two of the largest pictures that may be opened.
    """
    count = frame_count(image)
    area = image.width * image.height
    limits.check_time()
    room = min(2 * limits.pixels, limits.total_bytes // 8)  # pixels
    kept = max(1, min(count, limits.layers, room // area))
    layers: list[Layer] = []
    milliseconds = 0.0
    for number in range(kept):
        if number:
            limits.check_time()
        image.seek(number)
        room -= image.width * image.height  # a GIF may grow
        if number and room < 0:
            kept = number
            break
        pixels = srgb(np.asarray(image.convert("RGBA")))
        milliseconds += _duration(image.info.get("duration"))
        layers.append(
            Layer(f"Frame {number + 1}", tiles=tiles_of(pixels, check=limits.check_time), visible=number == 0)
        )
    return Frames(tuple(layers), _notes(count, kept, milliseconds))


def _duration(value: Any) -> float:
    """Milliseconds; nought for what is none."""
    return float(value) if isinstance(value, (int, float)) and 0 <= value < 1e9 else 0.0


def _notes(count: int, kept: int, milliseconds: float) -> tuple[Sentence, ...]:
    notes = [
        Sentence(
            "The animation's {count} frames ({seconds} seconds) were opened as layers; the first is shown. "
            "How long each is shown is not kept.",
            count=kept,
            seconds=f"{milliseconds / 1000:.2f}",
        )
    ]
    if kept < count:
        notes.append(
            Sentence(
                "The animation has {count} frames; those after the first {kept} were left out, for want of "
                "memory.",
                count=count,
                kept=kept,
            )
        )
    return tuple(notes)


def document_of(layers: tuple[Layer, ...], width: int, height: int, dpi: float) -> Document:
    """A document whose active layer is the first."""
    return Document(width, height, layers, layers[0].id, dpi=dpi)
