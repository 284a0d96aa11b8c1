"""Making lock files of the AI runtime: which are made, and that CI makes what the repository lacks."""

from __future__ import annotations

import json
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
