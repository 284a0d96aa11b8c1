"""The diffusion engine on real pipelines of the real architectures with tiny random weights."""

from __future__ import annotations

import dataclasses
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from inference.errors import (
    Cancelled,
    EngineUnavailable,
    InferenceError,
    JobError,
    ModelError,
    OutOfMemory,
)
from inference.job import Job, Kind, Progress
from tests.inference.diffusion_jobs import ORDINARY, make_job, pixels, remarks, run

TinyModel = Callable[..., Path]
Make = Callable[..., Job]


@pytest.fixture(scope="module")
def engine(tiny_model: TinyModel) -> Iterator[Any]:
    from inference.engines.diffusion import DiffusionEngine

    engine = DiffusionEngine("cpu")
    yield engine
    engine.close()


@pytest.fixture
def sd15(tiny_model: TinyModel) -> Make:
    """Makes jobs for the tiny SD 1.5 folder, which most tests use."""
    folder = tiny_model("sd15", "folder")
    return lambda kind=Kind.PAINT, **changes: make_job(changes.pop("model", folder), kind, **changes)


# --- every model, every kind ----------------------------------------------------------------------------


@pytest.mark.parametrize("family", ["sd15", "sdxl"])
def test_file_and_folder_paint_the_same_in_every_kind(
    engine: Any, tiny_model: TinyModel, family: str
) -> None:
    """The same weights in both layouts: each tensor and setting of the single file found its place."""
    folder, file = tiny_model(family, "folder"), tiny_model(family, "single")
    from_folder = [pixels(engine, make_job(folder, kind)) for kind in ORDINARY]
    from_file = [pixels(engine, make_job(file, kind)) for kind in ORDINARY]
    for kind, one, other in zip(ORDINARY, from_folder, from_file, strict=True):
        assert one.shape == (64, 64, 3), kind
        assert one.dtype == np.uint8
        assert one.std() > 5, kind  # neither black nor flat
        np.testing.assert_array_equal(one, other, err_msg=str(kind))
    assert (
        len({image.tobytes() for image in from_folder}) == 3
    )  # painting and varying are the same to a model


@pytest.mark.parametrize("family", ["sd15", "sdxl"])
def test_inpainting_checkpoints(engine: Any, tiny_model: TinyModel, family: str) -> None:
    folder, file = tiny_model(family, "folder", True), tiny_model(family, "single", True)
    one = pixels(engine, make_job(folder, Kind.INPAINT))
    assert engine.model.parts["unet"].config.in_channels == 9
    np.testing.assert_array_equal(one, pixels(engine, make_job(file, Kind.INPAINT)))
    for kind in (Kind.TEXT, Kind.PAINT, Kind.VARY):
        with pytest.raises(JobError, match=r"made for inpainting only.*ordinary model"):
            run(engine, make_job(file, kind))


def test_switching_kinds_loads_nothing(engine: Any, sd15: Make) -> None:
    run(engine, sd15())
    model = engine.model
    parts = {name: id(part) for name, part in model.parts.items()}
    stages: list[str] = []
    for kind in (Kind.TEXT, Kind.INPAINT, Kind.VARY):
        engine.run(sd15(kind), lambda progress: stages.append(progress.stage), lambda: False)
        assert engine.model is model
        pipe = model.pipeline(kind, "")
        assert pipe.unet is model.parts["unet"]
        assert {name: id(part) for name, part in model.parts.items()} == parts
    assert "loading" not in stages


def test_changed_files_are_loaded_again(engine: Any, tiny_model: TinyModel, tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    shutil.copytree(tiny_model("sd15", "single").parent / "tokenizer", tmp_path / "tokenizer")
    shutil.copy(tiny_model("sd15", "single"), path)
    run(engine, make_job(path, Kind.PAINT, steps=1))
    assert not engine.model.info.inpaint
    shutil.copy(tiny_model("sd15", "single", True), path)
    run(engine, make_job(path, Kind.INPAINT, steps=1))
    assert engine.model.info.inpaint


# --- the same job, the same pixels ----------------------------------------------------------------------


def test_same_job_same_pixels_in_any_order(engine: Any, sd15: Make) -> None:
    jobs = [
        sd15(),
        sd15(Kind.INPAINT),
        sd15(sampler="euler_a"),
        sd15(Kind.TEXT, sampler="dpmpp_2m"),
        sd15(seed=8),
    ]
    first = [pixels(engine, job) for job in jobs]
    again = [pixels(engine, job) for job in reversed(jobs)]
    for one, other in zip(first, reversed(again), strict=True):
        np.testing.assert_array_equal(one, other)
    assert len({image.tobytes() for image in first}) == len(jobs)


def test_a_fresh_engine_agrees(engine: Any, sd15: Make) -> None:
    from inference.engines.diffusion import DiffusionEngine

    other = DiffusionEngine("cpu")
    np.testing.assert_array_equal(pixels(engine, sd15()), pixels(other, sd15()))
    other.close()
    other.close()
    assert other.model is None


@pytest.mark.parametrize(
    "change",
    [
        {"prompt": "a hat"},
        {"negative": "~"},
        {"guidance": 2.0},
        {"strength": 1.0},
        {"steps": 4},
        {"seed": 2**32 - 1},
    ],
    ids=lambda change: next(iter(change)),
)
def test_each_setting_matters(engine: Any, sd15: Make, change: dict[str, Any]) -> None:
    assert not np.array_equal(pixels(engine, sd15()), pixels(engine, sd15(**change)))


@pytest.mark.parametrize("sampler", ["", "euler", "euler_a", "dpmpp_2m", "ddim", "unipc", "lcm"])
@pytest.mark.parametrize("strength", [0.0, 1.0])
def test_samplers_run_from_one_step_to_all(engine: Any, sd15: Make, sampler: str, strength: float) -> None:
    steps: list[Progress] = []
    job = sd15(sampler=sampler, strength=strength, steps=3)
    assert engine.run(job, steps.append, lambda: False).image.shape == (64, 64, 3)
    done = [progress.step for progress in steps if progress.stage == "denoising"]
    extra = 1 if sampler == "" else 0  # PNDM, this model's own, evaluates one step twice
    assert done == list(range(1, (1 if strength == 0 else 3) + extra + 1))


def test_mask_tells_where_to_repaint(engine: Any, sd15: Make) -> None:
    """White is repainted, black is kept: under a black mask the prompt cannot matter."""
    black, white = np.zeros((64, 64), np.uint8), np.full((64, 64), 255, np.uint8)
    kept = [pixels(engine, sd15(Kind.INPAINT, mask=black, prompt=prompt)) for prompt in ("a cat", "zzz")]
    np.testing.assert_array_equal(kept[0], kept[1])
    painted = [pixels(engine, sd15(Kind.INPAINT, mask=white, prompt=prompt)) for prompt in ("a cat", "zzz")]
    assert not np.array_equal(painted[0], painted[1])


def test_full_painted_strength_is_plain_img2img(engine: Any, tiny_model: TinyModel) -> None:
    full = np.full((64, 64), 255, np.uint8)
    for family in ("sd15", "sdxl"):
        job = make_job(tiny_model(family, "folder"), Kind.PAINT, sampler="euler", steps=4)
        np.testing.assert_array_equal(
            pixels(engine, job), pixels(engine, dataclasses.replace(job, strength_map=full))
        )


def test_no_painted_strength_keeps_the_picture(engine: Any, sd15: Make) -> None:
    """Where nothing is painted the prompt cannot matter; where it is, it does."""
    none, half = np.zeros((64, 64), np.uint8), np.full((64, 64), 128, np.uint8)
    for sampler in ("euler", "ddim", "euler_a", ""):
        settings = {"sampler": sampler, "steps": 4, "strength": 1.0}
        kept = [
            pixels(engine, sd15(strength_map=none, prompt=prompt, **settings)) for prompt in ("a cat", "zzz")
        ]
        np.testing.assert_array_equal(kept[0], kept[1], err_msg=sampler)
        some = pixels(engine, sd15(strength_map=half, **settings))
        assert not np.array_equal(some, kept[0])
        assert not np.array_equal(some, pixels(engine, sd15(**settings)))


@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.INPAINT])
def test_painted_strength_is_never_ignored(engine: Any, sd15: Make, kind: Kind) -> None:
    with pytest.raises(JobError, match="Painted strength"):
        run(engine, sd15(kind, strength_map=np.zeros((64, 64), np.uint8)))


@pytest.mark.parametrize("kind", ORDINARY)
@pytest.mark.parametrize("size", [(61, 50), (16, 16), (1, 72)])
def test_any_size_comes_back_exactly(engine: Any, sd15: Make, kind: Kind, size: tuple[int, int]) -> None:
    image = pixels(engine, sd15(kind, size=size))
    assert image.shape == (size[1], size[0], 3)
    assert image.flags.c_contiguous


# --- progress, preview, cancelling ----------------------------------------------------------------------


def test_progress_and_previews(engine: Any, tiny_model: TinyModel) -> None:
    engine.close()
    seen: list[Progress] = []
    job = make_job(tiny_model("sdxl", "folder"), Kind.PAINT, size=(72, 40), steps=4)
    result = engine.run(job, seen.append, lambda: False)
    assert [(progress.step, progress.steps, progress.stage) for progress in seen] == [
        (0, 2, "loading"),
        (0, 2, "encoding"),
        (1, 2, "denoising"),
        (2, 2, "denoising"),
        (2, 2, "decoding"),
    ]
    for progress in seen:
        if progress.stage == "denoising":
            assert progress.preview is not None
            assert (progress.preview.shape, progress.preview.dtype) == ((5, 9, 3), np.uint8)
            assert progress.preview.std() > 1
        else:
            assert progress.preview is None
    assert result.job is job
    assert result.seconds > 0
    assert result.peak_memory == 0  # the CPU does not tell
    assert remarks(result) == ()


@pytest.mark.parametrize("after", [1, 3])
def test_cancel_takes_effect_within_the_step(engine: Any, sd15: Make, after: int) -> None:
    before = pixels(engine, sd15())
    steps: list[int] = []
    evaluations: list[None] = []
    unet = engine.model.parts["unet"]
    watch = unet.register_forward_hook(lambda *_: evaluations.append(None))
    with pytest.raises(Cancelled):
        engine.run(
            sd15(steps=8, strength=1.0),
            lambda progress: steps.append(progress.step),
            lambda: max(steps, default=0) >= after,
        )
    watch.remove()
    assert max(steps) == len(evaluations) == after
    np.testing.assert_array_equal(pixels(engine, sd15()), before)  # and the engine works on


@pytest.mark.parametrize("stage", ["loading", "encoding", "decoding"])
def test_cancel_between_stages(engine: Any, sd15: Make, stage: str) -> None:
    engine.close()
    stages: list[str] = []
    with pytest.raises(Cancelled):
        # "decoding" is announced once the last step is done, so the wish is there before it
        engine.run(
            sd15(),
            lambda progress: stages.append(progress.stage),
            lambda: (stages[-1:] == ["denoising"]) if stage == "decoding" else stage in stages,
        )
    assert stages[-1] == {"decoding": "denoising"}.get(stage, stage)


def test_cancelled_before_it_starts(engine: Any, sd15: Make) -> None:
    seen: list[Progress] = []
    with pytest.raises(Cancelled):
        engine.run(sd15(), seen.append, lambda: True)
    assert seen == []


def test_preview_shows_colours() -> None:
    import torch

    from inference.engines.diffusion.preview import preview

    lightness = torch.tensor([2.0, 0.0, 0.0, 0.0])[:, None, None]  # the first channel, in both families
    for family in ("sd15", "sdxl"):
        flat = torch.zeros(1, 4, 2, 3)
        dark, light = preview(flat - lightness, family, 0.0), preview(flat + lightness, family, 0.0)
        assert dark.shape == (2, 3, 3)
        assert light.mean() > dark.mean() + 50
    noisy = torch.full((1, 4, 2, 2), 14.0)
    np.testing.assert_array_equal(preview(noisy, "sdxl", 14.0), preview(noisy / np.sqrt(197.0), "sdxl", 0.0))
    assert preview(torch.full((1, 4, 2, 2), float("nan")), "sd15", 0.0).max() < 255


# --- prompts --------------------------------------------------------------------------------------------


def test_long_prompts_are_reported(engine: Any, sd15: Make) -> None:
    """One letter with its space is one token; 75 fit between the two marks."""
    assert remarks(run(engine, sd15(prompt="a " * 75, steps=1))) == ()
    assert remarks(run(engine, sd15(prompt="a " * 80, steps=1))) == ("truncated:5",)
    assert remarks(run(engine, sd15(negative="a " * 76, steps=1))) == ("truncated_negative:1",)


def test_shipped_tokenizer_is_clips() -> None:
    from inference.engines.diffusion.tokenizer import find_tokenizer

    tokenizer = find_tokenizer(Path("/nowhere/model.safetensors"), 49408)
    assert tokenizer("a photo of a cat").input_ids == [49406, 320, 1125, 539, 320, 2368, 49407]
    assert find_tokenizer(Path("/nowhere/model.safetensors"), 49408, pad="!").pad_token_id == 0


def test_unusual_vocabulary(tiny_model: TinyModel, tmp_path: Path, engine: Any) -> None:
    path = tmp_path / "alone.safetensors"
    shutil.copy(tiny_model("sd15", "single"), path)
    with pytest.raises(ModelError, match=r"unusual vocabulary of 192 tokens.*merges\.txt and vocab\.json"):
        run(engine, make_job(path, Kind.PAINT))


# --- settings of single files ---------------------------------------------------------------------------


def test_published_settings_follow_from_published_shapes(tmp_path: Path) -> None:
    """The real architectures, built from the shipped settings, have shapes that lead back to these."""
    import torch
    from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection

    from inference.engines.diffusion import single_file
    from tests.inference import tiny_models

    shipped = Path(single_file.__file__).parents[3] / "resources" / "model_configs"
    for family in ("sd15", "sdxl"):
        configs = {
            path.relative_to(shipped / family).as_posix(): json.loads(path.read_text())
            for path in (shipped / family).rglob("*.json")
        }
        first = (
            "cond_stage_model.transformer." if family == "sd15" else "conditioner.embedders.0.transformer."
        )
        with torch.device("meta"):
            tensors = tiny_models.unet_to_ldm(
                tiny_models.UNet2DConditionModel.from_config(configs["unet/config.json"])
            )
            tensors |= tiny_models.vae_to_ldm(
                tiny_models.AutoencoderKL.from_config(configs["vae/config.json"])
            )
            clip = CLIPTextModel(CLIPTextConfig(**configs["text_encoder/config.json"]))
            tensors |= tiny_models.clip_to_ldm(clip, f"{first}text_model.")
            if family == "sdxl":
                big = CLIPTextModelWithProjection(CLIPTextConfig(**configs["text_encoder_2/config.json"]))
                tensors |= tiny_models.clip_to_open_clip(big, "conditioner.embedders.1.model.")
        shapes = {name: tuple(tensor.shape) for name, tensor in tensors.items()}
        single_file.write_configs(family, shapes, tmp_path / family)
        for name, config in configs.items():
            written = json.loads((tmp_path / family / name).read_text())
            assert {key: written[key] for key in config} == config, (family, name)


def test_v_prediction_is_recognised(tmp_path: Path) -> None:
    from inference.engines.diffusion.single_file import _scheduler_config

    assert _scheduler_config({"v_pred": (0,), "ztsnr": (0,)}, {}) == {
        "prediction_type": "v_prediction",
        "rescale_betas_zero_snr": True,
    }
    assert _scheduler_config({}, {}) == {}


# --- failures -------------------------------------------------------------------------------------------


def test_missing_tensors(tiny_model: TinyModel, tmp_path: Path, engine: Any) -> None:
    from safetensors.torch import load_file, save_file

    source = tiny_model("sd15", "single")
    shutil.copytree(source.parent / "tokenizer", tmp_path / "tokenizer")
    for part, ending in (
        ("unet", "input_blocks.1.0.in_layers.2.weight"),
        ("vae", "decoder.mid.block_1.conv1.weight"),
        ("text_encoder", "encoder.layers.1.mlp.fc1.weight"),
        ("head", "out.2.weight"),
    ):
        tensors = {name: one for name, one in load_file(source).items() if not name.endswith(ending)}
        path = tmp_path / f"{part}.safetensors"
        save_file(tensors, path)
        with pytest.raises(ModelError, match=r"[Dd]ownload it again"):
            run(engine, make_job(path, Kind.PAINT))
    assert engine.model is None


def test_damaged_folders(tiny_model: TinyModel, tmp_path: Path, engine: Any) -> None:
    folder = tmp_path / "model"
    shutil.copytree(tiny_model("sd15", "folder"), folder)
    scheduler = folder / "scheduler" / "scheduler_config.json"
    scheduler.write_text(json.dumps(json.loads(scheduler.read_text()) | {"_class_name": "os.system"}))
    with pytest.raises(ModelError, match="sampler that does not exist"):
        run(engine, make_job(folder, Kind.PAINT))
    folder = tmp_path / "second"
    shutil.copytree(tiny_model("sd15", "folder"), folder)
    shutil.rmtree(folder / "tokenizer")
    with pytest.raises(ModelError, match=r"incomplete: its tokenizer.*Download it again"):
        run(engine, make_job(folder, Kind.PAINT))


def test_code_in_a_folder_is_never_run(tiny_model: TinyModel, tmp_path: Path, engine: Any) -> None:
    folder = tmp_path / "model"
    shutil.copytree(tiny_model("sd15", "folder"), folder)
    trap = f"open({str(tmp_path / 'ran')!r}, 'w')\nclass Trap: pass\n"
    for name in ("unet/trap.py", "pipeline.py", "trap.py"):
        (folder / name).write_text(trap)
    index = folder / "model_index.json"
    changed = {
        "_class_name": "StableDiffusionTrap",
        "unet": ["trap", "Trap"],
        "safety_checker": ["trap", "Trap"],
    }
    index.write_text(json.dumps(json.loads(index.read_text()) | changed))
    np.testing.assert_array_equal(
        pixels(engine, make_job(folder, Kind.PAINT)),
        pixels(engine, make_job(tiny_model("sd15", "folder"), Kind.PAINT)),
    )
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("layout", ["folder", "single"])
def test_half_precision_files(tiny_model: TinyModel, tmp_path: Path, engine: Any, layout: str) -> None:
    """Most published checkpoints are in half precision, in folders often under another file name."""
    import torch
    from safetensors.torch import load_file, save_file

    source = tiny_model("sd15", layout)
    images = []
    for name, precision in (("half", torch.float16), ("single", torch.float32)):
        shutil.copytree(source if layout == "folder" else source.parent, tmp_path / name)
        for file in list((tmp_path / name).rglob("*.safetensors")):
            tensors = {key: tensor.half().to(precision) for key, tensor in load_file(file).items()}
            file.unlink()
            variant = ".fp16" if layout == "folder" and name == "half" else ""
            save_file(tensors, file.with_name(f"{file.stem}{variant}.safetensors"), metadata={"format": "pt"})
        path = tmp_path / name if layout == "folder" else tmp_path / name / source.name
        images.append(pixels(engine, make_job(path, Kind.PAINT)))
        assert {network.dtype for network in engine.model.networks()} == {torch.float32}
    np.testing.assert_array_equal(images[0], images[1])


@pytest.mark.parametrize("family", ["sd15", "sdxl"])
def test_half_precision_on_the_device(tiny_model: TinyModel, engine: Any, family: str) -> None:
    """As on graphics cards; SDXL's VAE is widened for the time of its work, also when that is broken off."""
    import torch

    from inference.engines.diffusion import DiffusionEngine

    path = tiny_model(family, "single")
    half: Any = DiffusionEngine("cpu", torch.float16)
    job = make_job(path, Kind.PAINT)
    for kind in (Kind.TEXT, Kind.INPAINT):
        job = make_job(path, kind, sampler="euler")
        difference = np.abs(pixels(half, job).astype(int) - pixels(engine, job))
        assert np.median(difference) <= 3, kind
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(half.model.parts["vae"], "decode", _raiser(torch.OutOfMemoryError("out of memory")))
        with pytest.raises(OutOfMemory):
            run(half, job)
    assert {network.dtype for network in half.model.networks()} == {torch.float16}
    assert run(half, job).image is not None
    half.close()


def test_out_of_memory_is_a_sentence_and_the_next_job_runs(
    engine: Any, sd15: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    before = pixels(engine, sd15())
    for part, error in (
        ("unet", torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB.")),
        ("vae", RuntimeError("MPS backend out of memory (MPS allocated: 5.0 GB)")),
        (
            "text_encoder",
            RuntimeError("[enforce fail at alloc_cpu.cpp] DefaultCPUAllocator: can't allocate memory"),
        ),
        ("unet", MemoryError()),
    ):
        with monkeypatch.context() as patch:
            method = "decode" if part == "vae" else "forward"
            patch.setattr(engine.model.parts[part], method, _raiser(error))
            with pytest.raises(OutOfMemory, match=r"ran out of memory.*smaller") as caught:
                run(engine, sd15())
            assert caught.value.__cause__ is None
            assert caught.value.__context__ is None  # nothing keeps the tensors of the failed run alive
        np.testing.assert_array_equal(pixels(engine, sd15()), before)


def test_other_device_failures_are_sentences(
    engine: Any, sd15: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(engine, sd15())
    monkeypatch.setattr(
        engine.model.parts["unet"], "forward", _raiser(RuntimeError("CUDA error: lost\nmore"))
    )
    with pytest.raises(
        InferenceError, match=r"failed on this computer's CPU: CUDA error: lost\. Try again"
    ) as caught:
        run(engine, sd15())
    assert not isinstance(caught.value, OutOfMemory)


def test_invalid_numbers_are_no_picture(engine: Any, sd15: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    run(engine, sd15())
    vae = engine.model.parts["vae"]
    decode = vae.decode
    monkeypatch.setattr(vae, "decode", lambda *args, **kwargs: (decode(*args, **kwargs)[0] * float("nan"),))
    with pytest.raises(ModelError, match="invalid picture"):
        run(engine, sd15())


def _raiser(error: BaseException) -> Callable[..., Any]:
    def fail(*args: Any, **kwargs: Any) -> Any:
        raise error

    return fail


def test_jobs_that_make_no_sense(engine: Any, sd15: Make, tmp_path: Path) -> None:
    with pytest.raises(JobError, match=r"no sampler 'plms'.*euler_a"):
        run(engine, sd15(sampler="plms"))
    with pytest.raises(JobError, match="at most 50 steps"):
        run(engine, sd15(sampler="lcm", steps=51))
    with pytest.raises(JobError, match="No model is chosen"):
        run(engine, sd15(model=""))
    with pytest.raises(ModelError, match="no model at"):
        run(engine, sd15(model=str(tmp_path / "gone.safetensors")))
    (tmp_path / "a.ckpt").write_bytes(b"\x80")
    with pytest.raises(ModelError, match="pickled"):
        run(engine, sd15(model=str(tmp_path / "a.ckpt")))


def test_missing_packages_say_how_to_add_them(monkeypatch: pytest.MonkeyPatch) -> None:
    import inference.engines.diffusion as package

    for name in [name for name in sys.modules if name.startswith("inference.engines.diffusion.")]:
        if not name.endswith(".quiet"):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.delattr(package, "engine", raising=False)
    monkeypatch.setitem(sys.modules, "torch", None)
    monkeypatch.setitem(sys.modules, "diffusers", None)
    with pytest.raises(EngineUnavailable, match=r"pip install 'scumble\[ai\]'"):
        _ = package.DiffusionEngine


def test_the_package_alone_imports_no_torch() -> None:
    code = "import sys, inference.engines.diffusion; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0


def test_unknown_device() -> None:
    from inference.engines.diffusion import DiffusionEngine

    with pytest.raises(JobError, match=r"no device 'abacus'.*cpu"):
        DiffusionEngine("abacus")


def test_a_file_without_its_vae_says_what_is_missing(
    engine: Any, tiny_model: TinyModel, tmp_path: Path
) -> None:
    from safetensors.torch import load_file, save_file

    whole = load_file(tiny_model("sd15", "single"))
    path = tmp_path / "part.safetensors"
    save_file({name: one for name, one in whole.items() if not name.startswith("first_stage_model.")}, path)
    with pytest.raises(ModelError, match=r"VAE missing.*complete SD 1.5 model"):
        run(engine, make_job(path, Kind.PAINT))
