"""What the engine asks of a model family: its parts, its pipelines and how a job becomes a pipeline call."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import torch

from inference.engines.diffusion.devices import wait
from inference.engines.diffusion.preview import Draw, Previews
from inference.engines.diffusion.samplers import check_sampler
from inference.engines.diffusion.speeds import unguided
from inference.errors import JobError
from inference.families import TRAITS, Family
from inference.job import Job, Kind
from inference.models import ModelInfo

if TYPE_CHECKING:
    from inference.engines.diffusion.devices import Device
    from inference.engines.diffusion.model import Model
    from inference.engines.diffusion.work import Work


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a model: a sub-folder of its folder, and the class that reads it."""

    name: str  # as in the folder: "transformer", "vae", "text_encoder", "tokenizer" …
    maker: Any  # class with `from_pretrained`
    network: bool = True  # has weights; tokenizers and processors have none
    optional: bool = False  # the pipeline runs without it


class Architecture(ABC):
    """One family of models. Stateless: everything that changes is in `Model` and `Work`."""

    family: ClassVar[Family]
    samplers: ClassVar[tuple[str, ...]]
    denoiser: ClassVar[str] = "transformer"  # name of the part that removes the noise
    batches_guidance: ClassVar[bool] = False  # evaluates with and without the prompt at once

    @abstractmethod
    def parts(self, folder: Path) -> tuple[Part, ...]:
        """What is read from a diffusers folder; networks before the tokenizers that belong to them."""

    @abstractmethod
    def pipeline_class(self, model: Model, kind: Kind) -> Any:
        """The diffusers pipeline that does jobs of this kind."""

    @abstractmethod
    def kinds(self, info: ModelInfo) -> frozenset[Kind]:
        """The kinds of job that a model of this family and variant does."""

    @abstractmethod
    def make_scheduler(self, name: str, model: Model) -> Any:
        """A fresh scheduler: the sampler `name`, or the model's own for ""."""

    @abstractmethod
    def set_up(self, work: Work) -> None:
        """Put guidance, steps, size, noise, picture, mask and painted strength into `work.inputs`."""

    @abstractmethod
    def speak(self, work: Work) -> None:
        """Put the prompts as plain text into `work.inputs`, and remarks on what is lost into the notes."""

    def options(self, index: Mapping[str, Any]) -> dict[str, Any]:
        """The pipeline's own settings, from the folder's `model_index.json`."""
        return {}

    def placed(self, device: Device) -> Device:
        """The device in the precision that the family works in."""
        return device

    def unneeded(self) -> dict[str, Any]:
        """Parts that the pipelines ask for and that are never loaded."""
        return {}

    def check(self, job: Job, info: ModelInfo) -> None:
        """Raises JobError where a model of this family cannot do the job."""
        check_sampler(job.sampler, job.steps, self.samplers, TRAITS[self.family].name)
        if job.kind not in self.kinds(info):
            raise _wrong_kind(job.kind, info)
        if job.strength_map is not None and not self.takes_strength_map(job, info):
            raise JobError("Painted strength works for painting and variations only. Remove it for this job.")

    def uses_negative(self, work: Work, guidance: float) -> bool:
        """Whether a negative prompt matters: only classifier-free guidance looks at it. If not, notes it."""
        used = TRAITS[self.family].negative and guidance > unguided(self.family)
        if work.job.negative and not used:
            work.notes.append("ignored_negative")
        return used

    def previews(
        self, work: Work, plain: Draw, clean: Callable[[Any, torch.Tensor], torch.Tensor]
    ) -> Previews:
        """By `plain`, a map from clean latents, or by the small decoder that fits."""
        model, tiny = work.model, work.tiny_vae
        fine = None if tiny is None else tiny.picture
        return Previews(plain, fine, clean, lambda: wait(model.device), model.preview_costs)

    def note_dropped(self, work: Work, key: str, tokens: int) -> None:
        """Tell how many tokens at a prompt's end the text encoder will not see."""
        if tokens > 0:
            work.notes.append(f"{key}:{tokens}")

    def takes_strength_map(self, job: Job, info: ModelInfo) -> bool:
        """Whether each pixel can have its own strength in this job."""
        return job.kind in (Kind.PAINT, Kind.VARY)


def _wrong_kind(kind: Kind, info: ModelInfo) -> JobError:
    """Tell what to do instead."""
    if info.inpaint:
        return JobError(
            "'{name}' is made for inpainting only. Choose an ordinary model for this, or select an area and "
            "inpaint it.",
            name=info.name,
        )
    if kind is Kind.EDIT:
        return JobError(
            "'{name}' does not follow instructions. Choose an editing model (Flux Kontext, Flux.2, "
            "Qwen-Image-Edit), or describe the whole picture and vary it.",
            name=info.name,
        )
    return JobError(
        "'{name}' changes pictures as it is told and does nothing else. Tell it what to change, or choose an "
        "ordinary model.",
        name=info.name,
    )
