"""What a generated picture says of itself, read into one set of settings whichever program wrote it.

The keys are those of a layer's recipe, as far as they are known: `prompt`, `negative`, `sampler`,
`scheduler`, `model`, `model_hash`, `source` (str), `seed`, `steps`, `width`, `height`, `clip_skip` (int; the
last is how many layers are left out, above 0), `guidance`, `strength` (float), `loras` (a list of
[name, weight]). A key that was not found is not there.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from typing import Any

from canvas.formats.metadata_comfy import read_graph

MOST = 1 << 20  # characters of one text that are looked at
MOST_LINE = 1 << 16  # of A1111's line of settings
_LORA = re.compile(r"<(?:lora|lyco|hypernet):([^<>:]{1,200})(?::([-+0-9.eE]{1,20}))?[^<>]{0,80}>")
_TAG = re.compile(r" {0,4}(?:, {0,4})?" + _LORA.pattern)
_PAIR = re.compile(r'\s{0,8}([A-Za-z][^:,"]{0,60}):\s{0,8}("(?:\\.|[^"\\])*"|[^,]*)(?:,|$)')
_TEXTS = ("prompt", "negative", "sampler", "scheduler", "model", "model_hash", "source")
_WHOLE = ("seed", "steps", "width", "height", "clip_skip")
_REAL = ("guidance", "strength")
_A1111 = {
    "Steps": "steps",
    "Sampler": "sampler",
    "Schedule type": "scheduler",
    "CFG scale": "guidance",
    "Seed": "seed",
    "Model": "model",
    "Model hash": "model_hash",
    "Denoising strength": "strength",
}


def settings_of(text: Mapping[str, str]) -> dict[str, Any] | None:
    """The settings in the texts that came with a picture, None where there are none that can be read."""
    readers: tuple[tuple[str, Callable[[str], dict[str, Any]]], ...] = (
        ("scumble", _own),
        ("invokeai_metadata", _invoke),
        ("sd-metadata", _old_invoke),
        ("parameters", read_parameters),
        ("prompt", lambda value: read_graph(_json(value))),
    )
    for key, read in readers:
        value = text.get(key, "")
        if value and len(value) <= MOST:
            found = tidy(read(value))
            if found.keys() - {"source"}:
                return found
    return None


def tidy(found: Mapping[str, Any]) -> dict[str, Any]:
    """Only what is known, of the type it should be; LoRA tags taken out of the prompt."""
    out: dict[str, Any] = {}
    for key in _TEXTS:
        value = found.get(key)
        if isinstance(value, str) and value.strip():
            out[key] = value.replace("\0", "").strip()
    for key in (*_WHOLE, *_REAL):
        value = _number(found.get(key))
        if value is not None:
            out[key] = int(value) if key in _WHOLE else float(value)
    if out.get("clip_skip", 1) <= 0:
        del out["clip_skip"]
    loras = [
        [name, weight]
        for name, weight in found.get("loras", ())
        if isinstance(name, str) and isinstance(weight, float) and math.isfinite(weight)
    ]
    for name, weight in _LORA.findall(out.get("prompt", "")):
        loras.append([name.strip(), float(_number(weight) or 0) if weight else 1.0])
    if loras:
        out["loras"] = loras
    if "prompt" in out:
        out["prompt"] = _TAG.sub("", out["prompt"]).strip(" ,\n")
    return out


def read_parameters(text: str) -> dict[str, Any]:
    """The text that A1111's web UI and its kin write: prompt, negative prompt, a line of settings."""
    lines = text.strip().splitlines()
    settings: dict[str, str] = {}
    if lines and "Steps:" in lines[-1] and len(lines[-1]) <= MOST_LINE:
        settings = {key.strip(): _unquoted(value.strip()) for key, value in _PAIR.findall(lines.pop())}
    positive: list[str] = []
    negative: list[str] = []
    into = positive
    for line in lines:
        if into is positive and line.startswith("Negative prompt:"):
            into = negative
            line = line.removeprefix("Negative prompt:")
        into.append(line.strip())
    if not settings and not negative:
        return {}  # some other text under that key
    out: dict[str, Any] = {"prompt": "\n".join(positive), "negative": "\n".join(negative), "source": "A1111"}
    out.update((ours, settings[theirs]) for theirs, ours in _A1111.items() if theirs in settings)
    skip = _number(settings.get("Clip skip"))  # the layer that counts from the end, so 1 leaves out none
    if skip is not None:
        out["clip_skip"] = int(skip) - 1
    width, cross, height = settings.get("Size", "").partition("x")
    if cross:
        out["width"], out["height"] = width, height
    return out


def _unquoted(value: str) -> str:
    """A value as it was before it was quoted for its commas."""
    if len(value) < 2 or not value.startswith('"'):
        return value
    try:
        plain = json.loads(value)
    except ValueError:
        return value.strip('"')
    return plain if isinstance(plain, str) else value


def _invoke(text: str) -> dict[str, Any]:
    found = _json(text)
    out = {
        "source": "InvokeAI",
        "prompt": found.get("positive_prompt"),
        "negative": found.get("negative_prompt"),
        "guidance": found.get("cfg_scale"),
        "sampler": found.get("scheduler"),
        **{key: found.get(key) for key in ("seed", "steps", "width", "height", "strength", "clip_skip")},
    }
    model = found.get("model")
    if isinstance(model, dict):
        out["model"] = model.get("name", model.get("model_name"))
        out["model_hash"] = model.get("hash")
    out["loras"] = [_invoke_lora(lora) for lora in _list(found.get("loras")) if isinstance(lora, dict)]
    return out


def _invoke_lora(lora: Mapping[str, Any]) -> tuple[Any, Any]:
    model = lora.get("model", lora.get("lora"))
    name = model.get("name", model.get("model_name")) if isinstance(model, dict) else None
    weight = _number(lora.get("weight"))
    return name, 1.0 if weight is None else float(weight)


def _old_invoke(text: str) -> dict[str, Any]:
    """What InvokeAI 2 wrote."""
    found = _json(text)
    image = found.get("image")
    if not isinstance(image, dict):
        return {}
    prompt = image.get("prompt")
    if isinstance(prompt, list):
        prompt = " ".join(str(part.get("prompt", "")) for part in prompt if isinstance(part, dict))
    return {
        "source": "InvokeAI",
        "prompt": prompt,
        "model": found.get("model_weights"),
        "guidance": image.get("cfg_scale"),
        **{key: image.get(key) for key in ("seed", "steps", "width", "height", "strength", "sampler")},
    }


def _own(text: str) -> dict[str, Any]:
    """Of the uppermost layer that was generated."""
    for layer in reversed(_list(_json(text).get("layers"))):
        recipe = layer.get("recipe") if isinstance(layer, dict) else None
        if isinstance(recipe, dict):
            return {**recipe, "source": "Scumble"}
    return {}


def _json(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _number(value: Any) -> float | int | None:
    """A finite number, also where it is written as a text."""
    if isinstance(value, str) and len(value) <= 32:
        try:
            value = int(value) if value.strip().lstrip("-").isdecimal() else float(value)
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    if isinstance(value, int):
        return value if abs(value) < 1 << 64 else None
    return value if math.isfinite(value) and abs(value) < 1e18 else None
