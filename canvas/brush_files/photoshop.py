"""Photoshop's brushes, `.abr` of versions 1, 2 and 6 to 10: what they are called, and their tips.

Source: Adobe Photoshop File Formats Specification (versions 1 and 2, packed rows, descriptors); for the
samples of version 6 and later, which Adobe does not describe, the layout that other programs' importers know.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np

from canvas.brush.entry import BrushEntry, clean_text
from canvas.brush.preset import LARGEST, SMALLEST, Brush
from canvas.brush_files.binary import Reader
from canvas.brush_files.descriptor import read_descriptor
from canvas.brush_files.gimp_brush import tip_entry
from canvas.brush_files.imported import Imported, check_count, left_out
from canvas.brush_files.photoshop_presets import brush_of_preset, round_entry
from canvas.brush_files.tips import Room, make_tip
from canvas.errors import FormatError, Sentence

TAG = "Photoshop"
_COMPUTED, _SAMPLED = 1, 2
_RAW, _PACKED = 0, 1
_KEY = 37  # bytes of the name by which version 6 knows a sample
_SHORT_HEAD, _LONG_HEAD = 10, 264  # bytes of unknown use before a sample, by sub-version


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """One picture of the file: coverage H×W uint8, and what is told with it."""

    image: np.ndarray
    name: str = ""
    key: str = ""
    spacing: float = 0.25  # in diameters


def is_abr(head: bytes) -> bool:
    """Told by the first bytes: a version, then a number of brushes or a section."""
    version, second = int.from_bytes(head[:2], "big"), int.from_bytes(head[2:4], "big")
    if version in (1, 2):
        kind = int.from_bytes(head[4:6], "big")
        return 0 < second < 10_000 and kind in (_COMPUTED, _SAMPLED)
    return version in (6, 7, 8, 9, 10) and second in (1, 2) and head[4:8] == b"8BIM"


def read_abr(data: bytes, path: Path) -> Imported:
    """The brushes of a file. Raises FormatError."""
    stem = clean_text(path.stem) or TAG
    reader = Reader(data)
    version, second = reader.u16(), reader.u16()
    if version in (1, 2):
        check_count(second)
        entries, notes = _read_old(reader, version, second, stem)
    elif version in (6, 7, 8, 9, 10) and second in (1, 2):
        entries, notes = _read_new(reader, second, stem)
    else:
        raise FormatError("It is a Photoshop brush file of an unknown version.")
    if not entries:
        raise FormatError("There is no brush in it that can be read.")
    return Imported(tuple(entries), tuple(notes))


# --- versions 1 and 2 --------------------------------------------------------------------------------


def _read_old(reader: Reader, version: int, count: int, stem: str) -> tuple[list[BrushEntry], list[Sentence]]:
    entries: list[BrushEntry] = []
    notes: list[Sentence] = []
    room = Room()
    for at in range(1, count + 1):
        kind, part = reader.u16(), reader.part(reader.u32())
        title = f"{stem} {at}"
        if kind == _COMPUTED:
            entries.append(_computed(part, title))
        elif kind == _SAMPLED:
            sample = _old_sample(part, version, room)
            if sample.image.any():
                title = sample.name or title
                tip = make_tip(title, [sample.image], spacing=sample.spacing)
                entries.append(tip_entry(title, tip, TAG))
        else:
            notes += left_out(title, ["a brush of an unknown kind"])
    return entries, notes


def _computed(part: Reader, title: str) -> BrushEntry:
    part.skip(4)
    spacing, diameter, roundness, angle, hardness = (part.u16() for _ in range(5))
    brush = Brush(
        size=min(max(float(diameter), SMALLEST), LARGEST),
        hardness=min(hardness / 100.0, 1.0),
        spacing=min(max(spacing / 100.0, 0.01), 10.0),
        roundness=min(max(roundness / 100.0, 0.05), 1.0),
        angle=-float(angle) % 180.0,  # Photoshop's goes against the clock
    )
    return round_entry(title, brush)


def _old_sample(part: Reader, version: int, room: Room) -> Sample:
    part.skip(4)
    spacing = part.u16()
    name = part.utf16() if version == 2 else ""
    part.skip(1 + 8)  # antialiasing, bounds in 16 bits
    return Sample(_pixels(part, room), name, "", min(max(spacing / 100.0, 0.01), 10.0))


def _pixels(part: Reader, room: Room) -> np.ndarray:
    """Bounds in 32 bits, depth, packing, rows: coverage H×W uint8."""
    top, left, bottom, right = (part.i32() for _ in range(4))
    depth, packing = part.u16(), part.u8()
    height, width = bottom - top, right - left
    room.check(width, height)
    if depth not in (8, 16) or packing not in (_RAW, _PACKED):
        raise FormatError("It is damaged: its pixels are of an unknown kind.")
    row = width * depth // 8
    data = bytes(part.take(height * row)) if packing == _RAW else b"".join(_unpacked(part, height, row))
    if depth == 8:
        return np.frombuffer(data, np.uint8).reshape(height, width)
    values = np.frombuffer(data, ">u2").reshape(height, width).astype(np.uint32)
    return ((values + 128) // 257).astype(np.uint8)


def _unpacked(part: Reader, height: int, row: int) -> Iterator[bytes]:
    """Rows packed by PackBits, their lengths before them."""
    lengths = [part.u16() for _ in range(height)]
    for length in lengths:
        try:
            line = imagecodecs.packbits_decode(bytes(part.take(length)), out=row)
        except (RuntimeError, ValueError) as error:  # imagecodecs' own errors are of the first kind
            raise FormatError("It is damaged: a brush tip in it cannot be unpacked.") from error
        if len(line) != row:
            raise FormatError("It is damaged: a brush tip in it cannot be unpacked.")
        yield bytes(line)


# --- version 6 and later -----------------------------------------------------------------------------


def _read_new(reader: Reader, second: int, stem: str) -> tuple[list[BrushEntry], list[Sentence]]:
    samples: dict[str, Sample] = {}
    presets: list[dict[str, Any]] = []
    notes: list[Sentence] = []
    while reader.left >= 12:
        if bytes(reader.take(4)) != b"8BIM":
            break
        kind, size = bytes(reader.take(4)), reader.u32()
        part = reader.part(min(size, reader.left))
        if kind == b"samp":
            samples = {sample.key: sample for sample in _new_samples(part, second)}
        elif kind == b"desc":
            try:
                presets = _presets(part)
            except FormatError:
                notes.append(
                    Sentence("The names and settings of its brushes could not be read, only their tips.")
                )
        reader.skip(min(-size % 4, reader.left))
    return _joined(samples, presets, stem, notes)


def _new_samples(part: Reader, second: int) -> Iterator[Sample]:
    room = Room()
    count = 0
    while part.left > 4:
        count += 1
        check_count(count)
        size = part.u32()
        sample = part.part(min(size, part.left))
        part.skip(min(-size % 4, part.left))
        key = bytes(sample.take(_KEY)).decode("latin-1")[1:].strip("\0 ")  # its first byte is its length
        sample.skip(_SHORT_HEAD if second == 1 else _LONG_HEAD)
        yield Sample(_pixels(sample, room), key=key)


def _presets(part: Reader) -> list[dict[str, Any]]:
    part.skip(4)  # the version of descriptors
    listed = read_descriptor(part).get("Brsh")
    presets = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    check_count(len(presets))
    return presets


def _joined(
    samples: dict[str, Sample], presets: list[dict[str, Any]], stem: str, notes: list[Sentence]
) -> tuple[list[BrushEntry], list[Sentence]]:
    """One brush for each preset, then one for each tip that no preset has."""
    entries: list[BrushEntry] = []
    used: set[str] = set()
    for at, preset in enumerate(presets, 1):
        key = _sample_key(preset)
        sample = samples.get(key)
        image = sample.image if sample is not None and sample.image.any() else None
        entry, missing = brush_of_preset(preset, image, f"{stem} {at}", bool(key))
        used.add(key)
        entries.append(entry)
        notes += left_out(entry.title, missing)
    for sample in samples.values():
        if sample.key not in used and sample.image.any():
            title = f"{stem} {len(entries) + 1}"
            entries.append(tip_entry(title, make_tip(title, [sample.image], spacing=sample.spacing), TAG))
    return entries, notes


def _sample_key(preset: dict[str, Any]) -> str:
    shape = preset.get("Brsh")
    key = shape.get("sampledData") if isinstance(shape, dict) else None
    return key.strip("\0 ") if isinstance(key, str) else ""
