"""Telling what a LoRA was made for: its way of naming, its family and its trigger words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from inference.checkpoint import TensorShapes
from inference.errors import Sentence
from inference.families import Family

MAX_WORDS = 24  # trigger words that are kept; datasets list thousands of tags

# The ends of tensor names that make a file a LoRA, and what the format is called.
_FORMATS: tuple[tuple[str, str], ...] = (
    (".hada_w1_a", "loha"),
    (".hada_w2_a", "loha"),
    (".lokr_w1", "lokr"),
    (".lokr_w1_a", "lokr"),
    (".lokr_w2", "lokr"),
    (".lokr_w2_a", "lokr"),
    (".oft_blocks", "oft"),
    (".oft_diag", "oft"),
    (".on_input", "ia3"),
    (".a1.weight", "glora"),
    (".lora_down.weight", "kohya"),
    (".lora_A.weight", "diffusers"),
    (".lora_A.default.weight", "diffusers"),
    ("_lora.down.weight", "diffusers"),  # of attention processors, as diffusers wrote them at first
    (".lora.down.weight", "diffusers"),
    (".lora_linear_layer.down.weight", "diffusers"),
)
_PREFIXES = re.compile(
    r"^(?:base_model\.model\.|model\.)?"
    r"(?:lora_unet_|lora_transformer_|lycoris_|lora_prior_unet_|diffusion_model[._]|transformer\.|unet\.)"
)
# What the engine does not load (engines/diffusion/adapters/lora_file.py), by what is in tensors' names.
_UNUSABLE: tuple[tuple[str, str], ...] = (
    (".lokr_", "LoKr"),
    (".hada_", "LoHa"),
    (".loha_", "LoHa"),
    (".oft_", "OFT"),
    (".on_input", "IA³"),
    (".a1.weight", "GLoRA"),
    ("dora_scale", "DoRA"),
    ("lora_magnitude_vector", "DoRA"),
    (".lora_mid.", "LoCon (Tucker)"),
    (".diff_b", "LyCORIS (full)"),
    ("bundle_emb.", "LoRA + embeddings"),
)


@dataclass(frozen=True, slots=True)
class LoraFacts:
    """What the tensors and remarks of a LoRA tell."""

    format: str
    families: tuple[Family, ...]
    foreign: str = ""  # name of a family that is none of ours
    words: tuple[str, ...] = ()
    unusable: Sentence | None = None


def find_lora(name: str, shapes: TensorShapes, metadata: Mapping[str, str]) -> LoraFacts | None:
    """What the LoRA in these tensors was made for; None where they are none."""
    ends = tuple(end for end, _ in _FORMATS)
    telling = [key for key in shapes if key.endswith(ends)]
    form = next((label for end, label in _FORMATS if any(key.endswith(end) for key in telling)), "")
    if not form or (form == "glora" and not any("lora" in key for key in shapes)):
        return None
    families, foreign = _families(shapes, metadata)
    return LoraFacts(form, families, foreign, trigger_words(metadata), _unusable(name, shapes))


def _unusable(name: str, shapes: TensorShapes) -> Sentence | None:
    label = next((label for mark, label in _UNUSABLE if any(mark in key for key in shapes)), "")
    if not label and any(key.endswith(".diff") for key in shapes):
        label = "LyCORIS (full)"
    if not label:
        return None
    return Sentence(
        "'{name}' is of the kind {kind}, which is not supported yet. Choose an ordinary LoRA, or have it "
        "converted to one.",
        name=name,
        kind=label,
    )


# --- family ---------------------------------------------------------------------------------------------


def _families(shapes: TensorShapes, metadata: Mapping[str, str]) -> tuple[tuple[Family, ...], str]:
    """The families that it can belong to, or a foreign one. Tensors decide, remarks break ties."""
    modules = _modules(shapes)
    if foreign := _foreign(modules, shapes):
        return (), foreign
    found = _by_tensors(modules, shapes)
    if len(found) == 1:
        return found, ""
    told = family_of_remarks(metadata)
    if told in found:
        return (told,), ""
    return found, ""


def _modules(shapes: TensorShapes) -> frozenset[str]:
    """The names of the adapted modules, without prefix and with "_" for ".": all formats look alike."""
    return frozenset(_PREFIXES.sub("", key).replace(".", "_") for key in shapes)


def _has(modules: Iterable[str], *marks: str) -> bool:
    return any(mark in module for module in modules for mark in marks)


def _starts(modules: Iterable[str], *marks: str) -> bool:
    return any(module.startswith(marks) for module in modules)


def _foreign(modules: frozenset[str], shapes: TensorShapes) -> str:
    if _starts(modules, "blocks_0_self_attn_", "blocks_0_cross_attn_", "blocks_0_ffn_"):
        return "Wan video"
    if _has(modules, "individual_token_refiner", "img_attn_qkv_proj") or _starts(
        modules, "double_blocks_0_img_attn_q_"
    ):
        return "Hunyuan video"
    if _starts(modules, "distilled_guidance_layer_"):
        return "Chroma"
    if _starts(modules, "layers_") and _input_width(shapes, ("attention_qkv", "attention_to_q")) == 2304:
        return "Lumina 2"
    if _starts(modules, "double_layers_", "single_layers_"):
        return "AuraFlow"
    if _input_width(shapes, ("attn2_to_k", "attn2_to_v")) == 1024 and not _starts(modules, "lora_te2_"):
        return "Stable Diffusion 2"
    return ""


def _by_tensors(modules: frozenset[str], shapes: TensorShapes) -> tuple[Family, ...]:
    if _starts(modules, "joint_blocks_"):
        return ("sd3",)
    if _starts(modules, "double_blocks_", "single_blocks_", "single_transformer_blocks_"):
        return ("flux2" if _is_flux2(modules, shapes) else "flux",)
    if _starts(modules, "single_stream_modulation_", "double_stream_modulation_"):
        return ("flux2",)
    if _starts(modules, "layers_", "noise_refiner_", "context_refiner_"):
        return ("zimage",)
    if _starts(modules, "transformer_blocks_"):
        return _double_stream(modules, shapes)
    if _starts(modules, "down_blocks_", "up_blocks_", "mid_block_", "input_blocks_", "output_blocks_"):
        return _unet(modules, shapes)
    if _starts(modules, "middle_block_"):
        return _unet(modules, shapes)
    if _starts(modules, "lora_te2_", "text_encoder_2_"):
        return ("sdxl",)
    if _starts(modules, "lora_te_", "lora_te1_", "text_encoder_"):  # text encoders alone
        return ("sd15",) if _starts(modules, "lora_te_") else ("sd15", "sdxl", "flux")
    return ()


def _unet(modules: frozenset[str], shapes: TensorShapes) -> tuple[Family, ...]:
    """SDXL attends to 2048 wide text and never at full resolution, but there with ten blocks in a row."""
    width = _input_width(shapes, ("attn2_to_k", "attn2_to_v"))
    if width in (768, 2048):
        return ("sd15",) if width == 768 else ("sdxl",)
    if _starts(modules, "lora_te2_", "text_encoder_2_") or _has(modules, "_transformer_blocks_1_"):
        return ("sdxl",)
    if _starts(
        modules,
        "down_blocks_0_attentions_",
        "up_blocks_3_attentions_",
        "input_blocks_1_1_",
        "input_blocks_2_1_",
        "output_blocks_9_1_",
    ):
        return ("sd15",)
    return ("sd15", "sdxl")


def _is_flux2(modules: frozenset[str], shapes: TensorShapes) -> bool:
    """Flux.2's gated feed-forward makes its fused layers wider: 9 instead of 7 times the input."""
    if _has(modules, "_ff_linear_in", "_ff_context_linear_in", "_to_qkv_mlp_proj", "_stream_modulation_"):
        return True
    for down, up in _pairs(shapes):
        width, out = shapes[down][1], shapes[up][0]
        if re.search(r"single_blocks[._]\d+[._]linear1\.", down):
            return out == 9 * width
        if re.search(r"double_blocks[._]\d+[._](?:img|txt)_mlp[._]0\.", down):
            return out == 6 * width
        if re.search(r"double_blocks[._]\d+[._](?:img|txt)_attn[._]", down) and width in (4096, 6144):
            return True
    return False


def _double_stream(modules: frozenset[str], shapes: TensorShapes) -> tuple[Family, ...]:
    """Blocks that SD 3, Flux and Qwen-Image name alike: told by what only one of them has, else by width."""
    if _has(modules, "_img_mod_", "_txt_mod_", "_img_mlp_", "_txt_mlp_"):
        return ("qwen",)
    if _has(modules, "_ff_linear_in", "_ff_linear_out", "_ff_context_linear_"):
        return ("flux2",)
    if _has(modules, "_attn2_"):
        return ("sd3",)
    blocks = {int(found[1]) for name in modules if (found := re.match(r"transformer_blocks_(\d+)_", name))}
    if max(blocks, default=0) >= 38:  # SD 3.5 large has 38, Qwen-Image 60, Flux 19
        return ("qwen",)
    width = _input_width(shapes, ("attn_to_q", "attn_to_k", "attn_to_v", "attn_add_q_proj"))
    if width in (1536, 2432):
        return ("sd3",)
    if width == 3072:
        return ("qwen",) if max(blocks, default=0) >= 19 else ("flux", "qwen")
    return ("sd3", "flux", "qwen")


def _pairs(shapes: TensorShapes) -> Iterable[tuple[str, str]]:
    """The names of the two matrices of each linear layer's adaptation: rank×in and out×rank."""
    for down, up in ((".lora_down.weight", ".lora_up.weight"), (".lora_A.weight", ".lora_B.weight")):
        for key, shape in shapes.items():
            other = key.removesuffix(down) + up
            if key.endswith(down) and len(shape) >= 2 and len(shapes.get(other, ())) >= 2:
                yield key, other


def _input_width(shapes: TensorShapes, modules: tuple[str, ...]) -> int:
    """Width of what goes into the first adapted module whose name ends like that; 0 where there is none."""
    ends = (
        ".lora_down.weight",
        ".lora_A.weight",
        ".lora_A.default.weight",
        "_lora.down.weight",
        ".down.weight",
    )
    for key, shape in shapes.items():
        if key.endswith(ends) and len(shape) >= 2:
            end = next(end for end in ends if key.endswith(end))
            if key.removesuffix(end).replace(".", "_").removesuffix("_lora").endswith(modules):
                return shape[1]
    for key, shape in shapes.items():  # LoHa and LoKr do not show it; LoHa's second factor does
        if key.endswith(".hada_w1_b") and len(shape) == 2:
            module = key.removesuffix(".hada_w1_b").replace(".", "_")
            if module.endswith(modules):
                return shape[1]
    return 0


# --- remarks --------------------------------------------------------------------------------------------

_REMARKS: tuple[tuple[str, Family], ...] = (
    ("stable-diffusion-xl", "sdxl"),
    ("sdxl", "sdxl"),
    ("stable-diffusion-v1", "sd15"),
    ("sd_v1", "sd15"),
    ("sd_1.5", "sd15"),
    ("stable-diffusion-3", "sd3"),
    ("sd3", "sd3"),
    ("flux-2", "flux2"),
    ("flux2", "flux2"),
    ("flux", "flux"),
    ("qwen", "qwen"),
    ("z-image", "zimage"),
    ("zimage", "zimage"),
)


def family_of_remarks(metadata: Mapping[str, str]) -> Family | None:
    """The family that trainers wrote into the file: modelspec.architecture, kohya's ss_base_model_version."""
    for key in ("modelspec.architecture", "ss_base_model_version", "ss_sd_model_name", "base_model"):
        text = metadata.get(key, "").lower()
        for mark, family in _REMARKS:
            if mark in text:
                return family
    return None


def trigger_words(metadata: Mapping[str, str]) -> tuple[str, ...]:
    """The words that call a LoRA up: those its maker names, else the tags of its training by frequency."""
    for key in (
        "modelspec.trigger_phrase",
        "trigger_words",
        "trigger_phrase",
        "activation text",
        "instance_prompt",
    ):
        if text := metadata.get(key, "").strip():
            return _split(text)
    counts: dict[str, int] = {}
    for dataset in _object(metadata.get("ss_tag_frequency", "")).values():
        if isinstance(dataset, dict):
            for tag, count in dataset.items():
                if type(count) is int and tag.strip():
                    counts[tag.strip()] = counts.get(tag.strip(), 0) + count
    ordered = sorted(counts, key=lambda tag: (-counts[tag], tag))
    return tuple(tag[:100] for tag in ordered[:MAX_WORDS])


def _split(text: str) -> tuple[str, ...]:
    try:
        listed = json.loads(text)
    except (ValueError, RecursionError):
        listed = None
    words = [str(word) for word in listed] if isinstance(listed, list) else text.split(",")
    return tuple(word.strip()[:100] for word in words if word.strip())[:MAX_WORDS]


def _object(text: str) -> dict[str, object]:
    """The JSON object in `text`; empty where it is none."""
    try:
        value = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
