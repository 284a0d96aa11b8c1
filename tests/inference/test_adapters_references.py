"""Reference pictures: the same numbers as diffusers' IP-Adapter support, from hooks alone."""

# diffusers exports its classes lazily:
# pyright: reportPrivateImportUsage=false
from __future__ import annotations

import copy
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from inference.errors import ModelError
from inference.job import Kind

TinyModel = Callable[..., Path]


@pytest.fixture(scope="module")
def models(tiny_model: TinyModel) -> Iterator[Callable[[str], Any]]:
    from tests.inference.adapter_runs import load_model

    made: dict[str, Any] = {}

    def make(family: str) -> Any:
        if family not in made:
            made[family] = load_model(tiny_model(family, "folder"))
        return made[family]

    yield make
    made.clear()


@pytest.mark.parametrize("family", ["sd15", "sdxl"])
@pytest.mark.parametrize("plus", [False, True])
def test_as_in_diffusers(models: Any, tmp_path: Path, family: str, plus: bool) -> None:
    """Two pictures with weights, the second for its style alone where the family can tell it apart."""
    import torch
    from safetensors.torch import load_file

    from inference.engines.diffusion.adapters import image_encoder, ip_adapter
    from tests.inference import tiny_adapters as tiny
    from tests.inference.adapter_runs import call, noise

    model = models(family)
    tiny.build_image_encoder(tmp_path / "image_encoder")
    path = tiny.build_ip_adapter(tmp_path / "adapter.safetensors", model.denoiser(), plus)
    device = torch.device("cpu")
    pictures = [noise(1, 40), noise(2, 28)]
    with torch.no_grad():
        adapter = ip_adapter.read_adapter(path, model.info.family, model.denoiser(), torch.float32)
        where = image_encoder.find_encoder(path, adapter.wanted)
        encoder = image_encoder.read_encoder(where, torch.float32)
        sights = [ip_adapter.see(adapter, encoder, picture, device) for picture in pictures]
        looks = [image_encoder.look(encoder, picture, adapter.wanted) for picture in pictures]
    kind = "style" if family == "sdxl" else "reference"
    pipe = model.pipeline(Kind.TEXT, "")
    processors = {name: id(one) for name, one in model.denoiser().attn_processors.items()}
    before = call(pipe, Kind.TEXT)
    with ip_adapter.resembling(
        model.denoiser(), [(sights[0], "reference", 0.7), (sights[1], kind, 0.4)], device
    ):
        found = call(pipe, Kind.TEXT)
    np.testing.assert_array_equal(call(pipe, Kind.TEXT), before)
    assert {name: id(one) for name, one in model.denoiser().attn_processors.items()} == processors
    theirs = copy.deepcopy(pipe)
    tensors = load_file(path)
    state = {
        part: {key.removeprefix(f"{part}."): one for key, one in tensors.items() if key.startswith(part)}
        for part in ("image_proj", "ip_adapter")
    }
    theirs.load_ip_adapter(
        [state, copy.deepcopy(state)], subfolder="", weight_name=["", ""], image_encoder_folder=None
    )
    theirs.set_ip_adapter_scale([0.7, {"up": {"block_0": [0.0, 0.4]}} if family == "sdxl" else 0.4])
    embeds = [torch.stack([unseen, seen]) for seen, unseen in looks]
    expected = call(theirs, Kind.TEXT, ip_adapter_image_embeds=embeds)
    np.testing.assert_array_equal(found, expected)
    assert not np.array_equal(found, before)


def test_style_and_composition_act_in_their_blocks(models: Any, tmp_path: Path) -> None:
    """In SDXL's depth, which has a second attention at the coarsest level of the encoder."""
    import torch
    from diffusers import UNet2DConditionModel

    from inference.engines.diffusion.adapters import image_encoder, ip_adapter
    from tests.inference import tiny_adapters as tiny
    from tests.inference.adapter_runs import noise

    deep = {**models("sdxl").denoiser().config, "layers_per_block": 2}
    unet: Any = UNet2DConditionModel.from_config(deep)
    tiny.build_image_encoder(tmp_path / "image_encoder")
    path = tiny.build_ip_adapter(tmp_path / "adapter.safetensors", unet)
    adapter = ip_adapter.read_adapter(path, "sdxl", unet, torch.float32)
    encoder = image_encoder.read_encoder(tmp_path / "image_encoder", torch.float32)
    with torch.no_grad():
        sight = ip_adapter.see(adapter, encoder, noise(1), torch.device("cpu"))
    for kind, block in (
        ("style", "up_blocks.0.attentions.1."),
        ("composition", "down_blocks.2.attentions.1."),
    ):
        ip_adapter.check_kind(kind, "a", "sdxl", unet)
        with ip_adapter.resembling(unet, [(sight, kind, 1.0)], torch.device("cpu")):
            touched = [path for path, module in unet.named_modules() if module._forward_hooks]
        assert touched
        assert all(path.startswith(block) for path in touched)
        assert not any(module._forward_hooks for module in unet.modules())


def test_pictures_reach_the_encoder_as_in_transformers(tmp_path: Path) -> None:
    """Fitted, cut to the middle and normalised; the filters of the two resizers differ a little."""
    import torch
    from PIL import Image
    from transformers import CLIPVisionModelWithProjection
    from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil

    from inference.engines.diffusion.adapters.image_encoder import Wanted, look
    from tests.inference import tiny_adapters as tiny
    from tests.inference.diffusion_jobs import picture

    encoder = CLIPVisionModelWithProjection.from_pretrained(tiny.build_image_encoder(tmp_path / "e"))
    processor = CLIPImageProcessorPil(size={"shortest_edge": 28}, crop_size={"height": 28, "width": 28})
    for size in ((28, 28), (90, 60), (60, 91)):
        shown = picture(*size)
        pixels = processor(Image.fromarray(shown), return_tensors="pt").pixel_values
        with torch.no_grad():
            expected = encoder(pixels).image_embeds
            seen, unseen = look(encoder, shown, Wanted(tiny.SEEN, patches=False))
        assert float(torch.cosine_similarity(seen, expected)) > 0.99
        assert not unseen.any()


def test_encoders_are_found_where_people_keep_them(models: Any, tmp_path: Path) -> None:
    import torch

    from inference.engines.diffusion.adapters import image_encoder, ip_adapter
    from tests.inference import tiny_adapters as tiny

    unet = models("sd15").denoiser()
    path = tiny.build_ip_adapter(tmp_path / "models" / "ipadapter" / "a.safetensors", unet)
    adapter = ip_adapter.read_adapter(path, "sd15", unet, torch.float32)
    with pytest.raises(ModelError, match=r"needs its CLIP image encoder \(24 wide\).*'image_encoder'"):
        image_encoder.find_encoder(path, adapter.wanted)
    source = tiny.build_image_encoder(tmp_path / "made")
    for folder in ("models/ipadapter/image_encoder", "models/image_encoder"):
        shutil.copytree(source, tmp_path / folder)
        assert image_encoder.find_encoder(path, adapter.wanted) == tmp_path / folder
        shutil.rmtree(tmp_path / folder)
    single = tmp_path / "models" / "clip_vision" / "vit.safetensors"
    single.parent.mkdir()
    shutil.copy(source / "model.safetensors", single)
    assert image_encoder.find_encoder(path, adapter.wanted) == single
    one = image_encoder.read_encoder(single, torch.float32)
    other = image_encoder.read_encoder(source, torch.float32)
    picture = np.zeros((9, 9, 3), np.uint8)
    with torch.no_grad():
        for wanted in (adapter.wanted, image_encoder.Wanted(tiny.INSIDE, patches=True)):
            for ours, theirs in zip(
                image_encoder.look(one, picture, wanted), image_encoder.look(other, picture, wanted),
                strict=True,
            ):  # fmt: skip
                assert torch.equal(ours, theirs)


def test_what_does_not_serve(models: Any, tmp_path: Path) -> None:
    import torch

    from inference.engines.diffusion.adapters import ip_adapter
    from tests.inference import tiny_adapters as tiny

    sd15, sdxl = models("sd15").denoiser(), models("sdxl").denoiser()

    def read(path: Path, family: Any = "sd15") -> None:
        ip_adapter.read_adapter(path, family, sdxl if family == "sdxl" else sd15, torch.float32)

    path = tiny.build_ip_adapter(tmp_path / "a.safetensors", sd15)
    with pytest.raises(ModelError, match="made for another kind of model"):
        read(path, "sdxl")
    with pytest.raises(ModelError, match="no IP-Adapter"):
        read(tiny.save(tmp_path / "b.safetensors", {"x": torch.zeros(2)}))
    face = {"image_proj.proj.0.weight": torch.zeros(2, 2), "image_proj.norm.weight": torch.zeros(2)}
    face["ip_adapter.1.to_k_ip.weight"] = torch.zeros(2, 2)
    with pytest.raises(ModelError, match="FaceID"):
        read(tiny.save(tmp_path / "c.safetensors", face))
    (tmp_path / "a.bin").write_bytes(b"\x80")
    with pytest.raises(ModelError, match="pickled"):
        read(tmp_path / "a.bin")
    for kind in ("style", "composition"):
        with pytest.raises(ModelError, match="need an SDXL model"):
            ip_adapter.check_kind(kind, "a", "sd15", sd15)
    ip_adapter.check_kind("style", "a", "sdxl", sdxl)
    with pytest.raises(ModelError, match="do not work with models of the family"):
        ip_adapter.check_kind("reference", "a", "flux", sd15)
