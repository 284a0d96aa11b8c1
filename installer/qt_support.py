"""PySide6's own Python modules, compiled, beside its library: there it looks for them first.

The library holds them as sources in a ZIP, which it compiles at every start: 30 ms of the program's.
"""

from __future__ import annotations

import importlib
import py_compile
import shutil
import tempfile
from pathlib import Path
from zipfile import ZipFile

FOLDER = "files.dir"  # of the package `shiboken6`: the name that PySide6 gives it
PACKAGE = "shibokensupport"


def make(folder: Path) -> None:
    """Write them there, replacing what there is. Raises FileNotFoundError where the library has none."""
    shutil.rmtree(folder, ignore_errors=True)
    with tempfile.TemporaryDirectory() as unpacked:
        _archive().extractall(unpacked)
        for source in sorted(Path(unpacked, PACKAGE).rglob("*.py")):
            target = folder / source.relative_to(unpacked).with_suffix(".pyc")
            target.parent.mkdir(parents=True, exist_ok=True)
            py_compile.compile(
                str(source),
                str(target),
                dfile=source.relative_to(unpacked).as_posix(),
                doraise=True,
                invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
            )


def _archive() -> ZipFile:
    """The ZIP inside PySide6's library."""
    importlib.import_module("PySide6.QtCore")  # unpacks it
    package = importlib.import_module(PACKAGE)
    archive = getattr(package.__loader__, "zfile", None)
    if not isinstance(archive, ZipFile):
        raise FileNotFoundError(f"{PACKAGE} is not packed in PySide6's library")
    return archive
