"""What a model on disk is, told from the files themselves, and where models are looked for."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import platformdirs

from inference.checkpoint import TensorShapes, read_json, read_shapes
from inference.errors import ModelError, Sentence
from inference.families import TRAITS, Family, Speed, Variant

PICKLED = frozenset({".ckpt", ".pt", ".pth", ".bin"})
MODELS_VARIABLE = "SCUMBLE_MODELS"  # folders, separated like those of PATH
DEEPEST = 6  # how far below a models folder checkpoints are looked for


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """A checkpoint that the diffusion engine can load."""

    path: Path
    name: str
    family: Family
    variant: Variant
    layout: Literal["folder", "single"]  # a single file is .safetensors or .gguf
    bytes: int  # on disk
    speed: Speed = ""  # what it was distilled for, where its files tell

    @property
    def inpaint(self) -> bool:
        """Whether it does nothing but repaint a mask."""
        return self.variant in ("inpaint", "fill")

    @property
    def native_size(self) -> int:
        """Side in pixels of the square that the family was trained at."""
        return TRAITS[self.family].native_size


class NotACheckpoint(ModelError):
    """The file is sound but is no complete checkpoint: a LoRA, a VAE, a ControlNet …"""


def inspect(path: Path | str) -> ModelInfo:
    """Tell what the folder or file at `path` is, by its contents and never by its name; weights are not read.

    Raises ModelError when there is nothing, when it is damaged, pickled or of a family that is not supported.
    """
    path = Path(path)
    try:
        if path.is_dir():
            return _inspect_folder(path)
        if not path.is_file():
            raise ModelError(
                "There is no model at '{path}'. Choose another one, or put it back.", path=str(path)
            )
        return _inspect_file(path)
    except OSError as error:
        raise ModelError(
            "The model '{path}' cannot be read: {reason}.",
            path=str(path),
            reason=error.strerror or str(error),
        ) from error


def default_folders() -> list[Path]:
    """The folders that are scanned: those named in SCUMBLE_MODELS, then the program's own."""
    named = [
        Path(part).expanduser() for part in os.environ.get(MODELS_VARIABLE, "").split(os.pathsep) if part
    ]
    return [*named, Path(platformdirs.user_data_dir("scumble", appauthor=False)) / "models"]


def scan(folders: Iterable[Path]) -> tuple[list[ModelInfo], list[tuple[Path, Sentence]]]:
    """Find the checkpoints in `folders` and below; also the files that look like models but cannot be used.

    Returns the models sorted by name and (path, sentence) for each problem. Folders that do not exist, LoRAs,
    VAEs and other parts of models are passed over.
    """
    models: list[ModelInfo] = []
    problems: list[tuple[Path, Sentence]] = []
    seen: set[Path] = set()
    for folder in folders:
        for path in _candidates(Path(folder), seen, problems):
            try:
                models.append(inspect(path))
            except NotACheckpoint:
                continue
            except ModelError as error:
                problems.append((path, error.sentence))
    models.sort(key=lambda model: (model.name.lower(), str(model.path)))
    return models, problems


def _candidates(
    folder: Path, seen: set[Path], problems: list[tuple[Path, Sentence]], depth: int = 0
) -> Iterator[Path]:
    """Diffusers folders and checkpoint files under `folder`, each real file once; links may form loops."""
    try:
        real = folder.resolve()
        if real in seen or not folder.is_dir():
            return
        seen.add(real)
        if depth == 0 and (folder / "model_index.json").is_file():
            yield folder
            return
        entries = sorted(folder.iterdir())
        for entry in entries:
            if entry.is_dir():
                if (entry / "model_index.json").is_file():
                    if entry.resolve() not in seen:
                        seen.add(entry.resolve())
                        yield entry
                elif depth < DEEPEST and not entry.name.startswith("."):
                    yield from _candidates(entry, seen, problems, depth + 1)
            elif entry.suffix.lower() in (".safetensors", ".ckpt") and entry.resolve() not in seen:
                seen.add(entry.resolve())
                yield entry
    except OSError as error:
        sentence = Sentence(
            "The folder '{folder}' cannot be read: {reason}.",
            folder=str(folder),
            reason=error.strerror or str(error),
        )
        problems.append((folder, sentence))


# --- single files ---------------------------------------------------------------------------------------


def _inspect_file(path: Path) -> ModelInfo:
    suffix = path.suffix.lower()
    if suffix in PICKLED:
        raise ModelError(
            "'{name}' is a pickled model ({suffix}): opening such a file can run any program "
            "hidden in it, so Scumble never does. Get the model's .safetensors edition, or convert the file "
            "on a computer that holds nothing precious.",
            name=path.name,
            suffix=suffix,
        )
    if suffix != ".safetensors":
        raise ModelError(
            "'{name}' is no model: choose a .safetensors file or a diffusers folder.", name=path.name
        )
    shapes = read_shapes(path)
    family = _family_of_file(path.name, shapes)
    channels = shapes["model.diffusion_model.input_blocks.0.0.weight"][1]
    return ModelInfo(
        path=path,
        name=path.stem,
        family=family,
        variant="inpaint" if _takes_inpaint_input(path.name, channels) else "base",
        layout="single",
        bytes=path.stat().st_size,
    )


def _family_of_file(name: str, shapes: TensorShapes) -> Family:
    """Tell the family by tensor names, and by the width of the cross-attention where names do not decide."""
    unet = "model.diffusion_model."
    conv_in = shapes.get(f"{unet}input_blocks.0.0.weight", ())
    if len(conv_in) != 4:
        _refuse_other_file(name, shapes)
    if f"{unet}label_emb.0.0.weight" in shapes:
        if _any_starts(shapes, "conditioner.embedders.1."):
            return _complete(name, "sdxl", shapes)
        if _any_starts(shapes, "conditioner.embedders.0.model."):
            raise _unsupported(name, "SDXL refiner")
        raise NotACheckpoint(
            "'{name}' holds no text encoders. Choose the complete SDXL checkpoint.", name=name
        )
    if _any_starts(shapes, "cond_stage_model.model.") or _cross_width(shapes) == 1024:
        raise _unsupported(name, "Stable Diffusion 2")
    if _any_starts(shapes, "cond_stage_model.transformer."):
        return _complete(name, "sd15", shapes)
    raise NotACheckpoint(
        "'{name}' holds no text encoder. Choose the complete Stable Diffusion checkpoint.", name=name
    )


def _complete(name: str, family: Family, shapes: TensorShapes) -> Family:
    if not (_any_starts(shapes, "first_stage_model.") or _any_starts(shapes, "vae.")):
        raise NotACheckpoint("'{name}' holds no VAE. Choose the complete checkpoint.", name=name)
    return family


def _refuse_other_file(name: str, shapes: TensorShapes) -> None:
    """Raise the fitting ModelError for a file without a Stable Diffusion UNet."""
    keys = [key.removeprefix("model.diffusion_model.") for key in shapes]
    for mark, family in _OTHER_FAMILIES:
        if any(key.startswith(mark) for key in keys):
            raise _unsupported(name, family)
    for mark, part in _PARTS:
        if any(mark in key for key in shapes):
            raise _part(name, part)
    raise NotACheckpoint(
        "'{name}' is not a model that Scumble knows. Choose an SD 1.5 or SDXL checkpoint.", name=name
    )


_OTHER_FAMILIES: Sequence[tuple[str, str]] = (
    ("joint_blocks.", "Stable Diffusion 3"),
    ("double_blocks.", "Flux"),
    ("transformer_blocks.0.img_mod.", "Qwen-Image"),
    ("layers.0.adaLN_modulation.", "Z-Image"),
    ("double_layers.", "AuraFlow"),
    ("head.modulation", "Wan video"),
    ("clip_txt_mapper.", "Stable Cascade"),
)
_PARTS: Sequence[tuple[str, str]] = (
    ("lora_", "lora"),
    ("lora.", "lora"),
    ("hada_", "lora"),
    ("control_model.", "controlnet"),
    ("controlnet_", "controlnet"),
    ("decoder.conv_in.", "vae"),
    ("text_model.", "text encoder"),
    ("resblocks.", "text encoder"),
    ("emb_params", "embedding"),
)


def _part(name: str, part: str) -> NotACheckpoint:
    match part:
        case "lora":
            return NotACheckpoint("'{name}' is a LoRA, not a complete model. Choose a checkpoint.", name=name)
        case "controlnet":
            return NotACheckpoint(
                "'{name}' is a ControlNet, not a complete model. Choose a checkpoint.", name=name
            )
        case "vae":
            return NotACheckpoint("'{name}' is a VAE, not a complete model. Choose a checkpoint.", name=name)
        case "embedding":
            return NotACheckpoint(
                "'{name}' is a textual inversion, not a complete model. Choose a checkpoint.", name=name
            )
        case _:
            return NotACheckpoint(
                "'{name}' is a text encoder, not a complete model. Choose a checkpoint.", name=name
            )


def _any_starts(shapes: TensorShapes, prefix: str) -> bool:
    return any(key.startswith(prefix) for key in shapes)


def _cross_width(shapes: TensorShapes) -> int:
    """Width of the text features that the UNet attends to: 768 for SD 1.x, 1024 for SD 2.x, 2048 for SDXL."""
    for key, shape in shapes.items():
        if key.endswith("attn2.to_k.weight") and len(shape) == 2:
            return shape[1]
    return 0


def _takes_inpaint_input(name: str, channels: int) -> bool:
    """4 channels are an ordinary model, 9 one for inpainting (latents, mask, masked latents)."""
    if channels in (4, 9):
        return channels == 9
    match channels:
        case 5:
            raise ModelError(
                "'{name}' is a depth-to-image model, which is not supported yet. Choose an SD 1.5 or SDXL "
                "model.",
                name=name,
            )
        case 7:
            raise ModelError(
                "'{name}' is an upscaling model, which is not supported yet. Choose an SD 1.5 or SDXL model.",
                name=name,
            )
        case 8:
            raise _unsupported(name, "InstructPix2Pix")
        case _:
            raise ModelError(
                "'{name}' is a model with {channels} input channels, which is not supported yet. Choose an "
                "SD 1.5 or SDXL model.",
                name=name,
                channels=channels,
            )


def _unsupported(name: str, family: str) -> ModelError:
    """`family` is a name, the same in every language."""
    return ModelError(
        "'{name}' is a model of the family '{family}', which is not supported yet. Choose an SD 1.5 or SDXL "
        "model.",
        name=name,
        family=family,
    )


# --- diffusers folders ----------------------------------------------------------------------------------


def _inspect_folder(folder: Path) -> ModelInfo:
    index_file = folder / "model_index.json"
    if not index_file.is_file():
        raise NotACheckpoint(
            "'{name}' is no diffusers folder: it has no model_index.json. Choose the folder "
            "that holds that file.",
            name=folder.name,
        )
    index = read_json(index_file)
    family = _family_of_index(folder.name, index)
    unet = read_json(_component_config(folder, "unet"))
    if unet.get("_class_name", "UNet2DConditionModel") != "UNet2DConditionModel":
        raise _unsupported(folder.name, str(unet["_class_name"]))
    if family == "sd15" and (
        unet.get("cross_attention_dim") == 1024 or unet.get("use_linear_projection") is True
    ):
        raise _unsupported(folder.name, "Stable Diffusion 2")
    if (unet.get("addition_embed_type") == "text_time") != (family == "sdxl"):
        raise ModelError(
            "The parts of '{name}' do not belong together. Download the model again.", name=folder.name
        )
    channels = unet.get("in_channels", 4)
    if not isinstance(channels, int):
        raise ModelError(
            "'{name}' is damaged: its UNet's settings make no sense. Download it again.", name=folder.name
        )
    for part in WEIGHTED_PARTS[family]:
        _require_safe_weights(folder, part)
    return ModelInfo(
        path=folder,
        name=folder.name,
        family=family,
        variant="inpaint" if _takes_inpaint_input(folder.name, channels) else "base",
        layout="folder",
        bytes=sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()),
    )


WEIGHTED_PARTS: Mapping[Family, tuple[str, ...]] = {
    "sd15": ("unet", "vae", "text_encoder"),
    "sdxl": ("unet", "vae", "text_encoder", "text_encoder_2"),
}


def _family_of_index(name: str, index: Mapping[str, Any]) -> Family:
    pipeline = str(index.get("_class_name", ""))
    has = {
        part for part, value in index.items() if isinstance(value, list) and value and value[0] is not None
    }
    if "transformer" in has or "prior" in has or "unet" not in has:
        raise _unsupported(name, pipeline.removesuffix("Pipeline") or "?")
    if "text_encoder_2" in has:
        if "text_encoder" not in has:
            raise _unsupported(name, "SDXL refiner")
        return "sdxl"
    if "text_encoder" not in has or not pipeline.startswith("StableDiffusion"):
        raise _unsupported(name, pipeline.removesuffix("Pipeline") or "?")
    return "sd15"


def _component_config(folder: Path, part: str) -> Path:
    path = folder / part / "config.json"
    if not path.is_file():
        raise ModelError(
            "'{name}' is incomplete: {part}/config.json is missing. Download it again.",
            name=folder.name,
            part=part,
        )
    return path


def _require_safe_weights(folder: Path, part: str) -> None:
    """Refuse pickled weights; check that the safetensors files are whole."""
    _component_config(folder, part)
    weights = sorted((folder / part).glob("*.safetensors"))
    if not weights:
        if any((folder / part).glob("*.bin")):
            raise ModelError(
                "'{name}' stores its {part} in a pickled file (.bin): opening it can run any "
                "program hidden in it, so Scumble never does. Get the model's .safetensors edition, or "
                "convert the file on a computer that holds nothing precious.",
                name=folder.name,
                part=part,
            )
        raise ModelError(
            "'{name}' is incomplete: {part} has no .safetensors file. Download it again.",
            name=folder.name,
            part=part,
        )
    for file in weights:
        read_shapes(file)
