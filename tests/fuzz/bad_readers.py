"""Readers that do what none may, by which the tests see that the fuzzer notices."""

from __future__ import annotations

import os
import time
from pathlib import Path

from canvas.errors import FormatError
from tests.fuzz.readers import Reader


def _raises(path: Path) -> None:
    raise KeyError(path.name)


def _mumbles(_path: Path) -> None:
    raise FormatError("no sentence")


def _dies(_path: Path) -> None:
    os.abort()


def _hangs(_path: Path) -> None:
    time.sleep(600)


def _litters(path: Path) -> None:
    path.with_name("more").write_bytes(b"")


def _hogs(_path: Path) -> None:
    bytearray(64 << 30)


def _refuses(_path: Path) -> None:
    raise FormatError("It is damaged.")


def _seeds() -> list[bytes]:
    return [b"seed"]


READERS: dict[str, Reader] = {
    name: Reader(name, ".bin", read, _seeds)
    for name, read in (
        ("raises", _raises),
        ("mumbles", _mumbles),
        ("dies", _dies),
        ("hangs", _hangs),
        ("litters", _litters),
        ("hogs", _hogs),
        ("refuses", _refuses),
    )
}
