"""What a row of the table of actions says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that can be done: a menu entry with a shortcut. An empty id is a separator, or a submenu."""

    id: str = ""
    text: str = ""
    shortcut: str = ""  # several are separated by "; ", the first is shown
    handler: Callable[[], object] | None = None
    icon: str = ""
    repeats: bool = False  # again and again while the key is held
    on_canvas: bool = False  # the shortcut counts only while the canvas has the focus
    checked: Callable[[], bool] | None = (
        None  # whether it is on now; None where it is nothing that is on or off
    )
    entries: tuple[Action, ...] = ()  # of a submenu
    tag: str | None = None  # the colour tag that is its icon
