"""Telling parts of models: what they are, which models they fit, and the sentence for those they do not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inference.checkpoint import Header, read_header
from inference.errors import ModelError, Sentence
from inference.models import NotACheckpoint, control_of_words, fits, inspect, inspect_part, look
from tests.inference.headers import FLUX, QWEN, SD3, SD15, SDXL, write_component, write_header, write_raw


def kohya(*modules: str, width: int = 320, out: int = 320) -> dict[str, list[int]]:
    shapes = {}
    for module in modules:
        shapes[f"{module}.lora_down.weight"] = [8, width]
        shapes[f"{module}.lora_up.weight"] = [out, 8]
        shapes[f"{module}.alpha"] = []
    return shapes


def peft(*modules: str, width: int = 320, out: int = 320) -> dict[str, list[int]]:
    shapes = {}
    for module in modules:
        shapes[f"{module}.lora_A.weight"] = [8, width]
        shapes[f"{module}.lora_B.weight"] = [out, 8]
    return shapes


BLOCK = "down_blocks_1_attentions_0_transformer_blocks_0_attn2_to_k"
LORAS: dict[str, tuple[dict[str, list[int]], str, tuple[str, ...]]] = {
    "sd15 kohya": (kohya(f"lora_unet_{BLOCK}", width=768), "kohya", ("sd15",)),
    "sd15 peft": (
        peft("unet.down_blocks.1.attentions.0.transformer_blocks.0.attn2.to_k", width=768),
        "diffusers",
        ("sd15",),
    ),
    "sd15 old diffusers": (
        {
            "unet.down_blocks.0.attentions.0.transformer_blocks.0.attn2.processor.to_k_lora.down.weight": [
                4,
                768,
            ],
            "unet.down_blocks.0.attentions.0.transformer_blocks.0.attn2.processor.to_k_lora.up.weight": [
                320,
                4,
            ],
        },
        "diffusers",
        ("sd15",),
    ),
    "sd15 attn1 only": (
        kohya("lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn1_to_k"),
        "kohya",
        ("sd15",),
    ),
    "sdxl kohya": (kohya(f"lora_unet_{BLOCK}", width=2048), "kohya", ("sdxl",)),
    "sdxl stability names": (
        kohya("lora_unet_input_blocks_4_1_transformer_blocks_1_attn1_to_q", width=640),
        "kohya",
        ("sdxl",),
    ),
    "sdxl by its second encoder": (
        kohya("lora_unet_mid_block_attentions_0_proj_in", "lora_te2_text_model_encoder_layers_0_mlp_fc1"),
        "kohya",
        ("sdxl",),
    ),
    "a unet, nothing more": (kohya("lora_unet_mid_block_attentions_0_proj_in"), "kohya", ("sd15", "sdxl")),
    "sd15 text encoder": (kohya("lora_te_text_model_encoder_layers_0_mlp_fc1"), "kohya", ("sd15",)),
    "flux kohya": (
        kohya("lora_unet_double_blocks_0_img_attn_proj", width=3072, out=3072),
        "kohya",
        ("flux",),
    ),
    "flux single": (kohya("lora_unet_single_blocks_0_linear1", width=3072, out=21504), "kohya", ("flux",)),
    "flux peft": (
        peft("transformer.single_transformer_blocks.0.attn.to_q", width=3072),
        "diffusers",
        ("flux",),
    ),
    "flux2 single": (kohya("lora_unet_single_blocks_0_linear1", width=3072, out=27648), "kohya", ("flux2",)),
    "flux2 dev": (kohya("lora_unet_double_blocks_0_img_attn_proj", width=6144), "kohya", ("flux2",)),
    "flux2 peft": (
        peft("transformer.single_transformer_blocks.0.attn.to_qkv_mlp_proj", width=3072),
        "diffusers",
        ("flux2",),
    ),
    "sd3 kohya": (kohya("lora_unet_joint_blocks_0_x_block_attn_qkv", width=1536), "kohya", ("sd3",)),
    "sd3 peft": (peft("transformer.transformer_blocks.0.attn.to_q", width=1536), "diffusers", ("sd3",)),
    "qwen peft": (peft("transformer_blocks.0.img_mod.1", width=3072), "diffusers", ("qwen",)),
    "qwen attention": (
        peft("transformer.transformer_blocks.59.attn.to_q", width=3072),
        "diffusers",
        ("qwen",),
    ),
    "qwen comfy": (peft("diffusion_model.transformer_blocks.0.img_mlp.net.0.proj"), "diffusers", ("qwen",)),
    "flux or qwen": (
        peft("transformer.transformer_blocks.0.attn.to_q", width=3072),
        "diffusers",
        ("flux", "qwen"),
    ),
    "z-image": (peft("diffusion_model.layers.0.attention.to_q", width=3840), "diffusers", ("zimage",)),
}


@pytest.mark.parametrize("name", LORAS)
def test_loras(tmp_path: Path, name: str) -> None:
    shapes, form, families = LORAS[name]
    part = inspect_part(write_header(tmp_path / "some.safetensors", shapes), "lora")
    assert (part.format, part.families, part.foreign, part.unusable) == (form, families, "", None)


FOREIGN = {
    "Wan video": peft("diffusion_model.blocks.0.self_attn.q", width=1536),
    "Stable Diffusion 2": kohya(f"lora_unet_{BLOCK}", width=1024),
    "Chroma": kohya("lora_unet_distilled_guidance_layer_layers_0_in_layer"),
    "Lumina 2": peft("diffusion_model.layers.0.attention.qkv", width=2304),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_loras_of_other_families(tmp_path: Path, name: str) -> None:
    part = inspect_part(write_header(tmp_path / "some.safetensors", FOREIGN[name]))
    assert (part.families, part.foreign) == ((), name)
    model = inspect(write_header(tmp_path / "m.safetensors", SD15))
    assert name in str(fits(part, model))


@pytest.mark.parametrize(
    ("ending", "kind"),
    [
        ("hada_w1_a", "LoHa"),
        ("lokr_w1", "LoKr"),
        ("oft_blocks", "OFT"),
        ("lora_mid.weight", "LoCon"),
        ("dora_scale", "DoRA"),
        ("diff", "LyCORIS"),
    ],
)
def test_loras_that_cannot_be_loaded_say_so(tmp_path: Path, ending: str, kind: str) -> None:
    shapes = {f"lora_unet_{BLOCK}.{ending}": [4, 768]}
    if ending in ("lora_mid.weight", "dora_scale", "diff"):
        shapes |= kohya(f"lora_unet_{BLOCK}", width=768)
    part = inspect_part(write_header(tmp_path / "some.safetensors", shapes))
    model = inspect(write_header(tmp_path / "m.safetensors", SD15))
    assert part.unusable is not None
    assert kind in part.unusable
    assert fits(part, model) == part.unusable


def test_remarks_break_ties_but_do_not_outvote_tensors(tmp_path: Path) -> None:
    plain = kohya("lora_unet_mid_block_attentions_0_proj_in")
    remark = {"ss_base_model_version": "sdxl_base_v1-0"}
    assert inspect_part(write_header(tmp_path / "a.safetensors", plain, metadata=remark)).families == (
        "sdxl",
    )
    sd15 = kohya(f"lora_unet_{BLOCK}", width=768)
    assert inspect_part(write_header(tmp_path / "b.safetensors", sd15, metadata=remark)).families == ("sd15",)


@pytest.mark.parametrize(
    ("metadata", "words"),
    [
        ({"modelspec.trigger_phrase": "inkwash, by night "}, ("inkwash", "by night")),
        ({"trigger_words": '["one", "two"]'}, ("one", "two")),
        (
            {
                "ss_tag_frequency": json.dumps(
                    {"10_a": {"tree": 2, "inkwash": 9}, "5_b": {"tree": 3, "sky": 1}}
                )
            },
            ("inkwash", "tree", "sky"),
        ),
        ({"ss_tag_frequency": '{"a": [1, 2], "b": {"x": "y"}}'}, ()),
        ({"ss_tag_frequency": "{" * 5000}, ()),
        ({}, ()),
    ],
)
def test_trigger_words(tmp_path: Path, metadata: dict[str, str], words: tuple[str, ...]) -> None:
    path = write_header(
        tmp_path / "a.safetensors", kohya(f"lora_unet_{BLOCK}"), metadata={"x": ""} | metadata
    )
    assert inspect_part(path).words == words


PIECES: dict[str, tuple[dict[str, list[int]], dict[str, Any]]] = {
    "sd15 controlnet": (
        {
            "control_model.input_hint_block.0.weight": [16, 3, 3, 3],
            "control_model.input_blocks.1.1.transformer_blocks.0.attn2.to_k.weight": [320, 768],
        },
        {"kind": "controlnet", "families": ("sd15",)},
    ),
    "sdxl controlnet": (
        {
            "controlnet_cond_embedding.conv_in.weight": [16, 3, 3, 3],
            "add_embedding.linear_1.weight": [1280, 2816],
            "conv_in.weight": [320, 4, 3, 3],
        },
        {"kind": "controlnet", "families": ("sdxl",)},
    ),
    "sdxl union": (
        {"controlnet_cond_embedding.conv_in.weight": [16, 3, 3, 3], "task_embedding": [6, 320]},
        {"kind": "controlnet", "families": ("sdxl",), "control": "union"},
    ),
    "sd2 controlnet": (
        {
            "controlnet_cond_embedding.conv_in.weight": [16, 3, 3, 3],
            "down_blocks.0.attentions.0.transformer_blocks.0.attn2.to_k.weight": [320, 1024],
        },
        {"kind": "controlnet", "families": (), "foreign": "Stable Diffusion 2"},
    ),
    "flux controlnet": (
        {
            "controlnet_blocks.0.weight": [3072, 3072],
            "controlnet_x_embedder.weight": [3072, 64],
            "single_transformer_blocks.0.norm.linear.weight": [9216, 3072],
            "context_embedder.weight": [3072, 4096],
        },
        {"kind": "controlnet", "families": ("flux",)},
    ),
    "flux union": (
        {"controlnet_blocks.0.weight": [3072, 3072], "controlnet_mode_embedder.weight": [10, 3072]},
        {"kind": "controlnet", "families": ("flux",), "control": "union"},
    ),
    "qwen controlnet": (
        {"controlnet_blocks.0.weight": [3072, 3072], "transformer_blocks.0.img_mod.1.weight": [1, 1]},
        {"kind": "controlnet", "families": ("qwen",)},
    ),
    "sd3 controlnet": (
        {"controlnet_blocks.0.weight": [1536, 1536], "pos_embed_input.proj.weight": [1536, 16, 2, 2]},
        {"kind": "controlnet", "families": ("sd3",)},
    ),
    "z-image controlnet": (
        {"control_layers.0.adaLN_modulation.0.weight": [15360, 256]},
        {"kind": "controlnet", "families": ("zimage",), "control": "union"},
    ),
    "sd vae": ({"decoder.conv_in.weight": [512, 4, 3, 3]}, {"kind": "vae", "families": ("sd15", "sdxl")}),
    "flux vae": (
        {"decoder.conv_in.weight": [512, 16, 3, 3]},
        {"kind": "vae", "families": ("sd3", "flux", "zimage")},
    ),
    "flux2 vae": ({"decoder.conv_in.weight": [512, 32, 3, 3]}, {"kind": "vae", "families": ("flux2",)}),
    "qwen vae": (
        {"decoder.middle.0.residual.0.gamma": [384, 1, 1, 1]},
        {"kind": "vae", "families": ("qwen",)},
    ),
    "taesd": ({"decoder.layers.0.weight": [64, 4, 3, 3]}, {"kind": "tiny-vae", "families": ("sd15", "sdxl")}),
    "taesd decoder": (
        {"1.weight": [64, 4, 3, 3], "3.conv.0.weight": [64, 64, 3, 3]},
        {"kind": "tiny-vae", "families": ("sd15", "sdxl")},
    ),
    "taef1": (
        {"decoder.1.weight": [64, 16, 3, 3], "decoder.3.conv.0.weight": [64, 64, 3, 3]},
        {"kind": "tiny-vae", "families": ("sd3", "flux", "zimage")},
    ),
    "ip-adapter": (
        {"image_proj.proj.weight": [3072, 1024], "ip_adapter.1.to_k_ip.weight": [320, 768]},
        {"kind": "ip-adapter", "families": ("sd15",), "format": "base"},
    ),
    "ip-adapter plus xl": (
        {"image_proj.latents": [1, 16, 1280], "ip_adapter.1.to_k_ip.weight": [640, 2048]},
        {"kind": "ip-adapter", "families": ("sdxl",), "format": "plus"},
    ),
    "ip-adapter faceid": (
        {
            "image_proj.proj.0.weight": [1024, 512],
            "ip_adapter.0.to_q_lora.down.weight": [128, 320],
            "ip_adapter.1.to_k_ip.weight": [320, 768],
        },
        {"kind": "ip-adapter", "families": ("sd15",), "format": "faceid"},
    ),
    "ip-adapter xlabs": (
        {"double_blocks.0.processor.ip_adapter_double_stream_k_proj.weight": [3072, 4096]},
        {"kind": "ip-adapter", "families": ("flux",), "format": "xlabs"},
    ),
    "embedding": ({"emb_params": [8, 768]}, {"kind": "embedding", "families": ("sd15",), "words": ("some",)}),
    "sdxl embedding": (
        {"clip_l": [8, 768], "clip_g": [8, 1280]},
        {"kind": "embedding", "families": ("sdxl", "sd3")},
    ),
    "diffusers embedding": ({"<cat-toy>": [768]}, {"kind": "embedding", "families": ("sd15",)}),
    "sd2 embedding": ({"emb_params": [8, 1024]}, {"kind": "embedding", "foreign": "Stable Diffusion 2"}),
    "clip-l": ({"text_model.embeddings.token_embedding.weight": [49408, 768]}, {"encoder": "clip-l"}),
    "clip-g": ({"text_model.embeddings.token_embedding.weight": [49408, 1280]}, {"encoder": "clip-g"}),
    "t5": (
        {"encoder.block.0.layer.0.SelfAttention.q.weight": [4096, 4096]},
        {"kind": "text-encoder", "encoder": "t5", "families": ("sd3", "flux")},
    ),
    "qwen vl": (
        {"model.layers.0.self_attn.q_proj.weight": [1, 1], "visual.x": [1]},
        {"encoder": "qwen2.5-vl"},
    ),
    "qwen3": (
        {
            "model.layers.0.self_attn.q_proj.weight": [4096, 2560],
            "model.layers.0.self_attn.q_norm.weight": [128],
        },
        {"encoder": "qwen3-4b", "families": ("zimage", "flux2")},
    ),
    "clip vision": (
        {"vision_model.embeddings.class_embedding": [1280]},
        {"kind": "image-encoder", "encoder": "clip-vision"},
    ),
    "old esrgan": (
        {"model.1.sub.0.RDB1.conv1.0.weight": [32, 64, 3, 3], "model.3.weight": [1], "model.6.weight": [1]},
        {"kind": "upscaler", "format": "esrgan", "scale": 4},
    ),
    "real-esrgan x2": (
        {
            "body.0.rdb1.conv1.weight": [32, 64, 3, 3],
            "conv_first.weight": [64, 12, 3, 3],
            "conv_up1.weight": [1],
            "conv_up2.weight": [1],
        },
        {"kind": "upscaler", "scale": 2},
    ),
    "compact": (
        {"body.0.weight": [64, 3, 3, 3], "body.2.weight": [48, 64, 3, 3]},
        {"kind": "upscaler", "format": "compact", "scale": 4},
    ),
}


@pytest.mark.parametrize("name", PIECES)
def test_pieces(tmp_path: Path, name: str) -> None:
    shapes, wanted = PIECES[name]
    path = write_header(tmp_path / "some.safetensors", shapes)
    part = look(path)
    assert {field: getattr(part, field) for field in wanted} == wanted
    with pytest.raises(NotACheckpoint, match="not a complete model") as caught:
        inspect(path)
    assert caught.value.part == part


def test_control_loras_are_refused_with_a_sentence(tmp_path: Path) -> None:
    part = inspect_part(write_header(tmp_path / "a.safetensors", {"lora_controlnet": [0]} | kohya("x")))
    assert part.kind == "controlnet"
    assert "Control-LoRA" in str(part.unusable)


FOLDERS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "controlnet": (
        {
            "_class_name": "ControlNetModel",
            "cross_attention_dim": 768,
            "_name_or_path": "lllyasviel/sd-controlnet-canny",
        },
        {"kind": "controlnet", "families": ("sd15",), "control": "canny"},
    ),
    "sdxl controlnet": (
        {"_class_name": "ControlNetModel", "addition_embed_type": "text_time"},
        {"families": ("sdxl",), "control": ""},
    ),
    "flux union": (
        {"_class_name": "FluxControlNetModel", "num_mode": 7},
        {"families": ("flux",), "control": "union"},
    ),
    "sd15 vae": ({"_class_name": "AutoencoderKL", "scaling_factor": 0.18215}, {"families": ("sd15",)}),
    "sdxl vae": ({"_class_name": "AutoencoderKL", "scaling_factor": 0.13025}, {"families": ("sdxl",)}),
    "sd3 vae": (
        {"_class_name": "AutoencoderKL", "latent_channels": 16, "scaling_factor": 1.5305},
        {"families": ("sd3",)},
    ),
    "flux vae": (
        {"_class_name": "AutoencoderKL", "latent_channels": 16, "scaling_factor": 0.3611},
        {"families": ("flux", "zimage")},
    ),
    "tiny vae": ({"_class_name": "AutoencoderTiny", "latent_channels": 4}, {"kind": "tiny-vae"}),
    "text encoder": ({"architectures": ["T5EncoderModel"]}, {"kind": "text-encoder", "encoder": "t5"}),
    "image encoder": ({"architectures": ["CLIPVisionModelWithProjection"]}, {"kind": "image-encoder"}),
}


@pytest.mark.parametrize("name", FOLDERS)
def test_folders_of_parts(tmp_path: Path, name: str) -> None:
    config, wanted = FOLDERS[name]
    part = inspect_part(write_component(tmp_path / "some", config))
    assert part.layout == "folder"
    assert {field: getattr(part, field) for field in wanted} == wanted


def test_folders_of_parts_that_are_unusable(tmp_path: Path) -> None:
    pickled = write_component(
        tmp_path / "a", {"_class_name": "ControlNetModel"}, "diffusion_pytorch_model.bin"
    )
    with pytest.raises(ModelError, match="pickled"):
        look(pickled)
    with pytest.raises(NotACheckpoint, match="not a part of a model"):
        look(write_component(tmp_path / "b", {"architectures": ["BertModel"]}))


def test_what_fits_and_what_does_not(tmp_path: Path) -> None:
    models = {
        name: inspect(write_header(tmp_path / f"{name}.safetensors", shapes))
        for name, shapes in {"sd15": SD15, "sdxl": SDXL, "sd3": SD3, "flux": FLUX, "qwen": QWEN}.items()
    }
    lora = inspect_part(write_header(tmp_path / "ink.safetensors", kohya(f"lora_unet_{BLOCK}", width=768)))
    assert fits(lora, models["sd15"]) is None
    sentence = fits(lora, models["sdxl"])
    assert isinstance(sentence, Sentence)
    assert (
        sentence == "'ink' was made for SD 1.5, but 'sdxl' is of the family SDXL. Choose one made for SDXL."
    )
    vae = inspect_part(
        write_header(tmp_path / "vae.safetensors", {"decoder.conv_in.weight": [512, 16, 3, 3]})
    )
    assert [name for name, model in models.items() if fits(vae, model) is None] == ["sd3", "flux"]
    unknown = inspect_part(write_header(tmp_path / "odd.safetensors", peft("something.else")))
    assert "cannot tell" in str(fits(unknown, models["flux"]))
    upscaler = inspect_part(write_header(tmp_path / "up.safetensors", PIECES["compact"][0]))
    assert all(fits(upscaler, model) is None for model in models.values())


def test_part_of_another_kind_or_a_whole_model(tmp_path: Path) -> None:
    lora = write_header(tmp_path / "ink.safetensors", kohya(f"lora_unet_{BLOCK}", width=768))
    with pytest.raises(ModelError, match="of the kind 'lora', but a 'vae'"):
        inspect_part(lora, "vae")
    with pytest.raises(ModelError, match="is a whole model"):
        inspect_part(write_header(tmp_path / "m.safetensors", SD15))


def test_control_of_words() -> None:
    assert control_of_words("control_v11p_sd15_openpose") == "pose"
    assert control_of_words("controlnet-union-sdxl") == "union"
    assert control_of_words("something") == ""


KEYS = sorted(
    {key for shapes, _ in PIECES.values() for key in shapes}
    | {key for shapes in (SD15, SDXL, SD3, FLUX, QWEN, *FOREIGN.values()) for key in shapes}
    | {key for shapes, *_ in LORAS.values() for key in shapes}
)
SHAPES = st.lists(st.sampled_from([0, 1, 3, 4, 16, 768, 1024, 3072, 1 << 32]), max_size=5)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(KEYS), SHAPES, max_size=8))
def test_odd_shapes_never_surprise(tmp_path: Path, shapes: dict[str, list[int]]) -> None:
    """A hostile file may give any name any shape: it is told apart, or refused with a sentence."""
    sentence = ""
    try:
        look(write_header(tmp_path / "a.safetensors", shapes))
    except ModelError as error:
        sentence = str(error)
    assert not sentence or sentence.endswith(".")


def test_remarks_that_are_no_text_are_left_out(tmp_path: Path) -> None:
    header = {
        "__metadata__": {"a": "b", "c": 3, "d": ["e"]},
        "x": {"dtype": "F16", "shape": [], "data_offsets": [0, 0]},
    }
    path = write_raw(tmp_path / "a.safetensors", json.dumps(header).encode())
    read = read_header(path)
    assert isinstance(read, Header)
    assert read.metadata == {"a": "b"}
    path = write_raw(tmp_path / "b.safetensors", json.dumps(header | {"__metadata__": [1]}).encode())
    assert read_header(path).metadata == {}
