"""Jobs refuse what makes no sense, cannot be changed, and survive being stored as a recipe."""

from __future__ import annotations

import json
import pickle
from dataclasses import FrozenInstanceError
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inference.conditions import CONTROL_KINDS, REFERENCE_KINDS, Control, Lora, Reference, Region
from inference.errors import JobError
from inference.job import LINES, MAX_CLIP_SKIP, Frame, Job, Kind, Painting, Strokes
from inference.record import JOB_FORMAT, from_record, to_record

FRAME = Frame(3, -4, 8, 6)


def picture(height: int = 6, width: int = 8, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3)).astype(np.uint8)


@st.composite
def conditions(draw: st.DrawFn, height: int, width: int, seed: int) -> dict[str, Any]:
    path, weight = st.text(max_size=8), st.floats(0, 2)
    mask = np.random.default_rng(seed).integers(0, 256, (height, width)).astype(np.uint8)
    many = st.integers(0, 2)
    return {
        "loras": tuple(Lora(draw(path), draw(st.floats(-4, 4))) for _ in range(draw(many))),
        "controls": tuple(
            Control(
                draw(st.sampled_from(CONTROL_KINDS)),
                draw(path),
                picture(height, width, seed + place),
                draw(weight),
                draw(st.floats(0, 0.5)),
                draw(st.floats(0.6, 1)),
            )
            for place in range(draw(many))
        ),
        "references": tuple(
            Reference(draw(st.sampled_from(REFERENCE_KINDS)), draw(path), picture(3, 5, seed), draw(weight))
            for _ in range(draw(many))
        ),
        "regions": tuple(Region(draw(st.text()), mask, draw(weight)) for _ in range(draw(many))),
        "embeddings": tuple(draw(st.lists(path, max_size=2))),
        "vae": draw(path),
        "mode": draw(path),
        "clip_skip": draw(st.integers(0, MAX_CLIP_SKIP)),
        "refine_width": 64,
        "refine_height": draw(st.integers(1, 9000)),
        "refine_strength": draw(st.floats(0, 1)),
    }


@st.composite
def paintings(draw: st.DrawFn) -> Painting:
    angles = st.tuples(st.floats(-360, 360), st.floats(0, 90))
    return Painting(
        light=draw(st.none() | angles),
        lines=draw(st.sampled_from(LINES)),
        lock_palette=draw(st.booleans()),
        lock_values=draw(st.booleans()),
        lock_lines=draw(st.booleans()),
        style_seed=draw(st.none() | st.integers(0, 2**32 - 1)),
        medium=draw(st.text(max_size=8)),
    )


@st.composite
def jobs(draw: st.DrawFn) -> Job:
    kind = draw(st.sampled_from(list(Kind)))
    height, width, seed = draw(st.integers(1, 12)), draw(st.integers(1, 12)), draw(st.integers(0, 99))
    rng = np.random.default_rng(seed)
    values: dict[str, Any] = {}
    if kind is not Kind.TEXT or draw(st.booleans()):
        values["image"] = picture(height, width, seed)
    if kind is Kind.INPAINT or draw(st.booleans()):
        values["mask"] = rng.integers(0, 256, (height, width)).astype(np.uint8)
    if draw(st.booleans()):
        values["strength_map"] = rng.integers(0, 256, (height, width)).astype(np.uint8)
    if draw(st.booleans()):
        values |= draw(conditions(height, width, seed))
    if draw(st.booleans()):
        values["painting"] = draw(paintings())
    whole = st.integers(-(2**31), 2**31)
    return Job(
        kind=kind,
        engine=draw(st.sampled_from(["painterly", "diffusion"])),
        frame=Frame(draw(whole), draw(whole), draw(st.integers(1, 9000)), draw(st.integers(1, 9000))),
        prompt=draw(st.text()),
        negative=draw(st.text()),
        seed=draw(st.integers(0, 2**32 - 1)),
        strength=draw(st.floats(0, 1)),
        steps=draw(st.integers(1, 1000)),
        guidance=draw(st.floats(0, 100)),
        sampler=draw(st.text(max_size=8)),
        model=draw(st.text(max_size=8)),
        width=width,
        height=height,
        **values,
    )


def assert_same(one: Job, other: Job) -> None:
    (mine, mine_pictures), (theirs, their_pictures) = to_record(one), to_record(other)
    assert json.dumps(mine) == json.dumps(theirs)  # types too: 1 is not 1.0
    assert mine_pictures.keys() == their_pictures.keys()
    for name, plane in mine_pictures.items():
        assert their_pictures[name].dtype == np.uint8
        np.testing.assert_array_equal(plane, their_pictures[name], err_msg=name)


@given(job=jobs())
@settings(max_examples=100, deadline=None)
def test_a_job_survives_its_record(job: Job) -> None:
    record, pictures = to_record(job)
    stored = json.loads(json.dumps(record))
    copies = {name: pixels.copy() for name, pixels in pictures.items()}
    assert_same(from_record(stored, copies), job)


@given(job=jobs(), data=st.data())
@settings(max_examples=200, deadline=None)
def test_a_damaged_record_is_a_job_error_or_still_a_job(job: Job, data: st.DataObject) -> None:
    record, pictures = to_record(job)
    name = data.draw(st.sampled_from(sorted(record)))
    if data.draw(st.booleans()):
        del record[name]
    else:
        record[name] = data.draw(
            st.none()
            | st.text(max_size=3)
            | st.integers()
            | st.floats()
            | st.lists(st.integers(), max_size=5)
        )
    try:
        rebuilt = from_record(record, pictures)
    except JobError:
        return
    json.dumps(to_record(rebuilt)[0], allow_nan=False)


def test_unknown_settings_are_ignored_and_missing_ones_take_their_default() -> None:
    record = {"format": JOB_FORMAT, "kind": "text", "engine": "diffusion", "frame": [0, 0, 64, 32]}
    job = from_record({**record, "width": 64, "height": 32, "sparkle": 3}, {})
    assert (job.kind, job.steps, job.width, job.height) == (Kind.TEXT, 20, 64, 32)


def test_a_painting_survives_its_record_exactly() -> None:
    painting = Painting((135.5, 40.0), "painted_in", True, False, True, 2**32 - 1, "gouache")
    job = Job(Kind.PAINT, "painterly", FRAME, image=picture(), painting=painting)
    record, pictures = to_record(job)
    assert from_record(json.loads(json.dumps(record)), pictures).painting == painting


def test_a_record_of_an_older_format_holds_no_painting() -> None:
    record, pictures = to_record(Job(Kind.PAINT, "painterly", FRAME, image=picture(), seed=5))
    assert "painting" not in record
    old = from_record({**record, "format": 2}, pictures)
    assert (old.painting, old.seed) == (None, 5)


@pytest.mark.parametrize(
    "change",
    [7, {"light": [1, 2, 3]}, {"light": [0, float("nan")]}, {"light": [float("inf"), 0]}, {"lines": "gone"},
     {"lines": 3}, {"style_seed": -1}, {"style_seed": "x"}, {"medium": 3}],
)  # fmt: skip
def test_a_painting_of_nonsense_is_refused(change: Any) -> None:
    record, pictures = to_record(Job(Kind.PAINT, "painterly", FRAME, image=picture()))
    with pytest.raises(JobError):
        from_record({**record, "painting": change}, pictures)


def test_a_newer_record_asks_for_an_update() -> None:
    record, pictures = to_record(Job(Kind.PAINT, "painterly", FRAME, image=picture()))
    with pytest.raises(JobError, match="newer"):
        from_record({**record, "format": JOB_FORMAT + 1}, pictures)


@pytest.mark.parametrize("missing", ["format", "kind", "frame", "engine"])
def test_a_record_without_its_heart_is_damaged(missing: str) -> None:
    record, pictures = to_record(Job(Kind.PAINT, "painterly", FRAME, image=picture()))
    del record[missing]
    with pytest.raises(JobError, match="damaged"):
        from_record(record, pictures)


@pytest.mark.parametrize(
    "change",
    [{"steps": float("inf")}, {"seed": "many"}, {"prompt": None}, {"frame": [1, 2, 3]}, {"kind": "dream"}],
)
def test_a_record_of_nonsense_is_damaged(change: dict[str, Any]) -> None:
    record, pictures = to_record(Job(Kind.PAINT, "painterly", FRAME, image=picture()))
    with pytest.raises(JobError, match="damaged"):
        from_record({**record, **change}, pictures)


def test_numbers_from_numpy_go_into_json() -> None:
    four: Any = np.int64(4)
    job = Job(Kind.TEXT, "diffusion", Frame(four, four, four, four), seed=four, width=four, height=four)
    stored = json.loads(json.dumps(to_record(job)[0]))
    assert (stored["seed"], stored["frame"]) == (4, [4, 4, 4, 4])


@given(job=jobs())
@settings(max_examples=30, deadline=None)
def test_a_job_survives_the_pipe_to_the_worker(job: Job) -> None:
    assert_same(pickle.loads(pickle.dumps(job)), job)


@pytest.mark.parametrize(
    "values",
    [
        {"kind": Kind.PAINT, "image": None},
        {"kind": Kind.INPAINT},
        {"image": picture().astype(np.float32)},
        {"image": picture()[..., :2]},
        {"image": picture()[..., 0]},
        {"mask": np.zeros((5, 8), np.uint8)},
        {"mask": np.zeros((6, 8), bool)},
        {"strength_map": np.zeros((6, 8, 1), np.uint8)},
        {"kind": Kind.TEXT, "image": None},
        {"strength": 1.01},
        {"strength": float("nan")},
        {"steps": 0},
        {"guidance": -1.0},
        {"seed": 2**32},
        {"seed": -1},
    ],
)
def test_what_makes_no_sense_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(JobError):
        Job(**{"kind": Kind.PAINT, "engine": "painterly", "frame": FRAME, "image": picture(), **values})


def test_the_size_comes_from_the_picture() -> None:
    job = Job(Kind.VARY, "painterly", FRAME, image=picture(6, 8), width=99, height=99)
    assert (job.width, job.height) == (8, 6)


def test_a_job_and_its_pictures_cannot_be_changed() -> None:
    job = Job(Kind.INPAINT, "painterly", FRAME, image=picture(), mask=np.full((6, 8), 255, np.uint8))
    assert job.image is not None
    assert job.mask is not None
    with pytest.raises(FrozenInstanceError):
        job.seed = 4  # pyright: ignore[reportAttributeAccessIssue]
    with pytest.raises(ValueError, match="read-only"):
        job.image[0, 0] = 0
    with pytest.raises(ValueError, match="read-only"):
        job.mask[0, 0] = 0


def test_another_seed_changes_nothing_else() -> None:
    job = Job(Kind.PAINT, "painterly", FRAME, prompt="a hill", image=picture(), seed=2**32 - 1)
    following = job.with_seed(job.seed + 1)
    assert following.seed == 0
    assert following.image is job.image
    assert_same(following.with_seed(job.seed), job)


def test_strokes_count_themselves() -> None:
    strokes = Strokes(
        points=np.zeros((5, 3), np.float32),
        offsets=np.array([0, 2, 5], np.int32),
        colours=np.zeros((2, 3), np.float32),
        sizes=np.ones(2, np.float32),
        opacities=np.ones(2, np.float32),
        brush=np.zeros(2, np.uint8),
        layer=np.zeros(2, np.uint8),
        brushes=(),
    )
    assert len(strokes) == 2
