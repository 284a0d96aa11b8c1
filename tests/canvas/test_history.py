"""Undo and redo, steps that merge or group, what counts as saved, and the memory budget."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from canvas.document import Document
from canvas.errors import EditError
from canvas.feather import feathered
from canvas.geometry import Rect
from canvas.history import History
from canvas.layer import Layer, Recipe
from canvas.selecting import rectangle
from canvas.spill_file import SpillFile
from canvas.tile import ONE, Tile, solid

TILE_BYTES = 4 * 64 * 64 * 2


def opened(budget: int = 1 << 30) -> History:
    layers = (Layer("one", id="one"), Layer("two", id="two", tiles=solid((1, 0, 0, 1), [(0, 0)])))
    history = History(Document(128, 128, layers), budget)
    _open.append(history)
    return history


_open: list[History] = []


@pytest.fixture(autouse=True)
def closing() -> Iterator[None]:
    yield
    while _open:
        _open.pop().close()


def painted(history: History, grey: float, columns: int = 1) -> Document:
    keys = [(column, 0) for column in range(columns)]
    return history.document.changing("one", tiles=solid((grey, grey, grey, 1), keys))


def test_undo_and_redo_walk_the_labels() -> None:
    history = opened()
    assert (history.undo_label, history.redo_label) == (None, None)
    start = history.document
    assert history.undo() is start
    assert history.redo() is start
    history.do("Paint", painted(history, 0.1))
    history.do("Rename", history.document.changing("two", name="too"))
    assert history.undo().layer("two").name == "two"
    assert (history.undo_label, history.redo_label) == ("Paint", "Rename")
    assert history.redo().layer("two").name == "too"


def test_a_new_edit_forgets_what_was_undone() -> None:
    history = opened()
    history.do("Paint", painted(history, 0.1))
    history.undo()
    history.do("Hide", history.document.changing("two", visible=False))
    assert history.redo_label is None


def test_no_change_is_no_step() -> None:
    history = opened()
    history.do("Nothing", history.document)
    history.do("Nothing", replace(history.document, active="one"))
    assert history.undo_label is None
    assert history.document.active == "one"
    assert not history.modified


def test_layers_left_alone_keep_their_identity() -> None:
    history = opened()
    other = history.document.layer("two")
    history.do("Paint", painted(history, 0.1))
    assert history.undo().layer("two") is other
    assert history.redo().layer("two") is other


def test_choosing_a_layer_is_no_step_and_is_undone_with_the_next() -> None:
    history = opened()
    history.select("one")
    assert history.undo_label is None
    history.do("Paint", replace(painted(history, 0.1), active="two"))
    assert history.undo().active == "one"
    with pytest.raises(EditError):
        history.select("gone")


def test_a_drag_becomes_one_step() -> None:
    history = opened()
    before = history.document
    for opacity in (0.9, 0.8, 0.7):
        history.do("Opacity", history.document.changing("two", opacity=opacity), merge_key="opacity two")
    history.do("Opacity", history.document.changing("one", opacity=0.5), merge_key="opacity one")
    assert history.undo().layer("two").opacity == 0.7
    assert history.undo().layer("two").opacity == 1.0
    assert history.undo_label is None
    assert history.document.layer("two").tiles == before.layer("two").tiles
    assert history.redo().layer("two").opacity == 0.7


def test_merged_steps_join_their_tiles_layers_and_selections() -> None:
    history = opened()
    before = history.document
    history.do("Drag", painted(history, 0.1), "drag")
    history.do("Drag", painted(history, 0.2, columns=2), "drag")
    extra = Layer("three", id="three", tiles=solid((0, 1, 0, 1), [(1, 1)]))
    history.do("Drag", history.document.with_layers((extra, *history.document.layers)), "drag")
    history.do("Drag", history.document.with_layers(history.document.sheets()[:2]), "drag")
    history.do("Drag", replace(history.document, selection=rectangle(Rect(0, 0, 9, 9), before.rect)), "drag")
    after = history.document
    back = history.undo()
    assert history.undo_label is None
    assert [layer.id for layer in back.sheets()] == ["one", "two"]
    assert back.layer("one").tiles == {}
    assert back.layer("two").tiles[0, 0] is before.layer("two").tiles[0, 0]
    assert back.selection is None
    again = history.redo()
    assert again.selection is after.selection
    assert [layer.id for layer in again.sheets()] == ["three", "one"]
    assert all(again.layer("one").tiles[key] is tile for key, tile in after.layer("one").tiles.items())


def test_steps_do_not_merge_across_undo_or_saving() -> None:
    history = opened()
    history.do("Opacity", history.document.changing("two", opacity=0.9), "drag")
    history.do("Paint", painted(history, 0.1))
    history.undo()
    history.do("Opacity", history.document.changing("two", opacity=0.8), "drag")
    assert history.undo().layer("two").opacity == 0.9
    history.redo()
    history.do("Opacity", history.document.changing("two", opacity=0.7), "drag")
    history.mark_saved()
    history.do("Opacity", history.document.changing("two", opacity=0.6), "drag")
    assert history.modified
    assert history.undo().layer("two").opacity == 0.7
    assert not history.modified


def test_a_group_is_one_step() -> None:
    history = opened()
    before = history.document
    with history.group("Both"):
        history.do("Paint", painted(history, 0.1))
        history.do("Hide", history.document.changing("two", visible=False))
        assert history.undo_label is None
    assert history.undo_label == "Both"
    back = history.undo()
    assert back.layer("one").tiles == {}
    assert back.layer("two").visible
    assert back.layer("two").tiles[0, 0] is before.layer("two").tiles[0, 0]
    assert history.redo_label == "Both"


def test_a_group_that_fails_leaves_nothing() -> None:
    history = opened()
    before = history.document

    def half_done() -> None:
        with history.group("Both"):
            history.do("Paint", painted(history, 0.1))
            raise EditError("no")

    with pytest.raises(EditError, match="no"):
        half_done()
    assert history.document is before
    assert history.undo_label is None
    history.do("Paint", painted(history, 0.2))
    assert history.undo_label == "Paint"


def test_inside_a_group_there_is_no_walking_and_no_other_group() -> None:
    history = opened()
    with history.group("Outer"):
        for refused in (history.undo, history.redo, history.group("Inner").__enter__):
            with pytest.raises(EditError, match="still being made"):
                refused()
    assert history.undo_label is None


def test_modified_follows_the_saved_state_through_undo_and_redo() -> None:
    history = opened()
    assert not history.modified
    history.do("Paint", painted(history, 0.1))
    assert history.modified
    history.mark_saved()
    assert not history.modified
    history.undo()
    assert history.modified
    history.redo()
    assert not history.modified
    history.undo()
    history.do("Other", painted(history, 0.5))
    history.undo()
    assert history.modified  # what was saved can no longer be reached


def test_saving_may_end_after_the_next_edit() -> None:
    history = opened()
    history.do("Paint", painted(history, 0.1))
    state = history.state
    history.do("More", painted(history, 0.2))
    history.mark_saved(state)
    assert history.modified
    history.undo()
    assert not history.modified


def noisy(history: History, seed: int) -> Document:
    """Layer "one" with a tile of noise, which packs badly."""
    pixels = np.random.default_rng(seed).integers(0, ONE, (4, 64, 64)).astype(np.uint16)
    return history.document.changing("one", tiles={(0, 0): Tile(pixels), (1, 0): Tile(pixels)})


@pytest.mark.parametrize("budget", [0, 5 * TILE_BYTES, 12 * TILE_BYTES])
def test_over_budget_steps_are_packed_then_spilled_and_come_back_bit_for_bit(budget: int) -> None:
    history = opened(budget)
    seen = [pixels_of(history.document)]
    for seed in range(20):
        history.do(f"Paint {seed}", noisy(history, seed))
        history.trim()
        seen.append(pixels_of(history.document))
        kept = max(2 * TILE_BYTES, budget)  # the nearest step stays as it is
        assert history.nbytes <= kept + 20 * 2048
    assert history.spilled > 0
    for _turn in range(2):
        for place in reversed(range(20)):
            assert pixels_of(history.undo()) == seen[place]
            history.trim(0.0)
        assert not history.modified
        for place in range(1, 21):
            assert pixels_of(history.redo()) == seen[place]
            history.trim(0.0)
    assert pixels_of(history.go_to(7)) == seen[7]
    history.close()


def test_within_the_budget_nothing_is_packed() -> None:
    history = opened(budget=100 * TILE_BYTES)
    tiles = []
    for seed in range(5):
        history.do("Paint", noisy(history, seed))
        tiles.append(history.document.layer("one").tiles[0, 0])
    assert not history.trim()
    assert [history.undo().layer("one").tiles.get((0, 0)) for _ in range(4)] == tiles[3::-1]
    assert history.spilled == 0


def test_trimming_goes_in_small_pieces() -> None:
    history = opened(budget=0)
    for seed in range(4):
        history.do("Paint", noisy(history, seed))
    pieces = 0
    while history.trim(0.0):
        pieces += 1
    assert pieces > 6  # two tiles, packed and written, of each step but the last


def test_packed_selections_and_recipes_come_back() -> None:
    history = opened(budget=0)
    recipe = Recipe({"seed": 3}, {"sketch": np.arange(300, dtype=np.uint8).reshape(10, 10, 3)})
    history.do("Recipe", history.document.changing("two", recipe=recipe))
    selection = feathered(rectangle(Rect(3, 3, 70, 20), history.document.rect), 3)
    history.do("Select", replace(history.document, selection=selection))
    history.do("Deselect", replace(history.document, selection=None))
    history.do("Delete", history.document.with_layers(history.document.sheets()[:1]))
    history.do("Rename", history.document.changing("one", name="last"))
    history.do("Rename", history.document.changing("one", name="very last"))
    history.trim()
    history.go_to(2)
    assert history.document.selection is not selection
    assert history.document.selection is not None
    assert selection is not None
    assert history.document.selection.bounds == selection.bounds
    assert dict(history.document.selection.tiles) == dict(selection.tiles)
    back = history.document.layer("two").recipe
    assert back is not None
    assert back.settings == {"seed": 3}
    assert np.array_equal(back.pictures["sketch"], recipe.pictures["sketch"])


def test_a_full_disk_forgets_the_oldest_steps_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    history = opened(budget=5 * TILE_BYTES)

    def full(_file: SpillFile, _data: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(SpillFile, "append", full)
    for seed in range(9):
        history.do("Paint", noisy(history, seed))
    with pytest.raises(EditError, match="No space left on device"):
        history.trim()
    assert history.nbytes <= history.budget
    last = pixels_of(history.document)
    while history.undo_label:
        history.undo()
    assert history.modified  # the opened state is out of reach
    while history.redo_label:
        history.redo()
    assert pixels_of(history.document) == last


def test_a_step_that_cannot_be_read_back_leaves_the_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    history = opened(budget=0)
    for seed in range(3):
        history.do("Paint", noisy(history, seed))
    history.trim()

    def gone(_file: SpillFile, _first: int, _length: int) -> bytes:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(SpillFile, "read", gone)
    history.undo()
    now = history.document
    with pytest.raises(EditError, match="stays as it is"):
        history.undo()
    assert history.document is now
    assert history.place == 2


def test_the_places_of_the_history() -> None:
    history = opened()
    for seed in range(4):
        history.do(f"Paint {seed}", noisy(history, seed))
        if seed == 1:
            history.mark_saved()
    assert (history.place, history.saved_place) == (4, 2)
    history.go_to(1)
    assert history.labels == ("Paint 0", "Paint 1", "Paint 2", "Paint 3")
    assert (history.place, history.saved_place) == (1, 2)
    history.go_to(99)
    assert history.place == 4
    history.go_to(0)
    history.do("Other", noisy(history, 9))
    assert (history.labels, history.saved_place) == (("Other",), None)


def pixels_of(document: Document) -> list[tuple[str, dict[tuple[int, int], bytes]]]:
    return [
        (layer.id, {key: tile.pixels.tobytes() for key, tile in sorted(layer.tiles.items())})
        for layer in document.sheets()
    ]


def test_the_last_step_is_kept_whatever_its_size() -> None:
    history = opened(budget=0)
    history.do("Paint", painted(history, 0.1))
    history.do("Paint", painted(history, 0.2))
    assert history.undo().layer("one").tiles[0, 0].pixels[0, 0, 0] == round(0.1 * 32768)


def test_what_a_step_keeps_alive_is_counted() -> None:
    history = opened()
    recipe = Recipe({}, {"sketch": np.zeros((10, 10, 3), np.uint8)})
    history.do("Recipe", history.document.changing("two", recipe=recipe))
    selection = rectangle(Rect(3, 3, 20, 20), history.document.rect)
    history.do("Select", replace(history.document, selection=selection))
    assert history.nbytes < 4096  # nothing is held that the current document does not hold
    history.do("Deselect", replace(history.document, selection=None))
    history.do("Delete", history.document.with_layers(history.document.sheets()[:1]))
    held = 64 * 64 * 2 + 300 + TILE_BYTES
    assert held <= history.nbytes < held + 8192


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 99)), max_size=40))
def test_packing_in_pieces_between_any_edits_loses_nothing(todo: list[tuple[int, int]]) -> None:
    history = opened(budget=2 * TILE_BYTES)
    seen = [pixels_of(history.document)]
    for deed, seed in todo:
        if deed < 2:
            place = history.place
            history.do("Paint", noisy(history, seed))
            seen = [*seen[: place + 1], pixels_of(history.document)]
        elif deed == 2:
            history.go_to(seed % (len(history.labels) + 1))
        for _ in range(seed % 3):
            history.trim(0.0)
        assert pixels_of(history.document) == seen[history.place]
    for place in (0, len(history.labels)):
        assert pixels_of(history.go_to(place)) == seen[place]
