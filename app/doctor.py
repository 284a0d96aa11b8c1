"""`scumble doctor`: what this installation has, what it lacks, and the command that mends it."""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import platform
import re
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlparse

from app import VERSION
from app.cli_errors import told
from app.system_libraries import advice as library_advice
from app.system_libraries import missing as missing_libraries
from app.terminal_words import say
from canvas.errors import CanvasError
from inference.errors import InferenceError, WorkerDied

if TYPE_CHECKING:  # what needs packages is imported where those are known to be there
    from inference.hardware import Device, Hardware
    from inference.models import ModelInfo

TRIAL_SIDE = 64  # pixels of the picture that is painted to see whether painting works
AI_PACKAGES = ("torch", "diffusers", "transformers", "accelerate", "safetensors", "gguf")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it could be, and what mends it, if anything does: mostly a command."""

    sentence: str
    command: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """All that the doctor found out."""

    version: str
    python: str
    executable: str
    system: str
    trial_seconds: float | None  # None: painting does not work
    devices: tuple[Device, ...]  # the processor is the last
    packages: Mapping[str, str | None]  # None: not installed
    ai_packages: Mapping[str, str | None]
    models: tuple[ModelInfo, ...]
    model_folders: tuple[Path, ...]
    problems: tuple[Finding, ...]  # nothing can be painted until these are mended
    hints: tuple[Finding, ...]  # the program paints, but not all of it works
    ai_runtime: str = ""  # a line


def doctor(options: argparse.Namespace) -> int:
    """Print the report; 0 where the program can paint, also without AI packages, else 2.

    Mends the AI runtime before, if that is asked for. Raises RuntimeProblem and HubError then.
    """
    if options.repair:
        from app.cli_runtime import repair
        from app.runtime.lock import locks_here
        from app.runtime.places import Places, default_root

        repair(Places(default_root()), locks_here())
    report = examine()
    if options.json:
        print(json.dumps({"paints": not report.problems, **asdict(report)}, indent=2, default=str))
    else:
        print("\n".join(lines(report)))
    return 2 if report.problems else 0


def examine() -> Report:
    """Look at everything; takes as long as a worker needs to import torch."""
    problems: list[Finding] = []
    hints: list[Finding] = []
    seconds = None
    devices: tuple[Device, ...] = ()
    models: list[ModelInfo] = []
    folders: list[Path] = []
    packages = {name: _version(name) for name in _required()}
    absent = [name for name, version in packages.items() if version is None]
    if libraries := missing_libraries():
        sentence = say(
            "The window needs system libraries that are not installed: {libraries}.",
            libraries=", ".join(libraries),
        )
        hints.append(Finding(sentence, library_advice(libraries)))
    if absent:
        sentence = say(
            "Packages that Scumble needs are not installed: {packages}.", packages=", ".join(absent)
        )
        problems.append(Finding(sentence, _pip_install(" ".join(absent))))
    else:
        models, folders = _models(hints)
        hardware = _probe(problems)
        if hardware is not None:
            devices = hardware.devices
            hints += _ai_hints(hardware, models, folders)
            seconds = _trial(problems)
    return Report(
        version=VERSION,
        python=platform.python_version(),
        executable=sys.executable,
        system=platform.platform(),
        trial_seconds=seconds,
        devices=devices,
        packages=packages,
        ai_packages={name: _version(name) for name in _required("ai")} if absent else _ai_packages(),
        ai_runtime="" if absent else _ai_runtime(hints),
        models=tuple(models),
        model_folders=tuple(folders),
        problems=tuple(problems),
        hints=tuple(hints),
    )


# --- looking --------------------------------------------------------------------------------------------


def _required(extra: str = "") -> list[str]:
    """The packages that this installation asks for, by its own description; none where it has none."""
    try:
        requirements = importlib.metadata.requires("scumble") or []
    except importlib.metadata.PackageNotFoundError:
        return []
    if _is_frozen():  # it brings all it needs, and not the descriptions of it
        return []
    wanted = []
    for requirement in requirements:
        name = re.match(r"[\w.-]+", requirement)
        marker = re.search(r"extra\s*==\s*['\"]([\w-]+)['\"]", requirement)
        if name is not None and (marker.group(1) if marker else "") == extra:
            wanted.append(name.group())
    return wanted


def _version(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def _ai_packages() -> dict[str, str | None]:
    """Versions by package, of the AI runtime where there is one, else of this Python."""
    from app.runtime.lock import locks_here
    from app.runtime.manifest import State, look
    from app.runtime.places import Places, default_root
    from app.runtime.worker import has_own_packages

    runtime = None if has_own_packages() else look(Places(default_root()), locks_here())
    if runtime is not None and runtime.state is State.WHOLE and runtime.manifest is not None:
        names = _required("ai") or AI_PACKAGES
        return {name: runtime.manifest.packages.get(name) for name in names}
    return {name: _version(name) for name in _required("ai")}


def _ai_runtime(hints: list[Finding]) -> str:
    from app.cli_runtime import state_line
    from app.runtime.lock import locks_here
    from app.runtime.manifest import State, look
    from app.runtime.places import Places, default_root
    from app.runtime.worker import has_own_packages

    places, locks = Places(default_root()), locks_here()
    standing = look(places, locks)
    if standing.state in (State.OLD, State.DAMAGED, State.BEGUN) and not has_own_packages():
        sentence = say("The AI runtime cannot be used as it is: diffusion models wait until it is mended.")
        hints.append(Finding(sentence, "scumble doctor --repair"))
    return state_line(places, locks)


def _probe(problems: list[Finding]) -> Hardware | None:
    from app.runtime.worker import best_start
    from inference.hardware import probe

    worker = best_start()
    try:
        return probe(worker.command, environment=worker.environment)
    except WorkerDied as error:
        problems.append(Finding(told(error), _anew()))
        return None


def _models(hints: list[Finding]) -> tuple[list[ModelInfo], list[Path]]:
    """The models that are found, and the folders that were looked through."""
    from app.model_folders import searched_folders, stored
    from inference.models import scan

    folders = searched_folders(stored())
    models, unusable = scan(folders)
    hints += [Finding(told(sentence)) for _path, sentence in unusable]
    return models, folders


def _trial(problems: list[Finding]) -> float | None:
    """Paint a very small picture on the whole road, worker included; the seconds that it took."""
    try:
        # Only here, since importing them is part of what may go wrong.
        from app.generation import Request, layer_from, make_orders
        from canvas.document import Document
        from canvas.layer import Layer
        from canvas.tile import solid
        from inference.headless import run_job
        from inference.service import InferenceService

        start = time.monotonic()
        document = Document(TRIAL_SIDE, TRIAL_SIDE)
        paper = Layer("Paper", tiles=solid((0.2, 0.4, 0.6, 1.0), document.rect.tile_keys()))
        (order,) = make_orders(document.with_layers((paper,), paper.id), Request())
        from app.runtime.worker import best_start

        worker = best_start()
        with InferenceService(lambda event: None, worker.command, worker.environment) as service:
            painted = layer_from(run_job(service, order.job), order, "Trial")
    except (ImportError, InferenceError, CanvasError) as error:
        reason = str(error) if isinstance(error, ImportError) else told(error)
        sentence = say("A trial painting failed: {reason}", reason=reason)
        problems.append(Finding(sentence, _anew()))
        return None
    if not painted.tiles:
        problems.append(Finding(say("A trial painting came out empty."), _anew()))
        return None
    return time.monotonic() - start


def _ai_hints(hardware: Hardware, models: list[ModelInfo], folders: list[Path]) -> list[Finding]:
    if hardware.missing:
        sentence = say(
            "Diffusion models need packages that are not installed: {packages}.",
            packages=", ".join(hardware.missing),
        )
        return [Finding(sentence, "scumble runtime install" if _is_frozen() else _pip_install(_this("ai")))]
    if hardware.problem:
        sentence = say(
            "The AI packages are installed but cannot be used: {problem}.", problem=hardware.problem
        )
        again = _pip_install(f"--force-reinstall {_this('ai')}")
        return [Finding(sentence, "scumble doctor --repair" if _is_frozen() else again)]
    hints = []
    if len(hardware.devices) == 1:
        sentence = say("There is no graphics processor that torch can use: diffusion will be slow.")
        hints.append(Finding(sentence))
    if not models:
        sentence = say(
            "No diffusion model was found. Put a diffusers folder or a .safetensors file (SD 1.5 or SDXL) "
            "where Scumble looks for it, or name it with '--model'. It looks here: {folders}.",
            folders=", ".join(f"“{folder}”" for folder in folders),
        )
        hints.append(Finding(sentence))
    return hints


def _is_frozen() -> bool:
    """Whether this is an installed package, which brings its own Python and has no pip."""
    return hasattr(sys, "frozen")


def _anew() -> str:
    """What mends the program itself."""
    if _is_frozen():
        return say("Install Scumble anew; paintings, brushes and settings stay.")
    return _pip_install(_this(""))


def _pip_install(what: str) -> str:
    return f'"{sys.executable}" -m pip install {what}'


def _this(extra: str) -> str:
    """How pip would call this very installation, with an extra."""
    suffix = f"[{extra}]" if extra else ""
    try:
        origin = importlib.metadata.distribution("scumble").read_text("direct_url.json")
    except importlib.metadata.PackageNotFoundError:
        origin = None
    if origin:
        described = json.loads(origin)
        if described.get("dir_info", {}).get("editable"):
            folder = unquote(urlparse(described["url"]).path)
            return f'-e "{folder}{suffix}"'
    return f'"scumble{suffix}"' if suffix else "--force-reinstall scumble"


# --- telling --------------------------------------------------------------------------------------------


def lines(report: Report) -> list[str]:
    """The report as a person reads it."""
    return [
        f"Scumble {report.version}",
        f"Python {report.python} ({report.executable}), {report.system}",
        _trial_line(report.trial_seconds),
        say("Devices:"),
        *(f"  {_device_line(device)}" for device in report.devices),
        *_packages(say("Packages:"), report.packages),
        *([report.ai_runtime] if report.ai_runtime else []),
        *_packages(say("Packages for diffusion models:"), report.ai_packages),
        say("Models:"),
        *([f"  {_model_line(model)}" for model in report.models] or [f"  {say('none')}"]),
        *_finding_lines(say("Problems:"), report.problems),
        *_finding_lines(say("Hints:"), report.hints),
    ]


def _trial_line(seconds: float | None) -> str:
    if seconds is None:
        return say("Built-in painter: does not work, see below")
    return say("Built-in painter: works (a trial took {seconds} s)", seconds=f"{seconds:.1f}")


def _packages(title: str, packages: Mapping[str, str | None]) -> list[str]:
    """Nothing for a package of its own, which has all it needs."""
    entries = [
        f"{name} {version}" if version else say("{name} not installed", name=name)
        for name, version in packages.items()
    ]
    return [title, *(f"  {line}" for line in entries)] if entries else []


def _model_line(model: ModelInfo) -> str:
    from inference.families import TRAITS

    values = {"name": model.name, "family": TRAITS[model.family].name, "size": _size(model.bytes)}
    if model.inpaint:
        return say("{name} ({family}, for inpainting, {size}): {path}", path=model.path, **values)
    return say("{name} ({family}, {size}): {path}", path=model.path, **values)


def _finding_lines(title: str, findings: Sequence[Finding]) -> list[str]:
    text = [title] if findings else []
    for finding in findings:
        text += [f"  {finding.sentence}", *([f"    → {finding.command}"] if finding.command else [])]
    return text


def _device_line(device: Device) -> str:
    values = {"name": device.name, "kind": device.kind, "total": _size(device.total_memory)}
    if not device.total_memory:
        return say("{name} ({kind}): memory unknown", **values)
    if not device.free_memory:
        return say("{name} ({kind}): {total}", **values)
    return say("{name} ({kind}): {total}, {free} free", free=_size(device.free_memory), **values)


def _size(count: int) -> str:
    """Bytes for people."""
    if count < 1 << 30:
        return f"{count / (1 << 20):.1f} MiB"
    return f"{count / (1 << 30):.1f} GiB"
