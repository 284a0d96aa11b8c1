"""Why a picture cannot be written to its file, said so that the artist knows what to do."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

from canvas.errors import FormatError, Sentence
from canvas.formats.safe_write import refused

FULL = (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC))  # Windows knows no quota
REFUSED = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM)


def save_refusal(path: Path, error: FormatError | OSError | sqlite3.Error) -> FormatError:
    """Why a picture cannot be saved where the artist wants it now; it stays where it was."""
    if isinstance(error, FormatError):
        return error
    if isinstance(error, sqlite3.Error):
        code = error.sqlite_errorcode & 0xFF
        number = errno.ENOSPC if code == sqlite3.SQLITE_FULL else errno.EACCES if code in REFUSED else 0
        error = OSError(number, str(error))
    return refused(path, error)


def refusal(path: Path, error: Exception, *, aside: bool = False) -> Sentence:
    """Why a picture cannot be kept in its file. aside: it is kept in the recovery folder meanwhile."""
    reason = _reason(path, error)
    if aside:
        return Sentence(
            "{reason} What you paint is kept in the recovery folder until then: nothing is lost.",
            reason=reason,
        )
    return Sentence("{reason} What you paint stays in memory until then.", reason=reason)


def _reason(path: Path, error: Exception) -> Sentence:
    if isinstance(error, FormatError):
        return error.sentence
    code = error.sqlite_errorcode & 0xFF if isinstance(error, sqlite3.Error) else 0
    number = error.errno if isinstance(error, OSError) else None
    if code == sqlite3.SQLITE_FULL or number in FULL:
        return Sentence(
            "“{name}” cannot be kept: the disk is full. Free some space, or use Save as to keep your picture "
            "somewhere else.",
            name=path.name,
        )
    if code in REFUSED or isinstance(error, PermissionError) or number == errno.EROFS:
        return Sentence(
            "“{name}” cannot be kept: its folder is gone or may not be written to. Save it somewhere else "
            "with Save as.",
            name=path.name,
        )
    return Sentence(
        "“{name}” cannot be kept just now ({reason}). It is tried again; Save as puts it somewhere else.",
        name=path.name,
        reason=str(error),
    )
