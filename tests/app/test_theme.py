"""The theme: readable, neutral, and icons that take its colours."""

from __future__ import annotations

from importlib.resources import files
from itertools import pairwise

import pytest
from PySide6.QtGui import QColor, QFont, QIcon, QImage, QPalette
from PySide6.QtWidgets import QApplication

from app import icons, theme

GROUNDS = (theme.WINDOW, theme.BASE, theme.RAISED, theme.HOVER, theme.ROW, theme.TRACK)
NAMES = sorted(
    entry.name.removesuffix(".svg")
    for entry in (files("resources") / "icons").iterdir()
    if entry.name.endswith(".svg")
)


def test_contrast_follows_the_definition() -> None:
    assert theme.contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert theme.contrast("#777777", "#777777") == 1.0
    assert theme.contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("ground", GROUNDS)
def test_text_is_readable_on_every_ground(ground: str) -> None:
    assert theme.contrast(theme.TEXT, ground) >= 4.5


def test_second_rank_text_accents_and_disabled_text_are_readable() -> None:
    for ground in (theme.WINDOW, theme.BASE, theme.ROW, theme.RAISED):
        assert theme.contrast(theme.MUTED, ground) >= 4.5
    for ground in (theme.WINDOW, theme.BASE):
        assert theme.contrast(theme.ACCENT, ground) >= 4.5
        assert theme.contrast(theme.DISABLED, ground) >= 3.0
    assert theme.contrast(theme.ON_ACCENT, theme.ACCENT) >= 4.5


@pytest.mark.parametrize("grey", [theme.SURROUND, *GROUNDS])
def test_what_surrounds_the_canvas_has_no_tint(grey: str) -> None:
    assert QColor(grey).saturation() == 0


def test_the_palette_holds_for_the_application(themed: QApplication) -> None:
    palette = themed.palette()
    assert palette.color(QPalette.ColorRole.Window).name() == theme.WINDOW
    off = palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText)
    assert off.name() == theme.DISABLED


def test_sizes_follow_the_font(qapp: QApplication) -> None:
    before = qapp.font()
    usual = theme.scaled(100)
    try:
        larger = QFont(before)
        larger.setPointSizeF(before.pointSizeF() * 2)
        qapp.setFont(larger)
        assert theme.scaled(100) == pytest.approx(2 * usual, rel=0.1)
    finally:
        qapp.setFont(before)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "scumble"])
def test_an_icon_is_drawn_in_the_colour_asked_for(qapp: QApplication, name: str) -> None:
    image = icons.drawn(name, 48, "#ff0000").toImage().convertToFormat(QImage.Format.Format_ARGB32)
    inked = [
        image.pixelColor(x, y)
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() > 128
    ]
    assert len(inked) > 40
    assert all(colour.red() > 200 and colour.green() == colour.blue() == 0 for colour in inked)
    edge = [image.pixelColor(at, side).alpha() for at in range(48) for side in (0, 47)]
    assert max(edge) < 128  # nothing is cut off


def test_icons_have_disabled_and_checked_looks_and_are_sharp_on_dense_screens(qapp: QApplication) -> None:
    brush = icons.icon("brush")
    assert icons.icon("brush") is brush
    looks = {
        _ink(brush.pixmap(24, mode, state).toImage())
        for mode, state in (
            (QIcon.Mode.Normal, QIcon.State.Off),
            (QIcon.Mode.Disabled, QIcon.State.Off),
            (QIcon.Mode.Normal, QIcon.State.On),
        )
    }
    assert looks == {theme.TEXT, theme.DISABLED, theme.ACCENT}
    assert brush.pixmap(brush.availableSizes()[0], 2.0).devicePixelRatio() == 2.0


def test_an_icon_can_be_tinted(qapp: QApplication) -> None:
    on_accent = icons.tinted("generate", theme.ON_ACCENT)
    assert _ink(on_accent.pixmap(24, 24).toImage()) == theme.ON_ACCENT
    assert _ink(on_accent.pixmap(24, QIcon.Mode.Disabled).toImage()) == theme.DISABLED


def test_the_programs_icon_shows_the_ground_through_the_stroke(qapp: QApplication) -> None:
    image = icons.app_icon().pixmap(256, 256).toImage()
    assert image.pixelColor(0, 0).alpha() == 0
    column = [image.pixelColor(180, y) for y in range(20, 236)]
    kinds = ["paint" if colour.red() > 180 else "ground" for colour in column if colour.blue() > 0]
    changes = sum(one != other for one, other in pairwise(kinds))
    assert changes >= 6  # bristles, with the ground between them


def test_an_unknown_icon_is_refused(qapp: QApplication) -> None:
    with pytest.raises(FileNotFoundError):
        icons.icon("no-such-icon")


def _ink(image: QImage) -> str:
    """The colour of the most opaque pixel."""
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    best = max(pixels, key=lambda colour: colour.alpha())
    return best.name()
