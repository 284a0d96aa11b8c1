"""Regional prompts: measurable inside their masks, nothing outside."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from inference.conditions import Region
from inference.errors import JobError
from inference.job import Kind

TinyModel = Callable[..., Path]
INSIDE = (slice(16, 48), slice(8, 40))  # pixels, on the grid of latent pixels


@pytest.fixture(scope="module")
def models(tiny_model: TinyModel) -> Iterator[Callable[[str], Any]]:
    from tests.inference.adapter_runs import load_model

    made: dict[str, Any] = {}

    def make(family: str) -> Any:
        if family not in made:
            made[family] = load_model(tiny_model(family, "folder"))
        return made[family]

    yield make
    made.clear()


def mask(where: tuple[slice, slice] = INSIDE, value: int = 255) -> np.ndarray:
    plane = np.zeros((64, 64), np.uint8)
    plane[where] = value
    return plane


def test_shares() -> None:
    from inference.engines.diffusion.adapters.regions import shares

    everything = (slice(None), slice(None))
    one = Region("x", mask())
    found = shares([one], (64, 64))
    assert found.shape == (2, 1, 8, 8)
    inside = found[1, 0, 2:6, 1:5]
    assert bool((inside == 1).all()) and float(found[1].sum()) == 16  # noqa: PT018
    assert bool((found[0] == 1 - found[1]).all())
    half = shares([Region("x", mask(everything), 0.5)], (64, 64))
    assert bool((half == 0.5).all())
    two = shares([Region("x", mask(everything), 2.0), Region("y", mask(everything), 1.0)], (64, 64))
    np.testing.assert_allclose(two[:, 0, 0, 0], [0, 2 / 3, 1 / 3], atol=1e-6)
    soft = shares([Region("x", mask(everything, 51))], (64, 64))
    np.testing.assert_allclose(soft[:, 0, 0, 0], [0.8, 0.2], atol=1e-6)
    odd = shares([Region("x", np.full((50, 61), 255, np.uint8))], (64, 56))  # the edge is repeated
    assert odd.shape == (2, 1, 7, 8)
    assert bool((odd[1] == 1).all())


def predictions(model: Any, regions: list[Region], steps: int = 1) -> tuple[list[Any], np.ndarray]:
    """The UNet's outputs of a run, batched as the pipeline wants them, and the picture."""
    import torch

    from inference.engines.diffusion.adapters.regions import Said, divided
    from inference.engines.diffusion.conditioning import condition_text
    from tests.inference.adapter_runs import call

    pipe = model.pipeline(Kind.TEXT, "euler")
    with torch.no_grad():
        encoded = [condition_text(pipe, model.info.family, region.prompt).kwargs for region in regions]
    said = [Said(one["prompt_embeds"], one.get("pooled_prompt_embeds")) for one in encoded]
    seen: list[Any] = []
    dividing = divided(model.denoiser(), regions, said, (64, 64)) if regions else nullcontext()
    with dividing:
        watch = model.denoiser().register_forward_hook(lambda _m, _a, output: seen.append(output[0].clone()))
        try:
            picture = call(pipe, Kind.TEXT, num_inference_steps=steps)
        finally:
            watch.remove()
    return seen, picture


@pytest.mark.parametrize("family", ["sd15", "sdxl"])
def test_a_region_acts_inside_its_mask_alone(models: Any, family: str) -> None:
    model = models(family)
    plain, picture = predictions(model, [])
    found, changed = predictions(model, [Region("zzz ~", mask())])
    whole, _ = predictions(model, [Region("zzz ~", mask((slice(None), slice(None))))])
    grid = np.zeros((8, 8), bool)
    grid[2:6, 1:5] = True
    assert bool((found[0][0] == plain[0][0]).all())  # the negative prompt's half
    ours, theirs, other = (one[0][1].numpy() for one in (found, plain, whole))
    np.testing.assert_array_equal(ours[:, ~grid], theirs[:, ~grid])
    np.testing.assert_array_equal(ours[:, grid], other[:, grid])
    assert np.abs(ours[:, grid] - theirs[:, grid]).min() > 0
    assert not np.array_equal(picture, changed)
    again, _ = predictions(model, [])
    assert bool((again[0] == plain[0]).all())


def test_a_region_of_all_is_the_prompt(models: Any) -> None:
    """A region over the whole picture replaces the job's prompt, through all steps."""
    from tests.inference.adapter_runs import call

    model = models("sdxl")
    _, found = predictions(model, [Region("zzz ~", mask((slice(None), slice(None))))], steps=3)
    expected = call(model.pipeline(Kind.TEXT, "euler"), Kind.TEXT, prompt="zzz ~")
    np.testing.assert_allclose(found, expected, atol=1e-5)


def test_prompts_of_any_length_and_without_guidance(models: Any) -> None:
    """A region's prompt may need more chunks than the job's; without guidance the batch is one."""
    import torch

    from inference.engines.diffusion.adapters.regions import Said, divided
    from inference.engines.diffusion.conditioning import condition_text
    from tests.inference.adapter_runs import call

    model = models("sd15")
    pipe = model.pipeline(Kind.TEXT, "euler")
    region = Region("z " * 90, mask())
    with torch.no_grad():
        said = Said(condition_text(pipe, "sd15", region.prompt).kwargs["prompt_embeds"])
    assert said.tokens.shape[1] == 154
    before = call(pipe, Kind.TEXT, guidance_scale=1.0)
    with divided(model.denoiser(), [region], [said], (64, 64)):
        assert not np.array_equal(call(pipe, Kind.TEXT, guidance_scale=1.0), before)
    np.testing.assert_array_equal(call(pipe, Kind.TEXT, guidance_scale=1.0), before)


def test_other_families_say_so() -> None:
    from inference.engines.diffusion.adapters.regions import check_regions

    for family in ("sd3", "flux", "flux2", "qwen", "zimage"):
        with pytest.raises(JobError, match=r"do not work with models of the family .* SD 1\.5 or SDXL"):
            check_regions([Region("x", mask())], family)  # pyright: ignore[reportArgumentType]
        check_regions([], family)  # pyright: ignore[reportArgumentType]
