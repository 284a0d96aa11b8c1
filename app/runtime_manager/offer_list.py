"""The runtimes to choose from: what each is for, what it costs, and why some cannot be had."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QLabel, QRadioButton, QVBoxLayout, QWidget

from app import theme
from app.runtime.offers import Offer
from app.runtime_manager.words import about_words, amount_words, name_words, problem_words

INDENT = 24  # logical pixels; below the words of a radio button


class OfferList(QWidget):
    """One radio button for each variant; the best that works is chosen until the artist chooses."""

    chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._group = QButtonGroup(self)
        self._group.buttonClicked.connect(lambda _button: self.chosen.emit())
        self._rows: list[OfferRow] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(theme.scaled(12))

    @property
    def rows(self) -> tuple[OfferRow, ...]:
        """From the top."""
        return tuple(self._rows)

    def current(self) -> Offer | None:
        """The one that is chosen."""
        return next((row.offer for row in self._rows if row.button.isChecked()), None)

    def show_offers(self, offers: tuple[Offer, ...], here: Mapping[str, int], present: str) -> None:
        """`here`: bytes that need not be downloaded, by variant. `present`: the installed variant, or ""."""
        if [row.offer.variant for row in self._rows] != [offer.variant for offer in offers]:
            self._lay_out(offers, present)
        for row, offer in zip(self._rows, offers, strict=True):
            row.show_offer(offer, here.get(offer.variant, 0), offer.variant == present)

    def _lay_out(self, offers: tuple[Offer, ...], present: str) -> None:
        for row in self._rows:
            self._group.removeButton(row.button)
            self._layout.removeWidget(row)
            row.deleteLater()
        self._rows = [OfferRow(offer) for offer in offers]
        for row in self._rows:
            self._group.addButton(row.button)
            self._layout.addWidget(row)
        best = next((row for row in self._rows if row.offer.variant == present), None)
        best = best or next((row for row in self._rows if row.offer.available), None)
        if best is not None:
            best.button.setChecked(True)


def _look() -> str:
    """A radio button that can be told from its surroundings."""
    side, dot = theme.scaled(14), theme.scaled(4)
    ring = f"width: {side - 2}px; height: {side - 2}px; border-radius: {side // 2}px;"
    chosen = f"width: {side - 2 * dot}px; height: {side - 2 * dot}px; border: {dot}px solid {theme.ACCENT};"
    return (
        f"QRadioButton {{ spacing: {theme.scaled(10)}px; }}"
        f"QRadioButton:disabled {{ color: {theme.DISABLED}; }}"
        f"QRadioButton::indicator {{ {ring} border: 1px solid {theme.MUTED}; background: {theme.BASE}; }}"
        f"QRadioButton::indicator:hover {{ border-color: {theme.TEXT}; }}"
        f"QRadioButton::indicator:focus {{ border-color: {theme.ACCENT}; }}"
        f"QRadioButton::indicator:disabled {{ border: 1px solid {theme.EDGE}; background: {theme.WINDOW}; }}"
        f"QRadioButton::indicator:checked {{ {chosen} background: {theme.ON_ACCENT}; }}"
        f"QRadioButton::indicator:checked:disabled {{ border-color: {theme.EDGE}; }}"
    )


class OfferRow(QWidget):
    """One variant."""

    def __init__(self, offer: Offer) -> None:
        super().__init__()
        self.offer = offer
        self.button = QRadioButton()
        self.button.setStyleSheet(_look())
        self.about, self.amount = QLabel(), QLabel()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.scaled(2))
        layout.addWidget(self.button)
        for label in (self.about, self.amount):
            label.setObjectName("hint")
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setContentsMargins(theme.scaled(INDENT), 0, 0, 0)
            layout.addWidget(label)

    def show_offer(self, offer: Offer, here: int, present: bool) -> None:
        """`here`: bytes that need not be downloaded; `present`: it is installed."""
        self.offer = offer
        name = name_words(offer.variant)
        self.button.setText(self.tr("{0}: installed").format(name) if present else name)
        self.button.setEnabled(offer.available)
        problem = offer.problem
        self.about.setText(about_words(offer) if problem is None else problem_words(problem))
        amount = "" if present or problem is not None else amount_words(offer, here)
        self.amount.setText(amount)
        self.amount.setVisible(bool(amount))
