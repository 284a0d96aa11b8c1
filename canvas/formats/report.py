"""What could not be carried over from or into another program's layers, told in a few sentences."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto

from canvas.errors import Sentence

_MOST = 6  # names in one sentence
_LETTERS = 60  # of one name


class Lost(Enum):
    """What a layer may have that is not kept as it is."""

    VECTOR = auto()
    FILTER = auto()
    FILL = auto()
    CLONE = auto()
    CLONE_LOST = auto()
    FILE = auto()
    REFERENCE = auto()
    KIND = auto()
    TEXT = auto()
    FILTER_MASK = auto()
    TRANSFORM_MASK = auto()
    COLORIZE_MASK = auto()
    LOCAL_SELECTION = auto()
    MASK_KIND = auto()
    MASK_DAMAGED = auto()
    MASK_OFF = auto()
    MASKS_JOINED = auto()
    EFFECTS = auto()
    FRAMES = auto()
    CLIP = auto()
    CLIP_GROUPED = auto()
    MODE = auto()
    MODE_NEAR = auto()
    CHANNELS = auto()
    OPACITY = auto()
    OPACITY_LIMITED = auto()
    LABEL = auto()
    LIGHT = auto()
    LEGACY = auto()
    BACKDROP = auto()
    POSITION_LOCK = auto()
    FLOATING = auto()
    CHANNEL = auto()
    DAMAGED_PARTS = auto()
    BRIGHT = auto()
    COLOURS = auto()
    SMART = auto()
    SHAPE = auto()
    FILL_PAINTED = auto()
    ADJUSTMENT = auto()
    OUTLINE = auto()
    OUTLINE_HIDDEN = auto()
    MASK_SETTINGS = auto()
    BLENDING = auto()
    FILL_OPACITY = auto()
    FAR = auto()
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
        told = [_SENTENCES[what](_listed(names)) for what, names in self._names.items()]
        return tuple(dict.fromkeys([*self._others, *told]))


def _listed(names: list[str]) -> str:
    names = list(dict.fromkeys(names))
    shown = ", ".join(f"“{name[:_LETTERS]}”" for name in names[:_MOST])
    return shown if len(names) <= _MOST else f"{shown} … ({len(names)})"


_SENTENCES: dict[Lost, Callable[[str], Sentence]] = {
    Lost.VECTOR: lambda names: Sentence(
        "Vector layers cannot be read here and were left out: {names}.", names=names
    ),
    Lost.FILTER: lambda names: Sentence(
        "Filter layers and filters do nothing here and were left out: {names}.", names=names
    ),
    Lost.FILL: lambda names: Sentence(
        "Fill layers cannot be read here and were left out: {names}.", names=names
    ),
    Lost.CLONE: lambda names: Sentence(
        "Clone layers became copies, which no longer follow their originals: {names}.", names=names
    ),
    Lost.CLONE_LOST: lambda names: Sentence(
        "Clone layers of groups, or of layers that are not there, were left out: {names}.", names=names
    ),
    Lost.FILE: lambda names: Sentence("Layers that show another file were left out: {names}.", names=names),
    Lost.REFERENCE: lambda names: Sentence("Reference images were left out: {names}.", names=names),
    Lost.KIND: lambda names: Sentence(
        "Layers of a kind that is not known here were left out: {names}.", names=names
    ),
    Lost.TEXT: lambda names: Sentence(
        "Text was kept as paint and cannot be typed in any more: {names}.", names=names
    ),
    Lost.FILTER_MASK: lambda names: Sentence(
        "Filter masks do nothing here and were left out: {names}.", names=names
    ),
    Lost.TRANSFORM_MASK: lambda names: Sentence(
        "Transform masks do nothing here and were left out: {names}.", names=names
    ),
    Lost.COLORIZE_MASK: lambda names: Sentence(
        "Colorize masks do nothing here and were left out: {names}.", names=names
    ),
    Lost.LOCAL_SELECTION: lambda names: Sentence(
        "Selections of single layers were left out: {names}.", names=names
    ),
    Lost.MASK_KIND: lambda names: Sentence(
        "Masks of a kind that is not known here were left out: {names}.", names=names
    ),
    Lost.MASK_DAMAGED: lambda names: Sentence("Damaged masks were left out: {names}.", names=names),
    Lost.MASK_OFF: lambda names: Sentence(
        "These have several masks; the ones that were switched off were left out: {names}.", names=names
    ),
    Lost.MASKS_JOINED: lambda names: Sentence("Several masks were joined into one: {names}.", names=names),
    Lost.EFFECTS: lambda names: Sentence(
        "Layer effects, such as shadows and outlines, were left out: {names}.", names=names
    ),
    Lost.FRAMES: lambda names: Sentence(
        "Of animated layers, only one frame was opened: {names}.", names=names
    ),
    Lost.CLIP: lambda names: Sentence(
        "These inherited the alpha of all below them; here they are clipped to the nearest layer: {names}.",
        names=names,
    ),
    Lost.CLIP_GROUPED: lambda names: Sentence(
        "These inherited the alpha of all below them, which were put into groups for that: {names}.",
        names=names,
    ),
    Lost.MODE: lambda names: Sentence(
        "Blend modes that are not known here were taken as Normal: {names}.", names=names
    ),
    Lost.MODE_NEAR: lambda names: Sentence(
        "Blend modes that are not known here became similar ones: {names}.", names=names
    ),
    Lost.CHANNELS: lambda names: Sentence(
        "These showed only some of their colour channels; here they show all: {names}.", names=names
    ),
    Lost.OPACITY: lambda names: Sentence(
        "Opacities that made no sense were set to 100 %: {names}.", names=names
    ),
    Lost.OPACITY_LIMITED: lambda names: Sentence(
        "Opacities that were out of range were limited: {names}.", names=names
    ),
    Lost.LABEL: lambda names: Sentence(
        "Colour labels became the nearest that there are here: {names}.", names=names
    ),
    Lost.LIGHT: lambda names: Sentence(
        "These were mixed as light; here they are mixed as paint, so see-through parts look a little "
        "different: {names}.",
        names=names,
    ),
    Lost.LEGACY: lambda names: Sentence(
        "The legacy blend modes of these differ from ours, so they may look different: {names}.", names=names
    ),
    Lost.BACKDROP: lambda names: Sentence(
        "These were cut to, or mixed by, the shape of what is below; here they are not: {names}.", names=names
    ),
    Lost.POSITION_LOCK: lambda names: Sentence(
        "Locks of the position were left out, so these layers can be moved: {names}.", names=names
    ),
    Lost.FLOATING: lambda names: Sentence(
        "A floating selection became a layer of its own at the top: {names}.", names=names
    ),
    Lost.CHANNEL: lambda names: Sentence(
        "Saved channels and selections were left out: {names}.", names=names
    ),
    Lost.BRIGHT: lambda names: Sentence(
        "Colours brighter than white, or beyond sRGB, were cut to what can be shown: {names}.", names=names
    ),
    Lost.COLOURS: lambda names: Sentence(
        "These were not in RGB: their colours were converted and may look different: {names}.", names=names
    ),
    Lost.DAMAGED_PARTS: lambda names: Sentence(
        "Damaged parts of these layers were left out, and are transparent: {names}.", names=names
    ),
    Lost.SMART: lambda names: Sentence("Smart objects were kept as paint: {names}.", names=names),
    Lost.SHAPE: lambda names: Sentence("Shapes were kept as paint: {names}.", names=names),
    Lost.FILL_PAINTED: lambda names: Sentence("Fill layers were kept as paint: {names}.", names=names),
    Lost.ADJUSTMENT: lambda names: Sentence(
        "Adjustment layers do nothing here, so empty layers took their places: {names}.", names=names
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
    Lost.BLENDING: lambda names: Sentence(
        "Advanced blending options were left out, so these may look different: {names}.", names=names
    ),
    Lost.FILL_OPACITY: lambda names: Sentence(
        "The fill opacity was made a part of the opacity, so these may look different: {names}.", names=names
    ),
    Lost.FAR: lambda names: Sentence(
        "What lies too far from the picture was left out: {names}.", names=names
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
