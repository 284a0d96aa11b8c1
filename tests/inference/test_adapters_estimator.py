"""Depth maps from a network that the artist has: found, read by the real loader, followed like given ones."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from inference.conditions import Control
from inference.errors import ModelError
from inference.families import TRAITS
from inference.job import Kind
from inference.library import Index, scan_library
from inference.models import NotACheckpoint, fits, inspect
from inference.record import from_record, to_record
from tests.inference.diffusion_jobs import make_job, picture, pixels

TinyModel = Callable[..., Path]


@pytest.fixture(scope="module")
def estimators(tiny_model: TinyModel, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    from tests.inference.tiny_estimators import build_depth_anything, build_dpt

    folder = tmp_path_factory.mktemp("estimators")
    return {
        "dpt": build_dpt(folder / "dpt-tiny"),
        "depth-anything": build_depth_anything(folder / "depth-anything-tiny"),
    }


def test_the_library_finds_them_for_every_family(
    estimators: dict[str, Path], tmp_path: Path, tiny_model: TinyModel
) -> None:
    found = scan_library([estimators["dpt"].parent], Index(tmp_path / "index.sqlite"))
    assert {(part.path, part.kind, part.control) for part in found.parts} == {
        (path, "estimator", "depth") for path in estimators.values()
    }
    assert not found.models
    part = found.parts[0]
    assert part.families == tuple(TRAITS)
    assert fits(part, inspect(tiny_model("sd15", "folder"))) is None
    with pytest.raises(NotACheckpoint, match="depth maps"):
        inspect(part.path)


@pytest.mark.parametrize("name", ["dpt", "depth-anything"])
def test_the_map_is_what_the_network_tells(estimators: dict[str, Path], name: str) -> None:
    import torch
    from transformers import AutoModelForDepthEstimation

    from inference.engines.diffusion.adapters.estimator import estimate, read_estimator

    estimator = read_estimator(estimators[name])
    side = 384 if name == "dpt" else 42
    assert estimator.side == side
    shown = picture(side, side)  # as large as it looks at, so nothing is resampled
    drawn = estimate(estimator, shown, torch.device("cpu"))
    assert drawn.shape == shown.shape
    assert drawn.dtype == np.uint8
    assert (drawn.min(), drawn.max()) == (0, 255)
    network = AutoModelForDepthEstimation.from_pretrained(estimators[name])
    mean, deviation = (np.array(values, np.float32) for values in (estimator.mean, estimator.deviation))
    prepared = torch.from_numpy(((shown / np.float32(255) - mean) / deviation).transpose(2, 0, 1)[None])
    with torch.no_grad():
        told = network(pixel_values=prepared).predicted_depth[0].numpy()
    wanted = 255 * (told - told.min()) / (told.max() - told.min())  # near is light, far is dark
    assert np.abs(drawn[..., 0] - wanted).max() <= 1.0


def test_distances_become_nearness(estimators: dict[str, Path]) -> None:
    import torch

    from inference.engines.diffusion.adapters.estimator import Estimator, estimate

    class Slope(torch.nn.Module):
        """From one metre at the left to ten at the right."""

        def forward(self, pixel_values: torch.Tensor) -> SimpleNamespace:
            across = torch.linspace(1.0, 10.0, pixel_values.shape[3])
            return SimpleNamespace(predicted_depth=across.expand(1, pixel_values.shape[2], -1))

    slope = Estimator(Slope(), 32, 32, (0.5,) * 3, (0.5,) * 3, metric=True)
    drawn = estimate(slope, picture(32, 32), torch.device("cpu"))[5, :, 0]
    near = 1 / np.linspace(1, 10, 32)
    assert np.abs(drawn - 255 * (near - 0.1) / 0.9).max() <= 1


@pytest.mark.parametrize("size", [(64, 40), (500, 30), (17, 90)])
def test_pictures_of_any_shape_are_taken(estimators: dict[str, Path], size: tuple[int, int]) -> None:
    import torch

    from inference.engines.diffusion.adapters.estimator import estimate, read_estimator

    estimator = read_estimator(estimators["depth-anything"])
    assert estimate(estimator, picture(*size), torch.device("cpu")).shape == (size[1], size[0], 3)


def test_a_job_follows_what_is_drawn_and_keeps_its_picture(
    estimators: dict[str, Path], tiny_model: TinyModel, tmp_path: Path
) -> None:
    import torch

    from inference.engines.diffusion import DiffusionEngine
    from inference.engines.diffusion.adapters.estimator import estimate, read_estimator
    from inference.engines.diffusion.adapters.steering import Adapters
    from tests.inference.adapter_runs import load_model
    from tests.inference.tiny_adapters import make_controlnet

    network = tmp_path / "controlnet"
    make_controlnet(load_model(tiny_model("sd15", "folder")).denoiser()).save_pretrained(network)
    source, path = picture(64, 64), estimators["depth-anything"]
    control = Control("depth", str(network), source, estimator=str(path))
    job = make_job(tiny_model("sd15", "folder"), Kind.TEXT, controls=(control,))
    drawn = estimate(read_estimator(path), source, torch.device("cpu"))
    given = replace(job, controls=(Control("depth", str(network), drawn),))
    unmapped = replace(job, controls=(Control("depth", str(network), source),))
    with closing(DiffusionEngine("cpu", guests=Adapters())) as engine:
        image = pixels(engine, job)
        np.testing.assert_array_equal(image, pixels(engine, given))
        assert not np.array_equal(image, pixels(engine, unmapped))
    again = from_record(*to_record(job))
    assert again.controls[0].estimator == str(path)
    np.testing.assert_array_equal(again.controls[0].image, source)
    older = to_record(job)
    del older[0]["controls"][0]["estimator"]
    assert from_record(*older).controls[0].estimator == ""


def test_what_is_no_estimator_is_refused(estimators: dict[str, Path], tmp_path: Path) -> None:
    from inference.engines.diffusion.adapters.estimator import read_estimator

    other = tmp_path / "other"
    other.mkdir()
    (other / "config.json").write_text(json.dumps({"model_type": "glpn"}))
    with pytest.raises(ModelError, match="DPT or Depth Anything"):
        read_estimator(other)
    (other / "config.json").write_text((estimators["dpt"] / "config.json").read_text())
    with pytest.raises(ModelError, match=r"no \.safetensors"):
        read_estimator(other)
    (other / "model.safetensors").write_bytes((estimators["dpt"] / "model.safetensors").read_bytes()[:500])
    with pytest.raises(ModelError, match="cut short"):
        read_estimator(other)
