"""The settings of the built-in painter in the Assist panel: medium, lines, light, and what is held fast."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from app import theme
from app.i18n import QT_TRANSLATE_NOOP
from app.icons import icon
from app.light import USUAL, Light, way_words
from app.panels.choice_box import Choice, ChoiceBox
from app.panels.light_sphere import LightSphere
from inference.job import Painting

# Keys of the painter's media, and what they are called.
MEDIA = (
    ("oil", QT_TRANSLATE_NOOP("PainterFields", "Oil")),
    ("acrylic", QT_TRANSLATE_NOOP("PainterFields", "Acrylic")),
    ("gouache", QT_TRANSLATE_NOOP("PainterFields", "Gouache")),
    ("watercolour", QT_TRANSLATE_NOOP("PainterFields", "Watercolour")),
    ("pastel", QT_TRANSLATE_NOOP("PainterFields", "Pastel")),
    ("pencil", QT_TRANSLATE_NOOP("PainterFields", "Coloured pencil")),
    ("ink", QT_TRANSLATE_NOOP("PainterFields", "Ink and wash")),
    ("charcoal", QT_TRANSLATE_NOOP("PainterFields", "Charcoal")),
    ("knife", QT_TRANSLATE_NOOP("PainterFields", "Palette knife")),
)
LOCKS = (
    (
        "lock_palette",
        QT_TRANSLATE_NOOP("PainterFields", "Palette"),
        QT_TRANSLATE_NOOP("PainterFields", "Hold the sketch's colours: no seed changes them"),
    ),
    (
        "lock_values",
        QT_TRANSLATE_NOOP("PainterFields", "Values"),
        QT_TRANSLATE_NOOP("PainterFields", "Hold the sketch's lights and darks: no seed changes them"),
    ),
    (
        "lock_lines",
        QT_TRANSLATE_NOOP("PainterFields", "Lines"),
        QT_TRANSLATE_NOOP("PainterFields", "Hold the sketch's lines exactly where they are"),
    ),
)


def tr(text: str) -> str:
    return QCoreApplication.translate("PainterFields", text)


class PainterFields(QWidget):
    """Shown while the built-in painter is chosen."""

    changed = Signal()  # by the artist

    def __init__(self) -> None:
        super().__init__()
        self.light = Light()
        self.medium = ChoiceBox(tr("Medium"))
        self.lines = ChoiceBox(tr("Lines of the sketch"))
        self.sphere = LightSphere(self.light)
        self.lit = QCheckBox(tr("Light"))
        self.way = QLabel()
        self.on_canvas = QToolButton()
        self.locks: dict[str, QToolButton] = {}
        self._style: int | None = None  # the style's seed, from a recipe
        self._offer()
        self._build()
        self.lit.clicked.connect(lambda on: self.light.set(USUAL if on else None))
        self.on_canvas.toggled.connect(self.light.show_on_canvas)
        self.light.changed.connect(self._show_light)
        self.light.changed.connect(self.changed)
        for box in (self.medium, self.lines):
            box.chosen.connect(lambda _value: self.changed.emit())
        self._show_light()

    def painting(self) -> Painting:
        """What the fields say."""
        return Painting(
            light=self.light.angles,
            lines=str(self.lines.value()),
            medium=str(self.medium.value()),
            style_seed=self._style,
            **{name: button.isChecked() for name, button in self.locks.items()},
        )

    def show_painting(self, painting: Painting) -> None:
        """Fill the fields for the artist."""
        self.medium.choose(painting.medium)
        self.lines.choose(painting.lines)
        self.light.set(painting.light)
        self._style = painting.style_seed
        for name, button in self.locks.items():
            button.setChecked(
                bool(
                    {
                        "lock_palette": painting.lock_palette,
                        "lock_values": painting.lock_values,
                        "lock_lines": painting.lock_lines,
                    }[name]
                )
            )

    def forget_style(self) -> None:
        """The seed rules the style again, too."""
        self._style = None

    # --- inside ----------------------------------------------------------------------------------

    def _offer(self) -> None:
        self.medium.offer(
            [
                Choice(tr("By the words"), "", tr("As the prompt says; oil where it says nothing")),
                *(Choice(tr(name), key) for key, name in MEDIA),
            ]
        )
        self.medium.choose("")
        self.lines.offer(
            [
                Choice(tr("Lines on top"), "on_top", tr("The sketch's lines stay above the paint")),
                Choice(tr("Lines painted in"), "painted_in", tr("The lines are painted as edges")),
                Choice(tr("Lines off"), "off", tr("Where the lines were there is only paint")),
            ]
        )
        self.lines.choose("on_top")

    def _build(self) -> None:
        gap = theme.scaled(6)
        top = QHBoxLayout()
        top.setSpacing(gap)
        top.addWidget(self.medium, 1)
        top.addWidget(self.lines, 1)
        self.lit.setToolTip(tr("Choose where the light comes from; otherwise the seed does"))
        self.way.setObjectName("hint")
        self.way.setTextFormat(Qt.TextFormat.PlainText)
        self.way.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.on_canvas.setIcon(icon("light"))
        self.on_canvas.setCheckable(True)
        self.on_canvas.setChecked(self.light.on_canvas)
        words = tr("Show the light over the picture, to be dragged there")
        self.on_canvas.setToolTip(words)
        self.on_canvas.setAccessibleName(words)
        head = QHBoxLayout()
        head.setSpacing(gap)
        for widget, stretch in ((self.lit, 0), (self.way, 1), (self.on_canvas, 0)):
            head.addWidget(widget, stretch)
        hold = QHBoxLayout()
        hold.setSpacing(0)
        for name, text, tip in LOCKS:
            hold.addWidget(self._lock(name, tr(text), tr(tip)))
        side = QVBoxLayout()
        side.setSpacing(theme.scaled(4))
        side.addLayout(head)
        side.addLayout(hold)
        below = QHBoxLayout()
        below.setSpacing(gap)
        below.addWidget(self.sphere)
        below.addLayout(side, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(gap)
        layout.addLayout(top)
        layout.addLayout(below)

    def _lock(self, name: str, text: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.setIcon(icon("unlock"))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setCheckable(True)
        button.setToolTip(tip)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.setMinimumWidth(theme.scaled(20))
        button.toggled.connect(lambda on: button.setIcon(icon("lock" if on else "unlock")))
        button.clicked.connect(lambda _on: self.changed.emit())
        self.locks[name] = button
        return button

    def _show_light(self) -> None:
        angles = self.light.angles
        self.lit.setChecked(angles is not None)
        self.on_canvas.setEnabled(angles is not None)
        if angles is None:
            self.way.setText(tr("by the seed"))
            self.way.setToolTip("")
        else:
            self.way.setText(way_words(angles))
            self.way.setToolTip(tr("{0}° round, {1}° high").format(round(angles[0]), round(angles[1])))
