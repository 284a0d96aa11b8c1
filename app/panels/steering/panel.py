"""The Steering section of the Assist panel: a row for each LoRA, control, reference, region and a VAE."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QToolButton, QVBoxLayout, QWidget

from app import theme
from app.generation import Request
from app.icons import icon
from app.panels.steering.bench import Bench
from app.panels.steering.control import ControlRow
from app.panels.steering.lora import LoraRow
from app.panels.steering.menu import AddMenu
from app.panels.steering.reference import ReferenceRow
from app.panels.steering.region import RegionRow
from app.panels.steering.row import Row
from app.panels.steering.vae import VaeRow

ROWS: Mapping[str, type[Row]] = {
    row.sort: row for row in (LoraRow, ControlRow, ReferenceRow, RegionRow, VaeRow)
}
RowT = TypeVar("RowT", bound=Row)
log = logging.getLogger("scumble.assist")


class SteeringPanel(QWidget):
    """Holds the rows in the order in which they were added."""

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
        if request.model is None:
            return request
        return replace(
            request,
            loras=_given(row.lora() for row in self.rows if isinstance(row, LoraRow)),
            controls=_given(row.control() for row in self.rows if isinstance(row, ControlRow)),
            references=_given(row.reference() for row in self.rows if isinstance(row, ReferenceRow)),
            regions=_given(row.region() for row in self.rows if isinstance(row, RegionRow)),
            vae=next((row.path() for row in self.rows if isinstance(row, VaeRow)), ""),
        )

    def show_request(self, request: Request) -> None:
        """Rows for all that was asked for, in place of those that are there."""
        self.clear()
        for lora in request.loras:
            self.add_row(LoraRow(self.bench), folded=True).use(lora)
        for control in request.controls:
            self.add_row(ControlRow(self.bench, control.kind), folded=True).use(control)
        for reference in request.references:
            self.add_row(ReferenceRow(self.bench, reference.kind), folded=True).use(reference)
        for region in request.regions:
            self.add_row(RegionRow(self.bench), folded=True).use(region)
        if request.vae:
            self.add_row(VaeRow(self.bench), folded=True).use(request.vae)

    def troubles(self) -> list[str]:
        """Why rows that are on cannot be used."""
        return [trouble for row in self.rows if row.on and (trouble := row.trouble())]

    def state(self) -> list[dict[str, Any]]:
        """What is kept of the rows, JSON-ready."""
        return [{"sort": row.sort, "on": row.on, "folded": row.folded, **row.state()} for row in self.rows]

    def restore(self, states: Sequence[Mapping[str, Any]]) -> None:
        """Take up what was kept; a row that makes no sense is passed over."""
        self.clear()
        for state in states:
            try:
                row = ROWS[str(state["sort"])](self.bench)
                row.restore(state)
            except (KeyError, TypeError, ValueError) as error:
                log.warning("a row of the Steering section cannot be restored: %r", error)
                continue
            self.add_row(row, folded=bool(state.get("folded", False)))
            row.set_on(bool(state.get("on", True)))

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
        menu = AddMenu(self.bench, self.menu, lambda: any(isinstance(row, VaeRow) for row in self.rows))
        menu.lora.connect(lambda: self.add_row(LoraRow(self.bench)))
        menu.control.connect(lambda kind: self.add_row(ControlRow(self.bench, kind)))
        menu.reference.connect(lambda kind: self.add_row(ReferenceRow(self.bench, kind)))
        menu.region.connect(self._add_region)
        menu.vae.connect(lambda: self.add_row(VaeRow(self.bench)))
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

    def _add_region(self) -> None:
        """For the layer that is being painted on."""
        active = self.bench.studio.document.active or ""
        self.add_row(RegionRow(self.bench, active)).prompt.setFocus()

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


def _given(asked: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(one for one in asked if one is not None)
