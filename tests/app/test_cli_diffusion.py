"""The command line with diffusion models: a real, tiny one, and a stand-in where only the road is tested."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.generation import job_of
from app.main import main
from canvas.composite import flatten8, layer8
from canvas.formats import open_document
from inference.job import Kind
from inference.process import default_command
from tests.app.paper_model import write_paper_model


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A diffusers folder of SD 1.5's architecture."""
    from inference.engines.diffusion import DiffusionEngine
    from tests.inference.tiny_models import build_sd15

    assert DiffusionEngine  # imported first, so that the libraries are quiet and offline as in the worker
    return build_sd15(tmp_path_factory.mktemp("models") / "tiny")


def test_paint_with_a_model(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sketch, out = tmp_path / "sketch.png", tmp_path / "out.ora"
    Image.new("RGB", (100, 60), (90, 140, 200)).save(sketch)
    monkeypatch.chdir(model.parent)
    words = ["paint", str(sketch), "-o", str(out), "--model", "tiny", "--steps", "2", "--seed", "9"]
    prompt = "a lake " * 60  # more than the 77 tokens that the model reads at once
    assert main([*words, "--prompt", prompt]) == 0
    told = capsys.readouterr()
    assert "(seed 9, " in told.out
    assert "too long" not in told.out
    assert told.err == ""
    document = open_document(out).document
    bottom, top = document.sheets()
    assert np.array_equal(layer8(top, document.rect)[:, :, 3], np.full((60, 100), 255))
    assert not np.array_equal(layer8(top, document.rect), layer8(bottom, document.rect))
    assert top.recipe is not None
    job = job_of(top.recipe)
    assert (job.engine, job.model, job.steps) == ("diffusion", str(model), 2)  # found again from any folder


@pytest.fixture
def flat_engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A worker that paints flat pictures, and one model to be found, called “paper”."""
    command = (*default_command(), "--engines", "tests.app.flat_engine:REGISTRY")
    monkeypatch.setattr("inference.service.default_command", lambda: command)
    write_paper_model(tmp_path / "models" / "paper")
    monkeypatch.setenv("SCUMBLE_MODELS", str(tmp_path / "models"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))


@pytest.mark.usefixtures("flat_engine")
def test_pictures_from_words_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out.ora"
    words = ["text", "-o", str(out), "--size", "120x80", "-n", "2", "--seed", "7", "--prompt", "a hill"]
    assert main(words) == 0  # there is but one model, so it need not be named
    told = capsys.readouterr().out
    assert "(seeds 7 to 8, " in told
    assert told.count("its last 3 word pieces were left out") == 1
    document = open_document(out).document
    assert (document.width, document.height) == (120, 80)
    assert [layer.name for layer in document.sheets()] == ["Picture 1: a hill", "Picture 2: a hill"]
    for layer, seed in zip(document.sheets(), (7, 8), strict=True):
        assert np.array_equal(np.unique(layer8(layer, document.rect)), [seed, 255])
        assert layer.recipe is not None
        assert job_of(layer.recipe).kind is Kind.TEXT


@pytest.mark.usefixtures("flat_engine")
def test_a_model_by_its_name_inpaints_inside_the_mask(tmp_path: Path) -> None:
    sketch, mask, out = (tmp_path / name for name in ("sketch.png", "mask.png", "out.ora"))
    Image.new("RGB", (100, 60), (90, 140, 200)).save(sketch)
    white = np.zeros((60, 100), np.uint8)
    white[20:40, 30:60] = 255
    Image.fromarray(white).save(mask)
    words = ["inpaint", str(sketch), "--mask", str(mask), "-o", str(out), "--model", "paper", "--seed", "200"]
    assert main([*words, "--strength", "1"]) == 0
    document = open_document(out).document
    alpha = layer8(document.sheets()[-1], document.rect)[:, :, 3]
    assert not alpha[white == 0].any()
    assert alpha[24:36, 34:56].min() == 255
    pixels = flatten8(document)
    assert np.array_equal(np.unique(pixels[white == 0], axis=0), [[90, 140, 200, 255]])
