"""The colours that a TIFF without an ICC profile describes: white, primaries and a transfer function.

Source: TIFF 6.0 (Adobe, 1992), section 20.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from canvas.errors import FormatError, Sentence
from canvas.formats.described import SRGB, Corners, Point, profile_of_curve, profile_of_gamma

Told = tuple[bytes | None, tuple[Sentence, ...]]  # an ICC profile, None for sRGB, and what to say about it


def described_profile(
    white: Sequence[float], primaries: Sequence[float], transfer: Sequence[int] | None
) -> Told:
    """white: x, y; primaries: x, y of red, green and blue; empty where the file does not say.

    transfer: light, 0 … 65535, of every number that a sample can be: once, or for each of three channels;
    empty: the file does not say; None: it says more than is read.
    """
    try:
        corners = _corners(white, primaries)
        if transfer is None or not _one_curve(transfer):
            note = Sentence(
                "The picture has a transfer function of its own for its colours, which was left out: they "
                "may look different."
            )
            return profile_of_gamma(corners, None), (note,)
        if not transfer:
            return profile_of_gamma(corners, None), ()
        table = np.array(transfer[: _length(transfer)], np.float64) / 65535
        return profile_of_curve(corners, table), ()
    except FormatError as error:
        return None, (Sentence("{reason} The colours were taken as sRGB.", reason=error.sentence),)


def _corners(white: Sequence[float], primaries: Sequence[float]) -> Corners | None:
    if len(white) != 2 and len(primaries) != 6:
        return None
    middle = _point(white) if len(white) == 2 else SRGB.white
    if len(primaries) != 6:
        return Corners(SRGB.red, SRGB.green, SRGB.blue, middle)
    red, green, blue = (_point(primaries[first : first + 2]) for first in (0, 2, 4))
    return Corners(red, green, blue, middle)


def _point(values: Sequence[float]) -> Point:
    return float(values[0]), float(values[1])


def _length(transfer: Sequence[int]) -> int:
    """Of one channel's table."""
    return len(transfer) if len(transfer) in (256, 65536) else len(transfer) // 3


def _one_curve(transfer: Sequence[int]) -> bool:
    """Whether there is nothing, or one curve for all channels, of a length that makes sense."""
    length = _length(transfer)
    if length == len(transfer):
        return length in (0, 256, 65536)
    parts = [transfer[first : first + length] for first in (0, length, 2 * length)]
    return length in (256, 65536) and len(transfer) == 3 * length and parts[0] == parts[1] == parts[2]
