"""Cuts a weighted prompt into chunks that CLIP's text encoder can take, and encodes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from diffusers.utils.torch_utils import get_module_execution_device

from inference.prompt import Prompt

MAX_CHUNKS = 16  # 1,200 tokens; each chunk costs the image model time and memory at every step
_BACK = 20  # tokens that a chunk may be left short of so as to end at a comma, as in AUTOMATIC1111's web UI
_WORD_END = "</w>"  # how CLIP's tokens end that end a word


@dataclass(frozen=True, slots=True)
class Chunk:
    """Tokens and their weights, without the marks of beginning and end and without padding."""

    ids: tuple[int, ...] = ()
    weights: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class _Word:
    """Tokens that belong together: a word, a textual inversion."""

    ids: tuple[int, ...]
    weight: float


def cut(prompt: Prompt, tokenizer: Any, most: int = MAX_CHUNKS) -> tuple[list[Chunk], int]:
    """At least one chunk, and the number of tokens dropped past `most` chunks.

    A chunk has room for `tokenizer.model_max_length - 2` tokens. BREAK begins a new one; a word or textual
    inversion is divided only where it alone fills a chunk, and a phrase ends with its chunk where a comma is
    near.
    """
    room = tokenizer.model_max_length - 2
    comma = tokenizer.convert_tokens_to_ids("," + _WORD_END)
    chunks: list[Chunk] = []
    for passage in _passages(prompt, tokenizer, room):
        chunks.extend(_filled(passage, room, comma))
    return chunks[:most], sum(len(chunk.ids) for chunk in chunks[most:])


def _passages(prompt: Prompt, tokenizer: Any, room: int) -> Iterator[list[_Word]]:
    """The words between one BREAK and the next."""
    words: list[_Word] = []
    for piece in prompt.pieces:
        if piece.kind == "break":
            yield words
            words = []
        else:
            words.extend(_words(piece.text, piece.weight, tokenizer, room))
    yield words


def _words(text: str, weight: float, tokenizer: Any, room: int) -> Iterator[_Word]:
    """Added tokens, which textual inversions are made of, have no word end and stay together."""
    ids = tokenizer(text, add_special_tokens=False, verbose=False).input_ids
    added = tokenizer.added_tokens_decoder
    word: list[int] = []
    for token, number in zip(tokenizer.convert_ids_to_tokens(ids), ids, strict=True):
        if word and ((number in added) != (word[-1] in added) or len(word) == room):
            yield _Word(tuple(word), weight)
            word = []
        word.append(number)
        if token.endswith(_WORD_END) and number not in added:
            yield _Word(tuple(word), weight)
            word = []
    if word:
        yield _Word(tuple(word), weight)


def _filled(words: Sequence[_Word], room: int, comma: int | None) -> Iterator[Chunk]:
    """The words in as few chunks as there must be; an empty passage is an empty chunk."""
    held: list[_Word] = []
    size = 0
    for word in words:
        if size + len(word.ids) > room:
            kept = _until_comma(held, comma)
            yield _chunk(held[:kept])
            held = held[kept:]
            size = sum(len(one.ids) for one in held)
            if size + len(word.ids) > room:
                yield _chunk(held)
                held, size = [], 0
        held.append(word)
        size += len(word.ids)
    yield _chunk(held)


def _until_comma(words: Sequence[_Word], comma: int | None) -> int:
    """How many words to keep so that the last of them is a comma, if one is near the end; else all."""
    behind = 0
    for kept in range(len(words), 0, -1):
        if words[kept - 1].ids == (comma,):
            return kept
        behind += len(words[kept - 1].ids)
        if behind > _BACK:
            break
    return len(words)


def _chunk(words: Sequence[_Word]) -> Chunk:
    ids = tuple(number for word in words for number in word.ids)
    return Chunk(ids, tuple(word.weight for word in words for _ in word.ids))


@dataclass(frozen=True, slots=True)
class Encoded:
    """What an encoder makes of one chunk."""

    states: torch.Tensor  # 1×77×width
    pooled: torch.Tensor | None  # 1×width; of encoders with a projection alone


class Encoder:
    """A text encoder of a pipeline with its tokenizer; encodes each chunk once."""

    def __init__(self, network: Any, tokenizer: Any, layer: int | None, normalise: bool) -> None:
        """`layer`: which hidden states to take, counted from the end (-2 = before the last); None = output.

        `normalise`: whether those go through the final normalisation, as the output does.
        """
        self._network, self._tokenizer = network, tokenizer
        self._layer, self._normalise = layer, normalise
        self._known: dict[tuple[int, ...], Encoded] = {}

    @property
    def dtype(self) -> torch.dtype:
        return self._network.dtype

    def weighted(self, chunk: Chunk) -> Encoded:
        """The chunk's states, those of weighted tokens moved away from, or towards, those of an empty prompt.

        empty + weight · (states - empty), as ComfyUI and compel do (its `EmbeddingsProvider`). Weight 1
        changes no bit, and there is no division by a mean that may be near 0, as in AUTOMATIC1111's web UI.
        """
        plain = self.encode(chunk.ids)
        if all(weight == 1.0 for weight in chunk.weights):
            return plain
        return Encoded(weigh(plain.states, self.encode(()).states, (1.0, *chunk.weights)), plain.pooled)

    def encode(self, ids: tuple[int, ...]) -> Encoded:
        """The states of one chunk, between its marks and padded."""
        if ids not in self._known:
            self._known[ids] = self._encode(ids)
        return self._known[ids]

    def _encode(self, ids: tuple[int, ...]) -> Encoded:
        tokenizer, network = self._tokenizer, self._network
        whole = [tokenizer.bos_token_id, *ids, tokenizer.eos_token_id]
        padding = tokenizer.model_max_length - len(whole)
        device = get_module_execution_device(network)
        tokens = torch.tensor([whole + [tokenizer.pad_token_id] * padding], device=device)
        mask = None
        if network.config.to_dict().get("use_attention_mask"):
            mask = torch.tensor([[1] * len(whole) + [0] * padding], device=device)
        if self._layer is None:
            output = network(tokens, attention_mask=mask)
            return Encoded(output[0], None)
        output = network(tokens, attention_mask=mask, output_hidden_states=True)
        states = output.hidden_states[max(self._layer, -len(output.hidden_states))]
        if self._normalise:
            text_model = network.text_model if hasattr(network, "text_model") else network
            states = text_model.final_layer_norm(states)
        return Encoded(states, output[0] if output[0].ndim == 2 else None)


def weigh(states: torch.Tensor, empty: torch.Tensor, weights: Sequence[float]) -> torch.Tensor:
    """Move the first rows of `states` (1×n×width) by their weights; see `Encoder.weighted`."""
    factors = torch.ones(states.shape[1], dtype=torch.float32)
    factors[: len(weights)] = torch.tensor(weights[: states.shape[1]])
    column = factors.to(states.device)[None, :, None]
    moved = empty.float() + column * (states.float() - empty.float())
    return torch.where(column == 1.0, states, moved.to(states.dtype))
