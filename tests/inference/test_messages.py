"""Every message becomes a frame and back; a frame that makes no sense is refused."""

from __future__ import annotations

import dataclasses
import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inference import errors
from inference.errors import InferenceError, JobError
from inference.job import Frame as Place
from inference.job import Job, Kind, Painting, Progress, Result, StrokeBrush
from inference.messages import (
    ERRORS,
    MAX_SENTENCE,
    Cancel,
    Done,
    Erred,
    Heartbeat,
    Hold,
    Message,
    Ping,
    Pong,
    Probe,
    Probed,
    Ready,
    Run,
    Shutdown,
    Stepped,
    pack,
    unpack,
)
from inference.record import to_record
from inference.wire import Frame, encode_frame, read_frame
from tests.inference.fake_engines import Painter


def travel(message: Message, sent: Job | None = None) -> Message:
    frame = read_frame(io.BytesIO(b"".join(encode_frame(pack(message, sent)))))
    assert frame is not None
    return unpack(frame, sent)


def make_job(**changes: Any) -> Job:
    rng = np.random.default_rng(5)
    image = rng.integers(0, 256, (6, 4, 3), np.uint8)
    mask = rng.integers(0, 256, (6, 4), np.uint8)
    settings = {"prompt": "a 'boat' — 船 \ud800", "seed": 2**32 - 1, "strength": 0.1, "model": "/m"}
    place = Place(-3, 5, 40, 60)
    return Job(Kind.INPAINT, "painterly", place, image=image, mask=mask, **{**settings, **changes})


def assert_same_job(one: Job, other: Job) -> None:
    assert to_record(one)[0] == to_record(other)[0]
    ours, theirs = to_record(one)[1], to_record(other)[1]
    assert ours.keys() == theirs.keys()
    for name, picture in ours.items():
        np.testing.assert_array_equal(picture, theirs[name])


@pytest.mark.parametrize(
    "message",
    [Cancel(3), Hold(0.5), Hold(0.0), Probe(), Ping(), Pong(), Shutdown(), Ready(12), Heartbeat(),
     Probed({"versions": {"torch": None}})],
)  # fmt: skip
def test_plain_messages(message: Message) -> None:
    assert travel(message) == message


def test_a_job_travels_whole() -> None:
    job = make_job()
    message = travel(Run(7, job))
    assert isinstance(message, Run)
    assert message.ticket == 7
    assert_same_job(message.job, job)


def test_progress_travels_with_and_without_preview() -> None:
    preview = np.full((2, 3, 3), 9, np.uint8)
    message = travel(Stepped(1, Progress(2, 5, "painting", preview)))
    assert isinstance(message, Stepped)
    assert (message.progress.step, message.progress.steps, message.progress.stage) == (2, 5, "painting")
    np.testing.assert_array_equal(message.progress.preview, preview)
    bare = travel(Stepped(1, Progress(0, 5)))
    assert isinstance(bare, Stepped)
    assert bare.progress.preview is None


def test_a_result_does_not_carry_the_pictures_of_its_job_back() -> None:
    job = make_job()
    image = np.zeros((6, 4, 4), np.uint8)
    result = Result(job.with_seed(4), image, seconds=1.5, peak_memory=2**40, notes=("ignored:x",))
    assert set(pack(Done(1, result), job).arrays) == {"image"}
    message = travel(Done(1, result), job)
    assert isinstance(message, Done)
    assert_same_job(message.result.job, result.job)
    assert (message.result.seconds, message.result.peak_memory) == (1.5, 2**40)
    assert message.result.notes == ("ignored:x",)
    np.testing.assert_array_equal(message.result.image, image)


def test_a_result_of_another_job_carries_its_pictures() -> None:
    message = travel(Done(1, Result(make_job())), make_job())
    assert isinstance(message, Done)
    assert_same_job(message.result.job, make_job())


def test_strokes_travel() -> None:
    strokes = Painter().run(make_job(), lambda _: None, lambda: False).strokes
    message = travel(Done(1, Result(make_job(), strokes=strokes)))
    assert isinstance(message, Done)
    assert strokes is not None
    assert message.result.strokes is not None
    for item in dataclasses.fields(strokes):
        ours, theirs = getattr(strokes, item.name), getattr(message.result.strokes, item.name)
        np.testing.assert_array_equal(ours, theirs)
        if isinstance(ours, np.ndarray):
            assert ours.dtype == theirs.dtype


def test_brushes_and_layers_travel_whole() -> None:
    strokes = Painter().run(make_job(), lambda _: None, lambda: False).strokes
    assert strokes is not None
    brush = StrokeBrush("oil.flat", 0.9, 0.8, 0.07, 0.3, True, 0.4, 0.1, 0.05)
    layers = ("ground", "lines")
    sent = dataclasses.replace(strokes, brushes=(brush,) * len(strokes.brushes), layers=layers)
    job = make_job(painting=Painting((10.0, 80.0), style_seed=3))
    message = travel(Done(1, Result(job, strokes=sent)), make_job())
    assert isinstance(message, Done)
    assert message.result.strokes is not None
    assert message.result.strokes.brushes == sent.brushes
    assert message.result.strokes.layers == layers
    assert message.result.job.painting == job.painting


@pytest.mark.parametrize("place", range(9))
def test_brushes_that_make_no_sense_are_refused(place: int) -> None:
    strokes = Painter().run(make_job(), lambda _: None, lambda: False).strokes
    frame = pack(Done(1, Result(make_job(), strokes=strokes)))
    del frame.fields["brushes"][0][place]
    with pytest.raises(InferenceError):
        unpack(frame)
    frame = pack(Done(1, Result(make_job(), strokes=strokes)))
    if place not in (0, 5):  # neither the name nor a yes or no
        frame.fields["brushes"][0][place] = float("inf")
        with pytest.raises(InferenceError):
            unpack(frame)


def test_layers_that_fall_back_are_refused() -> None:
    strokes = Painter().run(make_job(), lambda _: None, lambda: False).strokes
    assert strokes is not None
    layer = np.array([1, 0], np.uint8)
    broken = dataclasses.replace(strokes, layer=layer, layers=("ground", "lines"))
    with pytest.raises(InferenceError):
        travel(Done(1, Result(make_job(), strokes=broken)))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("offsets", np.array([0, 2, 6], np.int32)),
        ("offsets", np.array([0, 6, 5], np.int32)),
        ("offsets", np.array([1, 2, 5], np.int32)),
        ("offsets", np.array([], np.int32)),
        ("offsets", np.array([0, 2, 5], np.int64)),
        ("brush", np.array([0, 2], np.uint8)),
        ("layer", np.array([0, 1], np.uint8)),
        ("sizes", np.array([1], np.float32)),
        ("sizes", np.array([1, np.inf], np.float32)),
        ("points", np.full((5, 3), np.nan, np.float32)),
        ("points", np.zeros((5, 2), np.float32)),
    ],
)
def test_strokes_that_contradict_themselves_are_refused(name: str, value: np.ndarray) -> None:
    strokes = Painter().run(make_job(), lambda _: None, lambda: False).strokes
    assert strokes is not None
    broken = dataclasses.replace(strokes, **{name: value})
    with pytest.raises(InferenceError):
        travel(Done(1, Result(make_job(), strokes=broken)))


@pytest.mark.parametrize("kind", list(ERRORS.values()))
def test_errors_keep_their_class_and_sentence(kind: type[InferenceError]) -> None:
    message = travel(Erred(2, kind("Do this.")))
    assert isinstance(message, Erred)
    assert type(message.error) is kind
    assert str(message.error) == "Do this."


def test_errors_keep_their_template_and_values() -> None:
    error = errors.ModelError(
        "'{name}' has {count} parts, {share} done.", name=Path("a.bin"), count=3, share=0.5
    )
    message = travel(Erred(2, error))
    assert isinstance(message, Erred)
    assert type(message.error) is errors.ModelError
    assert message.error.sentence.template == "'{name}' has {count} parts, {share} done."
    assert message.error.sentence.values == {"name": "a.bin", "count": 3, "share": 0.5}
    assert str(message.error) == str(error) == "'a.bin' has 3 parts, 0.5 done."


def test_long_sentences_and_values_are_cut() -> None:
    message = travel(Erred(2, InferenceError("A {curly} tail " * 1000)))
    assert isinstance(message, Erred)
    assert str(message.error) == ("A {curly} tail " * 1000)[:MAX_SENTENCE]
    message = travel(Erred(2, InferenceError("The system said: {words}", words="x" * 10_000)))
    assert isinstance(message, Erred)
    assert message.error.sentence.template == "The system said: {words}"
    assert message.error.sentence.values == {"words": "x" * MAX_SENTENCE}


@pytest.mark.parametrize(
    "template", ["{missing}", "{name.__class__}", "{name!r}", "{name:>999999999}", "{", "{}"]
)
def test_templates_that_reach_beyond_their_values_are_refused(template: str) -> None:
    fields = {"kind": "erred", "ticket": 1, "error": "JobError", "message": template, "values": {"name": "a"}}
    with pytest.raises(InferenceError, match="damaged message"):
        unpack(Frame(fields))


def test_every_error_that_an_engine_may_raise_travels() -> None:
    ours = {item for item in vars(errors).values() if isinstance(item, type) and issubclass(item, Exception)}
    fetching = {item for item in ours if issubclass(item, errors.HubError)}  # no engine fetches anything
    assert ours - fetching == set(ERRORS.values())


def test_unknown_errors_arrive_as_their_nearest_known_base() -> None:
    class Special(errors.ModelError):
        pass

    message = travel(Erred(2, Special("No.")))
    assert isinstance(message, Erred)
    assert type(message.error) is errors.ModelError
    strange = unpack(Frame({"kind": "erred", "ticket": 1, "error": "SystemExit", "message": "x"}))
    assert isinstance(strange, Erred)
    assert type(strange.error) is InferenceError


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"kind": "unheard"},
        {"kind": []},
        {"kind": "cancel"},
        {"kind": "cancel", "ticket": "1"},
        {"kind": "cancel", "ticket": True},
        {"kind": "run", "ticket": 1, "job": 5},
        {"kind": "stepped", "ticket": 1, "step": 1.5, "steps": 2, "stage": ""},
        {"kind": "done", "ticket": 1, "kept": ["nothing"]},
        {"kind": "probed", "findings": 3},
    ],
)
def test_senseless_frames_are_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(InferenceError):
        unpack(Frame(fields))


def test_a_senseless_job_is_a_job_error() -> None:
    frame = pack(Run(1, make_job()))
    frame.fields["job"]["steps"] = 0
    with pytest.raises(JobError):
        unpack(frame)


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_fields_of_any_kind_raise_nothing_but_our_errors(data: st.DataObject) -> None:
    job = make_job()
    strokes = Painter().run(job, lambda _: None, lambda: False).strokes
    messages = [Run(1, job), Done(1, Result(job, strokes=strokes)), Erred(1, JobError("x")), Ready(1)]
    frame = pack(data.draw(st.sampled_from(messages)))
    spoiled = data.draw(st.sampled_from([key for key in frame.fields if key != "kind"]))
    frame.fields[spoiled] = data.draw(plain)
    if isinstance(nested := pack(messages[0]).fields["job"], dict) and spoiled == "job":
        frame.fields["job"] = {**nested, data.draw(st.sampled_from(sorted(nested))): data.draw(plain)}
    try:
        unpack(frame)
    except InferenceError:
        return
