"""The main window: canvas in the middle, tools at the left, docks at the right, and the menus."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QPointF, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QCloseEvent, QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QLabel,
    QMainWindow,
    QMenu,
    QMessageBox,
    QScrollArea,
    QTabWidget,
    QToolBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app import VERSION, theme
from app.action import Action
from app.actions import TOOLS, ToolRow, menus
from app.assistant import Assistant, Entry
from app.candidate_brush import CandidateBrush
from app.candidate_strip import CandidateStrip
from app.dialogs import SettingsDialog, TextDialog
from app.errors import AppError
from app.generation_log import GenerationLog
from app.icons import icon
from app.in_hand import put_down, take_up
from app.layer_deeds import LayerDeeds
from app.light_guide import LightGuide
from app.menu import fill, row_icon
from app.notice import Notice
from app.option_bar import OptionBar
from app.paintings.painting_deeds import PaintingDeeds
from app.paintings.player import Player
from app.paintings.player_bar import PlayerBar
from app.paintings.stages import painting_at
from app.panels.assist import AssistPanel
from app.panels.brush import BrushPanel
from app.panels.colour import ColourPanel
from app.panels.generations import GenerationsView
from app.panels.history import HistoryPanel
from app.panels.layers import LayersPanel
from app.panels.palette import PalettePanel
from app.pending_jobs import PendingJobs
from app.progress_veil import ProgressVeil
from app.recipe_view import recipe_text
from app.rulers import RulerFrame
from app.runtime.manifest import State
from app.runtime_manager.runtime import Runtime
from app.selection_deeds import SelectionDeeds
from app.solo_note import SoloNote
from app.studio import Studio
from app.tasks import Tasks, answer
from app.tools.base import Tool
from app.viewport import Viewport
from app.workspace import Workspace
from canvas.layer import Group, Layer

if TYPE_CHECKING:
    from app.model_manager import ModelManager
    from app.runtime_manager.dialog import RuntimeManager

SETTINGS_HEIGHT = 420  # logical pixels that all settings of a brush need
TALL = 1000  # logical pixels of screen from which Layers and Assist are both in sight


class Window(QMainWindow):
    """Wires the rooms of the window together; what happens is in the rooms."""

    closed = Signal()

    def __init__(self, studio: Studio, assistant: Assistant, recovery: Path, runtime: Runtime) -> None:
        super().__init__()
        self.studio = studio
        self.assistant = assistant
        self.notice = Notice()
        self.tasks = Tasks(self.notice.tell)
        self.viewport = Viewport(studio)
        self.workspace = Workspace(studio, self, self.notice.tell, recovery)
        self.player = Player(studio, assistant)
        self.painting_deeds = PaintingDeeds(
            *(studio, assistant, self.player, self.tasks, self, self.notice.tell),
            self.workspace.beside,
        )
        self.layer_deeds = LayerDeeds(studio, self, self.show_recipe, self.painting_deeds.rows())
        self.selection_deeds = SelectionDeeds(studio, self, self.tasks)
        self.option_bar = OptionBar()
        self.runtime = runtime
        self.assist_panel = AssistPanel(studio, assistant, runtime)
        self.candidate_brush = CandidateBrush(assistant)
        self.candidate_brush.began.connect(lambda: self.choose_tool("candidate"))
        self.candidates = CandidateStrip(assistant, self.candidate_brush, self.assist_panel.request)
        self.player_bar = PlayerBar(self.player, self.painting_deeds.export)
        self.generation_log = GenerationLog(studio, assistant, self.workspace, self.tasks)
        self.pending_jobs = PendingJobs(studio, assistant, self.workspace, self.generation_log, self.notice)
        self.generations = GenerationsView(
            self.generation_log, self.assist_panel, studio.settings, self.tasks
        )
        self.assist_panel.add_view(self.generations)
        self.tools: dict[str, Tool] = {row.id: row.make(studio, self.viewport) for row in TOOLS}
        self.actions_by_id: dict[str, QAction] = {}
        self._models: ModelManager | None = None  # made when it is first asked for
        self._runtime_manager: RuntimeManager | None = None
        self._leaving = False
        self._assist_shown = False  # its dock is in sight
        self._list_height = 280  # of the brush dock while it shows the list
        self._asking = False  # about unsaved changes
        self._build_drawings()
        self._build_middle()
        self._build_docks()
        self._build_tools()
        self._build_menus()
        self._build_status()
        self._connect()
        self.choose_tool("brush")
        self.setObjectName("window")
        self.resize(1366, 768)
        self._restore()
        take_up(studio)
        self._retitle()

    # --- building --------------------------------------------------------------------------------

    def _build_middle(self) -> None:
        middle = QWidget()
        layout = QVBoxLayout(middle)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.option_bar)
        layout.addWidget(self.notice)
        layout.addWidget(RulerFrame(self.studio, self.viewport), 1)
        layout.addWidget(self.player_bar)
        layout.addWidget(self.candidates)
        self.setCentralWidget(middle)

    def _build_drawings(self) -> None:
        """What is drawn over the picture beside the tool."""
        view, painter = self.viewport, self.assist_panel.fields.painter
        veil = ProgressVeil(self.studio, self.assistant, view, lambda: view.view)
        light = LightGuide(
            *(painter.light, view, lambda: view.view),
            lambda: self.studio.document.rect,
            lambda: self._assist_shown and painter.isVisibleTo(self.assist_panel),
        )
        view.drawings.append(veil)
        view.handles.append(light)

    def _build_docks(self) -> None:
        self.layers_panel = LayersPanel(self.studio, self.layer_deeds)
        self.brush_panel = BrushPanel(self.studio, self.tasks)
        self.colour_panel = ColourPanel(self.studio)
        self.palette_panel = PalettePanel(self.studio, self.tasks)
        self.history_panel = HistoryPanel(self.studio)
        self.setDockOptions(QMainWindow.DockOption.AllowTabbedDocks | QMainWindow.DockOption.AnimatedDocks)
        self.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        area = Qt.DockWidgetArea.RightDockWidgetArea
        colour = self._dock("colour", self.tr("Colour"), self.colour_panel)
        palette = self._dock("palette", self.tr("Palette"), self.palette_panel)
        brush = self._dock("brush", self.tr("Brush"), self.brush_panel)
        layers = self._dock("layers", self.tr("Layers"), self.layers_panel)
        assist = self._dock("assist", self.tr("Assist"), self.assist_panel)
        assist.visibilityChanged.connect(self._assist_turned)
        history = self._dock("history", self.tr("History"), self.history_panel)
        for dock in (colour, layers):
            self.addDockWidget(area, dock)
        self.tabifyDockWidget(colour, palette)
        self.tabifyDockWidget(palette, brush)
        if self.screen().availableGeometry().height() >= TALL:
            self.addDockWidget(area, assist)
        else:
            self.tabifyDockWidget(layers, assist)
        self.tabifyDockWidget(layers, history)
        layers.raise_()
        assist.raise_()
        colour.raise_()
        self.resizeDocks([colour, layers], [290, 290], Qt.Orientation.Horizontal)
        self.resizeDocks([colour, assist], [280, 460], Qt.Orientation.Vertical)

    def _assist_turned(self, shown: bool) -> None:
        """The Assist dock came to the front, or another one did: the light's handle goes with it."""
        self._assist_shown = shown
        self.viewport.update()

    def _dock(self, name: str, title: str, panel: QWidget) -> QDockWidget:
        dock = QDockWidget(title, self)
        dock.setObjectName(name)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(panel)
        dock.setWidget(scroll)
        dock.setTitleBarWidget(QWidget())  # the tab says it already, and height is dear on a small screen
        dock.setMinimumWidth(270)
        return dock

    def _build_tools(self) -> None:
        bar = QToolBar(self.tr("Tools"))
        bar.setObjectName("tools")
        bar.setMovable(False)
        self.addToolBar(Qt.ToolBarArea.LeftToolBarArea, bar)
        group = QActionGroup(self)
        for row in TOOLS:
            text = self._tr(row.text)
            action = QAction(icon(row.icon), text, self)
            action.setCheckable(True)
            action.setShortcut(QKeySequence(row.shortcut))
            action.setAutoRepeat(False)
            action.setToolTip(f"{text} ({row.shortcut})")
            action.triggered.connect(lambda _=False, name=row.id: self.choose_tool(name))
            group.addAction(action)
            bar.addAction(action)
            self.actions_by_id[row.id] = action

    def _build_menus(self) -> None:
        for title, rows in menus(self):
            fill(self.menuBar().addMenu(self._tr(title)), rows, self._entry)

    def _entry(self, menu: QMenu, row: Action) -> QAction | None:
        if row.id == "recent":
            self._recent_menu = menu.addMenu(self._tr(row.text))
            self._recent_menu.aboutToShow.connect(self._fill_recent)
            return None
        action = QAction(row_icon(row), self._tr(row.text), self)
        if row.shortcut:
            action.setShortcuts(QKeySequence.listFromString(row.shortcut))
        action.setAutoRepeat(row.repeats)
        if row.on_canvas:
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            self.viewport.addAction(action)
        if row.handler is not None:
            handler = row.handler
            action.triggered.connect(lambda _=False: self._perform(handler))
        self.actions_by_id[row.id] = action
        return action

    def _perform(self, handler: Callable[[], object]) -> None:
        try:
            handler()
        except AppError as error:
            self.notice.tell(str(error))

    def _build_status(self) -> None:
        bar = self.statusBar()
        self._place, self._size, self._zoom = QLabel(), QLabel(), QToolButton()
        self._zoom.setAutoRaise(True)
        self._zoom.setToolTip(self.tr("Fit in window (Ctrl+0)"))
        self._zoom.clicked.connect(self.viewport.fit)
        self._jobs = QLabel()
        self._film, self._stop_film = QLabel(), QToolButton()
        self._stop_film.setIcon(icon("cancel"))
        self._stop_film.setAutoRaise(True)
        self._stop_film.setToolTip(self.tr("Stop saving the time-lapse"))
        self._stop_film.setAccessibleName(self._stop_film.toolTip())
        self._stop_film.clicked.connect(self.painting_deeds.stop_export)
        self._stop_film.hide()
        for widget in (
            SoloNote(self.studio),
            self._film,
            self._stop_film,
            self._jobs,
            self._place,
            self._size,
            self._zoom,
        ):
            bar.addPermanentWidget(widget)

    def _connect(self) -> None:
        studio, assistant = self.studio, self.assistant
        studio.brush_changed.connect(lambda _: self.option_bar.refresh())
        studio.symmetry_changed.connect(lambda _: self.option_bar.refresh())
        studio.told.connect(lambda sentence: self.statusBar().showMessage(sentence, 8000))
        studio.document_changed.connect(lambda _: self._update_history())
        studio.session_changed.connect(self._adopt)
        self.viewport.view_changed.connect(lambda view: self._zoom.setText(f"{view.zoom * 100:.0f} %"))
        self.viewport.hovered.connect(self._show_place)
        self.viewport.files_dropped.connect(lambda paths: self.tasks.spawn(self.workspace.drop(paths)))
        self.workspace.path_changed.connect(self._retitle)
        self.workspace.unsaved_changed.connect(self._update_history)
        self.workspace.settings_found.connect(self._offer_settings)
        self.brush_panel.settings_shown.connect(self._make_room_for_settings)
        self.assist_panel.models_wanted.connect(self.get_models)
        self.assist_panel.runtime_wanted.connect(self.show_runtime)
        self.runtime.told.connect(self.notice.tell)
        assistant.told.connect(self.notice.tell)
        self.player.told.connect(self.notice.tell)
        self.painting_deeds.export_changed.connect(self._show_film)
        assistant.failed.connect(self._job_failed)
        assistant.queue_changed.connect(self._update_jobs)
        assistant.entry_changed.connect(self._update_jobs)
        self._adopt()

    def _adopt(self, _session: object = None) -> None:
        session = self.studio.session
        self.notice.clear()  # it was about the picture before
        session.history_changed.connect(self._update_history)
        session.failed.connect(self.notice.tell)
        self._update_history()
        self._retitle()

    # --- tools -----------------------------------------------------------------------------------

    def choose_tool(self, name: str) -> None:
        """Take another tool in hand."""
        row: ToolRow = next(row for row in TOOLS if row.id == name)
        tool = self.tools[name]
        self.viewport.set_tool(tool)
        self.option_bar.show_tool(tool, self._tr(row.text), self._tr(row.hint))
        self.actions_by_id[name].setChecked(True)
        self.brush_panel.set_target(name == "eraser")
        self.candidate_brush.turn(name == "candidate")

    def toggle_erasing(self) -> None:
        """Have the brush erase, or paint again; another tool is put down for it."""
        if self.viewport.tool is not self.tools["brush"]:
            self.choose_tool("brush")
        self.studio.toggle_erasing()

    def show_brush_settings(self) -> None:
        """Bring up all settings of the brush in hand, or put them away."""
        dock = self.findChild(QDockWidget, "brush")
        assert isinstance(dock, QDockWidget)
        on = not (self.brush_panel.isVisible() and self.brush_panel.shows_settings)
        dock.show()
        dock.raise_()
        self.brush_panel.show_settings(on)

    def _make_room_for_settings(self, on: bool) -> None:
        """The brush's settings get the height that they need; the list then has again what it had."""
        dock = self.findChild(QDockWidget, "brush")
        assert isinstance(dock, QDockWidget)
        if on:
            self._list_height = dock.height()
        height = max(self._list_height, theme.scaled(SETTINGS_HEIGHT)) if on else self._list_height
        self.resizeDocks([dock], [height], Qt.Orientation.Vertical)

    def step_size(self, direction: int) -> None:
        """The next brush size, about a tenth larger or smaller, at least one pixel."""
        eraser = self.viewport.tool is self.tools["eraser"]
        brush = self.studio.eraser if eraser else self.studio.brush
        step = max(1.0, brush.size * 0.1)
        size = min(max(brush.size + direction * step, 1.0), 1000.0)
        self.studio.set_brush(eraser=eraser, size=float(round(size)))
        self.viewport.update()

    # --- actions that are the window's own -------------------------------------------------------

    def undo(self) -> None:
        self.studio.session.undo()

    def redo(self) -> None:
        self.studio.session.redo()

    def copy(self) -> None:
        """The selected pixels; the chosen layers if nothing is selected and their list has the focus."""
        if self._means_layers():
            self.layer_deeds.copy()
        else:
            self.tasks.spawn(self.workspace.copy())

    def cut(self) -> None:
        if self._means_layers():
            self.layer_deeds.cut()
            return
        self.copy()
        self.selection_deeds.clear_pixels()

    def paste(self) -> None:
        """Layers, if these were copied last, or a picture."""
        if self.layer_deeds.can_paste:
            self.layer_deeds.paste()
        else:
            self.tasks.spawn(self.workspace.paste())

    def _means_layers(self) -> bool:
        return self.layers_panel.list.hasFocus() and self.studio.document.selection is None

    def zoom(self, direction: int) -> None:
        """One stop in (1) or out (-1), or 100 % (0)."""
        view = self.viewport.view
        middle = QPointF(view.size.width() / 2, view.size.height() / 2)
        zoom = view.next_stop(direction) if direction else 1.0
        self.viewport.set_view(view.zoomed(zoom, middle))

    def turn(self, degrees: float | None) -> None:
        """Rotate the view, or straighten it (None)."""
        view = self.viewport.view
        self.viewport.set_view(view.turned(0.0 if degrees is None else view.rotation + degrees))

    def mirror(self) -> None:
        self.viewport.set_view(self.viewport.view.flipped())

    def toggle_panels(self) -> None:
        """Hide the docks and bars for a clear view of the canvas, or bring them back."""
        docks = self.findChildren(QDockWidget)
        show = not any(dock.isVisible() for dock in docks)
        for dock in docks:
            dock.setVisible(show)

    def toggle_full_screen(self) -> None:
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def generate(self) -> None:
        self.assist_panel.generate()

    def extend_canvas(self) -> None:
        """Ask how far the picture is to go on past its edge, and paint that."""
        self.tasks.spawn(self._extend_canvas())

    async def _extend_canvas(self) -> None:
        from app.extend_dialog import ExtendDialog  # not needed for the first window

        dialog, view, before = ExtendDialog(self, self.studio), self.viewport, self.viewport.view
        dialog.shown.connect(lambda size: view.set_view(view.view.fitting(size.width(), size.height())))
        accepted = await answer(dialog)
        margins = dialog.margins()
        if not accepted:
            view.set_view(before)
        elif margins is not None:
            request = self.assist_panel.extension_request(dialog.transition_pixels())
            self.assistant.extend(margins, request)

    def get_models(self) -> None:
        """Show the window in which models are downloaded."""
        if self._models is None:
            from app.model_manager import ModelManager  # not needed for the first window

            self._models = ModelManager(self.studio, self)
            self._models.downloaded.connect(lambda _path: self.assist_panel.models.scan())
        self._models.show()
        self._models.raise_()
        self._models.activateWindow()

    def show_runtime(self) -> None:
        """Show the window in which the AI runtime is added, mended and removed."""
        if self._runtime_manager is None:
            from app.runtime_manager.dialog import RuntimeManager  # not needed for the first window

            self._runtime_manager = RuntimeManager(self.runtime, self)
        self._runtime_manager.show()
        self._runtime_manager.raise_()
        self._runtime_manager.activateWindow()

    def offer_mending(self) -> None:
        """Where the AI runtime cannot be used as it is, offer what mends it."""
        runtime = self.runtime
        if not runtime.needs_mending:
            return
        if runtime.standing.state is State.OLD:
            words, button = self.tr("The AI runtime is of another version."), self.tr("Update it")
        else:
            words, button = self.tr("The AI runtime is not whole."), self.tr("Mend it")
        self.notice.tell(words, button, runtime.repair if runtime.can_repair else self.show_runtime)

    def check_for_updates(self) -> None:
        """Ask, this once, whether there is a newer version."""
        self.tasks.spawn(self._check_for_updates())

    async def _check_for_updates(self) -> None:
        from app.update_dialog import show_updates  # not needed for the first window

        await show_updates(self, self.studio.settings)

    def end_downloads(self) -> None:
        """Stop what is being downloaded, at the end of the program: it can be taken up at the next start."""
        if self._models is not None:
            self._models.shutdown(timeout=0.5)

    def cancel_jobs(self) -> None:
        self.assistant.cancel_all()

    def edit_settings(self) -> None:
        self.tasks.spawn(answer(SettingsDialog(self, self.studio.settings)))

    def show_recipe(self, layer_id: str) -> None:
        """Show what made a layer, and offer to use it again."""
        document = self.studio.document
        node = document.find(layer_id)
        if isinstance(node, Group) and (found := painting_at(document, layer_id)) is not None:
            node = Layer(node.name, recipe=found.recipe)
        if not isinstance(node, Layer) or node.recipe is None:
            self.notice.tell(self.tr("This layer was painted by hand: it has no recipe."))
            return
        self.tasks.spawn(self._show_recipe(node))

    async def _show_recipe(self, layer: Layer) -> None:
        dialog = TextDialog(
            self,
            self.tr("Recipe of “{0}”").format(layer.name),
            recipe_text(layer),
            self.tr("Use these settings again"),
        )
        if await answer(dialog):
            self.assist_panel.use_recipe(layer)

    def _offer_settings(self, sentence: str, settings: Mapping[str, Any]) -> None:
        self.notice.tell(
            sentence, self.tr("Use these settings"), lambda: self.assist_panel.use_settings(settings)
        )

    def show_keys(self) -> None:
        """List every shortcut."""
        lines = [
            f"{action.shortcut().toString(QKeySequence.SequenceFormat.NativeText):<18}"
            f"{action.text().replace('&', '').rstrip('…')}"
            for action in self.actions_by_id.values()
            if not action.shortcut().isEmpty()
        ]
        lines += ["", *self._hand_keys()]
        self.tasks.spawn(answer(TextDialog(self, self.tr("Keyboard shortcuts"), "\n".join(lines))))

    def _hand_keys(self) -> list[str]:
        return [
            self.tr("Space-drag pans, with Ctrl it zooms, with Shift it rotates."),
            self.tr("The wheel zooms at the cursor; Shift+wheel rotates."),
            self.tr("Alt with the brush picks a colour; the keys 1 to 9 and 0 set its opacity."),
            self.tr(
                "Shift-click draws a straight line from the last stroke, Shift-drag one in steps of 15°."
            ),
            self.tr("A drag with the right button or the pen's button, or with Ctrl and Alt, sets the size"),
            self.tr("(sideways) and the hardness (up and down) of the brush; with Shift the opacity."),
            self.tr("Arrow keys move the layer with the move tool; two fingers pan, zoom and rotate."),
        ]

    def about(self) -> None:
        box = QMessageBox(self)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setWindowTitle(self.tr("About Scumble"))
        box.setText(self.tr("Scumble {0}").format(VERSION))
        box.setInformativeText(
            self.tr(
                "To scumble is to drag broken paint over a dry layer so that what lies beneath shows through."
            )
        )
        self.tasks.spawn(answer(box))

    # --- what is shown ---------------------------------------------------------------------------

    def _update_history(self) -> None:
        session, document = self.studio.session, self.studio.document
        for name, label, plain, worded in (
            ("undo", session.undo_label, self.tr("&Undo"), self.tr("&Undo: {0}")),
            ("redo", session.redo_label, self.tr("&Redo"), self.tr("&Redo: {0}")),
        ):
            action = self.actions_by_id[name]
            action.setEnabled(label is not None)
            action.setText(plain if label is None else worded.format(label))
        self._size.setText(f"{document.width} × {document.height}")
        self.setWindowModified(self.workspace.unsaved)

    def _update_jobs(self, _entry: object = None) -> None:
        waiting = sum(not entry.state.ended for entry in self.assistant.entries)
        self._jobs.setText(self.tr("%n job(s)", "", waiting) if waiting else "")

    def _show_film(self, share: float) -> None:
        """How far the time-lapse is that is being saved; below 0: none is."""
        self._stop_film.setVisible(share >= 0.0)
        self._film.setText(self.tr("Time-lapse: {0} %").format(round(share * 100)) if share >= 0.0 else "")

    def _job_failed(self, entry: Entry) -> None:
        if entry.unavailable and not self.runtime.usable:
            words = self.tr("AI models need the AI runtime, which is not installed.")
            self.notice.tell(words, self.tr("Add AI runtime…"), self.show_runtime)
        elif entry.retryable:
            self.notice.tell(entry.error, self.tr("Retry"), lambda: self.assistant.retry(entry))
        else:
            self.notice.tell(entry.error)

    def _show_place(self, place: QPointF | None) -> None:
        self._place.setText("" if place is None else f"{math.floor(place.x())}, {math.floor(place.y())}")

    def _retitle(self) -> None:
        self.setWindowTitle(f"{self.workspace.name}[*] — Scumble")

    def _fill_recent(self) -> None:
        self._recent_menu.clear()
        for path in self.workspace.recent():
            entry = self._recent_menu.addAction(str(path).replace("&", "&&"))
            entry.triggered.connect(
                lambda _=False, chosen=path: self.tasks.spawn(self.workspace.open(Path(chosen)))
            )
        if self._recent_menu.isEmpty():
            self._recent_menu.addAction(self.tr("Nothing yet")).setEnabled(False)

    def _tr(self, text: str) -> str:
        return QApplication.translate("Actions", text) if text else ""

    # --- leaving ---------------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        self.viewport.finish_gesture()
        if not (self._leaving or self._may_close()):
            event.ignore()
            if not self._asking:
                self._asking = True
                self.tasks.spawn(self._leave())
            return
        self._remember()
        self.tasks.cancel_all()
        event.accept()
        self.closed.emit()

    def leave_at_once(self) -> None:
        """Close without asking about unsaved changes."""
        self._leaving = True
        self.close()

    def _may_close(self) -> bool:
        """Whether there is nothing to ask about and nothing to wait for."""
        session = self.studio.session
        return session.settled and not self.workspace.unsaved and not self.workspace.writing

    async def _leave(self) -> None:
        try:
            if await self.workspace.may_leave():
                self.leave_at_once()
        finally:
            self._asking = False

    def _remember(self) -> None:
        settings = self.studio.settings
        settings.set("window/geometry", bytes(self.saveGeometry().toBase64().data()).decode())
        settings.set("window/state", bytes(self.saveState().toBase64().data()).decode())
        self.assist_panel.remember()
        put_down(self.studio)

    def _restore(self) -> None:
        settings = self.studio.settings
        for setting, restore in (
            ("window/geometry", self.restoreGeometry),
            ("window/state", self.restoreState),
        ):
            stored = settings.get(setting)
            if stored:
                restore(QByteArray.fromBase64(QByteArray(stored.encode())))
