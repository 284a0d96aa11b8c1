"""Networks whose layers come to the device for their own turn only, and networks that do half at a time."""

# diffusers exports its functions lazily:
# pyright: reportPrivateImportUsage=false
from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from diffusers.hooks import HookRegistry, apply_group_offloading

_HOOK = "group_offloading"  # diffusers' name for it
_LAZY_HOOKS = (_HOOK, "lazy_prefetch_group_offloading", "layer_execution_tracker")


def scatter(network: Any, device: torch.device) -> None:
    """Keep the weights in main memory, and bring each layer's to `device` while it computes."""
    apply_group_offloading(
        network,
        onload_device=device,
        offload_device=torch.device("cpu"),
        offload_type="leaf_level",
        use_stream=device.type == "cuda",  # the next layer travels while this one computes
    )


def gather(network: Any) -> None:
    """Undo `scatter`: the whole network lies in main memory."""
    for part in network.modules():
        if hasattr(part, "_diffusers_hook"):
            registry = HookRegistry.check_if_exists_or_initialize(part)
            for name in _LAZY_HOOKS:
                if name in registry.hooks:
                    registry.remove_hook(name, recurse=False)
    network.to("cpu")


@contextmanager
def halved(network: Any) -> Iterator[None]:
    """Have a denoiser compute the halves of a guided batch one after the other: the same numbers from half
    the activations.

    Everything whose first side is that of the batch is halved: latents, features, residuals of ControlNets.
    """
    whole, own = network.forward, vars(network).get("forward")

    def forward(*arguments: Any, **named: Any) -> Any:
        batch = next((len(each) for each in (*arguments, *named.values()) if torch.is_tensor(each)), 1)
        if batch < 2 or batch % 2:
            return whole(*arguments, **named)
        halves = [whole(*_half(arguments, batch, which), **_half(named, batch, which)) for which in range(2)]
        return _joined(halves)

    network.forward = forward
    try:
        yield
    finally:
        if own is None:
            del network.forward
        else:
            network.forward = own


def _half(value: Any, batch: int, which: int) -> Any:
    if torch.is_tensor(value):
        if value.ndim == 0 or len(value) != batch:
            return value
        middle = batch // 2
        return value[:middle] if which == 0 else value[middle:]
    if isinstance(value, dict):
        return {name: _half(each, batch, which) for name, each in value.items()}
    if isinstance(value, tuple | list):
        return type(value)(_half(each, batch, which) for each in value)
    return value


def _joined(halves: list[Any]) -> Any:
    """Two outputs of a network as one: tensors, tuples of them, or diffusers' own kind of dictionary."""
    first = halves[0]
    if torch.is_tensor(first):
        return torch.cat(halves)
    if isinstance(first, tuple):
        return tuple(_joined(list(pair)) for pair in zip(*halves, strict=True))
    return type(first)(**{name: _joined([half[name] for half in halves]) for name in first})
