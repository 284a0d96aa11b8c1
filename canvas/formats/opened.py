"""What opening a file gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from canvas.document import Document
from canvas.errors import Sentence
from canvas.layer import Recipe


@dataclass(frozen=True, slots=True)
class Opened:
    """The document, sentences about what could not be carried over, and the text that came with a picture."""

    document: Document
    notes: tuple[Sentence, ...] = ()
    text: Mapping[str, str] = field(default_factory=dict)  # that came with it, by key: 'parameters', say
    settings: Mapping[str, Any] | None = None  # that it was generated with, under the keys of `metadata`
    profile: bytes | None = None  # ICC, that its colours had in the file; those of the document are sRGB
    pending: tuple[Recipe, ...] = ()  # of jobs that had not ended when the program died


@dataclass(frozen=True, slots=True)
class SaveOptions:
    """How a picture without layers is written; OpenRaster needs none of this."""

    quality: int = 92  # 1 … 100, of JPEG and of WebP when not lossless
    lossless: bool = True  # WebP
    background: tuple[float, float, float] | None = None  # RGB, 0 … 1, under what is transparent; JPEG: white
    text: Mapping[str, str] = field(default_factory=dict)  # put into a PNG by key
    flat_depth: int = 8  # bits a channel, of PNG and TIFF: 8 or 16
    profile: bytes | None = None  # ICC, of RGB colours, that a flat picture is written in; None: sRGB
    recipes: bool = True  # say in a flat picture what was generated, and how, if anything was
    depth: int = 16  # bits a channel at most, of a PSD: 8 or 16


WHITE = (1.0, 1.0, 1.0)
DEFAULT_OPTIONS = SaveOptions()
