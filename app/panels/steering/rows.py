"""All kinds of rows in one table: made from what was kept or asked for, and asked what they say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.generation import Request
from app.panels.steering.bench import Bench
from app.panels.steering.clip_skip import ClipSkipRow
from app.panels.steering.control import ControlRow
from app.panels.steering.lora import LoraRow
from app.panels.steering.reference import ReferenceRow
from app.panels.steering.region import RegionRow
from app.panels.steering.row import Row
from app.panels.steering.vae import VaeRow

ROWS: Mapping[str, type[Row]] = {
    row.sort: row for row in (LoraRow, ControlRow, ReferenceRow, RegionRow, VaeRow, ClipSkipRow)
}


def steered(request: Request, rows: Sequence[Row]) -> Request:
    """The request with all that the rows ask for."""
    return replace(
        request,
        loras=_given(row.lora() for row in rows if isinstance(row, LoraRow)),
        controls=_given(row.control() for row in rows if isinstance(row, ControlRow)),
        references=_given(row.reference() for row in rows if isinstance(row, ReferenceRow)),
        regions=_given(row.region() for row in rows if isinstance(row, RegionRow)),
        vae=next((row.path() for row in rows if isinstance(row, VaeRow)), ""),
        clip_skip=next((row.layers() for row in rows if isinstance(row, ClipSkipRow)), 0),
    )


def restored(bench: Bench, state: Mapping[str, Any]) -> Row:
    """The row that was kept. Raises KeyError, TypeError or ValueError where that makes no sense."""
    row = ROWS[str(state["sort"])](bench)
    row.restore(state)
    return row


def rows_of(bench: Bench, request: Request) -> Iterator[Row]:
    """A row for each thing that a request asks for."""
    for lora in request.loras:
        lora_row = LoraRow(bench)
        lora_row.use(lora)
        yield lora_row
    for control in request.controls:
        control_row = ControlRow(bench, control.kind)
        control_row.use(control)
        yield control_row
    for reference in request.references:
        reference_row = ReferenceRow(bench, reference.kind)
        reference_row.use(reference)
        yield reference_row
    for region in request.regions:
        region_row = RegionRow(bench)
        region_row.use(region)
        yield region_row
    if request.vae:
        vae_row = VaeRow(bench)
        vae_row.use(request.vae)
        yield vae_row
    if request.clip_skip:
        clip_row = ClipSkipRow(bench)
        clip_row.use(request.clip_skip)
        yield clip_row


def new_row(bench: Bench, sort: str, kind: str = "") -> Row:
    """A fresh one; a control or reference of a kind, a region of the layer that is painted on."""
    match sort:
        case "control":
            return ControlRow(bench, kind)
        case "reference":
            return ReferenceRow(bench, kind)
        case "region":
            return RegionRow(bench, bench.studio.document.active or "")
        case _:
            return ROWS[sort](bench)


def _given(asked: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(one for one in asked if one is not None)
