"""The engines by name; each is imported only when its first job comes, in the worker process."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

from inference.engine import Engine
from inference.errors import EngineUnavailable, JobError
from inference.tuning import VARIABLE, tuning_of

Registry = Mapping[str, Callable[[], Engine]]


def _painterly() -> Engine:
    from inference.engines.painterly import PainterlyEngine

    return PainterlyEngine()


def _diffusion() -> Engine:
    from inference.engines.diffusion import DiffusionEngine
    from inference.engines.diffusion.adapters.steering import Adapters
    from inference.engines.diffusion.conditioning import speak
    from inference.engines.diffusion.tiny_vae import TinyVaes

    tuning = tuning_of(os.environ.get(VARIABLE, ""))
    return DiffusionEngine(guests=Adapters(), speak=speak, tuning=tuning, tiny_vaes=TinyVaes())


REGISTRY: Registry = {"painterly": _painterly, "diffusion": _diffusion}


def create_engine(name: str, registry: Registry = REGISTRY) -> Engine:
    """Import and make an engine.

    Raises JobError for a name that nobody registered and EngineUnavailable where its packages are missing.
    """
    if name not in registry:
        raise JobError(
            "There is no engine called '{name}'. Choose one of: {engines}.",
            name=name,
            engines=", ".join(sorted(registry)),
        )
    try:
        return registry[name]()
    except ImportError as error:
        package = (error.name or str(error)).partition(".")[0]
        raise EngineUnavailable(
            "The engine '{name}' needs packages that are missing or damaged ({package}). "
            'Install them with: pip install "scumble[ai]"',
            name=name,
            package=package,
        ) from error
