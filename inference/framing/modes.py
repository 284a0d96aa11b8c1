"""The ways to inpaint as one table: what stands under the mask at first, how strongly, how far around."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from inference.errors import JobError
from inference.framing.prefill import Prefill


class Mode(StrEnum):
    """What the artist wants of the selection."""

    FILL = "fill"  # something that belongs there, as the prompt says
    EXPAND = "expand"  # more of the picture, past its edge or into its transparent parts
    ADD = "add"  # a new thing before what is there
    REMOVE = "remove"  # what lies behind
    REPLACE_BACKGROUND = "replace background"  # other surroundings; the selection is the background
    REFINE = "refine"  # the same, better painted


@dataclass(frozen=True, slots=True)
class ModeTraits:
    """What holds for a mode. Lengths are those of `masks.mask_sizes`, times the factors given here."""

    prefill: Prefill
    strength: float  # that the mode begins with, 0 … 1
    prefill_from: float  # strength from which on the pre-fill is done; below, the old picture guides
    margin: float = 4.0  # document pixels that are repainted fully around the selection, but not pasted
    feather: float = 1.0  # × the width of the slope between repainted and kept
    context: float = 1.0  # × the surroundings that the engine sees
    close: bool = False  # the pre-fill ends with the selection rather than with the slope around it
    transition: int = 0  # document pixels of new paint that are bent to meet what is kept


MODES: Mapping[Mode, ModeTraits] = {
    Mode.FILL: ModeTraits(Prefill.BLUR, 1.0, 0.95),
    # The edge of what is kept is the artist's: nothing of it is repainted, so that lines go on from it.
    Mode.EXPAND: ModeTraits(
        Prefill.EDGE, 1.0, 0.0, margin=0.0, feather=0.5, context=1.5, close=True, transition=32
    ),
    # A new thing needs a place that does not say yet what it is, in the light of the surroundings.
    Mode.ADD: ModeTraits(Prefill.MUTED, 1.0, 0.95, context=1.25),
    # A thing's soft rim and its shadow end beyond a close selection; what is left of them would grow again.
    Mode.REMOVE: ModeTraits(Prefill.TELEA, 1.0, 0.0, margin=8.0, context=1.5),
    # Blurring the subject outwards would leave a halo in its colours.
    Mode.REPLACE_BACKGROUND: ModeTraits(Prefill.NEUTRAL, 1.0, 0.7, margin=1.0, feather=0.25),
    Mode.REFINE: ModeTraits(Prefill.NONE, 0.35, 1.0),
}


def mode_for(mode: str, strength: float) -> Mode:
    """The mode of that name; for "": fill where next to nothing is to be kept, else refine.

    Raises JobError for a name that is none.
    """
    if not mode:
        return Mode.FILL if strength >= MODES[Mode.FILL].prefill_from else Mode.REFINE
    try:
        return Mode(mode)
    except ValueError as error:
        raise JobError(
            "'{mode}' is not a way to inpaint. Choose one of: {modes}.", mode=mode, modes=", ".join(Mode)
        ) from error
