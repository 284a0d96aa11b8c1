"""The door of the program: one command line leads to the window, to a command without one, or to a worker."""

from __future__ import annotations

import builtins
import gc
import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path

# Nothing heavy is imported here: `scumble --help` answers at once, and painting head-less needs no Qt.


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program with these arguments (None: those it was started with); the exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == ["--worker"]:  # how a frozen program starts its own worker process
        from inference.worker import main as work

        return work(arguments[1:])
    from app.cli import is_command, refuse, run
    from app.terminal_words import say

    if arguments and (is_command(arguments[0]) or len(arguments) > 1):
        return run(arguments)
    path = Path(arguments[0]) if arguments else None
    if path is not None and not path.is_file():
        return refuse(
            say("There is no file and no command called “{name}”. See 'scumble --help'.", name=path)
        )
    obstacle = _window_obstacle()
    if obstacle:
        return refuse(obstacle)
    before_qt()
    from app.start import run_window

    return run_window(path)


def before_qt() -> None:
    """Load Qt, and see to it that what is imported and made from here on takes no longer than it must."""
    gc.disable()  # `app.garbage` does its work
    _without_threads()
    importlib.import_module("PySide6.QtCore")
    # PySide6 puts an import of its own in the place of Python's. It reads the source of each module that
    # comes after it, in search of optional features of PySide6 that are not used here.
    builtins.__import__ = vars(builtins).get("__orig_import__", builtins.__import__)


def _without_threads() -> None:
    """Load numpy and OpenCV without OpenBLAS's threads, which turn in circles while the window is built.

    Nothing in this process is multiplied that would need them. The worker, which it starts, has its own.
    """
    name = "OPENBLAS_NUM_THREADS"
    if name not in os.environ:
        os.environ[name] = "1"
        importlib.import_module("cv2")  # and numpy before it
        del os.environ[name]


def _window_obstacle() -> str:
    """Why no window can be opened here, and what to do; "" where nothing speaks against it."""
    if not sys.platform.startswith("linux"):
        return ""
    from app.system_libraries import advice, missing
    from app.terminal_words import say

    platform, wayland = os.environ.get("QT_QPA_PLATFORM", ""), os.environ.get("WAYLAND_DISPLAY", "")
    if not (platform or wayland or os.environ.get("DISPLAY")):
        return say(
            "There is no screen here to open a window on. 'scumble --help' lists what works without one."
        )
    uses_x11 = platform.startswith("xcb") or not (platform or wayland)
    absent = [name for name in missing() if uses_x11 or not ("xcb" in name or "x11" in name)]
    if absent:
        return say(
            "The window needs system libraries that are not installed: {libraries}. Install them with: "
            "{command}",
            libraries=", ".join(absent),
            command=advice(absent),
        )
    return ""


if __name__ == "__main__":
    sys.exit(main())
