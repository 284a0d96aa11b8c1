"""How long the first and the second scan of a large models folder take, and how fast files are hashed."""

from __future__ import annotations

import json
import struct
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.figure import Figure, Measure, seconds
from inference.library import Index, digest_pieces, scan_library

FILES = 2000
BLOCKS = 24  # of an attention's layers; a header of a few dozen KiB, as LoRAs have
HASHED_MIB = 256


def scans() -> dict[str, Figure]:
    """2,000 files of three kinds, each with the header of a small LoRA, checkpoint or embedding."""
    with models_folder() as (folder, index):
        started = time.perf_counter()
        catalogue = scan_library([folder], index)
        first = time.perf_counter() - started
        count = len(catalogue.models) + len(catalogue.parts)
        second = seconds(lambda: scan_library([folder], index))
    note = f"{count} of {FILES} files known, {first * 1e3 / FILES:.2f} ms a file at first"
    return {
        "library_first_scan_s": Figure(first, "s", note=note),
        "library_second_scan_s": Figure(second, "s", first / second, "first scan"),
    }


def hashing() -> dict[str, Figure]:
    """SHA-256 of one file in the pieces that the background takes, read from the system's cache."""
    with models_folder(files=1) as (folder, index):
        (path,) = folder.iterdir()
        with path.open("ab") as file:
            for _ in range(HASHED_MIB):
                file.write(bytes(1 << 20))
        scan_library([folder], index)
        started = time.perf_counter()
        for _ in digest_pieces([path], index):
            pass
        took = time.perf_counter() - started
    return {"library_hash_mib_s": Figure(HASHED_MIB / took, "MiB/s")}


MEASURES: tuple[Measure, ...] = (scans, hashing)


@contextmanager
def models_folder(files: int = FILES) -> Iterator[tuple[Path, Index]]:
    """A folder with so many files that are all header, in folders of a hundred, and an index beside it."""
    with tempfile.TemporaryDirectory(prefix="scumble-bench-") as place:
        folder = Path(place) / "models"
        headers = [_packed(lora()), _packed(checkpoint()), _packed({"emb_params": [8, 768]})]
        for number in range(files):
            below = folder / f"{number // 100:02}" if files > 1 else folder
            below.mkdir(parents=True, exist_ok=True)
            (below / f"{number:04}.safetensors").write_bytes(headers[number % len(headers)])
        yield folder, Index(Path(place) / "index.sqlite")


def lora() -> dict[str, list[int]]:
    """The tensors of a LoRA for SD 1.5 by kohya's names."""
    shapes: dict[str, list[int]] = {}
    for number in range(BLOCKS):
        for layer in ("attn1_to_q", "attn1_to_k", "attn1_to_v", "attn2_to_q", "attn2_to_k", "attn2_to_v"):
            name = f"lora_unet_down_blocks_{number % 3}_attentions_{number % 2}_transformer_blocks_0_{layer}"
            shapes[f"{name}_{number}.lora_down.weight"] = [16, 768]
            shapes[f"{name}_{number}.lora_up.weight"] = [320, 16]
    shapes["lora_unet_down_blocks_1_attentions_0_transformer_blocks_0_attn2_to_k.lora_down.weight"] = [
        16,
        768,
    ]
    return shapes


def checkpoint() -> dict[str, list[int]]:
    """As many tensors as an SD 1.5 checkpoint has, the ones that tell among them."""
    shapes = {f"model.diffusion_model.output_blocks.{number}.weight": [320, 320] for number in range(1100)}
    return shapes | {
        "model.diffusion_model.input_blocks.0.0.weight": [320, 4, 3, 3],
        "model.diffusion_model.input_blocks.1.1.transformer_blocks.0.attn2.to_k.weight": [320, 768],
        "cond_stage_model.transformer.text_model.embeddings.token_embedding.weight": [49408, 768],
        "first_stage_model.decoder.conv_in.weight": [512, 4, 3, 3],
    }


def _packed(shapes: dict[str, list[int]]) -> bytes:
    header = json.dumps(
        {name: {"dtype": "F16", "shape": shape, "data_offsets": [0, 0]} for name, shape in shapes.items()}
    ).encode()
    return struct.pack("<Q", len(header)) + header
