"""Which file names of a model page are let onto the disk: hostile names and pickled files are not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from pathlib import PurePosixPath

from inference.errors import HubRefused

WEIGHTS = frozenset({".safetensors", ".gguf"})
# .model: a sentencepiece vocabulary; .jinja: how a text encoder's prompt is laid out. Neither is run.
DATA = frozenset({".json", ".txt", ".model", ".jinja"})
# Opening one of these can run any program hidden in it.
PICKLED = frozenset({".ckpt", ".pt", ".pth", ".bin", ".pkl", ".pickle", ".joblib"})
PROGRAMS = frozenset({".py", ".pyc", ".so", ".dll", ".dylib", ".exe", ".sh", ".bat", ".ps1", ".whl"})

MOST_BYTES = 200  # of one name; file systems take 255, and staging adds endings
MOST_PATH = 400  # characters of the whole path inside the page
MOST_DEPTH = 8

# https://learn.microsoft.com/windows/win32/fileio/naming-a-file
_RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"\\|?*]')


def safe_path(name: str) -> PurePosixPath:
    """The path of a file below its model's folder, that means the same on every system.

    Raises HubRefused where it would leave the folder, where a system cannot hold it, and for programs and
    pickled files.
    """
    parts = name.split("/")
    fits = len(name) <= MOST_PATH and len(parts) <= MOST_DEPTH
    if not fits or not all(_is_plain(part) for part in parts):
        raise HubRefused(
            "The model page names a file '{name}', which could harm this computer. Nothing was downloaded; "
            "choose another model.",
            name=_shown(name),
        )
    suffix = PurePosixPath(name).suffix.lower()
    if suffix in PICKLED:
        raise HubRefused(
            "'{name}' is a pickled model ({suffix}): opening such a file can run any program hidden in it, "
            "so Scumble never does. Look for a .safetensors file on the model's page, or convert the file on "
            "a computer that holds nothing precious.",
            name=_shown(name),
            suffix=suffix,
        )
    if suffix in PROGRAMS:
        raise HubRefused(
            "'{name}' is a program. Scumble never runs programs that come with a model; choose another file.",
            name=_shown(name),
        )
    return PurePosixPath(name)


def refuse_clashes(names: Iterable[str]) -> None:
    """Raise HubRefused where two names are one file on systems that do not tell capitals or accents apart."""
    seen: set[str] = set()
    for name in names:
        folded = unicodedata.normalize("NFC", name).casefold()
        if folded in seen:
            raise HubRefused(
                "The model page holds two files named '{name}'. Nothing was downloaded; choose another one.",
                name=_shown(name),
            )
        seen.add(folded)


def _is_plain(part: str) -> bool:
    if part in ("", ".", "..") or part[-1] in ". " or part[0] in " -":
        return False
    if _FORBIDDEN.search(part) or _RESERVED.fullmatch(part.split(".")[0].rstrip()):
        return False
    # Lone surrogates, which JSON may hold, cannot be written; controls turn the text around on screen.
    if any(unicodedata.category(letter) in ("Cs", "Cc", "Cf") for letter in part):
        return False
    return len(part.encode()) <= MOST_BYTES


def _shown(name: str) -> str:
    """A hostile name made fit for a sentence."""
    plain = "".join(letter if letter.isprintable() else "?" for letter in name)
    return plain if len(plain) <= 80 else f"{plain[:40]}…{plain[-30:]}"


def folder_name(name: str) -> str:
    """The name of a page made fit for a folder on every system."""
    return name if _is_plain(name) else f"model_{re.sub(r'[^A-Za-z0-9_-]', '_', name)}"
