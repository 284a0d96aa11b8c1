"""Loading a checkpoint into memory, from local files alone."""

# diffusers exports its classes lazily:
# pyright: reportPrivateImportUsage=false
from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import diffusers
from diffusers import SchedulerMixin
from safetensors import SafetensorError

from inference.checkpoint import read_json, read_shapes
from inference.engines.diffusion import devices, single_file
from inference.engines.diffusion.companions import find_companion
from inference.engines.diffusion.devices import Device
from inference.engines.diffusion.families import Architecture, Part, architecture
from inference.engines.diffusion.model import Model
from inference.engines.diffusion.quiet import without_deprecations
from inference.engines.diffusion.sources import Source, source
from inference.engines.diffusion.tokenizer import find_tokenizer
from inference.engines.diffusion.transformer_file import load_transformer, transformer_source
from inference.errors import ModelError
from inference.job import Kind
from inference.models import ModelInfo, incomplete


@dataclass(slots=True)
class Loan:
    """A part of the model before, which the next one may keep."""

    source: Source
    part: Any


@dataclass(slots=True)
class _Reading:
    """What is being put together."""

    parts: dict[str, Any] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    scheduler: Any = None
    options: dict[str, Any] = field(default_factory=dict)
    pipeline_name: str = ""
    notes: tuple[str, ...] = ()


def sources_of(info: ModelInfo, device: Device) -> dict[str, Source]:
    """Where each part of the model would be read from, without reading it. {} for files that hold all parts.

    Raises ModelError where parts are missing.
    """
    family = architecture(info.family)
    device = family.placed(device)
    if info.layout == "folder":
        folder = info.path.resolve()
        return {part.name: _source(folder, part, device) for part in _present(folder, family)}
    if _is_whole(info, family):
        return {}
    folder = find_companion(info)
    found = {part.name: _source(folder, part, device) for part in _present(folder, family)}
    return found | {family.denoiser: transformer_source(info, device)}


def load(info: ModelInfo, device: Device, loans: Sequence[Loan] = ()) -> Model:
    """Read the checkpoint into main memory, in the family's precision, from local files alone.

    Parts that `loans` hold already are taken from there. No safety checker, no code and no pickles are read.
    Raises ModelError where the files do not make a model, OutOfMemory where they do not fit.
    """
    family = architecture(info.family)
    device = family.placed(device)
    with _readable(info, device):
        if info.layout == "folder":
            reading = _load_folder(info.path.resolve(), family, device, loans)
        elif _is_whole(info, family):
            reading = _load_file(info, family, device)
        else:
            reading = _load_transformer(info, family, device, loans)
    model = Model(
        info, family, device, reading.parts, reading.scheduler, reading.options, reading.pipeline_name,
        reading.sources, reading.notes,
    )  # fmt: skip
    if any(weights.is_meta for network in model.networks() for weights in network.parameters()):
        raise ModelError(
            "'{name}' is incomplete: some of its weights are missing. Download it again.", name=info.name
        )
    for network in model.networks():
        network.requires_grad_(False).eval()
    return model


def renew_denoiser(model: Model, device: Device) -> None:
    """Read the denoiser's weights from its files again, in place of those that are there.

    Of a file that holds all parts the others are read too, and dropped. Raises as `load`.
    """
    name = model.architecture.denoiser
    loans = [Loan(where, model.parts[part]) for part, where in model.sources.items() if part != name]
    del model.parts[name]  # its memory is needed for the new one
    model.compiled = None
    model.parts[name] = load(model.info, device, loans).denoiser()
    model.quantised, model.on_device = False, False


def _is_whole(info: ModelInfo, family: Architecture) -> bool:
    """Whether one file holds the complete model, as those of SD 1.5 and SDXL do.

    Raises ModelError for such a file with something missing.
    """
    whole = info.layout == "single" and family.denoiser == "unet"
    if whole and (error := incomplete(info)) is not None:
        raise error
    return whole


@contextmanager
def _readable(info: ModelInfo, device: Device) -> Iterator[None]:
    """Turn what the libraries raise over unfit files into ModelError."""
    try:
        yield
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError, SafetensorError) as error:
        if devices.is_out_of_memory(error):
            with devices.translated(device):
                raise
        reason = next(iter(str(error).strip().splitlines()), type(error).__name__)
        raise ModelError(
            "'{name}' cannot be loaded ({reason}). Download it again or choose another.",
            name=info.name,
            reason=reason,
        ) from error


# --- diffusers folders ----------------------------------------------------------------------------------


def _load_folder(
    folder: Path, family: Architecture, device: Device, loans: Sequence[Loan], without: str = ""
) -> _Reading:
    """Load each part with the class that its family has there, whatever class the folder's index names."""
    index = read_json(folder / "model_index.json")
    reading = _Reading(pipeline_name=str(index.get("_class_name", "")), options=family.options(index))
    for part in _present(folder, family):
        if part.name == without:
            continue
        where = _source(folder, part, device)
        kept = next((loan.part for loan in loans if where.same(loan.source)), None)
        reading.sources[part.name] = where
        reading.parts[part.name] = kept if kept is not None else _load_part(folder, part, device)
        _check_vocabulary(folder, part.name, reading.parts)
    reading.scheduler = _load_scheduler(folder)
    return reading


def _present(folder: Path, family: Architecture) -> list[Part]:
    """The family's parts, less the optional ones that the folder does not have."""
    return [part for part in family.parts(folder) if not part.optional or (folder / part.name).is_dir()]


def _source(folder: Path, part: Part, device: Device) -> Source:
    return source(folder / part.name, part.maker.__name__, str(device.dtype) if part.network else "")


def _load_part(folder: Path, part: Part, device: Device) -> Any:
    if not part.network:
        if not any((folder / part.name / file).is_file() for file in _VOCABULARIES):
            raise ModelError(
                "'{name}' is incomplete: its {part} is missing. Download it again.",
                name=folder.name,
                part=part.name,
            )
        return part.maker.from_pretrained(str(folder), subfolder=part.name, local_files_only=True)
    return part.maker.from_pretrained(
        str(folder),
        subfolder=part.name,
        variant=_variant(folder / part.name, device),
        dtype=device.dtype,
        use_safetensors=True,
        local_files_only=True,
    )


# transformers would make an empty tokenizer where all of them are missing.
_VOCABULARIES = ("merges.txt", "tokenizer.json", "spiece.model", "tekken.json")


def _check_vocabulary(folder: Path, name: str, parts: dict[str, Any]) -> None:
    """A tokenizer must not know more tokens than its encoder has rows: it would read past their end."""
    encoder = parts.get(name.replace("tokenizer", "text_encoder")) if name.startswith("tokenizer") else None
    if encoder is None:
        return
    settings = encoder.config.get_text_config()
    if len(parts[name]) > settings.vocab_size:
        raise ModelError(
            "The parts of '{name}' do not belong together ({part}). Download it again.",
            name=folder.name,
            part=name,
        )


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


# --- single files ---------------------------------------------------------------------------------------


def _load_file(info: ModelInfo, family: Architecture, device: Device) -> _Reading:
    """A complete SD 1.5 or SDXL checkpoint."""
    path, shapes = info.path.resolve(), read_shapes(info.path)
    rows = single_file.vocabulary_size(shapes)
    tokenizers = {"tokenizer": find_tokenizer(path, rows)}
    if info.family == "sdxl":
        tokenizers["tokenizer_2"] = find_tokenizer(path, rows, pad="!")
    names = [part.name for part in family.parts(path) if part.network]
    with tempfile.TemporaryDirectory(prefix="scumble-") as settings:
        single_file.write_configs(info.family, shapes, Path(settings))
        index = read_json(Path(settings) / "model_index.json")
        with without_deprecations():
            pipe = _text_pipeline(family).from_single_file(
                str(path), config=settings, local_files_only=True, torch_dtype=device.dtype, **tokenizers
            )
    parts = {name: pipe.components[name] for name in (*names, *tokenizers)}
    options = family.options(index | dict(pipe.config))
    return _Reading(parts, {}, pipe.scheduler, options, type(pipe).__name__)


def _text_pipeline(family: Architecture) -> Any:
    from inference.engines.diffusion.families.stable_diffusion import StableDiffusion

    assert isinstance(family, StableDiffusion)
    return family.pipelines[Kind.TEXT]


def _load_transformer(
    info: ModelInfo, family: Architecture, device: Device, loans: Sequence[Loan]
) -> _Reading:
    """A transformer in a file of its own; text encoders and VAE come from a folder of the same family."""
    folder = find_companion(info)
    reading = _load_folder(folder, family, device, loans, without=family.denoiser)
    where = transformer_source(info, device)
    kept = next((loan.part for loan in loans if where.same(loan.source)), None)
    reading.parts[family.denoiser] = kept if kept is not None else load_transformer(info, folder, device)
    reading.sources[family.denoiser] = where
    reading.notes = (f"companion:{folder.name}",)
    return reading
