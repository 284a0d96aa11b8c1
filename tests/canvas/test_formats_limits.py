"""What a file may ask for: sizes, memory, and time, whatever kind it is."""

from __future__ import annotations

import io
import struct
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from canvas.errors import FormatError
from canvas.formats import DEFAULT_LIMITS, Limits, open_document, thumbnail_of, watch
from canvas.formats.budget import MASK_BYTES, TILE_BYTES, Budget
from canvas.formats.limits import MIB
from canvas.formats.png_encode import encode_png
from canvas.formats.watch import TooMuchError

NO_TIME = replace(DEFAULT_LIMITS, seconds=-1e6, pixels=64)  # up before it began


def test_a_budget_counts_the_time(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(watch, "clocks", lambda: (now[0], now[0]))
    budget = Budget(Limits(seconds=8).started(MIB))
    budget.take_pixels(MIB)
    now[0] = 7.9
    budget.take_bytes(1)
    now[0] = 8.1
    for deed in (budget.check_time, lambda: budget.take_pixels(1), lambda: budget.take_bytes(1)):
        with pytest.raises(TooMuchError, match="far more work"):
            deed()


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
