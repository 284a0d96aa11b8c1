"""Hostile file names, and what people type for a model."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from inference.errors import HubRefused
from inference.hub.names import folder_name, refuse_clashes, safe_path
from inference.hub.reference import Reference, parse_reference
from inference.hub.sizes import readable

HOSTILE = [
    "../evil.json",
    "unet/../../evil.json",
    "/etc/passwd.json",
    "//host/share.json",
    "C:/evil.json",
    "C:evil.json",
    "unet\\..\\evil.json",
    "a\0.json",
    "a\n.json",
    "a\x7f.json",
    "con.json",
    "AUX",
    "unet/nul.safetensors",
    "COM1.json",
    "com¹.json",
    "lpt9.tar.json",
    "conin$.json",
    "name.json.",
    "name.json ",
    "dir./name.json",
    " name.json",
    "-rf.json",
    "a//b.json",
    "./a.json",
    "",
    "/",
    "..",
    "x" * 201 + ".json",
    "ü" * 101 + ".json",
    "/".join("abcdefghi") + ".json",
    "a:stream.json",
    "what?.json",
    "a|b.json",
    "\ud800.json",
    "model\u202egnp.json",
    "model\u200b.json",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_refused(name: str) -> None:
    with pytest.raises(HubRefused) as caught:
        safe_path(name)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    "name",
    [
        "model_index.json",
        "unet/diffusion_pytorch_model.fp16.safetensors",
        "tokenizer/spiece.model",
        "LICENSE",
        "flux1-dev-Q4_K_S.gguf",
        "SDXL lightning (4 steps).safetensors",
        "console.json",
        "模型.safetensors",
        ".gitattributes",
    ],
)
def test_ordinary_names_pass(name: str) -> None:
    assert safe_path(name).as_posix() == name


@pytest.mark.parametrize("name", ["v1-5-pruned.ckpt", "unet/model.BIN", "a.pt", "a.pth", "a.pkl", "a.joblib"])
def test_pickles_are_refused_with_the_reason(name: str) -> None:
    with pytest.raises(HubRefused, match=r"can run any program hidden in it.*convert"):
        safe_path(name)


@pytest.mark.parametrize("name", ["unet/modeling.py", "run.sh", "lib.so", "setup.EXE"])
def test_programs_are_refused(name: str) -> None:
    with pytest.raises(HubRefused, match="is a program"):
        safe_path(name)


@given(st.text(max_size=60))
@example("a/../b")
def test_what_passes_stays_inside(name: str) -> None:
    try:
        path = safe_path(name)
    except HubRefused:
        return
    assert not path.is_absolute()
    assert path.as_posix() == name
    assert not {"", ".", ".."} & set(name.split("/"))


def test_names_that_are_one_file_elsewhere_clash() -> None:
    refuse_clashes(["unet/config.json", "vae/config.json"])
    with pytest.raises(HubRefused, match="two files"):
        refuse_clashes(["unet/Config.json", "UNET/config.json"])
    with pytest.raises(HubRefused, match="two files"):
        refuse_clashes(["caf\u00e9.json", "cafe\u0301.json"])


def test_folder_names_hold_everywhere() -> None:
    assert folder_name("stable-diffusion-xl-base-1.0") == "stable-diffusion-xl-base-1.0"
    assert folder_name("aux") == "model_aux"
    assert folder_name("model.") == "model_model_"


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("owner/name", Reference("owner/name")),
        (" owner/name ", Reference("owner/name")),
        ("gpt2", Reference("gpt2")),
        ("owner/name@v1.0", Reference("owner/name", "v1.0")),
        ("https://huggingface.co/owner/name", Reference("owner/name")),
        ("https://huggingface.co/owner/name/", Reference("owner/name")),
        ("https://huggingface.co/owner/name/tree/main", Reference("owner/name", "main")),
        ("https://huggingface.co/owner/name/tree/fp16/unet", Reference("owner/name", "fp16")),
        ("https://huggingface.co/owner/name?library=diffusers", Reference("owner/name")),
        (
            "https://huggingface.co/owner/name/blob/main/sub/a%20b.safetensors",
            Reference("owner/name", "main", "sub/a b.safetensors"),
        ),
        (
            "https://mirror.example/owner/name/resolve/abc/a.safetensors?download=true",
            Reference("owner/name", "abc", "a.safetensors"),
        ),
        ("hf://owner/name/a.safetensors", Reference("owner/name", "main", "a.safetensors")),
    ],
)
def test_references_are_read(text: str, reference: Reference) -> None:
    assert parse_reference(text) == reference


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a b",
        "owner/name/more",
        "../x",
        "owner/..",
        "ftp://x/a/b",
        "https://",
        "a/b@",
        "a/b@../x",
        "http://[",
        "a/b@x y",
    ],
)
def test_what_is_no_reference_is_refused(text: str) -> None:
    if text == "a/b@":  # the newest version
        assert parse_reference(text) == Reference("a/b")
        return
    with pytest.raises(HubRefused, match="owner/name"):
        parse_reference(text)


def test_sizes_read_as_on_the_label() -> None:
    assert [readable(size) for size in (0, 999, 1500, 812_000_000, 6_938_000_000, 1e9, 23.8e9)] == [
        "0 B",
        "999 B",
        "2 kB",
        "812 MB",
        "6.9 GB",
        "1.0 GB",
        "23.8 GB",
    ]
