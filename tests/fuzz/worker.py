"""The process in which files are damaged and read: limited in memory, killed by its parent when it hangs.

Each case is on the disk before it is read, so that one that kills the process is not lost. What is said on
the standard output, line by line, is all that the parent knows.
"""

from __future__ import annotations

import argparse
import faulthandler
import importlib
import random
import sys
import time
import traceback
import warnings
from collections.abc import Callable
from pathlib import Path

from canvas.errors import CanvasError
from tests.fuzz.mutate import mutated
from tests.fuzz.readers import READERS, Reader

SECONDS = 10.0  # that a file may take
MEMORY = 8 << 30  # bytes of address space
STARTED, FAILED, DONE = "started", "failed", "done"


def problem(reader: Reader, path: Path) -> str:
    """What is wrong with how a file is read, "" for nothing."""
    start = _clocks()
    try:
        reader.read(path)
    except CanvasError as error:
        text = str(error)
        if not text.endswith(".") or not (text[0].isupper() or text[0] == "“"):
            return f"no sentence: {text!r}"
    except Exception:  # noqa: BLE001 - whatever it is, it is a finding
        return traceback.format_exc(limit=-6)
    # The lesser of both: neither a busy machine nor several threads of ours make a file slow.
    seconds = min(now - before for now, before in zip(_clocks(), start, strict=True))
    return f"took {seconds:.1f} s" if seconds > SECONDS else ""


def _clocks() -> tuple[float, float]:
    return time.monotonic(), time.process_time()


def cases(reader: Reader, seed: int) -> Callable[[int], bytes]:
    """The file of each number; the same for the same seed."""
    seeds = list(reader.seeds())

    def case(number: int) -> bytes:
        rng = random.Random(f"{reader.name} {seed} {number}")
        data = rng.choice(seeds)
        for _ in range(rng.choice((1, 1, 2))):
            data = mutated(data, rng.choice(seeds), rng)
        return data

    return case


def work(reader: Reader, folder: Path, kept: Path, seed: int, first: int, seconds: float) -> None:
    """Read damaged files until time is up; findings go to `kept`."""
    case = cases(reader, seed)
    path = folder / f"case{reader.ending}"
    end = time.monotonic() + seconds
    number = first
    known: set[str] = set()
    while time.monotonic() < end:
        for old in folder.iterdir():
            old.unlink()
        path.write_bytes(case(number))
        print(STARTED, number, flush=True)
        found = problem(reader, path)
        if not found and (more := _beside(path, reader.beside)):
            found = f"wrote beside its file: {more}"
        if found and found not in known:  # one file of a kind is enough
            known.add(found)
            kept.mkdir(parents=True, exist_ok=True)
            (kept / f"{reader.name}-{number}{reader.ending}").write_bytes(case(number))
            print(FAILED, number, repr(found), flush=True)
        number += 1
    print(DONE, number, flush=True)


def _beside(path: Path, allowed: tuple[str, ...]) -> list[str]:
    """What lies in the file's folder and should not."""
    known = {path.name, *(path.name + ending for ending in allowed)}
    return sorted(one.name for one in path.parent.iterdir() if one.name not in known)


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("reader")
    parser.add_argument("folder", type=Path)
    parser.add_argument("kept", type=Path)
    parser.add_argument("seed", type=int)
    parser.add_argument("first", type=int)
    parser.add_argument("seconds", type=float)
    parser.add_argument("--readers", default="tests.fuzz.readers", help="the module that holds READERS")
    options = parser.parse_args()
    faulthandler.enable()
    warnings.simplefilter("ignore")  # Pillow's remarks on damaged files
    readers = importlib.import_module(options.readers).READERS if options.readers else READERS
    reader = readers[options.reader]
    _limit_memory()
    work(reader, options.folder, options.kept, options.seed, options.first, options.seconds)


if __name__ == "__main__":
    sys.exit(main())
