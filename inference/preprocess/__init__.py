"""Control pictures: what a ControlNet follows, drawn from a layer or the canvas without any model."""

from inference.preprocess.table import KINDS, control_picture

__all__ = ["KINDS", "control_picture"]
