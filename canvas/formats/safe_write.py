"""Writing a file so that it is either wholly new or wholly old, whatever happens on the way."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from canvas.errors import FormatError

_SENT = 32 << 20  # bytes that are sent on to the disk together
_PAUSE = 0.1  # seconds between two looks at how many there are
_QUOTA = getattr(errno, "EDQUOT", None)  # Windows has none


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A new file that takes the place of `path` when the block ends well.

    It is written beside the old one, brought to the disk (fsync), then renamed over it in one step. If
    anything fails, it is removed and the old file is as it was. Raises FormatError where the system refuses.
    """
    try:
        # A link stays a link: what it points at is replaced.
        target = path.resolve()
        _refuse_unwritable(target)
        temporary = target.with_name(f".{target.name[:100]}.{secrets.token_hex(6)}.part")
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        descriptor = os.open(temporary, flags, 0o666)
    except (OSError, RuntimeError) as error:  # RuntimeError: links that lead in a circle
        raise refused(path, error) from error
    stream = os.fdopen(descriptor, "w+b")
    try:
        with _sent_on(descriptor):
            yield stream
            stream.flush()
        os.fsync(stream.fileno())
        _keep_mode(target, temporary)
        stream.close()
        os.replace(temporary, target)
    except BaseException as error:
        with contextlib.suppress(OSError):  # a full disk fails again here; what matters is raised below
            stream.close()
        with contextlib.suppress(FileNotFoundError):
            temporary.unlink()
        if isinstance(error, OSError):
            raise refused(path, error) from error
        raise
    _sync_folder(target.parent)


@contextmanager
def _sent_on(descriptor: int) -> Iterator[None]:
    """Bring what is written inside to the disk while more is still being made: the rest is there sooner.

    Raises OSError where the disk has refused, which the system tells only once.
    """
    if not hasattr(os, "fdatasync"):  # Windows and macOS
        yield
        return
    done, refusals = threading.Event(), []

    def send() -> None:
        sent = 0
        while not done.wait(_PAUSE) and not refusals:
            size = os.fstat(descriptor).st_size
            if size >= sent + _SENT:
                try:
                    os.fdatasync(descriptor)
                except OSError as error:
                    refusals.append(error)
                sent = size

    thread = threading.Thread(target=send, name="send-on")
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
    if refusals:
        raise refusals[0]


def _refuse_unwritable(target: Path) -> None:
    """A rename could replace even a write-protected file; its owner would not want that."""
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if target.exists() and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def _keep_mode(target: Path, temporary: Path) -> None:
    """Give the new file the old one's permissions."""
    if target.exists() and os.name == "posix":
        os.chmod(temporary, target.stat().st_mode & 0o777)


def _sync_folder(folder: Path) -> None:
    """Bring the rename itself to the disk. The file is good already, so a refusal here changes nothing."""
    if os.name != "posix":
        return
    with contextlib.suppress(OSError):  # some network file systems have no fsync for folders
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def refused(path: Path, error: OSError | RuntimeError) -> FormatError:
    """Why a file could not be saved there, and what to do."""
    name = path.name
    number = error.errno if isinstance(error, OSError) else None
    if number is not None and number == _QUOTA:
        return FormatError(
            "“{name}” could not be saved: your share of the disk is full. Free some space, or save it "
            "somewhere else.",
            name=name,
        )
    match number:
        case errno.ENOSPC:
            return FormatError(
                "“{name}” could not be saved: the disk is full. Free some space, or save it somewhere else.",
                name=name,
            )
        case errno.EFBIG:
            return FormatError(
                "“{name}” could not be saved: the file would be larger than this disk allows. Save it "
                "somewhere else.",
                name=name,
            )
        case errno.EIO:
            return FormatError(
                "“{name}” could not be saved: the disk reports an error. Save it on another disk.", name=name
            )
    if number in _PLACE:
        return _wrong_place(name, number)
    reason = getattr(error, "strerror", None) or str(error)
    return FormatError(
        "“{name}” could not be saved: the system refused ({reason}). Save it somewhere else.",
        name=name,
        reason=reason,
    )


_PLACE = (
    errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG,
)  # fmt: skip


def _wrong_place(name: str, number: int | None) -> FormatError:
    match number:
        case errno.EROFS:
            return FormatError(
                "“{name}” could not be saved: that disk can only be read. Choose another folder.", name=name
            )
        case errno.ENOENT | errno.ENOTDIR:
            return FormatError(
                "“{name}” could not be saved: the folder does not exist. Choose another folder.", name=name
            )
        case errno.EISDIR:
            return FormatError(
                "“{name}” could not be saved: a folder has that name. Choose another name.", name=name
            )
        case errno.ENAMETOOLONG:
            return FormatError(
                "“{name}” could not be saved: the name is too long. Choose a shorter one.", name=name
            )
        case _:
            return FormatError(
                "“{name}” could not be saved: you may not write there. Choose another folder.", name=name
            )
