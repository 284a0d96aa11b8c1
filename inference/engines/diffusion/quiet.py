"""Keeps the libraries from writing to the worker's terminal."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

# Read by the libraries when they are imported. Everything that the engine loads is on this computer.
_ENVIRONMENT = {
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "TRANSFORMERS_VERBOSITY": "error",
    "DIFFUSERS_VERBOSITY": "error",
}
# diffusers asks model makers to update their settings, and converts tensors in a way that numpy dislikes.
_DEPRECATIONS: tuple[tuple[type[Warning], str], ...] = (
    (FutureWarning, r"[\s\S]*(steps_offset|clip_sample|sample_size|upcast_vae|FluxPosEmbed)"),
    (DeprecationWarning, r"__array__ implementation doesn't accept a copy keyword"),
)


def before_import() -> None:
    """Tell the libraries, before they are imported, to stay off the network and to print errors alone."""
    os.environ.update(_ENVIRONMENT)


def silence() -> None:
    """Turn off their progress bars and advice also where another had imported them before."""
    import diffusers
    import transformers

    for library in (diffusers, transformers):
        library.utils.logging.set_verbosity_error()
        library.utils.logging.disable_progress_bar()


@contextmanager
def without_deprecations() -> Iterator[None]:
    """Ignore the deprecations that the libraries cause among themselves; all other warnings pass."""
    with warnings.catch_warnings():
        for category, message in _DEPRECATIONS:
            warnings.filterwarnings("ignore", category=category, message=message)
        yield
