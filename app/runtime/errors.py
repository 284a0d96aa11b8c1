"""The errors of the AI runtime: sentences that know their parts, so that a window can translate them."""

from __future__ import annotations

import errno
from pathlib import Path

from app.errors import AppError
from app.i18n import QT_TRANSLATE_NOOP

CONTEXT = "Runtime"  # of the sentences' translations

_FULL = (errno.ENOSPC, errno.EDQUOT)


class RuntimeProblem(AppError):
    """The AI runtime cannot be added, mended or removed; `template` has named places that `values` fill."""

    def __init__(self, template: str, **values: object) -> None:
        super().__init__(template.format(**values) if values else template)
        self.template, self.values = template, values


class DiskFull(RuntimeProblem):
    """There is no room left where the runtime is kept."""


def disk_problem(error: OSError, path: Path) -> RuntimeProblem:
    """The sentence for a disk that is full or does not let itself be written to."""
    if error.errno in _FULL:
        return full(path)
    return RuntimeProblem(
        QT_TRANSLATE_NOOP(
            "Runtime", "“{path}” cannot be written: {reason}. Change its permissions, then try again."
        ),
        path=path,
        reason=error.strerror or str(error),
    )


def full(path: Path) -> DiskFull:
    """No byte more goes onto the disk of `path`."""
    return DiskFull(
        QT_TRANSLATE_NOOP(
            "Runtime",
            "The disk of “{path}” is full. Make room, then try again: what was downloaded is kept.",
        ),
        path=path,
    )
