"""Cut, copy and paste: of layers where these are meant, else of a picture on the system's clipboard."""

from __future__ import annotations

from concurrent.futures import Future

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from app.errors import AppError
from app.images import pixels_of, to_image
from app.layer_deeds import LayerDeeds
from app.selection_deeds import SelectionDeeds
from app.studio import Studio
from app.tasks import Tasks, result_of
from canvas.composite import from_rgba8, to_rgba8
from canvas.deeds.add_layer import insert_layer
from canvas.deeds.copy_selected import copy_selected
from canvas.document import Document
from canvas.layer import Layer


class ClipboardDeeds(QObject):
    """Layers are meant where nothing is selected and their list has the focus."""

    def __init__(
        self,
        studio: Studio,
        layers: LayerDeeds,
        selection: SelectionDeeds,
        tasks: Tasks,
        layer_list: QWidget,
    ) -> None:
        super().__init__()
        self._studio = studio
        self._layers = layers
        self._selection = selection
        self._tasks = tasks
        self._layer_list = layer_list

    def copy(self) -> None:
        """The selected part of the active layer, as it is now; or the chosen layers."""
        if self._means_layers():
            self._layers.copy()
        else:
            self._tasks.spawn(self._copy(self._studio.session.snapshot()))

    def cut(self) -> None:
        if self._means_layers():
            self._layers.cut()
            return
        self.copy()
        self._selection.clear_pixels()

    def paste(self) -> None:
        """Layers, if these were copied last, or a picture."""
        if self._layers.can_paste:
            self._layers.paste()
        else:
            self._tasks.spawn(self._paste())

    def _means_layers(self) -> bool:
        return self._layer_list.hasFocus() and self._studio.document.selection is None

    async def _copy(self, snapshot: Future[tuple[Document, object]]) -> None:
        document, _ = await result_of(snapshot)
        image = await result_of(
            self._studio.compute.errand(
                lambda: to_image(to_rgba8(copy_selected(document, document.active).planes()))
            )
        )
        QGuiApplication.clipboard().setImage(image)

    async def _paste(self) -> None:
        """Put the clipboard's picture on a new layer, in the middle of the canvas."""
        image = QGuiApplication.clipboard().image()
        if image.isNull():
            raise AppError(self.tr("There is no picture on the clipboard. Copy one first."))
        session, size, name = self._studio.session, self._studio.document.rect, self.tr("Pasted")
        corner = (size.width - image.width()) // 2, (size.height - image.height()) // 2
        layer = await result_of(
            self._studio.compute.errand(lambda: Layer(name, tiles=from_rgba8(pixels_of(image), corner)))
        )
        session.do(self.tr("Paste"), lambda document: insert_layer(document, layer, document.active))
