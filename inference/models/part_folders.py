"""Telling what a folder with one part and its settings is: ControlNet, VAE, text or image encoder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from inference.families import Family
from inference.models import pieces
from inference.models.estimators import estimator_piece
from inference.models.info import Need, NotACheckpoint, Part
from inference.models.weights import folder_bytes, require_weights

Settings = Mapping[str, Any]

_CONTROLS: Mapping[str, Family] = {
    "SD3ControlNetModel": "sd3",
    "FluxControlNetModel": "flux",
    "QwenImageControlNetModel": "qwen",
    "ZImageControlNetModel": "zimage",
    "ControlNetUnionModel": "sdxl",
}
_VAES: Mapping[str, tuple[Family, ...]] = {
    "AutoencoderKLFlux2": ("flux2",),
    "AutoencoderKLQwenImage": ("qwen",),
    "AutoencoderKLWan": ("qwen",),  # the same network
}
# By the factor that latents are scaled with, which VAEs of one build differ by.
_SCALINGS: tuple[tuple[float, tuple[Family, ...]], ...] = (
    (0.18215, ("sd15",)),
    (0.13025, ("sdxl",)),
    (1.5305, ("sd3",)),
    (0.3611, ("flux", "zimage")),
)


def look_part_folder(folder: Path, name: str, config: Settings) -> Part:
    """Tell what the part is by its settings. Raises ModelError for one that is incomplete or not known."""
    piece = _piece(config) or estimator_piece(name, config)
    if piece is None:
        raise NotACheckpoint(
            "'{name}' is not a part of a model that Scumble knows. Choose another folder.", name=folder.name
        )
    require_weights(folder.parent, folder.name)
    return Part(
        path=folder,
        name=name,
        kind=piece.kind,
        families=piece.families,
        bytes=folder_bytes(folder),
        layout="folder",
        format=piece.format,
        control=piece.control,
        encoder=piece.encoder,
        foreign=piece.foreign,
        unusable=piece.unusable,
    )


def _piece(config: Settings) -> pieces.Piece | None:
    kind = str(config.get("_class_name", ""))
    if kind == "ControlNetModel":
        return _unet_control(config)
    if kind in _CONTROLS:
        united = kind == "ControlNetUnionModel" or bool(config.get("num_mode"))
        control = "union" if united else _told_control(config)
        return pieces.Piece("controlnet", (_CONTROLS[kind],), "union" if united else "", control)
    if kind == "AutoencoderKL":
        return _vae(config)
    if kind in _VAES:
        return pieces.Piece("vae", _VAES[kind])
    if kind == "AutoencoderTiny":
        wide = config.get("latent_channels", 4) == 16
        return pieces.Piece("tiny-vae", ("sd3", "flux", "zimage") if wide else ("sd15", "sdxl"))
    names = config.get("architectures")
    return _encoder(str(names[0]), config) if isinstance(names, list) and names else None


def _unet_control(config: Settings) -> pieces.Piece:
    control = _told_control(config)
    if config.get("addition_embed_type") == "text_time":
        return pieces.Piece("controlnet", ("sdxl",), control=control)
    if config.get("cross_attention_dim") == 1024:
        return pieces.Piece("controlnet", foreign="Stable Diffusion 2", control=control)
    return pieces.Piece("controlnet", ("sd15",), control=control)


def _told_control(config: Settings) -> str:
    """diffusers notes the hub's name of what a network was trained on from or stored as."""
    return pieces.control_of_words(str(config.get("_name_or_path", "")).rpartition("/")[2])


def _vae(config: Settings) -> pieces.Piece:
    channels, scaling = config.get("latent_channels", 4), config.get("scaling_factor", 0.18215)
    if isinstance(scaling, int | float):
        for value, families in _SCALINGS:
            if abs(scaling - value) < 1e-4 and (channels == 16) == (families[0] in ("sd3", "flux")):
                return pieces.Piece("vae", families)
    if channels == 16:
        return pieces.Piece("vae", ("sd3", "flux", "zimage"))
    return pieces.Piece("vae", ("sd15", "sdxl")) if channels == 4 else pieces.Piece("vae", foreign="other")


def _encoder(architecture: str, config: Settings) -> pieces.Piece | None:
    width = config.get("hidden_size")
    width = width if type(width) is int else 0
    match architecture:
        case "CLIPVisionModelWithProjection" | "CLIPVisionModel":
            return pieces.Piece("image-encoder", ("sd15", "sdxl", "flux"), encoder="clip-vision")
        case "SiglipVisionModel" | "SiglipModel":
            return pieces.Piece("image-encoder", ("sd3", "flux"), encoder="siglip")
    encoder: Need | Literal[""] = ""
    match architecture:
        case "CLIPTextModel" | "CLIPTextModelWithProjection" | "CLIPModel":
            encoder = "clip-g" if width == 1280 else "clip-l"
        case "T5EncoderModel" | "T5ForConditionalGeneration":
            encoder = "t5"
        case "Qwen2_5_VLForConditionalGeneration" | "Qwen2_5_VLModel":
            encoder = "qwen2.5-vl"
        case "Qwen3ForCausalLM" | "Qwen3Model":
            encoder = pieces.qwen3(width)
        case "Mistral3ForConditionalGeneration" | "Mistral3Model":
            encoder = "mistral3"
    return pieces.text_encoder(encoder) if encoder else None
