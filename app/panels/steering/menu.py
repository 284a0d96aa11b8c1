"""The menu behind “+” of the Steering section: what can be added; what the model cannot use is grey."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from app.icons import icon
from app.panels.steering.bench import Bench
from app.panels.steering.names import (
    ABOUT_REGIONS,
    CONTROLS,
    GET_MODELS,
    INVERSIONS,
    NONE_FOUND,
    REFERENCES,
    TITLES,
    tr,
)
from app.usual import takes_clip_skip, takes_embeddings, takes_references, takes_regions, takes_vae

MOST_WORDS = 40  # textual inversions in the menu; the prompt completes all

Add = Callable[[str, str], None]  # takes the row's sort and kind


def fill_menu(menu: QMenu, bench: Bench, add: Add, present: Set[str]) -> None:
    """`present`: the sorts of the rows that there are."""
    menu.clear()
    menu.setToolTipsVisible(True)
    family = bench.model.family if bench.model is not None else None

    def entry(sort: str, enabled: bool = True) -> QAction:
        action = menu.addAction(tr(TITLES[sort]))
        action.triggered.connect(lambda: add(sort, ""))
        action.setEnabled(enabled)
        return action

    entry("lora")
    _kinds(menu.addMenu(tr(TITLES["control"])), CONTROLS, lambda kind: add("control", kind))
    references = menu.addMenu(tr(TITLES["reference"]))
    _kinds(references, REFERENCES, lambda kind: add("reference", kind))
    references.setEnabled(family is not None and takes_references(family))
    region = entry("region", family is not None and takes_regions(family))
    region.setToolTip(tr(ABOUT_REGIONS))
    words = menu.addMenu(tr(INVERSIONS))
    _words(words, bench)
    words.setEnabled(family is not None and takes_embeddings(family))
    entry("vae", family is not None and takes_vae(family) and "vae" not in present)
    entry("clip_skip", family is not None and takes_clip_skip(family) and "clip_skip" not in present)
    menu.addSeparator()
    menu.addAction(icon("import"), tr(GET_MODELS)).triggered.connect(lambda: bench.models_wanted.emit())


def _kinds(menu: QMenu, kinds: Mapping[str, tuple[str, str]], tell: Callable[[str], None]) -> None:
    menu.setToolTipsVisible(True)
    for key, (name, about) in kinds.items():
        action = menu.addAction(tr(name))
        action.setToolTip(tr(about))
        action.triggered.connect(lambda _=False, key=key: tell(key))


def _words(menu: QMenu, bench: Bench) -> None:
    """Each textual inversion puts its word into the prompt."""
    parts = bench.usable("embedding")
    for part in parts[:MOST_WORDS]:
        word = part.path.stem
        action = menu.addAction(word.replace("&", "&&"))
        action.triggered.connect(lambda _=False, word=word: bench.word_wanted.emit(word))
    if not parts:
        menu.addAction(tr(NONE_FOUND).format(bench.family)).setEnabled(False)
