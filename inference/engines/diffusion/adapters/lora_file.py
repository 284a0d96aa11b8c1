"""What a LoRA file holds: its low-rank pairs, each found its place in the networks of a model.

Names come in several forms: kohya's (`lora_unet_down_blocks_0_…`, with Stability's or diffusers' block
numbers), diffusers' old and new ones, PEFT's, and those of each transformer family's trainers. The last are
translated by diffusers' converters; the others are found by looking the module up in the network itself.
"""

# diffusers exports its classes lazily:
# pyright: reportPrivateImportUsage=false
from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from diffusers.loaders import lora_conversion_utils
from diffusers.loaders.lora_pipeline import (
    Flux2LoraLoaderMixin,
    FluxLoraLoaderMixin,
    QwenImageLoraLoaderMixin,
    ZImageLoraLoaderMixin,
)

from inference.checkpoint import TensorShapes
from inference.engines.diffusion.adapters.files import Tensors, open_file, read_tensors
from inference.errors import ModelError
from inference.families import TRAITS, Family

Place = tuple[str, str]  # part of the model ("unet", "text_encoder" …) and the module's path in it


@dataclass(frozen=True, slots=True)
class Pair:
    """One module's update `up @ down`; of convolutions with trailing kernel sides."""

    down: torch.Tensor  # r×in, or r×in×kh×kw
    up: torch.Tensor  # out×r, or out×r×1×1, times alpha / r


LoraWeights = Mapping[Place, Pair]

_ENDINGS: tuple[tuple[str, str], ...] = (
    (r"\.lora_A(\.\w+)?\.weight$", "down"),
    (r"\.lora_B(\.\w+)?\.weight$", "up"),
    (r"\.lora_down\.weight$", "down"),
    (r"\.lora_up\.weight$", "up"),
    (r"(\.lora|_lora|\.lora_linear_layer)\.down\.weight$", "down"),
    (r"(\.lora|_lora|\.lora_linear_layer)\.up\.weight$", "up"),
    (r"\.alpha$", "alpha"),
)
_UNSUPPORTED: tuple[tuple[str, str], ...] = (
    (r"\.lokr_", "LoKr"),
    (r"\.hada_|\.loha_", "LoHa"),
    (r"\.oft_|\.oft_blocks", "OFT"),
    (r"dora_scale|lora_magnitude_vector", "DoRA"),
    (r"\.lora_mid\.", "LoCon (Tucker)"),
    (r"\.on_input|\.ia3_", "IA3"),
    (r"\.diff(_b)?$|\.w_norm|\.lora_B\.bias$|\.norm_\w+\.scale$", "LyCORIS (full)"),
    (r"^lora_controlnet$", "Control LoRA"),
    (r"^bundle_emb\.", "LoRA + embeddings"),
)
_PREFIXES: tuple[tuple[str, str], ...] = (  # of the names, and the part that they mean; "" = the main network
    ("lora_te3_", "text_encoder_3"),
    ("lora_te2_", "text_encoder_2"),
    ("lora_te1_", "text_encoder"),
    ("lora_te_", "text_encoder"),
    ("lora_unet_", ""),
    ("lora_transformer_", ""),
    ("text_encoder_3.", "text_encoder_3"),
    ("text_encoder_2.", "text_encoder_2"),
    ("text_encoder.", "text_encoder"),
    ("unet.", ""),
    ("transformer.", ""),
    ("diffusion_model.", ""),
)
# kohya's names of a UNet in Stability's layout, after diffusers' converter has numbered the blocks anew.
_STABILITY: tuple[tuple[str, str], ...] = (
    (r"^input_blocks_0_0$", "conv_in"),
    (r"^out_2$", "conv_out"),
    (r"^time_embed_0$", "time_embedding_linear_1"),
    (r"^time_embed_2$", "time_embedding_linear_2"),
    (r"^label_emb_0_0$", "add_embedding_linear_1"),
    (r"^label_emb_0_2$", "add_embedding_linear_2"),
    (r"^input_blocks_", "down_blocks_"),
    (r"^output_blocks_", "up_blocks_"),
    (r"^middle_block_", "mid_block_"),
    (r"_in_layers_2$", "_conv1"),
    (r"_out_layers_3$", "_conv2"),
    (r"_emb_layers_1$", "_time_emb_proj"),
    (r"_skip_connection$", "_conv_shortcut"),
    (r"_downsamplers_0_op$", "_downsamplers_0_conv"),
)
_OLD_ATTENTION: tuple[tuple[str, str], ...] = (  # diffusers' names before it used PEFT's
    (r"\.self_attn\.to_([qkv])$", r".self_attn.\1_proj"),
    (r"\.self_attn\.to_out$", ".self_attn.out_proj"),
    (r"\.to_out$", ".to_out.0"),
)
_CONVERTERS: Mapping[Family, Any] = {
    "flux": FluxLoraLoaderMixin,
    "flux2": Flux2LoraLoaderMixin,
    "qwen": QwenImageLoraLoaderMixin,
    "zimage": ZImageLoraLoaderMixin,
}
_STRANGE = (ValueError, KeyError, IndexError, TypeError, AttributeError, RuntimeError, AssertionError)
_REMARKS = "lora_adapter_metadata"  # where diffusers keeps PEFT's settings in a file's header


def read_lora(path: Path, family: Family, parts: Mapping[str, Any]) -> LoraWeights:
    """Read a LoRA for the model made of `parts` (by diffusers' names).

    Raises ModelError where the file is missing, damaged or pickled, is no LoRA, has a form that is not
    supported, or was made for another family of models.
    """
    shapes = open_file(path)
    _check_form(path.name, shapes)
    made_for = guess_family(shapes)
    if made_for not in ("", TRAITS[family].name):
        raise _unfit(path.name, made_for, family)
    tensors, remarks = read_tensors(path)
    try:
        named = _translate(tensors, family, parts)
        weights, unplaced = _place(named, _settings(remarks), parts)
    except _STRANGE as error:
        if made_for:
            raise _unsupported(path.name, "LoRA") from error
        raise _unfit(path.name, "", family) from error
    if unplaced or not weights:
        raise _unfit(path.name, made_for, family)
    return weights


def weigh(weights: LoraWeights) -> int:
    """Bytes of all pairs."""
    return sum(pair.down.nbytes + pair.up.nbytes for pair in weights.values())


# --- telling what it is -----------------------------------------------------------------------------------


def _check_form(name: str, shapes: TensorShapes) -> None:
    for pattern, kind in _UNSUPPORTED:
        if any(re.search(pattern, key) for key in shapes):
            raise _unsupported(name, kind)
    if not any(_ending(key)[1] == "down" for key in shapes):
        raise ModelError("'{name}' is no LoRA. Choose a LoRA file, or remove it from the list.", name=name)


def guess_family(shapes: TensorShapes) -> str:
    """The name of the family that published LoRAs with such names and widths are for; "" = cannot tell.

    The widths are those of the families' published models, so unusual ones are left to the exact check.
    """
    names = " ".join(shapes)
    widths = {
        (shape[1] if side == "down" else -1)
        for key, shape in shapes.items()
        if len(shape) >= 2 and re.search(r"attn2[._](processor\.)?to_[kv]", key)
        for side in (_ending(key)[1],)
    }
    for width, family in ((768, TRAITS["sd15"].name), (1024, "SD 2"), (2048, TRAITS["sdxl"].name)):
        if width in widths:
            return family
    if re.search(r"single_(transformer_)?blocks|single_blocks", names):
        wide = {side for shape in shapes.values() for side in shape}
        if 6144 in wide:
            return TRAITS["flux2"].name
        return TRAITS["flux"].name if 3072 in wide else ""
    if "joint_blocks" in names:
        return TRAITS["sd3"].name
    return ""


def _unsupported(name: str, kind: str) -> ModelError:
    return ModelError(
        "'{name}' is an adapter of the form '{kind}', which is not supported. Get it as an ordinary LoRA, or "
        "remove it.",
        name=name,
        kind=kind,
    )


def _unfit(name: str, made_for: str, family: Family) -> ModelError:
    own = TRAITS[family].name
    if made_for and made_for != own:
        return ModelError(
            "'{name}' is a LoRA for {made_for}, but the chosen model is of the family {family}. Remove it, "
            "or choose a model that it was made for.",
            name=name,
            made_for=made_for,
            family=own,
        )
    return ModelError(
        "The LoRA '{name}' does not fit the chosen model ({family}): it was made for another kind of model. "
        "Remove it, or choose a model that it was made for.",
        name=name,
        family=own,
    )


# --- names ------------------------------------------------------------------------------------------------


def _ending(key: str) -> tuple[str, str]:
    """A tensor's name without its ending, and what the ending means: "down", "up", "alpha" or ""."""
    for pattern, side in _ENDINGS:
        if found := re.search(pattern, key):
            return key[: found.start()], side
    return key, ""


def _translate(tensors: Tensors, family: Family, parts: Mapping[str, Any]) -> Tensors:
    """Other trainers' names to ones that lead to modules."""
    tensors = {key.removeprefix("base_model.model."): tensor for key, tensor in tensors.items()}
    if "unet" in parts:
        return lora_conversion_utils._maybe_map_sgm_blocks_to_diffusers(dict(tensors), parts["unet"].config)
    own = all(key.startswith(("transformer.", "text_encoder")) for key in tensors)
    if own or family not in _CONVERTERS:
        return tensors
    if family == "flux":
        converted, alphas = _CONVERTERS[family].lora_state_dict(dict(tensors), return_alphas=True)
        return converted | (alphas or {})
    return _CONVERTERS[family].lora_state_dict(dict(tensors))


def _place(
    tensors: Tensors, settings: Mapping[str, Any], parts: Mapping[str, Any]
) -> tuple[dict[Place, Pair], list[str]]:
    """The pairs by their place; and the names for which the model has no module of that shape."""
    finders = {name: _Finder(part) for name, part in parts.items() if isinstance(part, torch.nn.Module)}
    main = "unet" if "unet" in parts else "transformer"
    found: dict[Place, dict[str, torch.Tensor]] = {}
    unplaced: list[str] = []
    for key, tensor in tensors.items():
        base, side = _ending(key)
        prefix, part = next((pair for pair in _PREFIXES if base.startswith(pair[0])), ("", ""))
        part = part or main
        module = finders[part].find(base.removeprefix(prefix)) if side and part in finders else ""
        if module:
            found.setdefault((part, module), {})[side] = tensor
        else:
            unplaced.append(key)
    weights: dict[Place, Pair] = {}
    for place, sides in found.items():
        module = parts[place[0]].get_submodule(place[1])
        pair = _pair(sides, module, _alpha(settings, place))
        if pair is None:
            unplaced.append(".".join(place))
        else:
            weights[place] = pair
    return weights, unplaced


class _Finder:
    """Finds modules of a network by path, or by path with underscores in place of the dots."""

    def __init__(self, network: torch.nn.Module) -> None:
        kinds = (torch.nn.Linear, torch.nn.Conv2d)
        self._paths = {path for path, module in network.named_modules() if isinstance(module, kinds)}
        self._flat = {path.replace(".", "_"): path for path in self._paths}

    def find(self, name: str) -> str:
        """The path of the module meant by `name`; "" where there is none."""
        name = name.replace(".processor.", ".")
        older, stability = name, name
        for pattern, replacement in _OLD_ATTENTION:
            older = re.sub(pattern, replacement, older)
        for pattern, replacement in _STABILITY:
            stability = re.sub(pattern, replacement, stability)
        for one in (name, older, stability):
            # The text model is wrapped once more in some versions of transformers than in others.
            for tried in (one, one.removeprefix("text_model."), f"text_model.{one}"):
                if tried in self._paths:
                    return tried
            for tried in (one, one.removeprefix("text_model_"), f"text_model_{one}"):
                if tried in self._flat:
                    return self._flat[tried]
        return ""


# --- numbers ----------------------------------------------------------------------------------------------


def _settings(remarks: Mapping[str, str]) -> Mapping[str, Any]:
    """PEFT's settings by "part.name" where the file holds them."""
    try:
        settings = json.loads(remarks.get(_REMARKS, "{}"))
    except ValueError:  # then the file says nothing; the tensors alone decide
        return {}
    return settings if isinstance(settings, dict) else {}


def _alpha(settings: Mapping[str, Any], place: Place) -> tuple[float | None, bool]:
    """PEFT's alpha for the module, and whether it is divided by the square root of the rank, not the rank."""
    part, module = place
    patterns = settings.get(f"{part}.alpha_pattern") or {}
    alpha = settings.get(f"{part}.lora_alpha")
    for pattern, value in patterns.items():
        if re.fullmatch(rf"(.*\.)?({pattern})", module):
            alpha = value
            break
    return alpha, bool(settings.get(f"{part}.use_rslora"))


def _pair(
    sides: Mapping[str, torch.Tensor], module: torch.nn.Module, setting: tuple[float | None, bool]
) -> Pair | None:
    """The pair, shaped as the module wants it and with its scale in `up`; None where it does not fit."""
    if not {"down", "up"} <= sides.keys():
        return None
    down, up = sides["down"], sides["up"]
    rank, (alpha, root) = down.shape[0], setting
    alpha = float(sides["alpha"]) if "alpha" in sides else alpha
    scale = 1.0 if alpha is None else alpha / (math.sqrt(rank) if root else rank)
    if isinstance(module, torch.nn.Linear):
        down, up = down.flatten(1), up.flatten(1)
        fits = down.shape[1] == module.in_features and up.shape == (module.out_features, rank)
    else:
        assert isinstance(module, torch.nn.Conv2d)
        down, up = (one[:, :, None, None] if one.ndim == 2 else one for one in (down, up))
        fits = down.shape[1:] == (module.in_channels, *module.kernel_size)
        fits = fits and up.shape == (module.out_channels, rank, 1, 1)
    return Pair(down, up if scale == 1.0 else up.float() * scale) if fits else None
