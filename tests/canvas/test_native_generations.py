"""What the assistant made is kept in the native file, as long as there is room for it."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import numpy as np
import pytest

from canvas.document import Document
from canvas.errors import FormatError
from canvas.formats.limits import DEFAULT_LIMITS
from canvas.formats.native import generations, recipe_rows
from canvas.formats.native.generations import Generation, Painted
from canvas.formats.native.journal import Journal
from canvas.formats.native.reading import restore
from canvas.formats.native.recipe_rows import read_recipe
from canvas.history import History
from canvas.layer import Layer, Recipe

PLENTY = 1 << 30


def made(number: int) -> Generation:
    return Generation(f"2026-01-{number:02d}T00:00:00+00:00", f'{{"seed":{number}}}', b"small %d" % number)


def recipe(number: int) -> Recipe:
    return Recipe({"seed": number}, {"image": np.full((4, 5, 3), number, np.uint8)})


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    journal = Journal.create(tmp_path / "made.scumble")
    journal.write(History(Document(70, 50, (Layer("Paint"),))).record())
    return journal


def test_they_come_back_the_newest_first_whatever_the_clock_says(journal: Journal) -> None:
    for number in (9, 3, 5):
        journal.add_generation(made(number), recipe(number), Painted(number, -2, b"png"), PLENTY)
    journal.close()
    found = restore(journal.path, DEFAULT_LIMITS).generations
    assert [one.settings for one in found] == ['{"seed":5}', '{"seed":3}', '{"seed":9}']
    assert [one.nbytes for one in found] == [3, 3, 3]
    assert [one.made[8:10] for one in found] == ["05", "03", "09"]


def test_their_paint_and_what_they_were_made_from_can_be_had(journal: Journal) -> None:
    kept, gone = journal.add_generation(made(1), recipe(1), Painted(3, -2, b"png"), PLENTY)
    assert gone == []
    database = journal.file.database
    assert kept == next(generations.listed(database))
    assert generations.painted(database, kept.row) == Painted(3, -2, b"png")
    (listed,) = generations.listed(database)
    assert listed.recipe is not None
    journal.tidy()
    back = read_recipe(database, listed.recipe, DEFAULT_LIMITS)
    assert back.settings == {"seed": 1}
    assert np.array_equal(back.pictures["image"], recipe(1).pictures["image"])
    journal.close()


def test_a_recipe_that_a_layer_has_too_is_kept_once(journal: Journal) -> None:
    shared = recipe(4)
    journal.write(History(Document(70, 50, (Layer("Made", recipe=shared),))).record())
    journal.add_generation(made(4), shared, None, PLENTY)
    assert journal.file.database.execute("SELECT count(*) FROM recipe").fetchone() == (1,)
    journal.close()


def test_the_oldest_give_up_their_paint_but_not_their_settings(journal: Journal) -> None:
    rows = [
        journal.add_generation(made(n), recipe(n), Painted(0, 0, bytes(100)), PLENTY)[0].row for n in range(4)
    ]
    _row, gone = journal.add_generation(made(4), recipe(4), Painted(0, 0, bytes(100)), 250)
    assert gone == rows[2::-1]
    found = list(generations.listed(journal.file.database))
    assert [one.nbytes for one in found] == [100, 100, 0, 0, 0]
    assert [one.thumbnail for one in found] == [b"small %d" % n for n in (4, 3, 2, 1, 0)]
    with pytest.raises(FormatError, match="Run it again"):
        generations.painted(journal.file.database, rows[0])
    journal.tidy()
    assert journal.file.database.execute("SELECT count(*) FROM picture").fetchone() == (2,)
    _row, gone = journal.add_generation(made(5), None, Painted(0, 0, bytes(900)), 250)
    assert len(gone) == 2  # one that is larger than all there is room for is kept nevertheless
    assert [one.nbytes for one in generations.listed(journal.file.database)][:3] == [900, 0, 0]
    journal.close()


def test_one_that_is_removed_is_gone_with_all_it_had(journal: Journal) -> None:
    kept, _gone = journal.add_generation(made(1), recipe(1), Painted(0, 0, b"png"), PLENTY)
    journal.remove_generation(kept.row)
    journal.close()
    database = sqlite3.connect(journal.path)
    for table in ("generation", "result", "recipe", "picture"):
        assert database.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
    database.close()


def test_a_recipe_that_was_dropped_is_written_again_when_it_is_needed(journal: Journal) -> None:
    again = recipe(7)
    kept, _gone = journal.add_generation(made(7), again, None, PLENTY)
    journal.remove_generation(kept.row)
    journal.tidy()
    journal.write(History(Document(70, 50, (Layer("Made", recipe=again),))).record())
    journal.close()
    layer = restore(journal.path, DEFAULT_LIMITS).record.document.layers[0]
    assert isinstance(layer, Layer)
    assert layer.recipe is not None
    assert layer.recipe.settings == {"seed": 7}


def test_rows_that_make_no_sense_are_left_out(journal: Journal) -> None:
    journal.add_generation(made(1), None, None, PLENTY)
    database = journal.file.database
    for settings, thumbnail in (("{", b""), ("{}", "text"), ("[" * 9999, b"")):
        database.execute(
            "INSERT INTO generation (made, settings, thumbnail) VALUES ('', ?, ?)", (settings, thumbnail)
        )
    assert [one.settings for one in generations.listed(database)] == ['{"seed":1}']
    journal.close()


def test_what_a_job_under_way_is_made_from_stays_until_it_ends(journal: Journal) -> None:
    rows = [journal.add_pending(recipe(number)) for number in (1, 2)]
    journal.tidy()
    found = restore(journal.path, DEFAULT_LIMITS).pending
    assert [one.row for one in found] == rows
    assert [one.recipe.settings["seed"] for one in found if one.recipe] == [1, 2]
    assert found[1].recipe is not None
    assert np.array_equal(found[1].recipe.pictures["image"], recipe(2).pictures["image"])
    journal.remove_pending(rows[:1])
    journal.tidy()
    assert journal.file.database.execute("SELECT settings FROM recipe").fetchall() == [('{"seed":2}',)]
    journal.close()  # the program ends well: so has the other one
    with contextlib.closing(sqlite3.connect(journal.path)) as database:
        for table in ("pending", "recipe", "picture"):
            assert database.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


def test_jobs_under_way_are_written_anew_where_the_file_is_lost(journal: Journal, tmp_path: Path) -> None:
    journal.add_pending(recipe(1))
    journal.remove_pending([1])
    journal.add_pending(recipe(2))
    other = Journal.create(tmp_path / "other.scumble")
    other.write(History(Document(70, 50, (Layer("Paint"),))).record())
    other.take_pending(journal)
    assert [one.row for one in restore(other.path, DEFAULT_LIMITS).pending] == list(journal._pending)
    for one in (journal, other):
        one.close()
    assert restore(other.path, DEFAULT_LIMITS).pending == ()


def test_pictures_of_a_job_that_are_no_pictures_spoil_nothing_else(journal: Journal) -> None:
    journal.add_pending(recipe(1))
    journal.add_pending(recipe(2))
    database = journal.file.database
    for value in ("text", 1 << 40, b"no png"):
        database.execute("UPDATE picture SET png = ? WHERE recipe = 1", (value,))
        found = restore(journal.path, DEFAULT_LIMITS).pending
        assert [one.recipe is None for one in found] == [True, False]
    journal.close()


def test_a_picture_that_jobs_share_is_packed_once(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    packed: list[np.ndarray] = []

    def counted(array: np.ndarray) -> bytes:
        packed.append(array)
        return real(array)

    real = recipe_rows.picture_to_png
    monkeypatch.setattr(recipe_rows, "picture_to_png", counted)
    image = np.full((4, 5, 3), 9, np.uint8)
    rows = [journal.add_pending(Recipe({"seed": seed}, {"image": image})) for seed in range(3)]
    assert len(packed) == 1
    journal.remove_pending(rows[:1])  # the one that it was packed for
    journal.tidy()
    journal.add_pending(Recipe({"seed": 3}, {"image": image}))
    assert len(packed) == 1
    found = restore(journal.path, DEFAULT_LIMITS).pending
    assert [one.recipe.settings["seed"] for one in found if one.recipe] == [1, 2, 3]
    assert all(np.array_equal(one.recipe.pictures["image"], image) for one in found if one.recipe)
    journal.close()
