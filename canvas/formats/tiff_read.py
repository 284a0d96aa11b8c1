"""Opening a TIFF: 8 to 64 bits, whole or floating-point, RGB, grey, CMYK or Lab; a layer for each page."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field, replace
from pathlib import Path

import imagecodecs
import numpy as np
from PIL import ImageOps

from canvas.document import Document
from canvas.errors import FormatError, Sentence
from canvas.formats import tiff_pages as tiff
from canvas.formats.limits import Limits, sound_dpi
from canvas.formats.metadata import settings_of
from canvas.formats.metadata_exif import upright
from canvas.formats.one_layer import converter
from canvas.formats.opened import Opened
from canvas.formats.picture import open_by_pillow, pillow_errors, pixels_of, watched
from canvas.formats.pixels import tiles_of, to_rgba
from canvas.formats.samples import Model, Samples, applicable
from canvas.formats.tiff_bands import Entry, bands
from canvas.formats.tiff_pages import Page, read_pages
from canvas.layer import Layer

_MODELS = {
    tiff.WHITE_IS_ZERO: Model.GREY,
    tiff.BLACK_IS_ZERO: Model.GREY,
    tiff.RGB: Model.RGB,
    tiff.CMYK: Model.CMYK,
    tiff.CIELAB: Model.LAB,
    tiff.ICCLAB: Model.LAB,
}
_COUNTS = {Model.GREY: 1, Model.RGB: 3, Model.CMYK: 4, Model.LAB: 3}
_BAND = 1 << 20  # pixels decoded and converted at a time
_MOST_PIECE = 1 << 30  # bytes unpacked of one strip or tile …
_DENSE = 16  # … unless it takes at least this part of them in the file
_PHOTOMETRIC, _SHORT = 262, 3
_REDUCED, _MASK = 1, 4  # bits of a page's subfile type


@dataclass(slots=True)
class _Said:
    """Sentences about the file, each once, in order."""

    notes: dict[Sentence, None] = field(default_factory=dict)

    def __call__(self, note: Sentence) -> None:
        self.notes.setdefault(note)


def read_tiff(path: Path, limits: Limits) -> Opened:
    """A layer for each page, the first at the bottom and shown. Raises FormatError or OSError."""
    if path.stat().st_size > limits.file_bytes:
        raise FormatError("“{name}” is too large to be a picture that can be opened.", name=path.name)
    return _read(path, path.read_bytes(), limits)


def _read(path: Path, data: bytes, limits: Limits) -> Opened:
    said = _Said()
    pages, more = read_pages(data, limits.layers, limits.check_time)
    wanted = [page for page in pages if not page.subfile & (_REDUCED | _MASK)] or list(pages[:1])
    _check(wanted, limits)
    if more:
        said(Sentence("The file has more than {count} pages; those after were left out.", count=len(pages)))
    if len(wanted) < len(pages):
        said(
            Sentence("Previews and masks in the file were left out: {count}.", count=len(pages) - len(wanted))
        )
    if any(page.photoshop for page in wanted):
        said(Sentence("Photoshop's layers in the file were left out; what they look like was opened."))
    layers: list[Layer] = []
    corners: list[tuple[int, int]] = []
    for number, page in enumerate(wanted):
        limits.next_picture(sum(page.pieces.sizes) if page.pieces else 0, page.width * page.height)
        for note in page.colour_notes:
            said(note)
        rgba = _pixels(path, data, page, limits, said)
        name = page.name if len(wanted) > 1 and page.name else ""
        name = name or (f"Page {number + 1}" if len(wanted) > 1 else path.stem or "Picture")
        layers.append(Layer(name, tiles=tiles_of(rgba, page.offset, limits.check_time), visible=number == 0))
        corners.append((page.offset[0] + rgba.shape[1], page.offset[1] + rgba.shape[0]))
    if len(wanted) > 1:
        said(
            Sentence("The file's {count} pages were opened as layers; the first is shown.", count=len(wanted))
        )
    return _opened(wanted[0], tuple(layers), corners, limits, said)


def _opened(
    first: Page, layers: tuple[Layer, ...], corners: list[tuple[int, int]], limits: Limits, said: _Said
) -> Opened:
    width, height = max(1, max(x for x, _ in corners)), max(1, max(y for _, y in corners))
    limits.check_size(width, height)
    document = Document(width, height, layers, layers[0].id, dpi=sound_dpi(first.dpi))
    text = {"parameters": first.description} if "Steps:" in first.description else {}
    return Opened(document, tuple(said.notes), text, settings_of(text), first.profile)


def _check(pages: list[Page], limits: Limits) -> None:
    """Refuse what is too large, one by one and together. Raises FormatError."""
    area, amount = 0, 0
    for page in pages:
        limits.check_size(page.width, page.height)
        area += page.width * page.height
        amount = max(amount, page.width * page.height * sum(page.bits) // 8)
    if area > limits.total_pixels or 8 * area > limits.total_bytes or amount > limits.total_bytes:
        raise FormatError("The pages of the file do not fit into memory.")


def _pixels(path: Path, data: bytes, page: Page, limits: Limits, said: _Said) -> np.ndarray:
    """A page as H×W×4 straight sRGB, uint8 or uint16, upright."""
    model = _MODELS.get(page.photometric)
    even = len(set(page.bits)) == 1 and page.bits[0] in (8, 16, 32, 64) and len(page.bits) == page.samples
    if model is None or not even or page.compression in tiff.JPEGS or page.samples < _COUNTS[model]:
        return _by_pillow(path, page, limits, said)
    if model is Model.CMYK and page.inks != 1:
        raise FormatError("The TIFF picture's inks are not known here. Save it as RGB.")
    pieces = page.pieces
    if pieces is None:
        raise FormatError("A page of the TIFF picture is damaged.")
    piece = page.width * pieces.rows * sum(page.bits) // 8  # bytes
    if piece > _MOST_PIECE and piece > _DENSE * max(pieces.sizes):
        raise FormatError(
            "A page of the TIFF picture is packed in one piece that is too large. Save it in strips."
        )
    entries = [_without_inks(entry, page.order) for entry in page.entries]
    out: np.ndarray | None = None
    top = 0
    for height, band in bands(data, page.order, entries, pieces, max(1, _BAND // page.width)):
        part = _converted(_raw(band, height, page, model, said), page, model, said)
        if out is None:
            out = np.empty((page.height, page.width, 4), part.dtype)
        out[top : top + height] = part
        top += height
        limits.check_time()
    assert out is not None
    return upright(out, page.orientation)


def _without_inks(entry: Entry, order: str) -> Entry:
    """CMYK told as grey with more channels: else the decoder mixes the inks."""
    if entry.tag != _PHOTOMETRIC or struct.unpack_from(order + "H", entry.value)[0] != tiff.CMYK:
        return entry
    return replace(entry, kind=_SHORT, value=struct.pack(order + "H", tiff.BLACK_IS_ZERO))


def _raw(band: bytes, height: int, page: Page, model: Model, said: _Said) -> np.ndarray:
    """Some rows of a page as H×W×C samples. Raises FormatError."""
    try:
        raw = imagecodecs.tiff_decode(band, index=0)
    except (IndexError, ValueError, imagecodecs.TiffError) as error:
        raise FormatError("A page of the TIFF picture is damaged.") from error
    shape = (page.samples, height, page.width) if page.planar else (height, page.width, page.samples)
    if raw.dtype.kind not in "uif" or raw.size != height * page.width * page.samples:
        raise FormatError("A page of the TIFF picture is damaged.")
    raw = _unsigned(raw.reshape(shape), model, said)
    return np.moveaxis(raw, 0, -1) if page.planar else raw


def _unsigned(raw: np.ndarray, model: Model, said: _Said) -> np.ndarray:
    """Signed whole numbers without their sign: nought is black, the largest is white."""
    if raw.dtype.kind != "i":
        return raw
    unsigned = np.dtype(f"u{raw.dtype.itemsize}")
    if model is Model.LAB:  # a* and b* are signed in any case
        return raw.view(unsigned)
    said(Sentence("The picture's numbers can be negative: those below nought became black."))
    bits = 8 * raw.dtype.itemsize
    positive = np.maximum(raw, 0).view(unsigned)
    return (positive << unsigned.type(1)) | (positive >> unsigned.type(bits - 2))


def _by_pillow(path: Path, page: Page, limits: Limits, said: _Said) -> np.ndarray:
    """What only Pillow decodes: palettes, few bits, JPEG inside."""
    with (
        pillow_errors(path),
        path.open("rb") as stream,
        open_by_pillow(watched(stream, limits), ("TIFF",), limits) as image,
    ):
        image.seek(page.index)
        image.load()
        limits.check_time()
        pixels, converted = pixels_of(ImageOps.exif_transpose(image), page.profile, limits.check_time)
    rgba = to_rgba(pixels)
    if converted:
        return rgba
    convert, notes = converter(page.profile, limits.check_time)
    for note in notes:
        said(note)
    return convert(rgba)


def _converted(raw: np.ndarray, page: Page, model: Model, said: _Said) -> np.ndarray:
    """Rows of a page, H×W×C samples as the file holds them, to straight sRGB."""
    count = _COUNTS[model]
    profile = None
    if page.profile:
        try:
            profile = applicable(page.profile, model)
        except FormatError as error:
            said(Sentence("{reason} The colours were taken as sRGB.", reason=error.sentence))
    if model in (Model.CMYK, Model.LAB):
        said(Sentence("The picture was not in RGB: its colours were converted and may look different."))
    extra = page.extra or ((tiff.UNASSOCIATED,) if page.samples == count + 1 else ())
    alpha = next((place for place, kind in enumerate(extra) if kind in (1, 2)), None)
    if page.samples - count - (alpha is not None) > 0:
        said(Sentence("Channels of the file that are no colours were left out."))
    floating = raw.dtype.kind == "f"
    samples = Samples(model, profile, linear=floating and profile is None)
    out: np.ndarray | None = None
    rows = max(1, _BAND // page.width)
    for top in range(0, len(raw), rows):
        band = raw[top : top + rows].reshape(-1, raw.shape[2])
        colours = _plain(band[:, :count], page, said)
        opacity = np.full(len(colours), 255, np.uint8)
        if alpha is not None and count + alpha < raw.shape[2]:
            opacity = _depth(band[:, count + alpha])
            if extra[alpha] == tiff.ASSOCIATED:
                colours = _straight(colours, opacity)
        part = samples.rgba(np.ascontiguousarray(colours), opacity)
        if out is None:
            out = np.empty((len(raw), page.width, 4), part.dtype)
        out[top : top + rows] = part.reshape(-1, page.width, 4)
    assert out is not None
    return out


def _plain(colours: np.ndarray, page: Page, said: _Said) -> np.ndarray:
    """N×C as `Samples` takes them: uint8, uint16 or float32, black is 0, Lab as ICC says it."""
    if page.photometric == tiff.CIELAB and colours.dtype.kind == "u":
        return _lab(_depth(colours))
    if page.photometric == tiff.ICCLAB and colours.dtype == np.uint16:  # 0xFF00 is 100 there
        return np.minimum(colours.astype(np.uint32) * 257 // 256, 65535).astype(np.uint16)
    if colours.dtype.kind == "f":
        known = colours[np.isfinite(colours)]
        if known.size and (known.max() > 1.001 or known.min() < -0.001):
            said(Sentence("Colours brighter than white or darker than black were cut off."))
    colours = _depth(colours)
    if page.photometric == tiff.WHITE_IS_ZERO:
        colours = 1 - colours if colours.dtype == np.float32 else np.iinfo(colours.dtype).max - colours
    if page.photometric == tiff.CMYK and colours.dtype == np.float32:
        return np.rint(np.nan_to_num(np.clip(colours, 0, 1)) * 65535).astype(np.uint16)
    return colours


def _lab(values: np.ndarray) -> np.ndarray:
    """L* over all of the range, a* and b* two's complement, to uint16 with 128 in the middle."""
    if values.dtype == np.uint8:
        return (values ^ np.array([0, 128, 128], np.uint8)).astype(np.uint16) * np.uint16(257)
    whole = (values ^ np.array([0, 32768, 32768], np.uint16)).astype(np.uint32)
    whole[:, 1:] = np.minimum(whole[:, 1:] * 257 // 256, 65535)
    return whole.astype(np.uint16)


def _depth(values: np.ndarray) -> np.ndarray:
    """uint8, uint16 or float32 of any whole or floating-point numbers."""
    if values.dtype.kind == "f":
        with np.errstate(over="ignore"):
            return values.astype(np.float32)
    if values.dtype == np.uint32:
        return (values >> 16).astype(np.uint16)
    if values.dtype == np.uint64:
        return (values >> 48).astype(np.uint16)
    return values


def _straight(colours: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    """Colours that were multiplied by alpha, as they were before."""
    if colours.dtype == np.float32:
        safe = np.where(alpha > 0, alpha, 1)
        return np.nan_to_num(colours / safe[:, None], nan=0.0, posinf=1.0, neginf=0.0).astype(np.float32)
    most = int(np.iinfo(colours.dtype).max)
    safe = np.maximum(alpha.astype(np.uint64), 1)[:, None]
    return np.minimum((colours.astype(np.uint64) * most + safe // 2) // safe, most).astype(colours.dtype)
