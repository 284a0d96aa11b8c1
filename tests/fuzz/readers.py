"""The readers that are fuzzed: how a file is given to each, and good files of its kind to begin with."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from canvas.brush_files import read_brushes
from canvas.errors import FormatError
from canvas.formats import DEFAULT_LIMITS, open_document, save_document, thumbnail_of
from canvas.formats.limits import GIB
from canvas.formats.opened import DEFAULT_OPTIONS
from canvas.formats.svg import is_svg, read_drawing
from canvas.palettes import read_palette

FILES = Path(__file__).parents[1] / "files"
LIMITS = replace(DEFAULT_LIMITS, total_bytes=GIB)  # a process that is fuzzed may not have all of the machine

_SQLITE = ("-wal", "-shm")


@dataclass(frozen=True, slots=True)
class Reader:
    """One reader."""

    name: str
    ending: str
    read: Callable[[Path], object]  # may raise FormatError, and nothing else
    seeds: Callable[[], Iterable[bytes]]
    beside: tuple[str, ...] = ()  # endings of files that may lie beside the one that is read


def _document(path: Path) -> object:
    opened = open_document(path, LIMITS)
    assert all(0 <= node.opacity <= 1 for node in opened.document.nodes())
    assert all(str(note) for note in opened.notes)
    return opened


def _thumbnail(path: Path) -> object:
    picture = thumbnail_of(path, limits=LIMITS)
    assert picture.ndim == 3
    return picture


def _drawing(path: Path) -> object:
    if not is_svg(path):
        raise FormatError("The file is no drawing.")
    return read_drawing(path)


def _files(*patterns: str) -> list[bytes]:
    return [path.read_bytes() for pattern in patterns for path in sorted(FILES.glob(pattern))]


def _made(*names: str) -> list[bytes]:
    from tests.canvas.test_formats_hostile import PNG_WITH_ALL, SAMPLES

    return [SAMPLES[name] for name in names] + ([PNG_WITH_ALL] if "png" in names else [])


def _psds() -> list[bytes]:
    from tests.canvas.test_formats_psd_hostile import SAMPLES

    return [*SAMPLES.values(), *_files("*.psd")]


def _xcfs() -> list[bytes]:
    from tests.canvas.test_formats_xcf import Maker, art, packed

    made = [Maker(11, 0, 150, packing).made(packed(art(4), packing), 4, 1) for packing in range(3)]
    return [*made, *_files("*.xcf")]


def _drawings() -> list[bytes]:
    return [
        b'<?xml version="1.0"?><!DOCTYPE svg><svg xmlns="http://www.w3.org/2000/svg" width="40" height="30">'
        b'<defs><g id="a"><rect width="9" height="8" fill="url(#b)"/></g></defs><use href="#a" x="3"/>'
        b'<style>rect { fill: red }</style><image href="data:image/png;base64,AAAA"/></svg>'
    ]


def _bitmaps() -> list[bytes]:
    import io

    import numpy as np
    from PIL import Image

    found = []
    for mode in ("RGB", "L", "P", "1"):
        sink = io.BytesIO()
        noise = np.random.default_rng(3).integers(0, 256, (9, 14, 3), np.uint8)
        Image.fromarray(noise).convert(mode).save(sink, "BMP")
        found.append(sink.getvalue())
    return found


def _natives() -> list[bytes]:
    import tempfile

    from tests.canvas.test_formats_hostile import small_document

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.scumble"
        save_document(small_document(), path, DEFAULT_OPTIONS)
        return [path.read_bytes(), *_files("*.scumble")]


def _brushes(*names: str) -> list[bytes]:
    from tests.canvas.test_brush_files_hostile import SAMPLES

    return [SAMPLES[name] for name in names]


def _bundles() -> list[bytes]:
    from tests.canvas.brush_files import AUTO, bundle, file_brush, gbr, kpp, tip

    presets = {
        "paintoppresets/a.kpp": kpp({"brush_definition": AUTO}),
        "paintoppresets/b.kpp": kpp({"brush_definition": file_brush("t.gbr")}, name="B"),
    }
    return [bundle({**presets, "brushes/t.gbr": gbr(tip())})]


def _palettes() -> list[bytes]:
    from tests.canvas.test_palettes import aco, ase

    colours = (("red", b"RGB ", (1.0, 0.0, 0.0)), ("lab", b"LAB ", (0.5, 10.0, -10.0)))
    inks = ("cyan", b"CMYK", (1.0, 0.0, 0.0, 0.0))
    swatches = (("red", (0, 65535, 0, 0)), ("lab", (7, 5000, 100, 200)), ("grey", (8, 5000)))
    return [
        ase(*colours, inks),
        aco(1, *swatches) + aco(2, *swatches),
        b"GIMP Palette\nName: A\nColumns: 4\n#\n255 0 0 Red\n0 255 0\n",
    ]


READERS: dict[str, Reader] = {
    reader.name: reader
    for reader in (
        Reader("xcf", ".xcf", _document, _xcfs),
        Reader("kra", ".kra", _document, lambda: _files("*.kra")),
        Reader("ora", ".ora", _document, lambda: [*_made("ora"), *_files("*.ora")]),
        Reader("psd", ".psd", _document, _psds),
        Reader("png", ".png", _document, lambda: _made("png", "apng")),
        Reader("tiff", ".tif", _document, lambda: _made("tif", "pages.tif")),
        Reader("jpeg", ".jpg", _document, lambda: _made("jpg")),
        Reader("webp", ".webp", _document, lambda: _made("webp", "anim.webp")),
        Reader("avif", ".avif", _document, lambda: _made("avif")),
        Reader("gif", ".gif", _document, lambda: _made("gif")),
        Reader("bmp", ".bmp", _document, _bitmaps),
        Reader("svg", ".svg", _drawing, _drawings),
        Reader("scumble", ".scumble", _document, _natives, _SQLITE),
        Reader(
            "thumbnail",
            ".any",
            _thumbnail,
            lambda: [*_files("*.kra", "*.psd", "*.scumble"), *_made("ora")],
            _SQLITE,
        ),
        Reader("abr", ".abr", read_brushes, lambda: _brushes("abr1", "abr2", "abr6", "abr10")),
        Reader("gimp-brush", ".gbr", read_brushes, lambda: _brushes("gbr", "rgba", "gih", "vbr")),
        Reader("kpp", ".kpp", read_brushes, lambda: _brushes("kpp", "png")),
        Reader("bundle", ".bundle", read_brushes, _bundles),
        Reader(
            "mypaint",
            ".myb",
            read_brushes,
            lambda: [*_brushes("myb2", "native"), *_files("brushes/*.myb")],
        ),
        Reader("palette", ".ase", read_palette, _palettes),
    )
}
