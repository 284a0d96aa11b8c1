"""Turns a job's prompts into the arguments that its pipeline takes, and tells what could not be honoured."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from inference.engines.diffusion.prompt_chunks import Chunk, Encoder, cut, weigh
from inference.engines.diffusion.work import Work
from inference.families import TRAITS, Family
from inference.job import Job
from inference.prompt import Piece, Prompt, parse

_CHATS: frozenset[Family] = frozenset({"flux2", "qwen", "zimage"})  # language models read their prompts


@dataclass(frozen=True, slots=True)
class Conditioning:
    """`kwargs` are arguments of the pipeline call. Notes, machine-readable:

    "truncated:N", "truncated_negative:N" (tokens at the end that the text encoder does not see),
    "weights_ignored" (the family's encoder cannot weigh words), "ignored_negative" (the family, or this
    guidance, takes no negative prompt), "clip_skip_ignored", and "prompt:…", see `inference.prompt.Note`.
    """

    kwargs: Mapping[str, Any]
    notes: tuple[str, ...] = ()


def speak(work: Work) -> None:
    """Put a job's prompts into its pipeline's inputs; for `DiffusionEngine(speak=…)`."""
    made = condition(work.pipe, work.model.info.family, work.job)
    work.inputs |= made.kwargs
    work.notes.extend(made.notes)


def condition(pipe: Any, family: Family, job: Job) -> Conditioning:
    """The prompts of a job for one call of `pipe`, whose encoders may be offloaded.

    Textual inversions and LoRAs must be in place before.
    """
    return _Prompts(pipe, family, job.embeddings, job.clip_skip).both(
        job.prompt, job.negative, takes_negative(pipe, family, job.guidance)
    )


def condition_text(
    pipe: Any, family: Family, text: str, embeddings: Collection[str] = (), clip_skip: int = 0
) -> Conditioning:
    """The same for one text alone, a region's prompt, say; `embeddings` are paths of textual inversions.

    `clip_skip` as in `Job`.
    """
    return _Prompts(pipe, family, embeddings, clip_skip).both(text, "", False)


def takes_negative(pipe: Any, family: Family, guidance: float) -> bool:
    """Whether the pipeline will guide away from a negative prompt at this setting."""
    if not TRAITS[family].negative:
        return False
    if family in ("sd15", "sdxl"):
        return guidance > 1.0 and pipe.unet.config.time_cond_proj_dim is None
    return guidance > (0.0 if family == "zimage" else 1.0)


def _layers(encoder: Any) -> int:
    """Of a CLIP; a model may have been made with fewer than usual."""
    return encoder.config.num_hidden_layers


class _Prompts:
    """Collects the notes while the prompts of one call are made."""

    def __init__(self, pipe: Any, family: Family, embeddings: Collection[str], clip_skip: int) -> None:
        self._pipe, self._family, self._clip_skip = pipe, family, clip_skip
        self._names = [Path(path).stem for path in embeddings]
        self._notes: dict[str, None] = {}  # in order, each once

    def both(self, text: str, negative: str, guided: bool) -> Conditioning:
        """The prompt and, where `guided`, the negative prompt."""
        prompt, other = self._read(text), self._read(negative) if guided else None
        if negative.strip() and not guided:
            self._note("ignored_negative")
        if self._clip_skip and self._family not in ("sd15", "sdxl"):
            self._note("clip_skip_ignored")
        match self._family:
            case "sd15" | "sdxl":
                kwargs = self._clip(prompt, other)
            case "sd3":
                kwargs = self._sd3(prompt, other)
            case "flux":
                kwargs = self._flux(prompt)
            case _:
                kwargs = self._chat(prompt, other)
        return Conditioning(kwargs, tuple(self._notes))

    def _note(self, note: str) -> None:
        self._notes[note] = None

    def _dropped(self, count: int, negative: bool) -> None:
        if count > 0:
            self._note(f"truncated_negative:{count}" if negative else f"truncated:{count}")

    def _read(self, text: str) -> Prompt:
        """Parsed; textual inversions that are not there are left out."""
        prompt = parse(text, self._names, natural=self._family in _CHATS)
        known = {name.lower() for name in self._names}
        for note in prompt.notes:
            self._note(note.key)
        kept: list[Piece] = []
        for piece in prompt.pieces:
            if piece.kind == "embedding" and piece.text.lower() not in known:
                self._note(f"prompt:unknown_embedding:{piece.text}")
            else:
                kept.append(piece)
        return Prompt(tuple(kept), prompt.loras, prompt.notes)

    # --- CLIP alone: SD 1.5, SDXL --------------------------------------------------------------------------

    def _clip(self, prompt: Prompt, negative: Prompt | None) -> dict[str, Any]:
        """Any number of chunks, the shorter prompt filled up with empty ones."""
        pipe = self._pipe
        encoders = self._encoders()
        # Both tokenizers of SDXL have one vocabulary; each is asked all the same.
        texts = [prompt] if negative is None else [prompt, negative]
        cuts = [[cut(text, tokenizer) for _, tokenizer in encoders] for text in texts]
        for number, by_encoder in enumerate(cuts):
            self._dropped(max(dropped for _, dropped in by_encoder), negative=number == 1)
        length = max(len(chunks) for by_encoder in cuts for chunks, _ in by_encoder)
        device, dtype = pipe._execution_device, encoders[-1][0].dtype
        kwargs: dict[str, Any] = {}
        for prefix, by_encoder in zip(("", "negative_"), cuts, strict=False):
            states, pooled = [], None
            for (encoder, _), (chunks, _) in zip(encoders, by_encoder, strict=True):
                encoded = [encoder.weighted(chunk) for chunk in _filled_up(chunks, length)]
                states.append(torch.cat([one.states for one in encoded], dim=1))
                pooled = encoded[0].pooled  # the last encoder's; of the first chunk, which says what it is
            kwargs[f"{prefix}prompt_embeds"] = torch.cat(states, dim=-1).to(device, dtype)
            if self._family == "sdxl":
                assert pooled is not None  # the second encoder has a projection
                kwargs[f"{prefix}pooled_prompt_embeds"] = pooled.to(device)
        return kwargs

    def _encoders(self) -> list[tuple[Encoder, Any]]:
        """SD 1.5 takes the output of its encoder, SDXL the states before the last layer, not normalised."""
        pipe, skip = self._pipe, self._clip_skip
        if self._family == "sd15":
            layer = -(min(skip, _layers(pipe.text_encoder) - 1) + 1) if skip else None
            return [(Encoder(pipe.text_encoder, pipe.tokenizer, layer, normalise=True), pipe.tokenizer)]
        pairs = [(pipe.text_encoder, pipe.tokenizer), (pipe.text_encoder_2, pipe.tokenizer_2)]
        return [
            (Encoder(network, tokenizer, -(min(skip, _layers(network) - 2) + 2), normalise=False), tokenizer)
            for network, tokenizer in pairs
            if network is not None
        ]

    # --- T5: SD 3, Flux.1 ----------------------------------------------------------------------------------

    def _sd3(self, prompt: Prompt, negative: Prompt | None) -> dict[str, Any]:
        """77 states of both CLIPs side by side, then those of T5: 256, or 512 for longer texts."""
        pipe = self._pipe
        kwargs: dict[str, Any] = {}
        texts = [prompt] if negative is None else [prompt, negative]
        length = 256
        if pipe.text_encoder_3 is not None and max(len(_ids(pipe.tokenizer_3, text)) for text in texts) > 256:
            length = 512
        for prefix, text in zip(("", "negative_"), texts, strict=False):

            def encode(words: str) -> tuple[torch.Tensor, torch.Tensor]:
                states, _, pooled, _ = pipe.encode_prompt(
                    words, None, None, do_classifier_free_guidance=False, max_sequence_length=length
                )
                return states, pooled

            tokenizers = [(pipe.tokenizer, pipe.tokenizer_max_length)]
            if pipe.text_encoder_3 is not None:
                tokenizers.append((pipe.tokenizer_3, length))
            states, pooled = self._weighted(text, encode, tokenizers, prefix != "")
            kwargs[f"{prefix}prompt_embeds"], kwargs[f"{prefix}pooled_prompt_embeds"] = states, pooled
        return kwargs

    def _flux(self, prompt: Prompt) -> dict[str, Any]:
        """T5's states, and CLIP's summary of the first 77 tokens. Models without guidance learnt with 256."""
        pipe = self._pipe
        length = 512 if pipe.transformer.config.guidance_embeds else 256

        def encode(words: str) -> tuple[torch.Tensor, torch.Tensor]:
            states, pooled, _ = pipe.encode_prompt(words, None, max_sequence_length=length)
            return states, pooled

        states, pooled = self._weighted(prompt, encode, [(pipe.tokenizer_2, length)], False)
        return {"prompt_embeds": states, "pooled_prompt_embeds": pooled}

    def _weighted(
        self,
        prompt: Prompt,
        encode: Callable[[str], tuple[torch.Tensor, torch.Tensor]],
        tokenizers: Sequence[tuple[Any, int]],
        negative: bool,
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """The pipeline's own states and pooled summary, with the weighted tokens moved as for CLIP.

        `tokenizers` are those of the states, one after the other, with their lengths. Scaling T5's states
        from those of an empty prompt is what ComfyUI does for these families.
        """
        self._dropped(len(_ids(*tokenizers[-1][:1], prompt)) - tokenizers[-1][1], negative)
        states, pooled = encode(prompt.plain)
        if prompt.weighted:
            weights = [weight for one, length in tokenizers for weight in _weights(one, prompt, length)]
            states = weigh(states, encode("")[0], weights)
        return states, pooled

    # --- language models: Flux.2, Qwen-Image, Z-Image ------------------------------------------------------

    def _chat(self, prompt: Prompt, negative: Prompt | None) -> dict[str, Any]:
        """Plain text: each word's state holds all those before it, so there is nothing to weigh."""
        texts = [prompt] if negative is None else [prompt, negative]
        if any(text.weighted for text in texts):
            self._note("weights_ignored")
        kwargs: dict[str, Any] = {}
        qwen = self._family == "qwen"
        limit = 1024 + self._pipe.prompt_template_encode_start_idx if qwen else 512
        for prefix, text in zip(("", "negative_"), texts, strict=False):
            words = text.plain
            if qwen and prefix:
                words = words or " "  # its empty prompt in training; without one there is no guidance
            kwargs[f"{prefix}prompt"] = words
            count = self._chat_tokens(words)
            self._dropped(count - limit, prefix != "")
            if qwen and count > 512:
                kwargs["max_sequence_length"] = 1024
        return kwargs

    def _chat_tokens(self, text: str) -> int:
        """How many tokens the model is given with this prompt, the frame around it included."""
        pipe, tokenizer = self._pipe, self._pipe.tokenizer
        if self._family == "qwen":
            return len(tokenizer(pipe.prompt_template_encode.format(text), verbose=False).input_ids)
        user: dict[str, Any] = {"role": "user", "content": text}
        if self._family == "flux2" and hasattr(pipe, "system_message"):  # dev; the kleins have none
            user["content"] = [{"type": "text", "text": text}]
            system = {"role": "system", "content": [{"type": "text", "text": pipe.system_message}]}
            framed = tokenizer.apply_chat_template(
                [[system, user]], add_generation_prompt=False, tokenize=True, return_dict=True
            )
            return len(framed["input_ids"][0])
        framed = tokenizer.apply_chat_template(
            [user], tokenize=False, add_generation_prompt=True, enable_thinking=self._family == "zimage"
        )
        return len(tokenizer(framed, verbose=False).input_ids)


def _filled_up(chunks: Sequence[Chunk], length: int) -> list[Chunk]:
    return [*chunks, *[Chunk()] * (length - len(chunks))]


def _ids(tokenizer: Any, prompt: Prompt) -> list[int]:
    return tokenizer(prompt.plain, verbose=False).input_ids


def _weights(tokenizer: Any, prompt: Prompt, length: int) -> list[float]:
    """The weight of each of the `length` tokens that the pipeline makes of `prompt.plain`; marks have 1."""
    by_character = [weight for text, weight in prompt.runs() for _ in text]
    encoding = tokenizer(
        prompt.plain, truncation=True, max_length=length, return_offsets_mapping=True, verbose=False
    )
    # A token counts as its last character does: its first may be the blank in front of the word.
    weights = [by_character[end - 1] if end > start else 1.0 for start, end in encoding.offset_mapping]
    return weights + [1.0] * (length - len(weights))
