"""The Assist history of the open picture: every result is kept in its file, and can be had again."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.assistant import Assistant, Entry, stage_names
from app.generation import Order, job_of
from app.images import shrunk
from app.keeper import Keeper
from app.paintings.again import kept_of, put
from app.paintings.reel import painted as all_stages
from app.paintings.stages import best_to_paint, made_node, stages_of
from app.studio import Studio
from app.tasks import Tasks, result_of
from app.workspace import Workspace
from canvas.composite import flatten8, from_rgba8, layer8
from canvas.deeds.add_layer import insert_node
from canvas.document import Document
from canvas.formats.native.generations import Generation, Painted
from canvas.formats.pictures import picture_to_png, png_to_picture
from canvas.geometry import Rect
from canvas.layer import Group, Layer, Recipe
from canvas.tile import exact_bounds
from canvas.tree import sheets

THUMBNAIL = 192  # pixels, longest side


class GenerationLog(QObject):
    """Lives on the UI thread; pictures are packed on the errand thread and written on the keeper's."""

    changed = Signal()
    settled = Signal(object)  # Entry: its result is in the file, or could not be kept

    def __init__(self, studio: Studio, assistant: Assistant, workspace: Workspace, tasks: Tasks) -> None:
        super().__init__()
        self.items: tuple[Generation, ...] = ()  # the newest first
        self._studio = studio
        self._assistant = assistant
        self._workspace = workspace
        self._tasks = tasks
        studio.session_changed.connect(self._adopt)
        assistant.made.connect(self._made)
        self._adopt()

    def put_back(self, generation: Generation) -> None:
        """Make a result a layer of the picture, where it was."""
        self._tasks.spawn(self._put_back(generation))

    def repeat(self, generation: Generation) -> None:
        """Have the assistant make it once more from what it was made from."""
        self._tasks.spawn(self._repeat(generation))

    def forget(self, generation: Generation) -> None:
        """Take a result out of the file."""
        self._tasks.spawn(self._forget(generation))

    async def recipe(self, generation: Generation) -> Recipe:
        """What it was made from; without pictures where the file has them no longer. Raises FormatError."""
        if generation.recipe is None:
            return Recipe(settings_of(generation))
        return await result_of(self._workspace.keeper.recipe(generation.recipe))

    # --- inside ----------------------------------------------------------------------------------

    def _adopt(self, _session: object = None) -> None:
        self.items = self._workspace.generations
        self.changed.emit()

    def _made(self, entry: Entry, node: Layer | Group) -> None:
        if entry.session is self._studio.session:
            self._tasks.spawn(self._keep_result(entry, node, self._workspace.keeper))

    async def _keep_result(self, entry: Entry, node: Layer | Group, keeper: Keeper) -> None:
        try:
            await self._keep(entry.order, node, keeper)
        finally:
            self.settled.emit(entry)

    async def _keep(self, order: Order, node: Layer | Group, keeper: Keeper) -> None:
        most = self._studio.settings.get("assist/history_mb") << 20
        generation, painted = await result_of(self._studio.compute.errand(lambda: packed(order, node)))
        added, thinned = await result_of(keeper.add_generation(generation, _recipe(node), painted, most))
        if keeper is not self._workspace.keeper:  # another picture was opened meanwhile
            return
        self.items = (added, *(_thinned(item) if item.row in thinned else item for item in self.items))
        self._workspace.results_made = True
        self._workspace.unsaved_changed.emit()
        self.changed.emit()

    async def _put_back(self, generation: Generation) -> None:
        painted = await result_of(self._workspace.keeper.painted(generation.row))
        recipe = await self.recipe(generation)
        name = title_of(settings_of(generation)) or self.tr("Result")

        session, names = self._studio.session, stage_names()

        def made() -> Layer | Group:
            if stages_of(recipe):  # painted again from its strokes, stage by stage
                kept, job = kept_of(recipe), job_of(recipe)
                stages = all_stages(kept, job, session.document.rect, lambda: session.closed)
                return made_node(name[:40], stages, recipe, names)
            tiles = from_rgba8(png_to_picture(painted.png), (painted.x, painted.y))
            return Layer(name[:40], tiles=tiles, recipe=recipe)

        node = await result_of(self._studio.compute.errand(made))

        def deed(document: Document) -> Document:
            document = insert_node(document, node, None)
            return document.with_layers(document.layers, best_to_paint(node))

        session.do(self.tr("Put result back"), deed)

    async def _repeat(self, generation: Generation) -> None:
        self._assistant.repeat(job_of(await self.recipe(generation)))

    async def _forget(self, generation: Generation) -> None:
        keeper = self._workspace.keeper
        await result_of(keeper.remove_generation(generation.row))
        if keeper is self._workspace.keeper:
            self.items = tuple(item for item in self.items if item.row != generation.row)
            self.changed.emit()


def packed(order: Order, node: Layer | Group) -> tuple[Generation, Painted | None]:
    """A result as it is kept: settings, a small picture of it among its surroundings, and its paint."""
    document, frame = order.document, order.job.frame
    area = Rect(frame.x, frame.y, frame.width, frame.height).clipped(document.rect)
    shown = put(document, replace(order, anew=""), node, None, {}, "")
    seen = flatten8(shown, document.rect if area.empty else area)
    recipe = _recipe(node)
    settings = json.dumps(dict(recipe.settings) if recipe else {}, ensure_ascii=False)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    generation = Generation(now, settings, picture_to_png(shrunk(seen, THUMBNAIL)))
    bounds = Rect()
    for layer in sheets((node,)):
        bounds = bounds.united(exact_bounds(layer.tiles))
    if bounds.empty:
        return generation, None
    if isinstance(node, Layer):
        pixels = layer8(node, bounds)
    else:
        pixels = flatten8(Document(document.width, document.height, (node,)), bounds)
    return generation, Painted(bounds.x, bounds.y, picture_to_png(pixels))


def _recipe(node: Layer | Group) -> Recipe | None:
    """Of a result: its layers have it in common."""
    return next((layer.recipe for layer in sheets((node,)) if layer.recipe is not None), None)


def settings_of(generation: Generation) -> dict[str, Any]:
    """What was asked for; nothing where the file has something else there."""
    settings = json.loads(generation.settings)
    return settings if isinstance(settings, dict) else {}


def title_of(settings: dict[str, Any]) -> str:
    """The prompt on one line."""
    return " ".join(str(settings.get("prompt", "")).split())


def _thinned(generation: Generation) -> Generation:
    return replace(generation, nbytes=0, recipe=None)
