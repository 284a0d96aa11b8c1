"""What generated pictures say of themselves: read whichever program wrote it, written without secrets."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from canvas.document import Document
from canvas.formats import SaveOptions, open_document, save_document
from canvas.formats.metadata import settings_of
from canvas.formats.metadata_comfy import read_graph
from canvas.formats.metadata_exif import exif_with, orientation_of, parse_exif, texts_of
from canvas.formats.metadata_write import parameters_text
from canvas.formats.pixels import tiles_of
from canvas.layer import Layer, Recipe

PIXELS = np.full((8, 8, 3), 90, np.uint8)
PARAMETERS = """a cat <lora:paint:0.7>, oil
bright
Negative prompt: ugly,
blurred
Steps: 25, Sampler: DPM++ 2M Karras, CFG scale: 6.5, Seed: 1234567890, Size: 512x768, Model hash: abc123, \
Model: "dream, shaper", Denoising strength: 0.55, Lora hashes: "paint: 0f, other: 1e", Version: v1.10"""
EXPECTED = {
    "prompt": "a cat, oil\nbright",
    "negative": "ugly,\nblurred",
    "steps": 25,
    "sampler": "DPM++ 2M Karras",
    "guidance": 6.5,
    "seed": 1234567890,
    "width": 512,
    "height": 768,
    "model_hash": "abc123",
    "model": "dream, shaper",
    "strength": 0.55,
    "loras": [["paint", 0.7]],
    "source": "A1111",
}
GRAPH = {
    "3": {
        "class_type": "KSampler",
        "inputs": {
            "seed": 42, "steps": 20, "cfg": 8, "sampler_name": "euler", "scheduler": "normal", "denoise": 1,
            "model": ["10", 0], "positive": ["6", 0], "negative": ["7", 0], "latent_image": ["5", 0],
        },
    },
    "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "sd/dream.safetensors"}},
    "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 512, "height": 640, "batch_size": 1}},
    "6": {"class_type": "CLIPTextEncode", "inputs": {"text": ["11", 0], "clip": ["10", 1]}},
    "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "ugly", "clip": ["10", 1]}},
    "10": {"inputs": {"lora_name": "ink", "strength_model": 0.5, "model": ["4", 1]}},
    "11": {"class_type": "PrimitiveString", "inputs": {"value": "a castle"}},
    "12": {
        "inputs": {"seed": 43, "steps": 10, "cfg": 5, "sampler_name": "ddim", "denoise": 0.4,
                   "model": ["4", 0], "latent_image": ["3", 0]},
    },
}  # fmt: skip
INVOKE = {
    "positive_prompt": "a tree", "negative_prompt": "", "seed": 7, "steps": 30, "cfg_scale": 7.5,
    "scheduler": "euler_a", "width": 768, "height": 512, "strength": 0.75, "model": {"name": "juggernaut"},
    "loras": [{"model": {"name": "ink"}, "weight": 0.25}],
}  # fmt: skip


def test_parameters_of_a1111():
    assert settings_of({"parameters": PARAMETERS}) == EXPECTED


def test_the_layers_of_clip_that_were_left_out_are_counted_alike():
    for line, skipped in (("Clip skip: 2", 1), ("Clip skip: 1", None), ("Clip skip: two", None)):
        found = settings_of({"parameters": PARAMETERS + ", " + line})
        assert found is not None
        assert found.get("clip_skip") == skipped
    for stop, skipped in ((-2, 1), (-1, None), ("-3", None)):
        nodes = {
            "13": {
                "class_type": "CLIPSetLastLayer",
                "inputs": {"stop_at_clip_layer": stop, "clip": ["10", 1]},
            },
            "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a castle", "clip": ["13", 0]}},
        }
        found = settings_of({"prompt": json.dumps({**GRAPH, **nodes})})
        assert found is not None
        assert found.get("clip_skip") == skipped
    found = settings_of({"invokeai_metadata": json.dumps({**INVOKE, "clip_skip": 3})})
    assert found is not None
    assert found["clip_skip"] == 3
    assert "Clip skip: 4" in parameters_text({"prompt": "a", "steps": 3, "clip_skip": 3})
    assert "Clip skip" not in parameters_text({"prompt": "a", "steps": 3})


def test_some_other_text_under_that_key_is_not_taken_for_settings():
    assert settings_of({"parameters": "holiday in Rome"}) is None
    assert settings_of({}) is None


def test_a_graph_of_comfyui_is_followed_through_its_links():
    found = settings_of({"prompt": json.dumps(GRAPH), "workflow": "{}"})
    assert found == {
        "prompt": "a castle",
        "negative": "ugly",
        "sampler": "euler",
        "scheduler": "normal",
        "model": "sd/dream.safetensors",
        "source": "ComfyUI",
        "seed": 42,
        "steps": 20,
        "width": 512,
        "height": 640,
        "guidance": 8.0,
        "strength": 1.0,
        "loras": [["ink", 0.5]],
    }


def test_a_graph_with_separate_sampler_noise_and_sigmas():
    graph = {
        "1": {"inputs": {"noise": ["2", 0], "guider": ["3", 0], "sampler": ["4", 0], "sigmas": ["5", 0]}},
        "2": {"inputs": {"noise_seed": 99}},
        "3": {"inputs": {"conditioning": ["6", 0], "model": ["7", 0]}},
        "4": {"inputs": {"sampler_name": "heun"}},
        "5": {"inputs": {"steps": 4, "denoise": 0.8, "scheduler": "simple", "model": ["7", 0]}},
        "6": {"inputs": {"guidance": 3.5, "conditioning": ["8", 0]}},
        "7": {"inputs": {"unet_name": "flux.safetensors"}},
        "8": {"inputs": {"text": "a boat"}},
    }
    found = settings_of({"prompt": json.dumps(graph)})
    assert found is not None
    assert (found["seed"], found["steps"], found["sampler"]) == (99, 4, "heun")
    assert (found["prompt"], found["guidance"], found["model"]) == ("a boat", 3.5, "flux.safetensors")
    assert found["strength"] == 0.8


def test_a_graph_that_goes_in_circles_ends():
    graph = {
        key: {"inputs": {**GRAPH["3"]["inputs"], "positive": ["2", 0], "model": ["1", 0]}} for key in "12"
    }
    assert read_graph(graph)["seed"] == 42


def test_both_kinds_of_invokeai():
    found = settings_of({"invokeai_metadata": json.dumps(INVOKE)})
    assert found is not None
    assert (found["prompt"], found["guidance"], found["sampler"]) == ("a tree", 7.5, "euler_a")
    assert (found["model"], found["loras"], found["source"]) == ("juggernaut", [["ink", 0.25]], "InvokeAI")
    old = {"model_weights": "sd15", "image": {"prompt": [{"prompt": "a hill"}], "seed": 3, "cfg_scale": 7}}
    assert settings_of({"sd-metadata": json.dumps(old)}) == {
        "prompt": "a hill", "model": "sd15", "seed": 3, "guidance": 7.0, "source": "InvokeAI"
    }  # fmt: skip


def test_settings_come_with_png_jpeg_and_webp(tmp_path):
    info = PngImagePlugin.PngInfo()
    info.add_itxt("parameters", PARAMETERS)
    Image.fromarray(PIXELS).save(tmp_path / "a.png", pnginfo=info)
    exif = exif_with({"parameters": PARAMETERS})
    Image.fromarray(PIXELS).save(tmp_path / "a.jpg", exif=exif)
    Image.fromarray(PIXELS).save(tmp_path / "a.webp", exif=exif)
    for name in ("a.png", "a.jpg", "a.webp"):
        assert open_document(tmp_path / name).settings == EXPECTED


def test_comfyuis_webp_keeps_its_graph_in_exif(tmp_path):
    exif = Image.Exif()
    exif[0x0110] = "prompt:" + json.dumps(GRAPH)
    Image.fromarray(PIXELS).save(tmp_path / "a.webp", exif=exif)
    found = open_document(tmp_path / "a.webp").settings
    assert found is not None
    assert found["seed"] == 42


@pytest.mark.parametrize("order", ["utf-16-be", "utf-16-le", "utf-16"])
def test_a_comment_is_read_in_either_order_of_bytes(order):
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9286] = b"UNICODE\0" + "cat 猫 with words".encode(order)
    assert texts_of(parse_exif(exif.tobytes())) == {"parameters": "cat 猫 with words"}


def recipe_document() -> Document:
    recipe = Recipe(
        {
            "format": 1, "kind": "paint", "engine": "diffusion", "prompt": "猫 a cat", "negative": "ugly",
            "seed": 5, "steps": 20, "guidance": 7.0, "strength": 0.5, "width": 64, "height": 32,
            "sampler": "", "model": "/home/anna/models/dream.safetensors", "frame": [0, 0, 8, 8],
        },
        {"image": PIXELS},
    )  # fmt: skip
    sketch = Layer("Sketch", tiles=tiles_of(PIXELS))
    return Document(8, 8, (sketch, Layer("Painting", tiles=sketch.tiles, recipe=recipe)))


@pytest.mark.parametrize("ending", ["png", "jpg", "webp", "avif"])
def test_a_flat_picture_says_what_was_generated_and_what_was_painted(tmp_path, ending):
    path = tmp_path / f"a.{ending}"
    assert save_document(recipe_document(), path) == ()
    opened = open_document(path)
    report = json.loads(opened.text["scumble"])
    assert [layer["made"] for layer in report["layers"]] == ["painted", "generated"]
    assert opened.settings is not None
    assert opened.settings["prompt"] == "猫 a cat"
    assert opened.settings["source"] == "Scumble"
    alone = settings_of({"parameters": opened.text["parameters"]})
    assert alone is not None
    for key in ("prompt", "negative", "seed", "steps", "guidance", "strength", "width", "height", "model"):
        assert alone[key] == opened.settings[key]
    assert b"anna" not in path.read_bytes()


def test_nothing_is_said_where_that_is_switched_off_or_nothing_was_generated(tmp_path):
    save_document(recipe_document(), tmp_path / "a.png", SaveOptions(recipes=False))
    save_document(Document(8, 8, recipe_document().layers[:1]), tmp_path / "b.png")
    for name in ("a.png", "b.png"):
        assert open_document(tmp_path / name).text == {}
        assert open_document(tmp_path / name).settings is None


def test_a_report_too_long_for_a_jpeg_is_left_out_and_that_is_said(tmp_path):
    document = recipe_document()
    many = tuple(Layer(f"{number} " + "x" * 60) for number in range(800))
    notes = save_document(
        document.with_layers((*many, *document.layers), document.active), tmp_path / "a.jpg"
    )
    assert "too long" in notes[0]
    opened = open_document(tmp_path / "a.jpg")
    assert "scumble" not in opened.text
    assert opened.settings is not None


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
inputs = st.dictionaries(
    st.sampled_from([*GRAPH["3"]["inputs"], *GRAPH["10"]["inputs"], "text", "sigmas", "sampler", "guider"]),
    json_values | st.tuples(st.sampled_from("1234"), st.integers(0, 1)).map(list),
    max_size=8,
)


@settings(max_examples=150, deadline=None)
@given(
    graph=st.dictionaries(st.sampled_from("1234"), st.fixed_dictionaries({"inputs": inputs}) | json_values)
)
def test_any_graph_gives_settings_of_the_right_types_or_none(graph):
    check(settings_of({"prompt": json.dumps(graph)}))


@settings(max_examples=150, deadline=None)
@given(
    key=st.sampled_from(["parameters", "prompt", "invokeai_metadata", "sd-metadata", "scumble"]),
    value=st.text(max_size=200)
    | st.builds(json.dumps, json_values)
    | st.builds(json.dumps, st.dictionaries(st.sampled_from([*INVOKE, "image", "layers"]), json_values))
    | st.text(max_size=60).map(lambda text: PARAMETERS[: len(text) * 5] + text + PARAMETERS[len(text) * 5 :]),
)
def test_any_text_gives_settings_of_the_right_types_or_none(key, value):
    check(settings_of({key: value}))


def check(found) -> None:
    types = {"seed": int, "steps": int, "width": int, "height": int, "guidance": float, "strength": float}
    for key, value in (found or {}).items():
        assert isinstance(value, types.get(key, list if key == "loras" else str)), (key, value)
    json.dumps(found, allow_nan=False)


@pytest.mark.filterwarnings("ignore:.*:UserWarning")  # Pillow's remarks on damaged blocks
@settings(max_examples=150, deadline=None)
@given(place=st.integers(0, 400), value=st.binary(max_size=6))
def test_a_damaged_exif_block_is_no_obstacle(place, value):
    block = exif_with({"parameters": PARAMETERS, "scumble": "{}"})
    exif = parse_exif(block[:place] + value + block[place + len(value) :])
    assert 1 <= orientation_of(exif) <= 8
    assert all(isinstance(text, str) for text in texts_of(exif).values())


def test_a_packed_text_of_a_png_is_read(tmp_path):
    info = PngImagePlugin.PngInfo()
    info.add_text("prompt", json.dumps(GRAPH), zip=True)
    Image.fromarray(PIXELS).save(tmp_path / "a.png", pnginfo=info)
    found = open_document(tmp_path / "a.png").settings
    assert found is not None
    assert found["seed"] == 42


@pytest.mark.parametrize("ending", ["webp", "avif", "jpg", "png", "tif"])
def test_the_resolution_is_kept(tmp_path, ending):
    save_document(Document(8, 8, (Layer("a"),), dpi=300), tmp_path / f"a.{ending}")
    assert open_document(tmp_path / f"a.{ending}").document.dpi == 300
