"""Krita's brushes: `.kpp`, a PNG with the preset in a text chunk, and `.bundle`, a zip of presets and tips.

Source: Krita's manual ("Brush presets", "Resource bundles") and the files that Krita 5 ships with.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree

from canvas.brush.entry import OWN, BrushEntry, clean_text, slug
from canvas.brush.tip import Tip
from canvas.brush_files.gimp_brush import is_gbr, is_gih, read_gbr, read_gih, tip_entry
from canvas.brush_files.imported import MOST_BRUSHES, MOST_BYTES, MOST_NOTES, Imported, left_out
from canvas.brush_files.krita_preset import Params, brush_of_params
from canvas.brush_files.mypaint import read_mypaint
from canvas.brush_files.tips import Room, make_tip, png_tip_picture
from canvas.errors import FormatError, Sentence
from canvas.formats.archive import Archive, opened_archive
from canvas.formats.limits import MIB, Limits
from canvas.formats.png_chunks import SIGNATURE, parse_text, walk
from canvas.formats.png_decode import png_header

TAG = "Krita"
_TEXT = 24 * MIB  # of a preset, unpacked: tips may be embedded
_MOST_ELEMENTS = 200_000  # in a preset
_LIMITS = Limits(members=20_000, member_bytes=256 * MIB, archive_bytes=1 << 30, text_bytes=_TEXT)
_TIP_ENDINGS = (".gbr", ".gih", ".png")
_PLAIN_DOCTYPE = re.compile(r"<!DOCTYPE\s+[A-Za-z]+\s*>")

TipSource = Callable[[str], bytes | None]  # a tip's file by its name


def is_kpp(head: bytes) -> bool:
    """Told by the first bytes: a PNG; whether it is a preset is seen in its text."""
    return head.startswith(SIGNATURE)


def is_bundle(head: bytes) -> bool:
    """Told by the first bytes: a zip; no other kind of brush file is one."""
    return head.startswith(b"PK\3\4")


def read_kpp(data: bytes, path: Path) -> Imported:
    """The one brush of a preset; its tip may lie beside it or in `brushes` next to its folder.

    A PNG that is no preset is a tip. Raises FormatError.
    """
    room = Room()
    if _preset_text(data) is None:
        title = clean_text(path.stem) or "Brush"
        return Imported((tip_entry(title, _png_tip(title, data, room), "PNG"),))

    def beside(name: str) -> bytes | None:
        for folder in (path.parent, path.parent.parent / "brushes"):
            found = folder / name
            if found.is_file() and found.stat().st_size <= MOST_BYTES:
                return found.read_bytes()
        return None

    entry, notes = _preset(data, clean_text(path.stem), Tips(beside, room))
    return Imported((entry,), tuple(notes))


def read_bundle(path: Path) -> Imported:
    """The presets of a bundle, MyPaint's brushes in it, then the tips that none of them has.

    What cannot be read is left out with a note. Raises FormatError if nothing can.
    """
    with opened_archive(path, _LIMITS.started(path.stat().st_size)) as archive:
        return _Bundle(archive).read()


class Tips:
    """The tips of one file by name, each made once."""

    def __init__(self, source: TipSource, room: Room) -> None:
        self._source = source
        self._room = room
        self._made: dict[str, Tip | None] = {}
        self.embedded: dict[str, bytes] = {}

    @property
    def asked(self) -> set[str]:
        return set(self._made)

    def find(self, name: str) -> Tip | None:
        """The tip of this name, None if it is missing or of an unknown kind. Raises FormatError."""
        name = PurePosixPath(name.replace("\\", "/")).name
        if name not in self._made:
            data = self.embedded.get(name) or (self._source(name) if name and "\0" not in name else None)
            self._made[name] = None if data is None else tip_of(name, data, self._room)
        return self._made[name]


def tip_of(name: str, data: bytes, room: Room) -> Tip | None:
    """A tip from the bytes of its file; None for an unknown kind. Raises FormatError."""
    path = Path(name)
    if data.startswith(SIGNATURE):
        return _png_tip(clean_text(path.stem), data, room)
    if is_gbr(data[:64]):
        return read_gbr(data, path).entries[0].brush.tip
    if is_gih(data[:4096]):
        return read_gih(data, path).entries[0].brush.tip
    return None


def _png_tip(title: str, data: bytes, room: Room) -> Tip:
    try:
        header = png_header(data)
    except StopIteration as error:
        raise FormatError("It is damaged: there is no picture in it.") from error
    room.check(header.width, header.height)
    return make_tip(title, [png_tip_picture(data, room.limits)])


class _Bundle:
    """One archive while it is read."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._notes: list[Sentence] = []
        self._tips = Tips(self._member, Room())
        self._files = {
            PurePosixPath(name).name: name for name in archive.names() if name.startswith("brushes/")
        }

    def read(self) -> Imported:
        entries: list[BrushEntry] = []
        for name in sorted(self._archive.names()):
            kind = PurePosixPath(name).suffix.lower()
            if not name.startswith("paintoppresets/") or kind not in (".kpp", ".myb"):
                continue
            if len(entries) >= MOST_BRUSHES:
                break
            entries += self._one(name)
        for short in sorted(self._files):
            if len(entries) < MOST_BRUSHES and short not in self._tips.asked:
                entries += self._tip(short)
        if not entries:
            raise FormatError("There is no brush in it that can be read.")
        return Imported(tuple(entries), tuple(self._notes[:MOST_NOTES]))

    def _member(self, name: str) -> bytes | None:
        full = self._files.get(name)
        return None if full is None else self._archive.read(full)

    def _one(self, name: str) -> list[BrushEntry]:
        short = clean_text(PurePosixPath(name).stem)
        try:
            data = self._archive.read(name)
            if name.lower().endswith(".myb"):
                imported = read_mypaint(data, Path(PurePosixPath(name).name))
                self._notes += imported.notes
                return list(imported.entries)
            entry, notes = _preset(data, short, self._tips)
        except FormatError as error:
            self._leave_out(short, error)
            return []
        self._notes += notes
        return [entry]

    def _tip(self, short: str) -> list[BrushEntry]:
        if PurePosixPath(short).suffix.lower() not in _TIP_ENDINGS:
            self._notes += left_out(short, ["a tip of an unknown kind"])
            return []
        try:
            tip = self._tips.find(short)
        except FormatError as error:
            self._leave_out(short, error)
            return []
        title = clean_text(PurePosixPath(short).stem.replace("_", " ")) or "Tip"
        return [] if tip is None else [tip_entry(title, tip, TAG)]

    def _leave_out(self, name: str, error: FormatError) -> None:
        self._notes.append(
            Sentence("“{name}” in it was left out. {reason}", name=name, reason=error.sentence)
        )


# --- one preset --------------------------------------------------------------------------------------


def _preset_text(data: bytes) -> str | None:
    """The preset's XML in a PNG. Raises FormatError if the PNG is damaged."""
    for kind, body, _ in walk(data):
        if kind in (b"tEXt", b"zTXt", b"iTXt") and bytes(body[:7]) == b"preset\0":
            return parse_text(kind, bytes(body), _LIMITS)[1]
    return None


def _preset(data: bytes, fallback: str, tips: Tips) -> tuple[BrushEntry, list[Sentence]]:
    text = _preset_text(data)
    if text is None:
        raise FormatError("There is no brush preset in this picture.")
    root = parse_xml(text)
    for resource in root.iter("resource"):
        name, body = resource.get("filename") or resource.get("name") or "", resource.text or ""
        try:
            tips.embedded[PurePosixPath(name).name] = base64.b64decode(body)
        except binascii.Error as error:
            raise FormatError("It is damaged: a brush tip in it makes no sense.") from error
    params = Params({one.get("name") or "": one.text or "" for one in root.iter("param")})
    title = clean_text((root.get("name") or fallback).replace("_", " ")) or "Brush"
    brush, missing = brush_of_params(params, root.get("paintopid") or "", tips.find)
    entry = BrushEntry(slug(title), title, brush, OWN, (TAG,)).with_id(slug(title))
    return entry, left_out(title, missing)


def parse_xml(text: str) -> ElementTree.Element:
    """Parse XML that may declare no entities: those can be made to grow without bound. Raises FormatError."""
    if text.count("<") > _MOST_ELEMENTS:
        raise FormatError("It holds more settings than any brush has, so it was not opened.")
    plain = _PLAIN_DOCTYPE.sub("", text)
    if "<!DOCTYPE" in plain or "<!ENTITY" in plain:
        raise FormatError("It declares things that no brush needs, so it was not opened.")
    try:
        return ElementTree.fromstring(plain)
    except (ElementTree.ParseError, ValueError, RecursionError) as error:
        raise FormatError("It is damaged: its settings cannot be read.") from error
