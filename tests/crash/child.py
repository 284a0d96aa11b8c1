"""A program that paints, saves, exports and compacts without end, and says what it does: made to be killed.

Its lines: `did N DIGEST` once an edit is made, before any of it is written (0: the picture as it was opened);
`kept N` once that edit is on disk; `file PATH` when the picture goes on in another file; `begins WHAT` and
`ends WHAT` around saving, exporting, compacting and the keeping of a result, which is `result N` then;
`job N` once a job is kept, `ending N` before it is forgotten and `ended N` after that.
"""

from __future__ import annotations

import random
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import QCoreApplication

from app.compute import Compute
from app.file_lock import FileLock
from app.keeper import Keeper
from app.native_files import open_native
from app.session import Session
from canvas.brush.preset import Brush, Sample
from canvas.document import Document
from canvas.formats import save_document
from canvas.formats.native.generations import Generation, Painted
from canvas.guides import Guide
from canvas.history import Record
from canvas.layer import Layer, Recipe
from tests.crash.digest import digest

SIDE = 640  # pixels
WAIT = 60.0  # seconds that anything may take


def say(*words: object) -> None:
    """A line at once: several threads speak, and it may be the last thing that this program does."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


class Child:
    """One picture, painted at random."""

    def __init__(self, folder: Path, seed: int) -> None:
        self._random = random.Random(seed)
        self._folder = folder
        self._compute = Compute()
        self._count = 0
        self._files = 0
        self._jobs: list[int] = []  # rows
        path = folder / "start.scumble"
        if path.exists():
            native = open_native(path)
            self._session = Session(native.restored.record, self._compute, path, budget=1 << 20)
            self._keeper = native.keeper(self._session)
            self._keeper.remove_pending([one.row for one in native.restored.pending]).result(WAIT)
        else:
            layers = (Layer("Paper"), Layer("Paint"))
            self._session = Session(Document(SIDE, SIDE, layers), self._compute, path, budget=1 << 20)
            self._keeper = Keeper(self._session, path, temporary=False)
        say("file", path)
        say("did", 0, digest(self._session.document))
        self._listen()

    def act(self) -> None:
        rand = self._random
        deed = rand.choices(
            (
                *(self._stroke, self._undo, self._layer, self._guide),
                *(self._save_as, self._export, self._compact, self._result, self._reopen, self._job),
            ),
            (60, 15, 10, 8, 5, 5, 12, 5, 4, 8),
        )[0]
        deed()
        self._session.snapshot().result(WAIT)
        count = self._count
        if rand.random() < 0.8:
            assert self._keeper.flushed().result(WAIT)
            say("kept", count)

    def _listen(self) -> None:
        """Say what an edit leads to before the keeper hears of it."""
        hand_on = self._session.keep
        assert hand_on is not None

        def told(record: Record) -> None:
            self._count += 1
            say("did", self._count, digest(record.document))
            hand_on(record)

        self._session.keep = told

    def _stroke(self) -> None:
        rand = self._random
        brush = Brush(size=rand.uniform(4, 90), hardness=rand.random())
        self._session.begin_stroke("Stroke", brush, (rand.random(), rand.random(), rand.random()))
        x, y = rand.uniform(0, SIDE), rand.uniform(0, SIDE)
        for _ in range(rand.randint(2, 20)):
            x, y = x + rand.uniform(-40, 40), y + rand.uniform(-40, 40)
            self._session.extend_stroke([Sample(x, y, rand.random())])
        self._session.end_stroke()

    def _undo(self) -> None:
        self._session.go_to(self._random.randint(0, len(self._session.standing.labels)))

    def _layer(self) -> None:
        name, opacity = f"Layer {self._count}", self._random.random()
        self._session.do(
            "Layer",
            lambda document: document.with_layers((*document.layers[-4:], Layer(name, opacity=opacity))),
        )

    def _guide(self) -> None:
        rand = self._random
        guide = Guide(rand.random() < 0.5, float(rand.randrange(SIDE)))

        def added(document: Document) -> Document:
            others = [one for one in document.guides[-5:] if one != guide]  # no place has two
            return replace(document, guides=(*others, guide))

        self._session.do("Guide", added)

    def _save_as(self) -> None:
        say("begins", "saving")
        self._files += 1
        path = self._folder / f"copy {self._files}.scumble"
        lock = FileLock.taken(path)
        assert lock is not None
        self._session.snapshot().result(WAIT)
        self._keeper.save_as(path, lock).result(WAIT)
        say("file", path)
        say("ends", "saving")

    def _export(self) -> None:
        document, _state = self._session.snapshot().result(WAIT)
        say("begins", "exporting")
        save_document(document, self._folder / "export.ora")
        say("ends", "exporting")

    def _compact(self) -> None:
        """Forget most undo steps, so that there is much to give back, and paint on while that is done."""
        self._session.go_to(self._random.randint(0, 3))
        self._layer()
        self._session.snapshot().result(WAIT)
        assert self._keeper.flushed().result(WAIT)
        say("kept", self._count)
        say("begins", "compacting")
        self._keeper.compact(slack=0)
        for _ in range(4):
            self._stroke()
            self._session.snapshot().result(WAIT)
            assert self._keeper.flushed().result(WAIT)
            say("kept", self._count)
        say("ends", "compacting")

    def _result(self) -> None:
        """Keep a result of the assistant; the oldest ones have to make room."""
        say("begins", "keeping a result")
        data = self._random.randbytes(self._random.randint(1, 200_000))
        generation = Generation("2026-01-01T00:00:00+00:00", '{"prompt":"ink"}', data[:5000])
        recipe = Recipe({"prompt": "ink"}, {"image": np.zeros((16, 16, 3), np.uint8)})
        painted = Painted(0, 0, data)
        kept, _thinned = self._keeper.add_generation(generation, recipe, painted, 500_000).result(WAIT)
        say("result", kept.row)
        say("ends", "keeping a result")

    def _job(self) -> None:
        """A job of the assistant begins, and perhaps an older one ends."""
        picture = np.zeros((16, 16, 3), np.uint8)
        row = self._keeper.add_pending(Recipe({"prompt": "ink"}, {"image": picture})).result(WAIT)
        say("job", row)
        self._jobs.append(row)
        if self._random.random() < 0.7:
            row = self._jobs.pop(0)
            say("ending", row)
            self._keeper.remove_pending([row]).result(WAIT)
            say("ended", row)

    def _reopen(self) -> None:
        """Close the file well, and open it again."""
        path = self._keeper.path
        self._session.snapshot().result(WAIT)
        assert self._keeper.flushed().result(WAIT)
        if not path.exists():  # nothing was done yet
            return
        for row in self._jobs:
            say("ending", row)
        self._keeper.close().result(WAIT)
        for row in self._jobs:
            say("ended", row)
        self._jobs.clear()
        self._session.close()
        native = open_native(path)
        self._session = Session(native.restored.record, self._compute, path, budget=1 << 20)
        self._keeper = native.keeper(self._session)
        self._listen()


def main() -> None:
    QCoreApplication(sys.argv[:1])
    child = Child(Path(sys.argv[1]), int(sys.argv[2]))
    say("ready")
    while True:
        child.act()
        QCoreApplication.processEvents()


if __name__ == "__main__":
    main()
