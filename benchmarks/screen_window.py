"""The real window with a picture of 4096²: tells where on the screen that is, and stays until stdin ends."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from dataclasses import replace

import numpy as np

from app.main import before_qt

before_qt()  # as `app.main` does, so ahead of everything that imports Qt

from PySide6.QtCore import QPoint, QPointF, QRect  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402
from qasync import QEventLoop  # noqa: E402

from app.session import Session  # noqa: E402
from app.start import make_application  # noqa: E402
from app.viewport import Viewport  # noqa: E402
from benchmarks.app_bench import program  # noqa: E402
from benchmarks.canvas_bench import RECT, SIDE, mixed_document  # noqa: E402
from canvas.brush.preset import Brush  # noqa: E402
from canvas.document import Document  # noqa: E402
from canvas.layer import Layer  # noqa: E402
from canvas.tile import CHANNELS, ONE, Tile  # noqa: E402

STILL = 1.5  # seconds without a change of place after which the window is laid out
EDGE = 40  # pixels of the picture that are left alone on every side


def main() -> None:
    layers, diameter = int(sys.argv[1]), float(sys.argv[2])
    loop = QEventLoop(make_application(["scumble"]))
    asyncio.set_event_loop(loop)
    with loop, program(blank()) as running:
        running.collector.keep()
        running.studio.open(Session(mixed() if layers > 1 else blank(), running.compute))
        running.studio.set_colour((0.0, 0.0, 0.0))
        running.studio.put_brush(Brush(size=diameter))
        running.window.showFullScreen()
        port = running.window.viewport
        wait_until_still(port)
        port.set_view(port.view.zoomed(1.0, QPointF(port.width() / 2, port.height() / 2)))
        place = wait_until_still(port).adjusted(EDGE, EDGE, -EDGE, -EDGE)
        print(json.dumps([place.left(), place.top(), place.right(), place.bottom()]), flush=True)
        loop.run_until_complete(end_of_input(loop))


def blank() -> Document:
    """One white layer."""
    white = Tile(np.full((CHANNELS, 64, 64), ONE, np.uint16))
    return Document(SIDE, SIDE, (Layer("Paper", tiles=dict.fromkeys(RECT.tile_keys(), white)),))


def mixed() -> Document:
    """The 20 mixed layers of the other figures; the topmost, which is painted on, hides what paint covers."""
    document = mixed_document()
    *below, top = document.layers
    return replace(document, layers=(*below, replace(top, opacity=1.0)))


def wait_until_still(port: Viewport) -> QRect:
    """Where the viewport is on the screen, once that no longer changes."""
    place, since = QRect(), time.monotonic()
    while time.monotonic() - since < STILL:
        QApplication.processEvents()
        time.sleep(0.005)
        now = QRect(port.mapToGlobal(QPoint(0, 0)), port.size())
        if now != place:
            place, since = now, time.monotonic()
    return place


async def end_of_input(loop: asyncio.AbstractEventLoop) -> None:
    ended = asyncio.Event()
    loop.add_reader(sys.stdin.fileno(), ended.set)
    await ended.wait()
    loop.remove_reader(sys.stdin.fileno())


if __name__ == "__main__":
    main()
