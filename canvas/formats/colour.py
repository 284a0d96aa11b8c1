"""From a file's colour profile to sRGB, the colours of every document, and back."""

from __future__ import annotations

import functools

import imagecodecs
import numpy as np
from PIL import ImageCms

from canvas.errors import FormatError

_BAND = 1 << 22  # pixels converted at a time
_MADE = bytes.fromhex("07e800010001000000000000")  # 2024-01-01: so that the same picture gives the same file


def to_srgb(pixels: np.ndarray, profile: bytes) -> np.ndarray:
    """Pixels (H×W×3 RGB or H×W×4 with straight alpha, uint8 or uint16) with colours turned from an ICC
    profile into sRGB; alpha stays. Profiles that are sRGB already change nothing.

    Raises FormatError where the profile is broken or is not one of RGB colours.
    """
    source = _rgb_profile(profile)
    try:
        probe = _probe(pixels.dtype)
        turned = imagecodecs.cms_transform(
            probe, source, srgb_profile(), colorspace="rgb", outcolorspace="rgb"
        )
        if np.abs(turned.astype(int) - probe).max() <= np.iinfo(pixels.dtype).max // 128:
            return pixels
        return _between(pixels, source, srgb_profile())
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


def _between(pixels: np.ndarray, source: bytes, target: bytes) -> np.ndarray:
    result = pixels.copy()
    rows = max(1, _BAND // pixels.shape[1])
    for top in range(0, pixels.shape[0], rows):
        band = np.ascontiguousarray(pixels[top : top + rows, :, :3])
        result[top : top + rows, :, :3] = imagecodecs.cms_transform(
            band, source, target, colorspace="rgb", outcolorspace="rgb"
        )
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
