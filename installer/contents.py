"""What goes into the package and what stays out: the lists that the build reads, each with its reason."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("app", "canvas", "inference")

# The AI runtime is installed by the program itself, with the packages that fit the computer.
AI = (
    "torch",
    "diffusers",
    "transformers",
    "accelerate",
    "safetensors",
    "tokenizers",
    "gguf",
    "huggingface_hub",
)

# What packages would use if it were there, and what Scumble never calls of them.
UNUSED = (
    "IPython", "PyQt5", "PyQt6", "PySide2", "matplotlib", "pandas", "scipy", "pytest", "hypothesis",
    "_uuid", "tkinter", "_tkinter", "idlelib", "lib2to3", "pydoc_data", "ensurepip", "distutils",
    "setuptools",
    "pkg_resources", "wheel", "pip", "curses", "readline", "turtledemo",
    "numba.cuda", "numba.tests", "numba.testing", "numba.pycc", "llvmlite.tests",
    "numpy.f2py", "numpy.testing", "numpy.tests", "numpy.distutils",
    "cv2.gapi", "PIL.ImageQt", "PIL.ImageTk", "PIL._imagingtk", "PIL.ImageShow", "imagecodecs.numcodecs",
    "numcodecs", "zarr", "tifffile", "zstandard.backend_cffi", "zstandard._cffi",
)  # fmt: skip

# imagecodecs is one extension module for each format; the program reads and writes with these.
CODECS = ("imcd", "shared", "shared_cython", "avif", "cms", "lzf", "png", "spng", "tiff", "webp")

# Qt as far as the window needs it. What plugins and libraries link with comes along by itself.
QT_MODULES = ("QtCore", "QtGui", "QtWidgets", "QtSvg")
QT_PLUGINS = (
    "iconengines/*svg*", "imageformats/*qsvg*", "imageformats/*jpeg*", "imageformats/*qico*",
    "platforms/*xcb*", "platforms/*qwayland*", "platforms/*offscreen*", "platforms/*windows*",
    "platforms/*cocoa*",
    "platforminputcontexts/*compose*", "platforminputcontexts/*ibus*", "platformthemes/*", "styles/*",
    "wayland-*", "xcbglintegrations/*",
)  # fmt: skip
QT_LIBRARIES_OUT = ("Qt6Network", "Qt6EglF", "QtNetwork.", "QtDBus.", "Qt6Quick", "Qt6Qml", "Qt6Pdf")

# numba's other thread pools: the kernels run on its own, "workqueue".
POOLS_OUT = ("numba/np/ufunc/omppool", "numba/np/ufunc/tbbpool")

# What PyInstaller runs at every start for the sake of modules that no room imports: 25 ms.
HOOKS_OUT = {"pyi_rth_multiprocessing": "multiprocessing", "pyi_rth_pkgutil": "pkgutil"}

# Every desktop has these, and they must fit its drivers, screen and fonts: they are never brought along.
# (PyInstaller leaves out libc and its parts by itself.) libz, libstdc++ and libgcc_s: what the system's
# graphics drivers are linked with has to be the system's own.
SYSTEM_LIBRARIES = (
    "libX*", "libxcb.so*", "libxcb-dri*", "libxcb-glx*", "libxcb-present*", "libwayland-*", "libdbus-1*",
    "libfontconfig*", "libfreetype*", "libglib-2*", "libgthread-2*", "libgobject-2*", "libgio-2*",
    "libgmodule-2*",
    "libxcb-randr*", "libxcb-shm*", "libxcb-sync*", "libxcb-xfixes*", "libxkbcommon*", "libEGL*", "libGL*",
    "libOpenGL*", "libdrm*", "libgbm*", "libexpat*", "libz.so*", "libstdc++*", "libgcc_s*",
    "libgtk*", "libgdk*", "libpango*", "libcairo*", "libatk*", "libatspi*", "libharfbuzz*", "libfribidi*",
    "libepoxy*", "libpixman*", "libthai*", "libdatrie*", "libgraphite2*", "libsystemd*", "libgcrypt*",
    "libgpg-error*", "libcap.so*", "libselinux*", "libmount*", "libblkid*", "libpcre*", "libgomp.so*",
    "libzstd.so*", "liblz4.so*", "libbrotli*.so.1", "libpng16.so*", "libjpeg.so*", "libtinfo*",
    "libreadline*",
    "libncurses*", "libgssapi_krb5*", "libkrb5*", "libk5crypto*", "libcom_err*", "libkeyutils*", "libbsd.so*",
    "libmd.so*", "libICE*", "libSM*",
)  # fmt: skip

# Libraries of OpenCV's wheel that only its functions for video and picture files call, which Scumble does not
# use: each is replaced by an empty one with the same name (`installer.trim`).
CV2_UNCALLED = ("libavcodec", "libavformat", "libavutil", "libswscale", "libavif")
CV2_FOLLOWING = (
    "libswresample",
    "libvpx",
    "libaom",
    "libcrypto",
    "libssl",
    "libdrm",
)  # needed by those alone
CV2_NEVER = (  # functions that would call them
    "VideoCapture", "VideoWriter", "imread", "imreadmulti", "imdecode", "imdecodemulti", "imwrite",
    "imwritemulti",
    "imencode", "imencodemulti", "imreadanimation", "imwriteanimation", "imdecodeanimation",
    "imencodeanimation",
    "imcount", "haveImageReader", "haveImageWriter",
)  # fmt: skip

# What the kernels of a package are made for, so that other computers run them; by `platform.machine()`.
# x86-64-v3: Intel since Haswell (2013), AMD since Excavator (2015). Others compile at the first start.
PROCESSORS = {"x86_64": "x86-64-v3", "AMD64": "x86-64-v3", "arm64": "apple-m1", "aarch64": "generic"}

# The oldest systems that the Linux packages are for have these: Ubuntu 22.04's glibc and libstdc++.
OLDEST_GLIBC, OLDEST_GLIBCXX = (2, 35), (3, 4, 30)


def version() -> str:
    """The program's version, from the one place that states it."""
    text = (ROOT / "app" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'^VERSION = "([^"]+)"', text, re.MULTILINE)
    if found is None:
        raise ValueError("app/__init__.py states no VERSION")
    return found.group(1)


APP_ID = "org.scumble.Scumble"
_MADE = (".py", ".pyc", ".kernels", ".nbi", ".nbc", ".tmp")  # sources, and what is made of them
KERNEL_SOURCES = ("kernels/*.py", "geometry.py", "blend.py")  # as `canvas.kernels.library.INGREDIENTS`


def data_files() -> Iterator[tuple[Path, str]]:
    """The files that the program reads at run time, with the folder of the package that each goes to."""
    yield from resource_files("")
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*")):
            if path.is_file() and path.suffix not in _MADE and "__pycache__" not in path.parts:
                yield path, path.parent.relative_to(ROOT).as_posix()
    for pattern in KERNEL_SOURCES:  # the kernel library is checked against the sources that it was made from
        for path in sorted((ROOT / "canvas").glob(pattern)):
            yield path, path.parent.relative_to(ROOT).as_posix()
    yield ROOT / "LICENSE", "."


def resource_files(beneath: str) -> Iterator[tuple[Path, str]]:
    """What lies in resources/`beneath`, without what only its makers need."""
    for path in sorted((ROOT / "resources" / beneath).rglob("*")):
        if path.is_file() and path.suffix not in (".ts", ".pyc", ".py"):
            yield path, path.parent.relative_to(ROOT).as_posix()


def runtime_sources() -> Iterator[Path]:
    """What a worker in the AI runtime imports and reads, relative to the root of the sources."""
    yield from sorted(path.relative_to(ROOT) for path in (ROOT / "inference").rglob("*.py"))
    yield Path("resources/__init__.py")
    yield Path("resources/models.json")
    configs = (ROOT / "resources" / "model_configs").rglob("*")
    yield from sorted(path.relative_to(ROOT) for path in configs if path.is_file() and path.suffix != ".pyc")


def languages() -> list[str]:
    """The languages that the window speaks, by the names of their files."""
    files = (ROOT / "resources" / "translations").glob("scumble_*.ts")
    return sorted(path.stem.removeprefix("scumble_") for path in files)
