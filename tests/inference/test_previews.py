"""Previews: the linear map at every step, and a small decoder where it fits the model and time allows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from inference.job import Job, Kind, Progress
from inference.library import Index, scan_library
from inference.models import Part
from tests.inference.diffusion_jobs import make_job

TinyModel = Callable[..., Path]


# --- how much they may cost -------------------------------------------------------------------------------


class Clock:
    """A device and a decoder that take as long as they are told."""

    def __init__(self, cost: float) -> None:
        self.now, self.cost = 100.0, cost

    def __call__(self) -> float:
        return self.now

    def decode(self, _: Any) -> np.ndarray:
        self.now += self.cost
        return np.ones((8, 8, 3), np.uint8)


def drawn(cost: float, step: float, steps: int, costs: dict[tuple[int, ...], float]) -> list[bool]:
    """Which steps of a run the small decoder drew."""
    import torch

    from inference.engines.diffusion.preview import Previews

    clock = Clock(cost)
    plain = np.zeros((1, 1, 3), np.uint8)
    shown = Previews(
        lambda _: plain, clock.decode, lambda _pipe, latents: latents, lambda: None, costs, clock
    )
    latents = torch.zeros(1, 4, 8, 8)
    fine = []
    for _ in range(steps):
        clock.now += step
        fine.append(shown(None, latents) is not plain)
    return fine


def test_a_cheap_decoder_draws_every_step() -> None:
    assert all(drawn(0.029, 1.0, 20, {}))


def test_a_dear_decoder_draws_as_often_as_its_share_allows() -> None:
    costs: dict[tuple[int, ...], float] = {}
    first = drawn(0.2, 1.0, 40, costs)
    assert first[0]  # nobody knew what it would cost
    later = drawn(0.2, 1.0, 40, costs)
    assert not later[0]
    assert 4 <= sum(later) <= 6  # 3 % of 40 s are six pictures
    assert sum(later) * 0.2 <= 0.03 * 42


def test_a_decoder_that_costs_more_than_the_run_allows_is_not_used_again() -> None:
    costs: dict[tuple[int, ...], float] = {}
    drawn(5.0, 1.0, 20, costs)
    assert not any(drawn(5.0, 1.0, 20, costs))


# --- which decoder ----------------------------------------------------------------------------------------


def make_tiny(seed: int = 4) -> Any:
    """TAESD's own architecture, with random weights."""
    import torch
    from diffusers.models.autoencoders.autoencoder_tiny import AutoencoderTiny

    torch.manual_seed(seed)
    return AutoencoderTiny()


@pytest.fixture(scope="module")
def folder(tiny_model: TinyModel, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The decoder as a diffusers folder, and as its maker publishes it."""
    from safetensors.torch import save_file

    folder = tmp_path_factory.mktemp("previews")
    tiny = make_tiny()
    tiny.save_pretrained(folder / "taesd")
    tensors = {}
    for key, value in tiny.decoder.state_dict().items():
        _, number, rest = key.split(".", 2)
        tensors[f"{int(number) + 1}.{rest}"] = value.contiguous()
    save_file(tensors, folder / "taesd_decoder.safetensors")
    return folder


@pytest.fixture
def parts(folder: Path, tmp_path: Path) -> tuple[Part, ...]:
    found = scan_library([folder], Index(tmp_path / "index.sqlite")).parts
    assert [part.kind for part in found] == ["tiny-vae", "tiny-vae"]
    return found


def previews(job: Job, parts: Sequence[Part]) -> list[np.ndarray]:
    from inference.engines.diffusion import DiffusionEngine
    from inference.engines.diffusion.tiny_vae import TinyVaes

    seen: list[Progress] = []
    with closing(DiffusionEngine("cpu", tiny_vaes=TinyVaes(lambda: parts))) as engine:
        engine.run(job, seen.append, lambda: False)
    return [progress.preview for progress in seen if progress.preview is not None]


def test_both_layouts_are_the_same_network(folder: Path) -> None:
    import torch

    from inference.engines.diffusion.tiny_vae import TinyVae, read_tiny_vae

    latents = torch.randn(1, 4, 5, 7, generator=torch.Generator().manual_seed(1))
    wanted = make_tiny().decode(latents).sample[0]
    names = ("taesd", "taesd_decoder.safetensors")
    shown = [TinyVae(name, read_tiny_vae(folder / name, 4, torch.float32)).picture(latents) for name in names]
    np.testing.assert_array_equal(shown[0], shown[1])
    assert shown[0].shape == (40, 56, 3)
    colours = ((wanted + 1) * 127.5).clamp(0, 255).to(torch.uint8).permute(1, 2, 0)
    np.testing.assert_array_equal(shown[0], colours.numpy())


def test_large_latents_are_thinned_out_first(folder: Path) -> None:
    import torch

    from inference.engines.diffusion.tiny_vae import TinyVae, read_tiny_vae

    tiny = TinyVae("taesd", read_tiny_vae(folder / "taesd", 4, torch.float32))
    assert max(tiny.picture(torch.zeros(1, 4, 128, 40)).shape) == 512


@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.PAINT])
def test_a_decoder_that_fits_shows_the_steps(
    tiny_model: TinyModel, parts: tuple[Part, ...], kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    from inference.engines.diffusion import preview, tiny_vae

    monkeypatch.setattr(tiny_vae, "MOST_ERROR", 1.0)  # random weights decode nothing: let it pass
    monkeypatch.setattr(preview, "SHARE", 1e9)
    job = make_job(tiny_model("sd15", "folder"), kind, steps=4)
    fine = previews(job, parts)
    assert {shown.shape for shown in fine} == {(64, 64, 3)}
    assert {shown.shape for shown in previews(job, ())} == {(8, 8, 3)}


def test_a_decoder_for_other_latents_is_not_used(tiny_model: TinyModel, parts: tuple[Part, ...]) -> None:
    """One with random weights gives no colours of the chart back, so the linear map draws."""
    for family in ("sd15", "sdxl"):
        job = make_job(tiny_model(family, "folder"), Kind.TEXT)
        assert {shown.shape for shown in previews(job, parts)} == {(8, 8, 3)}


def test_the_best_of_several_is_taken(
    tiny_model: TinyModel, parts: tuple[Part, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    from inference.engines.diffusion import tiny_vae
    from inference.engines.diffusion.steps import StepWatch
    from inference.engines.diffusion.work import Work
    from tests.inference.adapter_runs import load_model

    model = load_model(tiny_model("sd15", "folder"))
    job = make_job(model.info.path, Kind.TEXT)
    work = Work(job, model, model.pipeline(Kind.TEXT, ""), StepWatch(lambda _: None, lambda: False))
    rated = {"taesd": 0.3, "taesd_decoder": 0.1}
    monkeypatch.setattr(tiny_vae, "_error", lambda tiny, _: rated[tiny.name])
    found = tiny_vae.TinyVaes(lambda: parts)
    best = found.fitting(work)
    assert best is not None
    assert best.name == "taesd_decoder"
    assert found.fitting(work) is best  # not looked for again
    rated["taesd_decoder"] = 0.3
    assert tiny_vae.TinyVaes(lambda: parts).fitting(work) is None


def test_a_damaged_decoder_costs_no_picture(
    tiny_model: TinyModel, parts: tuple[Part, ...], folder: Path, tmp_path: Path
) -> None:
    from dataclasses import replace

    broken = tmp_path / "broken.safetensors"
    broken.write_bytes((folder / "taesd_decoder.safetensors").read_bytes()[:1000])
    gone = [replace(parts[0], path=broken), replace(parts[0], path=tmp_path / "gone.safetensors")]
    job = make_job(tiny_model("sd15", "folder"), Kind.TEXT)
    assert {shown.shape for shown in previews(job, gone)} == {(8, 8, 3)}
