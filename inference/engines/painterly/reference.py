"""What the painter aims at: the picture, or a sketch coloured in, in the light that the words ask for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from inference.engines.painterly.backdrop import toned_paper
from inference.engines.painterly.importance import importance_of
from inference.engines.painterly.masses import masses_of
from inference.engines.painterly.media import Handling
from inference.engines.painterly.palette import grade, mixed, to_lab
from inference.engines.painterly.relief import relit
from inference.engines.painterly.sketch import ink_of, read_sketch
from inference.engines.painterly.volume import Light
from inference.engines.painterly.words import Settings


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """The picture to paint, where it matters, and the drawn lines to set on top."""

    lab: np.ndarray  # H×W×3 float32 L*a*b*
    masses: np.ndarray  # the same in few values and without small things
    importance: np.ndarray  # H×W float32, 0 … 1
    lines: np.ndarray | None  # H×W bool: the lines of a sketch
    ink: np.ndarray  # H×W×3 float32 L*a*b*: the colours that drawn lines take
    light: Light

    def relit(self, lab: np.ndarray) -> Reference:
        """The same under another light."""
        return replace(self, lab=lab, masses=masses_of(lab))


def read_picture(
    image: np.ndarray,
    settings: Settings,
    handling: Handling,
    light: Light,
    lit: bool,
    loose: np.ndarray,
    amount: np.ndarray,
    rng: np.random.Generator,
    check: Callable[[], None],
) -> Reference:
    """Understand a picture (H×W×3 uint8) as sketch, flat drawing or full picture, and make it paintable.

    lit: the artist has said where the light comes from, so that full pictures are lit from there too.
    loose, amount: H×W float32, 0 … 1: the local strength, which says how much a sketch is coloured in, and
    the local share of the words' effect. `check` is called on the way, and may raise to stop the work.
    """
    source = to_lab(image)
    check()
    sketch = read_sketch(source, check)
    ink = source
    lines = None
    if sketch is not None:
        lines = sketch.lines
        ink = grade(ink_of(source), settings, amount * np.float32(0.6))
        check()
        clean, coloured = (
            sketch.clean,
            sketch.coloured(settings, light, 0.0 if handling.tint else 1.0, rng, check),
        )
        source = clean + (coloured - clean) * np.clip(loose * 2.5, 0.0, 1.0)[..., None]
    else:
        if handling.tint:  # on white paper, white is left white
            source = toned_paper(source, np.clip(loose * 2.5, 0.0, 1.0), rng)
            check()
        if lit:
            source = relit(source, light, amount * np.clip(loose * 2.5, 0.0, 1.0))
    check()
    lab = grade(source.astype(np.float32), settings, amount)
    check()
    lab = mixed(lab, handling, np.clip(loose * 2.0, 0.0, 1.0) * amount)
    check()
    seen = importance_of(lab if lines is None else np.where(lines[..., None], ink, lab))
    check()
    return Reference(lab, masses_of(lab), seen, lines, ink, light)
