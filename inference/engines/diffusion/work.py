"""One job in the making: what the engine, the family and the adapters hand to each other."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any, Protocol

from inference.engines.diffusion.model import Model
from inference.engines.diffusion.steps import StepWatch
from inference.engines.diffusion.tiny_vae import TinyVae
from inference.job import Job
from inference.memory import Need, Plan


@dataclass(slots=True)
class Work:
    """A job on its way to the pipeline call. Who changes a network for it puts the way back into `undo`."""

    job: Job  # as it will run: steps and guidance already fit the model
    model: Model
    pipe: Any  # the pipeline; an adapter may put another one here, made from `model.parts` and its scheduler
    watch: StepWatch
    inputs: dict[str, Any] = field(default_factory=dict)  # arguments of the pipeline call
    notes: list[str] = field(default_factory=list)  # for `Result.notes`
    guest_bytes: int = 0  # of networks that work beside the model on the device: ControlNets …
    need: Need | None = None  # of memory, once it is known
    plan: Plan = field(default_factory=Plan)  # how that is met
    tiny_vae: TinyVae | None = None  # a small decoder, for previews
    undo: ExitStack = field(default_factory=ExitStack)  # run when the job ends, however it ends


Prepare = Callable[[Work], None]


class Guests(Protocol):
    """What works beside the model: LoRAs, ControlNets, reference pictures, regions …"""

    def warm_up(self) -> None:
        """Import what some jobs alone need, so that none of them waits for it."""
        ...

    def prepare(self, work: Work) -> None:
        """Read what the job asks for and lay it around the model, before anything is put on the device."""
        ...

    def ready(self, work: Work) -> None:
        """The model is in its place and `work.inputs` are complete: the pipeline is called next."""
        ...

    def close(self) -> None:
        """Let go of everything that was read."""
        ...
