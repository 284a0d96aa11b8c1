"""The settings that change how the diffusion engine computes, as its worker is told them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from inference.tuning import EIGHT_BIT, FAST, environment_for

SETTINGS: Mapping[str, str] = {"engine/fast": FAST, "engine/8bit": EIGHT_BIT}


def tuned(get: Callable[[str], Any], environment: Mapping[str, str]) -> dict[str, str]:
    """A worker's environment with what the settings allow; `get` gives a setting's value by its id."""
    return {**environment, **environment_for(word for name, word in SETTINGS.items() if get(name))}
