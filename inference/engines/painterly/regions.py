"""The surfaces of a line drawing, found even where its lines have gaps."""

from __future__ import annotations

import math
from collections.abc import Callable

import cv2
import numpy as np

BALLS = (0.02, 0.012, 0.007, 0.004, 0.002)  # radii over the picture's side, large to small


def find_regions(walls: np.ndarray, check: Callable[[], None]) -> np.ndarray:
    """Part the plane by walls (H×W bool): H×W int32 labels from 1, without holes.

    Trapped-ball segmentation (Zhang, Chen, Zhang and Hu 2009): a ball is moved wherever it fits between the
    walls, a large one first, so it cannot slip through gaps that are narrower than itself; what only smaller
    balls reach belongs to the surface that it opens into.
    """
    unit = math.sqrt(walls.size)
    free = (~walls).astype(np.uint8)
    room = cv2.distanceTransform(free, cv2.DIST_L2, 5)
    labels = np.zeros(walls.shape, np.int32)
    count = 0
    for share in BALLS:
        radius = max(1.0, share * unit)
        rest = (free > 0) & (labels == 0)
        found, connected = cv2.connectedComponents(((room > radius) & rest).astype(np.uint8), connectivity=4)
        parts = connected.astype(np.int32)
        check()
        if found == 1:
            continue
        reach = cv2.distanceTransform((parts == 0).astype(np.uint8), cv2.DIST_L2, 5)
        new = (reach <= 1.05 * radius + 1.0) & rest
        labels[new] = fill_from_nearest(parts)[new] + count
        count += found - 1
        check()
    if count == 0:
        return np.ones(walls.shape, np.int32)
    return fill_from_nearest(_merged(labels, count, room))


def _merged(labels: np.ndarray, count: int, room: np.ndarray) -> np.ndarray:
    """Labels (H×W int32) joined where two meet as widely as the thinner one is thick.

    A corner or a channel belongs to what it opens into, thin ones first; once it does, a narrow place at its
    other end parts it from the next surface, as thick as that may be.
    """
    thick = np.zeros(count + 1)
    np.maximum.at(thick, labels.ravel(), room.ravel())
    ones, others, lengths = _contacts(labels, count + 1)
    order = np.argsort(np.minimum(thick[ones], thick[others]) - 1e-3 * lengths, kind="stable")
    parent = np.arange(count + 1)

    def root(label: int) -> int:
        while parent[label] != label:
            parent[label] = parent[parent[label]]
            label = int(parent[label])
        return label

    for k in order.tolist():
        one, other = root(int(ones[k])), root(int(others[k]))
        if one != other and lengths[k] >= 1.3 * min(thick[one], thick[other]):
            thin, wide = (one, other) if thick[one] < thick[other] else (other, one)
            parent[thin] = wide
    table = np.array([root(label) for label in range(count + 1)], np.int32)
    _, table = np.unique(table, return_inverse=True)
    return table.astype(np.int32)[labels]


def _contacts(labels: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Pairs of labels that touch, each once, and along how many pixels."""
    codes: list[np.ndarray] = []
    for here, there in ((labels[:-1], labels[1:]), (labels[:, :-1], labels[:, 1:])):
        touching = (here != there) & (here > 0) & (there > 0)
        low, high = np.minimum(here, there)[touching], np.maximum(here, there)[touching]
        codes.append(low.astype(np.int64) * count + high)
    pairs, lengths = np.unique(np.concatenate(codes), return_counts=True)
    return pairs // count, pairs % count, lengths


def fill_from_nearest(labels: np.ndarray) -> np.ndarray:
    """Labels with every 0 replaced by the nearest other label (H×W int32); unchanged where all are 0."""
    known = labels > 0
    if not known.any() or known.all():
        return labels
    nearest = cv2.distanceTransformWithLabels(
        (~known).astype(np.uint8), cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    index = nearest[1].astype(np.int64)
    table = np.zeros(int(index.max()) + 1, np.int32)
    table[index[known]] = labels[known]
    return table[index]
