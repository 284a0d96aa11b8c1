"""A tree of layers made into the program by which the kernels composite it, tile by tile."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import repeat
from operator import attrgetter

import numpy as np

from canvas.blend import BlendMode
from canvas.geometry import Key
from canvas.kernels import steps
from canvas.kernels.lazy import blender
from canvas.layer import Group, Layer, Mask, Node
from canvas.tile import ONE, Tiles


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    """What the kernels do for every tile. See `canvas.kernels.steps` for the steps."""

    ops: np.ndarray  # P×WORDS int64
    scales: np.ndarray  # P float32
    sources: tuple[Tiles, ...]
    owners: tuple[str, ...]  # ids of the layers whose tiles these are
    masks: tuple[Mask, ...]
    slots: int  # accumulators that lie on one another, at most
    split: int = 0  # the step before which all that lies below the focus has been done
    depth: int = 0  # accumulators below those on top at that step
    sources_below: int = 0  # sources used before that step
    masks_below: int = 0

    def addresses(self, keys: Sequence[Key], first: int = 0) -> np.ndarray:
        """S×N int64: where each source's tile lies in memory; 0: none, or a source before `first`."""
        out = np.zeros((len(self.sources), len(keys)), np.int64)
        for place in range(first, len(self.sources)):
            out[place] = _addresses(self.sources[place], keys, _NOTHING)
        return out

    def mask_addresses(self, keys: Sequence[Key]) -> np.ndarray:
        """M×N int64: where each mask's tile lies in memory; SHOWN or HIDDEN where it has none."""
        out = np.zeros((len(self.masks), len(keys)), np.int64)
        for place, mask in enumerate(self.masks):
            out[place] = _addresses(mask.tiles, keys, _NOTHING if mask.outside else _HIDDEN)
        return out

    @property
    def state(self) -> int:
        """How many float32 the accumulators of a strip take at the split; none is put aside at the bottom."""
        return (self.depth + 1) * steps.SLOT if self.depth else 4 * steps.PLANE

    def same_below(self, other: Program) -> bool:
        """Whether all that comes before the split is done in the same way, to whatever tiles."""
        if self.ops is other.ops and self.masks is other.masks:  # one is the other, repainted
            return True
        parts = [steps.CODE, steps.MODE, steps.MASK]
        return (
            (self.split, self.depth, self.sources_below) == (other.split, other.depth, other.sources_below)
            and np.array_equal(self.ops[: self.split, parts], other.ops[: other.split, parts])
            and np.array_equal(self.scales[: self.split], other.scales[: other.split])
            and all(
                one.outside == two.outside
                for one, two in zip(
                    self.masks[: self.masks_below], other.masks[: other.masks_below], strict=True
                )
            )
        )


def repainted(program: Program, before: Sequence[Node], after: Sequence[Node]) -> Program | None:
    """The program for siblings that differ from those it was compiled for in layers' tiles alone.

    None where more than that differs. A tenth of the time that compiling takes, and done with each event of
    the pen.
    """
    fresh: dict[str, Tiles] = {}
    if not _tiles_alone(before, after, fresh):
        return None
    sources = (fresh.get(owner, tiles) for owner, tiles in zip(program.owners, program.sources, strict=True))
    return replace(program, sources=tuple(sources))


def _tiles_alone(before: Sequence[Node], after: Sequence[Node], fresh: dict[str, Tiles]) -> bool:
    """Whether nothing but tiles differs; `fresh` gets those that do, by the ids of their layers."""
    if len(before) != len(after):
        return False
    for was, now in zip(before, after, strict=True):
        if was is now:
            continue
        if type(was) is not type(now) or _MANNER(was) != _MANNER(now) or was.mask is not now.mask:
            return False
        if isinstance(was, Group) and isinstance(now, Group):
            if was.pass_through != now.pass_through or not _tiles_alone(was.layers, now.layers, fresh):
                return False
        elif isinstance(now, Layer):
            fresh[now.id] = now.tiles
    return True


_MANNER = attrgetter("id", "opacity", "blend", "visible", "clip")


def compiled(nodes: Sequence[Node], focus: tuple[int, ...] = ()) -> Program:
    """The program that composites siblings, from the bottom up, over nothing.

    focus: the path (see `canvas.tree`) to the node below which the program is split.
    """
    compiler = _Compiler()
    compiler.siblings(nodes, focus)
    return compiler.program()


@dataclass(frozen=True, slots=True)
class _Address:
    """Stands in for a tile that is not there."""

    address: int


_NOTHING, _HIDDEN = _Address(0), _Address(steps.HIDDEN)
_address_of = attrgetter("address")


def _addresses(tiles: Tiles, keys: Sequence[Key], missing: _Address) -> np.ndarray:
    found = map(tiles.get, keys, repeat(missing))
    return np.fromiter(map(_address_of, found), np.int64, len(keys))


class _Compiler:
    """Writes down step after step. `depth`: how many accumulators lie below those on top."""

    def __init__(self) -> None:
        self._blenders: dict[BlendMode, int] = {}
        self._ops: list[list[int]] = []
        self._scales: list[float] = []
        self._sources: list[Tiles] = []
        self._owners: list[str] = []
        self._masks: list[Mask] = []
        self._depth = 0
        self._deepest = 0
        self._split: tuple[int, int, int, int] | None = None

    def program(self) -> Program:
        if self._split is None:
            self._mark()
        assert self._split is not None
        return Program(
            np.array(self._ops, np.int64).reshape(-1, steps.WORDS),
            np.array(self._scales, np.float32),
            tuple(self._sources),
            tuple(self._owners),
            tuple(self._masks),
            self._deepest + 1,
            *self._split,
        )

    def siblings(self, nodes: Sequence[Node], focus: tuple[int, ...]) -> None:
        for place, run in _runs(nodes):
            inside = place <= focus[0] < place + len(run) if focus else False
            self._run(run, (focus[0] - place, *focus[1:]) if inside else ())

    def _run(self, run: Sequence[Node], focus: tuple[int, ...]) -> None:
        """A node and those that are clipped to it."""
        base, clipped = run[0], [(place, node) for place, node in enumerate(run) if place and _shown(node)]
        if not _shown(base):
            if focus:
                self._mark()
        elif not clipped:
            self._node(base, focus[1:] if focus and not focus[0] else None)
            if focus and focus[0]:  # a clipped node that is hidden
                self._mark()
        else:
            self._clip_run(base, clipped, focus)

    def _clip_run(self, base: Node, clipped: Sequence[tuple[int, Node]], focus: tuple[int, ...]) -> None:
        if focus == (0,):
            self._mark()
        start = self._push(steps.PUSH, base)
        if isinstance(base, Layer):
            self._blend(base, BlendMode.NORMAL, 1.0, None)
        elif isinstance(base, Group):
            self.siblings(base.layers, focus[1:] if focus and not focus[0] else ())
        self._close(start)
        self._step(steps.ATOP)
        for place, node in clipped:
            if focus and place > focus[0]:
                self._mark()
            self._node(node, focus[1:] if focus and focus[0] == place else None)
        if focus:
            self._mark()
        self._step(steps.REST)
        self._pop(steps.POP, start, base)

    def _node(self, node: Node, focus: tuple[int, ...] | None) -> None:
        """focus: the way on from this node to the focus, () where it is this one, None if it is elsewhere."""
        if focus == ():
            self._mark()
        inner = focus or ()
        if isinstance(node, Layer):
            self._blend(node, node.blend, node.opacity, node.mask)
        elif isinstance(node, Group):
            if not node.pass_through:
                self._group(steps.PUSH, steps.POP, node, inner)
            elif node.opacity < 1 or _mask(node) is not None:
                self._group(steps.SAVE, steps.LERP, node, inner)
            else:
                self.siblings(node.layers, inner)

    def _group(self, first: int, last: int, group: Group, focus: tuple[int, ...]) -> None:
        start = self._push(first, group)
        self.siblings(group.layers, focus)
        self._close(start)
        self._pop(last, start, group)

    def _blend(self, layer: Layer, mode: BlendMode, opacity: float, mask: Mask | None) -> None:
        number = self._mask(mask)
        covers = not self._depth and mode is BlendMode.NORMAL and opacity == 1 and number == steps.NO_MASK
        self._sources.append(layer.tiles)
        self._owners.append(layer.id)
        step = self._step(steps.BLEND, opacity)
        self._ops[step][steps.SOURCE] = len(self._sources) - 1
        self._ops[step][steps.MODE] = self._blender(mode)
        self._ops[step][steps.MASK] = number
        self._ops[step][steps.COVERS] = int(covers)

    def _push(self, code: int, node: Node) -> int:
        step = self._step(code)
        self._ops[step][steps.FIRST] = len(self._sources)
        self._depth += 1
        self._deepest = max(self._deepest, self._depth)
        return step

    def _close(self, start: int) -> None:
        """Without a tile in the sources up to here, the step at `start` skips all that goes with it."""
        self._ops[start][steps.LAST] = len(self._sources)

    def _pop(self, code: int, start: int, node: Node) -> None:
        self._depth -= 1
        step = self._step(code, node.opacity)
        passes = isinstance(node, Group) and node.pass_through  # its mode does not matter
        self._ops[step][steps.MODE] = self._blender(BlendMode.NORMAL if passes else node.blend)
        self._ops[step][steps.MASK] = self._ops[start][steps.MASK] = self._mask(node.mask)
        self._ops[start][steps.JUMP] = step + 1

    def _blender(self, mode: BlendMode) -> int:
        if mode not in self._blenders:
            self._blenders[mode] = blender(mode)
        return self._blenders[mode]

    def _mask(self, mask: Mask | None) -> int:
        if mask is None or not mask.enabled or (mask.outside and not mask.tiles):
            return steps.NO_MASK
        self._masks.append(mask)
        return len(self._masks) - 1

    def _step(self, code: int, opacity: float = 1.0) -> int:
        op = [0] * steps.WORDS
        op[steps.CODE], op[steps.MASK] = code, steps.NO_MASK
        self._ops.append(op)
        self._scales.append(opacity / ONE)
        return len(self._ops) - 1

    def _mark(self) -> None:
        if self._split is None:
            self._split = len(self._ops), self._depth, len(self._sources), len(self._masks)


def _runs(nodes: Sequence[Node]) -> Iterator[tuple[int, Sequence[Node]]]:
    """The place of every node that is not clipped, and the node with those that are clipped to it."""
    first = 0
    for place in range(1, len(nodes) + 1):
        if place == len(nodes) or not nodes[place].clip:
            yield first, nodes[first:place]
            first = place


def _shown(node: Node) -> bool:
    return node.visible and node.opacity > 0


def _mask(node: Node) -> Mask | None:
    return node.mask if node.mask is not None and node.mask.enabled else None
