"""What a model's files tell in words: remarks in a header, samplers' settings, how weights are stored."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from math import prod
from typing import Any

from inference.checkpoint import Stored
from inference.families import Family, Speed
from inference.models.info import Precision

_PRECISIONS: Mapping[str, Precision] = {
    "F32": "fp32",
    "F16": "fp16",
    "BF16": "bf16",
    "F8_E4M3": "fp8",
    "F8_E5M2": "fp8",
    "I8": "8-bit",
    "U8": "4-bit",  # two weights in a byte, as bitsandbytes packs them
    "Q8_0": "8-bit",
    "Q8_1": "8-bit",
    "Q4_0": "4-bit",
    "Q4_1": "4-bit",
    "Q4_K": "4-bit",
    "IQ4_NL": "4-bit",
    "IQ4_XS": "4-bit",
    "MXFP4": "4-bit",
}
_SPEED_WORDS: tuple[tuple[str, Speed], ...] = (
    ("lightning", "lightning"),
    ("hyper", "hyper"),
    ("lcm", "lcm"),
    ("schnell", "schnell"),
    ("turbo", "turbo"),
)
_REMARKS = (
    "modelspec.title",
    "modelspec.architecture",
    "modelspec.implementation",
    "modelspec.tags",
    "modelspec.merged_from",
)


def precision_of(tensors: Iterable[Stored]) -> Precision:
    """How most of the weights are stored; "" where there are none."""
    amounts: dict[str, int] = {}
    for stored in tensors:
        amounts[stored.dtype] = amounts.get(stored.dtype, 0) + prod(stored.shape)
    if not amounts:
        return ""
    return _PRECISIONS.get(max(amounts, key=lambda dtype: amounts[dtype]), "other")


def quantisation_of(tensors: Mapping[str, Stored]) -> str:
    """How a safetensors file's weights were quantised, by the tensors that quantisers leave beside them."""
    for key in tensors:
        if ".quant_state.bitsandbytes__nf4" in key:
            return "bnb-nf4"
        if ".quant_state.bitsandbytes__fp4" in key:
            return "bnb-fp4"
        if key.endswith(".SCB"):
            return "bnb-int8"
        if key.endswith((".scale_weight", ".scaled_fp8", "scaled_fp8", ".weight_scale")):
            return "fp8-scaled"
        if key.endswith((".wscales", ".qweight")):
            return "svdquant"
    return ""


def quantisation_of_config(config: Mapping[str, Any]) -> str:
    """The same for a part's folder, whose settings name it."""
    settings = config.get("quantization_config")
    if not isinstance(settings, dict):
        return ""
    method = str(settings.get("quant_method", "")).lower()
    if method.startswith("bitsandbytes") or "load_in_4bit" in settings:
        four = settings.get("load_in_4bit") is True or settings.get("_load_in_4bit") is True
        return f"bnb-{settings.get('bnb_4bit_quant_type', 'nf4')}" if four else "bnb-int8"
    return method[:40] or "other"


def speed_of_words(text: str) -> Speed:
    """What a title or the name of an origin says; whole words alone count."""
    words = set(re.split(r"[^a-z]+", text.lower()))
    for word, speed in _SPEED_WORDS:
        if word in words:
            return speed
    return ""


def speed_of_remarks(metadata: Mapping[str, str]) -> Speed:
    """What a safetensors file's remarks say of the few steps that it needs."""
    return speed_of_words(" ".join(metadata.get(key, "") for key in _REMARKS))


def speed_of_scheduler(family: Family, scheduler: Mapping[str, Any]) -> Speed:
    """What a model's own sampler gives away.

    Distilled models come with the few-step sampler that they were made for: LCM or TCD by class; SDXL-Turbo
    with ancestral Euler and Lightning with plain Euler, both with trailing timesteps. Z-Image-Turbo shifts
    its timesteps by 3, the undistilled Z-Image by 6.
    """
    name = str(scheduler.get("_class_name", ""))
    if name == "LCMScheduler":
        return "lcm"
    if name == "TCDScheduler":
        return "hyper"
    if family in ("sd15", "sdxl") and scheduler.get("timestep_spacing") == "trailing":
        if name == "EulerAncestralDiscreteScheduler":
            return "turbo"
        if name == "EulerDiscreteScheduler":
            return "lightning"
    if family == "zimage" and scheduler.get("shift") in (3, 3.0):
        return "turbo"
    return ""


def speed_of_origin(config: Mapping[str, Any]) -> Speed:
    """What the origin on the hub says that diffusers notes in settings ("_name_or_path": "org/name")."""
    origin = config.get("_name_or_path")
    if not isinstance(origin, str) or not re.fullmatch(r"[\w.-]+/[\w.-]+", origin):
        return ""
    return speed_of_words(origin)
