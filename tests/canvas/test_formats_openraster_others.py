"""OpenRaster files of Drawpile and GIMP look here as they do there, and the report names what does not."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import imagecodecs
import numpy as np
import pytest

from canvas.blend import BlendMode
from canvas.composite import flatten8
from canvas.formats import open_document, save_document
from canvas.layer import MAX_DEPTH, Group, Layer, Node
from tests.canvas.foreign import FILES, difference
from tests.canvas.ora_files import Painted, Row, Stack, drawpile, gimp

SIDE = (150, 100)
Mix = Callable[[np.ndarray, np.ndarray], np.ndarray]
MIXES: dict[str, Mix] = {  # backdrop and source, 0 … 1
    "svg:src-over": lambda b, s: s,
    "svg:src-atop": lambda b, s: s,
    "svg:multiply": lambda b, s: b * s,
    "svg:screen": lambda b, s: b + s - b * s,
    "svg:difference": lambda b, s: np.abs(b - s),
    "svg:plus": lambda b, s: np.minimum(b + s, 1),
    "svg:darken": np.minimum,
    "krita:subtract": lambda b, s: np.maximum(b - s, 0),
}


@dataclass
class Picture:
    """Premultiplied colour and alpha, 0 … 1, mixed as the other program does."""

    colour: np.ndarray
    alpha: np.ndarray

    @classmethod
    def clear(cls) -> Picture:
        return cls(np.zeros((SIDE[1], SIDE[0], 3)), np.zeros((SIDE[1], SIDE[0], 1)))

    def put(self, other: Picture, mode: str, opacity: float, *, keeps_alpha: bool) -> None:
        source, cover = other.colour * opacity, other.alpha * opacity
        if mode == "svg:src-over" and not keeps_alpha:
            self.colour = source + self.colour * (1 - cover)
            self.alpha = cover + self.alpha * (1 - cover)
            return
        straight = np.divide(self.colour, self.alpha, out=np.zeros_like(self.colour), where=self.alpha > 0)
        paint = np.divide(source, cover, out=np.zeros_like(source), where=cover > 0)
        mixed = straight + (MIXES[mode](straight, paint) - straight) * cover
        self.colour = mixed * self.alpha

    def pixels(self) -> np.ndarray:
        straight = np.divide(self.colour, self.alpha, out=np.zeros_like(self.colour), where=self.alpha > 0)
        return np.concatenate([straight, self.alpha], axis=2) * 255


def placed(layer: Painted) -> Picture:
    picture = Picture.clear()
    height, width = layer.pixels.shape[:2]
    part = layer.pixels[: SIDE[1] - layer.y, : SIDE[0] - layer.x].astype(float) / 255
    rows, columns = slice(layer.y, layer.y + height), slice(layer.x, layer.x + width)
    picture.alpha[rows, columns] = part[:, :, 3:]
    picture.colour[rows, columns] = part[:, :, :3] * part[:, :, 3:]
    return picture


def mixed(row: Row, onto: Picture, opacity: float = 1.0) -> Picture:
    """Siblings, the topmost first, as Drawpile mixes them; GIMP does the same but for clipping."""
    bottom_up = row[::-1]
    place = 0
    while place < len(bottom_up):
        node, place = bottom_up[place], place + 1
        clipped: Row = []
        while place < len(bottom_up) and bottom_up[place].clip:
            clipped.append(bottom_up[place])
            place += 1
        if node.hidden:
            continue
        if isinstance(node, Stack) and not node.isolated and not clipped:
            mixed(node.inside, onto, opacity * node.opacity)
            continue
        own = placed(node) if isinstance(node, Painted) else mixed(node.inside, Picture.clear())
        for one in clipped:
            above = placed(one) if isinstance(one, Painted) else mixed(one.inside, Picture.clear())
            if not one.hidden:
                own.put(above, one.mode, one.opacity, keeps_alpha=True)
        keeps = node.mode != "svg:src-over"
        onto.put(own, node.mode, node.opacity * opacity, keeps_alpha=keeps)
    return onto


def blob(seed: int, width: int = 90, height: int = 70) -> np.ndarray:
    """Soft paint of one colour over another, see-through at its rims and with a hole."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:height, :width]
    away = np.hypot(x - width / 2, (y - height / 2) * width / height) / (width / 2)
    alpha = np.clip((1 - away) * 3, 0, 1) * (away > 0.2)
    colours = rng.integers(0, 256, (2, 3))
    share = (x / width)[:, :, None]
    rgb = colours[0] * share + colours[1] * (1 - share)
    return np.concatenate([rgb, alpha[:, :, None] * 255], axis=2).round().astype(np.uint8)


def full(colour: tuple[int, int, int]) -> np.ndarray:
    return np.full((SIDE[1], SIDE[0], 4), (*colour, 255), np.uint8)


def looks(path: Path, expected: np.ndarray, most: float = 1.6) -> None:
    """The picture, where there is any, differs by no more than rounding."""
    got = flatten8(open_document(path).document).astype(float)
    away = np.abs(got - expected)
    assert away[:, :, 3].max() <= most
    seen = expected[:, :, 3:] > 8
    assert (away[:, :, :3] * seen * expected[:, :, 3:] / 255).max() <= most


MODES = [mode for mode in MIXES if mode not in ("svg:src-over",)]
BACKGROUND = np.full((64, 64, 4), (240, 230, 210, 255), np.uint8)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("ground", [None, BACKGROUND])
def test_every_mode_of_drawpile_keeps_the_alpha_below(tmp_path, mode, ground):
    """Two separate layers below: what is clipped to the nearest alone would look different."""
    row: Row = [
        Painted("shade", blob(3, 150, 100), mode=mode, opacity=0.75),
        Painted("right", blob(2), 60, 20),
        Painted("left", blob(1), 0, 10),
    ]
    path = drawpile(tmp_path / "a.ora", SIDE, row, ground)
    below: Row = [] if ground is None else [Painted("Background", full((240, 230, 210)))]
    looks(path, mixed([*row, *below], Picture.clear()).pixels())
    notes = open_document(path).notes
    if ground is None:
        assert [note for note in notes if "put into a group" in note and "“shade”" in note] == list(notes)
    else:
        assert notes == ()


def test_a_drawing_as_drawpile_saves_it(tmp_path):
    """Clipping groups, open and isolated groups, hidden layers, a background."""
    row: Row = [
        Painted("lines", blob(9), 30, 20),
        Stack(
            "people",
            [
                Painted("light", blob(5, 150, 100), mode="svg:screen", clip=True),
                Painted("stripes", blob(6, 60, 60), 20, 20, opacity=0.5, clip=True),
                Painted("skin", blob(7), 10, 5, opacity=0.875),
                Painted("back", blob(8, 120, 90), 20, 5),
            ],
            opacity=0.75,
        ),
        Stack("open", [Painted("haze", blob(4, 150, 100), mode="svg:multiply")], isolated=False),
        Painted("off", full((255, 0, 0)), hidden=True),
        Painted("ground", blob(10, 150, 100)),
    ]
    path = drawpile(tmp_path / "a.ora", SIDE, row, BACKGROUND)
    paper: Row = [Painted("Background", full((240, 230, 210)))]
    looks(path, mixed([*row, *paper], Picture.clear()).pixels(), 2.1)
    opened = open_document(path)
    assert opened.notes == ()
    people = next(node for node in opened.document.layers if node.name == "people")
    assert isinstance(people, Group)
    assert [(node.name, node.clip) for node in people.layers] == [
        ("back", False), ("skin", False), ("stripes", True), ("light", True),
    ]  # fmt: skip
    assert people.layers[1].opacity == pytest.approx(0.875)
    assert people.layers[3].blend is BlendMode.SCREEN
    gate = next(node for node in opened.document.layers if node.name == "open")
    assert isinstance(gate, Group)
    assert gate.pass_through


def test_a_clipped_group_and_a_group_that_others_are_clipped_to(tmp_path):
    row: Row = [
        Stack("over", [Painted("dots", blob(1, 150, 100))], clip=True, opacity=0.5),
        Stack("under", [Painted("a", blob(2), 40, 20), Painted("b", blob(3))]),
    ]
    path = drawpile(tmp_path / "a.ora", SIDE, row)
    looks(path, mixed(row, Picture.clear()).pixels(), 2.1)
    assert [(node.name, node.clip) for node in open_document(path).document.layers] == [
        ("under", False), ("over", True),
    ]  # fmt: skip


def test_what_drawpile_has_alone_is_named(tmp_path):
    row: Row = [
        Painted("secret", blob(1), extra={"drawpile:censored": "true"}),
        Painted("rough", blob(2), extra={"drawpile:sketch-opacity": "0.5", "drawpile:sketch-tint": "#0"}),
        Painted("odd", blob(3), mode="krita:shade_sai"),
        Stack("faint", [Painted("x", blob(4))], isolated=False, opacity=0.5),
    ]
    more = (
        '<drawpile:annotations><drawpile:a x="1" y="1" w="9" h="9" bg="#0"><![CDATA[<b>hi</b>]]>'
        '</drawpile:a></drawpile:annotations><drawpile:timeline frames="2"/>'
    )
    notes = open_document(drawpile(tmp_path / "a.ora", SIDE, row, BACKGROUND, more)).notes
    for words in (
        "“secret” was censored", "“rough” was shown as a sketch", "“krita:shade_sai” of “odd”",
        "“faint” gave its opacity", "annotations", "timeline",
    ):  # fmt: skip
        assert sum(words in note for note in notes) == 1, words
    assert len(notes) == 6


def test_siblings_are_put_into_groups_no_deeper_than_groups_may_stand(tmp_path):
    row: Row = []
    for number in range(MAX_DEPTH + 6):
        row.insert(0, Painted(f"p{number}", blob(number, 20, 20), number, number))
        row.insert(0, Painted(f"m{number}", blob(number, 40, 40), mode="svg:multiply"))
    opened = open_document(drawpile(tmp_path / "a.ora", SIDE, row))
    save_document(opened.document, tmp_path / "b.ora")
    assert any("clipped to the nearest one" in note for note in opened.notes)
    sheets = list(opened.document.sheets())
    assert len(sheets) == len(row)


def test_a_layer_that_is_clipped_to_nothing_is_told(tmp_path):
    row: Row = [Painted("alone", blob(1), mode="svg:multiply")]
    assert any("“alone”" in note for note in open_document(drawpile(tmp_path / "a.ora", SIDE, row)).notes)


GIMP_MODES = ["svg:multiply", "svg:screen", "svg:darken", "svg:difference", "svg:plus"]


@pytest.mark.parametrize("mode", GIMP_MODES)
def test_a_file_as_gimp_saves_it(tmp_path, mode):
    """Its legacy modes are cut to what is below; groups are mixed by themselves."""
    row: Row = [
        Painted("top", blob(1, 150, 100), mode=mode, opacity=0.5),
        Stack(
            "group",
            [
                Painted("inner", blob(2), 30, 20, mode="svg:multiply"),
                Painted("base", blob(3), 5, 5),
            ],
            opacity=0.75,
        ),
        Painted("ground", full((200, 210, 90))),
    ]
    path = gimp(tmp_path / "a.ora", SIDE, row)
    looks(path, mixed(row, Picture.clear()).pixels(), 2.1)
    opened = open_document(path)
    assert opened.notes == ()
    assert [layer.name for layer in opened.document.sheets()] == ["ground", "base", "inner", "top"]


@pytest.mark.parametrize(
    "mode", ["svg:hue", "svg:saturation", "svg:color", "svg:luminosity", "svg:soft-light"]
)
def test_modes_that_are_others_in_gimp_are_named(tmp_path, mode):
    row: Row = [Painted("tint", blob(1), mode=mode), Painted("ground", full((200, 210, 90)))]
    (note,) = open_document(gimp(tmp_path / "a.ora", SIDE, row)).notes
    assert "“tint” is another one in GIMP" in note
    assert not any("GIMP" in note for note in open_document(drawpile(tmp_path / "b.ora", SIDE, row)).notes)


def test_a_layer_here_is_no_layer_of_gimp(tmp_path):
    """Our own files name their members in another way, and say more of the picture."""
    row: Row = [Painted("tint", blob(1), mode="svg:hue"), Painted("ground", full((200, 210, 90)))]
    document = open_document(gimp(tmp_path / "a.ora", SIDE, row)).document
    save_document(document, tmp_path / "b.ora")
    opened = open_document(tmp_path / "b.ora")
    assert opened.notes == ()
    assert all(isinstance(node, Layer) for node in opened.document.layers)


# The drawing that GIMP 3.2.6 wrote twice, in its legacy modes and in its own: name, mode, opacity, visible.
GIMP_TREE = [
    ("ground", BlendMode.NORMAL, 1.0, True),
    ('half <&> "ü"', BlendMode.NORMAL, 0.625, True),
    ("people", BlendMode.NORMAL, 0.75, True),
    ("shade", BlendMode.MULTIPLY, 0.8, True),
    ("corner", BlendMode.DIFFERENCE, 0.5, True),
    ("glow", BlendMode.ADD, 0.4, True),
    ("off", BlendMode.NORMAL, 1.0, False),
]
IN_PEOPLE = [("skin", BlendMode.NORMAL, 1.0, True), ("inner", BlendMode.SCREEN, 1.0, True)]
LINEAR = "mixes see-through paint in ways of its own"


def told(nodes: tuple[Node, ...]) -> list[tuple[str, BlendMode, float, bool]]:
    return [(node.name, node.blend, round(node.opacity, 4), node.visible) for node in nodes]


@pytest.mark.parametrize("name", ["gimp_legacy", "gimp_linear"])
def test_the_layers_of_a_file_that_gimp_wrote(name):
    document = open_document(FILES / f"{name}.ora").document
    assert told(document.layers) == GIMP_TREE
    people = document.layers[2]
    assert isinstance(people, Group)
    assert not people.pass_through
    assert told(people.layers) == IN_PEOPLE
    inner = people.layers[1]
    assert isinstance(inner, Group)
    assert told(inner.layers) == [("light", BlendMode.NORMAL, 0.8, True)]
    assert document.active == document.layers[6].id


def test_a_file_that_gimp_wrote_looks_as_in_gimp():
    """In its legacy modes; nine layers of 8 bits there, of 15 here: each may add a rounding."""
    opened = open_document(FILES / "gimp_legacy.ora")
    assert opened.notes == ()
    assert difference(opened.document, FILES / "gimp_legacy_ora.png") <= 3


def test_linear_light_of_a_file_that_gimp_wrote_is_named():
    """Most of GIMP's own modes mix light, as the merged picture shows; the list of layers says the same."""
    opened = open_document(FILES / "gimp_linear.ora")
    (note,) = opened.notes
    assert LINEAR in note
    assert 20 < difference(opened.document, FILES / "gimp_linear_ora.png") < 50
    legacy = flatten8(open_document(FILES / "gimp_legacy.ora").document)
    assert np.array_equal(flatten8(opened.document), legacy)


def test_paint_that_gimp_lost_is_named():
    """GIMP 3.0.4 moved the paint in a layer of 30×30 by the place of the layer, (40, 20): all was lost."""
    opened = open_document(FILES / "gimp_30.ora")
    (note,) = opened.notes
    assert "“moved” is empty in this file" in note
    assert told(opened.document.layers) == [
        ("ground", BlendMode.NORMAL, 1.0, True),
        ("shade", BlendMode.MULTIPLY, 1.0, True),
        ("moved", BlendMode.NORMAL, 1.0, True),
    ]
    moved = opened.document.layers[2]
    assert isinstance(moved, Layer)
    assert not moved.tiles


@pytest.mark.parametrize(
    "merged", [None, b"", b"not a picture", imagecodecs.png_encode(np.zeros((9, 9, 4), np.uint8))]
)
def test_a_merged_picture_that_cannot_be_read_says_nothing(tmp_path, merged):
    path = tmp_path / "a.ora"
    with zipfile.ZipFile(FILES / "gimp_linear.ora") as source, zipfile.ZipFile(path, "w") as target:
        for member in source.namelist():
            body = merged if member == "mergedimage.png" else source.read(member)
            if body is not None:
                target.writestr(member, body)
    opened = open_document(path)
    assert opened.notes == ()
    assert told(opened.document.layers) == GIMP_TREE
