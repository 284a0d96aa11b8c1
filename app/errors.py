"""The errors of this room, and the outermost hook that turns a surprise into a message and a log entry."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable
from types import TracebackType

log = logging.getLogger("scumble")


class AppError(Exception):
    """Base of all errors raised by `app`; the message may be shown to the artist."""


def install_hooks(tell: Callable[[BaseException], None]) -> None:
    """Log every uncaught exception with its traceback and `tell` of it; the call may come on any thread."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        log.critical("uncaught", exc_info=(kind, error, trace))
        tell(error)

    sys.excepthook = hook
    threading.excepthook = lambda args: (
        hook(args.exc_type, args.exc_value, args.exc_traceback) if args.exc_value is not None else None
    )
