"""Networks that draw a ControlNet's map from a picture: told by their settings, and what each can draw."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from inference.errors import ModelError
from inference.families import TRAITS
from inference.models.info import Part
from inference.models.pieces import Piece

# By the class that transformers saves: what its map shows, one of CONTROL_KINDS.
ARCHITECTURES: Mapping[str, str] = {
    "DPTForDepthEstimation": "depth",
    "DepthAnythingForDepthEstimation": "depth",
    "UperNetForSemanticSegmentation": "segmentation",
    "SegformerForSemanticSegmentation": "segmentation",
    "DPTForSemanticSegmentation": "segmentation",
    "VitPoseForPoseEstimation": "pose",
}
ALSO: Mapping[str, tuple[str, ...]] = {"depth": ("normal",)}  # kinds that follow from another one's map
KINDS_OF_THINGS = 150  # in ADE20K, whose colours ControlNets for segments know
JOINTS = 17  # in COCO, of which a stick figure is drawn


def estimator_piece(name: str, config: Mapping[str, Any]) -> Piece | None:
    """What the settings of a transformers folder tell; None where it draws no map that Scumble knows."""
    names = config.get("architectures")
    kind = ARCHITECTURES.get(str(names[0])) if isinstance(names, list) and names else None
    if kind is None:
        return None
    try:
        check_taught(name, kind, config)
    except ModelError as error:
        return Piece("estimator", tuple(TRAITS), control=kind, unusable=error.sentence)
    return Piece("estimator", tuple(TRAITS), control=kind)


def check_taught(name: str, kind: str, config: Mapping[str, Any]) -> None:
    """Raises ModelError for a network that learnt other things than ControlNets know."""
    labels = config.get("id2label")
    count = len(labels) if isinstance(labels, Mapping) else 2  # transformers' own assumption
    if kind == "segmentation" and count != KINDS_OF_THINGS:
        raise ModelError(
            "'{name}' tells {count} kinds of things apart, but ControlNets know the {wanted} of ADE20K. "
            "Choose one trained on ADE20K.",
            name=name,
            count=count,
            wanted=KINDS_OF_THINGS,
        )
    if kind == "pose" and count != JOINTS:
        raise ModelError(
            "'{name}' finds {count} joints, but stick figures are drawn from the {wanted} of COCO. Choose "
            "one trained on COCO.",
            name=name,
            count=count,
            wanted=JOINTS,
        )


def draws(part: Part, kind: str) -> bool:
    """Whether the part draws maps of this kind, one of CONTROL_KINDS."""
    return part.kind == "estimator" and kind in kinds_of(part.control)


def kinds_of(control: str) -> tuple[str, ...]:
    """All kinds of maps that an estimator made for `control` draws."""
    return control, *ALSO.get(control, ())
