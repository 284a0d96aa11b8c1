"""The light of the built-in painter as the artist sets it, and where a handle for it lies on a sphere."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication, QObject, Signal

from app.i18n import QT_TRANSLATE_NOOP

USUAL = (135.0, 45.0)  # degrees: from the upper left, half high, as painters' studios have it
WAYS = (  # anticlockwise from the right, in eighths of a turn
    QT_TRANSLATE_NOOP("Light", "from the right"),
    QT_TRANSLATE_NOOP("Light", "from the upper right"),
    QT_TRANSLATE_NOOP("Light", "from above"),
    QT_TRANSLATE_NOOP("Light", "from the upper left"),
    QT_TRANSLATE_NOOP("Light", "from the left"),
    QT_TRANSLATE_NOOP("Light", "from the lower left"),
    QT_TRANSLATE_NOOP("Light", "from below"),
    QT_TRANSLATE_NOOP("Light", "from the lower right"),
)
FRONT = 75.0  # degrees of height from which the light counts as coming from the viewer

Angles = tuple[
    float, float
]  # azimuth (0 = from the right, anticlockwise) and elevation (90 = from the viewer)


class Light(QObject):
    """Shared by the panel's sphere and the handle on the canvas."""

    changed = Signal()  # the angles, or whether they are set
    canvas_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.angles: Angles | None = None  # None: the seed chooses
        self.on_canvas = True  # a handle is shown over the picture while the angles are set

    def set(self, angles: Angles | None) -> None:
        """Azimuth −180 … 180, elevation 0 … 90, whole degrees."""
        if angles is not None:
            azimuth = (round(angles[0]) + 180) % 360 - 180
            angles = float(azimuth), float(min(max(round(angles[1]), 0), 90))
        if angles != self.angles:
            self.angles = angles
            self.changed.emit()

    def show_on_canvas(self, on: bool) -> None:
        if on != self.on_canvas:
            self.on_canvas = on
            self.canvas_changed.emit()


def on_sphere(angles: Angles) -> tuple[float, float]:
    """Where the light meets a sphere of radius 1 seen from the front: x to the right, y down."""
    azimuth, elevation = (math.radians(angle) for angle in angles)
    reach = math.cos(elevation)
    return reach * math.cos(azimuth), -reach * math.sin(azimuth)


def from_sphere(x: float, y: float) -> Angles:
    """The angles for a place on that sphere; one beyond its edge is of light from the side."""
    reach = math.hypot(x, y)
    azimuth = math.degrees(math.atan2(-y, x)) if reach > 1e-6 else 90.0
    return azimuth, math.degrees(math.acos(min(reach, 1.0)))


def way_words(angles: Angles) -> str:
    """Where it comes from, in words."""
    azimuth, elevation = angles
    if elevation >= FRONT:
        return QCoreApplication.translate("Light", "from the front")
    return QCoreApplication.translate("Light", WAYS[round(azimuth / 45.0) % 8])
