"""Exporting asks only what matters, and remembers; a generated picture offers its settings; SVG is placed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from app.export_options import ExportOptions
from app.found_settings import request_of_settings
from app.generation import Request
from app.start import Program
from canvas.composite import layer8
from canvas.document import Document
from canvas.formats.metadata_exif import exif_with
from canvas.layer import Layer, Recipe
from tests.flows.conftest import loop, program, settled

__all__ = ["loop", "program", "settled"]  # the fixtures

Settled = Callable[[], Document]
PLAIN = Document(8, 8, (Layer("a"),))
MADE = Document(8, 8, (Layer("a", recipe=Recipe({})),))
PARAMETERS = "a cat\nNegative prompt: ugly\nSteps: 25, CFG scale: 6.5, Seed: 4294967301, Model: dream"


@pytest.mark.parametrize(
    ("name", "document", "profile", "asked"),
    [
        ("a.png", PLAIN, None, {"deep"}),
        ("a.jpg", PLAIN, None, {"quality"}),
        ("a.webp", MADE, None, {"lossless", "quality", "recipes"}),
        ("a.tif", PLAIN, b"icc", {"deep", "keep_profile"}),
        ("a.psd", PLAIN, b"icc", {"keep_profile"}),
        ("a.ora", PLAIN, b"icc", set()),
    ],
)
def test_only_what_matters_is_asked(
    program: Program, name: str, document: Document, profile: bytes | None, asked: set[str]
) -> None:
    dialog = ExportOptions(program.window, program.studio.settings, Path(name), document, profile)
    rows = {key: getattr(dialog, key) for key in ("quality", "lossless", "deep", "keep_profile", "recipes")}
    assert {key for key, row in rows.items() if not row.isHidden()} == asked


def test_answers_are_used_and_remembered(program: Program) -> None:
    def ask() -> ExportOptions:
        return ExportOptions(program.window, program.studio.settings, Path("a.webp"), MADE, b"icc")

    dialog = ask()
    assert not dialog.quality.isEnabled()  # without loss there is nothing to choose
    dialog.lossless.setChecked(False)
    assert dialog.quality.isEnabled()
    dialog.quality.set_value(40)
    dialog.recipes.setChecked(False)
    dialog.keep_profile.setChecked(True)
    dialog.accept()
    for options in (dialog.options(), ask().options()):
        assert (options.quality, options.lossless, options.recipes) == (40, False, False)
        assert options.profile == b"icc"


def test_a_profile_that_a_file_cannot_have_is_not_asked_for(program: Program) -> None:
    program.studio.settings.set("export/profile", True)
    for name, kept in (("a.psd", b"icc"), ("a.ora", None)):
        dialog = ExportOptions(program.window, program.studio.settings, Path(name), PLAIN, b"icc")
        assert dialog.options().profile == kept


def test_depth_counts_only_where_a_file_has_it(program: Program) -> None:
    program.studio.settings.set("export/deep", True)
    for name, depth in (("a.png", 16), ("a.jpg", 8)):
        dialog = ExportOptions(program.window, program.studio.settings, Path(name), PLAIN, None)
        assert dialog.options().flat_depth == depth


def test_settings_of_another_program_are_brought_into_range() -> None:
    now = Request(prompt="old", negative="old", steps=7)
    found = {"prompt": "new", "seed": 2**32 + 5, "steps": 900, "guidance": -3.0, "model": "x/dream.ckpt"}
    request, notes = request_of_settings({**found, "loras": [["ink", 1.0]]}, now, [])
    assert (request.prompt, request.negative, request.seed) == ("new", "", 5)
    assert (request.steps, request.guidance) == (100, 0.0)
    assert len(notes) == 3  # model, seed, LoRA
    assert request_of_settings({"seed": 1}, now, []) == (
        Request(prompt="old", negative="old", steps=7, seed=1),
        (),
    )


def test_a_generated_picture_offers_its_settings(
    program: Program, settled: Settled, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "a.jpg"
    Image.new("RGB", (8, 8)).save(path, exif=exif_with({"parameters": PARAMETERS}))
    window = program.window
    window.tasks.spawn(window.workspace.open(path))
    qtbot.waitUntil(lambda: window.notice.isVisible() and window.notice.button.isVisible(), timeout=20_000)
    assert "how it was generated" in window.notice.text.text()
    window.notice.button.click()
    request = window.assist_panel.request()
    assert (request.prompt, request.negative, request.steps, request.seed) == ("a cat", "ugly", 25, 5)
    assert request.guidance == pytest.approx(6.5)
    assert window.assist_panel.seed_lock.isChecked()


def test_a_drawing_is_placed_as_large_as_the_picture_holds(
    program: Program, settled: Settled, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "dot.svg"
    shape = '<rect width="10" height="10" fill="#0000ff"/>'
    path.write_text(f'<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10">{shape}</svg>')
    window = program.window
    before = len(settled().sheets())
    window.tasks.spawn(window.workspace.place(path))
    qtbot.waitUntil(lambda: len(program.studio.document.sheets()) > before, timeout=20_000)
    settled()
    document = program.studio.document
    layer = next(sheet for sheet in document.sheets() if sheet.name == "dot")
    pixels = layer8(layer, document.rect)
    side = min(document.width, document.height)
    assert (pixels[:side, :side] == np.array([0, 0, 255, 255])).all()
    assert "shapes became paint" in window.notice.text.text()
