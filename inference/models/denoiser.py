"""Telling a denoiser (UNet or transformer) by the names and shapes of its tensors, in any layout of names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from inference.checkpoint import TensorShapes
from inference.errors import ModelError
from inference.families import Family, Speed, Variant
from inference.models.info import Edition

# What programs put before the denoiser's own names; "" last, since it fits any.
PREFIXES = ("model.diffusion_model.", "diffusion_model.", "transformer.", "unet.", "model.", "")


@dataclass(frozen=True, slots=True)
class Denoiser:
    """What the tensors tell of a denoiser; `prefix` stands before its tensors' names."""

    family: Family
    prefix: str
    variant: Variant = "base"
    edition: Edition = ""
    speed: Speed = ""
    v_prediction: bool = False


def find_denoiser(name: str, shapes: TensorShapes) -> Denoiser | None:
    """The denoiser among a file's tensors; None where there is none. `name` is for messages.

    Raises ModelError where there is one of a family or variant that is not supported.
    """
    for mark, family in _FOREIGN:
        if any(prefix + mark in shapes for prefix in PREFIXES):
            raise unsupported(name, family)
    for mark, tell in _MARKS:
        for prefix in PREFIXES:
            if prefix + mark in shapes:
                found = tell(name, shapes, prefix)
                if found is not None:
                    return found
    for mark, family in _FOREIGN_LATE:
        if any(prefix + mark in shapes for prefix in PREFIXES):
            raise unsupported(name, family)
    return None


def unsupported(name: str, family: str) -> ModelError:
    """`family` is a name, the same in every language."""
    return ModelError(
        "'{name}' is a model of the family '{family}', which is not supported yet. Choose an SD 1.5, SDXL, "
        "SD 3, Flux, Qwen-Image or Z-Image model.",
        name=name,
        family=family,
    )


def cross_width(shapes: TensorShapes, prefix: str = "") -> int:
    """Width of the text features that a UNet attends to: 768 for SD 1.x, 1024 for SD 2.x, 2048 for SDXL."""
    for key, shape in shapes.items():
        if key.startswith(prefix) and key.endswith("attn2.to_k.weight") and len(shape) == 2:
            return shape[1]
    return 0


# --- UNets ----------------------------------------------------------------------------------------------


def _unet_by_compvis_names(name: str, shapes: TensorShapes, prefix: str) -> Denoiser | None:
    first = shapes[f"{prefix}input_blocks.0.0.weight"]
    if len(first) != 4:
        return None
    label = shapes.get(f"{prefix}label_emb.0.0.weight")
    return _unet(name, shapes, prefix, first[1], label, f"{prefix}time_embed.cond_proj.weight")


def _unet_by_diffusers_names(name: str, shapes: TensorShapes, prefix: str) -> Denoiser | None:
    """The mark is in VAEs and ControlNets as well: only a UNet has a clock and a way up."""
    first = shapes[f"{prefix}conv_in.weight"]
    own = (f"{prefix}time_embedding.linear_1.weight", f"{prefix}up_blocks.0.resnets.0.conv1.weight")
    if len(first) != 4 or not all(key in shapes for key in own):
        return None
    label = shapes.get(f"{prefix}add_embedding.linear_1.weight")
    return _unet(name, shapes, prefix, first[1], label, f"{prefix}time_embedding.cond_proj.weight")


def _unet(
    name: str,
    shapes: TensorShapes,
    prefix: str,
    channels: int,
    label: tuple[int, ...] | None,
    lcm_mark: str,
) -> Denoiser:
    """`label`: shape of the projection of SDXL's extra conditions; others have none."""
    width = cross_width(shapes, prefix)
    second_encoder = any(key.startswith("conditioner.embedders.1.") for key in shapes)
    if label is not None:
        lone_open_clip = any(key.startswith("conditioner.embedders.0.model.") for key in shapes)
        if not second_encoder and (lone_open_clip or width == 1280):
            raise unsupported(name, "SDXL refiner")
    elif width == 1024 or any(key.startswith("cond_stage_model.model.") for key in shapes):
        raise unsupported(name, "Stable Diffusion 2")
    return Denoiser(
        family="sdxl" if label is not None else "sd15",
        prefix=prefix,
        variant=unet_variant(name, channels),
        speed="lcm" if lcm_mark in shapes else "",
        v_prediction="v_pred" in shapes,  # an empty tensor that trainers leave as a mark
    )


def unet_variant(name: str, channels: int) -> Variant:
    """4 channels are an ordinary model, 9 one for inpainting (latents, mask, masked latents).

    Raises ModelError for any other number.
    """
    match channels:
        case 4:
            return "base"
        case 9:
            return "inpaint"
        case 5:
            raise ModelError(
                "'{name}' is a depth-to-image model, which is not supported yet. Choose an SD 1.5 or SDXL "
                "model.",
                name=name,
            )
        case 7:
            raise ModelError(
                "'{name}' is an upscaling model, which is not supported yet. Choose an SD 1.5 or SDXL model.",
                name=name,
            )
        case 8:
            raise unsupported(name, "InstructPix2Pix")
        case _:
            raise ModelError(
                "'{name}' is a model with {channels} input channels, which is not supported yet. Choose an "
                "SD 1.5 or SDXL model.",
                name=name,
                channels=channels,
            )


# --- transformers ---------------------------------------------------------------------------------------


def _sd3_by_stability_names(name: str, shapes: TensorShapes, prefix: str) -> Denoiser | None:
    dual = any(key.startswith(f"{prefix}joint_blocks.0.x_block.attn2.") for key in shapes)
    normed = f"{prefix}joint_blocks.0.x_block.attn.ln_q.weight" in shapes
    return Denoiser("sd3", prefix, edition=sd3_edition(dual=dual, normed=normed))


def _sd3_by_diffusers_names(name: str, shapes: TensorShapes, prefix: str) -> Denoiser | None:
    if f"{prefix}transformer_blocks.0.attn.add_q_proj.weight" not in shapes:
        return None
    dual = any(key.startswith(f"{prefix}transformer_blocks.0.attn2.") for key in shapes)
    normed = f"{prefix}transformer_blocks.0.attn.norm_q.weight" in shapes
    return Denoiser("sd3", prefix, edition=sd3_edition(dual=dual, normed=normed))


def sd3_edition(*, dual: bool, normed: bool) -> Edition:
    """Both sizes of 3.5 normalise queries and keys; only its medium size has a second attention (MMDiT-X)."""
    return "3.5-medium" if dual else "3.5-large" if normed else "3-medium"


def _flux(name: str, shapes: TensorShapes, prefix: str) -> Denoiser | None:
    guided = any(key.startswith(f"{prefix}guidance_in.") for key in shapes)
    ends = shapes.get(f"{prefix}img_in.weight"), shapes.get(f"{prefix}final_layer.linear.weight")
    return _flux_from(name, prefix, ends, guided)


def _flux_by_diffusers_names(name: str, shapes: TensorShapes, prefix: str) -> Denoiser | None:
    if f"{prefix}context_embedder.weight" not in shapes or f"{prefix}proj_out.weight" not in shapes:
        return None
    guided = any(key.startswith(f"{prefix}time_text_embed.guidance_embedder.") for key in shapes)
    return _flux_from(
        name, prefix, (shapes.get(f"{prefix}x_embedder.weight"), shapes[f"{prefix}proj_out.weight"]), guided
    )


def _flux_from(
    name: str, prefix: str, ends: tuple[tuple[int, ...] | None, tuple[int, ...] | None], guided: bool
) -> Denoiser:
    """`ends`: shapes of the first and the last linear layer. Without a guidance input it is schnell."""
    first, last = ends
    if first is None or last is None or len(first) != 2 or len(last) != 2:
        variant: Variant = "base"  # packed weights hide the widths
    else:
        variant = flux_variant(name, first[1], last[0])
    if guided or variant == "fill":
        return Denoiser("flux", prefix, variant, edition="dev")
    return Denoiser("flux", prefix, variant, edition="schnell", speed="schnell")


def flux_variant(name: str, channels_in: int, channels_out: int) -> Variant:
    """Fill takes latents, masked latents and an 8×8-folded mask; Depth and Canny a second picture's latents.

    Raises ModelError for the latter.
    """
    if channels_in == channels_out:
        return "base"
    if channels_in == 2 * channels_out:
        raise unsupported(name, "Flux.1 Depth / Canny")
    return "fill"


def _flux2(name: str, shapes: TensorShapes, prefix: str) -> Denoiser | None:
    names = ("img_in.weight", "x_embedder.weight")
    widths = [shapes[prefix + key][0] for key in names if shapes.get(prefix + key)]
    marks = ("guidance_in.", "time_guidance_embed.guidance_embedder.")
    guided = any(key.startswith(tuple(prefix + mark for mark in marks)) for key in shapes)
    return Denoiser("flux2", prefix, edition=flux2_edition(guided, widths[0] if widths else 0))


def flux2_edition(guided: bool, width: int) -> Edition:
    """Only dev takes a guidance scale as input; the kleins are 3072 and 4096 wide."""
    return "dev" if guided else "klein-9b" if width == 4096 else "klein-4b"


def _qwen(name: str, shapes: TensorShapes, prefix: str) -> Denoiser | None:
    if any(key.startswith(f"{prefix}time_text_embed.addition_t_embedding.") for key in shapes):
        raise unsupported(name, "Qwen-Image-Layered")
    plus = f"{prefix}__index_timestep_zero__" in shapes  # left as a mark in the later Edit-Plus editions
    return Denoiser("qwen", prefix, "edit" if plus else "base", edition="edit-plus" if plus else "")


def _z_image(name: str, shapes: TensorShapes, prefix: str) -> Denoiser | None:
    if f"{prefix}cap_embedder.0.weight" not in shapes:
        return None
    omni = any(key.startswith(f"{prefix}siglip_embedder.") for key in shapes)
    return Denoiser("zimage", prefix, edition="omni" if omni else "")


# Families that share marks with ours and so are looked for first.
_FOREIGN: tuple[tuple[str, str], ...] = (
    ("distilled_guidance_layer.in_proj.weight", "Chroma"),
    ("distilled_guidance_layer.in_proj.bias", "Chroma"),
    ("early_stream_modulations.image.lin.weight", "Flux.3"),
    ("txt_in.individual_token_refiner.blocks.0.adaLN_modulation.1.weight", "Hunyuan video"),
    ("txt_in.individual_token_refiner.blocks.0.adaLN_modulation.1.bias", "Hunyuan video"),
    ("txt_in.text_norm.weight", "Qwen-Image 2"),
)
_FOREIGN_LATE: tuple[tuple[str, str], ...] = (
    ("double_layers.0.attn.w1q.weight", "AuraFlow"),
    ("head.modulation", "Wan video"),
    ("clip_txt_mapper.weight", "Stable Cascade"),
    ("down_blocks.1.0.channelwise.0.weight", "Stable Cascade"),
    ("layers.0.adaLN_modulation.1.weight", "Lumina 2"),
    ("patchify_proj.weight", "LTX video"),
    ("double_stream_blocks.0.block.adaLN_modulation.1.bias", "HiDream"),
    ("blocks.0.cross_attn.q_linear.weight", "Sana"),
    ("txtfusion.projector.weight", "Krea 2"),
    ("net.x_embedder.proj.1.weight", "Cosmos"),
    ("blocks.0.attn.qkv_x.weight", "Mochi"),
)

_Tell = Callable[[str, TensorShapes, str], Denoiser | None]
_MARKS: tuple[tuple[str, _Tell], ...] = (
    ("input_blocks.0.0.weight", _unet_by_compvis_names),
    ("joint_blocks.0.x_block.attn.qkv.weight", _sd3_by_stability_names),
    ("single_stream_modulation.lin.weight", _flux2),
    ("single_stream_modulation.linear.weight", _flux2),
    ("transformer_blocks.0.img_mod.1.weight", _qwen),
    ("layers.0.adaLN_modulation.0.weight", _z_image),
    ("double_blocks.0.img_attn.qkv.weight", _flux),
    ("single_transformer_blocks.0.norm.linear.weight", _flux_by_diffusers_names),
    ("pos_embed.proj.weight", _sd3_by_diffusers_names),
    ("conv_in.weight", _unet_by_diffusers_names),
)
