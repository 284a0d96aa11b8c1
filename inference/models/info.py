"""What is told of a model and of its parts: messages that the library, the panels and the engine share."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from inference.errors import ModelError, Sentence
from inference.families import TRAITS, Family, Speed, Variant

# Pieces beside the denoiser (UNet or transformer) that a file may lack; they must then come from elsewhere.
Need = Literal["vae", "clip-l", "clip-g", "t5", "qwen2.5-vl", "qwen3-4b", "qwen3-8b", "mistral3"]

# "folder": a diffusers folder with model_index.json; "single": a .safetensors or .gguf file; "component": the
# folder of a denoiser alone (config.json and weights).
Layout = Literal["folder", "single", "component"]

# sd3: the three sizes; flux: "dev", "schnell"; flux2: "dev" and the kleins; qwen: "edit-plus" takes several
# pictures; zimage: "omni" looks at pictures too.
Edition = Literal[
    "", "3-medium", "3.5-medium", "3.5-large", "dev", "schnell", "klein-4b", "klein-9b", "edit-plus", "omni",
]  # fmt: skip

# How most bytes of the denoiser are stored; "" where the files do not tell.
Precision = Literal["", "fp32", "fp16", "bf16", "fp8", "8-bit", "4-bit", "other"]

PartKind = Literal[
    "lora",
    "controlnet",
    "vae",
    "tiny-vae",  # TAESD and its like: a quick preview of latents
    "ip-adapter",
    "embedding",  # textual inversion
    "text-encoder",
    "image-encoder",  # CLIP vision or SigLIP, which an IP-Adapter looks through
    "upscaler",
    "estimator",  # draws a ControlNet's map from a picture; `Part.control` tells which
]


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """A checkpoint that the diffusion engine can load."""

    path: Path
    name: str
    family: Family
    variant: Variant
    layout: Layout
    bytes: int  # on disk
    speed: Speed = ""  # what it was distilled for, where its files tell
    edition: Edition = ""  # within the family; "" where there is but one or the files do not tell
    precision: Precision = ""
    quantisation: str = ""  # "" = plain weights; "Q4_K_M" … (GGUF), "bnb-nf4", "fp8-scaled", "torchao" …
    prediction: Literal["epsilon", "v_prediction", "flow"] = (
        "epsilon"  # what the denoiser was trained to tell
    )
    needs: tuple[Need, ...] = ()  # pieces that the file lacks; () = complete

    @property
    def inpaint(self) -> bool:
        """Whether it does nothing but repaint a mask."""
        return self.variant in ("inpaint", "fill")

    @property
    def native_size(self) -> int:
        """Side in pixels of the square that the family was trained at."""
        return TRAITS[self.family].native_size


@dataclass(frozen=True, slots=True)
class Part:
    """A file (or diffusers folder) that goes with a model: LoRA, ControlNet, VAE …"""

    path: Path
    name: str
    kind: PartKind
    families: tuple[Family, ...]  # that it fits; () for one that Scumble cannot use, see `foreign`
    bytes: int  # on disk
    layout: Layout = "single"
    format: str = ""  # LoRA: "kohya", "diffusers", "lycoris" …; IP-Adapter: "base", "plus", "faceid" …
    words: tuple[str, ...] = ()  # LoRA: trigger words by falling frequency; embedding: its word
    control: str = ""  # ControlNet: one of CONTROL_KINDS, "union" (several), "inpaint", or "" = not told
    encoder: Need | Literal["", "clip-vision", "siglip"] = ""  # text or image encoder: which one
    foreign: str = ""  # the family that it was made for where that is none of ours: "Stable Diffusion 2"
    scale: int = 0  # upscaler: how many times each side grows; 0 where not told
    unusable: Sentence | None = field(default=None, compare=False)  # why diffusers cannot load it


class NotACheckpoint(ModelError):
    """The file is sound but is no complete checkpoint: a LoRA, a VAE, a ControlNet …; `part` tells which."""

    part: Part | None = None
