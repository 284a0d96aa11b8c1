"""How the painter reads a prompt: which words it knows, in two languages, and what they add up to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from inference.engines.painterly.schools import SCHOOLS
from inference.engines.painterly.vocabulary import COLOURS, SPELLINGS, STOP_WORDS, WORDS, Effect
from inference.engines.painterly.words_zh import CHINESE, LONGEST_CHINESE, SIMPLIFIED, STOP_CHINESE

__all__ = [
    "CHINESE", "COLOURS", "MEDIA", "OIL", "SPELLINGS", "STOP_WORDS", "WORDS", "Effect", "Medium", "Reading",
    "Settings", "Term", "read", "terms",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Medium:
    """How a medium lays its strokes. Factors are relative to oil."""

    name: str
    hardness: float = 0.75  # 0 … 1, of the brush edge
    flow: float = 0.95  # 0 … 1
    opacity: float = 0.95  # of the strokes above the ground
    size: float = 1.0  # brush diameter, factor
    length: float = 1.0  # stroke length, factor
    jitter: float = 1.0  # colour variation from stroke to stroke, factor
    taper: float = 0.6  # 0 = blunt ends, 1 = ends in a point
    strands: int = 2  # bristle marks riding on a broad stroke
    chroma: float = 1.0  # colour strength, factor
    contrast: float = 1.0  # of lightness about the middle, factor
    paper: float = 0.0  # 0 … 1: how far the ground is pale paper rather than a toned underpainting
    line: float = 1.0  # strength of drawn lines, factor


OIL = Medium("oil")
MEDIA = {
    medium.name: medium
    for medium in (
        OIL,
        Medium("acrylic", hardness=0.85, flow=1.0, opacity=1.0, jitter=0.8, strands=1, chroma=1.12),
        Medium(
            "gouache",
            hardness=0.92,
            flow=1.0,
            opacity=1.0,
            size=1.1,
            jitter=0.5,
            taper=0.3,
            strands=0,
            chroma=0.92,
        ),
        Medium(
            "watercolour",
            hardness=0.25,
            flow=0.5,
            opacity=0.6,
            size=1.3,
            length=1.2,
            jitter=1.2,
            taper=0.4,
            strands=0,
            chroma=0.85,
            contrast=0.9,
            paper=0.8,
            line=0.8,
        ),
        Medium(
            "pastel",
            hardness=0.45,
            flow=0.7,
            opacity=0.75,
            size=0.85,
            length=0.8,
            jitter=1.7,
            taper=0.2,
            strands=2,
            chroma=0.95,
            contrast=0.9,
            paper=0.25,
        ),
        Medium(
            "ink",
            hardness=0.95,
            flow=1.0,
            opacity=0.95,
            size=0.7,
            length=1.5,
            jitter=0.4,
            taper=0.95,
            strands=0,
            chroma=0.12,
            contrast=1.35,
            paper=1.0,
            line=1.5,
        ),
        Medium(
            "pencil",
            hardness=0.6,
            flow=0.8,
            opacity=0.6,
            size=0.4,
            length=1.4,
            jitter=0.9,
            taper=0.8,
            strands=0,
            chroma=0.55,
            contrast=0.95,
            paper=0.9,
            line=1.2,
        ),
        Medium(
            "charcoal",
            hardness=0.35,
            flow=0.7,
            opacity=0.7,
            size=0.8,
            length=1.1,
            jitter=1.0,
            taper=0.6,
            strands=1,
            chroma=0.03,
            contrast=1.15,
            paper=0.7,
            line=1.4,
        ),
        Medium("knife", hardness=0.95, size=1.3, length=0.6, jitter=1.4, taper=0.1, strands=1, chroma=1.05),
        Medium(
            "impressionist",
            hardness=0.8,
            size=0.8,
            length=0.55,
            jitter=2.2,
            taper=0.4,
            strands=2,
            chroma=1.15,
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Settings:
    """What the words add up to. All amounts are 0 where nothing was asked for."""

    medium: Medium = OIL
    warmth: float = 0.0  # −1 … 1: cold … warm light; moves b* by about 14 per unit
    key: float = 0.0  # −1 … 1: dark … light; moves L* by about 22 per unit
    contrast: float = 0.0  # log2 of the lightness contrast
    vivid: float = 0.0  # log2 of the colour strength
    size: float = 0.0  # log2 of all brush sizes
    detail: float = 0.0  # log2 of how much finer the finest brush gets
    length: float = 0.0  # log2 of the stroke length
    jitter: float = 0.0  # log2 of the colour variation
    mist: float = 0.0  # 0 … 1: pale veil, strongest at the top
    glow: float = 0.0  # −1 … 1: warm horizon and cooler top; negative the other way
    split: float = 0.0  # −1.5 … 1.5: warm lights against cool shadows; negative the other way
    turn: float = 0.0  # radians by which the axis of that split is turned
    pool: float = 0.0  # 0 … 1: light falls in a pool, and it is dark around
    pool_at: tuple[float, float] = (0.46, 0.4)  # its middle, shares of the picture's sides
    tints: tuple[tuple[str, float], ...] = ()  # (name in `COLOURS`, amount)
    schools: tuple[tuple[str, float], ...] = ()  # (name in `SCHOOLS`, amount)


@dataclass(frozen=True, slots=True)
class Reading:
    """A prompt as the painter understood it."""

    settings: Settings
    known: tuple[str, ...]
    ignored: tuple[str, ...]


_WEIGHT = re.compile(r"\(([^():]+):\s*(\d+(?:\.\d+)?)\s*\)")
_TAG = re.compile(r"<([^<>]*)>")
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+(?:['’][^\W_{_HAN}]+)*")
_IS_HAN = re.compile(f"[{_HAN}]")
_BETWEEN = re.compile(
    r"[ \t\n_-]*"
)  # what may stand between the words of "golden hour" and "post-impressionist"
_LONGEST = 3  # words of a phrase
_LIMITS: Mapping[str, tuple[float, float]] = {
    "warmth": (-1.2, 1.2),
    "key": (-1.2, 1.2),
    "contrast": (-1.0, 1.0),
    "vivid": (-10.0, 1.2),
    "size": (-1.5, 1.5),
    "detail": (-1.2, 1.2),
    "length": (-1.2, 1.2),
    "jitter": (-2.0, 2.0),
    "mist": (0.0, 1.0),
    "glow": (-1.0, 1.0),
    "split": (-1.5, 1.5),
    "pool": (0.0, 1.0),
}


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase of a prompt, and where it stands in it."""

    text: str  # lower case, as it was written
    start: int
    end: int
    weight: float = 1.0
    name: str = ""  # in `WORDS`; "" where the painter does not know it


def read(prompt: str, negative: str = "") -> Reading:
    """Understand a prompt. Words of `negative` do the opposite; a negative medium is merely not chosen.

    `(word:1.3)` weighs a word. Unknown words and `<…>` tags come back as `ignored`, lower case, each once,
    in the order they were written. Never raises.
    """
    known: dict[str, None] = {}
    ignored: dict[str, None] = {}
    taking = _Sum()
    for text, sign in ((prompt, 1.0), (negative, -1.0)):
        for tag in _TAG.findall(text):
            ignored[tag.strip().lower()] = None
        for term in terms(text):
            if term.name:
                taking.add(WORDS[term.name], sign * term.weight)
                known[term.text] = None
            else:
                ignored[term.text] = None
    return Reading(taking.settings(), tuple(known), tuple(ignored))


def terms(text: str) -> list[Term]:
    """The words and phrases of a prompt in order, without stop-words and `<…>` tags."""
    text = _TAG.sub(lambda tag: " " * len(tag[0]), text)
    weighted = list(_WEIGHT.finditer(text))
    for match in weighted:  # the number is no word
        text = text[: match.end(1)] + " " * (match.end() - match.end(1)) + text[match.end() :]
    words = list(_WORD.finditer(text))
    found: list[Term] = []
    at = 0
    while at < len(words):
        word = words[at]
        weight = next((min(float(m[2]), 3.0) for m in weighted if m.start() <= word.start() < m.end()), 1.0)
        if _IS_HAN.match(word[0]):
            found += _chinese_terms(word[0], word.start(), weight)
            at += 1
            continue
        count, name = _phrase(text, words, at)
        start, end = word.start(), words[at + count - 1].end()
        at += count
        if name or word[0].lower() not in STOP_WORDS:
            found.append(Term(text[start:end].lower(), start, end, weight, name))
    return found


def _phrase(text: str, words: list[re.Match[str]], at: int) -> tuple[int, str]:
    """The longest known phrase from words[at] on: its number of words, its name in `WORDS` (1, "": none)."""
    best = (1, "")
    phrase = ""
    for count in range(1, min(_LONGEST, len(words) - at) + 1):
        word = words[at + count - 1]
        if count > 1:
            between = text[words[at + count - 2].end() : word.start()]
            if not _BETWEEN.fullmatch(between):
                break
            phrase += " "
        phrase += word[0].lower()
        for spelling in (phrase, phrase.replace(" ", "-")):
            name = SPELLINGS.get(spelling, spelling)
            if name in WORDS:
                best = (count, name)
    return best


def _chinese_terms(run: str, start: int, weight: float) -> Iterator[Term]:
    """Cut Chinese characters into known words, longest first; what lies between comes as one word."""
    plain = run.translate(SIMPLIFIED)
    unknown = at = 0
    while at <= len(run):
        ends = range(min(len(run), at + LONGEST_CHINESE), at, -1)
        word = next((plain[at:end] for end in ends if _means(plain[at:end])), "")
        if (word or at == len(run)) and unknown < at:
            yield Term(run[unknown:at], start + unknown, start + at, weight)
        if word:
            end = at + len(word)
            if word in CHINESE:
                yield Term(run[at:end], start + at, start + end, weight, CHINESE[word])
            unknown = end
        at += max(1, len(word))


def _means(word: str) -> bool:
    return word in CHINESE or word in STOP_CHINESE


class _Sum:
    """What the words read so far add up to."""

    def __init__(self) -> None:
        self.amounts = dict.fromkeys(_LIMITS, 0.0)
        self.tints: dict[str, float] = {}
        self.schools: dict[str, float] = {}
        self.wanted: list[str] = []  # media, as they were named
        self.implied: list[str] = []  # media of schools
        self.unwanted: set[str] = set()

    def add(self, effect: Effect, weight: float) -> None:
        """Take one word's effect into account."""
        if effect.medium:
            if weight > 0:
                self.wanted.append(effect.medium)
            else:
                self.unwanted.add(effect.medium)
        self._add_amounts(effect.amounts, weight)
        if effect.tint:
            self.tints[effect.tint] = self.tints.get(effect.tint, 0.0) + weight
        if effect.school:
            school = SCHOOLS[effect.school]
            self.schools[effect.school] = self.schools.get(effect.school, 0.0) + weight
            self._add_amounts(school.amounts, weight)
            if weight > 0 and school.medium:
                self.implied.append(school.medium)

    def _add_amounts(self, amounts: Mapping[str, float], weight: float) -> None:
        for name, amount in amounts.items():
            # "not monochrome" asks for colour, not for 2**8 times as much of it.
            self.amounts[name] += max(amount, -1.0) * weight if weight < 0 else amount * weight

    def settings(self) -> Settings:
        """The sum, within limits. A medium that is named goes before one that a school implies."""
        media = [name for name in (*self.wanted, *self.implied) if name not in self.unwanted]
        medium = MEDIA[media[0]] if media else next(m for m in MEDIA.values() if m.name not in self.unwanted)
        amounts = {name: min(max(self.amounts[name], least), most) for name, (least, most) in _LIMITS.items()}
        tints, schools = tuple(self.tints.items()), tuple(self.schools.items())
        return replace(Settings(), medium=medium, tints=tints, schools=schools, **amounts)
