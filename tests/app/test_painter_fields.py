"""The built-in painter's settings in the Assist panel: what they say, keep and show again."""

from __future__ import annotations

from dataclasses import replace

from pytestqt.qtbot import QtBot

from app.cli_generation import MEDIA as NAMED
from app.generation import Request
from app.panels.assist_memory import Remembered, read, written
from app.panels.painter_fields import MEDIA, PainterFields
from inference.engines.painterly.media import HANDLINGS
from inference.job import Painting

CHOSEN = Painting(
    light=(135.0, 40.0),
    lines="painted_in",
    lock_palette=True,
    lock_lines=True,
    style_seed=9,
    medium="gouache",
)


def test_the_media_are_the_painter_s_own() -> None:
    assert {key for key, _ in MEDIA} <= set(HANDLINGS)
    assert tuple(key for key, _ in MEDIA) == NAMED


def test_what_is_shown_is_what_is_asked_for(qtbot: QtBot) -> None:
    fields = PainterFields()
    qtbot.addWidget(fields)
    assert fields.painting() == Painting()
    fields.show_painting(CHOSEN)
    assert fields.painting() == CHOSEN
    fields.forget_style()
    assert fields.painting() == replace(CHOSEN, style_seed=None)


def test_the_hand_changes_it(qtbot: QtBot) -> None:
    fields = PainterFields()
    qtbot.addWidget(fields)
    told: list[Painting] = []
    fields.changed.connect(lambda: told.append(fields.painting()))
    fields.lit.click()
    assert told[-1].light == (135.0, 45.0)
    assert fields.way.text() == "from the upper left"
    fields.locks["lock_values"].click()
    assert told[-1].lock_values
    fields.lit.click()
    assert told[-1].light is None
    assert fields.way.text() == "by the seed"
    assert not fields.on_canvas.isEnabled()


def test_it_is_remembered_but_for_the_style_of_one_painting() -> None:
    kept = read(written(Remembered(Request(painting=CHOSEN))))
    assert kept.request.painting == replace(CHOSEN, style_seed=None)


def test_what_makes_no_sense_is_as_in_a_fresh_panel() -> None:
    text = written(Remembered(Request(prompt="oil", painting=CHOSEN)))
    for wrong in ('"gouache"', "135.0", '"painted_in"'):
        for other in ("[]", '"x"', "1e9"):
            kept = read(text.replace(wrong, other))
            assert kept.request.painting is None or kept.request.prompt == "oil"
