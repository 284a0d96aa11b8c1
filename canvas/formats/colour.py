"""From the colours of files to sRGB, the colours of every document, and back: by profile, light or Lab.

Sources: sRGB, IEC 61966-2-1; CIE L*a*b*, CIE 15; Bradford adaptation from D50 to D65, ICC.1:2022 annex E.
"""

from __future__ import annotations

import functools

import imagecodecs
import numpy as np
from PIL import ImageCms

from canvas.errors import FormatError
from canvas.formats.watch import Check, unwatched

_BAND = 1 << 22  # pixels converted at a time
_MADE = bytes.fromhex("07e800010001000000000000")  # 2024-01-01: so that the same picture gives the same file

_RELATIVE, _BLACK_POINT = 1, 0x2000  # lcms: relative colorimetric, with black point compensation

# XYZ of D50 to linear sRGB.
_FROM_XYZ = np.array(
    [
        [3.1338561, -1.6168667, -0.4906146],
        [-0.9787684, 1.9161415, 0.0334540],
        [0.0719453, -0.2289914, 1.4052427],
    ],
    np.float32,
)
_D50 = np.array([0.96422, 1.0, 0.82521], np.float32)


def to_srgb(pixels: np.ndarray, profile: bytes, check: Check = unwatched) -> np.ndarray:
    """Pixels (H×W×3 RGB or H×W×4 with straight alpha, uint8 or uint16) with colours turned from an ICC
    profile into sRGB; alpha stays. Profiles that are sRGB already change nothing.

    check: called between bands of rows. Raises FormatError where the profile is broken or is not one of RGB
    colours.
    """
    source = _rgb_profile(profile)
    try:
        probe = _probe(pixels.dtype)
        moved = imagecodecs.cms_transform(
            probe, source, srgb_profile(), colorspace="rgb", outcolorspace="rgb"
        )
        if np.abs(moved.astype(int) - probe).max() <= np.iinfo(pixels.dtype).max // 128:
            return pixels
        return _between(pixels, source, srgb_profile(), check)
    except (RuntimeError, ValueError) as error:  # imagecodecs' own errors are RuntimeErrors
        raise FormatError("The picture's colour profile is damaged.") from error


def from_srgb(pixels: np.ndarray, profile: bytes) -> np.ndarray:
    """The way back: sRGB pixels of the same kinds with colours turned into those of an RGB profile.

    Raises FormatError where the profile is broken, is not one of RGB colours, or cannot be written to.
    """
    target = _rgb_profile(profile)
    try:
        return _between(pixels, srgb_profile(), target)
    except (RuntimeError, ValueError) as error:
        raise FormatError("The picture's colour profile is damaged.") from error


def turned(pixels: np.ndarray, profile: bytes, kind: str) -> np.ndarray:
    """H×W (grey) or H×W×C colours by their profile to H×W×3 uint16 sRGB; white and black stay.

    Raises FormatError where the profile is damaged.
    """
    try:
        return imagecodecs.cms_transform(
            np.ascontiguousarray(pixels),
            profile,
            imagecodecs.cms_profile("srgb"),
            colorspace=kind,
            outcolorspace="rgb",
            outdtype="uint16",
            intent=_RELATIVE,
            flags=_BLACK_POINT,
        )
    except (RuntimeError, ValueError) as error:  # imagecodecs' own errors are RuntimeErrors
        raise FormatError("The picture's colour profile is damaged.") from error


def scaled_to(plane: np.ndarray, dtype: np.dtype) -> np.ndarray:
    """Values of uint8, uint16 or 0 … 1 float32 as uint8 or uint16."""
    if plane.dtype == dtype:
        return plane
    if plane.dtype == np.float32:
        most = np.iinfo(dtype).max
        return np.rint(np.clip(plane, 0, 1) * most).astype(dtype)
    if dtype == np.uint16:
        return plane.astype(np.uint16) * np.uint16(257)
    return ((plane.astype(np.uint32) + 128) // 257).astype(np.uint8)


def encoded(light: np.ndarray) -> np.ndarray:
    """Linear 0 … 1 to sRGB's encoding, float32."""
    return np.where(light <= 0.0031308, light * 12.92, 1.055 * np.power(light, 1 / 2.4) - 0.055)


def from_lab(lab: np.ndarray) -> np.ndarray:
    """H×W×3 uint16 L*, a*, b* (0 … 100, −128 … 127 over all of 16 bits) to uint16 sRGB."""
    values = lab.astype(np.float32) / np.float32(257)
    y = (values[..., 0] * np.float32(100 / 255) + 16) / 116
    corners = np.stack([y + (values[..., 1] - 128) / 500, y, y - (values[..., 2] - 128) / 200], axis=-1)
    linear = (corners - np.float32(16 / 116)) * np.float32(108 / 841)
    xyz = np.where(corners > np.float32(6 / 29), corners**3, linear) * _D50
    return np.rint(encoded(np.clip(xyz @ _FROM_XYZ.T, 0, 1)) * 65535).astype(np.uint16)


def _between(pixels: np.ndarray, source: bytes, target: bytes, check: Check = unwatched) -> np.ndarray:
    result = pixels.copy()
    rows = max(1, _BAND // pixels.shape[1])
    for top in range(0, pixels.shape[0], rows):
        band = np.ascontiguousarray(pixels[top : top + rows, :, :3])
        result[top : top + rows, :, :3] = imagecodecs.cms_transform(
            band, source, target, colorspace="rgb", outcolorspace="rgb"
        )
        check()
    return result


def _rgb_profile(profile: bytes) -> bytes:
    """The profile, if its header is whole and says that it is one of RGB colours (ICC.1:2022, 7.2)."""
    if len(profile) < 128 or profile[36:40] != b"acsp":
        raise FormatError("The picture's colour profile is damaged.")
    if profile[16:20] != b"RGB ":
        raise FormatError("The picture's colour profile is of a kind that cannot be applied.")
    return profile


@functools.cache
def srgb_profile() -> bytes:
    """An ICC profile of sRGB, the same at all times."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return profile[:24] + _MADE + profile[36:]


def _probe(dtype: np.dtype) -> np.ndarray:
    """A lattice of 9³ colours, 27×27×3, by which a profile shows whether it does anything."""
    steps = np.linspace(0, np.iinfo(dtype).max, 9).round().astype(dtype)
    lattice = np.stack(np.meshgrid(steps, steps, steps, indexing="ij"), axis=-1)
    return np.ascontiguousarray(lattice.reshape(27, 27, 3))
