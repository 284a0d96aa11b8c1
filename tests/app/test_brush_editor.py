"""The brush editor: every setting, what drives it, the tip, and the stroke that shows it all."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.panels.brush_dynamics import curve_of, with_curve
from app.panels.brush_editor import BrushEditor
from app.panels.brush_rows import INPUTS, PAGES, TEXTURES, Row
from app.panels.curve_editor import hard
from app.panels.stroke_preview import StrokePainter
from app.studio import Studio
from canvas.brush.dynamics import Curve, Input, Setting
from canvas.brush.preset import Brush, Mode, Stabilising
from canvas.brush.texture import TEXTURES as KNOWN
from canvas.brush.tip import Tip

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def editor(qtbot: QtBot, studio: Studio) -> BrushEditor:
    editor = BrushEditor(studio, StrokePainter(studio.compute))
    qtbot.addWidget(editor)
    editor.resize(280, 380)
    with qtbot.waitExposed(editor):
        editor.show()
    editor.set_target(False)
    return editor


def test_every_setting_has_a_slider_and_what_drives_it(editor: BrushEditor) -> None:
    assert set(editor.driven) == set(Setting)
    assert {row.setting for page in PAGES for row in page.rows if isinstance(row, Row)} >= set(Setting)
    assert {row[0] for row in INPUTS} == set(Input)
    assert {name for name, _ in TEXTURES} == set(KNOWN)
    assert all(slider.toolTip() and slider.accessibleName() for slider in editor.sliders.values())
    assert all(button.accessibleName() for button in editor.driven.values())


@pytest.mark.parametrize("name", [row.field for page in PAGES for row in page.rows if isinstance(row, Row)])
def test_a_slider_changes_its_setting(editor: BrushEditor, studio: Studio, name: str, qtbot: QtBot) -> None:
    studio.put_brush(Brush(mode=Mode.SMUDGE))
    slider, eraser = editor.sliders[name], studio.eraser
    factor = editor._rows[name].factor
    for key, end in ((Qt.Key.Key_Home, slider.minimum), (Qt.Key.Key_End, slider.maximum)):
        qtbot.keyClick(slider, key)
        assert getattr(studio.brush, name) == pytest.approx(end / factor)
    assert studio.eraser is eraser


def test_pressure_is_switched_on_shaped_and_switched_off(
    editor: BrushEditor, studio: Studio, qtbot: QtBot
) -> None:
    studio.set_brush(dynamics=())
    qtbot.mouseClick(editor.driven[Setting.FLOW], LEFT)
    page = editor.dynamics
    assert page.isVisible()
    assert page.title.text() == "Flow"
    assert not page.curve.isEnabled()
    page.inputs.item(0).setCheckState(Qt.CheckState.Checked)
    assert curve_of(studio.brush.dynamics, Setting.FLOW, Input.PRESSURE) == Curve()
    assert editor.driven[Setting.FLOW].isChecked()
    qtbot.mouseClick(page.buttons["hard"], LEFT)
    assert curve_of(studio.brush.dynamics, Setting.FLOW, Input.PRESSURE) == hard()
    page.curve.choose(0)
    page.y_slider.changed.emit(30.0)
    curve = curve_of(studio.brush.dynamics, Setting.FLOW, Input.PRESSURE)
    assert curve is not None
    assert curve.points[0] == (0.0, 0.3)
    page.inputs.item(0).setCheckState(Qt.CheckState.Unchecked)
    assert studio.brush.dynamics == ()
    qtbot.mouseClick(page.buttons["back"], LEFT)
    assert editor.sliders["flow"].isVisible()


def test_a_curve_is_copied_to_another_input_and_setting(editor: BrushEditor, studio: Studio) -> None:
    studio.set_brush(dynamics=with_curve((), Setting.SIZE, Input.PRESSURE, hard()))
    editor.open_dynamics(Setting.SIZE)
    menu = editor.dynamics.copy_menu()
    actions = {action.text(): action for action in menu.actions()}
    actions["Tilt"].trigger()
    actions["Opacity"].trigger()
    dynamics = studio.brush.dynamics
    assert curve_of(dynamics, Setting.SIZE, Input.TILT) == hard()
    assert curve_of(dynamics, Setting.OPACITY, Input.PRESSURE) == hard()
    menu.deleteLater()


def test_heights_above_the_setting_can_be_drawn(editor: BrushEditor, studio: Studio) -> None:
    high = Curve(((0.0, 0.5), (1.0, 1.8)))
    studio.set_brush(dynamics=with_curve((), Setting.SIZE, Input.SPEED, high))
    editor.open_dynamics(Setting.SIZE)
    assert editor.dynamics.source == Input.SPEED
    assert editor.dynamics.top.currentData() == 2.0
    editor.dynamics.curve.choose(1)
    editor.dynamics.curve.move_point(1.0, 5.0)
    assert editor.dynamics.curve.point == (1.0, 2.0)


def test_mode_stabiliser_and_tip(editor: BrushEditor, studio: Studio) -> None:
    editor.mode.setCurrentIndex(1)
    editor.mode.activated.emit(1)
    assert studio.brush.mode is Mode.SMUDGE
    assert editor.sliders["smudge"].isEnabled()
    editor.stabiliser.setCurrentIndex(2)
    editor.stabiliser.activated.emit(2)
    editor.steadiness.changed.emit(70.0)
    assert studio.brush.stabiliser.kind is Stabilising.STRING
    assert studio.brush.stabiliser.amount == pytest.approx(0.7)
    tip = Tip("Square", (np.full((16, 16), 255, np.uint8),), spacing=0.3)
    editor.tips.chosen.emit(tip)
    assert studio.brush.tip is tip
    assert studio.brush.spacing == 0.3
    assert not editor.sliders["hardness"].isEnabled()
    assert editor.tips.name.text() == "Square"


def test_the_eraser_is_edited_apart(editor: BrushEditor, studio: Studio) -> None:
    size = studio.brush.size
    editor.set_target(True)
    editor.sliders["size"].changed.emit(123.0)
    assert studio.eraser.size == 123
    assert studio.brush.size == size
    assert studio.eraser.eraser
