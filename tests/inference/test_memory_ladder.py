"""Out of memory at any stage: the job is done all the same, and what was done is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from inference.errors import OutOfMemory
from inference.job import Job, Kind, Progress
from inference.memory import Need, Place, Plan
from tests.inference.diffusion_jobs import make_job, pixels, remarks, run

TinyModel = Callable[..., Path]


@pytest.fixture(scope="module")
def engine(tiny_model: TinyModel) -> Iterator[Any]:
    from inference.engines.diffusion import DiffusionEngine

    engine = DiffusionEngine("cpu")
    yield engine
    engine.close()


@pytest.fixture
def job(tiny_model: TinyModel) -> Job:
    return make_job(tiny_model("sd15", "folder"), Kind.PAINT)


def parts_at(model: Any, stage: str) -> tuple[Any, str]:
    """The network that works at a stage of a job, and its method."""
    return {
        "encoding": (model.parts["text_encoder"], "forward"),
        "denoising": (model.parts["unet"], "forward"),
        "decoding": (model.parts["vae"], "_decode"),
    }[stage]


@contextmanager
def too_little(model: Any, stage: str, times: int) -> Iterator[list[int]]:
    """A device whose memory runs out at a stage so many times."""
    import torch

    part, name = parts_at(model, stage)
    method, failures = getattr(part, name), []

    def failing(*arguments: Any, **named: Any) -> Any:
        if len(failures) < times:
            failures.append(1)
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB")
        return method(*arguments, **named)

    setattr(part, name, failing)
    try:
        yield failures
    finally:
        delattr(part, name)


@pytest.fixture
def card(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """After it is called, the processor is taken for a card: networks can wait elsewhere."""
    from inference.engines.diffusion import engine as module

    def pretend() -> None:
        whole = module.need_of
        monkeypatch.setattr(module, "need_of", lambda *of: replace(whole(*of), movable=True))

    return pretend


@pytest.mark.parametrize("stage", ["encoding", "denoising", "decoding"])
@pytest.mark.parametrize("times", [1, 2])
def test_the_job_is_done_another_way(
    engine: Any, job: Job, card: Callable[[], None], stage: str, times: int
) -> None:
    whole = pixels(engine, job)
    card()
    told: list[str] = []
    with too_little(engine.model, stage, times) as failures:
        result = engine.run(job, lambda progress: told.append(progress.stage), lambda: False)
    assert len(failures) == times
    marks = [note for note in remarks(result) if note.startswith("memory:")]
    assert marks
    assert [stage for stage in told if stage.startswith("memory:")] != []
    assert result.image is not None
    assert result.image.shape == whole.shape
    # Offloading and splitting change nothing but the order of sums; tiles may differ at their rims.
    if "memory:tiled" not in marks:
        assert np.abs(result.image.astype(int) - whole).max() <= 2
    # What was learnt holds for this job only; another one is done as ever.
    other = replace(job, width=48, image=np.ascontiguousarray(job.image[:, :48]))  # type: ignore[index]
    assert remarks(run(engine, other)) == ()
    engine.close()
    np.testing.assert_array_equal(pixels(engine, job), whole)


def test_what_was_learnt_is_not_learnt_twice(engine: Any, job: Job) -> None:
    run(engine, job)
    with too_little(engine.model, "denoising", 1):
        first = run(engine, job)
    again = run(engine, job)  # there is enough now, but who knows
    assert [note for note in remarks(first) if "memory" in note] == [
        note for note in remarks(again) if "memory" in note
    ]
    engine.close()
    assert remarks(run(engine, job)) == ()


def test_the_last_rung_is_a_smaller_picture(engine: Any, job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    import inference.memory

    monkeypatch.setattr(inference.memory, "LEAST_SIDE", 16)
    whole = pixels(engine, job)
    with too_little(engine.model, "denoising", 4):
        result = run(engine, job)
    assert "memory:smaller" in result.notes
    assert result.image is not None
    assert result.image.shape == whole.shape
    engine.close()


def test_with_no_rung_left_the_job_fails_alone(engine: Any, job: Job) -> None:
    whole = pixels(engine, job)
    with too_little(engine.model, "denoising", 10_000), pytest.raises(OutOfMemory, match="smaller"):
        run(engine, job)
    engine.close()
    np.testing.assert_array_equal(pixels(engine, job), whole)


def test_memory_that_runs_out_while_a_model_is_read(
    engine: Any, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    from inference.engines.diffusion import engine as module

    engine.close()

    def fail(*_: object) -> Any:
        raise OutOfMemory("The graphics card ran out of memory.")

    with monkeypatch.context() as patch:
        patch.setattr(module, "load", fail)
        with pytest.raises(OutOfMemory):
            run(engine, job)
    assert engine.model is None
    assert pixels(engine, job).shape == (64, 64, 3)


@pytest.mark.parametrize("place", [Place.OFFLOAD, Place.SEQUENTIAL])
@pytest.mark.parametrize("family", ["sd15", "sdxl"])
def test_networks_that_move_paint_the_same(
    engine: Any, tiny_model: TinyModel, monkeypatch: pytest.MonkeyPatch, place: Place, family: str
) -> None:
    from inference.engines.diffusion import engine as module

    job = make_job(tiny_model(family, "folder"), Kind.INPAINT)
    whole = pixels(engine, job)
    with monkeypatch.context() as patch:
        patch.setattr(module, "plan_for", lambda *_, **__: Plan(place))
        result = run(engine, job)
        assert remarks(result) == (f"memory:{place}",)
        np.testing.assert_array_equal(result.image, whole)
        np.testing.assert_array_equal(pixels(engine, job), whole)  # and once more, with all in place
    np.testing.assert_array_equal(pixels(engine, job), whole)  # back to where everything stays


@pytest.mark.parametrize("family", ["sd15", "sdxl"])
@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.INPAINT])
def test_guidance_in_halves_paints_the_same(
    engine: Any, tiny_model: TinyModel, monkeypatch: pytest.MonkeyPatch, family: str, kind: Kind
) -> None:
    from inference.engines.diffusion import engine as module

    job = make_job(tiny_model(family, "folder"), kind)
    whole = pixels(engine, job)
    batches: list[int] = []
    with monkeypatch.context() as patch:
        patch.setattr(module, "plan_for", lambda *_, **__: Plan(split_guidance=True))
        unet = engine.model.parts["unet"]
        entry = unet.conv_in.register_forward_hook(lambda _m, _i, out: batches.append(len(out)))
        result = run(engine, job)
        entry.remove()
    assert set(batches) == {1}
    assert result.image is not None
    assert np.abs(result.image.astype(int) - whole).max() <= 2
    np.testing.assert_array_equal(pixels(engine, job), whole)


def test_tiled_decoding_is_noted_and_ends_with_the_job(
    engine: Any, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    from inference.engines.diffusion import engine as module

    whole = pixels(engine, job)
    with monkeypatch.context() as patch:
        patch.setattr(module, "plan_for", lambda *_, **__: Plan(tile_vae=True))
        assert remarks(run(engine, job)) == ("memory:tiled",)
        assert engine.model.parts["vae"].use_tiling
    np.testing.assert_array_equal(pixels(engine, job), whole)
    assert not engine.model.parts["vae"].use_tiling


def test_the_need_names_the_parts(engine: Any, tiny_model: TinyModel) -> None:
    from inference.engines.diffusion.fitting import need_of
    from inference.engines.diffusion.steps import StepWatch
    from inference.engines.diffusion.work import Work

    job = make_job(tiny_model("sdxl", "folder"), Kind.PAINT, size=(60, 44))
    run(engine, job)
    need = need_of(Work(job, engine.model, None, StepWatch(lambda _: None, lambda: False)), job)
    held = {part.name: part.bytes for part in engine.resident()}
    assert need == Need(
        "sdxl", 64, 48, held["unet"], held["vae"], held["text_encoder"] + held["text_encoder_2"],
        guided=True, wide=2, wide_vae=2, movable=False,
    )  # fmt: skip


# --- large pictures ---------------------------------------------------------------------------------------


def test_a_large_result_is_refined_in_tiles(engine: Any, job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    from inference.engines.diffusion import engine as module

    monkeypatch.setitem(module.TRAITS, "sd15", replace(module.TRAITS["sd15"], native_size=64))  # type: ignore[index]
    told: list[Progress] = []
    large = replace(job, refine_width=160, refine_height=112, refine_strength=0.5)
    image = engine.run(large, told.append, lambda: False).image
    assert image.shape == (112, 160, 3)
    plain = engine.run(replace(large, refine_strength=0.5, seed=8), lambda _: None, lambda: False).image
    assert not np.array_equal(image, plain)
    refining = [progress for progress in told if progress.stage == "refining"]
    assert [one.step for one in refining] == sorted(one.step for one in refining)
    assert refining[-1].step == refining[-1].steps
    np.testing.assert_array_equal(engine.run(large, lambda _: None, lambda: False).image, image)


def test_a_model_that_only_inpaints_enlarges(engine: Any, tiny_model: TinyModel) -> None:
    job = make_job(tiny_model("sd15", "folder", True), Kind.INPAINT, refine_width=128, refine_height=128)
    result = run(engine, job)
    assert result.image is not None
    assert result.image.shape == (128, 128, 3)
    assert "refine:enlarged" in result.notes
