"""Jobs for tiny checkpoints, shared by the tests of the diffusion engine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from inference.job import Frame, Job, Kind, Result

ORDINARY = [Kind.TEXT, Kind.PAINT, Kind.VARY, Kind.INPAINT]


def picture(width: int, height: int) -> np.ndarray:
    """Colour ramps, H×W×3 uint8."""
    rows, columns = np.mgrid[0:height, 0:width]
    ramps = np.stack([columns * 255 // width, rows * 255 // height, (rows + columns) % 256], axis=-1)
    return ramps.astype(np.uint8)


def make_job(model: Path, kind: Kind, size: tuple[int, int] = (64, 64), **changes: Any) -> Job:
    width, height = size
    mask = np.zeros((height, width), np.uint8)
    mask[height // 4 : height // 2, width // 4 : width // 2] = 255
    values: dict[str, Any] = {
        "kind": kind,
        "engine": "diffusion",
        "frame": Frame(0, 0, width, height),
        "prompt": "a cat",
        "negative": "a dog",
        "image": None if kind is Kind.TEXT else picture(width, height),
        "mask": mask if kind is Kind.INPAINT else None,
        "seed": 7,
        "strength": 0.5,
        "steps": 2,
        "model": str(model),
        "width": width,
        "height": height,
    }
    return Job(**(values | changes))


def run(engine: Any, job: Job) -> Result:
    return engine.run(job, lambda _: None, lambda: False)


def pixels(engine: Any, job: Job) -> np.ndarray:
    image = run(engine, job).image
    assert image is not None
    return image


def remarks(result: Result) -> tuple[str, ...]:
    """The notes, less those that only tell what is in memory."""
    return tuple(note for note in result.notes if not note.startswith("resident:"))
