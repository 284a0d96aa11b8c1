"""The marching ants: traced beside the window, drawn where the selection ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app.ants import Ants
from app.studio import Studio
from app.viewport import Viewport
from canvas.document import Document
from canvas.geometry import Rect
from canvas.selecting import rectangle
from canvas.selection import Selection

Settled = Callable[[], Document]


@pytest.fixture
def viewport(qtbot: QtBot, studio: Studio) -> Iterator[Viewport]:
    viewport = Viewport(studio)
    qtbot.addWidget(viewport)
    viewport.resize(400, 300)
    with qtbot.waitExposed(viewport):
        viewport.show()
    viewport.fit()
    yield viewport
    viewport.ants.follow(None)


def select(studio: Studio, selection: Selection | None) -> None:
    studio.session.do("Select", lambda document: replace(document, selection=selection))


def marching(ants: Ants) -> bool:
    return ants._timer.isActive()


def picture(viewport: Viewport) -> np.ndarray:
    image = viewport.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4).copy()


def test_ants_follow_the_selection(
    viewport: Viewport, studio: Studio, settled: Settled, qtbot: QtBot
) -> None:
    settled()
    plain = picture(viewport)
    assert not marching(viewport.ants)
    area = Rect(100, 90, 60, 50)
    select(studio, rectangle(area, studio.document.rect))
    qtbot.waitUntil(lambda: marching(viewport.ants))
    changed = np.argwhere((picture(viewport) != plain).any(axis=2))
    edge = viewport.view.view_rect(area)
    assert abs(changed[:, 1].min() - edge.left()) <= 1
    assert abs(changed[:, 1].max() - edge.right()) <= 1
    assert abs(changed[:, 0].min() - edge.top()) <= 1
    assert abs(changed[:, 0].max() - edge.bottom()) <= 1
    middle = viewport.view.view_rect(area.grown(-5)).toAlignedRect()
    inside = np.s_[middle.top() : middle.bottom(), middle.left() : middle.right()]
    assert np.array_equal(picture(viewport)[inside], plain[inside])

    select(studio, None)
    qtbot.waitUntil(lambda: not marching(viewport.ants))
    assert np.array_equal(picture(viewport), plain)


def test_ants_march(viewport: Viewport, studio: Studio, qtbot: QtBot) -> None:
    select(studio, rectangle(Rect(20, 20, 60, 50), studio.document.rect))
    qtbot.waitUntil(lambda: marching(viewport.ants))
    first = picture(viewport)
    qtbot.waitUntil(lambda: not np.array_equal(picture(viewport), first), timeout=5000)


def test_an_old_outline_does_not_come_after_a_new_one(
    viewport: Viewport, studio: Studio, qtbot: QtBot
) -> None:
    one = rectangle(Rect(20, 20, 60, 50), studio.document.rect)
    other = rectangle(Rect(120, 20, 30, 30), studio.document.rect)
    viewport.ants.follow(one)
    viewport.ants.follow(other)
    studio.compute.errand(lambda: None).result(30)
    qtbot.waitUntil(lambda: marching(viewport.ants))
    qtbot.wait(5)
    bounds = viewport.ants._path.boundingRect()
    assert (bounds.left(), bounds.right()) == (120, 150)


def test_a_selection_with_a_very_long_edge_is_drawn_without_dashes(
    viewport: Viewport, studio: Studio, qtbot: QtBot
) -> None:
    rows, columns = np.mgrid[0:192, 0:256]
    dots = Selection.of_array((rows % 3 == 0) & (columns % 3 == 0))
    viewport.ants.follow(dots)
    qtbot.waitUntil(lambda: marching(viewport.ants), timeout=20000)
    viewport.repaint()
    assert viewport.ants._path.elementCount() > 20_000
    assert picture(viewport).any()
