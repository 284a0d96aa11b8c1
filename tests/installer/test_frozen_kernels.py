"""Kernels that come with a package are used as they are, also where nothing may be written beside them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from installer import contents

pytestmark = pytest.mark.skipif(os.name == "nt", reason="takes permissions away as on Unix")

KERNEL = """
from numba import njit

@njit(cache=True)
def area(side):
    return side * side
"""
RUN = """
import sys
sys._MEIPASS = sys.argv[1]
import painted
print(painted.area(int(sys.argv[2])), sum(painted.area.stats.cache_hits.values()))
"""


def _run(tmp_path: Path, environment: dict[str, str]) -> str:
    paths = [str(tmp_path), str(contents.ROOT / "installer" / "frozen")]
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("NUMBA", "SCUMBLE"))}
    settings = {
        "PYTHONPATH": os.pathsep.join(paths),
        "NUMBA_CACHE_LOCATOR_CLASSES": "frozen_kernels.Shipped",
        "HOME": str(tmp_path / "home"),
        "XDG_CACHE_HOME": str(tmp_path / "home" / "cache"),
    }
    command = [sys.executable, "-c", RUN, str(tmp_path / "bundle"), "6"]
    done = subprocess.run(
        command, env=plain | settings | environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_kernels_are_made_once_and_found_in_a_package_that_nobody_may_write_to(tmp_path: Path) -> None:
    (tmp_path / "painted.py").write_text(KERNEL)
    shipped = tmp_path / "bundle" / "painter-kernels"
    shipped.mkdir(parents=True)
    (shipped / "kernels.json").write_text(json.dumps({"stamp": "a" * 64, "processor": "", "needs": []}))
    assert _run(tmp_path, {"SCUMBLE_PAINTER_KERNELS": str(shipped)}) == "36 0"
    assert list((shipped / "painted").glob("*.nbi"))
    for path in (shipped, shipped / "painted"):
        path.chmod(0o555)
    try:
        assert _run(tmp_path, {}) == "36 1"
        own = tmp_path / "home" / "cache" / "scumble" / f"kernels-{'a' * 16}" / "painted"
        assert list(own.glob("*.nbi"))
        (tmp_path / "painted.py").write_text(KERNEL.replace("side * side", "side * side + 1"))
        assert _run(tmp_path, {}) == "37 0"  # the bytecode counts too, and what is compiled is kept
        assert _run(tmp_path, {}) == "37 1"
    finally:
        for path in (shipped, shipped / "painted"):
            path.chmod(0o755)
