"""What may be traded for speed or memory: off unless asked for, undone for the next job, close in pixels."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from inference.conditions import Lora
from inference.job import Job, Kind
from inference.memory import Place, Plan
from inference.tuning import EIGHT_BIT, FAST, VARIABLE, Tuning, environment_for, tuning_of
from tests.inference.diffusion_jobs import make_job, pixels, remarks, run

TinyModel = Callable[..., Path]
EIGHT = Plan(quantised=True)


def make_engine(**tuning: Any) -> Any:
    from inference.engines.diffusion import DiffusionEngine
    from inference.engines.diffusion.adapters.steering import Adapters

    return DiffusionEngine("cpu", guests=Adapters(), tuning=Tuning(**tuning))


def planned(monkeypatch: pytest.MonkeyPatch, plan: Plan) -> None:
    from inference.engines.diffusion import engine as module

    monkeypatch.setattr(module, "plan_for", lambda *_, **__: plan)


def exact(job: Job) -> np.ndarray:
    with closing(make_engine()) as engine:
        return pixels(engine, job)


def test_nothing_is_traded_unless_asked_for() -> None:
    assert tuning_of("") == Tuning() == Tuning(False, False, False)
    assert tuning_of("fast, 8bit, quick") == Tuning(True, True, True)
    assert environment_for([]) == {}
    assert tuning_of(environment_for([EIGHT_BIT])[VARIABLE]) == Tuning(quantise=True)
    assert tuning_of(environment_for([EIGHT_BIT, FAST])[VARIABLE]) == Tuning(True, True, True)


def test_the_worker_s_engine_takes_its_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    from inference.engines import create_engine

    monkeypatch.setenv(VARIABLE, "8bit")
    with closing(create_engine("diffusion")) as engine:
        assert vars(engine)["_tuning"] == Tuning(quantise=True)


# --- channels last ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("family", ["sd15", "sdxl"])
def test_channels_last_gives_the_same_picture(tiny_model: TinyModel, family: str) -> None:
    import torch

    job = make_job(tiny_model(family, "folder"), Kind.PAINT)
    with closing(make_engine(channels_last=True)) as engine:
        image = pixels(engine, job)
        for name in ("unet", "vae"):
            kernel = next(one for one in engine.model.parts[name].parameters() if one.dim() == 4)
            assert kernel.is_contiguous(memory_format=torch.channels_last)
    assert np.abs(image.astype(int) - exact(job)).max() <= 1


def test_networks_over_time_stay_as_they_are(tiny_flow: Callable[[str], Path]) -> None:
    job = make_job(tiny_flow("qwen"), Kind.TEXT)
    with closing(make_engine(channels_last=True)) as engine:
        assert np.abs(pixels(engine, job).astype(int) - exact(job)).max() <= 1


# --- compiling --------------------------------------------------------------------------------------------


def test_a_compiled_model_paints_the_same_and_only_where_nothing_acts_inside(tiny_model: TinyModel) -> None:
    job = make_job(tiny_model("sd15", "folder"), Kind.PAINT)
    with closing(make_engine(compiled=True, backend="eager")) as engine:
        result = run(engine, job)
        assert remarks(result) == ()
        code = engine.model.compiled
        assert code is not None
        assert not code.failure
        assert result.image is not None
        assert np.abs(result.image.astype(int) - exact(job)).max() <= 1
        assert "forward" not in vars(engine.model.denoiser())  # other jobs run as ever
        run(engine, replace(job, kind=Kind.VARY))
        assert engine.model.compiled is code


def test_jobs_that_reach_into_the_model_are_not_compiled(tiny_model: TinyModel) -> None:
    from inference.engines.diffusion import faster
    from inference.engines.diffusion.steps import StepWatch
    from inference.engines.diffusion.work import Work

    job = make_job(tiny_model("sd15", "folder"), Kind.PAINT)

    def allowed(one: Job, plan: Plan = Plan()) -> bool:  # noqa: B008
        model: Any = None
        return faster.may_be_compiled(Work(one, model, None, StepWatch(lambda _: None, bool), plan=plan))

    assert allowed(job)
    assert not allowed(replace(job, loras=(Lora("x.safetensors"),)))
    assert not allowed(job, EIGHT)
    assert not allowed(job, Plan(Place.OFFLOAD))
    assert not allowed(job, Plan(split_guidance=True))


def test_what_cannot_be_compiled_runs_as_ever_and_is_told(tiny_model: TinyModel) -> None:
    import torch

    def broken(*_: Any) -> Any:
        raise RuntimeError("no compiler here")

    torch.compiler.reset()  # nothing that was compiled before may serve
    job = make_job(tiny_model("sd15", "folder"), Kind.PAINT)
    with closing(make_engine(compiled=True, backend=broken)) as engine:
        result = run(engine, job)
    assert remarks(result) == ("uncompiled",)
    np.testing.assert_array_equal(result.image, exact(job))


# --- eight bits -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("family", "layout"), [("sd15", "folder"), ("sdxl", "folder"), ("sd15", "single")])
def test_weights_in_eight_bits_leave_no_trace(
    tiny_model: TinyModel, monkeypatch: pytest.MonkeyPatch, family: str, layout: str
) -> None:
    job = make_job(tiny_model(family, layout), Kind.PAINT)
    with closing(make_engine(quantise=True)) as engine:
        whole = pixels(engine, job)
        full = next(part.bytes for part in engine.resident() if part.name == "unet")
        with monkeypatch.context() as patch:
            planned(patch, EIGHT)
            result = run(engine, job)
            assert remarks(result) == ("memory:8bit",)
            held = next(part.bytes for part in engine.resident() if part.name == "unet")
            assert held < 0.5 * full  # a quarter of single precision, less what is left alone
            rounded = pixels(engine, job)
            assert result.image is not None
            np.testing.assert_array_equal(rounded, result.image)  # rounded once, not anew
        assert not np.array_equal(rounded, whole)
        np.testing.assert_array_equal(pixels(engine, job), whole)  # read again from its file
        assert not engine.model.quantised


def test_a_prediction_in_eight_bits_is_nearly_the_same(tiny_model: TinyModel) -> None:
    import torch
    from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel

    from inference.engines.diffusion.devices import Device
    from inference.engines.diffusion.quantising import can_be_quantised, quantise

    unet = UNet2DConditionModel.from_pretrained(tiny_model("sd15", "folder"), subfolder="unet")
    noise = torch.randn(1, 4, 16, 16, generator=torch.Generator().manual_seed(1))
    words = torch.randn(1, 7, 32, generator=torch.Generator().manual_seed(2))
    device = Device("cpu", torch.float32)
    assert can_be_quantised(unet, device)
    assert not can_be_quantised(unet, Device("mps", torch.float16))
    with torch.no_grad():
        whole = unet(noise, 500, words).sample
        quantise(unet, torch.float32)
        rounded = unet(noise, 500, words).sample
    assert unet.dtype == torch.float32  # what it computes in
    assert unet.mid_block.resnets[0].conv1.weight.dtype == torch.float8_e4m3fn  # type: ignore[union-attr]
    assert 0.0 < float((rounded - whole).norm() / whole.norm()) < 0.1
    assert not can_be_quantised(unet, device)  # not twice


def test_transformers_in_eight_bits(
    tiny_flow: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    job = make_job(tiny_flow("flux"), Kind.TEXT, negative="")
    with closing(make_engine(quantise=True)) as engine:
        whole = pixels(engine, job)
        with monkeypatch.context() as patch:
            planned(patch, EIGHT)
            result = run(engine, job)
        assert remarks(result) == ("memory:8bit",)
        np.testing.assert_array_equal(pixels(engine, job), whole)


def test_another_model_does_not_inherit_rounded_weights(
    tiny_model: TinyModel, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import shutil

    first = tiny_model("sd15", "folder")
    second = shutil.copytree(first, tmp_path / "copy")  # of the same bytes: all of it could be lent
    with closing(make_engine(quantise=True)) as engine:
        with monkeypatch.context() as patch:
            planned(patch, EIGHT)
            run(engine, make_job(first, Kind.PAINT))
        image = pixels(engine, make_job(second, Kind.PAINT))
    np.testing.assert_array_equal(image, exact(make_job(second, Kind.PAINT)))


@pytest.mark.parametrize("allowed", [True, False])
def test_eight_bits_are_a_rung_of_the_ladder_where_they_are_allowed(
    tiny_model: TinyModel, monkeypatch: pytest.MonkeyPatch, allowed: bool
) -> None:
    from inference.engines.diffusion import engine as module
    from tests.inference.test_memory_ladder import too_little

    job = make_job(tiny_model("sd15", "folder"), Kind.PAINT)
    tried: list[Plan] = []
    with closing(make_engine(quantise=allowed)) as engine:
        run(engine, job)
        step = module.carry_out
        monkeypatch.setattr(module, "carry_out", lambda work, plan: (tried.append(plan), step(work, plan)))
        heavy = module.need_of
        monkeypatch.setattr(
            module, "need_of", lambda *of: replace(heavy(*of), movable=True, denoiser=4 << 30, vae=1 << 20)
        )
        with too_little(engine.model, "denoising", 2):
            run(engine, job)
    assert any(plan.quantised for plan in tried) == allowed
