"""What Drawpile alone writes into OpenRaster files: clipping groups, open groups, censoring, annotations.

Source: the files that Drawpile 2.2 writes (drawpile.net); its groups mix with what is below them unless they
say that they are isolated, and clipped layers stand in a group made for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from canvas.errors import Sentence
from canvas.formats.openraster_entries import Entry, Folder, Sheet
from canvas.formats.stack_xml import is_true

NAMESPACE = "http://drawpile.net/"
_CLIPPING_GROUP = f"{{{NAMESPACE}}}clipping-group"
_CENSORED = (f"{{{NAMESPACE}}}censored", f"{{{NAMESPACE}}}censored-local")
_SKETCH = f"{{{NAMESPACE}}}sketch-opacity"
_LEFT_OUT: dict[str, Sentence] = {
    f"{{{NAMESPACE}}}annotations": Sentence("The annotations were left out: they are text, not paint."),
    f"{{{NAMESPACE}}}timeline": Sentence("The animation's timeline was left out; its layers were opened."),
}


def is_drawpile(data: bytes) -> bool:
    """Whether Drawpile wrote the list of layers: it declares its namespace, used or not."""
    return f'"{NAMESPACE}"'.encode() in data[:4096]


def left_out(tag: str) -> Sentence | None:
    """What to say about an element beside the layers; None for one that is not Drawpile's."""
    return _LEFT_OUT.get(tag)


def oddities(attributes: Mapping[str, str], name: str) -> tuple[Sentence, ...]:
    """What to say about how Drawpile shows a layer."""
    said: list[Sentence] = []
    if any(is_true(attributes, censored) for censored in _CENSORED):
        said.append(Sentence("“{name}” was censored in Drawpile; here it is shown as it is.", name=name))
    if _SKETCH in attributes:
        said.append(
            Sentence("“{name}” was shown as a sketch in Drawpile; here it is shown as it is.", name=name)
        )
    return tuple(said)


def is_clipping_group(attributes: Mapping[str, str]) -> bool:
    """Whether a group stands for its lowest layer and those that are clipped to it."""
    return is_true(attributes, _CLIPPING_GROUP)


def unwrapped(group: Entry, inside: list[Sheet | Folder]) -> list[Sheet | Folder]:
    """The layers of a clipping group, from the bottom up, clipped to the lowest, which looks as the group."""
    if not inside:
        return []
    base = inside[0]
    told = replace(
        base.entry,
        opacity=group.opacity,
        blend=group.blend,
        visible=group.visible,
        clip=group.clip,
        clip_to_all=group.clip_to_all,
    )
    clipped = [replace(one, entry=replace(one.entry, clip=True, clip_to_all=False)) for one in inside[1:]]
    return [replace(base, entry=told), *clipped]
