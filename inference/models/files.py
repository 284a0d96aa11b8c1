"""Telling what a single file is: a checkpoint, a denoiser that needs company, or a part; never a pickle."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from inference.checkpoint import Header, Stored, read_header
from inference.errors import ModelError, Sentence
from inference.gguf import GgufHeader, read_gguf
from inference.models import hints, pieces
from inference.models.denoiser import Denoiser, find_denoiser
from inference.models.info import ModelInfo, NotACheckpoint, Part
from inference.models.lora import find_lora, trigger_words
from inference.models.needs import missing_from

PICKLED = frozenset({".ckpt", ".pt", ".pth", ".bin"})
WEIGHTS = frozenset({".safetensors", ".sft", ".gguf"})


def look_file(path: Path) -> ModelInfo | Part:
    """Tell what the file is by its header. Raises ModelError, and OSError where it cannot be read."""
    suffix = path.suffix.lower()
    if suffix in PICKLED:
        raise pickled(path)
    if suffix not in WEIGHTS:
        raise ModelError(
            "'{name}' is no model: choose a .safetensors or .gguf file or a diffusers folder.", name=path.name
        )
    if suffix == ".gguf":
        return _look_gguf(path, read_gguf(path))
    header = read_header(path)
    found = _part_with_denoiser_names(path, header) or _model(path, header) or _other_part(path, header)
    if found is None:
        raise _unknown(path)
    return found


def pickled(path: Path) -> ModelError:
    """Why a pickled file is not opened, and what to do instead."""
    return ModelError(
        "'{name}' is a pickled model ({suffix}): opening such a file can run any program "
        "hidden in it, so Scumble never does. Get the model's .safetensors edition, or convert the file "
        "on a computer that holds nothing precious.",
        name=path.name,
        suffix=path.suffix.lower(),
    )


def _unknown(path: Path) -> NotACheckpoint:
    return NotACheckpoint(
        "'{name}' is not a model that Scumble knows. Choose an SD 1.5, SDXL, SD 3, Flux, Qwen-Image or "
        "Z-Image checkpoint.",
        name=path.name,
    )


# --- models ---------------------------------------------------------------------------------------------


def _model(path: Path, header: Header) -> ModelInfo | None:
    shapes = header.shapes
    quantisation = hints.quantisation_of(header.tensors)
    if quantisation == "svdquant":
        raise ModelError(
            "'{name}' is quantised for Nunchaku (SVDQuant), which is not supported yet. Get its .gguf or fp8 "
            "edition.",
            name=path.name,
        )
    denoiser = find_denoiser(path.name, shapes)
    if denoiser is None:
        return None
    weights = {key: stored for key, stored in header.tensors.items() if key.startswith(denoiser.prefix)}
    return _info(path, denoiser, weights, header.tensors, quantisation, header.metadata)


def _look_gguf(path: Path, header: GgufHeader) -> ModelInfo | Part:
    shapes = {name: stored.shape for name, stored in header.tensors.items()}
    denoiser = find_denoiser(path.name, shapes)
    remarks = {key: text for key, text in header.values.items() if isinstance(text, str)}
    if denoiser is not None:
        return _info(path, denoiser, header.tensors, header.tensors, header.quantisation, remarks)
    width = header.values.get(f"{header.architecture}.embedding_length", 0)
    encoder = pieces.encoder_of_architecture(header.architecture, width if type(width) is int else 0)
    if encoder is None:
        raise _unknown(path)
    return _part(path, pieces.text_encoder(encoder), format=header.quantisation)


def _info(
    path: Path,
    denoiser: Denoiser,
    weights: Mapping[str, Stored],
    tensors: Mapping[str, Stored],
    quantisation: str,
    remarks: Mapping[str, str],
) -> ModelInfo:
    variant, edition = denoiser.variant, denoiser.edition
    title = " ".join(remarks.get(key, "") for key in ("modelspec.title", "modelspec.architecture")).lower()
    if denoiser.family == "flux" and variant == "base" and "kontext" in title:
        variant = "edit"
    if denoiser.family == "qwen" and variant == "base" and "edit" in title:
        variant = "edit"
    return ModelInfo(
        path=path,
        name=path.stem,
        family=denoiser.family,
        variant=variant,
        layout="single",
        bytes=path.stat().st_size,
        speed=denoiser.speed or hints.speed_of_remarks(remarks),
        edition=edition,
        precision=hints.precision_of(weights.values()),
        quantisation=quantisation,
        prediction=_prediction(denoiser, remarks),
        needs=missing_from(denoiser.family, edition, tensors),
    )


def _prediction(denoiser: Denoiser, remarks: Mapping[str, str]) -> Literal["epsilon", "v_prediction", "flow"]:
    if denoiser.family not in ("sd15", "sdxl"):
        return "flow"
    told = remarks.get("modelspec.prediction_type", "").lower()
    return "v_prediction" if denoiser.v_prediction or told in ("v", "v_prediction") else "epsilon"


# --- parts ----------------------------------------------------------------------------------------------


def _part_with_denoiser_names(path: Path, header: Header) -> Part | None:
    """Parts whose tensors are named like a denoiser's, or like a LoRA's, though they are neither."""
    shapes = header.shapes
    piece = pieces.find_ip_adapter(shapes) or pieces.find_control(path.name, shapes, header.metadata)
    if piece is not None:
        return _part(path, piece)
    lora = find_lora(path.name, shapes, header.metadata)
    if lora is None:
        return None
    return Part(
        path=path,
        name=path.stem,
        kind="lora",
        families=lora.families,
        bytes=path.stat().st_size,
        format=lora.format,
        words=lora.words,
        foreign=lora.foreign,
        unusable=lora.unusable,
    )


def _other_part(path: Path, header: Header) -> Part | None:
    piece = pieces.find_piece(header.shapes)
    if piece is None:
        return None
    words = (path.stem,) if piece.kind == "embedding" else trigger_words(header.metadata)
    return _part(path, piece, words=words)


def _part(path: Path, piece: pieces.Piece, *, format: str = "", words: tuple[str, ...] = ()) -> Part:
    unusable: Sentence | None = piece.unusable
    return Part(
        path=path,
        name=path.stem,
        kind=piece.kind,
        families=piece.families,
        bytes=path.stat().st_size,
        format=format or piece.format,
        words=words,
        control=piece.control,
        encoder=piece.encoder,
        foreign=piece.foreign,
        scale=piece.scale,
        unusable=unusable,
    )
