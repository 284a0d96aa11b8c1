"""A model folder with real descriptions and no weights to speak of: it can be listed and chosen, not run."""

from __future__ import annotations

import json
import struct
from pathlib import Path


def write_paper_model(folder: Path) -> Path:
    """Write a diffusers folder that is described as SD 1.5; gives its path."""
    parts = {
        "unet": {"_class_name": "UNet2DConditionModel", "in_channels": 4, "cross_attention_dim": 768},
        "vae": {"_class_name": "AutoencoderKL"},
        "text_encoder": {"architectures": ["CLIPTextModel"]},
    }
    folder.mkdir(parents=True)
    index = {name: ["diffusers", "x"] for name in parts} | {"_class_name": "StableDiffusionPipeline"}
    (folder / "model_index.json").write_text(json.dumps(index))
    header = json.dumps({"weight": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}).encode()
    for name, config in parts.items():
        (folder / name).mkdir()
        (folder / name / "config.json").write_text(json.dumps(config))
        weights = struct.pack("<Q", len(header)) + header + bytes(4)
        (folder / name / "model.safetensors").write_bytes(weights)
    return folder
