"""The colour panel: wheels, sliders, hex field and swatches agree with the studio."""

from __future__ import annotations

import colorsys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QSettings, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.panels.colour import ColourPanel
from app.panels.colour_fields import Disc, fields
from app.panels.colour_mix import Mix
from app.panels.colour_sliders import MODES, Place
from app.panels.swatches import RECENT, colour_of, hex_of
from app.panels.value_slider import ValueSlider
from app.settings import Settings
from app.studio import BLACK, WHITE, Colour, Studio
from app.tools.brush import make_brush, make_eraser
from app.tools.fill import make_fill
from app.viewport import Viewport
from canvas import oklch
from canvas.document import Document

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
NONE = Qt.KeyboardModifier.NoModifier
KINDS = ("triangle", "square", "oklch")


@pytest.fixture
def panel(qtbot: QtBot, studio: Studio) -> ColourPanel:
    panel = ColourPanel(studio)
    qtbot.addWidget(panel)
    panel.resize(270, 260)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


def drag(panel: ColourPanel, *points: QPointF) -> None:
    QTest.mousePress(panel.wheel, LEFT, NONE, points[0].toPoint())
    for point in points[1:]:
        QTest.mouseMove(panel.wheel, point.toPoint())
    QTest.mouseRelease(panel.wheel, LEFT, NONE, points[-1].toPoint())


def in_field(panel: ColourPanel, saturation: float, value: float) -> QPointF:
    return panel.wheel.field_point(Mix().with_hsv((panel.wheel.mix().hsv[0], saturation, value)))


def lch(colour: Colour) -> tuple[float, float, float]:
    lightness, chroma, hue = oklch.oklch_of(np.array(colour)).tolist()
    return lightness, chroma, hue


def slider(panel: ColourPanel, mode: str, at: int) -> ValueSlider:
    return panel.sliders.sliders[Place(mode, at)]


# --- the wheel -----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["triangle", "square"])
def test_the_field_chooses_saturation_and_value(panel: ColourPanel, studio: Studio, kind: str) -> None:
    panel.set_kind(kind)
    studio.set_colour((1.0, 0.0, 0.0))
    drag(panel, in_field(panel, 0.9, 0.9), in_field(panel, 0.25, 0.5))
    hsv = colorsys.rgb_to_hsv(*studio.colour)
    assert hsv == pytest.approx((0.0, 0.25, 0.5), abs=0.03)


@pytest.mark.parametrize("kind", ["triangle", "square"])
def test_the_ring_chooses_the_hue_even_for_black_and_grey(
    panel: ColourPanel, studio: Studio, kind: str
) -> None:
    panel.set_kind(kind)
    assert studio.colour == BLACK
    drag(panel, panel.wheel.ring_point(0.1), panel.wheel.ring_point(1 / 3))
    assert studio.colour == BLACK
    assert slider(panel, "hsv", 0).value() == pytest.approx(120, abs=2)
    pure = in_field(panel, 1.0, 1.0)
    drag(panel, pure - QPointF(20, -20), pure + QPointF(500, 0 if kind == "triangle" else -500))
    assert studio.colour == pytest.approx((0.0, 1.0, 0.0), abs=0.02)


def test_the_perceptual_wheel_chooses_lightness_and_chroma(panel: ColourPanel, studio: Studio) -> None:
    panel.set_kind("oklch")
    studio.set_colour((0.2, 0.5, 0.6))
    hue = lch(studio.colour)[2]
    wanted = Mix().with_lch((0.5, 0.06, hue))
    drag(panel, panel.wheel.field_point(panel.wheel.mix()), panel.wheel.field_point(wanted))
    assert lch(studio.colour)[:2] == pytest.approx((0.5, 0.06), abs=0.01)
    assert lch(studio.colour)[2] == pytest.approx(hue, abs=0.5)


def test_beyond_srgb_the_perceptual_wheel_keeps_lightness_and_gives_the_edge(
    panel: ColourPanel, studio: Studio
) -> None:
    panel.set_kind("oklch")
    studio.set_colour((0.1, 0.7, 0.7))  # cyan: the gamut is narrow
    hue = lch(studio.colour)[2]
    start = panel.wheel.field_point(panel.wheel.mix())
    drag(panel, start, QPointF(panel.wheel.width(), start.y()))
    lightness, chroma, after = lch(studio.colour)
    most = float(oklch.most_chroma(np.array(lightness), np.array(hue)))
    assert chroma == pytest.approx(most, abs=1e-3)
    assert after == pytest.approx(hue, abs=0.5)
    assert lightness == pytest.approx(lch((0.1, 0.7, 0.7))[0], abs=0.01)


def test_a_turn_of_the_perceptual_ring_brings_the_chroma_back(panel: ColourPanel, studio: Studio) -> None:
    panel.set_kind("oklch")
    studio.set_colour((0.85, 0.15, 0.8))
    lightness, chroma, hue = lch(studio.colour)
    ring = panel.wheel.ring_point
    QTest.mousePress(panel.wheel, LEFT, NONE, ring(hue / 360).toPoint())
    QTest.mouseMove(panel.wheel, ring(195 / 360).toPoint())
    assert lch(studio.colour)[1] < 0.6 * chroma  # no such cyan in sRGB
    assert lch(studio.colour)[0] == pytest.approx(lightness, abs=1e-3)
    QTest.mouseMove(panel.wheel, ring(hue / 360).toPoint())
    QTest.mouseRelease(panel.wheel, LEFT, NONE, ring(hue / 360).toPoint())
    assert lch(studio.colour)[1] == pytest.approx(chroma, abs=0.005)


@pytest.mark.parametrize("kind", KINDS)
def test_a_drag_that_began_in_the_ring_stays_there(panel: ColourPanel, studio: Studio, kind: str) -> None:
    panel.set_kind(kind)
    studio.set_colour((0.8, 0.3, 0.3))
    wheel = panel.wheel
    middle = QPointF(wheel.width() / 2, wheel.height() / 2)
    drag(panel, wheel.ring_point(0.05), middle + QPointF(0, -8))
    if kind == "oklch":
        assert lch(studio.colour)[2] == pytest.approx(90, abs=5)
    else:
        hue, saturation, value = colorsys.rgb_to_hsv(*studio.colour)
        assert hue == pytest.approx(0.25, abs=0.02)
        assert (saturation, value) == pytest.approx((0.625, 0.8), abs=1e-6)


@pytest.mark.parametrize("kind", KINDS)
def test_the_wheel_paints_what_it_chooses(panel: ColourPanel, studio: Studio, kind: str) -> None:
    panel.set_kind(kind)
    studio.set_colour((0.1, 0.2, 0.9))
    wheel = panel.wheel
    own = wheel.mix()
    mixes = [own.with_hsv((own.hsv[0], *pair)) for pair in ((0.3, 0.5), (0.7, 0.8), (0.2, 0.85))]
    if kind == "oklch":
        mixes = [own.with_lch((*pair, own.lch[2])) for pair in ((0.7, 0.08), (0.4, 0.1), (0.5, 0.24))]
    picture = wheel.grab().toImage()
    ratio = picture.devicePixelRatio()
    for mix in mixes:
        spot = wheel.field_point(mix) * ratio
        shown = picture.pixelColor(int(spot.x()), int(spot.y()))
        assert (shown.redF(), shown.greenF(), shown.blueF()) == pytest.approx(mix.rgb, abs=0.04)
    if kind != "oklch":
        for hue in (0.1, 0.45, 0.9):
            shown = picture.pixelColor((wheel.ring_point(hue) * ratio).toPoint())
            wanted = colorsys.hsv_to_rgb(hue, 1.0, 1.0)
            assert (shown.redF(), shown.greenF(), shown.blueF()) == pytest.approx(wanted, abs=0.06)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("rgb", [(0.8, 0.3, 0.1), (0.1, 0.4, 0.2), (0.95, 0.9, 0.5), (0.3, 0.3, 0.9)])
def test_every_field_finds_a_colour_where_it_shows_it(kind: str, rgb: Colour) -> None:
    field, disc, mix = fields()[kind], Disc(QPointF(80, 80), 60.0), Mix().with_rgb(rgb)
    assert field.pick(disc, mix, field.spot(disc, mix)).rgb == pytest.approx(rgb, abs=1e-3)
    assert field.with_hue(mix, field.hue(mix)).rgb == pytest.approx(rgb, abs=1e-3)
    assert field.area(disc).contains(field.spot(disc, mix))


def test_a_place_beside_the_triangle_is_its_nearest_edge() -> None:
    field, disc, mix = fields()["triangle"], Disc(QPointF(0, 0), 100.0), Mix().with_hsv((0.6, 0.5, 0.5))
    assert field.pick(disc, mix, QPointF(900, 0)).hsv == pytest.approx((0.6, 1.0, 1.0))
    assert field.pick(disc, mix, QPointF(-90, 0)).hsv == pytest.approx((0.6, 0.0, 0.5), abs=1e-6)
    assert field.pick(disc, mix, QPointF(-60, -900)).rgb == pytest.approx(WHITE)
    assert field.pick(disc, mix, QPointF(-60, 900)).hsv == pytest.approx((0.6, 0.5, 0.0))  # keeps both


@pytest.mark.parametrize("kind", KINDS)
def test_keys_nudge_the_colour(panel: ColourPanel, studio: Studio, qtbot: QtBot, kind: str) -> None:
    panel.set_kind(kind)
    studio.set_colour((0.6, 0.4, 0.3))
    panel.wheel.setFocus()
    before = studio.colour
    qtbot.keyClick(panel.wheel, Qt.Key.Key_Up)
    near = studio.colour
    assert sum(near) > sum(before)
    qtbot.keyClick(panel.wheel, Qt.Key.Key_Down)
    assert studio.colour == pytest.approx(before, abs=1e-3)
    qtbot.keyClick(panel.wheel, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert sum(studio.colour) - sum(before) > 5 * (sum(near) - sum(before))
    place = panel.wheel.mix().lch[2] if kind == "oklch" else panel.wheel.mix().hsv[0] * 360
    qtbot.keyClick(panel.wheel, Qt.Key.Key_PageUp)
    after = panel.wheel.mix().lch[2] if kind == "oklch" else panel.wheel.mix().hsv[0] * 360
    assert after - place == pytest.approx(1.0, abs=0.01)


def test_the_wheel_says_what_it_shows(panel: ColourPanel, studio: Studio) -> None:
    studio.set_colour((0.5, 0.25, 0.25))
    assert panel.wheel.accessibleName() == "Colour wheel"
    assert panel.wheel.accessibleDescription() == "Hue 0°, saturation 50 %, value 50 %"
    panel.set_kind("oklch")
    lightness, chroma, hue = lch(studio.colour)
    wanted = f"Hue {hue:.0f}°, chroma {chroma:.3f}, lightness {lightness * 100:.0f} %"
    assert panel.wheel.accessibleDescription() == wanted


# --- the sliders ---------------------------------------------------------------------------------


def test_sliders_of_every_kind_change_the_colour(panel: ColourPanel, studio: Studio, qtbot: QtBot) -> None:
    studio.set_colour((0.5, 0.25, 0.25))
    value = slider(panel, "hsv", 2)
    value.setFocus()
    qtbot.keyClick(value, Qt.Key.Key_End)
    assert studio.colour == pytest.approx((1.0, 0.5, 0.5), abs=0.01)
    qtbot.mouseClick(panel.modes["rgb"], LEFT)
    green = slider(panel, "rgb", 1)
    green.setFocus()
    qtbot.keyClick(green, Qt.Key.Key_Home)
    assert studio.colour == pytest.approx((1.0, 0.0, 0.5), abs=0.01)
    qtbot.mouseClick(panel.modes["oklch"], LEFT)
    chroma = slider(panel, "oklch", 1)
    lightness = lch(studio.colour)[0]
    chroma.setFocus()
    qtbot.keyClick(chroma, Qt.Key.Key_Home)
    red, green_, blue = studio.colour
    assert max(red, green_, blue) - min(red, green_, blue) < 1e-3  # a grey
    assert lch(studio.colour)[0] == pytest.approx(lightness, abs=1e-4)


@pytest.mark.parametrize("mode", MODES)
def test_only_the_sliders_of_the_mode_are_seen(panel: ColourPanel, qtbot: QtBot, mode: str) -> None:
    qtbot.mouseClick(panel.modes[mode], LEFT)
    seen = {place.mode for place, slider in panel.sliders.sliders.items() if slider.isVisible()}
    assert seen == {mode}
    assert all(
        slider.accessibleName() and slider.accessibleDescription()
        for slider in panel.sliders.sliders.values()
    )


def test_a_slider_leaves_the_other_numbers_exactly_alone(panel: ColourPanel, studio: Studio) -> None:
    studio.set_colour(colorsys.hsv_to_rgb(0.123456, 0.654321, 0.5))
    value = slider(panel, "hsv", 2)
    QTest.mousePress(value, LEFT, NONE, QPoint(value.width() // 2, 8))
    QTest.mouseMove(value, QPoint(value.width() // 4, 8))
    QTest.mouseRelease(value, LEFT, NONE, QPoint(value.width() // 4, 8))
    hue, saturation, after = colorsys.rgb_to_hsv(*studio.colour)
    assert (hue, saturation) == pytest.approx((0.123456, 0.654321), abs=1e-9)
    assert after == pytest.approx(0.25, abs=0.05)


def test_a_hue_drag_in_lch_brings_the_chroma_back(panel: ColourPanel, studio: Studio) -> None:
    panel.set_mode("oklch")
    studio.set_colour((0.85, 0.15, 0.8))
    _lightness, chroma, degrees = lch(studio.colour)
    hue = slider(panel, "oklch", 2)
    at = round(degrees / 360 * hue.width())
    QTest.mousePress(hue, LEFT, NONE, QPoint(at, 8))
    QTest.mouseMove(hue, QPoint(at - hue.width() // 3, 8))
    assert lch(studio.colour)[1] < 0.8 * chroma
    QTest.mouseMove(hue, QPoint(at, 8))
    QTest.mouseRelease(hue, LEFT, NONE, QPoint(at, 8))
    assert lch(studio.colour)[1] == pytest.approx(chroma, abs=0.005)


def test_the_hue_slider_moves_on_without_saturation(panel: ColourPanel, studio: Studio, qtbot: QtBot) -> None:
    studio.set_colour((0.5, 0.5, 0.5))
    hue = slider(panel, "hsv", 0)
    hue.setFocus()
    for _ in range(3):
        qtbot.keyClick(hue, Qt.Key.Key_PageUp)
    assert hue.value() == 30  # ten steps of a degree each time
    assert studio.colour == pytest.approx((0.5, 0.5, 0.5))
    assert panel.wheel.mix().hsv[0] == pytest.approx(hue.value() / 360)


def test_the_chroma_track_ends_where_srgb_does(panel: ColourPanel, studio: Studio) -> None:
    studio.set_colour((0.1, 0.7, 0.7))
    QTest.mouseClick(panel.modes["oklch"], LEFT)
    chroma = slider(panel, "oklch", 1)
    picture = chroma.grab().toImage()
    row = picture.height() - round(3 * picture.devicePixelRatio())
    saturations = [picture.pixelColor(x, row).hsvSaturation() for x in range(4, picture.width() - 4)]
    share = float(oklch.most_chroma(*map(np.array, (lch(studio.colour)[0], lch(studio.colour)[2]))))
    edge = round(share / oklch.MOST_CHROMA * len(saturations))
    assert saturations[edge - 12] > 150
    assert max(saturations[edge + 12 :]) == 0


# --- the rest ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "colour"), [("ff8000", "#ff8000"), ("#0f0", "#00ff00"), ("12", "#336699"), ("", "#336699")]
)
def test_the_hex_field(panel: ColourPanel, studio: Studio, qtbot: QtBot, typed: str, colour: str) -> None:
    studio.set_colour((0.2, 0.4, 0.6))
    assert panel.hex.text() == "#336699"
    panel.hex.setFocus()
    panel.hex.selectAll()
    qtbot.keyClick(panel.hex, Qt.Key.Key_Delete)
    qtbot.keyClicks(panel.hex, typed)
    qtbot.keyClick(panel.hex, Qt.Key.Key_Return)
    panel.hex.clearFocus()
    assert hex_of(studio.colour) == colour
    assert panel.hex.text() == colour


def test_the_background_is_edited_when_it_was_clicked(panel: ColourPanel, studio: Studio) -> None:
    _front, back = panel.pair.places()
    QTest.mouseClick(panel.pair, LEFT, NONE, back.bottomRight() - QPoint(4, 4))
    drag(panel, in_field(panel, 0.5, 0.5), in_field(panel, 0.0, 0.5))
    assert studio.background == pytest.approx((0.5, 0.5, 0.5), abs=0.02)
    assert studio.colour == BLACK
    QTest.mouseClick(panel.pair, LEFT, NONE, panel.pair.places()[0].topLeft() + QPoint(4, 4))
    assert panel.hex.text() == "#000000"


def test_swap_and_default_buttons(panel: ColourPanel, studio: Studio, qtbot: QtBot) -> None:
    studio.set_colour((1.0, 0.0, 0.0))
    qtbot.mouseClick(panel.pair.swap, LEFT)
    assert (studio.colour, studio.background) == (WHITE, (1.0, 0.0, 0.0))
    assert panel.hex.text() == "#ffffff"
    qtbot.mouseClick(panel.pair.reset, LEFT)
    assert (studio.colour, studio.background) == (BLACK, WHITE)
    front, back = panel.pair.places()
    for button in (panel.pair.swap, panel.pair.reset):
        assert button.accessibleName()
        assert not button.geometry().intersects(front)
        assert not button.geometry().intersects(back)


def test_recent_colours_are_kept_once_newest_first_and_picked(panel: ColourPanel, studio: Studio) -> None:
    used: list[Colour] = [(at / 20, 0.0, 0.0) for at in range(15)]
    for colour in (*used, used[10]):
        studio.colour_used.emit(colour)
    kept = panel.recent.colours()
    assert len(kept) == RECENT
    assert kept[:3] == (used[10], used[14], used[13])
    QTest.mouseClick(panel.recent, LEFT, NONE, panel.recent.place(1).center())
    assert studio.colour == used[14]
    QTest.mouseClick(panel.recent, LEFT, Qt.KeyboardModifier.ControlModifier, panel.recent.place(2).center())
    assert studio.background == used[13]
    QTest.mouseClick(panel.recent, RIGHT, NONE, panel.recent.place(4).center())
    assert studio.background == kept[4]
    assert studio.colour == used[14]


def test_a_colour_that_was_only_looked_at_is_not_remembered(panel: ColourPanel, studio: Studio) -> None:
    studio.set_colour((1.0, 0.0, 0.0))
    drag(panel, *(in_field(panel, share / 10, 0.6) for share in range(2, 9)))
    assert panel.recent.colours() == ()


def test_painting_and_filling_use_a_colour_and_erasing_does_not(
    panel: ColourPanel, studio: Studio, qtbot: QtBot, settled: Callable[[], Document]
) -> None:
    viewport = Viewport(studio)
    qtbot.addWidget(viewport)
    viewport.resize(300, 240)
    with qtbot.waitExposed(viewport):
        viewport.show()
    for colour, make, count in (
        ((1.0, 0.0, 0.0), make_eraser, 0),
        ((0.0, 1.0, 0.0), make_brush, 1),
        ((0.0, 0.0, 1.0), make_fill, 2),
    ):
        studio.set_colour(colour)
        viewport.pointing.set_tool(make(studio, viewport))
        qtbot.mouseClick(viewport, LEFT, pos=QPoint(150, 120))
        settled()
        assert len(panel.recent.colours()) == count
    assert panel.recent.colours() == ((0.0, 0.0, 1.0), (0.0, 1.0, 0.0))


def test_what_was_chosen_and_painted_with_is_there_after_a_restart(
    panel: ColourPanel, studio: Studio, qtbot: QtBot, tmp_path: Path
) -> None:
    studio.colour_used.emit((1.0, 0.0, 0.0))
    studio.colour_used.emit((0.2, 0.4, 0.6))
    qtbot.mouseClick(panel.kinds["oklch"], LEFT)
    qtbot.mouseClick(panel.modes["rgb"], LEFT)
    store = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    studio.settings = Settings(store)
    again = ColourPanel(studio)
    qtbot.addWidget(again)
    assert [hex_of(colour) for colour in again.recent.colours()] == ["#336699", "#ff0000"]
    assert (again.wheel.kind, again.sliders.mode) == ("oklch", "rgb")
    assert again.kinds["oklch"].isChecked()
    assert again.modes["rgb"].isChecked()


def test_settings_that_make_no_sense_do_no_harm(studio: Studio, qtbot: QtBot) -> None:
    for setting, value in (
        ("colour/wheel", "cube"),
        ("colour/sliders", "cmyk"),
        ("colour/recent", "red #12345 #00ff00 ; #ggg " + "#abc " * 40),
    ):
        studio.settings.set(setting, value)
    panel = ColourPanel(studio)
    qtbot.addWidget(panel)
    assert (panel.wheel.kind, panel.sliders.mode) == ("triangle", "hsv")
    assert [hex_of(colour) for colour in panel.recent.colours()] == ["#00ff00", "#aabbcc"]


def test_a_name_of_a_colour() -> None:
    assert colour_of("#ff8000") == pytest.approx((1.0, 128 / 255, 0.0), abs=1e-4)
    assert [colour_of(name) for name in ("red", "#ff", "", "#12345678")] == [None] * 4


def test_it_fits_a_narrow_dock(panel: ColourPanel) -> None:
    size = panel.minimumSizeHint()
    assert size.width() <= 270
    assert size.height() <= 245  # what the dock has in a window of 1366×768
