"""Telling what a folder in diffusers' layout is: a whole model, a denoiser alone, or a part."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from inference.checkpoint import read_json
from inference.errors import ModelError
from inference.families import Family, Speed, Variant
from inference.models import hints
from inference.models.denoiser import flux2_edition, flux_variant, sd3_edition, unet_variant, unsupported
from inference.models.info import Edition, ModelInfo, NotACheckpoint, Part
from inference.models.needs import required
from inference.models.part_folders import look_part_folder
from inference.models.weights import folder_bytes, precision_in, require_weights

INDEX = "model_index.json"
CONFIG = "config.json"

WEIGHTED_PARTS: Mapping[Family, tuple[str, ...]] = {
    "sd15": ("unet", "vae", "text_encoder"),
    "sdxl": ("unet", "vae", "text_encoder", "text_encoder_2"),
    "sd3": ("transformer", "vae", "text_encoder", "text_encoder_2"),  # the third, T5, may be left out
    "flux": ("transformer", "vae", "text_encoder", "text_encoder_2"),
    "flux2": ("transformer", "vae", "text_encoder"),
    "qwen": ("transformer", "vae", "text_encoder"),
    "zimage": ("transformer", "vae", "text_encoder"),
}
_TRANSFORMERS: Mapping[str, Family] = {
    "SD3Transformer2DModel": "sd3",
    "FluxTransformer2DModel": "flux",
    "Flux2Transformer2DModel": "flux2",
    "QwenImageTransformer2DModel": "qwen",
    "ZImageTransformer2DModel": "zimage",
}
Settings = Mapping[str, Any]


def look_folder(folder: Path) -> ModelInfo | Part:
    """Tell what the folder is by its settings; of weights only headers are read.

    Raises ModelError for one that is incomplete, pickled or not supported, OSError where it cannot be read.
    """
    if (folder / INDEX).is_file():
        return _look_model(folder)
    if (folder / CONFIG).is_file():
        config = read_json(folder / CONFIG)
        name = str(config.get("_class_name", ""))
        if name == "UNet2DConditionModel" or name in _TRANSFORMERS:
            return _look_denoiser(folder, config)
        return look_part_folder(folder, folder_name(folder, config), config)
    raise NotACheckpoint(
        "'{name}' is no diffusers folder: it has no model_index.json. Choose the folder "
        "that holds that file.",
        name=folder.name,
    )


def folder_name(folder: Path, settings: Settings) -> str:
    """What to call the folder: its own name, or where programs name folders by hashes, the model's."""
    if folder.parent.name == "snapshots" and folder.parent.parent.name.startswith("models--"):
        return folder.parent.parent.name.rpartition("--")[2] or folder.name  # the hub's cache
    if re.fullmatch(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", folder.name):  # InvokeAI
        origin = settings.get("_name_or_path")
        if isinstance(origin, str) and origin.strip("/\\ "):
            return re.split(r"[/\\]", origin.strip("/\\ "))[-1]
    return folder.name


# --- whole models ---------------------------------------------------------------------------------------


def _look_model(folder: Path) -> ModelInfo:
    index = read_json(folder / INDEX)
    part = _denoiser_part(folder, index)
    config = read_json(_config_file(folder, part))
    family = _family(folder.name, config, _present(index))
    variant, edition = _kind(folder.name, family, config, str(index.get("_class_name", "")))
    parts = list(WEIGHTED_PARTS[family])
    if family == "sd3" and "text_encoder_3" in _present(index):
        parts.append("text_encoder_3")
    for name in parts:
        _config_file(folder, name)
        require_weights(folder, name)
    scheduler_file = folder / "scheduler" / "scheduler_config.json"
    scheduler = read_json(scheduler_file) if scheduler_file.is_file() else {}
    return ModelInfo(
        path=folder,
        name=folder_name(folder, index),
        family=family,
        variant=variant,
        layout="folder",
        bytes=folder_bytes(folder),
        speed=_speed(family, edition, config, scheduler, index),
        edition=edition,
        precision=precision_in(folder / part),
        quantisation=hints.quantisation_of_config(config),
        prediction=_prediction(family, scheduler),
    )


def _denoiser_part(folder: Path, index: Settings) -> str:
    """The index' name for the denoiser. Raises ModelError for pipelines that are none of ours."""
    pipeline = str(index.get("_class_name", "")).removesuffix("Pipeline") or "?"
    present = _present(index)
    if "transformer" in present and "prior" not in present:
        name = _class_in(index, "transformer")
        if name not in _TRANSFORMERS or "transformer_2" in present:
            raise unsupported(folder.name, pipeline)
        return "transformer"
    if (
        "unet" not in present
        or "prior" in present
        or not pipeline.startswith(("StableDiffusion", "LatentCons"))
    ):
        raise unsupported(folder.name, pipeline)
    if "text_encoder" not in present:
        raise unsupported(folder.name, "SDXL refiner" if "text_encoder_2" in present else pipeline)
    return "unet"


def _present(index: Settings) -> frozenset[str]:
    return frozenset(
        part for part, value in index.items() if isinstance(value, list) and value and value[0] is not None
    )


def _class_in(index: Settings, part: str) -> str:
    value = index.get(part)
    return str(value[1]) if isinstance(value, list) and len(value) == 2 else ""


def _family(name: str, config: Settings, present: frozenset[str]) -> Family:
    """`config`: the denoiser's; `present`: the parts that the index lists."""
    kind = str(config.get("_class_name", "UNet2DConditionModel"))
    if kind in _TRANSFORMERS:
        return _TRANSFORMERS[kind]
    if kind != "UNet2DConditionModel":
        raise unsupported(name, kind)
    family: Family = "sdxl" if "text_encoder_2" in present else "sd15"
    if family == "sd15" and _is_sd2(config):
        raise unsupported(name, "Stable Diffusion 2")
    if (config.get("addition_embed_type") == "text_time") != (family == "sdxl"):
        raise ModelError("The parts of '{name}' do not belong together. Download the model again.", name=name)
    return family


def _is_sd2(unet: Settings) -> bool:
    extra = unet.get("addition_embed_type") == "text_time"
    return not extra and (
        unet.get("cross_attention_dim") == 1024 or unet.get("use_linear_projection") is True
    )


def _kind(name: str, family: Family, config: Settings, pipeline: str) -> tuple[Variant, Edition]:
    """Variant and edition by the denoiser's settings, and by the pipeline for those that share settings."""
    match family:
        case "sd15" | "sdxl":
            return unet_variant(name, _number(name, config, "in_channels", 4)), ""
        case "sd3":
            dual = bool(config.get("dual_attention_layers"))
            return "base", sd3_edition(dual=dual, normed=config.get("qk_norm") is not None)
        case "flux":
            channels = _number(name, config, "in_channels", 64)
            variant = flux_variant(name, channels, _number(name, config, "out_channels", channels))
            if variant == "base" and pipeline.startswith("FluxKontext"):
                variant = "edit"
            return variant, "dev" if config.get("guidance_embeds") is True else "schnell"
        case "flux2":
            heads = _number(name, config, "num_attention_heads", 48)
            width = heads * _number(name, config, "attention_head_dim", 128)
            guided = config.get("guidance_embeds", True) is True and "Klein" not in pipeline
            return "base", flux2_edition(guided, width)
        case "qwen":
            if config.get("use_additional_t_cond") is True or config.get("use_layer3d_rope") is True:
                raise unsupported(name, "Qwen-Image-Layered")
            plus = pipeline.startswith("QwenImageEditPlus") or config.get("zero_cond_t") is True
            return "edit" if plus or pipeline.startswith(
                "QwenImageEdit"
            ) else "base", "edit-plus" if plus else ""
        case "zimage":
            return "base", "omni" if config.get("siglip_feat_dim") is not None else ""


def _number(name: str, config: Settings, key: str, default: int) -> int:
    value = config.get(key)
    if value is None:
        return default
    if type(value) is not int or value < 1:
        raise ModelError("'{name}' is damaged: its settings make no sense. Download it again.", name=name)
    return value


def _speed(family: Family, edition: Edition, config: Settings, scheduler: Settings, index: Settings) -> Speed:
    if family == "flux" and edition == "schnell":
        return "schnell"
    if family == "flux2" and index.get("is_distilled") is True:
        return "turbo"
    if family in ("sd15", "sdxl") and config.get("time_cond_proj_dim") is not None:
        return "lcm"
    told = hints.speed_of_scheduler(family, scheduler)
    return told or hints.speed_of_origin(index) or hints.speed_of_origin(config)


def _prediction(family: Family, scheduler: Settings) -> Literal["epsilon", "v_prediction", "flow"]:
    if family not in ("sd15", "sdxl"):
        return "flow"
    return "v_prediction" if scheduler.get("prediction_type") == "v_prediction" else "epsilon"


def _config_file(folder: Path, part: str) -> Path:
    path = folder / part / CONFIG
    if not path.is_file():
        raise ModelError(
            "'{name}' is incomplete: {part}/config.json is missing. Download it again.",
            name=folder.name,
            part=part,
        )
    return path


# --- a denoiser alone -----------------------------------------------------------------------------------


def _look_denoiser(folder: Path, config: Settings) -> ModelInfo:
    """A folder that holds just a UNet or transformer: fine-tuned or quantised ones are shared like that."""
    sdxl = config.get("addition_embed_type") == "text_time"
    if config.get("_class_name") == "UNet2DConditionModel" and _is_sd2(config):
        raise unsupported(folder.name, "Stable Diffusion 2")
    family = _family(folder.name, config, frozenset({"text_encoder_2"} if sdxl else ()))
    variant, edition = _kind(folder.name, family, config, "")
    require_weights(folder.parent, folder.name)
    lcm = family in ("sd15", "sdxl") and config.get("time_cond_proj_dim") is not None
    return ModelInfo(
        path=folder,
        name=folder_name(folder, config),
        family=family,
        variant=variant,
        layout="component",
        bytes=folder_bytes(folder),
        speed="schnell" if edition == "schnell" else "lcm" if lcm else hints.speed_of_origin(config),
        edition=edition,
        precision=precision_in(folder),
        quantisation=hints.quantisation_of_config(config),
        prediction="epsilon" if family in ("sd15", "sdxl") else "flow",
        needs=required(family, edition),
    )
