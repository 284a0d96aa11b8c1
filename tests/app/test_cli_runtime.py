"""`scumble runtime` and `scumble doctor --repair` on the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app import cli_runtime
from app.cli_errors import told
from app.main import main
from app.runtime.errors import RuntimeProblem
from app.runtime.hardware import Graphics, Machine
from app.runtime.installer import Progress, Stage
from app.runtime.lock import Lock
from app.runtime.manifest import State, look
from app.runtime.places import Places, packages_in
from tests.app.terminal import Terminal
from tests.app.tiny_runtime import make_lock, package_server
from tests.inference.hub_server import HubServer

H200 = Graphics("cuda", "H200", 1 << 37, "580.65", "13.0", "9.0")


@pytest.fixture
def served() -> Iterator[tuple[HubServer, Lock]]:
    with package_server() as served:
        yield served


@pytest.fixture
def places(served: tuple[HubServer, Lock], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    """A computer without graphics and without torch."""
    places = Places(tmp_path / "runtime")
    monkeypatch.setattr(cli_runtime, "default_root", lambda: places.root)
    monkeypatch.setattr("app.runtime.places.default_root", lambda: places.root)
    for module in ("app.cli_runtime", "app.runtime.lock"):
        monkeypatch.setattr(f"{module}.locks_here", lambda: {"cpu": served[1]})
    for module in ("app.cli_runtime", "app.runtime.worker"):
        monkeypatch.setattr(f"{module}.has_own_packages", lambda: False)
    monkeypatch.setattr(cli_runtime, "detect", lambda: Machine("linux", "x86_64", ()))
    return places


def test_status_tells_what_is_here_and_what_could_be(
    places: Places, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["runtime", "status"]) == 0
    said = capsys.readouterr().out
    assert "not installed; 'scumble runtime install' adds it" in said
    assert "Processor only: 904 kB to download" in said
    assert "No NVIDIA graphics were found" in said


def test_install_repair_and_remove(
    places: Places, served: tuple[HubServer, Lock], capsys: pytest.CaptureFixture[str]
) -> None:
    lock = served[1]
    assert main(["runtime", "install"]) == 0
    said = capsys.readouterr()
    assert said.out.startswith("Processor only: 904 kB to download")  # before it begins
    assert said.err.splitlines() == ["Downloading …", "Unpacking …", "Trying whether it works …"]
    folder = places.root / lock.folder
    assert f"The AI runtime is whole: {folder}" in said.out
    (packages_in(folder, lock.python) / "tinytorch" / "weights.bin").unlink()
    assert main(["runtime", "status"]) == 0
    assert "not whole; 'scumble doctor --repair' mends it" in capsys.readouterr().out
    assert main(["runtime", "repair"]) == 0
    assert look(places, {"cpu": lock}).state is State.WHOLE
    assert main(["runtime", "status"]) == 0
    assert "AI runtime: cpu, torch 1.0" in capsys.readouterr().out
    assert main(["runtime", "remove"]) == 0
    assert look(places, {"cpu": lock}).state is State.ABSENT


def test_the_doctor_repairs(
    places: Places,
    served: tuple[HubServer, Lock],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    from app import doctor

    monkeypatch.setattr(doctor, "_probe", lambda problems: None)
    assert main(["runtime", "install"]) == 0
    (packages_in(places.root / served[1].folder, served[1].python) / "tinytorch" / "weights.bin").unlink()
    assert main(["doctor"]) == 0
    said = capsys.readouterr().out
    assert "diffusion models wait until it is mended.\n    → scumble doctor --repair" in said
    assert main(["doctor", "--repair"]) == 0
    assert "AI runtime: cpu, torch 1.0" in capsys.readouterr().out


def test_the_doctor_goes_on_with_an_installation_that_was_broken_off(
    places: Places, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from app import doctor

    monkeypatch.setattr(doctor, "_probe", lambda problems: None)
    places.root.mkdir(parents=True)
    places.begun.write_text("cpu")
    assert main(["doctor"]) == 0
    assert "installed only in part; 'scumble doctor --repair' goes on with it" in capsys.readouterr().out
    assert main(["doctor", "--repair"]) == 0
    assert "AI runtime: cpu, torch 1.0" in capsys.readouterr().out


def test_the_doctor_has_nothing_to_repair_where_nothing_is(
    places: Places, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from app import doctor

    monkeypatch.setattr(doctor, "_probe", lambda problems: None)
    assert main(["doctor", "--repair"]) == 0
    assert "not installed" in capsys.readouterr().out


def test_packages_may_come_from_a_folder(
    places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lock, files = make_lock("http://127.0.0.1:9")
    monkeypatch.setattr(cli_runtime, "locks_here", lambda: {"cpu": lock})
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    assert main(["runtime", "install", "--wheels", str(tmp_path)]) == 0
    assert "Processor only: nothing to download, " in capsys.readouterr().out


def test_or_from_another_index(places: Places, served: tuple[HubServer, Lock]) -> None:
    server, _ = served
    assert main(["runtime", "install", "--index", f"{server.url}/simple"]) == 0
    assert any(seen.path.startswith("/simple/tinytorch") for seen in server.seen)


def test_a_variant_that_cannot_be_had_is_one_sentence(
    places: Places, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["runtime", "install", "--variant", "rocm"]) == 2
    assert capsys.readouterr().err == "scumble: No AMD graphics were found in this computer.\n"


def test_the_best_is_taken(
    places: Places,
    served: tuple[HubServer, Lock],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    locks = {"cpu": served[1], "cuda": make_lock(served[0].url, variant="cuda")[0]}
    monkeypatch.setattr(cli_runtime, "locks_here", lambda: locks)
    monkeypatch.setattr(cli_runtime, "detect", lambda: Machine("linux", "x86_64", (H200,)))
    assert main(["runtime", "install"]) == 0
    assert capsys.readouterr().out.startswith("NVIDIA graphics (CUDA): ")
    assert (places.root / "1.0-cuda").is_dir()


def test_progress_is_one_line_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    line = cli_runtime._Line()
    line.show(Progress(Stage.DOWNLOADING, 500_000_000, 2_000_000_000, 10e6, 150.0))
    assert terminal.screen.startswith("Downloading   25%  500 MB of 2.0 GB  10.0 MB/s")
    line.clear()
    assert terminal.screen == ""


def test_problems_are_said_as_they_are() -> None:
    assert told(RuntimeProblem("“{name}” is odd.", name="a")) == "“a” is odd."
