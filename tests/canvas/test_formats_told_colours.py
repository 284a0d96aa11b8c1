"""Colours that BMP and TIFF describe in numbers, not by a profile: honoured, or named in the report."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import imagecodecs
import numpy as np
import pytest
from PIL import Image

from canvas.composite import flatten8
from canvas.formats import Opened, open_document
from canvas.formats.colour import srgb_profile
from canvas.formats.described import Corners, profile_of_gamma

WIDE = Corners((0.680, 0.320), (0.265, 0.690), (0.150, 0.060))  # Display P3
COLOUR = (200, 100, 50)


def expected(profile: bytes) -> np.ndarray:
    pixel = np.array([[COLOUR]], np.uint8)
    return imagecodecs.cms_transform(pixel, profile, srgb_profile(), colorspace="rgb", outcolorspace="rgb")[
        0, 0
    ].astype(int)


def colour(opened: Opened) -> np.ndarray:
    return flatten8(opened.document)[2, 2, :3].astype(int)


def described(gamma: float | None, corners: Corners | None = WIDE) -> bytes:
    profile = profile_of_gamma(corners, gamma)
    assert profile is not None
    return profile


# --- BMP


def xyz_ends(corners: Corners) -> np.ndarray:
    """XYZ of full red, green and blue, that together make white of luminance 1."""
    points = np.array([corners.red, corners.green, corners.blue, corners.white])
    xyz = np.stack([points[:, 0], points[:, 1], 1 - points.sum(axis=1)]) / points[:, 1]
    return (xyz[:, :3] * np.linalg.solve(xyz[:, :3], xyz[:, 3])).T


def bmp(kind: int, ends: np.ndarray | None = None, gamma: float = 0.0, profile: bytes = b"") -> bytes:
    """A picture of one colour, 4×4, with a header of version 5."""
    points = np.zeros((3, 3)) if ends is None else ends
    fixed = [round(value * (1 << 30)) for value in points.ravel()]
    pixels = bytes(reversed(COLOUR)) * 16
    header = struct.pack("<IiiHHIIiiII", 124, 4, 4, 1, 24, 0, len(pixels), 2835, 2835, 0, 0) + bytes(16)
    header += struct.pack("<I9i3I", kind, *fixed, *[round(gamma * 65536)] * 3)
    header += struct.pack("<IIII", 4, 124 + len(pixels) if profile else 0, len(profile), 0)
    assert len(header) == 124
    body = header + pixels + profile
    return b"BM" + struct.pack("<IHHI", 14 + len(body), 0, 0, 14 + 124) + body


def opened_bmp(folder: Path, data: bytes) -> Opened:
    (folder / "a.bmp").write_bytes(data)
    return open_document(folder / "a.bmp")


def test_corners_and_gamma_of_a_bmp_count(tmp_path: Path) -> None:
    opened = opened_bmp(tmp_path, bmp(0, xyz_ends(WIDE), 2.2))
    assert np.abs(colour(opened) - expected(described(2.2))).max() <= 1
    assert np.abs(colour(opened) - COLOUR).max() > 5
    assert opened.notes == ()


@pytest.mark.parametrize("kind", [0, 0x73524742, 0x57696E20])
def test_a_bmp_that_says_nothing_or_srgb_is_srgb(tmp_path: Path, kind: int) -> None:
    opened = opened_bmp(tmp_path, bmp(kind))
    assert tuple(colour(opened)) == COLOUR
    assert opened.notes == ()


def test_the_profile_inside_a_bmp_counts_and_is_kept(tmp_path: Path) -> None:
    profile = described(None)
    opened = opened_bmp(tmp_path, bmp(0x4D424544, profile=profile))
    assert np.abs(colour(opened) - expected(profile)).max() <= 1
    assert opened.profile == profile


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (bmp(0x4C494E4B, profile=b"C:\\odd.icm"), "in another file"),
        (bmp(0x4D424544, profile=b"nonsense" * 20), "damaged"),
        (bmp(0x4D424544, profile=described(None))[:-40], "damaged"),
        (bmp(0, -xyz_ends(WIDE), 2.2), "makes no sense"),
        (bmp(0, xyz_ends(WIDE), 900.0), "makes no sense"),
    ],
)
def test_what_a_bmp_says_that_cannot_be_used_is_told(tmp_path: Path, data: bytes, words: str) -> None:
    opened = opened_bmp(tmp_path, data)
    assert tuple(colour(opened)) == COLOUR
    assert len(opened.notes) == 1
    assert words in opened.notes[0]
    assert "as sRGB" in opened.notes[0]


# --- TIFF

WHITE, PRIMARIES, TRANSFER = 318, 319, 301


def opened_tiff(folder: Path, tags: dict[int, object], mode: str = "RGB") -> Opened:
    sink = io.BytesIO()
    Image.new("RGB", (4, 4), COLOUR).convert(mode).save(sink, "TIFF", tiffinfo=tags)
    (folder / "a.tif").write_bytes(sink.getvalue())
    return open_document(folder / "a.tif")


def told(corners: Corners) -> dict[int, object]:
    points = (*corners.red, *corners.green, *corners.blue)
    return {WHITE: corners.white, PRIMARIES: points}


def curve(gamma: float) -> list[int]:
    return [round(65535 * (value / 255) ** gamma) for value in range(256)]


def test_white_and_primaries_of_a_tiff_count(tmp_path: Path) -> None:
    opened = opened_tiff(tmp_path, told(WIDE))
    assert np.abs(colour(opened) - expected(described(None))).max() <= 1
    assert np.abs(colour(opened) - COLOUR).max() > 5
    assert opened.notes == ()


@pytest.mark.parametrize("times", [1, 3])
def test_the_transfer_function_of_a_tiff_counts(tmp_path: Path, times: int) -> None:
    opened = opened_tiff(tmp_path, {TRANSFER: tuple(curve(1.6) * times)})
    assert np.abs(colour(opened) - expected(described(1.6, None))).max() <= 1
    assert opened.notes == ()


def test_a_tiff_that_describes_srgb_is_srgb(tmp_path: Path) -> None:
    srgb = Corners((0.64, 0.33), (0.30, 0.60), (0.15, 0.06))
    opened = opened_tiff(tmp_path, told(srgb))
    assert tuple(colour(opened)) == COLOUR
    assert opened.profile is None


@pytest.mark.parametrize(
    ("tags", "words"),
    [
        ({TRANSFER: tuple(curve(1.6) + curve(1.7) + curve(1.6))}, "transfer function"),
        ({TRANSFER: tuple(curve(1.6)[:100])}, "transfer function"),
        ({TRANSFER: tuple(reversed(curve(1.6)))}, "makes no sense"),
        ({PRIMARIES: (0.5,) * 6}, "makes no sense"),
        ({WHITE: (0.0, 0.0)}, "makes no sense"),
    ],
)
def test_what_a_tiff_says_that_cannot_be_used_is_told(
    tmp_path: Path, tags: dict[int, object], words: str
) -> None:
    opened = opened_tiff(tmp_path, tags)
    assert tuple(colour(opened)) == COLOUR
    assert [words in note for note in opened.notes] == [True]


def test_a_profile_goes_before_what_is_described(tmp_path: Path) -> None:
    opened = opened_tiff(tmp_path, {**told(WIDE), 34675: srgb_profile()})
    assert tuple(colour(opened)) == COLOUR
