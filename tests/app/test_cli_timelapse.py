"""`scumble timelapse`, and what `scumble paint` says to the built-in painter."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageSequence

from app.cli_arguments import make_parser
from app.cli_paint import _painting
from app.main import main
from canvas.document import Document
from canvas.formats import save_document
from canvas.layer import Layer
from inference.job import Painting
from tests.app.test_paintings import with_painting


@pytest.fixture
def painted(tmp_path: Path) -> Path:
    paper = Layer("Paper")
    document, _ = with_painting(Document(160, 110, (paper,), paper.id))
    path = tmp_path / "painted.scumble"
    save_document(document, path)
    return path


def test_a_film_is_saved(painted: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "film.webp"
    words = ["timelapse", str(painted), str(out), "--seconds", "1", "--side", "64", "--rate", "8"]
    assert main([*words, "--layer", "Details"]) == 0
    assert capsys.readouterr().out == f"Saved {out}\n"
    with Image.open(out) as film:
        assert film.size == (64, 44)
        assert sum(1 for _ in ImageSequence.Iterator(film)) > 4


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--layer", "Gone"], "There is no layer “Gone”."),
        (["--layer", "Paper"], "There is no painting made of strokes in it."),
    ],
)
def test_what_cannot_be_filmed_is_told(
    painted: Path, tmp_path: Path, words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["timelapse", str(painted), str(tmp_path / "film.webp"), *words]) == 2
    assert told in capsys.readouterr().err


@pytest.mark.parametrize("light", ["135", "a:b", "135:91", "400:3", "1:2:3", "nan:3"])
def test_light_that_makes_no_sense_is_told(light: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["paint", "a.png", "-o", "b.png", "--light", light]) == 2
    assert "135:45" in capsys.readouterr().err


def test_what_is_held_fast() -> None:
    words = [
        "paint",
        "a.png",
        "-o",
        "b.png",
        "--light",
        "135:40",
        "--lines",
        "painted-in",
        "--medium",
        "pastel",
    ]
    options = make_parser().parse_args([*words, "--lock", "palette", "--lock", "lines", "--style-seed", "4"])
    assert _painting(options) == Painting(
        light=(135.0, 40.0),
        lines="painted_in",
        medium="pastel",
        lock_palette=True,
        lock_lines=True,
        style_seed=4,
    )
    assert _painting(make_parser().parse_args(["paint", "a.png", "-o", "b.png"])) == Painting()
