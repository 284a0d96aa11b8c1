"""Samplers by the names that jobs use; a fresh one for each job, since schedulers hold state."""

# diffusers exports its classes lazily:
# pyright: reportPrivateImportUsage=false
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from diffusers import (
    DDIMScheduler,
    DPMSolverMultistepScheduler,
    EulerAncestralDiscreteScheduler,
    EulerDiscreteScheduler,
    LCMScheduler,
    UniPCMultistepScheduler,
)

from inference.errors import JobError

SAMPLERS: Mapping[str, Any] = {
    "euler": EulerDiscreteScheduler,
    "euler_a": EulerAncestralDiscreteScheduler,
    "dpmpp_2m": DPMSolverMultistepScheduler,
    "ddim": DDIMScheduler,
    "unipc": UniPCMultistepScheduler,
    "lcm": LCMScheduler,
}
FLOW_SAMPLERS = ("euler", "dpmpp_2m", "lcm")  # for models trained on flow matching
_MAX_LCM_STEPS = 50  # LCM models are distilled from a schedule of 50 steps


def check_sampler(name: str, steps: int, choices: Sequence[str], family: str) -> None:
    """Raises JobError for a sampler that does not exist, that the family's models cannot be run with, or that
    cannot do this many steps.
    """
    if name and name not in SAMPLERS:
        raise JobError(
            "There is no sampler '{name}'. Choose one of: {samplers}.",
            name=name,
            samplers=", ".join(choices),
        )
    if name and name not in choices:
        raise JobError(
            "{family} models do not work with the sampler '{name}'. Choose one of: {samplers}.",
            family=family,
            name=name,
            samplers=", ".join(choices),
        )
    if name == "lcm" and steps > _MAX_LCM_STEPS:
        raise JobError(
            "The sampler 'lcm' does at most {most} steps. Use fewer steps or another sampler.",
            most=_MAX_LCM_STEPS,
        )


def make_scheduler(name: str, own: Any, **changes: Any) -> Any:
    """A fresh scheduler of the kind `name`, or of the model's own kind, with the settings of `own`."""
    maker = SAMPLERS[name] if name else type(own)
    return maker.from_config(own.config, **changes)
