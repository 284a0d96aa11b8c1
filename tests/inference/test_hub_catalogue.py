"""The models that are offered."""

from __future__ import annotations

from pathlib import Path

import pytest

from inference.errors import HubRefused
from inference.hub import KIND_FOLDERS, Order, Reference, order_of, parse_reference, read_catalogue
from inference.hub.names import safe_path
from inference.hub.plan import MARKER
from inference.hub.staging import write_json


def test_entries_are_whole() -> None:
    entries = read_catalogue()
    assert len(entries) > 20
    assert len({entry.name for entry in entries}) == len(entries)
    for entry in entries:
        assert parse_reference(entry.id) == entry.reference
        assert "/" in entry.id
        assert entry.kind in {"checkpoint", *KIND_FOLDERS}
        assert entry.licence
        assert entry.family
        assert entry.about.endswith(".")
        assert entry.bytes is None or 10_000_000 < entry.bytes < 100e9
        assert entry.memory is None or 2e9 <= entry.memory <= 100e9
        for name in entry.files:
            safe_path(name)


def test_an_entry_is_found_by_name_and_id(tmp_path: Path) -> None:
    sdxl = Order(Reference("stabilityai/stable-diffusion-xl-base-1.0"), tmp_path, "checkpoint")
    assert order_of("stable diffusion xl", tmp_path) == sdxl
    assert order_of("stabilityai/Stable-Diffusion-XL-base-1.0", tmp_path) == sdxl
    lcm = order_of("latent-consistency/lcm-lora-sdxl", tmp_path)
    assert (lcm.kind, lcm.wanted) == ("lora", ("pytorch_lora_weights.safetensors",))
    assert order_of("me/else", tmp_path) == Order(Reference("me/else"), tmp_path)
    with pytest.raises(HubRefused, match=r"IP-Adapter for SD 1.5, IP-Adapter for SDXL"):
        order_of("h94/IP-Adapter", tmp_path)
    with pytest.raises(HubRefused, match="no model on the hub"):
        order_of("what ever", tmp_path)


def test_an_entry_knows_where_it_was_put(tmp_path: Path) -> None:
    entries = {entry.name: entry for entry in read_catalogue()}
    folder, file = entries["Stable Diffusion XL"], entries["LCM LoRA for SDXL"]
    assert folder.place(tmp_path) is None
    assert file.place(tmp_path) is None
    there = tmp_path / "stable-diffusion-xl-base-1.0"
    there.mkdir()
    assert folder.place(tmp_path) is None  # the artist's own
    (there / MARKER).write_text("damaged")
    assert folder.place(tmp_path) is None
    write_json(there / MARKER, {"id": folder.id, "files": {}})
    assert folder.place(tmp_path) == there
    lora = tmp_path / "loras/lcm-lora-sdxl.safetensors"
    lora.parent.mkdir()
    lora.touch()
    assert file.place(tmp_path) == lora
