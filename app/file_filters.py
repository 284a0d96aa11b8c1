"""What file dialogs offer to open, to save and to export, from the table of formats."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from canvas.formats import FORMATS, Format


def tr(text: str) -> str:
    return QCoreApplication.translate("FileFilters", text)


def to_open() -> str:
    """All pictures first, then kind by kind."""
    ends = " ".join("*" + end for kind in FORMATS for end in kind.extensions) + " *.svg *.svgz"
    drawings = tr("SVG drawings (*.svg *.svgz)")
    return ";;".join((tr("Pictures ({0})").format(ends), *map(_row, FORMATS), drawings))


def to_save() -> str:
    """What keeps the layers, each under the first of its endings."""
    kinds = (kind for kind in FORMATS if kind.layers and kind.write is not None)
    return ";;".join(f"{kind.name} (*{kind.extensions[0]})" for kind in kinds)


def to_export() -> str:
    """What does not."""
    return ";;".join(_row(kind) for kind in FORMATS if kind.write is not None and not kind.layers)


def _row(kind: Format) -> str:
    return f"{kind.name} ({' '.join('*' + end for end in kind.extensions)})"
