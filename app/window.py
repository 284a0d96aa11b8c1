"""The main window: makes its parts, fills its menus, says what it shows, and asks before it closes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QVBoxLayout, QWidget

from app.action import Action
from app.actions import menus
from app.assistant import Assistant, Entry
from app.candidate_brush import CandidateBrush
from app.candidate_strip import CandidateStrip
from app.clipboard_deeds import ClipboardDeeds
from app.docks import Docks
from app.errors import AppError
from app.generation_log import GenerationLog
from app.in_hand import put_down, take_up
from app.layer_deeds import LayerDeeds
from app.light_guide import LightGuide
from app.menu import fill, row_icon, words
from app.notice import Notice
from app.option_bar import OptionBar
from app.paintings.painting_deeds import PaintingDeeds
from app.paintings.player import Player
from app.paintings.player_bar import PlayerBar
from app.panels.assist import AssistPanel
from app.panels.generations import GenerationsView
from app.pending_jobs import PendingJobs
from app.progress_veil import ProgressVeil
from app.recent_files import RecentMenu
from app.rulers import RulerFrame
from app.runtime_manager.runtime import Runtime
from app.selection_deeds import SelectionDeeds
from app.side_windows import SideWindows
from app.status_bar import StatusBar
from app.studio import Studio
from app.tasks import Tasks
from app.toolbox import Toolbox
from app.viewport import Viewport
from app.workspace import Workspace


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
            studio,
            assistant,
            self.player,
            self.tasks,
            self,
            self.notice.tell,
            self.workspace.beside,
        )
        self.assist_panel = AssistPanel(studio, assistant, runtime)
        self.actions_by_id: dict[str, QAction] = {}
        self.side_windows = SideWindows(
            self,
            studio,
            runtime,
            self.assist_panel,
            self.tasks,
            self.notice,
            self.actions_by_id.values(),
        )
        self.layer_deeds = LayerDeeds(studio, self, self.side_windows.show_recipe, self.painting_deeds.rows())
        self.selection_deeds = SelectionDeeds(studio, self, self.tasks)
        self.option_bar = OptionBar()
        self.runtime = runtime
        self.candidate_brush = CandidateBrush(assistant)
        self.candidates = CandidateStrip(assistant, self.candidate_brush, self.assist_panel.request)
        self.player_bar = PlayerBar(self.player, self.painting_deeds.export)
        self.generation_log = GenerationLog(studio, assistant, self.workspace, self.tasks)
        self.pending_jobs = PendingJobs(studio, assistant, self.workspace, self.generation_log, self.notice)
        self.generations = GenerationsView(
            self.generation_log, self.assist_panel, studio.settings, self.tasks
        )
        self.assist_panel.add_view(self.generations)
        self._leaving = False
        self._asking = False  # about unsaved changes
        self._not_saved = ""  # why, as it was told last
        self._build_drawings()
        self._build_middle()
        self.docks = Docks(self, studio, self.tasks, self.layer_deeds, self.assist_panel)
        self.toolbox = Toolbox(studio, self.viewport, self.option_bar)
        self.addToolBar(Qt.ToolBarArea.LeftToolBarArea, self.toolbox)
        self.clipboard_deeds = ClipboardDeeds(
            studio,
            self.layer_deeds,
            self.selection_deeds,
            self.tasks,
            self.docks.layers_panel.list,
        )
        self.status_bar = StatusBar(studio, assistant, self.viewport, self.painting_deeds)
        self._build_menus()
        self.setStatusBar(self.status_bar)
        self._connect()
        self.toolbox.choose("brush")
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
            painter.light,
            view,
            lambda: view.view,
            lambda: self.studio.document.rect,
            lambda: self.docks.assist_shown and painter.isVisibleTo(self.assist_panel),
        )
        view.drawings.append(veil)
        view.handles.append(light)

    def _build_menus(self) -> None:
        self.actions_by_id |= self.toolbox.actions_by_id
        for title, rows in menus(self):
            fill(self.menuBar().addMenu(words(title)), rows, self._entry)

    def _entry(self, menu: QMenu, row: Action) -> QAction | None:
        if row.id == "recent":
            menu.addMenu(RecentMenu(words(row.text), self.studio.settings, self._open, menu))
            return None
        action = QAction(row_icon(row), words(row.text), self)
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

    def _open(self, path: Path) -> None:
        self.tasks.spawn(self.workspace.open(path))

    def _connect(self) -> None:
        studio, assistant = self.studio, self.assistant
        studio.brush_changed.connect(lambda _: self.option_bar.refresh())
        studio.symmetry_changed.connect(lambda _: self.option_bar.refresh())
        studio.document_changed.connect(lambda _: self._update_history())
        studio.session_changed.connect(self._adopt)
        self.viewport.files_dropped.connect(lambda paths: self.tasks.spawn(self.workspace.drop(paths)))
        self.toolbox.chosen.connect(self._tool_chosen)
        self.candidate_brush.began.connect(lambda: self.toolbox.choose("candidate"))
        self.workspace.path_changed.connect(self._retitle)
        self.workspace.unsaved_changed.connect(self._update_history)
        self.workspace.settings_found.connect(self._offer_settings)
        self.workspace.stuck.connect(self._offer_saving)
        self.workspace.unstuck.connect(lambda: self.notice.withdraw(self._not_saved))
        self.assist_panel.models_wanted.connect(self.side_windows.get_models)
        self.assist_panel.runtime_wanted.connect(self.side_windows.show_runtime)
        self.docks.assist.visibilityChanged.connect(lambda _: self.viewport.update())  # the light's handle
        self.runtime.told.connect(self.notice.tell)
        assistant.told.connect(self.notice.tell)
        self.player.told.connect(self.notice.tell)
        assistant.failed.connect(self._job_failed)
        self._adopt()

    def _adopt(self, _session: object = None) -> None:
        session = self.studio.session
        self.notice.clear()  # it was about the picture before
        session.history_changed.connect(self._update_history)
        session.failed.connect(self.notice.tell)
        self._update_history()
        self._retitle()

    def _tool_chosen(self, name: str) -> None:
        self.docks.choose_target(name == "eraser")
        self.candidate_brush.turn(name == "candidate")

    # --- actions that are the window's own -------------------------------------------------------

    def toggle_full_screen(self) -> None:
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def extend_canvas(self) -> None:
        from app.extend_dialog import extend_canvas  # not needed for the first window

        self.tasks.spawn(extend_canvas(self))

    # --- what is shown ---------------------------------------------------------------------------

    def _offer_settings(self, sentence: str, settings: Mapping[str, Any]) -> None:
        self.notice.tell(
            sentence, self.tr("Use these settings"), lambda: self.assist_panel.use_settings(settings)
        )

    def _offer_saving(self, sentence: str) -> None:
        """What could not be written stays told until it is answered, or written."""
        self._not_saved = sentence
        self.notice.tell(sentence, self.tr("Save as…"), self._save_as)

    def _save_as(self) -> None:
        self.tasks.spawn(self.workspace.save_as())

    def _update_history(self) -> None:
        session = self.studio.session
        for name, label, plain, worded in (
            ("undo", session.undo_label, self.tr("&Undo"), self.tr("&Undo: {0}")),
            ("redo", session.redo_label, self.tr("&Redo"), self.tr("&Redo: {0}")),
        ):
            action = self.actions_by_id[name]
            action.setEnabled(label is not None)
            action.setText(plain if label is None else worded.format(label))
        self.setWindowModified(self.workspace.unsaved)

    def _job_failed(self, entry: Entry) -> None:
        if entry.unavailable and not self.runtime.usable:
            sentence = self.tr("AI models need the AI runtime, which is not installed.")
            self.notice.tell(sentence, self.tr("Add AI runtime…"), self.side_windows.show_runtime)
        elif entry.retryable:
            self.notice.tell(entry.error, self.tr("Retry"), lambda: self.assistant.retry(entry))
        else:
            self.notice.tell(entry.error)

    def _retitle(self) -> None:
        self.setWindowTitle(f"{self.workspace.name}[*] — Scumble")

    # --- leaving ---------------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        self.viewport.pointing.finish()
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
