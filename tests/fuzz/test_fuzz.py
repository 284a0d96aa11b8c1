"""The fuzzer itself: it notices whatever a reader may not do; and a few damaged files for every reader."""

from __future__ import annotations

import io
import random
import sys
import zipfile
from pathlib import Path

import pytest

from tests.fuzz.mutate import mutated
from tests.fuzz.readers import READERS
from tests.fuzz.supervise import fuzz
from tests.fuzz.worker import cases, problem

_CASES = 40


@pytest.mark.parametrize("name", READERS)
def test_good_files_are_read(tmp_path: Path, name: str) -> None:
    reader = READERS[name]
    for data in reader.seeds():
        path = tmp_path / f"seed{reader.ending}"
        path.write_bytes(data)
        reader.read(path)


@pytest.mark.filterwarnings("ignore:.*:UserWarning")  # Pillow's remarks on damaged files
@pytest.mark.parametrize("name", READERS)
def test_damaged_files_are_read_or_refused(tmp_path: Path, name: str) -> None:
    reader = READERS[name]
    case = cases(reader, seed=20)
    for number in range(_CASES):
        path = tmp_path / f"case{reader.ending}"
        path.write_bytes(case(number))
        assert problem(reader, path) == "", f"case {number}"


def test_cases_are_the_same_again() -> None:
    one, other = (cases(READERS["png"], seed=3) for _ in range(2))
    assert [one(number) for number in range(20)] == [other(number) for number in range(20)]
    assert one(1) != cases(READERS["png"], seed=4)(1)


def test_archives_mostly_stay_whole_around_the_damage() -> None:
    archive = next(iter(READERS["ora"].seeds()))
    rng = random.Random(7)
    whole = 0
    for _ in range(100):
        try:
            with zipfile.ZipFile(io.BytesIO(mutated(archive, archive, rng))) as opened:
                whole += bool(opened.namelist())
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError):
            continue
    assert 60 < whole < 100


@pytest.mark.skipif(sys.platform != "linux", reason="limits a process's memory")
@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("raises", "KeyError"),
        ("mumbles", "no sentence"),
        ("dies", "died (-6)"),
        ("hangs", "never ends"),
        ("litters", "wrote beside its file: ['more']"),
        ("hogs", "MemoryError"),
    ],
)
def test_whatever_a_reader_may_not_do_is_found_and_kept(tmp_path: Path, name: str, told: str) -> None:
    outcome = fuzz(name, 1.0, 1, tmp_path, module="tests.fuzz.bad_readers", patience=1.0)
    assert told in outcome.findings[0].what
    assert outcome.findings[0].path.is_file()
    assert outcome.cases >= 1


def test_a_reader_that_refuses_is_a_good_one(tmp_path: Path) -> None:
    outcome = fuzz("refuses", 0.5, 1, tmp_path, module="tests.fuzz.bad_readers")
    assert outcome.findings == []
    assert not list(tmp_path.iterdir())
