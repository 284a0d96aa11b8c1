"""`scumble thumbnail`: the small picture of a file, as a file manager asks for it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import cv2
import pytest

from app.cli import run
from canvas.document import Document
from canvas.formats import save_document
from canvas.layer import Layer
from canvas.tile import solid


@pytest.fixture
def painting() -> Document:
    document = Document(300, 120)
    layer = Layer("Paper", tiles=solid((0.8, 0.4, 0.2, 1.0), document.rect.tile_keys()))
    return document.with_layers((layer,), layer.id)


@pytest.mark.parametrize("ending", [".scumble", ".ora", ".png"])
def test_the_picture_is_written_in_the_size_that_is_asked_for(
    painting: Document, tmp_path: Path, ending: str
) -> None:
    source = tmp_path / f"Blühende Wiese{ending}"
    save_document(painting, source)
    target = tmp_path / "out"  # file managers name it as they like
    assert run(["thumbnail", "--size", "64", str(source), str(target)]) == 0
    picture = cv2.imread(str(target), cv2.IMREAD_UNCHANGED)
    assert picture is not None
    assert picture.shape[:2] == (26, 64)
    assert abs(picture[13, 32, :3].astype(int) - (51, 102, 204)).max() <= 2


def test_a_file_that_is_no_picture_is_refused_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "letter.scumble"
    source.write_text("Dear reader")
    assert run(["thumbnail", str(source), str(tmp_path / "out.png")]) == 2
    assert "letter.scumble" in capsys.readouterr().err
    assert not (tmp_path / "out.png").exists()


def test_a_folder_that_is_not_there_is_named(
    painting: Document, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    save_document(painting, tmp_path / "a.scumble")
    assert run(["thumbnail", str(tmp_path / "a.scumble"), str(tmp_path / "none" / "out.png")]) == 2
    assert "none" in capsys.readouterr().err


def test_qt_is_not_loaded_for_it(painting: Document, tmp_path: Path) -> None:
    save_document(painting, tmp_path / "a.scumble")
    code = (
        "import sys; from app.main import main; "
        f"status = main(['thumbnail', {str(tmp_path / 'a.scumble')!r}, {str(tmp_path / 'out.png')!r}]); "
        "sys.exit(status or any(name.startswith('PySide6') for name in sys.modules))"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)
