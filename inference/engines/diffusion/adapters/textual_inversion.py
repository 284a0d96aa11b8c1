"""Words learnt from pictures (Gal et al. 2022, arXiv:2208.01618), added to the text encoders for one job.

A word stands for one vector or several. The tokenizer that the job uses is a copy that turns the word into as
many new tokens; a hook at the encoder's embedding puts the vectors in their places. The model's own tokenizer
and embedding stay as they are.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from tokenizers import AddedToken, Regex, normalizers

from inference.engines.diffusion.adapters.files import Tensors, read_tensors
from inference.errors import ModelError
from inference.families import TRAITS, Family

FAMILIES: frozenset[Family] = frozenset({"sd15", "sdxl"})
MOST_VECTORS = 75  # of a word; more fill the whole prompt


@dataclass(frozen=True, slots=True)
class Word:
    """A learnt word: its vectors for each text encoder, n×width, n the same for all."""

    name: str
    vectors: Mapping[str, torch.Tensor]  # by the encoder's part name

    @property
    def count(self) -> int:
        """Of its vectors: as many tokens it takes in a prompt."""
        return len(next(iter(self.vectors.values())))


def check_family(path: Path, family: Family) -> None:
    """Raises ModelError where the family's text encoders cannot be taught words."""
    if family not in FAMILIES:
        raise ModelError(
            "Textual inversions work with SD 1.5 and SDXL models only. Remove '{name}' for this model.",
            name=path.name,
        )


def read_word(path: Path, family: Family, parts: Mapping[str, Any]) -> Word:
    """Read the file of one textual inversion; the word is its name without the ending.

    Raises ModelError where the file is missing, damaged or pickled, is none, or is for another family.
    """
    check_family(path, family)
    tensors, _ = read_tensors(path)
    tensors = {key: tensor for key, tensor in tensors.items() if tensor.is_floating_point()}
    vectors = {key: tensor[None] if tensor.ndim == 1 else tensor for key, tensor in tensors.items()}
    if not vectors or any(tensor.ndim != 2 for tensor in vectors.values()) or len(vectors) > 2:
        raise ModelError(
            "'{name}' is no textual inversion. Choose another file, or remove it from the list.",
            name=path.name,
        )
    found = _by_encoder(vectors, family)
    counts = {len(tensor) for tensor in found.values()}
    widths = {part: parts[part].config.hidden_size for part in found}
    if any(tensor.shape[1] != widths[part] for part, tensor in found.items()) or not found:
        raise ModelError(
            "The textual inversion '{name}' was made for another family of models, not for {family}. Remove "
            "it, or choose a model that it was made for.",
            name=path.name,
            family=TRAITS[family].name,
        )
    if len(counts) != 1 or not 1 <= counts.pop() <= MOST_VECTORS:
        raise ModelError("'{name}' is damaged: its vectors make no sense. Download it again.", name=path.name)
    return Word(path.stem, {part: tensor.float() for part, tensor in found.items()})


def _by_encoder(vectors: Tensors, family: Family) -> Tensors:
    """SDXL's files name their encoders; files for SD 1.5 hold one tensor, named freely. {} = unfit."""
    if family == "sdxl":
        if set(vectors) != {"clip_l", "clip_g"}:
            return {}
        return {"text_encoder": vectors["clip_l"], "text_encoder_2": vectors["clip_g"]}
    return {"text_encoder": next(iter(vectors.values()))} if len(vectors) == 1 else {}


def weigh(word: Word) -> int:
    return sum(tensor.nbytes for tensor in word.vectors.values())


def check_names(words: Sequence[Word]) -> None:
    """Raises ModelError where two words are the same."""
    seen: set[str] = set()
    for word in words:
        if word.name.lower() in seen:
            raise ModelError(
                "Two textual inversions are called '{name}'. Rename one of the files.", name=word.name
            )
        seen.add(word.name.lower())


def extended(tokenizer: Any, words: Sequence[Word]) -> Any:
    """A copy of the tokenizer that knows the words, in any case; they stand alone, as words do.

    Their tokens are numbered from `len(tokenizer)` on, in the order of `words`.
    """
    wider = copy.copy(tokenizer)
    wider._tokenizer = inside = copy.deepcopy(tokenizer.backend_tokenizer)  # what reading the text changes
    replacements: list[Any] = []
    # Longer names first, so that "ink wash" is found before "ink".
    order = {word.name: number for number, word in enumerate(words)}
    for word in sorted(words, key=lambda one: (-len(one.name), one.name)):
        mine = [_token(order[word.name], index) for index in range(word.count)]
        pattern = rf"(?i)(?<![\p{{L}}\p{{N}}_-]){re.escape(word.name)}(?![\p{{L}}\p{{N}}_-])"
        replacements.append(normalizers.Replace(Regex(pattern), f" {' '.join(mine)} "))
    inside.normalizer = normalizers.Sequence([*replacements, inside.normalizer])
    tokens = [_token(number, index) for number, word in enumerate(words) for index in range(word.count)]
    wider.add_tokens([AddedToken(token, normalized=True) for token in tokens])
    return wider


def _token(word: int, index: int) -> str:
    """Between two characters for private use, which nobody types; digits survive every normaliser."""
    return f"\ue000{word}\ue002{index}\ue001"


@contextmanager
def spoken(
    pipe: Any, parts: Mapping[str, Any], words: Sequence[Word], tokenizers: Mapping[str, Any]
) -> Iterator[None]:
    """Give `pipe` the `tokenizers` that know the words, and let the encoders in `parts` read their tokens."""
    with ExitStack() as undo:
        for name, tokenizer in tokenizers.items():
            undo.callback(setattr, pipe, name, getattr(pipe, name))
            setattr(pipe, name, tokenizer)
            encoder = parts[name.replace("tokenizer", "text_encoder")]
            first = len(parts[name])
            table = torch.cat([word.vectors[name.replace("tokenizer", "text_encoder")] for word in words])
            for handle in _teach(encoder, first, table):
                undo.callback(handle.remove)
        yield


def _teach(encoder: Any, first: int, table: torch.Tensor) -> list[Any]:
    """Hooks that let `encoder` read the tokens from number `first` on as the rows of `table` (n×width)."""
    new: list[torch.Tensor] = []  # the numbers of the call at work, from `first`; -1 for ordinary tokens

    def before(_: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        ids = args[0] if args else kwargs["input_ids"]
        new[:] = [torch.where(ids >= first, ids - first, -1)]
        # CLIP finds the end of the prompt as its greatest token: the new ones must be none of the greatest.
        plain = torch.where(ids >= first, 0, ids)
        return ((plain, *args[1:]), kwargs) if args else ((), {**kwargs, "input_ids": plain})

    def embed(_: Any, args: tuple[Any, ...], output: torch.Tensor) -> torch.Tensor:
        rows = new[0].reshape(output.shape[:-1]).to(output.device)
        vectors = table.to(output.device, output.dtype)[rows.clamp(min=0)]
        return torch.where((rows >= 0)[..., None], vectors, output)

    return [
        encoder.register_forward_pre_hook(before, with_kwargs=True),
        encoder.get_input_embeddings().register_forward_hook(embed),
    ]
