"""The native file: what is written comes back bit for bit, with its undo steps; damage is told."""

from __future__ import annotations

import random
import sqlite3
import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from canvas.blend import BlendMode
from canvas.document import Document
from canvas.errors import FormatError
from canvas.feather import feathered
from canvas.formats import open_document, save_document, thumbnail_of
from canvas.formats.limits import DEFAULT_LIMITS, Limits
from canvas.formats.native import schema
from canvas.formats.native.blob_reader import BlobReader
from canvas.formats.native.journal import Journal
from canvas.formats.native.reading import Restored, restore
from canvas.formats.native.whole import read_native, write_native
from canvas.geometry import Rect
from canvas.guides import Guide
from canvas.history import History
from canvas.layer import Group, Layer, Mask, Node, Recipe
from canvas.selecting import rectangle
from canvas.tile import ONE, Tile, Tiles

RECIPE = Recipe({"prompt": "harbour", "seed": 7}, {"sketch": np.arange(48, dtype=np.uint8).reshape(4, 4, 3)})


def noise(seed: int, keys: int = 3, shape: tuple[int, ...] = (4, 64, 64)) -> Tiles:
    rng = np.random.default_rng(seed)
    pixels = [rng.integers(0, ONE + 1, shape).astype(np.uint16) for _ in range(keys)]
    return {(int(rng.integers(-2, 9)), place): Tile(array) for place, array in enumerate(pixels)}


def sample() -> Document:
    mask = Mask(noise(5, 2, (64, 64)), outside=0)
    inner = Group("Inner", layers=(Layer("Deep", tiles=noise(1), clip=True),), pass_through=True, folded=True)
    layers: tuple[Node, ...] = (
        Layer("Paper", tiles=noise(2), locked=True, alpha_lock=True),
        Group("Group <b>", layers=(Layer("Low", tiles=noise(3), mask=mask), inner), blend=BlendMode.MULTIPLY),
        Layer("Made", tiles=noise(4), recipe=RECIPE, opacity=0.37, tag="violet", visible=False),
    )
    selection = feathered(rectangle(Rect(10, 10, 200, 90), Rect(0, 0, 400, 300)), 4)
    guides = (Guide(False, 12.5), Guide(True, 40.0), Guide(False, -7.0))
    return Document(400, 300, layers, layers[2].id, selection, 144.0, guides=guides)


def content(document: Document) -> object:
    """All that a document holds, to be compared."""

    def tiles_of(tiles: Tiles) -> dict[tuple[int, int], bytes]:
        return {key: tile.pixels.tobytes() for key, tile in sorted(tiles.items())}

    def node_of(node: Node) -> object:
        mask = node.mask and (tiles_of(node.mask.tiles), node.mask.outside, node.mask.enabled)
        common = (
            node.id,
            node.name,
            node.opacity,
            node.blend,
            node.visible,
            node.locked,
            node.clip,
            node.tag,
        )
        if isinstance(node, Group):
            return common, mask, node.pass_through, node.folded, [node_of(inner) for inner in node.layers]
        assert isinstance(node, Layer)
        recipe = node.recipe
        made = recipe and (dict(recipe.settings), {k: v.tobytes() for k, v in recipe.pictures.items()})
        return common, mask, node.alpha_lock, tiles_of(node.tiles), made

    selection = document.selection
    return (
        (document.width, document.height, document.dpi, document.active, document.on_mask),
        sorted((guide.horizontal, guide.at) for guide in document.guides),
        [node_of(node) for node in document.layers],
        selection and (selection.bounds, tiles_of(selection.tiles)),
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "A picture with ünïcode.scumble"


@pytest.fixture
def history() -> Iterator[History]:
    history = History(sample())
    yield history
    history.close()


def reopened(path: Path) -> tuple[Restored, History, BlobReader]:
    reader = BlobReader(path, schema.connect(path, write=False))
    restored = restore(path, DEFAULT_LIMITS, reader)
    return restored, History.restored(restored.record), reader


def intact(path: Path) -> None:
    """SQLite finds no fault, every blob is used, and every use has its blob."""
    database = sqlite3.connect(path)
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    used = "SELECT blob FROM tile UNION SELECT blob FROM step_tile WHERE blob IS NOT NULL"
    assert database.execute(f"SELECT count(*) FROM blob WHERE id NOT IN ({used})").fetchone() == (0,)
    assert database.execute(
        f"SELECT count(*) FROM ({used}) WHERE blob NOT IN (SELECT id FROM blob)"
    ).fetchone() == (0,)
    database.close()


def edits(history: History, seed: int) -> None:
    """One edit of any kind."""
    rand, document = random.Random(seed), history.document
    layer = rand.choice(document.sheets())
    match rand.randrange(8):
        case 0 | 1:
            history.do("Paint", document.with_node(layer.with_tiles(noise(seed, 2))))
        case 2:
            history.do("Fade", document.changing(layer.id, opacity=rand.random()), f"opacity {layer.id}")
        case 3:
            history.do("Mask", document.changing(layer.id, mask=Mask(noise(seed, 1, (64, 64)))))
        case 4:
            new = Layer(f"New {seed}", tiles=noise(seed), recipe=rand.choice((None, RECIPE)))
            history.do("Add", document.with_layers((*document.layers, new), new.id))
        case 5 if len(document.layers) > 1:
            history.do("Delete", document.with_layers(document.layers[1:]))
        case 6:
            guide = Guide(rand.random() < 0.5, rand.uniform(-20, 400))
            kept = rand.choice((document.guides, document.guides[1:], ()))
            history.do("Guides", replace(document, guides=(*kept, guide)))
        case _:
            area = rectangle(Rect(rand.randrange(90), 5, 80, 60), document.rect)
            history.do("Select", replace(document, selection=rand.choice((None, area))))


def test_a_document_comes_back_bit_for_bit(path: Path) -> None:
    document = sample()
    with path.open("wb") as stream:
        assert write_native(document, stream) == ()
    opened = read_native(path, DEFAULT_LIMITS)
    assert opened.notes == ()
    assert content(opened.document) == content(document)
    assert thumbnail_of(path, 100).shape == (75, 100, 4)
    assert open_document(path).document.width == 400
    intact(path)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10_000))
def test_any_edits_undone_and_redone_are_in_the_file_and_come_back(tmp_path: Path, seed: int) -> None:
    path = tmp_path / f"{uuid.uuid4()}.scumble"
    rand = random.Random(seed)
    history = History(sample(), budget=rand.choice((1 << 18, 1 << 30)))
    journal = Journal.create(path)
    seen = [content(history.document)]
    for turn in range(14):
        if rand.random() < 0.3:
            history.go_to(rand.randrange(len(history.labels) + 1))
        else:
            edits(history, seed + turn)
        history.trim()
        if rand.random() < 0.7:
            journal.write(history.record())
    history.mark_saved()
    journal.write(history.record())
    journal.close()
    intact(path)
    restored, back, reader = reopened(path)
    assert restored.notes == ()
    assert content(back.document) == content(history.document)
    assert (back.labels, back.place, back.saved_place) == (history.labels, history.place, history.saved_place)
    assert not back.modified
    for place in (0, len(history.labels)):
        assert content(back.go_to(place)) == content(history.go_to(place))
    for one in (history, back, reader):
        one.close()
    assert seen


def test_journalling_goes_on_in_a_file_that_was_opened_again(path: Path, history: History) -> None:
    journal = Journal.create(path)
    for seed in range(5):
        edits(history, seed)
        journal.write(history.record())
    journal.close()
    restored, back, reader = reopened(path)
    journal = Journal(path, schema.connect(path, write=True))
    journal.adopt(restored.record.document, restored.steps, restored.blobs, restored.states, restored.recipes)
    back.undo()
    journal.write(back.record())
    for seed in range(5, 9):
        edits(back, seed)
        journal.write(back.record())
    journal.close()
    intact(path)
    _restored, again, other = reopened(path)
    assert content(again.document) == content(back.document)
    assert again.labels == back.labels
    assert content(again.go_to(0)) == content(back.go_to(0))
    for one in (back, again, reader, other):
        one.close()


def test_paint_is_stored_once(path: Path, history: History) -> None:
    journal = Journal.create(path)
    journal.write(history.record())
    tiles = history.document.sheets()[0].tiles
    copies = tuple(Layer(f"Copy {n}", tiles=tiles) for n in range(5))
    history.do("Copies", history.document.with_layers((*history.document.layers, *copies)))
    (before,) = journal._database.execute("SELECT count(*) FROM blob").fetchone()
    journal.write(history.record())
    assert journal._database.execute("SELECT count(*) FROM blob").fetchone() == (before,)
    journal.close()


def test_what_no_step_needs_any_more_leaves_the_file(path: Path, history: History) -> None:
    journal = Journal.create(path)
    journal.write(history.record())
    (few,) = journal._database.execute("SELECT count(*) FROM blob").fetchone()
    low = history.document.sheets()[0]
    for seed in range(3):
        history.do("Paint", history.document.with_node(replace(low, tiles=noise(90 + seed, 5))))
        journal.write(history.record())
    history.go_to(0)
    history.do("Rename", history.document.changing(low.id, name="Other"))  # the strokes are gone for good
    journal.write(history.record())
    assert journal._database.execute("SELECT count(*) FROM blob").fetchone() == (few,)
    journal.close()
    intact(path)


def test_a_write_that_fails_changes_nothing(path: Path, history: History) -> None:
    journal = Journal.create(path)
    journal.write(history.record())
    before = content(read_native(path, DEFAULT_LIMITS).document)
    edits(history, 1)
    (pages,) = journal._database.execute("PRAGMA page_count").fetchone()
    journal._database.execute(f"PRAGMA max_page_count = {pages}")  # a full disk, to SQLite
    with pytest.raises(sqlite3.OperationalError, match="full"):
        journal.write(history.record())
    assert content(read_native(path, DEFAULT_LIMITS).document) == before
    journal._database.execute("PRAGMA max_page_count = 100000000")
    edits(history, 4)
    journal.write(history.record())
    journal.close()
    intact(path)
    assert content(read_native(path, DEFAULT_LIMITS).document) == content(history.document)


def test_values_are_kept(path: Path, history: History) -> None:
    journal = Journal.create(path)
    journal.write(history.record())
    journal.set_meta(preview=b"small", origin="/home/me/old.ora")
    journal.close()
    restored = restore(path, DEFAULT_LIMITS)
    assert (restored.meta["preview"], restored.meta["origin"]) == (b"small", "/home/me/old.ora")


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ("PRAGMA user_version = 0", "no version"),
        ("PRAGMA application_id = 5", "not a Scumble picture"),
        ("DELETE FROM meta", "damaged"),
        ("UPDATE meta SET value = '[1]' WHERE key = 'frame'", "makes no sense"),
        ("UPDATE meta SET value = '{\"width\": 1e99}' WHERE key = 'frame'", "how large"),
        ("UPDATE meta SET value = '{\"width\": 300000, \"height\": 5}' WHERE key = 'frame'", "sides"),
        ("UPDATE node SET properties = 'x'", "cannot be read"),
        ('UPDATE node SET properties = \'{"opacity": "NaN"}\'', "makes no sense"),
        ("UPDATE blob SET data = zeroblob(500000)", "too large"),
        ("DROP TABLE tile", "cannot be read"),
    ],
)
def test_a_tampered_file_is_told(path: Path, damage: str, told: str) -> None:
    with path.open("wb") as stream:
        write_native(sample(), stream)
    database = sqlite3.connect(path)
    database.execute(damage)
    database.commit()
    database.close()
    with pytest.raises(FormatError, match=told):
        read_native(path, DEFAULT_LIMITS)


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE blob SET data = zeroblob(50)",
        "UPDATE blob SET data = 'text'",
        "DELETE FROM blob",
        "UPDATE tile SET col = col + 99999999999",
        "UPDATE node SET parent = 'nobody'",
        "UPDATE node SET parent = id",
        "UPDATE recipe SET settings = 'x'",
        "UPDATE picture SET png = x'00'",
    ],
)
def test_what_can_be_saved_of_a_damaged_file_is_saved_and_the_rest_told(path: Path, damage: str) -> None:
    with path.open("wb") as stream:
        write_native(sample(), stream)
    database = sqlite3.connect(path)
    database.execute(damage)
    database.commit()
    database.close()
    opened = read_native(path, DEFAULT_LIMITS)
    assert {layer.name for layer in opened.document.sheets()} == {"Paper", "Low", "Deep", "Made"}
    assert opened.notes or "col" in damage


def test_limits_are_kept(path: Path) -> None:
    with path.open("wb") as stream:
        write_native(sample(), stream)
    with pytest.raises(FormatError, match="layers"):
        read_native(path, Limits(layers=2))
    with pytest.raises(FormatError, match="memory"):
        read_native(path, Limits(total_bytes=40_000))
    with pytest.raises(FormatError, match="nested"):
        read_native(path, Limits(depth=0))


def test_one_tile_that_is_shown_everywhere_is_not_without_a_limit(path: Path) -> None:
    (tile,) = noise(1, 1).values()
    everywhere = dict.fromkeys(Rect(0, 0, 64 * 40, 64 * 40).tile_keys(), tile)
    with path.open("wb") as stream:
        write_native(Document(64 * 40, 64 * 40, (Layer("Much", tiles=everywhere),)), stream)
    with pytest.raises(FormatError, match="memory"):
        read_native(path, Limits(total_bytes=500_000))
    (layer,) = read_native(path, Limits(total_bytes=1_000_000)).document.sheets()
    assert layer.tiles.keys() == everywhere.keys()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.integers(0, 200_000), st.integers(0, 255)), min_size=1, max_size=40),
    st.floats(0, 1),
)
def test_flipped_and_cut_bytes_give_a_document_or_a_sentence(
    tmp_path: Path, flips: list[tuple[int, int]], cut: float
) -> None:
    path = tmp_path / f"{uuid.uuid4()}.scumble"
    with path.open("wb") as stream:
        write_native(Document(130, 70, sample().layers[:2]), stream)
    data = bytearray(path.read_bytes())
    for place, value in flips:
        data[place % len(data)] = value
    path.write_bytes(data[: max(1, int(len(data) * cut))] if cut < 0.5 else data)
    try:
        opened = read_native(path, DEFAULT_LIMITS)
    except FormatError:
        return
    assert opened.document.width > 0


def test_a_file_that_is_replaced_takes_no_change_of_the_old_one(path: Path, history: History) -> None:
    old = Journal.create(path)
    old.write(history.record())
    left = path.with_name(path.name + "-wal").read_bytes()  # as a killed program leaves it
    whole = path.read_bytes()
    old.close()
    for replace_by in ("copy", "export"):
        path.write_bytes(whole)
        path.with_name(path.name + "-wal").write_bytes(left)
        if replace_by == "copy":
            other = Journal.create(path.with_name("other.scumble"))
            other.write(History(Document(70, 60, (Layer("Only"),))).record())
            other.file.copy_to(path)
            other.close()
        else:
            save_document(Document(70, 60, (Layer("Only"),)), path)
        assert [layer.name for layer in read_native(path, DEFAULT_LIMITS).document.sheets()] == ["Only"]
        intact(path)
