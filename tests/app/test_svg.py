"""Drawings: drawn band by band as they would be at once, and given up where they take too long."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication

from app import svg
from canvas.composite import flatten8
from canvas.errors import FormatError
from canvas.formats import DEFAULT_LIMITS

DRAWING = """<svg xmlns="http://www.w3.org/2000/svg" width="200" height="150"><defs>
<linearGradient id="g"><stop stop-color="red"/>
<stop offset="1" stop-color="blue" stop-opacity=".3"/></linearGradient>
<filter id="f"><feGaussianBlur stdDeviation="5"/></filter>
<mask id="m"><circle cx="100" cy="75" r="60" fill="white"/></mask>
<pattern id="p" width="13" height="13" patternUnits="userSpaceOnUse">
<circle cx="5.5" cy="5.5" r="4"/></pattern>
</defs>
<rect x="10.3" y="20.7" width="100" height="72.2" fill="url(#g)"/>
<g filter="url(#f)"><circle cx="120" cy="90" r="40" fill="orange"/></g>
<rect mask="url(#m)" x="30" y="30" width="140" height="110" fill="purple" opacity=".4"/>
<rect x="140" y="5" width="55" height="140" fill="url(#p)"/>
<path d="M10 140 C 60 30 130 200 190 20" stroke="black" stroke-width="5.5" fill="none"
stroke-dasharray="9 4"/>
</svg>"""


@pytest.mark.parametrize("rows", [1, 7, 64])
def test_bands_are_seen_nowhere(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    path = tmp_path / "a.svg"
    path.write_text(DRAWING)
    whole = flatten8(svg.open_svg(path).document)
    assert len(np.unique(whole.reshape(-1, 4), axis=0)) > 1000
    monkeypatch.setattr(svg, "_AT_ONCE", rows * 200 * 30)
    monkeypatch.setattr(svg, "_QUICK", 0.0)
    assert np.array_equal(flatten8(svg.open_svg(path).document), whole)


def test_many_shapes_all_over_a_large_picture_are_given_up(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The limits are those of a file that has no time at all: it is the drawing that looks at the clock."""
    path = tmp_path / "a.svg"
    shapes = '<rect width="900" height="900" fill-opacity=".5"/>' * 3000
    path.write_text(f'<svg xmlns="http://www.w3.org/2000/svg" width="900" height="900">{shapes}</svg>')
    drawn: list[int] = []
    monkeypatch.setattr(svg.QPainter, "end", _counting(svg.QPainter.end, drawn))
    with pytest.raises(FormatError, match="far more work") as error:
        svg.open_svg(path, limits=replace(DEFAULT_LIMITS, seconds=-1e6))
    assert "a.svg" in str(error.value)
    assert len(drawn) == 1


def _counting(end: Callable[[QPainter], bool], drawn: list[int]) -> Callable[[QPainter], bool]:
    def counted(painter: QPainter) -> bool:
        drawn.append(1)
        return end(painter)

    return counted
