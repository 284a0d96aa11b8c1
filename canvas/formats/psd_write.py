"""Saving a document as a Photoshop file, PSD or the large PSB, for other programs to go on with.

Source: Adobe Photoshop File Formats Specification (November 2019).
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from functools import partial
from typing import BinaryIO

import numpy as np
from PIL import Image

from canvas.blend import BlendMode
from canvas.composite import flatten, flatten8, layer8, to_rgba16
from canvas.document import Document
from canvas.errors import FormatError, Sentence
from canvas.formats.colour import from_srgb, scaled_to, srgb_profile
from canvas.formats.exact8 import fits_8_bits
from canvas.formats.opened import SaveOptions
from canvas.formats.openraster_masks import mask_strips
from canvas.formats.psd_colour import RGB
from canvas.formats.psd_file import SIGNATURE
from canvas.formats.psd_pack import BAND, NOTHING, packed_planes, packed_rows
from canvas.formats.psd_planes import RUNS
from canvas.formats.psd_records import Entry, channels, entries, record, size_places
from canvas.formats.report import Lost, Report
from canvas.formats.shrink import shrunk
from canvas.geometry import Rect
from canvas.guides import Guides
from canvas.layer import Group, Layer, Mask
from canvas.tile import ONE, read

MOST_SIDE = 30_000  # pixels of a PSD
_MOST_BYTES = (1 << 31) - 1  # of a PSD
_THUMBNAIL_SIDE = 160
_MERGED_ALPHA = b"Transparency"


def write_psd(
    document: Document, stream: BinaryIO, options: SaveOptions, *, large: bool = False
) -> tuple[Sentence, ...]:
    """Write the document; the notes say what could not be kept. Raises FormatError, or the stream's OSError.

    Where the paint comes from 8-bit pixels exactly, or the options ask for it, the file has 8 bits a channel,
    else 16, which hold fix15 paint without loss. large: as a PSB, which has room for more. The stream
    can seek.
    """
    if not large and max(document.width, document.height) > MOST_SIDE:
        raise FormatError(
            "PSD pictures can be at most {most} pixels wide and high. Save this one as PSB instead.",
            most=MOST_SIDE,
        )
    report = Report()
    _report_lost(document, report)
    deep = options.depth > 8 and not _eight_bits(document)
    profile = _working_profile(options, report)
    _Writer(document, stream, deep, large, profile).write()
    if not large and stream.tell() > _MOST_BYTES:
        raise FormatError("The picture is too large for a PSD file. Save it as PSB instead.")
    return report.sentences()


write_psb = partial(write_psd, large=True)


def _working_profile(options: SaveOptions, report: Report) -> bytes | None:
    """The profile that colours are to be written in, None for sRGB."""
    if options.profile is None:
        return None
    try:
        from_srgb(np.zeros((1, 1, 3), np.uint8), options.profile)
    except FormatError as error:
        report.say(Sentence("{reason} The picture was saved in sRGB.", reason=error.sentence))
        return None
    report.say(
        Sentence(
            "In a colour profile other than sRGB, other programs mix layers a little differently. Save in "
            "sRGB to have them look the same."
        )
    )
    return options.profile


def _eight_bits(document: Document) -> bool:
    """Whether 8 bits hold all paint and masks exactly."""
    if not all(fits_8_bits(layer.tiles.values()) for layer in document.sheets()):
        return False
    masks = [node.mask for node in document.nodes() if node.mask is not None]
    return all(mask_strips(mask.tiles, mask.outside)[1].depth == 8 for mask in masks)


def _report_lost(document: Document, report: Report) -> None:
    for node in document.nodes():
        isolated = not (isinstance(node, Group) and node.pass_through)
        if node.blend is BlendMode.BEHIND and isolated:
            report.lost(Lost.BEHIND, node.name)
        if node.blend is BlendMode.ERASE and isolated:
            report.lost(Lost.ERASE, node.name)
        if isinstance(node, Layer) and node.recipe is not None:
            report.lost(Lost.RECIPE, node.name)
    if document.selection is not None:
        report.say(Sentence("The selection was not saved: Photoshop files have no place for it."))


class _Writer:
    """Writes the parts of the file one after another, and puts sizes in place once they are known."""

    def __init__(
        self, document: Document, stream: BinaryIO, deep: bool, large: bool, profile: bytes | None
    ) -> None:
        """profile: ICC, of RGB colours; None: sRGB."""
        self._document, self._stream, self._deep, self._large = document, stream, deep, large
        self._profile = profile
        self._start = stream.tell()
        small = flatten8(document)
        self._opaque = bool(small[:, :, 3].min() == 255)
        self._thumbnail = shrunk(small, _THUMBNAIL_SIDE)
        self._entries = list(entries(document.layers))

    def write(self) -> None:
        """Everything, from the stream's position on."""
        document, depth = self._document, 16 if self._deep else 8
        planes = 3 if self._opaque else 4
        size = (document.height, document.width)
        version = 2 if self._large else 1
        self._put(struct.pack(">4sH6xHIIHH", SIGNATURE, version, planes, *size, depth, RGB))
        self._put(bytes(4))  # no colour table
        resources = self._resources()
        self._put(struct.pack(">I", len(resources)) + resources)
        self._write_layers()
        self._write_merged(planes)

    def _resources(self) -> bytes:
        dpi = min(65535.0, max(1.0, self._document.dpi))
        fixed = round(dpi * 65536) & 0xFFFFFFFF
        active = next(
            (
                place
                for place, one in enumerate(self._entries)
                if not one.end and one.node.id == self._document.active
            ),
            0,
        )
        parts = {
            1005: struct.pack(">IHHIHH", fixed, 1, 1, fixed, 1, 1),  # in pixels per inch, shown in inches
            1024: struct.pack(">H", active),
            1036: _thumbnail(self._thumbnail),
            1039: self._profile or srgb_profile(),
            1057: _version_info(),
        }
        if self._document.guides:
            parts[1032] = _guides(self._document.guides)
        if not self._opaque:
            parts[1006] = bytes([len(_MERGED_ALPHA)]) + _MERGED_ALPHA
        return b"".join(_resource(number, data) for number, data in sorted(parts.items()))

    def _write_layers(self) -> None:
        with_layers = bool(self._entries)
        section = self._room()
        if not self._deep:
            body = self._room()
            if with_layers:
                self._write_records()
            self._fill_in(body, 2)
            self._put(bytes(4))  # no colours for masks in the window
        else:  # 16 bits stand in a block of their own
            self._put(bytes(8 if self._large else 4))
            self._put(bytes(4))
            if not self._opaque:
                self._put(b"8BIMMt16" + bytes(8 if self._large else 4))
            if with_layers:
                self._put(b"8BIMLr16")
                block = self._room()
                self._write_records()
                self._fill_in(block, 4)
        self._fill_in(section, 2)

    def _write_records(self) -> None:
        """The records, then the pixels of all, then the sizes of these into the records."""
        count = len(self._entries)
        self._put(struct.pack(">h", count if self._opaque else -count))
        starts: list[int] = []
        for number, entry in enumerate(self._entries, 1):
            starts.append(self._stream.tell())
            mask = None if entry.end else entry.node.mask
            mask_rect = Rect() if mask is None or not mask.tiles else mask_strips(mask.tiles, mask.outside)[0]
            self._put(record(entry, entry.rect, mask_rect, number, self._large))
        for entry, start in zip(self._entries, starts, strict=True):
            sizes = [self._put_pieces(pieces) for pieces in self._planes(entry)]
            end = self._stream.tell()
            for place, size in zip(size_places(entry, self._large), sizes, strict=True):
                self._stream.seek(start + place)
                self._put(struct.pack(">Q" if self._large else ">I", size))
            self._stream.seek(end)

    def _planes(self, entry: Entry) -> Iterator[list[bytes]]:
        """The packed planes of a record, in the order of `channels`."""
        rect = entry.rect
        if rect.empty or not isinstance(entry.node, Layer):
            yield from ([NOTHING] for _ in range(4))
        else:
            deflated = self._deep and entry.node.mask is None  # Krita opens none that has a mask
            bands = self._paint(entry.node, rect)
            red, green, blue, alpha = packed_planes(bands, 4, deflated, self._large)
            yield from (alpha, red, green, blue)
        if len(channels(entry)) > 4 and entry.node.mask is not None:
            yield self._mask(entry.node.mask)

    def _paint(self, layer: Layer, rect: Rect) -> Iterator[np.ndarray]:
        """A layer's pixels in bands, h×W×4 straight."""
        for band in _bands(rect):
            pixels = to_rgba16(read(layer.tiles, band)) if self._deep else layer8(layer, band)
            yield pixels if self._profile is None else from_srgb(pixels, self._profile)

    def _mask(self, mask: Mask) -> list[bytes]:
        if not mask.tiles:
            return [NOTHING]
        rect, _shape, strip = mask_strips(mask.tiles, mask.outside)
        dtype = np.dtype(np.uint16 if self._deep else np.uint8)
        bands = (
            scaled_to(strip(band.y, band.bottom), dtype)[:, :, None]
            for band in _bands(Rect(0, 0, rect.width, rect.height))
        )
        return packed_planes(bands, 1, deflated=False, large=self._large)[0]

    def _write_merged(self, planes: int) -> None:
        """The picture of all layers, as it looks on white, and its alpha."""
        rows = packed_rows(self._merged(planes), planes)
        self._put(RUNS.to_bytes(2, "big"))
        for plane in rows:
            self._put(plane.table(self._large))
        for plane in rows:
            self._put_pieces(plane.packed)

    def _merged(self, planes: int) -> Iterator[np.ndarray]:
        """The picture in bands, h×W×planes."""
        most = 65535 if self._deep else 255
        for band in _bands(self._document.rect):
            part = self._flattened(band).astype(np.uint32)
            part[:3] += ONE - part[3]
            values = (np.minimum(part[:planes], ONE) * most + ONE // 2) // ONE
            yield values.astype(np.uint16 if self._deep else np.uint8).transpose(1, 2, 0)

    def _flattened(self, band: Rect) -> np.ndarray:
        """All layers, 4×h×w fix15, premultiplied, in the profile's colours."""
        planes = flatten(self._document, band)
        if self._profile is None:
            return planes
        straight = from_srgb(to_rgba16(planes), self._profile)
        alpha = planes[3].astype(np.uint64)
        for plane, colour in zip(planes[:3], np.moveaxis(straight[:, :, :3], -1, 0), strict=True):
            plane[:] = (colour * alpha + 32767) // 65535
        return planes

    def _room(self) -> int:
        """Leave room for the size of what is written next; where that is."""
        self._put(bytes(8 if self._large else 4))
        return self._stream.tell()

    def _fill_in(self, start: int, padding: int) -> None:
        """Pad what was written since `start`, and put its size before it."""
        self._put(bytes(-(self._stream.tell() - start) % padding))
        end = self._stream.tell()
        wide = 8 if self._large else 4
        if (end - start) >> (8 * wide):
            raise FormatError("The picture is too large for a PSD file. Save it as PSB instead.")
        self._stream.seek(start - wide)
        self._put((end - start).to_bytes(wide, "big"))
        self._stream.seek(end)

    def _put(self, data: bytes) -> None:
        self._stream.write(data)

    def _put_pieces(self, pieces: list[bytes]) -> int:
        for piece in pieces:
            self._put(piece)
        return sum(len(piece) for piece in pieces)


def _bands(rect: Rect) -> Iterator[Rect]:
    for top in range(rect.y, rect.bottom, BAND):
        yield Rect(rect.x, top, rect.width, min(BAND, rect.bottom - top))


def _guides(guides: Guides) -> bytes:
    """Version, a grid of 576/32 pixels, then each guide: its place in 1/32 pixels, and 1 where horizontal."""
    return struct.pack(">IIII", 1, 576, 576, len(guides)) + b"".join(
        struct.pack(">iB", round(guide.at * 32), guide.horizontal) for guide in guides
    )


def _resource(number: int, data: bytes) -> bytes:
    return b"8BIM" + struct.pack(">HxxI", number, len(data)) + data + bytes(len(data) % 2)


def _thumbnail(rgba: np.ndarray) -> bytes:
    """A JPEG on white, H×W×4 uint8 before."""
    alpha = rgba[:, :, 3:].astype(np.float32) / 255
    pixels = np.rint(rgba[:, :, :3] * alpha + 255 * (1 - alpha)).astype(np.uint8)
    sink = io.BytesIO()
    Image.fromarray(pixels).save(sink, "JPEG", quality=85)
    data = sink.getvalue()
    height, width = pixels.shape[:2]
    line = (width * 24 + 31) // 32 * 4
    return struct.pack(">IIIIIIHH", 1, width, height, line, line * height, len(data), 24, 1) + data


def _version_info() -> bytes:
    """That there is a merged picture, and who wrote it."""
    name = "Scumble"
    text = struct.pack(">I", len(name)) + name.encode("utf-16-be")
    return struct.pack(">IB", 1, 1) + text + text + struct.pack(">I", 1)
