"""A tiny random-weight SD 1.5 to measure what surrounds the model, and a job that runs long enough."""

from __future__ import annotations

import importlib.util
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from inference.job import Frame, Job, Kind

LONG_STEPS = 1000


def has_diffusers() -> bool:
    return importlib.util.find_spec("diffusers") is not None


@contextmanager
def tiny_sd15() -> Iterator[Path]:
    """A diffusers folder that goes away afterwards."""
    from tests.inference.tiny_models import build_sd15

    with tempfile.TemporaryDirectory() as folder:
        yield build_sd15(Path(folder) / "tiny", width=32)


def image_job(model: Path, side: int = 512, steps: int = 20, seed: int = 1) -> Job:
    """Image to image at full strength, so that all steps are run."""
    image = np.random.default_rng(seed).integers(0, 256, (side, side, 3), np.uint8)
    return Job(
        Kind.PAINT,
        "diffusion",
        Frame(0, 0, side, side),
        prompt="a hill",
        image=image,
        seed=seed,
        strength=1.0,
        steps=steps,
        guidance=5.0,
        model=str(model),
    )


@contextmanager
def long_job() -> Iterator[tuple[Job | None, str]]:
    """A diffusion job that outlasts any measurement, or None and the reason."""
    if not has_diffusers():
        yield None, "diffusers is not installed"
        return
    with tiny_sd15() as model:
        yield image_job(model, steps=LONG_STEPS), ""
