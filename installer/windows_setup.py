"""Makes the installer for Windows, with NSIS; signs it where SCUMBLE_SIGN_COMMAND says how."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from pathlib import Path

from installer import contents
from installer.windows_version import numbers

SCRIPT = contents.ROOT / "installer" / "windows" / "scumble.nsi"


def make(target: Path) -> Path:
    """Write scumble-<version>-windows.exe into a folder; its path."""
    from installer.program import BUILD, PROGRAM

    for program in ("scumble.exe", "scumble-cli.exe"):
        sign(PROGRAM / program)
    path = target / f"scumble-{contents.version()}-windows.exe"
    compile_script(PROGRAM, path, BUILD / "icons" / "scumble.ico")
    sign(path)
    return path


def compile_script(source: Path, out: Path, icon: Path | None = None) -> None:
    """Run makensis over the script, with the program in `source`; any warning is an error."""
    command = [shutil.which("makensis") or "makensis", "-V2", "-WX"]
    values = {"VERSION": contents.version(), "NUMBERS": ".".join(str(number) for number in numbers())}
    values |= {"SOURCE": str(source), "OUT": str(out)}
    if icon is not None:
        values["ICON"] = str(icon)
    definitions = [f"-D{name}={value}" for name, value in values.items()]
    subprocess.run([*command, *definitions, str(SCRIPT)], check=True)


def sign(path: Path) -> None:
    """The hook for signing: SCUMBLE_SIGN_COMMAND with the file's path behind it."""
    command = os.environ.get("SCUMBLE_SIGN_COMMAND")
    if command:
        subprocess.run([*shlex.split(command, posix=os.name != "nt"), str(path)], check=True)
