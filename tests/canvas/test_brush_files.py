"""Brush files of MyPaint and GIMP, and real ones of all programs where they are installed."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

from canvas.brush.dynamics import Input, Setting
from canvas.brush.preset import Brush, Mode, Stabilising
from canvas.brush.tip import TipOrder
from canvas.brush_files import extensions, read_brushes
from canvas.brush_files.curves import GRID, simplified
from canvas.errors import FormatError
from tests.canvas.brush_files import gbr, gih, tip, write

FILES = Path(__file__).parents[1] / "files" / "brushes"
INSTALLED = (Path("/usr/share/mypaint-data"), Path("/usr/share/gimp"), Path("/usr/share/krita"))


def one(path: Path) -> Brush:
    imported = read_brushes(path)
    assert len(imported.entries) == 1
    return imported.entries[0].brush


def at(brush: Brush, setting: Setting, **inputs: float) -> float:
    """The setting with these inputs; those that are not given are left out."""
    value = float(getattr(brush, setting))
    for dynamic in brush.dynamics:
        if dynamic.setting is setting and dynamic.input.replace("-", "_") in inputs:
            xs, ys = zip(*dynamic.curve.points, strict=True)
            factor = float(np.interp(inputs[dynamic.input.replace("-", "_")], xs, ys))
            value = value + 360.0 * factor if setting is Setting.ANGLE else value * factor
    return value


def myb(folder: Path, **settings: object) -> Path:
    """A MyPaint brush: each setting a base value, or (base, {input: points})."""
    told = {}
    for name, value in settings.items():
        base, inputs = value if isinstance(value, tuple) else (value, {})
        told[name] = {"base_value": base, "inputs": inputs}
    content = {"comment": "MyPaint brush file", "settings": told, "version": 3}
    return write(folder, "My_brush.myb", json.dumps(content).encode())


# --- MyPaint ----------------------------------------------------------------------------------------------


def test_radius_is_a_logarithm(tmp_path: Path) -> None:
    curve = {"pressure": [[0.0, -1.0], [0.5, 0.0], [1.0, 1.0]]}
    brush = one(myb(tmp_path, radius_logarithmic=(2.0, curve)))
    for pressure, added in ((0.0, -1.0), (0.25, -0.5), (0.5, 0.0), (1.0, 1.0)):
        wanted = 2.0 * math.exp(2.0 + added)
        assert at(brush, Setting.SIZE, pressure=pressure) == pytest.approx(wanted, rel=0.005)
    assert brush.size == pytest.approx(2.0 * math.exp(3.0))  # what is shown is the size at full pressure


def test_two_inputs_of_the_radius_multiply(tmp_path: Path) -> None:
    inputs = {"pressure": [[0, -0.5], [1, 0]], "random": [[0, -0.3], [1, 0.4]]}
    brush = one(myb(tmp_path, radius_logarithmic=(3.0, inputs)))
    for pressure, chance in ((0.0, 0.0), (0.5, 1.0), (1.0, 0.25)):
        wanted = 2.0 * math.exp(3.0 - 0.5 + 0.5 * pressure - 0.3 + 0.7 * chance)
        assert at(brush, Setting.SIZE, pressure=pressure, random=chance) == pytest.approx(wanted, rel=0.01)


@pytest.mark.parametrize("pressure", [0.0, 0.2, 0.5, 1.0])
def test_overlapping_dabs_reach_the_opacity_together(tmp_path: Path, pressure: float) -> None:
    brush = one(
        myb(
            tmp_path,
            opaque=0.8,
            opaque_multiply=(0.0, {"pressure": [[0, 0], [1, 1]]}),
            opaque_linearize=1.0,
            dabs_per_actual_radius=3.0,
            dabs_per_basic_radius=0.0,
        )
    )
    dab = at(brush, Setting.FLOW, pressure=pressure)
    assert 1.0 - (1.0 - dab) ** 6 == pytest.approx(0.8 * pressure, abs=0.005)
    assert brush.build_up
    assert brush.opacity == 1.0
    assert brush.spacing == pytest.approx(1 / 6)


def test_dabs_by_the_basic_radius_keep_their_distance(tmp_path: Path) -> None:
    brush = one(
        myb(
            tmp_path,
            radius_logarithmic=(2.0, {"pressure": [[0, -1.0], [1, 0]]}),
            dabs_per_actual_radius=0.0,
            dabs_per_basic_radius=4.0,
        )
    )
    for pressure in (0.0, 0.5, 1.0):
        way = at(brush, Setting.SIZE, pressure=pressure) * at(brush, Setting.SPACING, pressure=pressure)
        assert way == pytest.approx(math.exp(2.0) / 4.0, rel=0.02)


def test_angle_ratio_and_scatter(tmp_path: Path) -> None:
    brush = one(
        myb(
            tmp_path,
            elliptical_dab_ratio=(1.0, {"speed1": [[0, 0], [4, 0]], "pressure": [[0, 3], [1, 0]]}),
            elliptical_dab_angle=(20.0, {"direction": [[0, 0], [180, 180]]}),
            offset_by_random=(0.0, {"pressure": [[0, 2], [1, 0]]}),
        )
    )
    assert at(brush, Setting.ROUNDNESS, pressure=0.0) == pytest.approx(0.25)
    assert at(brush, Setting.ROUNDNESS, pressure=1.0) == pytest.approx(1.0)
    for turns in (0.0, 0.25, 0.45, 0.6, 0.9):
        assert at(brush, Setting.ANGLE, direction=turns) % 180 == pytest.approx(
            (20 + 360 * turns) % 180, abs=0.2
        )
    assert at(brush, Setting.SCATTER, pressure=0.0) == pytest.approx(2.0 * math.sqrt(3) / 2)
    assert at(brush, Setting.SCATTER, pressure=1.0) == pytest.approx(0.0, abs=1e-9)


def test_tilt_is_counted_from_the_upright(tmp_path: Path) -> None:
    brush = one(myb(tmp_path, hardness=(1.0, {"tilt_declination": [[30, -0.4], [90, 0.0]]})))
    upright, flat = at(brush, Setting.HARDNESS, tilt=0.0), at(brush, Setting.HARDNESS, tilt=1.0)
    assert upright == pytest.approx(1.0)
    assert (1 + flat**2) / 2 == pytest.approx(0.6, abs=0.01)  # as much paint as MyPaint's dab of 0.6


def test_smudge_eraser_lock_and_tracking(tmp_path: Path) -> None:
    smudge = one(myb(tmp_path, smudge=0.8, smudge_length=0.3, slow_tracking=4.0))
    assert (smudge.mode, smudge.smudge, smudge.smudge_length) == (Mode.SMUDGE, 0.8, 0.3)
    assert (smudge.stabiliser.kind, smudge.stabiliser.amount) == (Stabilising.AVERAGE, pytest.approx(0.4))
    assert one(myb(tmp_path, eraser=1.0)).eraser
    locked = one(myb(tmp_path, lock_alpha=1.0))
    assert locked.alpha_lock
    assert locked.mode is Mode.PAINT


def test_random_colours_become_jitter(tmp_path: Path) -> None:
    path = myb(
        tmp_path,
        change_color_h=(0.0, {"random": [[0, -0.05], [1, 0.05]]}),
        change_color_v=(0.0, {"random": [[0, 0.0], [1, 0.2]]}),
    )
    brush = one(path)
    assert brush.hue_jitter == pytest.approx(0.1)  # of half a turn
    assert brush.value_jitter == pytest.approx(0.1)
    assert not read_brushes(path).notes


def test_what_is_not_known_is_told(tmp_path: Path) -> None:
    path = myb(
        tmp_path,
        tracking_noise=1.0,
        offset_x=0.0,
        colorize=0.5,
        hardness=(0.5, {"attack_angle": [[0, 0], [1, 1]]}),
        anti_aliasing=1.0,
    )
    (note,) = read_brushes(path).notes
    assert note == (
        "“My brush” was read without what is not known here: "
        "hardness (attack_angle), tracking_noise, colorize."
    )


def test_a_brush_of_version_2_in_lines_of_text(tmp_path: Path) -> None:
    text = "\n".join(
        [
            "# mypaint brush file",
            "# you can edit this file",
            "version 2",
            "group ink",
            "radius_logarithmic 1.5 | pressure (0.000000 -1.000000), (1.000000 0.000000)",
            "opaque 1.0",
            "opaque_multiply 0.0 | pressure (0.0 0.0), (1.0 1.0)",
        ]
    )
    path = write(tmp_path, "old.myb", text.encode())
    brush = one(path)
    assert at(brush, Setting.SIZE, pressure=0.0) == pytest.approx(2 * math.exp(0.5), rel=0.01)
    assert read_brushes(path).entries[0].group == "ink"


def test_simplified_curves_stay_close() -> None:
    values = np.exp(GRID * 3.0)
    xs, ys = zip(*simplified(GRID, values), strict=True)
    assert len(xs) < 30
    assert np.abs(np.interp(GRID, xs, ys) - values).max() < 0.0021 * values.max()


# --- GIMP -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", [1, 2, 3])
def test_gbr(tmp_path: Path, version: int) -> None:
    entry = read_brushes(write(tmp_path, "a.gbr", gbr(tip(), version=version))).entries[0]
    assert entry.title == "Stamp"
    assert entry.brush.tip is not None
    assert np.array_equal(entry.brush.tip.images[0], tip())
    assert entry.brush.size == 7.0
    assert entry.brush.spacing == pytest.approx(0.25 if version == 1 else 0.2)


def test_coloured_gbr_keeps_its_alpha_and_says_so(tmp_path: Path) -> None:
    pixels = np.stack([tip(), tip(), tip()[::-1], tip()], axis=-1)
    imported = read_brushes(write(tmp_path, "a.gbr", gbr(pixels)))
    found = imported.entries[0].brush.tip
    assert found is not None
    assert np.array_equal(found.images[0], tip())
    assert "the tip's colours" in imported.notes[0]


@pytest.mark.parametrize(
    ("selection", "order"),
    [
        ("incremental", TipOrder.SEQUENCE),
        ("random", TipOrder.RANDOM),
        ("angular", TipOrder.DIRECTION),
        ("pressure", TipOrder.PRESSURE),
    ],
)
def test_gih(tmp_path: Path, selection: str, order: TipOrder) -> None:
    images = [tip(), tip(9, 4), 255 - tip()]
    data = gih(
        images,
        f"cellwidth:7 cellheight:9 step:20 dim:1 cols:1 rows:1 rank0:3 placement:constant sel0:{selection}",
    )
    imported = read_brushes(write(tmp_path, "a.gih", data))
    found = imported.entries[0].brush.tip
    assert found is not None
    assert found.order is order
    assert [image.shape for image in found.images] == [(5, 7), (9, 4), (5, 7)]
    assert not imported.notes


def test_a_way_to_choose_that_is_not_known_is_told(tmp_path: Path) -> None:
    data = gih([tip(), tip()], "dim:2 rank0:2 rank1:1 sel0:velocity sel1:random")
    assert "sel:velocity" in read_brushes(write(tmp_path, "a.gih", data)).notes[0]


def test_vbr(tmp_path: Path) -> None:
    round_one = b"GIMP-VBR\n1.0\nOval\n12.5\n20.0\n1.0\n4.0\n30.0\n"
    brush = one(write(tmp_path, "a.vbr", round_one))
    assert (brush.size, brush.hardness, brush.roundness, brush.angle) == (
        40.0,
        pytest.approx(1.0, abs=1e-4),
        0.25,
        150.0,
    )
    assert brush.spacing == 0.125 / 4  # across the narrow side
    assert brush.tip is None
    square = b"GIMP-VBR\n1.5\nSquare\nsquare\n10.0\n8.0\n2\n1.0\n2.0\n0.0\n"
    brush = one(write(tmp_path, "b.vbr", square))
    assert brush.tip is not None
    covered = brush.tip.images[0] > 128
    columns, rows = covered.any(axis=0).sum(), covered.any(axis=1).sum()
    assert columns == pytest.approx(2 * rows, rel=0.1)
    assert covered[covered.any(axis=1)][:, covered.any(axis=0)].all()


# --- all --------------------------------------------------------------------------------------------------


def test_kinds_are_told_by_contents(tmp_path: Path) -> None:
    assert read_brushes(write(tmp_path, "odd.txt", gbr(tip()))).entries
    assert {".myb", ".gbr", ".gih", ".vbr", ".abr", ".kpp", ".bundle"} <= set(extensions())
    with pytest.raises(FormatError, match=r"“x.abr” could not be read. It is no brush of a kind"):
        read_brushes(write(tmp_path, "x.abr", b"nothing at all"))
    with pytest.raises(FormatError, match="could not be read"):
        read_brushes(tmp_path / "missing.gbr")
    with pytest.raises(FormatError, match="could not be read"):
        read_brushes(tmp_path)


@pytest.mark.parametrize("path", sorted(FILES.glob("*")), ids=lambda path: path.name)
def test_the_files_that_are_kept_here(path: Path) -> None:
    imported = read_brushes(path)
    assert imported.entries[0].brush.dynamics
    assert not imported.notes


def test_a_real_pencil() -> None:
    brush = one(FILES / "2B_pencil.myb")
    assert 3 < brush.size < 8
    assert at(brush, Setting.FLOW, pressure=0.0) == pytest.approx(0.0, abs=0.01)
    assert at(brush, Setting.SIZE, pressure=0.0) < 0.5 * brush.size
    assert any(dynamic.input is Input.PRESSURE for dynamic in brush.dynamics)


@pytest.mark.parametrize("folder", INSTALLED, ids=lambda folder: folder.name)
def test_every_installed_brush_can_be_read(folder: Path) -> None:
    endings = set(extensions()) - {".png", ".json"}
    paths = [path for path in folder.rglob("*") if path.suffix.lower() in endings]
    if not paths:
        pytest.skip(f"{folder} is not installed")
    failed = []
    for path in paths:
        try:
            assert read_brushes(path).entries
        except FormatError as error:
            if "There is no brush in it" not in str(error):  # some bundles have none
                failed.append(f"{path}: {error}")
    assert not failed
