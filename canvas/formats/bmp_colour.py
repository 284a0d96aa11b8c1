"""What a BMP of version 4 or 5 says of its colours: corners and gamma, or an ICC profile.

Source: BITMAPV4HEADER and BITMAPV5HEADER in the Windows GDI reference (Microsoft).
"""

from __future__ import annotations

import struct
from typing import BinaryIO

import numpy as np

from canvas.errors import FormatError, Sentence
from canvas.formats.described import Corners, Point, profile_of_gamma
from canvas.formats.limits import Limits

_FILE_HEADER = 14  # bytes before the header proper
_V4, _V5 = 108, 124  # bytes of headers
_CALIBRATED, _LINKED, _EMBEDDED = 0, 0x4C494E4B, 0x4D424544  # kinds of colour space; all others are sRGB

Told = tuple[bytes | None, tuple[Sentence, ...]]  # an ICC profile, None for sRGB, and what to say about it


def bmp_profile(stream: BinaryIO, limits: Limits) -> Told:
    """The profile that the file holds or describes; the stream is left where it was."""
    place = stream.tell()
    try:
        stream.seek(_FILE_HEADER)
        return _told(stream, stream.read(_V5), limits)
    except (FormatError, struct.error) as error:
        said = error if isinstance(error, FormatError) else _nonsense()
        return None, (Sentence("{reason} The colours were taken as sRGB.", reason=said.sentence),)
    finally:
        stream.seek(place)


def _told(stream: BinaryIO, header: bytes, limits: Limits) -> Told:
    size = struct.unpack_from("<I", header)[0] if len(header) >= _V4 else 0
    if size < _V4:
        return None, ()
    (kind,) = struct.unpack_from("<I", header, 56)
    if kind == _CALIBRATED:
        return _calibrated(header), ()
    if size < _V5:
        return None, ()
    if kind == _LINKED:
        note = Sentence("The picture's colour profile is in another file, so its colours were taken as sRGB.")
        return None, (note,)
    if kind != _EMBEDDED:
        return None, ()
    start, length = struct.unpack_from("<II", header, 112)
    if length > limits.profile_bytes:
        raise FormatError("The picture's colour profile is too large.")
    stream.seek(_FILE_HEADER + start)
    profile = stream.read(length)
    if len(profile) < length or not profile:
        raise FormatError("The picture's colour profile is damaged.")
    return profile, ()


def _calibrated(header: bytes) -> bytes | None:
    """By three corners (CIE XYZ, 2.30 fixed point) and three gammas (16.16); None where nothing is said."""
    numbers = struct.unpack_from("<9i3I", header, 60)
    ends, gammas = np.array(numbers[:9], np.float64).reshape(3, 3) / (1 << 30), numbers[9:]
    if not ends.any():
        return None if not any(gammas) else profile_of_gamma(None, _gamma(gammas))
    corners = [_xy(point) for point in (*ends, ends.sum(axis=0))]
    return profile_of_gamma(Corners(*corners), _gamma(gammas) if any(gammas) else None)


def _gamma(gammas: tuple[int, ...]) -> float:
    """The one of all three channels. Raises FormatError where they differ."""
    if max(gammas) - min(gammas) > 1 << 10:
        raise _nonsense()
    return gammas[0] / 65536


def _xy(point: np.ndarray) -> Point:
    total = float(point.sum())
    if total <= 0:
        raise _nonsense()
    return float(point[0]) / total, float(point[1]) / total


def _nonsense() -> FormatError:
    return FormatError("What the picture says about its colours makes no sense.")
