"""Which files of a page are taken."""

from __future__ import annotations

from typing import Any

import pytest

from inference.errors import ChooseFile, HubRefused
from inference.hub.choice import choose, single_files
from inference.hub.listing import Checksum, Listing, RepoFile

SD15 = [
    "README.md",
    "LICENSE.md",
    "model_index.json",
    "v1-5-pruned.ckpt",
    "v1-5-pruned-emaonly.safetensors",
    "feature_extractor/preprocessor_config.json",
    "safety_checker/config.json",
    "safety_checker/model.safetensors",
    "scheduler/scheduler_config.json",
    "text_encoder/config.json",
    "text_encoder/model.fp16.safetensors",
    "text_encoder/model.safetensors",
    "text_encoder/pytorch_model.bin",
    "tokenizer/merges.txt",
    "tokenizer/vocab.json",
    "tokenizer/tokenizer_config.json",
    "unet/config.json",
    "unet/diffusion_pytorch_model.bin",
    "unet/diffusion_pytorch_model.fp16.safetensors",
    "unet/diffusion_pytorch_model.non_ema.safetensors",
    "unet/diffusion_pytorch_model.safetensors",
    "unet/flax_model.msgpack",
    "unet/model.onnx",
    "unet/openvino_model.xml",
    "unet/run.py",
    "vae/config.json",
    "vae/diffusion_pytorch_model.safetensors",
    "vae_1_0/diffusion_pytorch_model.safetensors",
]
INDEX: dict[str, Any] = {
    "_class_name": "StableDiffusionPipeline",
    "feature_extractor": ["transformers", "CLIPImageProcessor"],
    "image_encoder": [None, None],
    "requires_safety_checker": True,
    "safety_checker": ["stable_diffusion", "StableDiffusionSafetyChecker"],
    "scheduler": ["diffusers", "PNDMScheduler"],
    "text_encoder": ["transformers", "CLIPTextModel"],
    "tokenizer": ["transformers", "CLIPTokenizer"],
    "unet": ["diffusers", "UNet2DConditionModel"],
    "vae": ["diffusers", "AutoencoderKL"],
}


def page(names: list[str]) -> Listing:
    files = tuple(RepoFile(name, 100 + at, Checksum("git", "0" * 40)) for at, name in enumerate(names))
    return Listing("owner/name", "0" * 40, "", False, files)


def names(listing: Listing, index: dict[str, Any] | None = None, **options: Any) -> list[str]:
    return sorted(file.name for file in choose(listing, index, **options).files)


def test_a_diffusers_page_gives_one_half_precision_set_of_each_part() -> None:
    assert names(page(SD15), INDEX) == sorted(
        [
            "LICENSE.md",
            "model_index.json",
            "feature_extractor/preprocessor_config.json",
            "scheduler/scheduler_config.json",
            "text_encoder/config.json",
            "text_encoder/model.fp16.safetensors",
            "tokenizer/merges.txt",
            "tokenizer/vocab.json",
            "tokenizer/tokenizer_config.json",
            "unet/config.json",
            "unet/diffusion_pytorch_model.fp16.safetensors",
            "vae/config.json",
            "vae/diffusion_pytorch_model.safetensors",
        ]
    )


def test_full_precision_on_request() -> None:
    got = names(page(SD15), INDEX, precision="full")
    assert "unet/diffusion_pytorch_model.safetensors" in got
    assert not [name for name in got if "fp16" in name or "non_ema" in name]


@pytest.mark.parametrize(
    "pieces",
    [
        ["model.fp16-00001-of-00002.safetensors", "model.fp16-00002-of-00002.safetensors"],
        ["model-00001-of-00002.fp16.safetensors", "model-00002-of-00002.fp16.safetensors"],
    ],
)
def test_weights_in_pieces_come_with_their_list(pieces: list[str]) -> None:
    other = ["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"]
    lists = ["model.safetensors.index.json", "model.safetensors.index.fp16.json"]
    here = [f"text_encoder/{name}" for name in ["config.json", *pieces, *other, *lists]]
    index = {"_class_name": "P", "text_encoder": ["transformers", "T5EncoderModel"]}
    half = [f"text_encoder/{name}" for name in ["config.json", *pieces, lists[1]]]
    full = [f"text_encoder/{name}" for name in ["config.json", *other, lists[0]]]
    assert names(page([*here, "model_index.json"]), index) == sorted([*half, "model_index.json"])
    assert names(page([*here, "model_index.json"]), index, precision="full") == sorted(
        [*full, "model_index.json"]
    )


def test_a_part_with_pickled_weights_only_is_refused() -> None:
    here = [name for name in SD15 if not name.startswith("unet/") or name.endswith((".bin", "config.json"))]
    with pytest.raises(HubRefused, match=r"pickled.*\.safetensors edition"):
        choose(page(here), INDEX)


def test_a_part_that_is_missing_is_told() -> None:
    with pytest.raises(HubRefused, match="part 'vae' is missing"):
        choose(page([name for name in SD15 if not name.startswith("vae/")]), INDEX)


@pytest.mark.parametrize(
    "change",
    [
        {"unet": ["my_unet", "MyUNet"]},
        {"_class_name": ["pipeline", "MyPipeline"]},
    ],
)
def test_a_page_with_a_program_of_its_own_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(HubRefused, match="never runs programs"):
        choose(page(SD15), INDEX | change)


def test_a_part_alone_is_a_folder() -> None:
    listing = page(
        [
            "config.json",
            "diffusion_pytorch_model.bin",
            "diffusion_pytorch_model.fp16.safetensors",
            "diffusion_pytorch_model.safetensors",
            "images/x.png",
        ]
    )
    chosen = choose(listing, None)
    assert chosen.folder
    assert names(listing) == ["config.json", "diffusion_pytorch_model.fp16.safetensors"]


def test_one_file_stands_alone() -> None:
    chosen = choose(page(["README.md", "pytorch_lora_weights.safetensors"]), None)
    assert (chosen.folder, [file.name for file in chosen.files]) == (
        False,
        ["pytorch_lora_weights.safetensors"],
    )


def test_of_several_the_artist_chooses() -> None:
    listing = page(["small.safetensors", "sub/large.gguf", "x.ckpt"])
    with pytest.raises(ChooseFile, match="Choose one") as caught:
        choose(listing, None)
    assert caught.value.names == ("sub/large.gguf", "small.safetensors")
    assert [file.name for file in single_files(listing)] == list(caught.value.names)
    assert names(listing, patterns=["small.safetensors"]) == ["small.safetensors"]
    odd = page(["model [v2].safetensors", "other.safetensors"])
    assert names(odd, patterns=["model [v2].safetensors"]) == ["model [v2].safetensors"]


def test_named_files_stay_together() -> None:
    listing = page(
        ["models/a.safetensors", "models/image_encoder/config.json", "models/image_encoder/m.safetensors"]
    )
    chosen = choose(listing, None, ["models/a.safetensors", "models/image_encoder/*"])
    assert chosen.folder
    assert len(chosen.files) == 3
    with pytest.raises(HubRefused, match=r"has no file 'gone\.safetensors'"):
        choose(listing, None, ["gone.safetensors"])


def test_pages_without_a_model_are_told_apart() -> None:
    with pytest.raises(HubRefused, match="only as pickled files"):
        choose(page(["model.ckpt"]), None)
    with pytest.raises(HubRefused, match="holds no model"):
        choose(page(["README.md"]), None)
