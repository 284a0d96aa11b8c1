"""A studio with a small painted picture and real threads, for the panels."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import theme
from app.compute import Compute
from app.settings import Settings
from app.studio import Studio
from canvas.blend import BlendMode
from canvas.document import Document
from canvas.geometry import Rect
from canvas.layer import Layer, Recipe
from canvas.tile import solid

PICTURE = Rect(0, 0, 256, 192)


@pytest.fixture
def themed(qapp: QApplication) -> Iterator[QApplication]:
    """The application in the program's look, undressed afterwards."""
    before, sheet = qapp.palette(), qapp.styleSheet()
    theme.apply(qapp)
    yield qapp
    qapp.setStyleSheet(sheet)
    qapp.setPalette(before)


@pytest.fixture
def studio(themed: QApplication, tmp_path: Path) -> Iterator[Studio]:
    """Four layers, from the bottom: Paper, Sketch, Painting (generated), Glow; Sketch is active."""
    layers = (
        Layer("Paper", tiles=solid((1, 1, 1, 1), PICTURE.tile_keys())),
        Layer("Sketch", tiles=solid((0, 0, 0, 1), Rect(0, 0, 64, 64).tile_keys())),
        Layer("Painting", recipe=Recipe({"prompt": "harbour"})),
        Layer("Glow", blend=BlendMode.SCREEN, opacity=0.5),
    )
    document = Document(PICTURE.width, PICTURE.height, layers, active=layers[1].id)
    compute = Compute()
    settings = Settings(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
    studio = Studio(compute, settings, document)
    yield studio
    studio.session.close()
    assert compute.close(60.0)  # kernels may be compiling


@pytest.fixture
def settled(qtbot: QtBot, studio: Studio) -> Callable[[], Document]:
    """Waits until all that was asked of the session is done and told; gives the document then."""

    def settle() -> Document:
        done = studio.compute.submit(lambda: None)
        qtbot.waitUntil(done.done, timeout=60000)
        QApplication.processEvents()
        return studio.document

    return settle
