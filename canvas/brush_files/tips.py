"""Pictures made into tips: bounds, empty margins, colour brought to coverage."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from canvas.brush.tip import LARGEST_TIP, Tip, TipOrder
from canvas.brush_files.imported import MOST_PIXELS, check_count
from canvas.errors import FormatError
from canvas.formats.limits import MIB, Limits
from canvas.formats.pictures import png_to_picture

_ROW = 64  # pixels that going through a row takes as long as
PNG_LIMITS = Limits(side=LARGEST_TIP, pixels=LARGEST_TIP * LARGEST_TIP, text_bytes=4 * MIB)


class Room:
    """Counts the pixels of all tips of a file, so that they are bounded before they are made, and time."""

    def __init__(self) -> None:
        self._left = MOST_PIXELS
        self.limits = PNG_LIMITS.started(0)

    def check(self, width: int, height: int) -> None:
        """Raises FormatError if a tip of this size may not be made, TooMuchError when time is up."""
        self.limits.check_time()
        if width < 1 or height < 1:
            raise FormatError("It is damaged: a brush tip in it has no size.")
        if max(width, height) > LARGEST_TIP:
            raise FormatError(
                "A brush tip in it is {width} × {height} pixels, more than {most} along a side. Make it "
                "smaller in the program that wrote it.",
                width=width,
                height=height,
                most=LARGEST_TIP,
            )
        self._left -= (width + _ROW) * height
        if self._left < 0:
            raise FormatError("The brush tips in it are too large to be read together.")


def make_tip(
    name: str,
    images: Sequence[np.ndarray],
    order: TipOrder = TipOrder.SEQUENCE,
    spacing: float | None = None,
) -> Tip:
    """A tip of these coverage pictures, H×W uint8 each. Raises FormatError if all are empty."""
    check_count(len(images))
    if not any(image.any() for image in images):
        raise FormatError("The brush tip “{name}” is empty.", name=name)
    return Tip(name, tuple(_own(image) for image in images), order, spacing)


def _own(image: np.ndarray) -> np.ndarray:
    copy = np.ascontiguousarray(image, np.uint8)
    if copy.base is not None or copy is image:
        copy = copy.copy()
    copy.flags.writeable = False
    return copy


def png_tip_picture(data: bytes, limits: Limits = PNG_LIMITS) -> np.ndarray:
    """The coverage that a PNG stands for as a tip, H×W uint8: its alpha where it has one that varies,
    else its darkness. Raises FormatError.
    """
    picture = png_to_picture(data, limits)
    if picture.ndim == 2:
        return 255 - picture
    darkness = 255 - luma(picture[..., :3])
    if picture.shape[2] == 3 or picture[..., 3].min() == 255:
        return darkness
    alpha = picture[..., 3]
    grey = (picture[..., 0] == picture[..., 1]) & (picture[..., 1] == picture[..., 2]) | (alpha == 0)
    if grey.all() and darkness[alpha > 0].any():
        return (darkness.astype(np.uint32) * alpha // 255).astype(np.uint8)
    return alpha.copy()


def luma(rgb: np.ndarray) -> np.ndarray:
    """The lightness of H×W×3 uint8 sRGB, H×W uint8. Source: ITU-R BT.601, as GIMP and Krita weigh tips."""
    weights = np.array([299, 587, 114], np.uint32)
    return ((rgb.astype(np.uint32) @ weights + 500) // 1000).astype(np.uint8)
