"""The Python that the package ships runs wherever it is put, and makes environments there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from installer import own_python

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux packages ship a Python")


def test_it_can_be_moved_and_makes_environments(tmp_path: Path) -> None:
    own_python.copy(tmp_path / "built" / "python")
    moved = tmp_path / "Zoë's programs" / "python"
    moved.parent.mkdir()
    (tmp_path / "built" / "python").rename(moved)
    made = tmp_path / "made"
    subprocess.run([moved / "bin" / "python3", "-m", "venv", "--without-pip", made], check=True, env={})
    line = f"import sys, {own_python.NEEDED}; print(sys.prefix, sys.base_prefix, sys.version_info[:2])"
    said = subprocess.run([made / "bin" / "python", "-c", line], check=True, env={}, capture_output=True)
    assert said.stdout.decode().strip() == f"{made} {moved} {tuple(sys.version_info[:2])}"


def test_it_needs_nothing_of_this_computer_but_the_c_library(tmp_path: Path) -> None:
    own_python.copy(tmp_path / "python")
    for path in (tmp_path / "python").rglob("*.so*"):
        said = subprocess.run(["ldd", path], capture_output=True, text=True, check=False).stdout
        assert "not found" not in said
        for line in said.splitlines():
            if "=> /" in line and not any(f"{name}.so" in line for name in ("libc", "libm", "libdl")):
                assert str(tmp_path) in line or "libpthread" in line or "libresolv" in line, (path, line)
