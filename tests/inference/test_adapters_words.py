"""Textual inversions and other VAEs: in place for one job, and gone without a trace."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from inference.errors import ModelError
from inference.job import Kind

TinyModel = Callable[..., Path]
WIDTHS = {"sd15": (32,), "sdxl": (32, 64)}


@pytest.fixture(scope="module")
def models(tiny_model: TinyModel) -> Iterator[Callable[[str], Any]]:
    from tests.inference.adapter_runs import load_model

    made: dict[str, Any] = {}

    def make(family: str) -> Any:
        if family not in made:
            made[family] = load_model(tiny_model(family, "folder"))
        return made[family]

    yield make
    made.clear()


def extended(model: Any, words: list[Any]) -> dict[str, Any]:
    from inference.engines.diffusion.adapters.textual_inversion import extended

    names = [name for name in ("tokenizer", "tokenizer_2") if name in model.parts]
    return {name: extended(model.parts[name], words) for name in names}


@pytest.mark.parametrize("family", ["sd15", "sdxl"])
def test_words_compute_as_in_diffusers(models: Any, tmp_path: Path, family: str) -> None:
    from inference.engines.diffusion.adapters.textual_inversion import read_word, spoken
    from tests.inference import tiny_adapters as tiny
    from tests.inference.adapter_runs import call

    model = models(family)
    path = tiny.build_word(tmp_path / "Ink Wash-2.safetensors", WIDTHS[family], 3)
    word = read_word(path, model.info.family, model.parts)
    assert (word.name, word.count) == ("Ink Wash-2", 3)
    pipe = model.pipeline(Kind.TEXT, "")
    saved = {name: part.state_dict() for name, part in model.parts.items() if "encoder" in name}
    saved = {name: {key: one.clone() for key, one in state.items()} for name, state in saved.items()}
    ids = model.parts["tokenizer"]("a cat, ink wash-2").input_ids
    before = call(pipe, Kind.TEXT, prompt="a cat, ink wash-2"), call(pipe, Kind.TEXT)
    with spoken(pipe, model.parts, [word], extended(model, [word])):
        found, plain = call(pipe, Kind.TEXT, prompt="a cat, ink wash-2"), call(pipe, Kind.TEXT)
    np.testing.assert_array_equal(plain, before[1])  # other prompts mean what they meant
    assert not np.array_equal(found, before[0])
    np.testing.assert_array_equal(call(pipe, Kind.TEXT, prompt="a cat, ink wash-2"), before[0])
    assert model.parts["tokenizer"]("a cat, ink wash-2").input_ids == ids
    assert pipe.tokenizer is model.parts["tokenizer"]
    for name, state in saved.items():
        now = model.parts[name].state_dict()
        assert all((now[key] == one).all() for key, one in state.items()), name
    theirs = copy.deepcopy(pipe)
    pairs = [("text_encoder", "tokenizer"), ("text_encoder_2", "tokenizer_2")][: len(WIDTHS[family])]
    for encoder, tokenizer in pairs:
        theirs.load_textual_inversion(
            word.vectors[encoder],
            token="<word>",
            text_encoder=getattr(theirs, encoder),
            tokenizer=getattr(theirs, tokenizer),
        )
        # CLIP looks for the end of the prompt at the greatest token, which a new one would be.
        for module in getattr(theirs, encoder).modules():
            if hasattr(module, "eos_token_id"):
                module.eos_token_id = getattr(theirs, tokenizer).eos_token_id
    np.testing.assert_array_equal(call(theirs, Kind.TEXT, prompt="a cat, <word>"), found)


def test_words_stand_alone_in_any_case(models: Any) -> None:
    import torch

    from inference.engines.diffusion.adapters.textual_inversion import Word

    own = models("sd15").parts["tokenizer"]
    first = len(own)
    words = [
        Word(name, {"text_encoder": torch.zeros(count, 32)})
        for name, count in (("ink", 1), ("ink wash", 2), ("v1.2", 1))
    ]
    tokenizer = extended(models("sd15"), words)["tokenizer"]

    def new(text: str) -> list[int]:
        return [number - first for number in tokenizer(text).input_ids if number >= first]

    assert new("ink") == [0]
    assert new("a cat in INK, (Ink Wash:1.2), v1.2!") == [0, 1, 2, 3]
    assert new("inkwell drink ink-pot ink_1 v1.23 xv1.2") == []
    assert tokenizer("a cat").input_ids == own("a cat").input_ids
    assert len(own) == first


def test_two_words_of_one_name() -> None:
    import torch

    from inference.engines.diffusion.adapters.textual_inversion import Word, check_names

    words = [Word(name, {"text_encoder": torch.zeros(1, 32)}) for name in ("ink", "Ink")]
    with pytest.raises(ModelError, match=r"Two textual inversions are called 'Ink'.*Rename"):
        check_names(words)


def test_words_that_do_not_serve(models: Any, tmp_path: Path) -> None:
    import torch

    from inference.engines.diffusion.adapters.textual_inversion import read_word
    from tests.inference import tiny_adapters as tiny

    def read(path: Path, family: Any = "sd15") -> None:
        read_word(path, family, models("sdxl" if family == "sdxl" else "sd15").parts)

    small = tiny.build_word(tmp_path / "small.safetensors", (32,))
    large = tiny.build_word(tmp_path / "large.safetensors", (32, 64))
    for path, family in ((small, "sdxl"), (large, "sd15")):
        with pytest.raises(ModelError, match="another family of models"):
            read(path, family)
    with pytest.raises(ModelError, match="another family of models"):
        read(tiny.build_word(tmp_path / "wide.safetensors", (768,)))
    with pytest.raises(ModelError, match=r"SD 1\.5 and SDXL models only"):
        read(small, "flux")
    with pytest.raises(ModelError, match="no textual inversion"):
        read(tiny.save(tmp_path / "a.safetensors", {str(one): torch.zeros(2, 32) for one in range(3)}))
    with pytest.raises(ModelError, match="no textual inversion"):
        read(tiny.save(tmp_path / "b.safetensors", {"x": torch.zeros(2, 32, 3, 3)}))
    with pytest.raises(ModelError, match="make no sense"):
        read(tiny.build_word(tmp_path / "long.safetensors", (32,), 80))
    with pytest.raises(ModelError, match="There is nothing at"):
        read(tmp_path / "gone.safetensors")
    (tmp_path / "easy.pt").write_bytes(b"\x80")
    with pytest.raises(ModelError, match="pickled"):
        read(tmp_path / "easy.pt")


# --- VAEs -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("family", ["sd15", "sdxl"])
def test_every_layout_of_vaes(models: Any, tmp_path: Path, family: str) -> None:
    import torch

    from inference.engines.diffusion.adapters.vae import read_vae
    from tests.inference import tiny_adapters as tiny

    own = models(family).parts["vae"]
    other = tiny.make_vae(own, scaling_factor=0.5)
    (tmp_path / "whole").mkdir()
    other.save_pretrained(tmp_path / "whole" / "vae")
    other.half().save_pretrained(tmp_path / "half", variant="fp16")
    other = tiny.make_vae(own, scaling_factor=0.5)
    paths = [
        tmp_path / "whole",
        tmp_path / "whole" / "vae",
        tmp_path / "half",
        tiny.build_vae_file(tmp_path / "original.safetensors", other),
        tiny.save(tmp_path / "diffusers.safetensors", other.state_dict()),
    ]
    for path in paths:
        read = read_vae(path, models(family).info.family, own, torch.float32)
        # Files hold no settings, so they take those of the model's own.
        assert read.config.scaling_factor == (0.5 if path.is_dir() else own.config.scaling_factor)
        for name, tensor in other.state_dict().items():
            expected = tensor.half().float() if path.name == "half" else tensor
            assert torch.equal(read.state_dict()[name], expected), (path.name, name)


def test_vaes_that_do_not_serve(models: Any, tmp_path: Path) -> None:
    import torch

    from inference.engines.diffusion.adapters.vae import read_vae
    from tests.inference import tiny_adapters as tiny

    own = models("sd15").parts["vae"]

    def read(path: Path, family: Any = "sd15") -> None:
        read_vae(path, family, own, torch.float32)

    deep = tiny.make_vae(own, latent_channels=16)
    deep.save_pretrained(tmp_path / "deep")
    for path in (tmp_path / "deep", tiny.build_vae_file(tmp_path / "deep.safetensors", deep)):
        with pytest.raises(ModelError, match="has 16 latent channels, the model needs 4"):
            read(path)
    for family in ("flux2", "qwen"):
        with pytest.raises(ModelError, match="with their own VAE only"):
            read(tmp_path / "deep", family)
    with pytest.raises(ModelError, match="is no VAE"):
        read(tiny.save(tmp_path / "a.safetensors", {"x": torch.zeros(2)}))
    with pytest.raises(ModelError, match="holds no VAE"):
        read(tmp_path)
    with pytest.raises(ModelError, match="There is nothing at"):
        read(tmp_path / "gone.safetensors")
    (tmp_path / "a.pt").write_bytes(b"\x80")
    with pytest.raises(ModelError, match="pickled"):
        read(tmp_path / "a.pt")
    tensors = {name: one for name, one in own.state_dict().items() if "mid_block.resnets.0.conv1" not in name}
    with pytest.raises(ModelError, match="does not fit the chosen model, or is damaged"):
        read(tiny.save(tmp_path / "holes.safetensors", tensors))
