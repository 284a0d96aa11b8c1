"""The kinds of brush file that can be read: names, endings, and how the first bytes tell them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from canvas.brush_files import gimp_brush, gimp_shape, krita, mypaint, native, photoshop
from canvas.brush_files.imported import Imported

HEAD = 4096  # bytes by which a kind is told


@dataclass(frozen=True, slots=True)
class BrushFormat:
    """One kind of brush file."""

    name: str  # for file dialogs
    extensions: tuple[str, ...]  # with the dot, the usual one first
    told_by: Callable[[bytes], bool]  # from the first HEAD bytes
    read: Callable[[bytes, Path], Imported]  # the whole file, and its path for a name
    read_file: Callable[[Path], Imported] | None = None  # instead, for a file that is not read whole


def _read_native(data: bytes, _path: Path) -> Imported:
    return native.read_native(data)


def _read_bundle(_data: bytes, path: Path) -> Imported:
    return krita.read_bundle(path)


FORMATS: tuple[BrushFormat, ...] = (
    BrushFormat("Scumble brush", (native.ENDING, ".json"), native.is_native, _read_native),
    BrushFormat("MyPaint brush", (".myb",), mypaint.is_mypaint, mypaint.read_mypaint),
    BrushFormat("GIMP brush", (".gbr",), gimp_brush.is_gbr, gimp_brush.read_gbr),
    BrushFormat("GIMP brush pipe", (".gih",), gimp_brush.is_gih, gimp_brush.read_gih),
    BrushFormat("GIMP brush shape", (".vbr",), gimp_shape.is_vbr, gimp_shape.read_vbr),
    BrushFormat("Krita preset", (".kpp", ".png"), krita.is_kpp, krita.read_kpp),
    BrushFormat("Krita bundle", (".bundle",), krita.is_bundle, _read_bundle, krita.read_bundle),
    BrushFormat("Photoshop brush", (".abr",), photoshop.is_abr, photoshop.read_abr),
)
