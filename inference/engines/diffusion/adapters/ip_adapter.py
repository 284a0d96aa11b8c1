"""Reference pictures through IP-Adapters (Ye et al. 2023, arXiv:2308.06721).

An IP-Adapter gives each cross-attention of the UNet keys and values of its own, made from a picture. They do
not change during a job, so they are computed once for each picture; hooks then add the attention to them. The
adapter's weights and the image encoder leave the device before the first step.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from inference.checkpoint import TensorShapes
from inference.engines.diffusion.adapters.files import Tensors, open_file, read_tensors
from inference.engines.diffusion.adapters.image_encoder import Wanted, look
from inference.engines.diffusion.adapters.networks import unfit
from inference.errors import ModelError
from inference.families import TRAITS, Family

FAMILIES: frozenset[Family] = frozenset({"sd15", "sdxl"})
# The attentions of SDXL that carry the style and the layout of a picture: Wang et al. 2024, "InstantStyle",
# arXiv:2404.02733.
_BLOCKS = {"style": "up_blocks.0.attentions.1.", "composition": "down_blocks.2.attentions.1."}
_STRANGE = (ValueError, KeyError, IndexError, TypeError, AttributeError, RuntimeError)


@dataclass(frozen=True, slots=True)
class Adapter:
    """An IP-Adapter in main memory."""

    projection: Any  # from what the encoder sees to tokens as wide as text
    keys: Mapping[str, torch.Tensor]  # by the attention's path, out×in
    values: Mapping[str, torch.Tensor]
    wanted: Wanted

    @property
    def nbytes(self) -> int:
        tensors = [*self.keys.values(), *self.values.values(), *self.projection.parameters()]
        return sum(tensor.nbytes for tensor in tensors)


@dataclass(frozen=True, slots=True)
class Sight:
    """What an adapter makes of one picture: keys and values by attention, 2×n×width: without it, with it."""

    keys: Mapping[str, torch.Tensor]
    values: Mapping[str, torch.Tensor]

    @property
    def nbytes(self) -> int:
        return sum(tensor.nbytes for tensor in (*self.keys.values(), *self.values.values()))


def digest(picture: np.ndarray) -> str:
    """Tells pictures apart."""
    return hashlib.sha256(repr(picture.shape).encode() + picture.tobytes()).hexdigest()


def check_kind(kind: str, name: str, family: Family, unet: Any) -> None:
    """Raises ModelError where the model can take no reference of this kind."""
    if family not in FAMILIES:
        raise ModelError(
            "Reference pictures do not work with models of the family {family} yet. Remove the reference.",
            family=TRAITS[family].name,
        )
    block = _BLOCKS.get(kind)
    if block is None:
        return
    if family != "sdxl" or not any(path.startswith(block) for path in _cross_attentions(unet)):
        raise ModelError(
            "References for style or composition need an SDXL model. Choose a plain reference for '{name}', "
            "or an SDXL model.",
            name=name,
        )


def read_adapter(path: Path, family: Family, unet: Any, dtype: torch.dtype) -> Adapter:
    """Read the IP-Adapter at `path` for the model with this UNet.

    Raises ModelError where the file is missing, damaged or pickled, is none, is made for faces alone, or for
    another family.
    """
    shapes = open_file(path)
    if not any(key.startswith("ip_adapter.") for key in shapes) or not any(
        key.startswith("image_proj.") for key in shapes
    ):
        raise ModelError("'{name}' is no IP-Adapter. Choose another file.", name=path.name)
    if _for_faces(shapes):
        raise ModelError(
            "'{name}' is an IP-Adapter for face recognition (FaceID), which is not supported. Choose an "
            "ordinary IP-Adapter.",
            name=path.name,
        )
    paths = _cross_attentions(unet)
    tensors = read_tensors(path)[0]
    # The adapter numbers all attentions of the UNet through; the odd ones look at the text.
    names = {attention: f"ip_adapter.{2 * index + 1}." for index, attention in enumerate(paths)}
    fits = len([key for key in shapes if key.endswith("to_k_ip.weight")]) == len(names) and all(
        shapes.get(f"{name}to_k_ip.weight") == tuple(unet.get_submodule(attention).to_k.weight.shape)
        for attention, name in names.items()
    )
    if not fits:
        raise ModelError(
            "The IP-Adapter '{name}' was made for another kind of model. Choose one made for {family}.",
            name=path.name,
            family=TRAITS[family].name,
        )
    projection, wanted = _projection(path.name, tensors, unet, dtype)
    keys = {attention: tensors[f"{name}to_k_ip.weight"].to(dtype) for attention, name in names.items()}
    values = {attention: tensors[f"{name}to_v_ip.weight"].to(dtype) for attention, name in names.items()}
    return Adapter(projection, keys, values, wanted)


def _for_faces(shapes: TensorShapes) -> bool:
    """Whether it looks at the features of a face recogniser, not at the picture."""
    names = {key.removeprefix("image_proj.") for key in shapes if key.startswith("image_proj.")}
    small = "proj.0.weight" in names and "proj.3.weight" not in names
    return small or any(name.startswith("perceiver_resampler.") for name in names)


def _cross_attentions(unet: Any) -> list[str]:
    """The paths of the attentions that look at the text, in the order in which adapters number them."""
    return [
        name.removesuffix(".processor") for name in unet.attn_processors if name.endswith("attn2.processor")
    ]


def _projection(name: str, tensors: Tensors, unet: Any, dtype: torch.dtype) -> tuple[Any, Wanted]:
    state = {
        key.removeprefix("image_proj."): tensor.float()
        for key, tensor in tensors.items()
        if key.startswith("image_proj.")
    }
    try:
        if "proj.weight" in state:
            wanted = Wanted(state["proj.weight"].shape[1], patches=False)
        elif "proj.0.weight" in state:
            wanted = Wanted(state["proj.0.weight"].shape[1], patches=True)
        else:
            wanted = Wanted(state["proj_in.weight"].shape[1], patches=True)
        projection = unet._convert_ip_adapter_image_proj_to_diffusers(state, low_cpu_mem_usage=False)
    except _STRANGE as error:
        raise unfit(name) from error
    return projection.to(dtype).requires_grad_(False).eval(), wanted


def see(adapter: Adapter, encoder: Any, picture: np.ndarray, device: torch.device) -> Sight:
    """Look at the picture on the device; what is loaded returns to main memory afterwards."""
    try:
        encoder.to(device)
        adapter.projection.to(device)
        seen, unseen = look(encoder, picture, adapter.wanted)
        tokens = adapter.projection(torch.cat([unseen, seen]))
        keys = {path: functional.linear(tokens, one.to(device)).cpu() for path, one in adapter.keys.items()}
        values = {
            path: functional.linear(tokens, one.to(device)).cpu() for path, one in adapter.values.items()
        }
    finally:
        encoder.to("cpu")
        adapter.projection.to("cpu")
    return Sight(keys, values)


@contextmanager
def resembling(unet: Any, sights: Sequence[tuple[Sight, str, float]], device: torch.device) -> Iterator[None]:
    """Let the UNet attend to each picture, given with its kind and weight, for the time of the context."""
    with ExitStack() as hooks:
        for path in _cross_attentions(unet):
            seen = [
                (sight.keys[path].to(device), sight.values[path].to(device), weight)
                for sight, kind, weight in sights
                if weight != 0.0 and path.startswith(_BLOCKS.get(kind, ""))
            ]
            if not seen:
                continue
            attention = unet.get_submodule(path)
            look_at = _Look(attention.heads, seen)
            hooks.callback(attention.to_q.register_forward_hook(look_at.keep_query).remove)
            hooks.callback(attention.to_out[0].register_forward_pre_hook(look_at.add).remove)
        yield


class _Look:
    """Adds to one cross-attention, before its last projection, the attention to the pictures."""

    def __init__(self, heads: int, seen: Sequence[tuple[torch.Tensor, torch.Tensor, float]]) -> None:
        self._heads = heads
        self._seen = [(self._split(key), self._split(value), weight) for key, value, weight in seen]
        self._query: torch.Tensor | None = None

    def keep_query(self, _: Any, args: tuple[Any, ...], output: torch.Tensor) -> None:
        self._query = output

    def add(self, _: Any, args: tuple[Any, ...]) -> tuple[Any, ...]:
        """`args[0]`: batch×pixels×width; a batch of one is the prompt's alone."""
        hidden, query = args[0], self._query
        assert query is not None  # the queries are always made first
        self._query = None
        query = self._split(query)
        batch = len(query)
        for key, value, weight in self._seen:
            found = functional.scaled_dot_product_attention(query, key[-batch:], value[-batch:])
            hidden = hidden + weight * found.transpose(1, 2).reshape(args[0].shape).to(hidden.dtype)
        return (hidden, *args[1:])

    def _split(self, tokens: torch.Tensor) -> torch.Tensor:
        """batch×n×width to batch×heads×n×head width."""
        return tokens.unflatten(-1, (self._heads, -1)).transpose(1, 2)
