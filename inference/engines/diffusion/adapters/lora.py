"""Laying LoRAs over a model for the time of a job (Hu et al. 2021, arXiv:2106.09685).

Each adapted module gets a forward hook that adds `up(down(x))` to its output. The pairs of all LoRAs are
stacked along the rank, so that any number of them costs two small products per module; the base's own layers
and weights are never touched.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

import torch
from torch.nn import functional

from inference.engines.diffusion.adapters.lora_file import LoraWeights, Pair, Place

Stacked = Mapping[Place, Pair]


def stack(loras: Sequence[tuple[LoraWeights, float]], device: torch.device, dtype: torch.dtype) -> Stacked:
    """All LoRAs with their weights as one pair per module, on the device."""
    by_place: dict[Place, list[tuple[Pair, float]]] = {}
    for weights, weight in loras:
        for place, pair in weights.items():
            by_place.setdefault(place, []).append((pair, weight))
    stacked: dict[Place, Pair] = {}
    for place, pairs in by_place.items():
        down = torch.cat([pair.down.float() for pair, _ in pairs])
        up = torch.cat([pair.up.float() * weight for pair, weight in pairs], dim=1)
        stacked[place] = Pair(down.to(device, dtype), up.to(device, dtype))
    return stacked


@contextmanager
def laid_over(parts: Mapping[str, Any], stacked: Stacked) -> Iterator[None]:
    """Let the networks in `parts` compute with the LoRAs for the time of the context."""
    with ExitStack() as hooks:
        for (part, path), pair in stacked.items():
            module = parts[part].get_submodule(path)
            handle = module.register_forward_hook(_adder(module, pair))
            hooks.callback(handle.remove)
        yield


def _adder(module: torch.nn.Module, pair: Pair) -> Any:
    if isinstance(module, torch.nn.Conv2d):
        stride, padding, dilation = module.stride, module.padding, module.dilation

        def add_conv(_: Any, args: tuple[Any, ...], output: torch.Tensor) -> torch.Tensor:
            inside = functional.conv2d(
                args[0].to(pair.down.dtype), pair.down, None, stride, padding, dilation
            )
            return output + functional.conv2d(inside, pair.up).to(output.dtype)

        return add_conv

    def add(_: Any, args: tuple[Any, ...], output: torch.Tensor) -> torch.Tensor:
        inside = functional.linear(args[0].to(pair.down.dtype), pair.down)
        return output + functional.linear(inside, pair.up).to(output.dtype)

    return add
