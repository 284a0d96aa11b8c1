"""Control pictures from networks that the artist has: found, read by the real loader, followed in a job."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from inference.conditions import CONTROL_KINDS, Control
from inference.errors import JobError, ModelError
from inference.families import TRAITS
from inference.job import Kind
from inference.library import Index, scan_library
from inference.models import NotACheckpoint, draws, fits, inspect, inspect_part
from inference.record import from_record, to_record
from tests.inference.diffusion_jobs import make_job, picture, pixels

TinyModel = Callable[..., Path]
DRAWS = {
    "dpt": "depth", "depth-anything": "depth", "upernet": "segmentation", "segformer": "segmentation",
    "vitpose": "pose", "vitpose-plus": "pose",
}  # fmt: skip


@pytest.fixture(scope="module")
def estimators(tiny_model: TinyModel, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    from tests.inference.tiny_estimators import (
        build_depth_anything,
        build_dpt,
        build_segformer,
        build_upernet,
        build_vitpose,
    )

    folder = tmp_path_factory.mktemp("estimators")
    return {
        "dpt": build_dpt(folder / "dpt-tiny"),
        "depth-anything": build_depth_anything(folder / "depth-anything-tiny"),
        "upernet": build_upernet(folder / "upernet-tiny"),
        "segformer": build_segformer(folder / "segformer-tiny"),
        "vitpose": build_vitpose(folder / "vitpose-tiny"),
        "vitpose-plus": build_vitpose(folder / "vitpose-plus-tiny", experts=2),
    }


def test_the_library_finds_them_for_every_family(
    estimators: dict[str, Path], tmp_path: Path, tiny_model: TinyModel
) -> None:
    found = scan_library([estimators["dpt"].parent], Index(tmp_path / "index.sqlite"))
    assert {(part.path, part.kind, part.control) for part in found.parts} == {
        (path, "estimator", DRAWS[name]) for name, path in estimators.items()
    }
    assert not found.models
    part = found.parts[0]
    assert part.families == tuple(TRAITS)
    assert all(fits(one, inspect(tiny_model("sd15", "folder"))) is None for one in found.parts)
    with pytest.raises(NotACheckpoint, match="control pictures"):
        inspect(part.path)


@pytest.mark.parametrize("name", ["dpt", "depth-anything"])
def test_the_map_is_what_the_network_tells(estimators: dict[str, Path], name: str) -> None:
    import torch
    from transformers import AutoModelForDepthEstimation

    from inference.engines.diffusion.adapters.estimator import estimate, read_estimator

    estimator = read_estimator(estimators[name])
    side = 384 if name == "dpt" else 42
    assert estimator.side == side
    shown = picture(side, side)  # as large as it looks at, so nothing is resampled
    drawn = estimate(estimator, shown, torch.device("cpu"))
    assert drawn.shape == shown.shape
    assert drawn.dtype == np.uint8
    assert (drawn.min(), drawn.max()) == (0, 255)
    network = AutoModelForDepthEstimation.from_pretrained(estimators[name])
    mean, deviation = (np.array(values, np.float32) for values in (estimator.mean, estimator.deviation))
    prepared = torch.from_numpy(((shown / np.float32(255) - mean) / deviation).transpose(2, 0, 1)[None])
    with torch.no_grad():
        told = network(pixel_values=prepared).predicted_depth[0].numpy()
    wanted = 255 * (told - told.min()) / (told.max() - told.min())  # near is light, far is dark
    assert np.abs(drawn[..., 0] - wanted).max() <= 1.0


def test_distances_become_nearness(estimators: dict[str, Path]) -> None:
    import torch

    from inference.engines.diffusion.adapters.estimator import Estimator, estimate

    class Slope(torch.nn.Module):
        """From one metre at the left to ten at the right."""

        def forward(self, pixel_values: torch.Tensor) -> dict[str, torch.Tensor]:
            across = torch.linspace(1.0, 10.0, pixel_values.shape[3])
            return {"predicted_depth": across.expand(1, pixel_values.shape[2], -1)}

    slope = Estimator("slope", Slope(), "depth", (0.5,) * 3, (0.5,) * 3, 32, 32, metric=True)
    drawn = estimate(slope, picture(32, 32), torch.device("cpu"))[5, :, 0]
    near = 1 / np.linspace(1, 10, 32)
    assert np.abs(drawn - 255 * (near - 0.1) / 0.9).max() <= 1


@pytest.mark.parametrize("size", [(64, 40), (500, 30), (17, 90)])
@pytest.mark.parametrize(("name", "kind"), [
    ("depth-anything", ""), ("depth-anything", "normal"), ("upernet", ""), ("segformer", ""), ("vitpose", ""),
])  # fmt: skip
def test_pictures_of_any_shape_are_taken(
    estimators: dict[str, Path], size: tuple[int, int], name: str, kind: str
) -> None:
    import torch

    from inference.engines.diffusion.adapters.estimator import estimate, read_estimator

    drawn = estimate(read_estimator(estimators[name]), picture(*size), torch.device("cpu"), kind)
    assert drawn.shape == (size[1], size[0], 3)
    assert drawn.dtype == np.uint8


@pytest.mark.parametrize(("name", "side"), [("upernet", 64), ("segformer", 512)])
def test_segments_are_what_the_network_tells(estimators: dict[str, Path], name: str, side: int) -> None:
    import torch
    from transformers import SegformerForSemanticSegmentation, UperNetForSemanticSegmentation

    from inference.engines.diffusion.adapters.estimator import estimate, read_estimator
    from inference.engines.diffusion.adapters.segments import palette

    estimator = read_estimator(estimators[name])
    shown = picture(side, side)
    drawn = estimate(estimator, shown, torch.device("cpu"))
    maker = UperNetForSemanticSegmentation if name == "upernet" else SegformerForSemanticSegmentation
    network = maker.from_pretrained(estimators[name])
    mean, deviation = (np.array(values, np.float32) for values in (estimator.mean, estimator.deviation))
    prepared = torch.from_numpy(((shown / np.float32(255) - mean) / deviation).transpose(2, 0, 1)[None])
    with torch.no_grad():
        logits = torch.nn.functional.interpolate(
            network(pixel_values=prepared).logits, (side, side), mode="bilinear"
        )
    wanted = palette()[logits[0].argmax(dim=0).numpy()]
    assert len(np.unique(drawn.reshape(-1, 3), axis=0)) > 1
    assert (drawn == wanted).all(axis=2).mean() > 0.999  # where two kinds are just as likely, either will do


def test_the_palette_is_that_of_ade20k() -> None:
    from inference.engines.diffusion.adapters.segments import palette

    colours = palette()
    assert colours.shape == (150, 3)
    named = {0: (120, 120, 120), 2: (6, 230, 230), 4: (4, 200, 3), 12: (150, 5, 61), 149: (92, 0, 255)}
    assert {kind: tuple(colours[kind]) for kind in named} == named  # wall, sky, tree, person, flag


@pytest.mark.parametrize("name", ["vitpose", "vitpose-plus"])
def test_joints_are_where_transformers_finds_them(estimators: dict[str, Path], name: str) -> None:
    import torch
    from transformers import VitPoseForPoseEstimation
    from transformers.models.vitpose import image_processing_pil_vitpose as theirs

    from inference.engines.diffusion.adapters import skeleton
    from inference.engines.diffusion.adapters.estimator import estimate, read_estimator

    estimator = read_estimator(estimators[name])
    shown = picture(90, 120)
    drawn = estimate(estimator, shown, torch.device("cpu"))
    centre, scale = theirs.box_to_center_and_scale((0, 0, 90, 120), 48, 64)
    matrix = theirs.get_warp_matrix(0, centre * 2.0, np.array([47.0, 63.0]), scale * 200.0)
    cut = cv2.warpAffine(shown, matrix, (48, 64), flags=cv2.INTER_LINEAR)
    mean, deviation = np.array([0.485, 0.456, 0.406]), np.array([0.229, 0.224, 0.225])
    prepared = torch.from_numpy(((cut / 255 - mean) / deviation).transpose(2, 0, 1)[None].astype(np.float32))
    more = {"dataset_index": torch.zeros(1, dtype=torch.int64)} if name == "vitpose-plus" else {}
    network = VitPoseForPoseEstimation.from_pretrained(estimators[name])
    with torch.no_grad():
        heat = network(pixel_values=prepared, **more).heatmaps.numpy()
    box = skeleton.widened(skeleton.Box(0.0, 0.0, 90.0, 120.0), (48, 64))
    joints = skeleton.joints_of(heat[0], box)
    places, scores = theirs.get_keypoint_predictions(heat)
    told = theirs.transform_preds(places[0], centre, scale, np.array(heat.shape[2:]))
    cell = box.width / (heat.shape[3] - 1)  # between two values of the heat map
    assert np.abs(joints[:, :2] - told)[scores[0, :, 0] > 0].max() <= cell * 1.01
    np.testing.assert_allclose(joints[:, 2], scores[0, :, 0], rtol=1e-6)
    np.testing.assert_array_equal(drawn, skeleton.stick_figure(joints, (90, 120)))


def test_a_peak_between_pixels_is_found() -> None:
    from inference.engines.diffusion.adapters.skeleton import Box, joints_of

    rows, columns = np.mgrid[0:16, 0:12].astype(np.float32)
    places = [(3.3 + number * 0.2, 7.8 - number * 0.1) for number in range(17)]
    heat = np.stack([np.exp(-((columns - x) ** 2 + (rows - y) ** 2) / 8) for x, y in places])
    joints = joints_of(heat, Box(10.0, 20.0, 110.0, 150.0))
    wanted = [(10 + x * 10, 20 + y * 10) for x, y in places]
    np.testing.assert_allclose(joints[:, :2], wanted, atol=0.01)


def test_a_stick_figure_has_openpose_s_joints_and_colours() -> None:
    from inference.engines.diffusion.adapters.skeleton import colours_of, stick_figure

    joints = np.zeros((17, 3))
    joints[0] = 256, 60, 0.9  # the nose
    joints[5], joints[6] = (320, 120, 0.9), (192, 120, 0.9)  # the left shoulder is on the viewer's right
    joints[9] = 400, 300, 0.2  # a wrist that is not sure
    drawn = stick_figure(joints, (512, 512))
    colours = colours_of(18)
    assert colours[:3] == [(255, 0, 0), (255, 85, 0), (255, 170, 0)]
    assert [tuple(drawn[y, x]) for x, y in ((256, 60), (256, 120), (192, 120), (320, 120))] == [
        colours[0], colours[1], colours[2], colours[5],
    ]  # fmt: skip
    assert tuple(drawn[90, 256]) == tuple(
        int(part * 0.6) for part in colours[12]
    )  # from the neck to the nose
    assert not drawn[300, 400].any()
    with pytest.raises(JobError, match="Nobody was found"):
        stick_figure(np.zeros((17, 3)), (64, 64))


def test_a_figure_on_paper_is_looked_at_alone() -> None:
    from inference.engines.diffusion.adapters.skeleton import Box, person_box

    paper = np.full((200, 300, 3), 250, np.uint8)
    paper[40:160, 100:150] = 30
    assert person_box(paper) == Box(100, 40, 50, 120)
    assert person_box(picture(300, 200)) == Box(0.0, 0.0, 300, 200)
    assert person_box(np.full((20, 30, 3), 250, np.uint8)) == Box(0.0, 0.0, 30, 20)


def test_normals_of_a_ball_face_outwards() -> None:
    from inference.engines.diffusion.adapters.depth_map import normal_map

    rows, columns = np.mgrid[-1:1:200j, -1:1:200j]
    near = np.sqrt(np.maximum(0.0, 0.64 - rows**2 - columns**2)).astype(np.float32)
    drawn = normal_map(near).astype(int)
    left, right, top, bottom = drawn[100, 60], drawn[100, 140], drawn[60, 100], drawn[140, 100]
    assert left[0] > 160 > 96 > right[0]
    assert top[1] > 160 > 96 > bottom[1]
    assert drawn[..., 2].min() >= 128
    assert np.abs(drawn[5, 5] - (128, 128, 255)).max() <= 1


def test_depth_networks_draw_normals_too_and_no_others(estimators: dict[str, Path]) -> None:
    import torch

    from inference.engines.diffusion.adapters.estimator import estimate, read_estimator

    kinds = {
        name: [kind for kind in CONTROL_KINDS if draws(inspect_part(path, "estimator"), kind)]
        for name, path in estimators.items()
    }
    assert kinds["dpt"] == ["depth", "normal"]
    assert kinds["upernet"] == ["segmentation"]
    assert kinds["vitpose"] == ["pose"]
    with pytest.raises(ModelError, match="not 'pose'"):
        estimate(read_estimator(estimators["upernet"]), picture(32, 32), torch.device("cpu"), "pose")


def test_networks_that_learnt_other_things_are_told(tmp_path: Path, tiny_model: TinyModel) -> None:
    from inference.engines.diffusion.adapters.estimator import read_estimator
    from tests.inference.tiny_estimators import build_upernet, build_vitpose

    streets, animals = build_upernet(tmp_path / "streets", 19), build_vitpose(tmp_path / "animals", joints=20)
    found = scan_library([tmp_path], Index(tmp_path / "index.sqlite"))
    model = inspect(tiny_model("sd15", "folder"))
    for path, sentence in ((streets, "19 kinds of things"), (animals, "20 joints")):
        part = next(part for part in found.parts if part.path == path)
        assert sentence in str(fits(part, model))
        with pytest.raises(ModelError, match=sentence):
            read_estimator(path)


@pytest.mark.parametrize(("name", "kind"), [
    ("depth-anything", "depth"), ("dpt", "normal"), ("upernet", "segmentation"), ("vitpose", "pose"),
])  # fmt: skip
def test_a_job_follows_what_is_drawn_and_keeps_its_picture(
    estimators: dict[str, Path], tiny_model: TinyModel, tmp_path: Path, name: str, kind: str
) -> None:
    import torch

    from inference.engines.diffusion import DiffusionEngine
    from inference.engines.diffusion.adapters.estimator import estimate, read_estimator
    from inference.engines.diffusion.adapters.steering import Adapters
    from tests.inference.adapter_runs import load_model
    from tests.inference.tiny_adapters import make_controlnet

    network = tmp_path / "controlnet"
    make_controlnet(load_model(tiny_model("sd15", "folder")).denoiser()).save_pretrained(network)
    source, path = picture(64, 64), estimators[name]
    control = Control(kind, str(network), source, estimator=str(path))
    job = make_job(tiny_model("sd15", "folder"), Kind.TEXT, controls=(control,))
    drawn = estimate(read_estimator(path), source, torch.device("cpu"), kind)
    given = replace(job, controls=(Control(kind, str(network), drawn),))
    unmapped = replace(job, controls=(Control(kind, str(network), source),))
    with closing(DiffusionEngine("cpu", guests=Adapters())) as engine:
        image = pixels(engine, job)
        np.testing.assert_array_equal(image, pixels(engine, given))
        assert not np.array_equal(image, pixels(engine, unmapped))
    again = from_record(*to_record(job))
    assert again.controls[0].estimator == str(path)
    np.testing.assert_array_equal(again.controls[0].image, source)
    older = to_record(job)
    del older[0]["controls"][0]["estimator"]
    assert from_record(*older).controls[0].estimator == ""


def test_what_is_no_estimator_is_refused(estimators: dict[str, Path], tmp_path: Path) -> None:
    from inference.engines.diffusion.adapters.estimator import read_estimator

    other = tmp_path / "other"
    other.mkdir()
    (other / "config.json").write_text(
        json.dumps({"model_type": "glpn", "architectures": ["GLPNForDepthEstimation"]})
    )
    with pytest.raises(ModelError, match="DPT or Depth Anything"):
        read_estimator(other)
    (other / "config.json").write_text((estimators["dpt"] / "config.json").read_text())
    with pytest.raises(ModelError, match=r"no \.safetensors"):
        read_estimator(other)
    (other / "model.safetensors").write_bytes((estimators["dpt"] / "model.safetensors").read_bytes()[:500])
    with pytest.raises(ModelError, match="cut short"):
        read_estimator(other)
