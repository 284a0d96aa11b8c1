"""The kernel library gives the very pixels that numba gives, without it, and is used only where it fits."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from canvas.kernels import library
from canvas.kernels.library import file_name, identity, joined, split

ROOT = Path(__file__).parents[2]

MAKE = """
import sys
from pathlib import Path
from canvas.warmup import warm_up
warm_up(keep=Path(sys.argv[1]))
"""

# Prints a digest of painted, composited and converted pixels, and whether numba was needed for them.
USE = """
import hashlib, sys
import numpy as np
from canvas.blend import BlendMode
from canvas.brush.preset import Brush, Sample
from canvas.brush.stroke import Stroke
from canvas.composite import flatten, from_rgba8, from_rgba16, to_rgba8, to_rgba16
from canvas.document import Document
from canvas.geometry import Rect
from canvas.layer import Layer
from canvas.transform import shifted
rect = Rect(0, 0, 200, 150)
layers = []
for place, mode in enumerate(BlendMode):
    stroke = Stroke(Layer(mode.name, blend=mode), Brush(size=40), (0.9, 0.1 * (place % 10), 0.4), clip=rect,
                    selection=None)
    stroke.add([Sample(20.0 + 3 * place, 20.0, 0.5), Sample(170.0, 10.0 + 4 * place, 0.9)])
    stroke.finish()
    layers.append(stroke.layer)
picture = flatten(Document(200, 150, tuple(layers)))
digest = hashlib.sha256(picture.tobytes())
for tiles in (from_rgba8(to_rgba8(picture)), from_rgba16(to_rgba16(picture)), shifted(layers[5].tiles, 7, 9)):
    for key in sorted(tiles):
        digest.update(str(key).encode() + bytes(np.ascontiguousarray(tiles[key].pixels)))
print(digest.hexdigest(), "numba" in sys.modules)
"""


@pytest.fixture
def header() -> dict[str, Any]:
    return {"identity": identity(), "needs": [], "kernels": {}, "functions": {}, "constants": {}}


def python(code: str, *arguments: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        check=True,
        capture_output=True,
        text=True,
        timeout=280,
    )
    return done.stdout.strip()


def test_it_paints_the_same_pixels_without_numba(tmp_path: Path) -> None:
    python(MAKE, str(tmp_path))
    assert (tmp_path / file_name()).is_file()
    assert [path.name for path in tmp_path.iterdir()] == [file_name()]
    plain, needed = python(USE).split()
    same, avoided = python(USE, SCUMBLE_KERNELS="", SCUMBLE_KERNEL_LIBRARY=str(tmp_path)).split()
    assert (needed, avoided) == ("True", "False")
    assert same == plain


def test_a_file_comes_back_as_it_was_made(header: dict[str, Any]) -> None:
    assert split(joined(header, b"code")) == (json.loads(json.dumps(header)), b"code")


@pytest.mark.parametrize(
    "change", [lambda data: data[:-1], lambda data: data + b"x", lambda data: b"", lambda data: data[9:]]
)
def test_a_damaged_file_is_told_from_a_whole_one(header: dict[str, Any], change: Any) -> None:
    with pytest.raises(ValueError, match=r"damaged|not a kernel library"):
        split(change(joined(header, b"code")))


@pytest.mark.parametrize("part", ["system", "runtime", "sources"])
def test_a_library_for_something_else_is_not_used(header: dict[str, Any], part: str) -> None:
    header["identity"] = header["identity"] | {part: "another"}
    assert library.opened(Path("here"), joined(header, b"no code")) is None


def test_a_library_for_another_processor_is_not_used(header: dict[str, Any]) -> None:
    header["needs"] = ["what-no-processor-has"]
    assert library.opened(Path("here"), joined(header, b"no code")) is None


def test_a_broken_library_is_passed_over(header: dict[str, Any], caplog: pytest.LogCaptureFixture) -> None:
    assert library.opened(Path("here"), joined(header, b"code")[:-1]) is None
    assert "cannot be used" in caplog.text


def test_a_change_in_any_kernel_changes_the_identity(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kernels = tmp_path / "kernels"
    kernels.mkdir()
    (kernels / "dab.py").write_text("one")
    monkeypatch.setattr(library, "HERE", kernels)
    before = identity()["sources"]
    (kernels / "dab.py").write_text("two")
    assert identity()["sources"] != before
