"""Opening Photoshop files, PSD and the large PSB, from any program, damaged and hostile ones too.

What a layer has that we have not is gathered in a report; see `report`.
"""

from __future__ import annotations

import io
import struct
from pathlib import Path

import numpy as np
from PIL import Image, UnidentifiedImageError

from canvas.document import Document
from canvas.errors import FormatError, Sentence
from canvas.formats.limits import MIB, Limits, sound_dpi
from canvas.formats.opened import Opened
from canvas.formats.psd_build import Builder
from canvas.formats.psd_colour import COUNTS, Colours, colours_of
from canvas.formats.psd_file import PsdFile, parse, read_header
from canvas.formats.psd_paint import PsdPaint
from canvas.formats.psd_source import Source
from canvas.formats.psd_tree import tree_of
from canvas.formats.report import Report
from canvas.formats.samples import worth_keeping
from canvas.guides import MOST, Guides, guides_at
from canvas.layer import Layer, Node

RESOLUTION, ALPHA_NAMES, STATE, GUIDES = 1005, 1006, 1024, 1032
THUMBNAIL, PROFILE, UNICODE_NAMES, TRANSPARENT, COMPS = 1036, 1039, 1045, 1047, 1065
PATHS = range(2000, 2998)
_THUMBNAIL_HEAD = 28  # bytes before the JPEG
_MOST_THUMBNAIL = 8 * MIB
_THUMBNAIL_SIDE = 1024  # pixels


def read_psd(path: Path, limits: Limits) -> Opened:
    """Open a document. Raises FormatError, or OSError if the file cannot be read at all.

    A layer whose pixels are missing or damaged is left out with a note. Where no layer can be read, the
    merged picture is opened instead, also with a note.
    """
    with path.open("rb") as stream:
        file = parse(Source(stream, 0, path.stat().st_size), limits)
        report = Report()
        transparent = int.from_bytes(file.resource(TRANSPARENT)[:2] or b"\xff\xff", "big")
        colours, notes = colours_of(
            file.header.mode,
            _profile(file, limits),
            file.palette.take(min(file.palette.left, 768)),
            transparent if transparent < 256 else -1,
        )
        report.say(*notes)
        document = _document(path, file, colours, limits, report)
    return Opened(document, report.sentences(), profile=worth_keeping(colours.profile))


def read_psd_thumbnail(path: Path, limits: Limits) -> np.ndarray:
    """The small picture that the file carries, H×W×4 uint8 RGBA. Raises FormatError or OSError."""
    with path.open("rb") as stream:
        file = read_header(Source(stream, 0, path.stat().st_size), limits)
        source = file.resources.get(THUMBNAIL)
        if source is None or not _THUMBNAIL_HEAD < source.left <= _MOST_THUMBNAIL:
            raise FormatError("The file carries no small picture of itself.")
        data = source.take(source.left)[_THUMBNAIL_HEAD:]
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG",)) as image:
            if max(image.size) > _THUMBNAIL_SIDE:
                raise FormatError("The file carries no small picture of itself.")
            return np.asarray(image.convert("RGBA"))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise FormatError("The file's small picture of itself is damaged.") from error


def _document(path: Path, file: PsdFile, colours: Colours, limits: Limits, report: Report) -> Document:
    header = file.header
    paint = PsdPaint(file, colours, limits, report)
    nodes: tuple[Node, ...] = ()
    active = ""
    if file.records:
        tree = tree_of(file.records, limits.depth)
        if not (file.whole and tree.whole):
            report.say(
                Sentence("The file is damaged: some of its layers may be missing or out of their groups.")
            )
        painted = paint.layers(tree.layers())
        if painted or not any(True for _ in tree.layers()):
            builder = Builder(file, painted, paint, colours, report)
            nodes, active = builder.built(tree.top), builder.active(_active(file))
    elif not file.whole:
        report.say(Sentence("The file's layers are damaged."))
    if not nodes:
        nodes = (Layer(path.stem or "Picture", tiles=paint.merged(_merged_alpha(file))),)
        if file.records or not file.whole:
            report.say(
                Sentence("None of its layers could be read: the picture of them all was opened instead.")
            )
    _say_what_else(file, report)
    return Document(header.width, header.height, nodes, active, dpi=_dpi(file), guides=_guides(file))


def _profile(file: PsdFile, limits: Limits) -> bytes:
    source = file.resources.get(PROFILE)
    return b"" if source is None or source.left > limits.profile_bytes else file.resource(PROFILE)


def _dpi(file: PsdFile) -> float:
    """16.16 pixels per inch, whatever the unit that is shown."""
    return sound_dpi(int.from_bytes(file.resource(RESOLUTION)[:4], "big") / 65536)


def _guides(file: PsdFile) -> Guides:
    """Each is five bytes: its place in 1/32 pixels, then 0 for a vertical one or 1 for a horizontal one."""
    data = file.resource(GUIDES)
    count = min(int.from_bytes(data[12:16], "big"), (len(data) - 16) // 5, MOST)
    found = [struct.unpack_from(">iB", data, 16 + 5 * number) for number in range(count)]
    horizontal, vertical = ([place / 32 for place, kind in found if kind == wanted] for wanted in (1, 0))
    return guides_at(horizontal, vertical)


def _active(file: PsdFile) -> int:
    """Place of the record that was worked on."""
    said = file.resource(STATE)[:2]
    return int.from_bytes(said, "big") if len(said) == 2 else -1


def _merged_alpha(file: PsdFile) -> bool:
    """Whether the first channel after the colours is alpha, not a saved selection or an ink."""
    if file.merged_alpha:
        return True
    names = file.resource(ALPHA_NAMES)[:256]
    wide = file.resource(UNICODE_NAMES)[:256]
    if not names and not wide:
        return not file.records
    first = names[1 : 1 + names[0]] if names else wide[4:].decode("utf-16-be", errors="replace").encode()
    return first.startswith(b"Transparency")


def _say_what_else(file: PsdFile, report: Report) -> None:
    """Note what belongs to the picture as a whole and is not kept."""
    extra = file.header.channels - COUNTS[file.header.mode] - (1 if _merged_alpha(file) else 0)
    if extra > 0:
        report.say(Sentence("Saved selections and extra inks were left out: {count}.", count=extra))
    paths = sum(number in file.resources for number in PATHS)
    if paths:
        report.say(Sentence("Paths were left out: {count}.", count=paths))
    if COMPS in file.resources and len(file.resource(COMPS)) > 64:
        report.say(Sentence("Layer comps were left out."))
