"""Telling parts made from networks of the real architectures, in small."""

# diffusers exports its classes lazily:
# pyright: reportPrivateImportUsage=false
from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from inference.models import fits, inspect, inspect_part
from tests.inference.conftest import TinyModel


@pytest.fixture(scope="module", params=["sd15", "sdxl"])
def pipe(request: pytest.FixtureRequest, tiny_model: TinyModel) -> Any:
    """The networks of a tiny model, with its folder and family."""
    from diffusers import UNet2DConditionModel
    from transformers import CLIPTextModel, CLIPTextModelWithProjection

    folder = tiny_model(request.param, "folder")
    second = None
    if request.param == "sdxl":
        second = CLIPTextModelWithProjection.from_pretrained(str(folder / "text_encoder_2"))
    return SimpleNamespace(
        family=request.param,
        folder=folder,
        unet=UNet2DConditionModel.from_pretrained(str(folder / "unet")),
        text_encoder=CLIPTextModel.from_pretrained(str(folder / "text_encoder")),
        text_encoder_2=second,
        components={"text_encoder_2": second},
    )


def test_loras(pipe: Any, tmp_path: Path) -> None:
    from tests.inference import tiny_adapters

    model = inspect(pipe.folder)
    part = inspect_part(tiny_adapters.build_lora(tmp_path / "lora.safetensors", pipe), "lora")
    assert part.families == (pipe.family,)
    assert part.format == "kohya"
    assert fits(part, model) is None
    adapted = tiny_adapters.pairs(pipe.unet, r"attn\d\.to_", 1)
    path = tiny_adapters.save(tmp_path / "peft.safetensors", tiny_adapters.peft({"unet": adapted}))
    assert fits(inspect_part(path, "lora"), model) is None
    path = tiny_adapters.save(tmp_path / "old.safetensors", tiny_adapters.old_diffusers(adapted))
    assert fits(inspect_part(path, "lora"), model) is None


def test_controlnets(pipe: Any, tmp_path: Path) -> None:
    from tests.inference import tiny_adapters

    network = tiny_adapters.make_controlnet(pipe.unet)
    network.save_pretrained(tmp_path / "folder")
    file = tiny_adapters.build_controlnet_file(tmp_path / "file.safetensors", network)
    bare = tmp_path / "folder" / "diffusion_pytorch_model.safetensors"
    for path in (tmp_path / "folder", file, bare):
        part = inspect_part(path, "controlnet")
        assert part.families == (pipe.family,)


def test_ip_adapters(pipe: Any, tmp_path: Path) -> None:
    from tests.inference import tiny_adapters

    model = inspect(pipe.folder)
    for plus, form in ((False, "base"), (True, "plus")):
        path = tiny_adapters.build_ip_adapter(tmp_path / f"{form}.safetensors", pipe.unet, plus)
        part = inspect_part(path, "ip-adapter")
        assert part.format == form
        assert fits(part, model) is None
    encoder = inspect_part(tiny_adapters.build_image_encoder(tmp_path / "encoder"))
    assert (encoder.kind, encoder.encoder) == ("image-encoder", "clip-vision")


def test_parts_of_the_folder(pipe: Any, tmp_path: Path) -> None:
    from tests.inference import tiny_adapters

    model = inspect(pipe.folder)
    assert fits(inspect_part(pipe.folder / "vae", "vae"), model) is None
    assert inspect_part(pipe.folder / "text_encoder", "text-encoder").encoder == "clip-l"
    unet = inspect(pipe.folder / "unet")
    assert (unet.family, unet.layout) == (pipe.family, "component")
    assert unet.needs == (("vae", "clip-l") if pipe.family == "sd15" else ("vae", "clip-l", "clip-g"))
    from diffusers import AutoencoderKL

    vae = AutoencoderKL.from_pretrained(str(pipe.folder / "vae"))
    file = inspect_part(tiny_adapters.build_vae_file(tmp_path / "vae.safetensors", vae), "vae")
    assert file.families == ("sd15", "sdxl")


def test_tiny_vaes(tmp_path: Path) -> None:
    from diffusers import AutoencoderTiny

    for channels, family in ((4, "sdxl"), (16, "flux")):
        vae = AutoencoderTiny(latent_channels=channels)
        vae.save_pretrained(tmp_path / str(channels))
        folder = inspect_part(tmp_path / str(channels), "tiny-vae")
        file = inspect_part(tmp_path / str(channels) / "diffusion_pytorch_model.safetensors", "tiny-vae")
        assert family in folder.families
        assert family in file.families
