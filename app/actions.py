"""The one table of all actions and tools: id, text, shortcut, handler."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.action import Action
from app.i18n import QT_TRANSLATE_NOOP
from app.layer_menu import layer_rows
from app.studio import Studio
from app.tools import brush, candidate, eyedropper, fill, move, navigate, select
from app.tools.base import Host, Tool

if TYPE_CHECKING:
    from app.viewport import Viewport
    from app.window import Window


@dataclass(frozen=True, slots=True)
class ToolRow:
    """One tool: shown on the tool bar in this order."""

    id: str
    text: str  # source text of the "Actions" context
    shortcut: str
    icon: str
    make: Callable[[Studio, Host], Tool]
    hint: str = ""  # what the modifier keys do, shown in the option bar


TOOLS: tuple[ToolRow, ...] = (
    ToolRow(
        "brush",
        QT_TRANSLATE_NOOP("Actions", "Brush"),
        "B",
        "brush",
        brush.make_brush,
        QT_TRANSLATE_NOOP("Actions", "Alt picks a colour · Shift draws straight lines · Right-drag resizes"),
    ),
    ToolRow(
        "eraser",
        QT_TRANSLATE_NOOP("Actions", "Eraser"),
        "E",
        "eraser",
        brush.make_eraser,
        QT_TRANSLATE_NOOP("Actions", "Shift draws straight lines · Right-drag resizes"),
    ),
    ToolRow(
        "candidate",
        QT_TRANSLATE_NOOP("Actions", "Candidate brush"),
        "Y",
        "candidate-brush",
        candidate.make_candidate_brush,
        QT_TRANSLATE_NOOP("Actions", "Paints with the candidate that is chosen below the canvas"),
    ),
    ToolRow("fill", QT_TRANSLATE_NOOP("Actions", "Fill"), "G", "fill", fill.make_fill),
    ToolRow(
        "eyedropper",
        QT_TRANSLATE_NOOP("Actions", "Eyedropper"),
        "I",
        "eyedropper",
        eyedropper.make_eyedropper,
        QT_TRANSLATE_NOOP("Actions", "Alt picks the background colour"),
    ),
    ToolRow(
        "move",
        QT_TRANSLATE_NOOP("Actions", "Move"),
        "V",
        "move",
        move.make_move,
        QT_TRANSLATE_NOOP("Actions", "Shift keeps to one axis"),
    ),
    ToolRow(
        "select_rectangle",
        QT_TRANSLATE_NOOP("Actions", "Rectangle selection"),
        "M",
        "select-rect",
        select.make_rectangle,
        QT_TRANSLATE_NOOP("Actions", "Shift adds · Alt subtracts · Ctrl makes a square"),
    ),
    ToolRow(
        "select_ellipse",
        QT_TRANSLATE_NOOP("Actions", "Ellipse selection"),
        "Shift+M",
        "select-ellipse",
        select.make_ellipse,
        QT_TRANSLATE_NOOP("Actions", "Shift adds · Alt subtracts · Ctrl makes a circle"),
    ),
    ToolRow(
        "select_lasso",
        QT_TRANSLATE_NOOP("Actions", "Lasso selection"),
        "L",
        "select-lasso",
        select.make_lasso,
        QT_TRANSLATE_NOOP("Actions", "Shift adds · Alt subtracts"),
    ),
    ToolRow("pan", QT_TRANSLATE_NOOP("Actions", "Hand"), "H", "hand", navigate.make_pan),
    ToolRow(
        "zoom",
        QT_TRANSLATE_NOOP("Actions", "Zoom"),
        "Z",
        "zoom",
        navigate.make_zoom,
        QT_TRANSLATE_NOOP("Actions", "Drag to zoom · Alt-click zooms out"),
    ),
    ToolRow("rotate", QT_TRANSLATE_NOOP("Actions", "Rotate view"), "R", "rotate", navigate.make_rotate),
)


def menus(window: Window) -> tuple[tuple[str, tuple[Action, ...]], ...]:
    """Every menu, top to bottom: (title, actions)."""
    files, view, tools = window.workspace, window.viewport, window.toolbox
    layers, selection, clipboard = window.layer_deeds, window.selection_deeds, window.clipboard_deeds
    moving, docks, beside = view.navigation, window.docks, window.side_windows
    spawn, studio = window.tasks.spawn, window.studio
    line = Action()
    return (
        (
            QT_TRANSLATE_NOOP("Actions", "&File"),
            (
                Action(
                    "new", QT_TRANSLATE_NOOP("Actions", "&New…"), "Ctrl+N", lambda: spawn(files.new()), "new"
                ),
                Action(
                    "open",
                    QT_TRANSLATE_NOOP("Actions", "&Open…"),
                    "Ctrl+O",
                    lambda: spawn(files.open()),
                    "open",
                ),
                Action("recent", QT_TRANSLATE_NOOP("Actions", "Open &recent")),
                line,
                Action(
                    "save",
                    QT_TRANSLATE_NOOP("Actions", "&Save"),
                    "Ctrl+S",
                    lambda: spawn(files.save()),
                    "save",
                ),
                Action(
                    "save_as",
                    QT_TRANSLATE_NOOP("Actions", "Save &as…"),
                    "Ctrl+Shift+S",
                    lambda: spawn(files.save_as()),
                ),
                Action(
                    "export",
                    QT_TRANSLATE_NOOP("Actions", "&Export…"),
                    "Ctrl+E",
                    lambda: spawn(files.export()),
                ),
                line,
                Action(
                    "place",
                    QT_TRANSLATE_NOOP("Actions", "&Import as layer…"),
                    "",
                    lambda: spawn(files.place()),
                ),
                line,
                Action("quit", QT_TRANSLATE_NOOP("Actions", "&Quit"), "Ctrl+Q", window.close),
            ),
        ),
        (
            QT_TRANSLATE_NOOP("Actions", "&Edit"),
            (
                Action(
                    "undo",
                    QT_TRANSLATE_NOOP("Actions", "&Undo"),
                    "Ctrl+Z",
                    lambda: studio.session.undo(),
                    "undo",
                    repeats=True,
                ),
                Action(
                    "redo",
                    QT_TRANSLATE_NOOP("Actions", "&Redo"),
                    "Ctrl+Shift+Z; Ctrl+Y",
                    lambda: studio.session.redo(),
                    "redo",
                    repeats=True,
                ),
                line,
                Action("cut", QT_TRANSLATE_NOOP("Actions", "Cu&t"), "Ctrl+X", clipboard.cut),
                Action("copy", QT_TRANSLATE_NOOP("Actions", "&Copy"), "Ctrl+C", clipboard.copy),
                Action("paste", QT_TRANSLATE_NOOP("Actions", "&Paste as layer"), "Ctrl+V", clipboard.paste),
                Action(
                    "clear", QT_TRANSLATE_NOOP("Actions", "C&lear"), "Del; Backspace", selection.clear_pixels
                ),
                Action(
                    "fill_fg",
                    QT_TRANSLATE_NOOP("Actions", "&Fill with colour"),
                    "Alt+Backspace",
                    selection.fill_pixels,
                ),
                line,
                Action(
                    "swap", QT_TRANSLATE_NOOP("Actions", "Swap colours"), "X", studio.swap_colours, "swap"
                ),
                Action(
                    "default",
                    QT_TRANSLATE_NOOP("Actions", "Default colours"),
                    "D",
                    studio.default_colours,
                    "reset-colours",
                ),
                Action(
                    "smaller",
                    QT_TRANSLATE_NOOP("Actions", "Smaller brush"),
                    "[",
                    lambda: tools.step_size(-1),
                    repeats=True,
                ),
                Action(
                    "larger",
                    QT_TRANSLATE_NOOP("Actions", "Larger brush"),
                    "]",
                    lambda: tools.step_size(1),
                    repeats=True,
                ),
                Action(
                    "erasing",
                    QT_TRANSLATE_NOOP("Actions", "&Erase with this brush"),
                    "Shift+E",
                    tools.toggle_erasing,
                    "eraser",
                ),
                Action(
                    "brush_settings",
                    QT_TRANSLATE_NOOP("Actions", "&Brush settings"),
                    "F5",
                    docks.show_brush_settings,
                    "properties",
                ),
                line,
                Action(
                    "settings",
                    QT_TRANSLATE_NOOP("Actions", "Settin&gs…"),
                    "Ctrl+,",
                    beside.edit_settings,
                    "settings",
                ),
            ),
        ),
        (
            QT_TRANSLATE_NOOP("Actions", "&Layer"),
            layer_rows(layers),
        ),
        (
            QT_TRANSLATE_NOOP("Actions", "&Select"),
            (
                Action("select_all", QT_TRANSLATE_NOOP("Actions", "&All"), "Ctrl+A", selection.select_all),
                Action("deselect", QT_TRANSLATE_NOOP("Actions", "&Deselect"), "Ctrl+D", selection.deselect),
                Action("invert", QT_TRANSLATE_NOOP("Actions", "&Invert"), "Ctrl+Shift+I", selection.invert),
                line,
                Action("feather", QT_TRANSLATE_NOOP("Actions", "&Feather…"), "Shift+F6", selection.feather),
                Action(
                    "from_layer",
                    QT_TRANSLATE_NOOP("Actions", "From layer &transparency"),
                    "",
                    selection.from_layer,
                ),
            ),
        ),
        (
            QT_TRANSLATE_NOOP("Actions", "&View"),
            (
                Action(
                    "zoom_in",
                    QT_TRANSLATE_NOOP("Actions", "Zoom &in"),
                    "Ctrl++; Ctrl+=",
                    lambda: moving.zoom(1),
                    repeats=True,
                ),
                Action(
                    "zoom_out",
                    QT_TRANSLATE_NOOP("Actions", "Zoom &out"),
                    "Ctrl+-",
                    lambda: moving.zoom(-1),
                    repeats=True,
                ),
                Action("fit", QT_TRANSLATE_NOOP("Actions", "&Fit in window"), "Ctrl+0", view.fit),
                Action("full", QT_TRANSLATE_NOOP("Actions", "100 %"), "Ctrl+1", lambda: moving.zoom(0)),
                line,
                Action(
                    "turn_left",
                    QT_TRANSLATE_NOOP("Actions", "Rotate &left"),
                    "Ctrl+Shift+Left",
                    lambda: moving.turn(-15),
                    repeats=True,
                ),
                Action(
                    "turn_right",
                    QT_TRANSLATE_NOOP("Actions", "Rotate &right"),
                    "Ctrl+Shift+Right",
                    lambda: moving.turn(15),
                    repeats=True,
                ),
                Action(
                    "turn_reset",
                    QT_TRANSLATE_NOOP("Actions", "&Straighten"),
                    "Ctrl+Shift+Up",
                    lambda: moving.turn(None),
                ),
                Action("mirror", QT_TRANSLATE_NOOP("Actions", "&Mirror view"), "Shift+H", moving.mirror),
                line,
                *_guide_rows(view),
                line,
                Action(
                    "panels",
                    QT_TRANSLATE_NOOP("Actions", "Hide &panels"),
                    "Tab",
                    docks.toggle,
                    on_canvas=True,
                ),
                Action(
                    "full_screen",
                    QT_TRANSLATE_NOOP("Actions", "F&ull screen"),
                    "F11",
                    window.toggle_full_screen,
                ),
            ),
        ),
        (
            QT_TRANSLATE_NOOP("Actions", "&Assist"),
            (
                Action(
                    "generate",
                    QT_TRANSLATE_NOOP("Actions", "&Generate"),
                    "Ctrl+Return; Ctrl+Enter",
                    window.assist_panel.generate,
                    "generate",
                ),
                Action(
                    "cancel_jobs",
                    QT_TRANSLATE_NOOP("Actions", "&Cancel all jobs"),
                    "Ctrl+.",
                    window.assistant.cancel_all,
                    "cancel",
                ),
                line,
                Action(
                    "extend_canvas",
                    QT_TRANSLATE_NOOP("Actions", "&Extend canvas…"),
                    "",
                    window.extend_canvas,
                ),
                Action(
                    "get_models",
                    QT_TRANSLATE_NOOP("Actions", "Get &models…"),
                    "",
                    beside.get_models,
                    "import",
                ),
                Action("runtime", QT_TRANSLATE_NOOP("Actions", "AI &runtime…"), "", beside.show_runtime),
            ),
        ),
        (
            QT_TRANSLATE_NOOP("Actions", "&Help"),
            (
                Action("keys", QT_TRANSLATE_NOOP("Actions", "&Keyboard shortcuts"), "F1", beside.show_keys),
                Action(
                    "updates",
                    QT_TRANSLATE_NOOP("Actions", "Check for &updates…"),
                    "",
                    beside.check_for_updates,
                ),
                Action("about", QT_TRANSLATE_NOOP("Actions", "&About Scumble"), "", beside.about),
            ),
        ),
    )


def _guide_rows(view: Viewport) -> tuple[Action, ...]:
    """Rulers, and lines that edges keep to."""

    def switch(name: str, text: str, keys: str, setting: str) -> Action:
        guides, settings = view.guides, view.studio.settings
        return Action(
            name, text, keys, lambda: guides.toggle(setting), checked=lambda: bool(settings.get(setting))
        )

    return (
        switch("rulers", QT_TRANSLATE_NOOP("Actions", "Rul&ers"), "Ctrl+R", "view/rulers"),
        switch("guides", QT_TRANSLATE_NOOP("Actions", "Show &guides"), "Ctrl+;", "view/guides"),
        switch("snap", QT_TRANSLATE_NOOP("Actions", "S&nap to guides"), "Ctrl+Shift+;", "view/snap"),
        switch("lock_guides", QT_TRANSLATE_NOOP("Actions", "Loc&k guides"), "Ctrl+Alt+;", "view/lock_guides"),
        Action("clear_guides", QT_TRANSLATE_NOOP("Actions", "&Clear guides"), "", view.guides.clear),
    )
