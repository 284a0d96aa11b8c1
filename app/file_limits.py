"""What a file may ask of this computer when it is opened, as the settings have it."""

from __future__ import annotations

from dataclasses import replace

from app.settings import Settings
from canvas.formats import DEFAULT_LIMITS, Limits
from canvas.formats.limits import MIB


def file_limits(settings: Settings) -> Limits:
    """The usual limits, with the memory and the time that the artist grants a file."""
    memory = settings.get("files/memory_mb")
    total = memory * MIB if memory else DEFAULT_LIMITS.total_bytes
    return replace(DEFAULT_LIMITS, total_bytes=total, seconds=float(settings.get("files/seconds")))
