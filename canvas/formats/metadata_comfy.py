"""ComfyUI's `prompt`: from the graph of nodes that made a picture to the settings of its sampler."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Graph = Mapping[str, Any]  # nodes by id: {"class_type": …, "inputs": {name: value or [id, output]}}
_WORDS = ("text", "text_g", "text_l", "prompt", "string", "value", "clip_l", "t5xxl")
_MODELS = ("ckpt_name", "unet_name", "model_name", "model_path")
_SIZES = ("width", "height")
_MOST_NODES = 5000


def read_graph(graph: Graph) -> dict[str, Any]:
    """What the main sampler was told, {} for what holds no sampler. Links may go in circles."""
    if not isinstance(graph, Mapping) or len(graph) > _MOST_NODES:
        return {}
    samplers = [key for key in graph if _is_sampler(graph, key)]
    if not samplers:
        return {}
    # The one that makes the picture rather than refines it: it leaves the least of what it was given.
    main = max(samplers, key=lambda key: _amount(_found(graph, key, ("denoise",), ("sigmas",))))
    inputs = _inputs(graph, main)
    guided = _linked(inputs.get("guider")) or main
    out: dict[str, Any] = {
        "source": "ComfyUI",
        "seed": _found(graph, main, ("seed", "noise_seed"), ("noise", "seed")),
        "steps": _found(graph, main, ("steps",), ("sigmas", "steps")),
        "guidance": _found(graph, guided, ("cfg", "guidance"), ("conditioning", "positive")),
        "sampler": _found(graph, main, ("sampler_name",), ("sampler",)),
        "scheduler": _found(graph, main, ("scheduler",), ("sigmas",)),
        "strength": _found(graph, main, ("denoise",), ("sigmas",)),
        "prompt": _words(graph, guided, ("positive", "conditioning")),
        "negative": _words(graph, guided, ("negative",)),
    }
    for key in _walk(graph, main, ("model", "guider", "model1", "base_model", "unet")):
        _take_model(_inputs(graph, key), out)
    stops = (
        _inputs(graph, key).get("stop_at_clip_layer")
        for key in _walk(graph, guided, ("positive", "conditioning", "clip"))
    )
    stop = next((stop for stop in stops if isinstance(stop, int) and stop < 0), -1)
    out["clip_skip"] = -1 - stop  # -1 is the last layer
    for key in _walk(graph, main, ("latent_image", "latent", "samples")):
        for name in _SIZES:
            value = _inputs(graph, key).get(name)
            if isinstance(value, int) and not isinstance(value, bool):
                out.setdefault(name, value)
    return out


def _take_model(inputs: Mapping[str, Any], out: dict[str, Any]) -> None:
    for name in _MODELS:
        if isinstance(inputs.get(name), str):
            out.setdefault("model", inputs[name])
    lora, weight = inputs.get("lora_name"), inputs.get("strength_model", 1.0)
    if isinstance(lora, str) and isinstance(weight, (int, float)) and not isinstance(weight, bool):
        out.setdefault("loras", []).append((lora, float(weight) if abs(weight) < 1e6 else 0.0))


def _is_sampler(graph: Graph, key: str) -> bool:
    inputs = _inputs(graph, key)
    return ("steps" in inputs and "sampler_name" in inputs) or {"sigmas", "sampler"} <= inputs.keys()


def _inputs(graph: Graph, key: str) -> Mapping[str, Any]:
    node = graph.get(key)
    inputs = node.get("inputs") if isinstance(node, Mapping) else None
    return inputs if isinstance(inputs, Mapping) else {}


def _linked(value: Any) -> str | None:
    """The id of the node that an input comes from."""
    is_link = isinstance(value, list) and len(value) == 2 and isinstance(value[0], (str, int))
    return str(value[0]) if is_link else None


def _walk(graph: Graph, start: str, names: tuple[str, ...] | None) -> Iterator[str]:
    """Nodes upstream of `start`, itself first, by inputs of these names (None: by all), each once."""
    waiting, seen = [start], {start}
    while waiting:
        key = waiting.pop(0)
        yield key
        inputs = _inputs(graph, key)
        for name in inputs if names is None else names:
            link = _linked(inputs.get(name))
            if link is not None and link not in seen:
                seen.add(link)
                waiting.append(link)


def _found(graph: Graph, start: str, names: tuple[str, ...], through: tuple[str, ...]) -> Any:
    """The first value of one of these names upstream, also where it is a link to a node that holds one."""
    for key in _walk(graph, start, through):
        inputs = _inputs(graph, key)
        for name in (*names, *(("value", "int", "float") if key != start else ())):
            value = inputs.get(name)
            if isinstance(value, (int, float, str)) and not isinstance(value, bool):
                return value
            link = _linked(value)
            for word in (name, "value", "int", "float") if link is not None else ():
                further = _inputs(graph, link).get(word) if link is not None else None
                if isinstance(further, (int, float, str)) and not isinstance(further, bool):
                    return further
    return None


def _words(graph: Graph, start: str, names: tuple[str, ...]) -> str:
    """All texts upstream of these inputs, in order, each once."""
    texts: list[str] = []
    for name in names:
        link = _linked(_inputs(graph, start).get(name))
        for key in _walk(graph, link, None) if link is not None else ():
            inputs = _inputs(graph, key)
            for word in _WORDS:
                value = inputs.get(word)
                if isinstance(value, str) and value.strip() and value not in texts:
                    texts.append(value)
    return "\n".join(texts)


def _amount(value: Any) -> float:
    return float(value) if isinstance(value, (int, float)) and abs(value) < 1e6 else 1.0
