"""The making of a painting as a film: its frames, and writing them as animated WebP or, with ffmpeg, MP4."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Protocol

import cv2
import numpy as np

from app.generation import job_of
from app.paintings.again import kept_of
from app.paintings.kept import Kept
from app.paintings.reel import Reel, Still
from app.paintings.stages import Painted
from app.paintings.webp_film import WebpFilm
from canvas.composite import flatten8, from_rgba8
from canvas.document import Document
from canvas.errors import FormatError
from canvas.formats.safe_write import replacing
from canvas.geometry import Rect
from canvas.layer import Group, Layer, Node
from canvas.selection import Selection

SHORTEST, LONGEST = 1.0, 600.0  # seconds
SMALLEST, LARGEST = 16, 4096  # pixels, of the longest side
SLOWEST, FASTEST = 1, 60  # frames a second
ENDINGS = (".webp", ".mp4")
BITS = 0.12  # of an MP4, for each pixel of each frame


@dataclass(frozen=True, slots=True)
class Film:
    """How it is to be."""

    seconds: float = 12.0  # of painting; the finished picture then stays for `rest`
    side: int = 1024  # pixels, the longest side; a smaller picture stays as it is
    rate: int = 25  # frames a second
    rest: float = 1.5  # seconds


class Stopped(FormatError):
    """The artist does not want the film any more."""


def has_encoder() -> bool:
    """Whether MP4 can be written: ffmpeg is there."""
    return shutil.which("ffmpeg") is not None


def size_of(document: Document, film: Film) -> tuple[int, int]:
    """Width and height of the film in pixels; even, as video wants them."""
    share = min(1.0, film.side / max(document.width, document.height))
    width, height = (max(2, round(side * share)) for side in (document.width, document.height))
    return width - width % 2, height - height % 2


def write_timelapse(
    path: Path,
    document: Document,
    painted: Painted,
    film: Film,
    on_progress: Callable[[float], None] = lambda share: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> None:
    """Write the film; the ending of the name tells its kind. A file that was there stays until it is done.

    Raises FormatError, of which Stopped where `cancelled` says so, and JobError.
    """
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise FormatError(
            "A time-lapse is saved as .webp or .mp4, not as “{ending}”.", ending=path.suffix or path.name
        )
    if ending == ".mp4" and not has_encoder():
        raise FormatError("MP4 needs the program ffmpeg, which is not installed. Save the film as .webp.")
    width, height = size_of(document, film)
    with replacing(path) as stream:
        writer: Writer
        if ending == ".mp4":
            writer = Mp4Writer(stream, width, height, film.rate)
        else:
            writer = WebpWriter(stream, width, height)
        try:
            count = round(film.seconds * film.rate)
            last: np.ndarray | None = None
            for number, last in enumerate(frames(document, painted, film, cancelled)):
                writer.add(last, 1000.0 / film.rate)
                on_progress((number + 1) / (count + 1))
            for _ in range(round(film.rest * film.rate)):
                if last is not None:
                    writer.add(last, 1000.0 / film.rate)
            writer.close()
        except BaseException:
            writer.give_up()
            raise
    on_progress(1.0)


def frames(
    document: Document, painted: Painted, film: Film, cancelled: Callable[[], bool]
) -> Iterator[np.ndarray]:
    """The pictures of the film, H×W×3 uint8: one before the first stroke, the last with all of them."""
    width, height = size_of(document, film)
    scale = width / document.width
    kept, job = kept_of(painted.recipe), job_of(painted.recipe)
    small = Rect(0, 0, width, height)
    reel = Reel(_scaled(kept, scale, small), job, small, scale)
    stage = _Stage(document, painted, small)
    count, pace = max(1, round(film.seconds * film.rate)), _pace(kept)
    for number in range(count + 1):
        target = int(np.searchsorted(pace, number / count * pace[-1], "right")) - 1
        if not reel.go_to(target, cancelled=cancelled) or cancelled():
            raise Stopped("The time-lapse was stopped. Nothing was saved.")
        yield stage.seen(reel.still())


def _pace(kept: Kept) -> np.ndarray:
    """The time that a hand takes until each stroke is done, S+1 rising values from 0.

    Broad and long strokes take longer than dots, else the large masses would be over in a moment.
    """
    strokes = kept.strokes
    steps = np.hypot(*np.diff(strokes.points[:, :2], axis=0, append=strokes.points[-1:, :2]).T)
    steps[strokes.offsets[1:] - 1] = 0.0  # from one stroke to the next nothing is painted
    lengths = np.add.reduceat(steps, strokes.offsets[:-1]) if len(strokes) else np.zeros(0)
    return np.concatenate([[0.0], np.cumsum(np.sqrt(strokes.sizes * (lengths + strokes.sizes)))])


class _Stage:
    """The picture around a painting, small, and the painting in it."""

    def __init__(self, document: Document, painted: Painted, small: Rect) -> None:
        (place, *_) = document.path(painted.node.id)
        self._small, self._painted = small, painted
        below = flatten8(document.with_layers(document.layers[:place]))
        above = flatten8(document.with_layers(document.layers[place + 1 :]))
        paper = np.full((small.height, small.width, 4), 255, np.uint8)
        self._below = (Layer("", tiles=from_rgba8(paper, (0, 0))), self._shrunk(below))
        self._above = (self._shrunk(above),) if above[..., 3].any() else ()

    def seen(self, still: Still) -> np.ndarray:
        """H×W×3 uint8."""
        layers: list[Node] = []
        for stage, tiles in still.stages.items():
            layer = self._painted.layers.get(stage)
            traits = (
                {"opacity": layer.opacity, "blend": layer.blend, "visible": layer.visible} if layer else {}
            )
            layers.append(Layer(stage, stage, tiles=tiles, **traits))
        node = self._painted.node
        if isinstance(node, Group):
            layers = [replace(node, layers=tuple(layers), mask=None, clip=False, visible=True)]
        small = Document(self._small.width, self._small.height, (*self._below, *layers, *self._above))
        return np.ascontiguousarray(flatten8(small)[..., :3])

    def _shrunk(self, pixels: np.ndarray) -> Layer:
        """A picture of the document, H×W×4 straight, as a layer of the film."""
        alpha = pixels[..., 3:].astype(np.float32) / 255.0
        weighed = np.concatenate([pixels[..., :3] * alpha, alpha * 255.0], axis=2)
        size = self._small.width, self._small.height
        weighed = cv2.resize(weighed, size, interpolation=cv2.INTER_AREA)
        alpha = np.maximum(weighed[..., 3:] / 255.0, 1e-6)
        straight = np.concatenate([weighed[..., :3] / alpha, weighed[..., 3:]], axis=2)
        return Layer("", tiles=from_rgba8(np.clip(np.rint(straight), 0, 255).astype(np.uint8), (0, 0)))


def _scaled(kept: Kept, scale: float, small: Rect) -> Kept:
    """The strokes with their selection in the film's pixels."""
    if kept.selection is None or scale == 1.0:
        return kept
    whole = Rect(0, 0, round(small.width / scale), round(small.height / scale))
    mask = cv2.resize(kept.selection.array8(whole), (small.width, small.height), interpolation=cv2.INTER_AREA)
    return replace(kept, selection=Selection.of_array(mask))


# --- kinds of file -----------------------------------------------------------------------------------


class Writer(Protocol):
    """Takes pictures and writes them."""

    def add(self, picture: np.ndarray, milliseconds: float) -> None: ...

    def close(self) -> None: ...

    def give_up(self) -> None: ...


class WebpWriter(WebpFilm):
    """An animated WebP; there is nothing to give up."""

    def give_up(self) -> None:
        """The file is not kept."""


class Mp4Writer:
    """Hands frames to ffmpeg, which writes a file of its own that is then copied into the stream."""

    def __init__(self, stream: BinaryIO, width: int, height: int, rate: int) -> None:
        self._stream = stream
        self._folder = tempfile.TemporaryDirectory(prefix="scumble-film-")
        self._file = Path(self._folder.name) / "film.mp4"
        self._log = (Path(self._folder.name) / "log.txt").open("w+b")
        bits = round(width * height * rate * BITS)
        command = [
            *("ffmpeg", "-hide_banner", "-loglevel", "error", "-f", "rawvideo", "-pix_fmt", "rgb24"),
            *("-s", f"{width}x{height}", "-r", str(rate), "-i", "-", "-an", "-pix_fmt", "yuv420p"),
            *("-b:v", str(bits), "-movflags", "+faststart", "-y", str(self._file)),
        ]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=self._log
        )

    def add(self, picture: np.ndarray, milliseconds: float) -> None:
        """A frame; all are shown equally long."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(np.ascontiguousarray(picture).data)
        except OSError as error:  # it has ended already, and says why
            raise self._refusal() from error

    def close(self) -> None:
        """Wait for the encoder, and take its file."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.close()
        except OSError as error:
            raise self._refusal() from error
        if self._process.wait() != 0 or not self._file.exists():
            raise self._refusal()
        with self._file.open("rb") as made:
            shutil.copyfileobj(made, self._stream, 1 << 20)
        self._log.close()
        self._folder.cleanup()

    def give_up(self) -> None:
        """End the encoder, and throw away what it wrote."""
        self._process.kill()
        self._process.wait()
        with contextlib.suppress(OSError):  # what it did not take any more is of no use to anybody
            if self._process.stdin is not None:
                self._process.stdin.close()
        self._log.close()
        self._folder.cleanup()

    def _refusal(self) -> FormatError:
        self._process.kill()
        self._process.wait()
        self._log.seek(0)
        said = self._log.read().decode(errors="replace").strip().splitlines()
        return FormatError(
            "ffmpeg could not write the film ({reason}). Save it as .webp.", reason=said[-1] if said else "–"
        )
