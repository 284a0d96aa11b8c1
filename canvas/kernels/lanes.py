"""What is done to sixteen pixels at once, written as vectors: the compiler finds them in a loop only by luck.

A row of a tile is four such blocks. Addresses are of the first of sixteen values. LLVM makes of a vector
whatever the processor has: one register of AVX-512, two of AVX2, four of SSE or NEON.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

LANES = 16

_I16, _I32 = ir.IntType(16), ir.IntType(32)
_BITS = ir.VectorType(ir.IntType(1), LANES)
_WORDS = ir.VectorType(_I16, LANES)
_INTS = ir.VectorType(_I32, LANES)
_FLOATS = ir.VectorType(ir.FloatType(), LANES)
_intrinsic: Any = intrinsic  # the first parameter of what it makes is numba's own
_INT, _FLOAT = types.int64, types.float32
_SUFFIX = {_WORDS: "v16i16", _INTS: "v16i32", _FLOATS: "v16f32"}


class _Block:
    """Writes LLVM instructions on sixteen values."""

    def __init__(self, builder: Any) -> None:
        self.build = builder

    def constant(self, kind: ir.VectorType, value: float) -> Any:
        return ir.Constant(kind, [value] * LANES)

    def spread(self, value: Any, kind: ir.VectorType) -> Any:
        """One number, sixteen times."""
        nothing = ir.Constant(kind, ir.Undefined)
        first = self.build.insert_element(nothing, value, ir.Constant(_I32, 0))
        return self.build.shuffle_vector(first, nothing, ir.Constant(ir.VectorType(_I32, LANES), [0] * LANES))

    def floats(self, *values: Any) -> list[Any]:
        return [self.spread(value, _FLOATS) for value in values]

    def load(self, address: Any, kind: ir.VectorType) -> Any:
        return self.build.load(self.build.inttoptr(address, kind.as_pointer()), align=2)

    def store(self, value: Any, address: Any) -> None:
        self.build.store(value, self.build.inttoptr(address, value.type.as_pointer()), align=2)

    def call(self, name: str, *values: Any) -> Any:
        """One of LLVM's own functions, such as "llvm.fmuladd"."""
        kind = values[0].type
        full = f"{name}.{_SUFFIX[kind]}"
        function = self.build.module.globals.get(full)
        if function is None:
            function = ir.Function(self.build.module, ir.FunctionType(kind, [kind] * len(values)), full)
        return self.build.call(function, values)

    def times(self, one: Any, other: Any, plus: Any) -> Any:
        """one · other + plus, rounded once where the processor can."""
        return self.call("llvm.fmuladd", one, other, plus)

    def clamp(self, value: Any, top: Any) -> Any:
        """The value, not below 0 and not above `top`."""
        high = self.call("llvm.maxnum", value, self.constant(_FLOATS, 0.0))
        return self.call("llvm.minnum", high, top)

    def along(self, x: Any) -> Any:
        """x, x + 1 … x + 15."""
        steps = ir.Constant(_FLOATS, [float(step) for step in range(LANES)])
        return self.build.fadd(self.spread(x, _FLOATS), steps)

    def squared(self, x: Any, square: Any, slope: Any, bend: Any) -> Any:
        """square · x² + slope · x + bend at sixteen x."""
        along = self.along(x)
        square, slope, bend = self.floats(square, slope, bend)
        return self.times(along, self.times(along, square, slope), bend)

    def words(self, value: Any) -> Any:
        """Floats 0 … 65535 without their fraction, as uint16."""
        return self.build.trunc(self.build.fptosi(value, _INTS), _WORDS)

    def share(self, value: Any) -> Any:
        """uint16 0 … 65535 as floats 0 … 1."""
        return self.build.fmul(
            self.build.sitofp(self.build.zext(value, _INTS), _FLOATS), self.constant(_FLOATS, 1 / 65535)
        )

    def disc(self, x: Any, curve: Any, falloff: Any, rim: Any) -> Any:
        """The share of sixteen pixels that lies in a disc, as floats 0 … 1."""
        falloff, rim = self.floats(falloff, rim)
        zero, one = self.constant(_FLOATS, 0.0), self.constant(_FLOATS, 1.0)
        distance = self.call("llvm.sqrt", self.call("llvm.maxnum", self.squared(x, *curve), zero))
        return self.clamp(self.build.fsub(rim, self.build.fmul(distance, falloff)), one)

    def product(self, one: Any, other: Any) -> Any:
        """Of fix15 values, rounded."""
        whole = self.build.mul(self.build.zext(one, _INTS), self.build.zext(other, _INTS))
        rounded = self.build.add(whole, self.constant(_INTS, 1 << 14))
        return self.build.trunc(self.build.lshr(rounded, self.constant(_INTS, 15)), _WORDS)

    def mix(self, source: Any, target: Any, weights: Any, values: Any) -> None:
        """source + (values − source) · weights, rounded, to `target`; all fix15."""
        build = self.build
        old, weight = (
            build.zext(self.load(source, _WORDS), _INTS),
            build.zext(self.load(weights, _WORDS), _INTS),
        )
        change = build.mul(build.sub(build.zext(values, _INTS), old), weight)
        rounded = build.ashr(build.add(change, self.constant(_INTS, 1 << 14)), self.constant(_INTS, 15))
        self.store(build.trunc(build.add(old, rounded), _WORDS), target)

    def lay(self, plane: Any, limit: Any, strength: Any) -> Any:
        """Add to coverage a share of what is missing to the limit, at least 1 where both are not 0, so that
        coverage reaches its limit. All uint16. Returns the coverage as it was."""
        coverage = self.load(plane, _WORDS)
        room = self.call("llvm.usub.sat", limit, coverage)
        product = self.build.mul(self.build.zext(room, _INTS), self.build.zext(strength, _INTS))
        whole = self.build.trunc(self.build.lshr(product, self.constant(_INTS, 16)), _WORDS)
        least = self.call("llvm.umin", self.call("llvm.umin", room, strength), self.constant(_WORDS, 1))
        self.store(self.build.add(coverage, self.build.add(whole, least)), plane)
        return coverage


def _made(write: Callable[..., Any], *kinds: Any, gives: Any = types.void) -> tuple[Any, Any]:
    """What `intrinsic` wants: the types, and what writes the instructions."""

    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        result = write(_Block(builder), *arguments)
        return context.get_dummy_value() if result is None else result

    return gives(*kinds), generate


@_intrinsic
def lay_soft(_typing, plane, x, square, slope, bend, once, twice, cap):
    """Lay sixteen pixels of a soft dab over coverage: smoothstep of u, level in the middle and at the rim.

    u = square · x² + slope · x + bend, drawn in to 0 … 1. Strength is u² · (once − twice · u), 0 … 65535.
    """

    def write(block: _Block, plane: Any, x: Any, *rest: Any) -> None:
        *curve, once, twice, cap = rest
        once, twice = block.floats(once, twice)
        u = block.clamp(block.squared(x, *curve), block.constant(_FLOATS, 1.0))
        slope = block.build.fsub(once, block.build.fmul(twice, u))
        strength = block.build.fmul(block.build.fmul(u, u), slope)
        block.lay(plane, block.spread(cap, _WORDS), block.words(strength))

    return _made(write, _INT, *[_FLOAT] * 6, types.uint16)


@_intrinsic
def lay_sharp(_typing, plane, x, square, slope, bend, falloff, rim, peak, flow):
    """Lay sixteen pixels of a disc over coverage: a pixel's share of the disc limits its coverage.

    square · x² + slope · x + bend is the squared distance; the limit is (rim − distance · falloff), drawn in
    to 0 … 1, times `peak`, 0 … 65535.
    """

    def write(block: _Block, plane: Any, x: Any, *rest: Any) -> None:
        *curve, falloff, rim, peak, flow = rest
        limit = block.build.fmul(block.disc(x, curve, falloff, rim), block.spread(peak, _FLOATS))
        block.lay(plane, block.words(limit), block.spread(flow, _WORDS))

    return _made(write, _INT, *[_FLOAT] * 7, types.uint16)


@_intrinsic
def shape_soft(_typing, target, x, square, slope, bend):
    """The strength of sixteen pixels of a soft dab as float32, 0 … 1; see `lay_soft`."""

    def write(block: _Block, target: Any, x: Any, *curve: Any) -> None:
        u = block.clamp(block.squared(x, *curve), block.constant(_FLOATS, 1.0))
        slope = block.build.fsub(
            block.constant(_FLOATS, 3.0), block.build.fmul(block.constant(_FLOATS, 2.0), u)
        )
        block.store(block.build.fmul(block.build.fmul(u, u), slope), target)

    return _made(write, _INT, *[_FLOAT] * 4)


@_intrinsic
def shape_sharp(_typing, target, x, square, slope, bend, falloff, rim, peak):
    """Sixteen pixels' shares of a disc as float32, 0 … `peak`; see `lay_sharp`."""

    def write(block: _Block, target: Any, x: Any, *rest: Any) -> None:
        *curve, falloff, rim, peak = rest
        disc = block.disc(x, curve, falloff, rim)
        block.store(block.build.fmul(disc, block.spread(peak, _FLOATS)), target)

    return _made(write, _INT, *[_FLOAT] * 7)


@_intrinsic
def lay_shape(_typing, plane, shape, texture, own, cap, flow, depth, sharp, height):
    """Lay sixteen pixels of any shape over coverage, through a texture.

    shape: float32, 0 … 1. texture: uint16. own: where to put the dab's own alpha, float32 0 … 1, that is what
    it would leave on nothing with a cap of 1. cap, flow, depth: 0 … 1. sharp: whether the shape limits the
    coverage (else it is the dab's strength). height: whether the texture is a height that paint has to reach.
    """

    def write(block: _Block, *arguments: Any) -> None:
        plane, shape, texture, own, cap, flow, depth, sharp, height = arguments
        build, one = block.build, block.constant(_FLOATS, 1.0)
        cap, flow, depth = block.floats(cap, flow, depth)
        s, t = block.load(shape, _FLOATS), block.share(block.load(texture, _WORDS))
        high = block.spread(height, _BITS)
        edge = block.spread(sharp, _BITS)

        def roughened(value: Any) -> Any:
            tall = block.clamp(block.times(depth, build.fsub(value, t), value), value)
            return build.select(high, tall, build.fmul(value, build.fsub(one, build.fmul(depth, t))))

        part = build.select(edge, build.fmul(s, cap), s)
        rough = roughened(part)
        limit = build.select(edge, rough, roughened(cap))
        # where the texture makes it paler, it does so once: it lowers the limit, not the strength
        soft = build.select(high, rough, s)
        strength = build.select(edge, flow, build.fmul(soft, flow))
        full = block.constant(_FLOATS, 65535.0)
        block.lay(plane, block.words(build.fmul(limit, full)), block.words(build.fmul(strength, full)))
        block.store(build.fmul(strength, build.fdiv(limit, cap)), own)

    return _made(write, *[_INT] * 4, *[_FLOAT] * 3, types.boolean, types.boolean)


@_intrinsic
def tint(_typing, before, own, target, colour, cap):
    """Lay a colour over sixteen pixels of the stroke's own paint.

    before: coverage before the dab, uint16. own: the dab's alpha, float32. target: one channel of the colours
    so far, uint16, straight. colour: 0 … 65535. cap: 0 … 1, the coverage that is taken for opaque.
    """

    def write(block: _Block, before: Any, own: Any, target: Any, colour: Any, cap: Any) -> None:
        build, one = block.build, block.constant(_FLOATS, 1.0)
        alpha, cap, colour = (
            block.load(own, _FLOATS),
            block.spread(cap, _FLOATS),
            block.spread(colour, _FLOATS),
        )
        under = block.clamp(build.fdiv(block.share(block.load(before, _WORDS)), cap), one)
        below = build.fmul(under, build.fsub(one, alpha))
        # exactly 1 where nothing was before, whatever the colour there
        whole = block.call("llvm.maxnum", build.fadd(alpha, below), block.constant(_FLOATS, 1e-9))
        weight = build.fdiv(alpha, whole)
        old = build.sitofp(build.zext(block.load(target, _WORDS), _INTS), _FLOATS)
        kept = build.fmul(old, build.fsub(one, weight))
        mixed = block.times(colour, weight, kept)
        block.store(block.words(build.fadd(mixed, block.constant(_FLOATS, 0.5))), target)

    return _made(write, _INT, _INT, _INT, _FLOAT, _FLOAT)


@_intrinsic
def weigh(_typing, plane, target):
    """Sixteen coverages 0 … 65535 as weights 0 … 32768."""

    def write(block: _Block, plane: Any, target: Any) -> None:
        value = block.build.zext(block.load(plane, _WORDS), _INTS)
        half = block.build.lshr(block.build.add(value, block.constant(_INTS, 1)), block.constant(_INTS, 1))
        block.store(block.build.trunc(half, _WORDS), target)

    return _made(write, _INT, _INT)


@_intrinsic
def multiply(_typing, target, other):
    """Sixteen fix15 values multiplied by sixteen others."""

    def write(block: _Block, target: Any, other: Any) -> None:
        block.store(block.product(block.load(target, _WORDS), block.load(other, _WORDS)), target)

    return _made(write, _INT, _INT)


@_intrinsic
def multiplied(_typing, target, value, other):
    """Sixteen fix15 values, made of one number times sixteen others."""

    def write(block: _Block, target: Any, value: Any, other: Any) -> None:
        block.store(block.product(block.spread(value, _WORDS), block.load(other, _WORDS)), target)

    return _made(write, _INT, types.uint16, _INT)


@_intrinsic
def mix(_typing, source, target, weights, value):
    """`target` = sixteen of `source` with one value laid over them; weights fix15."""

    def write(block: _Block, source: Any, target: Any, weights: Any, value: Any) -> None:
        block.mix(source, target, weights, block.spread(value, _WORDS))

    return _made(write, _INT, _INT, _INT, types.uint16)


@_intrinsic
def mix_many(_typing, source, target, weights, values):
    """`target` = sixteen of `source` with sixteen values laid over them; weights fix15."""

    def write(block: _Block, source: Any, target: Any, weights: Any, values: Any) -> None:
        block.mix(source, target, weights, block.load(values, _WORDS))

    return _made(write, _INT, _INT, _INT, _INT)


@_intrinsic
def any_set(_typing, values):
    """Whether any of sixteen uint16 is not 0."""

    def write(block: _Block, values: Any) -> Any:
        kind = ir.IntType(16 * LANES)
        whole = block.build.load(block.build.inttoptr(values, kind.as_pointer()), align=2)
        return block.build.icmp_unsigned("!=", whole, ir.Constant(kind, 0))

    return _made(write, _INT, gives=types.boolean)


@_intrinsic
def copy(_typing, source, target):
    """Sixteen uint16."""

    def write(block: _Block, source: Any, target: Any) -> None:
        block.store(block.load(source, _WORDS), target)

    return _made(write, _INT, _INT)
