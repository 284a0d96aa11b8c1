"""What could not be carried over from or into a Photoshop file: layer by layer, told in a few sentences."""

from __future__ import annotations

from enum import Enum, auto

from canvas.errors import Sentence

_MOST = 6  # names in one sentence


class Lost(Enum):
    """What a layer may have that is not kept as it is."""

    TEXT = auto()
    SMART = auto()
    SHAPE = auto()
    FILL = auto()
    ADJUSTMENT = auto()
    EFFECTS = auto()
    OUTLINE = auto()
    OUTLINE_HIDDEN = auto()
    MASK_SETTINGS = auto()
    MASK_DAMAGED = auto()
    BLENDING = auto()
    MODE = auto()
    FILL_OPACITY = auto()
    LABEL = auto()
    POSITION_LOCK = auto()
    FAR = auto()
    BRIGHT = auto()
    BEHIND = auto()
    ERASE = auto()
    RECIPE = auto()


class Report:
    """Gathers names of layers by what they lost, and other sentences."""

    def __init__(self) -> None:
        self._names: dict[Lost, list[str]] = {}
        self._others: list[Sentence] = []

    def lost(self, what: Lost, name: str) -> None:
        self._names.setdefault(what, []).append(name)

    def say(self, *sentences: Sentence) -> None:
        self._others += sentences

    def sentences(self) -> tuple[Sentence, ...]:
        """All of it; no sentence twice."""
        told = [_sentence(what, _listed(names)) for what, names in self._names.items()]
        return tuple(dict.fromkeys([*self._others, *told]))


def _listed(names: list[str]) -> str:
    shown = ", ".join(f"“{name}”" for name in names[:_MOST])
    return shown if len(names) <= _MOST else f"{shown} … ({len(names)})"


def _sentence(what: Lost, names: str) -> Sentence:
    return _SENTENCES[what](names)


_SENTENCES = {
    Lost.TEXT: lambda names: Sentence(
        "Text was kept as paint and cannot be typed in any more: {names}.", names=names
    ),
    Lost.SMART: lambda names: Sentence("Smart objects were kept as paint: {names}.", names=names),
    Lost.SHAPE: lambda names: Sentence("Shapes were kept as paint: {names}.", names=names),
    Lost.FILL: lambda names: Sentence("Fill layers were kept as paint: {names}.", names=names),
    Lost.ADJUSTMENT: lambda names: Sentence(
        "Adjustment layers do nothing here, so empty layers took their places: {names}.", names=names
    ),
    Lost.EFFECTS: lambda names: Sentence(
        "Layer effects, such as shadows and outlines, were left out: {names}.", names=names
    ),
    Lost.OUTLINE: lambda names: Sentence(
        "Vector masks were turned into masks of pixels: {names}.", names=names
    ),
    Lost.OUTLINE_HIDDEN: lambda names: Sentence(
        "Vector masks could not be read, so these layers were hidden: {names}.", names=names
    ),
    Lost.MASK_SETTINGS: lambda names: Sentence(
        "The density and feather of masks were left out: {names}.", names=names
    ),
    Lost.MASK_DAMAGED: lambda names: Sentence("Damaged masks were left out: {names}.", names=names),
    Lost.BLENDING: lambda names: Sentence(
        "Advanced blending options were left out, so these may look different: {names}.", names=names
    ),
    Lost.MODE: lambda names: Sentence(
        "Blend modes that are not known here were taken as Normal: {names}.", names=names
    ),
    Lost.FILL_OPACITY: lambda names: Sentence(
        "The fill opacity was made a part of the opacity, so these may look different: {names}.", names=names
    ),
    Lost.LABEL: lambda names: Sentence(
        "Colour labels became the nearest that there are here: {names}.", names=names
    ),
    Lost.POSITION_LOCK: lambda names: Sentence(
        "Locks of the position were left out, so these layers can be moved: {names}.", names=names
    ),
    Lost.FAR: lambda names: Sentence(
        "What lies too far from the picture was left out: {names}.", names=names
    ),
    Lost.BRIGHT: lambda names: Sentence(
        "Colours brighter than white, or beyond sRGB, were cut to what can be shown: {names}.", names=names
    ),
    Lost.BEHIND: lambda names: Sentence(
        "Photoshop files know no Behind mode, so it was saved as Normal: {names}.", names=names
    ),
    Lost.ERASE: lambda names: Sentence(
        "Photoshop files know no Erase mode, so these layers were saved hidden: {names}.", names=names
    ),
    Lost.RECIPE: lambda names: Sentence(
        "Photoshop files cannot hold how a layer was generated; only its paint was saved: {names}.",
        names=names,
    ),
}
