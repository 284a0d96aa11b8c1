"""The table of control pictures: which function draws which kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from inference.errors import JobError
from inference.framing.crop import check_picture
from inference.preprocess.blocks import as_it_is, colour_blocks
from inference.preprocess.edges import canny, soft_edge
from inference.preprocess.lines import line_art, scribble

Preprocess = Callable[[np.ndarray, tuple[int, int]], np.ndarray]

KINDS: Mapping[str, Preprocess] = {
    "scribble": scribble,
    "lineart": line_art,
    "softedge": soft_edge,
    "canny": canny,
    "depth": as_it_is,
    "normal": as_it_is,
    "pose": as_it_is,
    "segmentation": as_it_is,
    "tile": colour_blocks,
}


def control_picture(kind: str, picture: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """What a ControlNet of that kind follows: H×W×3 uint8 at `size` (width, height), the same every time.

    `picture` is H×W×3, or straight-alpha H×W×4 (laid on white paper), uint8. Depth, normals, poses and
    segments cannot be told without a model: there the picture itself is taken for the map. Raises JobError
    for an unknown kind or an empty picture.
    """
    check_picture(picture)
    if kind not in KINDS:
        raise JobError(
            "'{kind}' is no kind of control. Choose one of: {kinds}.", kind=kind, kinds=", ".join(KINDS)
        )
    if min(size) < 1:
        raise JobError("A control's picture needs a width and a height of at least 1 pixel.")
    return KINDS[kind](picture, size)
