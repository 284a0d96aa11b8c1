"""Brush files of other programs, written straight from their specifications, for the tests."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import imagecodecs
import numpy as np

from canvas.formats.png_encode import encode_png


def tip(height: int = 5, width: int = 7) -> np.ndarray:
    """An uneven picture, H×W uint8."""
    return (np.arange(height * width, dtype=np.uint32) * 37 % 256).astype(np.uint8).reshape(height, width)


# --- GIMP -------------------------------------------------------------------------------------------------


def gbr(image: np.ndarray, name: str = "Stamp", version: int = 2, spacing: int = 20) -> bytes:
    """image: H×W uint8, or H×W×4 for a coloured one."""
    height, width = image.shape[:2]
    depth = 1 if image.ndim == 2 else 4
    text = name.encode() + b"\0"
    magic = b"" if version == 1 else b"GIMP" + struct.pack(">I", spacing)
    head = struct.pack(">5I", 20 + len(magic) + len(text), version, width, height, depth)
    return head + magic + text + image.tobytes()


def gih(images: list[np.ndarray], options: str, name: str = "Pipe") -> bytes:
    line = f"{len(images)} ncells:{len(images)} {options}"
    return f"{name}\n{line}\n".encode() + b"".join(gbr(image) for image in images)


# --- Photoshop --------------------------------------------------------------------------------------------


def _utf16(text: str) -> bytes:
    return struct.pack(">I", len(text) + 1) + text.encode("utf-16-be") + b"\0\0"


def abr_pixels(image: np.ndarray, packed: bool) -> bytes:
    """Bounds, depth, packing and rows. image: H×W uint8 or uint16."""
    height, width = image.shape
    big = image.astype(f">u{image.itemsize}")
    head = struct.pack(">4iHB", 3, 4, 3 + height, 4 + width, 8 * image.itemsize, int(packed))
    if not packed:
        return head + big.tobytes()
    rows = [imagecodecs.packbits_encode(row.tobytes()) for row in big]
    return head + struct.pack(f">{height}H", *(len(row) for row in rows)) + b"".join(rows)


def abr_sampled(image: np.ndarray, version: int, *, packed: bool, name: str = "Dots") -> bytes:
    body = struct.pack(">IH", 0, 40) + (_utf16(name) if version == 2 else b"") + b"\1" + bytes(8)
    body += abr_pixels(image, packed)
    return struct.pack(">HI", 2, len(body)) + body


def abr_computed(diameter: int = 30, hardness: int = 50, roundness: int = 40, angle: int = 30) -> bytes:
    body = struct.pack(">I5H", 0, 25, diameter, roundness, angle, hardness)
    return struct.pack(">HI", 1, len(body)) + body


def abr_old(version: int, *brushes: bytes) -> bytes:
    return struct.pack(">HH", version, len(brushes)) + b"".join(brushes)


def abr_new(
    images: dict[str, np.ndarray], minor: int = 2, *, version: int = 6, packed: bool = True, desc: bytes = b""
) -> bytes:
    """images: by their 36 letters."""
    samples = b""
    for key, image in images.items():
        body = b"$" + key.encode().ljust(36)[:36] + bytes(10 if minor == 1 else 264)
        body += abr_pixels(image, packed)
        samples += struct.pack(">I", len(body)) + body + bytes(-len(body) % 4)
    sections = _section(b"samp", samples) + (_section(b"desc", desc) if desc else b"")
    return struct.pack(">HH", version, minor) + sections


def _section(kind: bytes, body: bytes) -> bytes:
    return b"8BIM" + kind + struct.pack(">I", len(body)) + body + bytes(-len(body) % 4)


def descriptor(values: dict[str, object], kind: str = "null") -> bytes:
    """A descriptor of dicts, lists, texts, truth values, whole numbers and (as per cent) floats."""
    out = _utf16("") + _key(kind) + struct.pack(">I", len(values))
    return out + b"".join(_key(key) + _value(value) for key, value in values.items())


def _key(key: str) -> bytes:
    return (
        struct.pack(">I", 0) + key.encode() if len(key) == 4 else struct.pack(">I", len(key)) + key.encode()
    )


def _value(value: object) -> bytes:
    match value:
        case bool():
            return b"bool" + bytes([value])
        case int():
            return b"long" + struct.pack(">i", value)
        case float():
            return b"UntF#Prc" + struct.pack(">d", value)
        case str():
            return b"TEXT" + _utf16(value)
        case list():
            return b"VlLs" + struct.pack(">I", len(value)) + b"".join(_value(one) for one in value)
        case dict():
            return b"Objc" + descriptor(value)
    raise TypeError(value)


def presets(*brushes: dict[str, object]) -> bytes:
    """The "desc" section of these brushes."""
    return struct.pack(">I", 16) + descriptor({"Brsh": list(brushes)})


# --- Krita ------------------------------------------------------------------------------------------------


def kpp(params: dict[str, str], name: str = "Preset", kind: str = "paintbrush", resources: str = "") -> bytes:
    listed = "".join(f'<param name="{key}"><![CDATA[{value}]]></param>' for key, value in params.items())
    xml = f'<!DOCTYPE preset ><Preset name="{name}" paintopid="{kind}">{resources}{listed}</Preset>'
    return encode_png(np.zeros((4, 4, 4), np.uint8), text={"preset": xml, "version": "2.2"})


AUTO = (
    '<Brush type="auto_brush" spacing="0.2" angle="0" density="1" randomness="0">'
    '<MaskGenerator type="circle" diameter="42" ratio="0.5" hfade="0.7" vfade="0.7" spikes="2" id="default"/>'
    "</Brush>"
)


def file_brush(name: str, scale: float = 1.0) -> str:
    return f'<Brush type="png_brush" filename="{name}" spacing="0.3" scale="{scale}" angle="0"/>'


def bundle(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/x-krita-resourcebundle")
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


def write(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path
