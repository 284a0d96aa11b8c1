"""Every setting of a brush as the editor shows it: pages, names, ranges and tips."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from app.i18n import QT_TRANSLATE_NOOP
from canvas.brush.dynamics import Input, Setting
from canvas.brush.preset import Mode, Stabilising, TextureMode


@dataclass(frozen=True, slots=True)
class Row:
    """One slider: a field of the brush, shown `factor` times as large. `driven`: what inputs can drive."""

    field: str
    label: str  # of the "Brush" context, as all texts here
    tip: str
    minimum: float
    maximum: float
    suffix: str = " %"
    factor: float = 100.0
    exponent: float = 1.0
    decimals: int = 0

    @property
    def setting(self) -> Setting | None:
        """What inputs can drive here; None for a field that stays as it is."""
        return Setting(self.field) if self.field in _DRIVEN else None


@dataclass(frozen=True, slots=True)
class Switch:
    """One field that is on or off."""

    field: str
    label: str
    tip: str


@dataclass(frozen=True, slots=True)
class Page:
    """Settings that belong together."""

    id: str
    title: str
    rows: tuple[Row | Switch, ...]


_DRIVEN = frozenset(setting.value for setting in Setting)

PAGES = (
    Page("stroke", QT_TRANSLATE_NOOP("Brush", "Stroke"), (
        Row("size", QT_TRANSLATE_NOOP("Brush", "Size"),
            QT_TRANSLATE_NOOP("Brush", "Diameter: [ and ], or drag on the canvas with the right button"),
            1, 1000, " px", 1.0, 3.0),
        Row("opacity", QT_TRANSLATE_NOOP("Brush", "Opacity"),
            QT_TRANSLATE_NOOP("Brush", "What one stroke reaches at most"), 1, 100),
        Row("flow", QT_TRANSLATE_NOOP("Brush", "Flow"),
            QT_TRANSLATE_NOOP("Brush", "How much each dab of the stroke lays down"), 1, 100),
        Row("spacing", QT_TRANSLATE_NOOP("Brush", "Spacing"),
            QT_TRANSLATE_NOOP("Brush", "Distance between dabs, as a share of the size"),
            1, 400, exponent=2.0),
        Row("fade", QT_TRANSLATE_NOOP("Brush", "Fade length"),
            QT_TRANSLATE_NOOP("Brush", "Length of the stroke after which “Fade” is at its end"),
            1, 10000, " px", 1.0, 3.0),
        Switch("build_up", QT_TRANSLATE_NOOP("Brush", "Build up"),
               QT_TRANSLATE_NOOP("Brush", "Paint adds up within one stroke, as from an airbrush")),
        Switch("alpha_lock", QT_TRANSLATE_NOOP("Brush", "Keep transparency"),
               QT_TRANSLATE_NOOP("Brush", "Only what is painted already takes the colour")),
    )),
    Page("tip", QT_TRANSLATE_NOOP("Brush", "Tip"), (
        Row("hardness", QT_TRANSLATE_NOOP("Brush", "Hardness"),
            QT_TRANSLATE_NOOP("Brush", "How much of a round brush is solid"), 0, 100),
        Row("roundness", QT_TRANSLATE_NOOP("Brush", "Roundness"),
            QT_TRANSLATE_NOOP("Brush", "The short side as a share of the long one"), 5, 100),
        Row("angle", QT_TRANSLATE_NOOP("Brush", "Angle"),
            QT_TRANSLATE_NOOP("Brush", "How the tip is turned, clockwise"), -180, 180, "°", 1.0),
        Row("scatter", QT_TRANSLATE_NOOP("Brush", "Scatter"),
            QT_TRANSLATE_NOOP("Brush", "How far dabs stray from the path, as a share of the size"),
            0, 500, exponent=2.0),
    )),
    Page("grain", QT_TRANSLATE_NOOP("Brush", "Grain"), (
        Row("grain", QT_TRANSLATE_NOOP("Brush", "Depth"),
            QT_TRANSLATE_NOOP("Brush", "How much the tooth of the paper shows"), 0, 100),
        Row("texture_scale", QT_TRANSLATE_NOOP("Brush", "Scale"),
            QT_TRANSLATE_NOOP("Brush", "How large the texture is"), 25, 400, exponent=2.0),
    )),
    Page("colour", QT_TRANSLATE_NOOP("Brush", "Colour"), (
        Row("hue_jitter", QT_TRANSLATE_NOOP("Brush", "Hue"),
            QT_TRANSLATE_NOOP("Brush", "How far the hue of each dab strays from the colour"), 0, 100),
        Row("saturation_jitter", QT_TRANSLATE_NOOP("Brush", "Saturation"),
            QT_TRANSLATE_NOOP("Brush", "How far the saturation of each dab strays"), 0, 100),
        Row("value_jitter", QT_TRANSLATE_NOOP("Brush", "Value"),
            QT_TRANSLATE_NOOP("Brush", "How far the lightness of each dab strays"), 0, 100),
    )),
    Page("mixing", QT_TRANSLATE_NOOP("Brush", "Mixing"), (
        Row("smudge", QT_TRANSLATE_NOOP("Brush", "Smudge"),
            QT_TRANSLATE_NOOP("Brush", "How much of the colour below goes into the brush's own"), 0, 100),
        Row("smudge_length", QT_TRANSLATE_NOOP("Brush", "Length"),
            QT_TRANSLATE_NOOP("Brush", "How long the colour that was picked up is dragged along"), 0, 100),
        Switch("sample_merged", QT_TRANSLATE_NOOP("Brush", "All layers"),
               QT_TRANSLATE_NOOP("Brush", "The colour below is that of all layers, not of this one alone")),
    )),
    Page("steady", QT_TRANSLATE_NOOP("Brush", "Steady"), ()),
)  # fmt: skip

MODES = (
    (Mode.PAINT, QT_TRANSLATE_NOOP("Brush", "Paints")),
    (Mode.SMUDGE, QT_TRANSLATE_NOOP("Brush", "Smudges")),
    (Mode.BLUR, QT_TRANSLATE_NOOP("Brush", "Blurs")),
)

STABILISERS = (
    (Stabilising.NONE, QT_TRANSLATE_NOOP("Brush", "As the hand moves")),
    (Stabilising.AVERAGE, QT_TRANSLATE_NOOP("Brush", "Moving average")),
    (Stabilising.STRING, QT_TRANSLATE_NOOP("Brush", "Pulled on a string")),
)

TEXTURES = (
    ("paper", QT_TRANSLATE_NOOP("Brush", "Drawing paper")),
    ("watercolour", QT_TRANSLATE_NOOP("Brush", "Watercolour paper")),
    ("laid", QT_TRANSLATE_NOOP("Brush", "Laid paper")),
    ("grit", QT_TRANSLATE_NOOP("Brush", "Sanded card")),
    ("canvas", QT_TRANSLATE_NOOP("Brush", "Canvas")),
    ("wood", QT_TRANSLATE_NOOP("Brush", "Wood")),
    ("plaster", QT_TRANSLATE_NOOP("Brush", "Plaster")),
)

TEXTURE_MODES = (
    (TextureMode.HEIGHT, QT_TRANSLATE_NOOP("Brush", "Stays on the heights")),
    (TextureMode.MULTIPLY, QT_TRANSLATE_NOOP("Brush", "Is paler in the hollows")),
)

INPUTS = (
    (Input.PRESSURE, QT_TRANSLATE_NOOP("Brush", "Pressure"), QT_TRANSLATE_NOOP("Brush", "Light"),
     QT_TRANSLATE_NOOP("Brush", "Firm")),
    (Input.TILT, QT_TRANSLATE_NOOP("Brush", "Tilt"), QT_TRANSLATE_NOOP("Brush", "Upright"),
     QT_TRANSLATE_NOOP("Brush", "Flat")),
    (Input.TILT_DIRECTION, QT_TRANSLATE_NOOP("Brush", "Tilt direction"), QT_TRANSLATE_NOOP("Brush", "Right"),
     QT_TRANSLATE_NOOP("Brush", "All around")),
    (Input.SPEED, QT_TRANSLATE_NOOP("Brush", "Speed"), QT_TRANSLATE_NOOP("Brush", "Slow"),
     QT_TRANSLATE_NOOP("Brush", "Fast")),
    (Input.DIRECTION, QT_TRANSLATE_NOOP("Brush", "Direction"), QT_TRANSLATE_NOOP("Brush", "Right"),
     QT_TRANSLATE_NOOP("Brush", "All around")),
    (Input.FADE, QT_TRANSLATE_NOOP("Brush", "Fade"), QT_TRANSLATE_NOOP("Brush", "Start"),
     QT_TRANSLATE_NOOP("Brush", "Fade length")),
    (Input.RANDOM, QT_TRANSLATE_NOOP("Brush", "Chance"), QT_TRANSLATE_NOOP("Brush", "Any"),
     QT_TRANSLATE_NOOP("Brush", "value")),
    (Input.ROTATION, QT_TRANSLATE_NOOP("Brush", "Barrel"), QT_TRANSLATE_NOOP("Brush", "Straight"),
     QT_TRANSLATE_NOOP("Brush", "All around")),
)  # fmt: skip


def tr(text: str) -> str:
    """A text of this table in the artist's language."""
    return QCoreApplication.translate("Brush", text) if text else ""


def label_of(setting: Setting) -> str:
    """The name of a setting, with its page's where the name alone says too little."""
    for page in PAGES:
        for row in page.rows:
            if isinstance(row, Row) and row.setting == setting:
                return tr(row.label) if page.id in ("stroke", "tip") else f"{tr(page.title)}: {tr(row.label)}"
    return setting.value
