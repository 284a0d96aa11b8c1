"""Telling what a weights file that is no denoiser is: ControlNet, VAE, IP-Adapter, embedding, encoder …"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from inference.checkpoint import TensorShapes
from inference.errors import Sentence
from inference.families import Family
from inference.models.denoiser import cross_width
from inference.models.info import Need, PartKind

CONTROL_WORDS: tuple[tuple[str, str], ...] = (  # first match counts
    ("union", "union"),
    ("promax", "union"),
    ("inpaint", "inpaint"),
    ("lineart", "lineart"),
    ("softedge", "softedge"),
    ("hed", "softedge"),
    ("pidi", "softedge"),
    ("scribble", "scribble"),
    ("sketch", "scribble"),
    ("canny", "canny"),
    ("depth", "depth"),
    ("normal", "normal"),
    ("openpose", "pose"),
    ("pose", "pose"),
    ("seg", "segmentation"),
    ("tile", "tile"),
    ("blur", "tile"),
)


@dataclass(frozen=True, slots=True)
class Piece:
    """What tensors tell of a part of a model."""

    kind: PartKind
    families: tuple[Family, ...] = ()
    format: str = ""
    control: str = ""
    encoder: Need | Literal["", "clip-vision", "siglip"] = ""
    foreign: str = ""
    scale: int = 0
    unusable: Sentence | None = None


def find_control(name: str, shapes: TensorShapes, metadata: Mapping[str, str]) -> Piece | None:
    """The ControlNet in these tensors; None where there is none."""
    kind = control_of_words(*(metadata.get(key, "") for key in ("modelspec.title", "modelspec.tags")))
    if "lora_controlnet" in shapes:
        return Piece("controlnet", format="control-lora", control=kind, unusable=_control_lora(name))
    if any(key.startswith(("control_layers.", "control_all_x_embedder.")) for key in shapes):
        return Piece("controlnet", ("zimage",), "union", "union")
    for prefix in ("control_model.", "controlnet.", ""):
        hint = (f"{prefix}input_hint_block.0.weight", f"{prefix}controlnet_cond_embedding.conv_in.weight")
        if any(key in shapes for key in hint):
            return _unet_control(shapes, prefix, kind)
    if any(key.startswith("control_model.") for key in shapes):
        return _unet_control(shapes, "control_model.", kind)
    if "controlnet_blocks.0.weight" in shapes:
        return _transformer_control(shapes, kind)
    return None


def _unet_control(shapes: TensorShapes, prefix: str, kind: str) -> Piece:
    if any(key.startswith(prefix + "double_blocks.") for key in shapes):
        return Piece("controlnet", ("flux",), "xlabs", kind)
    united = (f"{prefix}task_embedding", f"{prefix}control_add_embedding.linear_1.weight")
    if any(key in shapes for key in united):
        return Piece("controlnet", ("sdxl",), "union", "union")
    if any(prefix + key in shapes for key in ("label_emb.0.0.weight", "add_embedding.linear_1.weight")):
        return Piece("controlnet", ("sdxl",), "", kind)
    width = cross_width(shapes, prefix)
    if width == 1024:
        return Piece("controlnet", foreign="Stable Diffusion 2", control=kind)
    return Piece("controlnet", ("sdxl",) if width == 2048 else ("sd15",), "", kind)


def _transformer_control(shapes: TensorShapes, kind: str) -> Piece:
    if "transformer_blocks.0.img_mod.1.weight" in shapes:
        return Piece("controlnet", ("qwen",), "union", kind or "union")
    if any(key.startswith(("controlnet_mode_embedder.", "controlnet_mode_embedder")) for key in shapes):
        return Piece("controlnet", ("flux",), "union", "union")
    if "controlnet_x_embedder.weight" in shapes:
        return Piece("controlnet", ("flux",), "", kind)
    return Piece("controlnet", ("sd3",), "", kind)


def _control_lora(name: str) -> Sentence:
    return Sentence(
        "'{name}' is a Control-LoRA, which is not supported yet. Choose a full ControlNet.", name=name
    )


def control_of_words(*texts: str) -> str:
    """Which control a title or a name speaks of: one of CONTROL_KINDS, "union", "inpaint" or ""."""
    text = " ".join(texts).lower()
    return next((kind for word, kind in CONTROL_WORDS if word in text), "")


def find_piece(shapes: TensorShapes) -> Piece | None:
    """The part in the tensors of a file that holds no denoiser, no LoRA, ControlNet or IP-Adapter."""
    for look in (_embedding, _vae, _text_encoder, _image_encoder, _upscaler):
        if found := look(shapes):
            return found
    return None


# --- IP-Adapters ----------------------------------------------------------------------------------------


def find_ip_adapter(shapes: TensorShapes) -> Piece | None:
    """The IP-Adapter in these tensors; None where there is none.

    Formats as their makers call them; the family by the width of the text that the new keys stand beside.
    """
    if any(".ip_adapter_double_stream_k_proj." in key for key in shapes):
        return Piece("ip-adapter", ("flux",), "xlabs")
    keys = [key for key in shapes if key.startswith("ip_adapter.") and ".to_k_ip" in key]
    if not keys or not any(key.startswith("image_proj.") for key in shapes):
        return None
    if any("to_q_lora" in key or ".to_k_lora" in key for key in shapes):
        form = "faceid"
    elif "image_proj.latents" in shapes:
        form = "plus"
    elif any(key.startswith("image_proj.proj.3.") for key in shapes):
        form = "full-face"
    else:
        form = "base"
    widths = {shapes[key][1] for key in keys if len(shapes[key]) == 2}
    if 1024 in widths:
        return Piece("ip-adapter", format=form, foreign="Stable Diffusion 2")
    if any(".norm_ip." in key or "add_k_proj_ip" in key for key in shapes):
        return Piece("ip-adapter", ("sd3",), form)
    if widths & {768, 2048}:
        return Piece("ip-adapter", ("sd15",) if 768 in widths else ("sdxl",), form)
    return Piece("ip-adapter", ("sd15", "sdxl"), form)


# --- embeddings -----------------------------------------------------------------------------------------


def _embedding(shapes: TensorShapes) -> Piece | None:
    """Rows to put in the place of a word: one matrix for each text encoder that the family has."""
    if {"clip_l", "clip_g"} <= set(shapes):
        return Piece("embedding", ("sdxl", "sd3") if "t5xxl" not in shapes else ("sd3",))
    if set(shapes) == {"clip_l", "t5xxl"}:
        return Piece("embedding", ("flux",))
    if "emb_params" in shapes:
        return _rows(shapes["emb_params"])
    if len(shapes) == 1:  # diffusers names the matrix by the word itself
        ((key, shape),) = shapes.items()
        if "." not in key or key.startswith("<"):
            return _rows(shape)
    return None


def _rows(shape: tuple[int, ...]) -> Piece | None:
    if not 1 <= len(shape) <= 2 or (len(shape) == 2 and not 1 <= shape[0] <= 256):
        return None
    if shape[-1] == 1024:
        return Piece("embedding", foreign="Stable Diffusion 2")
    return Piece("embedding", ("sdxl",) if shape[-1] == 1280 else ("sd15",))


# --- VAEs -----------------------------------------------------------------------------------------------


def _vae(shapes: TensorShapes) -> Piece | None:
    for prefix in ("", "first_stage_model.", "vae."):
        first = shapes.get(f"{prefix}decoder.conv_in.weight")
        if first is not None and len(first) >= 4:
            return _vae_of(shapes, prefix, first)
        if f"{prefix}decoder.middle.0.residual.0.gamma" in shapes:  # Wan's names; Qwen-Image shares its VAE
            return Piece("vae", ("qwen",))
    return _tiny_vae(shapes)


def _vae_of(shapes: TensorShapes, prefix: str, first: tuple[int, ...]) -> Piece:
    if len(first) == 5:
        return Piece("vae", ("qwen",)) if _is_wan_vae(shapes) else Piece("vae", foreign="other")
    channels = first[1]
    if channels == 32 or f"{prefix}bn.running_mean" in shapes:
        return Piece("vae", ("flux2",))
    if channels == 4:
        return Piece("vae", ("sd15", "sdxl"))
    if channels == 16:
        return Piece("vae", ("sd3", "flux", "zimage"))
    return Piece("vae", foreign="other")


def _is_wan_vae(shapes: TensorShapes) -> bool:
    return any(key.endswith(".norm1.gamma") for key in shapes)


def _tiny_vae(shapes: TensorShapes) -> Piece | None:
    """TAESD by the names of diffusers, or of its maker, who splits it into two files."""
    for key in ("decoder.layers.0.weight", "decoder.1.weight", "1.weight"):
        shape = shapes.get(key, ())
        if len(shape) == 4 and shape[1] in (4, 16) and shape[2:] == (3, 3) and shape[0] <= 128:
            others = len([other for other in shapes if other.endswith(".conv.0.weight")])
            if key != "decoder.layers.0.weight" and not others:
                continue
            return Piece("tiny-vae", ("sd15", "sdxl") if shape[1] == 4 else ("sd3", "flux", "zimage"))
    return None


# --- encoders -------------------------------------------------------------------------------------------


def _text_encoder(shapes: TensorShapes) -> Piece | None:
    """The encoder by its blocks' names; CLIP L and G, which share them, by width."""
    for key, shape in shapes.items():
        if len(shape) != 2:
            continue
        if key.endswith("text_model.embeddings.token_embedding.weight"):
            return text_encoder("clip-g" if shape[1] == 1280 else "clip-l")
        if key.endswith("encoder.block.0.layer.0.SelfAttention.q.weight"):
            return text_encoder("t5")
    if "positional_embedding" in shapes and "text_projection" in shapes:  # OpenCLIP's names
        return text_encoder("clip-g")
    visual = any(key.startswith(("visual.", "model.visual.")) for key in shapes)
    layer = "layers.0.self_attn.q_proj."
    if any(key.endswith(layer + "weight") for key in shapes):
        if visual or any(key.endswith(layer + "bias") for key in shapes):
            return text_encoder("qwen2.5-vl")
        if any(key.endswith("layers.0.self_attn.q_norm.weight") for key in shapes):
            return text_encoder(
                qwen3(
                    next(
                        (
                            shape[1]
                            for key, shape in shapes.items()
                            if key.endswith(layer + "weight") and len(shape) == 2
                        ),
                        0,
                    )
                )
            )
        if any(key.endswith("layers.0.input_layernorm.weight") for key in shapes):
            return text_encoder("mistral3")
    return None


ENCODER_FAMILIES: Mapping[str, tuple[Family, ...]] = {
    "clip-l": ("sd15", "sdxl", "sd3", "flux"),
    "clip-g": ("sdxl", "sd3"),
    "t5": ("sd3", "flux"),
    "qwen2.5-vl": ("qwen",),
    "qwen3-4b": ("zimage", "flux2"),
    "qwen3-8b": ("flux2",),
    "mistral3": ("flux2",),
}


def text_encoder(encoder: Need) -> Piece:
    """A text encoder, with the families that can use it."""
    return Piece("text-encoder", ENCODER_FAMILIES[encoder], encoder=encoder)


def qwen3(width: int) -> Need:
    """Qwen3 4B is 2560 wide, 8B 4096."""
    return "qwen3-8b" if width == 4096 else "qwen3-4b"


def encoder_of_architecture(architecture: str, width: int) -> Need | None:
    """The text encoder that a GGUF file names as its architecture; `width` of its embeddings, or 0."""
    match architecture:
        case "t5" | "t5encoder":
            return "t5"
        case "qwen2vl":
            return "qwen2.5-vl"
        case "qwen3":
            return qwen3(width)
        case "llama" | "mistral3" if width == 5120:  # Mistral Small 3
            return "mistral3"
        case _:
            return None


def _image_encoder(shapes: TensorShapes) -> Piece | None:
    if any(key.endswith("vision_model.embeddings.class_embedding") for key in shapes):
        return Piece("image-encoder", ("sd15", "sdxl", "flux"), encoder="clip-vision")
    if any(key.endswith("vision_model.embeddings.patch_embedding.weight") for key in shapes):
        return Piece("image-encoder", ("sd3",), encoder="siglip")
    return None


# --- upscalers ------------------------------------------------------------------------------------------


def _upscaler(shapes: TensorShapes) -> Piece | None:
    """ESRGAN (both ways of naming), and the compact network of Real-ESRGAN; scale by the layers."""
    families: tuple[Family, ...] = ()
    if "model.1.sub.0.RDB1.conv1.0.weight" in shapes:  # the first names: ups are numbered among all layers
        ups = [key for key in shapes if re.fullmatch(r"model\.(?:3|6|9)\.weight", key)]
        return Piece("upscaler", families, "esrgan", scale=2 ** len(ups))
    if "body.0.rdb1.conv1.weight" in shapes or "RRDB_trunk.0.RDB1.conv1.weight" in shapes:
        ups = [key for key in shapes if re.fullmatch(r"(?:conv_up|upconv)\d\.weight", key)]
        first = shapes.get("conv_first.weight", ())
        folded = {12: 2, 48: 4}.get(first[1], 1) if len(first) == 4 else 1  # pixel-unshuffled input
        return Piece("upscaler", families, "esrgan", scale=2 ** len(ups) // folded)
    layers = [found[1] for key in shapes if (found := re.fullmatch(r"body\.(\d+)\.weight", key))]
    if layers and set(shapes) == {key for key in shapes if key.startswith("body.")}:
        last = shapes[f"body.{max(layers, key=int)}.weight"]
        if len(last) == 4 and last[0] % 3 == 0:
            return Piece("upscaler", families, "compact", scale=round((last[0] / 3) ** 0.5))
    if any(re.search(r"residual_group\.(?:blocks|layers)\.0\.", key) for key in shapes):
        return Piece("upscaler", families, "transformer")
    return None
