"""What was in hand when the program ended is in hand when it starts again."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.in_hand import FILE, put_down, take_up
from app.studio import Studio
from canvas.brush.tip import Tip
from canvas.document import Document

TIP = Tip("blot", (np.eye(9, dtype=np.uint8) * 255,))


@pytest.fixture
def again(studio: Studio, qtbot: QtBot) -> Callable[[], Studio]:
    """Ends the studio, and starts another one with its settings."""

    def start() -> Studio:
        put_down(studio)
        other = Studio(studio.compute, studio.settings, Document(10, 10))
        take_up(other)
        qtbot.waitUntil(lambda: other.shelf.ready, timeout=30_000)
        return other

    return start


def test_brushes_and_colours_are_as_they_were_put_down(studio: Studio, again: Callable[[], Studio]) -> None:
    studio.take_brush("pencil")
    studio.set_brush(size=33.0, tip=TIP)
    studio.take_brush("scumble")  # its tip comes with the program
    studio.set_brush(size=77.0)
    studio.take_brush("soft-eraser", eraser=True)
    studio.set_brush(eraser=True, opacity=0.5)
    studio.set_colour((1.0, 0.5019607843137255, 0.0))
    studio.set_background((0.0, 0.0, 1.0))
    other = again()
    assert (other.brush.name, other.brush.size) == ("scumble", 77.0)
    shipped = other.shelf.find("scumble")
    assert shipped is not None
    assert other.brush.tip is shipped.brush.tip
    assert (other.eraser.name, other.eraser.opacity, other.eraser.eraser) == ("soft-eraser", 0.5, True)
    assert other.colour == pytest.approx(studio.colour, abs=1e-3)
    assert other.background == studio.background
    assert other.tweaked.keys() == {("pencil", False), ("scumble", False), ("soft-eraser", True)}
    other.take_brush("pencil")
    assert other.brush.size == 33.0
    assert other.brush.tip is not None
    assert np.array_equal(other.brush.tip.images[0], TIP.images[0])


def test_what_is_as_saved_needs_no_file(studio: Studio, again: Callable[[], Studio]) -> None:
    studio.take_brush("charcoal")
    other = again()
    assert other.brush.name == "charcoal"
    assert not other.tweaked
    assert not (studio.settings.folder / FILE).exists()


def test_an_own_brush_is_taken_up_once_it_is_read(
    studio: Studio, qtbot: QtBot, again: Callable[[], Studio]
) -> None:
    qtbot.waitUntil(lambda: studio.shelf.ready, timeout=30_000)
    with qtbot.waitSignal(studio.shelf.added, timeout=30_000) as added:
        studio.shelf.save_as(studio.brush, "Mine", "own")
    assert added.args is not None
    studio.take_brush(added.args[0].id)
    studio.set_brush(size=12.5)
    other = again()
    qtbot.waitUntil(lambda: other.brush.name == "mine")
    assert other.brush.size == 12.5


@pytest.mark.parametrize(
    "content", [b"", b"{", b'{"format": "scumble-brushes", "version": 99}', b"\xff" * 50]
)
def test_a_damaged_file_costs_nothing_else(
    studio: Studio, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    studio.settings.set("hand/brush", "charcoal")
    (studio.settings.folder / FILE).write_bytes(content)
    take_up(studio)
    assert studio.brush.name == "charcoal"
    assert "not read" in caplog.text


def test_a_folder_that_cannot_be_written_to_does_not_hold_up_leaving(
    studio: Studio, caplog: pytest.LogCaptureFixture
) -> None:
    (studio.settings.folder / FILE).mkdir()
    studio.set_brush(size=5.0)
    put_down(studio)
    assert "not kept" in caplog.text
