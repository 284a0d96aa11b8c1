"""From the colours of a Photoshop file, of whatever kind and depth, to straight sRGB with alpha."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from canvas.errors import FormatError, Sentence
from canvas.formats.colour import encoded, from_lab, scaled_to, to_srgb, turned
from canvas.formats.watch import Check, unwatched

BITMAP, GREY, INDEXED, RGB, CMYK, DUOTONE, LAB = 0, 1, 2, 3, 4, 8, 9
COUNTS = {BITMAP: 1, GREY: 1, INDEXED: 1, RGB: 3, CMYK: 4, DUOTONE: 1, LAB: 3}  # planes of colour
_BAND = 1 << 20  # pixels converted at a time


@dataclass(frozen=True, slots=True)
class Colours:
    """How the numbers of a file's planes become colours; ready to be used on several threads at once."""

    mode: int
    profile: bytes | None = None  # one that is known to work for the mode
    palette: np.ndarray | None = None  # 256×3 uint8
    transparent: int = -1  # index of the palette's colour that is not there

    def rgba(
        self, planes: Mapping[int, np.ndarray], shape: tuple[int, int], check: Check = unwatched
    ) -> np.ndarray:
        """H×W×4 straight sRGB, uint8 or uint16, from planes (uint8, uint16 or float32) by their numbers.

        −1 is alpha; a colour that is missing counts as nought, alpha as opaque. check: called
        between bands of rows.
        """
        height, width = shape
        colours = [planes.get(number) for number in range(COUNTS[self.mode])]
        kind = next(iter(planes.values())).dtype
        deep = kind != np.uint8 or self.mode in (CMYK, LAB)
        out = np.empty((height, width, 4), np.uint16 if deep else np.uint8)
        alpha = planes.get(-1)
        rows = max(1, _BAND // width)
        for top in range(0, height, rows):
            band = slice(top, min(top + rows, height))
            size = (band.stop - top, width)
            parts = [np.zeros(size, kind) if plane is None else plane[band] for plane in colours]
            out[band, :, :3] = self._converted(parts)
            out[band, :, 3] = np.iinfo(out.dtype).max if alpha is None else scaled_to(alpha[band], out.dtype)
            if self.transparent >= 0 and self.mode == INDEXED:
                out[band, :, 3][parts[0] == self.transparent] = 0
            check()
        if self.profile is not None and self.mode in (RGB, INDEXED) and kind != np.float32:
            return to_srgb(out, self.profile, check)
        return out

    def _converted(self, parts: list[np.ndarray]) -> np.ndarray:
        """Some rows, H×W×3 or H×W×1; RGB of 8 or 16 bits is left as it is."""
        if self.mode == INDEXED and self.palette is not None:
            return self.palette[parts[0]]
        if self.mode == CMYK:
            return self._from_inks([scaled_to(part, np.dtype(np.uint16)) for part in parts])
        if self.mode == LAB:
            return from_lab(np.stack([scaled_to(part, np.dtype(np.uint16)) for part in parts], axis=-1))
        if parts[0].dtype == np.float32:
            return self._from_light(np.stack(parts, axis=-1))
        if len(parts) == 1:
            return self._from_grey(parts[0])
        return np.stack(parts, axis=-1)

    def _from_light(self, light: np.ndarray) -> np.ndarray:
        """Floating-point colours are linear: H×W×C float32 to uint16."""
        light = np.clip(light, 0, 1)
        if self.profile is None:
            return np.rint(encoded(light) * 65535).astype(np.uint16)
        if light.shape[2] == 1:
            return turned(light[:, :, 0], self.profile, "gray")
        return turned(light, self.profile, "rgb")

    def _from_grey(self, grey: np.ndarray) -> np.ndarray:
        if self.profile is None or self.mode == BITMAP:
            return grey[:, :, None]
        return scaled_to(turned(grey, self.profile, "gray"), grey.dtype)

    def _from_inks(self, parts: list[np.ndarray]) -> np.ndarray:
        """The file holds how much of each ink is missing."""
        if self.profile is not None:
            return turned(np.uint16(65535) - np.stack(parts, axis=-1), self.profile, "cmyk")
        colours, black = np.stack(parts[:3], axis=-1), parts[3][:, :, None]
        return ((colours.astype(np.uint32) * black + 32767) // 65535).astype(np.uint16)


def colours_of(
    mode: int, profile: bytes, palette: bytes, transparent: int
) -> tuple[Colours, tuple[Sentence, ...]]:
    """How to read a file's colours, and what to say about it. Raises FormatError for an unknown mode."""
    if mode not in COUNTS:
        raise FormatError(
            "The picture's colours are of a kind that cannot be read here. Turn it into RGB in the program "
            "that wrote it."
        )
    notes: list[Sentence] = []
    if mode in (CMYK, LAB):
        notes.append(
            Sentence("The picture was not in RGB: its colours were converted and may look different.")
        )
    if mode == DUOTONE:
        notes.append(Sentence("The picture's inks are not known here: it was opened as a grey picture."))
    good = None
    if profile and mode not in (LAB, BITMAP, DUOTONE):
        good = _working(mode, profile)
        if good is None:
            notes.append(Sentence("The picture's colour profile is damaged. The colours were taken as sRGB."))
    table = None
    if mode == INDEXED:
        if len(palette) < 768:
            raise FormatError("The picture is damaged: its colour table is missing.")
        table = np.ascontiguousarray(np.frombuffer(palette, np.uint8, 768).reshape(3, 256).T)
    return Colours(mode, good, table, transparent), tuple(notes)


def _working(mode: int, profile: bytes) -> bytes | None:
    """The profile, if it can be applied to colours of this mode."""
    kind, name, count = {
        CMYK: (b"CMYK", "cmyk", 4),
        GREY: (b"GRAY", "gray", 1),
    }.get(mode, (b"RGB ", "rgb", 3))
    if profile[16:20] != kind or profile[36:40] != b"acsp":
        return None
    try:
        probe = np.zeros((1, 1, count) if count > 1 else (1, 1), np.uint16)
        turned(probe, profile, name)
        if mode in (RGB, INDEXED):
            to_srgb(np.zeros((1, 1, 3), np.uint8), profile)
    except FormatError:
        return None
    return profile


def without_white(rgba: np.ndarray) -> np.ndarray:
    """A merged picture's true colours: it is stored as it looks on white. H×W×4 uint8 or uint16."""
    most = np.iinfo(rgba.dtype).max
    out = rgba.copy()
    rows = max(1, _BAND // rgba.shape[1])
    for top in range(0, rgba.shape[0], rows):
        band = rgba[top : top + rows].astype(np.float32)
        alpha = band[:, :, 3:]
        colour = (band[:, :, :3] - (most - alpha)) * (most / np.maximum(alpha, 1))
        out[top : top + rows, :, :3] = np.rint(np.clip(colour, 0, most)).astype(rgba.dtype)
    return out
