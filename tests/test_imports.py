"""What a fresh process has loaded after the program's first steps: the heavy libraries come when needed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.app.dictionary import write_dictionary

HEAVY = ("torch", "diffusers", "transformers", "PySide6", "numpy", "numba")


def loaded_after(code: str, language: str = "C") -> set[str]:
    """Which of HEAVY a process has loaded that ran `code` in a terminal of this language."""
    told = f"import json, sys; print('\\n' + json.dumps([name for name in {HEAVY!r} if name in sys.modules]))"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{told}"],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
        env=os.environ | {"LC_ALL": language},
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_the_door_is_light() -> None:
    assert loaded_after("import app.main") == set()


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["paint", "--help"], ["paint", "none.png"]])
def test_asking_for_help_loads_nothing(words: list[str]) -> None:
    assert loaded_after(f"import app.main; app.main.main({words!r})") == set()


@pytest.mark.parametrize("language", ["", "C.UTF-8", "en_US.UTF-8", "tlh_XX.UTF-8"])
def test_only_a_language_that_is_there_needs_qt(language: str) -> None:
    code = "import app.main; app.main.main(['paint', 'none.png', '-o', 'a.png'])"
    assert loaded_after(code, language) == {"numpy"}


def test_another_language_is_spoken_with_qt(tmp_path: Path) -> None:
    write_dictionary(tmp_path, "zh_CN", {"Terminal": {"commands": "命令"}})
    code = (
        "import io, sys, contextlib, pathlib, app.main, app.terminal_words as words\n"
        f"words.FOLDER = pathlib.Path({str(tmp_path)!r})\n"
        "with contextlib.redirect_stdout(io.StringIO()) as out: app.main.main(['--help'])\n"
        "assert '命令:' in out.getvalue()"
    )
    assert loaded_after(code, "zh_CN.UTF-8") == {"PySide6"}


def test_painting_without_a_window_needs_neither_qt_nor_torch() -> None:
    assert loaded_after("import app.cli_paint, app.doctor") == {"numpy"}


def test_the_window_needs_no_torch() -> None:
    loaded = loaded_after("import app.main, app.start")
    assert "PySide6" in loaded
    assert loaded.isdisjoint({"torch", "diffusers", "transformers"})
