"""Everything that steers a generation, through the engine: combined, undone, kept and refused."""

from __future__ import annotations

import dataclasses
import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from inference.conditions import Control, Lora, Reference, Region
from inference.errors import Cancelled, InferenceError, ModelError, OutOfMemory
from inference.job import Job, Kind
from tests.inference.diffusion_jobs import make_job, pixels, run

TinyModel = Callable[..., Path]
Kit = dict[str, dict[str, Path]]  # adapters by family and name


def make_engine() -> Any:
    from inference.engines.diffusion import DiffusionEngine
    from inference.engines.diffusion.adapters.steering import Adapters

    return DiffusionEngine("cpu", guests=Adapters())


@pytest.fixture(scope="module")
def engine(tiny_model: TinyModel) -> Iterator[Any]:
    engine = make_engine()
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def kit(tiny_model: TinyModel, tmp_path_factory: pytest.TempPathFactory) -> Kit:
    """One of each for both families."""
    from tests.inference import tiny_adapters as tiny
    from tests.inference.adapter_runs import load_model

    made: Kit = {}
    for family, widths in (("sd15", (32,)), ("sdxl", (32, 64))):
        folder = tmp_path_factory.mktemp(f"adapters-{family}")
        model = load_model(tiny_model(family, "folder"))
        pipe, unet = model.pipeline(Kind.TEXT, ""), model.denoiser()
        tiny.build_image_encoder(folder / "image_encoder")
        tiny.make_controlnet(unet).save_pretrained(folder / "control")
        made[family] = {
            "model": tiny_model(family, "folder"),
            "lora": tiny.build_lora(folder / "lora.safetensors", pipe, 1),
            "lora2": tiny.build_lora(folder / "lora2.safetensors", pipe, 2, encoders=False),
            "word": tiny.build_word(folder / "sumi.safetensors", widths),
            "vae": tiny.build_vae_file(folder / "vae.safetensors", tiny.make_vae(model.parts["vae"])),
            "control": folder / "control",
            "control2": tiny.build_controlnet_file(folder / "c.safetensors", tiny.make_controlnet(unet, 8)),
            "adapter": tiny.build_ip_adapter(folder / "adapter.safetensors", unet),
        }
    return made


def everything(kit: dict[str, Path]) -> dict[str, Any]:
    """The settings of a job that uses all of it."""
    from tests.inference.adapter_runs import noise

    mask = np.zeros((64, 64), np.uint8)
    mask[16:48, 8:40] = 255
    return {
        "prompt": "a cat, sumi",
        "loras": (Lora(str(kit["lora"]), 0.4), Lora(str(kit["lora2"]), -0.3)),
        "embeddings": (str(kit["word"]),),
        "vae": str(kit["vae"]),
        "controls": (
            Control("canny", str(kit["control"]), noise(1), 0.6),
            Control("depth", str(kit["control2"]), noise(2), 0.4, 0.0, 0.8),
        ),
        "references": (Reference("reference", str(kit["adapter"]), noise(3, 40), 0.5),),
        "regions": (Region("zzz, sumi", mask), Region("dog", mask.T.copy(), 0.5)),
    }


BLACK = np.zeros((64, 64, 3), np.uint8)
NOTHING: dict[str, Any] = {
    "loras": (), "embeddings": (), "vae": "", "controls": (), "references": (), "regions": (),
}  # fmt: skip


def hooks(engine: Any) -> int:
    """How many hooks there are on all the modules of the model."""
    return sum(
        len(module._forward_hooks) + len(module._forward_pre_hooks)
        for network in engine.model.networks()
        for module in network.modules()
    )


@pytest.mark.parametrize("family", ["sd15", "sdxl"])
@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.PAINT, Kind.INPAINT])
def test_all_at_once_and_gone_again(engine: Any, kit: Kit, family: str, kind: Kind) -> None:
    """After a job with all of them a plain one gives what it gave before, by the very same parts."""
    plain = make_job(kit[family]["model"], kind)
    before = pixels(engine, plain)
    parts = {name: id(part) for name, part in engine.model.parts.items()}
    count = hooks(engine)  # transformers has some of its own
    full = dataclasses.replace(plain, **everything(kit[family]))
    mixed = pixels(engine, full)
    np.testing.assert_array_equal(pixels(engine, full), mixed)
    if kind is Kind.INPAINT:
        for name, value in NOTHING.items():  # each of them matters in the mixture
            without = pixels(engine, dataclasses.replace(full, **{name: value}))
            assert not np.array_equal(without, mixed), name
    assert hooks(engine) == count
    assert {name: id(part) for name, part in engine.model.parts.items()} == parts
    np.testing.assert_array_equal(pixels(engine, plain), before)


@pytest.mark.parametrize("seed", [1, 2])
def test_any_order_of_jobs_gives_the_pixels_of_a_fresh_engine(engine: Any, kit: Kit, seed: int) -> None:
    """Jobs that differ in what steers them, each against an engine that has done nothing else."""
    chance = random.Random(seed)
    expected: dict[int, np.ndarray] = {}
    jobs: list[Job] = []
    for _ in range(3):
        family = chance.choice(["sd15", "sdxl"])
        kind = chance.choice([Kind.TEXT, Kind.PAINT, Kind.INPAINT])
        whole = everything(kit[family])
        chosen = {name: value for name, value in whole.items() if chance.random() < 0.5}
        jobs.append(make_job(kit[family]["model"], kind, **chosen))
    jobs.append(make_job(kit["sd15"]["model"], Kind.TEXT))
    for number, job in enumerate(jobs):
        fresh = make_engine()
        expected[number] = pixels(fresh, job)
        fresh.close()
    order = [chance.randrange(len(jobs)) for _ in range(6)]
    for number in order:
        np.testing.assert_array_equal(pixels(engine, jobs[number]), expected[number], err_msg=str(number))


# --- what is kept ---------------------------------------------------------------------------------------


def test_files_are_read_once(engine: Any, kit: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other weights, kinds, seeds and plain jobs in between read nothing; a changed file is read again."""
    from inference.engines.diffusion.adapters import files

    job = make_job(kit["sd15"]["model"], Kind.PAINT, **everything(kit["sd15"]))
    first = pixels(engine, job)
    read: list[str] = []
    load = files.load_file
    monkeypatch.setattr(files, "load_file", lambda path: read.append(Path(path).name) or load(path))
    lighter = tuple(dataclasses.replace(lora, weight=0.1) for lora in job.loras)
    closer = tuple(dataclasses.replace(one, weight=0.9, kind="reference") for one in job.references)
    other = dataclasses.replace(job, loras=lighter, references=closer, seed=3)
    assert not np.array_equal(pixels(engine, other), first)
    run(engine, make_job(kit["sd15"]["model"], Kind.TEXT))
    np.testing.assert_array_equal(pixels(engine, job), first)
    assert read == []
    os.utime(kit["sd15"]["lora"], ns=(1, 1))
    np.testing.assert_array_equal(pixels(engine, job), first)
    assert read == ["lora.safetensors"]


def test_the_order_of_loras_does_not_matter(engine: Any, kit: Kit) -> None:
    paths = kit["sd15"]
    loras = (Lora(str(paths["lora"]), 0.4), Lora(str(paths["lora2"]), 0.7))
    job = make_job(paths["model"], Kind.TEXT, loras=loras)
    first = pixels(engine, job)
    np.testing.assert_array_equal(pixels(engine, dataclasses.replace(job, loras=loras[::-1])), first)
    twice = (Lora(str(paths["lora"]), 0.25), loras[1], Lora(str(paths["lora"]), 0.15))
    np.testing.assert_array_equal(pixels(engine, dataclasses.replace(job, loras=twice)), first)
    off = tuple(dataclasses.replace(lora, weight=0.0) for lora in loras)
    np.testing.assert_array_equal(
        pixels(engine, dataclasses.replace(job, loras=off)),
        pixels(engine, dataclasses.replace(job, loras=())),
    )


def test_closing_lets_go(kit: Kit) -> None:
    other = make_engine()
    whole = everything(kit["sd15"])
    job = make_job(kit["sd15"]["model"], Kind.TEXT, loras=whole["loras"], controls=whole["controls"])
    first = pixels(other, job)
    other.close()
    guests = other._guests
    assert not any(shelf.values() for shelf in (guests._loras, guests._networks, guests._sights))
    np.testing.assert_array_equal(pixels(other, job), first)
    other.close()


def test_words_in_weighted_prompts(engine: Any, kit: Kit) -> None:
    """The prompts that we encode ourselves know the learnt words too."""
    from inference.engines.diffusion import DiffusionEngine
    from inference.engines.diffusion.adapters.steering import Adapters
    from inference.engines.diffusion.conditioning import condition
    from inference.engines.diffusion.work import Work

    def speak(work: Work) -> None:
        work.inputs |= condition(work.pipe, work.model.info.family, work.job).kwargs

    other: Any = DiffusionEngine("cpu", guests=Adapters(), speak=speak)
    for family in ("sd15", "sdxl"):
        job = make_job(
            kit[family]["model"], Kind.TEXT, prompt="a cat, Sumi", embeddings=(str(kit[family]["word"]),)
        )
        found = pixels(other, job)
        np.testing.assert_array_equal(found, pixels(engine, job))
        weighted = pixels(other, dataclasses.replace(job, prompt="a cat, (sumi:1.4)"))
        assert not np.array_equal(weighted, found)
    other.close()


# --- what goes wrong ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("loras", lambda kit: (Lora(str(kit["lora"])),)),
        ("embeddings", lambda kit: (str(kit["word"]),)),
        ("controls", lambda kit: (Control("canny", str(kit["control2"]), BLACK),)),
        ("references", lambda kit: (Reference("reference", str(kit["adapter"]), BLACK),)),
        ("vae", lambda kit: str(kit["lora"])),
    ],
)  # fmt: skip
def test_another_familys_adapters_change_nothing(engine: Any, kit: Kit, name: str, value: Any) -> None:
    """The job's own adapters are good; the one of the other family stops it before any is laid on."""
    plain = make_job(kit["sd15"]["model"], Kind.TEXT)
    before = pixels(engine, plain)
    job = dataclasses.replace(plain, **{**everything(kit["sd15"]), name: value(kit["sdxl"])})
    count = hooks(engine)
    with pytest.raises(ModelError, match=r"(made for|does not fit|is no VAE).*\.$"):
        run(engine, job)
    assert hooks(engine) == count
    np.testing.assert_array_equal(pixels(engine, plain), before)


def test_broken_off_jobs_leave_nothing(engine: Any, kit: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cancelled between steps, out of memory in the denoiser, a ControlNet that fails."""
    import torch

    plain = make_job(kit["sdxl"]["model"], Kind.PAINT, steps=4, strength=1.0)
    before = pixels(engine, plain)
    full = dataclasses.replace(plain, **everything(kit["sdxl"]))
    whole = pixels(engine, full)
    count = hooks(engine)
    steps: list[int] = []
    with pytest.raises(Cancelled):
        engine.run(full, lambda progress: steps.append(progress.step), lambda: max(steps, default=0) >= 2)
    assert hooks(engine) == count
    from diffusers.models.controlnets.controlnet import ControlNetModel
    from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel

    for owner, error, expected in (
        (UNet2DConditionModel, torch.OutOfMemoryError("out of memory"), OutOfMemory),
        (ControlNetModel, RuntimeError("device lost"), InferenceError),
    ):
        with monkeypatch.context() as patch:

            def fail(*args: Any, error: BaseException = error, **kwargs: Any) -> Any:
                raise error

            patch.setattr(owner, "forward", fail)
            with pytest.raises(expected):
                run(engine, full)
        assert hooks(engine) == count
    np.testing.assert_array_equal(pixels(engine, plain), before)
    np.testing.assert_array_equal(pixels(engine, full), whole)


def test_half_precision(kit: Kit) -> None:
    """As on graphics cards; SDXL's VAE is widened for its work and narrowed again, ours too."""
    import torch

    from inference.engines.diffusion import DiffusionEngine
    from inference.engines.diffusion.adapters.steering import Adapters

    half: Any = DiffusionEngine("cpu", torch.float16, guests=Adapters())
    job = make_job(kit["sdxl"]["model"], Kind.INPAINT, steps=1, sampler="euler", **everything(kit["sdxl"]))
    first = pixels(half, job)
    np.testing.assert_array_equal(pixels(half, job), first)
    assert {network.dtype for network in half.model.networks()} == {torch.float16}
    assert {network.dtype for network in half._guests._networks.values()} == {torch.float16}
    half.close()


# --- flow families --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["sd3", "flux", "flux2-klein", "qwen", "zimage"])
def test_loras_on_transformers(
    engine: Any, tiny_flow: Callable[[str], Path], tmp_path: Path, name: str
) -> None:
    from tests.inference import tiny_adapters as tiny

    plain = make_job(tiny_flow(name), Kind.PAINT, negative="")
    before = pixels(engine, plain)
    pairs = tiny.pairs(engine.model.denoiser(), r"attn\.to_|attention\.to_", 1)
    path = tiny.save(tmp_path / "a.safetensors", tiny.peft({"transformer": pairs}))
    job = dataclasses.replace(plain, loras=(Lora(str(path), 0.8),))
    assert not np.array_equal(pixels(engine, job), before)
    np.testing.assert_array_equal(pixels(engine, plain), before)
    for other, sentence in (
        ({"regions": (Region("x", np.zeros((64, 64), np.uint8)),)}, "Regions with prompts"),
        ({"references": (Reference("style", "a", np.zeros((9, 9, 3), np.uint8)),)}, "Reference pictures"),
        ({"embeddings": ("a.safetensors",)}, "Textual inversions work with"),
        ({"loras": (Lora("a.safetensors"),)}, "There is nothing at"),
    ):
        with pytest.raises(InferenceError, match=sentence):
            run(engine, dataclasses.replace(plain, **other))


@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.PAINT, Kind.INPAINT])
def test_controls_on_flux(engine: Any, tiny_flow: Callable[[str], Path], tmp_path: Path, kind: Kind) -> None:
    from diffusers.models.controlnets.controlnet_flux import FluxControlNetModel

    from inference.engines.diffusion.quiet import without_deprecations
    from tests.inference.adapter_runs import noise

    plain = make_job(tiny_flow("flux"), kind, negative="")
    before = pixels(engine, plain)
    with without_deprecations():
        network: Any = FluxControlNetModel.from_config(dict(engine.model.denoiser().config))
    for weights in network.requires_grad_(False).parameters():
        if not weights.any():
            weights.normal_(std=0.2)
    network.save_pretrained(tmp_path / "control")
    job = dataclasses.replace(plain, controls=(Control("canny", str(tmp_path / "control"), noise(1)),))
    first = pixels(engine, job)
    assert not np.array_equal(first, before)
    np.testing.assert_array_equal(pixels(engine, job), first)
    np.testing.assert_array_equal(pixels(engine, plain), before)
