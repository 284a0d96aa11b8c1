"""Hostile files end in time: long work looks at the clock between its steps, and only paint buys more."""

from __future__ import annotations

import contextlib
import io
import sqlite3
import struct
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from canvas.brush_files import read_brushes
from canvas.document import Document
from canvas.errors import FormatError
from canvas.formats import DEFAULT_LIMITS, open_document, save_document, thumbnail_of, watch
from canvas.formats.described import profile_of_gamma
from canvas.formats.limits import MIB
from canvas.formats.picture_bytes import jpeg_bytes, webp_bytes
from canvas.formats.png_chunks import SIGNATURE, chunk
from canvas.formats.png_encode import encode_png
from canvas.formats.watch import TooMuchError, Watch
from canvas.layer import Layer
from canvas.tile import solid
from tests.canvas.brush_files import AUTO, bundle, kpp
from tests.canvas.psd_files import Sheet, plain, psd

SIDE = 2048


class Clock:
    """A clock by hand, on which each look may take its time."""

    def __init__(self) -> None:
        self.wall = self.work = 0.0
        self.step = 0.0
        self.looks = 0

    def __call__(self) -> tuple[float, float]:
        self.looks += 1
        self.wall, self.work = self.wall + self.step, self.work + self.step
        return self.wall, self.work

    def pass_by(self, seconds: float) -> None:
        self.wall, self.work = self.wall + seconds, self.work + seconds


@pytest.fixture
def clock(monkeypatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(watch, "clocks", made)
    return made


def is_over(one: Watch) -> bool:
    try:
        one.check()
    except TooMuchError:
        return True
    return False


def test_time_is_up_after_so_many_seconds(clock):
    one = Watch(8, 100, 10, 4)
    clock.pass_by(8)
    assert not is_over(one)
    clock.pass_by(0.1)
    assert is_over(one)


def test_both_clocks_must_say_so(clock):
    one = Watch(8, 100, 10, 4)
    clock.wall += 100
    assert not is_over(one)  # the machine was busy with other things
    clock.work += 7
    assert not is_over(one)
    clock.work += 2
    assert is_over(one)


def test_the_time_of_paint_does_not_count_as_far_as_its_bytes_reach(clock):
    one = Watch(8, 1000, 10, 4)
    one.picture(200, 800)  # 20 s
    clock.pass_by(15)
    assert not is_over(one)
    one.picture(1, 10_000)  # thin
    clock.pass_by(8)
    assert not is_over(one)  # 15 of 23 s were for paint
    clock.pass_by(0.1)
    assert is_over(one)


def test_paint_that_takes_longer_than_its_bytes_reach(clock):
    one = Watch(8, 1000, 10, 4)
    one.picture(200, 800)
    clock.pass_by(28)
    assert not is_over(one)
    clock.pass_by(0.1)
    assert is_over(one)


def test_what_paint_did_not_need_is_not_kept_for_others(clock):
    """A layer of noise that is read at once buys no time for bombs."""
    one = Watch(8, 10_000, 10, 4)
    one.picture(5000, 5000)  # 500 s
    clock.pass_by(1)
    one.picture(1, 10_000)
    clock.pass_by(8.1)
    assert is_over(one)


def test_thin_pictures_pay_for_nothing(clock):
    one = Watch(8, 1000, 10, 4)
    one.picture(200, 801)
    clock.pass_by(8.1)
    assert is_over(one)


def test_each_byte_pays_once(clock):
    """A member that a thousand layers show is only there once."""
    one = Watch(8, 300, 10, 4)
    for _ in range(3):
        one.picture(200, 400)
        clock.pass_by(9)
    assert is_over(one)  # 20 s were paid for, then 10 bytes of them were left


def test_limits_that_were_never_started_are_never_up(clock):
    clock.step = 100.0
    DEFAULT_LIMITS.check_time()
    DEFAULT_LIMITS.next_picture(0, 1 << 40)


# --- files


def png(width: int, height: int, depth: int, colour: int, rows: bytes, *, interlaced: bool = False) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlaced)
    profile = profile_of_gamma(None, 1.4)
    assert profile is not None
    pieces = [
        SIGNATURE,
        *chunk(b"IHDR", header),
        *chunk(b"iCCP", b"x\0\0" + zlib.compress(profile)),
        *chunk(b"IDAT", zlib.compress(rows, 9)),
        *chunk(b"IEND"),
    ]
    return b"".join(map(bytes, pieces))


def thin_png(row_filter: int, depth: int = 8) -> bytes:
    row = bytes([row_filter]) + bytes(4 * SIDE * depth // 8)
    return png(SIDE, SIDE, depth, 6, row * SIDE)


def interlaced_png() -> bytes:
    steps = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
    rows = b"".join(bytes((SIDE // down) * (1 + 4 * (SIDE // across))) for _x, _y, across, down in steps)
    return png(SIDE, SIDE, 8, 6, rows, interlaced=True)


def ora(layers: int, picture: bytes, **more: bytes) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        inside = '<layer src="a.png"/>' * layers
        archive.writestr("stack.xml", f'<image w="{SIDE}" h="{SIDE}"><stack>{inside}</stack></image>')
        archive.writestr("a.png", picture)
        for name, data in more.items():
            archive.writestr(name, data)
    return sink.getvalue()


def tiff(*, strips: bool) -> bytes:
    sink = io.BytesIO()
    rows = 8 if strips else 6 * SIDE
    image = Image.new("RGB", (SIDE, 6 * SIDE))
    image.save(sink, "TIFF", compression="tiff_adobe_deflate", tiffinfo={278: rows})
    return sink.getvalue()


def gif(frames: int) -> bytes:
    frame = b"\x21\xf9\x04\0\0\0\0\0\x2c" + struct.pack("<4HB", 0, 0, 1, 1, 0) + b"\2\2\x4c\1\0"
    return b"GIF89a" + struct.pack("<HHBBB", 64, 64, 0x80, 0, 0) + bytes(6) + frame * frames + b";"


def kra(tiles: int) -> bytes:
    """Krita's example, its first layer a thousand thousand tiles of a few bytes each."""
    files = Path(__file__).parent.parent / "files"
    sink = io.BytesIO()
    with zipfile.ZipFile(files / "krita_tree.kra") as old, zipfile.ZipFile(sink, "w", 8) as new:
        names = old.namelist()
        layer = next(name for name in names if name.endswith("/layers/layer2"))
        for name in names:
            data = old.read(name)
            if name == layer:
                head = data[: data.index(b"DATA")]
                lines = (b"%d,%d,LZF,2\n\1\0" % (64 * (k % 999), 64 * (k // 999)) for k in range(tiles))
                data = head + b"DATA %d\n" % tiles + b"".join(lines)
            new.writestr(zipfile.ZipInfo(name), data, 0 if name == "mimetype" else 8)
    return sink.getvalue()


def thin_psd() -> bytes:
    return psd(SIDE, SIDE, [Sheet("a", plain((9, 9, 9), SIDE, SIDE), packing=2)] * 4)


HOSTILE = {
    "up.png": lambda: thin_png(2),
    "paeth.png": lambda: thin_png(4),
    "deep.png": lambda: thin_png(3, 16),
    "interlaced.png": interlaced_png,
    "one.ora": lambda: ora(1, thin_png(4)),
    "many.ora": lambda: ora(90, encode_png(np.zeros((300, 300, 4), np.uint8))),
    "a.tif": lambda: tiff(strips=True),
    "a.gif": lambda: gif(3000),
    "a.kra": lambda: kra(60_000),
    "a.psd": thin_psd,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_long_work_is_given_up_in_the_middle(tmp_path, clock, name):
    """Each look at the clock takes half a second here: files whose reading has many steps are given up."""
    path = tmp_path / name
    path.write_bytes(HOSTILE[name]())
    opened = open_document(path)
    assert opened.document.layers
    assert clock.looks > 20
    clock.step, clock.looks = 0.5, 0
    with pytest.raises(FormatError, match="far more work") as error:
        open_document(path)
    assert name in str(error.value)
    assert clock.looks < 40


def test_padding_buys_no_time(tmp_path, clock):
    """Noise that no layer shows does not count, nor does a layer of it that is shown by many."""
    noise = np.random.default_rng(1).integers(0, 256, (256, 256, 4), np.uint8)
    limits = replace(DEFAULT_LIMITS, bytes_per_second=1000)
    clock.step = 0.5
    for data in (
        ora(200, encode_png(np.zeros((64, 64, 4), np.uint8)), noise=noise.tobytes() * 4),
        ora(2000, encode_png(noise[:64, :64])),
    ):
        path = tmp_path / "a.ora"
        path.write_bytes(data)
        with pytest.raises(FormatError, match="far more work"):
            open_document(path, limits)


def test_paint_is_read_however_slow_the_machine_is(tmp_path, clock):
    rng = np.random.default_rng(1)
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        inside = "".join(f'<layer src="{k}.png"/>' for k in range(40))
        archive.writestr("stack.xml", f'<image w="64" h="64"><stack>{inside}</stack></image>')
        for k in range(40):
            archive.writestr(f"{k}.png", encode_png(rng.integers(0, 256, (64, 64, 4), np.uint8)))
    path = tmp_path / "a.ora"
    path.write_bytes(sink.getvalue())
    clock.step = 0.5
    assert len(open_document(path, replace(DEFAULT_LIMITS, bytes_per_second=1000)).document.layers) == 40


def test_a_huge_page_in_one_piece_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "a.tif"
    path.write_bytes(tiff(strips=False))
    assert open_document(path).document.width == SIDE
    monkeypatch.setattr("canvas.formats.tiff_read._MOST_PIECE", MIB)
    with pytest.raises(FormatError, match="Save it in strips"):
        open_document(path)
    path.write_bytes(tiff(strips=True))
    assert open_document(path).document.width == SIDE


def scans(count: int, side: int) -> bytes:
    """A progressive JPEG of nothing, gone through again and again."""
    table = b"\xff\xc4" + struct.pack(">H", 20)
    start = b"\xff\xda" + struct.pack(">HB", 8, 1) + b"\1\0\1\x3f\0\0"
    return (
        b"\xff\xd8\xff\xdb" + struct.pack(">HB", 67, 0) + bytes([1] * 64)
        + b"\xff\xc2" + struct.pack(">HBHHB", 11, 8, side, side, 1) + b"\1\x11\0"
        + b"".join(table + bytes([kind, 1]) + bytes(16) for kind in (0, 0x10))
        + b"\xff\xda" + struct.pack(">HB", 8, 1) + b"\1\0\0\0\0\0" + start * count + b"\xff\xd9"
    )  # fmt: skip


def test_a_jpeg_of_many_passes_is_refused(tmp_path):
    path = tmp_path / "a.jpg"
    path.write_bytes(scans(4, 64))
    assert open_document(path).document.width == 64
    for count, side in ((200, 64), (20, 16_384)):
        path.write_bytes(scans(count, side))
        with pytest.raises(FormatError, match="more passes than any program writes"):
            open_document(path)


def test_bytes_of_pictures_leave_out_what_else_a_file_holds():
    sink = io.BytesIO()
    image = Image.fromarray(np.random.default_rng(2).integers(0, 256, (90, 80, 3), np.uint8))
    image.save(sink, "JPEG")
    data = sink.getvalue()
    whole = jpeg_bytes(data, 7200)
    assert 0.8 * len(data) < whole < len(data)
    padded = data[:2] + (b"\xff\xfe" + struct.pack(">H", 60_000) + bytes(59_998)) * 3 + data[2:] + bytes(9999)
    assert jpeg_bytes(padded, 7200) == whole
    sink = io.BytesIO()
    image.save(sink, "WEBP")
    data = sink.getvalue()
    assert 0.9 * len(data) < webp_bytes(data) < len(data)
    assert webp_bytes(data + b"JUNK" + struct.pack("<I", 5000) + bytes(5000)) == webp_bytes(data)
    for cut in range(0, len(data), 97):
        webp_bytes(data[:cut])
        jpeg_bytes(padded[: 7 * cut], 7200)


def test_an_avif_that_nothing_could_interrupt_is_refused(tmp_path, monkeypatch):
    sink = io.BytesIO()
    Image.new("RGB", (40, 30)).save(sink, "AVIF")
    path = tmp_path / "a.avif"
    path.write_bytes(sink.getvalue())
    monkeypatch.setattr("canvas.formats.avif._MOST_PIXELS", 40 * 30 - 1)
    with pytest.raises(FormatError, match="40 × 30 pixels, which is too large for AVIF"):
        open_document(path)


def test_a_bundle_of_bombs_has_an_end(tmp_path, clock):
    presets = {f"paintoppresets/{k}.kpp": kpp({"brush_definition": AUTO}, name=f"{k}") for k in range(60)}
    path = tmp_path / "a.bundle"
    path.write_bytes(bundle(presets))
    assert len(read_brushes(path).entries) == 60
    clock.step = 0.5
    with pytest.raises(FormatError, match="far more work"):
        read_brushes(path)


def test_a_preset_of_too_many_settings_is_refused(tmp_path):
    path = tmp_path / "a.kpp"
    path.write_bytes(kpp({"brush_definition": AUTO, **{f"a{k}": "" for k in range(110_000)}}))
    with pytest.raises(FormatError, match="more settings than any brush has"):
        read_brushes(path)


@pytest.mark.parametrize("table", ["tile", "meta"])
def test_a_table_of_a_native_file_that_has_no_end(tmp_path, clock, table):
    """What is told to be a table is a view that goes on and on."""
    path = tmp_path / "a.scumble"
    layer = Layer("a", id="a", tiles=solid((1, 0, 0, 1), [(0, 0)]))
    save_document(Document(64, 64, (layer,), "a"), path)
    clock.step = 0.5
    assert open_document(path).document.layers
    assert thumbnail_of(path).ndim == 3
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute(f"ALTER TABLE {table} RENAME TO old")
        names = [column[1] for column in database.execute("PRAGMA table_info(old)")]
        values = ", ".join(f"i AS {name}" for name in names)
        endless = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n)"
        database.execute(f"CREATE VIEW {table} AS {endless} SELECT {values} FROM n")
    with pytest.raises(FormatError, match="far more work"):
        open_document(path)
    if table == "meta":
        with pytest.raises(FormatError, match="far more work"):
            thumbnail_of(path)


def test_the_small_picture_of_many_large_layers_looks_at_the_clock(tmp_path, clock):
    path = tmp_path / "a.ora"
    path.write_bytes(ora(40, encode_png(np.full((64, 64, 4), 99, np.uint8))))
    limits = replace(DEFAULT_LIMITS, seconds=1e6)
    small = thumbnail_of(path, limits=limits)
    before, clock.looks = clock.looks, 0
    open_document(path, limits)
    assert before > clock.looks + 1
    assert small.shape[2] == 4
    assert small[:3, :3, 3].max() > 0
    assert small[100:, 100:].max() == 0
