"""What a file may ask for: sizes, memory, and time, whatever kind it is."""

from __future__ import annotations

import io
import math
import struct
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from canvas.errors import FormatError
from canvas.formats import DEFAULT_LIMITS, Limits, open_document, thumbnail_of
from canvas.formats.budget import MASK_BYTES, TILE_BYTES, Budget
from canvas.formats.limits import MIB, TooMuchError
from canvas.formats.png_encode import encode_png

NO_TIME = replace(DEFAULT_LIMITS, seconds=-1e6, pixels=64)  # up before it began


def test_time_runs_from_the_start():
    Limits(seconds=5).check_time()  # never started: never up
    assert Limits(seconds=5).started(0).until[0] - time.monotonic() == pytest.approx(5, abs=1)


def test_more_time_is_for_files_whose_own_size_has_paid_for_it():
    """Ten seconds for whatever asks for much and brings little, however large it is."""
    limits = replace(Limits(bytes_per_second=MIB).started(20 * MIB), until=(time.monotonic() - 10, -1e9))
    limits.check_time(16 * 20 * MIB)
    for pixels in (16 * 20 * MIB + 1, math.inf):
        with pytest.raises(TooMuchError, match="far more work"):
            limits.check_time(pixels)
    late = replace(limits, until=(time.monotonic() - 21, -1e9))
    with pytest.raises(TooMuchError, match="far more work"):
        late.check_time(1)


def test_a_budget_counts_what_a_file_has_asked_for():
    limits = replace(Limits(pixels=64).started(MIB), until=(time.monotonic() - 0.1, -1e9))
    budget = Budget(limits)
    budget.take_pixels(16 * MIB)
    with pytest.raises(TooMuchError, match="far more work"):
        budget.take_pixels(1)


def test_time_is_up_only_where_the_process_has_worked_for_as_long():
    replace(DEFAULT_LIMITS, until=(-1.0, 1e12)).check_time()
    replace(DEFAULT_LIMITS, until=(1e12, -1.0)).check_time()
    with pytest.raises(TooMuchError, match="far more work"):
        replace(DEFAULT_LIMITS, until=(-1.0, -1.0)).check_time()


def test_one_largest_picture_is_read_however_long_it_takes():
    limits = NO_TIME.started(0)
    budget = Budget(limits)
    budget.take_pixels(limits.pixels)
    budget.take_tiles(1)
    with pytest.raises(TooMuchError):
        budget.take_pixels(1)


def test_a_budget_runs_out():
    budget = Budget(Limits(total_pixels=10, total_bytes=TILE_BYTES + MASK_BYTES))
    budget.take_pixels(10)
    budget.take_tiles(1)
    budget.take_masks(1)
    with pytest.raises(TooMuchError, match="memory"):
        budget.take_bytes(1)
    with pytest.raises(TooMuchError, match="too large"):
        budget.take_pixels(1)


def stack(count: int) -> bytes:
    """An OpenRaster file whose layers are all one member."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        layers = '<layer src="a.png"/>' * count
        archive.writestr("stack.xml", f'<image w="64" h="64"><stack>{layers}</stack></image>')
        archive.writestr("a.png", encode_png(np.full((64, 64, 4), 9, np.uint8)))
    return sink.getvalue()


def frames(kind: str) -> bytes:
    sink = io.BytesIO()
    pictures = [Image.new("RGB", (40, 40), (step, 9, 9)) for step in range(0, 200, 40)]
    pictures[0].save(sink, kind, save_all=True, append_images=pictures[1:])
    return sink.getvalue()


FILES = Path(__file__).parent.parent / "files"
MANY = {
    "a.ora": stack(50),
    "a.gif": frames("GIF"),
    "a.tif": frames("TIFF"),
    "a.xcf": (FILES / "gimp_tree.xcf").read_bytes(),
    "a.kra": (FILES / "krita_tree.kra").read_bytes(),
    "a.psd": (FILES / "gimp.psd").read_bytes(),
}


@pytest.mark.parametrize("name", MANY)
def test_a_file_that_takes_too_long_is_given_up_whole(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(MANY[name])
    assert open_document(path).document.layers
    with pytest.raises(FormatError) as error:
        open_document(path, replace(NO_TIME, pixels=1600 if name.endswith(("gif", "tif")) else 10_000))
    assert name in str(error.value)
    assert "far more work" in str(error.value)


def test_a_small_picture_that_takes_too_long_is_given_up_too(tmp_path):
    path = tmp_path / "a.ora"
    path.write_bytes(MANY["a.ora"])
    with pytest.raises(FormatError, match="far more work"):
        thumbnail_of(path, limits=NO_TIME)


def test_a_gif_whose_second_frame_makes_it_huge_is_refused(tmp_path):
    """150 bytes that would otherwise take gigabytes: the frame lies far beyond what the header tells."""
    data = bytearray(frames("GIF"))
    second = data.index(b"\x2c", data.index(b"\x2c") + 10)
    data[second + 1 : second + 9] = struct.pack("<4H", 0, 0, 60_000, 60_000)
    path = tmp_path / "a.gif"
    path.write_bytes(data)
    with pytest.raises(FormatError, match="60000 × 60000 pixels, which is too large"):
        open_document(path)


def test_a_gif_that_grows_takes_from_the_same_budget(tmp_path):
    data = bytearray(frames("GIF"))
    second = data.index(b"\x2c", data.index(b"\x2c") + 10)
    data[second + 1 : second + 9] = struct.pack("<4H", 0, 0, 400, 400)
    path = tmp_path / "a.gif"
    path.write_bytes(data)
    assert len(open_document(path, Limits(total_bytes=8 * 100_000)).document.layers) == 1
