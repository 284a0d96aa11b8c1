"""What happens on undo: the current document, and the steps that lead back from it and forward again."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from canvas.deeds.set_property import set_folded
from canvas.document import Document
from canvas.errors import EditError
from canvas.spill_file import SpillFile
from canvas.step import Step, difference, taken

DEFAULT_BUDGET = 2 << 30  # bytes of memory for undo


@dataclass(slots=True, eq=False)
class _Stack:
    """Steps on one side of the present, the farthest first. Those far away are packed, then spilled."""

    steps: list[Step] = field(default_factory=list)
    packed: int = 0  # how many, from the farthest, are packed
    spilled: int = 0  # and how many of these are in the file
    nbytes: int = 0
    raw: int = 0  # bytes of these not packed
    work: Iterator[None] | None = None  # the step after the packed (or the spilled) ones, half done
    spilling: bool = False  # what `work` does

    def push(self, step: Step) -> None:
        self.steps.append(step)
        self.nbytes += step.nbytes
        self.raw += step.raw

    def pop(self) -> Step:
        step = self.steps.pop()
        self._forget(step)
        count = len(self.steps)
        if self.work is not None and count <= (self.spilled if self.spilling else self.packed):
            self.work = None
        self.packed, self.spilled = min(self.packed, count), min(self.spilled, count)
        return step

    def drop_farthest(self) -> Step:
        step = self.steps.pop(0)
        self._forget(step)
        self.work = None
        self.packed, self.spilled = max(0, self.packed - 1), max(0, self.spilled - 1)
        return step

    def clear(self) -> None:
        self.steps.clear()
        self.packed = self.spilled = self.nbytes = self.raw = 0
        self.work = None

    def _forget(self, step: Step) -> None:
        self.nbytes -= step.nbytes
        self.raw -= step.raw

    @property
    def to_pack(self) -> int:
        """Steps that could be packed: the nearest is kept as it is, so that undo is at once."""
        return len(self.steps) - 1 - self.packed

    def shrink(self, file: SpillFile | None) -> None:
        """Do a little of the next step's packing, or (with a file) of its spilling. Raises OSError."""
        spilling = file is not None
        if self.work is None or self.spilling != spilling:
            step = self.steps[self.spilled if spilling else self.packed]
            self.work, self.spilling = step.pack() if file is None else step.spill(file), spilling
        step = self.steps[self.spilled if spilling else self.packed]
        nbytes, raw = step.nbytes, step.raw
        try:
            next(self.work)
        except StopIteration:
            self.work = None
            if spilling:
                self.spilled += 1
            else:
                self.packed += 1
        finally:
            self.nbytes += step.nbytes - nbytes
            self.raw += step.raw - raw


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """All that a history holds, for keeping it elsewhere: the document and the steps around it."""

    document: Document
    done: tuple[Step, ...]  # the oldest first
    undone: tuple[Step, ...]  # the farthest first
    oldest: object  # the state that undoing everything leads to
    saved: object | None  # the state that is saved, if it is the one of a step


class History:
    """Holds the current document and every step around it. One thread at a time may change it.

    `do` applies an edit; `undo` and `redo` walk the steps; `group` makes one step of several edits. A
    document that comes back by undo has the same pixels, bit for bit, as before the edit, and as long as the
    step was not packed the very same tiles. Steps that need more memory than `budget` (bytes) are packed,
    those farthest away first, and then moved to a temporary file; see `trim`.
    """

    def __init__(
        self, document: Document, budget: int = DEFAULT_BUDGET, spill_folder: Path | None = None
    ) -> None:
        self.document = document
        self.budget = budget
        self._done = _Stack()
        self._undone = _Stack()
        self._file = SpillFile(spill_folder)
        self._in_group = False
        self._may_merge = False  # whether the next step may become one with the last
        self._oldest: object = object()  # names the document that undoing everything leads to
        self._saved = self._oldest  # the state that was saved (or opened)

    @property
    def undo_label(self) -> str | None:
        return self._done.steps[-1].label if self._done.steps else None

    @property
    def redo_label(self) -> str | None:
        return self._undone.steps[-1].label if self._undone.steps else None

    @property
    def labels(self) -> tuple[str, ...]:
        """What every step did, the oldest first, also of those that are undone."""
        done, undone = self._done.steps, self._undone.steps
        return tuple(step.label for step in (*done, *reversed(undone)))

    @property
    def place(self) -> int:
        """How many steps of `labels` are done."""
        return len(self._done.steps)

    @property
    def saved_place(self) -> int | None:
        """The `place` at which the document is as it was saved; None if no step leads there any more."""
        if self._saved is self._oldest:
            return 0
        states = [step.state for step in (*self._done.steps, *reversed(self._undone.steps))]
        return next((place for place, state in enumerate(states, 1) if state is self._saved), None)

    @property
    def nbytes(self) -> int:
        """Bytes of memory that all steps take."""
        return self._done.nbytes + self._undone.nbytes

    @property
    def spilled(self) -> int:
        """Bytes in the temporary file."""
        return self._file.nbytes

    @property
    def state(self) -> object:
        """Names the current document's content: the same object after any edits and their undoing."""
        return self._done.steps[-1].state if self._done.steps else self._oldest

    @property
    def modified(self) -> bool:
        """Whether the document differs from what was last saved (or opened)."""
        return self.state is not self._saved

    def record(self) -> Record:
        """All that it holds now. Steps may be packed afterwards, but stay what they are."""
        return Record(
            self.document,
            tuple(self._done.steps),
            tuple(self._undone.steps),
            self._oldest,
            self._saved,
        )

    @classmethod
    def restored(
        cls, record: Record, budget: int = DEFAULT_BUDGET, spill_folder: Path | None = None
    ) -> History:
        """A history as it was when `record` was made."""
        history = cls(record.document, budget, spill_folder)
        for stack, steps in ((history._done, record.done), (history._undone, record.undone)):
            for step in steps:
                stack.push(step)
            stack.packed = stack.spilled = len(steps)  # nothing of a step that was read is in memory
        history._oldest = record.oldest
        if record.saved is not None:
            history._saved = record.saved
        return history

    def mark_saved(self, state: object | None = None) -> None:
        """Tell that the document was saved: as it is now, or as it was when `state` was taken."""
        self._saved = self.state if state is None else state

    def do(self, label: str, after: Document, merge_key: str = "") -> Document:
        """Make `after` the current document, as one step (none if its content is the current one already)."""
        before = self.document
        self.document = after
        if not self._in_group and not _same_content(before, after):
            self._push(label, before, merge_key)
        return after

    def select(self, node_id: str, *, on_mask: bool = False) -> Document:
        """Make another node (or its mask) active. Not a step of its own, as in other painting programs."""
        self.document.path(node_id)
        self.document = replace(self.document, active=node_id, on_mask=on_mask)
        return self.document

    def fold(self, group_id: str, folded: bool) -> Document:
        """Fold or unfold a group in lists. Not a step of its own: nothing of the picture changes."""
        self.document = set_folded(self.document, group_id, folded)
        return self.document

    def undo(self) -> Document:
        """Go one step back; without a step, stay. Raises EditError where the step cannot be read back."""
        return self._walk(self._done, self._undone)

    def redo(self) -> Document:
        """Go one undone step forward; without a step, stay. Raises EditError as `undo`."""
        return self._walk(self._undone, self._done)

    def go_to(self, place: int) -> Document:
        """Undo or redo until `place` steps are done (or there are no more). Raises EditError as `undo`."""
        while self.place > max(place, 0):
            self.undo()
        while self.place < place and self._undone.steps:
            self.redo()
        return self.document

    @contextmanager
    def group(self, label: str) -> Iterator[None]:
        """Make one step of all that is done inside; if the block raises, all of it is taken back."""
        self._refuse_in_group()
        before = self.document
        self._in_group = True
        try:
            yield
        except BaseException:
            self.document = before
            raise
        finally:
            self._in_group = False
        if not _same_content(before, self.document):
            self._push(label, before)

    def trim(self, seconds: float = float("inf")) -> bool:
        """Bring `nbytes` within the budget, or work at it for some seconds; whether there is more to do.

        Raises EditError (once) when steps cannot be written to disk; then the oldest are forgotten instead.
        """
        end = time.perf_counter() + seconds
        while self.nbytes > self.budget:
            stack = max((self._done, self._undone), key=lambda stack: stack.to_pack)
            raw = self._done.raw + self._undone.raw
            if stack.to_pack > 0 and raw > self.budget // 2:
                stack.shrink(None)
            elif not self._spill():
                return False
            if time.perf_counter() > end:
                return self.nbytes > self.budget
        return False

    def close(self) -> None:
        """Give the disk space back; no step can be taken any more."""
        self._done.clear()
        self._undone.clear()
        self._file.close()

    def _spill(self) -> bool:
        """Move some packed paint to disk; False when there is none."""
        stack = max((self._done, self._undone), key=lambda stack: stack.packed - stack.spilled)
        if stack.packed == stack.spilled:
            if stack.to_pack <= 0:
                return False
            stack.shrink(None)
            return True
        try:
            stack.shrink(self._file)
        except OSError as error:
            self._forget_oldest()
            raise EditError(
                "The oldest undo steps are forgotten: there was no room on disk for them ({reason}).",
                reason=error.strerror or str(error),
            ) from error
        return True

    def _forget_oldest(self) -> None:
        while self.nbytes > self.budget and len(self._done.steps) > 1:
            self._oldest = self._done.drop_farthest().state

    def _walk(self, source: _Stack, target: _Stack) -> Document:
        self._refuse_in_group()
        self._may_merge = False
        if not source.steps:
            return self.document
        step = source.steps[-1]
        try:
            document = taken(self.document, step)
        except OSError as error:
            raise EditError(
                "This step cannot be read back from the disk ({reason}). The picture stays as it is.",
                reason=error.strerror or str(error),
            ) from error
        source.pop()
        target.push(difference(step.label, document, self.document, step.merge_key, step.state))
        self.document = document
        return document

    def _push(self, label: str, before: Document, merge_key: str = "") -> None:
        if self._undone.steps:
            self._undone.clear()
        if not self._done.steps:
            self._file.clear()
        last = self._done.steps[-1] if self._done.steps else None
        if (
            self._may_merge
            and merge_key
            and last is not None
            and last.merge_key == merge_key
            and last.state is not self._saved
        ):
            before = taken(before, self._done.pop())
        self._done.push(difference(label, self.document, before, merge_key))
        self._may_merge = True

    def _refuse_in_group(self) -> None:
        if self._in_group:
            raise EditError("Another edit is still being made.")


def _same_content(one: Document, other: Document) -> bool:
    """Whether nothing but the active node differs."""
    return one is other or (
        len(one.layers) == len(other.layers)
        and all(was is now for was, now in zip(one.layers, other.layers, strict=True))
        and one.selection is other.selection
        and (one.width, one.height, one.dpi) == (other.width, other.height, other.dpi)
        and one.guides == other.guides
    )
