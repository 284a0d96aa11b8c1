"""LoRAs, controls, references, samplers and ways to inpaint on the command line, and `scumble models`."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from safetensors.numpy import save_file

from app import cli_arguments
from app.cli_steering import steering
from app.errors import AppError
from app.generation import job_of
from app.main import main
from canvas.formats import open_document
from inference.conditions import CONTROL_KINDS, REFERENCE_KINDS, Lora
from inference.families import TRAITS
from inference.framing import MODES, Mode
from inference.hub import Hub
from inference.job import Job, Kind
from inference.models import ModelInfo, Part
from inference.process import default_command
from tests.app.paper_model import write_paper_model
from tests.inference.hub_server import HubServer, Page

MODEL = ModelInfo(Path("/m/dream"), "dream", "sd15", "base", "folder", 1)
FLUX = ModelInfo(Path("/m/flux"), "flux", "flux", "base", "folder", 1)
PARTS = (
    Part(Path("/m/ink-xl.safetensors"), "ink", "lora", ("sdxl",), 1),
    Part(Path("/m/ink.safetensors"), "ink", "lora", ("sd15",), 1),
    Part(Path("/m/lines.safetensors"), "lines", "controlnet", ("sd15",), 1, control="lineart"),
    Part(Path("/m/look.safetensors"), "look", "ip-adapter", ("sd15",), 1),
    Part(Path("/m/deep"), "deep", "estimator", tuple(TRAITS), 1, "folder", control="depth"),
)


def options(**given: Any) -> argparse.Namespace:
    nothing: dict[str, Any] = {
        "lora": [],
        "control": [],
        "reference": [],
        "sampler": "",
        "drawn_by": [],
        "clip_skip": 1,
    }
    return argparse.Namespace(**nothing | given)


def asked(kind: Kind = Kind.PAINT, model: ModelInfo | None = MODEL, **given: Any) -> dict[str, Any]:
    return steering(options(**given), kind, model, PARTS)


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "sketch.png"
    Image.new("RGB", (100, 60), (90, 140, 200)).save(path)
    return path


def test_loras_by_name_with_and_without_a_weight() -> None:
    found = asked(lora=["ink", "INK:0.4", "ink.safetensors:-1"])["loras"]
    path = str(PARTS[1].path)  # the one for the model, though another is found first
    assert found == (Lora(path), Lora(path, 0.4), Lora(path, -1.0))


def test_controls_and_references_with_and_without_a_picture(picture: Path) -> None:
    found = asked(control=["lineart:lines", f"depth:lines:{picture}"], reference=[f"style:look:{picture}"])
    one, other = found["controls"]
    assert (one.kind, one.model, one.image) == ("lineart", str(PARTS[2].path), None)
    assert other.image.shape == (60, 100, 4)
    (reference,) = found["references"]
    assert (reference.kind, reference.image[0, 0].tolist()) == ("style", [90, 140, 200, 255])


def test_networks_draw_what_is_followed(picture: Path) -> None:
    controls = ["depth:lines", "normal:lines", f"canny:lines:{picture}", "pose:lines"]
    drawn = ["depth:deep", "normal:deep", "canny:as-it-is"]
    found = asked(control=controls, drawn_by=drawn)["controls"]
    assert [one.estimator for one in found] == ["/m/deep", "/m/deep", "", ""]
    assert [one.ready for one in found] == [False, False, True, False]


def test_clip_skip_counts_from_the_last_layer() -> None:
    assert asked()["clip_skip"] == 0
    assert asked(clip_skip=2)["clip_skip"] == 1


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"lora": ["nothing"]}, "There is no LoRA “nothing”"),
        ({"control": ["lines"]}, "KIND:MODEL:IMAGE, not “lines”"),
        ({"control": ["magic:lines"]}, "knows no kind “magic”"),
        ({"control": ["canny:nothing"]}, "There is no ControlNet “nothing”"),
        ({"reference": ["style:look:none.png"]}, "There is no picture “none.png”"),
        ({"sampler": "magic"}, "do not work with the sampler “magic”"),
        ({"kind": Kind.TEXT, "control": ["canny:lines"]}, "needs one: KIND:MODEL:IMAGE"),
        ({"model": None, "lora": ["ink"]}, "The painter cannot use '--lora'"),
        ({"model": None, "drawn_by": ["depth:deep"]}, "The painter cannot use '--drawn-by'"),
        ({"model": None, "clip_skip": 2}, "The painter cannot use '--clip-skip'"),
        ({"model": FLUX, "clip_skip": 2}, r"Flux\.1 models do not work with '--clip-skip'"),
        ({"drawn_by": ["depth:deep"]}, "no '--control' does"),
        ({"drawn_by": ["depth:deep:x"], "control": ["depth:lines"]}, "KIND:NAME, not “depth:deep:x”"),
        ({"drawn_by": ["depth:none"], "control": ["depth:lines"]}, "There is no network “none”"),
        (
            {"drawn_by": ["pose:deep"], "control": ["pose:lines"]},
            "“deep” draws no pictures of the kind “pose”",
        ),
    ],
)
def test_what_makes_no_sense_is_told(given: dict[str, Any], sentence: str) -> None:
    with pytest.raises(AppError, match=sentence.replace("(", r"\(")):
        asked(**given)


def test_a_lora_of_another_family_is_refused() -> None:
    with pytest.raises(AppError, match=r"made for SDXL, but 'flux' is of the family Flux\.1"):
        asked(model=FLUX, lora=["ink"])


def test_the_parser_knows_what_the_engine_knows(capsys: pytest.CaptureFixture[str]) -> None:
    assert [mode.replace("-", " ") for mode in cli_arguments.MODES] == list(Mode)
    assert main(["inpaint", "--help"]) == 0
    words = " ".join(capsys.readouterr().out.split())
    assert f"kinds: {', '.join(CONTROL_KINDS)}" in words
    assert f"kinds: {', '.join(REFERENCE_KINDS)}" in words


# --- the whole road, with an engine that paints flat ------------------------------------------------------


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A worker that paints flat pictures, one model and one LoRA to be found."""
    command = (*default_command(), "--engines", "tests.app.flat_engine:REGISTRY")
    monkeypatch.setattr("inference.service.default_command", lambda: command)
    models = tmp_path / "models"
    write_paper_model(models / "paper")
    weights = {
        "lora_unet_mid_block_attentions_0_transformer_blocks_0_attn2_to_k.lora_down.weight": (4, 768),
        "lora_unet_mid_block_attentions_0_transformer_blocks_0_attn2_to_k.lora_up.weight": (1280, 4),
    }
    save_file(
        {name: np.zeros(shape, np.float16) for name, shape in weights.items()}, models / "ink.safetensors"
    )
    monkeypatch.setenv("SCUMBLE_MODELS", str(models))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return models


def made(path: Path) -> Job:
    layer = open_document(path).document.sheets()[-1]
    assert layer.recipe is not None
    return job_of(layer.recipe)


def test_the_prompt_names_a_lora_and_says_what_is_not_there(
    found: Path, picture: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.ora"
    prompt = "hills <lora:ink:0.5> <lora:nothing>"
    words = ["paint", str(picture), "-o", str(out), "--model", "paper", "--prompt", prompt]
    assert main([*words, "--sampler", "ddim"]) == 0
    told = capsys.readouterr().out
    assert "There is no LoRA called nothing." in told
    job = made(out)
    assert job.loras == (Lora(str(found / "ink.safetensors"), 0.5),)
    assert (job.sampler, job.steps, job.guidance) == ("ddim", 20, 7.0)


def test_a_way_to_inpaint_brings_its_strength(found: Path, picture: Path, tmp_path: Path) -> None:
    mask, out = tmp_path / "mask.png", tmp_path / "out.ora"
    white = np.zeros((60, 100), np.uint8)
    white[20:40, 30:60] = 255
    Image.fromarray(white).save(mask)
    words = ["inpaint", str(picture), "--mask", str(mask), "-o", str(out), "--model", "paper"]
    assert main([*words, "--mode", "replace-background", "--lora", "ink:2"]) == 0
    job = made(out)
    assert (job.mode, job.strength) == ("replace background", MODES[Mode.REPLACE_BACKGROUND].strength)
    assert job.loras == (Lora(str(found / "ink.safetensors"), 2.0),)


@pytest.mark.parametrize("command", ["paint", "vary"])
def test_a_picture_says_how_strongly(
    found: Path, picture: Path, tmp_path: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    strengths, out = tmp_path / "strengths.png", tmp_path / "out.ora"
    grey = np.zeros((60, 100), np.uint8)
    grey[:, 50:] = 128
    Image.fromarray(grey).save(strengths)
    words = [command, str(picture), "-o", str(out), "--model", "paper", "-n", "1", "--strength-map"]
    assert main([*words, str(strengths), "--clip-skip", "2"]) == 0
    job = made(out)
    assert job.strength_map is not None
    assert job.clip_skip == 1
    width = job.strength_map.shape[1]
    assert (job.strength_map[:, : width // 2 - 8] == 0).all()
    assert (job.strength_map[:, width // 2 + 8 :] == 128).all()
    Image.new("L", (100, 60)).save(strengths)
    assert main([*words, str(strengths)]) == 2
    assert "is black all over" in capsys.readouterr().err


def test_an_edit_needs_a_model_and_words(
    found: Path, picture: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.ora"
    assert main(["edit", str(picture), "-o", str(out)]) == 2
    assert "Say with '--prompt' what is to be changed" in capsys.readouterr().err
    assert main(["edit", str(picture), "-o", str(out), "--prompt", "night", "--model", "paper"]) == 0
    assert made(out).kind is Kind.EDIT


# --- models ----------------------------------------------------------------------------------------------


def test_the_list_tells_what_is_here_and_what_can_be_had(
    found: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["models", "list"]) == 0
    told = capsys.readouterr().out
    lines = [" ".join(line.split()) for line in told.splitlines()]
    assert any(line.startswith("paper SD 1.5") and line.endswith(str(found / "paper")) for line in lines)
    assert any(line.startswith("ink lora, SD 1.5") for line in lines)
    assert any(line.startswith("Stable Diffusion XL SDXL 6.9 GB") for line in lines)


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[HubServer]:
    for name in ("HF_TOKEN", "HF_ENDPOINT", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    with HubServer() as server:
        monkeypatch.setattr("inference.hub.headless.default_hub", lambda: Hub(server.url, margin=0))
        yield server


def one_tensor() -> bytes:
    header = json.dumps({"weight": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}).encode()
    return len(header).to_bytes(8, "little") + header + bytes(4)


def test_a_model_is_downloaded(hub: HubServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hub.pages["me/lora"] = Page({"small.safetensors": one_tensor()})
    assert main(["models", "download", "me/lora", "--folder", str(tmp_path)]) == 0
    path = Path(capsys.readouterr().out.strip().removeprefix("Downloaded "))
    assert path.read_bytes() == one_tensor()


def test_of_several_files_one_has_to_be_chosen(
    hub: HubServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hub.pages["me/two"] = Page({"a.safetensors": one_tensor(), "b.safetensors": one_tensor()})
    assert main(["models", "download", "me/two", "--folder", str(tmp_path)]) == 2
    told = capsys.readouterr()
    assert "holds several models" in told.err
    names = told.out.split()
    assert names == ["hf://me/two/a.safetensors", "hf://me/two/b.safetensors"]
    assert main(["models", "download", names[1], "--folder", str(tmp_path)]) == 0  # as it was printed
    assert capsys.readouterr().out.strip().endswith(".safetensors")
