"""Krita's presets and bundles: made dabs, tips beside them, in them and in the bundle."""

from __future__ import annotations

import base64
from pathlib import Path

import numpy as np
import pytest

from canvas.brush.dynamics import Input, Setting
from canvas.brush.preset import Brush, Mode
from canvas.brush_files import read_brushes
from canvas.errors import FormatError
from canvas.formats.png_encode import encode_png
from tests.canvas.brush_files import AUTO, bundle, file_brush, gbr, kpp, tip, write


def one(path: Path) -> Brush:
    imported = read_brushes(path)
    assert len(imported.entries) == 1
    return imported.entries[0].brush


def sensor(name: str, curve: str = "0,0;1,1;") -> str:
    return f'<!DOCTYPE params> <params id="{name}"> <curve>{curve}</curve> </params>'


def test_a_made_dab_and_what_drives_it(tmp_path: Path) -> None:
    params = {
        "brush_definition": AUTO,
        "OpacityValue": "0.6",
        "OpacityUseCurve": "true",
        "OpacitySensor": sensor("pressure", "0,0.1;0.5,0.9;1,1;"),
        "PressureSize": "true",
        "SizeUseCurve": "true",
        "SizeSensor": '<params id="sensorslist"><ChildSensor id="pressure"/><ChildSensor id="xtilt"/>'
        "</params>",
        "PressureRotation": "true",
        "RotationSensor": sensor("drawingangle"),
        "PressureScatter": "true",
        "ScatterValue": "3",
        "FlowUseCurve": "false",
        "FlowSensor": sensor("pressure"),
    }
    path = write(tmp_path, "a.kpp", kpp(params, "b)_Round"))
    imported = read_brushes(path)
    entry = imported.entries[0]
    brush = entry.brush
    assert entry.title == "b) Round"
    assert (brush.size, brush.hardness, brush.roundness, brush.spacing) == (42.0, 0.7, 0.5, 0.1)
    assert (brush.opacity, brush.scatter) == (0.6, 1.5)
    driven = {(one.setting, one.input): one.curve.points for one in brush.dynamics}
    assert set(driven) == {
        (Setting.SIZE, Input.PRESSURE), (Setting.OPACITY, Input.PRESSURE), (Setting.ANGLE, Input.DIRECTION),
    }  # fmt: skip
    assert driven[Setting.OPACITY, Input.PRESSURE] == ((0.0, 0.1), (0.5, 0.9), (1.0, 1.0))
    assert list(imported.notes) == ["“b) Round” was read without what is not known here: Size (xtilt)."]


def test_erasers_smudgers_and_engines_of_other_kinds(tmp_path: Path) -> None:
    assert one(write(tmp_path, "a.kpp", kpp({"brush_definition": AUTO, "CompositeOp": "erase"}))).eraser
    mixed = kpp({"brush_definition": AUTO, "SmudgeRateValue": "0.4"}, kind="colorsmudge")
    brush = one(write(tmp_path, "b.kpp", mixed))
    assert (brush.mode, brush.smudge) == (Mode.SMUDGE, 0.4)
    notes = read_brushes(write(tmp_path, "c.kpp", kpp({"brush_definition": AUTO}, kind="hairybrush"))).notes
    assert "the engine “hairybrush”" in notes[0]


def test_a_tip_beside_the_preset_and_one_next_to_its_folder(tmp_path: Path) -> None:
    presets, tips = tmp_path / "paintoppresets", tmp_path / "brushes"
    presets.mkdir()
    tips.mkdir()
    write(presets, "near.png", encode_png(tip()))
    write(tips, "far.gbr", gbr(tip(8, 4)))
    near = one(write(presets, "near.kpp", kpp({"brush_definition": file_brush("near.png", 2.0)})))
    assert near.tip is not None
    assert np.array_equal(near.tip.images[0], 255 - tip())  # what is dark paints
    assert near.size == 14.0
    far = one(write(presets, "far.kpp", kpp({"brush_definition": file_brush("far.gbr")})))
    assert far.tip is not None
    assert np.array_equal(far.tip.images[0], tip(8, 4))


def test_a_tip_in_the_preset(tmp_path: Path) -> None:
    told = base64.b64encode(encode_png(tip())).decode()
    inside = f'<resources><resource type="brushes" filename="in.png">{told}</resource></resources>'
    brush = one(write(tmp_path, "a.kpp", kpp({"brush_definition": file_brush("in.png")}, resources=inside)))
    assert brush.tip is not None


def test_a_tip_that_is_missing_is_told_and_none_is_taken_from_elsewhere(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "presets"
    folder.mkdir(parents=True)
    write(tmp_path, "secret.png", encode_png(tip()))
    path = write(folder, "a.kpp", kpp({"brush_definition": file_brush("../../secret.png")}))
    imported = read_brushes(path)
    assert imported.entries[0].brush.tip is None
    assert "the tip" in imported.notes[0]


def test_a_png_that_is_no_preset_is_a_tip(tmp_path: Path) -> None:
    brush = one(write(tmp_path, "leaf.png", encode_png(tip(6, 9))))
    assert brush.tip is not None
    assert brush.size == 9.0


def test_a_bundle(tmp_path: Path) -> None:
    data = bundle(
        {
            "paintoppresets/a.kpp": kpp({"brush_definition": file_brush("a.gbr")}, "A"),
            "paintoppresets/b.kpp": b"no preset",
            "brushes/a.gbr": gbr(tip()),
            "brushes/free_tip.png": encode_png(tip(4, 4)),
            "brushes/drawing.svg": b"<svg/>",
            "palettes/x.gpl": b"",
        }
    )
    imported = read_brushes(write(tmp_path, "set.bundle", data))
    assert [entry.title for entry in imported.entries] == ["A", "free tip"]
    assert all(entry.brush.tip is not None for entry in imported.entries)
    assert len(imported.notes) == 2
    with pytest.raises(FormatError, match="no brush in it"):
        read_brushes(write(tmp_path, "empty.bundle", bundle({"palettes/x.gpl": b""})))


def test_entities_are_refused(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE Preset [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><Preset name="&b;"/>'
    data = encode_png(np.zeros((2, 2), np.uint8), text={"preset": bomb})
    with pytest.raises(FormatError, match="declares things"):
        read_brushes(write(tmp_path, "bomb.kpp", data))
