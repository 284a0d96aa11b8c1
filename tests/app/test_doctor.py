"""What the doctor finds and how it says so."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from app import VERSION, doctor
from app.doctor import Finding, Report, lines
from app.main import main
from inference.errors import WorkerDied
from inference.families import TRAITS
from inference.hardware import Device, Hardware
from inference.models import inspect
from tests.app.paper_model import write_paper_model

CPU = Device("Old Processor", "cpu", 16 << 30, 5 << 30)
HARDWARE = Hardware("2.13.0", "0.42.1", "5.0", (CPU,), ())


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder with models: one that is fine, one that is not."""
    write_paper_model(tmp_path / "models" / "paper")
    (tmp_path / "models" / "bad.ckpt").write_bytes(b"x")
    monkeypatch.setenv("SCUMBLE_MODELS", str(tmp_path / "models"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "models"


def test_a_healthy_installation(models: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The real thing: asks a worker for the devices and paints a trial picture."""
    assert main(["doctor", "--json"]) == 0
    told = capsys.readouterr()
    assert told.err == ""
    report = json.loads(told.out)
    assert report["paints"] is True
    assert report["problems"] == []
    assert report["trial_seconds"] > 0
    assert report["version"] == VERSION
    assert report["python"] == sys.version.split()[0]
    assert report["devices"][-1]["kind"] == "cpu"
    assert report["devices"][-1]["total_memory"] > 0
    assert report["packages"]["numba"]
    assert "torch" in report["ai_packages"]
    assert "torch" not in report["packages"]
    assert [model["name"] for model in report["models"]] == ["paper"]
    assert report["model_folders"][0] == str(models)
    assert any("bad.ckpt" in hint["sentence"] for hint in report["hints"])


def examined(monkeypatch: pytest.MonkeyPatch, hardware: Hardware | WorkerDied) -> Report:
    """The report where a worker says so, without trying to paint."""

    def probe(*_: object, **__: object) -> Hardware:
        if isinstance(hardware, WorkerDied):
            raise hardware
        return hardware

    monkeypatch.setattr("inference.hardware.probe", probe)
    monkeypatch.setattr(doctor, "_trial", lambda problems: 1.0)
    return doctor.examine()


def test_without_ai_packages_it_paints_and_tells_how_to_add_them(
    models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = examined(monkeypatch, replace(HARDWARE, torch=None, missing=("torch", "diffusers")))
    assert report.problems == ()
    (hint,) = [hint for hint in report.hints if "torch, diffusers" in hint.sentence]
    assert "-m pip install" in hint.command
    assert "[ai]" in hint.command


def test_ai_packages_that_do_not_work(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = examined(monkeypatch, replace(HARDWARE, problem="OSError: libcudart is missing"))
    assert any("libcudart is missing" in hint.sentence for hint in report.hints)


def test_without_models_it_says_where_they_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCUMBLE_MODELS", str(tmp_path / "mine"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    report = examined(monkeypatch, HARDWARE)
    assert any(str(tmp_path / "mine") in hint.sentence for hint in report.hints)
    assert "  none" in lines(report)


def test_a_worker_that_dies_is_a_problem(
    models: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    report = examined(monkeypatch, WorkerDied("The painting engine could not be started."))
    assert [problem.sentence for problem in report.problems] == ["The painting engine could not be started."]
    assert report.trial_seconds is None
    monkeypatch.setattr(doctor, "examine", lambda: report)
    assert main(["doctor"]) == 2
    told = capsys.readouterr().out
    assert "Built-in painter: does not work" in told
    assert "Problems:\n  The painting engine could not be started.\n    → " in told


def test_an_installed_package_is_never_sent_to_pip(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(doctor, "_version", lambda package: None)  # descriptions of packages are left out
    absent = replace(HARDWARE, torch=None, missing=("torch", "diffusers"))
    report = examined(monkeypatch, absent)
    assert [hint.command for hint in report.hints if "torch" in hint.sentence] == ["scumble runtime install"]
    assert "Packages" not in "\n".join(lines(report))
    report = examined(monkeypatch, replace(HARDWARE, problem="OSError: libcudart is missing"))
    assert "scumble doctor --repair" in [hint.command for hint in report.hints]
    report = examined(monkeypatch, WorkerDied("The painting engine could not be started."))
    (problem,) = report.problems
    assert problem.command == "Install Scumble anew; paintings, brushes and settings stay."


def test_missing_packages_are_named_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_required", lambda extra="": [] if extra else ["numpy", "no-such-package-x"])
    report = doctor.examine()
    assert report.packages["no-such-package-x"] is None
    (problem,) = report.problems
    assert "no-such-package-x" in problem.sentence
    assert "numpy" not in problem.sentence
    assert problem.command == f'"{sys.executable}" -m pip install no-such-package-x'


def test_missing_system_libraries(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "missing_libraries", lambda: ["libEGL.so.1"])
    report = examined(monkeypatch, HARDWARE)
    (hint,) = [hint for hint in report.hints if "libEGL.so.1" in hint.sentence]
    assert "install" in hint.command


def test_models_of_every_family_have_a_line(models: Path) -> None:
    paper = inspect(models / "paper")
    told = [doctor._model_line(replace(paper, family=family)) for family in TRAITS]
    assert all(TRAITS[family].name in line for family, line in zip(TRAITS, told, strict=True))


def test_report_for_people(models: Path) -> None:
    report = Report(
        version="9.9",
        python="3.11.1",
        executable="/usr/bin/python",
        system="Test",
        trial_seconds=0.52,
        devices=(Device("Big Card", "cuda", 24 << 30, 20 << 30), Device("Something", "cpu", 0, 0)),
        packages={"numpy": "2.2"},
        ai_packages={"torch": None},
        models=(inspect(models / "paper"),),
        model_folders=(models,),
        problems=(),
        hints=(Finding("Something is slow."), Finding("Something is missing.", "install something")),
    )
    assert lines(report) == [
        "Scumble 9.9",
        "Python 3.11.1 (/usr/bin/python), Test",
        "Built-in painter: works (a trial took 0.5 s)",
        "Devices:",
        "  Big Card (cuda): 24.0 GiB, 20.0 GiB free",
        "  Something (cpu): memory unknown",
        "Packages:",
        "  numpy 2.2",
        "Packages for diffusion models:",
        "  torch not installed",
        "Models:",
        f"  paper (SD 1.5, 0.0 MiB): {models / 'paper'}",
        "Hints:",
        "  Something is slow.",
        "  Something is missing.",
        "    → install something",
    ]
