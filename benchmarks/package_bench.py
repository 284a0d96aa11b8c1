"""The built package: what it weighs, how long it took to make, and its start beside GIMP's and Krita's."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import tempfile
from pathlib import Path

from benchmarks.figure import Figure, Measure
from benchmarks.x_launch import Launched, launch
from benchmarks.x_screen import missing, screen

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = ROOT / "build" / "package" / "scumble"  # the folder; SCUMBLE_PACKAGE names that of another build
NOT_BUILT = "no package was built: make installer"
RUNS = 5
PEERS = {  # name → how it opens a picture, without the greeting that it may have; the key of the brush
    "GIMP": (("gimp", "--no-splash", "--new-instance"), "p"),
    "Krita": (("krita", "--nosplash"), ""),
}


def weight() -> dict[str, Figure]:
    """MB (10⁶ bytes) of the installed program and of the larger download, and the seconds to build both."""
    report_file = _program().parents[1] / "dist" / "report.json"
    if not report_file.exists():
        return {key: Figure(float("nan"), unit, note=NOT_BUILT) for key, unit in _WEIGHTS.items()}
    report = json.loads(report_file.read_text(encoding="utf-8"))
    heaviest = ", ".join(f"{name} {size / 1e6:.0f}" for name, size in list(report["parts"].items())[:4])
    downloads = ", ".join(f"{name} {size / 1e6:.0f}" for name, size in report["packages"].items())
    return {
        "package_mb": Figure(report["bytes"] / 1e6, "MB", note=heaviest),
        "download_mb": Figure(max(report["packages"].values()) / 1e6, "MB", note=downloads),
        "package_build_s": Figure(report.get("build_seconds", float("nan")), "s"),
    }


_WEIGHTS = {"package_mb": "MB", "download_mb": "MB", "package_build_s": "s"}


def start() -> dict[str, Figure]:
    """Process start → the first stroke is on the screen, on a picture of 2048²; and memory at rest."""
    program = _program() / "scumble"
    obstacle = missing() or ("" if program.exists() else NOT_BUILT)
    if obstacle:
        return {
            "package_start_s": Figure(float("nan"), "s", note=obstacle),
            "package_idle_mb": Figure(float("nan"), "MB", note=obstacle),
        }
    ours = _launches((str(program),))
    here = {name: peer for name, peer in PEERS.items() if shutil.which(peer[0][0])}
    theirs = {name: _launches(command, key) for name, (command, key) in here.items()}
    if not ours:
        note = "no stroke was seen"
        return {
            "package_start_s": Figure(float("nan"), "s", note=note),
            "package_idle_mb": Figure(float("nan"), "MB", note=note),
        }
    mine = statistics.median(one.seconds for one in ours)
    idle = statistics.median(one.idle_bytes for one in ours) / 1e6
    figures = {
        "package_start_s": Figure(mine, "s", note="files in the system's cache"),
        "package_idle_mb": Figure(idle, "MB", note="proportional share, with an empty picture of 2048²"),
    }
    for name, launches in theirs.items():
        if launches:
            seconds = statistics.median(one.seconds for one in launches)
            theirs_idle = statistics.median(one.idle_bytes for one in launches) / 1e6
            note = f"{name}: {seconds:.2f} s, {theirs_idle:.0f} MB"
            key = f"package_start_{name.lower()}_s"
            figures[key] = Figure(mine, "s", seconds / mine, name, note)
    return figures


def _program() -> Path:
    return Path(os.environ.get("SCUMBLE_PACKAGE", PROGRAM)).resolve()


def _launches(command: tuple[str, ...], key: str = "") -> list[Launched]:
    """Starts in a home that has the program's settings; none where no stroke was ever seen.

    Each is in a copy of that home: a program that is killed offers to bring back what it had not saved.
    """
    done: list[Launched] = []
    with tempfile.TemporaryDirectory() as folder:
        settled = Path(folder) / "settled"
        settled.mkdir()
        if _launch(command, settled, paint=False) is None:
            return []
        for number in range(RUNS):
            home = Path(folder) / str(number)
            shutil.copytree(settled, home, symlinks=True, ignore=shutil.ignore_patterns("run"))
            one = _launch(command, home, key, paint=True)
            if one is None:
                return []
            done.append(one)
    return done


def _launch(command: tuple[str, ...], home: Path, key: str = "", *, paint: bool) -> Launched | None:
    with screen() as environment:
        environment.pop("QT_QPA_PLATFORM", None)
        runtime = home / "run"
        shutil.rmtree(runtime, ignore_errors=True)  # sockets of the start before
        runtime.mkdir(mode=0o700)
        environment |= {"HOME": str(home), "XDG_RUNTIME_DIR": str(runtime)}
        return launch(command, environment, paint=paint, key=key)


MEASURES: tuple[Measure, ...] = (weight, start)
