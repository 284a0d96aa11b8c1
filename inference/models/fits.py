"""Whether a part goes with a model, said before either is loaded."""

from __future__ import annotations

from inference.errors import ModelError, Sentence
from inference.families import TRAITS
from inference.models.info import ModelInfo, NotACheckpoint, Part


def fits(part: Part, model: ModelInfo) -> Sentence | None:
    """Why `part` cannot be used with `model`, and what to do; None where it can."""
    if part.unusable is not None:
        return part.unusable
    if part.kind in ("upscaler", "estimator") or model.family in part.families:
        return None
    made_for = part.foreign or ", ".join(TRAITS[family].name for family in part.families)
    if not made_for or made_for == "other":
        return Sentence(
            "Scumble cannot tell which models '{part}' was made for, so it is not used with '{model}'. "
            "Choose one made for {family}.",
            part=part.name,
            model=model.name,
            family=TRAITS[model.family].name,
        )
    return Sentence(
        "'{part}' was made for {made_for}, but '{model}' is of the family {family}. Choose one made for "
        "{family}.",
        part=part.name,
        made_for=made_for,
        model=model.name,
        family=TRAITS[model.family].name,
    )


def not_a_checkpoint(part: Part) -> NotACheckpoint:
    """The error for a part that was given as a model; it carries the part."""
    error = _worded(part)
    error.part = part
    return error


def _worded(part: Part) -> NotACheckpoint:
    name = part.path.name
    match part.kind:
        case "lora":
            return NotACheckpoint("'{name}' is a LoRA, not a complete model. Choose a checkpoint.", name=name)
        case "controlnet":
            return NotACheckpoint(
                "'{name}' is a ControlNet, not a complete model. Choose a checkpoint.", name=name
            )
        case "vae" | "tiny-vae":
            return NotACheckpoint("'{name}' is a VAE, not a complete model. Choose a checkpoint.", name=name)
        case "embedding":
            return NotACheckpoint(
                "'{name}' is a textual inversion, not a complete model. Choose a checkpoint.", name=name
            )
        case "ip-adapter":
            return NotACheckpoint(
                "'{name}' is an IP-Adapter, not a complete model. Choose a checkpoint.", name=name
            )
        case "upscaler":
            return NotACheckpoint(
                "'{name}' is an upscaler, not a complete model. Choose a checkpoint.", name=name
            )
        case "estimator":
            return NotACheckpoint(
                "'{name}' draws control pictures and is not a complete model. Choose a checkpoint.", name=name
            )
        case "image-encoder":
            return NotACheckpoint(
                "'{name}' is an image encoder, not a complete model. Choose a checkpoint.", name=name
            )
        case "text-encoder":
            return NotACheckpoint(
                "'{name}' is a text encoder, not a complete model. Choose a checkpoint.", name=name
            )


def unlike(part: Part, kind: str) -> ModelError:
    """The error for a part given where another kind is wanted; `kind` is one of PartKind."""
    return ModelError(
        "'{name}' is of the kind '{found}', but a '{kind}' is wanted here. Choose another file.",
        name=part.path.name,
        found=part.kind,
        kind=kind,
    )
