"""The one table of all actions and tools: id, text, shortcut, handler."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP

from app.studio import Studio
from app.tools import brush, eyedropper, fill, move, navigate, select
from app.tools.base import Host, Tool

if TYPE_CHECKING:
    from app.window import Window

_T = QT_TRANSLATE_NOOP


@dataclass(frozen=True, slots=True)
class ToolRow:
    """One tool: shown on the tool bar in this order."""

    id: str
    text: str  # source text of the "Actions" context
    shortcut: str
    icon: str
    make: Callable[[Studio, Host], Tool]
    hint: str = ""  # what the modifier keys do, shown in the option bar


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that can be done: a menu entry with a shortcut. An empty id is a separator."""

    id: str = ""
    text: str = ""
    shortcut: str = ""
    handler: Callable[[], object] | None = None
    icon: str = ""


TOOLS: tuple[ToolRow, ...] = (
    ToolRow(
        "brush",
        _T("Actions", "Brush"),
        "B",
        "brush",
        brush.make_brush,
        _T("Actions", "Alt picks a colour · Shift-click draws a straight line"),
    ),
    ToolRow("eraser", _T("Actions", "Eraser"), "E", "eraser", brush.make_eraser),
    ToolRow("fill", _T("Actions", "Fill"), "G", "fill", fill.make_fill),
    ToolRow(
        "eyedropper",
        _T("Actions", "Eyedropper"),
        "I",
        "eyedropper",
        eyedropper.make_eyedropper,
        _T("Actions", "Alt picks the background colour"),
    ),
    ToolRow(
        "move", _T("Actions", "Move"), "V", "move", move.make_move, _T("Actions", "Shift keeps to one axis")
    ),
    ToolRow(
        "select_rectangle",
        _T("Actions", "Rectangle selection"),
        "M",
        "select-rectangle",
        select.make_rectangle,
        _T("Actions", "Shift adds · Alt subtracts · Ctrl makes a square"),
    ),
    ToolRow(
        "select_ellipse",
        _T("Actions", "Ellipse selection"),
        "Shift+M",
        "select-ellipse",
        select.make_ellipse,
        _T("Actions", "Shift adds · Alt subtracts · Ctrl makes a circle"),
    ),
    ToolRow(
        "select_lasso",
        _T("Actions", "Lasso selection"),
        "L",
        "select-lasso",
        select.make_lasso,
        _T("Actions", "Shift adds · Alt subtracts"),
    ),
    ToolRow("pan", _T("Actions", "Hand"), "H", "pan", navigate.make_pan),
    ToolRow(
        "zoom",
        _T("Actions", "Zoom"),
        "Z",
        "zoom",
        navigate.make_zoom,
        _T("Actions", "Drag to zoom · Alt-click zooms out"),
    ),
    ToolRow("rotate", _T("Actions", "Rotate view"), "R", "rotate", navigate.make_rotate),
)


def menus(window: Window) -> tuple[tuple[str, tuple[Action, ...]], ...]:
    """Every menu, top to bottom: (title, actions)."""
    files, layers, selection, view = (
        window.workspace,
        window.layer_deeds,
        window.selection_deeds,
        window.viewport,
    )
    spawn, studio = window.tasks.spawn, window.studio
    line = Action()
    return (
        (
            _T("Actions", "&File"),
            (
                Action("new", _T("Actions", "&New…"), "Ctrl+N", lambda: spawn(files.new()), "new"),
                Action("open", _T("Actions", "&Open…"), "Ctrl+O", lambda: spawn(files.open()), "open"),
                Action("recent", _T("Actions", "Open &recent")),
                line,
                Action("save", _T("Actions", "&Save"), "Ctrl+S", lambda: spawn(files.save()), "save"),
                Action("save_as", _T("Actions", "Save &as…"), "Ctrl+Shift+S", lambda: spawn(files.save_as())),
                Action("export", _T("Actions", "&Export…"), "Ctrl+E", lambda: spawn(files.export())),
                line,
                Action("place", _T("Actions", "&Import as layer…"), "", lambda: spawn(files.place())),
                line,
                Action("quit", _T("Actions", "&Quit"), "Ctrl+Q", window.close),
            ),
        ),
        (
            _T("Actions", "&Edit"),
            (
                Action("undo", _T("Actions", "&Undo"), "Ctrl+Z", window.undo, "undo"),
                Action("redo", _T("Actions", "&Redo"), "Ctrl+Shift+Z", window.redo, "redo"),
                line,
                Action("cut", _T("Actions", "Cu&t"), "Ctrl+X", window.cut),
                Action("copy", _T("Actions", "&Copy"), "Ctrl+C", window.copy),
                Action("paste", _T("Actions", "&Paste as layer"), "Ctrl+V", window.paste),
                Action("clear", _T("Actions", "C&lear"), "Del", selection.clear_pixels),
                Action("fill_fg", _T("Actions", "&Fill with colour"), "Alt+Backspace", selection.fill_pixels),
                line,
                Action("swap", _T("Actions", "Swap colours"), "X", studio.swap_colours, "swap-colours"),
                Action(
                    "default", _T("Actions", "Default colours"), "D", studio.default_colours, "reset-colours"
                ),
                Action("smaller", _T("Actions", "Smaller brush"), "[", lambda: window.step_size(-1)),
                Action("larger", _T("Actions", "Larger brush"), "]", lambda: window.step_size(1)),
                line,
                Action("settings", _T("Actions", "Settin&gs…"), "Ctrl+,", window.edit_settings, "settings"),
            ),
        ),
        (
            _T("Actions", "&Layer"),
            (
                Action("layer_add", _T("Actions", "&New layer"), "Ctrl+Shift+N", layers.add, "layer-add"),
                Action(
                    "layer_copy",
                    _T("Actions", "Layer &via copy"),
                    "Ctrl+J",
                    layers.via_copy,
                    "layer-duplicate",
                ),
                Action(
                    "layer_delete", _T("Actions", "&Delete layer"), "Shift+Del", layers.delete, "layer-delete"
                ),
                line,
                Action("layer_up", _T("Actions", "Move &up"), "Ctrl+]", layers.up, "layer-up"),
                Action("layer_down", _T("Actions", "Move d&own"), "Ctrl+[", layers.down, "layer-down"),
                Action(
                    "merge_down", _T("Actions", "&Merge down"), "Ctrl+Shift+E", layers.merge, "layer-merge"
                ),
                line,
                Action("recipe", _T("Actions", "&Recipe…"), "", layers.show_recipe, "properties"),
            ),
        ),
        (
            _T("Actions", "&Select"),
            (
                Action("select_all", _T("Actions", "&All"), "Ctrl+A", selection.select_all),
                Action("deselect", _T("Actions", "&Deselect"), "Ctrl+D", selection.deselect),
                Action("invert", _T("Actions", "&Invert"), "Ctrl+Shift+I", selection.invert),
                line,
                Action("feather", _T("Actions", "&Feather…"), "Shift+F6", selection.feather),
                Action("from_layer", _T("Actions", "From layer &transparency"), "", selection.from_layer),
            ),
        ),
        (
            _T("Actions", "&View"),
            (
                Action("zoom_in", _T("Actions", "Zoom &in"), "Ctrl++", lambda: window.zoom(1)),
                Action("zoom_out", _T("Actions", "Zoom &out"), "Ctrl+-", lambda: window.zoom(-1)),
                Action("fit", _T("Actions", "&Fit in window"), "Ctrl+0", view.fit),
                Action("full", _T("Actions", "100 %"), "Ctrl+1", lambda: window.zoom(0)),
                line,
                Action(
                    "turn_left", _T("Actions", "Rotate &left"), "Ctrl+Shift+Left", lambda: window.turn(-15)
                ),
                Action(
                    "turn_right", _T("Actions", "Rotate &right"), "Ctrl+Shift+Right", lambda: window.turn(15)
                ),
                Action("turn_reset", _T("Actions", "&Straighten"), "5", lambda: window.turn(None)),
                Action("mirror", _T("Actions", "&Mirror view"), "Shift+H", window.mirror),
                line,
                Action("panels", _T("Actions", "Hide &panels"), "Tab", window.toggle_panels),
                Action("full_screen", _T("Actions", "F&ull screen"), "F11", window.toggle_full_screen),
            ),
        ),
        (
            _T("Actions", "&Assist"),
            (
                Action("generate", _T("Actions", "&Generate"), "Ctrl+Return", window.generate, "generate"),
                Action(
                    "cancel_jobs", _T("Actions", "&Cancel all jobs"), "Ctrl+.", window.cancel_jobs, "cancel"
                ),
            ),
        ),
        (
            _T("Actions", "&Help"),
            (
                Action("keys", _T("Actions", "&Keyboard shortcuts"), "F1", window.show_keys),
                Action("about", _T("Actions", "&About Scumble"), "", window.about),
            ),
        ),
    )
