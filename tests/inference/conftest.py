"""Tiny checkpoints on disk, built once per run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

TinyModel = Callable[..., Path]


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> TinyModel:
    """`tiny_model(family, layout, inpaint=False)` gives the path of such a checkpoint; never change it."""
    import torch

    from inference.engines.diffusion import DiffusionEngine
    from tests.inference import tiny_models

    assert DiffusionEngine  # imported first, so that the libraries are quiet and offline as in the worker
    torch.set_num_threads(1)  # threads cost more than they bring at these sizes
    made: dict[tuple[str, str, bool], Path] = {}

    def make(family: str, layout: str, inpaint: bool = False) -> Path:
        key = (family, layout, inpaint)
        if key not in made:
            folder = tmp_path_factory.mktemp(f"{family}-{layout}")
            name = f"{family}-inpaint" if inpaint else family
            if layout == "folder":
                build = {"sd15": tiny_models.build_sd15, "sdxl": tiny_models.build_sdxl}[family]
                made[key] = build(folder / name, inpaint=inpaint)
            else:
                build = {"sd15": tiny_models.build_sd15_file, "sdxl": tiny_models.build_sdxl_file}[family]
                made[key] = build(folder / f"{name}.safetensors", inpaint=inpaint)
        return made[key]

    return make


@pytest.fixture(scope="session")
def tiny_flow(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """`tiny_flow(name)` gives the folder of one of `tiny_flow_models.MODELS`; never change it."""
    import torch

    from inference.engines.diffusion import DiffusionEngine

    assert DiffusionEngine  # imported first, so that the libraries are quiet and offline as in the worker
    from tests.inference import tiny_flow_models

    torch.set_num_threads(1)  # threads cost more than they bring at these sizes
    made: dict[str, Path] = {}

    def make(name: str) -> Path:
        if name not in made:
            made[name] = tiny_flow_models.build(name, tmp_path_factory.mktemp("flow") / name)
        return made[name]

    return make
