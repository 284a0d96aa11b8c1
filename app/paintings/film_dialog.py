"""Asks how the film of a painting is to be: length, size, rate and kind of file."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app import theme
from app.paintings.timelapse import Film, has_encoder, size_of
from app.panels.choice_box import Choice, ChoiceBox
from app.panels.value_slider import ValueSlider
from app.settings import Settings
from canvas.document import Document

SIDES = (512, 720, 1024, 1440, 2048, 4096)  # pixels, longest side
RATES = (12, 24, 30, 60)  # frames a second
MOST_SECONDS = 120


class FilmDialog(QDialog):
    """Accepted where `film` is what is wanted."""

    def __init__(self, parent: QWidget, settings: Settings, document: Document) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Export time-lapse"))
        self._settings, self._document = settings, document
        usual = Film()
        self.seconds = ValueSlider(
            self.tr("Length"), 2, MOST_SECONDS, usual.seconds, suffix=self.tr(" s"), exponent=2.0
        )
        self.side, self.rate, self.kind = (
            ChoiceBox(name) for name in (self.tr("Size"), self.tr("Frames a second"), self.tr("Kind"))
        )
        self.about = QLabel()
        self._offer()
        self._build()
        self._describe()

    def film(self) -> Film:
        return Film(
            seconds=float(round(self.seconds.value())), side=self.side.value(), rate=self.rate.value()
        )

    def ending(self) -> str:
        return str(self.kind.value())

    def _offer(self) -> None:
        whole = max(self._document.width, self._document.height)
        sides = [side for side in SIDES if side < whole] + ([whole] if whole <= SIDES[-1] else [])
        choices = []
        for side in sides:
            width, height = size_of(self._document, Film(side=side))
            words = self.tr("{0} × {1} (as it is)") if side == whole else self.tr("{0} × {1}")
            choices.append(Choice(words.format(width, height), side))
        self.side.offer(choices)
        kept = int(self._settings.get("film/side"))
        self.side.choose(min(sides, key=lambda side: abs(side - kept)))
        self.rate.offer([Choice(self.tr("{0} frames a second").format(rate), rate) for rate in RATES])
        rate = int(self._settings.get("film/rate"))
        self.rate.choose(rate if rate in RATES else 24)
        lacks = "" if has_encoder() else self.tr("Needs the program ffmpeg, which is not installed")
        self.kind.offer(
            [
                Choice(self.tr("Animated WebP"), ".webp", self.tr("Plays in browsers and picture viewers")),
                Choice(self.tr("MP4"), ".mp4", lacks or self.tr("Plays everywhere"), reason=lacks),
            ]
        )
        self.kind.choose(".mp4" if self._settings.get("film/kind") == ".mp4" and not lacks else ".webp")
        self.seconds.set_value(float(self._settings.get("film/seconds")))

    def _build(self) -> None:
        form = QFormLayout()
        form.setSpacing(theme.scaled(8))
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for label, box in (
            (self.tr("Size"), self.side),
            (self.tr("Rate"), self.rate),
            (self.tr("Kind"), self.kind),
        ):
            form.addRow(label, box)
            box.chosen.connect(lambda _value: self._describe())
        self.seconds.changed.connect(lambda _value: self._describe())
        self.about.setObjectName("hint")
        self.about.setTextFormat(Qt.TextFormat.PlainText)
        self.about.setWordWrap(True)
        save = QPushButton(self.tr("Save as…"))
        save.setObjectName("primary")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.addButton(save, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self._accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[theme.scaled(12)] * 4)
        layout.setSpacing(theme.scaled(10))
        layout.addWidget(self.seconds)
        layout.addLayout(form)
        layout.addWidget(self.about)
        layout.addWidget(buttons)
        self.setMinimumWidth(theme.scaled(340))

    def _describe(self) -> None:
        film = self.film()
        count = QLocale().toString(round((film.seconds + film.rest) * film.rate))
        lines = [
            self.tr("{0} frames; the finished painting stays for {1} s at the end.").format(
                count, QLocale().toString(film.rest)
            )
        ]
        if not has_encoder():
            lines.append(self.tr("MP4 needs the program ffmpeg, which is not installed."))
        self.about.setText("\n".join(lines))

    def _accept(self) -> None:
        film = self.film()
        for name, value in (
            ("film/seconds", round(film.seconds)),
            ("film/side", film.side),
            ("film/rate", film.rate),
            ("film/kind", self.ending()),
        ):
            self._settings.set(name, value)
        self.accept()
