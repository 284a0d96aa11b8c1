"""Stick figures for ControlNets: where a person stands, joints from a network's heat maps, how it is drawn.

Joints are those of COCO; the drawing is OpenPose's of 18 joints (Cao et al. 2017, arXiv:1611.08050).
"""

from __future__ import annotations

import colorsys
import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from inference.errors import JobError

SURE = 0.3  # heat from which on a joint is believed
ROOM = 1.25  # around a person, as the networks were trained
PAPER_SPREAD = 24  # levels about the colour along the picture's border that are still paper
PAPER_SHARE = 0.9  # of the border, from which on there is a paper to stand out from
LEAST_FIGURE = 0.01  # of the picture
STICK = 4 / 512  # half of a stick's width and a joint's radius, of the shorter side
STICK_LIGHT = 0.6  # of a stick's colour; joints are drawn at full

# The place of each of OpenPose's joints among COCO's 17; the neck (-1) lies between the shoulders.
ORDER = (0, -1, 6, 8, 10, 5, 7, 9, 12, 14, 16, 11, 13, 15, 2, 1, 4, 3)
SHOULDERS = 5, 6
NECK = 1
STICKS = (
    (1, 2), (1, 5), (2, 3), (3, 4), (5, 6), (6, 7), (1, 8), (8, 9), (9, 10), (1, 11), (11, 12), (12, 13),
    (1, 0), (0, 14), (14, 16), (0, 15), (15, 17),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Box:
    """A part of a picture, in its pixels."""

    x: float
    y: float
    width: float
    height: float


def person_box(picture: np.ndarray) -> Box:
    """Where the person stands: what is painted on even paper, as on a layer, else the whole H×W×3 uint8."""
    height, width = picture.shape[:2]
    border = np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]]).astype(np.int16)
    paper = np.median(border, axis=0)
    whole = Box(0.0, 0.0, width, height)
    if (np.abs(border - paper).max(axis=1) <= PAPER_SPREAD).mean() < PAPER_SHARE:
        return whole
    figure = (np.abs(picture - paper).max(axis=2) > PAPER_SPREAD).astype(np.uint8)
    figure = cv2.morphologyEx(figure, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    x, y, across, down = cv2.boundingRect(figure)
    return Box(x, y, across, down) if across * down >= LEAST_FIGURE * width * height else whole


def widened(box: Box, size: tuple[int, int]) -> Box:
    """The box with room around it, in the proportions of the network's `size` (width, height)."""
    proportion = size[0] / size[1]
    width = max(box.width, box.height * proportion) * ROOM
    height = max(box.height, box.width / proportion) * ROOM
    return Box(box.x + (box.width - width) / 2, box.y + (box.height - height) / 2, width, height)


def cut(picture: np.ndarray, box: Box, size: tuple[int, int]) -> np.ndarray:
    """What lies in the box at `size`, black beyond the picture; the outer pixels' centres lie on its rim."""
    scale_x, scale_y = (size[0] - 1) / box.width, (size[1] - 1) / box.height
    matrix = np.array([[scale_x, 0.0, -box.x * scale_x], [0.0, scale_y, -box.y * scale_y]])
    return cv2.warpAffine(picture, matrix, size, flags=cv2.INTER_LINEAR)


def joints_of(heat: np.ndarray, box: Box) -> np.ndarray:
    """COCO's joints from their heat maps (17×h×w float32) over the box: 17×3 float64, x, y and heat.

    Peaks are found to a part of a pixel by a Taylor expansion of the heat's logarithm (Zhang et al. 2020,
    arXiv:1910.06278).
    """
    rows, columns = heat.shape[1:]
    joints = np.zeros((len(heat), 3))
    for number, plane in enumerate(heat):
        y, x = divmod(int(plane.argmax()), columns)
        off_x, off_y = _beyond(plane, x, y)
        joints[number] = (
            box.x + (x + off_x) / (columns - 1) * box.width,
            box.y + (y + off_y) / (rows - 1) * box.height,
            plane[y, x],
        )
    return joints


def _beyond(plane: np.ndarray, x: int, y: int) -> tuple[float, float]:
    """How far beside the highest pixel the peak itself lies, at most a pixel each way."""
    if not (0 < x < plane.shape[1] - 1 and 0 < y < plane.shape[0] - 1):
        return 0.0, 0.0
    near = np.log(np.maximum(plane[y - 1 : y + 2, x - 1 : x + 2].astype(np.float64), 1e-3))
    slope = np.array([near[1, 2] - near[1, 0], near[2, 1] - near[0, 1]]) / 2
    bend_xy = (near[2, 2] - near[2, 0] - near[0, 2] + near[0, 0]) / 4
    bend_x = near[1, 2] - 2 * near[1, 1] + near[1, 0]
    bend_y = near[2, 1] - 2 * near[1, 1] + near[0, 1]
    determinant = bend_x * bend_y - bend_xy**2
    if bend_x >= 0 or determinant <= 1e-9:
        return 0.0, 0.0  # no peak
    off_x = (bend_xy * slope[1] - bend_y * slope[0]) / determinant
    off_y = (bend_xy * slope[0] - bend_x * slope[1]) / determinant
    return float(np.clip(off_x, -1.0, 1.0)), float(np.clip(off_y, -1.0, 1.0))


def stick_figure(joints: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """A figure of 17×3 joints on black: H×W×3 uint8 at `size`. Raises JobError where no joint is sure."""
    body = np.zeros((len(ORDER), 3))
    for place, joint in enumerate(ORDER):
        body[place] = joints[joint] if joint >= 0 else (0.0, 0.0, 0.0)
    left, right = (joints[one] for one in SHOULDERS)
    body[NECK] = (*(left[:2] + right[:2]) / 2, min(left[2], right[2]))
    seen = body[:, 2] >= SURE
    if not seen.any():
        raise JobError(
            "Nobody was found to take the pose from. Choose a layer with one person on it, or one that shows "
            "a stick figure already."
        )
    drawn = np.zeros((size[1], size[0], 3), np.uint8)
    radius = max(1, round(STICK * min(size)))
    colours = colours_of(len(ORDER))
    for (begin, end), colour in zip(STICKS, colours, strict=False):
        if seen[begin] and seen[end]:
            _stick(
                drawn, body[begin, :2], body[end, :2], radius, [int(part * STICK_LIGHT) for part in colour]
            )
    for joint, here, colour in zip(body, seen, colours, strict=True):
        if here:
            cv2.circle(drawn, (round(joint[0]), round(joint[1])), radius, colour, -1)
    return drawn


def colours_of(count: int) -> list[tuple[int, int, int]]:
    """Hues 20 degrees apart from red on, 0 … 255 each."""
    hues = (colorsys.hsv_to_rgb(number / 18, 1.0, 1.0) for number in range(count))
    return [(round(red * 255), round(green * 255), round(blue * 255)) for red, green, blue in hues]


def _stick(drawn: np.ndarray, begin: np.ndarray, end: np.ndarray, radius: int, colour: Sequence[int]) -> None:
    """An ellipse between two joints, thickest in the middle."""
    middle = (begin + end) / 2
    across, down = end - begin
    length, angle = math.hypot(across, down), math.degrees(math.atan2(down, across))
    centre, axes = (round(middle[0]), round(middle[1])), (round(length / 2), radius)
    outline = np.array(cv2.ellipse2Poly(centre, axes, round(angle), 0, 360, 1), np.int32)
    cv2.fillConvexPoly(drawn, outline, colour)
