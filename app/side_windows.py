"""The windows beside the main one: models, AI runtime, settings, recipes, keys, updates, about."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QMessageBox, QWidget

from app import VERSION
from app.dialogs import SettingsDialog, TextDialog
from app.keys import keys_text
from app.notice import Notice
from app.paintings.stages import painting_at
from app.panels.assist import AssistPanel
from app.recipe_view import recipe_text
from app.runtime.manifest import State
from app.runtime_manager.runtime import Runtime
from app.studio import Studio
from app.tasks import Tasks, answer
from canvas.layer import Group, Layer

if TYPE_CHECKING:
    from app.model_manager import ModelManager
    from app.runtime_manager.dialog import RuntimeManager


class SideWindows(QObject):
    """Those of models and of the AI runtime are made when they are first asked for, and kept."""

    def __init__(
        self,
        window: QWidget,
        studio: Studio,
        runtime: Runtime,
        assist_panel: AssistPanel,
        tasks: Tasks,
        notice: Notice,
        actions: Iterable[QAction],
    ) -> None:
        """actions: whose keys are listed."""
        super().__init__(window)
        self._window = window
        self._studio = studio
        self._runtime = runtime
        self._assist_panel = assist_panel
        self._tasks = tasks
        self._notice = notice
        self._actions = actions
        self.models: ModelManager | None = None
        self._runtime_manager: RuntimeManager | None = None

    def get_models(self) -> None:
        """Where models are downloaded."""
        if self.models is None:
            from app.model_manager import ModelManager  # not needed for the first window

            self.models = ModelManager(self._studio, self._window)
            self.models.downloaded.connect(lambda _path: self._assist_panel.models.scan())
        _bring_up(self.models)

    def end_downloads(self) -> None:
        """Stop what is being downloaded, at the end of the program: it can be taken up at the next start."""
        if self.models is not None:
            self.models.shutdown(timeout=0.5)

    def show_runtime(self) -> None:
        """Where the AI runtime is added, mended and removed."""
        if self._runtime_manager is None:
            from app.runtime_manager.dialog import RuntimeManager  # not needed for the first window

            self._runtime_manager = RuntimeManager(self._runtime, self._window)
        _bring_up(self._runtime_manager)

    def offer_mending(self) -> None:
        """Where the AI runtime cannot be used as it is, offer what mends it."""
        runtime = self._runtime
        if not runtime.needs_mending:
            return
        if runtime.standing.state is State.OLD:
            words, button = self.tr("The AI runtime is of another version."), self.tr("Update it")
        else:
            words, button = self.tr("The AI runtime is not whole."), self.tr("Mend it")
        self._notice.tell(words, button, runtime.repair if runtime.can_repair else self.show_runtime)

    def edit_settings(self) -> None:
        self._tasks.spawn(answer(SettingsDialog(self._window, self._studio.settings)))

    def show_recipe(self, layer_id: str) -> None:
        """What made a layer, to be used again."""
        document = self._studio.document
        node = document.find(layer_id)
        if isinstance(node, Group) and (found := painting_at(document, layer_id)) is not None:
            node = Layer(node.name, recipe=found.recipe)
        if not isinstance(node, Layer) or node.recipe is None:
            self._notice.tell(self.tr("This layer was painted by hand: it has no recipe."))
            return
        self._tasks.spawn(self._show_recipe(node))

    async def _show_recipe(self, layer: Layer) -> None:
        title, button = self.tr("Recipe of “{0}”").format(layer.name), self.tr("Use these settings again")
        if await answer(TextDialog(self._window, title, recipe_text(layer), button)):
            self._assist_panel.use_recipe(layer)

    def show_keys(self) -> None:
        """Every shortcut."""
        dialog = TextDialog(self._window, self.tr("Keyboard shortcuts"), keys_text(self._actions))
        self._tasks.spawn(answer(dialog))

    def check_for_updates(self) -> None:
        """Ask, this once, whether there is a newer version."""
        from app.update_dialog import show_updates  # not needed for the first window

        self._tasks.spawn(show_updates(self._window, self._studio.settings))

    def about(self) -> None:
        box = QMessageBox(self._window)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setWindowTitle(self.tr("About Scumble"))
        box.setText(self.tr("Scumble {0}").format(VERSION))
        box.setInformativeText(
            self.tr(
                "To scumble is to drag broken paint over a dry layer so that what lies beneath shows through."
            )
        )
        self._tasks.spawn(answer(box))


def _bring_up(dialog: QDialog) -> None:
    dialog.show()
    dialog.raise_()
    dialog.activateWindow()
