"""The commands that need no window, mostly as a script would call them."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import psutil
import pytest
from PIL import Image

from app import VERSION
from app.generation import job_of
from app.main import main
from canvas.blend import BlendMode
from canvas.composite import flatten8, from_rgba8, layer8
from canvas.document import Document
from canvas.formats import open_document, save_document
from canvas.formats.colour import srgb_profile
from canvas.layer import Group, Layer
from inference.job import Job, Kind
from tests.app.paper_model import write_paper_model

WIDTH, HEIGHT = 128, 96
SCUMBLE = [sys.executable, "-m", "app.main"]


@pytest.fixture(autouse=True)
def no_models_around(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The models of whoever runs the tests play no part."""
    monkeypatch.setenv("SCUMBLE_MODELS", "")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture
def sketch(tmp_path: Path) -> Path:
    """Land, sky and a sun; 128×96, without transparency."""
    pixels = np.empty((HEIGHT, WIDTH, 3), np.uint8)
    pixels[:56], pixels[56:] = (120, 170, 220), (60, 120, 50)
    y, x = np.ogrid[:HEIGHT, :WIDTH]
    pixels[(x - 90) ** 2 + (y - 30) ** 2 < 225] = (250, 220, 90)
    path = tmp_path / "sketch.png"
    Image.fromarray(pixels).save(path)
    return path


@pytest.fixture
def mask(tmp_path: Path) -> Path:
    """A white square on black, as large as the sketch."""
    pixels = np.zeros((HEIGHT, WIDTH), np.uint8)
    pixels[30:62, 40:80] = 255
    path = tmp_path / "mask.png"
    Image.fromarray(pixels).save(path)
    return path


def pixels_of(path: Path) -> np.ndarray:
    return flatten8(open_document(path).document)


def recipe_job(layer: Layer) -> Job:
    assert layer.recipe is not None
    return job_of(layer.recipe)


# --- what works -----------------------------------------------------------------------------------------


def test_a_painting_is_a_layer_above_the_sketch(sketch: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.ora"
    command = [
        *SCUMBLE,
        "paint",
        str(sketch),
        "-o",
        str(out),
        "--prompt",
        "oil painting, sparkly",
        "--seed",
        "7",
    ]
    done = subprocess.run([*command, "--strength", "0.5"], capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
    first, *others = done.stdout.splitlines()
    assert re.fullmatch(rf"Painted {re.escape(str(out))} \(seed 7, \d+\.\d s\)", first)
    assert others == ["The painter does not know: sparkly"]
    bottom, group = open_document(out).document.layers
    assert isinstance(bottom, Layer)
    assert isinstance(group, Group)
    assert group.name == "Painting: oil painting"
    top = group.layers[-1]
    assert isinstance(top, Layer)
    assert bottom.name == "sketch"
    assert bottom.recipe is None
    rect = open_document(sketch).document.rect
    assert np.array_equal(layer8(bottom, rect), pixels_of(sketch))
    job = recipe_job(top)
    assert (job.kind, job.engine, job.seed, job.strength) == (Kind.PAINT, "painterly", 7, 0.5)
    assert job.prompt == "oil painting, sparkly"
    assert job.image is not None
    assert np.array_equal(job.image, pixels_of(sketch)[:, :, :3])
    painted = flatten8(Document(rect.width, rect.height, (group,)))
    assert painted[:, :, 3].mean() > 200
    assert not np.array_equal(painted, pixels_of(sketch))


def test_the_same_seed_gives_the_same_pixels(sketch: Path, tmp_path: Path) -> None:
    outs = [tmp_path / name for name in ("a.png", "b.png", "c.png")]
    for out, seed in zip(outs, ("11", "11", "12"), strict=True):
        assert main(["paint", str(sketch), "-o", str(out), "--seed", seed]) == 0
    one, again, other = (pixels_of(out) for out in outs)
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)


def test_without_a_seed_one_is_drawn_and_told(
    sketch: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, again = tmp_path / "a.png", tmp_path / "again.png"
    assert main(["paint", str(sketch), "-o", str(out)]) == 0
    said = re.search(r"seed (\d+)", capsys.readouterr().out)
    assert said is not None
    assert main(["paint", str(sketch), "-o", str(again), "--seed", said.group(1)]) == 0
    assert np.array_equal(pixels_of(out), pixels_of(again))


def test_several_flat_results_get_a_file_each(
    sketch: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "v.png"
    assert main(["vary", str(sketch), "-n", "2", "-o", str(out), "--seed", "4294967295"]) == 0
    made = sorted(path.name for path in tmp_path.glob("v*"))
    assert made == ["v-1.png", "v-2.png"]
    one, two = (pixels_of(tmp_path / name) for name in made)
    assert one.shape == two.shape == (HEIGHT, WIDTH, 4)
    assert not np.array_equal(one, two)
    told = capsys.readouterr()
    assert "v-1.png (seed 4294967295," in told.out
    assert "v-2.png (seed 0," in told.out
    assert told.err == ""


def test_several_results_are_layers_of_one_file(sketch: Path, tmp_path: Path) -> None:
    flat, out = tmp_path / "flat.png", tmp_path / "v.ora"
    assert main(["vary", str(sketch), "-n", "2", "-o", str(out), "--seed", "5", "--prompt", "ink"]) == 0
    document = open_document(out).document
    assert [node.name for node in document.layers] == ["sketch", "Variation 1: ink", "Variation 2: ink"]
    seeds = [
        {recipe_job(layer).seed for layer in node.layers if isinstance(layer, Layer)}
        for node in document.layers
        if isinstance(node, Group)
    ]
    assert seeds == [{5}, {6}]
    parent = document.parent(document.active)
    assert parent is document.layers[-1]
    assert main(["vary", str(sketch), "-n", "1", "-o", str(flat), "--seed", "6", "--prompt", "ink"]) == 0
    assert np.array_equal(
        flatten8(document.with_layers((document.layers[0], document.layers[2]))), pixels_of(flat)
    )


def test_inpainting_changes_nothing_outside_the_mask(sketch: Path, mask: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.png"
    layered = out.with_suffix(".ora")
    for target in (out, layered):
        words = ["inpaint", str(sketch), "--mask", str(mask), "-o", str(target), "--seed", "1"]
        assert main(words) == 0
    white = np.asarray(Image.open(mask)) > 0
    before, after = pixels_of(sketch), pixels_of(out)
    assert np.array_equal(before[~white], after[~white])
    assert not np.array_equal(before[white], after[white])
    _bottom, top = open_document(layered).document.sheets()
    assert not layer8(top, open_document(out).document.rect)[~white].any()
    job = recipe_job(top)
    assert job.kind is Kind.INPAINT
    assert job.mask is not None
    assert job.mask.max() == 255


def test_the_layers_of_an_openraster_sketch_are_kept(sketch: Path, tmp_path: Path) -> None:
    drawn = open_document(sketch).document
    glaze = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
    glaze[20:40, 20:60] = (200, 30, 30, 128)
    layers = (
        drawn.layers[0],
        Layer("Glaze", tiles=from_rgba8(glaze), opacity=0.5, blend=BlendMode.MULTIPLY),
        Layer("Notes", tiles=from_rgba8(255 - glaze), visible=False),
    )
    source, out = tmp_path / "layers.ora", tmp_path / "out.ora"
    save_document(drawn.with_layers(layers, layers[0].id), source)
    assert main(["paint", str(source), "-o", str(out), "--seed", "1"]) == 0
    document = open_document(out).document
    assert [node.name for node in document.layers] == ["sketch", "Glaze", "Notes", "Painting"]
    for before, after in zip(layers, document.layers, strict=False):
        kept = (after.opacity, after.blend, after.visible)
        assert kept == (before.opacity, before.blend, before.visible)
        assert np.array_equal(layer8(before, document.rect), layer8(after, document.rect))
    image = recipe_job(document.sheets()[-1]).image
    assert image is not None
    assert np.array_equal(image, pixels_of(source)[:, :, :3])  # painted from what is visible


def test_painting_onto_its_own_file_adds_a_layer(sketch: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.ora"
    assert main(["convert", str(sketch), str(out)]) == 0
    assert main(["paint", str(out), "-o", str(out), "--seed", "1"]) == 0
    assert len(open_document(out).document.layers) == 2


@pytest.mark.parametrize("ending", [".png", ".jpg", ".webp", ".ora", ".tif", ".avif", ".psd", ".scumble"])
def test_convert_writes_what_the_ending_says(
    sketch: Path, tmp_path: Path, ending: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / f"converted{ending}"
    assert main(["convert", str(sketch), str(out)]) == 0
    assert capsys.readouterr().out == f"Wrote {out}\n"
    difference = np.abs(pixels_of(out).astype(int) - pixels_of(sketch))
    assert difference.max() <= (40 if ending in (".jpg", ".avif") else 0)  # they ring along hard edges


def test_convert_obeys_depth_quality_and_profile(sketch: Path, tmp_path: Path) -> None:
    deep, small = tmp_path / "deep.png", tmp_path / "small.jpg"
    assert main(["convert", str(sketch), str(deep), "--depth", "16"]) == 0
    assert deep.read_bytes()[24] == 16  # IHDR
    assert main(["convert", str(sketch), str(small), "--quality", "10"]) == 0
    assert main(["convert", str(sketch), str(tmp_path / "large.jpg"), "--quality", "95"]) == 0
    assert small.stat().st_size < (tmp_path / "large.jpg").stat().st_size
    profile = tmp_path / "a.icc"
    profile.write_bytes(srgb_profile())
    assert main(["convert", str(sketch), str(tmp_path / "a.png"), "--profile", str(profile)]) == 0
    assert open_document(tmp_path / "a.png").profile == srgb_profile()
    assert main(["convert", str(tmp_path / "a.png"), str(tmp_path / "b.png"), "--profile", "keep"]) == 0
    assert open_document(tmp_path / "b.png").profile == srgb_profile()
    assert main(["convert", str(tmp_path / "a.png"), str(tmp_path / "c.png")]) == 0
    assert open_document(tmp_path / "c.png").profile is None


def test_convert_says_which_profile_cannot_be_read(
    sketch: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "a.png"
    assert main(["convert", str(sketch), str(out), "--profile", str(tmp_path / "none.icc")]) == 2
    assert "none.icc” cannot be read" in capsys.readouterr().err
    assert not out.exists()


def test_convert_writes_how_it_was_made_unless_told_not_to(sketch: Path, tmp_path: Path) -> None:
    one = tmp_path / "one.ora"
    assert main(["paint", str(sketch), "-o", str(one), "--seed", "3", "--prompt", "oil"]) == 0
    assert main(["convert", str(one), str(tmp_path / "a.png")]) == 0
    assert main(["convert", str(one), str(tmp_path / "b.png"), "--no-recipe"]) == 0
    found = open_document(tmp_path / "a.png").settings
    assert found is not None
    assert (found["seed"], found["prompt"]) == (3, "oil")
    assert open_document(tmp_path / "b.png").text == {}


def test_convert_draws_an_svg(tmp_path: Path) -> None:
    drawing, out = tmp_path / "a.svg", tmp_path / "a.png"
    shape = '<rect x="2" y="1" width="10" height="5" fill="#ff0000"/>'
    drawing.write_text(f'<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10">{shape}</svg>')
    command = [sys.executable, "-m", "app.main", "convert", str(drawing), str(out)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "shapes became paint" in done.stdout
    pixels = pixels_of(out)
    assert pixels.shape == (10, 20, 4)
    assert pixels[3, 6].tolist() == [255, 0, 0, 255]
    assert pixels[8, 18, 3] == 0


def test_convert_keeps_layers_and_recipes(sketch: Path, tmp_path: Path) -> None:
    one, two = tmp_path / "one.ora", tmp_path / "two.ora"
    assert main(["paint", str(sketch), "-o", str(one), "--seed", "3"]) == 0
    assert main(["convert", str(one), str(two)]) == 0
    assert recipe_job(open_document(two).document.sheets()[-1]).seed == 3
    assert np.array_equal(pixels_of(one), pixels_of(two))


def test_a_transparent_mask_is_black_and_grey_blends(sketch: Path, tmp_path: Path) -> None:
    from app.cli_files import read_mask

    pixels = np.full((HEIGHT, WIDTH, 4), 255, np.uint8)
    pixels[:40, :, 3] = 0
    pixels[60:, :, :3] = 100
    Image.fromarray(pixels).save(tmp_path / "m.png")
    document = open_document(sketch).document
    values = read_mask(tmp_path / "m.png", document).array8(document.rect)
    assert (values[0, 0], values[50, 5], values[80, 5]) == (0, 255, 100)


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"Scumble {VERSION}\n"


# --- what is refused ------------------------------------------------------------------------------------

Refused = tuple[Sequence[str], str]
PAINT = ("paint", "sketch.png")
INPAINT = ("inpaint", "sketch.png", "-o", "out.png", "--mask")
REFUSED: dict[str, Refused] = {
    "no such sketch": (("paint", "none.png", "-o", "out.png"), "no picture “none.png”"),
    "a folder as sketch": (("paint", "folder", "-o", "out.png"), "“folder” is a folder"),
    "no picture at all": (("paint", "words.txt", "-o", "out.png"), "words.txt"),
    "a damaged picture": (("paint", "damaged.png", "-o", "out.png"), "“damaged.png” could not be opened."),
    "a damaged painting": (("paint", "damaged.ora", "-o", "out.png"), "“damaged.ora” could not be opened."),
    "a damaged mask": ((*INPAINT, "damaged.png"), "“damaged.png” could not be opened."),
    "nothing to fill from": ((*INPAINT, "white.png"), "The mask is white all over"),
    "no output": (PAINT, "-o/--output"),
    "unknown ending": ((*PAINT, "-o", "out.xyz"), "must end in one of .scumble"),
    "no ending": ((*PAINT, "-o", "out"), "must end in one of .scumble"),
    "an ending that is only read": ((*PAINT, "-o", "out.gif"), "must end in one of .scumble"),
    "no such folder": ((*PAINT, "-o", "nowhere/out.png"), "no folder “nowhere”"),
    "a file as folder": ((*PAINT, "-o", "words.txt/out.png"), "no folder “words.txt”"),
    "a folder as output": ((*PAINT, "-o", "folder.png"), "“folder.png” is a folder"),
    "the sketch as output": ((*PAINT, "-o", "sketch.png"), "is the input itself"),
    "the sketch as converted": (("convert", "sketch.png", "./sketch.png"), "is the input itself"),
    "convert to nothing known": (("convert", "sketch.png", "out.txt"), "must end in one of .scumble"),
    "strength too high": ((*PAINT, "-o", "out.png", "--strength", "1.5"), "from 0 to 1, not '1.5'"),
    "strength is no number": ((*PAINT, "-o", "out.png", "--strength", "nan"), "from 0 to 1, not 'nan'"),
    "no steps": ((*PAINT, "-o", "out.png", "--steps", "0"), "whole number from 1 to 1000"),
    "half a step": ((*PAINT, "-o", "out.png", "--steps", "1.5"), "whole number from 1 to 1000"),
    "a seed below zero": ((*PAINT, "-o", "out.png", "--seed", "-1"), "from 0 to 4294967295"),
    "no results": ((*PAINT, "-o", "out.png", "-n", "0"), "from 1 to 100"),
    "a missing model": ((*PAINT, "-o", "out.png", "--model", "models/none"), "no model at"),
    "a pickled model": ((*PAINT, "-o", "out.png", "--model", "model.ckpt"), "pickled model"),
    "a model for the painter": (
        (*PAINT, "-o", "out.png", "--engine", "painterly", "--model", "paper"),
        "uses no model",
    ),
    "diffusion without a model": ((*PAINT, "-o", "out.png", "--engine", "diffusion"), "needs a model"),
    "unknown engine": ((*PAINT, "-o", "out.png", "--engine", "magic"), "invalid choice: 'magic'"),
    "a small mask": ((*INPAINT, "small.png"), "is 20×10 pixels, but the picture is 128×96"),
    "a black mask": ((*INPAINT, "black.png"), "black all over"),
    "no such mask": ((*INPAINT, "none.png"), "no mask “none.png”"),
    "inpainting without a mask": (("inpaint", "sketch.png", "-o", "out.png"), "--mask"),
    "words for the painter": (("text", "-o", "out.png", "--engine", "painterly"), "needs a sketch"),
    "a senseless size": (("text", "-o", "out.png", "--size", "0x5"), "not '0x5'"),
    "unknown command": (("piant", "sketch.png"), "piant"),
    "unknown file": (("none.ora",), "no file and no command called “none.ora”"),
    "unknown option": (("--wobble",), "See 'scumble --help'"),
    "shortened option": ((*PAINT, "-o", "out.png", "--prom", "x"), "--prom"),
}  # fmt: skip


@pytest.fixture
def workplace(sketch: Path, mask: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A current folder with files of many kinds."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder.png").mkdir()
    (tmp_path / "words.txt").write_text("Just words.")
    (tmp_path / "damaged.png").write_bytes(sketch.read_bytes()[:60])
    with ZipFile(tmp_path / "damaged.ora", "w") as archive:
        archive.writestr("mimetype", "image/openraster")
        archive.writestr("stack.xml", "<image w='9' h='9'><stack>")
    (tmp_path / "model.ckpt").write_bytes(b"cos\nsystem\n")
    Image.new("L", (20, 10), 255).save(tmp_path / "small.png")
    Image.new("L", (WIDTH, HEIGHT), 0).save(tmp_path / "black.png")
    Image.new("L", (WIDTH, HEIGHT), 255).save(tmp_path / "white.png")
    write_paper_model(tmp_path / "paper")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("case", REFUSED)
def test_refused_in_one_sentence(case: str, workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments, sentence = REFUSED[case]
    before = contents(workplace)
    assert main(arguments) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert sentence in told.err
    assert told.err.startswith("scumble")
    assert told.err.count("\n") == 1
    assert "Traceback" not in told.err
    assert contents(workplace) == before


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder that even root cannot write to")
def test_a_folder_that_cannot_be_written_to(sketch: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["paint", str(sketch), "-o", "/proc/self/out.png"]) == 2
    assert "“/proc/self” cannot be written to" in capsys.readouterr().err


def test_which_of_two_models(
    workplace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_paper_model(workplace / "models" / "one")
    write_paper_model(workplace / "models" / "two")
    monkeypatch.setenv("SCUMBLE_MODELS", str(workplace / "models"))
    assert main([*PAINT, "-o", "out.png", "--engine", "diffusion"]) == 2
    assert "Name one with '--model': one, two." in capsys.readouterr().err


def test_diffusion_without_the_ai_packages(workplace: Path) -> None:
    """A model found by its name, and a worker that finds no torch."""
    hidden = workplace / "hidden"
    hidden.mkdir()
    (hidden / "torch.py").write_text("raise ModuleNotFoundError(\"No module named 'torch'\", name='torch')\n")
    places = {"PYTHONPATH": os.pathsep.join([str(hidden), str(Path(__file__).parents[2])])}
    places["SCUMBLE_MODELS"] = str(workplace)
    command = [*SCUMBLE, *PAINT, "-o", "out.png", "--model", "paper"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, env=os.environ | places)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "diffusion" in done.stderr
    assert "pip install" in done.stderr
    assert not (workplace / "out.png").exists()


# --- being stopped --------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_stopped_from_outside(tmp_path: Path, number: int, status: int) -> None:
    pixels = np.random.default_rng(1).integers(0, 255, (1024, 1024, 3), np.uint8)
    Image.fromarray(pixels).save(tmp_path / "large.png")
    # Have the kernels for large pictures compiled before: while it compiles, numba swallows signals.
    flatten8(open_document(tmp_path / "large.png").document)
    command = [*SCUMBLE, "paint", "large.png", "-o", "out.ora", "-n", "50"]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    # What is ignored here (as in a shell's background) a child ignores too: start it as from a terminal.
    before = signal.signal(number, signal.SIG_DFL)
    try:
        process = subprocess.Popen(
            command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
    finally:
        signal.signal(number, before)
    with process:
        workers = wait_for(lambda: psutil.Process(process.pid).children(recursive=True))
        time.sleep(0.5)
        process.send_signal(number)
        out, err = process.communicate(timeout=20)
    assert process.returncode == status
    assert (out, err) == ("", "")
    assert [path.name for path in tmp_path.iterdir()] == ["large.png"]
    _gone, alive = psutil.wait_procs(workers, timeout=3)
    assert not alive


def wait_for(look: Callable[[], list[psutil.Process]]) -> list[psutil.Process]:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.02)
    raise AssertionError("waited in vain")


def test_a_document_from_words_has_only_results() -> None:
    """The size of a picture that is made from words alone, as the orders see it."""
    from app.generation import Request, make_orders

    (order,) = make_orders(Document(200, 100), replace(Request(kind=Kind.TEXT), prompt="a hill"))
    assert order.job.image is None
    assert (order.job.width, order.job.height) == (200, 100)
