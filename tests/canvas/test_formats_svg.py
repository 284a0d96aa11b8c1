"""SVG drawings: checked before anybody draws them, and nothing outside the file is reached."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from canvas.composite import flatten8
from canvas.errors import FormatError
from canvas.formats.limits import DEFAULT_LIMITS
from canvas.formats.svg import check_drawn_size, is_svg, opened_drawing, read_drawing

HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="8" height="8">'
)
PAINT = "The drawing’s shapes became paint: they cannot be edited as shapes any more."


def drawing(tmp_path: Path, body: str, before: str = "") -> Path:
    path = tmp_path / "a.svg"
    path.write_text(f"{before}{HEAD}{body}</svg>")
    return path


def test_a_drawing_is_told_by_its_first_bytes(tmp_path):
    assert is_svg(drawing(tmp_path, "", '<?xml version="1.0"?><!-- x -->'))
    assert is_svg(drawing(tmp_path, ""))
    (tmp_path / "b.svg").write_bytes(b"\x89PNG <svg")
    assert not is_svg(tmp_path / "b.svg")


def test_a_plain_drawing_is_kept_and_only_its_loss_of_shapes_is_said(tmp_path):
    doctype = (
        '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
    )
    found = read_drawing(drawing(tmp_path, '<rect id="r" fill="url(#g)"/><use xlink:href="#r"/>', doctype))
    assert found.notes == (PAINT,)
    assert b"url(#g)" in found.data
    assert b"#r" in found.data
    assert b"DOCTYPE" not in found.data


@pytest.mark.parametrize(
    "body",
    [
        '<image xlink:href="file:///etc/passwd"/>',
        '<image href="secret.png"/>',
        '<rect fill="url(other.svg#g)"/>',
        "<rect style=\"fill: url( 'http://there/secret' )\"/>",
        "<style>@import 'http://there/secret.css';</style>",
        '<use href="other.svg#secret"/>',
    ],
)
def test_what_lies_outside_is_left_out_and_that_is_said(tmp_path, body):
    found = read_drawing(drawing(tmp_path, body))
    assert "What the drawing takes from other files was left out." in found.notes
    for word in (b"secret", b"passwd", b"other"):
        assert word not in found.data


def test_what_moves_or_runs_is_left_out_and_named(tmp_path):
    found = read_drawing(drawing(tmp_path, "<script>evil()</script><rect><animate/></rect>"))
    assert "Parts that a still picture cannot show were left out: animate, script." in found.notes
    assert b"evil" not in found.data


@pytest.mark.parametrize(
    ("body", "before", "words"),
    [
        ("&a;", '<!DOCTYPE svg [<!ENTITY a "b">]>', "declares words of its own"),
        (
            '<use href="#a" id="a"/><g id="b"><use href="#c"/></g><g id="c"><use href="#b"/></g>',
            "",
            "too many",
        ),
        ("<g>" * 500 + "</g>" * 500, "", "nested too deeply"),
        ("<rect", "", "damaged"),
    ],
)
def test_what_would_hang_or_fill_memory_is_refused(tmp_path, body, before, words):
    with pytest.raises(FormatError, match=words):
        read_drawing(drawing(tmp_path, body, before))


def test_uses_of_uses_are_counted(tmp_path):
    rows = '<rect id="u0"/>' + "".join(
        f'<g id="u{n}">' + f'<use href="#u{n - 1}"/>' * 10 + "</g>" for n in range(1, 12)
    )
    with pytest.raises(FormatError, match="too many shapes"):
        read_drawing(drawing(tmp_path, rows))


def test_sizes_are_checked_and_pixels_become_a_layer(tmp_path):
    path = drawing(tmp_path, "")
    for width, height in ((0, 5), (300_000, 5)):
        with pytest.raises(FormatError, match=r"a\.svg"):
            check_drawn_size(path, width, height, DEFAULT_LIMITS)
    pixels = np.full((5, 9, 4), (10, 20, 30, 255), np.uint8)
    opened = opened_drawing(path, pixels, read_drawing(path))
    assert opened.document.sheets()[0].name == "a"
    assert np.array_equal(flatten8(opened.document), pixels)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 400), value=st.text(max_size=8), cut=st.integers(0, 30))
def test_a_changed_drawing_is_read_or_refused(tmp_path, place, value, cut):
    body = '<g id="a"><rect fill="url(#x)" width="3"/></g><use xlink:href="#a"/><style>a{b:c}</style>'
    text = f'<?xml version="1.0"?>{HEAD}{body}</svg>'
    path = tmp_path / "a.svg"
    path.write_bytes((text[:place] + value + text[place + cut :]).encode("utf-8", "surrogatepass"))
    try:
        notes = read_drawing(path).notes
    except FormatError as error:
        notes = (str(error),)
    assert all(note.endswith(".") for note in notes)


def test_a_packed_drawing_is_a_drawing(tmp_path):
    plain = drawing(tmp_path, "<rect/>" * 900)
    packed = tmp_path / "a.svgz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert is_svg(packed)
    assert read_drawing(packed) == read_drawing(plain)
    packed.write_bytes(gzip.compress(b"no drawing"))
    assert not is_svg(packed)
    packed.write_bytes(gzip.compress(plain.read_bytes())[:60])
    with pytest.raises(FormatError, match="damaged"):
        read_drawing(packed)
    packed.write_bytes(b"\x1f\x8b" + bytes(40))
    assert not is_svg(packed)
    with pytest.raises(FormatError, match="damaged"):
        read_drawing(packed)


def test_a_packed_drawing_that_unpacks_without_end_is_refused(tmp_path):
    path = tmp_path / "a.svgz"
    path.write_bytes(gzip.compress(HEAD.encode() + b" " * (40 << 20)))
    with pytest.raises(FormatError, match="too large"):
        read_drawing(path)


@pytest.mark.parametrize("alphabet", ["UTF-8", "iso-8859-1", "windows-1252"])
def test_known_alphabets(tmp_path, alphabet):
    path = tmp_path / "a.svg"
    path.write_bytes(
        f'<?xml version="1.0" encoding="{alphabet}"?>{HEAD}<text>né</text></svg>'.encode(alphabet)
    )
    assert "né" in read_drawing(path).data.decode().replace("&#233;", "é")


def test_words_cannot_hide_in_another_alphabet(tmp_path):
    """In EBCDIC, what declares an entity looks like anything but that."""
    told = b'<?xml version="1.0" encoding="cp037"?><!-- <svg -->'
    hidden = '<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg>&a;</svg>'.encode("cp037")
    path = tmp_path / "a.svg"
    path.write_bytes(told + hidden)
    with pytest.raises(FormatError, match="alphabet"):
        read_drawing(path)
