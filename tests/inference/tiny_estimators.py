"""Tiny networks that draw control pictures: real architectures, random weights, saved by transformers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
from transformers import (
    ConvNextConfig,
    DepthAnythingConfig,
    DepthAnythingForDepthEstimation,
    Dinov2Config,
    DPTConfig,
    DPTForDepthEstimation,
    SegformerConfig,
    SegformerForSemanticSegmentation,
    UperNetConfig,
    UperNetForSemanticSegmentation,
    VitPoseBackboneConfig,
    VitPoseConfig,
    VitPoseForPoseEstimation,
)


def build_dpt(folder: Path) -> Path:
    """DPT on a plain ViT, without the file that says how pictures are to be prepared."""
    torch.manual_seed(21)
    config = DPTConfig(
        hidden_size=16,
        num_hidden_layers=4,
        num_attention_heads=2,
        image_size=64,
        patch_size=16,
        backbone_out_indices=[0, 1, 2, 3],
        neck_hidden_sizes=[8, 8, 8, 8],
        fusion_hidden_size=8,
        use_auxiliary_head=False,
    )
    DPTForDepthEstimation(config).save_pretrained(folder)
    return folder


def build_depth_anything(folder: Path) -> Path:
    """Depth Anything on a DINOv2, as published but for its size."""
    torch.manual_seed(22)
    settings: dict[str, Any] = {
        "hidden_size": 16,
        "num_hidden_layers": 4,
        "num_attention_heads": 2,
        "image_size": 42,
        "patch_size": 14,
        "out_indices": [1, 2, 3, 4],
        "reshape_hidden_states": False,
    }
    backbone = Dinov2Config(**settings)
    config = DepthAnythingConfig(
        backbone_config=backbone,
        reassemble_hidden_size=16,
        neck_hidden_sizes=[8, 8, 8, 8],
        fusion_hidden_size=8,
        head_hidden_size=8,
    )
    DepthAnythingForDepthEstimation(config).save_pretrained(folder)
    wishes = {
        "size": {"height": 42, "width": 42},
        "ensure_multiple_of": 14,
        "image_mean": [0.485, 0.456, 0.406],
        "image_std": [0.229, 0.224, 0.225],
    }
    (folder / "preprocessor_config.json").write_text(json.dumps(wishes))
    return folder


def build_upernet(folder: Path, kinds: int = 150) -> Path:
    """UperNet on a ConvNeXt, as OpenMMLab's are."""
    torch.manual_seed(23)
    backbone = ConvNextConfig(
        hidden_sizes=[8, 8, 16, 16],
        depths=[1, 1, 1, 1],
        out_features=["stage1", "stage2", "stage3", "stage4"],  # pyright: ignore[reportCallIssue]
    )
    config = UperNetConfig(
        backbone_config=backbone,
        hidden_size=8,
        pool_scales=[1, 2],
        use_auxiliary_head=False,
        id2label={number: f"thing {number}" for number in range(kinds)},
    )
    network = UperNetForSemanticSegmentation(config)
    torch.nn.init.normal_(network.decode_head.classifier.weight)
    network.save_pretrained(folder)
    wishes = {"size": {"shortest_edge": 64}, "image_mean": [0.4, 0.5, 0.6], "image_std": [0.2, 0.3, 0.2]}
    (folder / "preprocessor_config.json").write_text(json.dumps(wishes))
    return folder


def build_segformer(folder: Path) -> Path:
    """SegFormer, without the file that says how pictures are to be prepared."""
    torch.manual_seed(24)
    config = SegformerConfig(
        depths=[1, 1, 1, 1],
        hidden_sizes=[8, 8, 16, 16],
        num_attention_heads=[1, 1, 2, 2],
        decoder_hidden_size=16,
        id2label={number: f"thing {number}" for number in range(150)},
    )
    network = SegformerForSemanticSegmentation(config)
    torch.nn.init.normal_(network.decode_head.classifier.weight)
    network.save_pretrained(folder)
    return folder


def build_vitpose(folder: Path, *, experts: int = 1, joints: int = 17) -> Path:
    """ViTPose, or with several experts ViTPose++; its heat reaches over the threshold."""
    torch.manual_seed(25)
    backbone = VitPoseBackboneConfig(
        image_size=[64, 48],
        patch_size=[16, 16],
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        mlp_ratio=2,
        num_experts=experts,
        part_features=4 if experts > 1 else 256,
        out_indices=[2],  # pyright: ignore[reportCallIssue]
    )
    config = VitPoseConfig(
        backbone_config=backbone, id2label={number: f"joint {number}" for number in range(joints)}
    )
    network = VitPoseForPoseEstimation(config)
    torch.nn.init.normal_(network.head.conv.weight, std=0.5)
    network.save_pretrained(folder)
    return folder
