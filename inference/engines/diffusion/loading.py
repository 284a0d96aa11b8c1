"""Loading a checkpoint into memory, and the pipelines that share what was loaded."""

# diffusers exports its classes lazily:
# pyright: reportPrivateImportUsage=false
from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import diffusers
from diffusers import (
    AutoencoderKL,
    SchedulerMixin,
    StableDiffusionImg2ImgPipeline,
    StableDiffusionInpaintPipeline,
    StableDiffusionPipeline,
    StableDiffusionXLImg2ImgPipeline,
    StableDiffusionXLInpaintPipeline,
    StableDiffusionXLPipeline,
    UNet2DConditionModel,
)
from safetensors import SafetensorError
from transformers import CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizer

from inference.checkpoint import read_json, read_shapes
from inference.engines.diffusion import devices, single_file
from inference.engines.diffusion.devices import Device, MemoryPlan
from inference.engines.diffusion.quiet import without_deprecations
from inference.engines.diffusion.samplers import make_scheduler
from inference.engines.diffusion.tokenizer import MAX_TOKENS, find_tokenizer
from inference.errors import ModelError
from inference.families import Family
from inference.job import Kind
from inference.models import ModelInfo

_PIPELINES: Mapping[tuple[Family, Kind], Any] = {
    ("sd15", Kind.TEXT): StableDiffusionPipeline,
    ("sd15", Kind.PAINT): StableDiffusionImg2ImgPipeline,
    ("sd15", Kind.VARY): StableDiffusionImg2ImgPipeline,
    ("sd15", Kind.INPAINT): StableDiffusionInpaintPipeline,
    ("sdxl", Kind.TEXT): StableDiffusionXLPipeline,
    ("sdxl", Kind.PAINT): StableDiffusionXLImg2ImgPipeline,
    ("sdxl", Kind.VARY): StableDiffusionXLImg2ImgPipeline,
    ("sdxl", Kind.INPAINT): StableDiffusionXLInpaintPipeline,
}
_NETWORKS: Mapping[str, Any] = {
    "unet": UNet2DConditionModel,
    "vae": AutoencoderKL,
    "text_encoder": CLIPTextModel,
    "text_encoder_2": CLIPTextModelWithProjection,
}


@dataclass(slots=True)
class Model:
    """A loaded checkpoint: its networks and tokenizers once, for all kinds of job."""

    info: ModelInfo
    device: Device
    parts: dict[str, Any]  # by diffusers' names: "unet", "vae", "text_encoder", "tokenizer" …
    scheduler: Any  # only its settings are used
    options: dict[str, Any]  # settings of the pipeline itself
    weight_bytes: int = 0  # of all weights, in the device's precision
    on_device: bool = False  # whole, that is without offloading
    sliced: bool = False  # attention

    def __post_init__(self) -> None:
        count = sum(weights.numel() for network in self.networks() for weights in network.parameters())
        self.weight_bytes = count * self.device.dtype.itemsize

    def networks(self) -> list[Any]:
        """The parts that have weights."""
        return [self.parts[name] for name in _NETWORKS if name in self.parts]

    def pipeline(self, kind: Kind, sampler: str) -> Any:
        """A pipeline for one job: the shared networks with a scheduler of its own. Loads nothing."""
        maker = _PIPELINES[self.info.family, kind]
        taken = {"requires_aesthetics_score"} if kind is Kind.TEXT else set()
        options = {name: value for name, value in self.options.items() if name not in taken}
        with without_deprecations():
            pipe = maker(**self.parts, **options, scheduler=make_scheduler(sampler, self.scheduler))
        pipe.set_progress_bar_config(disable=True)
        return pipe

    def place(self, pipe: Any, plan: MemoryPlan) -> None:
        """Put the networks where `plan` wants them for the job that `pipe` is about to do."""
        if plan.offload:
            pipe.enable_model_cpu_offload(device=self.device.torch)
        elif not self.on_device:
            pipe.remove_all_hooks()
            pipe.to(self.device.torch)
        self.on_device = not plan.offload
        (pipe.vae.enable_tiling if plan.tile_vae else pipe.vae.disable_tiling)()
        if plan.slice_attention:
            pipe.enable_attention_slicing()
        elif self.sliced:
            pipe.disable_attention_slicing()
        self.sliced = plan.slice_attention

    def tidy(self, pipe: Any) -> None:
        """Undo what a broken-off run may have left: offloaded parts on the device, the VAE widened."""
        pipe.maybe_free_model_hooks()
        vae = self.parts["vae"]
        if vae.dtype != self.device.dtype:
            vae.to(dtype=self.device.dtype)


def load(info: ModelInfo, device: Device) -> Model:
    """Read the checkpoint into main memory, in the device's precision, from local files alone.

    No safety checker, no code and no pickles are loaded from it. Raises ModelError where the files do not
    make a model, OutOfMemory where they do not fit.
    """
    with _readable(info, device):
        if info.layout == "folder":
            parts, scheduler, options = _load_folder(info, device)
        else:
            parts, scheduler, options = _load_file(info, device)
    if info.family == "sd15":
        parts |= {"safety_checker": None, "feature_extractor": None}
        options = {"requires_safety_checker": False}
    else:
        options["add_watermarker"] = False
    model = Model(info, device, parts, scheduler, options)
    if any(weights.is_meta for network in model.networks() for weights in network.parameters()):
        raise ModelError(
            "'{name}' is incomplete: some of its weights are missing. Download it again.", name=info.name
        )
    for network in model.networks():
        network.requires_grad_(False).eval()
    return model


@contextmanager
def _readable(info: ModelInfo, device: Device) -> Iterator[None]:
    """Turn what the libraries raise over unfit files into ModelError."""
    try:
        yield
    except (OSError, ValueError, KeyError, TypeError, RuntimeError, SafetensorError) as error:
        if devices.is_out_of_memory(error):
            with devices.translated(device):
                raise
        reason = next(iter(str(error).strip().splitlines()), type(error).__name__)
        raise ModelError(
            "'{name}' cannot be loaded ({reason}). Download it again or choose another.",
            name=info.name,
            reason=reason,
        ) from error


def _load_folder(info: ModelInfo, device: Device) -> tuple[dict[str, Any], Any, dict[str, Any]]:
    """Load each part with the class that its family has there, whatever class the folder's index names."""
    folder, sdxl = info.path.resolve(), info.family == "sdxl"
    parts: dict[str, Any] = {}
    for name, network in _NETWORKS.items():
        if name == "text_encoder_2" and not sdxl:
            continue
        parts[name] = network.from_pretrained(
            str(folder),
            subfolder=name,
            variant=_variant(folder / name, device),
            dtype=device.dtype,
            use_safetensors=True,
            local_files_only=True,
        )
    for name in ("tokenizer", "tokenizer_2") if sdxl else ("tokenizer",):
        parts[name] = _load_tokenizer(folder, name, parts[name.replace("tokenizer", "text_encoder")])
    index = read_json(folder / "model_index.json")
    kept = ("force_zeros_for_empty_prompt", "requires_aesthetics_score")
    options = {name: index[name] for name in kept if isinstance(index.get(name), bool)}
    return parts, _load_scheduler(folder), options


def _load_tokenizer(folder: Path, name: str, encoder: Any) -> CLIPTokenizer:
    """transformers would make an empty tokenizer where files are missing."""
    if not any((folder / name / file).is_file() for file in ("merges.txt", "tokenizer.json")):
        raise ModelError(
            "'{name}' is incomplete: its {part} is missing. Download it again.", name=folder.name, part=name
        )
    tokenizer = CLIPTokenizer.from_pretrained(str(folder), subfolder=name, local_files_only=True)
    if len(tokenizer) > encoder.config.vocab_size:
        raise ModelError(
            "The parts of '{name}' do not belong together ({part}). Download it again.",
            name=folder.name,
            part=name,
        )
    tokenizer.model_max_length = min(tokenizer.model_max_length, MAX_TOKENS)
    return tokenizer


def _load_scheduler(folder: Path) -> Any:
    name = str(read_json(folder / "scheduler" / "scheduler_config.json").get("_class_name", ""))
    maker = getattr(diffusers, name, None) if name.isidentifier() else None
    if not isinstance(maker, type) or not issubclass(maker, SchedulerMixin):
        raise ModelError(
            "'{name}' names a sampler that does not exist ('{sampler}'). Download the model again.",
            name=folder.name,
            sampler=name,
        )
    with without_deprecations():
        return maker.from_pretrained(str(folder), subfolder="scheduler", local_files_only=True)


def _variant(folder: Path, device: Device) -> str | None:
    """Half-precision files where those are wanted or the only ones; `None` means the plain files."""
    names = [file.name for file in folder.glob("*.safetensors")]
    half = [name for name in names if ".fp16" in name]
    return "fp16" if half and (device.dtype.itemsize == 2 or len(half) == len(names)) else None


def _load_file(info: ModelInfo, device: Device) -> tuple[dict[str, Any], Any, dict[str, Any]]:
    path, shapes = info.path.resolve(), read_shapes(info.path)
    rows = single_file.vocabulary_size(shapes)
    tokenizers = {"tokenizer": find_tokenizer(path, rows)}
    if info.family == "sdxl":
        tokenizers["tokenizer_2"] = find_tokenizer(path, rows, pad="!")
    with tempfile.TemporaryDirectory(prefix="scumble-") as settings:
        single_file.write_configs(info.family, shapes, Path(settings))
        with without_deprecations():
            pipe = _PIPELINES[info.family, Kind.TEXT].from_single_file(
                str(path), config=settings, local_files_only=True, torch_dtype=device.dtype, **tokenizers
            )
    parts = {name: pipe.components[name] for name in (*_NETWORKS, *tokenizers) if name in pipe.components}
    kept = ("force_zeros_for_empty_prompt",)
    return parts, pipe.scheduler, {name: pipe.config[name] for name in kept if name in pipe.config}
