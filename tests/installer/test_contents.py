"""The lists of what is bundled, held against what the program's sources ask for."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import app
from canvas.kernels.library import INGREDIENTS
from installer import contents, macos_plist, windows_version

# A function of imagecodecs → the extension module that it lies in, where that is not called like it.
MODULES = {"packbits": "imcd"}


def _sources(*rooms: str) -> Iterator[tuple[Path, ast.Module]]:
    for room in rooms:
        yield from _room(room)


@cache
def _room(room: str) -> tuple[tuple[Path, ast.Module], ...]:
    paths = sorted((contents.ROOT / room).rglob("*.py"))
    return tuple((path, ast.parse(path.read_text(encoding="utf-8"))) for path in paths)


def _attributes(module: str) -> set[str]:
    """The names that the program takes from a module, as in `cv2.resize`."""
    return {
        node.attr
        for _path, tree in _sources(*contents.ROOMS)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == module
    }


def _imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def test_every_codec_that_is_called_is_bundled() -> None:
    called = {name.rpartition("_")[0] for name in _attributes("imagecodecs") if name.islower()}
    assert called
    assert {MODULES.get(name, name) for name in called} <= set(contents.CODECS)


def test_opencv_is_never_asked_for_what_its_emptied_libraries_did() -> None:
    called = _attributes("cv2")
    assert "resize" in called
    assert not called & set(contents.CV2_NEVER)


def test_qt_is_asked_only_for_bundled_modules() -> None:
    used = {
        name.split(".")[1]
        for _path, tree in _sources("app")
        for name in _imports(tree)
        if name.startswith("PySide6.")
    }
    assert used <= set(contents.QT_MODULES)


def test_nothing_that_is_left_out_is_imported() -> None:
    out = set(contents.UNUSED)
    for path, tree in _sources(*contents.ROOMS):
        for name in _imports(tree):
            assert name not in out, f"{path} imports {name}"
            assert name.partition(".")[0] not in out, f"{path} imports {name}"


def test_what_is_not_prepared_at_the_start_is_not_used() -> None:
    used = {name.partition(".")[0] for _path, tree in _sources(*contents.ROOMS) for name in _imports(tree)}
    assert "asyncio" in used
    assert not used & set(contents.HOOKS_OUT.values())


def test_the_sources_for_the_ai_runtime_import_nothing_else_of_the_program() -> None:
    shipped = {path.as_posix() for path in contents.runtime_sources()}
    assert {"inference/worker.py", "resources/__init__.py", "resources/models.json"} <= shipped
    for path, tree in _sources("inference"):
        for name in _imports(tree):
            assert name.partition(".")[0] not in ("app", "canvas", "PySide6"), f"{path} imports {name}"
            if name.startswith("inference"):
                module = name.replace(".", "/")
                assert {f"{module}.py", f"{module}/__init__.py"} & shipped, f"{path} imports {name}"


def test_the_kernel_sources_are_those_that_the_library_is_checked_against() -> None:
    assert set(contents.KERNEL_SOURCES) == set(INGREDIENTS)


def test_data_files_are_what_the_program_reads_and_nothing_of_its_makers() -> None:
    files = {f"{folder}/{path.name}" for path, folder in contents.data_files()}
    assert {"resources/icons/scumble.svg", "resources/models.json", "resources/brushes/ink.json"} <= files
    assert "resources/translations/scumble_en.qm" in files
    assert {"canvas/kernels/dab.py", "canvas/geometry.py", "./LICENSE"} <= files
    assert not [name for name in files if name.endswith((".ts", ".pyc", ".nbi", ".nbc"))]


def test_one_version_number_everywhere() -> None:
    assert contents.version() == app.VERSION
    assert macos_plist.info()["CFBundleShortVersionString"] == app.VERSION
    assert ".".join(str(number) for number in windows_version.numbers()).startswith(app.VERSION)


def test_the_package_for_a_processor_is_one_that_the_kernel_library_knows() -> None:
    from canvas.kernels.build import BASELINES

    assert contents.PROCESSORS["x86_64"] in BASELINES
    assert "avx2" in BASELINES[contents.PROCESSORS["x86_64"]]
