"""The program starts light: no compiler is loaded for it, and strokes wait only for what they need."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from app import start
from app.settings import Settings
from canvas.warmup import Stage

ROOT = Path(__file__).parents[2]


def test_nothing_imports_the_compiler_before_a_kernel_is_needed() -> None:
    code = "import sys; from app.main import before_qt; before_qt(); import app.start; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True, timeout=120
    )
    loaded = done.stdout.split()
    assert "app.window" in loaded
    assert "numba" not in loaded
    assert not set(start.LATER) & set(loaded)


def test_imports_are_not_searched_for_features_and_the_worker_keeps_its_threads() -> None:
    code = (
        "import builtins, os; from app.main import before_qt; before_qt(); import PySide6.QtWidgets; "
        "print('feature' in builtins.__import__.__name__, 'OPENBLAS_NUM_THREADS' in os.environ)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True, timeout=120
    )
    assert done.stdout.split() == ["False", "False"]


def test_a_stroke_comes_before_the_later_stages(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    asked = threading.Event()

    def second() -> None:
        asked.wait(30)
        order.append("second")

    made = [
        Stage("first", lambda: order.append("first")),
        Stage("second", second),
        Stage("third", lambda: order.append("third")),
        Stage("fourth", lambda: order.append("fourth")),
    ]
    monkeypatch.setattr(start, "stages", lambda keep: tuple(made))
    monkeypatch.setattr(start, "PAINTABLE", 2)
    settings = Settings(QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat))
    settings.set("new/width", 64)
    settings.set("new/height", 64)
    program = start.Program(settings)
    qtbot.addWidget(program.window)
    program.compute.submit(lambda: order.append("stroke"))
    asked.set()
    qtbot.waitUntil(lambda: "fourth" in order, timeout=60_000)
    assert order == ["first", "second", "stroke", "third", "fourth"]
    program.window.leave_at_once()
    assert program.close()
