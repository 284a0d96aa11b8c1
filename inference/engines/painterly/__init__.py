"""The built-in painter: no model, no GPU; brush strokes after a picture, and content-aware fill."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from inference.engines.painterly.engine import PainterlyEngine

__all__ = ["PainterlyEngine"]


def __getattr__(name: str) -> Any:
    """Import the engine (numba, OpenCV) when it is first asked for, so that importing the package is free."""
    if name == "PainterlyEngine":
        from inference.engines.painterly.engine import PainterlyEngine

        return PainterlyEngine
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
