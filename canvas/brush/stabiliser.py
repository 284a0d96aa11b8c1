"""Makes the way of the brush smoother than the hand: a mean over time, or a pen that pulls it on a string."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence
from typing import Protocol

from canvas.brush.preset import Sample, Stabiliser, Stabilising

LEAST = 1e-4  # an amount below is none
LONGEST_WINDOW = 0.5  # seconds that the mean is taken over, at amount 1
LONGEST_STRING = 160.0  # pixels on screen, at amount 1
NOMINAL = 0.004  # seconds between samples that come without a time
TAIL = 12  # samples with which the brush catches up at pen up

Point = tuple[float, float]


class Steadier(Protocol):
    """Pen samples in, brush samples out, for one stroke."""

    @property
    def pen(self) -> Point | None:
        """Where the pen is; None before the first sample."""
        ...

    @property
    def brush(self) -> Point | None:
        """Where the brush is; None before the first sample."""
        ...

    def add(self, samples: Sequence[Sample]) -> list[Sample]:
        """Where the brush goes while the pen goes through `samples`."""
        ...

    def finish(self) -> list[Sample]:
        """The rest of the way at pen up: to the pen's very last place, or nothing without catching up."""
        ...


def stabilised(stabiliser: Stabiliser, scale: float = 1.0) -> Steadier:
    """The steadier of one stroke. scale: document pixels for one pixel on screen (1 / zoom)."""
    amount = min(max(stabiliser.amount, 0.0), 1.0)
    if amount < LEAST:
        return _Straight()
    if stabiliser.kind is Stabilising.AVERAGE:
        return _Mean(amount * LONGEST_WINDOW, stabiliser.catch_up)
    if stabiliser.kind is Stabilising.STRING:
        return _Pulled(amount * LONGEST_STRING * scale, stabiliser.catch_up)
    return _Straight()


class _Straight:
    """The brush is where the pen is."""

    def __init__(self) -> None:
        self._last: Sample | None = None

    @property
    def pen(self) -> Point | None:
        return None if self._last is None else (self._last.x, self._last.y)

    @property
    def brush(self) -> Point | None:
        return self.pen

    def add(self, samples: Sequence[Sample]) -> list[Sample]:
        if samples:
            self._last = samples[-1]
        return list(samples)

    def finish(self) -> list[Sample]:
        return []


class _Mean:
    """The mean of the pen's way over the last `window` seconds.

    The way is taken as straight between samples and the pen as resting before the first, so the result does
    not depend on how often the pen reports, and begins where the pen touches. Pressure and tilt are averaged
    likewise: the stroke's weight stays with its shape. The mean is a difference of two values of the way's
    integral over time, kept at the samples that the window still spans.
    """

    def __init__(self, window: float, catch_up: bool) -> None:
        self._window = window
        self._catch_up = catch_up
        self._ways: deque[_Knot] = deque()
        self._clock = 0.0
        self._clocked = False  # whether any sample had a later time than the one before
        self._first: Sample | None = None
        self._last: Sample | None = None
        self._brush: Point | None = None

    @property
    def pen(self) -> Point | None:
        return None if self._last is None else (self._last.x, self._last.y)

    @property
    def brush(self) -> Point | None:
        return self._brush

    def add(self, samples: Sequence[Sample]) -> list[Sample]:
        return [self._followed(sample) for sample in samples]

    def finish(self) -> list[Sample]:
        last = self._last
        if last is None or last is self._first or not self._catch_up:
            return []
        step = self._window / TAIL
        out = [self._followed(last._replace(time=last.time + step * k), step) for k in range(1, TAIL)]
        self._brush = last.x, last.y
        return [*out, last._replace(time=last.time + self._window)]

    def _followed(self, sample: Sample, step: float | None = None) -> Sample:
        """Go on to one more sample, `step` seconds (None: as its time tells) after the last."""
        if self._first is None or self._last is None:
            self._first = self._last = sample
            self._ways.append(_Knot(0.0, (0.0,) * 5, (0.0,) * 5))
            self._brush = sample.x, sample.y
            return sample
        self._clock += self._passed(sample) if step is None else step
        # relative to the first sample: the integral then stays small and its differences exact enough
        values = tuple(one - other for one, other in zip(sample[:5], self._first[:5], strict=True))
        before = self._ways[-1]
        half = 0.5 * (self._clock - before.time)
        total = tuple(
            whole + half * (was + now)
            for whole, was, now in zip(before.total, before.values, values, strict=True)
        )
        self._ways.append(_Knot(self._clock, values, total))
        self._last = sample
        start = self._total_at(self._clock - self._window)
        means = [
            first + (end - begin) / self._window
            for first, end, begin in zip(self._first[:5], total, start, strict=True)
        ]
        self._brush = means[0], means[1]
        return Sample(*means, time=sample.time, rotation=sample.rotation)

    def _passed(self, sample: Sample) -> float:
        """Seconds since the last sample."""
        assert self._last is not None
        passed = sample.time - self._last.time
        if passed > 0.0:
            self._clocked = True
            return passed
        return 0.0 if self._clocked else NOMINAL

    def _total_at(self, time: float) -> tuple[float, ...]:
        """The integral up to a time; knots that lie wholly before it are dropped."""
        ways = self._ways
        while len(ways) > 1 and ways[1].time <= time:
            ways.popleft()
        one = ways[0]
        passed = time - one.time
        if passed <= 0.0 or len(ways) == 1:
            return one.total  # before the first sample every value is 0
        other = ways[1]
        share = passed / (other.time - one.time)
        return tuple(
            total + passed * (was + 0.5 * share * (now - was))
            for total, was, now in zip(one.total, one.values, other.values, strict=True)
        )


class _Knot:
    """The pen at one sample: when, its values less those of the first, and their integral so far."""

    __slots__ = ("time", "total", "values")

    def __init__(self, time: float, values: tuple[float, ...], total: tuple[float, ...]) -> None:
        self.time, self.values, self.total = time, values, total


class _Pulled:
    """The pen pulls the brush on a string of fixed length; within its reach the brush rests.

    Between two samples the pen goes straight on, and the brush along the tractrix that this makes: with θ the
    angle between the string and the pen's way, tan(θ/2) shrinks by exp(−way / length). So the result hardly
    depends on how often the pen reports.
    """

    def __init__(self, length: float, catch_up: bool) -> None:
        self._length = length
        self._catch_up = catch_up
        self._last: Sample | None = None
        self._brush: Point | None = None

    @property
    def pen(self) -> Point | None:
        return None if self._last is None else (self._last.x, self._last.y)

    @property
    def brush(self) -> Point | None:
        return self._brush

    def add(self, samples: Sequence[Sample]) -> list[Sample]:
        out: list[Sample] = []
        for sample in samples:
            if self._last is None or self._brush is None:
                self._brush = sample.x, sample.y
            else:
                self._brush = _towed(
                    self._brush, (self._last.x, self._last.y), (sample.x, sample.y), self._length
                )
            self._last = sample
            out.append(sample._replace(x=self._brush[0], y=self._brush[1]))
        return out

    def finish(self) -> list[Sample]:
        last, brush = self._last, self._brush
        if last is None or brush is None or not self._catch_up or brush == (last.x, last.y):
            return []
        self._brush = last.x, last.y
        out = []
        for k in range(1, TAIL):
            share = k / TAIL
            x, y = brush[0] + (last.x - brush[0]) * share, brush[1] + (last.y - brush[1]) * share
            out.append(last._replace(x=x, y=y, time=last.time + NOMINAL * k))
        return [*out, last._replace(time=last.time + NOMINAL * TAIL)]


def _towed(brush: Point, pen: Point, to: Point, length: float) -> Point:
    """Where the brush ends when the pen goes straight from `pen`, no farther than `length` away, to `to`."""
    way = math.hypot(to[0] - pen[0], to[1] - pen[1])
    if math.hypot(to[0] - brush[0], to[1] - brush[1]) <= length or way == 0.0:
        return brush
    ux, uy = (to[0] - pen[0]) / way, (to[1] - pen[1]) / way
    # the string is taut from where the pen's way leaves the circle around the brush
    sx, sy = pen[0] - brush[0], pen[1] - brush[1]
    along = sx * ux + sy * uy
    slack = -along + math.sqrt(max(0.0, along * along + length * length - sx * sx - sy * sy))
    left = way - min(max(slack, 0.0), way)
    tx, ty = to[0] - ux * left - brush[0], to[1] - uy * left - brush[1]  # the string as it becomes taut
    angle = math.atan2(ty * ux - tx * uy, tx * ux + ty * uy)
    angle = 2.0 * math.atan(math.tan(0.5 * angle) * math.exp(-left / length))
    cosine, sine = math.cos(angle), math.sin(angle)
    return to[0] - length * (ux * cosine - uy * sine), to[1] - length * (uy * cosine + ux * sine)
