"""Paintings made of strokes: kept exactly, painted stroke by stroke, painted anew, and made into films."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageSequence

from app.generation import Order, Request, make_orders, node_from
from app.paintings.again import kept_of, look, order_from_sketch, order_of, put, varied
from app.paintings.by_hand import FAINT, hand_painted, is_paint_over
from app.paintings.kept import Kept, packed, unpacked, with_stage
from app.paintings.reel import Reel, painted, stage_starts
from app.paintings.stages import NAMES, Painted, cut_short, painted_anew, painting_at, stages_of
from app.paintings.timelapse import Film, Stopped, frames, has_encoder, size_of, write_timelapse
from app.paintings.webp_film import WebpFilm
from app.placing import brush_of
from canvas.composite import flatten, flatten8, from_rgba8
from canvas.deeds.duplicate_nodes import duplicate_nodes
from canvas.deeds.set_property import set_locked
from canvas.document import Document
from canvas.errors import FormatError
from canvas.formats import open_document, save_document
from canvas.geometry import Rect
from canvas.layer import Group, Layer
from canvas.selecting import rectangle
from canvas.tile import Tile
from inference.errors import JobError
from inference.job import Job, Result, StrokeBrush
from tests.flows.staged_engine import EACH, LAYERS, strokes_of

WIDTH, HEIGHT = 160, 110
BY_HAND = "{0} by hand"


@pytest.fixture
def document() -> Document:
    paper = np.full((HEIGHT, WIDTH, 4), 255, np.uint8)
    layers = (Layer("Paper", tiles=from_rgba8(paper, (0, 0))), Layer("Sketch"))
    return Document(WIDTH, HEIGHT, layers, layers[1].id)


def ordered(document: Document, seed: int = 7) -> Order:
    return make_orders(document, Request(seed=seed, prompt="oil"))[0]


def made(order: Order) -> Layer | Group:
    return node_from(Result(order.job, strokes=strokes_of(order.job)), order, "Painting", NAMES)


def with_painting(document: Document, seed: int = 7) -> tuple[Document, Group]:
    order = ordered(document, seed)
    node = made(order)
    assert isinstance(node, Group)
    return put(document, order, node, None, NAMES, BY_HAND), node


def found(document: Document, node: Group) -> Painted:
    painting = painting_at(document, node.id)
    assert painting is not None
    return painting


def names(document: Document, node: Group) -> list[str]:
    group = document.node(node.id)
    assert isinstance(group, Group)
    return [layer.name for layer in group.layers]


def square(colour: tuple[int, int, int, int], rect: Rect) -> dict[tuple[int, int], Tile]:
    pixels = np.zeros((rect.height, rect.width, 4), np.uint8)
    pixels[...] = colour
    return from_rgba8(pixels, (rect.x, rect.y))


def same_stages(one: Mapping[str, Mapping], other: Mapping[str, Mapping]) -> bool:
    return {name: dict(tiles) for name, tiles in one.items()} == {
        name: dict(tiles) for name, tiles in other.items()
    }


# --- strokes as they are kept -----------------------------------------------------------------------


def kept(document: Document, seed: int = 7) -> tuple[Kept, Job]:
    job = ordered(document, seed).job
    return Kept(strokes_of(job)).rounded(), job


def test_strokes_come_back_as_they_were_but_for_a_64th_of_a_pixel(document: Document) -> None:
    job = ordered(document).job
    strokes = strokes_of(job)
    selection = rectangle(Rect(10, 12, 50, 40), document.rect)
    back = unpacked(packed(Kept(strokes, selection)))
    assert np.abs(back.strokes.points[:, :2] - strokes.points[:, :2]).max() <= 1 / 128 + 1e-4
    assert np.abs(back.strokes.points[:, 2] - strokes.points[:, 2]).max() <= 1 / 255
    assert np.abs(back.strokes.colours - strokes.colours).max() <= 1e-5
    for name in ("offsets", "sizes", "opacities", "brush", "layer"):
        assert np.array_equal(getattr(back.strokes, name), getattr(strokes, name)), name
    assert (back.strokes.brushes, back.strokes.layers) == (strokes.brushes, strokes.layers)
    assert selection is not None
    assert back.selection is not None
    assert np.array_equal(back.selection.array(document.rect), selection.array(document.rect))
    assert np.array_equal(packed(back), packed(unpacked(packed(back))))  # from now on exactly


def test_no_strokes_and_an_empty_selection_are_kept(document: Document) -> None:
    strokes = strokes_of(ordered(document).job)
    nothing = replace(
        strokes,
        points=strokes.points[:0],
        offsets=strokes.offsets[:1],
        **{name: getattr(strokes, name)[:0] for name in ("colours", "sizes", "opacities", "brush", "layer")},
    )
    back = unpacked(packed(Kept(nothing, rectangle(Rect(0, 0, 0, 0), document.rect))))
    assert len(back.strokes) == 0
    assert stage_starts(back) == {}


@given(st.integers(0, 10_000), st.integers(0, 255))
@settings(max_examples=60, deadline=None)
def test_damaged_strokes_are_told(at: int, value: int) -> None:
    """Whatever is changed, it is the same, or another sound painting, or a sentence: never a crash."""
    document = Document(WIDTH, HEIGHT, (Layer("Paper"),))
    plane = packed(Kept(strokes_of(ordered(document).job)))
    plane.reshape(-1)[at % plane.size] = value
    with contextlib.suppress(FormatError):
        back = unpacked(plane)
        assert len(back.strokes) == EACH * len(LAYERS)


@pytest.mark.parametrize("plane", [np.zeros((0, 4096), np.uint8), np.zeros((1, 4096), np.uint8)])
def test_what_holds_no_strokes_is_told(plane: np.ndarray) -> None:
    with pytest.raises(FormatError, match="damaged"):
        unpacked(plane)


def test_a_stroke_s_brush_is_the_canvas_s() -> None:
    brush = brush_of(
        StrokeBrush("oil.flat", 0.3, 0.5, 0.2, aspect=0.4, angle_follows=True, grain=0.6, jitter_hue=0.1)
    )
    assert (brush.hardness, brush.flow, brush.spacing) == (0.3, 0.5, 0.2)
    assert (brush.roundness, brush.angle, brush.grain, brush.hue_jitter) == (0.4, 90.0, 0.6, 0.1)
    assert brush.texture == "canvas"
    assert {str(one.input) for one in brush.dynamics} == {"pressure", "direction"}
    assert brush_of(StrokeBrush("unheard.of")).texture == "paper"


# --- stroke by stroke -------------------------------------------------------------------------------


@given(st.lists(st.integers(0, EACH * len(LAYERS)), min_size=1, max_size=6))
@settings(max_examples=8, deadline=None)
def test_any_way_through_the_strokes_ends_with_the_same_paint(stops: list[int]) -> None:
    document = Document(WIDTH, HEIGHT, (Layer("Paper"),))
    strokes, job = kept(document)
    reel = Reel(strokes, job, document.rect)
    for stop in stops:
        assert reel.go_to(stop)
        assert reel.at == stop
    straight = Reel(strokes, job, document.rect)
    straight.go_to(stops[-1])
    assert same_stages(reel.still().stages, straight.still().stages)
    reel.go_to(len(reel))
    assert same_stages(reel.still().stages, painted(strokes, job, document.rect, lambda: False))


def test_stages_begin_with_their_first_stroke(document: Document) -> None:
    strokes, job = kept(document)
    assert stage_starts(strokes) == {name: EACH * place for place, name in enumerate(LAYERS)}
    reel = Reel(strokes, job, document.rect)
    assert reel.still().stages == {}
    reel.go_to(EACH)
    assert set(reel.still().stages) == {"ground"}
    reel.go_to(EACH + 1)
    assert set(reel.still().stages) == {"ground", "forms"}
    assert not reel.go_to(len(reel), cancelled=lambda: True)
    assert not reel.go_to(len(reel), seconds=0.0)
    assert EACH + 1 < reel.at < len(reel)  # what was done in time is there


# --- a painting in the document ---------------------------------------------------------------------


def test_a_painting_is_found_from_any_of_its_nodes(document: Document) -> None:
    after, group = with_painting(document)
    over = Layer("Over")
    inside = after.node(group.id)
    assert isinstance(inside, Group)
    after = after.with_node(replace(inside, layers=(*inside.layers, over)))
    for node in (group.id, *(layer.id for layer in group.layers), over.id):
        painting = painting_at(after, node)
        assert painting is not None
        assert painting.node.id == group.id
        assert list(painting.layers) == list(LAYERS)
    assert painting_at(after, document.layers[0].id) is None
    assert painting_at(after, "gone") is None


def test_a_copy_is_a_painting_of_its_own(document: Document) -> None:
    after, group = with_painting(document)
    both = duplicate_nodes(after, group.id)
    copy = both.layers[-1]
    assert isinstance(copy, Group)
    assert copy.id != group.id
    other = painting_at(both, copy.id)
    assert other is not None
    assert [layer.id for layer in other.layers.values()] == [layer.id for layer in copy.layers]


def test_one_stage_alone_is_one_layer(document: Document) -> None:
    order = ordered(document)
    strokes = strokes_of(order.job)
    one = replace(strokes, layer=np.zeros(len(strokes), np.uint8), layers=("forms",))
    node = node_from(Result(order.job, strokes=one), order, "Painting", NAMES)
    assert isinstance(node, Layer)
    assert node.name == "Painting"
    assert list(stages_of(node.recipe).values()) == ["forms"]
    after = put(document, order, node, None, NAMES, BY_HAND)
    painting = painting_at(after, node.id)
    assert painting is not None
    assert painting.node.id == node.id


@pytest.mark.parametrize("ending", [".scumble", ".ora"])
def test_files_keep_a_painting_with_its_strokes(document: Document, tmp_path: Path, ending: str) -> None:
    after, group = with_painting(document)
    path = tmp_path / f"kept{ending}"
    save_document(after, path)
    back = open_document(path).document
    painting = painting_at(back, back.layers[-1].id)
    assert painting is not None
    assert list(painting.layers) == list(LAYERS)
    assert np.array_equal(packed(kept_of(painting.recipe)), packed(kept_of(found(after, group).recipe)))


# --- painted anew -----------------------------------------------------------------------------------

PLACES = st.tuples(st.integers(0, WIDTH - 20), st.integers(0, HEIGHT - 20))


@given(
    overs=st.lists(st.integers(0, len(LAYERS)), max_size=4),
    strokes=st.lists(st.tuples(st.sampled_from(LAYERS), PLACES), max_size=4),
    late=st.booleans(),
    locked=st.sets(st.sampled_from(LAYERS), max_size=2),
    hidden=st.sets(st.sampled_from(LAYERS), max_size=2),
    deleted=st.sets(st.sampled_from(LAYERS), max_size=2),
)
@settings(max_examples=25, deadline=None)
def test_painting_anew_keeps_what_the_artist_did(
    overs: list[int],
    strokes: list[tuple[str, tuple[int, int]]],
    late: bool,
    locked: set[str],
    hidden: set[str],
    deleted: set[str],
) -> None:
    """Layers painted over it stay as they are; what was painted on a stage itself comes to lie above it."""
    paper = Layer("Paper", tiles=square((255, 255, 255, 255), Rect(0, 0, WIDTH, HEIGHT)))
    document, group = with_painting(Document(WIDTH, HEIGHT, (paper,), paper.id))
    rows = list(group.layers)
    own = [
        Layer(f"Over {number}", tiles=square((9, 9, 9, 99), Rect(0, 0, 30, 30)))
        for number in range(len(overs))
    ]
    for layer, place in zip(own, overs, strict=True):
        rows.insert(place, layer)
    told = stages_of(found(document, group).recipe)
    rows = [
        replace(layer, visible=told.get(layer.id) not in hidden, locked=told.get(layer.id) in locked)
        for layer in rows
        if told.get(layer.id) not in deleted
    ]
    if not rows:
        return
    document = document.with_node(replace(group, layers=tuple(rows), opacity=0.7))

    def brushed(document: Document) -> Document:
        for stage, (x, y) in strokes:
            layer = found(document, group).layers.get(stage)
            if layer is not None and not layer.locked:
                dab = square((255, 0, 255, 255), Rect(x, y, 12, 12))
                merged = flatten(
                    Document(WIDTH, HEIGHT, (replace(layer, visible=True), Layer("", tiles=dab)))
                )
                tiles = _tiles(merged)
                document = document.with_node(replace(layer, tiles=tiles))
        return document

    if painting_at(document, group.id) is None:
        return
    before = document if late else brushed(document)
    painting = found(before, group)
    order = order_of(before, painting, varied(ordered(document).job, 99, new_style=False))
    node = made(order)
    looked = look(before, order, node, lambda: False)
    now = brushed(before) if late else before  # the artist painted while it was being made
    after = put(now, order, node, looked, NAMES, BY_HAND)
    again = found(after, group)
    assert after.layers[0] is paper
    assert again.node.opacity == 0.7
    for layer in own:
        assert after.layer(layer.id).tiles == layer.tiles
    fresh = _stages(node)
    assert set(again.layers) == set(LAYERS) - deleted
    inside = after.node(group.id)
    assert isinstance(inside, Group)
    for stage, layer in again.layers.items():
        was = found(now, group).layers[stage]
        assert (layer.id, layer.visible, layer.locked) == (was.id, was.visible, was.locked)
        assert layer.tiles == (was.tiles if layer.locked else fresh[stage].tiles)
        marks = [place for name, place in strokes if name == stage and not layer.locked]
        place = inside.layers.index(layer)
        if marks:
            hand = inside.layers[place + 1]
            assert isinstance(hand, Layer)
            assert hand.name == BY_HAND.format(layer.name)
            pixels = flatten8(Document(WIDTH, HEIGHT, (hand,)))
            for x, y in marks:
                assert (pixels[y : y + 12, x : x + 12] == (255, 0, 255, 255)).all()
        elif place + 1 < len(inside.layers):
            assert inside.layers[place + 1].name != BY_HAND.format(layer.name)


def _tiles(pixels: np.ndarray) -> dict:
    from canvas.tile import write

    changes = write({}, Rect(0, 0, WIDTH, HEIGHT), pixels)
    return {key: tile for key, tile in changes.items() if tile is not None}


def _stages(node: Layer | Group) -> dict[str, Layer]:
    assert isinstance(node, Group)
    layers = [layer for layer in node.layers if isinstance(layer, Layer)]
    told = stages_of(layers[0].recipe)
    return {told[layer.id]: layer for layer in layers}


def test_one_stage_comes_from_another_job(document: Document) -> None:
    after, group = with_painting(document)
    painting = found(after, group)
    order = order_of(after, painting, ordered(document, 50).job, only="details")
    node = made(order)
    looked = look(after, order, node, lambda: False)
    done = put(after, order, node, looked, NAMES, BY_HAND)
    again = found(done, group)
    for stage, layer in again.layers.items():
        assert (layer.tiles == painting.layers[stage].tiles) == (stage != "details")
    strokes, job = kept_of(again.recipe), ordered(document).job
    whole = painted(strokes, job, document.rect, lambda: False)  # its strokes are those that are seen
    assert same_stages(whole, {stage: layer.tiles for stage, layer in again.layers.items()})
    assert again.recipe.settings["stage_seeds"] == {"details": 50}
    assert again.recipe.settings["seed"] == 7


def test_a_stage_cannot_come_from_a_job_of_another_size(document: Document) -> None:
    after, group = with_painting(document)
    small = replace(ordered(document).job, image=np.full((20, 30, 3), 255, np.uint8), width=0, height=0)
    order = order_of(after, found(after, group), small, only="details")
    with pytest.raises(JobError, match="another size"):
        look(after, order, made(order), lambda: False)


def test_a_painting_that_is_gone_comes_on_top(document: Document) -> None:
    after, group = with_painting(document)
    order = order_of(after, found(after, group), ordered(document, 8).job)
    node = made(order)
    assert look(document, order, node, lambda: False) is None
    done = put(document, order, node, None, NAMES, BY_HAND)
    assert done.layers[-1].id == node.id


def test_a_moved_painting_is_not_taken_for_paint_by_hand(document: Document) -> None:
    after, group = with_painting(document)
    layer = found(after, group).layers["ground"]
    moved = {(key[0] + 1, key[1]): tile for key, tile in layer.tiles.items()}
    hand = hand_painted(moved, layer.tiles)
    assert hand
    assert not is_paint_over(hand, moved)


def test_paint_that_hardly_differs_is_as_it_was_made() -> None:
    made_of = np.full((4, 64, 64), 9000, np.uint16)
    touched = made_of.copy()
    touched[1, 3, 3] += FAINT
    assert hand_painted({(0, 0): Tile(touched)}, {(0, 0): Tile(made_of)}) == {}
    again = made_of.copy()
    again[1, 3, 3] += FAINT + 1
    (tile,) = hand_painted({(0, 0): Tile(again)}, {(0, 0): Tile(made_of)}).values()
    assert np.count_nonzero(tile.pixels) == 4
    assert tile.pixels[1, 3, 3] == 9000 + FAINT + 1


def test_the_sketch_is_seen_without_the_painting(document: Document) -> None:
    after, group = with_painting(document)
    order = order_from_sketch(after, found(after, group))
    assert order.anew == group.id
    assert order.job.image is not None
    assert np.array_equal(order.job.image, flatten8(document)[..., :3])
    alone = after.with_layers((after.layers[-1],), group.id)
    with pytest.raises(JobError, match="nothing left to paint from"):
        order_from_sketch(alone, found(alone, group))


def test_a_painting_from_one_layer_is_painted_from_it_again(document: Document) -> None:
    red = Layer("Red", tiles=square((255, 0, 0, 255), Rect(20, 20, 40, 40)))
    document = document.with_layers((*document.layers, red), red.id)
    order = make_orders(document, Request(active_only=True))[0]
    node = made(order)
    assert isinstance(node, Group)
    after = put(document, order, node, None, NAMES, BY_HAND)
    again = order_from_sketch(after, found(after, node))
    assert again.job.image is not None
    assert order.job.image is not None
    assert np.array_equal(again.job.image, order.job.image)


# --- cut short --------------------------------------------------------------------------------------


def test_a_painting_cut_short_can_go_on(document: Document) -> None:
    after, group = with_painting(document)
    strokes, job = kept(document)
    reel = Reel(strokes, job, document.rect)
    reel.go_to(EACH + 5)
    short = cut_short(after, found(after, group), reel.still().stages, NAMES)
    assert names(short, group) == ["Ground", "Forms"]
    assert short.layer(short.active).name == "Forms"
    reel.go_to(len(reel))
    whole = cut_short(short, found(short, group), reel.still().stages, NAMES)
    assert names(whole, group) == ["Ground", "Forms", "Details", "Lines"]
    assert flatten(whole).tobytes() == flatten(after).tobytes()


def test_a_locked_stage_stays_unless_it_is_only_looked_at(document: Document) -> None:
    after, group = with_painting(document)
    ground = found(after, group).layers["ground"]
    locked = set_locked(after, (ground.id,), True)
    reel = Reel(*kept(document), document.rect)
    reel.go_to(3)
    kept_so = cut_short(locked, found(locked, group), reel.still().stages, NAMES)
    assert kept_so.layer(ground.id).tiles is ground.tiles
    looked_at = cut_short(locked, found(locked, group), reel.still().stages, NAMES, even_locked=True)
    assert looked_at.layer(ground.id).tiles == reel.still().stages["ground"]


def test_a_new_stage_comes_where_it_belongs(document: Document) -> None:
    after, group = with_painting(document)
    painting = found(after, group)
    stages = {stage: layer.tiles for stage, layer in painting.layers.items()}
    stages["accents"] = stages.pop("ground")
    done = painted_anew(after, painting, stages, painting.recipe, NAMES)
    assert names(done, group) == ["Forms", "Details", "Accents", "Lines"]


def test_strokes_of_one_stage_are_exchanged(document: Document) -> None:
    old, _ = kept(document, 1)
    new, _ = kept(document, 2)
    mixed = with_stage(old, new, "forms").strokes
    assert mixed.layers == LAYERS
    for place, stage in enumerate(LAYERS):
        part = slice(EACH * place, EACH * (place + 1))
        source = (new if stage == "forms" else old).strokes
        assert np.array_equal(mixed.colours[part], source.colours[part])
        brushes = [mixed.brushes[which] for which in mixed.brush[part]]
        assert brushes == [source.brushes[which] for which in source.brush[part]]


# --- films ------------------------------------------------------------------------------------------


def test_a_film_begins_with_the_sketch_and_ends_with_the_painting(document: Document, tmp_path: Path) -> None:
    after, group = with_painting(document)
    film, told, path = Film(seconds=1.0, side=120, rate=10, rest=0.5), [], tmp_path / "made.webp"
    write_timelapse(path, after, found(after, group), film, told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0
    pictures = list(frames(after, found(after, group), film, lambda: False))
    with Image.open(path) as opened:
        assert opened.size == size_of(after, film) == (120, 82)
        shown = [np.array(one.convert("RGB")) for one in ImageSequence.Iterator(opened)]
        length = 0
        for number in range(len(shown)):
            opened.seek(number)
            opened.load()
            length += opened.info["duration"]
    assert abs(length - 1600) <= 20  # 11 frames, and 5 at rest
    assert (shown[0] > 240).all()
    assert np.abs(shown[-1].astype(int) - pictures[-1]).mean() < 12  # the colours are random: hard to pack
    small = np.array(Image.fromarray(flatten8(after)[..., :3]).resize((120, 82), Image.Resampling.BOX))
    assert np.abs(pictures[-1].astype(int) - small).mean() < 8


def test_a_stopped_film_leaves_nothing(document: Document, tmp_path: Path) -> None:
    after, group = with_painting(document)
    path, asked = tmp_path / "made.webp", []

    def cancelled() -> bool:
        asked.append(1)
        return len(asked) > 12

    with pytest.raises(Stopped):
        write_timelapse(path, after, found(after, group), Film(seconds=2.0, side=80), cancelled=cancelled)
    assert list(tmp_path.iterdir()) == []


def test_other_endings_are_told(document: Document, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    after, group = with_painting(document)
    with pytest.raises(FormatError, match=r"\.avi"):
        write_timelapse(tmp_path / "made.avi", after, found(after, group), Film())
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not has_encoder()
    with pytest.raises(FormatError, match="ffmpeg"):
        write_timelapse(tmp_path / "made.mp4", after, found(after, group), Film())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")
def test_mp4_is_written_where_ffmpeg_is(document: Document, tmp_path: Path) -> None:
    after, group = with_painting(document)
    path = tmp_path / "made.mp4"
    write_timelapse(path, after, found(after, group), Film(seconds=1.0, side=80, rate=10, rest=0.0))
    probe = subprocess.run(["ffmpeg", "-i", str(path)], capture_output=True, text=True, check=False)
    assert "80x54" in probe.stderr


def test_an_encoder_that_fails_is_told(
    document: Document, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    after, group = with_painting(document)
    broken = tmp_path / "bin" / "ffmpeg"
    broken.parent.mkdir()
    broken.write_text("#!/bin/sh\necho 'no such codec' >&2\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", f"{broken.parent}:/usr/bin:/bin")
    with pytest.raises(FormatError, match="no such codec"):
        write_timelapse(tmp_path / "made.mp4", after, found(after, group), Film(seconds=1.0, side=80))
    assert not (tmp_path / "made.mp4").exists()


def test_only_what_changed_is_written_and_equal_frames_are_one(tmp_path: Path) -> None:
    path = tmp_path / "dots.webp"
    picture = np.full((40, 60, 3), 200, np.uint8)
    with path.open("wb") as stream:
        film = WebpFilm(stream, 60, 40, quality=100)
        for number in range(6):
            picture = picture.copy()
            if number != 3:
                picture[5:9, 7 + number : 15 + number] = (255, 0, 0)
            film.add(picture, 100.0)
        film.close()
    assert path.stat().st_size == int.from_bytes(path.read_bytes()[4:8], "little") + 8
    with Image.open(path) as opened:
        shown = [np.array(one.convert("RGB")) for one in ImageSequence.Iterator(opened)]
    assert len(shown) == 5
    last = shown[-1]
    distance = np.abs(last.astype(int) - picture)
    assert distance[12:].max() <= 4
    assert distance[6:8, 10:18].mean() < 25  # red loses most where colour is kept at half the size
