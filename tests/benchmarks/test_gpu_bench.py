"""The figures of the graphics card, taken on the processor with small networks: all else is the same."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import Any

import pytest

from benchmarks import gpu_bench
from benchmarks.figure import Figure
from benchmarks.gpu_bench import SD15, SDXL, Course, Network, capped, frames, images, measure, peak_under_cap

COURSE = Course(sides=(64,), steps=2, rounds=1, backend="eager")


def small(network: Network) -> Network:
    """The same architecture, narrow and shallow."""
    width = {"hidden_size": 32, "intermediate_size": 37, "num_attention_heads": 4, "num_hidden_layers": 2}
    texts = tuple({**text, **width, "projection_dim": 32} for text in network.text)
    joined = 32 * len(texts)
    unet: dict[str, Any] = {**network.unet, "layers_per_block": 1, "cross_attention_dim": joined}
    if network.family == "sdxl":
        unet |= {
            "block_out_channels": (32, 64, 64),
            "transformer_layers_per_block": (1, 1, 1),
            "attention_head_dim": (2, 4, 4),
            "addition_time_embed_dim": 8,
            "projection_class_embeddings_input_dim": 6 * 8 + 32,
        }
    else:
        unet |= {"block_out_channels": (32, 32, 64, 64), "attention_head_dim": 4}
    vae = {**network.vae, "block_out_channels": (32, 32, 32, 32), "layers_per_block": 1}
    return replace(network, unet=unet, vae=vae, text=texts)


@pytest.fixture
def device() -> Any:
    import torch

    from inference.engines.diffusion import DiffusionEngine
    from inference.engines.diffusion.devices import Device

    assert DiffusionEngine  # imported first, so that the libraries are quiet and offline as in the worker
    torch.set_num_threads(1)
    return Device("cpu", torch.float32)


@pytest.mark.parametrize("network", [SD15, SDXL], ids=lambda network: network.family)
def test_pictures_are_timed_against_the_bare_call_and_the_fast_path(network: Network, device: Any) -> None:
    figures = images(small(network), COURSE, device)
    name = f"gpu_{network.family}_64"
    assert set(figures) == {f"{name}_s", f"{name}_images_s", f"{name}_fast_s"}
    whole, rate, fast = (figures[key] for key in (f"{name}_s", f"{name}_images_s", f"{name}_fast_s"))
    assert whole.value > 0
    assert rate.value == pytest.approx(1 / whole.value)
    assert whole.ratio is not None
    assert fast.ratio == pytest.approx(whole.value / fast.value)


def test_frames_are_counted_for_one_step_and_four(device: Any) -> None:
    figures = frames(small(SD15), COURSE, device)
    assert set(figures) == {"gpu_sd15_img2img_1_fps", "gpu_sd15_img2img_4_fps"}
    assert all(figure.value > 0 for figure in figures.values())


def test_the_engine_plans_for_the_capped_memory(device: Any) -> None:
    from inference.engines.diffusion import fitting

    with capped(device, 300 << 20):
        assert fitting.devices.free_memory(device) == 300 << 20
    assert fitting.devices.free_memory(device) == 0  # the processor does not tell
    figures = peak_under_cap(small(SDXL), COURSE, device, cap=513 << 20)
    (key,) = figures
    assert key == "gpu_sdxl_64_peak_gib"
    assert "memory:" in figures[key].note  # so little room: it was not all there at once


@pytest.mark.parametrize("kind", ["cpu", "cuda"])
def test_a_card_is_taken_and_the_processor_is_not(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import torch

    from inference.engines.diffusion import devices

    chosen = devices.Device(kind, torch.float16)
    monkeypatch.setattr(devices, "pick_device", lambda: chosen)
    assert gpu_bench.card() == (chosen if kind == "cuda" else None)


def test_without_a_card_it_says_so_and_gives_no_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gpu_bench, "card", lambda: None)
    (key, figure) = next(iter(measure(peak_under_cap, SDXL).items()))
    assert key == "gpu_sdxl_peak_under_cap"
    assert math.isnan(figure.value)
    assert figure.record() == {"value": None, "unit": "", "note": "no GPU"}
    assert json.loads(json.dumps(figure.record()))["value"] is None
    assert "no GPU" in figure.line(key)
    assert not any(letter.isdigit() for letter in figure.line(key).removeprefix(key))
    assert Figure(2.0, "s").record() == {"value": 2.0, "unit": "s"}


def test_the_networks_are_as_large_as_the_published_ones() -> None:
    """Numbers of parameters of SD 1.5's and SDXL's UNets, and of their VAE."""
    import torch
    from diffusers.models.autoencoders.autoencoder_kl import AutoencoderKL
    from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel

    def count(network: Any) -> int:
        return sum(weights.numel() for weights in network.parameters())

    with torch.device("meta"):
        assert count(UNet2DConditionModel(**SD15.unet)) == 859_520_964
        assert count(UNet2DConditionModel(**SDXL.unet)) == 2_567_463_684
        assert count(AutoencoderKL(**SD15.vae)) == 83_653_863
