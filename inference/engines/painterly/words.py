"""The painter's vocabulary: which prompt words it knows, and what each one visibly does."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields, replace


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
    tints: tuple[tuple[str, float], ...] = ()  # (name in `COLOURS`, amount)


@dataclass(frozen=True, slots=True)
class Effect:
    """What one word does: added to the settings of the same name."""

    says: str  # for help texts: what the artist will see
    medium: str = ""
    amounts: dict[str, float] = field(default_factory=dict)
    tint: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A prompt as the painter understood it."""

    settings: Settings
    known: tuple[str, ...]
    ignored: tuple[str, ...]


# Colours that a word pulls the picture towards: sRGB, 8 bits.
COLOURS: dict[str, tuple[int, int, int]] = {
    "red": (190, 45, 40), "orange": (225, 125, 40), "golden": (215, 165, 60), "yellow": (235, 210, 70),
    "green": (75, 135, 65), "olive": (115, 120, 55), "teal": (30, 125, 125), "turquoise": (70, 180, 180),
    "blue": (50, 95, 175), "indigo": (60, 55, 130), "purple": (115, 65, 150), "violet": (135, 85, 180),
    "pink": (225, 140, 165), "crimson": (150, 25, 50), "brown": (120, 80, 50), "ochre": (195, 145, 70),
    "rose": (205, 110, 120), "emerald": (25, 130, 85), "amber": (220, 150, 45), "lavender": (165, 150, 205),
    "sepia": (130, 95, 60),
}  # fmt: skip


def _look(says: str, **amounts: float) -> Effect:
    return Effect(says, amounts=amounts)


WORDS: dict[str, Effect] = {
    # Media
    "oil": Effect("rich, opaque strokes with bristle marks on a toned ground", "oil"),
    "acrylic": Effect("clean-edged, opaque, brighter strokes", "acrylic"),
    "gouache": Effect("flat, matt, hard-edged strokes", "gouache"),
    "watercolour": Effect("soft, see-through washes over pale paper", "watercolour"),
    "pastel": Effect("short, soft, broken strokes", "pastel"),
    "ink": Effect("thin, tapering, nearly colourless strokes and strong lines on paper", "ink"),
    "pencil": Effect("thin, see-through hatching on paper", "pencil"),
    "charcoal": Effect("soft black strokes on grey paper", "charcoal"),
    "impressionist": Effect("short, thick strokes of broken colour", "impressionist"),
    # Light and palette
    "warm": _look("colours turn towards orange", warmth=0.6),
    "cool": _look("colours turn towards blue", warmth=-0.6),
    "cold": _look("colours turn strongly towards blue", warmth=-0.8, vivid=-0.1),
    "sunset": _look("warm, glowing horizon under a cooler top", warmth=0.5, glow=0.9, key=-0.1, vivid=0.25),
    "dawn": _look("pale, rosy glow low in the picture", warmth=0.25, glow=0.6, key=0.15, mist=0.2),
    "night": _look("dark and blue", warmth=-0.75, key=-0.85, vivid=-0.25),
    "noon": _look("bright and contrasty", key=0.2, contrast=0.25),
    "autumn": Effect("warm colours drawn towards amber", "", {"warmth": 0.5, "vivid": 0.1}, "amber"),
    "winter": _look("pale and cool", warmth=-0.5, key=0.3, vivid=-0.4),
    "spring": Effect("light and fresh, drawn towards green", "", {"key": 0.2, "vivid": 0.2}, "green"),
    "summer": _look("warm, light, strong colours", warmth=0.3, key=0.15, vivid=0.3),
    "misty": _look("a pale veil, less contrast", mist=0.7, contrast=-0.3, vivid=-0.3),
    "vivid": _look("stronger colours", vivid=0.6),
    "muted": _look("quieter colours", vivid=-0.7),
    "monochrome": _look("no colours", vivid=-8.0),
    "sepia": Effect("brown tones only", "", {"vivid": -8.0}, "sepia"),
    "bright": _look("lighter", key=0.45),
    "dark": _look("darker", key=-0.5),
    # Brushwork
    "broad": _look("broader brushes", size=0.7),
    "bold": _look("broader brushes, more contrast", size=0.55, contrast=0.2),
    "loose": _look("longer, broader strokes, less detail", size=0.3, detail=-0.6, length=0.4, jitter=0.3),
    "detailed": _look("finer brushes where there is detail", detail=0.7),
    "fine": _look("finer brushes throughout", size=-0.4, detail=0.5),
    "tiny": _look("very fine brushes throughout", size=-0.9, detail=0.3),
    "smooth": _look("less colour variation between strokes", jitter=-1.5),
    "rough": _look("more colour variation between strokes", jitter=1.0),
    "long": _look("longer strokes", length=0.8),
    "short": _look("shorter strokes", length=-0.8),
    # Mood
    "calm": _look("longer, quieter strokes", contrast=-0.25, jitter=-0.6, length=0.4, vivid=-0.15),
    "dramatic": _look("strong contrast, darker", contrast=0.6, key=-0.2, vivid=0.15),
    "gloomy": _look("dark, cool and quiet", key=-0.45, warmth=-0.3, vivid=-0.5),
    "cheerful": _look("light, warm and colourful", key=0.25, warmth=0.25, vivid=0.4),
    "dreamy": _look("pale, soft, light", mist=0.35, contrast=-0.25, key=0.2),
} | {name: Effect(f"colours drawn towards {name}", tint=name) for name in COLOURS if name != "sepia"}

SPELLINGS = {
    "oils": "oil", "acrylics": "acrylic", "watercolor": "watercolour", "watercolors": "watercolour",
    "watercolours": "watercolour", "aquarelle": "watercolour", "pastels": "pastel", "inks": "ink",
    "pencils": "pencil", "impressionism": "impressionist", "warmer": "warm", "cooler": "cool",
    "colder": "cold", "dusk": "sunset", "evening": "sunset", "sunrise": "dawn", "morning": "dawn",
    "midnight": "night", "nocturne": "night",
    "midday": "noon", "fall": "autumn", "autumnal": "autumn", "wintry": "winter",
    "snowy": "winter", "mist": "misty", "fog": "misty", "foggy": "misty", "hazy": "misty",
    "vibrant": "vivid", "colourful": "vivid", "colorful": "vivid", "saturated": "vivid",
    "desaturated": "muted", "subdued": "muted", "pale": "muted", "grayscale": "monochrome",
    "greyscale": "monochrome", "light": "bright", "airy": "bright", "darker": "dark", "wide": "broad",
    "sketchy": "loose", "intricate": "detailed", "detail": "detailed", "details": "detailed",
    "delicate": "fine", "minute": "tiny", "expressive": "rough", "peaceful": "calm", "serene": "calm",
    "quiet": "calm", "moody": "dramatic", "sombre": "gloomy", "somber": "gloomy", "happy": "cheerful",
    "joyful": "cheerful", "gold": "golden", "scarlet": "red", "azure": "blue", "navy": "indigo",
    "cyan": "turquoise", "magenta": "pink", "bluish": "blue", "reddish": "red", "greenish": "green",
}  # fmt: skip

# Words that carry no picture of their own, or that say what the painter does anyway; never reported.
STOP_WORDS = frozenset({
    "a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "is", "it", "its", "no", "not", "of",
    "on", "or", "over", "the", "this", "that", "to", "under", "very", "with", "without", "painting",
    "painted", "paint", "picture", "image", "style", "palette", "colour", "color", "colours", "colors",
    "tones", "tone", "brush", "brushes", "brushwork", "stroke", "strokes", "mood",
})  # fmt: skip

_WEIGHT = re.compile(r"\(([^():]+):\s*(\d+(?:\.\d+)?)\s*\)")
_TAG = re.compile(r"<([^<>]*)>")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_LIMITS = {
    "warmth": 1.2,
    "key": 1.2,
    "contrast": 1.0,
    "size": 1.5,
    "detail": 1.2,
    "length": 1.2,
    "jitter": 2.0,
}


def read(prompt: str, negative: str = "") -> Reading:
    """Understand a prompt. Words of `negative` do the opposite; a negative medium is merely not chosen.

    `(word:1.3)` weighs a word. Unknown words and `<…>` tags come back as `ignored`, lower case, each once,
    in the order they were written. Never raises.
    """
    known: dict[str, None] = {}
    ignored: dict[str, None] = {}
    sums = {item.name: 0.0 for item in fields(Settings) if item.name not in ("medium", "tints")}
    tints: dict[str, float] = {}
    wanted: list[str] = []
    unwanted: set[str] = set()
    for text, sign in ((prompt, 1.0), (negative, -1.0)):
        for word, weight in _weighted_words(text, ignored):
            effect = WORDS.get(SPELLINGS.get(word, word))
            if effect is None or not _add(effect, sign * weight, sums, tints, wanted, unwanted):
                ignored[word] = None
                continue
            known[word] = None
    media = [name for name in wanted if name not in unwanted]
    medium = MEDIA[media[0]] if media else next(m for m in MEDIA.values() if m.name not in unwanted)
    for name, limit in _LIMITS.items():
        sums[name] = min(max(sums[name], -limit), limit)
    sums["mist"] = min(max(sums["mist"], 0.0), 1.0)
    sums["glow"] = min(max(sums["glow"], -1.0), 1.0)
    sums["vivid"] = min(sums["vivid"], 1.2)
    settings = replace(Settings(), medium=medium, tints=tuple(tints.items()), **sums)
    return Reading(settings, tuple(known), tuple(ignored))


def _weighted_words(text: str, ignored: dict[str, None]) -> list[tuple[str, float]]:
    """Split into lower-case words with their weights, without stop-words; `<…>` tags go to `ignored`."""
    for tag in _TAG.findall(text):
        ignored[tag.strip().lower()] = None
    text = _TAG.sub(" ", text)
    pieces: list[tuple[str, float]] = []
    start = 0
    for match in _WEIGHT.finditer(text):
        pieces += [(text[start : match.start()], 1.0), (match.group(1), min(float(match.group(2)), 3.0))]
        start = match.end()
    pieces.append((text[start:], 1.0))
    return [
        (word, weight)
        for piece, weight in pieces
        for word in _WORD.findall(piece.lower())
        if word not in STOP_WORDS
    ]


def _add(
    effect: Effect,
    weight: float,
    sums: dict[str, float],
    tints: dict[str, float],
    wanted: list[str],
    unwanted: set[str],
) -> bool:
    """Take one word's effect into account; False where the word means nothing here (a negative mist)."""
    if effect.medium:
        if weight > 0:
            wanted.append(effect.medium)
        else:
            unwanted.add(effect.medium)
    for name, amount in effect.amounts.items():
        # "not monochrome" asks for colour, not for 2**8 times as much of it.
        sums[name] += max(amount, -1.0) * weight if weight < 0 else amount * weight
    if effect.tint:
        tints[effect.tint] = tints.get(effect.tint, 0.0) + weight
    return True
