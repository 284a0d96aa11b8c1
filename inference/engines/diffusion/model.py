"""A checkpoint in memory: its parts once, the pipelines that share them, and where they lie."""

from __future__ import annotations

from dataclasses import dataclass, field
from inspect import signature
from typing import TYPE_CHECKING, Any

from inference.engines.diffusion.devices import Device
from inference.engines.diffusion.offloading import gather, scatter
from inference.engines.diffusion.quiet import without_deprecations
from inference.job import Kind
from inference.memory import Place
from inference.models import ModelInfo

if TYPE_CHECKING:
    from inference.engines.diffusion.colours import LinearColours
    from inference.engines.diffusion.families import Architecture
    from inference.engines.diffusion.faster import Compiled
    from inference.engines.diffusion.sources import Source


@dataclass(frozen=True, slots=True)
class Resident:
    """One part that is held in memory."""

    name: str
    bytes: int
    where: str  # "cuda", "xpu", "mps" or "cpu"


@dataclass(slots=True)
class Model:
    """A loaded checkpoint: its networks and tokenizers once, for all kinds of job."""

    info: ModelInfo
    architecture: Architecture
    device: Device
    parts: dict[str, Any]  # by diffusers' names: "unet", "vae", "text_encoder", "tokenizer" …
    scheduler: Any  # only its settings are used
    options: dict[str, Any]  # settings of the pipeline itself
    pipeline_name: str = ""  # what the folder's index says it was made for
    sources: dict[str, Source] = field(default_factory=dict)  # where the parts were read from
    notes: tuple[str, ...] = ()  # remarks that hold for every job with it
    weight_bytes: int = 0  # of all weights, in the device's precision
    denoiser_bytes: int = 0  # of the denoiser's among them
    on_device: bool = False  # whole, that is without offloading
    scattered: bool = False  # layers come to the device one after the other
    quantised: bool = False  # the denoiser's weights were rounded to 8 bits
    compiled: Compiled | None = None  # the denoiser's code, once it was asked for
    preview_costs: dict[tuple[int, ...], float] = field(default_factory=dict)  # see `Previews`
    colours: tuple[Any, LinearColours] | None = None  # the VAE that they were fitted to, and its previews

    def __post_init__(self) -> None:
        self.weight_bytes = sum(bytes_of(network) for network in self.networks())
        self.denoiser_bytes = bytes_of(self.denoiser())

    def networks(self) -> list[Any]:
        """The parts that have weights."""
        return [part for part in self.parts.values() if callable(getattr(part, "parameters", None))]

    def denoiser(self) -> Any:
        """The part that removes the noise: a UNet or a transformer."""
        return self.parts[self.architecture.denoiser]

    def resident(self) -> tuple[Resident, ...]:
        """What is held in memory, largest first."""
        held = [
            Resident(name, bytes_of(part), next(part.parameters()).device.type)
            for name, part in self.parts.items()
            if callable(getattr(part, "parameters", None))
        ]
        return tuple(sorted(held, key=lambda part: (-part.bytes, part.name)))

    def pipeline(self, kind: Kind, sampler: str) -> Any:
        """A pipeline for one job: the shared networks with a scheduler of its own. Loads nothing."""
        maker = self.architecture.pipeline_class(self, kind)
        taken = signature(maker.__init__).parameters
        parts = self.architecture.unneeded() | self.parts | self.options
        given = {name: value for name, value in parts.items() if name in taken}
        with without_deprecations():
            pipe = maker(**given, scheduler=self.architecture.make_scheduler(sampler, self))
        pipe.set_progress_bar_config(disable=True)
        return pipe

    def place(self, pipe: Any, place: Place) -> None:
        """Put the networks where they are to be for the job that `pipe` is about to do."""
        if self.scattered and place is not Place.SEQUENTIAL:
            for network in self.networks():
                gather(network)
            self.scattered, self.on_device = False, False
        if place is Place.OFFLOAD:
            pipe.enable_model_cpu_offload(device=self.device.torch)
        elif place is Place.SEQUENTIAL:
            pipe.remove_all_hooks()
            self._scatter()
            self._place_guests(pipe)
        else:
            if not self.on_device:
                pipe.remove_all_hooks()
                pipe.to(self.device.torch)
            self._place_guests(pipe)
        self.on_device = place is Place.FULL

    def _scatter(self) -> None:
        """Have every layer come to the device for its own turn only; the small VAE stays there."""
        vae = self.parts["vae"]
        for network in () if self.scattered else self.networks():
            if network is not vae:
                scatter(network.to("cpu"), self.device.torch)
        self.scattered = True
        vae.to(self.device.torch)

    def _place_guests(self, pipe: Any) -> None:
        """Put what an adapter added to the pipeline (a ControlNet, an image encoder) beside the model."""
        own = {id(part) for part in self.parts.values()}
        for part in pipe.components.values():
            if id(part) not in own and callable(getattr(part, "parameters", None)):
                part.to(self.device.torch)

    def tidy(self, pipe: Any) -> None:
        """Undo what a broken-off run may have left: offloaded parts on the device, the VAE widened."""
        pipe.maybe_free_model_hooks()
        vae = self.parts["vae"]
        if vae.dtype != self.device.dtype:
            vae.to(dtype=self.device.dtype)


def bytes_of(network: Any) -> int:
    return sum(weights.numel() * weights.element_size() for weights in network.parameters())
