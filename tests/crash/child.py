"""A program that paints, saves, exports and compacts without end, and says what it does: made to be killed.

Its lines: `did N DIGEST` once an edit is made, before any of it is written (0: the picture as it was opened);
`kept N` once that edit is on disk; `file PATH` when the picture goes on in another file.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from app.compute import Compute
from app.file_lock import FileLock
from app.keeper import Keeper
from app.native_files import open_native
from app.session import Session
from canvas.brush.preset import Brush, Sample
from canvas.document import Document
from canvas.formats import save_document
from canvas.history import Record
from canvas.layer import Layer
from tests.crash.digest import digest

SIDE = 640  # pixels
WAIT = 60.0  # seconds that anything may take


def say(*words: object) -> None:
    print(*words, flush=True)


class Child:
    """One picture, painted at random."""

    def __init__(self, folder: Path, seed: int) -> None:
        self._random = random.Random(seed)
        self._folder = folder
        self._compute = Compute()
        self._count = 0
        self._files = 0
        path = folder / "start.scumble"
        if path.exists():
            native = open_native(path)
            self._session = Session(native.restored.record, self._compute, path, budget=1 << 20)
            self._keeper = native.keeper(self._session)
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
            (self._stroke, self._undo, self._layer, self._save_as, self._export, self._compact),
            (60, 15, 10, 4, 4, 7),
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

    def _save_as(self) -> None:
        self._files += 1
        path = self._folder / f"copy {self._files}.scumble"
        lock = FileLock.taken(path)
        assert lock is not None
        self._session.snapshot().result(WAIT)
        self._keeper.save_as(path, lock).result(WAIT)
        say("file", path)

    def _export(self) -> None:
        document, _state = self._session.snapshot().result(WAIT)
        save_document(document, self._folder / "export.ora")

    def _compact(self) -> None:
        """Close the file well, and open it again."""
        path = self._keeper.path
        self._session.snapshot().result(WAIT)
        self._keeper.close().result(WAIT)
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
