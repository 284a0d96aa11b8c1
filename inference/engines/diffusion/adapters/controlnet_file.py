"""Loading ControlNets, and telling whether they fit the model (Zhang et al. 2023, arXiv:2302.05543)."""

# diffusers exports its classes lazily:
# pyright: reportPrivateImportUsage=false
from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from diffusers import ControlNetModel, FluxControlNetModel, SD3ControlNetModel
from diffusers.loaders.single_file_utils import convert_controlnet_checkpoint

from inference.checkpoint import TensorShapes, read_json
from inference.engines.diffusion.adapters.files import Tensors, find_weights, open_file, read_tensors
from inference.engines.diffusion.adapters.networks import fill
from inference.errors import ModelError
from inference.families import TRAITS, Family

_CLASSES: Mapping[Family, Any] = {
    "sd15": ControlNetModel,
    "sdxl": ControlNetModel,
    "sd3": SD3ControlNetModel,
    "flux": FluxControlNetModel,
}
FAMILIES: frozenset[Family] = frozenset(_CLASSES)
_LDM = "control_model."
_EXTRA_NAMES = {  # SDXL's second input, which diffusers' converter leaves out
    "label_emb.0.0.": "add_embedding.linear_1.",
    "label_emb.0.2.": "add_embedding.linear_2.",
}
# Settings that a UNet and its ControlNet have in common.
_SHARED = (
    "flip_sin_to_cos", "freq_shift", "down_block_types", "only_cross_attention", "block_out_channels",
    "layers_per_block", "downsample_padding", "mid_block_scale_factor", "act_fn", "norm_num_groups",
    "norm_eps", "cross_attention_dim", "transformer_layers_per_block", "attention_head_dim",
    "num_attention_heads",
    "use_linear_projection", "class_embed_type", "addition_embed_type", "addition_time_embed_dim",
    "num_class_embeds", "upcast_attention", "resnet_time_scale_shift", "mid_block_type",
    "projection_class_embeddings_input_dim",
)  # fmt: skip


def check_family(path: Path, family: Family) -> None:
    """Raises ModelError where ControlNets do not work with the family."""
    if family not in FAMILIES:
        raise ModelError(
            "ControlNets do not work with models of the family {family} yet. Remove the control '{name}'.",
            family=TRAITS[family].name,
            name=path.name,
        )


def read_controlnet(path: Path, family: Family, denoiser: Any, dtype: torch.dtype) -> Any:
    """Load the ControlNet at `path`, a diffusers folder or a single .safetensors file, into main memory.

    A single file holds no settings; those of `denoiser`, the model's UNet, lead to them. Raises ModelError
    where the files are missing, damaged or pickled, are no ControlNet, or are for another family.
    """
    check_family(path, family)
    if path.is_dir():
        network = _read_folder(path, family, dtype)
    else:
        network = _read_file(path, family, denoiser, dtype)
    _check_fit(path.name, network, family, denoiser)
    return network


def _read_folder(folder: Path, family: Family, dtype: torch.dtype) -> Any:
    if not (folder / "config.json").is_file():
        raise ModelError(
            "The folder '{name}' holds no ControlNet: it has no config.json. Choose the folder that holds "
            "that file.",
            name=folder.name,
        )
    config = read_json(folder / "config.json")
    maker, named = _CLASSES[family], str(config.get("_class_name", ""))
    if "ControlNet" not in named:
        raise _not_one(folder.name)
    if named != maker.__name__:
        raise _other(folder.name, named, family)
    file = find_weights(folder, dtype.itemsize == 2)
    open_file(file)
    return fill(maker, config, read_tensors(file)[0], folder.name, dtype)


def _read_file(path: Path, family: Family, denoiser: Any, dtype: torch.dtype) -> Any:
    shapes = open_file(path)
    _check_kind(path.name, shapes, family)
    tensors = read_tensors(path)[0]
    config = {name: denoiser.config[name] for name in _SHARED if name in denoiser.config}
    ldm = {key.removeprefix(_LDM): tensor for key, tensor in tensors.items()}
    own = _names_are_ldm(shapes)
    hints = _hint_widths(ldm if own else tensors, own)
    config |= {"in_channels": 4, "conditioning_embedding_out_channels": hints}
    try:
        converted: Tensors = convert_controlnet_checkpoint(ldm, config) if own else tensors
    except (KeyError, ValueError, IndexError, AttributeError) as error:
        raise _misfit(path.name, family) from error
    if own:
        converted |= {
            key.replace(theirs, ours): tensor
            for key, tensor in ldm.items()
            for theirs, ours in _EXTRA_NAMES.items()
            if key.startswith(theirs)
        }
    if any(tensor is None for tensor in converted.values()):
        raise _misfit(path.name, family)
    return fill(ControlNetModel, config, converted, path.name, dtype)


def _names_are_ldm(shapes: TensorShapes) -> bool:
    return any(key.removeprefix(_LDM).startswith("input_hint_block.") for key in shapes)


def _check_kind(name: str, shapes: TensorShapes, family: Family) -> None:
    """Only ControlNets for UNets are told from their tensors alone; the others need their settings."""
    if "lora_controlnet" in shapes:
        raise ModelError(
            "'{name}' is a Control LoRA, which is not supported. Get the full ControlNet, or remove it.",
            name=name,
        )
    if any(key.startswith(("task_embedding", "transformer_layes.")) for key in shapes):
        raise _other(name, "ControlNetUnionModel", family)
    if any("transformer_blocks.0.attn.add_k_proj" in key or "joint_blocks" in key for key in shapes):
        if family in ("sd3", "flux"):
            raise ModelError(
                "'{name}' is a single file, but ControlNets for {family} are read from diffusers folders "
                "only. Get the folder edition.",
                name=name,
                family=TRAITS[family].name,
            )
        raise _other(name, "SD3 / Flux ControlNet", family)
    if not _names_are_ldm(shapes) and "controlnet_cond_embedding.conv_in.weight" not in shapes:
        raise _not_one(name)
    if family not in ("sd15", "sdxl"):
        raise _other(name, "ControlNetModel", family)
    cross = next((shape[1] for key, shape in shapes.items() if key.endswith("attn2.to_k.weight")), 0)
    made_for = {768: TRAITS["sd15"].name, 1024: "SD 2", 2048: TRAITS["sdxl"].name}.get(cross, "")
    if made_for not in ("", TRAITS[family].name):
        raise _other(name, made_for, family)


def _hint_widths(tensors: Tensors, ldm: bool) -> tuple[int, ...]:
    """Channels of the layers that take in the control picture, without the last."""
    if ldm:
        return tuple(
            tensors[f"input_hint_block.{index}.weight"].shape[0]
            for index in (0, 4, 8, 12)
            if f"input_hint_block.{index}.weight" in tensors
        )
    first = tensors["controlnet_cond_embedding.conv_in.weight"].shape[0]
    wider = [f"controlnet_cond_embedding.blocks.{index}.weight" for index in (1, 3, 5)]
    return (first, *(tensors[key].shape[0] for key in wider if key in tensors))


def _check_fit(name: str, network: Any, family: Family, denoiser: Any) -> None:
    """Its outputs are added to the denoiser's own, so their widths must be the same."""
    if family in ("sd15", "sdxl"):
        telling = ("block_out_channels", "cross_attention_dim", "layers_per_block", "addition_embed_type")
        fits = all(_plain(network.config[key]) == _plain(denoiser.config[key]) for key in telling)
    else:
        telling = ("attention_head_dim", "num_attention_heads")
        fits = all(network.config[key] == denoiser.config[key] for key in telling)
        fits = fits and not network.config.get("extra_conditioning_channels")  # would want a mask too
    if not fits:
        raise _misfit(name, family)


def _plain(setting: Any) -> Any:
    return list(setting) if isinstance(setting, list | tuple) else setting


def _not_one(name: str) -> ModelError:
    return ModelError("'{name}' is no ControlNet. Choose another file or folder.", name=name)


def _misfit(name: str, family: Family) -> ModelError:
    return ModelError(
        "The ControlNet '{name}' does not fit the chosen model ({family}). Choose one that was made for it.",
        name=name,
        family=TRAITS[family].name,
    )


def _other(name: str, kind: str, family: Family) -> ModelError:
    """`kind` is a name, the same in every language."""
    return ModelError(
        "'{name}' is a control network of the kind '{kind}', which does not work with {family} models here. "
        "Choose an ordinary ControlNet made for {family}.",
        name=name,
        kind=kind,
        family=TRAITS[family].name,
    )
