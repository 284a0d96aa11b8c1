"""What a graphics card does with networks of the sizes of SD 1.5 and SDXL: random weights, half precision.

Nothing is downloaded: how fast a network computes does not depend on what it has learnt. Each figure is taken
in the engine (without its process, whose cost is `job_overhead_pct`) and in the bare diffusers call, in turn.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.figure import Figure, Measure, seconds
from benchmarks.tiny_model import has_diffusers
from inference.job import Frame, Job, Kind, Result
from inference.tuning import Tuning

if TYPE_CHECKING:
    from inference.engines.diffusion.devices import Device

GIB = 1 << 30
CAP = 8 * GIB  # of memory, for the figure that asks how little is enough
ROUNDS = 3
STEPS = 20
FAST = Tuning(channels_last=True, compiled=True)


@dataclass(frozen=True, slots=True)
class Network:
    """The published settings of a family's networks; a test makes them small."""

    family: str
    unet: Mapping[str, Any]
    vae: Mapping[str, Any]
    text: tuple[Mapping[str, Any], ...]  # of the text encoders


_VAE = {
    "down_block_types": ("DownEncoderBlock2D",) * 4,
    "up_block_types": ("UpDecoderBlock2D",) * 4,
    "block_out_channels": (128, 256, 512, 512),
    "layers_per_block": 2,
    "latent_channels": 4,
    "sample_size": 512,
}
_CLIP_L = {
    "hidden_size": 768, "intermediate_size": 3072, "num_hidden_layers": 12, "num_attention_heads": 12,
    "projection_dim": 768, "hidden_act": "quick_gelu",
}  # fmt: skip
_CLIP_G = {
    "hidden_size": 1280, "intermediate_size": 5120, "num_hidden_layers": 32, "num_attention_heads": 20,
    "projection_dim": 1280, "hidden_act": "gelu",
}  # fmt: skip
SD15 = Network(
    "sd15",
    {
        "sample_size": 64,
        "block_out_channels": (320, 640, 1280, 1280),
        "down_block_types": (*["CrossAttnDownBlock2D"] * 3, "DownBlock2D"),
        "up_block_types": ("UpBlock2D", *["CrossAttnUpBlock2D"] * 3),
        "layers_per_block": 2,
        "cross_attention_dim": 768,
        "attention_head_dim": 8,
    },
    {**_VAE, "scaling_factor": 0.18215},
    (_CLIP_L,),
)
SDXL = Network(
    "sdxl",
    {
        "sample_size": 128,
        "block_out_channels": (320, 640, 1280),
        "down_block_types": ("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
        "up_block_types": ("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
        "layers_per_block": 2,
        "transformer_layers_per_block": (1, 2, 10),
        "cross_attention_dim": 2048,
        "attention_head_dim": (5, 10, 20),
        "addition_embed_type": "text_time",
        "addition_time_embed_dim": 256,
        "projection_class_embeddings_input_dim": 2816,
        "use_linear_projection": True,
    },
    {**_VAE, "scaling_factor": 0.13025, "force_upcast": True, "sample_size": 1024},
    (_CLIP_L, _CLIP_G),
)


@dataclass(frozen=True, slots=True)
class Course:
    """Which sizes are measured, and how often; a test runs a short one."""

    sides: tuple[int, ...] = (512, 1024)
    steps: int = STEPS
    rounds: int = ROUNDS
    backend: str = "inductor"


def images(network: Network, course: Course, device: Device) -> dict[str, Figure]:
    """Seconds for a picture, against the bare call, and the same compiled and channels-last."""
    figures: dict[str, Figure] = {}
    with checkpoint(network, device) as model:
        for side in course.sides:
            jobs = picture_job(model, side, course.steps)
            with bare_pipeline(network, model, device) as pipe:
                bare = seconds(lambda jobs=jobs, pipe=pipe: bare_call(pipe, jobs), course.rounds)
            ours = engine_seconds(jobs, course, device, Tuning())
            fast = engine_seconds(jobs, course, device, replace(FAST, backend=course.backend))
            name = f"gpu_{network.family}_{side}"
            figures[f"{name}_s"] = Figure(ours, "s", bare / ours, "bare diffusers", f"{course.steps} steps")
            figures[f"{name}_images_s"] = Figure(1.0 / ours, "/s", bare / ours, "bare diffusers")
            figures[f"{name}_fast_s"] = Figure(
                fast, "s", ours / fast, "the same, not compiled", f"{bare / fast:.2f}× bare diffusers"
            )
    return figures


def frames(network: Network, course: Course, device: Device) -> dict[str, Figure]:
    """Image to image with one and with four steps, as a live preview of painting would run."""
    figures: dict[str, Figure] = {}
    with checkpoint(network, device) as model:
        for steps in (1, 4):
            side = course.sides[0]
            job = picture_job(model, side, steps, Kind.PAINT)
            each = engine_seconds(job, course, device, Tuning())
            key = f"gpu_{network.family}_img2img_{steps}_fps"
            figures[key] = Figure(1.0 / each, "/s", note=f"{side}²")
    return figures


def peak_under_cap(network: Network, course: Course, device: Device, cap: int = CAP) -> dict[str, Figure]:
    """The most memory that a picture of the largest side takes where there are only `cap` bytes."""
    with checkpoint(network, device) as model, capped(device, cap):
        side = course.sides[-1]
        result = engine_run(picture_job(model, side, course.steps), device, Tuning())
    told = ", ".join(note for note in result.notes if note.startswith("memory:")) or "all on the card"
    key = f"gpu_{network.family}_{side}_peak_gib"
    return {key: Figure(result.peak_memory / GIB, "GiB", note=f"cap {cap / GIB:g} GiB; {told}")}


def measure(
    what: Callable[[Network, Course, Device], dict[str, Figure]], network: Network
) -> dict[str, Figure]:
    """On the graphics card; without one a line that says so, and no number."""
    device = card()
    key = f"gpu_{network.family}_{what.__name__}"
    if device is None:
        missing = "diffusers is not installed" if not has_diffusers() else "no GPU"
        return {key: Figure(float("nan"), "", note=missing)}
    return what(network, Course(), device)


MEASURES: tuple[Measure, ...] = (
    partial(measure, images, SD15),
    partial(measure, images, SDXL),
    partial(measure, peak_under_cap, SDXL),
    partial(measure, frames, SD15),
    partial(measure, frames, SDXL),
)


# --- what is measured -------------------------------------------------------------------------------------


def card() -> Device | None:
    """The graphics card in half precision; None where there is none."""
    if not has_diffusers():
        return None
    from inference.engines.diffusion.devices import pick_device

    device = pick_device()
    return device if device.kind in ("cuda", "xpu", "mps") else None


def picture_job(model: Path, side: int, steps: int, kind: Kind = Kind.TEXT) -> Job:
    """All steps are run: image to image begins at full strength."""
    image = None
    if kind is not Kind.TEXT:
        image = np.random.default_rng(1).integers(0, 256, (side, side, 3), np.uint8)
    return Job(
        kind, "diffusion", Frame(0, 0, side, side), prompt="a hill", negative="a lake", image=image, seed=1,
        strength=1.0, steps=steps, guidance=5.0, model=str(model), width=side, height=side,
    )  # fmt: skip


def engine_seconds(job: Job, course: Course, device: Device, tuning: Tuning) -> float:
    """The median time of a job on a warm engine."""
    with closing(_engine(device, tuning)) as engine:
        return seconds(lambda: engine.run(job, lambda _: None, lambda: False), course.rounds, warm=2)


def engine_run(job: Job, device: Device, tuning: Tuning) -> Result:
    """One job on an engine of its own."""
    with closing(_engine(device, tuning)) as engine:
        return engine.run(job, lambda _: None, lambda: False)


def _engine(device: Device, tuning: Tuning) -> Any:
    from inference.engines.diffusion import DiffusionEngine

    return DiffusionEngine(device.kind, device.dtype, tuning=tuning)


@contextmanager
def bare_pipeline(network: Network, model: Path, device: Device) -> Iterator[Any]:
    """diffusers' own pipeline with the same weights, precision and scheduler, on the device."""
    import torch
    from diffusers.pipelines.auto_pipeline import AutoPipelineForText2Image

    from inference.engines.diffusion import devices

    pipe: Any = AutoPipelineForText2Image.from_pretrained(
        str(model), dtype=device.dtype, variant=_variant(device), local_files_only=True, use_safetensors=True
    )
    pipe.set_progress_bar_config(disable=True)
    pipe.to(torch.device(device.kind))
    try:
        yield pipe
    finally:
        pipe.to("cpu")
        del pipe
        devices.release(device)


def bare_call(pipe: Any, job: Job) -> None:
    """The settings that the engine uses, to the finished picture in main memory."""
    import torch

    from inference.engines.diffusion.quiet import without_deprecations

    with without_deprecations():
        pipe(
            job.prompt,
            negative_prompt=job.negative,
            width=job.width,
            height=job.height,
            num_inference_steps=job.steps,
            guidance_scale=job.guidance,
            generator=torch.Generator().manual_seed(job.seed),
            output_type="np",
        )


@contextmanager
def capped(device: Device, cap: int) -> Iterator[None]:
    """A card that gives at most `cap` bytes to this process, and says so when it is asked what is free.

    `torch.cuda.set_per_process_memory_fraction` refuses what goes beyond; the driver's count of free memory
    knows nothing of it, so the engine's own question is bounded likewise.
    """
    import torch

    from inference.engines.diffusion import devices, fitting

    told = devices.free_memory

    def free(one: Device) -> int:
        held = torch.cuda.memory_allocated() if one.kind == "cuda" else 0
        return max(1, min(told(one) or cap, cap - held))

    def limit(share: float) -> None:
        if device.kind == "cuda":
            torch.cuda.set_per_process_memory_fraction(share)

    total = torch.cuda.mem_get_info()[1] if device.kind == "cuda" else cap
    limit(min(1.0, cap / total))
    fitting.devices.free_memory = free
    try:
        yield
    finally:
        fitting.devices.free_memory = told
        limit(1.0)


# --- random checkpoints -----------------------------------------------------------------------------------


@contextmanager
def checkpoint(network: Network, device: Device) -> Iterator[Path]:
    """A diffusers folder with random weights in the device's precision; it goes away afterwards."""
    with tempfile.TemporaryDirectory(prefix="scumble-gpu-") as folder:
        started = time.perf_counter()
        build(network, Path(folder) / network.family, device)
        print(
            f"  {network.family}: random weights written in {time.perf_counter() - started:.0f} s", flush=True
        )
        yield Path(folder) / network.family


def build(network: Network, folder: Path, device: Device) -> None:
    """Write the networks. They are made on the device where they will run: a card draws numbers faster."""
    import torch
    from diffusers.models.autoencoders.autoencoder_kl import AutoencoderKL
    from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel
    from diffusers.pipelines.stable_diffusion.pipeline_stable_diffusion import StableDiffusionPipeline
    from diffusers.pipelines.stable_diffusion_xl.pipeline_stable_diffusion_xl import StableDiffusionXLPipeline
    from diffusers.schedulers.scheduling_euler_discrete import EulerDiscreteScheduler
    from transformers import CLIPTextModel, CLIPTextModelWithProjection

    from inference.engines.diffusion.tokenizer import find_tokenizer

    torch.manual_seed(0)
    tokenizer = find_tokenizer(folder.parent / "none.safetensors", 49408)
    with torch.device(device.kind):
        parts: dict[str, Any] = {
            "unet": UNet2DConditionModel(**network.unet),
            "vae": AutoencoderKL(**network.vae),
            "text_encoder": CLIPTextModel(_clip(network.text[0])),
        }
        if len(network.text) > 1:
            parts["text_encoder_2"] = CLIPTextModelWithProjection(_clip(network.text[1]))
    parts = {name: part.to("cpu", device.dtype) for name, part in parts.items()}
    parts["tokenizer"] = tokenizer
    scheduler: Any = EulerDiscreteScheduler(
        beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", steps_offset=1
    )
    if len(network.text) > 1:
        parts["tokenizer_2"] = tokenizer
        pipe: Any = StableDiffusionXLPipeline(**parts, scheduler=scheduler)
    else:
        without: Any = {"safety_checker": None, "feature_extractor": None}
        pipe = StableDiffusionPipeline(**parts, scheduler=scheduler, requires_safety_checker=False, **without)
    pipe.save_pretrained(str(folder), variant=_variant(device))


def _clip(settings: Mapping[str, Any]) -> Any:
    from transformers import CLIPTextConfig

    return CLIPTextConfig(**{"vocab_size": 49408, "max_position_embeddings": 77, **settings})


def _variant(device: Device) -> str | None:
    return "fp16" if device.dtype.itemsize == 2 else None
