"""What docs/MODELS.md promises: every cell is tried on a tiny checkpoint through the real loader."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from inference.errors import InferenceError, JobError
from inference.job import Job, Kind
from tests.inference.diffusion_jobs import make_job, run

DOCUMENT = Path(__file__).parents[2] / "docs" / "MODELS.md"
Locate = Callable[[str], Path]

KINDS: dict[str, tuple[Kind, ...]] = {
    "Text": (Kind.TEXT,),
    "Paint and vary": (Kind.PAINT, Kind.VARY),
    "Inpaint": (Kind.INPAINT,),
    "Edit": (Kind.EDIT,),
    "Painted strength": (Kind.PAINT,),
}
STABLE: dict[str, tuple[str, bool]] = {  # family, made for inpainting
    "SD 1.5": ("sd15", False),
    "SD 1.5 inpainting": ("sd15", True),
    "SDXL": ("sdxl", False),
    "SDXL inpainting": ("sdxl", True),
}
FLOW: dict[str, str] = {
    "SD 3 and 3.5": "sd3",
    "SD 3 without T5": "sd3-no-t5",
    "Flux.1 dev": "flux",
    "Flux.1 schnell": "flux-schnell",
    "Flux.1 Fill": "flux-fill",
    "Flux.1 Kontext": "flux-kontext",
    "Flux.2 dev": "flux2",
    "Flux.2 Klein": "flux2-klein",
    "Qwen-Image": "qwen",
    "Qwen-Image-Edit": "qwen-edit",
    "Qwen-Image-Edit-Plus": "qwen-edit-plus",
    "Z-Image": "zimage",
    "Z-Image-Turbo": "zimage-turbo",
}
GGUF = {"SD 3 and 3.5": "sd3", "Flux.1 dev": "flux", "Flux.2 dev": "flux", "Qwen-Image": "qwen_image"} | {
    "Z-Image": "lumina2"
}


def table(section: str) -> dict[str, dict[str, str]]:
    """The first table of a section: row by its first cell, cell by its column's head."""
    text = DOCUMENT.read_text(encoding="utf-8").partition(f"## {section}\n")[2].partition("\n## ")[0]
    lines = [line for line in text.splitlines() if line.startswith("|")]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {row[0]: dict(zip(rows[0][1:], row[1:], strict=True)) for row in rows[2:]}


@pytest.fixture(scope="module")
def engine(tiny_flow: Locate) -> Iterator[Any]:
    from inference.engines.diffusion import DiffusionEngine

    engine = DiffusionEngine("cpu")
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def locate(tiny_flow: Locate, tiny_model: Callable[..., Path]) -> Locate:
    """The folder of the tiny model that stands for a row."""

    def find(row: str) -> Path:
        if row in FLOW:
            return tiny_flow(FLOW[row])
        family, inpaint = STABLE[row]
        return tiny_model(family, "folder", inpaint)

    return find


def jobs(path: Path, column: str) -> list[Job]:
    """The jobs that a column stands for, as small as they can be."""
    settings: dict[str, Any] = {"steps": 1, "guidance": 1.0, "negative": ""}
    if column == "Painted strength":
        settings["strength_map"] = np.full((64, 64), 200, np.uint8)
    return [make_job(path, kind, **settings) for kind in KINDS[column]]


def test_the_table_is_complete() -> None:
    rows = table("Jobs")
    assert set(rows) == {*STABLE, *FLOW}
    assert all(set(cells) == set(KINDS) for cells in rows.values())
    assert {cell for cells in rows.values() for cell in cells.values()} == {"yes", "unsupported"}


@pytest.mark.parametrize("row", [*STABLE, *FLOW])
def test_every_cell(engine: Any, locate: Locate, row: str) -> None:
    path = locate(row)
    for column, cell in table("Jobs")[row].items():
        for job in jobs(path, column):
            if cell == "yes":
                result = run(engine, job)
                assert result.image is not None, column
                assert result.image.shape == (64, 64, 3)
                assert result.image.std() > 1, column  # neither black nor flat
            else:
                with pytest.raises(JobError, match=r"Choose|choose|Remove|select"):
                    run(engine, job)


def test_every_file_layout(
    engine: Any, locate: Locate, tiny_model: Callable[..., Path], tmp_path: Path
) -> None:
    """A complete file, or a transformer beside a folder that has the rest."""
    from tests.inference import tiny_flow_models

    for row, cells in table("Files").items():
        assert cells["Diffusers folder"] == "yes"  # the other table tries them
        folder = tmp_path / row
        folder.mkdir()
        (folder / "whole").symlink_to(locate(row))
        if cells["One .safetensors file"] == "complete":
            run(engine, make_job(tiny_model(STABLE[row][0], "single"), Kind.TEXT, steps=1))
        else:
            (weights,) = (locate(row) / "transformer").glob("*.safetensors")
            (folder / "alone.safetensors").symlink_to(weights)
            result = run(engine, make_job(folder / "alone.safetensors", Kind.TEXT, steps=1))
            assert "companion:whole" in result.notes, row
        if cells["Transformer as .gguf"] == "yes":
            path = tiny_flow_models.build_gguf(folder / "packed.gguf", locate(row), GGUF[row])
            assert "companion:whole" in run(engine, make_job(path, Kind.TEXT, steps=1)).notes, row
        else:
            assert row not in GGUF


def test_unknown_gguf_is_refused(engine: Any, tmp_path: Path) -> None:
    path = tmp_path / "odd.gguf"
    path.write_bytes(b"GGUF\x03\x00\x00\x00" + bytes(16))
    with pytest.raises(InferenceError):
        run(engine, make_job(path, Kind.TEXT))
