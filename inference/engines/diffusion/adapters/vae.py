"""Another VAE in place of the model's own, from a diffusers folder or a single file."""

# diffusers exports its classes lazily:
# pyright: reportPrivateImportUsage=false
from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from diffusers import AutoencoderKL
from diffusers.loaders.single_file_utils import convert_ldm_vae_checkpoint

from inference.checkpoint import TensorShapes, read_json
from inference.engines.diffusion.adapters.files import find_weights, open_file, read_tensors
from inference.engines.diffusion.adapters.networks import fill
from inference.errors import ModelError
from inference.families import TRAITS, Family

FAMILIES: frozenset[Family] = frozenset({"sd15", "sdxl", "sd3", "flux", "zimage"})  # whose VAEs are alike
_PREFIXES = ("first_stage_model.", "vae.")


def check_family(family: Family, own: Any) -> None:
    """Raises ModelError where nothing can stand in for the model's VAE `own`."""
    if family not in FAMILIES or not isinstance(own, AutoencoderKL):
        raise ModelError(
            "Models of the family {family} work with their own VAE only. Choose no other VAE for them.",
            family=TRAITS[family].name,
        )


def read_vae(path: Path, family: Family, own: Any, dtype: torch.dtype) -> Any:
    """Load the VAE at `path` to stand in for `own`, the model's.

    A single file holds no settings; it takes those of `own`. Raises ModelError where the files are missing,
    damaged or pickled, are no VAE, or where its latents are not the model's.
    """
    check_family(family, own)
    if path.is_dir():
        folder = path if (path / "config.json").is_file() else path / "vae"
        config = _folder_config(folder)
        file = find_weights(folder, dtype.itemsize == 2)
    else:
        config, file = dict(own.config), path
    shapes = open_file(file)
    prefix = _prefix(path.name, shapes)
    _check_latents(path.name, shapes[f"{prefix}decoder.conv_in.weight"], own, config)
    tensors = {
        key.removeprefix(prefix): tensor
        for key, tensor in read_tensors(file)[0].items()
        if key.startswith(prefix)
    }
    if not any(".down_blocks." in key for key in tensors):
        tensors = convert_ldm_vae_checkpoint(tensors, config)
    return fill(AutoencoderKL, config, tensors, path.name, dtype)


def _folder_config(folder: Path) -> dict[str, Any]:
    if not (folder / "config.json").is_file():
        raise ModelError(
            "The folder '{name}' holds no VAE: it has no config.json. Choose a VAE's folder or a "
            ".safetensors file.",
            name=folder.name,
        )
    config = read_json(folder / "config.json")
    if config.get("_class_name") != "AutoencoderKL":
        raise ModelError("'{name}' is no VAE that fits. Choose another one.", name=folder.name)
    return config


def _prefix(name: str, shapes: TensorShapes) -> str:
    """What stands before the names of the VAE's tensors: a whole checkpoint may serve as the file too."""
    for prefix in ("", *_PREFIXES):
        if f"{prefix}decoder.conv_in.weight" in shapes and f"{prefix}encoder.conv_in.weight" in shapes:
            return prefix
    raise ModelError("'{name}' is no VAE. Choose a VAE's folder or .safetensors file.", name=name)


def _check_latents(name: str, shape: tuple[int, ...], own: Any, config: dict[str, Any]) -> None:
    """Its latents must have the channels and the size of the model's."""
    channels = shape[1] if len(shape) == 4 else 0
    levels = config.get("block_out_channels")
    finer = isinstance(levels, list | tuple) and len(levels) != len(own.config.block_out_channels)
    if channels != own.config.latent_channels or finer:
        raise ModelError(
            "The VAE '{name}' has {channels} latent channels, the model needs {needed}. Choose a VAE made "
            "for this family of models.",
            name=name,
            channels=channels,
            needed=own.config.latent_channels,
        )
