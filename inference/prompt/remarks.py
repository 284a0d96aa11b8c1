"""What is told about a prompt beside its meaning: notes for the artist, coloured spans for the prompt box."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

NoteKind = Literal[
    "unbalanced",  # a bracket without a partner; it does nothing
    "editing",  # [from:to:when] is not supported; all its words are used throughout
    "alternation",  # [a|b] is not supported; all its words are used throughout
    "weight",  # a weight beyond what makes a picture; it was brought into range
    "tag",  # a tag that means nothing here; `detail` is its kind; it does nothing
    "lora_weight",  # a LoRA tag with a weight that is no number; it counts as 1
    "unknown_embedding",  # `detail` is the name; it does nothing
    "unknown_wildcard",  # `detail` is the name; it stands for itself
    "wildcard",  # braces without a partner; they are plain text
    "too_deep",  # wildcards inside wildcards, beyond all reason; left as they are
    "too_long",  # wildcards that grow beyond all reason; left as they are
]  # fmt: skip

SpanKind = Literal[
    "bracket", "number", "tag", "break", "escape", "embedding", "wildcard", "unsupported", "error"
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Note:
    """Something in a prompt that does not do what its writer may think."""

    kind: NoteKind
    start: int  # characters of the text that it is about
    end: int
    detail: str = ""

    @property
    def key(self) -> str:
        """The note as it travels with a result: "prompt:kind" or "prompt:kind:detail"."""
        return f"prompt:{self.kind}:{self.detail}" if self.detail else f"prompt:{self.kind}"


@dataclass(frozen=True, slots=True)
class Span:
    """A part of the text to be shown in the colour of its kind."""

    start: int
    end: int
    kind: SpanKind
