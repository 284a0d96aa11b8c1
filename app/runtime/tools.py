"""The tools that make an environment: a Python of the right version, and uv or pip to unpack wheels."""

from __future__ import annotations

import importlib.util
import logging
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.i18n import QT_TRANSLATE_NOOP
from app.runtime.errors import RuntimeProblem, disk_problem, full
from app.runtime.lock import Wheel
from app.runtime.outside import last_line, run, says_disk_is_full
from app.runtime.places import Places, bundle, python_in
from inference.hub.stop import Stop

EXE = ".exe" if sys.platform == "win32" else ""
PYTHON_NAMES = ("python.exe",) if sys.platform == "win32" else ("bin/python3", "bin/python")
PYTHON_BYTES = 120_000_000  # about what Python itself takes on the disk, and less to download

log = logging.getLogger("scumble.runtime")


@dataclass(frozen=True, slots=True)
class Tools:
    """What was found. `uv` None: pip unpacks. `python` None: uv fetches one first."""

    uv: Path | None
    python: Path | None  # the interpreter that environments are made from
    copied: Path | None = None  # a Python inside the frozen program, which has to be copied out of it


def find_tools(version: str) -> Tools:
    """Look for uv and for Python of a version, as in "3.11"."""
    own, uv = bundle(), find_uv()
    if own is not None:
        shipped = own / "python"
        there = any((shipped / name).is_file() for name in PYTHON_NAMES)
        return Tools(uv, None, shipped if there else None)
    return Tools(uv, own_python(version))


def find_uv() -> Path | None:
    """The uv that came with the program, else one that pip installed, else one on the PATH."""
    own = bundle()
    places = [] if own is None else [own / "bin", Path(sys.executable).parent / "bin"]
    places += [Path(sys.executable).parent] if own is None else []
    for place in places:
        if (place / f"uv{EXE}").is_file():
            return place / f"uv{EXE}"
    found = shutil.which("uv")
    return Path(found) if found else None


def own_python(version: str) -> Path | None:
    """The Python that this program runs on, if it is of that version and not frozen."""
    if hasattr(sys, "frozen") or version != f"{sys.version_info.major}.{sys.version_info.minor}":
        return None
    base = Path(sys.base_prefix)  # not of the environment: that may be removed, and its packages are its own
    names = ("python.exe",) if sys.platform == "win32" else (f"bin/python{version}", "bin/python3")
    found = next((base / name for name in names if (base / name).is_file()), None)
    return found or Path(sys.executable)


def system_python(version: str) -> Path | None:
    """A Python of that version which the system brings: for computers without a network."""
    found = shutil.which(f"python{version}")
    return Path(found) if found else None


class Workshop:
    """Makes environments in `places`. Raises RuntimeProblem, and Cancelled once `stop` is set."""

    def __init__(self, places: Places, tools: Tools, version: str, stop: Stop) -> None:
        self._places = places
        self._tools = tools
        self._version = version
        self._stop = stop

    def make_environment(self, folder: Path) -> None:
        """An environment without any packages."""
        python = self._python()
        status, said = self._run([python, "-m", "venv", "--without-pip", folder])
        if status != 0 or not python_in(folder).exists():
            raise self._failure(said)

    def install(self, environment: Path, wheels: Sequence[Wheel]) -> None:
        """Unpack wheels, which lie in the places' folder, into an environment, in place of other versions."""
        folder = self._places.wheels
        listed = self._places.cache / "requirements.txt"
        lines = [f"{wheel.name}=={wheel.version} --hash=sha256:{wheel.sha256}" for wheel in wheels]
        try:
            listed.parent.mkdir(parents=True, exist_ok=True)
            listed.write_text("\n".join(lines) + "\n", encoding="utf-8")
        except OSError as error:
            raise disk_problem(error, self._places.root) from error
        common = ["--no-deps", "--no-index", "--find-links", folder, "--require-hashes", "-r", listed]
        python = python_in(environment)
        if self._tools.uv is not None:
            uv = [self._tools.uv, "pip", "install", "--offline", "--no-config", "--python", python]
            command = [*uv, "--reinstall", *common]
        else:
            pip = [sys.executable, "-m", "pip", "--isolated", "--python", python, "install"]
            command = [*pip, "--force-reinstall", "--no-compile", "--disable-pip-version-check", *common]
        status, said = self._run(command)
        if status != 0:
            raise self._failure(said)

    def try_out(self, environment: Path, modules: Sequence[str]) -> None:
        """Import what the runtime is for, in a process of its own."""
        line = "; ".join(f"import {name}" for name in modules)
        status, said = self._run([python_in(environment), "-P", "-c", line])
        if status != 0:
            raise RuntimeProblem(
                QT_TRANSLATE_NOOP(
                    "Runtime",
                    "The AI runtime was unpacked, but cannot be used on this computer: {reason}. Choose "
                    "another one, or ask for help with this sentence.",
                ),
                reason=last_line(said) or status,
            )

    def _python(self) -> Path:
        if self._tools.python is not None:
            return self._tools.python
        folder = self._places.python / self._version
        if (found := _python_below(folder)) is not None:
            return found
        if self._tools.copied is not None:
            _copy(self._tools.copied, folder)
        elif self._tools.uv is not None:
            try:
                self._fetch_python(folder)
            except RuntimeProblem:
                systems = system_python(self._version)
                if systems is None:
                    raise
                log.warning("no Python could be downloaded, so %s is used", systems)
                return systems
        found = _python_below(folder)
        if found is None:
            raise RuntimeProblem(
                QT_TRANSLATE_NOOP(
                    "Runtime",
                    "The AI runtime needs Python {version} or the tool uv, and neither is here. Install uv, "
                    "then try again.",
                ),
                version=self._version,
            )
        return found

    def _fetch_python(self, folder: Path) -> None:
        """Let uv bring a Python; it checks what it gets against the SHA-256 sums it was built with."""
        fresh = self._places.cache / "python"
        uv = [self._tools.uv or "uv", "python", "install", "--no-config", "--no-bin", self._version]
        status, said = self._run([*uv, "--install-dir", fresh])
        found = [path for path in fresh.glob(f"cpython-{self._version}*") if not path.is_symlink()]
        if status != 0 or not found:
            if says_disk_is_full(said):
                raise full(self._places.root)
            raise RuntimeProblem(
                QT_TRANSLATE_NOOP(
                    "Runtime",
                    "Python {version} could not be downloaded: {reason}. Check the connection to the "
                    "internet, then try again.",
                ),
                version=self._version,
                reason=last_line(said) or status,
            )
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            found[0].replace(folder)
        except OSError as error:
            raise disk_problem(error, folder) from error

    def _run(self, command: Sequence[str | Path]) -> tuple[int, str]:
        cache = self._places.cache
        try:
            cache.mkdir(parents=True, exist_ok=True)
            extra = {"UV_CACHE_DIR": str(cache / "uv"), "TMPDIR": str(cache), "UV_NO_PROGRESS": "1"}
            status, said = run(command, self._stop, extra)
        except OSError as error:
            raise disk_problem(error, self._places.root) from error
        if status != 0:
            log.error("%s ended with status %s:\n%s", command[0], status, said)
        return status, said

    def _failure(self, said: str) -> RuntimeProblem:
        if says_disk_is_full(said):
            return full(self._places.root)
        return RuntimeProblem(
            QT_TRANSLATE_NOOP(
                "Runtime",
                "The AI runtime could not be unpacked: {reason}. Try again; what was downloaded is kept.",
            ),
            reason=last_line(said) or "?",
        )


def has_pip() -> bool:
    """Whether this Python can unpack wheels without uv."""
    return not hasattr(sys, "frozen") and importlib.util.find_spec("pip") is not None


def _python_below(folder: Path) -> Path | None:
    return next((folder / name for name in PYTHON_NAMES if (folder / name).exists()), None)


def _copy(shipped: Path, folder: Path) -> None:
    """Bring the program's own Python out: an AppImage's place, say, is another one at every start."""
    fresh = folder.with_name(f"{folder.name}.new")
    try:
        shutil.rmtree(fresh, ignore_errors=True)  # of an attempt that was broken off
        folder.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(shipped, fresh, symlinks=True)
        fresh.replace(folder)
    except OSError as error:
        raise disk_problem(error, folder) from error
