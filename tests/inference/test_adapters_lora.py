"""LoRAs: every published form finds its modules and computes what diffusers and PEFT compute."""

from __future__ import annotations

import copy
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from inference.errors import ModelError

TinyModel = Callable[..., Path]
FAMILIES = ["sd15", "sdxl"]


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


def outputs(model: Any, pipe: Any = None) -> list[Any]:
    """What the UNet and the text encoders compute from fixed inputs; of `pipe`, else of the model."""
    import torch

    generator = torch.Generator().manual_seed(4)
    parts = model.parts if pipe is None else pipe.components
    unet, two = parts["unet"], parts.get("text_encoder_2")
    sample = torch.randn(1, 4, 8, 8, generator=generator)
    context = torch.randn(1, 7, unet.config.cross_attention_dim, generator=generator)
    added = None
    if two is not None:
        added = {"text_embeds": torch.randn(1, 64, generator=generator), "time_ids": torch.ones(1, 6)}
    ids = torch.arange(60, 137)[None]
    with torch.no_grad():
        found = [unet(sample, 5, encoder_hidden_states=context, added_cond_kwargs=added)[0]]
        found += [encoder(ids)[0] for encoder in (parts["text_encoder"], two) if encoder is not None]
    return found


def adapted(model: Any, paths: list[tuple[Path, float]]) -> list[Any]:
    import torch

    from inference.engines.diffusion.adapters import lora, lora_file

    read = [(lora_file.read_lora(path, model.info.family, model.parts), weight) for path, weight in paths]
    with lora.laid_over(model.parts, lora.stack(read, torch.device("cpu"), torch.float32)):
        return outputs(model)


def reference(model: Any, loras: list[tuple[dict[str, Any], float]]) -> list[Any]:
    """The same by diffusers with PEFT, on a copy of the model."""
    from inference.job import Kind

    pipe = copy.deepcopy(model.pipeline(Kind.TEXT, ""))
    names = [f"lora{number}" for number in range(len(loras))]
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Already found a `peft_config`")
        for name, (tensors, _) in zip(names, loras, strict=True):
            pipe.load_lora_weights({key: one.clone() for key, one in tensors.items()}, adapter_name=name)
    pipe.set_adapters(names, [weight for _, weight in loras])
    return outputs(model, pipe)


def close(found: list[Any], expected: list[Any]) -> None:
    import torch

    for one, other in zip(found, expected, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-4)


def same(found: list[Any], expected: list[Any]) -> bool:
    return all(bool((one == other).all()) for one, other in zip(found, expected, strict=True))


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("form", ["kohya", "stability", "peft", "old"])
def test_every_form_computes_as_in_diffusers(models: Any, tmp_path: Path, family: str, form: str) -> None:
    from tests.inference import tiny_adapters as tiny

    model = models(family)
    unet, encoder = model.parts["unet"], model.parts["text_encoder"]
    attention = tiny.pairs(unet, tiny.ATTENTION, 1)
    text = tiny.pairs(encoder, r"_proj$|\.fc\d$", 2)
    te = "lora_te_text_model_" if family == "sd15" else "lora_te1_text_model_"
    match form:
        case "kohya":
            tensors = tiny.kohya({"lora_unet_": attention, te: text})
        case "peft":
            tensors = tiny.peft({"unet": tiny.pairs(unet, tiny.EVERYTHING, 3), "text_encoder": text})
        case "old":
            tensors = tiny.old_diffusers(attention)
        case _:
            if family == "sd15":
                pytest.skip("kohya trains SD 1.5 by diffusers' names")
            names = tiny.stability_names(unet)
            everything = {names[path]: pair for path, pair in tiny.pairs(unet, tiny.EVERYTHING, 3).items()}
            tensors = tiny.kohya({"lora_unet_": everything})
    path = tiny.save(tmp_path / "a.safetensors", tensors)
    before = outputs(model)
    found = adapted(model, [(path, 0.7)])
    close(found, reference(model, [(tensors, 0.7)]))
    assert not same(found, before)
    assert same(outputs(model), before)  # nothing is left behind


def test_several_loras_add_up_in_any_order(models: Any, tmp_path: Path) -> None:
    from tests.inference import tiny_adapters as tiny

    model = models("sdxl")
    made = []
    for number, pattern in enumerate((tiny.ATTENTION, tiny.EVERYTHING, tiny.ATTENTION)):
        tensors = tiny.peft({"unet": tiny.pairs(model.parts["unet"], pattern, number, rank=2 + number)})
        made.append((tensors, tiny.save(tmp_path / f"{number}.safetensors", tensors)))
    weights = (1.0, -0.5, 0.3)
    paths = [(path, weight) for (_, path), weight in zip(made, weights, strict=True)]
    found = adapted(model, paths)
    close(found, reference(model, [(one, weight) for (one, _), weight in zip(made, weights, strict=True)]))
    close(adapted(model, paths[::-1]), found)
    assert not same(adapted(model, [(path, -weight) for path, weight in paths]), found)


def test_second_text_encoder(models: Any, tmp_path: Path) -> None:
    from tests.inference import tiny_adapters as tiny

    model = models("sdxl")
    path = tiny.save(
        tmp_path / "a.safetensors",
        tiny.kohya({"lora_te2_text_model_": tiny.pairs(model.parts["text_encoder_2"], r"_proj$", 1)}),
    )
    before, found = outputs(model), adapted(model, [(path, 1.0)])
    assert same(found[:2], before[:2])
    assert not same(found[2:], before[2:])


@pytest.mark.parametrize("rslora", [False, True])
def test_settings_in_the_header_are_honoured(models: Any, tmp_path: Path, rslora: bool) -> None:
    """An alpha of 1 at rank 4 divides by 4, or by 2 where the root of the rank counts."""
    import json

    from tests.inference import tiny_adapters as tiny

    model = models("sd15")
    tensors = tiny.peft({"unet": tiny.pairs(model.parts["unet"], tiny.ATTENTION, 1)})
    plain = tiny.save(tmp_path / "plain.safetensors", tensors)
    remarks = tiny.peft_remarks("unet", 1.0)
    settings = json.loads(remarks["lora_adapter_metadata"]) | {"unet.use_rslora": rslora}
    remarks["lora_adapter_metadata"] = json.dumps(settings)
    told = tiny.save(tmp_path / "told.safetensors", tensors, remarks)
    close(adapted(model, [(told, 1.0)]), adapted(model, [(plain, 0.5 if rslora else 0.25)]))


def test_half_precision_files(models: Any, tmp_path: Path) -> None:
    from tests.inference import tiny_adapters as tiny

    model = models("sd15")
    tensors = tiny.peft({"unet": tiny.pairs(model.parts["unet"], tiny.ATTENTION, 1)})
    half = {name: one.half() for name, one in tensors.items()}
    one = tiny.save(tmp_path / "half.safetensors", half)
    other = tiny.save(tmp_path / "full.safetensors", {name: tensor.float() for name, tensor in half.items()})
    assert same(adapted(model, [(one, 1.0)]), adapted(model, [(other, 1.0)]))


# --- flow families --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("sd3", r"attn\.(to_|add_)"),
        ("flux", r"(attn\.(to_|add_)|proj_mlp|proj_out|ff\.net)"),
        ("flux2-klein", r"attn\.to_"),
        ("qwen", r"attn\.(to_|add_)"),
        ("zimage", r"attention\.to_|feed_forward"),
    ],
)
def test_transformers(tiny_flow: Callable[[str], Path], tmp_path: Path, name: str, pattern: str) -> None:
    """In diffusers' form, and for most in that of their trainers (`diffusion_model.` before the names)."""
    import torch

    from inference.engines.diffusion.adapters import lora, lora_file
    from tests.inference import tiny_adapters as tiny
    from tests.inference.adapter_runs import load_model

    model = load_model(tiny_flow(name))
    pairs = tiny.pairs(model.denoiser(), pattern, 1)
    tensors = tiny.peft({"transformer": pairs})
    path = tiny.save(tmp_path / "a.safetensors", tensors)
    read = lora_file.read_lora(path, model.info.family, model.parts)
    assert {place for _, place in read} == set(pairs)
    if model.info.family in ("qwen", "zimage"):
        trained = {key.replace("transformer.", "diffusion_model."): one for key, one in tensors.items()}
        other = lora_file.read_lora(
            tiny.save(tmp_path / "b.safetensors", trained), model.info.family, model.parts
        )
        assert other.keys() == read.keys()
    place = next(iter(read))
    module = model.parts[place[0]].get_submodule(place[1])
    sample = torch.randn(2, module.in_features)
    plain = module(sample)
    with lora.laid_over(model.parts, lora.stack([(read, 0.5)], torch.device("cpu"), torch.float32)):
        found = module(sample)
    down, up = pairs[place[1]]
    torch.testing.assert_close(found, plain + 0.5 * sample @ down.T @ up.T)
    assert torch.equal(module(sample), plain)


# --- files that do not serve ------------------------------------------------------------------------------


@pytest.mark.parametrize(("made_for", "used_with"), [("sd15", "sdxl"), ("sdxl", "sd15")])
def test_another_familys_lora(models: Any, tmp_path: Path, made_for: str, used_with: str) -> None:
    from inference.engines.diffusion.adapters import lora_file
    from inference.job import Kind
    from tests.inference import tiny_adapters as tiny

    pipe = models(made_for).pipeline(Kind.TEXT, "")
    path = tiny.build_lora(tmp_path / "a.safetensors", pipe)
    model = models(used_with)
    with pytest.raises(ModelError, match=r"'a\.safetensors' does not fit .*made for another kind of model"):
        lora_file.read_lora(path, used_with, model.parts)  # pyright: ignore[reportArgumentType]


def test_published_widths_name_the_family(models: Any, tmp_path: Path) -> None:
    import torch

    from inference.engines.diffusion.adapters import lora_file
    from tests.inference import tiny_adapters as tiny

    model = models("sd15")
    block = "lora_unet_down_blocks_1_attentions_0_transformer_blocks_0_attn2_to_k"
    for width, name in ((2048, "SDXL"), (1024, "SD 2")):
        tensors = {
            f"{block}.lora_down.weight": torch.zeros(4, width),
            f"{block}.lora_up.weight": torch.zeros(640, 4),
        }
        path = tiny.save(tmp_path / f"{width}.safetensors", tensors)
        with pytest.raises(ModelError, match=rf"a LoRA for {name}, but .* SD 1\.5"):
            lora_file.read_lora(path, "sd15", model.parts)
    flux = {"transformer.single_transformer_blocks.0.attn.to_q.lora_A.weight": torch.zeros(4, 3072)}
    path = tiny.save(tmp_path / "flux.safetensors", flux)
    with pytest.raises(ModelError, match=r"a LoRA for Flux\.1"):
        lora_file.read_lora(path, "sd15", model.parts)


@pytest.mark.parametrize(
    ("ending", "kind"),
    [
        ("lokr_w1", "LoKr"), ("hada_w1_a", "LoHa"), ("oft_blocks", "OFT"), ("dora_scale", "DoRA"),
        ("lora_mid.weight", "LoCon"), ("diff", "LyCORIS"),
    ],
)  # fmt: skip
def test_other_forms_are_named(models: Any, tmp_path: Path, ending: str, kind: str) -> None:
    import torch

    from inference.engines.diffusion.adapters import lora_file
    from inference.job import Kind
    from tests.inference import tiny_adapters as tiny

    model = models("sd15")
    path = tiny.build_lora(tmp_path / "a.safetensors", model.pipeline(Kind.TEXT, ""), encoders=False)
    from safetensors.torch import load_file

    tensors = load_file(path)
    module = next(iter(tensors)).partition(".")[0]
    path = tiny.save(tmp_path / "b.safetensors", tensors | {f"{module}.{ending}": torch.zeros(2, 2)})
    with pytest.raises(ModelError, match=rf"of the form '{kind}.*ordinary LoRA"):
        lora_file.read_lora(path, "sd15", model.parts)


def test_no_lora_at_all(models: Any, tmp_path: Path) -> None:
    import torch

    from inference.engines.diffusion.adapters import lora_file
    from tests.inference import tiny_adapters as tiny

    model = models("sd15")

    def read(path: Path) -> None:
        lora_file.read_lora(path, "sd15", model.parts)

    with pytest.raises(ModelError, match="There is nothing at"):
        read(tmp_path / "gone.safetensors")
    for name in ("a.pt", "a.ckpt", "a.bin"):
        (tmp_path / name).write_bytes(b"\x80\x04")
        with pytest.raises(ModelError, match=r"pickled file.*never does"):
            read(tmp_path / name)
    (tmp_path / "a.txt").write_text("words")
    with pytest.raises(ModelError, match=r"choose a \.safetensors file"):
        read(tmp_path / "a.txt")
    (tmp_path / "noise.safetensors").write_bytes(bytes(range(200)))
    with pytest.raises(ModelError, match="Download it again"):
        read(tmp_path / "noise.safetensors")
    with pytest.raises(ModelError, match="no LoRA"):
        read(tiny.save(tmp_path / "b.safetensors", {"weight": torch.zeros(3)}))
    whole = tiny.save(
        tmp_path / "c.safetensors", tiny.peft({"unet": tiny.pairs(model.parts["unet"], "q$", 1)})
    )
    data = whole.read_bytes()
    whole.write_bytes(data[: len(data) - 100])
    with pytest.raises(ModelError, match="cut short"):
        read(whole)
