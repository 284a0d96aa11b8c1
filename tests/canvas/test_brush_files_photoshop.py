"""Photoshop's brush files, written as their specification says: every version, depth and packing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from canvas.brush.dynamics import Input, Setting
from canvas.brush.entry import BrushEntry
from canvas.brush_files import read_brushes
from canvas.errors import FormatError
from tests.canvas.brush_files import (
    abr_computed,
    abr_new,
    abr_old,
    abr_sampled,
    presets,
    tip,
    write,
)

KEYS = ("0d2a9c14-52a1-11db-a1a7-e9bd6a0d1c10", "0d2a9c15-52a1-11db-a1a7-e9bd6a0d1c10")


def read(folder: Path, data: bytes) -> tuple[BrushEntry, ...]:
    return read_brushes(write(folder, "Set.abr", data)).entries


def picture(entry: BrushEntry) -> np.ndarray:
    assert entry.brush.tip is not None
    return entry.brush.tip.images[0]


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize("packed", [False, True])
def test_old_versions(tmp_path: Path, version: int, packed: bool) -> None:
    sampled = abr_sampled(tip(), version, packed=packed)
    one, other = read(tmp_path, abr_old(version, abr_computed(), sampled))
    brush = one.brush
    assert (brush.size, brush.hardness, brush.roundness, brush.angle) == (30.0, 0.5, 0.4, 150.0)
    assert brush.tip is None
    assert np.array_equal(picture(other), tip())
    assert other.brush.spacing == pytest.approx(0.4)
    assert other.title == ("Dots" if version == 2 else "Set 2")


@pytest.mark.parametrize("minor", [1, 2])
@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("version", [6, 10])
def test_new_versions(tmp_path: Path, minor: int, packed: bool, version: int) -> None:
    images = {KEYS[0]: tip(), KEYS[1]: tip(31, 17)}
    entries = read(tmp_path, abr_new(images, minor, version=version, packed=packed))
    assert [entry.title for entry in entries] == ["Set 1", "Set 2"]
    for entry, image in zip(entries, images.values(), strict=True):
        assert np.array_equal(picture(entry), image)
        assert entry.brush.size == max(image.shape)


@pytest.mark.parametrize("packed", [False, True])
def test_sixteen_bits(tmp_path: Path, packed: bool) -> None:
    deep = tip(9, 11).astype(np.uint16) * 257
    (entry,) = read(tmp_path, abr_new({KEYS[0]: deep}, packed=packed))
    assert np.array_equal(picture(entry), tip(9, 11))


def sampled(name: str, key: str, **more: object) -> dict[str, object]:
    shape = {"Dmtr": 64.0, "Angl": 30.0, "Rndn": 80.0, "Spcn": 15.0, "sampledData": key}
    return {"Nm  ": name, "Brsh": shape, **more}


def test_presets_name_and_drive_the_samples(tmp_path: Path) -> None:
    control = {"bVTy": 2, "fStp": 25, "jitter": 30.0, "Mnm ": 0.0}
    told = sampled(
        "Bark",
        KEYS[1],
        useTipDynamics=True,
        minimumDiameter=20.0,
        szVr=control,
        angleDynamics={"bVTy": 7, "jitter": 0.0},
        useScatter=True,
        scatterDynamics={"bVTy": 0, "jitter": 120.0},
        useTexture=True,
    )
    computed = {
        "Nm  ": "Soft",
        "Brsh": {"Dmtr": 20.0, "Hrdn": 25.0, "Spcn": 10.0, "Angl": 0.0, "Rndn": 100.0},
    }
    data = abr_new({KEYS[0]: tip(), KEYS[1]: tip(31, 17)}, desc=presets(told, computed))
    path = write(tmp_path, "Set.abr", data)
    imported = read_brushes(path)
    bark, soft, rest = imported.entries
    assert (bark.title, soft.title, rest.title) == ("Bark", "Soft", "Set 3")
    assert np.array_equal(picture(bark), tip(31, 17))
    assert np.array_equal(picture(rest), tip())
    assert (bark.brush.size, bark.brush.spacing, bark.brush.roundness) == (64.0, 0.15, 0.8)
    assert bark.brush.scatter == pytest.approx(1.2)
    driven = {(one.setting, one.input): one.curve.points for one in bark.brush.dynamics}
    assert driven[Setting.SIZE, Input.PRESSURE] == ((0.0, 0.2), (1.0, 1.0))
    assert driven[Setting.SIZE, Input.RANDOM] == ((0.0, 0.7), (1.0, 1.0))
    assert (Setting.ANGLE, Input.DIRECTION) in driven
    assert (soft.brush.hardness, soft.brush.tip) == (0.25, None)
    assert list(imported.notes) == ["“Bark” was read without what is not known here: texture."]


def test_tips_survive_settings_that_cannot_be_read(tmp_path: Path) -> None:
    broken = presets(sampled("Bark", KEYS[0]))[:-9]
    imported = read_brushes(write(tmp_path, "Set.abr", abr_new({KEYS[0]: tip()}, desc=broken)))
    assert np.array_equal(picture(imported.entries[0]), tip())
    assert "names and settings" in imported.notes[0]


def test_a_sample_that_is_missing_is_told(tmp_path: Path) -> None:
    data = abr_new({KEYS[0]: tip()}, desc=presets(sampled("Bark", KEYS[1])))
    imported = read_brushes(write(tmp_path, "Set.abr", data))
    assert [entry.title for entry in imported.entries] == ["Bark", "Set 2"]
    assert "the tip's picture" in imported.notes[0]


def test_nothing_in_it(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="There is no brush in it"):
        read(tmp_path, abr_new({}))
    with pytest.raises(FormatError, match="ends in the middle"):
        read(tmp_path, abr_new({KEYS[0]: tip(40, 40)}, packed=False)[:400])


def test_descriptors_are_bounded(tmp_path: Path) -> None:
    nested: object = 1
    for _ in range(60):
        nested = [nested]
    data = abr_new({KEYS[0]: tip()}, desc=presets({"Nm  ": "Deep", "deep": nested}))
    assert "names and settings" in read_brushes(write(tmp_path, "Set.abr", data)).notes[0]
