"""A painting in the document: a group with a layer for each stage, found, made, painted anew, cut short.

All stage layers of a painting have one recipe in common. Its settings tell under "stages" which layer is
which stage, from the bottom, and its pictures hold the packed strokes. What the artist adds to the group is
no stage, and no deed here touches it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.i18n import QT_TRANSLATE_NOOP
from app.paintings.kept import STROKES
from canvas import tree
from canvas.deeds.checks import arranged
from canvas.document import Document
from canvas.layer import Group, Layer, Node, Recipe, new_id
from canvas.tile import Tiles
from inference.job import STAGES

NAMES = {
    "ground": QT_TRANSLATE_NOOP("Stages", "Ground"),
    "block_in": QT_TRANSLATE_NOOP("Stages", "Block-in"),
    "forms": QT_TRANSLATE_NOOP("Stages", "Forms"),
    "details": QT_TRANSLATE_NOOP("Stages", "Details"),
    "accents": QT_TRANSLATE_NOOP("Stages", "Accents"),
    "lines": QT_TRANSLATE_NOOP("Stages", "Lines"),
}
SETTING = "stages"  # of a recipe: {layer id: stage}, from the bottom

StageTiles = Mapping[str, Tiles]  # by stage, from the bottom


@dataclass(frozen=True, slots=True, eq=False)
class Painted:
    """A painting as it stands in a document."""

    node: Node  # the group, or the only layer
    recipe: Recipe
    layers: Mapping[str, Layer]  # by stage, from the bottom; those that the artist deleted are missing

    @property
    def every(self) -> tuple[str, ...]:
        """The stages that it was made of."""
        told = stages_of(self.recipe)
        return tuple(told.values())


def stages_of(recipe: Recipe | None) -> dict[str, str]:
    """Which layer is which stage, by id; nothing for what is no painting made of strokes."""
    told = None if recipe is None or STROKES not in recipe.pictures else recipe.settings.get(SETTING)
    if not isinstance(told, Mapping):
        return {}
    return {str(key): str(stage) for key, stage in told.items() if stage in STAGES}


def is_stage(layer: Layer) -> bool:
    """Whether a layer is one of several stages of a painting."""
    told = stages_of(layer.recipe)
    return len(told) > 1 and layer.id in told


def painting_at(document: Document, node_id: str) -> Painted | None:
    """The painting that a node is, belongs to, or is painted over; None where there is none."""
    node = document.find(node_id)
    if node is None:
        return None
    if isinstance(node, Layer) and not stages_of(node.recipe):
        parent = document.parent(node_id)
        return None if parent is None else _in_group(parent)
    if isinstance(node, Group):
        return _in_group(node)
    assert isinstance(node, Layer)
    assert node.recipe is not None
    parent = document.parent(node_id)
    beside = document.layers if parent is None else parent.layers
    layers = _stage_layers(beside, node.recipe)
    around = parent if parent is not None and len(stages_of(node.recipe)) > 1 else node
    return Painted(around, node.recipe, layers) if layers else None


def made_node(name: str, stages: StageTiles, recipe: Recipe, names: Mapping[str, str]) -> Layer | Group:
    """A new painting: a group with a layer for each stage, or one layer where there is but one."""
    layers = [Layer(names[stage], tiles=tiles) for stage, tiles in stages.items()]
    whole = with_stages(recipe, {layer.id: stage for layer, stage in zip(layers, stages, strict=True)})
    layers = [replace(layer, recipe=whole) for layer in layers]
    if len(layers) == 1:
        return replace(layers[0], name=name)
    return Group(name, layers=tuple(layers))


def best_to_paint(node: Node) -> str:
    """Id of what is active once a painting is made: its uppermost stage of paint rather than of lines."""
    if not isinstance(node, Group):
        return node.id
    layers = [layer for layer in node.layers if isinstance(layer, Layer)]
    stages = stages_of(layers[0].recipe) if layers else {}
    fit = [layer for layer in layers if stages.get(layer.id) != "lines"] or layers
    return fit[-1].id if fit else node.id


def with_stages(recipe: Recipe, stages: Mapping[str, str]) -> Recipe:
    return Recipe({**recipe.settings, SETTING: dict(stages)}, recipe.pictures)


def painted_anew(
    document: Document,
    painted: Painted,
    stages: StageTiles,
    recipe: Recipe,
    names: Mapping[str, str],
    *,
    only: str = "",
    by_hand: Mapping[str, Layer] | None = None,
    ids: Mapping[str, str] | None = None,
    even_locked: bool = False,
) -> Document:
    """The painting with other paint on its stages, or on one of them (`only`), and another recipe.

    Layers keep their id, place and properties; locked ones their paint, too. What was deleted stays so. A
    stage without paint goes, a new one comes where it belongs. `by_hand`: layers to go above stages, with
    what the artist painted on these. `ids`: of new stages. `even_locked`: only to be looked at.
    """
    above = by_hand or {}
    changes: dict[str, tuple[Node, ...]] = {}  # what takes the place of a node, by its id
    here: dict[str, str] = {}  # ids by stage, of what is there afterwards
    for stage, layer in painted.layers.items():
        touched = (not only or stage == only) and (even_locked or not layer.locked)
        if touched and stage not in stages:
            changes[layer.id] = (above[stage],) if stage in above else ()
            continue
        kept = replace(layer, tiles=stages[stage]) if touched else layer
        here[stage] = layer.id
        changes[layer.id] = (kept, above[stage]) if touched and stage in above else (kept,)
    fresh = {
        stage: Layer(names[stage], (ids or {}).get(stage) or new_id(), tiles=tiles)
        for stage, tiles in stages.items()
        if stage not in painted.every and (not only or stage == only)
    }
    here |= {stage: layer.id for stage, layer in fresh.items()}
    whole = with_stages(recipe, {here[stage]: stage for stage in STAGES if stage in here})
    nodes = _rebuilt(document.layers, changes, whole, set(here.values()))
    nodes = _with_fresh(nodes, painted, fresh, here, whole)
    if not nodes:
        return document
    active = document.active if tree.path_to(nodes, document.active) is not None else _heir(nodes, here)
    return arranged(document, nodes, active)


def cut_short(
    document: Document,
    painted: Painted,
    stages: StageTiles,
    names: Mapping[str, str],
    *,
    ids: Mapping[str, str] | None = None,
    even_locked: bool = False,
) -> Document:
    """The painting as it was after some of its strokes: later stages are gone, and the last begun is active.

    `ids`, `even_locked`: as in `painted_anew`.
    """
    present = {layer.id: stage for stage, layer in painted.layers.items()}
    known = Painted(
        painted.node, with_stages(painted.recipe, present), painted.layers
    )  # others may come back
    done = painted_anew(document, known, stages, painted.recipe, names, ids=ids, even_locked=even_locked)
    last = next((stage for stage in reversed(STAGES) if stage in stages), "")
    again = painting_at(done, painted.node.id)
    if again is None or last not in again.layers:
        return done
    return done.with_layers(done.layers, again.layers[last].id)


# --- inside ------------------------------------------------------------------------------------------


def _in_group(group: Group) -> Painted | None:
    """The painting whose stages lie directly in a group; the lowest where there are several."""
    for node in group.layers:
        if isinstance(node, Layer) and stages_of(node.recipe):
            assert node.recipe is not None
            layers = _stage_layers(group.layers, node.recipe)
            if layers:
                several = len(stages_of(node.recipe)) > 1
                return Painted(group if several else node, node.recipe, layers)
    return None


def _stage_layers(beside: tuple[Node, ...], recipe: Recipe) -> dict[str, Layer]:
    """Siblings by stage. Copies have other ids: where all are there, they are told apart by their order."""
    told = stages_of(recipe)
    shared = [node for node in beside if isinstance(node, Layer) and _same(node.recipe, recipe)]
    found = {told[layer.id]: layer for layer in shared if layer.id in told}
    if not found and len(shared) == len(told):
        found = dict(zip(told.values(), shared, strict=True))
    return {stage: found[stage] for stage in STAGES if stage in found}


def _same(one: Recipe | None, other: Recipe) -> bool:
    """Whether two layers are of one painting; undo may have made two objects of one recipe."""
    return one is other or (one is not None and one.settings == other.settings)


def _rebuilt(
    nodes: tree.Nodes, changes: Mapping[str, tuple[Node, ...]], recipe: Recipe, stages: set[str]
) -> tree.Nodes:
    """The tree with some nodes replaced; stage layers get the recipe. Others keep their identity."""
    if not changes:
        return nodes
    out: list[Node] = []
    for node in nodes:
        if node.id in changes:
            out += [
                replace(one, recipe=recipe) if isinstance(one, Layer) and one.id in stages else one
                for one in changes[node.id]
            ]
            continue
        if isinstance(node, Group):
            inner = _rebuilt(node.layers, changes, recipe, stages)
            if len(inner) != len(node.layers) or any(
                a is not b for a, b in zip(inner, node.layers, strict=True)
            ):
                node = replace(node, layers=inner)
        out.append(node)
    return tuple(out)


def _with_fresh(
    nodes: tree.Nodes,
    painted: Painted,
    fresh: Mapping[str, Layer],
    here: Mapping[str, str],
    recipe: Recipe,
) -> tree.Nodes:
    """The tree with new stages above the next lower one that is there, or below the next higher one."""
    for stage, layer in fresh.items():
        layer = replace(layer, recipe=recipe)
        place = STAGES.index(stage)
        lower = [here[s] for s in STAGES[:place] if s in here and tree.path_to(nodes, here[s])]
        higher = [here[s] for s in STAGES[place + 1 :] if s in here and tree.path_to(nodes, here[s])]
        if lower:
            path = tree.path_to(nodes, lower[-1])
            assert path is not None
            path = (*path[:-1], path[-1] + 1)
        elif higher:
            path = tree.path_to(nodes, higher[0])
            assert path is not None
        else:
            path = tree.path_to(nodes, painted.node.id)
            around = None if path is None else tree.at(nodes, path)
            path = (len(nodes),) if path is None else (*path, 0) if isinstance(around, Group) else path
        nodes = tree.inserted(nodes, path, (layer,))
    return nodes


def _heir(nodes: tree.Nodes, here: Mapping[str, str]) -> str | None:
    """What becomes active where the active layer is gone."""
    for stage in reversed(STAGES):
        if stage in here and stage != "lines" and tree.path_to(nodes, here[stage]) is not None:
            return here[stage]
    return nodes[-1].id
