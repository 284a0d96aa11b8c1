"""The diffusion engine: local checkpoints of every family through diffusers; imports torch on first use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from inference.engines.diffusion.quiet import before_import
from inference.errors import EngineUnavailable

if TYPE_CHECKING:
    from inference.engines.diffusion.engine import DiffusionEngine

__all__ = ["DiffusionEngine"]

_PACKAGES = frozenset({"torch", "diffusers", "transformers", "accelerate", "safetensors", "tokenizers"})


def __getattr__(name: str) -> Any:
    """Import the engine when it is first asked for: with torch behind it that takes seconds.

    Raises EngineUnavailable where the AI packages are missing.
    """
    if name != "DiffusionEngine":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    before_import()
    try:
        from inference.engines.diffusion.engine import DiffusionEngine
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] not in _PACKAGES:
            raise
        raise EngineUnavailable(
            "The diffusion engine needs the AI packages. Install them with: pip install 'scumble[ai]'"
        ) from error
    return DiffusionEngine
