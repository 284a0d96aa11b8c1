"""PySide6 starts from the compiled modules that the package brings along for it."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

from installer import qt_support


def test_pyside_finds_its_modules_there_and_compiles_none(tmp_path: Path) -> None:
    found = importlib.util.find_spec("shiboken6")
    assert found is not None
    assert found.origin is not None
    copy = tmp_path / "shiboken6"
    shutil.copytree(Path(found.origin).parent, copy, ignore=shutil.ignore_patterns("include", "files.dir"))
    qt_support.make(copy / qt_support.FOLDER)
    code = "import PySide6.QtCore, shibokensupport.signature.loader as it; print(it.__file__)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
    )
    loaded = Path(done.stdout.strip())
    assert loaded == copy / qt_support.FOLDER / "shibokensupport" / "signature" / "loader.pyc"
    assert not list((copy / qt_support.FOLDER).rglob("*.py"))
