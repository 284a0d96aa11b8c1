"""Reads a prompt: pieces of text with their weights, the LoRAs it names, and what could not be understood."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from inference.prompt.remarks import Note, Span
from inference.prompt.syntax import Syntax, Tag, scan, spans_of

MAX_WEIGHT = 10.0  # of a piece, either way
MAX_LORA_WEIGHT = 4.0
MAX_LENGTH = 100_000  # characters; what comes after is left out, with a note
_LORA_KINDS = ("lora", "lyco")
_EMBEDDING = re.compile(r"\bembedding:([\w.\-/]{1,200})")
_BLANKS = re.compile(r"(\s+)")
_WORD = re.compile(r"\w[\w.\-]*")
_SUFFIXES = (".safetensors", ".pt", ".bin")

PieceKind = Literal["text", "break", "embedding"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text with one weight; or a BREAK (no text); or a textual inversion (`text` is its name)."""

    text: str
    weight: float = 1.0
    kind: PieceKind = "text"
    start: int = 0  # characters of the prompt that it comes from
    end: int = 0


@dataclass(frozen=True, slots=True)
class LoraTag:
    """`<lora:name:weight>` or `<lora:name:text weight:weight>` in a prompt."""

    name: str
    weight: float  # for the image model, -4 … 4
    text_weight: float  # for the text encoders
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a prompt says."""

    pieces: tuple[Piece, ...]
    loras: tuple[LoraTag, ...]
    notes: tuple[Note, ...]

    @property
    def weighted(self) -> bool:
        """Whether any weight differs from 1."""
        return any(piece.weight != 1.0 for piece in self.pieces)

    @property
    def breaks(self) -> bool:
        """Whether a BREAK starts a new chunk anywhere."""
        return any(piece.kind == "break" for piece in self.pieces)

    @property
    def plain(self) -> str:
        """The words alone, for text encoders that know nothing of weights; blanks are drawn together."""
        return "".join(text for text, _ in self.runs())

    def runs(self) -> Iterator[tuple[str, float]]:
        """The words of `plain` in runs, each with its weight."""
        blank = True  # at the beginning, or behind one
        held = ""  # a blank that waits for a word
        for piece in self.pieces:
            parts: list[str] = []
            for part in _BLANKS.split(" " if piece.kind == "break" else piece.text):
                if part.isspace():
                    held = held or ("" if blank else "\n" if "\n" in part else " ")
                elif part:
                    parts.append(held + part)
                    held, blank = "", False
            if parts:
                yield "".join(parts), piece.weight


class _Edit(NamedTuple):
    """Replace text[start:end] by `text`; then weights go on multiplied by `factor` (None: as before it)."""

    start: int
    end: int
    text: str = ""
    turn: Literal["", "enter", "leave", "break"] = ""
    factor: float = 1.0


def parse(text: str, embeddings: Collection[str] = (), *, natural: bool = False) -> Prompt:
    """Read a prompt; any text has a meaning, in time linear in its length.

    `embeddings` are names of textual inversions that stand for themselves; "embedding:name" is always read
    as one. Weights multiply where brackets are nested and are rounded to four decimals. Where prompt editing
    or alternation is asked for, which no engine here does, all wordings are taken, divided by commas. In a
    `natural` text, for models that read whole sentences, brackets without a number are plain text.
    """
    whole, text = len(text), text[:MAX_LENGTH]
    syntax = scan(text, natural=natural)
    notes = list(syntax.notes)
    if whole > MAX_LENGTH:
        notes.append(Note("too_long", MAX_LENGTH, whole))
    known = {_bare(name).lower(): name for name in embeddings}
    pieces: list[Piece] = []
    weights, at = [1.0], 0
    for edit in _edits(text, syntax):
        pieces.extend(_named(text, at, edit.start, weights[-1], known))
        if edit.turn == "enter":
            weights.append(_clamped(weights[-1] * edit.factor))
        elif edit.turn == "leave":
            weights.pop()
        elif edit.turn == "break":
            pieces.append(Piece("", 1.0, "break", edit.start, edit.end))
        if edit.text:
            pieces.append(Piece(edit.text, weights[-1], "text", edit.start, edit.end))
        at = edit.end
    pieces.extend(_named(text, at, len(text), weights[-1], known))
    notes.extend(
        Note("weight", group.open, group.close + 1)
        for group in syntax.groups
        if abs(group.factor) > MAX_WEIGHT
    )
    loras = [_lora(tag, notes) for tag in syntax.tags if tag.kind in _LORA_KINDS and tag.values[0]]
    notes.extend(
        Note("tag", tag.start, tag.end, tag.kind)
        for tag in syntax.tags
        if tag.kind not in _LORA_KINDS or not tag.values[0]
    )
    return Prompt(tuple(_merged(pieces)), tuple(loras), tuple(notes))


def plain(text: str) -> str:
    """The words of a prompt alone."""
    return parse(text).plain


def spans(text: str, embeddings: Collection[str] = ()) -> list[Span]:
    """What a highlighter should show, wildcards aside (see `inference.prompt.wildcards.spans`)."""
    found = list(spans_of(text, scan(text)))
    known = {_bare(name).lower(): name for name in embeddings}
    found.extend(
        Span(piece.start, piece.end, "embedding")
        for piece in _named(text, 0, len(text), 1.0, known)
        if piece.kind == "embedding"
    )
    return found


def _edits(text: str, syntax: Syntax) -> list[_Edit]:
    """What to do at each mark, in the order of the text."""
    edits: list[_Edit] = []
    for group in syntax.groups:
        edits.append(_Edit(group.open, group.open + 1, turn="enter", factor=group.factor))
        edits.append(_Edit(group.inner_end, group.close + 1, turn="leave"))
        edits.extend(_Edit(at, at + 1, ", ") for at in group.separators)
    edits.extend(_Edit(tag.start, tag.end) for tag in syntax.tags)
    edits.extend(_Edit(start, end, turn="break") for start, end in syntax.breaks)
    edits.extend(_Edit(at, at + 2, text[at + 1]) for at in syntax.escapes)
    edits.extend(_Edit(at, at + 1) for at in syntax.stray)
    edits.sort()  # by their places, no two of which are alike
    return edits


def _named(text: str, start: int, end: int, weight: float, known: dict[str, str]) -> Iterator[Piece]:
    """The pieces of text[start:end], which holds no mark: plain runs and textual inversions."""
    at = start
    for match in sorted(_names(text, start, end, known), key=lambda name: name[0]):
        first, last, name = match
        if first < at:
            continue
        if at < first:
            yield Piece(text[at:first], weight, "text", at, first)
        yield Piece(name, weight, "embedding", first, last)
        at = last
    if at < end:
        yield Piece(text[at:end], weight, "text", at, end)


def _names(text: str, start: int, end: int, known: dict[str, str]) -> Iterator[tuple[int, int, str]]:
    """Where textual inversions are named: (first character, one past the last, name)."""
    for match in _EMBEDDING.finditer(text, start, end):
        word = match[1].rstrip(".-/")
        if word:
            name = _bare(word)
            yield match.start(), match.start(1) + len(word), known.get(name.lower(), name)
    if known:
        for match in _WORD.finditer(text, start, end):
            for word in (match[0], match[0].rstrip(".-")):
                if word.lower() in known:
                    yield match.start(), match.start() + len(word), known[word.lower()]
                    break


def _bare(name: str) -> str:
    """A textual inversion's name: its file's, without folder and ending."""
    name = name.rpartition("/")[2]
    for suffix in _SUFFIXES:
        name = name.removesuffix(suffix)
    return name


def _merged(pieces: list[Piece]) -> Iterator[Piece]:
    """Neighbours of one weight as one piece, so that no word is torn where nothing asks for it."""
    run: list[Piece] = []
    for piece in pieces:
        piece = Piece(piece.text, round(piece.weight, 4), piece.kind, piece.start, piece.end)
        if run and (piece.kind != "text" or run[0].weight != piece.weight):
            yield _joined(run)
            run = []
        if piece.kind == "text":
            run.append(piece)
        else:
            yield piece
    if run:
        yield _joined(run)


def _joined(run: list[Piece]) -> Piece:
    text = "".join(piece.text for piece in run)
    return Piece(text, run[0].weight, "text", run[0].start, run[-1].end)


def _clamped(weight: float) -> float:
    return min(max(weight, -MAX_WEIGHT), MAX_WEIGHT)


def _lora(tag: Tag, notes: list[Note]) -> LoraTag:
    """`<lora:name>`, `<lora:name:0.8>`, `<lora:name:0.5:0.8>` (text encoder first), or with te=, unet=."""
    name, *rest = tag.values
    numbers: list[float] = []
    named: dict[str, float] = {}
    for value in rest:
        key, equals, number = value.rpartition("=")
        try:
            weight = float(number)
        except ValueError:
            weight = float("nan")
        if not -MAX_LORA_WEIGHT <= weight <= MAX_LORA_WEIGHT:  # NaN too
            notes.append(Note("lora_weight", tag.start, tag.end, name))
            weight = 1.0 if weight != weight else _limited(weight)
        if equals:
            named[key.strip().lower()] = weight
        else:
            numbers.append(weight)
    text_weight = named.get("te", numbers[0] if numbers else 1.0)
    weight = named.get("unet", numbers[1] if len(numbers) > 1 else text_weight)
    return LoraTag(name, weight, text_weight, tag.start, tag.end)


def _limited(weight: float) -> float:
    return min(max(weight, -MAX_LORA_WEIGHT), MAX_LORA_WEIGHT)
