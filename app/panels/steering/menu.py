"""The menu behind “+” of the Steering section: what can be added, and why something cannot."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu

from app.icons import icon
from app.panels.steering.bench import Bench
from app.panels.steering.names import CONTROLS, REFERENCES, TITLES, tr
from app.usual import takes_embeddings, takes_references, takes_regions, takes_vae

Kinds = Mapping[str, tuple[str, str]]

MOST_WORDS = 40  # textual inversions in the menu; the prompt completes all


class AddMenu(QObject):
    """Filled when it is about to be shown."""

    lora = Signal()
    control = Signal(str)  # kind
    reference = Signal(str)  # kind
    region = Signal()
    vae = Signal()

    def __init__(self, bench: Bench, menu: QMenu, has_vae: Callable[[], bool]) -> None:
        super().__init__(menu)
        self._bench, self._menu, self._has_vae = bench, menu, has_vae
        menu.setToolTipsVisible(True)
        menu.aboutToShow.connect(self._fill)

    def _fill(self) -> None:
        menu, model = self._menu, self._bench.model
        menu.clear()
        family = model.family if model is not None else None
        menu.addAction("LoRA").triggered.connect(lambda: self.lora.emit())
        self._kinds(menu.addMenu(tr(TITLES["control"])), CONTROLS, self.control.emit)
        references = menu.addMenu(tr(TITLES["reference"]))
        self._kinds(references, REFERENCES, self.reference.emit)
        references.setEnabled(family is not None and takes_references(family))
        region = menu.addAction(tr(TITLES["region"]))
        region.setToolTip(self.tr("A layer that says where a prompt of its own holds"))
        region.triggered.connect(lambda: self.region.emit())
        region.setEnabled(family is not None and takes_regions(family))
        words = menu.addMenu(self.tr("Textual inversion"))
        self._words(words)
        words.setEnabled(family is not None and takes_embeddings(family))
        vae = menu.addAction("VAE")
        vae.triggered.connect(lambda: self.vae.emit())
        vae.setEnabled(family is not None and takes_vae(family) and not self._has_vae())
        menu.addSeparator()
        menu.addAction(icon("import"), self.tr("Get models…")).triggered.connect(
            lambda: self._bench.models_wanted.emit()
        )

    def _kinds(self, menu: QMenu, kinds: Kinds, tell: Callable[[str], None]) -> None:
        menu.setToolTipsVisible(True)
        for key, (name, about) in kinds.items():
            action = menu.addAction(tr(name))
            action.setToolTip(tr(about))
            action.triggered.connect(lambda _=False, key=key: tell(key))

    def _words(self, menu: QMenu) -> None:
        """Each puts its word into the prompt."""
        parts = self._bench.usable("embedding")
        for part in parts[:MOST_WORDS]:
            word = part.path.stem
            menu.addAction(word.replace("&", "&&")).triggered.connect(
                lambda _=False, word=word: self._bench.word_wanted.emit(word)
            )
        if not parts:
            menu.addAction(self.tr("None found for {0}").format(self._bench.family)).setEnabled(False)
