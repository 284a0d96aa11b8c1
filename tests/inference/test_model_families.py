"""Telling families, variants, editions, speeds and precisions of models, in every layout."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from inference.errors import ModelError
from inference.models import ModelInfo, NotACheckpoint, Part, companions, inspect, inspect_part, look
from inference.models.pieces import text_encoder
from tests.inference.headers import (
    BF16,
    FLUX,
    FLUX2,
    FLUX_INDEX,
    FLUX_TRANSFORMER,
    KLEIN,
    KLEIN_9B,
    Q4_K,
    Q8_0,
    QWEN,
    SCHNELL,
    SD3,
    SD15,
    SD15_INDEX,
    SD15_UNET,
    SD35_LARGE,
    SD35_MEDIUM,
    SDXL,
    SDXL_INDEX,
    SDXL_UNET,
    UNET,
    Z_IMAGE,
    write_component,
    write_folder,
    write_gguf,
    write_header,
    write_raw,
)

# What each tiny model of a real architecture has to be taken for: family, variant, edition, speed.
REAL = {
    "sd3": ("sd3", "base", None, ""),
    "sd3-no-t5": ("sd3", "base", None, ""),
    "flux": ("flux", "base", "dev", ""),
    "flux-schnell": ("flux", "base", "schnell", "schnell"),
    "flux-fill": ("flux", "fill", "dev", ""),
    "flux-kontext": ("flux", "edit", "dev", ""),
    "flux2": ("flux2", "base", "dev", ""),
    "flux2-klein": ("flux2", "base", "klein-4b", None),
    "qwen": ("qwen", "base", "", ""),
    "qwen-edit": ("qwen", "edit", "", ""),
    "qwen-edit-plus": ("qwen", "edit", "edit-plus", ""),
    "zimage": ("zimage", "base", "", ""),
    "zimage-turbo": ("zimage", "base", "", "turbo"),
}


@pytest.mark.parametrize("name", REAL)
def test_real_architectures_as_folders(tiny_flow: Callable[[str], Path], name: str) -> None:
    folder = tiny_flow(name)
    info = inspect(folder)
    family, variant, edition, speed = REAL[name]
    assert (info.family, info.variant, info.layout, info.needs) == (family, variant, "folder", ())
    assert edition in (info.edition, None)
    assert speed in (info.speed, None)
    assert (info.precision, info.quantisation, info.prediction) == ("fp32", "", "flow")


@pytest.mark.parametrize(
    "name", ["sd3", "flux", "flux-schnell", "flux-fill", "flux2", "flux2-klein", "qwen", "zimage"]
)
def test_real_transformers_as_files_of_their_own(
    tiny_flow: Callable[[str], Path], tmp_path: Path, name: str
) -> None:
    """diffusers' own names of tensors, and those of its widths, in a file and in a folder alone."""
    (weights,) = (tiny_flow(name) / "transformer").glob("*.safetensors")
    file = tmp_path / "transformer.safetensors"
    file.write_bytes(weights.read_bytes())
    family, variant, edition, _ = REAL[name]
    for info in (inspect(file), inspect(weights.parent)):
        assert (info.family, info.variant) == (family, variant)
        assert edition in (info.edition, None)
        assert info.needs
        assert "vae" in info.needs
    assert inspect(file).layout == "single"
    assert inspect(weights.parent).layout == "component"


@pytest.mark.parametrize("part", ["vae", "text_encoder"])
@pytest.mark.parametrize("name", ["sd3", "flux", "flux2", "flux2-klein", "qwen", "zimage"])
def test_real_parts_of_models(tiny_flow: Callable[[str], Path], tmp_path: Path, name: str, part: str) -> None:
    """The folder tells exactly; the bare file at least does not claim to be of another family."""
    folder = tiny_flow(name) / part
    found = inspect_part(folder)
    assert found.kind == ("vae" if part == "vae" else "text-encoder")
    assert REAL[name][0] in found.families
    weights = sorted(folder.glob("*.safetensors"))[0]
    file = tmp_path / "part.safetensors"
    file.write_bytes(weights.read_bytes())
    if part == "vae":
        bare = inspect_part(file)
        assert bare.kind == "vae"
        assert REAL[name][0] in bare.families


# --- single files ---------------------------------------------------------------------------------------

SINGLE: dict[str, tuple[dict[str, list[int]], tuple[str, str, str, str]]] = {
    "sd15": (SD15, ("sd15", "base", "", "")),
    "sdxl": (SDXL, ("sdxl", "base", "", "")),
    "sd15 LCM": (SD15 | {f"{UNET}time_embed.cond_proj.weight": [320, 256]}, ("sd15", "base", "", "lcm")),
    "sd3 medium": (SD3, ("sd3", "base", "3-medium", "")),
    "sd3.5 medium": (SD35_MEDIUM, ("sd3", "base", "3.5-medium", "")),
    "sd3.5 large": (SD35_LARGE, ("sd3", "base", "3.5-large", "")),
    "flux dev": (FLUX, ("flux", "base", "dev", "")),
    "flux schnell": (SCHNELL, ("flux", "base", "schnell", "schnell")),
    "flux fill": (FLUX | {"img_in.weight": [3072, 384]}, ("flux", "fill", "dev", "")),
    "flux2 dev": (FLUX2, ("flux2", "base", "dev", "")),
    "flux2 klein 4B": (KLEIN, ("flux2", "base", "klein-4b", "")),
    "flux2 klein 9B": (KLEIN_9B, ("flux2", "base", "klein-9b", "")),
    "qwen": (QWEN, ("qwen", "base", "", "")),
    "qwen edit plus": (QWEN | {"__index_timestep_zero__": [0]}, ("qwen", "edit", "edit-plus", "")),
    "z-image": (Z_IMAGE, ("zimage", "base", "", "")),
    "z-image omni": (Z_IMAGE | {"siglip_embedder.0.weight": [1152]}, ("zimage", "base", "omni", "")),
}


def told(info: ModelInfo) -> tuple[str, str, str, str]:
    return info.family, info.variant, info.edition, info.speed


@pytest.mark.parametrize("prefix", ["", "model.diffusion_model.", "diffusion_model."])
@pytest.mark.parametrize("name", SINGLE)
def test_single_files(tmp_path: Path, name: str, prefix: str) -> None:
    shapes, wanted = SINGLE[name]
    renamed = {
        (
            prefix + key.removeprefix(UNET)
            if key.startswith(UNET) or wanted[0] not in ("sd15", "sdxl")
            else key
        ): shape
        for key, shape in shapes.items()
    }
    info = inspect(write_header(tmp_path / "a.safetensors", renamed))
    assert told(info) == wanted
    assert info.precision == "fp16"


@pytest.mark.parametrize("name", [name for name in SINGLE if not name.startswith(("sd15", "sdxl"))])
def test_gguf_files(tmp_path: Path, name: str) -> None:
    """GGUF files keep the original names; widths are packed away here, so they tell less."""
    shapes, (family, variant, edition, _) = SINGLE[name]
    info = inspect(write_gguf(tmp_path / "a.gguf", shapes, Q4_K, general__file_type=15))
    assert info.family == family
    assert (info.precision, info.quantisation, info.layout) == ("4-bit", "Q4_K_M", "single")
    assert "vae" in info.needs
    assert variant in ("base", "fill") or info.variant == variant
    assert not edition.startswith("3") or info.edition == edition


def test_gguf_names_its_commonest_type_where_it_says_nothing(tmp_path: Path) -> None:
    assert inspect(write_gguf(tmp_path / "a.gguf", FLUX, Q8_0)).quantisation == "Q8_0"
    info = inspect(write_gguf(tmp_path / "b.gguf", QWEN, BF16))
    assert (info.quantisation, info.precision) == ("BF16", "bf16")


def test_gguf_text_encoders(tmp_path: Path) -> None:
    path = write_gguf(
        tmp_path / "a.gguf", {"enc.blk.0.attn_q.weight": [1, 1]}, Q8_0, general__architecture="t5encoder"
    )
    part = inspect_part(path, "text-encoder")
    assert (part.encoder, part.families, part.format) == ("t5", ("sd3", "flux"), "Q8_0")
    path = write_gguf(
        tmp_path / "b.gguf",
        {"blk.0.attn_q.weight": [1, 1]},
        Q8_0,
        general__architecture="qwen3",
        qwen3__embedding_length=4096,
    )
    assert inspect_part(path).encoder == "qwen3-8b"
    path = write_gguf(
        tmp_path / "c.gguf", {"blk.0.attn_q.weight": [1, 1]}, Q8_0, general__architecture="llama"
    )
    with pytest.raises(NotACheckpoint):
        look(path)


@pytest.mark.parametrize(
    ("dtype", "precision"),
    [("F32", "fp32"), ("BF16", "bf16"), ("F8_E4M3", "fp8"), ("U8", "4-bit"), ("F64", "other")],
)
def test_precision(tmp_path: Path, dtype: str, precision: str) -> None:
    assert inspect(write_header(tmp_path / "a.safetensors", FLUX, dtype)).precision == precision


@pytest.mark.parametrize(
    ("mark", "quantisation"),
    [
        ("double_blocks.0.img_attn.qkv.weight.quant_state.bitsandbytes__nf4", "bnb-nf4"),
        ("scaled_fp8", "fp8-scaled"),
        ("double_blocks.0.img_attn.qkv.scale_weight", "fp8-scaled"),
    ],
)
def test_quantised_single_files(tmp_path: Path, mark: str, quantisation: str) -> None:
    assert inspect(write_header(tmp_path / "a.safetensors", FLUX | {mark: [1]})).quantisation == quantisation


def test_nunchaku_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="Nunchaku"):
        inspect(write_header(tmp_path / "a.safetensors", {"transformer_blocks.0.qkv_proj.wscales": [1]}))


@pytest.mark.parametrize(
    ("shapes", "metadata", "field", "value"),
    [
        (SDXL, {"modelspec.title": "DreamPaint XL Lightning"}, "speed", "lightning"),
        (SDXL, {"modelspec.title": "Hyper-SDXL"}, "speed", "hyper"),
        (SDXL, {"modelspec.title": "Hyperion's lake"}, "speed", ""),
        (SDXL | {"v_pred": [0]}, {}, "prediction", "v_prediction"),
        (SDXL, {"modelspec.prediction_type": "v"}, "prediction", "v_prediction"),
        (SDXL, {}, "prediction", "epsilon"),
        (SD3, {}, "prediction", "flow"),
        (FLUX, {"modelspec.title": "Flux.1 Kontext dev"}, "variant", "edit"),
        (QWEN, {"modelspec.title": "Qwen Image Edit"}, "variant", "edit"),
    ],
)
def test_remarks_in_the_header(
    tmp_path: Path, shapes: dict[str, list[int]], metadata: dict[str, str], field: str, value: str
) -> None:
    info = inspect(
        write_header(tmp_path / "turbo-lcm.safetensors", shapes, metadata={"format": "pt"} | metadata)
    )
    assert getattr(info, field) == value


ALL_IN_ONE = {
    "flux": (FLUX, ["vae.decoder.conv_in.weight", "text_encoders.clip_l.x", "text_encoders.t5xxl.x"]),
    "sd3": (SD3, ["first_stage_model.x", "text_encoders.clip_l.x", "text_encoders.clip_g.x"]),
    "qwen": (QWEN, ["vae.x", "text_encoders.qwen25_7b.x"]),
    "zimage": (Z_IMAGE, ["vae.x", "text_encoders.qwen3_4b.x"]),
}


@pytest.mark.parametrize("family", ALL_IN_ONE)
def test_files_that_hold_everything_need_nothing(tmp_path: Path, family: str) -> None:
    shapes, others = ALL_IN_ONE[family]
    whole = {UNET + key: shape for key, shape in shapes.items()} | {key: [1] for key in others}
    assert inspect(write_header(tmp_path / "a.safetensors", whole)).needs == ()
    bare = inspect(write_header(tmp_path / "b.safetensors", shapes))
    assert len(bare.needs) == len(others)


def test_needs_of_flux2(tmp_path: Path) -> None:
    assert inspect(write_header(tmp_path / "a.safetensors", FLUX2)).needs == ("vae", "mistral3")
    assert inspect(write_header(tmp_path / "b.safetensors", KLEIN)).needs == ("vae", "qwen3-4b")
    assert inspect(write_header(tmp_path / "c.safetensors", KLEIN_9B)).needs == ("vae", "qwen3-8b")


def test_companions_come_likeliest_first(tmp_path: Path) -> None:
    flux = inspect(write_header(tmp_path / "f.safetensors", FLUX))

    def vae(name: str, *families: Any) -> Part:
        return Part(tmp_path / name, name, "vae", families, 1)

    piece = text_encoder("t5")
    t5 = Part(tmp_path / "t5", "t5", "text-encoder", piece.families, 1, encoder="t5")
    anyone, named = vae("a", "sd3", "flux", "zimage"), vae("flux-ae", "sd3", "flux", "zimage")
    exact, wrong = vae("z", "flux", "zimage"), vae("q", "qwen")
    assert companions(flux, [anyone, wrong, named, t5, exact]) == {
        "vae": (exact, named, anyone),
        "clip-l": (),
        "t5": (t5,),
    }


# --- folders --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scheduler", "speed"),
    [
        ({"_class_name": "LCMScheduler"}, "lcm"),
        ({"_class_name": "TCDScheduler"}, "hyper"),
        ({"_class_name": "EulerAncestralDiscreteScheduler", "timestep_spacing": "trailing"}, "turbo"),
        ({"_class_name": "EulerDiscreteScheduler", "timestep_spacing": "trailing"}, "lightning"),
        ({"_class_name": "EulerDiscreteScheduler", "timestep_spacing": "leading"}, ""),
    ],
)
def test_speed_by_the_models_own_sampler(tmp_path: Path, scheduler: dict[str, str], speed: str) -> None:
    assert inspect(write_folder(tmp_path / "m", SDXL_INDEX, SDXL_UNET, scheduler=scheduler)).speed == speed


def test_speed_by_unet_and_origin(tmp_path: Path) -> None:
    lcm = write_folder(tmp_path / "a", SD15_INDEX, SD15_UNET | {"time_cond_proj_dim": 256})
    assert inspect(lcm).speed == "lcm"
    named = write_folder(tmp_path / "b", SDXL_INDEX | {"_name_or_path": "stabilityai/sdxl-turbo"}, SDXL_UNET)
    assert inspect(named).speed == "turbo"
    placed = write_folder(tmp_path / "c", SDXL_INDEX | {"_name_or_path": "/home/me/turbo/x"}, SDXL_UNET)
    assert inspect(placed).speed == ""


def test_v_prediction_by_the_sampler(tmp_path: Path) -> None:
    scheduler = {"_class_name": "EulerDiscreteScheduler", "prediction_type": "v_prediction"}
    assert (
        inspect(write_folder(tmp_path / "m", SDXL_INDEX, SDXL_UNET, scheduler=scheduler)).prediction
        == "v_prediction"
    )


@pytest.mark.parametrize(
    ("settings", "quantisation"),
    [
        ({"quant_method": "bitsandbytes", "load_in_4bit": True, "bnb_4bit_quant_type": "nf4"}, "bnb-nf4"),
        ({"quant_method": "bitsandbytes", "load_in_8bit": True}, "bnb-int8"),
        ({"quant_method": "torchao", "quant_type": "int8wo"}, "torchao"),
    ],
)
def test_quantised_folders(tmp_path: Path, settings: dict[str, Any], quantisation: str) -> None:
    config = FLUX_TRANSFORMER | {"quantization_config": settings}
    assert inspect(write_folder(tmp_path / "m", FLUX_INDEX, config)).quantisation == quantisation
    alone = inspect(write_component(tmp_path / "transformer", config))
    assert (alone.quantisation, alone.layout, alone.needs) == (
        quantisation,
        "component",
        ("vae", "clip-l", "t5"),
    )


@pytest.mark.parametrize("value", [0, -4, "64", True, [64]])
def test_senseless_settings(tmp_path: Path, value: Any) -> None:
    with pytest.raises(ModelError, match="settings make no sense"):
        inspect(write_folder(tmp_path / "m", FLUX_INDEX, FLUX_TRANSFORMER | {"in_channels": value}))


def test_sharded_weights(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "m", FLUX_INDEX, FLUX_TRANSFORMER)
    part = folder / "transformer"
    (part / "diffusion_pytorch_model.safetensors").unlink()
    shards = [f"diffusion_pytorch_model-0000{number}-of-00002.safetensors" for number in (1, 2)]
    for shard in shards:
        write_raw(part / shard, b"{}")
    with pytest.raises(ModelError, match="lacks its index"):
        inspect(folder)
    index = part / "diffusion_pytorch_model.safetensors.index.json"
    index.write_text(json.dumps({"weight_map": {"a": shards[0], "b": shards[1]}}))
    assert inspect(folder).family == "flux"
    (part / shards[1]).unlink()
    with pytest.raises(ModelError, match=f"transformer lacks {shards[1]}"):
        inspect(folder)
    write_raw(part / "diffusion_pytorch_model.fp16.safetensors", b"{}")  # another edition that is whole
    assert inspect(folder).family == "flux"
    (part / "diffusion_pytorch_model.fp16.safetensors").unlink()
    index.write_text(json.dumps({"weight_map": ["../../secret"]}))
    with pytest.raises(ModelError, match="lacks its index"):
        inspect(folder)


def test_names_of_folders_that_are_named_by_hashes(tmp_path: Path) -> None:
    cached = tmp_path / "models--owner--Fine-Model" / "snapshots" / ("0" * 40)
    assert inspect(write_folder(cached, SD15_INDEX, SD15_UNET)).name == "Fine-Model"
    key = tmp_path / "0fb3c9a4-2e0e-4d2f-8c36-1a2b3c4d5e6f"
    named = write_folder(key, SD15_INDEX | {"_name_or_path": "owner/Other"}, SD15_UNET)
    assert inspect(named).name == "Other"
