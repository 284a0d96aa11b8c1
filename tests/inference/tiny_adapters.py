"""Builders of tiny adapters with random weights, in the forms that trainers publish them in."""

# diffusers exports its classes lazily:
# pyright: reportPrivateImportUsage=false
from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import torch
from diffusers import AutoencoderKL, ControlNetModel
from safetensors.torch import save_file
from transformers import CLIPVisionConfig, CLIPVisionModelWithProjection

from tests.inference import tiny_models

Tensors = dict[str, torch.Tensor]
ATTENTION = r"\.(to_q|to_k|to_v|to_out\.0)$"  # what most LoRAs adapt
EVERYTHING = r"."
RANK = 4


def save(path: Path, tensors: Mapping[str, torch.Tensor], metadata: dict[str, str] | None = None) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file({name: one.detach().contiguous().clone() for name, one in tensors.items()}, path, metadata)
    return path


# --- LoRAs ------------------------------------------------------------------------------------------------


def pairs(network: Any, pattern: str, seed: int, rank: int = RANK) -> dict[str, tuple[Any, Any]]:
    """Random (down, up) for each linear and convolutional module whose path matches."""
    generator = torch.Generator().manual_seed(seed)
    made: dict[str, tuple[Any, Any]] = {}
    for path, module in network.named_modules():
        if not isinstance(module, torch.nn.Linear | torch.nn.Conv2d) or not re.search(pattern, path):
            continue
        shape = module.weight.shape
        down = torch.randn(rank, *shape[1:], generator=generator) * 0.3
        up = torch.randn(shape[0], rank, *[1] * (len(shape) - 2), generator=generator) * 0.3
        made[path] = (down, up)
    return made


def kohya(parts: Mapping[str, Mapping[str, tuple[Any, Any]]], alpha: float = 2.0) -> Tensors:
    """kohya's form; `parts` by prefix ("lora_unet_", "lora_te_text_model_" …)."""
    tensors: Tensors = {}
    for prefix, adapted in parts.items():
        for path, (down, up) in adapted.items():
            name = prefix + path.replace(".", "_")
            tensors[f"{name}.lora_down.weight"], tensors[f"{name}.lora_up.weight"] = down, up
            tensors[f"{name}.alpha"] = torch.tensor(alpha)
    return tensors


def peft(parts: Mapping[str, Mapping[str, tuple[Any, Any]]]) -> Tensors:
    """PEFT's form, as diffusers saves it; `parts` by name ("unet", "text_encoder" …)."""
    tensors: Tensors = {}
    for part, adapted in parts.items():
        for path, (down, up) in adapted.items():
            tensors[f"{part}.{path}.lora_A.weight"], tensors[f"{part}.{path}.lora_B.weight"] = down, up
    return tensors


def old_diffusers(adapted: Mapping[str, tuple[Any, Any]]) -> Tensors:
    """The form of diffusers' first LoRAs, which were attention processors."""
    tensors: Tensors = {}
    for path, (down, up) in adapted.items():
        base, _, last = path.replace(".to_out.0", ".to_out").rpartition(".")
        tensors[f"unet.{base}.processor.{last}_lora.down.weight"] = down
        tensors[f"unet.{base}.processor.{last}_lora.up.weight"] = up
    return tensors


def stability_names(unet: Any) -> dict[str, str]:
    """The modules' names in Stability's code, with underscores, by diffusers' paths."""
    ours = [name for name in unet.state_dict() if name.endswith(".weight")]
    theirs = [name for name in tiny_models.unet_to_ldm(unet) if name.endswith(".weight")]
    return {
        one.removesuffix(".weight"): other.removeprefix("model.diffusion_model.").removesuffix(".weight")
        for one, other in zip(ours, theirs, strict=True)
    }


def build_lora(path: Path, pipe: Any, seed: int = 1, encoders: bool = True) -> Path:
    """A LoRA in kohya's form for a whole SD 1.5 or SDXL pipeline."""
    parts: dict[str, Any] = {"lora_unet_": pairs(pipe.unet, r"\.attn\d\.to_|\.ff\.|proj_in", seed)}
    if encoders:
        two = pipe.components.get("text_encoder_2") is not None
        prefix = "lora_te1_text_model_" if two else "lora_te_text_model_"
        parts[prefix] = pairs(pipe.text_encoder, r"_proj$|\.fc\d$", seed + 50)
        if two:
            parts["lora_te2_text_model_"] = pairs(pipe.text_encoder_2, r"v_proj$|\.fc\d$", seed + 60)
    return save(path, kohya(parts))


# --- textual inversions -----------------------------------------------------------------------------------


def build_word(path: Path, widths: Iterable[int], count: int = 2, seed: int = 3) -> Path:
    """A word of `count` vectors: one encoder's as AUTOMATIC1111 names it, two as SDXL's trainers do."""
    generator = torch.Generator().manual_seed(seed)
    made = [torch.randn(count, width, generator=generator) for width in widths]
    names = ("emb_params",) if len(made) == 1 else ("clip_l", "clip_g")
    return save(path, dict(zip(names, made, strict=True)))


# --- VAEs -------------------------------------------------------------------------------------------------


def make_vae(own: Any, seed: int = 5, **changes: Any) -> Any:
    """One like `own` with other weights."""
    torch.manual_seed(seed)
    return AutoencoderKL.from_config({**own.config, **changes})


def build_vae_file(path: Path, vae: Any) -> Path:
    """In CompVis' layout, without the prefix that it has in checkpoints."""
    tensors = tiny_models.vae_to_ldm(vae)
    return save(path, {name.removeprefix("first_stage_model."): one for name, one in tensors.items()})


# --- ControlNets ------------------------------------------------------------------------------------------


def make_controlnet(unet: Any, seed: int = 7) -> Any:
    """A ControlNet for the UNet whose outputs are not zero, as those of untrained ones are."""
    torch.manual_seed(seed)
    if unet.config.in_channels != 4:
        unet = type(unet).from_config({**unet.config, "in_channels": 4})
    network = ControlNetModel.from_unet(unet, conditioning_embedding_out_channels=(4, 8, 12, 16))
    with torch.no_grad():
        for module in [*network.controlnet_down_blocks, network.controlnet_mid_block]:
            module.weight.normal_(std=0.2)
        network.controlnet_cond_embedding.conv_out.weight.normal_(std=0.2)
    return network.requires_grad_(False).eval()


def build_controlnet_file(path: Path, network: Any) -> Path:
    """In the layout of the original code."""
    unet_like: Tensors = {}
    others: Tensors = {}
    for name, tensor in network.state_dict().items():
        inside = name.startswith(_UNET_LIKE)
        (unet_like if inside else others)[name] = tensor
    holder = _Holder(unet_like, network.config)
    tensors = {
        "control_model." + name.removeprefix("model.diffusion_model."): one
        for name, one in tiny_models.unet_to_ldm(holder).items()
    }
    for name, tensor in others.items():
        tensors["control_model." + _control_name(name)] = tensor
    return save(path, tensors)


_UNET_LIKE = ("conv_in.", "time_embedding.", "add_embedding.", "down_blocks.", "mid_block.")


class _Holder:
    """What `unet_to_ldm` asks of a UNet."""

    def __init__(self, tensors: Tensors, config: Any) -> None:
        self._tensors = tensors
        self.config = _Config(config.layers_per_block)

    def state_dict(self) -> Tensors:
        return self._tensors


class _Config:
    up_block_types = ()

    def __init__(self, layers_per_block: int) -> None:
        self.layers_per_block = layers_per_block


def _control_name(name: str) -> str:
    last = name.rpartition(".")[2]
    if found := re.match(r"controlnet_down_blocks\.(\d+)\.", name):
        return f"zero_convs.{found[1]}.0.{last}"
    if name.startswith("controlnet_mid_block."):
        return f"middle_block_out.0.{last}"
    if name.startswith("controlnet_cond_embedding.conv_in."):
        return f"input_hint_block.0.{last}"
    if found := re.match(r"controlnet_cond_embedding\.blocks\.(\d+)\.", name):
        return f"input_hint_block.{2 * int(found[1]) + 2}.{last}"
    return f"input_hint_block.14.{last}"


# --- IP-Adapters ------------------------------------------------------------------------------------------

SEEN = 24  # width of the tiny image encoder's embedding
INSIDE = 64  # and of its layers


def build_image_encoder(folder: Path, seed: int = 9) -> Path:
    torch.manual_seed(seed)
    config = CLIPVisionConfig(
        hidden_size=INSIDE, intermediate_size=64, num_hidden_layers=3, num_attention_heads=16,
        image_size=28, patch_size=14, projection_dim=SEEN, hidden_act="gelu",
    )  # fmt: skip
    CLIPVisionModelWithProjection(config).save_pretrained(folder)
    return folder


def build_ip_adapter(path: Path, unet: Any, plus: bool = False, seed: int = 11) -> Path:
    """An IP-Adapter for the UNet; `plus`: the kind that looks at patches."""
    generator = torch.Generator().manual_seed(seed)

    def random(*shape: int) -> torch.Tensor:
        return torch.randn(*shape, generator=generator) * 0.3

    width = unet.config.cross_attention_dim
    tensors: Tensors = {}
    if plus:
        inner = 64
        tensors |= {
            "latents": random(1, 3, inner),
            "proj_in.weight": random(inner, INSIDE), "proj_in.bias": random(inner),
            "proj_out.weight": random(width, inner), "proj_out.bias": random(width),
            "norm_out.weight": 1 + random(width), "norm_out.bias": random(width),
        }  # fmt: skip
        for layer in ("layers.0.", "layers.1.", "layers.2.", "layers.3."):
            tensors |= {
                f"{layer}0.norm1.weight": 1 + random(inner), f"{layer}0.norm1.bias": random(inner),
                f"{layer}0.norm2.weight": 1 + random(inner), f"{layer}0.norm2.bias": random(inner),
                f"{layer}0.to_q.weight": random(64, inner), f"{layer}0.to_kv.weight": random(128, inner),
                f"{layer}0.to_out.weight": random(inner, 64),
                f"{layer}1.0.weight": 1 + random(inner), f"{layer}1.0.bias": random(inner),
                f"{layer}1.1.weight": random(4 * inner, inner),
                f"{layer}1.3.weight": random(inner, 4 * inner),
            }  # fmt: skip
    else:
        tensors |= {
            "proj.weight": random(4 * width, SEEN), "proj.bias": random(4 * width),
            "norm.weight": 1 + random(width), "norm.bias": random(width),
        }  # fmt: skip
    tensors = {f"image_proj.{name}": one for name, one in tensors.items()}
    crosses = [name for name in unet.attn_processors if name.endswith("attn2.processor")]
    for index, name in enumerate(crosses):
        shape = unet.get_submodule(name.removesuffix(".processor")).to_k.weight.shape
        tensors[f"ip_adapter.{2 * index + 1}.to_k_ip.weight"] = random(*shape)
        tensors[f"ip_adapter.{2 * index + 1}.to_v_ip.weight"] = random(*shape)
    return save(path, tensors)


def peft_remarks(part: str, alpha: float) -> dict[str, str]:
    """The header that diffusers writes."""
    settings = {f"{part}.lora_alpha": alpha, f"{part}.r": RANK}
    return {"format": "pt", "lora_adapter_metadata": json.dumps(settings)}
