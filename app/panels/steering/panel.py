"""The Steering section of the Assist panel: a row for each LoRA, control, reference, region and a VAE."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QToolButton, QVBoxLayout, QWidget

from app import theme
from app.generation import Request
from app.icons import icon
from app.panels.steering.bench import Bench
from inference.conditions import Lora

if TYPE_CHECKING:
    from app.panels.steering.row import Row

RowT = TypeVar("RowT", bound="Row")
log = logging.getLogger("scumble.assist")


class SteeringPanel(QWidget):
    """Holds the rows in the order in which they were added.

    What the rows need is imported with the first of them: most starts of the program see none.
    """

    changed = Signal()

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self.bench = bench
        self.rows: list[Row] = []
        self.title = QToolButton()
        self.add = QToolButton()
        self.empty = QLabel()
        self.body = QWidget()
        self._rows = QVBoxLayout(self.body)
        self.menu = QMenu(self)
        self._build()
        bench.parts_changed.connect(self._refresh)
        self._refresh()

    # --- what it says ----------------------------------------------------------------------------

    def steered(self, request: Request) -> Request:
        """The request with all that the rows ask for, where its model can be steered."""
        if request.model is None or not self.rows:
            return request
        from app.panels.steering.rows import steered

        return steered(request, self.rows)

    def show_request(self, request: Request) -> None:
        """Rows for all that was asked for, in place of those that are there."""
        self.clear()
        asked = request.loras, request.controls, request.references, request.regions, request.vae
        if any(asked) or request.clip_skip:
            from app.panels.steering.rows import rows_of

            for row in rows_of(self.bench, request):
                self.add_row(row, folded=True)

    def troubles(self) -> list[str]:
        """Why rows that are on cannot be used."""
        return [trouble for row in self.rows if row.on and (trouble := row.trouble())]

    def state(self) -> list[dict[str, Any]]:
        """What is kept of the rows, JSON-ready."""
        return [{"sort": row.sort, "on": row.on, "folded": row.folded, **row.state()} for row in self.rows]

    def restore(self, states: Sequence[Mapping[str, Any]]) -> None:
        """Take up what was kept; a row that makes no sense is passed over."""
        self.clear()
        if not states:
            return
        from app.panels.steering.rows import restored

        for state in states:
            try:
                row = restored(self.bench, state)
            except (KeyError, TypeError, ValueError) as error:
                log.warning("a row of the Steering section cannot be restored: %r", error)
                continue
            self.add_row(row, folded=bool(state.get("folded", False)))
            row.set_on(bool(state.get("on", True)))

    def add_loras(self, loras: Sequence[Lora]) -> None:
        """Rows for LoRAs beside those that are there; one that is there already gets its new weight."""
        states = [{"sort": "lora", "path": lora.path, "weight": lora.weight} for lora in loras]
        paths = {lora.path for lora in loras}
        kept = [state for state in self.state() if state["sort"] != "lora" or state["path"] not in paths]
        if states:
            self.restore([*kept, *states])

    def skip_clip(self, layers: int) -> None:
        """A row that leaves out so many layers, or none where that is 0."""
        kept = [state for state in self.state() if state["sort"] != "clip_skip"]
        if layers:
            kept.append({"sort": "clip_skip", "layers": layers})
        if layers or len(kept) < len(self.rows):
            self.restore(kept)

    def add_new(self, sort: str, kind: str = "") -> None:
        """Add a row, as the menu offers them."""
        from app.panels.steering.rows import new_row

        self.add_row(new_row(self.bench, sort, kind)).begin()

    # --- rows ------------------------------------------------------------------------------------

    def add_row(self, row: RowT, *, folded: bool = False) -> RowT:
        """Put a row below the others."""
        row.set_folded(folded)
        row.changed.connect(self._changed)
        row.removed.connect(lambda: self.remove_row(row))
        self.rows.append(row)
        self._rows.addWidget(row)
        self.title.setChecked(True)
        self._changed()
        return row

    def remove_row(self, row: Row) -> None:
        self.rows.remove(row)
        row.hide()
        row.setParent(None)
        row.deleteLater()
        self._changed()

    def clear(self) -> None:
        for row in tuple(self.rows):
            self.remove_row(row)

    # --- building --------------------------------------------------------------------------------

    def _build(self) -> None:
        self.title.setCheckable(True)
        self.title.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.title.setProperty("heading", True)
        self.title.setToolTip(self.tr("LoRAs, ControlNets, reference pictures and prompts for regions"))
        self.add.setIcon(icon("plus"))
        self.add.setToolTip(self.tr("Add a LoRA, a control, a reference picture…"))
        self.add.setAccessibleName(self.tr("Add a LoRA, a control, a reference picture…"))
        self.add.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.add.setProperty("menu", "bare")
        self.add.setMenu(self.menu)
        self.menu.aboutToShow.connect(self._fill_menu)
        self.empty.setObjectName("hint")
        self.empty.setWordWrap(True)
        self.empty.linkActivated.connect(lambda _link: self.bench.models_wanted.emit())
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.add)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(theme.scaled(4))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.scaled(4))
        layout.addLayout(head)
        layout.addWidget(self.empty)
        layout.addWidget(self.body)
        self.title.toggled.connect(lambda _opened: self._refresh())

    def _fill_menu(self) -> None:
        from app.panels.steering.menu import fill_menu

        fill_menu(self.menu, self.bench, self.add_new, {row.sort for row in self.rows})

    def _changed(self) -> None:
        self._refresh()
        self.changed.emit()

    def _refresh(self) -> None:
        opened, count = self.title.isChecked(), sum(row.on for row in self.rows)
        self.title.setText(self.tr("Steering ({0})").format(count) if count else self.tr("Steering"))
        self.title.setIcon(icon("chevron-down" if opened else "chevron-right"))
        self.body.setVisible(opened and bool(self.rows))
        self.empty.setVisible(opened and not self.rows)
        self.empty.setText(self._advice())

    def _advice(self) -> str:
        """What to do where there are no rows yet."""
        if not self.bench.usable("lora", "controlnet", "ip-adapter"):
            found = self.tr("No LoRAs or ControlNets were found for {0}.").format(self.bench.family)
            link = f'<a href="models" style="color: {theme.ACCENT}">{self.tr("Get models…")}</a>'
            return f"{found} {link}"
        return self.tr("+ adds LoRAs, controls, reference pictures, and prompts for regions.")
