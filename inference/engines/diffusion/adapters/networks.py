"""Networks that come with adapters: made from their settings and filled with a file's weights."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import torch
from accelerate import init_empty_weights

from inference.engines.diffusion.adapters.files import Tensors
from inference.engines.diffusion.quiet import without_deprecations
from inference.errors import ModelError

_STRANGE = (ValueError, KeyError, IndexError, TypeError, AttributeError, RuntimeError, NotImplementedError)


def fill(maker: Any, config: Mapping[str, Any], tensors: Tensors, name: str, dtype: torch.dtype) -> Any:
    """A network of diffusers' class `maker`, in main memory and ready to run, with these weights.

    Raises ModelError where settings and weights do not belong together.
    """
    try:
        with init_empty_weights(include_buffers=False), without_deprecations():
            network = maker.from_config(dict(config))
        network.load_state_dict(tensors, strict=True, assign=True)
    except _STRANGE as error:
        raise unfit(name) from error
    return network.to(dtype=dtype).requires_grad_(False).eval()


def unfit(name: str) -> ModelError:
    return ModelError(
        "'{name}' does not fit the chosen model, or is damaged. Choose one made for this family of models, "
        "or download it again.",
        name=name,
    )


def weigh(network: Any) -> int:
    """Bytes of the weights."""
    return sum(weights.nbytes for weights in network.parameters())


def count(tensors: Mapping[str, Any], pattern: str) -> int:
    """One more than the greatest number that `pattern`'s group finds at the start of a name; 0 for none."""
    finder = re.compile(pattern)
    return max((int(match[1]) + 1 for name in tensors if (match := finder.match(name))), default=0)


def fill_transformer(maker: Any, config: Any, tensors: Tensors, name: str, dtype: torch.dtype) -> Any:
    """The same for a class of transformers, made from its configuration object."""
    try:
        with init_empty_weights(include_buffers=False):
            network = maker(config)
        network.load_state_dict(tensors, strict=True, assign=True)
    except _STRANGE as error:
        raise unfit(name) from error
    return network.to(dtype=dtype).requires_grad_(False).eval()
