"""The CLIP tokenizer for single-file checkpoints, which never carry one."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import as_file, files
from pathlib import Path

from transformers import CLIPTokenizer

from inference.checkpoint import read_json
from inference.errors import ModelError

MAX_TOKENS = 77  # positions of CLIP's text model, start and end marks included
_MAX_MERGES_BYTES = 16 << 20
_START, _END = "<|startoftext|>", "<|endoftext|>"


def find_tokenizer(checkpoint: Path, vocabulary: int, pad: str = _END) -> CLIPTokenizer:
    """The tokenizer with as many entries as the checkpoint's text encoder has rows.

    A folder `tokenizer` beside the checkpoint (`merges.txt`, and `vocab.json` where it is not the usual one)
    comes first, then the one shipped with the program. Raises ModelError when neither fits.
    """
    beside = checkpoint.parent / "tokenizer"
    if (beside / "merges.txt").is_file():
        found = _from_folder(beside, pad)
        if len(found) == vocabulary:
            return found
    with as_file(files("resources") / "model_configs" / "clip") as shipped:
        found = _from_folder(shipped, pad)
    if len(found) == vocabulary:
        return found
    raise ModelError(
        "'{name}' was trained with an unusual vocabulary of {vocabulary} tokens. Put its "
        "merges.txt and vocab.json into the folder '{beside}'.",
        name=checkpoint.name,
        vocabulary=vocabulary,
        beside=str(beside),
    )


def dropped_tokens(tokenizer: CLIPTokenizer, prompt: str) -> int:
    """How many tokens at the end of `prompt` the text encoder will not see."""
    return max(0, len(tokenizer(prompt).input_ids) - tokenizer.model_max_length)


def _from_folder(folder: Path, pad: str) -> CLIPTokenizer:
    merges_file = folder / "merges.txt"
    if merges_file.stat().st_size > _MAX_MERGES_BYTES:
        raise ModelError("'{path}' is too large to be a tokenizer's. Remove it.", path=str(merges_file))
    try:
        lines = merges_file.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise ModelError("'{path}' is damaged. Replace or remove it.", path=str(merges_file)) from error
    merges = [
        tuple(parts)
        for line in lines
        if len(parts := line.split(" ")) == 2 and not line.startswith("#version")
    ]
    vocabulary_file = folder / "vocab.json"
    vocabulary = read_json(vocabulary_file) if vocabulary_file.is_file() else _usual_vocabulary(merges)
    if not {_START, _END} <= vocabulary.keys() or not all(
        type(index) is int for index in vocabulary.values()
    ):
        raise ModelError(
            "'{path}' is not the vocabulary of a CLIP tokenizer. Replace or remove it.",
            path=str(vocabulary_file),
        )
    return CLIPTokenizer(
        vocab=vocabulary,
        merges=merges,  # pyright: ignore[reportArgumentType]  # pairs are taken as well as lines
        pad_token=pad if pad in vocabulary else _END,
        model_max_length=MAX_TOKENS,
    )


def _usual_vocabulary(merges: Sequence[tuple[str, ...]]) -> dict[str, int]:
    """Number the tokens as CLIP does: 256 bytes, the same at a word's end, each merge, the two marks.

    Bytes without a visible character stand as the characters from U+0100 on (byte-level BPE of GPT-2).
    """
    visible = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    symbols = [chr(byte) for byte in visible] + [chr(0x100 + index) for index in range(256 - len(visible))]
    tokens = [
        *symbols,
        *(f"{symbol}</w>" for symbol in symbols),
        *("".join(pair) for pair in merges),
        _START,
        _END,
    ]
    return {token: index for index, token in enumerate(tokens)}
