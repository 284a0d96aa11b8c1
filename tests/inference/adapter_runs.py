"""Loaded tiny models and calls of their pipelines, shared by the tests of the adapters."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image

from inference.engines.diffusion.devices import Device
from inference.engines.diffusion.loading import load
from inference.engines.diffusion.model import Model
from inference.engines.diffusion.quiet import without_deprecations
from inference.job import Kind
from inference.models import inspect

SIDE = 64  # pixels of all pictures


def load_model(path: Path) -> Model:
    return load(inspect(path), Device("cpu", torch.float32))


def noise(seed: int, side: int = SIDE) -> np.ndarray:
    """Random H×W×3 uint8."""
    return np.random.default_rng(seed).integers(0, 256, (side, side, 3), dtype=np.uint8)


def call(pipe: Any, kind: Kind, **changes: Any) -> np.ndarray:
    """One run of a Stable Diffusion pipeline, H×W×3 float."""
    mask = np.zeros((SIDE, SIDE), np.uint8)
    mask[16:48, 16:48] = 255
    inputs: dict[str, Any] = {
        "prompt": "a cat",
        "negative_prompt": "dog",
        "num_inference_steps": 3,
        "guidance_scale": 5.0,
        "generator": torch.Generator().manual_seed(1),
        "output_type": "np",
    }
    if kind is not Kind.PAINT:
        inputs |= {"width": SIDE, "height": SIDE}
    if kind is not Kind.TEXT:
        inputs |= {"image": Image.fromarray(noise(100)), "strength": 1.0}
    if kind is Kind.INPAINT:
        inputs["mask_image"] = Image.fromarray(mask)
    pipe.set_progress_bar_config(disable=True)
    with torch.no_grad(), without_deprecations():
        return pipe(**(inputs | changes)).images[0]
