"""From a file's colour profile to sRGB, the colours of every document."""

from __future__ import annotations

import imagecodecs
import numpy as np
from PIL import ImageCms

from canvas.errors import FormatError

_BAND = 1 << 22  # pixels converted at a time


def to_srgb(pixels: np.ndarray, profile: bytes) -> np.ndarray:
    """Pixels (H×W×3 RGB or H×W×4 with straight alpha, uint8 or uint16) with colours turned from an ICC
    profile into sRGB; alpha stays. Profiles that are sRGB already change nothing.

    Raises FormatError where the profile is broken or is not one of RGB colours.
    """
    source = _rgb_profile(profile)
    try:
        probe = _probe(pixels.dtype)
        turned = imagecodecs.cms_transform(probe, source, _srgb(), colorspace="rgb", outcolorspace="rgb")
        if np.abs(turned.astype(int) - probe).max() <= np.iinfo(pixels.dtype).max // 128:
            return pixels
        result = pixels.copy()
        rows = max(1, _BAND // pixels.shape[1])
        for top in range(0, pixels.shape[0], rows):
            band = np.ascontiguousarray(pixels[top : top + rows, :, :3])
            result[top : top + rows, :, :3] = imagecodecs.cms_transform(
                band, source, _srgb(), colorspace="rgb", outcolorspace="rgb"
            )
    except (RuntimeError, ValueError) as error:  # imagecodecs' own errors are RuntimeErrors
        raise FormatError("The picture's colour profile is damaged.") from error
    return result


def _rgb_profile(profile: bytes) -> bytes:
    """The profile, if its header is whole and says that it is one of RGB colours (ICC.1:2022, 7.2)."""
    if len(profile) < 128 or profile[36:40] != b"acsp":
        raise FormatError("The picture's colour profile is damaged.")
    if profile[16:20] != b"RGB ":
        raise FormatError("The picture's colour profile is of a kind that cannot be applied.")
    return profile


def _srgb() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def _probe(dtype: np.dtype) -> np.ndarray:
    """A lattice of 9³ colours, 27×27×3, by which a profile shows whether it does anything."""
    steps = np.linspace(0, np.iinfo(dtype).max, 9).round().astype(dtype)
    lattice = np.stack(np.meshgrid(steps, steps, steps, indexing="ij"), axis=-1)
    return np.ascontiguousarray(lattice.reshape(27, 27, 3))
