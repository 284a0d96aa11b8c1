"""ControlNets: the same numbers as diffusers' own pipelines for them, with nothing loaded anew."""

# diffusers exports its classes lazily:
# pyright: reportPrivateImportUsage=false
from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from inference.conditions import Control
from inference.errors import JobError, ModelError
from inference.job import Kind

TinyModel = Callable[..., Path]
KINDS = [Kind.TEXT, Kind.PAINT, Kind.INPAINT]


@pytest.fixture(scope="module")
def models(tiny_model: TinyModel) -> Iterator[Callable[..., Any]]:
    from tests.inference.adapter_runs import load_model

    made: dict[tuple[str, bool], Any] = {}

    def make(family: str, inpaint: bool = False) -> Any:
        if (family, inpaint) not in made:
            made[family, inpaint] = load_model(tiny_model(family, "folder", inpaint))
        return made[family, inpaint]

    yield make
    made.clear()


def controls() -> list[Control]:
    from tests.inference.adapter_runs import noise

    return [
        Control("canny", "", noise(1), 0.8, 0.0, 0.7),
        Control("depth", "", noise(2), 0.5, 0.3, 1.0),
    ]


def diffusers_pipeline(family: str, kind: Kind) -> Any:
    import diffusers

    name = "StableDiffusionXLControlNet" if family == "sdxl" else "StableDiffusionControlNet"
    ending = {Kind.TEXT: "", Kind.PAINT: "Img2Img", Kind.INPAINT: "Inpaint"}[kind]
    return getattr(diffusers, f"{name}{ending}Pipeline")


@pytest.mark.parametrize(
    ("family", "kind", "inpaint"),
    [(family, kind, False) for family in ("sd15", "sdxl") for kind in KINDS] + [("sd15", Kind.INPAINT, True)],
)
def test_as_in_diffusers_pipelines(models: Any, family: str, kind: Kind, inpaint: bool) -> None:
    """Two ControlNets with weights and parts of the steps, bit for bit; afterwards the plain job too."""
    from PIL import Image

    from inference.engines.diffusion.adapters.controlnet import followed, make_guide
    from tests.inference import tiny_adapters as tiny
    from tests.inference.adapter_runs import SIDE, call

    model = models(family, inpaint)
    unet = model.denoiser()
    networks = [tiny.make_controlnet(unet, seed) for seed in (7, 8)]
    pipe = model.pipeline(kind, "")
    before = call(pipe, kind)
    guides = [
        make_guide(one, network, model.info.family, pipe, (SIDE, SIDE))
        for one, network in zip(controls(), networks, strict=True)
    ]
    with followed(model.info.family, unet, guides, pipe):
        found = call(pipe, kind)
    np.testing.assert_array_equal(call(pipe, kind), before)
    parts = {name: one for name, one in pipe.components.items() if name in model.parts or one is None}
    parts = {name: one for name, one in parts.items() if name != "image_encoder"}
    scheduler = model.pipeline(kind, "").scheduler
    options = {"requires_safety_checker": False} if family == "sd15" else {"add_watermarker": False}
    theirs = diffusers_pipeline(family, kind)(**parts, scheduler=scheduler, controlnet=networks, **options)
    pictures = [Image.fromarray(one.image) for one in controls()]
    expected = call(
        theirs,
        kind,
        **{"image" if kind is Kind.TEXT else "control_image": pictures},
        controlnet_conditioning_scale=[0.8, 0.5],
        control_guidance_start=[0.0, 0.3],
        control_guidance_end=[0.7, 1.0],
    )
    np.testing.assert_array_equal(found, expected)
    assert not np.array_equal(found, before)


@pytest.mark.parametrize("family", ["sd15", "sdxl"])
@pytest.mark.parametrize("layout", ["folder", "half", "diffusers", "original"])
def test_every_layout_is_read(models: Any, tmp_path: Path, family: str, layout: str) -> None:
    import torch

    from inference.engines.diffusion.adapters.controlnet_file import read_controlnet
    from tests.inference import tiny_adapters as tiny

    unet = models(family).denoiser()
    network = tiny.make_controlnet(unet)
    path = tmp_path / "control"
    match layout:
        case "folder":
            network.save_pretrained(path)
        case "half":
            network = network.half()
            network.save_pretrained(path, variant="fp16")
        case "diffusers":
            path = tiny.save(tmp_path / "control.safetensors", network.state_dict())
        case _:
            path = tiny.build_controlnet_file(tmp_path / "control.safetensors", network)
    read = read_controlnet(path, models(family).info.family, unet, torch.float32)
    assert read.dtype == torch.float32
    for name, tensor in network.state_dict().items():
        assert torch.equal(read.state_dict()[name], tensor.float()), name


def test_what_does_not_serve(models: Any, tmp_path: Path) -> None:
    import torch

    from inference.engines.diffusion.adapters.controlnet_file import read_controlnet
    from tests.inference import tiny_adapters as tiny

    sd15, sdxl = models("sd15").denoiser(), models("sdxl").denoiser()

    def read(path: Path, family: Any = "sd15") -> None:
        read_controlnet(path, family, sdxl if family == "sdxl" else sd15, torch.float32)

    network = tiny.make_controlnet(sd15)
    network.save_pretrained(tmp_path / "sd15")
    tiny.make_controlnet(sdxl).save_pretrained(tmp_path / "sdxl")
    original = tiny.build_controlnet_file(tmp_path / "sd15.safetensors", network)
    for path, family in (("sd15", "sdxl"), ("sdxl", "sd15")):
        with pytest.raises(ModelError, match=r"does not fit the chosen model"):
            read(tmp_path / path, family)
    with pytest.raises(ModelError, match=r"does not fit the chosen model"):
        read(original, "sdxl")
    for family in ("flux2", "qwen", "zimage"):
        with pytest.raises(ModelError, match=r"do not work with models of the family"):
            read(original, family)
    for family in ("sd3", "flux"):
        with pytest.raises(ModelError, match=r"of the kind 'ControlNetModel'"):
            read(tmp_path / "sd15", family)
    with pytest.raises(ModelError, match="There is nothing at"):
        read(tmp_path / "gone.safetensors")
    (tmp_path / "a.pth").write_bytes(b"\x80")
    with pytest.raises(ModelError, match="pickled"):
        read(tmp_path / "a.pth")
    with pytest.raises(ModelError, match="is no ControlNet"):
        read(tiny.save(tmp_path / "b.safetensors", {"weight": torch.zeros(3)}))
    with pytest.raises(ModelError, match="holds no ControlNet"):
        read(tmp_path)
    weights = tmp_path / "sd15" / "diffusion_pytorch_model.safetensors"
    weights.rename(weights.with_suffix(".bin"))
    with pytest.raises(ModelError, match="pickled"):
        read(tmp_path / "sd15")
    (weights.with_suffix(".bin")).unlink()
    with pytest.raises(ModelError, match=r"has no \.safetensors file"):
        read(tmp_path / "sd15")
    wide = tiny.save(tmp_path / "wide.safetensors", _with_cross_width(network.state_dict(), 2048))
    with pytest.raises(ModelError, match=r"of the kind 'SDXL'"):
        read(wide)


def _with_cross_width(tensors: Any, width: int) -> dict[str, Any]:
    import torch

    return {
        name: torch.zeros(len(one), width) if name.endswith("attn2.to_k.weight") else one
        for name, one in tensors.items()
    }


# --- transformers -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("large", [False, True])
def test_sd3_as_in_diffusers(tiny_flow: Callable[[str], Path], tmp_path: Path, large: bool) -> None:
    """`large`: as the networks for SD 3.5 Large are, without patches and text of their own."""
    import torch
    from diffusers import SD3ControlNetModel, SD3Transformer2DModel, StableDiffusion3ControlNetPipeline
    from PIL import Image

    from inference.engines.diffusion.adapters.controlnet import followed, make_guide
    from inference.engines.diffusion.adapters.controlnet_file import read_controlnet
    from tests.inference.adapter_runs import SIDE, load_model

    model = load_model(tiny_flow("sd3"))
    torch.manual_seed(3)
    deep = {**model.denoiser().config, "num_layers": 2}  # the last layer takes nothing from a ControlNet
    transformer: Any = SD3Transformer2DModel.from_config(deep)
    model.parts["transformer"] = transformer.eval()
    settings = {**deep, "num_layers": 1, "force_zeros_for_pooled_projection": False}
    if large:
        settings |= {"use_pos_embed": False, "joint_attention_dim": None}
    network: Any = SD3ControlNetModel.from_config(settings)
    _stir(network)
    network.save_pretrained(tmp_path / "control")
    network = read_controlnet(tmp_path / "control", "sd3", transformer, torch.float32)
    control = controls()[0]
    pipe = model.architecture.pipeline_class(model, Kind.TEXT)(
        **model.architecture.unneeded() | model.parts, scheduler=model.scheduler
    )
    with torch.no_grad():
        guide = make_guide(control, network, "sd3", pipe, (SIDE, SIDE))
    before = _flow_call(pipe)
    with followed("sd3", transformer, [guide], pipe):
        found = _flow_call(pipe)
    assert not np.array_equal(found, before)
    np.testing.assert_array_equal(_flow_call(pipe), before)
    theirs: Any = StableDiffusion3ControlNetPipeline(**pipe.components, controlnet=network)
    vae = pipe.vae
    with pytest.MonkeyPatch.context() as patch:  # it draws around the mean; we take the mean
        kind = type(vae.encode(torch.zeros(1, 3, SIDE, SIDE)).latent_dist)
        patch.setattr(kind, "sample", lambda self, generator=None: self.mode())
        expected = _flow_call(
            theirs,
            control_image=Image.fromarray(control.image),
            controlnet_conditioning_scale=0.8,
            control_guidance_end=0.7,
        )
    np.testing.assert_allclose(found, expected, atol=1e-5)


@pytest.mark.parametrize("union", [False, True])
def test_flux_as_in_diffusers(tiny_flow: Callable[[str], Path], tmp_path: Path, union: bool) -> None:
    import torch
    from diffusers import FluxControlNetModel, FluxControlNetPipeline
    from PIL import Image

    from inference.engines.diffusion.adapters.controlnet import followed, make_guide
    from inference.engines.diffusion.adapters.controlnet_file import read_controlnet
    from inference.engines.diffusion.quiet import without_deprecations
    from tests.inference.adapter_runs import SIDE, load_model

    model = load_model(tiny_flow("flux"))
    transformer = model.denoiser()
    torch.manual_seed(3)
    settings = {**transformer.config, "num_mode": 5 if union else None}
    with without_deprecations():
        network: Any = FluxControlNetModel.from_config(settings)
    _stir(network)
    network.save_pretrained(tmp_path / "control")
    network = read_controlnet(tmp_path / "control", "flux", transformer, torch.float32)
    control = Control("depth", "", controls()[0].image, 0.8, 0.0, 0.7)
    pipe = model.architecture.pipeline_class(model, Kind.TEXT)(
        **model.architecture.unneeded() | model.parts, scheduler=model.scheduler
    )
    with torch.no_grad():
        guide = make_guide(control, network, "flux", pipe, (SIDE, SIDE))
        if union:
            sketch = Control("scribble", "", control.image)
            with pytest.raises(JobError, match="knows no pictures of the kind 'scribble'"):
                make_guide(sketch, network, "flux", pipe, (SIDE, SIDE))
    before = _flow_call(pipe)
    with followed("flux", transformer, [guide], pipe):
        found = _flow_call(pipe)
    assert not np.array_equal(found, before)
    np.testing.assert_array_equal(_flow_call(pipe), before)
    theirs: Any = FluxControlNetPipeline(**pipe.components, controlnet=network)
    with pytest.MonkeyPatch.context() as patch:
        kind = type(pipe.vae.encode(torch.zeros(1, 3, SIDE, SIDE)).latent_dist)
        patch.setattr(kind, "sample", lambda self, generator=None: self.mode())
        expected = _flow_call(
            theirs,
            control_image=Image.fromarray(control.image),
            control_mode=2 if union else None,
            controlnet_conditioning_scale=0.8,
            control_guidance_end=0.7,
        )
    np.testing.assert_allclose(found, expected, atol=1e-5)


def test_models_for_editing_take_no_controls(tiny_flow: Callable[[str], Path]) -> None:
    from inference.engines.diffusion.adapters.controlnet import check_controls
    from inference.models import inspect

    with pytest.raises(JobError, match="takes no controls"):
        check_controls(controls(), inspect(tiny_flow("flux-kontext")))
    check_controls(controls(), inspect(tiny_flow("flux")))


def _stir(network: Any) -> None:
    """Untrained ControlNets give zeros."""
    import torch

    with torch.no_grad():
        for weights in network.parameters():
            if not weights.any():
                weights.normal_(std=0.2)


def _flow_call(pipe: Any, **changes: Any) -> np.ndarray:
    import torch

    from inference.engines.diffusion.quiet import without_deprecations
    from tests.inference.adapter_runs import SIDE

    inputs: dict[str, Any] = {
        "prompt": "a cat",
        "num_inference_steps": 3,
        "guidance_scale": 4.0,
        "generator": torch.Generator().manual_seed(1),
        "output_type": "np",
        "width": SIDE,
        "height": SIDE,
        "max_sequence_length": 16,
    }
    pipe.set_progress_bar_config(disable=True)
    with torch.no_grad(), without_deprecations():
        return pipe(**(inputs | changes)).images[0]
