"""The command line: how a command runs and ends (status, one sentence, no traceback)."""

from __future__ import annotations

import io
import logging
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

from app.cli_arguments import COMMANDS, FAILED, make_parser
from app.cli_errors import told
from app.errors import AppError
from app.terminal_words import say
from canvas.errors import CanvasError
from inference.errors import InferenceError

INTERRUPTED, TERMINATED = 130, 143  # exit statuses, beside FAILED


def is_command(word: str) -> bool:
    """Whether a command line that begins so is for this module rather than for the window."""
    return word in COMMANDS or word.startswith("-")


def refuse(sentence: str) -> int:
    """Say why it did not work; the exit status."""
    print(f"scumble: {' '.join(sentence.split())}", file=sys.stderr)
    return FAILED


def run(arguments: Sequence[str]) -> int:
    """Do what a command line says; the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a name that the terminal cannot show is no reason to fail
    try:
        options = make_parser().parse_args(arguments)
        with _terminable(), _logging_kept_apart(options.verbose):
            status = options.run(options)
        sys.stdout.flush()
        return status
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    except (AppError, CanvasError, InferenceError) as error:
        return refuse(told(error))
    except MemoryError:
        return refuse(say("There is not enough memory. Close other programs, or use a smaller picture."))
    except ModuleNotFoundError as error:
        return refuse(
            say(
                "The package '{name}' is not installed. 'scumble doctor' tells how to mend it.",
                name=error.name,
            )
        )
    except BrokenPipeError:  # whoever read the output has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED


@contextmanager
def _logging_kept_apart(verbose: bool) -> Iterator[None]:
    """Keep what the libraries log off the terminal, where only sentences belong, unless it is wanted."""
    handler = logging.StreamHandler() if verbose else logging.NullHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(levelname)s %(message)s"))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    logging.captureWarnings(True)
    try:
        yield
    finally:
        logging.captureWarnings(False)
        root.setLevel(level)
        root.removeHandler(handler)


@contextmanager
def _terminable() -> Iterator[None]:
    """Let a polite kill (SIGTERM) unwind, so that no worker process and no half-written file stays behind."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(_number: int, _frame: FrameType | None) -> NoReturn:
        raise SystemExit(TERMINATED)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
