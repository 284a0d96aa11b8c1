"""Schools of painting: the paints that they set out, by published accounts, and how they laid them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

RGB = tuple[int, int, int]

# Paints as they look a little thinned with white: sRGB, 8 bits, by eye after dried swatches.
PAINTS: Mapping[str, RGB] = {
    "lead white": (244, 240, 228), "bone black": (40, 36, 34), "cadmium yellow": (250, 196, 30),
    "lemon yellow": (244, 226, 70), "chrome orange": (232, 120, 30), "vermilion": (214, 62, 40),
    "madder": (160, 36, 62), "cobalt violet": (150, 84, 168), "cobalt blue": (40, 88, 172),
    "ultramarine": (44, 46, 140), "cerulean": (60, 140, 190), "Prussian blue": (20, 52, 94),
    "emerald green": (40, 160, 110), "viridian": (20, 118, 98), "malachite": (88, 156, 116),
    "azurite": (62, 110, 168), "yellow ochre": (200, 150, 74), "raw sienna": (182, 124, 62),
    "burnt sienna": (138, 70, 42), "raw umber": (104, 80, 56), "red ochre": (150, 70, 50),
    "lead-tin yellow": (234, 208, 108), "smalt": (86, 100, 138), "indigo": (48, 60, 96),
    "cinnabar": (206, 70, 50), "gamboge": (226, 170, 50), "safflower pink": (224, 110, 120),
    "orpiment": (232, 186, 70), "fuchsia": (214, 70, 140), "turquoise": (60, 176, 176),
    "peach": (244, 170, 120), "lavender": (170, 150, 210),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class School:
    """A palette and a stroke grammar: `amounts` are added to the settings of the same name."""

    paints: tuple[str, ...]
    pull: float  # 0 … 1: how far the picture's hues go over to the paints
    neutral: str  # the paint that greys lean to
    medium: str = ""
    amounts: Mapping[str, float] = field(default_factory=dict)


SCHOOLS: Mapping[str, School] = {
    # Monet to G. Durand-Ruel, 3 July 1905: silver white, cadmium yellow, vermilion, dark madder, cobalt blue,
    # emerald green, "and that's it". Short broken touches, shadows of violet, no black.
    "impressionist": School(
        ("lead white", "cadmium yellow", "vermilion", "madder", "cobalt blue", "emerald green"),
        *(0.3, "cobalt violet", "impressionist"),
        {"vivid": 0.15, "key": 0.1, "split": 0.35},
    ),
    # Signac, "D'Eugène Delacroix au néo-impressionnisme" (1899): no earths, only the hues of the prism, set
    # down side by side in small touches of one size.
    "pointillist": School(
        (
            "cadmium yellow",
            "chrome orange",
            "vermilion",
            "madder",
            "cobalt violet",
            "ultramarine",
            "cerulean",
            "emerald green",
        ),
        *(0.45, "cobalt violet", "impressionist"),
        {"size": -0.75, "length": -1.2, "jitter": 1.1, "vivid": 0.45, "split": 0.3},
    ),
    # Van Gogh's order to Theo of 5 April 1888: flake and zinc white, three chrome yellows, vermilion,
    # geranium lake, malachite and emerald green, Prussian blue, orange lead. Long strokes along the forms.
    "post-impressionist": School(
        (
            "lemon yellow",
            "cadmium yellow",
            "chrome orange",
            "vermilion",
            "madder",
            "Prussian blue",
            "cobalt blue",
            "emerald green",
        ),
        *(0.45, "Prussian blue", "oil"),
        {"length": 0.75, "jitter": 0.7, "vivid": 0.45, "contrast": 0.2, "size": 0.1},
    ),
    # Colours of Matisse's "Open Window, Collioure" (1905, National Gallery of Art 1998.74.7): fuchsia against
    # turquoise, vermilion against green, ultramarine, peach and lavender; broad flat touches, no brown.
    "fauve": School(
        (
            "fuchsia",
            "turquoise",
            "vermilion",
            "viridian",
            "ultramarine",
            "peach",
            "lavender",
            "cadmium yellow",
        ),
        *(0.75, "lavender", "acrylic"),
        {"vivid": 0.95, "size": 0.5, "detail": -0.5, "contrast": 0.15, "jitter": 0.5, "split": 0.5},
    ),
    # Whistler's palette as the Pennells set it out (The Life of James McNeill Whistler, 1908): white, yellow
    # ochre, raw sienna, umber, cobalt, vermilion, Venetian red, black; one tone worked into a wet ground.
    "tonalist": School(
        ("yellow ochre", "raw sienna", "raw umber", "red ochre", "smalt"),
        *(0.6, "raw sienna", "oil"),
        {
            "vivid": -0.75,
            "contrast": -0.45,
            "key": -0.15,
            "mist": 0.3,
            "jitter": -0.7,
            "length": 0.5,
            "detail": -0.4,
        },
    ),
    # The four paints that Zorn holds in his self-portrait of 1896: white, yellow ochre, vermilion, ivory
    # black; black has to stand in for blue.
    "zorn": School(
        ("yellow ochre", "vermilion", "burnt sienna"),
        *(0.85, "bone black", "oil"),
        {"vivid": -0.25, "contrast": 0.15, "length": 0.2, "size": 0.2},
    ),
    # Bomford et al., "Art in the Making: Rembrandt" (National Gallery, 1988): earths, lead-tin yellow, red
    # lake, smalt, bone black on a brown ground; a light that leaves most of the picture in the dark.
    "baroque": School(
        ("lead-tin yellow", "yellow ochre", "red ochre", "madder", "raw umber", "smalt"),
        *(0.55, "raw umber", "oil"),
        {"key": -0.4, "contrast": 0.35, "pool": 0.8, "warmth": 0.3, "vivid": -0.1},
    ),
    # Townsend, "Turner's Painting Techniques" (Tate, 1993): chrome yellow and gamboge, vermilion, madder,
    # cobalt blue over white; light that dissolves the forms.
    "romantic": School(
        ("gamboge", "cadmium yellow", "chrome orange", "madder", "cobalt blue", "raw umber"),
        *(0.4, "gamboge", "oil"),
        {"warmth": 0.35, "glow": 0.35, "mist": 0.25, "pool": 0.25, "detail": -0.3, "length": 0.3},
    ),
    # Townsend, Ridge and Hackney, "Pre-Raphaelite Painting Techniques" (Tate, 2004): emerald green, cobalt
    # blue, madder, pure and thin over a wet white ground; fine brushes throughout.
    "pre-raphaelite": School(
        ("emerald green", "viridian", "cobalt blue", "cobalt violet", "madder", "lemon yellow"),
        *(0.35, "lead white", "oil"),
        {"vivid": 0.5, "detail": 0.9, "size": -0.5, "jitter": -0.7},
    ),
    # The blue-and-green landscapes: azurite (shiqing), malachite (shilü), ochre, cinnabar, as listed in the
    # "Mustard Seed Garden Manual" (Jieziyuan huazhuan, 1679), on paper or silk.
    "blue-green": School(
        ("azurite", "malachite", "viridian", "yellow ochre", "cinnabar"),
        *(0.7, "yellow ochre", "gouache"),
        {"vivid": 0.2, "detail": 0.3, "jitter": -0.5, "key": 0.1},
    ),
    # "Fine brush": the same manual's plant colours (indigo, gamboge, rouge) in thin, even layers inside
    # lines.
    "gongbi": School(
        ("gamboge", "indigo", "madder", "malachite", "red ochre"),
        *(0.4, "yellow ochre", "watercolour"),
        {"detail": 0.9, "size": -0.7, "jitter": -1.2, "vivid": -0.15},
    ),
    # "Writing the idea": ink, with a little indigo and red ochre where there is colour at all.
    "xieyi": School(
        ("indigo", "red ochre"),
        *(0.6, "bone black", "ink"),
        {"size": 0.6, "detail": -0.5, "length": 0.5, "contrast": 0.3},
    ),
    # Prints of Hokusai's time: Prussian blue, indigo, safflower red, orpiment, vermilion and soot black
    # (Fitzhugh, "A Pigment Census of Ukiyo-e Paintings", Ars Orientalis 11, 1979); flat, with clear lines.
    "ukiyo-e": School(
        ("Prussian blue", "indigo", "safflower pink", "orpiment", "cinnabar"),
        *(0.65, "orpiment", "gouache"),
        {"jitter": -1.2, "vivid": -0.05, "key": 0.15, "size": 0.25, "contrast": 0.1},
    ),
}
