"""Colours told in numbers: gammas, corners and code points, and which of them counts first in a PNG."""

from __future__ import annotations

import struct
from pathlib import Path

import imagecodecs
import numpy as np
import pytest

from canvas.composite import flatten8
from canvas.errors import FormatError
from canvas.formats import Opened, open_document
from canvas.formats.colour import srgb_profile, to_srgb
from canvas.formats.described import SRGB, Corners, profile_of_code_points, profile_of_gamma
from canvas.formats.png_chunks import SIGNATURE, chunk, profile_chunk, walk
from canvas.formats.png_encode import encode_png

ADOBE = Corners((0.64, 0.33), (0.21, 0.71), (0.15, 0.06))
GREY = np.full((4, 4, 3), 128, np.uint8)


def srgb_of(profile: bytes | None, colour: tuple[int, int, int]) -> list[int]:
    assert profile is not None
    return to_srgb(np.array([[colour]], np.uint8), profile)[0, 0].tolist()


def test_what_is_srgb_needs_no_profile():
    assert profile_of_gamma(None, None) is None
    assert profile_of_gamma(None, 1 / 0.45455) is None
    assert profile_of_gamma(Corners((0.6401, 0.3299), *[(0.3, 0.6), (0.15, 0.06)]), None) is None
    assert profile_of_code_points(1, 13) == (None, ())
    assert profile_of_code_points(2, 2) == (None, ())


def test_a_gamma_is_a_power():
    light = (128 / 255) ** 1.8
    expected = round(255 * (1.055 * light ** (1 / 2.4) - 0.055))
    assert srgb_of(profile_of_gamma(None, 1.8), (128, 128, 128)) == [expected] * 3
    assert srgb_of(profile_of_gamma(None, 1.0), (55, 55, 55)) == pytest.approx([128] * 3, abs=1)


def test_corners_are_those_of_lcms():
    """Against lcms' own profile of the same corners and gamma."""
    points = [value for point in (ADOBE.red, ADOBE.green, ADOBE.blue) for value in (*point, 1.0)]
    other = imagecodecs.cms_profile("rgb", gamma=2.2, whitepoint=(0.3127, 0.329, 1.0), primaries=points)
    for colour in ((200, 120, 90), (90, 160, 100), (30, 30, 30)):
        mine = srgb_of(profile_of_gamma(ADOBE, 2.2), colour)
        assert mine == pytest.approx(srgb_of(other, colour), abs=1)


def test_display_p3_is_more_colourful():
    profile, notes = profile_of_code_points(12, 13)
    assert srgb_of(profile, (128, 51, 26)) == pytest.approx([139, 44, 14], abs=1)
    assert not notes


@pytest.mark.parametrize(("transfer", "white"), [(16, 0.5807), (18, 0.75)])
def test_bright_pictures_keep_the_white_of_paper_and_are_told(transfer, white):
    """58 % of PQ and 75 % of HLG are 203 cd/m², white in BT.2408."""
    profile, notes = profile_of_code_points(9, transfer)
    assert "brighter" in notes[0]
    assert srgb_of(profile, (255, 255, 255)) == [255, 255, 255]
    level = round(white * 255)
    assert min(srgb_of(profile, (level, level, level))) >= 250
    assert max(srgb_of(profile, (level - 20,) * 3)) < 250


def test_unknown_code_points_are_told():
    assert "not known" in profile_of_code_points(200, 13)[1][0]
    assert "not known" in profile_of_code_points(1, 77)[1][0]


@pytest.mark.parametrize("gamma", [0.0, -1.0, float("nan"), float("inf"), 1e9])
def test_gammas_that_make_no_sense(gamma):
    with pytest.raises(FormatError):
        profile_of_gamma(None, gamma)


@pytest.mark.parametrize(
    "corners",
    [
        Corners((0, 0), (0, 0), (0, 0), (0, 0)),
        Corners((0.3, 0.3), (0.3, 0.3), (0.3, 0.3)),
        Corners((0.1, 0.1), (0.2, 0.2), (0.3, 0.3)),  # on one line
        Corners((0.64, 0.33), (0.30, 0.60), (0.15, 0.06), (0.9, 0.05)),  # white outside
        Corners((4e4, 1.0), (0.30, 0.60), (0.15, 0.06)),
        Corners((float("nan"), 0.3), (0.30, 0.60), (0.15, 0.06)),
    ],
)
def test_corners_that_make_no_sense(corners):
    with pytest.raises(FormatError):
        profile_of_gamma(corners, None)


# --- in PNG


def gama(power: float) -> list[bytes | memoryview]:
    return chunk(b"gAMA", struct.pack(">I", round(100_000 / power)))


def chrm(corners: Corners) -> list[bytes | memoryview]:
    points = (corners.white, corners.red, corners.green, corners.blue)
    return chunk(
        b"cHRM", struct.pack(">8I", *(round(100_000 * value) for point in points for value in point))
    )


def cicp(*points: int) -> list[bytes | memoryview]:
    return chunk(b"cICP", bytes(points))


def opened(tmp_path: Path, *chunks: list[bytes | memoryview], pixels: np.ndarray = GREY) -> Opened:
    """A PNG with these chunks and no others that tell of colours."""
    pieces: list[bytes | memoryview] = [SIGNATURE]
    for kind, _body, whole in walk(encode_png(pixels)):
        if kind == b"sRGB":
            for one in chunks:
                pieces += one
        else:
            pieces.append(whole)
    path = tmp_path / "a.png"
    path.write_bytes(b"".join(bytes(piece) for piece in pieces))
    return open_document(path)


def shown(found: Opened) -> list[int]:
    return flatten8(found.document)[0, 0, :3].tolist()


def test_gamma_and_corners_of_a_png_are_obeyed(tmp_path):
    assert shown(opened(tmp_path, gama(2.2), chrm(SRGB))) == [128] * 3
    linear = opened(tmp_path, gama(1.0))
    assert shown(linear) == pytest.approx([188] * 3, abs=1)
    assert linear.profile is not None  # so that it can be saved in the same colours again
    assert not linear.notes
    green = np.full((4, 4, 3), (90, 200, 100), np.uint8)
    wide = shown(opened(tmp_path, gama(2.2), chrm(ADOBE), pixels=green))
    assert wide[0] < 90 < 190 < wide[1]


def test_a_grey_png_has_a_gamma_too(tmp_path):
    assert shown(opened(tmp_path, gama(1.0), pixels=GREY[:, :, 0])) == pytest.approx([188] * 3, abs=1)


def test_what_counts_first(tmp_path):
    """Code points before a profile, that before sRGB, that before gamma and corners."""
    srgb, profile = chunk(b"sRGB", b"\0"), profile_chunk(profile_of_gamma(None, 1.0) or b"")
    assert shown(opened(tmp_path, srgb, gama(1.0))) == [128] * 3
    assert shown(opened(tmp_path, gama(2.2), profile, srgb)) == pytest.approx([188] * 3, abs=1)
    assert shown(opened(tmp_path, profile, cicp(1, 13, 0, 1))) == [128] * 3
    assert shown(opened(tmp_path, cicp(1, 8, 0, 1), profile_chunk(srgb_profile()))) == pytest.approx(
        [188] * 3, abs=1
    )


def test_nonsense_is_told_and_what_counts_next_is_taken(tmp_path):
    nothing = opened(tmp_path, chunk(b"gAMA", bytes(4)))
    assert shown(nothing) == [128] * 3
    assert "makes no sense" in nothing.notes[0]
    next_one = opened(tmp_path, cicp(1, 13), profile_chunk(profile_of_gamma(None, 1.0) or b""))
    assert shown(next_one) == pytest.approx([188] * 3, abs=1)
    assert "makes no sense" in next_one.notes[0]
    assert "video" in opened(tmp_path, cicp(1, 13, 1, 0)).notes[0]
