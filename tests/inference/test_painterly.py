"""The built-in painter: strokes after a picture."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import cv2
import numpy as np
import pytest

from inference.engines.painterly import PainterlyEngine
from inference.engines.painterly.media import HANDLINGS
from inference.engines.painterly.palette import to_lab
from inference.engines.painterly.raster import profile_of, render
from inference.engines.painterly.words import MEDIA
from inference.errors import Cancelled, JobError
from inference.job import STAGES, Frame, Job, Kind, Painting, Progress, Result, StrokeBrush, Strokes

HEIGHT, WIDTH = 150, 200


def scene() -> np.ndarray:
    """Sky, sun, hills and some fine texture: H×W×3 uint8."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    image = np.dstack([110 + y / 2, 150 + y / 3, 230 - y / 4])
    cv2.circle(image, (140, 40), 18, (250, 220, 130), -1)
    hill = y > 95 + 12 * np.sin(x / 25)
    image[hill] = (70, 120, 60)
    noise = np.random.default_rng(0).normal(0, 10, image.shape)
    return np.clip(image + noise * hill[..., None], 0, 255).astype(np.uint8)


def sketch() -> np.ndarray:
    """A house in black lines on white: H×W×3 uint8."""
    image = np.full((HEIGHT, WIDTH, 3), 255, np.uint8)
    cv2.rectangle(image, (60, 70), (140, 130), (0, 0, 0), 2)
    cv2.polylines(image, [np.array([[50, 72], [100, 25], [150, 72]])], False, (0, 0, 0), 2)
    cv2.rectangle(image, (90, 95), (110, 130), (0, 0, 0), 2)
    return image


def job(image: np.ndarray, kind: Kind = Kind.PAINT, **settings: object) -> Job:
    height, width = image.shape[:2]
    values = {"image": image, "seed": 1, **settings}
    return Job(kind, "painterly", Frame(0, 0, width, height), **values)  # type: ignore[arg-type]


def run(request: Job) -> Result:
    return PainterlyEngine().run(request, lambda progress: None, lambda: False)


def strokes_of(request: Job) -> Strokes:
    strokes = run(request).strokes
    assert strokes is not None
    return strokes


def on(strokes: Strokes, *stages: str) -> np.ndarray:
    """Which strokes lie on these layers: S bool."""
    return np.isin(
        strokes.layer, [strokes.layers.index(stage) for stage in stages if stage in strokes.layers]
    )


def body_sizes(request: Job) -> np.ndarray:
    """The diameters of the strokes proper, in painting order, without ground, ridges, accents and lines."""
    strokes = strokes_of(request)
    ridges = [number for number, brush in enumerate(strokes.brushes) if brush.name.endswith(".ridge")]
    return strokes.sizes[on(strokes, "block_in", "forms", "details") & ~np.isin(strokes.brush, ridges)]


def painted(request: Job) -> np.ndarray:
    """H×W×3 float32 L*a*b*."""
    return to_lab(np.ascontiguousarray(render(strokes_of(request), request.height, request.width)[..., :3]))


def difference(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.linalg.norm(one - other, axis=2).mean())


@pytest.mark.parametrize("kind", [Kind.PAINT, Kind.VARY])
@pytest.mark.parametrize("picture", [scene, sketch])
def test_same_job_same_strokes(kind: Kind, picture: Callable[[], np.ndarray]) -> None:
    one, other = strokes_of(job(picture(), kind)), strokes_of(job(picture(), kind))
    for name in ("points", "offsets", "colours", "sizes", "opacities", "brush", "layer"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    assert one.brushes == other.brushes
    assert len(strokes_of(job(picture(), kind, seed=2)).points) != len(one.points)


@pytest.mark.parametrize(
    "prompt",
    ["", "watercolour", "ink", "pencil", "gouache", "broad loose pastel", "palette knife", "charcoal"],
)
@pytest.mark.parametrize("strength", [0.0, 1.0])
def test_strokes_are_sound_and_leave_nothing_unpainted(prompt: str, strength: float) -> None:
    strokes = strokes_of(job(scene(), prompt=prompt, strength=strength))
    count = len(strokes)
    assert [stage for stage in STAGES if stage in strokes.layers] == list(strokes.layers)
    assert strokes.layers[0] == "ground"
    assert (np.diff(strokes.layer.astype(int)) >= 0).all()
    assert set(strokes.layer.tolist()) == set(range(len(strokes.layers)))
    assert strokes.offsets[0] == 0
    assert strokes.offsets[-1] == len(strokes.points)
    assert (np.diff(strokes.offsets) >= 1).all()
    assert np.isfinite(strokes.points).all()
    assert strokes.points[:, 2].min() >= 0
    assert strokes.points[:, 2].max() <= 1
    assert (strokes.sizes > 0).all()
    for array in (strokes.colours, strokes.opacities):
        assert array.dtype == np.float32
        assert array.min() >= 0
        assert array.max() <= 1
    assert strokes.brush.max() < len(strokes.brushes)
    assert all(
        len(array) == count
        for array in (strokes.colours, strokes.sizes, strokes.opacities, strokes.brush, strokes.layer)
    )
    assert render(strokes, HEIGHT, WIDTH)[..., 3].min() > 0.99


def test_low_strength_stays_near_the_source_and_high_strength_is_loose() -> None:
    source = to_lab(scene())
    faithful, loose = (difference(painted(job(scene(), strength=s)), source) for s in (0.0, 1.0))
    assert faithful < 6
    assert faithful < loose < 20
    fine, broad = (strokes_of(job(scene(), strength=s)) for s in (0.0, 1.0))
    assert len(fine) > 2 * len(broad)
    fine, broad = (body_sizes(job(scene(), strength=s)) for s in (0.0, 1.0))
    assert np.quantile(fine, 0.1) < np.quantile(broad, 0.1)


def test_strength_map_is_local() -> None:
    local = np.zeros((HEIGHT, WIDTH), np.uint8)
    local[:, WIDTH // 2 :] = 255
    out = painted(job(scene(), prompt="night", strength=1.0, strength_map=local))
    away = np.linalg.norm(out - to_lab(scene()), axis=2)
    assert away[:, : WIDTH // 2 - 10].mean() < 6
    assert away[:, WIDTH // 2 + 10 :].mean() > 15


def test_strokes_are_laid_from_broad_to_fine() -> None:
    body = body_sizes(job(scene()))
    assert (np.diff(body) <= 1e-4).all()
    assert 5 <= len(np.unique(body)) <= 6  # the finest may find nothing left to do
    assert 2 <= len(np.unique(body_sizes(job(scene(), steps=5)))) <= 3


def test_lines_of_a_sketch_stay_dark_on_toned_paper() -> None:
    out = painted(job(sketch()))
    light = to_lab(sketch())[..., 0]
    assert out[light < 20][:, 0].mean() < 40
    paper = out[:15, :30]
    assert 60 < paper[..., 0].mean() < 97
    lines = strokes_of(job(sketch()))
    assert on(lines, "lines").sum() >= 3
    blue = painted(job(sketch(), prompt="blue"))[:15, :30]
    assert blue[..., 2].mean() < paper[..., 2].mean() - 5


def test_words_change_the_painting() -> None:
    plain = painted(job(scene()))
    assert painted(job(scene(), prompt="warm"))[..., 2].mean() > plain[..., 2].mean() + 4
    assert painted(job(scene(), prompt="cool"))[..., 2].mean() < plain[..., 2].mean() - 4
    assert np.abs(painted(job(scene(), prompt="monochrome smooth"))[..., 1:]).mean() < 3
    sizes = {word: body_sizes(job(scene(), prompt=word)) for word in ("broad", "", "tiny")}
    assert sizes["broad"].max() > sizes[""].max() > sizes["tiny"].max()
    usual = {word: np.average(each, weights=each**2) for word, each in sizes.items()}  # by what they cover
    assert usual["broad"] > 1.2 * usual[""] > 1.2 * usual["tiny"]
    brushes = strokes_of(job(scene(), prompt="watercolor")).brushes
    assert {brush.name.split(".")[0] for brush in brushes} == {"watercolour"}


def test_unknown_words_are_noted() -> None:
    assert run(job(scene(), prompt="a warm dragon", negative="blurry")).notes == (
        "ignored:dragon",
        "ignored:blurry",
    )


def test_variations_differ_from_each_other_and_stay_the_picture() -> None:
    outs = [painted(job(scene(), Kind.VARY, seed=seed)) for seed in range(4)]
    for i, one in enumerate(outs):
        for other in outs[:i]:
            assert difference(one, other) > 4
        light = [cv2.GaussianBlur(p[..., 0], (0, 0), 3).ravel() for p in (one, to_lab(scene()))]
        assert np.corrcoef(light[0], light[1])[0, 1] > 0.8


def test_progress_has_small_previews_and_ends() -> None:
    told: list[Progress] = []
    request = job(cv2.resize(scene(), (400, 300)), steps=5)
    PainterlyEngine().run(request, told.append, lambda: False)
    body = [progress for progress in told if progress.stage != "ground"]
    assert [progress.step for progress in body] == sorted(progress.step for progress in body)
    assert told[-1].step == told[-1].steps
    order = list(dict.fromkeys(progress.stage for progress in told))
    assert order == list(STAGES)
    assert told[1].preview is not None  # the ground is seen before the picture has been read
    shown = [progress.preview for progress in told if progress.preview is not None]
    assert len(shown) >= 4
    assert all(preview.dtype == np.uint8 and preview.shape == (192, 256, 3) for preview in shown)


def test_cancel_is_asked_often_and_obeyed_at_once() -> None:
    asked = 0

    def cancelled() -> bool:
        nonlocal asked
        asked += 1
        return False

    PainterlyEngine().run(job(sketch()), lambda progress: None, cancelled)
    total = asked
    assert total > 40
    for stop in (1, total // 3, total - 1):
        asked = 0

        def at_stop(stop: int = stop) -> bool:
            nonlocal asked
            asked += 1
            return asked >= stop

        engine = PainterlyEngine()
        with pytest.raises(Cancelled):
            engine.run(job(sketch()), lambda progress: None, at_stop)
        assert asked == stop
        engine.close()
        engine.close()


@pytest.mark.parametrize("shape", [(1, 1), (1, 30), (7, 5), (64, 3)])
@pytest.mark.parametrize("value", [0, 255])
def test_tiny_and_plain_pictures(shape: tuple[int, int], value: int) -> None:
    strokes = strokes_of(job(np.full((*shape, 3), value, np.uint8)))
    assert render(strokes, *shape)[..., 3].min() > 0.99
    assert np.isfinite(strokes.points).all()


@pytest.mark.parametrize("name", list(HANDLINGS))
def test_media_use_their_own_brushes_in_every_stage(name: str) -> None:
    handling = HANDLINGS[name]
    tools = {brush.name for brush in handling.tools}
    assert len(tools) == len(handling.tools)
    assert tools >= {handling.small, handling.line, handling.base} | ({handling.scrub} - {""})
    assert tools >= {grammar.tool for grammar in handling.stages.values()}
    assert set(handling.stages) == {"block_in", "forms", "details", "accents"}
    assert name in MEDIA


def test_transparent_media_leave_the_paper_white() -> None:
    image = scene()
    image[:60] = 255
    out = painted(job(image, prompt="watercolour", strength=0.5))
    assert out[5:40, 20:, 0].mean() > 93
    assert out[110:, :, 0].mean() < 70


def test_glazes_come_nearer_to_the_picture_than_one_coat() -> None:
    strokes = strokes_of(job(scene(), prompt="watercolour", strength=0.5))
    assert strokes.opacities[on(strokes, "block_in", "forms")].max() < 0.7
    assert difference(painted(job(scene(), prompt="watercolour", strength=0.5)), to_lab(scene())) < 17


def test_a_medium_asked_for_by_name_outdoes_the_words() -> None:
    painting = Painting(medium="gouache")
    brushes = strokes_of(job(scene(), prompt="watercolour", painting=painting)).brushes
    assert brushes[0].name == "gouache.base"
    unknown = strokes_of(job(scene(), prompt="watercolour", painting=Painting(medium="finger")))
    assert unknown.brushes[0].name == "watercolour.base"


def test_detail_goes_where_it_matters() -> None:
    image = np.full((HEIGHT, WIDTH, 3), 150, np.uint8)
    rng = np.random.default_rng(1)
    image[40:110, 70:130] = rng.integers(0, 255, (70, 60, 1)).astype(np.uint8)
    image = cv2.GaussianBlur(image, (0, 0), 1.5)
    strokes = strokes_of(job(image, strength=0.6))
    middles = strokes.points[strokes.offsets[:-1]]
    inside = (np.abs(middles[:, 0] - 100) < 34) & (np.abs(middles[:, 1] - 75) < 39)
    fine = on(strokes, "forms", "details")
    assert np.median(strokes.sizes[fine & inside]) < np.median(strokes.sizes[on(strokes, "block_in")])
    share = 68 * 78 / (HEIGHT * WIDTH)
    assert (fine & inside).sum() / share > 3 * (fine & ~inside).sum() / (1 - share)


def test_large_pictures_are_painted_in_their_own_pixels() -> None:
    small = cv2.resize(scene(), (600, 450), interpolation=cv2.INTER_LINEAR)
    large = cv2.resize(scene(), (3000, 2250), interpolation=cv2.INTER_LINEAR)
    settings = {"strength": 1.0, "steps": 5, "prompt": "broad"}
    one, other = strokes_of(job(small, **settings)), strokes_of(job(large, **settings))
    assert 2000 < other.points[:, 0].max() < 3600
    assert other.sizes.max() == pytest.approx(5 * one.sizes.max(), rel=0.02)


def test_text_needs_a_picture() -> None:
    request = Job(Kind.TEXT, "painterly", Frame(0, 0, 64, 64), width=64, height=64, prompt="a fox")
    with pytest.raises(JobError, match="Sketch something first"):
        run(request)


def test_profile_falls_from_the_middle_to_nothing() -> None:
    profile = profile_of(StrokeBrush("b", hardness=0.5, flow=1.0, spacing=0.1))
    assert profile[0] == pytest.approx(1.0)
    assert profile[-1] == 0
    assert (np.diff(profile) <= 0).all()


def test_neither_torch_nor_kernels_at_import() -> None:
    code = (
        "import sys, inference.engines.painterly as p\n"
        "assert 'numba' not in sys.modules\n"
        "p.PainterlyEngine()\n"
        "from inference.engines.painterly import raster, tracing, patches, lines, volume\n"
        "assert not raster.lay.signatures and not tracing.paint_some.signatures\n"
        "assert not volume._relax.signatures\n"
        "assert not patches.vote.signatures and not lines._thin.signatures\n"
        "assert not {'torch', 'diffusers', 'PySide6'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)
