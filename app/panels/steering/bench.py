"""What the rows of the Steering section share: the model in use, the parts, and the layers of the picture."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from app.model_list import ModelList
from app.panels.choice_box import Choice, Deed
from app.studio import Studio
from app.words import worded
from inference.families import TRAITS
from inference.models import ModelInfo, Part, fits

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Place:
    """A layer or group, as it is called."""

    id: str
    name: str


class Bench(QObject):
    """Tells the rows when something of this changes, and takes what they ask of the panel."""

    parts_changed = Signal()  # or the model
    layers_changed = Signal()  # their names or their order
    painted = Signal()  # the document is another one
    models_wanted = Signal()  # the window in which models are downloaded
    word_wanted = Signal(str)  # in the prompt
    told = Signal(str)
    _done = Signal(object, object, object)  # from the errand thread: see `beside`

    def __init__(self, studio: Studio, models: ModelList) -> None:
        super().__init__()
        self.studio = studio
        self.models = models
        self.model: ModelInfo | None = None
        self.places: tuple[Place, ...] = ()
        self._done.connect(self._take)
        models.changed.connect(self.parts_changed)
        studio.document_changed.connect(lambda _document: self._look())
        self._look()

    def use(self, model: ModelInfo | None) -> None:
        """Another model is in use."""
        if model != self.model:
            self.model = model
            self.parts_changed.emit()

    @property
    def family(self) -> str:
        """The name of the model's family; "" for the built-in painter."""
        return TRAITS[self.model.family].name if self.model is not None else ""

    def parts(self, *kinds: str) -> list[Part]:
        """What was found of these kinds, what the model can use first."""
        found = [part for part in self.models.found_parts if part.kind in kinds]
        return sorted(found, key=lambda part: bool(self.why_not(part)))

    def usable(self, *kinds: str) -> list[Part]:
        return [part for part in self.parts(*kinds) if not self.why_not(part)]

    def part(self, path: str) -> Part | None:
        return next((part for part in self.models.found_parts if str(part.path) == path), None)

    def why_not(self, part: Part) -> str:
        """Why the model cannot use a part, shortly; "" where it can."""
        if self.model is None or fits(part, self.model) is None:
            return ""
        if part.unusable is not None:
            return worded(part.unusable)
        made_for = part.foreign or ", ".join(TRAITS[family].name for family in part.families)
        if not made_for or made_for == "other":
            return self.tr("Nobody can tell which models it was made for.")
        return self.tr("Made for {0}; this model is {1}.").format(made_for, self.family)

    def choices(self, parts: Sequence[Part]) -> list[Choice]:
        """Parts as lines of a list; their values are paths."""
        return [Choice(part.name, str(part.path), self._about(part), self.why_not(part)) for part in parts]

    def deeds(self) -> tuple[Deed, ...]:
        """What a list of parts ends with."""
        return (Deed(self.tr("Get models…"), self.models_wanted.emit, "import"),)

    def place(self, node_id: str) -> Place | None:
        return next((place for place in self.places if place.id == node_id), None)

    def sources(self) -> list[Choice]:
        """Where a picture can come from: the canvas, and every layer from the top down."""
        return [Choice(self.tr("Canvas"), ""), *self.layer_choices()]

    def layer_choices(self) -> list[Choice]:
        return [Choice(place.name, place.id) for place in self.places]

    def beside(self, owner: QObject, work: Callable[[], T], then: Callable[[T], None]) -> None:
        """Do `work` beside the UI thread, then `then` with what it gave, unless `owner` is gone by then."""
        self.studio.compute.errand(lambda: self._done.emit(owner, then, work()))

    def _take(self, owner: QObject, then: Callable[[object], None], result: object) -> None:
        if isValid(owner):
            then(result)

    def _about(self, part: Part) -> str:
        words = self.tr("Words: {0}").format(", ".join(part.words[:12])) if part.words else ""
        return "\n".join(line for line in (words, str(part.path)) if line)

    def _look(self) -> None:
        nodes = tuple(self.studio.document.nodes())
        places = tuple(Place(node.id, node.name) for node in reversed(nodes))
        if places != self.places:
            self.places = places
            self.layers_changed.emit()
        self.painted.emit()
