"""How the canvas is tested."""

from __future__ import annotations

from hypothesis import settings

# No example is timed: the first one that needs a kernel compiles it, and the machine may be busy.
settings.register_profile("canvas", deadline=None)
settings.load_profile("canvas")
