"""The faster path: weights laid out channels-last, and a denoiser that is compiled."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch._dynamo.exc import TorchDynamoException

from inference.engines.diffusion.work import Work
from inference.memory import Place

logger = logging.getLogger(__name__)


def lay_channels_last(network: Any) -> None:
    """Keep the weights of 2-D convolutions with their channels innermost, as tensor cores read them.

    Networks with convolutions over time (Qwen-Image's VAE) are left as they are.
    """
    if all(weights.dim() < 5 for weights in network.parameters()):
        network.to(memory_format=torch.channels_last)


class Compiled:
    """A network's forward, compiled when it is first called; where that fails it runs as ever."""

    def __init__(self, network: Any, backend: str) -> None:
        self.network = network
        self.failure = ""  # why it is not compiled, in the compiler's words
        self._plain: Callable[..., Any] = network.forward
        self._quick: Callable[..., Any] = torch.compile(network.forward, backend=backend)

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        if not self.failure:
            try:
                return self._quick(*arguments, **named)
            except TorchDynamoException as error:  # no C compiler, no Triton, an operation it cannot take
                self.failure = next(iter(str(error).strip().splitlines()), type(error).__name__)
                logger.warning("The model is not compiled: %s", self.failure)
        return self._plain(*arguments, **named)


def may_be_compiled(work: Work) -> bool:
    """Whether nothing acts inside the denoiser in this job: compiled code would not see hooks come and go."""
    job, plan = work.job, work.plan
    steered = job.loras or job.controls or job.references or job.regions
    return not steered and plan.place is Place.FULL and not plan.split_guidance and not plan.quantised


@contextmanager
def compiled(work: Work, backend: str) -> Iterator[None]:
    """Let the denoiser run compiled for the time of the context. The code is kept with the model."""
    model, network = work.model, work.model.denoiser()
    if model.compiled is None or model.compiled.network is not network:
        model.compiled = Compiled(network, backend)
    own = vars(network).get("forward")  # left there by hooks that are gone
    network.forward = model.compiled
    try:
        yield
    finally:
        if own is None:
            del network.forward
        else:
            network.forward = own
        if model.compiled.failure:
            work.notes.append("uncompiled")
