"""EXIF: which way up a picture is, the words that generators leave in it, and writing such words.

Source: CIPA DC-008 (Exif 2.32): tag 0x0112 Orientation, 0x9286 UserComment, 0x010E ImageDescription.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping

import numpy as np
from PIL import Image, TiffImagePlugin

ORIENTATION, DESCRIPTION, MAKE, MODEL, SOFTWARE = 0x0112, 0x010E, 0x010F, 0x0110, 0x0131
X_RESOLUTION, Y_RESOLUTION, RESOLUTION_UNIT = 0x011A, 0x011B, 0x0128
EXIF_IFD, USER_COMMENT = 0x8769, 0x9286
_PREFIX = b"Exif\0\0"
_CODES = {b"ASCII\0\0\0": "latin-1", b"\0\0\0\0\0\0\0\0": "utf-8", b"JIS\0\0\0\0\0": "shift_jis"}
_UNICODE = b"UNICODE\0"
MOST_JPEG = 60_000  # bytes of an EXIF block: a JPEG segment holds 65,533

# All that Pillow has been seen to raise for a damaged block.
_DAMAGE = (
    OSError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError, AttributeError, RuntimeError,
    struct.error,
)  # fmt: skip


def parse_exif(block: bytes) -> Image.Exif | None:
    """An EXIF block, with or without its prefix; None where it is damaged."""
    exif = Image.Exif()
    try:
        exif.load(block if block.startswith(_PREFIX) else _PREFIX + block)
    except _DAMAGE:
        return None
    return exif


def orientation_of(exif: Image.Exif | None) -> int:
    """1 … 8 as in the specification; 1, upright, where nothing sensible is said."""
    try:
        value = exif.get(ORIENTATION, 1) if exif is not None else 1
    except _DAMAGE:
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def upright(pixels: np.ndarray, orientation: int) -> np.ndarray:
    """A picture (H×W or H×W×C) turned and mirrored as its orientation asks; may be a view."""
    if orientation >= 5:
        pixels = pixels.swapaxes(0, 1)
    if orientation in (3, 4, 7, 8):
        pixels = pixels[::-1]
    if orientation in (2, 3, 6, 7):
        pixels = pixels[:, ::-1]
    return pixels


def texts_of(exif: Image.Exif | None) -> dict[str, str]:
    """What generators write: 'parameters' from the user's comment; 'prompt:…' and the like by their key."""
    if exif is None:
        return {}
    texts: dict[str, str] = {}
    try:
        comment = exif.get_ifd(EXIF_IFD).get(USER_COMMENT)
        words = {tag: exif.get(tag) for tag in (DESCRIPTION, MAKE, MODEL)}
    except _DAMAGE:
        return {}
    if isinstance(comment, (bytes, str)):
        texts["parameters"] = _comment(comment) if isinstance(comment, bytes) else comment
    for value in words.values():
        if not isinstance(value, str):
            continue
        key, colon, rest = value.partition(":")  # as ComfyUI's nodes for WebP do: "prompt:{…}"
        if colon and key.strip().lower() in ("prompt", "workflow", "scumble") and rest.lstrip()[:1] == "{":
            texts[key.strip().lower()] = rest
    return {key: value for key, value in texts.items() if value.strip()}


def _comment(value: bytes) -> str:
    """A UserComment as text: its first 8 bytes name the code."""
    code, body = value[:8], value[8:]
    if code == _UNICODE:
        zeros_first, zeros_second = (
            body[0::2].count(0),
            body[1::2].count(0),
        )  # which end comes first is unsaid
        marked = body[:2] in (b"\xff\xfe", b"\xfe\xff")
        name = "utf-16" if marked else "utf-16-be" if zeros_first >= zeros_second else "utf-16-le"
        return body.decode(name, "replace").rstrip("\0")
    if code in _CODES:
        return body.decode(_CODES[code], "replace").rstrip("\0")
    return value.decode("utf-8", "replace").rstrip("\0")


def dpi_of(exif: Image.Exif | None) -> float | None:
    """Pixels per inch, None where nothing sensible is said."""
    try:
        across = float(exif.get(X_RESOLUTION, 0)) if exif is not None else 0.0
        unit = exif.get(RESOLUTION_UNIT, 2) if exif is not None else 0
    except _DAMAGE:
        return None
    scale = {2: 1.0, 3: 2.54}.get(unit) if isinstance(unit, int) else None
    return across * scale if scale is not None and across > 0 else None


def exif_with(text: Mapping[str, str], dpi: float | None = None) -> bytes:
    """An EXIF block (with its prefix) that holds 'parameters' as the user's comment, 'scumble' as the
    description, and the resolution in pixels per inch; b"" where there is none of them."""
    exif = Image.Exif()
    if dpi is not None:
        exif[X_RESOLUTION] = exif[Y_RESOLUTION] = TiffImagePlugin.IFDRational(round(dpi * 100), 100)
        exif[RESOLUTION_UNIT] = 2
    if "scumble" in text:
        exif[DESCRIPTION] = "scumble:" + text["scumble"]
    if "parameters" in text:
        exif.get_ifd(EXIF_IFD)[USER_COMMENT] = _UNICODE + text["parameters"].encode("utf-16-be", "replace")
    return exif.tobytes() if len(exif) or "parameters" in text else b""
