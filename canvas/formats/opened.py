"""What opening a file gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from canvas.document import Document
from canvas.errors import Sentence


@dataclass(frozen=True, slots=True)
class Opened:
    """The document, sentences about what could not be carried over, and the text that came with a picture."""

    document: Document
    notes: tuple[Sentence, ...] = ()
    text: Mapping[str, str] = field(default_factory=dict)  # of a PNG, by key: 'parameters', say


@dataclass(frozen=True, slots=True)
class SaveOptions:
    """How a picture without layers is written; OpenRaster needs none of this."""

    quality: int = 92  # 1 … 100, of JPEG and of WebP when not lossless
    lossless: bool = True  # WebP
    background: tuple[float, float, float] | None = None  # RGB, 0 … 1, under what is transparent; JPEG: white
    text: Mapping[str, str] = field(default_factory=dict)  # put into a PNG by key


WHITE = (1.0, 1.0, 1.0)
DEFAULT_OPTIONS = SaveOptions()
