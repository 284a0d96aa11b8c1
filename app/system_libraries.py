"""Which system libraries Qt lacks on this machine, and the command that installs them."""

from __future__ import annotations

import ctypes
import shutil
import sys
from collections.abc import Sequence

# What the Qt wheels link against but do not bring along: library → package, by package manager.
LIBRARIES = {
    "libEGL.so.1": {"apt-get": "libegl1", "dnf": "mesa-libEGL", "pacman": "libglvnd"},
    "libGL.so.1": {"apt-get": "libgl1", "dnf": "mesa-libGL", "pacman": "libglvnd"},
    "libxkbcommon.so.0": {"apt-get": "libxkbcommon0", "dnf": "libxkbcommon", "pacman": "libxkbcommon"},
    "libxkbcommon-x11.so.0": {
        "apt-get": "libxkbcommon-x11-0",
        "dnf": "libxkbcommon-x11",
        "pacman": "libxkbcommon-x11",
    },
    "libdbus-1.so.3": {"apt-get": "libdbus-1-3", "dnf": "dbus-libs", "pacman": "dbus"},
    "libfontconfig.so.1": {"apt-get": "libfontconfig1", "dnf": "fontconfig", "pacman": "fontconfig"},
    "libglib-2.0.so.0": {"apt-get": "libglib2.0-0", "dnf": "glib2", "pacman": "glib2"},
    "libxcb-cursor.so.0": {
        "apt-get": "libxcb-cursor0",
        "dnf": "xcb-util-cursor",
        "pacman": "xcb-util-cursor",
    },
    "libxcb-icccm.so.4": {"apt-get": "libxcb-icccm4", "dnf": "xcb-util-wm", "pacman": "xcb-util-wm"},
    "libxcb-image.so.0": {"apt-get": "libxcb-image0", "dnf": "xcb-util-image", "pacman": "xcb-util-image"},
    "libxcb-keysyms.so.1": {
        "apt-get": "libxcb-keysyms1",
        "dnf": "xcb-util-keysyms",
        "pacman": "xcb-util-keysyms",
    },
    "libxcb-render-util.so.0": {
        "apt-get": "libxcb-render-util0",
        "dnf": "xcb-util-renderutil",
        "pacman": "xcb-util-renderutil",
    },
    "libxcb-shape.so.0": {"apt-get": "libxcb-shape0", "dnf": "libxcb", "pacman": "libxcb"},
}
COMMANDS = {"apt-get": "sudo apt-get install", "dnf": "sudo dnf install", "pacman": "sudo pacman -S"}


def missing() -> list[str]:
    """Names of the libraries that cannot be loaded; none outside Linux, where Qt brings all it needs."""
    if not sys.platform.startswith("linux"):
        return []
    absent = []
    for library in LIBRARIES:
        try:
            ctypes.CDLL(library)
        except OSError:
            absent.append(library)
    return absent


def advice(absent: Sequence[str]) -> str:
    """What to type to get them."""
    manager = next((name for name in COMMANDS if shutil.which(name)), "apt-get")
    packages = sorted({LIBRARIES[library][manager] for library in absent})
    return f"{COMMANDS[manager]} {' '.join(packages)}"
