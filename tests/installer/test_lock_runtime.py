"""Making lock files of the AI runtime: which are made, and that CI makes what the repository lacks."""

from __future__ import annotations

import functools
import hashlib
import http.server
import json
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from installer import contents, lock_runtime
from installer.lock_runtime import CannotLock, Target


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """Targets in the order in which locks are made; ROCm's index cannot be reached."""
    names: list[str] = []

    def make(target: Target, _uv: str, _find_links: Path | None) -> dict[str, Any]:
        names.append(target.name)
        if target.variant == "rocm":
            raise CannotLock("no such host")
        return {"packages": [{"bytes": 1_000_000, "unpacked": 2_000_000}]}

    monkeypatch.setattr(lock_runtime, "make", make)
    monkeypatch.setattr(lock_runtime, "FOLDER", tmp_path)
    return names


def test_only_missing_locks_are_made_where_that_is_asked(
    asked: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    there = tmp_path / "cpu-linux-x86_64.json"
    there.write_text("as it was")
    assert lock_runtime.main(["--missing"]) == 0
    assert there.read_text() == "as it was"
    assert sorted(asked) == sorted(
        target.name for target in lock_runtime.TARGETS if target.name != "cpu-linux-x86_64"
    )
    assert json.loads((tmp_path / "xpu-linux-x86_64.json").read_text())["packages"]
    assert not (tmp_path / "rocm-linux-x86_64.json").exists()
    assert "rocm-linux-x86_64: not made: no such host" in capsys.readouterr().out
    asked.clear()
    assert lock_runtime.main([]) == 0
    assert len(asked) == len(lock_runtime.TARGETS)


def test_a_lock_that_was_named_and_cannot_be_made_is_a_failure(asked: list[str]) -> None:
    assert lock_runtime.main(["rocm-linux-x86_64"]) == 1


def test_ci_builds_every_package_with_the_locks_that_it_has_made() -> None:
    told = yaml.safe_load((contents.ROOT / ".github/workflows/package.yml").read_text(encoding="utf-8"))
    jobs = told["jobs"]
    made = [step.get("run", "") for step in jobs["locks"]["steps"]]
    assert any("installer.lock_runtime --missing" in command for command in made)
    for system in ("linux", "windows", "macos"):
        steps = jobs[system]["steps"]
        fetched = [step for step in steps if "download-artifact" in step.get("uses", "")]
        built = next(number for number, step in enumerate(steps) if "install" in step.get("run", ""))
        assert jobs[system]["needs"] == "locks"
        assert fetched[0]["with"] == {"name": "locks", "path": "resources/runtime"}
        assert steps.index(fetched[0]) < built


@pytest.fixture
def served(tmp_path: Path) -> Iterator[str]:
    """The address under which the folder's files can be fetched."""
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(tmp_path))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


NAME = "torch-2.13.0+xpu-cp311-cp311-manylinux_2_28_x86_64.whl"
XPU = next(target for target in lock_runtime.TARGETS if target.name == "xpu-linux-x86_64")


def wheel(folder: Path) -> Path:
    with zipfile.ZipFile(folder / NAME, "w") as archive:
        archive.writestr("torch/__init__.py", "x" * 5000)
    return folder / NAME


def test_a_wheel_whose_hash_no_index_tells_is_fetched_for_it(tmp_path: Path, served: str) -> None:
    path = wheel(tmp_path)
    told = {"name": "torch", "version": "2.13.0+xpu", "wheels": [{"url": f"{served}/{NAME}"}]}
    made = lock_runtime._package(XPU, told)
    assert made["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (made["file"], made["bytes"], made["unpacked"]) == (NAME, path.stat().st_size, 5000)


def test_the_hash_that_an_index_tells_is_taken(tmp_path: Path, served: str) -> None:
    wheel(tmp_path)
    told = [{"url": f"{served}/{NAME}", "hashes": {"sha256": "ab" * 32}}]
    made = lock_runtime._package(XPU, {"name": "torch", "version": "2.13.0+xpu", "wheels": told})
    assert made["sha256"] == "ab" * 32


def test_half_a_wheel_gives_no_hash(tmp_path: Path, served: str) -> None:
    path = wheel(tmp_path)
    with pytest.raises(CannotLock, match="of 9999999 bytes"):
        lock_runtime._digest(f"{served}/{NAME}", 9999999)
    with pytest.raises(CannotLock, match="404"):
        lock_runtime._digest(f"{served}/other.whl", path.stat().st_size)
