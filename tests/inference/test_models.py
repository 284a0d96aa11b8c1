"""Telling checkpoints apart by their contents, and refusing what is unsafe, damaged or of another kind."""

from __future__ import annotations

import json
import struct
import sys
from pathlib import Path
from typing import Any

import pytest

from inference.checkpoint import MAX_HEADER, read_shapes
from inference.errors import ModelError
from inference.models import NotACheckpoint, default_folders, inspect, needs_sentence, scan
from tests.inference.headers import (
    SD3,
    SD15,
    SD15_INDEX,
    SD15_UNET,
    SDXL,
    SDXL_INDEX,
    SDXL_UNET,
    UNET,
    write_folder,
    write_header,
    write_raw,
)


@pytest.mark.parametrize("family", ["sd15", "sdxl"])
@pytest.mark.parametrize("layout", ["folder", "single"])
@pytest.mark.parametrize("inpaint", [False, True])
def test_tells_real_checkpoints_apart(tiny_model: Any, family: str, layout: str, inpaint: bool) -> None:
    path = tiny_model(family, layout, inpaint)
    info = inspect(path)
    assert (info.family, info.layout, info.inpaint) == (family, layout, inpaint)
    assert info.native_size == {"sd15": 512, "sdxl": 1024}[family]
    assert info.name == path.stem
    assert info.bytes > 1_000_000


def test_needs_no_torch_to_inspect() -> None:
    import subprocess

    code = "import sys, inference.models; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0


def test_name_of_the_file_says_nothing(tmp_path: Path) -> None:
    assert inspect(write_header(tmp_path / "sd15-inpainting.safetensors", SDXL)).family == "sdxl"
    assert inspect(write_header(tmp_path / "sdxl-base.safetensors", SD15)).family == "sd15"


def test_nine_channels_mean_inpainting(tmp_path: Path) -> None:
    shapes = SD15 | {f"{UNET}input_blocks.0.0.weight": [320, 9, 3, 3]}
    assert inspect(write_header(tmp_path / "a.safetensors", shapes)).inpaint


OTHER_FAMILIES = {
    "Stable Diffusion 2": {
        f"{UNET}input_blocks.0.0.weight": [320, 4, 3, 3],
        "cond_stage_model.model.token_embedding.weight": [49408, 1024],
    },
    "Chroma": {"distilled_guidance_layer.in_proj.weight": [1, 1]},
    "Flux.1 Depth / Canny": {
        "double_blocks.0.img_attn.qkv.weight": [9216, 3072],
        "img_in.weight": [3072, 128],
        "final_layer.linear.weight": [64, 3072],
    },
    "Wan video": {"model.diffusion_model.head.modulation": [1, 2, 1536]},
    "Lumina 2": {"layers.0.adaLN_modulation.1.weight": [1, 1]},
    "SDXL refiner": {
        f"{UNET}input_blocks.0.0.weight": [384, 4, 3, 3],
        f"{UNET}label_emb.0.0.weight": [1536, 2560],
        "conditioner.embedders.0.model.text_projection": [1280, 1280],
    },
    "InstructPix2Pix": SD15 | {f"{UNET}input_blocks.0.0.weight": [320, 8, 3, 3]},
    "Qwen-Image-Layered": {
        "transformer_blocks.0.img_mod.1.weight": [1, 1],
        "time_text_embed.addition_t_embedding.weight": [2, 3072],
    },
}


@pytest.mark.parametrize("name", OTHER_FAMILIES)
def test_names_families_it_cannot_use(tmp_path: Path, name: str) -> None:
    path = write_header(tmp_path / "a.safetensors", OTHER_FAMILIES[name])
    with pytest.raises(ModelError, match=f"{name}.*not supported yet"):
        inspect(path)


PARTS = {
    "a LoRA": {"lora_unet_down_blocks_0.lora_down.weight": [4, 320]},
    "a VAE": {"decoder.conv_in.weight": [512, 4, 3, 3]},
    "a ControlNet": {"control_model.input_blocks.0.0.weight": [320, 4, 3, 3]},
    "not a model that Scumble knows": {"something.else": [3]},
}


@pytest.mark.parametrize("name", PARTS)
def test_parts_of_models_are_no_checkpoints(tmp_path: Path, name: str) -> None:
    with pytest.raises(NotACheckpoint, match=name):
        inspect(write_header(tmp_path / "a.safetensors", PARTS[name]))


def test_incomplete_checkpoints_say_what_they_need(tmp_path: Path) -> None:
    bare = {name: shape for name, shape in SD15.items() if "cond_stage" not in name}
    info = inspect(write_header(tmp_path / "bare.safetensors", bare))
    assert info.needs == ("clip-l",)
    no_vae = {name: shape for name, shape in SDXL.items() if "first_stage" not in name}
    info = inspect(write_header(tmp_path / "no_vae.safetensors", no_vae))
    assert info.needs == ("vae",)
    assert "VAE missing" in str(needs_sentence(info))
    assert needs_sentence(inspect(write_header(tmp_path / "whole.safetensors", SDXL))) is None


@pytest.mark.parametrize("suffix", [".ckpt", ".pt", ".pth", ".bin", ".CKPT"])
def test_refuses_pickles_unread(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"model{suffix}"
    path.write_bytes(b"\x80\x04.")
    with pytest.raises(ModelError, match=r"pickled.*any program.*safetensors"):
        inspect(path)


def test_refuses_pickled_folders(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "m", SD15_INDEX, SD15_UNET, suffix=".bin")
    with pytest.raises(ModelError, match=r"unet in a pickled file"):
        inspect(folder)


ENTRY = {"dtype": "F16", "shape": [2, 2], "data_offsets": [0, 8]}
DAMAGED = {
    "empty": b"",
    "too short": b"\x01\x02",
    "no length": struct.pack("<Q", 0),
    "absurd length": struct.pack("<Q", MAX_HEADER + 1) + b"{}",
    "longest length": b"\xff" * 8 + b"{}",
    "not JSON": struct.pack("<Q", 6) + b"<html>",
    "not UTF-8": struct.pack("<Q", 4) + b'{"\xff}',
    "a list": struct.pack("<Q", 2) + b"[]",
    "nested deeply": struct.pack("<Q", 200_000) + b"[" * 200_000,
}
DAMAGED_ENTRIES = {
    "not an object": 3,
    "no shape": {"dtype": "F16", "data_offsets": [0, 8]},
    "negative side": ENTRY | {"shape": [-1, 2]},
    "side is text": ENTRY | {"shape": ["2", 2]},
    "side is true": ENTRY | {"shape": [True]},
    "huge side": ENTRY | {"shape": [10**30]},
    "many sides": ENTRY | {"shape": [1] * 99},
    "one offset": ENTRY | {"data_offsets": [0]},
    "backward offsets": ENTRY | {"data_offsets": [8, 0]},
    "negative offset": ENTRY | {"data_offsets": [-8, 0]},
}


@pytest.mark.parametrize("case", DAMAGED)
def test_damaged_headers(tmp_path: Path, case: str) -> None:
    path = tmp_path / "a.safetensors"
    path.write_bytes(DAMAGED[case])
    with pytest.raises(ModelError, match=r"damaged.*Download it again"):
        inspect(path)


@pytest.mark.parametrize("case", DAMAGED_ENTRIES)
def test_damaged_entries(tmp_path: Path, case: str) -> None:
    path = write_raw(tmp_path / "a.safetensors", json.dumps({"a": DAMAGED_ENTRIES[case]}).encode(), bytes(8))
    with pytest.raises(ModelError, match=r"damaged.*Download it again"):
        inspect(path)


@pytest.mark.parametrize("kept", [100, -1])
def test_unfinished_downloads(tiny_model: Any, tmp_path: Path, kept: int) -> None:
    path = tmp_path / "a.safetensors"
    path.write_bytes(tiny_model("sd15", "single").read_bytes()[:kept])
    with pytest.raises(ModelError, match="cut short"):
        inspect(path)


def test_shapes_are_read_as_written(tmp_path: Path) -> None:
    assert read_shapes(write_header(tmp_path / "a.safetensors", SD15)) == {
        name: tuple(shape) for name, shape in SD15.items()
    }


def test_missing_and_foreign_paths(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no model at"):
        inspect(tmp_path / "nothing.safetensors")
    with pytest.raises(ModelError, match=r"no model_index\.json"):
        inspect(tmp_path)
    (tmp_path / "a.txt").write_text("hello")
    with pytest.raises(ModelError, match="is no model"):
        inspect(tmp_path / "a.txt")


def test_folders_of_other_families(tmp_path: Path) -> None:
    sd2 = write_folder(tmp_path / "sd2", SD15_INDEX, SD15_UNET | {"cross_attention_dim": 1024})
    with pytest.raises(ModelError, match="Stable Diffusion 2"):
        inspect(sd2)
    wan = write_folder(
        tmp_path / "wan", {"_class_name": "WanPipeline", "transformer": ["diffusers", "WanTransformer3D"]}, {}
    )
    with pytest.raises(ModelError, match=r"'Wan'.*not supported yet"):
        inspect(wan)
    refiner = write_folder(tmp_path / "refiner", SDXL_INDEX | {"text_encoder": [None, None]}, SDXL_UNET)
    with pytest.raises(ModelError, match="SDXL refiner"):
        inspect(refiner)


def test_incomplete_and_mixed_folders(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "a", SD15_INDEX, SD15_UNET)
    assert inspect(folder).family == "sd15"
    (folder / "vae" / "diffusion_pytorch_model.safetensors").unlink()
    with pytest.raises(ModelError, match=r"vae has no \.safetensors"):
        inspect(folder)
    (folder / "vae" / "config.json").unlink()
    with pytest.raises(ModelError, match=r"vae/config\.json is missing"):
        inspect(folder)
    mixed = write_folder(tmp_path / "b", SDXL_INDEX, SD15_UNET)
    with pytest.raises(ModelError, match="do not belong together"):
        inspect(mixed)
    (mixed / "unet" / "config.json").write_text("{")
    with pytest.raises(ModelError, match=r"unet/config\.json' is damaged"):
        inspect(mixed)


def test_scan_finds_models_and_reports_problems(tmp_path: Path) -> None:
    sub = tmp_path / "checkpoints" / "favourites"
    sub.mkdir(parents=True)
    write_header(sub / "beta.safetensors", SD15)
    write_header(tmp_path / "Alpha.safetensors", SDXL)
    write_header(tmp_path / "lora.safetensors", PARTS["a LoRA"])
    write_header(tmp_path / "chroma.safetensors", OTHER_FAMILIES["Chroma"])
    write_header(tmp_path / "delta.safetensors", SD3)
    write_header(tmp_path / "other.safetensors", {"something.else": [3]})
    (tmp_path / "old.ckpt").write_bytes(b"\x80")
    (tmp_path / "broken.safetensors").write_bytes(b"")
    (tmp_path / "notes.txt").write_text("mine")
    folder = write_folder(tmp_path / "gamma", SDXL_INDEX, SDXL_UNET)
    write_header(folder / "inside.safetensors", SD15)  # a part of the folder, not a model of its own
    models, problems = scan([tmp_path, tmp_path / "missing"])
    assert [model.name for model in models] == ["Alpha", "beta", "delta", "gamma"]
    assert [path.name for path, _ in problems] == ["broken.safetensors", "chroma.safetensors", "old.ckpt"]
    assert all(sentence.endswith(".") for _, sentence in problems)


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_scan_survives_loops_and_counts_links_once(tmp_path: Path) -> None:
    write_header(tmp_path / "a.safetensors", SD15)
    (tmp_path / "again.safetensors").symlink_to(tmp_path / "a.safetensors")
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "dangling.safetensors").symlink_to(tmp_path / "nowhere.safetensors")
    models, problems = scan([tmp_path, tmp_path / "loop"])
    assert [model.name for model in models] == ["a"]
    assert [path.name for path, _ in problems] == ["dangling.safetensors"]


def test_scan_takes_a_model_folder_itself(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "gamma", SDXL_INDEX, SDXL_UNET)
    assert [model.path for model in scan([folder])[0]] == [folder]


def test_default_folders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import os

    monkeypatch.setenv("SCUMBLE_MODELS", os.pathsep.join([str(tmp_path / "a"), "", str(tmp_path / "b")]))
    folders = default_folders()
    assert folders[:2] == [tmp_path / "a", tmp_path / "b"]
    assert folders[2].name == "models"
    monkeypatch.delenv("SCUMBLE_MODELS")
    assert default_folders() == folders[2:]
