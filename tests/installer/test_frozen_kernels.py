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


UNKEPT = {
    "the disk is full": """
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
""",
    "numba did not get hold of the machine code": """
from numba.core.codegen import CPUCodeLibrary
def lost(self):
    raise RuntimeError("no compiled object yet for _points_walked")
CPUCodeLibrary._get_compiled_object = lost
""",
}
TWICE = """
import subprocess
print(painted.area._cache._cache_path)
if len(sys.argv) == 3:
    code = open(sys.argv[1] + "/code").read()
    subprocess.run([sys.executable, "-c", code, *sys.argv[1:], "again"], check=True)
"""


def _run(tmp_path: Path, environment: dict[str, str], code: str = RUN) -> str:
    paths = [str(tmp_path), str(contents.ROOT / "installer" / "frozen")]
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("NUMBA", "SCUMBLE"))}
    settings = {
        "PYTHONPATH": os.pathsep.join(paths),
        "NUMBA_CACHE_LOCATOR_CLASSES": "frozen_kernels.Shipped",
        "HOME": str(tmp_path / "home"),
        "XDG_CACHE_HOME": str(tmp_path / "home" / "cache"),
    }
    command = [sys.executable, "-c", code, str(tmp_path / "bundle"), "6"]
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


def _bundle(tmp_path: Path) -> Path:
    """A package without kernels for this processor."""
    (tmp_path / "painted.py").write_text(KERNEL)
    shipped = tmp_path / "bundle" / "painter-kernels"
    shipped.mkdir(parents=True)
    (shipped / "kernels.json").write_text(json.dumps({"stamp": "b" * 64, "processor": "", "needs": []}))
    return tmp_path / "bundle"


@pytest.mark.parametrize("cause", UNKEPT)
def test_a_kernel_that_cannot_be_kept_is_used_all_the_same(cause: str, tmp_path: Path) -> None:
    _bundle(tmp_path)
    first, last = RUN.strip().rsplit("\n", 1)
    assert _run(tmp_path, {}, f"{first}\n{UNKEPT[cause]}\n{last}") == "36 0"
    assert _run(tmp_path, {}) == "36 0"  # nothing was kept, and nothing damaged is found
    assert _run(tmp_path, {}) == "36 1"


def test_two_programs_never_keep_kernels_in_one_folder(tmp_path: Path) -> None:
    (_bundle(tmp_path) / "code").write_text(RUN + TWICE)
    counted, folder, again, elsewhere = _run(tmp_path, {}, RUN + TWICE).splitlines()
    assert (counted, again) == ("36 0", "36 1")  # what the first had kept by then is there
    assert folder.startswith(str(tmp_path / "home"))
    assert elsewhere != folder
    assert not Path(elsewhere).exists()
    assert _run(tmp_path, {}, RUN + TWICE).splitlines()[:2] == ["36 1", folder]
