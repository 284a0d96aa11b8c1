"""Our own brush file: there and back, written by hand, and wrong."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from canvas.brush.dynamics import Curve, Dynamic, Input, Setting
from canvas.brush.entry import BrushEntry
from canvas.brush.preset import Brush, Mode, Stabiliser, Stabilising
from canvas.brush.tip import Tip, TipOrder
from canvas.brush_files import read_brushes, save_brushes
from canvas.brush_files.native import read_native, write_native
from canvas.errors import FormatError
from tests.canvas.brush_files import tip, write

SHARES = st.floats(0.0, 1.0).map(lambda value: round(value, 5))


@st.composite
def curves(draw: st.DrawFn) -> Curve:
    xs = sorted(draw(st.sets(SHARES, min_size=2, max_size=6)))
    return Curve(tuple((x, draw(SHARES)) for x in xs))


@st.composite
def brushes(draw: st.DrawFn) -> Brush:
    names = ("hardness", "opacity", "flow", "grain", "hue_jitter", "value_jitter", "smudge", "smudge_length")
    dynamics = st.builds(Dynamic, st.sampled_from(Setting), st.sampled_from(Input), curves())
    brush = Brush(
        size=draw(st.integers(1, 2000).map(float)),
        spacing=draw(st.integers(1, 100)) / 100.0,
        angle=draw(st.integers(-360, 360).map(float)),
        eraser=draw(st.booleans()),
        build_up=draw(st.booleans()),
        mode=draw(st.sampled_from(Mode)),
        stabiliser=Stabiliser(draw(st.sampled_from(Stabilising)), draw(SHARES), draw(st.booleans())),
        dynamics=tuple(draw(st.lists(dynamics, max_size=3))),
    )
    return replace(brush, **{name: draw(SHARES) for name in names})


@given(brushes())
def test_there_and_back(brush: Brush) -> None:
    entry = BrushEntry("some-id", "A title", brush, "ink", ("wet", "line"), "Somebody", "CC0-1.0").with_id(
        "some-id"
    )
    imported = read_native(write_native((entry,)))
    assert imported.entries == (entry,)
    assert not imported.notes


def test_tips_travel_in_the_file(tmp_path: Path) -> None:
    made = Tip("Dots", (tip(), tip(12, 3)), TipOrder.RANDOM, 0.3)
    entry = BrushEntry("dots", "Dots", Brush("dots", tip=made))
    path = tmp_path / "dots.scumblebrush"
    save_brushes((entry, entry.with_id("again")), path)
    one, other = read_brushes(path).entries
    for found in (one.brush.tip, other.brush.tip):
        assert found is not None
        assert (found.name, found.order, found.spacing) == ("Dots", TipOrder.RANDOM, 0.3)
        assert all(np.array_equal(*pair) for pair in zip(found.images, made.images, strict=True))
    assert replace(one.brush, tip=None) == replace(entry.brush, tip=None)


def test_a_named_tip_is_looked_up() -> None:
    made = Tip("dots", (tip(),))
    data = write_native((BrushEntry("a", "A", Brush("a", tip=made)),), frozenset({"dots"}))
    assert b"images" not in data
    assert read_native(data, {"dots": made}.get).entries[0].brush.tip is made
    missing = read_native(data)
    assert missing.entries[0].brush.tip is None
    assert "tip" in missing.notes[0]


def content(**brush: Any) -> bytes:
    told = {"id": "a", "title": "A", "brush": brush}
    return json.dumps({"format": "scumble-brushes", "version": 1, "brushes": [told]}).encode()


def test_numbers_are_drawn_in_and_unknown_keys_told() -> None:
    (entry,), (note,) = (
        (imported := read_native(content(size=1e9, flow=-1, spacing=0, wetness=3, mode="dry"))).entries,
        imported.notes,
    )
    assert (entry.brush.size, entry.brush.flow, entry.brush.spacing) == (2000.0, 0.0, 0.01)
    assert entry.brush.mode is Mode.PAINT
    assert note == "“A” was read without what is not known here: wetness, mode."


@pytest.mark.parametrize(
    "wrong",
    [
        {"dynamics": [{"setting": "size", "input": "pressure", "curve": [[0, 0]]}]},
        {"dynamics": [{"setting": "size", "input": "pressure", "curve": [[0, 0], [0, 1]]}]},
        {"dynamics": [{"setting": "size", "input": "mood", "curve": [[0, 0], [1, 1]]}]},
        {"dynamics": [{"setting": "size"}]},
        {"dynamics": [3]},
        {"dynamics": {}},
        {"stabiliser": {"kind": "average", "amount": "much"}},
        {"stabiliser": 3},
        {"tip": 7},
        {"tip": {"images": [3]}},
        {"tip": "no such tip"},
        {"eraser": "yes"},
        {"texture": 3},
        {"size": True},
        {"size": [1]},
        {"size": None},
    ],
)
def test_what_makes_no_sense_is_left_out_and_told(wrong: dict[str, Any]) -> None:
    imported = read_native(content(hardness=0.25, **wrong))
    assert replace(imported.entries[0].brush, hardness=0.8) == Brush("a")
    assert next(iter(wrong)) in imported.notes[0]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"{", "makes no sense"),
        (b"[]", "makes no sense"),
        (b"[" * 100_000, "makes no sense"),
        (b'{"format": "other"}', "no brush file of this program"),
        (b'{"format": "scumble-brushes", "version": 2, "brushes": []}', "newer version"),
        (b'{"format": "scumble-brushes", "version": 1, "brushes": []}', "holds no brush"),
        (b'{"format": "scumble-brushes", "version": 1, "brushes": [1]}', "has no settings"),
        (content(tip={"images": ["@@"]}), "tip in it makes no sense"),
        (content(tip={"images": ["aGVsbG8="]}), "not a PNG"),
    ],
)
def test_files_that_are_refused(data: bytes, said: str) -> None:
    with pytest.raises(FormatError, match=said):
        read_native(data)


def test_every_field_of_a_brush_can_be_stored() -> None:
    """A field that is added to the brush is stored without a change here, or this fails."""
    stored = json.loads(write_native((BrushEntry("a", "A", Brush("a", size=3.0)),)))["brushes"][0]["brush"]
    assert stored == {"size": 3.0}
    for field in fields(Brush):
        value = getattr(Brush(), field.name)
        if field.name == "name" or isinstance(value, str | tuple | Stabiliser) or value is None:
            continue
        other = replace(Brush("a"), **{field.name: (not value) if isinstance(value, bool) else 0.375})
        assert read_native(write_native((BrushEntry("a", "A", other),))).entries[0].brush in (
            other,
            replace(other, size=max(other.size, 0.5), fade=max(other.fade, 1.0)),
        ), field.name


def test_it_is_told_from_a_mypaint_brush(tmp_path: Path) -> None:
    data = write_native((BrushEntry("a", "A", Brush("a")),))
    assert read_brushes(write(tmp_path, "a.json", data)).entries[0].id == "a"
