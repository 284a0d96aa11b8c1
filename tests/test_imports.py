"""What a fresh process has loaded after the program's first steps: the heavy libraries come when needed."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

HEAVY = ("torch", "diffusers", "transformers", "PySide6", "numpy", "numba")


def loaded_after(code: str) -> set[str]:
    """Which of HEAVY a process has loaded that ran `code`."""
    told = f"import json, sys; print('\\n' + json.dumps([name for name in {HEAVY!r} if name in sys.modules]))"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{told}"], capture_output=True, text=True, timeout=120, check=True
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_the_door_is_light() -> None:
    assert loaded_after("import app.main") == set()


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["paint", "--help"], ["paint", "none.png"]])
def test_asking_for_help_loads_nothing(words: list[str]) -> None:
    assert loaded_after(f"import app.main; app.main.main({words!r})") == set()


def test_painting_without_a_window_needs_neither_qt_nor_torch() -> None:
    assert loaded_after("import app.cli_paint, app.doctor") == {"numpy", "numba"}


def test_the_window_needs_no_torch() -> None:
    loaded = loaded_after("import app.main, app.start")
    assert "PySide6" in loaded
    assert loaded.isdisjoint({"torch", "diffusers", "transformers"})
