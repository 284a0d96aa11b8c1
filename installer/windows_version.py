"""What Windows shows of the program in its properties, made from the one version number."""

from __future__ import annotations

from typing import Any

from installer import contents


def numbers() -> tuple[int, int, int, int]:
    """The version as Windows counts: four numbers."""
    parts = [int(part) for part in contents.version().split(".")[:4]]
    padded = [*parts, 0, 0, 0, 0][:4]
    return padded[0], padded[1], padded[2], padded[3]


def resource() -> Any:
    """PyInstaller's form of it; only on Windows."""
    from PyInstaller.utils.win32.versioninfo import (
        FixedFileInfo,
        StringFileInfo,
        StringStruct,
        StringTable,
        VarFileInfo,
        VarStruct,
        VSVersionInfo,
    )

    version = contents.version()
    words = {
        "FileDescription": "Scumble",
        "FileVersion": version,
        "LegalCopyright": "GPL-3.0-or-later",
        "OriginalFilename": "scumble.exe",
        "ProductName": "Scumble",
        "ProductVersion": version,
    }
    table = StringTable("040904B0", [StringStruct(name, value) for name, value in words.items()])
    return VSVersionInfo(
        ffi=FixedFileInfo(filevers=numbers(), prodvers=numbers()),
        kids=[StringFileInfo([table]), VarFileInfo([VarStruct("Translation", [0x0409, 1200])])],
    )
