"""Prompts and pictures to what Qwen2.5-VL reads, without the video parts of the library's own processor."""

# transformers exports its classes lazily:
# pyright: reportPrivateImportUsage=false
from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from transformers import BatchFeature, Qwen2Tokenizer
from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil

IMAGE_TOKEN = "<|image_pad|>"  # stands for a picture in the prompt, one for each merged patch


class QwenProcessor:
    """Called as diffusers' pipelines call the processor of a vision-language model."""

    def __init__(self, tokenizer: Any, image_processor: Any) -> None:
        self.tokenizer, self.image_processor = tokenizer, image_processor

    @classmethod
    def from_pretrained(cls, folder: str, subfolder: str, local_files_only: bool = True) -> QwenProcessor:
        """Read `preprocessor_config.json` and the tokenizer's files."""
        where = str(Path(folder) / subfolder)
        return cls(
            Qwen2Tokenizer.from_pretrained(where, local_files_only=local_files_only),
            Qwen2VLImageProcessorPil.from_pretrained(where, local_files_only=local_files_only),
        )

    def __call__(
        self, text: Sequence[str], images: Any = None, padding: bool = True, return_tensors: str = "pt"
    ) -> BatchFeature:
        """Token ids and masks, and where there are pictures their patches and the grids these lie in."""
        if images is None:
            return BatchFeature(dict(self.tokenizer(text, padding=padding, return_tensors=return_tensors)))
        seen = self.image_processor(images=images, return_tensors=return_tensors)
        merged = self.image_processor.merge_size**2
        counts = [int(grid.prod()) // merged for grid in seen["image_grid_thw"]]
        spelled = _spell_out(list(text), counts)
        tokens = self.tokenizer(spelled, padding=padding, return_tensors=return_tensors)
        return BatchFeature(dict(tokens) | dict(seen))


def _spell_out(texts: list[str], counts: Sequence[int]) -> list[str]:
    """Each picture's one token as many times as it has patches."""
    left = iter(counts)
    spelled = []
    for text in texts:
        first, *rest = text.split(IMAGE_TOKEN)
        spelled.append(first + "".join(IMAGE_TOKEN * next(left) + piece for piece in rest))
    return spelled
