"""How faithful the built-in painter is, picture by picture: `python -m benchmarks.painter_report`.

Paints pictures in the public domain, and sketches, through the engine and the canvas; prints a table beside
a plain Hertzmann painting, and writes a contact sheet to look at. The pictures are those that come with
scikit-image (`pip install --no-deps --target FOLDER scikit-image`, then `--pictures FOLDER/skimage/data`),
those of Debian's `openclipart-png`, and our own examples; what is not there is left out and said.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from app.placing import replayed
from benchmarks.hertzmann import hertzmann
from canvas.composite import flatten8
from canvas.document import Document
from canvas.layer import Layer
from inference.engines.painterly import PainterlyEngine
from inference.job import Frame, Job, Kind, Result, Strokes

SIDE = 512  # px, the longer side of what is painted
SHOWN = 300  # px, of a picture on the contact sheet
FEWEST = 12  # pictures without which there is nothing to say
TOLERANCE = 3  # px by which an edge may lie beside the source's
EDGES = 0.08  # share of a picture's pixels that are called edges
EXAMPLES = Path(__file__).parent.parent / "resources" / "examples"
CLIPART = Path("/usr/share/openclipart/png")
# Name, folder, and whether it is a drawing: what is blank or flat there is the painter's to fill as it likes,
# so a distance from it would say nothing.
PICTURES: tuple[tuple[str, str, bool], ...] = (
    ("astronaut.png", "scikit-image", False),
    ("coffee.png", "scikit-image", False),
    ("chelsea.png", "scikit-image", False),
    ("rocket.jpg", "scikit-image", False),
    ("camera.png", "scikit-image", False),
    ("hubble_deep_field.jpg", "scikit-image", False),
    ("unsorted/landscape_near_the_river_01.png", "openclipart", True),
    ("plants/trees/fall_scene_in_a_circle_a_01.png", "openclipart", True),
    ("plants/flowers/tulips_ganson.png", "openclipart", True),
    ("plants/flowers/geranium_ganson.png", "openclipart", True),
    ("plants/flowers/daffodil_jonathan_dietri_01.png", "openclipart", True),
    ("flower-vase.png", "examples", True),
    ("desert-rock.png", "examples", False),
    ("tiger-lines.png", "examples", True),
)


@dataclass(frozen=True, slots=True)
class Row:
    """What one painting is worth."""

    difference: float  # mean L*a*b* distance from the source at the scale of the strokes
    edges: float  # 0 … 1, agreement (F-measure) of its edges with the source's
    strokes: int
    bare: float  # share of the picture without paint
    seconds: float


def main() -> int:
    """Paint, measure, print and write. Fails where too few of the pictures are there."""
    parser = argparse.ArgumentParser(prog="benchmarks.painter_report", description=__doc__)
    parser.add_argument("--pictures", type=Path, default=None, help="scikit-image's folder `data`")
    parser.add_argument("--prompt", default="oil painting")
    parser.add_argument("--strength", type=float, default=0.5)
    parser.add_argument("--out", type=Path, default=Path("build/painter_report.png"))
    arguments = parser.parse_args()
    folders = {"scikit-image": arguments.pictures, "openclipart": CLIPART, "examples": EXAMPLES}
    found: list[tuple[str, Path, bool]] = []
    for name, kind, drawing in PICTURES:
        folder = folders[kind]
        if folder is not None and (folder / name).is_file():
            found.append((Path(name).stem[:20], folder / name, drawing))
        else:
            print(f"left out: {name} ({kind} is not here)")
    if len(found) < FEWEST:
        print(f"{len(found)} pictures are too few; see `python -m benchmarks.painter_report --help`")
        return 1
    report(found, arguments.prompt, arguments.strength, arguments.out)
    return 0


def report(found: list[tuple[str, Path, bool]], prompt: str, strength: float, out: Path) -> None:
    """The table on standard output, the contact sheet and the figures as JSON in files."""
    print(f"{'':22}{'ΔLab':>7}{'edges':>7}{'strokes':>9}{'bare %':>8}{'s':>7}   plain Hertzmann")
    sheet: list[np.ndarray] = []
    rows: dict[str, tuple[Row, Row]] = {}
    faithful: list[str] = []  # pictures whose colours are to be met
    for name, path, drawing in found:
        source = load(path)
        ours, own = painted(source, prompt, strength)
        plain, basic = baseline(source)
        sigma = 0.5 * float(np.median(own.sizes))
        pair = (
            measured(source, *ours, len(own), sigma),
            measured(source, *plain, len(basic), sigma),
        )
        rows[name] = pair
        faithful += [] if drawing else [name]
        print(f"{name:22}{line(pair[0], drawing)}   {line(pair[1], drawing)}", flush=True)
        sheet.append(strip(name, source, on_white(ours[0]), on_white(plain[0])))
    for title, names in (("mean", list(rows)), ("mean of pictures", faithful)):
        means = [mean([rows[name][side] for name in names]) for side in (0, 1)]
        print(f"{title:22}{line(means[0], title == 'mean')}   {line(means[1], title == 'mean')}")
    out.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(out), stacked(sheet)[..., ::-1])
    figures = {name: [_record(row) for row in pair] for name, pair in rows.items()}
    out.with_suffix(".json").write_text(json.dumps(figures, indent=2) + "\n")
    print(f"contact sheet: {out}")


def load(path: Path) -> np.ndarray:
    """A picture on white, at most SIDE long, H×W×3 uint8."""
    image = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
    assert image is not None, path
    if image.ndim == 2:
        image = cv2.cvtColor(image, cv2.COLOR_GRAY2BGR)
    if image.shape[2] == 4:
        image = np.dstack([image[..., 2::-1], image[..., 3]])
        image = on_white(image)
    else:
        image = image[..., ::-1]
    scale = SIDE / max(image.shape[:2])
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.ascontiguousarray(
        cv2.resize(np.ascontiguousarray(image), None, fx=scale, fy=scale, interpolation=way)
    )


def painted(source: np.ndarray, prompt: str, strength: float) -> tuple[tuple[np.ndarray, float], Strokes]:
    """The painter's work, laid by the canvas: ((H×W×4 uint8, seconds), strokes)."""
    height, width = source.shape[:2]
    frame = Frame(0, 0, width, height)
    job = Job(Kind.PAINT, "painterly", frame, image=source, prompt=prompt, strength=strength, seed=1)
    started = time.perf_counter()
    result = PainterlyEngine().run(job, lambda progress: None, lambda: False)
    assert result.strokes is not None
    picture = laid(result)
    return (picture, time.perf_counter() - started), result.strokes


def baseline(source: np.ndarray) -> tuple[tuple[np.ndarray, float], Strokes]:
    """The same by the plain method."""
    height, width = source.shape[:2]
    job = Job(Kind.PAINT, "painterly", Frame(0, 0, width, height), image=source)
    started = time.perf_counter()
    strokes = hertzmann(source, lambda strokes: laid(Result(job, strokes=strokes)))
    picture = laid(Result(job, strokes=strokes))
    return (picture, time.perf_counter() - started), strokes


def laid(result: Result) -> np.ndarray:
    """A result's strokes painted by the canvas on nothing: H×W×4 uint8, straight alpha."""
    document = Document(result.job.width, result.job.height)
    tiles = replayed(result, document, lambda: False)
    return flatten8(Document(document.width, document.height, (Layer("Painting", tiles=tiles),)))


def measured(source: np.ndarray, picture: np.ndarray, seconds: float, strokes: int, sigma: float) -> Row:
    """Compare a painting (H×W×4 uint8) with its source (H×W×3 uint8) after a blur of `sigma` px."""
    over = on_white(picture)
    blurred = [cv2.GaussianBlur(_lab(image), (0, 0), max(sigma, 0.5)) for image in (source, over)]
    difference = float(np.linalg.norm(blurred[0] - blurred[1], axis=2).mean())
    bare = float((picture[..., 3] < 230).mean())
    return Row(difference, agreement(edges_of(source), edges_of(over)), strokes, bare, seconds)


def edges_of(picture: np.ndarray) -> np.ndarray:
    """The steepest EDGES of a picture's pixels, H×W bool."""
    light = cv2.GaussianBlur(_lab(picture)[..., 0], (0, 0), 1.5)
    slope = cv2.magnitude(cv2.Sobel(light, cv2.CV_32F, 1, 0), cv2.Sobel(light, cv2.CV_32F, 0, 1))
    return slope > max(float(np.quantile(slope, 1.0 - EDGES)), 0.5)


def agreement(wanted: np.ndarray, found: np.ndarray) -> float:
    """F-measure of two sets of edge pixels that may lie TOLERANCE apart."""
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * TOLERANCE + 1, 2 * TOLERANCE + 1))
    near_wanted, near_found = (cv2.dilate(edges.astype(np.uint8), disc) > 0 for edges in (wanted, found))
    precision = float(near_wanted[found].mean()) if found.any() else 0.0
    recall = float(near_found[wanted].mean()) if wanted.any() else 0.0
    return 2 * precision * recall / max(precision + recall, 1e-9)


def mean(rows: list[Row]) -> Row:
    """The mean of each figure."""
    return Row(
        difference=float(np.mean([row.difference for row in rows])),
        edges=float(np.mean([row.edges for row in rows])),
        strokes=round(float(np.mean([row.strokes for row in rows]))),
        bare=float(np.mean([row.bare for row in rows])),
        seconds=float(np.mean([row.seconds for row in rows])),
    )


def line(row: Row, drawing: bool) -> str:
    """A row in print; a drawing's colours are the painter's own, and have no distance."""
    difference = "–" if drawing else f"{row.difference:.1f}"
    return f"{difference:>7}{row.edges:>7.2f}{row.strokes:>9}{100 * row.bare:>8.2f}{row.seconds:>7.2f}"


def strip(name: str, *pictures: np.ndarray) -> np.ndarray:
    """Source, ours and the baseline side by side, SHOWN px each, under the name."""
    cells: list[np.ndarray] = []
    for picture in pictures:
        scale = SHOWN / max(picture.shape[:2])
        small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        cell = np.full((small.shape[0] + 28, SHOWN + 8, 3), 60, np.uint8)
        cell[24 : 24 + small.shape[0], 4 : 4 + small.shape[1]] = small
        cells.append(cell)
    row = np.hstack(cells)
    cv2.putText(row, name, (8, 16), cv2.FONT_HERSHEY_SIMPLEX, 0.45, (235, 235, 235), 1, cv2.LINE_AA)
    return row


def stacked(strips: list[np.ndarray]) -> np.ndarray:
    """Strips in two columns, about equally high."""
    whole = sum(len(strip) for strip in strips)
    columns: tuple[list[np.ndarray], list[np.ndarray]] = ([], [])
    for strip in strips:
        columns[sum(len(one) for one in columns[0]) > whole / 2].append(strip)
    high = max(sum(len(one) for one in column) for column in columns)
    sheet = np.full((high, 2 * strips[0].shape[1], 3), 60, np.uint8)
    for left, column in zip((0, strips[0].shape[1]), columns, strict=True):
        top = 0
        for strip in column:
            sheet[top : top + len(strip), left : left + strip.shape[1]] = strip
            top += len(strip)
    return sheet


def on_white(picture: np.ndarray) -> np.ndarray:
    """H×W×4 uint8, straight alpha, laid on white: H×W×3 uint8."""
    share = picture[..., 3:].astype(np.float32) / 255
    return np.rint(picture[..., :3] * share + 255 * (1 - share)).astype(np.uint8)


def _lab(picture: np.ndarray) -> np.ndarray:
    return cv2.cvtColor(picture.astype(np.float32) / np.float32(255), cv2.COLOR_RGB2Lab)


def _record(row: Row) -> dict[str, float]:
    return {name: round(float(getattr(row, name)), 4) for name in Row.__dataclass_fields__}


if __name__ == "__main__":
    sys.exit(main())
