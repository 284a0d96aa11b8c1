"""What steers a generation, as the artist chooses it, and the same drawn from the document for a job."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from canvas.composite import flatten8, layer8
from canvas.document import Document
from canvas.geometry import Rect
from inference.conditions import Control, Reference, Region
from inference.errors import JobError
from inference.framing import crop, fit, flatten
from inference.framing.plan import FramePlan
from inference.job import Frame
from inference.preprocess import control_picture

MAX_REFERENCE = 1024  # pixels, longest side of a reference; the networks look at far less


@dataclass(frozen=True, slots=True, eq=False)
class ControlRequest:
    """A ControlNet and where its picture comes from."""

    kind: str  # one of CONTROL_KINDS
    model: str  # path of the ControlNet
    source: str = ""  # id of a layer or group; "" is the canvas as it is seen
    weight: float = 1.0  # 0 … 2
    start: float = 0.0  # part of the steps, 0 … 1
    end: float = 1.0
    ready: bool = False  # the source is such a map already, and is taken as it is
    image: np.ndarray | None = None  # H×W×3 or H×W×4 uint8 in the source's place
    frame: Frame | None = None  # where in the document the image lies; None: over all of it
    estimator: str = ""  # path of a network that draws what is followed from the source; "": none


@dataclass(frozen=True, slots=True, eq=False)
class ReferenceRequest:
    """An IP-Adapter and the picture that the result is to resemble."""

    kind: str  # one of REFERENCE_KINDS
    model: str  # path of the IP-Adapter
    source: str = ""  # id of a layer or group; "" is the canvas
    image: np.ndarray | None = None  # H×W×3 or H×W×4 uint8 from elsewhere, in the source's place
    weight: float = 0.6  # 0 … 2


@dataclass(frozen=True, slots=True)
class RegionRequest:
    """A layer or group whose paint says where a prompt of its own holds."""

    layer: str  # id
    prompt: str
    weight: float = 1.0  # 0 … 2


def controls_of(
    document: Document, requests: Sequence[ControlRequest], plan: FramePlan
) -> tuple[Control, ...]:
    """Controls with their pictures at work size. Raises EditError for a layer that is gone, and JobError."""
    return tuple(
        Control(
            request.kind,
            request.model,
            control_picture_of(document, request, plan),
            request.weight,
            request.start,
            request.end,
            request.estimator,
        )
        for request in requests
    )


def control_picture_of(document: Document, request: ControlRequest, plan: FramePlan) -> np.ndarray:
    """What a control's network will see, or its estimator: H×W×3 uint8 at work size; also for showing it."""
    size = plan.width, plan.height
    if request.image is None:
        picture = seen(document, request.source, plan.frame)
    else:
        picture = _laid(request.image, request.frame or _whole(document), plan.frame)
    as_it_is = request.ready or request.estimator
    return fit(flatten(picture), size) if as_it_is else control_picture(request.kind, picture, size)


def _laid(image: np.ndarray, place: Frame, frame: Frame) -> np.ndarray:
    """What of a picture that lies at `place` is inside `frame`; beyond its edge it goes on as at the edge."""
    if place == frame:
        return image  # not resampled twice
    over = fit(image, (place.width, place.height))
    return crop(over, Frame(frame.x - place.x, frame.y - place.y, frame.width, frame.height))


def _whole(document: Document) -> Frame:
    return Frame(0, 0, document.width, document.height)


def references_of(document: Document, requests: Sequence[ReferenceRequest]) -> tuple[Reference, ...]:
    """References with their pictures, at most 1024 pixels a side, cut to where there is paint."""
    return tuple(
        Reference(request.kind, request.model, _reference_picture(document, request), request.weight)
        for request in requests
    )


def regions_of(document: Document, requests: Sequence[RegionRequest], plan: FramePlan) -> tuple[Region, ...]:
    """Regions with their layer's alpha as mask at work size; without those that lie outside the frame.

    Raises EditError for a layer that is gone and JobError for one without paint.
    """
    regions: list[Region] = []
    for request in requests:
        node = document.node(request.layer)
        if painted_area(document, request.layer).empty:
            raise JobError(
                "“{name}” is empty, so its prompt has no place. Paint on it where the prompt is to hold.",
                name=node.name,
            )
        alpha = seen(document, request.layer, plan.frame)[..., 3]
        mask = fit(np.ascontiguousarray(alpha), (plan.width, plan.height), soft=True)
        if mask.any():
            regions.append(Region(request.prompt.strip(), mask, request.weight))
    return tuple(regions)


def strength_map_of(document: Document, layer: str, plan: FramePlan) -> tuple[np.ndarray, Document]:
    """How strongly each pixel is to be painted anew, by a layer's or group's alpha: H×W uint8 at work size,
    255 = the full strength. With it the document without that layer: it is no part of the picture.

    Raises EditError for a layer that is gone and JobError for one without paint in the picture.
    """
    node = document.node(layer)
    alpha = np.ascontiguousarray(seen(document, layer, plan.frame)[..., 3])
    strengths = _at_work(alpha, plan)
    if not strengths.any():
        raise JobError(
            "“{name}” is empty, so there is nowhere to paint. Paint on it where the picture is to change, or "
            "choose an even strength.",
            name=node.name,
        )
    return strengths, document.changing(layer, visible=False)


def strengths_at_work(strengths: np.ndarray, plan: FramePlan) -> np.ndarray:
    """A strength for each pixel of the document (H×W uint8), at work size; beyond its edge as at the edge."""
    return _at_work(crop(strengths, plan.frame), plan)


def _at_work(plane: np.ndarray, plan: FramePlan) -> np.ndarray:
    return fit(plane, (plan.width, plan.height), soft=True)


def seen(document: Document, source: str, frame: Frame) -> np.ndarray:
    """A layer's or group's own paint, or with "" all that is seen, over a frame: H×W×4 uint8 straight RGBA.

    Beyond the document's edge it goes on as at the edge. Raises EditError for a layer that is gone.
    """
    area = Rect(frame.x, frame.y, frame.width, frame.height).clipped(document.rect)
    pixels = layer8(document.node(source), area) if source else flatten8(document, area)
    return crop(pixels, Frame(frame.x - area.x, frame.y - area.y, frame.width, frame.height))


def painted_area(document: Document, source: str) -> Rect:
    """Where a layer or group may hold paint inside the document. Raises EditError for one that is gone."""
    node = document.node(source)
    whole = Rect()
    for layer in Document(1, 1, (node,)).sheets():
        whole = whole.united(layer.bounds)
    return whole.clipped(document.rect)


def _reference_picture(document: Document, request: ReferenceRequest) -> np.ndarray:
    picture = request.image
    if picture is None:
        area = painted_area(document, request.source) if request.source else document.rect
        if area.empty:
            node = document.node(request.source)
            raise JobError(
                "“{name}” is empty, so there is nothing to resemble. Choose another layer.", name=node.name
            )
        picture = seen(document, request.source, Frame(area.x, area.y, area.width, area.height))
        x, y, width, height = cv2.boundingRect(np.ascontiguousarray(picture[..., 3]))
        if width and height:
            picture = picture[y : y + height, x : x + width]
    shrink = min(1.0, MAX_REFERENCE / max(picture.shape[:2]))
    height, width = picture.shape[:2]
    return fit(flatten(picture), (max(1, round(width * shrink)), max(1, round(height * shrink))))
