"""The media: for each its brushes, how its paint behaves, and the grammar of its strokes stage by stage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from inference.job import StrokeBrush


@dataclass(frozen=True, slots=True)
class Grammar:
    """How the strokes of one stage are made. Lengths in diameters, colour distances in sRGB 0 … 1."""

    tool: str  # "medium.tool": the brush, where it is broad enough to show its bristles
    length: float = 6.0  # at most
    opacity: float = 1.0
    spacing: float = 0.5  # between places where strokes may begin
    curl: float = 0.6  # 0 = straight, 1 = follows every turn of the form
    edge: float = 0.13  # change of colour that a stroke does not cross
    taper: float = 0.5
    thinnest: float = 0.45  # share of the brush that must fit between edges
    gain: float = 0.004  # improvement below which a stroke is not worth laying; −1: laid in any case
    limit: float = 1.0  # factor on the error that may stay
    value: float = 0.014  # spread of lightness from stroke to stroke
    hue: float = 0.022  # spread of colour at equal lightness
    hatch: tuple[float, ...] = ()  # degrees: directions that all strokes take, in turn; (): along the forms
    order: float = 0.0  # above 0: dark strokes first; below: light ones first
    ridge: float = 0.0  # share of strokes with ridges of thick paint


@dataclass(frozen=True, slots=True)
class Handling:
    """A medium."""

    tools: tuple[StrokeBrush, ...]
    stages: Mapping[str, Grammar]  # "block_in", "forms", "details", "accents"
    small: str  # the tool of strokes too fine for bristles
    line: str  # the tool that draws lines
    base: str  # the tool that covers the ground
    scrub: str = ""  # the tool that breaks the ground up; "": it stays even
    size: float = 1.0  # brush diameters, factor
    fine: float = 1.0  # the finest brush, factor
    ground: tuple[float, float, float] = (56.0, 9.0, 20.0)  # L*a*b* of the toned ground or the paper
    tint: float = 0.5  # how far the ground takes the picture's own tone, 0 … 1
    reserve: float = 0.0  # places this near to paper white (ΔL* / 100) are left unpainted
    darker: bool = False  # paint only darkens
    glaze: float = 0.0  # how far what lies below is reckoned with
    values: int = 0  # steps of lightness that paints are mixed in; 0: any
    chroma: float = 1.0  # strength of the pigments
    warm_lights: float = 2.0  # shift of b* from shadow to light, either way
    rims: float = 0.0  # paint that gathers along the edges of washes, 0 … 1
    contour: float = 0.0  # strength of lines drawn by the painter around what has none, 0 … 1
    line_weight: float = 1.0  # thickness of a sketch's lines, factor


def _brush(name: str, **settings: float | bool) -> StrokeBrush:
    return replace(StrokeBrush(name), **settings)


def _stages(block: Grammar, forms: Grammar, details: Grammar, accents: Grammar) -> Mapping[str, Grammar]:
    return {"block_in": block, "forms": forms, "details": details, "accents": accents}


def _bristles(medium: str, flow: float, grain: float) -> tuple[StrokeBrush, ...]:
    """A set of bristle brushes: base, scrub, body, small, line, ridge."""
    turned = {"aspect": 0.45, "angle_follows": True}
    return (
        _brush(f"{medium}.base", hardness=0.8, spacing=0.15),
        _brush(f"{medium}.dry", hardness=0.8, flow=0.7, spacing=0.06, grain=grain * 2.5, **turned),
        _brush(f"{medium}.filbert", hardness=0.85, flow=flow, spacing=0.07, grain=grain, **turned),
        _brush(f"{medium}.round", hardness=0.75, flow=0.95, spacing=0.14),
        _brush(f"{medium}.line", hardness=0.75, flow=1.0, spacing=0.12),
        _brush(f"{medium}.ridge", hardness=0.5, flow=0.9, spacing=0.2),
    )


OIL = Handling(
    tools=_bristles("oil", 0.5, 0.15),
    stages=_stages(
        Grammar("oil.filbert", length=5.5, gain=-1.0, limit=0.3, edge=0.11, order=0.5, value=0.018, hue=0.03),
        Grammar("oil.filbert", length=6.0, edge=0.1, ridge=0.12, value=0.018, hue=0.028, spacing=0.45),
        Grammar("oil.filbert", length=6.5, edge=0.11, ridge=0.08, taper=0.65, thinnest=0.35),
        Grammar("oil.filbert", length=3.0, edge=0.2, ridge=0.6, taper=0.5, gain=-1.0, thinnest=0.2),
    ),
    small="oil.round",
    line="oil.line",
    base="oil.base",
    scrub="oil.dry",
)
ACRYLIC = replace(
    OIL,
    tools=_bristles("acrylic", 0.85, 0.08),
    stages=_stages(
        Grammar("acrylic.filbert", length=5.0, gain=-1.0, limit=0.3, edge=0.1, order=0.5, hue=0.018),
        Grammar("acrylic.filbert", length=5.0, edge=0.09, hue=0.018),
        Grammar("acrylic.filbert", length=5.5, edge=0.1, thinnest=0.35),
        Grammar("acrylic.filbert", length=3.0, edge=0.2, gain=-1.0, thinnest=0.2),
    ),
    small="acrylic.round",
    line="acrylic.line",
    base="acrylic.base",
    scrub="acrylic.dry",
    ground=(70.0, 8.0, 22.0),
    values=9,
)
GOUACHE = Handling(
    tools=(
        _brush("gouache.base", hardness=0.8, spacing=0.15),
        _brush("gouache.flat", hardness=0.93, flow=1.0, spacing=0.07, aspect=0.4, angle_follows=True),
        _brush("gouache.round", hardness=0.92, spacing=0.1),
        _brush("gouache.line", hardness=0.9, spacing=0.1),
    ),
    stages=_stages(
        Grammar(
            "gouache.flat", length=6.0, gain=-1.0, limit=0.3, edge=0.07, taper=0.1, value=0.006, hue=0.008
        ),
        Grammar("gouache.flat", length=7.0, edge=0.07, taper=0.1, value=0.006, hue=0.008, thinnest=0.35),
        Grammar("gouache.flat", length=7.0, edge=0.08, taper=0.25, value=0.006, hue=0.008, thinnest=0.3),
        Grammar("gouache.flat", length=3.0, edge=0.2, taper=0.2, gain=-1.0, thinnest=0.2, hue=0.0),
    ),
    small="gouache.round",
    line="gouache.line",
    base="gouache.base",
    ground=(78.0, 3.0, 14.0),
    tint=0.6,
    values=7,
    chroma=1.05,
    warm_lights=3.0,
)
WATERCOLOUR = Handling(
    tools=(
        _brush("watercolour.base", hardness=0.8, spacing=0.15),
        _brush("watercolour.wet", hardness=0.2, flow=0.4, spacing=0.1, grain=0.1),
        _brush("watercolour.wash", hardness=0.88, flow=0.9, spacing=0.08, grain=0.22),
        _brush("watercolour.round", hardness=0.8, flow=0.9, spacing=0.1, grain=0.15),
        _brush("watercolour.line", hardness=0.7, flow=0.8, spacing=0.12, grain=0.2),
        _brush("watercolour.rim", hardness=0.3, flow=0.6, spacing=0.15, grain=0.1),
    ),
    stages=_stages(
        Grammar("watercolour.wash", length=6.0, opacity=0.55, gain=0.004, limit=0.7, edge=0.12, taper=0.1,
                value=0.01, hue=0.045, thinnest=0.4, order=-1.0, spacing=0.45),
        Grammar("watercolour.wash", length=6.0, opacity=0.5, edge=0.09, taper=0.2, value=0.01, hue=0.03,
                thinnest=0.35, gain=0.006, order=-1.0, spacing=0.6),
        Grammar("watercolour.round", length=7.0, opacity=0.7, edge=0.1, taper=0.55, hue=0.02, thinnest=0.3,
                gain=0.007),
        Grammar("watercolour.round", length=3.5, opacity=0.75, edge=0.16, taper=0.7, gain=0.01, thinnest=0.3),
    ),
    small="watercolour.round",
    line="watercolour.line",
    base="watercolour.base",
    size=1.0,
    fine=1.1,
    ground=(96.5, 0.4, 3.0),
    tint=0.0,
    reserve=0.05,
    darker=True,
    glaze=1.0,
    chroma=1.12,
    warm_lights=3.0,
    rims=0.6,
    line_weight=0.7,
)  # fmt: skip
PASTEL = Handling(
    tools=(
        _brush("pastel.base", hardness=0.8, spacing=0.15),
        _brush(
            "pastel.side", hardness=0.5, flow=0.5, spacing=0.12, grain=0.55, aspect=0.6, angle_follows=True
        ),
        _brush("pastel.tip", hardness=0.6, flow=0.85, spacing=0.12, grain=0.45),
        _brush("pastel.line", hardness=0.6, flow=0.9, spacing=0.12, grain=0.45),
    ),
    stages=_stages(
        Grammar(
            "pastel.side",
            length=4.0,
            gain=0.0,
            limit=0.6,
            edge=0.13,
            taper=0.1,
            value=0.025,
            hue=0.05,
            hatch=(-55.0,),
            spacing=0.65,
        ),
        Grammar(
            "pastel.side",
            length=5.0,
            edge=0.12,
            taper=0.15,
            value=0.025,
            hue=0.06,
            curl=0.4,
            limit=1.3,
            spacing=0.65,
        ),
        Grammar("pastel.tip", length=8.0, edge=0.12, taper=0.3, value=0.02, hue=0.05, thinnest=0.35),
        Grammar("pastel.tip", length=4.0, edge=0.2, taper=0.3, gain=-1.0, thinnest=0.2, hue=0.03),
    ),
    small="pastel.tip",
    line="pastel.line",
    base="pastel.base",
    size=0.85,
    fine=1.15,
    ground=(58.0, 4.0, 10.0),
    tint=0.35,
    chroma=1.1,
    warm_lights=4.0,
)
PENCIL = Handling(
    tools=(
        _brush("pencil.base", hardness=0.8, spacing=0.15),
        _brush("pencil.side", hardness=0.4, flow=0.4, spacing=0.12, grain=0.16),
        _brush("pencil.tip", hardness=0.55, flow=0.8, spacing=0.15, grain=0.14),
        _brush("pencil.line", hardness=0.6, flow=0.85, spacing=0.12, grain=0.25),
    ),
    stages=_stages(
        Grammar("pencil.side", length=5.0, opacity=0.22, gain=0.002, edge=0.14, taper=0.3, hue=0.03,
                limit=0.6, hatch=(-52.0,), curl=1.0, thinnest=0.4),
        Grammar("pencil.tip", length=16.0, opacity=0.5, edge=0.15, taper=0.6, hue=0.05, value=0.02, limit=0.5,
                hatch=(-52.0, -38.0), curl=1.0, spacing=1.3, thinnest=0.3, gain=0.003),
        Grammar("pencil.tip", length=12.0, opacity=0.55, edge=0.16, taper=0.7, hue=0.05, value=0.02,
                limit=0.6, spacing=1.0, thinnest=0.3, gain=0.006),
        Grammar("pencil.tip", length=6.0, opacity=0.8, edge=0.2, taper=0.7, gain=0.01, thinnest=0.2, hue=0.0),
    ),
    small="pencil.tip",
    line="pencil.line",
    base="pencil.base",
    size=0.3,
    fine=0.9,
    ground=(95.5, 0.3, 3.5),
    tint=0.0,
    reserve=0.04,
    darker=True,
    glaze=1.0,
    chroma=1.55,
    contour=0.45,
    line_weight=0.7,
)  # fmt: skip
INK = Handling(
    tools=(
        _brush("ink.base", hardness=0.8, spacing=0.15),
        _brush("ink.wash", hardness=0.8, flow=0.85, spacing=0.08, grain=0.15),
        _brush("ink.tip", hardness=0.9, flow=1.0, spacing=0.12),
        _brush("ink.line", hardness=0.9, flow=1.0, spacing=0.1),
        _brush("ink.rim", hardness=0.3, flow=0.6, spacing=0.15),
    ),
    stages=_stages(
        Grammar("ink.wash", length=5.0, opacity=0.45, gain=0.01, edge=0.14, taper=0.2, value=0.006, hue=0.004,
                thinnest=0.45, order=-1.0, spacing=0.7),
        Grammar("ink.wash", length=6.0, opacity=0.5, gain=0.016, edge=0.12, taper=0.3, value=0.006, hue=0.004,
                thinnest=0.4, spacing=0.7, limit=1.6),
        Grammar("ink.tip", length=14.0, opacity=0.85, gain=0.02, edge=0.3, taper=0.9, value=0.02, hue=0.0,
                hatch=(-48.0,), curl=1.0, spacing=1.6, thinnest=0.25, limit=3.0),
        Grammar("ink.tip", length=7.0, opacity=0.95, gain=0.02, edge=0.3, taper=0.9, hue=0.0, thinnest=0.2),
    ),
    small="ink.tip",
    line="ink.line",
    base="ink.base",
    size=0.9,
    fine=0.75,
    ground=(95.0, 0.6, 5.0),
    tint=0.0,
    reserve=0.08,
    darker=True,
    glaze=1.0,
    values=5,
    warm_lights=0.0,
    rims=0.4,
    contour=1.0,
    line_weight=1.15,
)  # fmt: skip
CHARCOAL = replace(
    PASTEL,
    tools=(
        _brush("charcoal.base", hardness=0.8, spacing=0.15),
        _brush(
            "charcoal.side", hardness=0.4, flow=0.4, spacing=0.12, grain=0.6, aspect=0.6, angle_follows=True
        ),
        _brush("charcoal.tip", hardness=0.5, flow=0.8, spacing=0.12, grain=0.5),
        _brush("charcoal.line", hardness=0.5, flow=0.85, spacing=0.12, grain=0.5),
    ),
    stages=_stages(
        Grammar(
            "charcoal.side", length=4.0, gain=0.002, limit=0.5, edge=0.13, taper=0.2, opacity=0.7, hue=0.0
        ),
        Grammar("charcoal.side", length=4.5, edge=0.12, taper=0.3, opacity=0.75, hue=0.0, curl=0.4),
        Grammar("charcoal.tip", length=7.0, edge=0.13, taper=0.6, opacity=0.8, hue=0.0, thinnest=0.35),
        Grammar("charcoal.tip", length=5.0, edge=0.2, taper=0.6, hue=0.0, gain=-1.0, thinnest=0.2),
    ),
    small="charcoal.tip",
    line="charcoal.line",
    base="charcoal.base",
    ground=(80.0, 0.5, 5.0),
    tint=0.0,
    warm_lights=0.0,
    contour=0.5,
    line_weight=1.2,
)
KNIFE = Handling(
    tools=(
        _brush("knife.base", hardness=0.8, spacing=0.15),
        _brush("knife.dry", hardness=0.8, flow=0.7, spacing=0.06, grain=0.3, aspect=0.4, angle_follows=True),
        _brush("knife.knife", hardness=0.95, flow=0.75, spacing=0.06, aspect=0.2, angle_follows=True),
        _brush("knife.round", hardness=0.9, spacing=0.1, aspect=0.5, angle_follows=True),
        _brush("knife.line", hardness=0.9, spacing=0.1),
        _brush("knife.ridge", hardness=0.7, flow=1.0, spacing=0.15),
    ),
    stages=_stages(
        Grammar("knife.knife", length=2.2, gain=-1.0, limit=0.3, edge=0.12, taper=0.0, curl=0.1, value=0.03,
                hue=0.05, ridge=0.3, thinnest=0.4),
        Grammar("knife.knife", length=2.6, edge=0.12, taper=0.0, curl=0.1, value=0.03, hue=0.05, ridge=0.45,
                thinnest=0.35),
        Grammar("knife.knife", length=3.5, edge=0.13, taper=0.1, curl=0.1, value=0.02, hue=0.03, ridge=0.3,
                thinnest=0.3, limit=1.4),
        Grammar("knife.knife", length=2.2, edge=0.25, taper=0.0, curl=0.1, gain=-1.0, ridge=0.9,
                thinnest=0.2),
    ),
    small="knife.round",
    line="knife.line",
    base="knife.base",
    scrub="knife.dry",
    size=1.1,
    fine=3.2,
    warm_lights=4.0,
)  # fmt: skip
IMPRESSIONIST = replace(
    OIL,
    stages=_stages(
        Grammar("oil.filbert", length=3.0, gain=-1.0, limit=0.3, edge=0.13, taper=0.2, value=0.02, hue=0.06),
        Grammar("oil.filbert", length=2.6, edge=0.14, taper=0.2, value=0.022, hue=0.075, ridge=0.2),
        Grammar("oil.filbert", length=2.6, edge=0.15, taper=0.25, value=0.018, hue=0.06, ridge=0.15),
        Grammar(
            "oil.filbert", length=2.0, edge=0.25, taper=0.2, gain=-1.0, ridge=0.6, thinnest=0.2, hue=0.04
        ),
    ),
    size=0.75,
    fine=1.8,
    ground=(66.0, 6.0, 18.0),
    warm_lights=6.0,
)
HANDLINGS: Mapping[str, Handling] = {
    "oil": OIL, "acrylic": ACRYLIC, "gouache": GOUACHE, "watercolour": WATERCOLOUR, "pastel": PASTEL,
    "pencil": PENCIL, "ink": INK, "charcoal": CHARCOAL, "knife": KNIFE, "impressionist": IMPRESSIONIST,
}  # fmt: skip


def handling_of(name: str) -> Handling:
    """The handling of a medium; of one that is not in the table that of oil."""
    return HANDLINGS.get(name, OIL)
