"""Prompts become what diffusers itself would make of them, and weights, chunks and notes on top of that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from inference.job import Frame, Job, Kind
from inference.prompt import parse

TEXTS = ("", "a cat", "cat, a red hat; - 12 cats!", "b " * 75)


@pytest.fixture(scope="module")
def sd15(tiny_model: Callable[..., Path]) -> Any:
    folder = tiny_model("sd15", "folder")
    from diffusers.pipelines.stable_diffusion.pipeline_stable_diffusion import StableDiffusionPipeline

    return StableDiffusionPipeline.from_pretrained(folder)


@pytest.fixture(scope="module")
def sdxl(tiny_model: Callable[..., Path]) -> Any:
    folder = tiny_model("sdxl", "folder")
    from diffusers.pipelines.stable_diffusion_xl.pipeline_stable_diffusion_xl import StableDiffusionXLPipeline

    return StableDiffusionXLPipeline.from_pretrained(folder)


@pytest.fixture(scope="module")
def flux(sd15: Any) -> Any:
    from tests.inference.tiny_prompts import flux_pipeline

    return flux_pipeline(sd15)


@pytest.fixture(scope="module")
def sd3(sdxl: Any) -> Any:
    from tests.inference.tiny_prompts import sd3_pipeline

    return sd3_pipeline(sdxl)


@pytest.fixture(scope="module")
def zimage(tiny_model: Callable[..., Path]) -> Any:
    assert tiny_model  # the libraries are quiet from then on
    from tests.inference.tiny_prompts import zimage_pipeline

    return zimage_pipeline()


@pytest.fixture(autouse=True)
def _frozen(tiny_model: Callable[..., Path]) -> Any:
    import torch

    with torch.no_grad():
        yield


def condition(*args: Any, **kwargs: Any) -> Any:
    from inference.engines.diffusion import conditioning

    return conditioning.condition(*args, **kwargs)


def condition_text(*args: Any, **kwargs: Any) -> Any:
    from inference.engines.diffusion import conditioning

    return conditioning.condition_text(*args, **kwargs)


def cut(text: str, tokenizer: Any) -> Any:
    from inference.engines.diffusion import prompt_chunks

    return prompt_chunks.cut(parse(text), tokenizer)


def job(prompt: str = "", **fields: Any) -> Job:
    values: dict[str, Any] = {"engine": "diffusion", "guidance": 7.0, "width": 64, "height": 64} | fields
    return Job(Kind.TEXT, frame=Frame(0, 0, 64, 64), prompt=prompt, **values)


def same(one: Any, other: Any) -> bool:
    import torch

    return one.dtype == other.dtype and torch.equal(one, other)


# --- SD 1.5 ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", TEXTS)
def test_sd15_is_what_diffusers_makes(sd15: Any, text: str) -> None:
    negative = "a hat"
    wanted, unwanted = sd15.encode_prompt(parse(text).plain, "cpu", 1, True, negative)
    made = condition(sd15, "sd15", job(text, negative=negative))
    assert same(made.kwargs["prompt_embeds"], wanted)
    assert same(made.kwargs["negative_prompt_embeds"], unwanted)
    assert made.notes == ()


def test_weight_one_changes_no_bit(sd15: Any, sdxl: Any) -> None:
    for pipe, family in ((sd15, "sd15"), (sdxl, "sdxl")):
        plain = condition_text(pipe, family, "a cat sits").kwargs
        weighted = condition_text(pipe, family, "a (cat:1.0) sits").kwargs
        assert all(same(plain[name], weighted[name]) for name in plain)


def test_weights_move_states_steadily(sd15: Any, sdxl: Any) -> None:
    """Each step of the weight moves the word's states by the same way, and no others."""
    for pipe, family in ((sd15, "sd15"), (sdxl, "sdxl")):
        states = [
            condition_text(pipe, family, f"b (cat:{weight}) b").kwargs["prompt_embeds"]
            for weight in (0.5, 0.75, 1.0, 1.25, 1.5)
        ]
        moved = [(state - states[2]).norm().item() for state in states]
        assert moved[2] == 0.0
        assert moved[1] == pytest.approx(moved[3], rel=1e-3)
        assert moved[0] == pytest.approx(moved[4], rel=1e-3)
        assert moved[4] == pytest.approx(2 * moved[3], rel=1e-3)
        changed = (states[4] != states[2]).any(dim=-1)[0]
        assert changed.nonzero().flatten().tolist() == [2]


def test_weight_nothing_is_an_empty_prompt_there(sd15: Any) -> None:
    import torch

    empty = condition_text(sd15, "sd15", "").kwargs["prompt_embeds"]
    none = condition_text(sd15, "sd15", "b (cat:0) b").kwargs["prompt_embeds"]
    assert torch.allclose(none[0, 2], empty[0, 2], atol=1e-6)


def test_clip_skip_takes_an_earlier_layer(sd15: Any, sdxl: Any) -> None:
    tokens = sd15.tokenizer("a cat", padding="max_length", max_length=77, return_tensors="pt").input_ids
    hidden = sd15.text_encoder(tokens, output_hidden_states=True).hidden_states
    made = condition_text(sd15, "sd15", "a cat", clip_skip=1).kwargs["prompt_embeds"]
    norm = sd15.text_encoder if not hasattr(sd15.text_encoder, "text_model") else sd15.text_encoder.text_model
    assert same(made, norm.final_layer_norm(hidden[-2]))
    # Of a smaller encoder at least one layer is left.
    most, last = (
        condition_text(sd15, "sd15", "a cat", clip_skip=skip).kwargs for skip in (11, len(hidden) - 2)
    )
    assert same(most["prompt_embeds"], last["prompt_embeds"])
    wanted = sdxl.encode_prompt("a cat", clip_skip=1, do_classifier_free_guidance=False)[0]
    assert same(condition_text(sdxl, "sdxl", "a cat", clip_skip=1).kwargs["prompt_embeds"], wanted)


# --- SDXL -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", TEXTS)
def test_sdxl_is_what_diffusers_makes(sdxl: Any, text: str) -> None:
    wanted = sdxl.encode_prompt(parse(text).plain, negative_prompt="a hat")
    made = condition(sdxl, "sdxl", job(text, negative="a hat")).kwargs
    names = (
        "prompt_embeds",
        "negative_prompt_embeds",
        "pooled_prompt_embeds",
        "negative_pooled_prompt_embeds",
    )
    assert all(same(made[name], tensor) for name, tensor in zip(names, wanted, strict=True))


def test_sdxl_long_prompts_keep_the_summary_of_their_beginning(sdxl: Any) -> None:
    short = condition_text(sdxl, "sdxl", "b " * 75).kwargs
    long = condition_text(sdxl, "sdxl", "b " * 75 + "cat").kwargs
    assert long["prompt_embeds"].shape == (1, 154, 96)
    assert same(long["pooled_prompt_embeds"], short["pooled_prompt_embeds"])
    assert same(long["prompt_embeds"][:, :77], short["prompt_embeds"])


# --- chunks ---------------------------------------------------------------------------------------------


def chunks(pipe: Any, text: str) -> list[str]:
    made, dropped = cut(text, pipe.tokenizer)
    assert dropped == 0
    return [pipe.tokenizer.decode(list(chunk.ids)).strip() for chunk in made]


def test_chunks_end_where_words_end(sd15: Any) -> None:
    """'catcat' is three pieces; where two of them would fit it goes to the next chunk whole."""
    pieces = len(sd15.tokenizer("bobo", add_special_tokens=False).input_ids)
    assert pieces > 2
    first, second = chunks(sd15, "b " * 73 + "bobo")
    assert first.split() == ["b"] * 73
    assert second == "bobo"


def test_chunks_like_to_end_at_commas(sd15: Any) -> None:
    first, second = chunks(sd15, "b " * 60 + ", " + "d " * 20)
    assert first.endswith(",")
    assert second.split() == ["d"] * 20
    first, second = chunks(sd15, "b " * 30 + ", " + "d " * 60)
    assert not first.endswith(",")
    assert len(second.split()) == 91 - 75


def test_a_word_longer_than_a_chunk_is_divided(sd15: Any) -> None:
    assert [len(chunk.ids) for chunk in cut("b" * 200, sd15.tokenizer)[0]] == [75, 75, 50]


def test_break_begins_a_chunk(sd15: Any) -> None:
    assert chunks(sd15, "cat BREAK a hat") == ["cat", "a hat"]
    assert chunks(sd15, "") == [""]
    both = condition_text(sd15, "sd15", "cat BREAK a hat").kwargs["prompt_embeds"]
    alone = condition_text(sd15, "sd15", "a hat").kwargs["prompt_embeds"]
    assert both.shape[1] == 154
    assert same(both[:, 77:], alone)


def test_added_tokens_stay_together(sdxl: Any) -> None:
    """Textual inversions are made of added tokens without a word end."""
    tokenizer = type(sdxl.tokenizer)(
        vocab=sdxl.tokenizer.get_vocab(), merges=[("c", "a"), ("ca", "t</w>")], model_max_length=77
    )
    tokenizer.add_tokens(["<one>", "<two>", "<three>"])
    made, _ = cut("b " * 73 + "<one> <two> <three> b", tokenizer)
    assert [len(chunk.ids) for chunk in made] == [73, 4]


def test_the_shorter_prompt_is_filled_up(sd15: Any) -> None:
    made = condition(sd15, "sd15", job("b " * 80, negative="cat")).kwargs
    assert made["prompt_embeds"].shape == made["negative_prompt_embeds"].shape == (1, 154, 32)
    empty = condition_text(sd15, "sd15", "").kwargs["prompt_embeds"]
    assert same(made["negative_prompt_embeds"][:, 77:], empty)


def test_what_does_not_fit_is_told(sd15: Any) -> None:
    made = condition(sd15, "sd15", job("b " * (75 * 16 + 3), negative="b " * (75 * 16 + 5)))
    assert made.kwargs["prompt_embeds"].shape[1] == 77 * 16
    assert made.notes == ("truncated:3", "truncated_negative:5")


# --- guidance, notes, places ----------------------------------------------------------------------------


def test_without_guidance_there_is_no_negative(sd15: Any) -> None:
    made = condition(sd15, "sd15", job("a cat", negative="hat", guidance=1.0))
    assert set(made.kwargs) == {"prompt_embeds"}
    assert made.notes == ("ignored_negative",)
    assert condition(sd15, "sd15", job("a cat", guidance=1.0)).notes == ()


def test_what_the_language_lacks_is_told(sd15: Any) -> None:
    made = condition(sd15, "sd15", job("[cat:hat:0.5] ( embedding:nope"))
    assert made.notes == ("prompt:editing", "prompt:unbalanced", "prompt:unknown_embedding:nope")
    wanted = condition_text(sd15, "sd15", "cat, hat").kwargs["prompt_embeds"]
    assert same(made.kwargs["prompt_embeds"], wanted)


def test_the_pipelines_take_it(sd15: Any, sdxl: Any) -> None:
    """A real run: prompts of two chunks, weighted, with guidance and without."""
    import torch

    from inference.engines.diffusion.quiet import without_deprecations

    for pipe, family in ((sd15, "sd15"), (sdxl, "sdxl")):
        pipe.set_progress_bar_config(disable=True)
        for guidance in (5.0, 1.0):
            made = condition(pipe, family, job("(cat:1.3) BREAK hat", negative="b", guidance=guidance))
            with without_deprecations():
                pictures = pipe(
                **made.kwargs, num_inference_steps=1, guidance_scale=guidance, width=64, height=64,
                output_type="np", generator=torch.Generator().manual_seed(1),
            ).images  # fmt: skip
            assert pictures.shape == (1, 64, 64, 3)


def test_offloaded_encoders_give_the_same(tiny_model: Callable[..., Path], sdxl: Any) -> None:
    """Encoders wait elsewhere and are fetched by a hook when they are called."""
    folder = tiny_model("sdxl", "folder")
    pipe = type(sdxl).from_pretrained(folder)
    pipe.enable_model_cpu_offload(device="cpu")
    text = "a (cat:1.3) BREAK b"
    wanted, made = (condition_text(one, "sdxl", text, clip_skip=1).kwargs for one in (sdxl, pipe))
    assert wanted.keys() == made.keys()
    assert all(same(wanted[name], made[name]) for name in wanted)


def test_the_engine_speaks_this_language(tiny_model: Callable[..., Path]) -> None:
    """A plain prompt gives the very pixels of the pipeline's own encoding; weights and length count."""
    from inference.engines.diffusion import DiffusionEngine
    from inference.engines.diffusion.conditioning import speak

    model = str(tiny_model("sd15", "folder"))
    plain, ours = DiffusionEngine("cpu"), DiffusionEngine("cpu", speak=speak)

    def run(engine: Any, prompt: str) -> Any:
        work = job(prompt, negative="b", model=model, steps=1, seed=3)
        return engine.run(work, lambda _: None, lambda: False)

    wanted, made = run(plain, "a cat"), run(ours, "a cat")
    assert (wanted.image == made.image).all()
    weighted = run(ours, "a (cat:1.5)")
    assert (weighted.image != made.image).any()
    skipped = ours.run(
        replace(job("a cat", negative="b", model=model, steps=1, seed=3), clip_skip=1),
        lambda _: None,
        lambda: False,
    )
    assert (skipped.image != made.image).any()
    long = run(ours, "a " * 80 + "(hat")
    assert not [note for note in long.notes if note.startswith("truncated")]
    assert "prompt:unbalanced" in long.notes
    plain.close()
    ours.close()


# --- T5 ---------------------------------------------------------------------------------------------------


def test_flux_is_what_diffusers_makes(flux: Any) -> None:
    states, pooled, _ = flux.encode_prompt("a cat sits", None)
    made = condition(flux, "flux", job("a (cat:1.0) sits", negative="hat"))
    assert same(made.kwargs["prompt_embeds"], states)
    assert same(made.kwargs["pooled_prompt_embeds"], pooled)
    assert made.notes == ("ignored_negative",)


def test_flux_weighs_the_words_of_t5(flux: Any) -> None:
    plain = condition_text(flux, "flux", "a cat sits").kwargs["prompt_embeds"]
    strong = condition_text(flux, "flux", "a (cat:1.5) sits").kwargs["prompt_embeds"]
    tokens = flux.tokenizer_2("a cat sits").input_ids
    place = flux.tokenizer_2.convert_ids_to_tokens(tokens).index("▁cat")
    assert (plain != strong).any(dim=-1)[0].nonzero().flatten().tolist() == [place]


def test_flux_tells_what_it_drops(flux: Any) -> None:
    tokens = len(flux.tokenizer_2("a " * 600).input_ids)
    assert condition_text(flux, "flux", "a " * 600).notes == (f"truncated:{tokens - 512}",)


def test_sd3_is_what_diffusers_makes(sd3: Any) -> None:
    wanted = sd3.encode_prompt("a cat sits", None, None, negative_prompt="a hat")
    made = condition(sd3, "sd3", job("a (cat:1.0) sits", negative="a hat")).kwargs
    names = (
        "prompt_embeds",
        "negative_prompt_embeds",
        "pooled_prompt_embeds",
        "negative_pooled_prompt_embeds",
    )
    assert all(same(made[name], tensor) for name, tensor in zip(names, wanted, strict=True))


def test_sd3_weighs_in_all_encoders(sd3: Any) -> None:
    plain = condition_text(sd3, "sd3", "a cat sits").kwargs["prompt_embeds"]
    strong = condition_text(sd3, "sd3", "a (cat:1.5) sits").kwargs["prompt_embeds"]
    tokens = sd3.tokenizer_3.convert_ids_to_tokens(sd3.tokenizer_3("a cat sits").input_ids)
    places = (plain != strong).any(dim=-1)[0].nonzero().flatten().tolist()
    assert places == [2, 77 + tokens.index("▁cat")]


def test_sd3_makes_room_for_long_prompts(sd3: Any) -> None:
    assert condition_text(sd3, "sd3", "a " * 200).kwargs["prompt_embeds"].shape[1] == 77 + 256
    long = condition(sd3, "sd3", job("a " * 300, negative="hat")).kwargs
    assert long["prompt_embeds"].shape == long["negative_prompt_embeds"].shape == (1, 77 + 512, 96)


# --- language models --------------------------------------------------------------------------------------


def test_language_models_get_plain_text(zimage: Any) -> None:
    """Brackets are brackets there; only a written weight is syntax, and it is told."""
    made = condition(zimage, "zimage", job("a sign (old) [sic]", negative="x", guidance=0.0))
    assert made.kwargs == {"prompt": "a sign (old) [sic]"}
    assert made.notes == ("ignored_negative",)
    made = condition(zimage, "zimage", job("a (cat:1.3) <lora:x:1>", negative="(x:2)", guidance=3.0))
    assert made.kwargs == {"prompt": "a cat", "negative_prompt": "x"}
    assert made.notes == ("weights_ignored",)


def test_language_models_tell_what_they_drop(zimage: Any) -> None:
    """The frame around the prompt takes its part of the 512 tokens."""
    made = condition_text(zimage, "zimage", "b" * 600)
    frame = len(zimage.tokenizer("user  assistant").input_ids)
    assert made.notes == (f"truncated:{600 + frame - 512}",)
    assert condition_text(zimage, "zimage", "b" * (512 - frame)).notes == ()


def test_what_has_no_clip_to_skip_in_tells_so(zimage: Any) -> None:
    made = condition_text(zimage, "zimage", "a cat", clip_skip=1)
    assert "clip_skip_ignored" in made.notes
