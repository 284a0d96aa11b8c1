"""The shipped brushes as the window knows them: every one is named for translation."""

from __future__ import annotations

import ast
import inspect
from dataclasses import replace

from app import brush_presets
from app.brush_presets import group_title, shipped_entries, title_of
from canvas.brush.entry import GROUPS


def marked(context: str) -> set[str]:
    """The texts that the module marks for translation in this context."""
    calls = [
        node for node in ast.walk(ast.parse(inspect.getsource(brush_presets))) if isinstance(node, ast.Call)
    ]
    texts = [
        [argument.value for argument in call.args if isinstance(argument, ast.Constant)]
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id == "QT_TRANSLATE_NOOP"
    ]
    return {str(text) for found, text in texts if found == context}


def test_every_title_and_group_can_be_translated() -> None:
    assert marked("BrushPresets") == {entry.title for entry in shipped_entries()}
    assert marked("BrushGroups") == {group_title(group) for group in GROUPS}


def test_what_the_artist_called_it_is_left_as_it_is() -> None:
    entry = shipped_entries()[0]
    assert title_of(entry) == entry.title
    assert title_of(replace(entry, title="Mine")) == "Mine"
    assert group_title("My group") == "My group"
