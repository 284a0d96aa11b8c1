"""Finding the models of A1111, Forge, ComfyUI, InvokeAI and the hub's cache where they lie."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from inference.library import Index, extra_folders, find_installs, layout_of, scan_library
from tests.inference.headers import (
    FLUX,
    SD15,
    SD15_INDEX,
    SD15_UNET,
    SDXL,
    write_component,
    write_folder,
    write_header,
    write_raw,
)

LORA = {"lora_unet_mid_block_attentions_0_proj_in.lora_down.weight": [4, 320]}
VAE = {"decoder.conv_in.weight": [512, 4, 3, 3]}
CONTROL = {"controlnet_cond_embedding.conv_in.weight": [16, 3, 3, 3]}
EMBEDDING = {"emb_params": [2, 768]}
T5 = {"encoder.block.0.layer.0.SelfAttention.q.weight": [1, 1]}
ADAPTER = {"image_proj.proj.weight": [1, 1], "ip_adapter.1.to_k_ip.weight": [320, 768]}
UPSCALER = {"body.0.weight": [64, 3, 3, 3], "body.2.weight": [48, 64, 3, 3]}


def put(path: Path, shapes: dict[str, list[int]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return write_header(path, shapes)


def found(folder: Path, tmp_path: Path) -> set[tuple[str, str]]:
    """(name, family or kind of part) of all that is found."""
    catalogue = scan_library([folder], Index(tmp_path / "index.sqlite"))
    assert not catalogue.problems
    return {(model.name, model.family) for model in catalogue.models} | {
        (part.name, part.kind) for part in catalogue.parts
    }


def make_a1111(root: Path) -> Path:
    put(root / "models/Stable-diffusion/favourites/dream.safetensors", SD15)
    put(root / "models/Lora/ink.safetensors", LORA)
    put(root / "models/VAE/soft.safetensors", VAE)
    put(root / "models/ControlNet/canny.safetensors", CONTROL)
    put(root / "extensions/sd-webui-controlnet/models/depth.safetensors", CONTROL)
    put(root / "embeddings/easy.safetensors", EMBEDDING)
    put(root / "models/ESRGAN/up.safetensors", UPSCALER)
    put(root / "venv/lib/weights.safetensors", SDXL)  # not a model of the artist's
    (root / "config.json").write_text("{}")
    return root


def test_a1111(tmp_path: Path) -> None:
    root = make_a1111(tmp_path / "stable-diffusion-webui")
    assert layout_of(root).program == "A1111"
    assert found(root, tmp_path) == {
        ("dream", "sd15"),
        ("ink", "lora"),
        ("soft", "vae"),
        ("canny", "controlnet"),
        ("depth", "controlnet"),
        ("easy", "embedding"),
        ("up", "upscaler"),
    }


def test_forge(tmp_path: Path) -> None:
    root = make_a1111(tmp_path / "forge")
    put(root / "models/text_encoder/t5xxl.safetensors", T5)
    (root / "modules_forge").mkdir()
    assert layout_of(root).program == "Forge"
    assert ("t5xxl", "text-encoder") in found(root, tmp_path)


def make_comfy(root: Path) -> Path:
    put(root / "models/checkpoints/dream.safetensors", SD15)
    put(root / "models/diffusion_models/flux.safetensors", FLUX)
    put(root / "models/text_encoders/t5.safetensors", T5)
    put(root / "models/loras/ink.safetensors", LORA)
    put(root / "models/ipadapter/ip.safetensors", ADAPTER)
    put(root / "models/upscale_models/up.safetensors", UPSCALER)
    put(root / "output/not-a-model.safetensors", SDXL)
    return root


COMFY = {
    ("dream", "sd15"),
    ("flux", "flux"),
    ("t5", "text-encoder"),
    ("ink", "lora"),
    ("ip", "ip-adapter"),
    ("up", "upscaler"),
}


def test_comfy(tmp_path: Path) -> None:
    root = make_comfy(tmp_path / "ComfyUI")
    assert layout_of(root).program == "ComfyUI"
    assert found(root, tmp_path) == COMFY


def test_comfys_models_folder_alone_is_just_a_folder(tmp_path: Path) -> None:
    root = make_comfy(tmp_path / "ComfyUI")
    assert layout_of(root / "models").program == ""
    assert found(root / "models", tmp_path) == COMFY


def test_comfys_extra_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = make_comfy(tmp_path / "ComfyUI")
    shared = make_a1111(tmp_path / "shared")
    put(tmp_path / "home" / "more" / "home.safetensors", SDXL)
    put(tmp_path / "by-variable" / "variable.safetensors", SDXL)
    put(root / "beside" / "beside.safetensors", SDXL)
    put(shared / "nodes" / "never.safetensors", SDXL)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    monkeypatch.setenv("PICTURES", str(tmp_path / "by-variable"))
    (root / "extra_model_paths.yaml").write_text(
        f"""
a111:
    base_path: {shared.as_posix()}/
    is_default: true
    checkpoints: models/Stable-diffusion
    loras: |
        models/Lora
        models/LyCORIS
    vae: models/VAE
    custom_nodes: nodes
mine:
    checkpoints: |
        ~/more
        $PICTURES
        beside
        /nowhere/at/all
    odd: 3
nothing:
empty: {{}}
"""
    )
    names = found(root, tmp_path)
    assert names == {
        ("dream", "sd15"),
        ("flux", "flux"),
        ("t5", "text-encoder"),
        ("ink", "lora"),
        ("ip", "ip-adapter"),
        ("up", "upscaler"),
        ("soft", "vae"),
        ("home", "sdxl"),
        ("variable", "sdxl"),
        ("beside", "sdxl"),
    }
    assert [path.name for path in layout_of(root).folders][-3:] == ["more", "by-variable", "beside"]


BAD_YAML = {
    "not YAML": b"a: [1, 2",
    "a program": b"!!python/object/apply:os.system ['echo']",
    "binary": b"\xff\xff\xff",
    "a zero byte": b'a:\n  checkpoints: "x\\0y"\n',
    "a list": b"- 1\n- 2",
    "text": b"hello",
    "nothing": b"",
    "numbers": b"1: {2: 3, base_path: [1]}",
    "deep": b"[" * 20_000,
    "laughs": b"a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: {checkpoints: *c}",
    "itself": b"a: &a\n  b: *a\n",
}


@pytest.mark.parametrize("case", BAD_YAML)
def test_extra_paths_that_make_no_sense(tmp_path: Path, case: str) -> None:
    root = make_comfy(tmp_path / "ComfyUI")
    file = root / "extra_model_paths.yaml"
    file.write_bytes(BAD_YAML[case])
    folders, problem = extra_folders(file)
    assert folders == []
    refused = case in ("not YAML", "a program", "binary", "deep")
    assert (problem is not None) == refused
    catalogue = scan_library([root], Index(tmp_path / "index.sqlite"))
    assert [path for path, _ in catalogue.problems] == ([file] if refused else [])
    assert len(catalogue.models) == 2


def test_extra_paths_that_are_absurdly_large(tmp_path: Path) -> None:
    file = tmp_path / "extra_model_paths.yaml"
    file.write_bytes(b"# " + bytes([65]) * (1 << 20))
    assert "far too large" in str(extra_folders(file)[1])


def test_invoke_by_base_and_type(tmp_path: Path) -> None:
    root = tmp_path / "invokeai"
    put(root / "models/sd-1/main/dream.safetensors", SD15)
    put(root / "models/sdxl/lora/ink.safetensors", LORA)
    write_component(
        root / "models/any/clip_vision/ip_encoder",
        {"architectures": ["CLIPVisionModel"]},
        "model.safetensors",
    )
    write_folder(root / "models/core/convert/sd", SD15_INDEX, SD15_UNET)
    (root / "invokeai.yaml").write_text("schema_version: 4")
    assert layout_of(root).program == "InvokeAI"
    assert found(root, tmp_path) == {
        ("dream", "sd15"),
        ("ink", "lora"),
        ("ip_encoder", "image-encoder"),
        ("sd", "sd15"),
    }


def test_invoke_by_keys(tmp_path: Path) -> None:
    root = tmp_path / "invokeai"
    put(root / "models/0fb3c9a4-2e0e-4d2f-8c36-1a2b3c4d5e6f/dream.safetensors", SD15)
    write_folder(
        root / "models/1fb3c9a4-2e0e-4d2f-8c36-1a2b3c4d5e6f",
        SD15_INDEX | {"_name_or_path": "x/Mine"},
        SD15_UNET,
    )
    (root / "databases").mkdir()
    (root / "databases" / "invokeai.db").write_bytes(b"")
    assert found(root, tmp_path) == {("dream", "sd15"), ("Mine", "sd15")}


def make_hub(hub: Path) -> Path:
    """As huggingface_hub lays it out: files are links into blobs, two revisions of one model."""
    repository = hub / "models--owner--Fine-Model"
    blobs = repository / "blobs"
    blobs.mkdir(parents=True)
    new = write_folder(repository / "snapshots" / ("b" * 40), SD15_INDEX, SD15_UNET)
    old = write_folder(repository / "snapshots" / ("a" * 40), SD15_INDEX, SD15_UNET)
    for number, path in enumerate(sorted(path for path in new.rglob("*") if path.is_file())):
        path.rename(blobs / f"{number:064}")
        path.symlink_to(blobs / f"{number:064}")
    os.utime(old, (1, 1))
    single = hub / "models--owner--lora" / "snapshots" / ("c" * 40)
    single.mkdir(parents=True)
    (hub / "models--owner--lora" / "blobs").mkdir()
    write_header(hub / "models--owner--lora" / "blobs" / "ff", LORA).rename(
        single.parent.parent / "blobs" / "f"
    )
    (single / "ink.safetensors").symlink_to(single.parent.parent / "blobs" / "f")
    (hub / ".locks").mkdir()
    return hub


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_hub_cache(tmp_path: Path) -> None:
    hub = make_hub(tmp_path / "huggingface" / "hub")
    assert layout_of(hub).program == "Hugging Face"
    assert found(hub, tmp_path) == {("Fine-Model", "sd15"), ("ink", "lora")}
    catalogue = scan_library([hub], Index(tmp_path / "index.sqlite"))
    assert [model.path.name for model in catalogue.models] == ["b" * 40]


def test_settings_of_other_programs_do_not_make_a_folder_a_component(tmp_path: Path) -> None:
    folder = tmp_path / "models"
    put(folder / "dream.safetensors", SD15)
    (folder / "config.json").write_text("{}")
    assert found(folder, tmp_path) == {("dream", "sd15")}


def test_small_bin_files_are_no_models(tmp_path: Path) -> None:
    folder = tmp_path / "models"
    put(folder / "dream.safetensors", SD15)
    (folder / "training_args.bin").write_bytes(b"\x80")
    write_raw(folder / "big.bin", b"{}", bytes(1 << 20))
    catalogue = scan_library([folder], Index(tmp_path / "index.sqlite"))
    assert [path.name for path, _ in catalogue.problems] == ["big.bin"]


def test_finds_likely_installs_and_adds_none(tmp_path: Path) -> None:
    home = tmp_path / "home"
    comfy = make_comfy(home / "AI" / "ComfyUI")
    webui = make_a1111(home / "stable-diffusion-webui")
    matrix = make_comfy(home / "StabilityMatrix" / "Packages" / "Comfy by another name")
    (home / "InvokeAI").mkdir()  # nothing in it
    installs = find_installs(home, {})
    assert {path: layout.program for path, layout in installs} == {
        webui: "A1111",
        comfy: "ComfyUI",
        matrix: "ComfyUI",
    }
    assert find_installs(tmp_path / "nobody", {}) == ()


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_finds_the_hubs_cache_where_the_environment_says(tmp_path: Path) -> None:
    hub = make_hub(tmp_path / "elsewhere" / "hub")
    for name, value in (("HF_HOME", hub.parent), ("HF_HUB_CACHE", hub), ("HUGGINGFACE_HUB_CACHE", hub)):
        assert [path for path, _ in find_installs(tmp_path, {name: str(value)})] == [hub]
    moved = tmp_path / "cache" / "huggingface"
    moved.mkdir(parents=True)
    hub.rename(moved / "hub")
    assert [path for path, _ in find_installs(tmp_path, {"XDG_CACHE_HOME": str(tmp_path / "cache")})] == [
        moved / "hub"
    ]
