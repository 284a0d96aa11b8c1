"""Flow-matching families on tiny checkpoints: every kind of job, against diffusers' own pipelines."""

# diffusers exports its classes lazily:
# pyright: reportPrivateImportUsage=false
from __future__ import annotations

import dataclasses
import inspect
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from inference.errors import JobError, ModelError
from inference.job import Job, Kind, Progress
from tests.inference.diffusion_jobs import make_job, pixels, remarks, run

TinyFlow = Callable[[str], Path]
BASE = ["sd3", "flux", "flux2", "flux2-klein", "qwen", "zimage"]


@pytest.fixture(scope="module")
def engine(tiny_flow: TinyFlow) -> Iterator[Any]:
    from inference.engines.diffusion import DiffusionEngine

    engine = DiffusionEngine("cpu")
    yield engine
    engine.close()


# --- exactly what diffusers does ------------------------------------------------------------------------


def reference(engine: Any, job: Job, pipeline: str, with_image: bool = True, **changes: Any) -> np.ndarray:
    """The job by one of diffusers' own pipelines, with its stock scheduler; H×W×3 uint8."""
    import diffusers
    import torch
    from diffusers import FlowMatchEulerDiscreteScheduler
    from diffusers.models.autoencoders.vae import DiagonalGaussianDistribution
    from PIL import Image

    model = engine.model
    family = model.architecture
    maker = getattr(diffusers, pipeline)
    taken = inspect.signature(maker.__init__).parameters
    parts = {name: part for name, part in (family.unneeded() | model.parts).items() if name in taken}
    pipe = maker(**parts, scheduler=FlowMatchEulerDiscreteScheduler.from_config(model.scheduler.config))
    pipe.set_progress_bar_config(disable=True)
    given: dict[str, Any] = {
        "prompt": job.prompt,
        "num_inference_steps": job.steps,
        "width": job.width,
        "height": job.height,
        "generator": torch.Generator("cpu").manual_seed(job.seed),
        "output_type": "np",
    }
    if model.info.family == "qwen":
        given |= {
            "true_cfg_scale": job.guidance,
            "negative_prompt": job.negative,
            "max_sequence_length": 1024,
        }
    else:
        given |= {"guidance_scale": job.guidance}
    if model.info.family in ("sd3", "zimage"):
        given |= {"negative_prompt": job.negative}
    if with_image:
        assert job.image is not None
        given["strength"] = job.strength
        given["image"] = Image.fromarray(job.image)
    if job.mask is not None:
        given["mask_image"] = Image.fromarray(job.mask)
    with torch.no_grad(), pytest.MonkeyPatch.context() as patch:
        # The most likely latents, as ours, instead of a draw from around them.
        patch.setattr(DiagonalGaussianDistribution, "sample", lambda self, generator=None: self.mode())
        made = pipe(**(given | changes)).images[0]
    return np.rint(np.clip(made, 0, 1) * 255).astype(np.uint8)


def close(one: np.ndarray, other: np.ndarray) -> None:
    """Equal but for rounding on the way through the floats."""
    assert np.abs(one.astype(int) - other).max() <= 1


TEXT = {
    "sd3": "StableDiffusion3Pipeline",
    "flux": "FluxPipeline",
    "flux2": "Flux2Pipeline",
    "flux2-klein": "Flux2KleinPipeline",
    "qwen": "QwenImagePipeline",
    "zimage": "ZImagePipeline",
}


@pytest.mark.parametrize("name", BASE)
def test_text_is_what_diffusers_paints(engine: Any, tiny_flow: TinyFlow, name: str) -> None:
    """Noise, schedule and shift are those of the family's own pipeline, on a picture that is not square."""
    import torch

    job = make_job(tiny_flow(name), Kind.TEXT, (96, 64), steps=3, guidance=3.0)
    ours = pixels(engine, job)
    changes = {}
    if name.startswith("flux2"):  # draws its noise token by token
        noise = torch.randn((1, 32, 8, 12), generator=torch.Generator("cpu").manual_seed(job.seed))
        changes["latents"] = engine.model.architecture.start(noise)
    close(ours, reference(engine, job, TEXT[name], with_image=False, **changes))


PAINT = {
    "sd3": "StableDiffusion3Img2ImgPipeline",
    "flux": "FluxImg2ImgPipeline",
    "qwen": "QwenImageImg2ImgPipeline",
    "zimage": "ZImageImg2ImgPipeline",
}


@pytest.mark.parametrize("name", sorted(PAINT))
def test_sketches_are_what_diffusers_paints(engine: Any, tiny_flow: TinyFlow, name: str) -> None:
    job = make_job(tiny_flow(name), Kind.PAINT, (96, 64), steps=4, strength=0.75, guidance=3.0)
    close(pixels(engine, job), reference(engine, job, PAINT[name]))


INPAINT = {
    "sd3": "StableDiffusion3InpaintPipeline",
    "flux": "FluxInpaintPipeline",
    "qwen": "QwenImageInpaintPipeline",
    "zimage": "ZImageInpaintPipeline",
}


@pytest.mark.parametrize("name", sorted(INPAINT))
def test_inpainting_is_what_diffusers_paints(engine: Any, tiny_flow: TinyFlow, name: str) -> None:
    """With a mask along the edges of latent pixels, where both round it alike."""
    mask = np.zeros((64, 96), np.uint8)
    mask[16:48, 32:80] = 255
    job = make_job(tiny_flow(name), Kind.INPAINT, (96, 64), steps=4, strength=0.75, guidance=3.0, mask=mask)
    ours = pixels(engine, job)
    if name == "sd3":  # diffusers 0.42 forgets the VAE's shift when it decodes an inpainted picture
        vae = engine.model.parts["vae"]
        decode, shift = vae.decode, vae.config.shift_factor
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(vae, "decode", lambda latents, **kwargs: decode(latents + shift, return_dict=False))
            close(ours, reference(engine, job, INPAINT[name]))
    else:
        close(ours, reference(engine, job, INPAINT[name]))


def test_noise_moves_the_picture_as_the_schedule_says() -> None:
    """Starting half-way walks the last half of the levels; strength never leaves a run without a step."""
    import torch

    from inference.engines.diffusion.schedule import tail

    levels = torch.tensor([1.0, 0.8, 0.5, 0.2])
    assert tail(levels, 0.5).tolist() == pytest.approx([0.5, 0.2])
    assert tail(levels, 0.74).tolist() == pytest.approx([0.5, 0.2])
    assert tail(levels, 1.0).tolist() == levels.tolist()
    assert tail(levels, 0.0).tolist() == pytest.approx([0.2])


def test_multistep_is_exact_where_the_answer_is_known() -> None:
    """A model that always tells the same picture: every sampler lands on it, from any level."""
    import torch

    from inference.engines.diffusion.schedule import FlowSchedule

    picture, noise = torch.tensor([[0.3, -1.2]]), torch.tensor([[1.0, 0.5]])
    for sampler in ("euler", "dpmpp_2m", "lcm"):
        schedule = FlowSchedule()
        schedule.fix(torch.tensor([0.9, 0.6, 0.3]), sampler, torch.Generator().manual_seed(0))
        schedule.set_timesteps(3, "cpu")
        x = 0.1 * picture + 0.9 * noise
        for timestep, sigma in zip(schedule.timesteps, (0.9, 0.6, 0.3), strict=True):
            (x,) = schedule.step((x - picture) / sigma, timestep, x, return_dict=False)
        torch.testing.assert_close(x, picture)


def test_multistep_is_of_second_order() -> None:
    """On a guess that drifts with the log-SNR, halving the steps' length quarters the error."""
    import math

    import torch

    from inference.engines.diffusion.schedule import multistep

    def log_snr(sigma: float) -> float:
        return math.log((1.0 - sigma) / sigma)

    def walk(count: int, order: int) -> float:
        """From σ = 0.9 to 0.1 in even steps of log-SNR, the model telling that log-SNR as the picture."""
        levels = [
            1.0 / (1.0 + math.exp(log_snr(0.9) + (log_snr(0.1) - log_snr(0.9)) * index / count))
            for index in range(count + 1)
        ]
        x, last = torch.zeros(1, dtype=torch.float64), None
        for index in range(count):
            guess = torch.tensor([log_snr(levels[index])], dtype=torch.float64)
            before = levels[index - 1] if index else 1.0
            x = multistep(x, guess, last if order == 2 else None, before, levels[index], levels[index + 1])
            last = guess
        return float(x[0])

    truth = walk(20_000, 2)
    first = [abs(walk(count, 1) - truth) for count in (40, 80)]
    second = [abs(walk(count, 2) - truth) for count in (40, 80)]
    assert first[0] / first[1] == pytest.approx(2.0, rel=0.1)
    assert second[0] / second[1] == pytest.approx(4.0, rel=0.15)


# --- settings -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", BASE)
def test_full_painted_strength_changes_nothing_and_none_keeps_all(
    engine: Any, tiny_flow: TinyFlow, name: str
) -> None:
    """Where nothing is painted the prompt cannot matter; half-strength lies between."""
    job = make_job(tiny_flow(name), Kind.PAINT, steps=4, strength=1.0)
    with_map = lambda value, **changes: pixels(  # noqa: E731
        engine, dataclasses.replace(job, strength_map=np.full((64, 64), value, np.uint8), **changes)
    )
    np.testing.assert_array_equal(pixels(engine, job), with_map(255))
    kept = with_map(0)
    np.testing.assert_array_equal(kept, with_map(0, prompt="zzz"))
    half = with_map(128)
    assert not np.array_equal(half, kept)
    assert not np.array_equal(half, with_map(255))


def test_painted_strength_has_256_levels() -> None:
    """A pixel of value m joins in when the fraction of steps left falls below m / 255."""
    import torch

    from inference.engines.diffusion.steps import Held, mix_noise

    class Levels:
        sigmas = torch.linspace(1.0, 0.0, 256)

    values = torch.arange(256.0).reshape(1, 1, 16, 16) / 255.0
    held = Held(torch.full((1, 1, 16, 16), 5.0), torch.zeros(1, 1, 16, 16), values, mix_noise)
    for done in (1, 100, 254, 255):
        after = held.hold_back(Levels(), torch.full((1, 1, 16, 16), -1.0), done, 255)
        # value 0 is held to the end, and one more joins in with each step
        assert int((after != -1.0).sum()) == 256 - done
        if done < 255:
            assert float(after[0, 0, 0, 0]) == pytest.approx(5.0 * (1.0 - float(Levels.sigmas[done])))


@pytest.mark.parametrize("name", ["sd3", "flux", "flux2", "qwen", "zimage", "flux-kontext"])
def test_under_a_black_mask_the_prompt_cannot_matter(engine: Any, tiny_flow: TinyFlow, name: str) -> None:
    black = np.zeros((64, 64), np.uint8)
    settings: dict[str, Any] = {"steps": 1} if name == "flux-kontext" else {}
    kept = [
        pixels(engine, make_job(tiny_flow(name), Kind.INPAINT, mask=black, prompt=prompt, **settings))
        for prompt in ("a cat", "zzz")
    ]
    np.testing.assert_array_equal(kept[0], kept[1])


@pytest.mark.parametrize("sampler", ["euler", "dpmpp_2m", "lcm"])
def test_samplers_and_same_job_same_pixels(engine: Any, tiny_flow: TinyFlow, sampler: str) -> None:
    """A, B, A with another model, kind and sampler in between."""
    first = make_job(tiny_flow("flux"), Kind.PAINT, steps=4, strength=1.0, sampler=sampler)
    between = make_job(tiny_flow("zimage"), Kind.TEXT, sampler="lcm")
    other = make_job(tiny_flow("flux"), Kind.INPAINT, sampler="dpmpp_2m")
    before = pixels(engine, first)
    pixels(engine, between)
    pixels(engine, other)
    np.testing.assert_array_equal(before, pixels(engine, first))
    plain = pixels(engine, dataclasses.replace(first, sampler=""))
    assert np.array_equal(before, plain) == (sampler == "euler")


def test_samplers_that_do_not_fit_get_a_sentence(engine: Any, tiny_flow: TinyFlow) -> None:
    with pytest.raises(
        JobError, match=r"Flux\.1 models do not work with the sampler 'ddim'.*euler, dpmpp_2m"
    ):
        run(engine, make_job(tiny_flow("flux"), Kind.TEXT, sampler="ddim"))


@pytest.mark.parametrize("name", ["sd3", "flux", "flux2", "qwen", "zimage"])
def test_any_size_comes_back_exactly(engine: Any, tiny_flow: TinyFlow, name: str) -> None:
    for kind in (Kind.TEXT, Kind.INPAINT):
        assert pixels(engine, make_job(tiny_flow(name), kind, (61, 50), steps=1)).shape == (50, 61, 3)


@pytest.mark.parametrize("name", ["sd3", "flux2", "qwen", "zimage"])
def test_previews_show_the_picture_to_come(engine: Any, tiny_flow: TinyFlow, name: str) -> None:
    """At the last step the preview is the result, as coarse and as coloured as a linear map makes it."""
    seen: list[Progress] = []
    job = make_job(tiny_flow(name), Kind.PAINT, (96, 64), steps=4, strength=0.5)
    engine.run(job, seen.append, lambda: False)
    shown = [progress.preview for progress in seen if progress.preview is not None]
    assert len(shown) == 2
    assert all(one.shape == (8, 12, 3) and one.dtype == np.uint8 for one in shown)
    assert shown[-1].std() > 1


def test_the_fitted_colours_are_right_where_the_vae_is_linear() -> None:
    """An encoder that mixes colours linearly: the fit undoes it exactly, with channels to spare."""
    import torch

    from inference.engines.diffusion import colours

    mixing = torch.randn(16, 3, generator=torch.Generator().manual_seed(3))

    def encode(pixels: torch.Tensor) -> torch.Tensor:
        small = torch.nn.functional.interpolate(pixels, scale_factor=1 / 8, mode="area")
        return torch.einsum("ck,bkhw->bchw", mixing, small) + 0.7

    fitted = colours.fit(encode)
    shown = fitted.picture(encode(torch.full((1, 3, 16, 16), 0.5)))
    assert np.abs(shown.astype(int) - round(0.75 * 255)).max() <= 3
    chart = (colours.chart() * 2 - 1)[:, :, :64]
    truth = torch.nn.functional.interpolate(chart * 0.5 + 0.5, scale_factor=1 / 8, mode="area")[0] * 255
    difference = fitted.picture(encode(chart)).astype(float) - truth.permute(1, 2, 0).numpy()
    assert np.abs(difference).max() < 6


# --- distilled models -----------------------------------------------------------------------------------


def test_distilled_models_bend_settings_and_say_so(engine: Any, tiny_flow: TinyFlow) -> None:
    job = make_job(tiny_flow("flux-schnell"), Kind.TEXT, steps=30, guidance=7.0, negative="")
    seen: list[Progress] = []
    result = engine.run(job, seen.append, lambda: False)
    assert remarks(result) == ("steps:10", "guidance:1")
    assert result.job is job
    assert seen[-1].steps == 10
    turbo = run(engine, make_job(tiny_flow("zimage-turbo"), Kind.TEXT, guidance=7.0))
    assert remarks(turbo) == ("guidance:0", "ignored_negative")  # this family counts from 0
    plain = run(engine, make_job(tiny_flow("zimage"), Kind.TEXT, guidance=7.0))
    assert remarks(plain) == ()


@pytest.mark.parametrize("speed", ["turbo", "lcm", "lightning", "hyper"])
def test_distilled_unets_walk_their_own_schedule(
    engine: Any, tiny_model: Callable[..., Path], speed: Any
) -> None:
    from inference.engines.diffusion.quiet import without_deprecations
    from inference.engines.diffusion.speeds import BOUNDS

    path = tiny_model("sdxl", "folder")
    job = make_job(path, Kind.TEXT, steps=30, guidance=7.0, negative="")
    plain = run(engine, dataclasses.replace(job, steps=2))
    assert remarks(plain) == ()
    info = engine.model.info
    engine.model.info = dataclasses.replace(info, speed=speed)  # published files tell it in ways of their own
    try:
        scheduler = engine.model.pipeline(Kind.TEXT, "").scheduler
        expected = {"turbo": "EulerAncestral", "lcm": "LCM", "lightning": "EulerDiscrete", "hyper": "DDIM"}
        assert type(scheduler).__name__.startswith(expected[speed])
        with without_deprecations():
            scheduler.set_timesteps(4)
        assert int(scheduler.timesteps[0]) == 999  # pure noise, which these models were trained to start from
        chosen = engine.model.pipeline(Kind.TEXT, "dpmpp_2m").scheduler
        assert type(chosen).__name__.startswith("DPMSolver")
        assert chosen.config.timestep_spacing == "trailing"
        bounds = BOUNDS[speed]
        assert remarks(run(engine, job)) == (f"steps:{bounds.steps}", f"guidance:{bounds.guidance:g}")
    finally:
        engine.model.info = info


def test_ignored_prompts_are_told(engine: Any, tiny_flow: TinyFlow) -> None:
    """Flux takes no negative prompt; T5 reads 512 tokens, here a letter and a space each."""
    assert remarks(run(engine, make_job(tiny_flow("flux"), Kind.TEXT))) == ("ignored_negative",)
    settings: dict[str, Any] = {"negative": "", "steps": 1}
    assert remarks(run(engine, make_job(tiny_flow("flux"), Kind.TEXT, **settings))) == ()
    long = run(engine, make_job(tiny_flow("flux"), Kind.TEXT, prompt="a" * 600, **settings))
    (note,) = remarks(long)
    assert note.startswith("truncated:")
    without = run(engine, make_job(tiny_flow("sd3-no-t5"), Kind.TEXT, prompt="a " * 80, steps=1))
    assert remarks(without) == ("truncated:5",)
    chat = run(engine, make_job(tiny_flow("zimage"), Kind.TEXT, prompt="a" * 520, steps=1))
    assert any(note.startswith("truncated:") for note in chat.notes)


@pytest.mark.parametrize(
    ("name", "kind", "match"),
    [
        ("flux", Kind.EDIT, "does not follow instructions.*Kontext"),
        ("flux-fill", Kind.TEXT, "made for inpainting only"),
        ("flux-kontext", Kind.PAINT, "changes pictures as it is told"),
        ("qwen-edit", Kind.TEXT, "changes pictures as it is told"),
    ],
)
def test_kinds_that_a_model_does_not_do(
    engine: Any, tiny_flow: TinyFlow, name: str, kind: Kind, match: str
) -> None:
    with pytest.raises(JobError, match=match):
        run(engine, make_job(tiny_flow(name), kind))


# --- what is loaded -------------------------------------------------------------------------------------


def test_switching_models_keeps_what_both_have(tiny_flow: TinyFlow, tmp_path: Path) -> None:
    """Kontext beside dev: the same encoders and VAE, once as links to the same files, once as copies."""
    from inference.engines.diffusion import DiffusionEngine

    dev = tiny_flow("flux")
    kontext = tmp_path / "kontext"
    shutil.copytree(tiny_flow("flux-kontext"), kontext)
    for part in ("text_encoder", "text_encoder_2", "tokenizer", "vae"):
        shutil.rmtree(kontext / part)
    (kontext / "text_encoder_2").symlink_to(dev / "text_encoder_2")
    for part in ("text_encoder", "tokenizer", "vae"):
        shutil.copytree(dev / part, kontext / part)
    engine = DiffusionEngine("cpu")
    run(engine, make_job(dev, Kind.TEXT, steps=1))
    assert engine.model is not None
    before = dict(engine.model.parts)
    edited = pixels(engine, make_job(kontext, Kind.EDIT, steps=1))
    kept = {name for name, part in engine.model.parts.items() if before[name] is part}
    assert kept == {"text_encoder", "text_encoder_2", "tokenizer", "tokenizer_2", "vae"}
    engine.close()
    assert engine.resident() == ()
    np.testing.assert_array_equal(edited, pixels(engine, make_job(kontext, Kind.EDIT, steps=1)))
    resident = engine.resident()
    assert {part.name for part in resident} == {"transformer", "vae", "text_encoder", "text_encoder_2"}
    assert all(part.where == "cpu" and part.bytes > 0 for part in resident)
    assert sum(part.bytes for part in resident) == engine.model.weight_bytes
    engine.close()


def test_switching_kinds_loads_nothing(
    engine: Any, tiny_flow: TinyFlow, monkeypatch: pytest.MonkeyPatch
) -> None:
    from inference.engines.diffusion import loading

    run(engine, make_job(tiny_flow("flux2"), Kind.TEXT, steps=1))
    loads: list[object] = []
    real = loading._load_part
    monkeypatch.setattr(loading, "_load_part", lambda *args: (loads.append(args), real(*args))[1])
    parts = {name: id(part) for name, part in engine.model.parts.items()}
    for kind in (Kind.PAINT, Kind.EDIT, Kind.INPAINT, Kind.VARY, Kind.TEXT):
        run(engine, make_job(tiny_flow("flux2"), kind, steps=1))
    assert loads == []
    assert {name: id(part) for name, part in engine.model.parts.items()} == parts
    run(engine, make_job(tiny_flow("flux"), Kind.TEXT, steps=1))
    assert len(loads) == 6


@pytest.mark.parametrize(
    ("name", "architecture"),
    [("flux", "flux"), ("qwen", "qwen_image"), ("zimage", "lumina2"), ("flux2", "flux"), ("sd3", "sd3")],
)
def test_gguf_transformers(
    engine: Any, tiny_flow: TinyFlow, tmp_path: Path, name: str, architecture: str
) -> None:
    """Eight bits a weight paint nearly what sixteen or more do; the rest comes from the folder beside."""
    from tests.inference import tiny_flow_models

    path = tiny_flow_models.build_gguf(tmp_path / "quantised.gguf", tiny_flow(name), architecture)
    (tmp_path / "whole").symlink_to(tiny_flow(name))
    plain = pixels(engine, make_job(tiny_flow(name), Kind.TEXT, negative=""))
    result = run(engine, make_job(path, Kind.TEXT, negative=""))
    assert remarks(result) == ("companion:whole",)
    assert result.image is not None
    difference = np.abs(result.image.astype(int) - plain)
    assert difference.max() > 0
    assert difference.mean() < 2
    kinds = {type(weights).__name__ for weights in engine.model.denoiser().parameters()}
    assert "GGUFParameter" in kinds  # still packed in memory


def test_a_transformer_alone_says_what_is_missing(
    engine: Any, tiny_flow: TinyFlow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCUMBLE_MODELS", str(tmp_path / "none"))
    (weights,) = (tiny_flow("flux") / "transformer").glob("*.safetensors")
    alone = tmp_path / "deep" / "er"
    alone.mkdir(parents=True)
    shutil.copy(weights, alone / "alone.safetensors")
    with pytest.raises(ModelError, match=r"transformer of a Flux\.1 model alone.*diffusers folder"):
        run(engine, make_job(alone / "alone.safetensors", Kind.TEXT))
    (alone / "whole").symlink_to(tiny_flow("flux"))
    ours = pixels(engine, make_job(alone / "alone.safetensors", Kind.TEXT))
    np.testing.assert_array_equal(ours, pixels(engine, make_job(tiny_flow("flux"), Kind.TEXT)))


@pytest.mark.parametrize("name", BASE)
def test_half_precision_as_on_graphics_cards(engine: Any, tiny_flow: TinyFlow, name: str) -> None:
    """bfloat16, since these transformers overflow in float16; nearly the same picture comes out."""
    import torch

    from inference.engines.diffusion import DiffusionEngine

    half: Any = DiffusionEngine("cpu", torch.float16)
    for kind in (Kind.PAINT, Kind.INPAINT):
        job = make_job(tiny_flow(name), kind, guidance=1.0)
        difference = np.abs(pixels(half, job).astype(int) - pixels(engine, job))
        assert np.median(difference) <= 4, kind
    assert {network.dtype for network in half.model.networks()} == {torch.bfloat16}
    half.close()
