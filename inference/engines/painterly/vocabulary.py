"""What each word that the painter knows does to a painting, in one table; and other spellings of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from inference.engines.painterly.schools import SCHOOLS


@dataclass(frozen=True, slots=True)
class Effect:
    """What one word does: its amounts are added to the settings of the same name."""

    says: str  # for help texts: what the artist will see
    medium: str = ""
    amounts: Mapping[str, float] = field(default_factory=dict)
    tint: str = ""  # a name in `COLOURS`
    school: str = ""  # a name in `SCHOOLS`, whose medium and amounts count too


# Colours that a word pulls the picture towards: sRGB, 8 bits.
COLOURS: dict[str, tuple[int, int, int]] = {
    "red": (190, 45, 40), "orange": (225, 125, 40), "golden": (215, 165, 60), "yellow": (235, 210, 70),
    "green": (75, 135, 65), "olive": (115, 120, 55), "teal": (30, 125, 125), "turquoise": (70, 180, 180),
    "blue": (50, 95, 175), "indigo": (60, 55, 130), "purple": (115, 65, 150), "violet": (135, 85, 180),
    "pink": (225, 140, 165), "crimson": (150, 25, 50), "brown": (120, 80, 50), "ochre": (195, 145, 70),
    "rose": (205, 110, 120), "emerald": (25, 130, 85), "amber": (220, 150, 45), "lavender": (165, 150, 205),
    "sepia": (130, 95, 60), "coral": (240, 125, 100), "mint": (150, 215, 180), "copper": (175, 105, 65),
    "cream": (245, 230, 195), "peach": (245, 190, 150), "plum": (110, 50, 90), "sand": (220, 195, 150),
}  # fmt: skip


def _look(says: str, medium: str = "", tint: str = "", **amounts: float) -> Effect:
    return Effect(says, medium, amounts, tint)


def _school(says: str, name: str) -> Effect:
    return Effect(says, school=name)


_MEDIA = {
    "oil": Effect("rich, opaque strokes with bristle marks on a toned ground", "oil"),
    "acrylic": Effect("clean-edged, opaque, brighter strokes", "acrylic"),
    "gouache": Effect("flat, matt, hard-edged strokes", "gouache"),
    "watercolour": Effect("soft, see-through washes over pale paper", "watercolour"),
    "pastel": Effect("short, soft, broken strokes", "pastel"),
    "ink": Effect("thin, tapering, nearly colourless strokes and strong lines on paper", "ink"),
    "pencil": Effect("thin, see-through hatching on paper", "pencil"),
    "charcoal": Effect("soft black strokes on grey paper", "charcoal"),
    "palette knife": Effect("broad slabs of paint with sharp edges", "knife"),
    "impasto": _look("thick, broad touches of oil", "oil", size=0.4, length=-0.4, jitter=0.6),
}
_TIMES = {
    "dawn": _look("pale, rosy glow low in the picture", warmth=0.25, glow=0.6, key=0.15, mist=0.2),
    "morning": _look("fresh, light, a little cool in the shadows", key=0.25, split=0.5, vivid=0.1, mist=0.1),
    "noon": _look("bright and contrasty", key=0.2, contrast=0.25),
    "afternoon": _look("warm light, quiet blue shadows", warmth=0.3, split=0.4, key=0.05),
    "golden hour": _look("golden light against blue shadows", warmth=0.45, split=0.9, glow=0.4, vivid=0.15),
    "sunset": _look("warm, glowing horizon under a cooler top", warmth=0.5, glow=0.9, key=-0.1, vivid=0.25),
    "twilight": _look("violet dusk, still a rosy rim", "", "violet", key=-0.35, glow=0.3, vivid=-0.1),
    "blue hour": _look("deep, clear blue", "", "blue", key=-0.4, warmth=-0.35),
    "night": _look("dark and blue", warmth=-0.75, key=-0.85, vivid=-0.25),
    "moonlit": _look("dark, silvery and blue, light in a pool", warmth=-0.8, key=-0.5, vivid=-0.7, pool=0.7),
}
_LIGHT = {
    "sunny": _look("warm lights, blue shadows", key=0.2, split=0.8, contrast=0.2, vivid=0.15),
    "overcast": _look("even grey light", contrast=-0.4, vivid=-0.45, warmth=-0.15),
    "backlit": _look("dark against a glowing middle", key=-0.3, contrast=0.35, glow=0.6),
    "candlelit": _look("a warm pool of light in the dark", key=-0.4, warmth=0.7, pool=0.95),
    "spotlit": _look("a pool of light, dark around", key=-0.2, pool=0.9, contrast=0.15),
    "chiaroscuro": _look("deep darks and one pool of light", key=-0.35, contrast=0.5, pool=0.8),
    "high key": _look("everything light and low in contrast", key=0.75, contrast=-0.35),
    "low key": _look("everything dark, few lights", key=-0.75, contrast=0.2),
    "soft light": _look("gentle steps of light and dark", contrast=-0.45, key=0.05),
    "harsh": _look("hard steps of light and dark", contrast=0.75),
    "misty": _look("a pale veil, less contrast", mist=0.7, contrast=-0.3, vivid=-0.3),
    "rainy": _look("wet, grey and cool", mist=0.3, vivid=-0.5, warmth=-0.35, key=-0.1, length=0.3),
    "stormy": _look("dark, cool and rough", key=-0.45, warmth=-0.25, contrast=0.3, jitter=0.7),
}
_SEASONS = {
    "spring": _look("light and fresh, drawn towards green", "", "green", key=0.2, vivid=0.2),
    "summer": _look("warm, light, strong colours", warmth=0.3, key=0.15, vivid=0.3),
    "autumn": _look("warm colours drawn towards amber", "", "amber", warmth=0.5, vivid=0.1),
    "winter": _look("pale and cool", warmth=-0.5, key=0.3, vivid=-0.4),
}
_PALETTE = {
    "warm": _look("colours turn towards orange", warmth=0.6),
    "cool": _look("colours turn towards blue", warmth=-0.6),
    "cold": _look("colours turn strongly towards blue", warmth=-0.8, vivid=-0.1),
    "vivid": _look("stronger colours", vivid=0.6),
    "neon": _look("glaring colours on a darker ground", vivid=1.1, key=-0.25, contrast=0.25),
    "jewel": _look("deep, strong colours", vivid=0.7, key=-0.3, contrast=0.2),
    "muted": _look("quieter colours", vivid=-0.7),
    "faded": _look("pale, as if bleached by the sun", vivid=-0.8, key=0.3, contrast=-0.4, warmth=0.15),
    "earthy": _look("browns and ochres", "", "ochre", vivid=-0.35, warmth=0.15),
    "complementary": _look("warm lights against cool shadows", split=1.1, vivid=0.2),
    "monochrome": _look("no colours", vivid=-8.0),
    "sepia": _look("brown tones only", "", "sepia", vivid=-8.0, warmth=0.5),
    "bright": _look("lighter", key=0.45),
    "dark": _look("darker", key=-0.5),
    "contrasty": _look("lights lighter, darks darker", contrast=0.55),
}
_BRUSHWORK = {
    "broad": _look("broader brushes", size=0.7),
    "bold": _look("broader brushes, more contrast", size=0.55, contrast=0.2),
    "loose": _look("longer, broader strokes, less detail", size=0.3, detail=-0.6, length=0.4, jitter=0.3),
    "simple": _look("less detail, calm masses", size=0.4, detail=-1.0, jitter=-0.4),
    "detailed": _look("finer brushes where there is detail", detail=0.7),
    "fine": _look("finer brushes throughout", size=-0.4, detail=0.5),
    "tiny": _look("very fine brushes throughout", size=-0.9, detail=0.3),
    "smooth": _look("less colour variation between strokes", jitter=-1.5),
    "rough": _look("more colour variation between strokes", jitter=1.0),
    "long": _look("longer strokes", length=0.8),
    "short": _look("shorter strokes", length=-0.8),
}
_MOODS = {
    "calm": _look("longer, quieter strokes", contrast=-0.25, jitter=-0.6, length=0.4, vivid=-0.15),
    "dramatic": _look("strong contrast, darker", contrast=0.6, key=-0.2, vivid=0.15),
    "gloomy": _look("dark, cool and quiet", key=-0.45, warmth=-0.3, vivid=-0.5),
    "cheerful": _look("light, warm and colourful", key=0.25, warmth=0.25, vivid=0.4),
    "dreamy": _look("pale, soft, light", mist=0.35, contrast=-0.25, key=0.2),
    "melancholy": _look("quiet, bluish, a little dark", "", "indigo", key=-0.2, vivid=-0.5, contrast=-0.2),
    "mysterious": _look(
        "dark with a cool veil and a pool of light", key=-0.4, warmth=-0.3, mist=0.3, pool=0.5
    ),
    "nostalgic": _look("faded and warm", warmth=0.35, vivid=-0.45, contrast=-0.3, key=0.1),
    "fierce": _look("strong colours, hard contrast, rough strokes", vivid=0.6, contrast=0.5, jitter=1.0),
    "tender": _look("light, rosy, soft", "", "rose", key=0.3, contrast=-0.35, vivid=-0.2),
    "cosy": _look("warm and dim, light in the middle", warmth=0.55, key=-0.15, pool=0.5),
    "lonely": _look("cool, empty, pale", warmth=-0.35, vivid=-0.55, mist=0.25, detail=-0.4),
}
_SCHOOLS = {
    "impressionist": _school("short touches of broken colour, violet shadows", "impressionist"),
    "pointillist": _school("small dabs of pure colours side by side", "pointillist"),
    "post-impressionist": _school("long, strong strokes in chrome yellow and blue", "post-impressionist"),
    "fauve": _school("broad flat touches of wild, pure colour", "fauve"),
    "tonalist": _school("a few quiet browns and greys in a veil", "tonalist"),
    "zorn": _school("ochre, vermilion, black and white; no blue", "zorn"),
    "baroque": _school("earth colours and deep dark around a pool of light", "baroque"),
    "romantic": _school("golden light that dissolves the forms", "romantic"),
    "pre-raphaelite": _school("fine brushes, clear greens, blues and violets", "pre-raphaelite"),
    "blue-green": _school("azurite and malachite, as in old Chinese landscapes", "blue-green"),
    "gongbi": _school("thin, even, finely drawn washes", "gongbi"),
    "xieyi": _school("few, broad strokes of ink", "xieyi"),
    "ukiyo-e": _school("flat Prussian blue, rose and ochre, as in Japanese prints", "ukiyo-e"),
}
WORDS: Mapping[str, Effect] = {
    **_MEDIA, **_TIMES, **_LIGHT, **_SEASONS, **_PALETTE, **_BRUSHWORK, **_MOODS, **_SCHOOLS,
    **{name: Effect(f"colours drawn towards {name}", tint=name) for name in COLOURS if name != "sepia"},
}  # fmt: skip
assert set(SCHOOLS) == {effect.school for effect in WORDS.values() if effect.school}

# Other ways to write the same; hyphens are read as blanks.
SPELLINGS: Mapping[str, str] = {
    "oils": "oil", "acrylics": "acrylic", "watercolor": "watercolour", "watercolors": "watercolour",
    "watercolours": "watercolour", "water colour": "watercolour", "water color": "watercolour",
    "aquarelle": "watercolour", "pastels": "pastel", "inks": "ink", "ink wash": "ink", "pen and ink": "ink",
    "pencils": "pencil", "coloured pencil": "pencil", "colored pencil": "pencil", "crayon": "pencil",
    "knife": "palette knife", "palette knives": "palette knife", "thick paint": "impasto",
    "tempera": "gouache",
    "warmer": "warm", "cooler": "cool", "colder": "cold", "dusk": "twilight", "evening": "sunset",
    "sunrise": "dawn", "daybreak": "dawn", "magic hour": "golden hour", "midnight": "night",
    "nighttime": "night", "nocturne": "night", "moonlight": "moonlit", "midday": "noon", "daylight": "noon",
    "sunlit": "sunny", "sunlight": "sunny", "sunshine": "sunny", "cloudy": "overcast", "grey day": "overcast",
    "backlight": "backlit", "candlelight": "candlelit", "lamplight": "candlelit", "firelight": "candlelit",
    "spotlight": "spotlit", "tenebrism": "chiaroscuro", "diffuse": "soft light", "hard light": "harsh",
    "fall": "autumn", "autumnal": "autumn", "wintry": "winter", "snowy": "winter", "springtime": "spring",
    "summery": "summer", "mist": "misty", "fog": "misty", "foggy": "misty", "hazy": "misty", "haze": "misty",
    "rain": "rainy", "storm": "stormy", "thunderstorm": "stormy",
    "vibrant": "vivid", "colourful": "vivid", "colorful": "vivid", "saturated": "vivid", "gaudy": "neon",
    "desaturated": "muted", "subdued": "muted", "pale": "muted", "bleached": "faded", "washed out": "faded",
    "earth": "earthy", "earth tones": "earthy", "grayscale": "monochrome", "greyscale": "monochrome",
    "grisaille": "monochrome", "black and white": "monochrome", "light": "bright", "airy": "bright",
    "darker": "dark", "brighter": "bright", "contrast": "contrasty", "wide": "broad", "sketchy": "loose",
    "painterly": "loose", "minimal": "simple", "minimalist": "simple", "intricate": "detailed",
    "detail": "detailed", "details": "detailed", "delicate": "fine", "minute": "tiny", "blended": "smooth",
    "expressive": "rough", "peaceful": "calm", "serene": "calm", "quiet": "calm", "tranquil": "calm",
    "moody": "dramatic", "epic": "dramatic", "sombre": "gloomy", "somber": "gloomy", "happy": "cheerful",
    "joyful": "cheerful", "festive": "cheerful", "ethereal": "dreamy", "sad": "melancholy",
    "melancholic": "melancholy", "eerie": "mysterious", "mystery": "mysterious", "nostalgia": "nostalgic",
    "vintage": "nostalgic", "angry": "fierce", "wild": "fierce", "gentle": "tender", "cozy": "cosy",
    "solitary": "lonely", "impressionism": "impressionist", "impressionistic": "impressionist",
    "pointillism": "pointillist", "divisionist": "pointillist", "divisionism": "pointillist",
    "neo impressionist": "pointillist", "post impressionist": "post-impressionist",
    "post impressionism": "post-impressionist", "postimpressionist": "post-impressionist",
    "fauvism": "fauve", "fauvist": "fauve", "tonalism": "tonalist", "zorn palette": "zorn",
    "tenebrist": "baroque", "romanticism": "romantic", "pre raphaelite": "pre-raphaelite",
    "blue green": "blue-green", "qinglu": "blue-green", "shuimo": "ink", "sumi": "ink", "sumi e": "ink",
    "freehand ink": "xieyi", "ukiyo e": "ukiyo-e", "ukiyoe": "ukiyo-e", "woodblock print": "ukiyo-e",
    "gold": "golden", "scarlet": "red", "azure": "blue", "navy": "indigo", "cyan": "turquoise",
    "magenta": "pink", "bluish": "blue", "reddish": "red", "greenish": "green", "lilac": "lavender",
    "salmon": "coral", "maroon": "crimson", "beige": "sand", "ivory": "cream", "bronze": "copper",
    "grey": "muted", "gray": "muted",
}  # fmt: skip

# Words that carry no picture of their own, or that say what the painter does anyway; never reported.
STOP_WORDS = frozenset({
    "a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "is", "it", "its", "no", "not", "of",
    "on", "or", "over", "the", "this", "that", "to", "under", "very", "with", "without", "painting",
    "painted", "paint", "picture", "image", "style", "palette", "colour", "color", "colours", "colors",
    "tones", "tone", "brush", "brushes", "brushwork", "stroke", "strokes", "mood", "hour", "school", "hues",
    "toned", "lighting", "key", "feeling", "atmosphere", "scheme",
})  # fmt: skip
