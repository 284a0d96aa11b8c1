"""The brush panel: sliders, ready-made brushes and the sample stroke of the real engine."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.brush_presets import presets
from app.panels.brush import BrushPanel
from app.panels.stroke_preview import stroke_image
from app.studio import Studio
from canvas.brush.preset import Brush

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def panel(qtbot: QtBot, studio: Studio) -> BrushPanel:
    panel = BrushPanel(studio)
    qtbot.addWidget(panel)
    panel.resize(270, 260)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


def alpha(image: QImage) -> np.ndarray:
    """H×W uint8."""
    image = image.convertToFormat(QImage.Format.Format_RGBA8888)
    return np.array(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)[..., 3]


def test_sliders_show_and_change_the_brush(panel: BrushPanel, studio: Studio, qtbot: QtBot) -> None:
    assert panel.sliders["size"].value() == studio.brush.size
    assert panel.sliders["hardness"].value() == studio.brush.hardness * 100
    slider = panel.sliders["opacity"]
    slider.setFocus()
    qtbot.keyClick(slider, Qt.Key.Key_Home)
    assert studio.brush.opacity == pytest.approx(0.01)
    assert studio.eraser.opacity == 1.0


def test_a_drag_on_size_is_exponential(panel: BrushPanel, studio: Studio) -> None:
    slider = panel.sliders["size"]
    slider.set_value(1)
    QTest.mousePress(slider, LEFT, NONE, QPoint(5, 10))
    for share in (0.25, 0.5):
        QTest.mouseMove(slider, QPoint(5 + round(slider.width() * share), 10))
    QTest.mouseRelease(slider, LEFT, NONE, QPoint(5 + slider.width() // 2, 10))
    assert studio.brush.size == pytest.approx(126, abs=4)


def test_the_studio_is_followed(panel: BrushPanel, studio: Studio) -> None:
    studio.set_brush(size=77.0)
    assert panel.sliders["size"].value() == 77
    studio.set_brush(eraser=True, size=99.0)
    assert panel.sliders["size"].value() == 77
    panel.set_target(True)
    assert panel.sliders["size"].value() == 99


def test_pressure_switches(panel: BrushPanel, studio: Studio, qtbot: QtBot) -> None:
    studio.set_brush(pressure_size=0.0, pressure_opacity=0.0)
    for name in ("pressure_size", "pressure_opacity"):
        qtbot.mouseClick(panel.switches[name], LEFT)
        assert getattr(studio.brush, name) > 0
        qtbot.mouseClick(panel.switches[name], LEFT)
        assert getattr(studio.brush, name) == 0


def test_a_ready_made_brush_is_taken_changed_and_set_back(
    panel: BrushPanel, studio: Studio, qtbot: QtBot
) -> None:
    qtbot.mouseClick(panel.preset_buttons["pencil"], LEFT)
    pencil = studio.brush
    assert pencil.grain > 0
    assert panel.title.text() == "Pencil"
    assert panel.preset_buttons["pencil"].isChecked()
    assert not panel.reset.isEnabled()
    studio.set_brush(size=200.0, hardness=0.1)
    assert panel.reset.isEnabled()
    qtbot.mouseClick(panel.reset, LEFT)
    assert studio.brush == pencil
    assert not panel.reset.isEnabled()


def test_the_eraser_has_its_own_ready_made_brushes(panel: BrushPanel, studio: Studio, qtbot: QtBot) -> None:
    before = studio.brush
    panel.set_target(True)
    visible = {name for name, button in panel.preset_buttons.items() if button.isVisible()}
    assert visible == {preset.id for preset in presets() if preset.brush.eraser}
    qtbot.mouseClick(panel.preset_buttons["hard-eraser"], LEFT)
    assert studio.eraser.eraser
    assert studio.eraser.name == "hard-eraser"
    assert studio.brush == before


def test_a_brush_that_began_as_none_of_them_can_be_shown(panel: BrushPanel, studio: Studio) -> None:
    panel.take(presets()[0])
    studio.set_brush(name="<i>My own</i>")
    assert panel.title.text() == "<i>My own</i>"
    assert panel.title.textFormat() == Qt.TextFormat.PlainText
    assert not any(button.isChecked() for button in panel.preset_buttons.values())
    assert not panel.reset.isEnabled()


def test_every_ready_made_brush_paints_and_looks_different() -> None:
    paints = {preset.id: alpha(stroke_image(preset.brush, 100, 48)) for preset in presets()}
    assert len(paints) == 12
    for name, paint in paints.items():
        assert paint.min() < paint.max(), name
    assert len({paint.tobytes() for paint in paints.values()}) == len(paints)


def test_the_stroke_follows_the_brush() -> None:
    thin = alpha(stroke_image(Brush(size=4, hardness=1), 120, 48))
    thick = alpha(stroke_image(Brush(size=20, hardness=1), 120, 48))
    faint = alpha(stroke_image(Brush(size=20, hardness=1, opacity=0.3), 120, 48))
    assert 3 * (thin > 128).sum() < (thick > 128).sum()
    assert faint.max() == pytest.approx(0.3 * 255, abs=2)
    huge = alpha(stroke_image(Brush(size=1000, hardness=1), 120, 48))
    assert not huge[[0, -1]].any()  # drawn smaller, to be seen whole
    erased = alpha(stroke_image(Brush(size=20, hardness=1, eraser=True), 120, 48))
    assert erased.min() == 0
    assert erased[0, 0] > 150


def test_the_sample_stroke_is_painted_anew_when_the_brush_changes(
    panel: BrushPanel, studio: Studio, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: panel.preview.image is not None, timeout=60000)
    qtbot.waitUntil(lambda: not panel.preset_buttons["ink"].icon().isNull(), timeout=60000)
    before = panel.preview.image
    studio.set_brush(size=3.0)
    qtbot.waitUntil(lambda: panel.preview.image is not before, timeout=10000)
    qtbot.wait(100)
    assert before is not None
    assert panel.preview.image is not None
    assert (alpha(panel.preview.image) > 128).sum() < (alpha(before) > 128).sum()


def test_it_fits_a_narrow_dock_and_is_named_for_screen_readers(panel: BrushPanel) -> None:
    assert panel.minimumSizeHint().width() <= 270
    assert all(slider.accessibleName() for slider in panel.sliders.values())
    assert all(" " in button.accessibleName() for button in panel.switches.values())
