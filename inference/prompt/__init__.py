"""The language of prompts: weights, LoRA tags, wildcards, styles; plain text in, plain values out."""

from inference.prompt.attention import Edited, change_weight
from inference.prompt.names import Part, WildcardFolder, resolve_embeddings, resolve_loras
from inference.prompt.parse import LoraTag, Piece, Prompt, parse, plain
from inference.prompt.remarks import Note, Span
from inference.prompt.styles import Style, apply_styles, read_styles, write_styles
from inference.prompt.wildcards import Choice, Expanded, expand

__all__ = [
    "Choice",
    "Edited",
    "Expanded",
    "LoraTag",
    "Note",
    "Part",
    "Piece",
    "Prompt",
    "Span",
    "Style",
    "WildcardFolder",
    "apply_styles",
    "change_weight",
    "expand",
    "parse",
    "plain",
    "read_styles",
    "resolve_embeddings",
    "resolve_loras",
    "write_styles",
]
