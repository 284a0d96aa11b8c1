"""Keeps the libraries from writing to the worker's terminal."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import diffusers
import transformers


def silence() -> None:
    """Turn off progress bars and advice of diffusers and transformers; their errors still reach the log."""
    for library in (diffusers, transformers):
        library.utils.logging.set_verbosity_error()
        library.utils.logging.disable_progress_bar()


@contextmanager
def without_deprecations() -> Iterator[None]:
    """Ignore the FutureWarnings by which diffusers asks model makers to update their settings files."""
    with warnings.catch_warnings():
        warnings.filterwarnings(
            "ignore", category=FutureWarning, message=r".*(steps_offset|clip_sample|sample_size)"
        )
        yield
