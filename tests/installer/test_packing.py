"""Making the program smaller, telling what it depends on, and the notice of what others made."""

from __future__ import annotations

import ctypes
import importlib.metadata
import shutil
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

import pytest

from app.system_libraries import LIBRARIES
from installer import contents, deb, notices, sizes, trim

linux = pytest.mark.skipif(
    not sys.platform.startswith("linux") or shutil.which("cc") is None or shutil.which("readelf") is None,
    reason="needs Linux, a C compiler and readelf",
)


def _compiled(folder: Path, name: str, source: str, *options: str) -> Path:
    text = folder / f"{name}.c"
    text.write_text(source)
    target = folder / name
    subprocess.run(["cc", "-shared", "-fPIC", "-g", str(text), "-o", str(target), *options], check=True)
    return target


@linux
def test_a_stripped_library_still_loads(tmp_path: Path) -> None:
    library = _compiled(tmp_path, "libsum.so", "int sum(int a, int b) { return a + b; }")
    assert trim.elf_files(tmp_path) == [library]
    assert trim.strip(library) > 0
    assert trim.loadable(library.read_bytes())
    assert ctypes.CDLL(str(library)).sum(2, 3) == 5


@linux
def test_a_segment_at_the_wrong_place_in_its_page_is_noticed(tmp_path: Path) -> None:
    data = bytearray(_compiled(tmp_path, "libsum.so", "int sum(int a) { return a; }").read_bytes())
    start = int.from_bytes(data[32:40], "little")
    for number in range(int.from_bytes(data[56:58], "little")):
        entry = start + 56 * number
        if data[entry] == 1:  # PT_LOAD
            data[entry + 8] ^= 8  # its offset in the file
            break
    assert not trim.loadable(bytes(data))


@linux
def test_an_emptied_library_satisfies_the_loader(tmp_path: Path) -> None:
    """As in OpenCV's wheel: versioned functions of a library beside the module, found by a relative path."""
    libraries, package = tmp_path / "opencv_python_headless.libs", tmp_path / "cv2"
    libraries.mkdir()
    package.mkdir()
    name = "libavutil-1234.so.60"
    (tmp_path / "v.map").write_text("LIBAVUTIL_60 { global: av_count; };\n")
    made = _compiled(
        libraries,
        name,
        "int av_count(void) { return 7; }" + "int unused[50000] = {1};",
        f"-Wl,-soname,{name}",
        f"-Wl,--version-script={tmp_path / 'v.map'}",
    )
    _compiled(libraries, "libvpx-99.so", "int vpx(void) { return 1; }")
    source = "int av_count(void); int twice(int n) { return n > 99 ? av_count() : 2 * n; }"
    rpath = "-Wl,-rpath,$ORIGIN/../opencv_python_headless.libs"
    user = _compiled(package, "cv2.abi3.so", source, str(made), rpath)
    before = made.stat().st_size
    saved = trim.empty_libraries(user, libraries)
    assert made.stat().st_size < before / 4
    assert saved > before / 2
    assert not (libraries / "libvpx-99.so").exists()
    code = "import ctypes, sys; library = ctypes.CDLL(sys.argv[1]); sys.exit(library.twice(int(sys.argv[2])))"
    good = subprocess.run(
        [sys.executable, "-c", code, user, "21"], capture_output=True, text=True, check=False
    )
    assert (good.returncode, good.stderr) == (42, "")
    bad = subprocess.run(
        [sys.executable, "-c", code, user, "100"], capture_output=True, text=True, check=False
    )
    assert bad.returncode < 0
    assert f"{name} is left out of this package" in bad.stderr
    assert "av_count" in bad.stderr


@linux
def test_dependencies_are_told_by_the_libraries(tmp_path: Path) -> None:
    _compiled(tmp_path, "libmine.so", "int mine(void) { return 1; }", "-Wl,-soname,libmine.so")
    _compiled(
        tmp_path, "libuser.so", "int mine(void); int f(void) { return mine(); }", str(tmp_path / "libmine.so")
    )
    for path in tmp_path.glob("*.c"):
        path.unlink()
    found = deb.depends(tmp_path)
    assert len(found) == 1
    assert found[0].startswith("libc6 (>= 2.")


def test_a_library_that_nobody_brings_is_told() -> None:
    assert deb.package_of("libm.so.6", Path("x.so")) == ""
    assert deb.package_of("libGL.so.1", Path("x.so")) == "libgl1"
    with pytest.raises(deb.Unmet, match=r"x\.so asks for libodd\.so\.1"):
        deb.package_of("libodd.so.1", Path("x.so"))


def test_a_library_too_new_for_the_oldest_system_is_told() -> None:
    sizes.check_symbols({"GLIBC": ((2, 35), Path("a.so")), "GLIBCXX": ((3, 4, 30), Path("b.so"))})
    with pytest.raises(sizes.TooNew, match=r"a\.so needs GLIBC 2\.38"):
        sizes.check_symbols({"GLIBC": ((2, 38), Path("a.so"))})


def test_every_byte_belongs_to_one_part(tmp_path: Path) -> None:
    for name, size in (
        ("_internal/llvmlite/binding/libllvmlite.so", 70),
        ("_internal/odd.so", 5),
        ("scumble", 25),
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(bytes(size))
    (tmp_path / "_internal" / "link.so").symlink_to("odd.so")
    parts = sizes.parts(tmp_path)
    assert parts == {"LLVM (llvmlite)": 70, "program and its Python modules": 25, "other libraries": 5}
    assert sum(parts.values()) == sizes.total(tmp_path) == 100
    assert "100" not in sizes.table(parts, 100).splitlines()[0]


BUNDLED = (
    "PySide6-Essentials",
    "shiboken6",
    "numpy",
    "numba",
    "llvmlite",
    "opencv-python-headless",
    "imagecodecs",
    "pillow",
)


@pytest.mark.parametrize(
    "name",
    [*BUNDLED, "qasync", "platformdirs", "urllib3", "truststore", "keyring", "psutil", "isal", "PyYAML"],
)
def test_every_package_of_the_program_states_its_licence_and_brings_the_text(name: str) -> None:
    part = notices.from_package(importlib.metadata.distribution(name))
    assert part.licence
    assert part.version
    assert all(len(text) > 100 for _title, text in part.texts[:1])


def test_the_notice_is_made_from_the_files_that_are_bundled() -> None:
    numpy = importlib.metadata.distribution("numpy")
    library = next(path.as_posix() for path in numpy.files or () if path.name.startswith("_multiarray_umath"))
    found = dict(notices.installed({library}, {"PySide6.QtCore"}))
    names = {part.name.lower().replace("_", "-") for part in found}
    assert "numpy" in names
    assert not names & {"torch", "diffusers", "pytest"}
    text = notices.notice(list(found), "_internal")
    assert "GNU Lesser General Public License" in text
    assert "_internal/PySide6" in text
    assert "Copyright (c) 2005-" in text  # numpy's licence itself


def test_a_package_without_a_licence_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "odd-1.0.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: odd\nVersion: 1.0\n")
    (folder / "RECORD").write_text("odd-1.0.dist-info/METADATA,,\n")
    with pytest.raises(notices.Unknown, match="odd states no licence"):
        notices.from_package(importlib.metadata.PathDistribution(folder))


def test_libraries_of_the_system_are_found_in_debians_lists() -> None:
    if shutil.which("dpkg") is None:
        pytest.skip("needs dpkg")
    (part,) = notices.system_parts([Path("/lib/x86_64-linux-gnu/libz.so.1")])
    assert part.name.startswith("zlib1g")
    assert part.files == ("libz.so.1",)
    with pytest.raises(notices.Unknown, match=r"libnobody\.so\.9"):
        notices.system_parts([Path("libnobody.so.9")])
    assert contents.ROOT.is_dir()


@linux
def test_what_the_program_looks_for_before_a_window_opens_is_brought_along_or_depended_on() -> None:
    import PySide6

    qt = Path(PySide6.__file__).parent / "Qt"
    linked = {
        name
        for library in (qt / "lib" / "libQt6XcbQpa.so.6", qt / "plugins" / "platforms" / "libqxcb.so")
        for name in deb.asked(library)
    }
    brought = [
        name
        for name in linked
        if not any(fnmatch(name, pattern) for pattern in contents.SYSTEM_LIBRARIES)
        and name.startswith("libxcb")
    ]
    assert set(LIBRARIES) <= set(deb.PACKAGES) | set(brought)
