"""Palette files: each kind and colour model as others write it, there and back, and damaged files."""

from __future__ import annotations

import struct
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from canvas.errors import FormatError
from canvas.palettes import FORMATS, Palette, Swatch, parse_palette, read_palette, save_palette
from canvas.palettes.aco import read_aco
from canvas.palettes.ase import read_ase
from canvas.palettes.gpl import read_gpl, write_gpl
from canvas.palettes.palette import MOST_COLUMNS, MOST_LETTERS, MOST_SWATCHES, clean_name
from canvas.palettes.spaces import from_cmyk, from_grey, from_hsb, from_lab, from_rgb

CODE = st.integers(0, 255)


def hexes(palette: Palette) -> list[str]:
    return ["".join(f"{round(value * 255):02x}" for value in swatch.colour) for swatch in palette.swatches]


def names(palette: Palette) -> list[str]:
    return [swatch.name for swatch in palette.swatches]


def ase(*colours: tuple[str, bytes, tuple[float, ...]], count: int | None = None) -> bytes:
    """A swatch exchange file with a group around all colours, as Adobe's programs write it."""
    blocks = [_block(0xC001, _name("Group"))]
    for name, model, values in colours:
        body = _name(name) + model + struct.pack(f">{len(values)}fH", *values, 2)
        blocks.append(_block(1, body))
    blocks.append(_block(0xC002, b""))
    number = len(blocks) if count is None else count
    return b"ASEF" + struct.pack(">HHI", 1, 0, number) + b"".join(blocks)


def _block(kind: int, body: bytes) -> bytes:
    return struct.pack(">HI", kind, len(body)) + body


def _name(text: str) -> bytes:
    data = (text + "\0").encode("utf-16-be")
    return struct.pack(">H", len(data) // 2) + data


def aco(version: int, *colours: tuple[str, tuple[int, ...]]) -> bytes:
    parts = [struct.pack(">HH", version, len(colours))]
    for name, values in colours:
        parts.append(struct.pack(">5H", *values, *(0,) * (5 - len(values))))
        if version == 2:
            data = (name + "\0").encode("utf-16-be")
            parts.append(struct.pack(">I", len(data) // 2) + data)
    return b"".join(parts)


# --- GIMP ----------------------------------------------------------------------------------------


def test_a_gimp_palette() -> None:
    data = (
        b"GIMP Palette\r\nName: Sea  and shore\r\nColumns: 3\r\n# by hand\r\n"
        b"  0  10 255\tDeep water\r\n\r\n255 255 255 Foam\r\n# a note\r\n12 13 14\r\n1 2 3\tUntitled\r\n"
    )
    palette = read_gpl(data, "file")
    assert (palette.name, palette.columns) == ("Sea and shore", 3)
    assert hexes(palette) == ["000aff", "ffffff", "0c0d0e", "010203"]
    assert names(palette) == ["Deep water", "Foam", "", ""]


@pytest.mark.parametrize(
    ("data", "name", "swatch"),
    [
        (b"GIMP Palette\n1 2 3 a", "file", "a"),  # GIMP 1: no header lines
        (b"\xef\xbb\xbfGIMP Palette\nName: x\n1 2 3 a", "x", "a"),
        (b"GIMP Palette\nName: x\n1 2 3 caf\xe9", "x", "café"),  # Latin-1
        ("GIMP Palette\nName: 海\n1 2 3 猫".encode(), "海", "猫"),
        (b"GIMP Palette\nName: x\nColumns: many\n1 2 3 Red: dark", "x", "Red: dark"),
        (b"GIMP Palette\nName: x\n1 2 3\t<b>bold</b>\x07\xe2\x80\xae", "x", "<b>bold</b>"),
    ],
)
def test_gimp_palettes_of_other_hands(data: bytes, name: str, swatch: str) -> None:
    palette = read_gpl(data, "file")
    assert (palette.name, names(palette), hexes(palette)) == (name, [swatch], ["010203"])


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (b"1 2", "line 3"),
        (b"1 2 x", "line 3"),
        (b"1 2 256", "larger than 255"),
        (b"-1 2 3", "line 3"),
        (b"nan nan nan", "line 3"),
        ("١ ٢ ٣".encode(), "line 3"),
        (b"9" * 5000 + b" 1 1", "line 3"),
    ],
)
def test_a_gimp_palette_with_a_bad_line(line: bytes, says: str) -> None:
    with pytest.raises(FormatError, match=says):
        read_gpl(b"GIMP Palette\nName: x\n" + line, "file")


def test_too_many_colours_are_refused_in_every_kind() -> None:
    many = MOST_SWATCHES + 1
    lines = b"GIMP Palette\n" + b"1 2 3\n" * many
    blocks = _block(1, _name("") + b"Gray" + struct.pack(">fH", 0.5, 2)) * many
    swatches = aco(1, *[("", (0, 1, 2, 3))] * many)
    for data in (lines, b"ASEF" + struct.pack(">HHI", 1, 0, many) + blocks, swatches):
        with pytest.raises(FormatError, match="more than"):
            parse_palette(data, "file")


WORD = st.text(max_size=MOST_LETTERS + 20).map(clean_name).filter(lambda name: name != "Untitled")
EXACT = st.tuples(CODE, CODE, CODE).map(lambda code: (code[0] / 255, code[1] / 255, code[2] / 255))
PALETTE = st.builds(
    Palette,
    WORD,
    st.lists(st.builds(Swatch, EXACT, WORD), max_size=12).map(tuple),
    st.integers(0, MOST_COLUMNS),
)


@given(PALETTE)
@example(Palette("Name: x", (Swatch((0, 0, 0), "# 1 2 3"), Swatch((0, 0, 0), "Columns: 2")), 5))
def test_a_palette_is_read_as_it_was_written(palette: Palette) -> None:
    assert read_gpl(write_gpl(palette), "") == palette


@given(st.text(max_size=300))
def test_a_clean_name_is_one_line_and_stays_as_it_is(text: str) -> None:
    name = clean_name(text)
    assert clean_name(name) == name
    assert len(name) <= MOST_LETTERS
    assert len(name.splitlines()) <= 1
    assert name.isprintable()


# --- Adobe ---------------------------------------------------------------------------------------


def test_a_swatch_exchange_file_with_every_model() -> None:
    data = ase(
        ("Rot", b"RGB ", (1.0, 0.5, 0.0)),
        ("Ink", b"CMYK", (0.0, 1.0, 0.5, 0.2)),
        ("Lab", b"LAB ", (0.522345, 40.1645, 59.9971)),
        ("Grau", b"Gray", (0.4,)),
        ("", b"RGB ", (2.0, -1.0, 0.0)),
    )
    palette = read_ase(data, "Box")
    assert palette.name == "Box"
    assert names(palette) == ["Rot", "Ink", "Lab", "Grau", ""]
    assert hexes(palette) == ["ff8000", "cc0066", "c65d06", "666666", "ff0000"]


def test_photoshop_swatches_without_and_with_names() -> None:
    plain = aco(1, ("", (0, 65535, 0, 32768)), ("", (8, 2500)))
    palette = read_aco(plain, "Box")
    assert (hexes(palette), names(palette)) == (["ff0080", "bfbfbf"], ["", ""])
    named = aco(2, ("Pink 猫", (0, 65535, 0, 32768)), ("Grey", (8, 2500)))
    for data in (named, plain + named):
        palette = read_aco(data, "Box")
        assert (hexes(palette), names(palette)) == (["ff0080", "bfbfbf"], ["Pink 猫", "Grey"])


@pytest.mark.parametrize(
    ("values", "colour"),
    [
        ((0, 65535, 32768, 0), "ff8000"),
        ((1, 21845, 65535, 65535), "00ff00"),  # a third of the circle
        ((2, 65535, 0, 32768, 65535), "ff0080"),  # inks count backwards
        ((7, 5223, 4016, 6000), "c65d06"),
        ((7, 6753, 65536 - 869, 65536 - 4160), "62acef"),
        ((8, 10000), "000000"),
        ((9, 0, 10000, 5000, 2000), "cc0066"),
    ],
)
def test_photoshops_colour_spaces(values: tuple[int, ...], colour: str) -> None:
    assert hexes(read_aco(aco(1, ("", values)), "")) == [colour]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "no palette"),
        (b"GIF89a", "no palette"),
        (b"GIMP", "no palette"),
        (b"ASEF", "ends"),
        (b"ASEF\0\2\0\0\0\0\0\0", "version 2"),
        (ase(count=2**32 - 1), "ends before"),
        (ase(("x", b"RGB ", (1.0, 1.0, 1.0)))[:-9], "ends"),
        (ase(("x", b"RGB ", (1.0,))), "middle of a colour"),
        (ase(("x", b"RGB ", (float("nan"), 1.0, 1.0))), "not a number"),
        (ase(("x", b"LAB ", (0.5, float("inf"), 1.0))), "not a number"),
        (ase(("x", b"HSB ", (0.5, 0.5, 0.5))), "HSB"),
        (b"ASEF\0\1\0\0\0\0\0\1\0\1\xff\xff\xff\xff", "ends"),
        (b"\0\1", "ends"),
        (b"\0\1\xff\xff", "more than"),
        (b"\0\1\0\2" + bytes(10), "ends before"),
        (b"\0\2\0\1" + bytes(10) + b"\xff\xff\xff\xff", "ends in"),
        (aco(1, ("", (3, 1, 2, 3))), "space number 3"),
    ],
)
def test_damaged_files_are_refused_in_a_sentence(data: bytes, says: str) -> None:
    with pytest.raises(FormatError, match=says):
        parse_palette(data, "file")


GOOD = (
    b"GIMP Palette\nName: x\nColumns: 2\n#\n1 2 3\tone\n4 5 6\ttwo\n",
    ase(
        ("a", b"RGB ", (1.0, 0.5, 0.0)),
        ("b", b"CMYK", (0.0, 1.0, 0.5, 0.2)),
        ("c", b"LAB ", (0.5, 4.0, 5.0)),
        ("d", b"Gray", (0.5,)),
    ),
    aco(1, ("", (0, 1, 2, 3)), ("", (7, 1, 2, 3))) + aco(2, ("x", (1, 1, 2, 3)), ("y", (7, 1, 2, 3))),
)


@given(
    st.sampled_from(GOOD),
    st.lists(st.tuples(st.integers(0, 400), CODE), max_size=8),
    st.integers(0, 400),
    st.binary(max_size=20),
)
def test_whatever_is_changed_in_a_file_it_is_read_or_refused(
    good: bytes, changes: list[tuple[int, int]], length: int, tail: bytes
) -> None:
    data = bytearray(good)
    for at, value in changes:
        data[at % len(data)] = value
    check(bytes(data[:length]) + tail)


@given(st.sampled_from((b"GIMP Palette\n", b"ASEF\0\1\0\0", b"\0\1", b"\0\2", b"")), st.binary(max_size=300))
def test_whatever_follows_a_signature_is_read_or_refused(head: bytes, rest: bytes) -> None:
    check(head + rest)


def check(data: bytes) -> None:
    try:
        palette = parse_palette(data, "file")
    except FormatError:
        return
    for swatch in palette.swatches:
        assert all(0.0 <= value <= 1.0 for value in swatch.colour)
        assert clean_name(swatch.name) == swatch.name


# --- colour models -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lab", "colour"),
    [  # the examples of CSS Color Module Level 4, in 8 bits
        ((29.2345, 39.3825, 20.0664), "7d2329"),
        ((52.2345, 40.1645, 59.9971), "c65d06"),
        ((60.2345, -5.3654, 58.9560), "9d9318"),
        ((62.2345, -34.9638, 47.7721), "68a639"),
        ((67.5345, -8.6911, -41.6019), "62acef"),
        ((46.2775, -47.5621, 48.5837), "008000"),
        ((100.0, 0.0, 0.0), "ffffff"),
        ((0.0, 0.0, 0.0), "000000"),
    ],
)
def test_lab_under_d50(lab: tuple[float, float, float], colour: str) -> None:
    assert hexes(Palette("", (Swatch(from_lab(*lab)),))) == [colour]


def test_a_grey_of_lab_is_grey() -> None:
    red, green, blue = from_lab(50.0, 0.0, 0.0)
    assert max(red, green, blue) - min(red, green, blue) < 1e-4


def test_inks_hues_and_greys() -> None:
    assert from_cmyk(0.0, 1.0, 0.5, 0.5) == pytest.approx((0.5, 0.0, 0.25))
    assert from_hsb(2 / 3, 1.0, 0.5) == pytest.approx((0.0, 0.0, 0.5))
    assert from_grey(0.3) == (0.3, 0.3, 0.3)
    assert from_rgb(-1.0, 0.5, 9.0) == (0.0, 0.5, 1.0)


# --- files ---------------------------------------------------------------------------------------


def test_files_are_told_by_what_they_hold(tmp_path: Path) -> None:
    for form, data in zip(FORMATS, GOOD, strict=True):
        path = tmp_path / "palette.bin"
        path.write_bytes(data)
        assert form.is_it(data)
        assert read_palette(path) == form.read(data, "palette")


def test_saving_replaces_the_file_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.gpl"
    path.write_bytes(b"old")
    palette = Palette("A", (Swatch((1.0, 0.0, 0.2), "red"),), 4)
    save_palette(palette, path)
    assert read_palette(path) == palette
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.gpl"]
    with pytest.raises(FormatError, match="folder does not exist"):
        save_palette(palette, tmp_path / "none" / "a.gpl")


def test_what_cannot_be_read_is_told_by_its_name(tmp_path: Path) -> None:
    for name, data in (("a.gpl", b"junk"), ("large.gpl", b"GIMP Palette\n" + b"#" * (9 << 20))):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(FormatError, match=name):
            read_palette(tmp_path / name)
    with pytest.raises(FormatError, match=r"gone\.gpl"):
        read_palette(tmp_path / "gone.gpl")


def test_every_bundled_palette_is_whole() -> None:
    bundled = [entry for entry in (files("resources") / "palettes").iterdir() if entry.name.endswith(".gpl")]
    assert len(bundled) >= 5
    for entry in bundled:
        data = entry.read_bytes()
        palette = parse_palette(data, "")
        assert palette.name
        assert b"\n# " in data  # says what it is for
        assert len(palette.swatches) >= 12
        assert palette.columns
        assert all(names(palette))
        assert len(set(names(palette))) == len(palette.swatches)


def test_a_palette_is_changed_by_making_another() -> None:
    red, green, blue = (Swatch((1.0, 0.0, 0.0), "r"), Swatch((0.0, 1.0, 0.0)), Swatch((0.0, 0.0, 1.0)))
    palette = Palette("P", (red, green))
    assert palette.with_swatch(blue).swatches == (red, green, blue)
    assert palette.without(0).swatches == (green,)
    assert palette.with_swatch(blue).moved(0, 2).swatches == (green, blue, red)
    assert palette.with_swatch(blue).moved(2, 0).swatches == (blue, red, green)
    assert palette.with_name_at(1, " grass\n").swatches[1] == Swatch((0.0, 1.0, 0.0), "grass")
    assert palette.renamed("x\ty").name == "x y"
    assert palette.swatches == (red, green)
